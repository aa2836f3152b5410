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

why-words = { $category }: zonder { $words } was dit niet opgevallen (zekerheid { $score }, drempel { $threshold }).
why-context = { $category }: zonder wat er vlak daarvoor werd gezegd was dit niet opgevallen (zekerheid { $score }, drempel { $threshold }).
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

## Commando classify
classify-nothing = Niets opgevallen.
classify-scores = Zekerheid per soort:

## Console
console-title = Pleinwacht bij { $school }
console-skip = Naar het tekstvak
console-demo = demo
console-demo-title = Een verzonnen school. Alles op deze pagina is bedacht.
console-what = Wat is dit?
console-back = Terug naar de demo
console-controls = De klassendag
console-clock = Hoe laat het is in de klas:
console-progress = Zo ver is de dag
console-play = Verder afspelen
console-pause = Pauze
console-speed = Snelheid
console-again = Opnieuw
console-again-title = Begin de dag opnieuw, met een lege chat en een lege inbox
console-over = De dag is voorbij.
console-offline = Geen verbinding. We proberen het opnieuw.
console-views = Wat wil je zien?
console-view-chat = Chat
console-view-inbox = Inbox
console-chat = Groepschat
console-groups = Groepen
console-audience-pupils = groep van leerlingen
console-audience-parents = groep van ouders
console-audience-mixed = groep van iedereen
console-messages = Berichten in { $group }
console-newest = Nieuwe berichten ↓
console-role-pupil = leerling
console-role-parent = ouder
console-role-staff = school
console-deleted = Dit bericht is verwijderd
console-edited = bewerkt
console-taken-away = weggehaald door de schrijver
console-photo = foto
console-reply = Antwoorden
console-reply-to = { $name } antwoorden
console-edit = Bericht wijzigen
console-delete = Bericht verwijderen

console-quiet = niet opgevallen
console-reading = wordt gelezen …
console-wordless = geen tekst om te lezen
console-unread = kon niet worden gelezen
console-why = waarom?
console-near = Ook bekeken, maar niet meegeteld:
console-near-quiet = Bekeken, maar onder de drempel gebleven:
console-under = { $score }% van { $threshold }% nodig
console-model = Gelezen door { $model }. Een mens beslist wat ermee gebeurt.
console-earlier = Een eerdere versie van dit bericht viel op. Die versie is bewaard.

console-try = Probeer:
console-try-pupils-1 = wat een kut toets
console-try-pupils-2 = niemand wil met jou omgaan
console-try-pupils-3 = hij zei 'ik sla je', wat moet ik doen?
console-try-pupils-4 = krijg de k4nker
console-try-parents-1 = Ik vond de uitleg van de juf niet goed.
console-try-parents-2 = Meester Bram steelt geld uit de klassenkas.
console-try-parents-3 = Mag ik een foto van het kamp delen?
console-try-parents-4 = Je kind is net zo dom als jij.
console-try-mixed-1 = wat een kut toets
console-try-mixed-2 = niemand wil met jou omgaan
console-try-mixed-3 = hij zei 'ik sla je', wat moet ik doen?
console-try-mixed-4 = krijg de k4nker
console-replying = Je antwoordt op
console-editing = Je wijzigt
console-stop = Toch niet
console-as = Jij bent
console-add-photo = Doe er een foto bij (alleen het teken, geen echte foto)
console-text = Jouw bericht
console-placeholder = Typ een bericht …
console-send = Versturen
console-refused-nobody = Kies eerst wie je bent. Deze persoon zit niet in deze groep.
console-refused-gone = Dit bericht is er niet meer.
console-refused-not-yours = Dit bericht is van iemand anders. Je kunt alleen je eigen berichten wijzigen of verwijderen.
console-refused-empty = Typ eerst iets, of doe er een foto bij.
console-refused-long = Dit bericht is te lang. Meer dan 2000 tekens kan niet.

console-inbox-of = Inbox van { $name }
console-staff = Kijk als
console-duty-mentor = mentor
console-duty-coordinator = coördinator
console-duty-care = zorgteam
console-duty-leader = schoolleiding
console-duty-board = bestuur
console-duty-admin = beheer
console-sees-mentor = Ziet alleen de eigen klas. Geen zorgsignalen en niets over collega's.
console-sees-coordinator = Ziet wat zeer ernstig is en wat een mentor doorgeeft.
console-sees-care = Ziet alleen zorgsignalen. Die gaan niet over straf.
console-sees-leader = Ziet wat door de coördinator is doorgegeven.
console-sees-board = Ziet alleen wat over medewerkers gaat, en wat tot hier is doorgegeven.
console-sees-admin = Ziet geen zaken.
console-waiting = { $count ->
    [0] Er wacht niets.
    [one] Er wacht 1 zaak.
   *[other] Er wachten { $count } zaken.
 }
console-todo = Te doen
console-done = Afgehandeld
console-empty = Niets te doen. Gewone berichten komen hier nooit.
console-count = { $count ->
    [one] 1 bericht
   *[other] { $count } berichten
 }
console-last = laatste om { $time }
console-alerted = melding gestuurd
console-silent = stil bewaard, geen melding
console-open = Lees de berichten
console-open-noted = We schrijven op dat je dit leest.
console-close = Berichten verbergen
console-before = { $count ->
    [one] Wat er vlak daarvoor stond (1 bericht)
   *[other] Wat er vlak daarvoor stond ({ $count } berichten)
 }
console-history = Wat er met deze zaak gebeurde
console-machine = Pleinwacht
console-event-opened = { $who } heeft de zaak gemaakt.
console-event-extended = { $who } heeft een bericht toegevoegd.
console-event-deleted = De schrijver heeft een bericht weggehaald.
console-event-claim = { $who } heeft de zaak opgepakt.
console-event-right = { $who } vond de melding terecht.
console-event-false_alarm = { $who } vond het loos alarm.
console-event-escalate = { $who } heeft de zaak doorgegeven.

explain-title = Een pleinwacht voor de groepschat
explain-lead = Een pleinwacht is de volwassene die op het schoolplein een oogje in het zeil houdt. Dit programma doet dat in de groepschat van de klas.
explain-does-title = Wat doet Pleinwacht?
explain-does =
    Het leest mee in de groepschats van school. Iedereen in de groep weet dat.
    Het let op dingen die niet mogen volgens de afspraken van school, zoals pesten, bedreigen of foto's delen zonder toestemming.
    Valt een bericht op? Dan krijgt een medewerker van school een melding, met uitleg waarom.
    Die medewerker leest het bericht en beslist wat er moet gebeuren.
explain-not-title = Wat doet Pleinwacht niet?
explain-not =
    Het straft nooit. Dat doet altijd een mens, of niemand.
    Het bekijkt geen foto's en herkent geen gezichten.
    Het leest niet mee in privéberichten.
    Het leert niet van jullie berichten.
    Het heeft niet altijd gelijk. Daarom kan een mentor zeggen: loos alarm.
explain-sees-title = Wie ziet wat?
explain-sees =
    De mentor ziet wat opvalt in de eigen klas.
    De coördinator ziet ook wat zeer ernstig is of wat de mentor doorgeeft.
    Alleen het zorgteam ziet zorgsignalen: berichten van iemand met wie het niet goed gaat.
    Alleen het bestuur ziet wat over een medewerker gaat.
    Wie zelf iets deed, ziet de melding daarover niet.
explain-keeps-title = Wat wordt bewaard?
explain-keeps =
    Gewone berichten worden niet bewaard. De laatste staan hooguit twee uur in het geheugen, nooit op een schijf.
    Een bericht dat opvalt, wordt bewaard met een paar berichten ervoor. Ook als de schrijver het daarna wijzigt of weghaalt.
    Wat bewaard is, staat op slot (versleuteld). We schrijven op wie het leest.
explain-you-title = Wat kun jij doen?
explain-you =
    Vertel het als er iets vervelends gebeurt. Wie iets vertelt, is geen dader.
    Leerling: praat met je mentor, je ouders of iemand anders die je vertrouwt.
    Ouder: bel de mentor als je je zorgen maakt.
    Mentor: pak een melding op, lees wat er staat en zeg of het terecht was.
    Wil je weten wat er over jou is bewaard? Vraag het aan school.
explain-demo-title = Wat is deze demo?
explain-demo =
    De school, de mensen en de berichten zijn verzonnen. De rest is echt: hetzelfde model en dezelfde database als op een school.
    Links zie je de groepschat, rechts de inbox van een medewerker. Onder elk bericht staat of het opviel en waarom.
    Typ zelf iets en kijk wat er gebeurt. Het blijft op deze computer en is weg bij de volgende start.
explain-help-title = Hulp nodig?
explain-help = Heb je zelf hulp nodig, of maak je je zorgen om iemand? Je kunt gratis bellen.
explain-help-kindertelefoon = Kindertelefoon: praten over alles
explain-help-113 = 113: als je niet meer wilt leven
explain-help-112 = Bij direct gevaar
