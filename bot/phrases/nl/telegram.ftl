# Wat alleen op Telegram wordt gezegd.

telegram-start = Hoi! Ik ben Pleinwacht, een computerprogramma van { $school }. Ik lees mee in groepen van school.
    • Wil je vertellen dat er iets niet goed is? Stuur /meld en schrijf erachter wat er is. Een volwassene op school leest het.
    • Een gewoon bericht aan mij leest niemand. Heb je hulp nodig? Praat met je mentor. Je kunt ook bellen: Kindertelefoon 0800-0432 of 113 (0800-0113). Bij gevaar: 112.
    • Werk je op school? Dan krijg je hier een melding als er in jouw groep een bericht opvalt. Je hoeft nu niets meer te doen.
    • Meer weten? Stuur /help of /privacy.
telegram-open-chat = Ik geef hierop alleen antwoord in een privébericht. Open een chat met mij en druk op Start: { $link }
telegram-failed = Dat lukte nu niet. Probeer het later nog eens. Is het dringend? Ga naar je mentor of een andere volwassene. Bij gevaar: bel 112.
