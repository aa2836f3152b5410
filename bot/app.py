"""Builds every part once and runs them in one TaskGroup; the only module that knows all others."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.alerting.alert import Style
from bot.alerting.buttons import Buttons
from bot.alerting.courier import Courier
from bot.alerting.notices import NoticeBoard
from bot.alerting.plain import PlainCases
from bot.alerting.reach import Reach
from bot.alerting.replies import Replies
from bot.alerting.staff_line import StaffLine
from bot.casework.desk import Desk
from bot.casework.linking import Linking
from bot.casework.statements import Statements
from bot.casework.thresholds import ThresholdBook
from bot.commands.about import About
from bot.commands.administration import Administration
from bot.commands.cases import Cases
from bot.commands.colleagues import Colleagues
from bot.commands.linking import LinkCommands
from bot.commands.own_messages import OwnMessages
from bot.commands.reporting import Reporting
from bot.commands.service import Commands
from bot.domain.case import Case, Joining, Policy
from bot.domain.flag import Thresholds
from bot.domain.message import Account, PlatformName
from bot.domain.school import Audience, Group, School, StaffMember
from bot.health.board import Health
from bot.health.herald import Herald
from bot.health.watch import Watch
from bot.health.wording import Wording
from bot.logs import configure_logs, describe
from bot.moderation.assessor import BatchAssessor
from bot.moderation.care import CareSense
from bot.moderation.cursors import CursorWriter
from bot.moderation.inbox import Inbox
from bot.moderation.moderator import Moderator
from bot.moderation.outcome import Rules
from bot.moderation.ports import Observer
from bot.phrases import Phrases
from bot.platforms.discord_platform import DiscordPlatform
from bot.platforms.hub import Hub, Platform
from bot.platforms.telegram_platform import TelegramPlatform
from bot.platforms.telegram_webhook import WebhookPlace
from bot.settings import Settings, TelegramSettings
from bot.storage.admin_store import SqlAdminStore
from bot.storage.case_store import SqlCaseStore
from bot.storage.engine import migrate, open_engine
from bot.storage.health_store import SqlHealthStore
from bot.storage.ledger import SqlLedger
from bot.storage.outbox import SqlOutbox
from bot.storage.sealing import Keys, Sealer, new_keys, parse_keys, read_keys, write_keys
from bot.storage.statement_store import SqlStatementStore
from classifiers.assessment import Classifier
from classifiers.loading import default_thresholds, load_classifier

log = structlog.get_logger()

KEYS_VARIABLE = "PLEINWACHT_KEYS"


@dataclass(frozen=True)
class Parts:
    """The running parts that a platform, a page or a test may need."""

    school: School
    phrases: Phrases
    style: Style
    desk: Desk
    inbox: Inbox
    courier: Courier
    health: Health
    hub: Hub


def school_from(settings: Settings) -> School:
    """The school as the settings describe it."""
    staff = [
        StaffMember(
            member.id,
            member.name,
            frozenset(member.roles),
            tuple(
                Account(platform, account)
                for platform, account in (
                    (PlatformName.DISCORD, member.discord),
                    (PlatformName.TELEGRAM, member.telegram),
                )
                if account
            ),
        )
        for member in settings.staff
    ]
    groups = [
        Group(
            group.id,
            group.name,
            PlatformName(group.platform),
            group.chat,
            Audience(group.audience),
            tuple(group.mentors),
        )
        for group in settings.groups
    ]
    return School(settings.school.name, staff, groups)


def thresholds_from(settings: Settings, defaults: Thresholds) -> Thresholds:
    """The model's own thresholds, with the school's in their place where it set them."""
    return {**defaults, **{category: chosen.threshold() for category, chosen in settings.thresholds.items()}}


def obtain_keys(file: Path, environment: Mapping[str, str] = os.environ) -> Keys:
    """The keys from the environment or the key file, which is made when there is none yet.

    Raises:
        StorageError: the keys are damaged, or the file can be read by others.
    """
    text = environment.get(KEYS_VARIABLE)
    if text:
        return parse_keys(text, f"environment variable {KEYS_VARIABLE}")
    if not file.exists():
        write_keys(file, new_keys())
        log.info("keys_made", file=str(file))
    return read_keys(file)


def platforms_from(settings: Settings) -> list[Platform]:
    """The platforms that have a token."""
    phrases = Phrases(settings.school.language)
    chosen: list[Platform] = []
    discord, telegram = settings.discord, settings.telegram
    if discord.token.get_secret_value():
        chosen.append(DiscordPlatform(discord.token.get_secret_value(), proxy=discord.proxy or None, phrases=phrases))
    if telegram.token.get_secret_value():
        chosen.append(
            TelegramPlatform(
                telegram.token.get_secret_value(),
                base_url=telegram.base_url,
                base_file_url=telegram.base_file_url,
                proxy=telegram.proxy or None,
                language=settings.school.language,
                webhook=webhook_from(telegram),
            )
        )
    return chosen


def webhook_from(telegram: TelegramSettings) -> WebhookPlace | None:
    """Where Telegram brings updates; None when it is asked for them."""
    if not telegram.webhook_url:
        return None
    host, _, port = telegram.webhook_listen.rpartition(":")
    return WebhookPlace(telegram.webhook_url, telegram.webhook_secret.get_secret_value(), host.strip("[]"), int(port))


async def run_school(settings: Settings) -> None:
    """Read along in the school's own chats until Ctrl-C or SIGTERM.

    Raises:
        ClassifierError: the model cannot be loaded.
        StorageError: the database or the keys cannot be used.
    """
    configure_logs(settings.log.level, settings.log.format)
    stop = stop_on_signals()
    chosen = settings.classifier
    classifier = await asyncio.to_thread(
        load_classifier, chosen.model or None, chosen.labels or None, chosen.threads, chosen.public
    )
    thresholds = thresholds_from(settings, default_thresholds(chosen.model or None))
    platforms = platforms_from(settings)
    async with assemble(settings, school_from(settings), classifier, thresholds, platforms) as parts:
        log.info("started", platforms=[platform.name for platform in platforms], groups=len(settings.groups))
        await run_platforms(platforms, parts.hub, stop)
    log.info("stopped")


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def assemble(
    settings: Settings,
    school: School,
    classifier: Classifier,
    thresholds: Thresholds,
    platforms: Sequence[Platform],
    observers: Sequence[Observer] = (),
    keys: Keys | None = None,
    case_address: str | None = None,
) -> AsyncIterator[Parts]:
    """All parts, started and wired; leaving finishes what was accepted and stops them.

    The database is migrated first. Platforms are known as messengers but not yet run: see ``run_platforms``.
    """
    await asyncio.to_thread(migrate, settings.storage.url)
    engine = open_engine(settings.storage.url)
    sealer = Sealer(keys or obtain_keys(settings.storage.key_file))
    ledger, store, outbox = SqlLedger(engine, sealer), SqlCaseStore(engine, sealer), SqlOutbox(engine)
    phrases = Phrases(settings.school.language)
    style = Style(phrases, settings.school.zone, settings.alerts.quote, case_address)
    messengers = {platform.name: platform for platform in platforms}
    changed = asyncio.Event()
    desk = Desk(store, school, now, changed.set)
    records = SqlHealthStore(engine)
    wording = Wording(phrases, school, settings.school.zone)
    health = Health(records, school, messengers.keys(), wording, now)
    reach = Reach(messengers, health.found)
    herald = Herald(health, records, school, reach, wording, now)
    listened_to = tuple(group for group in school.groups.values() if group.platform in messengers)
    watch = Watch(records, listened_to, health.found, now, settings.school.zone, settings.health.silent_days)
    courier = Courier(outbox, desk, school, reach, style, now, changed, health.found)
    notices = NoticeBoard(outbox, school, messengers, phrases, now)
    told = SqlStatementStore(engine, sealer)
    lines = StaffLine(reach, lambda: [state.finding for state in health.states.values()])
    replies = Replies(told, messengers, phrases, now)
    cursors = CursorWriter(ledger)
    kept = SqlAdminStore(engine, sealer)
    book, linking = ThresholdBook(kept, thresholds, now), Linking(kept, school, now)
    rules = _rules(settings, desk, book)
    try:
        await book.load()
        await linking.load()
        async with BatchAssessor(classifier, settings.classifier.batch) as assessor:
            is_care = CareSense(assessor, lambda: book.current)
            statements = Statements(told, desk, school, is_care, now, changed.set)
            parts = [
                About(school, phrases, settings.school.contact).handlers,
                Reporting(statements, school, phrases, settings.school.zone).handlers,
                OwnMessages(statements, phrases, settings.school.zone, settings.school.contact).handlers,
                Cases(desk, PlainCases(school, style), phrases).handlers,
                Colleagues(school, phrases, settings.school.zone, outbox, lines, now).handlers,
                Administration(school, phrases, settings.school.zone, book, health.overview).handlers,
                LinkCommands(linking, school, phrases, lines).handlers,
            ]
            moderator = Moderator(assessor, ledger, cursors, rules, (watch, *observers), changed.set)
            background = [
                asyncio.create_task(lasting(part.run), name=type(part).__name__)
                for part in (cursors, courier, notices, replies, herald, watch)
            ]
            try:
                async with Inbox(moderator) as inbox:
                    hub = Hub(
                        school,
                        inbox.submit,
                        ledger.cursor,
                        Buttons(desk, school, phrases).press,
                        Commands(school, phrases, parts).run,
                        health.found,
                        health.missed,
                        lambda channel, position: ledger.advance({channel: position}),
                    )
                    yield Parts(school, phrases, style, desk, inbox, courier, health, hub)
                await cursors.flush()
            finally:
                for task in background:
                    task.cancel()
                await asyncio.gather(*background, return_exceptions=True)
    finally:
        await engine.dispose()


async def lasting(run: Callable[[], Awaitable[None]], pause: float = 1.0) -> None:
    """Run a background part until it is done or cancelled; a fault is logged and it starts again after ``pause``."""
    while True:
        try:
            return await run()
        except Exception as error:  # noqa: BLE001 - a database that is away for a while must not silence the alerts
            log.error("part_failed", part=run.__qualname__, retry_in=pause, **describe(error))
            await asyncio.sleep(pause)


def _rules(settings: Settings, desk: Desk, book: ThresholdBook) -> Callable[[], Rules]:
    """The rules of the moment at which they are asked for."""

    def route(case: Case) -> tuple[str, ...]:
        return tuple(member.id for member in desk.route(case))

    joining = Joining(
        timedelta(minutes=settings.cases.join_minutes_same_people),
        timedelta(minutes=settings.cases.join_minutes_same_subject),
    )
    return lambda: Rules(book.current, route, joining, Policy(settings.cases.repeated))


async def run_platforms(platforms: Sequence[Platform], hub: Hub, stop: asyncio.Event) -> None:
    """Run every platform until ``stop`` is set; then cancel them and wait until each is closed."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(platform.run(hub), name=platform.name) for platform in platforms]
        await stop.wait()
        for task in tasks:
            task.cancel()


def stop_on_signals() -> asyncio.Event:
    """An event that Ctrl-C and SIGTERM set; a second one is no longer caught."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask(number: signal.Signals) -> None:
        log.info("stopping", signal=number.name)
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask, number)
    return stop
