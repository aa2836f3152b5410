"""Undoes what hides a word from a filter: k4nk3r, h.o.m.o, s t r e t c h, invisible and look-alike letters."""

import re
import unicodedata
from collections.abc import Callable

from classifiers.lookalikes import LETTER_EMOJI, latin_lookalike, named_letter

_JOINER = "\u200d"
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_LETTER_EMOJI_RUN = re.compile(f"[{''.join(LETTER_EMOJI)}]+(?:[ \u200b\u200d\ufe0f]+[{''.join(LETTER_EMOJI)}]+)*")
_FLAG = re.compile("(?:[\U0001f1e6-\U0001f1ff]{2})(?: ?[\U0001f1e6-\U0001f1ff]{2})*")

_LETTER = r"[^\W\d_]"
_CLOAKED = r"(?:[^\W\d_]|[034@$])"
# One letter at a time: three with spaces ("k k r"), but four with another sign, since "i.v.m." and "n.a.v." have three.
_SPACED = re.compile(rf"(?<![\w.'’]){_LETTER}(?: {_CLOAKED}){{2,}}(?![\w'’])")
_DOTTED = re.compile(rf"(?<![\w.]){_LETTER}( ?[.\-_*·•~|] ?){_CLOAKED}(?:\1{_CLOAKED}){{2,}}(?!\1?[\w@])")

# Lengths are bounded, so that no text takes quadratic time.
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\S{1,64}@\S{1,99}\.\w+|(?<!\w)[#@]\w\S*"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:nl|com|org|be|net|eu|tv|gg|io|me)\b\S*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w@$!]+")
_LEET = str.maketrans("013457@$!", "oieastasi")
_LEET_START = re.compile(rf"^\$(?={_LETTER}{{2}})")
_LEET_INSIDE = re.compile(
    rf"(?<={_LETTER})[013457@$]{{1,3}}(?={_LETTER})|(?<=\b{_LETTER})!(?={_LETTER}{{2}})|(?<=sh)!(?=t)"
)
_LEET_END = re.compile(rf"(?<={_LETTER})[013457]{{1,3}}$")
_CLASS_NAME = re.compile(
    r"(?:[ahvgmkbt]|hv|mh|vwo|havo|mavo|vmbo|gym|ath|bk|bb|kb|gl|tl|klas|groep|gr|brugklas)[1-8][a-z]?\d?",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"(?:mp[34]|ps[1-5]|a[345](?=[tsb])|k3(?=[lfcd])|f1|4x4|3d)\w*", re.IGNORECASE)
_CODE = re.compile(r"[2689]")

_DIPHTHONGS = frozenset(["au", "ei", "eu", "ie", "ij", "oe", "ou", "ui"])
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_PAIR = re.compile(r"((?:[^\W\d_]){2})\1{3,}", re.I)
_REPEATED_SIGN = re.compile(r"([^\w\s])\1{3,}")
_SPACES = re.compile(r"[^\S\n]+")


def normalise(text: str) -> str:
    """The text as it was meant to be read; numbers, times, class names, codes and links stay as they are."""
    if not text.isascii():
        text = _plain_letters(text)
    text = _SPACED.sub(_close_up, text)
    text = _DOTTED.sub(_close_up, text)
    text = _outside_links(text, lambda part: _WORD.sub(_unleet, part))
    text = _STRETCHED.sub(_shorten, text)
    text = _REPEATED_PAIR.sub(r"\1\1\1", text)
    text = _REPEATED_SIGN.sub(r"\1\1\1", text)
    return _SPACES.sub(" ", text).strip()


def _plain_letters(text: str) -> str:
    text = _LETTER_EMOJI_RUN.sub(_spell, text)
    text = unicodedata.normalize("NFKC", text)
    text = _without_invisible(text)
    return _LETTER_RUN.sub(_one_script, text)


def _spell(match: re.Match[str]) -> str:
    """Letters drawn as emoji: a word of them is read as a word, a flag (a pair of regional letters) stays."""
    run = match[0]
    if _FLAG.fullmatch(run):
        return run
    return "".join(LETTER_EMOJI.get(sign, "") for sign in run)


def _without_invisible(text: str) -> str:
    kept: list[str] = []
    for sign in text:
        after_letter = bool(kept) and kept[-1].isalnum()
        if unicodedata.category(sign) == "Cf" and (sign != _JOINER or after_letter):
            continue
        # Marks stacked on a Latin letter that has no such form are decoration; other scripts need theirs.
        if unicodedata.category(sign) in ("Mn", "Me") and after_letter and kept[-1] < "\u0250":
            continue
        kept.append(sign)
    return "".join(kept)


def _one_script(match: re.Match[str]) -> str:
    """A word of mixed scripts is a Latin word with borrowed letters; a word wholly in another script is left alone."""
    word = match[0]
    if word.isascii():
        return word
    has_latin = any(sign < "\u0250" for sign in word)
    if not has_latin and not all(map(named_letter, word)):
        return word
    return "".join(map(latin_lookalike, word))


def _close_up(match: re.Match[str]) -> str:
    return "".join(sign for sign in match[0] if sign.isalnum() or sign in "@$")


def _outside_links(text: str, change: Callable[[str], str]) -> str:
    parts: list[str] = []
    position = 0
    for link in _LINK.finditer(text):
        parts += [change(text[position : link.start()]), link[0]]
        position = link.end()
    return "".join([*parts, change(text[position:])])


def _unleet(match: re.Match[str]) -> str:
    word = match[0]
    inside = _LEET_INSIDE.search(word)
    if not (inside or _LEET_START.match(word)) or _means_a_number(word):
        return word
    upper = word.isupper()
    for place in (_LEET_START, _LEET_INSIDE, *([_LEET_END] if inside else [])):
        word = place.sub(lambda found: found[0].translate(_LEET), word)
    return word.upper() if upper else word


def _means_a_number(word: str) -> bool:
    letters = sum(sign.isalpha() for sign in word)
    digits = sum(sign.isdigit() for sign in word)
    a_code = bool(_CODE.search(word)) or letters < 2 or digits > 2 * letters
    return a_code or bool(_CLASS_NAME.fullmatch(word) or _PRODUCT.fullmatch(word))


def _shorten(match: re.Match[str]) -> str:
    """To two letters; to one where Dutch never writes two: an i, and the first vowel of au, ei, ie, oe and the like."""
    run = match[0]
    if run == "III" or run.lower() == "kkk":
        return run
    letter, after = match[1].lower(), match.string[match.end() : match.end() + 1].lower()
    return match[1] if letter == "i" or (after and letter + after in _DIPHTHONGS) else match[1] * 2
