"""Letters that look like Latin ones, and letters drawn as emoji (a choice from Unicode TR 39)."""

_CYRILLIC_AND_GREEK = dict(
    zip(
        "аеорсухіјѕԁһԛԝкмтвнпгзАВЕКМНОРСТУХІЈЅЗαβγεηικνοπρτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsdhqwkmtbhnrzABEKMHOPCTYXIJSZabyenikvonptuxwABEZHIKMNOPTYX",
        strict=True,
    )
)
_SMALL_CAPITALS = dict(
    zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡɩıɐǝɔɯɹʇʌʍʎ", "abcdefghijklmnoprstuvwyzagiiaecmrtvwy", strict=True)
)
LATIN_LOOKALIKES = {**_CYRILLIC_AND_GREEK, **_SMALL_CAPITALS}
"""Look-alike to the Latin letter that is meant, upper case and lower case apart."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_FIRST_OF_RANGE = (0x1F1E6, 0x1F150, 0x1F170)
LETTER_EMOJI = {chr(first + i): letter for first in _FIRST_OF_RANGE for i, letter in enumerate(_ALPHABET)}
"""Regional indicators, and letters in a filled circle or square, to the letter."""
