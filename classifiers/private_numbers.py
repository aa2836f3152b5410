"""Raises the score for personal data where a text gives a BSN, bank account, phone number, password or home address."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from classifiers.assessment import Assessment, Attribution, Category, Classifier, Utterance
from classifiers.personal_data import Kind, PersonalData, find_personal_data

_SCORES = {Kind.BSN: 0.99, Kind.IBAN: 0.9, Kind.PASSWORD: 0.9, Kind.PHONE: 0.9, Kind.ADDRESS: 0.8}
# Helplines and companies: 0800-0432 is the children's helpline, and nobody's own number.
_NOBODY = re.compile(r"(?:\+31|0031|0)0?(?:800|90\d|88|85|84|97)")
_AT_HOME = re.compile(r"\b(?:woont?|wonen|thuis|huis|adres)\b", re.IGNORECASE)
_PUBLIC_PLACE = re.compile(
    r"\b(?:van school|de school|school is|museum|sporthal|zwembad|bieb|verhaal)\b", re.IGNORECASE
)
_OWN = re.compile(r"\b(?:ik|mij|me|mijn|mn|m'n|m’n|wij|we|ons|onze|bel gerust|bereikbaar)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\b(?:haar|zijn (?:nummer|adres)|zn|z'n|z’n|dr|d'r|d’r|hun|"
    r"van (?:de |het |een |die |dat )?(?:moeder|vader|ouders|oma|opa|juf|meester|mevrouw|meneer|leerling|kind))\b",
    re.IGNORECASE,
)
_DECIDES = {Category.PRIVATE_DATA: 1000.0}
_ADULTS = ("parent", "staff")


@dataclass(frozen=True, slots=True)
class _PersonalDataClassifier:
    inner: Classifier
    public: frozenset[str]

    @property
    def version(self) -> str:
        return f"{self.inner.version}+data"

    def assess(self, utterances: Sequence[Utterance]) -> list[Assessment]:
        opinions = self.inner.assess(utterances)
        return [self._raise(utterance, opinion) for utterance, opinion in zip(utterances, opinions, strict=True)]

    def attribute(self, utterance: Utterance) -> list[Attribution]:
        """What the inner classifier says; the first word of each number or address that was found decides."""
        found = find_personal_data(utterance.text)
        first = [utterance.text[each.start : each.end].split()[0] for each in found]
        return [*self.inner.attribute(utterance), *(Attribution(word, _DECIDES) for word in first)]

    def _raise(self, utterance: Utterance, opinion: Assessment) -> Assessment:
        given = private_data_score(utterance, self.public)
        score = max(opinion.scores[Category.PRIVATE_DATA], given)
        return Assessment({**opinion.scores, Category.PRIVATE_DATA: score}, self.version)


def with_personal_data(classifier: Classifier, public: Collection[str] = ()) -> Classifier:
    """The classifier with its ``private_data`` score raised; ``public`` are numbers and addresses of the school."""
    return _PersonalDataClassifier(classifier, frozenset(_bare(each) for each in public))


def private_data_score(utterance: Utterance, public: Collection[str] = ()) -> float:
    """The score for what is found in the text, 0 when nothing is; ``public`` holds letters and digits only.

    An adult may give their own number or address (label guide), but never a BSN.
    """
    found = [each for each in find_personal_data(utterance.text) if _counts(each, utterance.text, public)]
    if _is_own_of_adult(utterance):
        found = [each for each in found if each.kind is Kind.BSN]
    return max((_SCORES[each.kind] for each in found), default=0.0)


def _counts(found: PersonalData, text: str, public: Collection[str]) -> bool:
    if found.kind not in _SCORES:
        return False
    bare = _bare(text[found.start : found.end])
    if bare in public or (found.kind is Kind.PHONE and _NOBODY.match(bare)):
        return False
    if found.kind is not Kind.ADDRESS:
        return True
    return bool(_AT_HOME.search(text)) and not _PUBLIC_PLACE.search(text)


def _is_own_of_adult(utterance: Utterance) -> bool:
    own = _OWN.search(utterance.text) and not _OF_ANOTHER.search(utterance.text)
    return utterance.role in _ADULTS and bool(own)


def _bare(text: str) -> str:
    return re.sub(r"[^\w+]|_", "", text).lower()
