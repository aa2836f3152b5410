# What people can ask of Pleinwacht, and the answers.

## What a command does, in the list of the chat app (100 characters at most)
command-help = What Pleinwacht does and what you can ask
command-privacy = What Pleinwacht does with your messages
command-meld = Tell an adult at school that something is wrong

help-commands = You can send me:
command-not-for-you-staff = This is only for people who work at school. Send /help to see what you can ask.
command-not-for-you-admin = This is only for the admin of Pleinwacht. Send /help to see what you can ask.

## Reports
meld-how = Do you want to report something? Answer the message with /meld, or write what is wrong behind it. For example: /meld Sem is being laughed at all the time.
    Better send it to me in private. Then nobody in the group sees it.
    In danger: call 112.
meld-which-group = Which group is it about? Send it again and begin with the group. For example: /meld Klas 8A: what is wrong.
    Groups: { $groups }.
    In danger: call 112.
meld-group-unknown = (We do not know of which group the reporter is.)
meld-received = Thank you for reporting this. An adult at school will look at it. We tell nobody that you reported it. You will hear when it has been dealt with.
    Is there danger now? Call 112. Do you want to talk? Kindertelefoon: 0800-0432.
meld-received-care = Thank you for telling this. Somebody of the care team at school will read it. Was it about yourself? The care team can see that it comes from you and can write to you.
    Do you want to talk to somebody now? Call or chat with 113 (0800-0113) or the Kindertelefoon (0800-0432). Is there danger now? Call 112.
meld-before = You reported this before. An adult at school knows about it. You will hear when it has been dealt with.
meld-too-many = You have reported often. You can report again on { $time }. Is it urgent? Go to your mentor or another adult. In danger: call 112.
reply-report = You reported something. An adult at school looked at it and dealt with it. Thank you. Does it not stop? Report it again or talk to your mentor.
reply-appeal-right = You appealed. An adult looked again and still thinks that your message was rightly flagged. Do you want to talk about it? Go to your mentor.
reply-appeal-false_alarm = You appealed. An adult looked again and agrees with you: there was nothing wrong with your message.

## In the alert for staff
alert-report = a report
alert-reports = { $count ->
    [one] Somebody of the class reported this.
   *[other] { $count } people of the class reported this.
 }
alert-last-report = Latest report: { $time }.
alert-read = Read what was written with it by /zaak { $case }.
state-contested = Contested: the writer does not agree.
refused-decided_before = The writer appealed against your decision. Somebody else looks at it now.
remark-report = Reported: “{ $text }”
remark-appeal = Appeal of the writer: “{ $text }”
console-event-report = Somebody of the group reported this.
console-event-appeal = The writer appealed.

## My own messages
command-waarom = Why your message was flagged
command-bezwaar = Say that you do not agree that your message was flagged
command-mijngegevens = What is kept about you

waarom-nothing = I cannot tell you anything about this. I can only speak of a message of yours that was flagged.
    Is something bothering you? Talk to your mentor or somebody else whom you trust. You can also call: Kindertelefoon 0800-0432 or 113 (0800-0113).
waarom-message = On { $when } you wrote: “{ $text }”
waarom-words = • This was flagged as { $category }, because of: { $words }. Without those words it would not have been flagged.
waarom-context = • This was flagged as { $category }, mostly because of what was said just before.
waarom-whole = • This was flagged as { $category }. It was the whole message, not one word.
waarom-open = The computer can be wrong. A person decides, never the computer.
waarom-right = An adult looked at it and thought it was rightly flagged.
waarom-false_alarm = An adult looked at it: there was nothing wrong with your message.
waarom-contested = You appealed. An adult looks at it again.
waarom-after = You do not agree? Send /bezwaar and write why behind it.

bezwaar-how = Write behind /bezwaar why you do not agree. For example: /bezwaar it was a joke with my sister.
bezwaar-received = Your appeal about your message of { $when } has arrived. An adult looks at it again. Was it decided already? Then somebody else looks now, if possible. You will hear the result.
bezwaar-nothing = There is no message of yours against which you can appeal now. You can do it once per message. Do you want to talk about it? Go to your mentor.

mijngegevens = This is kept about you:
mijngegevens-flagged = { $count ->
    [0] • Messages that were flagged: none.
    [one] • Messages that were flagged: 1 ({ $dates }).
   *[other] • Messages that were flagged: { $count } ({ $dates }).
 }
mijngegevens-reports = { $count ->
    [0] • What you reported: nothing.
    [one] • What you reported: 1 report ({ $dates }).
   *[other] • What you reported: { $count } reports ({ $dates }).
 }
mijngegevens-appeals = { $count ->
    [0] • Appeals: none.
    [one] • Appeals: 1 ({ $dates }).
   *[other] • Appeals: { $count } ({ $dates }).
 }
mijngegevens-staff = • Your account is known at school as that of a member of staff.
mijngegevens-rights = This is what I can show you myself. Signals that you are not well, and what others told the school, are not in it.
    Everything is locked (encrypted). It is kept until the school erases it.
    Do you want a copy, is something wrong, or must something go? Ask { $contact }.

## For staff
command-zaak = Your open cases, or one case
command-twijfel = Ask your superior for advice in private
command-stil = Only urgent alerts for a few hours
command-dienst = Who is there for your groups, and how to reach them

zaak-none = There are no open cases for you.
zaak-open = { $count ->
    [one] There is 1 open case for you:
   *[other] There are { $count } open cases for you:
 }
zaak-how = To see more, send /zaak with the six characters before it. We note that you read it.
zaak-unknown = There is no such case, or it is not for you. Send /zaak for the list.
remark-from = From: { $account }. Get in touch today.

twijfel-how = Write behind /twijfel what you want to ask. Better leave out names of pupils.
twijfel-question = { $name } is in doubt and asks for advice: “{ $text }”
    Answer { $name } yourself; I pass no answer on.
twijfel-asked = Asked { $names }. You will get an answer directly. I do not keep your question.
twijfel-nobody = I cannot reach anybody now whom I can ask. Call or walk by yourself.

stil-how = Send /stil with a number of hours ({ $hours } at most), or /stil off.
stil-until = Until { $time } you only get urgent alerts. Care signals and what is very grave always get through. The rest comes after that.
stil-not = You get all alerts now.
stil-over = You get all alerts again.

dienst = Who is there:
dienst-coordinator = Coordinator
dienst-care = Care team
dienst-leader = School leadership
dienst-board = Board
dienst-unreachable = cannot be reached here
dienst-silent = only urgent until { $time }
