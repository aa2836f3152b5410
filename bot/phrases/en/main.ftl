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

why-words = { $category }: without { $words } this would not have stood out (certainty { $score }, threshold { $threshold }).
why-context = { $category }: without what was said just before this would not have stood out (certainty { $score }, threshold { $threshold }).
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

## Command classify
classify-nothing = Nothing stood out.
classify-scores = Certainty per kind:

## Console
console-title = Pleinwacht at { $school }
console-skip = To the text box
console-demo = demo
console-demo-title = A made-up school. Everything on this page is invented.
console-what = What is this?
console-back = Back to the demo
console-controls = The class day
console-clock = What time it is in class:
console-progress = How far the day is
console-play = Play on
console-pause = Pause
console-speed = Speed
console-again = Again
console-again-title = Start the day again, with an empty chat and an empty inbox
console-over = The day is over.
console-offline = No connection. We keep trying.
console-views = What do you want to see?
console-view-chat = Chat
console-view-inbox = Inbox
console-chat = Group chat
console-groups = Groups
console-audience-pupils = group of pupils
console-audience-parents = group of parents
console-audience-mixed = group of everybody
console-messages = Messages in { $group }
console-newest = New messages ↓
console-role-pupil = pupil
console-role-parent = parent
console-role-staff = school
console-deleted = This message was deleted
console-edited = edited
console-taken-away = taken away by the writer
console-photo = photo
console-reply = Reply
console-reply-to = Reply to { $name }
console-edit = Change message
console-delete = Delete message

console-quiet = nothing stood out
console-reading = being read …
console-wordless = no text to read
console-unread = could not be read
console-why = why?
console-near = Also looked at, but not counted:
console-near-quiet = Looked at, but under the threshold:
console-under = { $score }% of { $threshold }% needed
console-model = Read by { $model }. A person decides what happens.
console-earlier = An earlier version of this message stood out. That version was kept.

console-try = Try:
console-try-pupils-1 = what a bloody test
console-try-pupils-2 = nobody wants to be with you
console-try-pupils-3 = he said 'I will hit you', what should I do?
console-try-pupils-4 = go to h3ll
console-try-parents-1 = I did not like how the teacher explained it.
console-try-parents-2 = Mr Bram steals money from the class.
console-try-parents-3 = May I share a photo of the camp?
console-try-parents-4 = Your child is as stupid as you are.
console-try-mixed-1 = what a bloody test
console-try-mixed-2 = nobody wants to be with you
console-try-mixed-3 = he said 'I will hit you', what should I do?
console-try-mixed-4 = go to h3ll
console-replying = You reply to
console-editing = You change
console-stop = Never mind
console-as = You are
console-add-photo = Add a photo (only the mark, not a real photo)
console-text = Your message
console-placeholder = Type a message …
console-send = Send
console-refused-nobody = First choose who you are. This person is not in this group.
console-refused-gone = This message is no longer there.
console-refused-not-yours = Somebody else wrote this message. You can only change or delete your own.
console-refused-empty = First type something, or add a photo.
console-refused-long = This message is too long. The most is 2000 characters.

console-inbox-of = Inbox of { $name }
console-staff = Look as
console-duty-mentor = mentor
console-duty-coordinator = coordinator
console-duty-care = care team
console-duty-leader = school leader
console-duty-board = board
console-duty-admin = administration
console-sees-mentor = Sees only their own class. No care signals and nothing about colleagues.
console-sees-coordinator = Sees what is very serious and what a mentor passes on.
console-sees-care = Sees only care signals. These are not about punishment.
console-sees-leader = Sees what the coordinator passed on.
console-sees-board = Sees only what is about staff, and what was passed on up to here.
console-sees-admin = Sees no cases.
console-waiting = { $count ->
    [0] Nothing is waiting.
    [one] 1 case is waiting.
   *[other] { $count } cases are waiting.
 }
console-todo = To do
console-done = Handled
console-empty = Nothing to do. Ordinary messages never come here.
console-count = { $count ->
    [one] 1 message
   *[other] { $count } messages
 }
console-last = last at { $time }
console-alerted = alert sent
console-silent = kept quietly, no alert
console-open = Read the messages
console-open-noted = We write down that you read this.
console-close = Hide the messages
console-before = { $count ->
    [one] What stood just before (1 message)
   *[other] What stood just before ({ $count } messages)
 }
console-history = What happened to this case
console-machine = Pleinwacht
console-event-opened = { $who } made the case.
console-event-extended = { $who } added a message.
console-event-deleted = The writer took a message away.
console-event-claim = { $who } took up the case.
console-event-right = { $who } found the alert right.
console-event-false_alarm = { $who } found it a false alarm.
console-event-escalate = { $who } passed the case on.

explain-title = A playground guard for the group chat
explain-lead = A pleinwacht is the adult who keeps an eye on the playground. This program does that in the group chat of the class.
explain-does-title = What does Pleinwacht do?
explain-does =
    It reads along in the school's group chats. Everybody in the group knows.
    It looks out for what the school's agreements forbid, such as bullying, threats or sharing photos without consent.
    Does a message stand out? Then a member of staff gets an alert that says why.
    That member of staff reads the message and decides what should happen.
explain-not-title = What does Pleinwacht not do?
explain-not =
    It never punishes. A person does that, or nobody.
    It does not look at photos and recognises no faces.
    It does not read private messages.
    It does not learn from your messages.
    It is not always right. That is why a mentor can say: false alarm.
explain-sees-title = Who sees what?
explain-sees =
    The mentor sees what stands out in their own class.
    The coordinator also sees what is very serious or what the mentor passes on.
    Only the care team sees care signals: messages by somebody who is not well.
    Only the board sees what is about a member of staff.
    Whoever did something does not see the alert about it.
explain-keeps-title = What is kept?
explain-keeps =
    Ordinary messages are not kept. The last ones stay in memory for two hours at most, never on a disk.
    A message that stands out is kept with a few messages before it. Also when the writer changes it or takes it away.
    What is kept is locked (encrypted). We write down who reads it.
explain-you-title = What can you do?
explain-you =
    Tell somebody when something bad happens. Whoever tells is no offender.
    Pupil: talk to your mentor, your parents or somebody else whom you trust.
    Parent: call the mentor when you worry.
    Mentor: take up an alert, read what was said and say whether it was right.
    Do you want to know what is kept about you? Ask the school.
explain-demo-title = What is this demo?
explain-demo =
    The school, the people and the messages are invented. The rest is real: the same model and the same database as at a school.
    On the left is the group chat, on the right the inbox of a member of staff. Under each message you see whether it stood out and why.
    Type something yourself and see what happens. It stays on this computer and is gone at the next start.
explain-help-title = Need help?
explain-help = Do you need help, or are you worried about somebody? You can call free of charge.
explain-help-kindertelefoon = Kindertelefoon: to talk about anything
explain-help-113 = 113: when you no longer want to live
explain-help-112 = In direct danger
