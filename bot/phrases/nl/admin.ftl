# Wat de beheerder van Pleinwacht kan vragen en instellen, en het koppelen van een account (B1).

command-koppel = Koppel je account met een code van de beheerder
command-gezond = Of Pleinwacht alles hoort en kan doorgeven
command-drempel = Bij welke zekerheid iets opvalt, en dat veranderen
command-groep = Welke groepen Pleinwacht kent, en hoe je deze chat toevoegt

command-admins = Vraag het aan { $names }.
command-no-admin = Op jouw school heeft nog niemand de rol admin. Die rol staat in config.toml.

## Gezond
gezond-thresholds = Drempels die zijn veranderd (terug met /drempel):

## Groepen
groep = Deze groepen kent Pleinwacht:
groep-none = Pleinwacht kent nog geen groepen.
groep-line = • { $name } ({ $platform }, nummer { $chat }, id { $id }): { $mentors }
groep-here = Deze chat hoort bij { $name }.
groep-here-new = Deze chat ({ $platform }, nummer { $chat }) kent Pleinwacht nog niet. Zet dit in config.toml, vul het aan en start Pleinwacht opnieuw:
groep-elsewhere = Wil je een groep toevoegen? Zet de bot in die groep en stuur daar /groep. Dan zie je wat je in config.toml zet.

## Drempels
drempel = Bij deze zekerheid valt een bericht op. Bij de tweede krijgt iemand meteen een melding, ook bij één bericht.
drempel-line = • { $category }: { NUMBER($flag, style: "percent", maximumFractionDigits: 1) }, melding bij { NUMBER($alert, style: "percent", maximumFractionDigits: 1) }
drempel-line-changed = • { $category }: { NUMBER($flag, style: "percent", maximumFractionDigits: 1) }, melding bij { NUMBER($alert, style: "percent", maximumFractionDigits: 1) } (veranderd, was { NUMBER($was_flag, style: "percent", maximumFractionDigits: 1) } en { NUMBER($was_alert, style: "percent", maximumFractionDigits: 1) })
drempel-how = Veranderen: /drempel pesten 85% te vaak loos alarm. Ook de melding: /drempel pesten 85/95% te vaak loos alarm. De reden hoort erbij.
    Terug: /drempel pesten terug. Wie wat veranderde: /drempel pesten.
drempel-unknown = Die soort ken ik niet. Kies uit: { $categories }.
drempel-value = Dat getal kan niet. Kies van 5% tot 100%. De melding komt bij dezelfde of een hogere zekerheid. Bijvoorbeeld: /drempel pesten 85/95% te vaak loos alarm.
drempel-reason = Schrijf er ook bij waarom, in hooguit { $most } tekens. Zo kan een ander het later begrijpen. Noem geen namen.
drempel-same = Zo staat deze drempel al.
drempel-changed = Veranderd. Dit geldt vanaf het volgende bericht. Terug: /drempel { $category } terug.
drempel-undone = Teruggezet. Dit geldt vanaf het volgende bericht.
drempel-nothing = Er is bij deze soort niets om terug te zetten.
drempel-never = Aan deze drempel is nog niets veranderd.
drempel-event = { $when } { $who }: { NUMBER($flag, style: "percent", maximumFractionDigits: 1) }, melding bij { NUMBER($alert, style: "percent", maximumFractionDigits: 1) }. Reden: { $reason }
drempel-event-undone = { $when } { $who }: een verandering teruggezet. Reden: { $reason }

## Koppelen
koppel-how = Heb je een code van de beheerder van Pleinwacht? Stuur mij dan in een privébericht /koppel en de code. Daarna hoort dit account bij jou als medewerker.
koppel-how-admin = Code voor een medewerker maken: /koppel maak ID. Gekoppelde accounts weer losmaken: /koppel los ID.
    De ID's: { $known }.
koppel-code = Dit is de code voor { $name }: { $code }
    De code werkt één keer, een uur lang. Geef hem zelf aan { $name }, niet in een groep. { $name } stuurt mij in een privébericht: /koppel { $code }
koppel-in-private = Doe dit in een privébericht aan mij. Stond er een code bij? Die werkt nu niet meer, want anderen kunnen hem hebben gelezen. Vraag de beheerder om een nieuwe.
koppel-known = Dit account hoort al bij { $name }.
koppel-invalid = Deze code werkt niet (meer). Een code werkt één keer, een uur lang. Vraag de beheerder om een nieuwe.
koppel-done = Gelukt. Dit account hoort nu bij { $name }. Stuur /help om te zien wat je kunt vragen.
koppel-told = Er is met een code een account op { $platform } aan jou gekoppeld. Was jij dat niet? Zeg het meteen tegen de beheerder van Pleinwacht.
koppel-told-maker = Met jouw code is een account op { $platform } gekoppeld aan { $name }. Klopt dat niet? Stuur /koppel los { $id }.
koppel-unlinked = { $count ->
    [0] { $name } had geen account dat met een code is gekoppeld. Accounts in config.toml haal je daar weg.
    [one] Losgemaakt: 1 account van { $name }.
   *[other] Losgemaakt: { $count } accounts van { $name }.
 }
koppel-unknown-staff = Die medewerker ken ik niet. De ID's uit config.toml: { $known }.
