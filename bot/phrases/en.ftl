# Everything that people read, in plain English.

## Kinds
bullying = bullying
insult = insult
hate = discrimination
threat = threat
stalking = stalking
defamation = defamation
sexual = sexual misconduct
private_data = private data
unauthorised_media = picture or sound without consent
self_harm = care signal

severity-1 = mild
severity-2 = serious
severity-3 = very serious

## Alert to a mentor
alert-title-conduct = { $severity }: { $categories } in { $group }
alert-title-care = Care signal in { $group }
alert-title-staff = Message by a member of staff in { $group }: { $categories }
alert-messages = { $count ->
    [one] It is about 1 message.
   *[other] It is about { $count } messages that belong together.
 }
alert-last = Last message: { $time }.
alert-why = Why: { $why }
alert-deleted = The writer took a message away. What stood out was kept.
alert-quote = The message: “{ $text }”
alert-care-line = This is a care signal, not an offence. Contact the pupil today. In acute danger: call 112. To talk: 113 (0800-0113) or the Kindertelefoon (0800-0432).
alert-staff-line = This is about a member of staff. Only the board sees this alert. Consult the Vertrouwensinspecteur: 0900 111 3 111 (working days 8-17).
alert-open-message = To the message
alert-open-case = To the case

why-words = { $category }: the words { $words } decided (certainty { $score }, threshold { $threshold }).
why-context = { $category }: what was said just before decided (certainty { $score }, threshold { $threshold }).
why-whole = { $category }: the message as a whole decided (certainty { $score }, threshold { $threshold }).
why-short = { $category } (certainty { $score }, threshold { $threshold })

state-new = Nobody has taken this up yet.
state-claimed = { $owner } has taken this up.
state-claimed-you = You have taken this up.
state-decided-right = Handled by { $owner }: right.
state-decided-false_alarm = Handled by { $owner }: false alarm.
state-escalated = Passed on to the next person in charge.

action-claim = I take this
action-right = Right
action-false_alarm = False alarm
action-escalate = Pass on

done-claim = You have taken up this case.
done-right = Noted: right. Thank you.
done-false_alarm = Noted: false alarm. Thank you, this makes Pleinwacht better.
done-escalate = Passed on to the next person in charge.
refused-already_decided = This case has been handled.
refused-claimed_by_other = { $owner } has already taken this up.
refused-not_allowed = This case is not (or no longer) yours.
refused-busy = This case is changing right now. Please try again.
refused-unknown_button = This button no longer works.

## To members of a group
notice = Hello! Pleinwacht reads along in this group: a computer program of { $school }.
    It looks out for bullying, threats and other things that the school's social-media protocol forbids.
    When a message stands out, a member of staff looks at it. The computer never punishes.
    Ordinary messages are not kept.
    More? Send /help or /privacy.

help = I am Pleinwacht, a computer program of { $school }. I read along in this group.
    • I look out for bullying, insults, discrimination, threats, stalking, defamation, sexual remarks, somebody else's private data, and photos or films without consent.
    • Does a message stand out? Then a member of staff gets an alert. A person decides, never the computer.
    • Does somebody need help? Talk to your mentor. You can also call the Kindertelefoon 0800-0432 or 113 (0800-0113). In danger: 112.
    • Read what we keep with /privacy.

privacy = What does Pleinwacht do with your messages?
    • An ordinary message is read by the computer and not kept. The last messages stay in memory for two hours at most, never on a disk.
    • When a message stands out, we keep it with a few messages before it. Encrypted: only the staff concerned can read it. We write down who reads it.
    • Messages are never used to train a computer model.
    • A computer never decides on punishment. A person always does.
    • Do you want to know what is kept about you, or is something wrong? Ask { $contact }.
    Responsible: { $school }.

## Discord
discord-command-help = What Pleinwacht does here, and where to find help
discord-command-privacy = What Pleinwacht does with your messages
discord-notice-title = Pleinwacht reads along here

## Telegram
telegram-start = Hi! I am Pleinwacht, a computer program of { $school }. I read along in groups of the school.
    • Nobody reads what you send me here. Do you need help? Talk to your mentor. You can also call the Kindertelefoon 0800-0432 or 113 (0800-0113). In danger: 112.
    • Do you work at the school? Then you get an alert here when a message in your group stands out. There is nothing more to do now.
    • More? Send /help or /privacy.
telegram-help = What Pleinwacht does
telegram-privacy = What Pleinwacht keeps
