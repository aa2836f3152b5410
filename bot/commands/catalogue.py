"""All commands."""

from bot.commands.request import Command

COMMANDS: tuple[Command, ...] = (Command("help"), Command("privacy"))
