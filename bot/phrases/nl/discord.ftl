## Discord
discord-notice-title = Pleinwacht leest hier mee
discord-argument = tekst
discord-argument-description = Wat erbij hoort, of niets
discord-command-failed = Dat lukte nu niet. Probeer het zo nog eens.
discord-command-unknown = Daar heb ik nu geen antwoord op. Stuur /help om te zien wat ik kan.

# Names of commands on a message, in the menu of the message: at most 32 characters
discord-on-message-meld = Meld dit bericht
discord-on-message-waarom = Waarom viel dit op?
discord-on-message-bezwaar = Bezwaar tegen de melding
