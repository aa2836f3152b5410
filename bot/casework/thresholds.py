"""The thresholds of this moment: the model's and the configuration's, with what admins changed since."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog

from bot.casework.ports import ThresholdStore
from bot.domain.flag import Thresholds
from bot.domain.threshold_change import ThresholdChange, standing
from classifiers.assessment import Category, Threshold

log = structlog.get_logger()


class ThresholdBook:
    """``configured`` are those that hold where nobody changed anything. Call ``load`` once before use."""

    def __init__(self, store: ThresholdStore, configured: Thresholds, now: Callable[[], datetime]) -> None:
        self._store = store
        self._configured = configured
        self._now = now
        self._changed: Mapping[Category, Threshold] = {}
        self._turn = asyncio.Lock()  # of two admins who undo at once, the second undoes what the first left

    @property
    def configured(self) -> Thresholds:
        """What holds where nobody changed anything."""
        return self._configured

    @property
    def changed(self) -> Mapping[Category, Threshold]:
        """What admins changed, as far as it was not undone."""
        return self._changed

    @property
    def current(self) -> Thresholds:
        """What the next message is held against."""
        return {**self._configured, **self._changed}

    async def load(self) -> None:
        """Take up what was changed before."""
        self._changed = standing(await self._store.threshold_changes())

    async def change(self, category: Category, threshold: Threshold, actor: str, reason: str) -> None:
        """Set a threshold from now on."""
        async with self._turn:
            await self._add(ThresholdChange(self._now(), actor, category, threshold, reason))

    async def undo(self, category: Category, actor: str, reason: str) -> bool:
        """Take the last change of a category back; False when there is none (left)."""
        async with self._turn:
            if category not in standing(await self._store.threshold_changes()):
                return False
            await self._add(ThresholdChange(self._now(), actor, category, None, reason))
            return True

    async def history(self, category: Category) -> Sequence[ThresholdChange]:
        """All changes of a category, newest first."""
        return [change for change in await self._store.threshold_changes() if change.category is category][::-1]

    async def _add(self, change: ThresholdChange) -> None:
        await self._store.add_threshold_change(change)
        await self.load()
        now = self.current[change.category]
        log.info("threshold_changed", category=change.category, by=change.actor, flag=now.flag, alert=now.alert)
