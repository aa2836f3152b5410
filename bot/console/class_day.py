"""Reads the script of a class day and checks that it can be played."""

import tomllib
from importlib.resources import files
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.domain.message import Account, Author, PlatformName, Role

SCRIPT = "demo_day.toml"
ID = r"^[a-z0-9-]{1,30}$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Part):
    """Somebody at the demo school who chats; ``groups`` are the ids of the groups that this person is in."""

    id: str = Field(pattern=ID)
    name: str = Field(min_length=1, max_length=60)
    role: Role
    groups: tuple[str, ...] = Field(min_length=1)

    @property
    def author(self) -> Author:
        """As the chat knows this person."""
        return Author(Account(PlatformName.DEMO, self.id), self.name, self.role)


class Line(_Part):
    """One thing that happens: a message, or the edit or deletion of an earlier one.

    ``at`` is the time of the day that is shown, ``pause`` how many seconds are waited before it at normal speed.
    ``reply_to``, ``edit`` and ``delete`` name the ``id`` of an earlier line.
    """

    at: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    who: str
    group: str
    text: str = ""
    id: str | None = Field(None, pattern=ID)
    reply_to: str | None = None
    edit: str | None = None
    delete: str | None = None
    photo: bool = False
    pause: float = Field(2.0, gt=0, le=30)


class ClassDay(_Part):
    """The whole script. Raises a ValidationError that names the first line that cannot be played."""

    people: tuple[Person, ...] = Field(min_length=1)
    lines: tuple[Line, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _playable(self) -> Self:
        people = {person.id: person for person in self.people}
        if len(people) < len(self.people):
            raise ValueError("two people have the same id")
        said: dict[str, Line] = {}
        clock = "00:00"
        for number, line in enumerate(self.lines, 1):
            problem = _problem(line, people, said, clock)
            if problem:
                raise ValueError(f"line {number} ({line.at} {line.who}): {problem}")
            clock = line.at
            if line.id:
                said[line.id] = line
            if line.delete:
                del said[line.delete]
        return self


def _problem(line: Line, people: dict[str, Person], said: dict[str, Line], clock: str) -> str | None:
    """Why a line cannot be played after what was said before it."""
    if line.at < clock:
        return f"is earlier than the line before it ({clock})"
    if line.who not in people or line.group not in people[line.who].groups:
        return f"{line.who!r} is nobody in {line.group!r}"
    if line.id in said:
        return f"id {line.id!r} was used before"
    if not (line.text.strip() or line.photo or line.delete):
        return "says nothing"
    if sum(bool(each) for each in (line.edit, line.delete, line.id)) > 1:
        return "can only be one of a named message, an edit and a deletion"
    for earlier in (line.reply_to, line.edit, line.delete):
        if earlier is not None and (earlier not in said or said[earlier].group != line.group):
            return f"refers to {earlier!r}, which no earlier line in this group is"
    own = line.edit or line.delete
    return f"changes {own!r}, which somebody else wrote" if own and said[own].who != line.who else None


def parse_day(text: str) -> ClassDay:
    """A script from TOML.

    Raises:
        ValueError: it is no TOML, or cannot be played; says which line and why.
    """
    return ClassDay.model_validate(tomllib.loads(text))


def read_day() -> ClassDay:
    """The script that comes with Pleinwacht. Reads a file: call it outside the event loop."""
    return parse_day((files("bot.phrases") / SCRIPT).read_text(encoding="utf-8"))
