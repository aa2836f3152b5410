## Of Pleinwacht hoort en spreekt: voor de beheerder
health-title-wrong = Pleinwacht werkt niet helemaal:
health-title-gaps = Pleinwacht heeft berichten gemist:
health-title-well = Dit werkt weer:
health-all-well = Alles werkt.
health-wrong = { $problem } Sinds { $since }. Wat te doen: { $repair }
health-well = { $check } (sinds { $since })
health-gap = { $group }: alles tussen { $since } en { $until }. Dit is niet gelezen en kan niet meer worden opgehaald. Vraag de mentor om zelf in de chat te kijken.
health-looked = Stand van { $time }.

check-token = token
check-connection = verbinding
check-message_content = tekst van berichten
check-privacy_mode = alle berichten krijgen
check-membership = lid van de groep
check-reading = berichten lezen
check-deleting = berichten weghalen
check-webhook = zelf de berichten ophalen
check-silence = er wordt gechat
check-clock = klok
check-gap = niets gemist
check-reach = privébericht kan aankomen
check-reach-nobody = een zaak bereikt iemand
check-reach-unconnected = account om te bereiken
check-database = database
check-keys = sleutels
check-model = model

finding-token = { $platform } weigert het token van de bot.
finding-connection = { $platform } is niet bereikbaar.
finding-message_content = Discord geeft de tekst van berichten niet door. Pleinwacht ziet dus niet wat er staat.
finding-privacy_mode = De privacy mode van de Telegram-bot staat aan{ $group ->
    [noname] {""}
   *[other] {""} ({ $group })
 }. Pleinwacht krijgt de meeste berichten niet.
finding-membership = Pleinwacht zit niet in { $group } ({ $platform }).
finding-reading = Pleinwacht kan in { $group } ({ $platform }) niet alles lezen{ $channels ->
    [unknown] {""}
   *[other] {""}: het gaat om kanaal { $channels }
 }.
finding-deleting = Pleinwacht mag in { $group } ({ $platform }) geen berichten weghalen.
finding-webhook = { $error ->
    [unset] { $platform } stuurt nog geen berichten naar het adres van Pleinwacht.
   *[other] Een ander programma haalt de berichten van de bot op { $platform } op. Pleinwacht krijgt ze dan niet.
 }
finding-silence = { $days ->
    [unknown] In { $group } is al lang niets gezegd.
   *[other] In { $group } is al { $days } schooldagen niets gezegd.
 } Misschien hoort Pleinwacht deze groep niet meer.
finding-clock = { $seconds ->
    [unknown] De klok van deze computer loopt niet goed.
   *[other] De klok van deze computer loopt { $seconds } seconden verkeerd.
 }
finding-gap = Pleinwacht heeft berichten gemist{ $group ->
    [noname] {""}
   *[other] {""} in { $group }
 }.
finding-reach = { $staff } krijgt geen privéberichten van Pleinwacht op { $platform }.
finding-reach-nobody = Een zaak uit { $group } kan niemand bereiken.
finding-reach-unconnected = { $staff } heeft geen account waar Pleinwacht een bericht naartoe kan sturen.
finding-database = In de database kan niet worden geschreven. Meldingen kunnen wegblijven.
finding-keys = De sleutels om gegevens te lezen en te bewaren zijn niet in orde.
finding-model = { $count ->
    [unknown] Het model kan niet worden gebruikt.
    [one] Het model kon 1 bericht niet beoordelen. Niemand heeft dat bericht bekeken.
   *[other] Het model kon { $count } berichten niet beoordelen. Niemand heeft die berichten bekeken.
 }

repair-token = maak een nieuw token (Discord: developer portal; Telegram: BotFather), zet het in de instellingen en start Pleinwacht opnieuw.
repair-connection = kijk of deze computer internet heeft en of de proxy klopt. Pleinwacht probeert het zelf steeds opnieuw.
repair-message_content = zet in de developer portal van Discord bij Bot “Message Content Intent” aan en start Pleinwacht opnieuw.
repair-privacy_mode = stuur /setprivacy naar BotFather en kies Disable. Haal de bot uit de groep en voeg hem weer toe. Of maak de bot beheerder van de groep.
repair-membership = voeg de bot weer toe aan de groep, en kijk of het nummer (chat) in de instellingen klopt.
repair-reading = geef de bot het recht om kanalen te zien en oude berichten te lezen.
repair-deleting = geef de bot het recht om berichten te beheren. Wil je dat niet? Dan hoef je niets te doen: lezen en melden werkt.
repair-webhook = stop het andere programma met hetzelfde token, of maak een nieuwe bot. Een webhook haal je weg met deleteWebhook.
repair-silence = vraag of er nog gechat wordt. Zo ja: kijk of de bot nog in de groep zit en mag lezen. Is het vakantie? Dan hoef je niets te doen.
repair-clock = zet op deze computer de klok automatisch gelijk (NTP).
repair-gap = vraag de mentor om zelf in de chat te kijken.
repair-reach = laat deze persoon de bot op { $platform } een privébericht sturen (Telegram: op Start drukken) en privéberichten toestaan.
repair-reach-nobody = kijk zelf wie dit moet oppakken, en zorg dat de medewerkers bereikbaar zijn. Kijk ook naar pleinwacht doctor.
repair-reach-unconnected = zet bij deze persoon een account in de instellingen van een platform dat een token heeft.
repair-database = kijk of de schijf vol is, en of Pleinwacht in de map van de database mag schrijven.
repair-keys = zet het sleutelbestand terug en maak het leesbaar voor alleen Pleinwacht (chmod 600). Zonder de goede sleutels is niets meer te lezen.
repair-model = kijk in de log, en of het model in de instellingen (classifier.model) klopt. Start Pleinwacht daarna opnieuw.

doctor-title = Pleinwacht bij { $school }
doctor-column-check = Wat
doctor-column-result = Uitkomst
doctor-column-repair = Wat te doen
doctor-good = goed
doctor-all-good = Alles is in orde.
doctor-wrong = { $count ->
    [one] Er is 1 ding niet in orde.
   *[other] Er zijn { $count } dingen niet in orde.
 }
