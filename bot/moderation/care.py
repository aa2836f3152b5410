"""Whether a report in somebody's own words is a care signal, as the model judges it."""

from collections.abc import Callable

import structlog

from bot.domain.flag import Thresholds
from bot.moderation.ports import Assessor
from classifiers.assessment import Category, ClassifierError, Utterance

log = structlog.get_logger()


class CareSense:
    """Holds a text against the threshold for care signals of this moment."""

    def __init__(self, assessor: Assessor, thresholds: Callable[[], Thresholds]) -> None:
        self._assessor = assessor
        self._thresholds = thresholds

    async def __call__(self, text: str) -> bool:
        """False also when the model cannot say: then the report goes to an adult whom the child knows."""
        try:
            assessment = await self._assessor.assess(Utterance(text))
        except ClassifierError as error:
            log.warning("report_not_assessed", error=str(error))
            return False
        return assessment.scores[Category.SELF_HARM] >= self._thresholds()[Category.SELF_HARM].flag
