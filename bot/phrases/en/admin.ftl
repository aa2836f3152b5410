# What the admin of Pleinwacht can ask and set, and linking an account.

command-koppel = Link your account with a code from the admin
command-gezond = Whether Pleinwacht hears everything and can pass it on
command-drempel = At which certainty something is flagged, and changing that
command-groep = Which groups Pleinwacht knows, and how to add this chat

command-admins = Ask { $names }.
command-no-admin = Nobody at your school has the role admin yet. That role stands in config.toml.

## Health
gezond-thresholds = Thresholds that were changed (back with /drempel):

## Groups
groep = Pleinwacht knows these groups:
groep-none = Pleinwacht knows no groups yet.
groep-line = • { $name } ({ $platform }, number { $chat }, id { $id }): { $mentors }
groep-here = This chat belongs to { $name }.
groep-here-new = Pleinwacht does not know this chat yet ({ $platform }, number { $chat }). Put this in config.toml, complete it and start Pleinwacht again:
groep-elsewhere = Do you want to add a group? Put the bot in that group and send /groep there. You will see what to put in config.toml.

## Thresholds
drempel = At this certainty a message is flagged. At the second somebody is alerted at once, also by one message.
drempel-line = • { $category }: { NUMBER($flag, style: "percent", maximumFractionDigits: 1) }, alert at { NUMBER($alert, style: "percent", maximumFractionDigits: 1) }
drempel-line-changed = • { $category }: { NUMBER($flag, style: "percent", maximumFractionDigits: 1) }, alert at { NUMBER($alert, style: "percent", maximumFractionDigits: 1) } (changed, was { NUMBER($was_flag, style: "percent", maximumFractionDigits: 1) } and { NUMBER($was_alert, style: "percent", maximumFractionDigits: 1) })
drempel-how = Change it: /drempel bullying 85% too many false alarms. The alert too: /drempel bullying 85/95% too many false alarms. The reason belongs to it.
    Back: /drempel bullying undo. Who changed what: /drempel bullying.
drempel-unknown = I do not know that kind. Choose from: { $categories }.
drempel-value = That number is not possible. Choose from 5% to 100%. The alert comes at the same or a higher certainty. For example: /drempel bullying 85/95% too many false alarms.
drempel-reason = Also write why, in { $most } characters at most. So that somebody else can understand it later. Leave out names.
drempel-same = This threshold is like that already.
drempel-changed = Changed. This holds from the next message on. Back: /drempel { $category } undo.
drempel-undone = Put back. This holds from the next message on.
drempel-nothing = There is nothing of this kind to put back.
drempel-never = This threshold was never changed.
drempel-event = { $when } { $who }: { NUMBER($flag, style: "percent", maximumFractionDigits: 1) }, alert at { NUMBER($alert, style: "percent", maximumFractionDigits: 1) }. Reason: { $reason }
drempel-event-undone = { $when } { $who }: put a change back. Reason: { $reason }

## Linking
koppel-how = Do you have a code from the admin of Pleinwacht? Send me /koppel and the code in private. From then on this account is yours as a member of staff.
koppel-how-admin = Make a code for a member of staff: /koppel make ID. Take linked accounts away again: /koppel unlink ID.
    The ids: { $known }.
koppel-code = This is the code for { $name }: { $code }
    The code works once, for an hour. Give it to { $name } yourself, not in a group. { $name } sends me in private: /koppel { $code }
koppel-in-private = Do this in a private message to me. Was there a code in it? It works no more, because others may have read it. Ask the admin for a new one.
koppel-known = This account belongs to { $name } already.
koppel-invalid = This code does not work (any more). A code works once, for an hour. Ask the admin for a new one.
koppel-done = Done. This account now belongs to { $name }. Send /help to see what you can ask.
koppel-told = With a code an account on { $platform } was linked to you. Was it not you? Tell the admin of Pleinwacht at once.
koppel-told-maker = With your code an account on { $platform } was linked to { $name }. Is that not right? Send /koppel unlink { $id }.
koppel-unlinked = { $count ->
    [0] { $name } had no account that was linked with a code. Accounts in config.toml are taken out there.
    [one] Taken away: 1 account of { $name }.
   *[other] Taken away: { $count } accounts of { $name }.
 }
koppel-unknown-staff = I do not know that member of staff. The ids of config.toml: { $known }.
