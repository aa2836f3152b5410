"""How an alert looks on Discord, and what Discord's refusals mean for its delivery."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.alerting.alert import Alert, Button, Link
from bot.domain.case import Action
from bot.domain.errors import DeliveryError

MAX_TEXT = 2000  # characters of one message
MAX_LABEL = 80
OPENED_TOO_MANY = 40003  # private conversations in a short time
_TITLE, _LINE = 300, 900
# Everything that Discord gives a meaning: emphasis, quotes, headings, lists, mentions, times, links and their previews.
_PIECE = re.compile(r"(?P<mark>://|[\\*_~`|<>\[\]#@]|(?<!\S)-)|(?P<gap>\s+)|.")
_STYLES = {
    Action.CLAIM: discord.ButtonStyle.primary,
    Action.RIGHT: discord.ButtonStyle.success,
    Action.FALSE_ALARM: discord.ButtonStyle.secondary,
    Action.ESCALATE: discord.ButtonStyle.danger,
}


def plain(text: str, limit: int) -> str:
    """``text`` so that Discord shows it literally and on one line, in at most ``limit`` characters."""
    safe = ""
    for piece in _PIECE.finditer(text):
        literal = f"\\{piece[0]}" if piece["mark"] else " " if piece["gap"] else piece[0]
        if len(safe) + len(literal) >= limit:
            return f"{safe}…"
        safe += literal
    return safe


def alert_text(alert: Alert) -> str:
    """The alert as message text; what does not fit is left out from the middle, never the links."""
    links = "\n".join(shown for link in alert.links if (shown := _link(link)))
    text = f"**{plain(alert.title, _TITLE)}**"
    room = MAX_TEXT - len(links) - 1
    for line in alert.lines:
        shown = plain(line, _LINE)
        if len(text) + 1 + len(shown) <= room:
            text = f"{text}\n{shown}"
    return f"{text}\n{links}" if links else text


def alert_view(alert: Alert) -> discord.ui.View | None:
    """The buttons; None when there are none.

    The view is stopped: discord.py must not remember it, because buttons are recognised by what they carry, so that
    those sent before a restart work like the others.
    """
    if not alert.buttons:
        return None
    view = discord.ui.View(timeout=None)
    for button in alert.buttons:
        view.add_item(_button(button))
    view.stop()
    return view


@contextmanager
def delivering() -> Iterator[None]:
    """Turns what goes wrong within into a ``DeliveryError`` that says whether trying again makes sense."""
    try:
        yield
    except discord.RateLimited as error:
        raise DeliveryError("Discord asks to wait", retry=True, after=error.retry_after) from error
    except discord.HTTPException as error:
        raise _refusal(error) from error
    except (aiohttp.ClientError, OSError, RuntimeError) as error:  # RuntimeError: the session was just closed
        raise DeliveryError(f"Discord cannot be reached ({type(error).__name__})", retry=True) from error


def _refusal(error: discord.HTTPException) -> DeliveryError:
    retry = error.status in (401, 408, 429) or error.status >= 500 or error.code == OPENED_TOO_MANY
    # Only numbers: Discord's own text repeats what was sent.
    return DeliveryError(f"Discord answered {error.status} (code {error.code})", retry=retry, after=_wait(error))


def _wait(error: discord.HTTPException) -> float | None:
    try:
        return float(error.response.headers["Retry-After"])
    except (KeyError, ValueError):
        return None


def _link(link: Link) -> str | None:
    """A link with its own words; angle brackets keep Discord from fetching a preview of it."""
    if not re.fullmatch(r"https?://[^\s<>()]+", link.url):
        return None
    return f"[{plain(link.label, MAX_LABEL)}](<{link.url}>)"


def _button(button: Button) -> discord.ui.Button[discord.ui.View]:
    style = _STYLES.get(button.action, discord.ButtonStyle.secondary)
    return discord.ui.Button(style=style, label=button.label[:MAX_LABEL], custom_id=button.data)
