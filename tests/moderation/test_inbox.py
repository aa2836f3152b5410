"""From an accepted event to a committed outcome: order, nothing lost, nothing twice."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.domain.case import Action, State, act
from bot.domain.message import Deletion
from bot.moderation.assessor import BatchAssessor
from bot.moderation.cursors import CursorWriter
from bot.moderation.inbox import Inbox
from bot.moderation.moderator import Moderator
from bot.moderation.outcome import Rules
from bot.storage.memory import MemoryRecords
from classifiers.assessment import ClassifierError
from tests.factories import CHANNEL, NOON, THRESHOLDS, WordClassifier, message


class Watcher:
    def __init__(self) -> None:
        self.outcomes = []

    def outcome(self, outcome) -> None:
        self.outcomes.append(outcome)

    @property
    def texts(self):
        return [outcome.message.text for outcome in self.outcomes]


class Bench:
    """The whole machine's path over records in memory."""

    def __init__(self, records=None, classifier=None) -> None:
        self.records = records or MemoryRecords()
        self.classifier = classifier or WordClassifier()
        self.watcher = Watcher()
        self.filed = 0

    def note_filed(self) -> None:
        self.filed += 1

    @asynccontextmanager
    async def inbox(self, **options):
        rules = Rules(THRESHOLDS, lambda case: ("mentor",))
        cursors = CursorWriter(self.records, linger=0.001)
        async with BatchAssessor(self.classifier) as assessor:
            moderator = Moderator(assessor, self.records, cursors, lambda: rules, [self.watcher], self.note_filed)
            writer = asyncio.create_task(cursors.run())
            async with Inbox(moderator, **options) as inbox:
                yield inbox
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def handle(self, *events):
        async with self.inbox() as inbox:
            tickets = [await inbox.submit(event) for event in events]
            await asyncio.wait_for(asyncio.gather(*tickets), 5)
        return await self.records.latest(100)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_a_harmful_message_becomes_a_case_with_an_alert(bench) -> None:
    (case,) = await bench.handle(message("ik pak je threat!"))
    (due,) = await bench.records.due(NOON, 10)
    assert (due.case.id, due.staff_id, bench.filed) == (case.id, "mentor", 1)


async def test_a_harmless_message_leaves_only_a_cursor(bench) -> None:
    sent = message("hoi allemaal")
    assert await bench.handle(sent) == []
    assert bench.records.cursors == {CHANNEL: sent.position}
    assert bench.watcher.outcomes[0].assessment is not None


async def test_a_mild_flag_is_kept_without_an_alert(bench) -> None:
    (case,) = await bench.handle(message("insult?"))
    assert case.alerting is False
    assert await bench.records.due(NOON, 10) == []


async def test_the_lines_before_a_flagged_message_are_kept_with_it(bench) -> None:
    (case,) = await bench.handle(message("a", "noor"), message("b", "bo"), message("bullying!"))
    (evidence,) = await bench.records.evidence(case.id)
    assert [(line.name, line.text) for line in evidence.before] == [("Noor", "a"), ("Bo", "b")]


async def test_the_same_message_twice_makes_one_case(bench) -> None:
    sent = message("threat!")
    (case,) = await bench.handle(sent, sent)
    assert (case.messages, len(await bench.records.evidence(case.id))) == (1, 1)


async def test_flags_on_the_same_people_join_one_case(bench) -> None:
    first = message("bullying!", "sem")
    answer = message("insult!", "noor", minutes=3, reply_to=first.key, reply_author=first.author)
    (case,) = await bench.handle(first, answer)
    assert (case.messages, case.senders) == (2, {"demo/sem", "demo/noor"})


async def test_care_and_conduct_in_one_message_are_two_cases(bench) -> None:
    cases = await bench.handle(message("bullying! self_harm!"))
    assert {case.kind for case in cases} == {"conduct", "care"}


async def test_an_edit_is_assessed_again_and_joins_its_own_case(bench) -> None:
    sent = message("bullying!")
    (case,) = await bench.handle(sent, message("bullying! threat!", key=sent.key, revision=1, position=sent.position))
    assert (case.messages, sorted(case.categories)) == (1, ["bullying", "threat"])
    assert [each.revision for each in await bench.records.evidence(case.id)] == [0, 1]


async def test_an_edit_that_takes_the_harm_away_keeps_what_was_flagged(bench) -> None:
    sent = message("threat!")
    (case,) = await bench.handle(sent, message("lief", key=sent.key, revision=1, position=sent.position))
    assert [each.text for each in await bench.records.evidence(case.id)] == ["threat!"]


async def test_a_deletion_keeps_what_was_flagged_and_says_so(bench) -> None:
    sent = message("threat!")
    (case,) = await bench.handle(sent, Deletion(sent.key, "8a", NOON))
    (evidence,) = await bench.records.evidence(case.id)
    assert (evidence.text, evidence.deleted_at) == ("threat!", NOON)


async def test_messages_of_a_group_are_finished_in_order(bench) -> None:
    texts = [f"{number} insult?" if number % 3 else str(number) for number in range(60)]
    await bench.handle(*(message(text) for text in texts))
    flagged = [text for text in bench.watcher.texts if "insult" in text]
    assert flagged == [text for text in texts if "insult" in text]


async def test_a_message_without_text_needs_no_model(bench) -> None:
    await bench.handle(message("  "))
    assert bench.classifier.calls == []
    assert bench.watcher.outcomes[0].assessment is None


class Broken(WordClassifier):
    def assess(self, utterances):
        if any("poison" in utterance.text for utterance in utterances):
            raise ClassifierError("no answer")
        return super().assess(utterances)


async def test_a_message_that_the_model_cannot_answer_is_noted_and_holds_up_nothing() -> None:
    bench = Bench(classifier=Broken())
    poison, harmful = message("poison"), message("threat!")
    (case,) = await bench.handle(poison, harmful)
    assert [key for key, _ in bench.records.passed_over] == [poison.key]
    assert case.messages == 1


class Shaky(MemoryRecords):
    """Fails the first few times that it is written to."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures

    async def record(self, outcome) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("database is locked")
        await super().record(outcome)


async def test_a_database_that_fails_for_a_while_loses_nothing_and_keeps_the_order() -> None:
    bench = Bench(records=Shaky(2))
    first, second = message("threat!"), message("hate!")
    (case,) = await bench.handle(first, second)
    assert [each.text for each in await bench.records.evidence(case.id)] == ["threat!", "hate!"]
    assert bench.watcher.texts == ["threat!", "hate!"]


class Claimed(MemoryRecords):
    """A mentor claims the case just between the decision and the commit of the next message."""

    async def record(self, outcome) -> None:
        latest = await self.latest(1)
        if latest and latest[0].state is State.NEW:
            await self.save(act(latest[0], Action.CLAIM, "mentor"), "mentor", Action.CLAIM, NOON, ())
        await super().record(outcome)


async def test_a_claim_and_a_new_message_at_the_same_moment_both_stand() -> None:
    bench = Bench(records=Claimed())
    (case,) = await bench.handle(message("threat!"), message("hate!", minutes=1))
    assert (case.owner, case.messages) == ("mentor", 2)


async def test_a_full_lane_makes_its_platform_wait_and_leaves_other_lanes_free() -> None:
    class Held(MemoryRecords):
        gate = asyncio.Event()

        async def record(self, outcome) -> None:
            if outcome.message.group == "8a":
                await self.gate.wait()
            await super().record(outcome)

    bench = Bench(records=Held())
    async with bench.inbox(capacity=1) as inbox:
        await inbox.submit(message("threat!"))
        await asyncio.sleep(0.05)
        await inbox.submit(message("b"))
        waiting = asyncio.create_task(inbox.submit(message("c")))
        other = await inbox.submit(message("threat!", group="8b"))
        await asyncio.wait_for(other, 5)
        assert not waiting.done()
        bench.records.gate.set()
        await asyncio.wait_for(await waiting, 5)


async def test_leaving_finishes_what_was_accepted(bench) -> None:
    async with bench.inbox() as inbox:
        for _ in range(20):
            await inbox.submit(message("insult?"))
    assert len(bench.watcher.outcomes) == 20


async def test_the_words_that_decided_are_kept_with_the_evidence(bench) -> None:
    (case,) = await bench.handle(message("ik pak je morgen threat!"))
    (evidence,) = await bench.records.evidence(case.id)
    (reason,) = evidence.reasons.values()
    assert reason.spans
    assert all(evidence.text[start:end] in "threat!" for start, end in reason.spans)
