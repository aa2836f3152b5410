## Whether Pleinwacht hears and speaks: for the admin
health-title-wrong = Pleinwacht does not quite work:
health-title-gaps = Pleinwacht missed messages:
health-title-well = This works again:
health-all-well = Everything works.
health-wrong = { $problem } Since { $since }. What to do: { $repair }
health-well = { $check } (since { $since })
health-gap = { $group }: everything between { $since } and { $until }. It was not read and can no longer be fetched. Ask the mentor to look in the chat.
health-looked = As of { $time }.

check-token = token
check-connection = connection
check-message_content = text of messages
check-privacy_mode = getting all messages
check-membership = member of the group
check-reading = reading messages
check-deleting = removing messages
check-webhook = fetching the messages itself
check-silence = people chat
check-clock = clock
check-gap = nothing missed
check-reach = private message can arrive
check-reach-nobody = a case reaches somebody
check-reach-unconnected = account to reach
check-database = database
check-keys = keys
check-model = model

finding-token = { $platform } refuses the bot's token.
finding-connection = { $platform } cannot be reached.
finding-message_content = Discord does not give the text of messages. So Pleinwacht does not see what they say.
finding-privacy_mode = The Telegram bot's privacy mode is on{ $group ->
    [noname] {""}
   *[other] {""} ({ $group })
 }. Pleinwacht does not get most messages.
finding-membership = Pleinwacht is not in { $group } ({ $platform }).
finding-reading = Pleinwacht cannot read everything in { $group } ({ $platform }){ $channels ->
    [unknown] {""}
   *[other] {""}: it is about channel { $channels }
 }.
finding-deleting = Pleinwacht may not remove messages in { $group } ({ $platform }).
finding-webhook = { $error ->
    [unset] { $platform } does not yet send messages to Pleinwacht's address.
   *[other] Another program fetches the bot's messages on { $platform }. Then Pleinwacht does not get them.
 }
finding-silence = { $days ->
    [unknown] Nothing was said in { $group } for a long time.
   *[other] Nothing was said in { $group } for { $days } school days.
 } Perhaps Pleinwacht no longer hears this group.
finding-clock = { $seconds ->
    [unknown] The clock of this computer is wrong.
   *[other] The clock of this computer is { $seconds } seconds wrong.
 }
finding-gap = Pleinwacht missed messages{ $group ->
    [noname] {""}
   *[other] {""} in { $group }
 }.
finding-reach = { $staff } gets no private messages from Pleinwacht on { $platform }.
finding-reach-nobody = A case from { $group } can reach nobody.
finding-reach-unconnected = { $staff } has no account to which Pleinwacht can send a message.
finding-database = The database does not take what is written. Alerts may stay away.
finding-keys = The keys to read and keep records are not in order.
finding-model = { $count ->
    [unknown] The model cannot be used.
    [one] The model could not assess 1 message. Nobody has looked at that message.
   *[other] The model could not assess { $count } messages. Nobody has looked at those messages.
 }

repair-token = make a new token (Discord: developer portal; Telegram: BotFather), put it in the settings and start Pleinwacht again.
repair-connection = see whether this computer has internet and whether the proxy is right. Pleinwacht keeps trying by itself.
repair-message_content = switch on “Message Content Intent” under Bot in Discord's developer portal and start Pleinwacht again.
repair-privacy_mode = send /setprivacy to BotFather and choose Disable. Remove the bot from the group and add it again. Or make the bot an admin of the group.
repair-membership = add the bot to the group again, and see whether the number (chat) in the settings is right.
repair-reading = give the bot the right to view channels and to read message history.
repair-deleting = give the bot the right to manage messages. If you do not want that, leave it: reading and alerting work.
repair-webhook = stop the other program with the same token, or make a new bot. A webhook is removed with deleteWebhook.
repair-silence = ask whether people still chat there. If so, see whether the bot is in the group and may read. In the holidays there is nothing to do.
repair-clock = let this computer set its clock by itself (NTP).
repair-gap = ask the mentor to look in the chat.
repair-reach = let this person send the bot a private message on { $platform } (Telegram: press Start) and allow private messages.
repair-reach-nobody = see yourself who must take this up, and make sure that staff can be reached. Look at pleinwacht doctor too.
repair-reach-unconnected = give this person an account in the settings on a platform that has a token.
repair-database = see whether the disk is full, and whether Pleinwacht may write in the folder of the database.
repair-keys = put the key file back and make it readable for Pleinwacht alone (chmod 600). Without the right keys nothing can be read any more.
repair-model = look in the log, and whether the model in the settings (classifier.model) is right. Then start Pleinwacht again.

doctor-title = Pleinwacht at { $school }
doctor-column-check = What
doctor-column-result = Result
doctor-column-repair = What to do
doctor-good = good
doctor-all-good = Everything is in order.
doctor-wrong = { $count ->
    [one] 1 thing is not in order.
   *[other] { $count } things are not in order.
 }
