"""What the page shows of the inbox of one member of staff: cases, and a case that this person opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.alerting.alert import alert_title, explain_flag, state_line
from bot.casework.desk import CaseFile
from bot.console.chat_view import Chip, chips
from bot.console.ports import Scene
from bot.domain.case import Action, Case, Kind, State, available_actions
from bot.domain.evidence import CaseEvent, Evidence
from bot.domain.school import StaffMember


@dataclass(frozen=True, slots=True)
class Line:
    """A line that stood in the chat before a flagged message."""

    name: str
    text: str
    time: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One revision of a flagged message with why it was flagged."""

    name: str
    text: str
    time: str
    chips: tuple[Chip, ...]
    why: tuple[str, ...]
    before: tuple[Line, ...]
    edited: bool
    deleted: bool
    photo: bool


@dataclass(frozen=True, slots=True)
class FileView:
    """An opened case: its messages, what people wrote about them and what happened to it, as (time, sentence)."""

    exhibits: tuple[Exhibit, ...]
    remarks: tuple[tuple[str, str], ...]
    events: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. ``file`` is there when it was just read; ``kept`` when the page still shows what was read before."""

    id: str
    revision: int
    kind: Kind
    title: str
    severity: int
    messages: int
    time: str
    state: str
    line: str
    mine: bool
    decided: bool
    alerting: bool
    actions: tuple[Action, ...]
    file: FileView | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class InboxView:
    """An inbox: what is to be done, gravest and newest first, and what is done."""

    member: StaffMember
    todo: tuple[CaseView, ...]
    done: tuple[CaseView, ...]


async def show_inbox(scene: Scene, member: StaffMember, opened: Mapping[str, int]) -> InboxView:
    """The inbox of a member of staff.

    ``opened`` are the cases that the page shows opened, with their revision then. One that changed since is read
    again, and that is noted again.
    """
    views = [await _with_file(scene, member, case, opened) for case in _sorted(await scene.desk.inbox(member))]
    return InboxView(
        member, tuple(view for view in views if not view.decided), tuple(view for view in views if view.decided)
    )


async def waiting(scene: Scene, member: StaffMember) -> int:
    """How many cases ask for this person's attention."""
    return sum(case.alerting and case.state is State.NEW for case in await scene.desk.inbox(member))


def _sorted(cases: Iterable[Case]) -> list[Case]:
    """What disturbs people first, then by gravity, then the newest."""
    return sorted(cases, key=lambda case: (case.alerting, case.severity, case.last_flag_at), reverse=True)


async def _with_file(scene: Scene, member: StaffMember, case: Case, opened: Mapping[str, int]) -> CaseView:
    if case.id not in opened:
        return show_case(scene, member, case)
    if opened[case.id] == case.revision:
        return show_case(scene, member, case, kept=True)
    return await read_case(scene, member, case.id)


async def read_case(scene: Scene, member: StaffMember, case_id: str) -> CaseView:
    """The case with what was said; that this person read it is noted.

    Raises:
        NotAllowedError: this person may not see the case, or there is none.
    """
    file = await scene.desk.open(member, case_id, "console")
    return show_case(scene, member, file.case, file)


def show_case(
    scene: Scene, member: StaffMember, case: Case, file: CaseFile | None = None, *, kept: bool = False
) -> CaseView:
    """The case as a card, without what was said unless a file is given."""
    return CaseView(
        id=case.id,
        revision=case.revision,
        kind=case.kind,
        title=alert_title(case, scene.school, scene.phrases),
        severity=int(case.severity),
        messages=case.messages,
        time=_time(scene, case.last_flag_at),
        state=state_line(case, member, scene.school, scene.phrases),
        line="" if case.kind is Kind.CONDUCT else scene.phrases(f"alert-{case.kind}-line"),
        mine=case.owner == member.id,
        decided=case.state is State.DECIDED,
        alerting=case.alerting,
        actions=available_actions(case, member.id),
        file=_file(scene, file) if file else None,
        kept=kept,
    )


def _file(scene: Scene, file: CaseFile) -> FileView:
    return FileView(
        tuple(_exhibit(scene, evidence) for evidence in file.evidence),
        tuple((_time(scene, each.at), scene.phrases(f"remark-{each.kind}", text=each.text)) for each in file.remarks),
        tuple((_time(scene, event.at), _told(scene, event)) for event in file.events),
    )


def _exhibit(scene: Scene, evidence: Evidence) -> Exhibit:
    return Exhibit(
        name=evidence.author.name,
        text=evidence.text,
        time=_time(scene, evidence.sent_at),
        chips=chips(evidence.flags, scene.phrases),
        why=tuple(
            explain_flag(flag, evidence.reasons.get(flag.category), scene.phrases, with_words=True)
            for flag in evidence.flags
        ),
        before=tuple(Line(line.name, line.text, _time(scene, line.sent_at)) for line in evidence.before),
        edited=evidence.revision > 0,
        deleted=evidence.deleted_at is not None,
        photo=bool(evidence.attachments),
    )


def _told(scene: Scene, event: CaseEvent) -> str:
    """A step in the life of a case as a sentence."""
    staff = scene.school.staff
    who = staff[event.actor].name if event.actor in staff else scene.phrases("console-machine")
    key = f"console-event-{event.action}"
    return scene.phrases(key, who=who) if scene.phrases.has(key) else f"{who}: {event.action}"


def _time(scene: Scene, moment: datetime) -> str:
    return scene.player.clock.show(moment)
