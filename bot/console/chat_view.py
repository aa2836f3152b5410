"""What the page shows of the class chat: each message with what the machine made of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.alerting.alert import explain_flag
from bot.console.ports import ChatLine, Scene
from bot.domain.flag import SEVERITY, Flag, Thresholds
from bot.domain.message import Author, Channel, MessageKey, PlatformName, Role
from bot.domain.school import Group
from bot.moderation.outcome import Outcome
from bot.phrases import Phrases
from classifiers.assessment import Assessment, Category

NEAR_SHOWN = 3  # scores under their threshold that are worth showing
TONES = 8  # colours for people


@dataclass(frozen=True, slots=True)
class Chip:
    """A flagged category: its name, how sure the machine is, how grave it is (1..3)."""

    name: str
    score: int
    severity: int


@dataclass(frozen=True, slots=True)
class Near:
    """A category that was looked at and not counted, in whole percents."""

    name: str
    score: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the machine made of a message: ``state`` is reading, wordless, unread, quiet or flagged."""

    state: str
    chips: tuple[Chip, ...] = ()
    why: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    model: str = ""
    flagged_earlier: bool = False


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as the page shows it. A notice has no ``author``; ``answers`` is (name, text) of what it answers."""

    id: str
    author: str
    initial: str
    author_id: str
    role: Role | None
    tone: int
    text: str
    time: str
    edited: bool
    deleted: bool
    photo: bool
    answers: tuple[str, str] | None
    verdict: Verdict | None


def group_messages(scene: Scene, group: Group, after: int = 0) -> list[MessageView]:
    """The messages of a group, oldest first; only those whose number is above ``after`` when it is given."""
    lines = {line.id: line for line in scene.chat.messages(group.chat)}
    return [_message(scene, line, lines) for line in lines.values() if number(line.id) > after]


def find_line(scene: Scene, message_id: str) -> tuple[Group, ChatLine] | None:
    """The message with this id and its group."""
    for group in scene.school.groups.values():
        for line in scene.chat.messages(group.chat):
            if line.id == message_id:
                return group, line
    return None


def one_message(scene: Scene, group: Group, line: ChatLine) -> MessageView:
    """A single message."""
    return _message(scene, line, {each.id: each for each in scene.chat.messages(group.chat)})


def number(message_id: str) -> int:
    """Where a message stands in the order of the chat: the number in its id."""
    digits = "".join(sign for sign in message_id if sign in "0123456789")
    return int(digits[:18] or 0)


def _message(scene: Scene, line: ChatLine, lines: dict[str, ChatLine]) -> MessageView:
    answered = lines.get(line.reply_to or "")
    author = line.author
    return MessageView(
        id=line.id,
        author=author.name if author else "",
        initial=_initial(author) if author else "",
        author_id=author.account.id if author else "",
        role=author.role if author else None,
        tone=_tone(scene, author) if author else 0,
        text="" if line.deleted else line.text,
        time=scene.player.clock.show(line.sent_at),
        edited=line.revision > 0,
        deleted=line.deleted,
        photo=bool(line.attachments) and not line.deleted,
        answers=_answered(answered) if answered else None,
        verdict=_verdict(scene, line) if author else None,
    )


def _initial(author: Author) -> str:
    """Staff are known by their last word, "Juf Anneke"; others by their first, "Ilse (moeder van Daan)"."""
    words = author.name.split()
    return words[-1 if author.role is Role.STAFF else 0][:1]


def _tone(scene: Scene, author: Author) -> int:
    """A colour of one's own, as far as there are enough."""
    return next((place for place, person in enumerate(scene.people) if person.author == author), 0) % TONES


def _answered(line: ChatLine) -> tuple[str, str]:
    return (line.author.name if line.author else "", "" if line.deleted else line.text)


def _verdict(scene: Scene, line: ChatLine) -> Verdict:
    key = MessageKey(Channel(PlatformName.DEMO, line.chat), line.id)
    earlier = scene.outcomes.flagged_earlier(key)
    outcome = scene.outcomes.of(key, line.revision)
    if outcome is None:
        return Verdict("reading", flagged_earlier=earlier)
    if outcome.assessment is None:
        return Verdict("unread" if line.text.strip() else "wordless", flagged_earlier=earlier)
    return _assessed(scene, outcome, outcome.assessment, earlier)


def _assessed(scene: Scene, outcome: Outcome, assessment: Assessment, earlier: bool) -> Verdict:
    flags = outcome.flags
    return Verdict(
        state="flagged" if flags else "quiet",
        chips=chips(flags, scene.phrases),
        why=tuple(
            explain_flag(flag, outcome.reasons.get(flag.category), scene.phrases, with_words=True) for flag in flags
        ),
        near=_near(assessment, {flag.category for flag in flags}, scene.thresholds, scene.phrases),
        model=assessment.model,
        flagged_earlier=earlier and not flags,
    )


def chips(flags: Iterable[Flag], phrases: Phrases) -> tuple[Chip, ...]:
    """The flags as the page shows them."""
    return tuple(Chip(phrases(flag.category), percent(flag.score), int(SEVERITY[flag.category])) for flag in flags)


def _near(assessment: Assessment, flagged: set[Category], thresholds: Thresholds, phrases: Phrases) -> tuple[Near, ...]:
    """The highest scores that were not counted."""
    rest = [(score, category) for category, score in assessment.scores.items() if category not in flagged]
    nearest = sorted(rest, key=lambda each: -each[0])[:NEAR_SHOWN]
    return tuple(
        Near(phrases(category), percent(score), percent(thresholds[category].flag)) for score, category in nearest
    )


def percent(score: float) -> int:
    """A score in whole percents."""
    return round(score * 100)
