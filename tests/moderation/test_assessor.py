"""The assessor: batches that grow with the load, and a poisonous message that harms only itself."""

import asyncio
import threading

import pytest

from bot.moderation.assessor import BatchAssessor
from classifiers.assessment import Category, ClassifierError, Utterance
from tests.factories import WordClassifier


class Gate(WordClassifier):
    """Waits in its thread until it is let through; breaks on the word ``poison``."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.threads: set[str] = set()

    def assess(self, utterances):
        self.threads.add(threading.current_thread().name)
        self.open.wait(5)
        if any("poison" in utterance.text for utterance in utterances):
            raise RuntimeError("secret text")
        return super().assess(utterances)


async def test_what_waits_goes_in_one_batch_and_answers_stay_in_order() -> None:
    classifier = Gate()
    async with BatchAssessor(classifier, batch=4) as assessor:
        texts = ["threat!", "hoi", "insult!", "x", "y", "hate!"]
        tasks = [asyncio.create_task(assessor.assess(Utterance(text))) for text in texts]
        await asyncio.sleep(0.05)
        classifier.open.set()
        answers = await asyncio.gather(*tasks)
    assert max(classifier.calls) > 1
    assert max(classifier.calls) <= 4
    assert answers[0].scores[Category.THREAT] > 0.9
    assert answers[1].scores[Category.THREAT] < 0.1
    assert answers[5].scores[Category.HATE] > 0.9


async def test_the_event_loop_goes_on_while_the_model_works() -> None:
    classifier = Gate()
    async with BatchAssessor(classifier) as assessor:
        task = asyncio.create_task(assessor.assess(Utterance("hoi")))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not task.done()
        classifier.open.set()
        await task
    assert classifier.threads == {"classifier_0"}


async def test_a_poisonous_message_does_not_take_its_batch_mates_with_it() -> None:
    classifier = Gate()
    classifier.open.set()
    async with BatchAssessor(classifier, batch=8) as assessor:
        texts = ["a", "poison", "threat!"]
        results = await asyncio.gather(*(assessor.assess(Utterance(text)) for text in texts), return_exceptions=True)
    assert isinstance(results[1], ClassifierError)
    assert "secret" not in str(results[1])
    assert results[2].scores[Category.THREAT] > 0.9


async def test_stopping_cancels_what_still_waits() -> None:
    classifier = Gate()
    async with BatchAssessor(classifier, batch=1) as assessor:
        tasks = [asyncio.create_task(assessor.assess(Utterance("hoi"))) for _ in range(3)]
        await asyncio.sleep(0.05)
        classifier.open.set()
    with pytest.raises(asyncio.CancelledError):
        await tasks[2]
