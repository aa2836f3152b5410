## Discord
discord-notice-title = Pleinwacht reads along here
discord-argument = text
discord-argument-description = What belongs to it, or nothing
discord-command-failed = That did not work just now. Please try again in a moment.
discord-command-unknown = I have no answer to that now. Send /help to see what I can do.

# Names of commands on a message, in the menu of the message: at most 32 characters
discord-on-message-meld = Report this message
discord-on-message-waarom = Why was this noticed?
discord-on-message-bezwaar = Object to the flag
