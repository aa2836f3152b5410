"""Who may give which command: the only place that says so."""

from bot.commands.catalogue import COMMANDS
from bot.commands.request import Command, Rights
from bot.domain.school import StaffMember, StaffRole


def may_use(member: StaffMember | None, rights: Rights) -> bool:
    """Whether somebody has these rights; ``member`` is None for whoever is not staff."""
    match rights:
        case Rights.EVERYONE:
            return True
        case Rights.STAFF:
            return member is not None
        case Rights.ADMIN:
            return member is not None and StaffRole.ADMIN in member.roles


def commands_for(member: StaffMember | None) -> tuple[Command, ...]:
    """Every command that this person may use, in the order of the catalogue."""
    return tuple(command for command in COMMANDS if may_use(member, command.rights))
