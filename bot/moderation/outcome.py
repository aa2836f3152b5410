"""What the machine concluded about one message, and the pure step that turns an assessment into it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.case import Case, Involved, Joining, Kind, Policy, case_to_join, extend, kind_of, open_case
from bot.domain.evidence import Reason
from bot.domain.flag import Flag, Thresholds, raise_flags
from bot.domain.message import Message
from classifiers.assessment import Assessment, Category, Utterance


@dataclass(frozen=True, slots=True)
class Filing:
    """Flags of one message that go into one case.

    ``case`` is the case as it is to be; ``new`` says whether this filing opens it; ``recipients`` are the ids of the
    staff who are to be alerted (none while the case disturbs nobody).
    """

    case: Case
    flags: tuple[Flag, ...]
    new: bool
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A message with all that was concluded; ``before`` is what stood in the chat before it, kept as evidence."""

    message: Message
    utterance: Utterance
    assessment: Assessment | None
    filings: tuple[Filing, ...] = ()
    before: tuple[Message, ...] = ()
    reasons: Mapping[Category, Reason] = field(default_factory=dict)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """All flags, over all filings."""
        return tuple(flag for filing in self.filings for flag in filing.flags)


@dataclass(frozen=True, slots=True)
class Rules:
    """All that deciding needs beside the message itself; ``route`` gives the ids of the staff who handle a case."""

    thresholds: Thresholds
    route: Callable[[Case], tuple[str, ...]]
    joining: Joining = field(default_factory=Joining)
    policy: Policy = field(default_factory=Policy)


def split_by_kind(message: Message, flags: Sequence[Flag]) -> dict[Kind, tuple[Flag, ...]]:
    """Flags apart by the kind of case that they belong to."""
    kinds = dict.fromkeys(kind_of(flag, message.author.role) for flag in flags)
    return {kind: tuple(flag for flag in flags if kind_of(flag, message.author.role) is kind) for kind in kinds}


def decide(
    message: Message,
    assessment: Assessment,
    involved: Involved,
    open_cases: Sequence[Case],
    held_by: Sequence[Case],
    rules: Rules,
    new_id: Callable[[], str],
) -> tuple[Filing, ...]:
    """Where the flags of a message go.

    ``open_cases`` are the recent cases of the group; ``held_by`` those that hold an earlier revision of this message,
    which always take its new flags so that one message never makes two cases of a kind.
    """
    filings = []
    for kind, flags in split_by_kind(message, raise_flags(assessment, rules.thresholds)).items():
        holder = next((case for case in held_by if case.kind is kind), None)
        case = holder or case_to_join(open_cases, kind, involved.everybody, flags, message.sent_at, rules.joining)
        base = case or open_case(new_id(), kind, message)
        extended = extend(base, message, flags, involved, rules.policy, again=holder is not None)
        alerted = rules.route(extended) if extended.alerting else ()
        filings.append(Filing(extended, flags, new=case is None, recipients=alerted))
    return tuple(filings)
