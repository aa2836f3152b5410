"""For admins: how Pleinwacht is, which groups it knows, and from when it flags: /gezond, /groep and /drempel."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import tzinfo

from bot.casework.thresholds import ThresholdBook
from bot.commands.request import Answer
from bot.commands.service import Asked, Handler
from bot.domain.message import PlatformName
from bot.domain.school import Group, School
from bot.domain.threshold_change import ThresholdChange, read_change
from bot.phrases import Phrases
from classifiers.assessment import Category, Threshold

UNDO = ("terug", "undo")
HISTORY_SHOWN = 5
MIN_REASON, MAX_REASON = 3, 500
NOTHING = "-"


class Administration:
    """``overview`` tells how Pleinwacht is in plain words."""

    def __init__(
        self,
        school: School,
        phrases: Phrases,
        zone: tzinfo,
        book: ThresholdBook,
        overview: Callable[[], Awaitable[str]],
    ) -> None:
        self._school = school
        self._phrases = phrases
        self._zone = zone
        self._book = book
        self._overview = overview

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What is answered here."""
        return {"gezond": self._health, "groep": self._groups, "drempel": self._threshold}

    async def _health(self, _asked: Asked) -> Answer:
        changed = [self._now(category) for category in Category if category in self._book.changed]
        thresholds = "\n".join([self._phrases("gezond-thresholds"), *changed]) if changed else ""
        return Answer("\n\n".join(part for part in (await self._overview(), thresholds) if part))

    async def _groups(self, asked: Asked) -> Answer:
        groups = self._school.groups.values()
        title = self._phrases("groep" if groups else "groep-none")
        return Answer("\n".join([title, *(self._group(group) for group in groups), self._this_chat(asked)]))

    def _group(self, group: Group) -> str:
        mentors = ", ".join(self._school.staff[mentor].name for mentor in group.mentors) or NOTHING
        platform = group.platform.capitalize()
        return self._phrases(
            "groep-line", name=group.name, id=group.id, platform=platform, chat=group.chat, mentors=mentors
        )

    def _this_chat(self, asked: Asked) -> str:
        request = asked.request
        if request.group is not None:
            return self._phrases("groep-here", name=self._school.groups[request.group].name)
        if not request.chat:
            return self._phrases("groep-elsewhere")
        platform = request.account.platform
        told = self._phrases("groep-here-new", platform=platform.capitalize(), chat=request.chat)
        return f"{told}\n{group_setting(platform, request.chat)}"

    async def _threshold(self, asked: Asked) -> Answer:
        if not asked.argument:
            lines = [self._phrases("drempel"), *(self._now(category) for category in Category)]
            return Answer("\n".join([*lines, self._phrases("drempel-how")]))
        category, rest = self._named(asked.argument)
        if category is None:
            names = ", ".join(self._phrases(each) for each in Category)
            return Answer(self._phrases("drempel-unknown", categories=names), refused=True)
        if not rest:
            return await self._history(category)
        word, _, reason = rest.partition(" ")
        if word.casefold() in UNDO:
            return await self._undone(asked, category, reason.strip())
        return await self._changed(asked, category, rest)

    async def _history(self, category: Category) -> Answer:
        told = [self._told(each) for each in (await self._book.history(category))[:HISTORY_SHOWN]]
        return Answer("\n".join([self._now(category), *(told or [self._phrases("drempel-never")])]))

    async def _changed(self, asked: Asked, category: Category, text: str) -> Answer:
        now = self._book.current[category]
        wanted = read_change(text, now)
        if wanted is None:
            return Answer(self._phrases("drempel-value"), refused=True)
        threshold, reason = wanted
        if threshold == now:
            return Answer(self._phrases("drempel-same"), refused=True)
        if not MIN_REASON <= len(reason) <= MAX_REASON:
            return Answer(self._phrases("drempel-reason", most=MAX_REASON), refused=True)
        await self._book.change(category, threshold, asked.staff.id, reason)
        changed = self._phrases("drempel-changed", category=self._phrases(category))
        return Answer(f"{changed}\n{self._now(category)}")

    async def _undone(self, asked: Asked, category: Category, reason: str) -> Answer:
        if len(reason) > MAX_REASON:
            return Answer(self._phrases("drempel-reason", most=MAX_REASON), refused=True)
        if not await self._book.undo(category, asked.staff.id, reason):
            return Answer(self._phrases("drempel-nothing"), refused=True)
        return Answer("\n".join([self._phrases("drempel-undone"), self._now(category)]))

    def _named(self, argument: str) -> tuple[Category | None, str]:
        """The category with which the argument begins, under either of its names, and what follows."""
        folded = argument.casefold()
        names = {name.casefold(): each for each in Category for name in (each.value, self._phrases(each))}
        for name in sorted(names, key=len, reverse=True):
            if folded == name or folded.startswith(f"{name} "):
                return names[name], argument[len(name) :].strip()
        return None, argument

    def _now(self, category: Category) -> str:
        now, before = self._book.current[category], self._book.configured[category]
        name = self._phrases(category)
        if category not in self._book.changed:
            return self._phrases("drempel-line", category=name, **_shown(now))
        was = {"was_flag": before.flag, "was_alert": before.alert}
        return self._phrases("drempel-line-changed", category=name, **_shown(now), **was)

    def _told(self, change: ThresholdChange) -> str:
        values = {
            "who": self._school.staff[change.actor].name if change.actor in self._school.staff else change.actor,
            "when": change.at.astimezone(self._zone).strftime("%d-%m-%Y %H:%M"),
            "reason": change.reason or NOTHING,
        }
        if change.threshold is None:
            return self._phrases("drempel-event-undone", **values)
        return self._phrases("drempel-event", **values, **_shown(change.threshold))


def group_setting(platform: PlatformName, chat: str) -> str:
    """A chat as it is added to config.toml; what only the school knows is left empty."""
    values = {"id": "", "name": "", "platform": platform.value, "chat": chat, "audience": "pupils"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]  # such strings read alike in TOML
    return "\n".join(["[[groups]]", *lines, 'mentors = [""]'])


def _shown(threshold: Threshold) -> dict[str, float]:
    return {"flag": threshold.flag, "alert": threshold.alert}
