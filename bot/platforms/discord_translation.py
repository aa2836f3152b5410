"""Turns what Discord says into the words of the domain; pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import unquote

import discord

from bot.domain.message import Account, Attachment, Author, Channel, Deletion, Message, MessageKey, PlatformName
from bot.domain.school import Group, School

# The first and any later title of a thread are written by people too; Discord gives them as messages of their own kind.
WRITTEN = (
    discord.MessageType.default,
    discord.MessageType.reply,
    discord.MessageType.thread_created,
    discord.MessageType.channel_name_change,
)
_MARK = re.compile(r"<(?:@!?(?P<user>\d+)|@&(?P<role>\d+)|#(?P<channel>\d+)|a?:(?P<emoji>\w+):\d+)>")
# What a chosen GIF says stands in its address alone: tenor.com/view/you-are-ugly-gif-123, giphy.com/gifs/ugly-Xa1b2.
_GIF = re.compile(
    r"https?://(?:www\.)?(?:tenor\.com/(?:[\w-]+/)?view|(?P<id_last>(?:giphy|klipy)\.com/gifs?))/(?P<slug>[\w%-]+)"
)


def account_of(user: discord.abc.Snowflake) -> Account:
    """The account of a Discord user."""
    return Account(PlatformName.DISCORD, str(user.id))


def channel_of(channel_id: int) -> Channel:
    """A Discord channel or thread as the domain names it."""
    return Channel(PlatformName.DISCORD, str(channel_id))


def find_group(school: School, channel: object) -> Group | None:
    """The group to which a channel belongs by itself, its parent channel, its category or its server."""
    guild = getattr(channel, "guild", None)
    ids = [getattr(channel, "id", None), getattr(channel, "parent_id", None), _category(channel), _id(guild)]
    return school.group_by_chat(PlatformName.DISCORD, *(str(number) for number in ids if number))


def is_written_by_person(message: discord.Message) -> bool:
    """Whether somebody wrote this: no bot, no webhook, nothing that Discord itself says."""
    return message.type in WRITTEN and not message.author.bot and message.webhook_id is None


def to_message(message: discord.Message, group: Group, school: School) -> Message:
    """A message that somebody wrote in a group, in its present revision."""
    return Message(
        key=MessageKey(channel_of(message.channel.id), str(message.id)),
        group=group.id,
        author=_author(message.author, group, school),
        text="\n".join(part for part in _texts(message) if part and part.strip()),
        sent_at=message.created_at,
        position=message.id,
        revision=_revision(message),
        reply_to=_reply_to(message),
        reply_author=_reply_author(message, group, school),
        mentions=tuple(_mentioned(message)),
        attachments=tuple(_attachments(message)),
        link=message.jump_url,
    )


def to_deletion(channel_id: int, message_id: int, group: Group, deleted_at: datetime) -> Deletion:
    """A message that was taken away."""
    return Deletion(MessageKey(channel_of(channel_id), str(message_id)), group.id, deleted_at)


def looks_censored(message: discord.Message) -> bool:
    """Whether a message came without anything in it, which Discord sends to bots without message content intent."""
    held = (message.content, message.attachments, message.embeds, message.stickers, message.components)
    elsewhere = (message.poll, message.message_snapshots, message.activity, message.application)
    return not any(held) and not any(elsewhere)


def _id(thing: object) -> int | None:
    return getattr(thing, "id", None)


def _category(channel: object) -> int | None:
    """Of a thread the category is that of its parent, which Discord may not have told about."""
    if isinstance(channel, discord.Thread):
        return getattr(channel.parent, "category_id", None)
    return getattr(channel, "category_id", None)


def _author(user: discord.User | discord.Member, group: Group, school: School) -> Author:
    account = account_of(user)
    return Author(account, user.display_name, school.role_of(account, group))


def _revision(message: discord.Message) -> int:
    """The moment of the edit in milliseconds; previews of links come in after the text and make it one more."""
    edited = round(message.edited_at.timestamp() * 1000) if message.edited_at else 0
    return edited + bool(message.embeds)


def _reply_to(message: discord.Message) -> MessageKey | None:
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None or reference.message_id is None:
        return None
    return MessageKey(channel_of(reference.channel_id), str(reference.message_id))


def _reply_author(message: discord.Message, group: Group, school: School) -> Author | None:
    resolved = message.reference.resolved if message.reference and _reply_to(message) else None
    if not isinstance(resolved, discord.Message) or resolved.author.bot:
        return None
    return _author(resolved.author, group, school)


def _mentioned(message: discord.Message) -> Iterator[Account]:
    """Who is named in the text itself; Discord also counts the one replied to."""
    named = set(message.raw_mentions)
    return (account_of(user) for user in message.mentions if user.id in named and not user.bot)


def _texts(message: discord.Message) -> Iterator[str | None]:
    if message.id == message.channel.id:  # the first message of a forum post: its title belongs to it
        yield getattr(message.channel, "name", None)
    yield from _body(message, message)
    if message.poll is not None:
        yield message.poll.question
        yield from (answer.text for answer in message.poll.answers)
    for snapshot in message.message_snapshots:
        yield from _body(snapshot, message)


def _body(part: discord.Message | discord.MessageSnapshot, message: discord.Message) -> Iterator[str | None]:
    """What a message, or one forwarded in it, holds as words."""
    yield _readable(part.content, message)
    yield from (_gif_words(gif) for gif in _GIF.finditer(part.content))
    yield from (file.description for file in part.attachments)
    yield from _embedded(part.embeds)
    yield from (sticker.name for sticker in part.stickers)


def _gif_words(gif: re.Match[str]) -> str:
    words = unquote(gif["slug"]).split("-")
    if gif["id_last"] and len(words) > 1:
        words.pop()
    return " ".join(word for word in words if word != "gif" and not word.isdecimal())


def _readable(text: str, message: discord.Message) -> str:
    """The text as people see it: names instead of numbers."""
    users = {user.id: user.display_name for user in message.mentions}

    def name(mark: re.Match[str]) -> str:
        if mark["emoji"]:
            return f":{mark['emoji']}:"
        if mark["user"]:
            return f"@{users.get(int(mark['user']), '')}"
        guild = message.guild
        if mark["role"]:
            return f"@{getattr(guild and guild.get_role(int(mark['role'])), 'name', '')}"
        return f"#{getattr(guild and guild.get_channel_or_thread(int(mark['channel'])), 'name', '')}"

    return _MARK.sub(name, text)


def _embedded(embeds: Iterable[discord.Embed]) -> Iterator[str | None]:
    """What is read in previews of links and other embeds."""
    for embed in embeds:
        yield embed.title
        yield embed.description
        for field in embed.fields:
            yield field.name
            yield field.value


def _attachments(message: discord.Message) -> Iterator[Attachment]:
    parts: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    for part in parts:
        yield from (Attachment(_kind(file), file.filename) for file in part.attachments)
        yield from (Attachment("animation") for embed in part.embeds if embed.type == "gifv")
        yield from (Attachment("sticker", sticker.name) for sticker in part.stickers)
    if message.poll is not None:
        yield Attachment("poll")
    if message.message_snapshots:
        yield Attachment("forward")


def _kind(file: discord.Attachment) -> str:
    if file.is_voice_message():
        return "voice"
    kind = (file.content_type or "").partition("/")[0]
    return {"image": "photo", "video": "video", "audio": "audio"}.get(kind, "file")
