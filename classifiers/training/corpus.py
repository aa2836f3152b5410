"""Reads the compact corpus text and splits it into blocks, so that contrast twins stay on one side."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from classifiers.assessment import Category, Line, Utterance

ROLES = {"p": "pupil", "o": "parent", "s": "staff"}
BLOCK_ITEMS = 20
CONTEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled utterance with where it stands: file stem, line number, and block (neighbouring items together)."""

    utterance: Utterance
    labels: frozenset[Category]
    file: str
    line: int
    block: str


class CorpusError(Exception):
    """A corpus file breaks its format; the text names file, line and what is allowed."""


def read_folder(folder: Path) -> list[Example]:
    """Every ``*.txt`` of a folder, in order of name.

    Raises:
        CorpusError: a line breaks the format, or the folder holds no corpus.
    """
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise CorpusError(f"{folder}: holds no corpus files (*.txt)")
    return [example for file in files for example in read_file(file)]


def read_file(file: Path) -> Iterator[Example]:
    """The examples of one file; context is up to three lines before within the same item.

    Raises:
        CorpusError: a line is not ``speaker | labels | text``.
    """
    for number, item in enumerate(_items(file)):
        block = f"{file.stem}/{number // BLOCK_ITEMS}"
        lines = [Line(text, speaker) for _, speaker, _, text in item]
        for place, (line, speaker, labels, text) in enumerate(item):
            context = tuple(lines[max(0, place - CONTEXT_LINES) : place])
            yield Example(Utterance(text, speaker, ROLES[speaker[0]], context), labels, file.stem, line, block)


Row = tuple[int, str, frozenset[Category], str]


def _items(file: Path) -> Iterator[list[Row]]:
    item: list[Row] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        if line.strip():
            item.append(_row(file, number, line))
        elif item:
            yield item
            item = []
    if item:
        yield item


def _row(file: Path, number: int, line: str) -> Row:
    parts = [part.strip() for part in line.split("|", 2)]
    if len(parts) != 3 or parts[0][:1] not in ROLES or not parts[2]:
        raise CorpusError(f"{file}:{number}: must be 'speaker | labels | text' with a speaker p1, o1 or s1")
    names = [] if parts[1] in ("-", "") else [name.strip() for name in parts[1].split(",")]
    unknown = [name for name in names if name not in list(Category)]
    if unknown:
        raise CorpusError(f"{file}:{number}: unknown label {unknown[0]!r}; allowed: {', '.join(Category)}")
    return number, parts[0], frozenset(Category(name) for name in names), parts[2]


def split_blocks(examples: Iterable[Example], share: float, salt: str) -> tuple[list[Example], list[Example]]:
    """Two parts by block; about ``share`` (0..1) of the blocks go into the second, the same ones every time."""
    first: list[Example] = []
    second: list[Example] = []
    for example in examples:
        digest = hashlib.sha256(f"{salt}/{example.block}".encode()).digest()
        (second if int.from_bytes(digest[:4], "big") / 2**32 < share else first).append(example)
    return first, second
