"""Settings: every mistake at once, named with file, key, what is wrong and what is allowed."""

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from bot.app import obtain_keys, school_from, thresholds_from, webhook_from
from bot.domain.errors import SettingsError, StorageError
from bot.domain.message import Account, PlatformName, Role
from bot.domain.school import Audience
from bot.platforms.telegram_webhook import WebhookPlace
from bot.settings import FROM_ENVIRONMENT, Settings, load_settings
from classifiers.assessment import Category
from tests.factories import THRESHOLDS

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
TOKENS = {"PLEINWACHT_DISCORD_TOKEN": "d-secret", "PLEINWACHT_TELEGRAM_TOKEN": "t-secret"}


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(tmp_path: Path, *changes: tuple[str, str], environment=TOKENS) -> list[str]:
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(SettingsError) as caught:
        load_settings(write(tmp_path, text), environment)
    assert all(problem.startswith(f"{tmp_path / 'config.toml'}: ") for problem in caught.value.problems)
    return [problem.removeprefix(f"{tmp_path / 'config.toml'}: ") for problem in caught.value.problems]


def test_the_example_loads() -> None:
    settings = load_settings(EXAMPLE, TOKENS)
    assert [group.id for group in settings.groups] == ["8a", "8a-ouders"]


def test_the_example_holds_every_setting_with_its_default() -> None:
    data = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    for section, field in Settings.model_fields.items():
        if not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            continue
        written = data[section]
        assert set(written) == set(field.annotation.model_fields), section
        if section != "school":
            assert field.annotation.model_validate(written) == field.default, section
    for entry in (*data["staff"], *data["groups"]):
        model = "staff" if "roles" in entry else "groups"
        assert set(entry) == set(Settings.model_fields[model].annotation.__args__[0].model_fields)


def test_a_token_comes_from_the_environment_and_is_not_shown() -> None:
    settings = load_settings(EXAMPLE, TOKENS)
    assert settings.discord.token.get_secret_value() == "d-secret"
    assert "d-secret" not in repr(settings)


def test_every_variable_names_an_existing_setting() -> None:
    for section, key in FROM_ENVIRONMENT.values():
        assert key in Settings.model_fields[section].annotation.model_fields


def test_settings_are_frozen() -> None:
    settings = load_settings(EXAMPLE, TOKENS)
    with pytest.raises(ValidationError):
        settings.school.name = "x"


def test_all_mistakes_are_told_at_once(tmp_path) -> None:
    found = problems(
        tmp_path,
        ('language = "nl"', 'language = "fy"'),
        ("batch = 16", "batch = 0"),
        ("repeated = 3", 'repeated = "x"'),
    )
    assert len(found) == 3


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('language = "nl"', 'language = "fy"', "school.language: must be 'nl' or 'en', not 'fy'"),
        ("batch = 16", "batch = 0", "classifier.batch: must be greater than or equal to 1, not 0"),
        ("repeated = 3", "repeted = 3", "cases.repeted: unknown setting; allowed here: join_minutes_same_people"),
        ('name = "Basisschool De Plataan"', "", "school.name: is missing and has no default"),
        ('time_zone = "Europe/Amsterdam"', 'time_zone = "Mars"', "school.time_zone: must be a time zone name"),
        ('roles = ["mentor"]', 'roles = ["boss"]', "staff[0].roles[0]: must be 'mentor', 'coordinator', 'care'"),
        ('mentors = ["mentor-8a"]', 'mentors = ["piet"]', "groups[0].mentors: 'piet' is no staff id; known: mentor-8a"),
        ('id = "coordinator"', 'id = "mentor-8a"', "staff.id: 'mentor-8a' stands 2 times"),
        ('["coordinator", "care", "leader"]', '["coordinator"]', "staff: nobody has the role 'care'"),
        ('chat = "-1001000000010"', 'chat = "klas"', "groups[1].chat: String should match pattern"),
        ('telegram = "1000003"', 'telegram = ""', "staff 'board': needs a discord or a telegram account id"),
        ("[log]", "[logs]", "logs: unknown setting; allowed here: school, storage"),
    ],
)
def test_a_mistake_is_named_with_its_key_and_what_is_allowed(tmp_path, old, new, expected) -> None:
    assert any(problem.startswith(expected) for problem in problems(tmp_path, (old, new)))


def test_a_group_without_a_token_for_its_platform_is_a_mistake(tmp_path) -> None:
    found = problems(tmp_path, ("batch = 16", "batch = 8"), environment={})
    assert found[0].startswith(
        "discord.token: is missing, but groups 8a use discord; set it or PLEINWACHT_DISCORD_TOKEN"
    )
    assert found[1].startswith("telegram.token: is missing")


def test_a_wrong_threshold_is_named(tmp_path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8") + "\n[thresholds.threat]\nflag = 0.9\nalert = 0.5\n"
    with pytest.raises(SettingsError, match=r"thresholds\.threat: alert \(0\.5\) must not be lower than flag \(0\.9\)"):
        load_settings(write(tmp_path, text), TOKENS)


def test_a_secret_is_not_repeated_in_a_mistake(tmp_path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('token = ""', 'token = ["very-secret"]', 1)
    with pytest.raises(SettingsError) as caught:
        load_settings(write(tmp_path, text), {"PLEINWACHT_TELEGRAM_TOKEN": "x"})
    assert "very-secret" not in str(caught.value)


def test_a_missing_file_says_how_to_make_one(tmp_path) -> None:
    with pytest.raises(SettingsError, match=r"no such file; copy config\.example\.toml"):
        load_settings(tmp_path / "none.toml", {})


def test_broken_toml_is_named_with_its_place(tmp_path) -> None:
    with pytest.raises(SettingsError, match=r"is not valid TOML: .*at end of document"):
        load_settings(write(tmp_path, "school = ["), {})


def test_the_school_knows_staff_by_account_and_groups_by_chat() -> None:
    school = school_from(load_settings(EXAMPLE, TOKENS))
    account = Account(PlatformName.TELEGRAM, "1000002")
    group = school.group_by_chat(PlatformName.DISCORD, "5", "100000000000000010")
    assert school.staff_by_account(account).id == "coordinator"
    assert (group.id, group.audience) == ("8a", Audience.PUPILS)
    assert school.role_of(account, group) is Role.STAFF
    assert school.role_of(Account(PlatformName.DISCORD, "5"), group) is Role.PUPIL


def test_thresholds_of_the_school_take_the_place_of_the_models(tmp_path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8") + "\n[thresholds.threat]\nflag = 0.4\nalert = 0.9\n"
    chosen = thresholds_from(load_settings(write(tmp_path, text), TOKENS), THRESHOLDS)
    assert (chosen[Category.THREAT].flag, chosen[Category.INSULT].flag) == (0.4, 0.5)


def test_keys_are_made_once_and_read_back(tmp_path) -> None:
    made = obtain_keys(tmp_path / "a.key", {})
    assert obtain_keys(tmp_path / "a.key", {}) == made


def test_keys_may_come_from_the_environment(tmp_path) -> None:
    made = obtain_keys(tmp_path / "a.key", {})
    text = (tmp_path / "a.key").read_text()
    assert obtain_keys(tmp_path / "none.key", {"PLEINWACHT_KEYS": text}) == made
    with pytest.raises(StorageError, match="environment variable PLEINWACHT_KEYS is not a key file"):
        obtain_keys(tmp_path / "none.key", {"PLEINWACHT_KEYS": "x"})


def test_a_webhook_needs_a_secret_that_telegram_takes_and_the_mistake_does_not_show_it(tmp_path) -> None:
    address = ('webhook_url = ""', 'webhook_url = "https://school.example/bot"')
    for wrong in ("", "short", "has spaces and é in it"):
        environment = TOKENS | {"PLEINWACHT_TELEGRAM_WEBHOOK_SECRET": wrong}
        (problem,) = problems(tmp_path, address, environment=environment)
        assert problem.startswith("telegram.webhook_secret: is needed with telegram.webhook_url: 16 to 256 letters")
        assert not wrong or wrong not in problem


def test_a_webhook_is_served_at_the_address_that_was_chosen(tmp_path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace('webhook_url = ""', 'webhook_url = "https://school.example/bot"')
    text = text.replace('webhook_listen = "127.0.0.1:8443"', 'webhook_listen = "[::1]:9000"')
    secret = "een-lang-geheim-van-school"
    settings = load_settings(write(tmp_path, text), TOKENS | {"PLEINWACHT_TELEGRAM_WEBHOOK_SECRET": secret})
    assert secret not in repr(settings)
    assert webhook_from(settings.telegram) == WebhookPlace("https://school.example/bot", secret, "::1", 9000)
    assert webhook_from(load_settings(EXAMPLE, TOKENS).telegram) is None


@pytest.mark.parametrize("listen", ["8443", "127.0.0.1:", "127.0.0.1:99999", "::1:80 "])
def test_an_address_to_listen_on_that_is_none_is_a_mistake(tmp_path, listen) -> None:
    found = problems(tmp_path, ('webhook_listen = "127.0.0.1:8443"', f'webhook_listen = "{listen}"'))
    assert found[0].startswith("telegram.webhook_listen")
