"""What was said in a Telegram group, in the words of the domain: pure functions from an update to a message."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any

from telegram import Chat, MessageEntity, MessageOrigin, Update, User
from telegram import Message as TelegramMessage

from bot.domain.message import Account, Attachment, Author, Channel, Message, MessageKey, PlatformName, Role
from bot.domain.school import Group, School

SUPERGROUP_PREFIX = "-100"
UPDATES_PER_SECOND = 1_000_000

# Everything besides text and caption that members of a group read or see as words.
WORDS: dict[str, Callable[[Any], Iterable[str | None]]] = {
    "poll": lambda poll: (poll.question, poll.description, *(option.text for option in poll.options), poll.explanation),
    "poll_option_added": lambda added: (added.option_text,),
    "checklist": lambda checklist: (checklist.title, *(task.text for task in checklist.tasks)),
    "checklist_tasks_added": lambda added: (task.text for task in added.tasks),
    "sticker": lambda sticker: (sticker.emoji,),
    "dice": lambda dice: (dice.emoji,),
    "audio": lambda audio: (audio.performer, audio.title),
    "contact": lambda contact: (
        contact.first_name,
        contact.last_name,
        international(contact.phone_number),
        *card_lines(contact.vcard or ""),
    ),
    "venue": lambda venue: (venue.title, venue.address),
    "game": lambda game: (game.title, game.description),
    "new_chat_title": lambda title: (title,),
    "forum_topic_created": lambda topic: (topic.name,),
    "forum_topic_edited": lambda topic: (topic.name,),
}
# Telegram repeats an animation as a document and a venue as a location: only the first of such a pair is noted.
ATTACHMENTS = {
    "photo": "photo",
    "live_photo": "photo",
    "video": "video",
    "animation": "animation",
    "video_note": "video",
    "voice": "voice",
    "audio": "audio",
    "document": "file",
    "sticker": "sticker",
    "contact": "contact",
    "venue": "location",
    "location": "location",
    "poll": "poll",
    "dice": "dice",
    "game": "game",
    "story": "story",
    "checklist": "checklist",
    "paid_media": "paid_media",
    "new_chat_photo": "photo",
}
REPEATED = {"document": "animation", "location": "venue"}
# What a shared contact may hold besides name and number, each at the end of a line of its card.
CARD_LINES = re.compile(
    r"^(?:[\w-]+\.)?(?:TEL|EMAIL|ADR|ORG|TITLE|NOTE|URL)\b[^:\n]*:(.*)$", re.IGNORECASE | re.MULTILINE
)


def translate(update: Update, group: Group, school: School) -> Message | None:
    """The message of this group that is new or edited; None when nobody said anything (bots, joins, pins)."""
    source = update.edited_message or update.message
    return _message(source, revision_of(update), group, school) if source else None


def answered_message(source: TelegramMessage, group: Group, school: School) -> Message | None:
    """The message that this one answers in the same group, as far as Telegram shows it and somebody said something.

    Telegram does not say which of two edits within one second it is.
    """
    answered = source.reply_to_message
    if answered is None or answered.chat.id != source.chat.id:
        return None
    revision = 0 if answered.edit_date is None else int(answered.edit_date.timestamp()) * UPDATES_PER_SECOND
    return _message(answered, revision, group, school)


def shown_name(source: TelegramMessage) -> str:
    """What members read above a message: a name, and the tag that somebody may have in this group."""
    sender = source.sender_chat or source.from_user
    return " ".join(filter(None, (_sender_name(sender) if sender else "", source.sender_tag)))


def revision_of(update: Update) -> int:
    """0 as first written; else the second of the edit, and within one second the number of the update decides."""
    edited = update.edited_message
    if edited is None:
        return 0
    seconds = int((edited.edit_date or edited.date).timestamp())
    return seconds * UPDATES_PER_SECOND + update.update_id % UPDATES_PER_SECOND


def author_of(source: TelegramMessage, group: Group, school: School) -> Author | None:
    """Who is responsible for the message; None for a bot.

    Who speaks as a chat (an anonymous administrator, a linked channel) is known by the account of that chat only.
    """
    return _author(source.sender_chat or source.from_user, group, school)


def answered_by(source: TelegramMessage, group: Group, school: School) -> tuple[MessageKey | None, Author | None]:
    """The message that this one answers, also one of another chat, and who wrote that."""
    answered, elsewhere = source.reply_to_message, source.external_reply
    if answered is not None and not answered.forum_topic_created:  # in a topic everything "answers" its opening
        return _key(answered.chat, answered.message_id), author_of(answered, group, school)
    if elsewhere is not None:
        known = elsewhere.chat is not None and elsewhere.message_id is not None
        key = _key(elsewhere.chat, elsewhere.message_id) if known else None  # type: ignore[arg-type]  # both known
        return key, _author(_origin(elsewhere.origin), group, school)
    return None, None


def mentions_of(source: TelegramMessage) -> tuple[Account, ...]:
    """People without a username are mentioned by account; of an @username Telegram does not tell the account."""
    people = (
        entity.user
        for entity in (*source.entities, *source.caption_entities)
        if entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and not entity.user.is_bot
    )
    return tuple(dict.fromkeys(_account(user) for user in people))


def international(number: str) -> str:
    """A shared number as people write it: Telegram mostly leaves out the plus."""
    return f"+{number}" if number.isdecimal() and len(number) > 9 and not number.startswith("0") else number


def card_lines(card: str) -> Iterable[str]:
    """What a vCard says besides the name, its parts separated by spaces."""
    return (" ".join(line.replace(";", " ").split()) for line in CARD_LINES.findall(card.replace("\r", "")))


def words_of(source: TelegramMessage) -> str:
    """Everything in the message that people read, one thing a line."""
    return "\n".join(words for words in _words(source) if words)


def attachments_of(source: TelegramMessage) -> tuple[Attachment, ...]:
    """What came with the message, and that it was forwarded."""
    found = [
        Attachment(kind, _file_name(thing))
        for field, kind in ATTACHMENTS.items()
        if (thing := getattr(source, field)) and not getattr(source, REPEATED.get(field, ""), None)
    ]
    if source.forward_origin is not None:
        found.append(Attachment("forward", _origin_name(source.forward_origin)))
    return tuple(found)


def link_to(source: TelegramMessage) -> str | None:
    """Opens the message for members of a supergroup; ordinary groups have no links."""
    chat = str(source.chat.id)
    if not chat.startswith(SUPERGROUP_PREFIX) or source.chat.type == Chat.GROUP:
        return None
    return f"https://t.me/c/{chat.removeprefix(SUPERGROUP_PREFIX)}/{source.message_id}"


def _message(source: TelegramMessage, revision: int, group: Group, school: School) -> Message | None:
    author = author_of(source, group, school)
    text, attachments = words_of(source), attachments_of(source)
    if author is None or not (text or attachments):
        return None
    reply_to, reply_author = answered_by(source, group, school)
    return Message(
        key=_key(source.chat, source.message_id),
        group=group.id,
        author=author,
        text=text,
        sent_at=source.date.astimezone(UTC),
        position=source.message_id,
        revision=revision,
        reply_to=reply_to,
        reply_author=reply_author,
        mentions=mentions_of(source),
        attachments=attachments,
        link=link_to(source),
    )


def _words(source: TelegramMessage) -> Iterable[str | None]:
    yield source.text
    yield source.caption
    for field, read in WORDS.items():
        if thing := getattr(source, field):
            yield from read(thing)
    if source.external_reply is not None and source.quote is not None:  # words that this group had not seen yet
        yield source.quote.text


def _file_name(thing: Any) -> str:
    return getattr(thing, "file_name", None) or getattr(thing, "set_name", None) or ""


def _author(sender: User | Chat | None, group: Group, school: School) -> Author | None:
    if sender is None or (isinstance(sender, User) and sender.is_bot):
        return None
    account = _account(sender)
    if isinstance(sender, User):
        return Author(account, sender.full_name, school.role_of(account, group))
    role = Role.STAFF if school.staff_by_account(account) else None  # a chat may hide anybody: no guess by audience
    return Author(account, _sender_name(sender) or account.id, role)


def _sender_name(sender: User | Chat) -> str:
    return sender.full_name if isinstance(sender, User) else sender.effective_name or ""


def _origin(origin: MessageOrigin) -> User | Chat | None:
    """The account behind a forwarded or quoted message, unless it is hidden."""
    return getattr(origin, "sender_user", None) or getattr(origin, "sender_chat", None) or getattr(origin, "chat", None)


def _origin_name(origin: MessageOrigin) -> str:
    sender = _origin(origin)
    if sender is None:
        return getattr(origin, "sender_user_name", "")
    return _sender_name(sender)


def _account(sender: User | Chat) -> Account:
    return Account(PlatformName.TELEGRAM, str(sender.id))


def _key(chat: Chat, message_id: int) -> MessageKey:
    return MessageKey(Channel(PlatformName.TELEGRAM, str(chat.id)), str(message_id))
