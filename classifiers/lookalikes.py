"""Letters that look like Latin ones (Unicode TR 39, through confusable_homoglyphs), and letters drawn as emoji."""

import re
import unicodedata
from functools import cache

# Small capitals and letters on their head are Latin to Unicode, so TR 39 does not list them; their names tell.
_NAMED = re.compile(r"LATIN (?:LETTER SMALL CAPITAL|SMALL LETTER (?:TURNED|REVERSED|OPEN|SCRIPT|DOTLESS)) ([A-Z])")
# TR 39 lists pairs that look the same in most fonts; these are written for each other all the same.
_WRITTEN_FOR = dict(zip("кмтвнпзІЗβεηκπτχωΙɑɩɔ", "kmtbhnzIZbenkntxwIaic", strict=True))

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_FIRST_OF_RANGE = (0x1F1E6, 0x1F150, 0x1F170)
LETTER_EMOJI = {chr(first + i): letter for first in _FIRST_OF_RANGE for i, letter in enumerate(_ALPHABET)}
"""Regional indicators, and letters in a filled circle or square, to the letter."""


@cache
def named_letter(sign: str) -> str | None:
    """The letter of which this Latin one is a drawn form, by its name; None for an ordinary letter."""
    match = _NAMED.fullmatch(unicodedata.name(sign, ""))
    return match[1].lower() if match else None


@cache
def latin_lookalike(sign: str) -> str:
    """The plain Latin letter that this one is taken for, upper and lower case apart; itself when there is none."""
    if sign.isascii():
        return sign
    return _WRITTEN_FOR.get(sign) or named_letter(sign) or _confusable(sign)


def _confusable(sign: str) -> str:
    # Loads its tables of a megabyte: only when the first such letter turns up.
    from confusable_homoglyphs import confusables

    found = confusables.is_confusable(sign, greedy=True, preferred_aliases=["latin"]) or []
    letters = [str(each["c"]) for entry in found for each in entry["homoglyphs"]]
    return next((letter for letter in letters if letter.isascii() and letter.isalpha() and len(letter) == 1), sign)
