"""How often ordinary days of class chat disturb somebody: the written days through the whole pipeline."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from benchmarks.pipeline import school_of, settings_in
from bot.app import assemble
from bot.domain.message import Account, Author, Channel, Message, MessageKey, PlatformName, Role
from bot.logs import configure_logs
from bot.moderation.outcome import Outcome
from bot.platforms.demo_platform import DemoPlatform
from classifiers.evaluation.ordinary_days import read_ordinary_days
from classifiers.loading import default_thresholds, load_classifier
from classifiers.training.corpus import Example

SECONDS_BETWEEN = 40  # a class writes some 600 messages a day, most of them in a few hours
CLASS_DAY = 600


@dataclass(slots=True)
class Cases:
    """An observer that remembers which messages came into which case, and which cases disturb somebody."""

    messages: dict[str, set[str]] = field(default_factory=dict)
    alerting: set[str] = field(default_factory=set)

    def outcome(self, outcome: Outcome) -> None:
        """See the port."""
        for filing in outcome.filings:
            self.messages.setdefault(filing.case.id, set()).add(outcome.message.key.id)
            if filing.case.alerting:
                self.alerting.add(filing.case.id)


@dataclass(frozen=True, slots=True)
class Budget:
    """``right``: of the alerts, those on a case with at least one message that people labelled. ``found``: of the
    harmful messages, those in a case that disturbs somebody."""

    lines: int
    harmful: int
    flagged_harmless: int
    alerts: int
    right: int
    found: int


def measure() -> Budget:
    """Every conversation is a group of its own, its lines ``SECONDS_BETWEEN`` apart."""
    days = read_ordinary_days()
    cases = Cases()
    asyncio.run(_through_pipeline(_messages(days), cases))
    harmful = {str(place) for place, example in enumerate(days) if example.labels}
    disturbing = [cases.messages[case] for case in cases.alerting]
    flagged = set().union(*cases.messages.values()) if cases.messages else set()
    return Budget(
        len(days),
        len(harmful),
        len(flagged - harmful),
        len(disturbing),
        sum(bool(messages & harmful) for messages in disturbing),
        len(harmful & set().union(*disturbing)) if disturbing else 0,
    )


async def _through_pipeline(messages: Sequence[Message], cases: Cases) -> None:
    with tempfile.TemporaryDirectory() as folder:
        groups = sorted({message.group for message in messages})
        classifier = load_classifier()
        async with assemble(
            settings_in(Path(folder)), school_of(groups), classifier, default_thresholds(), [DemoPlatform()], [cases]
        ) as parts:
            await asyncio.gather(*[await parts.inbox.submit(message) for message in messages])


def _messages(days: Sequence[Example]) -> list[Message]:
    start, group, made = datetime.now(UTC) - timedelta(days=1), 0, []
    for place, example in enumerate(days):
        group += not example.utterance.context
        author = Account(PlatformName.DEMO, f"{group}-{example.utterance.author}")
        made.append(
            Message(
                key=MessageKey(Channel(PlatformName.DEMO, f"g{group}"), str(place)),
                group=f"g{group}",
                author=Author(author, "Iemand", Role(example.utterance.role)),
                text=example.utterance.text,
                sent_at=start + timedelta(seconds=place * SECONDS_BETWEEN),
                position=place,
            )
        )
    return made


def main() -> None:
    """Measure and print."""
    configure_logs("error", "console")
    console = Console()
    with console.status("ordinary days through the whole pipeline …"):
        budget = measure()
    per_day = budget.alerts * CLASS_DAY / budget.lines
    wrong = budget.alerts - budget.right
    console.print(
        f"{budget.lines} lines of ordinary days, {budget.harmful} harmful. {budget.flagged_harmless} harmless lines "
        f"are flagged. {budget.alerts} alerts ({per_day:.1f} for each {CLASS_DAY} lines), {budget.right} right, "
        f"{wrong} wrong: {wrong / max(1, budget.lines - budget.harmful):.2%} of the harmless lines. "
        f"{budget.found} harmful lines are in a case that disturbs somebody."
    )


if __name__ == "__main__":
    main()
