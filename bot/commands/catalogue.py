"""All commands."""

from bot.commands.request import Command

COMMANDS: tuple[Command, ...] = (
    Command("help"),
    Command("privacy"),
    Command("meld", takes_argument=True, on_message=True),
    Command("waarom", on_message=True),
    Command("bezwaar", takes_argument=True, on_message=True),
    Command("mijngegevens"),
)
