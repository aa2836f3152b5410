"""What people can ask of the bot in a chat, the same on every platform."""
