"""Writes words as somebody does who wants to slip past a filter; to train with and to measure what gets through."""

import random
import re
from collections.abc import Callable, Mapping

_LEET = str.maketrans("aeiost", "431057")
_CYRILLIC = str.maketrans("aeopcxyAEOPCX", "аеорсхуАЕОРСХ")
_ZERO_WIDTH = "\u200b"
_REGIONAL_A = 0x1F1E6
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}")
_LINK = re.compile(r"https?:|www\.|@")
_SHARE = 0.4  # of the words of four letters or more
_LEET_SHARE = 0.7  # of the letters that have a digit that looks like them


def _leet(word: str, rng: random.Random) -> str:
    others = (letter.translate(_LEET) if rng.random() < _LEET_SHARE else letter for letter in word[1:])
    return word[0] + "".join(others)


def _repeat(word: str, _rng: random.Random) -> str:
    vowel = _VOWEL.search(word, 1)
    place = vowel.start() if vowel else len(word) - 1
    return word[:place] + word[place] * 4 + word[place + 1 :]


def _emoji(word: str, _rng: random.Random) -> str:
    return " ".join(chr(_REGIONAL_A + ord(letter) - ord("a")) for letter in word.lower() if letter.isascii())


STYLES: Mapping[str, Callable[[str, random.Random], str]] = {
    "leet": _leet,
    "dots": lambda word, _: ".".join(word),
    "spaces": lambda word, _: " ".join(word),
    "repeats": _repeat,
    "look-alikes": lambda word, _: word.translate(_CYRILLIC),
    "zero-width": lambda word, _: _ZERO_WIDTH.join(word),
    "emoji letters": _emoji,
}
"""What each way does to one word."""


def disguise(text: str, style: str, seed: int) -> str:
    """The text with some of its words of four letters or more (at least one, if it has any) in this style.

    The same seed gives the same text. A text with a link or an address is left as it is.
    """
    words = list(_WORD.finditer(text))
    if not words or _LINK.search(text):
        return text
    rng = random.Random(f"{seed}/{style}/{text}")  # noqa: S311 - to be repeatable, not secret
    chosen = rng.sample(words, max(1, round(len(words) * _SHARE)))
    chosen.sort(key=lambda match: match.start())
    apart = [word for before, word in zip([None, *chosen], chosen, strict=False) if not _touches(before, word)]
    for word in reversed(apart):
        text = text[: word.start()] + STYLES[style](word[0], rng) + text[word.end() :]
    return text


def _touches(before: re.Match[str] | None, word: re.Match[str]) -> bool:
    """Two words in a row, both spelt out, cannot be told apart by anybody."""
    return before is not None and word.start() - before.end() <= 1
