"""Typed, frozen settings from a TOML file, with secrets from the environment; every mistake is reported at once."""

import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot.domain.errors import SettingsError
from bot.domain.message import PlatformName
from bot.domain.school import Audience, StaffRole
from classifiers.assessment import Category, Threshold

ENVIRONMENT_PREFIX = "PLEINWACHT_"
# The settings that may come from the environment, so that no secret has to stand in a file.
FROM_ENVIRONMENT = {
    "DISCORD_TOKEN": ("discord", "token"),
    "TELEGRAM_TOKEN": ("telegram", "token"),
    "TELEGRAM_WEBHOOK_SECRET": ("telegram", "webhook_secret"),
    "DATABASE_URL": ("storage", "url"),
    "KEY_FILE": ("storage", "key_file"),
}
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")  # the characters that Telegram allows
ID = r"^[a-z0-9][a-z0-9._-]{0,63}$"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("must be a time zone name such as Europe/Amsterdam")
    return name


class SchoolSettings(_Section):
    """Who runs this, and how people are addressed."""

    name: str = Field(min_length=1, max_length=100)
    contact: str = Field(min_length=1, max_length=200)
    language: Literal["nl", "en"] = "nl"
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Amsterdam"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return ZoneInfo(self.time_zone)


class StorageSettings(_Section):
    """Where the records and their keys are."""

    url: str = Field(
        "sqlite+aiosqlite:///data/pleinwacht.sqlite3", pattern=r"^(sqlite\+aiosqlite|postgresql\+asyncpg)://"
    )
    key_file: Path = Path("data/pleinwacht.key")


class ClassifierSettings(_Section):
    """Which model, and how it is run. An empty ``model`` is the bundled one."""

    model: str = ""
    labels: dict[str, Category] = {}
    batch: int = Field(16, ge=1, le=256)
    threads: int = Field(1, ge=1, le=64)
    public: list[str] = []


class ThresholdSettings(_Section):
    """The scores from which a category is flagged, and from which one message alone may disturb a person."""

    flag: float = Field(gt=0, le=1)
    alert: float = Field(gt=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> "ThresholdSettings":
        if self.alert < self.flag:
            raise ValueError(f"alert ({self.alert}) must not be lower than flag ({self.flag})")
        return self

    def threshold(self) -> Threshold:
        """As the domain knows it."""
        return Threshold(self.flag, self.alert)


class CaseSettings(_Section):
    """When flags belong together, and how many make an alert."""

    join_minutes_same_people: int = Field(30, ge=1, le=1440)
    join_minutes_same_subject: int = Field(5, ge=1, le=1440)
    repeated: int = Field(3, ge=2, le=100)


class AlertSettings(_Section):
    """What an alert shows."""

    quote: bool = False


class HealthSettings(_Section):
    """When a group is so silent that an admin should look. 0 is never."""

    silent_days: int = Field(6, ge=0, le=365)


class DiscordSettings(_Section):
    """The school's Discord bot; without a token Discord is not used."""

    token: SecretStr = SecretStr("")
    proxy: str = Field("", pattern=r"^(|https?://.+)$")


class TelegramSettings(_Section):
    """The school's Telegram bot; without a token Telegram is not used."""

    token: SecretStr = SecretStr("")
    base_url: str = Field("https://api.telegram.org/bot", pattern=r"^https?://.+")
    base_file_url: str = Field("https://api.telegram.org/file/bot", pattern=r"^https?://.+")
    proxy: str = Field("", pattern=r"^(|https?://.+)$")
    webhook_url: str = Field("", pattern=r"^(|https?://.+)$")
    webhook_listen: str = Field("127.0.0.1:8443", pattern=r"^(\[[0-9a-fA-F:.]+\]|[^:\s]+):[0-9]{1,5}$")
    webhook_secret: SecretStr = SecretStr("")


class ConsoleSettings(_Section):
    """The address of the pages on this machine."""

    host: str = "127.0.0.1"
    port: int = Field(8337, ge=0, le=65535)


class LogSettings(_Section):
    """How much is logged and in which form."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class StaffSettings(_Section):
    """A member of staff."""

    id: str = Field(pattern=ID)
    name: str = Field(min_length=1, max_length=100)
    roles: list[StaffRole] = Field(min_length=1)
    discord: str = Field("", pattern=r"^[0-9]{0,20}$")
    telegram: str = Field("", pattern=r"^[0-9]{0,20}$")


class GroupSettings(_Section):
    """A moderated chat."""

    id: str = Field(pattern=ID)
    name: str = Field(min_length=1, max_length=100)
    platform: Literal["discord", "telegram"]
    chat: str = Field(pattern=r"^-?[0-9]{1,20}$")
    audience: Audience
    mentors: list[str] = Field(min_length=1)


class Settings(_Section):
    """Everything that can be set. Frozen: a change needs a new start."""

    school: SchoolSettings
    storage: StorageSettings = StorageSettings()  # type: ignore[call-arg]
    classifier: ClassifierSettings = ClassifierSettings()  # type: ignore[call-arg]
    thresholds: dict[Category, ThresholdSettings] = {}
    cases: CaseSettings = CaseSettings()  # type: ignore[call-arg]
    alerts: AlertSettings = AlertSettings()
    health: HealthSettings = HealthSettings()  # type: ignore[call-arg]
    discord: DiscordSettings = DiscordSettings()  # type: ignore[call-arg]
    telegram: TelegramSettings = TelegramSettings()  # type: ignore[call-arg]
    console: ConsoleSettings = ConsoleSettings()  # type: ignore[call-arg]
    log: LogSettings = LogSettings()
    staff: list[StaffSettings] = []
    groups: list[GroupSettings] = []


def load_settings(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check everything.

    Raises:
        SettingsError: with all mistakes, each with the file, the key, what is wrong and what is allowed.
    """
    data = _read(path)
    _add_environment(data, os.environ if environment is None else environment)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError([_describe(path, each) for each in error.errors()]) from None
    problems = [f"{path}: {problem}" for problem in _contradictions(settings)]
    if problems:
        raise SettingsError(problems)
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError([f"{path}: no such file; copy config.example.toml to it and fill it in"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path}: cannot be read: {error}"]) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([f"{path}: is not valid TOML: {error}"]) from None


def _add_environment(data: dict[str, Any], environment: Mapping[str, str]) -> None:
    for name, (section, key) in FROM_ENVIRONMENT.items():
        value = environment.get(ENVIRONMENT_PREFIX + name)
        if value:
            data.setdefault(section, {})[key] = value


def _describe(path: Path, error: ErrorDetails) -> str:
    """One mistake in one line; the value is left out where it may be a secret."""
    location = [part for part in error["loc"] if part != "[key]"]
    key = ".".join(f"[{part}]" if isinstance(part, int) else str(part) for part in location).replace(".[", "[")
    if error["type"] == "extra_forbidden":
        return f"{path}: {key}: unknown setting; allowed here: {', '.join(_siblings(location))}"
    if error["type"] == "missing":
        return f"{path}: {key}: is missing and has no default"
    is_secret = "token" in key or "secret" in key
    given = "" if is_secret or isinstance(error.get("input"), dict | list) else f", not {error.get('input')!r}"
    allowed = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    prefix = "" if error["type"] == "value_error" else "must be " if error["msg"].startswith("Input should be ") else ""
    return f"{path}: {key}: {prefix}{allowed}{given}"


def _siblings(location: list[int | str]) -> list[str]:
    """The settings that are allowed beside an unknown one."""
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        field = model.model_fields.get(str(part))
        if field is not None:
            model = _model_in(field.annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The section behind a field: itself, or what a list or table holds."""
    candidates = (annotation, *getattr(annotation, "__args__", ()))
    return next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), None)


def _contradictions(settings: Settings) -> Iterable[str]:
    """Mistakes that only show when settings are held against each other."""
    yield from _doubles("staff", "id", [member.id for member in settings.staff])
    yield from _doubles("groups", "id", [group.id for group in settings.groups])
    yield from _doubles("groups", "chat", [f"{group.platform} {group.chat}" for group in settings.groups])
    for platform in (PlatformName.DISCORD, PlatformName.TELEGRAM):
        accounts = [getattr(member, platform) for member in settings.staff if getattr(member, platform)]
        yield from _doubles("staff", platform, accounts)
    yield from _platform_problems(settings)
    yield from _webhook_problems(settings.telegram)
    yield from _staff_problems(settings)


def _doubles(section: str, key: str, values: list[str]) -> Iterable[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{section}.{key}: {value!r} stands {count} times; each may stand once"


def _platform_problems(settings: Settings) -> Iterable[str]:
    if not settings.groups:
        yield "groups: there is none; Pleinwacht needs at least one [[groups]] with a chat to read along in"
    tokens = {"discord": settings.discord.token, "telegram": settings.telegram.token}
    for platform, token in tokens.items():
        used = [group.id for group in settings.groups if group.platform == platform]
        if used and not token.get_secret_value():
            variable = f"{ENVIRONMENT_PREFIX}{platform.upper()}_TOKEN"
            yield f"{platform}.token: is missing, but groups {', '.join(used)} use {platform}; set it or {variable}"


def _webhook_problems(telegram: TelegramSettings) -> Iterable[str]:
    if telegram.webhook_url and not WEBHOOK_SECRET.fullmatch(telegram.webhook_secret.get_secret_value()):
        variable = f"{ENVIRONMENT_PREFIX}TELEGRAM_WEBHOOK_SECRET"
        yield (
            "telegram.webhook_secret: is needed with telegram.webhook_url: 16 to 256 letters, digits, _ and -, so that "
            f"nobody else can bring messages; better in {variable}"
        )
    if int(telegram.webhook_listen.rpartition(":")[2]) > 65535:
        yield "telegram.webhook_listen: the port must be 65535 or lower"


def _staff_problems(settings: Settings) -> Iterable[str]:
    """Every kind of case must be able to reach somebody."""
    known = {member.id: member for member in settings.staff}
    for index, group in enumerate(settings.groups):
        for mentor in group.mentors:
            if mentor not in known:
                yield f"groups[{index}].mentors: {mentor!r} is no staff id; known: {', '.join(known) or 'none'}"
    for member in settings.staff:
        if not member.discord and not member.telegram:
            yield f"staff {member.id!r}: needs a discord or a telegram account id, or no alert can reach them"
    for role in (StaffRole.COORDINATOR, StaffRole.CARE, StaffRole.BOARD):
        if not any(role in member.roles for member in settings.staff):
            yield f"staff: nobody has the role {role.value!r}; {_WHY_NEEDED[role]}"


_WHY_NEEDED = {
    StaffRole.COORDINATOR: "schools must have an anti-bullying coordinator, who receives what is grave or passed on",
    StaffRole.CARE: "care signals go to the care team alone",
    StaffRole.BOARD: "signals on staff go to the board alone",
}
