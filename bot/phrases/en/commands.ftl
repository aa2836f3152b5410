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
