# What is said on Telegram alone.

telegram-start = Hi! I am Pleinwacht, a computer program of { $school }. I read along in groups of the school.
    • Do you want to tell that something is wrong? Send /meld followed by what it is. An adult at school reads it.
    • Nobody reads an ordinary message to me. Do you need help? Talk to your mentor. You can also call the Kindertelefoon 0800-0432 or 113 (0800-0113). In danger: 112.
    • Do you work at the school? Then you get an alert here when a message in your group stands out. There is nothing more to do now.
    • More? Send /help or /privacy.
telegram-open-chat = I only answer this in a private message. Open a chat with me and press Start: { $link }
telegram-failed = That did not work. Try again later. Is it urgent? Go to your mentor or another adult. In danger: call 112.
