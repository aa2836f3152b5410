"""Carries one chat event from its context to a committed outcome; every decision in it is made by a pure function."""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.domain.case import involved_in
from bot.domain.flag import raise_flags
from bot.domain.message import ChatEvent, Deletion, Message
from bot.moderation.context import ContextWindow
from bot.moderation.cursors import CursorWriter
from bot.moderation.outcome import Outcome, Rules, decide
from bot.moderation.ports import Assessor, Ledger, Observer
from classifiers.assessment import Assessment, ClassifierError, Utterance

log = structlog.get_logger()

ASSESS_TRIES = 3
CONTEXT_KEPT = 6  # lines before a flagged message that go into the evidence


@dataclass(slots=True)
class Pending:
    """An accepted event: a message with its context, whose assessment is already on its way, or a deletion."""

    event: ChatEvent
    utterance: Utterance | None = None
    before: tuple[Message, ...] = ()
    assessing: asyncio.Task[Assessment] | None = None


class Moderator:
    """Begins events in the order of arrival and finishes them in that order, while assessments overlap.

    ``filed`` is called after each commit that changed a case, so that alerts go out at once.
    """

    def __init__(
        self,
        assessor: Assessor,
        ledger: Ledger,
        cursors: CursorWriter,
        rules: Callable[[], Rules],
        observers: Sequence[Observer] = (),
        filed: Callable[[], None] = lambda: None,
    ) -> None:
        self._assessor = assessor
        self._ledger = ledger
        self._cursors = cursors
        self._rules = rules
        self._observers = observers
        self._filed = filed
        self._window = ContextWindow()

    def begin(self, event: ChatEvent) -> Pending:
        """Fix the event's place in its conversation and start assessing it."""
        if isinstance(event, Deletion):
            self._window.remove(event.key)
            return Pending(event)
        utterance = self._window.add(event)
        before = self._window.before(event.key, CONTEXT_KEPT)
        return Pending(event, utterance, before, self._assess(utterance))

    async def finish(self, pending: Pending, done: Callable[[], None]) -> None:
        """Decide and commit; ``done`` is called once the outcome is committed, which may be a little later.

        May be called again after it raised: everything in it can run twice.
        """
        if isinstance(pending.event, Deletion):
            if await self._ledger.record_deletion(pending.event):
                self._filed()
            done()
            return
        message, utterance = pending.event, pending.utterance
        assert utterance is not None
        assessment = await self._assessment(pending, utterance)
        outcome = await self._conclude(message, utterance, pending.before, assessment)
        if outcome.filings:
            await self._ledger.record(outcome)
            self._tell(outcome)
            self._filed()
            done()
        else:
            self._cursors.reached(message.key.channel, message.position, lambda: self._passed(outcome, done))

    def _assess(self, utterance: Utterance) -> asyncio.Task[Assessment] | None:
        if not utterance.text.strip():
            return None
        task = asyncio.create_task(self._assessor.assess(utterance), name="assess")
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # fetched: looked at in finish()
        return task

    async def _assessment(self, pending: Pending, utterance: Utterance) -> Assessment | None:
        """The assessment, tried again a few times; None without text, or when the model cannot answer for it."""
        for attempt in range(1, ASSESS_TRIES + 1):
            if pending.assessing is None:
                return None
            try:
                return await asyncio.shield(pending.assessing)
            except ClassifierError as error:
                log.warning("assessment_failed", attempt=attempt, error=str(error))
                if attempt == ASSESS_TRIES:
                    assert isinstance(pending.event, Message)
                    await self._ledger.record_unassessed(pending.event, str(error))
                    return None
                await asyncio.sleep(0.1 * attempt)
                pending.assessing = self._assess(utterance)
        return None

    async def _conclude(
        self, message: Message, utterance: Utterance, before: tuple[Message, ...], assessment: Assessment | None
    ) -> Outcome:
        if assessment is None:
            return Outcome(message, utterance, None)
        rules = self._rules()
        reached = {flag.category: flag.threshold for flag in raise_flags(assessment, rules.thresholds)}
        if not reached or await self._ledger.holds(message.key, message.revision):
            return Outcome(message, utterance, assessment)
        reasons = await self._assessor.explain(utterance, assessment, reached)
        filings = decide(
            message,
            assessment,
            involved_in(message, self._ledger.pseudonym),
            await self._ledger.open_cases(message.group, message.sent_at - rules.joining.same_people),
            await self._ledger.cases_holding(message.key),
            rules,
            lambda: uuid.uuid4().hex,
        )
        return Outcome(message, utterance, assessment, filings, before, reasons)

    def _passed(self, outcome: Outcome, done: Callable[[], None]) -> None:
        self._tell(outcome)
        done()

    def _tell(self, outcome: Outcome) -> None:
        for observer in self._observers:
            observer.outcome(outcome)
