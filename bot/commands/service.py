"""Answers commands: knows who asks, checks the rights, and hands each to the part that does it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import structlog

from bot.commands.catalogue import COMMANDS
from bot.commands.request import Answer, Request
from bot.commands.rights import may_use
from bot.domain.errors import ConflictError, NotAllowedError
from bot.domain.school import School, StaffMember
from bot.phrases import Phrases

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that may be carried out. ``member`` is the asker, None when they are not staff."""

    request: Request
    member: StaffMember | None

    @property
    def argument(self) -> str:
        """What was given with the command, without space around it."""
        return self.request.argument.strip()

    @property
    def staff(self) -> StaffMember:
        """The asker of a command that only staff may give.

        Raises:
            NotAllowedError: they are not staff.
        """
        if self.member is None:
            raise NotAllowedError("only staff may do this")
        return self.member


Handler = Callable[[Asked], Awaitable[Answer]]


class Commands:
    """All commands; ``parts`` each carry out some of the catalogue."""

    def __init__(self, school: School, phrases: Phrases, parts: Iterable[Mapping[str, Handler]]) -> None:
        self._school = school
        self._phrases = phrases
        self._handlers = {name: handler for part in parts for name, handler in part.items()}
        self._known = {command.name: command for command in COMMANDS}

    async def run(self, request: Request) -> Answer | None:
        """The answer; None when there is no such command."""
        command = self._known.get(request.command)
        if command is None:
            return None
        member = self._school.staff_by_account(request.account)
        if not may_use(member, command.rights):
            log.info(
                "command_refused", command=command.name, needs=command.rights.value, platform=request.account.platform
            )
            return Answer(self._phrases(f"command-not-for-you-{command.rights}"), refused=True)
        try:
            return await self._handlers[command.name](Asked(request, member))
        except NotAllowedError:
            return Answer(self._phrases("refused-not_allowed"), refused=True)
        except ConflictError:
            return Answer(self._phrases("refused-busy"), refused=True)
