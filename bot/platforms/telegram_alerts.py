"""An alert as Telegram shows it: plain text whose markup is named apart, so no text can be taken for markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.constants import MessageLimit

from bot.alerting.alert import Alert, Button, Link

BUTTONS_PER_ROW = 2


@dataclass(frozen=True, slots=True)
class Rendered:
    """The parts of a Telegram message."""

    text: str
    entities: tuple[MessageEntity, ...]
    keyboard: InlineKeyboardMarkup | None


def render(alert: Alert) -> Rendered:
    """The title in bold, the lines, the links, and the buttons; the longest line is cut when it is too much."""
    links = [_shown(link) for link in alert.links]
    fixed = sum(units(text) + 1 for text in (alert.title, *links)) + 2
    lines = shortened(alert.lines, MessageLimit.MAX_TEXT_LENGTH - fixed)
    above = "\n".join((alert.title, "", *lines, ""))
    entities = [MessageEntity(MessageEntity.BOLD, 0, units(alert.title))]
    offset = units(above) + 1
    for link, shown in zip(alert.links, links, strict=True):
        if _clickable(link):
            entities.append(MessageEntity(MessageEntity.TEXT_LINK, offset, units(shown), url=link.url))
        offset += units(shown) + 1
    return Rendered("\n".join((above, *links)).rstrip(), tuple(entities), keyboard(alert.buttons))


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Two buttons a row, which fits a telephone."""
    made = [InlineKeyboardButton(button.label, callback_data=button.data) for button in buttons]
    rows = [made[start : start + BUTTONS_PER_ROW] for start in range(0, len(made), BUTTONS_PER_ROW)]
    return InlineKeyboardMarkup(rows) if rows else None


def shortened(lines: Sequence[str], room: int) -> tuple[str, ...]:
    """The lines, with the longest (a quoted message) cut so that all fit in ``room`` units."""
    excess = sum(units(line) + 1 for line in lines) - room
    if excess <= 0:
        return tuple(lines)
    longest = max(lines, key=units)
    kept = longest.encode("utf-16-le")[: 2 * max(units(longest) - excess - 1, 0)].decode("utf-16-le", "ignore")
    return tuple(f"{kept}…" if line is longest else line for line in lines)


def units(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _shown(link: Link) -> str:
    return link.label if _clickable(link) else f"{link.label}: {link.url}"


def _clickable(link: Link) -> bool:
    """Telegram drops links to hosts without a dot (localhost, a name in the school's network) without a word."""
    return "." in (urlsplit(link.url).hostname or "")
