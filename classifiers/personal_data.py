"""Finds BSNs, bank and phone numbers, addresses, e-mail addresses and passwords by their form and checksum."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from stdnum import iban
from stdnum.nl import bsn


class Kind(StrEnum):
    """What a piece of personal data is."""

    BSN = "bsn"
    IBAN = "iban"
    PHONE = "phone"
    ADDRESS = "address"
    EMAIL = "email"
    PASSWORD = "password"  # noqa: S105 - the name of a kind


@dataclass(frozen=True, slots=True, order=True)
class PersonalData:
    """Where it stands in the text: ``text[start:end]``."""

    start: int
    end: int
    kind: Kind


_BSN = re.compile(
    r"(?<![\w.,-])(?:\d{9}|\d{3}(?P<gap>[ .])\d{3}(?P=gap)\d{3}|\d{4}(?P<dot>[ .])\d{2}(?P=dot)\d{3})"
    r"(?![\w-])(?![.,]\d)"
)
_DUTCH_IBAN = re.compile(r"\bNL\d\d ?[A-Z]{4}(?: ?\d){10}\b", re.IGNORECASE)
_OTHER_IBAN = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_NATIONAL = r"\(?0(?:\)?[ -]{0,3}\d){9}"
_INTERNATIONAL = r"(?:\+|00)31(?:[ -]?\(0\))?(?:[ -]{0,3}\d){9}"
_PHONE = re.compile(rf"(?<![\w+.])(?:{_NATIONAL}|{_INTERNATIONAL})(?!\w)(?![.,]\d)")
_AREA = re.compile(r"(?:\+31|0031|0)0?[1-9]")
_STREET_ENDINGS = "straat|laan|weg|plein|kade|gracht|singel|dijk|steeg|dreef|plantsoen|hof|pad|burgwal|markt"
_STREET = re.compile(
    rf"\b(?:[A-Z][\w.'’-]{{0,40}}\s+|van\s+|der?\s+|den\s+){{0,4}}[\w'’-]{{2,40}}(?i:{_STREET_ENDINGS})\s+\d{{1,4}}(?:\s?[a-z])?\b"
    r"(?!\s*(?:min|uur|km|m\b|keer|x\b|%|jaar|dagen|weken|sec|euro|punten|leerlingen|kinderen))"
)
_NO_STREET = re.compile(r"(?:onder|heen|terug|snel|school|zebra|fiets|voet)(?:weg|plein|pad)\b", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}\b(?:[ ,]+(?:nr\.? ?)?\d{1,4}[a-z]?\b)?")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PASSWORD = re.compile(
    r"\b(?:wachtwoord|wachtw|ww|password|passwoord|pincode)\b[^.!?\n]{0,40}?(?:\bis\b|:|=|\bwachtwoord\b|\bww\b)?\s+"
    r"(?P<secret>(?=\S*\d)\S{4,}|(?=\S*[A-Z])(?=\S*[^\w\s.,!?])\S{6,})",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"\b(?:inlog|login)\b[^.!?\n]{0,40}?\s(?P<secret>[\w.@+-]{3,} ?/ ?(?=\S*\d)\S{4,})", re.IGNORECASE)


def find_personal_data(text: str) -> list[PersonalData]:
    """Everything found, in order; where two overlap, the one with the stronger proof stands (BSN, IBAN, phone, …)."""
    found: list[PersonalData] = []
    for finder in _FINDERS:
        found.extend(each for each in finder(text) if not any(_overlap(each, other) for other in found))
    return sorted(found)


def _overlap(one: PersonalData, other: PersonalData) -> bool:
    return one.start < other.end and other.start < one.end


def _bsns(text: str) -> Iterator[PersonalData]:
    """Nine digits that pass the eleven test; one in eleven other numbers does so too."""
    for match in _BSN.finditer(text):
        if bsn.is_valid(match[0]):
            yield PersonalData(*match.span(), Kind.BSN)


def _ibans(text: str) -> Iterator[PersonalData]:
    """Dutch numbers by their form, since a slip of the pen gives away as much; others by their check digits."""
    for match in _DUTCH_IBAN.finditer(text):
        yield PersonalData(*match.span(), Kind.IBAN)
    for match in _OTHER_IBAN.finditer(text):
        if not match[0].startswith("NL") and iban.is_valid(match[0], check_country=False):
            yield PersonalData(*match.span(), Kind.IBAN)


def _phones(text: str) -> Iterator[PersonalData]:
    """Dutch numbers by their form, in use or not, and foreign ones that phonenumbers knows to exist."""
    for match in _PHONE.finditer(text):
        if _AREA.match(re.sub(r"[^\d+]", "", match[0])):
            yield PersonalData(*match.span(), Kind.PHONE)
    if "+" in text or "00" in text:
        for number in phonenumbers.PhoneNumberMatcher(text, "NL"):
            yield PersonalData(number.start, number.end, Kind.PHONE)


def _emails(text: str) -> Iterator[PersonalData]:
    for match in _EMAIL.finditer(text):
        yield PersonalData(*match.span(), Kind.EMAIL)


def _addresses(text: str) -> Iterator[PersonalData]:
    for match in _STREET.finditer(text):
        if not _NO_STREET.match(match[0]):
            yield PersonalData(*match.span(), Kind.ADDRESS)
    for match in _POSTCODE.finditer(text):
        yield PersonalData(*match.span(), Kind.ADDRESS)


def _passwords(text: str) -> Iterator[PersonalData]:
    for match in (*_PASSWORD.finditer(text), *_LOGIN.finditer(text)):
        yield PersonalData(*match.span("secret"), Kind.PASSWORD)


_FINDERS: tuple[Callable[[str], Iterator[PersonalData]], ...] = (
    _bsns,
    _ibans,
    _emails,
    _phones,
    _passwords,
    _addresses,
)
