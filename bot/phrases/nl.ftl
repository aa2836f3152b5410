# Alles wat mensen lezen, in gewoon Nederlands (B1).

## Soorten
bullying = pesten
insult = kwetsen
hate = discriminatie
threat = bedreigen
stalking = stalken
defamation = zwartmaken
sexual = seksueel grensoverschrijdend
private_data = persoonlijke gegevens
unauthorised_media = beeld of geluid zonder toestemming
self_harm = zorgsignaal

severity-1 = licht
severity-2 = ernstig
severity-3 = zeer ernstig

## Melding aan een mentor
alert-title-conduct = { $severity }: { $categories } in { $group }
alert-title-care = Zorgsignaal in { $group }
alert-title-staff = Bericht van een medewerker in { $group }: { $categories }
alert-messages = { $count ->
    [one] Het gaat om 1 bericht.
   *[other] Het gaat om { $count } berichten die bij elkaar horen.
 }
alert-last = Laatste bericht: { $time }.
alert-why = Waarom: { $why }
alert-deleted = De schrijver heeft een bericht weggehaald. Wat was opgevallen, is bewaard.
alert-quote = Het bericht: “{ $text }”
alert-care-line = Dit is een zorgsignaal, geen overtreding. Neem vandaag nog contact op met de leerling. Bij acuut gevaar: bel 112. Praten kan via 113 (0800-0113) of de Kindertelefoon (0800-0432).
alert-staff-line = Dit gaat over een medewerker. Alleen het bestuur ziet deze melding. Overleg met de Vertrouwensinspecteur: 0900 111 3 111 (werkdagen 8-17 uur).
alert-open-message = Naar het bericht
alert-open-case = Naar de zaak

why-words = { $category }: de woorden { $words } gaven de doorslag (zekerheid { $score }, drempel { $threshold }).
why-context = { $category }: wat er vlak daarvoor werd gezegd gaf de doorslag (zekerheid { $score }, drempel { $threshold }).
why-whole = { $category }: het bericht als geheel gaf de doorslag (zekerheid { $score }, drempel { $threshold }).
why-short = { $category } (zekerheid { $score }, drempel { $threshold })

state-new = Nog niemand heeft dit opgepakt.
state-claimed = { $owner } heeft dit opgepakt.
state-claimed-you = Jij hebt dit opgepakt.
state-decided-right = Afgehandeld door { $owner }: terecht.
state-decided-false_alarm = Afgehandeld door { $owner }: loos alarm.
state-escalated = Doorgegeven aan de volgende verantwoordelijke.

action-claim = Ik pak dit op
action-right = Terecht
action-false_alarm = Loos alarm
action-escalate = Doorgeven

done-claim = Je hebt deze zaak opgepakt.
done-right = Genoteerd: terecht. Dank je.
done-false_alarm = Genoteerd: loos alarm. Dank je, zo wordt Pleinwacht beter.
done-escalate = Doorgegeven aan de volgende verantwoordelijke.
refused-already_decided = Deze zaak is al afgehandeld.
refused-claimed_by_other = { $owner } heeft deze zaak al opgepakt.
refused-not_allowed = Deze zaak is niet (meer) voor jou.
refused-busy = Deze zaak verandert net. Probeer het zo nog eens.
refused-unknown_button = Deze knop werkt niet meer.

## Aan leden van een groep
notice = Hallo! In deze groep leest Pleinwacht mee: een computerprogramma van { $school }.
    Het let op pesten, bedreigen en andere dingen die niet mogen volgens het protocol sociale media van de school.
    Valt een bericht op, dan kijkt een medewerker van school ernaar. De computer straft nooit zelf.
    Gewone berichten worden niet bewaard.
    Meer weten? Stuur /help of /privacy.

help = Ik ben Pleinwacht, een computerprogramma van { $school }. Ik lees mee in deze groep.
    • Ik let op pesten, kwetsen, discriminatie, bedreigen, stalken, zwartmaken, seksuele opmerkingen, persoonlijke gegevens van een ander, en foto's of filmpjes zonder toestemming.
    • Valt een bericht op? Dan krijgt een medewerker van school een melding. Een mens beslist, nooit de computer.
    • Denk je dat iemand hulp nodig heeft? Praat met je mentor. Je kunt ook bellen: Kindertelefoon 0800-0432 of 113 (0800-0113). Bij gevaar: 112.
    • Lees wat we bewaren met /privacy.

privacy = Wat doet Pleinwacht met jouw berichten?
    • Een gewoon bericht wordt gelezen door de computer en niet bewaard. De laatste berichten staan hooguit twee uur in het geheugen, nooit op een schijf.
    • Valt een bericht op, dan bewaren we het met een paar berichten ervoor. Versleuteld: alleen de medewerkers die erover gaan kunnen het lezen. We schrijven op wie het leest.
    • Berichten worden nooit gebruikt om een computermodel te trainen.
    • Een computer beslist nooit over straf. Dat doet altijd een mens.
    • Wil je weten wat er over jou is bewaard, of klopt er iets niet? Vraag het aan { $contact }.
    Verantwoordelijk: { $school }.

## Discord
discord-command-help = Wat Pleinwacht hier doet, en waar je hulp vindt
discord-command-privacy = Wat Pleinwacht met jouw berichten doet
discord-notice-title = Pleinwacht leest hier mee

## Telegram
telegram-start = Hoi! Ik ben Pleinwacht, een computerprogramma van { $school }. Ik lees mee in groepen van school.
    • Wat je hier aan mij stuurt, leest niemand. Heb je hulp nodig? Praat met je mentor. Je kunt ook bellen: Kindertelefoon 0800-0432 of 113 (0800-0113). Bij gevaar: 112.
    • Werk je op school? Dan krijg je hier een melding als er in jouw groep een bericht opvalt. Je hoeft nu niets meer te doen.
    • Meer weten? Stuur /help of /privacy.
telegram-help = Wat Pleinwacht doet
telegram-privacy = Wat Pleinwacht bewaart
