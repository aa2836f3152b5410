# Wat mensen aan Pleinwacht kunnen vragen, en de antwoorden (B1).

## Wat een commando doet, in de lijst van de chat-app (hooguit 100 tekens)
command-help = Wat Pleinwacht doet en wat jij kunt vragen
command-privacy = Wat Pleinwacht met jouw berichten doet
command-meld = Vertel een volwassene op school dat er iets niet goed is

help-commands = Dit kun je mij sturen:
command-not-for-you-staff = Dit is alleen voor mensen die op school werken. Wat jij kunt vragen, zie je met /help.
command-not-for-you-admin = Dit is alleen voor de beheerder van Pleinwacht. Wat jij kunt vragen, zie je met /help.

## Melden
meld-how = Wil je iets melden? Antwoord op het bericht met /meld, of schrijf erachter wat er is. Bijvoorbeeld: /meld Sem wordt steeds uitgelachen.
    Stuur het liefst een privébericht aan mij. Dan ziet niemand in de groep het.
    Bij gevaar: bel 112.
meld-which-group = Om welke groep gaat het? Stuur het nog een keer en begin met de groep. Bijvoorbeeld: /meld Klas 8A: wat er is.
    Groepen: { $groups }.
    Bij gevaar: bel 112.
meld-group-unknown = (Van welke groep de melder is, weten we niet.)
meld-received = Dank je dat je dit meldt. Een volwassene op school kijkt ernaar. We vertellen niemand dat jij het hebt gemeld. Je hoort het als het is afgehandeld.
    Is er nu gevaar? Bel 112. Wil je praten? Kindertelefoon: 0800-0432.
meld-received-care = Dank je dat je dit vertelt. Iemand van het zorgteam van school leest het. Ging het over jezelf? Het zorgteam kan zien dat het van jou komt en kan je een bericht sturen.
    Wil je nu met iemand praten? Bel of chat met 113 (0800-0113) of de Kindertelefoon (0800-0432). Is er nu gevaar? Bel 112.
meld-before = Dit had je al gemeld. Een volwassene op school weet ervan. Je hoort het als het is afgehandeld.
meld-too-many = Je hebt al vaak iets gemeld. Op { $time } kun je weer melden. Is het dringend? Ga naar je mentor of een andere volwassene. Bij gevaar: bel 112.
reply-report = Je hebt iets gemeld. Een volwassene op school heeft ernaar gekeken en het afgehandeld. Dank je wel. Gaat het niet over? Meld het dan opnieuw of praat met je mentor.
reply-appeal-right = Je maakte bezwaar. Een volwassene heeft opnieuw gekeken en vindt de melding over jouw bericht nog steeds terecht. Wil je erover praten? Ga naar je mentor.
reply-appeal-false_alarm = Je maakte bezwaar. Een volwassene heeft opnieuw gekeken en geeft je gelijk: jouw bericht was geen probleem.

## In de melding aan een medewerker
alert-report = een melding
alert-reports = { $count ->
    [one] Iemand uit de klas heeft dit gemeld.
   *[other] { $count } mensen uit de klas hebben dit gemeld.
 }
alert-last-report = Laatste melding: { $time }.
alert-read = Wat erbij is geschreven, lees je met /zaak { $case }.
state-contested = Betwist: de schrijver is het er niet mee eens.
refused-decided_before = De schrijver maakte bezwaar tegen jouw beslissing. Een ander kijkt er nu naar.
remark-report = Gemeld: “{ $text }”
remark-appeal = Bezwaar van de schrijver: “{ $text }”
console-event-report = Iemand uit de groep heeft dit gemeld.
console-event-appeal = De schrijver heeft bezwaar gemaakt.

## Mijn eigen berichten
command-waarom = Waarom jouw bericht opviel
command-bezwaar = Zeg dat je het er niet mee eens bent dat jouw bericht opviel
command-mijngegevens = Wat er over jou is bewaard

waarom-nothing = Hier kan ik je niets over vertellen. Ik kan alleen iets zeggen over een bericht van jou dat opviel.
    Zit je ergens mee? Praat met je mentor of iemand anders die je vertrouwt. Je kunt ook bellen: Kindertelefoon 0800-0432 of 113 (0800-0113).
waarom-message = Op { $when } schreef je: “{ $text }”
waarom-words = • Dit viel op als { $category }, door: { $words }. Zonder die woorden was het niet opgevallen.
waarom-context = • Dit viel op als { $category }, vooral door wat er vlak daarvoor werd gezegd.
waarom-whole = • Dit viel op als { $category }. Het ging om het hele bericht, niet om één woord.
waarom-open = De computer kan zich vergissen. Een mens beslist, nooit de computer.
waarom-right = Een volwassene heeft gekeken en vond het terecht dat dit opviel.
waarom-false_alarm = Een volwassene heeft gekeken: er was niets mis met je bericht.
waarom-contested = Je hebt bezwaar gemaakt. Een volwassene kijkt opnieuw.
waarom-after = Niet mee eens? Stuur /bezwaar met daarachter waarom.

bezwaar-how = Schrijf achter /bezwaar waarom je het er niet mee eens bent. Bijvoorbeeld: /bezwaar het was een grapje met mijn zus.
bezwaar-received = Je bezwaar over je bericht van { $when } is binnen. Een volwassene kijkt opnieuw. Heeft iemand al beslist? Dan kijkt nu iemand anders, als dat kan. Je hoort wat eruit komt.
bezwaar-nothing = Er is geen bericht van jou waartegen je nu bezwaar kunt maken. Per bericht kan het één keer. Wil je erover praten? Ga naar je mentor.

mijngegevens = Dit is er over jou bewaard:
mijngegevens-flagged = { $count ->
    [0] • Berichten die opvielen: geen.
    [one] • Berichten die opvielen: 1 ({ $dates }).
   *[other] • Berichten die opvielen: { $count } ({ $dates }).
 }
mijngegevens-reports = { $count ->
    [0] • Wat je meldde: niets.
    [one] • Wat je meldde: 1 melding ({ $dates }).
   *[other] • Wat je meldde: { $count } meldingen ({ $dates }).
 }
mijngegevens-appeals = { $count ->
    [0] • Bezwaar: geen.
    [one] • Bezwaar: 1 keer ({ $dates }).
   *[other] • Bezwaar: { $count } keer ({ $dates }).
 }
mijngegevens-staff = • Je account staat bij de school bekend als dat van een medewerker.
mijngegevens-rights = Dit is het overzicht dat ik zelf kan geven. Signalen dat het niet goed met je gaat, en wat anderen de school vertelden, staan hier niet bij.
    Alles staat op slot (versleuteld). Het blijft bewaard tot de school het wist.
    Wil je een kopie, klopt er iets niet, of moet er iets weg? Vraag het aan { $contact }.

## Voor medewerkers
command-zaak = Jouw open zaken, of één zaak
command-twijfel = Vraag je leidinggevende onder vier ogen om raad
command-stil = Een paar uur alleen dringende meldingen
command-dienst = Wie er is voor jouw groepen, en hoe je ze bereikt

zaak-none = Er zijn geen open zaken voor jou.
zaak-open = { $count ->
    [one] Er is 1 open zaak voor jou:
   *[other] Er zijn { $count } open zaken voor jou:
 }
zaak-how = Meer zien? Stuur /zaak met de zes tekens ervoor. We schrijven op dat je het leest.
zaak-unknown = Deze zaak is er niet, of is niet voor jou. Stuur /zaak voor de lijst.
remark-from = Van: { $account }. Neem vandaag nog contact op.

twijfel-how = Schrijf achter /twijfel wat je wilt vragen. Noem liever geen namen van leerlingen.
twijfel-question = { $name } twijfelt en vraagt om raad: “{ $text }”
    Antwoord { $name } zelf; ik geef geen antwoord door.
twijfel-asked = Gevraagd aan { $names }. Je krijgt rechtstreeks antwoord. Ik bewaar je vraag niet.
twijfel-nobody = Ik kan nu niemand bereiken aan wie ik dit kan vragen. Bel of loop zelf even langs.

stil-how = Stuur /stil met een aantal uren (hooguit { $hours }), of /stil uit.
stil-until = Tot { $time } krijg je alleen dringende meldingen. Zorgsignalen en wat zeer ernstig is, komen altijd door. De rest komt daarna.
stil-not = Je krijgt nu alle meldingen.
stil-over = Je krijgt weer alle meldingen.

dienst = Wie er is:
dienst-coordinator = Coördinator
dienst-care = Zorgteam
dienst-leader = Schoolleiding
dienst-board = Bestuur
dienst-unreachable = hier niet bereikbaar
dienst-silent = alleen dringend tot { $time }
