"""All commands."""

from bot.commands.request import Command, Rights

COMMANDS: tuple[Command, ...] = (
    Command("help"),
    Command("privacy"),
    Command("meld", takes_argument=True, on_message=True),
    Command("waarom", on_message=True),
    Command("bezwaar", takes_argument=True, on_message=True),
    Command("mijngegevens"),
    Command("koppel", takes_argument=True),
    Command("zaak", Rights.STAFF, takes_argument=True),
    Command("twijfel", Rights.STAFF, takes_argument=True),
    Command("stil", Rights.STAFF, takes_argument=True),
    Command("dienst", Rights.STAFF),
    Command("gezond", Rights.ADMIN),
    Command("drempel", Rights.ADMIN, takes_argument=True),
    Command("groep", Rights.ADMIN),
)
