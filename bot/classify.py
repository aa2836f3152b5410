"""The command ``classify``: messages in, scores and labels out, one JSON object per line and in order."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from bot.alerting.alert import explain_flag
from bot.domain.errors import PleinwachtError
from bot.domain.flag import Thresholds, raise_flags
from bot.moderation.assessor import as_evidence
from bot.phrases import Phrases
from classifiers.assessment import Assessment, Category, Classifier, Line, Utterance
from classifiers.explanation import explain
from classifiers.loading import default_thresholds, load_classifier

BATCH = 64
ROLES = ("pupil", "parent", "staff")
KEYS = ("text", "author", "role", "labels", "context", "reply_to")
errors = Console(stderr=True, highlight=False)


class LineError(ValueError):
    """A line is no message in the format of the label guide; the text says what is wrong and what is allowed."""


def classify_file(name: str, model: str = "") -> int:
    """Classify a JSON Lines file, or standard input for ``-``; gives the exit code (1 when a line was bad).

    Raises:
        PleinwachtError: the file cannot be read.
        ClassifierError: the model cannot be loaded or cannot answer.
    """
    lines = _read(name)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # the format of the data, whatever this machine's is
    classifier, thresholds = load_classifier(model or None), default_thresholds(model or None)
    bad = 0
    with Progress(console=errors, disable=not errors.is_terminal, transient=True) as progress:
        task = progress.add_task("classify", total=len(lines))
        numbered = enumerate(lines, 1)
        while chunk := list(islice(numbered, BATCH)):
            bad += _answer(chunk, classifier, thresholds, sys.stdout)
            progress.update(task, advance=len(chunk))
    return 1 if bad else 0


def explain_text(text: str, model: str = "", console: Console | None = None) -> int:
    """Print the scores of one message, what is flagged and why, in Dutch; gives the exit code.

    Raises:
        PleinwachtError: the message is no text.
        ClassifierError: the model cannot be loaded or cannot answer.
    """
    if _holds_no_text(text):
        raise PleinwachtError("--text holds bytes that are no text (it must be UTF-8)")
    classifier, thresholds, phrases = load_classifier(model or None), default_thresholds(model or None), Phrases("nl")
    utterance = Utterance(text)
    (assessment,) = classifier.assess([utterance])
    reached = {category: threshold.flag for category, threshold in thresholds.items()}
    reasons = as_evidence(text, explain(classifier, utterance, assessment, reached))
    out = console or Console(highlight=False, emoji=False, soft_wrap=True)
    for flag in raise_flags(assessment, thresholds):
        sentence = explain_flag(flag, reasons.get(flag.category), phrases, with_words=True)
        out.print(f"[bold red]•[/] {escape(sentence)}")
    if not reasons:
        out.print(f"[green]{phrases('classify-nothing')}[/]")
    out.print(phrases("classify-scores"))
    for category, score in sorted(assessment.scores.items(), key=lambda pair: -pair[1]):
        bar = "█" * round(score * 30)
        out.print(f"  {phrases(category):<36}{score:6.1%}  {bar}")
    return 0


def parse_line(line: str) -> Utterance:
    """One line of a data file.

    Raises:
        LineError: it is not in the format of the label guide.
    """
    if _holds_no_text(line):
        raise LineError("holds bytes that are no text (it must be UTF-8)")
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise LineError(f"is not JSON ({error.msg} at column {error.colno})") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or thousands of brackets
        raise LineError("is not JSON that can be read (a number is too long, or it is nested too deep)") from None
    if not isinstance(data, dict):
        raise LineError("must be an object with a text")
    unknown = sorted(set(data) - set(KEYS))
    if unknown:
        raise LineError(f"unknown key {unknown[0]!r}; allowed: {', '.join(KEYS)}")
    role = data.get("role")
    if role is not None and role not in ROLES:
        raise LineError(f"role must be one of {', '.join(ROLES)}, not {role!r}")
    return Utterance(
        text=_string(data, "text"),
        author=_string(data, "author", optional=True),
        role=role,
        context=tuple(_context_line(each) for each in _list(data, "context")),
        reply_to=_context_line(data["reply_to"]) if data.get("reply_to") is not None else None,
    )


def result(text: str, assessment: Assessment, thresholds: Thresholds) -> dict[str, Any]:
    """What is answered for one message."""
    return {
        "text": text,
        "scores": {category.value: round(assessment.scores[category], 4) for category in Category},
        "labels": [category.value for category in Category if assessment.scores[category] >= thresholds[category].flag],
    }


def _read(name: str) -> list[str]:
    try:
        text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise PleinwachtError(f"{name}: cannot be read: {error.strerror}") from None
    return text.decode("utf-8-sig", "surrogateescape").split("\n")  # not splitlines: U+2028 may stand in a string


def _answer(chunk: Iterable[tuple[int, str]], classifier: Classifier, thresholds: Thresholds, out: TextIO) -> int:
    """Write an answer for each good line; name each bad one. Gives the number of bad lines."""
    good = list(_good_lines(chunk))
    utterances = [utterance for _, utterance in good if utterance is not None]
    for utterance, assessment in zip(utterances, classifier.assess(utterances), strict=True):
        out.write(json.dumps(result(utterance.text, assessment, thresholds), ensure_ascii=False) + "\n")
    out.flush()
    return sum(utterance is None for _, utterance in good)


def _good_lines(chunk: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Utterance | None]]:
    for number, line in chunk:
        if not line.strip():
            continue
        try:
            yield number, parse_line(line)
        except LineError as error:
            errors.print(f"line {number}: {escape(str(error))}", soft_wrap=True)
            yield number, None


def _holds_no_text(value: str) -> bool:
    """Whether there are surrogates: bytes that were not UTF-8, or half a character that was written as an escape."""
    return any("\ud800" <= character <= "\udfff" for character in value)


def _string(data: Mapping[str, Any], key: str, *, optional: bool = False) -> Any:
    value = data.get(key)
    if isinstance(value, str) and _holds_no_text(value):
        raise LineError(f"{key} holds half a character (a lone surrogate)")
    if isinstance(value, str) or (optional and value is None):
        return value
    raise LineError(f"{key} must be a string" if key in data else f"{key} is missing")


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise LineError(f"{key} must be a list")
    return value


def _context_line(value: Any) -> Line:
    if isinstance(value, str):
        return Line(_string({"a line of context": value}, "a line of context"))
    if isinstance(value, dict):
        return Line(_string(value, "text"), _string(value, "author", optional=True))
    raise LineError("a line of context must be a string, or an object with text and author")
