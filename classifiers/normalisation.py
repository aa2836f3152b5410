"""Undoes disguises before the model reads a text: invisible and look-alike characters, spaced, dotted and leet words."""

import re
import unicodedata

# Letters of other scripts that look like Latin ones (after Unicode's confusables, the part that chats use).
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһӏкмнтвгпАВЕКМНОРСТХУІЈЅԌ" + "αεικνορτυχωγηΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "ıłøđŧæœßɑɡɩʀʟɴɪᴀʙᴄᴅᴇɢʜᴊᴋᴍᴏᴘᴛᴜᴠᴡʏᴢ" + "‘’‚‛“”„‟′″–—‐‑",
    "aeopcyxijsdhlkmhtbrnABEKMHOPCTXYIJSG" + "aeikvoptuxwynABEZHIKMNOPTYX" + "ilodtaoBaglrlniabcdeghjkmoptuvwyz" + "''''\"\"\"\"'\"----",
)
_LEET = str.maketrans("013457@$€!|", "oieastaseii")
_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0e\ufeff\U000e0000-\U000e007f]")
_ZALGO = re.compile(r"([^\W\d_])[\u0300-\u036f]{2,}")
_WORD = re.compile(r"\S+")
_ADDRESS = re.compile(r"(?:https?://|www\.|@|\w@\w)|\.(?:nl|com|be|org|net|io)\b", re.IGNORECASE)
# Single letters kept apart by the same kind of mark: "h o m o", "k.u.t", "s-u-k-k-e-l", "d*o*o*d".
_SPACED = re.compile(r"(?<![\w])(?:[^\W\d_](?:[ .\-_*·•~+]{1,3}(?=[^\W\d_](?![^\W_])))){2,}[^\W\d_](?![\w])")
_WORD_GAP = re.compile(r" {2,}")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_MARK = re.compile(r"([!?.,])\1{3,}")
# Mixed letters and digits that mean what they say: class names, times, amounts, ordinals, codes.
_PLAIN_MIX = re.compile(
    r"(?:[a-z]{1,2}\d{1,4}|\d{1,4}[a-z]{1,2}|\d+(?:e|de|ste|x|km|kg|cm|mm|ml|gb|min|uur|euro|jarige?|hv|havo|vwo|tl|mbo)"
    r"|\d{4}[a-z]{2}|v\d+|\d+v\d+|[a-z]+\d{1,4}|\d+-[a-z]+|[a-z]{1,2}\d[a-z]?)",
    re.IGNORECASE,
)


def normalise(text: str) -> str:
    """The text as somebody reads it, for the model only: what is stored and shown stays the original.

    Numbers, times, class names ("3b"), telephone numbers, codes and addresses are left alone. Applying it twice gives
    the same as once.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = unicodedata.normalize("NFC", _ZALGO.sub(r"\1", unicodedata.normalize("NFKD", text)))
    text = _WORD.sub(lambda match: _word(match.group()), text)
    text = _SPACED.sub(lambda match: _join(match.group()), text)
    text = _REPEATED.sub(r"\1\1", text)
    return " ".join(_REPEATED_MARK.sub(r"\1\1\1", text).split())


def _word(word: str) -> str:
    if _ADDRESS.search(word):
        return word
    if not word.isascii() and re.search(r"[A-Za-z]", word):
        word = word.translate(_LOOK_ALIKES)  # only in words that also have Latin letters: Greek and Russian stay
    return _unleet(word)


def _unleet(word: str) -> str:
    core = word.strip(".,:;?!()\"'…")
    letters = sum(character.isalpha() for character in core)
    stand_ins = sum(character in "013457@$€" for character in core)
    if not letters or not stand_ins or len(core) < 3 or _PLAIN_MIX.fullmatch(core):
        return word
    others = sum(character.isdigit() and character not in "013457" for character in core)
    if others or (letters < 2 and stand_ins > 2 and core[0].isdigit()):
        return word
    return word.replace(core, core.translate(_LEET))


def _join(spelled: str) -> str:
    """Letters put together again; a double gap between spelled words stays a gap."""
    return " ".join(re.sub(r"[ .\-_*·•~+]", "", part) for part in _WORD_GAP.split(spelled))
