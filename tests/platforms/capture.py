"""Turns a real payload of Discord or Telegram into a fixture in which nobody can be recognised.

``python -m tests.platforms.capture < payload.json > tests/platforms/payloads/name.json``

Nothing but what is known to say nothing about people stays: keys, kinds, flags, counts, sizes, punctuation and emoji.
Ids become made-up ones, the same for the same, in the order of their age; times move so that the oldest is ``EPOCH``;
of all other text letters become x and digits 0, as long in UTF-16 as before, so that entity offsets still fit.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(2026, 1, 5, 12, tzinfo=UTC)
# The value of these keys is a word from the platform's own documentation.
DOCUMENTED = frozenset({"type", "status", "mime_type", "content_type", "t", "locale", "language_code"})
DOCUMENTED_FORM = re.compile(r"[A-Za-z_]+(/[a-z0-9.+-]+|-[A-Z]{2})?")
DATES = frozenset(
    {"date", "edit_date", "forward_date", "until_date", "open_date", "close_date", "message_auto_delete_date"}
)
PLACES = frozenset({"latitude", "longitude"})
MOMENTS = frozenset(
    {"timestamp", "edited_timestamp", "joined_at", "premium_since", "archive_timestamp", "create_timestamp"}
)
SNOWFLAKE = re.compile(r"\d{15,20}")
LARGEST_COUNT = 100_000_000  # what is larger, and no time, tells who or where
SUPERGROUP = 1_000_000_000_000  # Telegram writes the id of a supergroup as -100 and ten digits


def anonymise(payload: Any) -> Any:
    """The payload without anything that tells who, where or when; the same shape, keys and kinds of values."""
    ids = _new_ids(payload)
    shift = _shift(payload)
    return _walk(payload, "", lambda key, value: _changed(key, value, ids, shift))


def _walk(value: Any, key: str, change: Callable[[str, Any], Any]) -> Any:
    if isinstance(value, dict):
        return {_key(name, change): _walk(each, name, change) for name, each in value.items()}
    if isinstance(value, list):
        return [_walk(each, key, change) for each in value]
    return change(key, value)


def _key(name: str, change: Callable[[str, Any], Any]) -> str:
    """Some objects of Discord have ids for keys."""
    return str(change("id", name)) if SNOWFLAKE.fullmatch(name) else name


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, each in value.items():
            if SNOWFLAKE.fullmatch(name):
                yield "id", name
            yield from _leaves(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, key)
    else:
        yield key, value


def _is_id(key: str, value: Any) -> bool:
    if isinstance(value, bool) or key in DATES:
        return False
    if isinstance(value, int):
        return abs(value) >= LARGEST_COUNT or key == "id" or key.endswith("_id")
    return isinstance(value, str) and SNOWFLAKE.fullmatch(value) is not None


def _new_ids(payload: Any) -> dict[int, int]:
    """Real to made-up, by size: the order of ids is their age, on both platforms."""
    found = sorted({abs(int(value)) for key, value in _leaves(payload) if _is_id(key, value)})
    return {real: _made_up(real, place) for place, real in enumerate(found, 1)}


def _made_up(real: int, place: int) -> int:
    """As many digits as the real one, so that it is still an id of the same kind."""
    start = SUPERGROUP if real >= SUPERGROUP and real < 2 * SUPERGROUP else 10 ** (len(str(real)) - 1)
    return start + place


def _shift(payload: Any) -> timedelta:
    """What must be added to every time."""
    times = [when for key, value in _leaves(payload) if (when := _time(key, value)) is not None]
    return EPOCH - min(times) if times else timedelta()


def _time(key: str, value: Any) -> datetime | None:
    if key in DATES and isinstance(value, int) and value > 0:
        return datetime.fromtimestamp(value, UTC)
    if key in MOMENTS and isinstance(value, str):
        return datetime.fromisoformat(value)
    return None


def _changed(key: str, value: Any, ids: dict[int, int], shift: timedelta) -> Any:
    moment = _time(key, value)
    if moment is not None:
        moved = moment + shift
        return moved.isoformat() if isinstance(value, str) else int(moved.timestamp())
    if key in PLACES:
        return 0.0
    if _is_id(key, value):
        made_up = ids[abs(int(value))]
        return str(made_up) if isinstance(value, str) else made_up if value > 0 else -made_up
    if not isinstance(value, str):
        return value
    if key in DOCUMENTED and DOCUMENTED_FORM.fullmatch(value):
        return value
    return _blank(value, ids)


def _blank(text: str, ids: dict[int, int]) -> str:
    """Ids inside the text (mentions, addresses) go the way of all ids, the rest loses its letters and digits."""
    parts = re.split(r"(\d{15,20})", text)
    return "".join(
        str(ids.get(int(part), "0" * len(part))) if SNOWFLAKE.fullmatch(part) else "".join(map(_blank_sign, part))
        for part in parts
    )


def _blank_sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind[0] in "LM":
        return "x" * (len(sign.encode("utf-16-le")) // 2)
    return "0" * (len(sign.encode("utf-16-le")) // 2) if kind[0] == "N" else sign


def main() -> None:
    """From standard input to standard output."""
    try:
        payload = json.load(sys.stdin)
    except ValueError as error:
        sys.exit(f"this is no JSON: {error}")
    json.dump(anonymise(payload), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
