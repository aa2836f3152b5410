"""Answers commands: knows who asks, checks the rights, and hands each to the part that does it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import structlog

from bot.commands.catalogue import COMMANDS
from bot.commands.request import Answer, Request, Rights
from bot.commands.rights import may_use
from bot.domain.errors import ConflictError, NotAllowedError
from bot.domain.school import School, StaffMember, StaffRole
from bot.phrases import Phrases

log = structlog.get_logger()


class RightsError(NotAllowedError):
    """Somebody asked for what is for others; ``needed`` says for whom."""

    def __init__(self, needed: Rights) -> None:
        super().__init__(f"this is for {needed}")
        self.needed = needed


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
        """The asker of what only staff may ask.

        Raises:
            RightsError: they are not staff.
        """
        self.require(Rights.STAFF)
        assert self.member is not None
        return self.member

    def require(self, rights: Rights) -> None:
        """Go on only when the asker has these rights.

        Raises:
            RightsError: they have not.
        """
        if not may_use(self.member, rights):
            raise RightsError(rights)


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
        asked = Asked(request, member)
        try:
            asked.require(command.rights)
            return await self._handlers[command.name](asked)
        except RightsError as error:
            log.info(
                "command_refused", command=command.name, needs=error.needed.value, platform=request.account.platform
            )
            return Answer(self._for_others(error.needed, member), refused=True)
        except NotAllowedError:
            return Answer(self._phrases("refused-not_allowed"), refused=True)
        except ConflictError:
            return Answer(self._phrases("refused-busy"), refused=True)

    def _for_others(self, needed: Rights, member: StaffMember | None) -> str:
        """That it is for others; colleagues also hear who those are."""
        told = self._phrases(f"command-not-for-you-{needed}")
        if member is None:
            return told
        names = ", ".join(admin.name for admin in self._school.with_role(StaffRole.ADMIN))
        who = self._phrases("command-admins", names=names) if names else self._phrases("command-no-admin")
        return f"{told} {who}"
