"""Assesses in one worker thread with micro-batches, so that the event loop never waits for the model."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from bot.domain.evidence import Reason
from classifiers.assessment import Assessment, Category, Classifier, ClassifierError, Utterance
from classifiers.explanation import Explanation, explain

Waiting = tuple[Utterance, asyncio.Future[Assessment]]


def as_evidence(text: str, explanation: Explanation) -> dict[Category, Reason]:
    """An explanation of this text as it is kept with a flag."""
    return {
        reason.category: Reason(
            tuple(text[start:end] for start, end in reason.spans), reason.spans, reason.context_decides
        )
        for reason in explanation.reasons
    }


class BatchAssessor:
    """Takes what waits, up to ``batch`` utterances, in one call of the classifier; then the next.

    While the thread works, new utterances gather: batches grow with the load and a lone message waits for nobody.
    Use as an async context manager.
    """

    def __init__(self, classifier: Classifier, batch: int = 16) -> None:
        self._classifier = classifier
        self._batch = batch
        self._waiting: asyncio.Queue[Waiting] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="classifier")
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start taking work."""
        self._task = asyncio.create_task(self._work(), name="assessor")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the batch in hand and stop; what still waits is cancelled."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        while not self._waiting.empty():
            self._waiting.get_nowait()[1].cancel()
        await asyncio.to_thread(self._thread.shutdown)

    async def assess(self, utterance: Utterance) -> Assessment:
        """Assess one utterance.

        Raises:
            ClassifierError: when the model failed on this very utterance, asked alone.
        """
        future: asyncio.Future[Assessment] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((utterance, future))
        return await future

    async def explain(
        self, utterance: Utterance, assessment: Assessment, thresholds: Mapping[Category, float]
    ) -> Mapping[Category, Reason]:
        """What decided for each category that reached its threshold; mostly in some four calls of the model."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(
                self._thread, explain, self._classifier, utterance, assessment, thresholds
            )
        except ClassifierError:
            return {}  # an alert without a reason is better than none
        return as_evidence(utterance.text, found)

    async def _work(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < self._batch and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._answer(batch)

    async def _answer(self, batch: Sequence[Waiting]) -> None:
        wanted = [(utterance, future) for utterance, future in batch if not future.done()]
        if not wanted:
            return
        try:
            answers = await self._in_thread([utterance for utterance, _ in wanted])
        except ClassifierError as error:
            await self._answer_failure(wanted, error)
            return
        for (_, future), answer in zip(wanted, answers, strict=True):
            if not future.done():
                future.set_result(answer)

    async def _answer_failure(self, failed: Sequence[Waiting], error: ClassifierError) -> None:
        if len(failed) == 1:
            if not failed[0][1].done():
                failed[0][1].set_exception(error)
            return
        for each in failed:  # one poisonous message must not take its batch mates with it
            await self._answer([each])

    async def _in_thread(self, utterances: list[Utterance]) -> list[Assessment]:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, self._classifier.assess, utterances)
        except ClassifierError:
            raise
        except Exception as error:  # whatever a model library raises means the same: no answer for these messages
            raise ClassifierError(f"{type(error).__name__} in the classifier") from error
