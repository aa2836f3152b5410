"""The demo school: the real pipeline, database and model with a third chat platform, and a class day that plays."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from rich.console import Console

from bot.app import assemble, stop_on_signals
from bot.console.class_day import ClassDay, read_day
from bot.console.day_clock import DayClock
from bot.console.outcomes import RecentOutcomes
from bot.console.player import Player
from bot.console.ports import Scene
from bot.console.server import PageServer
from bot.console.stage import Stage
from bot.console.web import make_app
from bot.domain.errors import PleinwachtError
from bot.domain.flag import Thresholds
from bot.domain.message import Account, PlatformName
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from bot.logs import configure_logs
from bot.platforms.demo_platform import DemoPlatform
from bot.settings import ConsoleSettings, SchoolSettings, Settings, StorageSettings
from classifiers.assessment import Classifier
from classifiers.loading import default_thresholds, load_classifier

SCHOOL = "Basisschool De Plataan"
FOLDER = Path("data/demo")


async def demo() -> None:
    """Show the demo school with the bundled model until Ctrl-C or SIGTERM.

    Raises:
        ClassifierError: the model cannot be loaded.
        SettingsError: the address cannot be used.
    """
    configure_logs("warning", "console")
    classifier = await asyncio.to_thread(load_classifier)
    address = ConsoleSettings()  # type: ignore[call-arg]
    await run_demo(classifier, default_thresholds(), address.host, address.port, FOLDER, stop_on_signals())


async def run_demo(
    classifier: Classifier,
    thresholds: Thresholds,
    host: str,
    port: int,
    folder: Path,
    stop: asyncio.Event,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Show the demo school at an address until ``stop`` is set.

    The demo's own database in ``folder`` is removed at the start, and every day that is played anew begins with an
    empty one. Port 0 takes any free one. ``ready`` is told the address; by default it is printed.

    Raises:
        SettingsError: the address cannot be used.
    """
    stage, day = await asyncio.to_thread(_prepare, folder)
    server = PageServer(make_app(stage), host, port, ready or _print)
    try:
        async with asyncio.TaskGroup() as group:
            days = _Days(classifier, thresholds, folder, stage, day, group)
            await days.begin()
            serving = group.create_task(server.serve_pages(), name="pages")
            await stop.wait()
            stage.changes.close()
            server.should_exit = True
            await serving  # before the day: an answer under way may still need its database
            days.end()
    except ExceptionGroup as failed:
        raise _told(failed) from failed
    finally:
        server.close()


class _Days:
    """Plays one class day after another: the next is there before the one before it is put away."""

    def __init__(
        self,
        classifier: Classifier,
        thresholds: Thresholds,
        folder: Path,
        stage: Stage,
        day: ClassDay,
        group: asyncio.TaskGroup,
    ) -> None:
        self._classifier = classifier
        self._thresholds = thresholds
        self._folder = folder
        self._stage = stage
        self._day = day
        self._group = group
        self._numbers = count(1)
        self._over = asyncio.Event()
        self._turn = asyncio.Lock()

    async def begin(self) -> None:
        """Begin a new day in a new school, and put the one before it away."""
        async with self._turn:
            begun, over = asyncio.Event(), asyncio.Event()
            self._group.create_task(self._live(begun, over), name="class day")
            await begun.wait()
            self._over.set()
            self._over = over

    def end(self) -> None:
        """Put the present day away."""
        self._over.set()

    async def _live(self, begun: asyncio.Event, over: asyncio.Event) -> None:
        file = self._folder / f"demo-{next(self._numbers)}.sqlite3"
        async with _school_running(
            self._classifier, self._thresholds, file, self._stage, self._day, self.begin
        ) as scene:
            self._stage.enter(scene)
            begun.set()
            await over.wait()
        await asyncio.to_thread(_remove, file)


@asynccontextmanager
async def _school_running(
    classifier: Classifier,
    thresholds: Thresholds,
    file: Path,
    stage: Stage,
    day: ClassDay,
    again: Callable[[], Awaitable[None]],
) -> AsyncIterator[Scene]:
    """The demo school at work, as a scene; leaving finishes what was posted and stops it."""
    school, settings = demo_school(), demo_settings(file)
    clock = DayClock(settings.school.zone)
    platform, outcomes = DemoPlatform(clock.now), RecentOutcomes(told=stage.concluded)
    async with assemble(settings, school, classifier, thresholds, [platform], [outcomes]) as parts:
        chats = {group.id: group.chat for group in school.groups.values()}
        player = Player(day, platform, chats, clock, lambda: stage.changes.tell("day"))
        platform.listen(stage.message_changed)
        async with asyncio.TaskGroup() as group:
            running = [
                group.create_task(platform.run(parts.hub), name="demo platform"),
                group.create_task(player.run(), name="class day player"),
            ]
            yield Scene(
                id=secrets.token_hex(4),
                school=school,
                people=day.people,
                chat=platform,
                desk=parts.desk,
                outcomes=outcomes,
                thresholds=thresholds,
                phrases=parts.phrases,
                player=player,
                again=again,
            )
            for task in running:
                task.cancel()


def _told(failed: BaseException) -> BaseException:
    """What the user is told of a failure: our own error, when it is one, rather than the group around it."""
    alone = failed
    while isinstance(alone, BaseExceptionGroup) and len(alone.exceptions) == 1:
        alone = alone.exceptions[0]
    return alone if isinstance(alone, PleinwachtError) else failed


def _prepare(folder: Path) -> tuple[Stage, ClassDay]:
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("demo-*.sqlite3"):
        _remove(file)
    return Stage(), read_day()


def _remove(file: Path) -> None:
    for each in (file, *(file.with_name(file.name + ending) for ending in ("-wal", "-shm", "-journal"))):
        each.unlink(missing_ok=True)


def _print(address: str) -> None:
    Console(highlight=False).print(f"Pleinwacht · {SCHOOL} (demo): [bold link={address}]{address}[/]", soft_wrap=True)


def demo_school() -> School:
    """Four members of staff, one class, and its parents."""
    return School(
        SCHOOL,
        [
            _staff("anneke", "Juf Anneke", StaffRole.MENTOR),
            _staff("bram", "Meester Bram", StaffRole.COORDINATOR, StaffRole.LEADER),
            _staff("samira", "Samira", StaffRole.CARE),
            _staff("dewit", "Mevrouw De Wit", StaffRole.BOARD),
        ],
        [
            Group("8a", "Klas 8A", PlatformName.DEMO, "klas-8a", Audience.PUPILS, ("anneke",)),
            Group("8a-ouders", "Ouders 8A", PlatformName.DEMO, "ouders-8a", Audience.PARENTS, ("anneke",)),
        ],
    )


def _staff(staff_id: str, name: str, *roles: StaffRole) -> StaffMember:
    return StaffMember(staff_id, name, frozenset(roles), (Account(PlatformName.DEMO, staff_id),))


def demo_settings(file: Path) -> Settings:
    """Settings of the demo school, with its records in ``file`` and the key beside it."""
    return Settings(
        school=SchoolSettings(name=SCHOOL, contact="Juf Anneke"),
        storage=StorageSettings(
            url=f"sqlite+aiosqlite:///{file.resolve()}", key_file=file.resolve().with_name("demo.key")
        ),
    )
