"""Reads public Dutch data to measure with, never to train on: HateCheck, names, personal data, harmless requests."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

NAMES_PER_FILE = 250
_SENTENCES = {
    "first_names.txt": ("{} zit bij mij in de klas", "is {} er morgen ook bij?", "ik ga straks voetballen met {}"),
    "surnames.txt": ("we hebben gym van meneer {}", "mevrouw {} is ziek dus het 5e uur valt uit"),
    "residences.txt": ("we gaan zaterdag naar {}", "mijn oma woont in {}"),
}
_KINDS = {
    "PHONE_NUMBER": "phone",
    "telefoonnummer": "phone",
    "EMAIL": "email",
    "emailadres": "email",
    "IBAN": "iban",
    "BSN": "bsn",
    "bsn": "bsn",
    "STREET_ADDRESS": "address",
}


@dataclass(frozen=True, slots=True)
class HateCase:
    """A case of HateCheck; ``function`` is the functional test it belongs to."""

    text: str
    function: str
    is_hateful: bool


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text in which people marked personal data: (start, end, kind as in personal_data.Kind)."""

    text: str
    marks: tuple[tuple[int, int, str], ...]


def read_hatecheck(folder: Path) -> list[HateCase]:
    """``mhc_nl_dev.csv``; empty when it is not there."""
    return [
        HateCase(row["test_case"], row["functionality"], row["label_gold"] == "hateful")
        for row in _rows(folder / "mhc_nl_dev.csv", ",")
    ]


def read_requests(folder: Path) -> list[str]:
    """Harmless spoken requests; empty when they are not there."""
    return [row["text"] for row in _rows(folder / "harmless" / "xsid_nl.tsv", "\t")]


def read_name_sentences(folder: Path) -> list[str]:
    """Plain sentences around names, evenly taken from each list; empty when the lists are not there."""
    return [text for name, sentences in _SENTENCES.items() for text in _about(folder / "names" / name, sentences)]


def read_personal_data(folder: Path) -> list[MarkedText]:
    """Texts with personal data of the kinds that we look for; empty when they are not there."""
    return [*_marked_json(folder / "pii"), *_marked_rows(folder / "pii" / "regression_cases.tsv")]


def _about(file: Path, sentences: tuple[str, ...]) -> Iterator[str]:
    names = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
    step = max(1, len(names) // NAMES_PER_FILE)
    for place, name in enumerate(islice((each for each in names if each.strip()), 0, None, step)):
        yield sentences[place % len(sentences)].format(name.strip())


def _rows(file: Path, delimiter: str) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as content:
        return list(csv.DictReader(content, delimiter=delimiter))


def _marked_json(folder: Path) -> Iterator[MarkedText]:
    for file in sorted(folder.glob("*.json")):
        for item in json.loads(file.read_text(encoding="utf-8")):
            marks = ((each["start_position"], each["end_position"], each["entity_type"]) for each in item["spans"])
            yield MarkedText(item["full_text"], _known(marks))


def _marked_rows(file: Path) -> Iterator[MarkedText]:
    for row in _rows(file, "\t"):
        marks = ((each["start_char"], each["end_char"], each["tag"]) for each in json.loads(row["annotations_json"]))
        yield MarkedText(row["text"], _known(marks))


def _known(marks: Iterator[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    return tuple((start, end, _KINDS[kind]) for start, end, kind in marks if kind in _KINDS)
