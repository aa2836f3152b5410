"""``pleinwacht doctor``: looks once at everything that could keep Pleinwacht from hearing, judging or speaking."""

import asyncio
import os
from collections.abc import Awaitable, Iterable, Mapping, Sequence

import structlog
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app import KEYS_VARIABLE, now, platforms_from, school_from
from bot.domain.errors import StorageError
from bot.domain.health import Check, Finding
from bot.domain.message import PlatformName
from bot.domain.school import School
from bot.health.watch import clock_finding
from bot.health.wording import Wording
from bot.logs import configure_logs, describe
from bot.phrases import Phrases
from bot.platforms.hub import Platform
from bot.settings import ClassifierSettings, Settings
from bot.storage.examination import examine_database, examine_keys, linked_accounts
from bot.storage.sealing import parse_keys, read_keys
from classifiers.assessment import ClassifierError, Utterance
from classifiers.loading import default_thresholds, load_classifier

log = structlog.get_logger()

PATIENCE = 90.0  # seconds for one platform: it waits out its own limits


async def run_doctor(settings: Settings, console: Console | None = None) -> int:
    """Print what was found; 1 when anything is wrong, else 0."""
    configure_logs("error", "console")
    school, phrases = school_from(settings), Phrases(settings.school.language)
    findings = await examine(settings, school, platforms_from(settings))
    console = console or Console()
    console.print(table(findings, Wording(phrases, school, settings.school.zone), phrases, school))
    wrong = sum(not finding.is_well for finding in findings)
    console.print(phrases("doctor-wrong", count=wrong) if wrong else phrases("doctor-all-good"))
    return 1 if wrong else 0


async def examine(settings: Settings, school: School, platforms: Sequence[Platform]) -> list[Finding]:
    """Everything on this machine first, then every platform."""
    await _know_links(settings, school)
    here = [
        await _found(Check.DATABASE, examine_database(settings.storage.url)),
        await _found(Check.KEYS, asyncio.to_thread(_look_at_keys, settings)),
        await _found(Check.MODEL, asyncio.to_thread(_try_model, settings.classifier)),
        clock_finding(now(), None),
        *unconnected(school, [platform.name for platform in platforms]),
    ]
    there = await asyncio.gather(*(_examine_platform(platform, school) for platform in platforms))
    return here + [finding for findings in there for finding in findings]


def unconnected(school: School, platforms: Iterable[PlatformName]) -> list[Finding]:
    """Staff whom no alert can reach, because they have accounts only on platforms without a token."""
    connected = set(platforms)
    return [
        Finding(Check.REACH, is_well=False, staff=member.id)
        for member in school.staff.values()
        if not any(account.platform in connected for account in member.accounts)
    ]


def table(findings: Iterable[Finding], wording: Wording, phrases: Phrases, school: School) -> Table:
    """What was checked, the result, and how to repair it."""
    made = Table(title=phrases("doctor-title", school=school.name), show_lines=True)
    made.add_column(phrases("doctor-column-check"))
    made.add_column(phrases("doctor-column-result"))
    made.add_column(phrases("doctor-column-repair"))
    for finding in findings:
        if finding.is_well:
            cells = Text(phrases("doctor-good"), "green"), Text()
        else:
            cells = Text(wording.problem(finding), "red"), Text(_sentence(wording.repair(finding)))
        made.add_row(Text(wording.check(finding)), *cells)
    return made


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


async def _know_links(settings: Settings, school: School, environment: Mapping[str, str] = os.environ) -> None:
    """Staff also have the accounts that were linked with a code, as far as the keys are there: that has its own row."""
    text = environment.get(KEYS_VARIABLE)
    try:
        keys = parse_keys(text, KEYS_VARIABLE) if text else read_keys(settings.storage.key_file)
    except StorageError:
        return
    for account, staff_id in await linked_accounts(settings.storage.url, keys):
        school.link(account, staff_id)


async def _found(check: Check, looking: Awaitable[None]) -> Finding:
    try:
        await looking
    except (StorageError, ClassifierError) as error:
        log.error("check_failed", check=check, reason=str(error))
    except Exception as error:  # noqa: BLE001 - whatever breaks in a check is a row, not a traceback
        log.error("check_failed", check=check, **describe(error))
    else:
        return Finding(check, is_well=True)
    return Finding(check, is_well=False)


def _look_at_keys(settings: Settings, environment: Mapping[str, str] = os.environ) -> None:
    text = environment.get(KEYS_VARIABLE)
    if text:
        parse_keys(text, f"environment variable {KEYS_VARIABLE}")
    else:
        examine_keys(settings.storage.key_file, settings.storage.url)


def _try_model(chosen: ClassifierSettings) -> None:
    """Load it as a start would, and let it judge one harmless line."""
    model = load_classifier(chosen.model or None, chosen.labels or None, chosen.threads, chosen.public)
    default_thresholds(chosen.model or None)
    model.assess([Utterance("hoi")])


async def _examine_platform(platform: Platform, school: School) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await platform.examine(school)
    except Exception as error:  # noqa: BLE001 - whatever a platform's library raises is a row, not a traceback
        log.error("examination_failed", platform=platform.name, **describe(error))
        return [Finding(Check.CONNECTION, is_well=False, platform=platform.name)]
