"""The command as people and scripts use it: what it prints where, and with which exit code it ends."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import cli
from bot.classify import BATCH
from classifiers.assessment import Category, ClassifierError, Threshold
from tests.factories import WordClassifier

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
LABELS = [str(category) for category in Category]


@dataclass(frozen=True)
class Ended:
    """A command that ran to its end."""

    code: int
    out: str
    err: str

    @property
    def answers(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.split("\n") if line]


Pleinwacht = Callable[..., Ended]


@pytest.fixture
def pleinwacht(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pleinwacht:
    def run(*arguments: object, standard_input: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "argv", ["pleinwacht", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(standard_input)))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ended(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> WordClassifier:
    """In place of the model: ``threat!`` scores 0.95 for a threat, ``threat?`` 0.6, anything else 0.02."""
    classifier = WordClassifier()
    monkeypatch.setattr("bot.classify.load_classifier", lambda model: classifier)
    limits = {category: Threshold(0.5, 0.8) for category in Category}
    monkeypatch.setattr("bot.classify.default_thresholds", lambda model: limits)
    return classifier


def lines(*messages: object) -> bytes:
    return "".join(f"{json.dumps(message, ensure_ascii=False)}\n" for message in messages).encode()


# check-config


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEINWACHT_DISCORD_TOKEN", "d-secret")
    monkeypatch.setenv("PLEINWACHT_TELEGRAM_TOKEN", "t-secret")


@pytest.mark.usefixtures("tokens")
def test_a_config_that_is_right_is_said_to_be_in_order(pleinwacht: Pleinwacht) -> None:
    ended = pleinwacht("check-config", "--config", EXAMPLE)
    assert (ended.code, ended.err) == (0, "")
    assert "in order; 2 groups, 3 members of staff" in ended.out


@pytest.mark.usefixtures("tokens")
def test_all_mistakes_of_a_config_are_named_at_once_on_standard_error(pleinwacht: Pleinwacht, tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for right, wrong in (('"Europe/Amsterdam"', '"Mars/[bold]Base"'), ("batch = 16", "batch = 0"), ("quote", "quoted")):
        text = text.replace(right, wrong, 1)
    file = tmp_path / "school.toml"
    file.write_text(text, encoding="utf-8")
    ended = pleinwacht("check-config", "--config", file)
    assert (ended.code, ended.out) == (2, "")
    problems = ended.err.strip().split("\n")
    assert len(problems) == 3
    assert all(problem.startswith(f"• {file}: ") for problem in problems)
    for number, wrong in enumerate(("school.time_zone", "classifier.batch", "alerts.quoted: unknown setting")):
        assert wrong in problems[number]
    assert "Mars/[bold]Base" in problems[0]


def test_a_config_without_its_token_is_refused_and_no_token_is_printed(
    pleinwacht: Pleinwacht, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEINWACHT_DISCORD_TOKEN", "d-secret")
    monkeypatch.delenv("PLEINWACHT_TELEGRAM_TOKEN", raising=False)
    ended = pleinwacht("check-config", "--config", EXAMPLE)
    assert ended.code == 2
    assert "telegram.token" in ended.err
    assert "PLEINWACHT_TELEGRAM_TOKEN" in ended.err
    assert "d-secret" not in ended.err


def test_a_config_that_is_not_there_is_a_clear_message(pleinwacht: Pleinwacht, tmp_path: Path) -> None:
    ended = pleinwacht("check-config", "--config", tmp_path / "geen.toml")
    assert ended.code == 2
    assert "geen.toml: no such file; copy config.example.toml" in ended.err


# classify


def test_answers_come_in_the_order_of_the_lines_with_a_score_for_every_label(
    pleinwacht: Pleinwacht, words: WordClassifier, tmp_path: Path
) -> None:
    texts = [f"bericht {number} {'threat!' if number % 3 == 0 else ''}" for number in range(2 * BATCH + 5)]
    file = tmp_path / "messages.jsonl"
    file.write_bytes(lines(*({"text": text} for text in texts)))
    ended = pleinwacht("classify", file)
    assert (ended.code, ended.err) == (0, "")
    assert [answer["text"] for answer in ended.answers] == texts
    for answer in ended.answers:
        assert list(answer) == ["text", "scores", "labels"]
        assert list(answer["scores"]) == LABELS
        assert all(0 <= score <= 1 for score in answer["scores"].values())
        assert answer["labels"] == (["threat"] if "threat!" in answer["text"] else [])
    assert words.calls == [BATCH, BATCH, 5]


def test_labels_are_those_at_or_over_their_threshold(pleinwacht: Pleinwacht, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {category: Threshold(0.6, 0.9) for category in Category}
    limits[Category.HATE] = Threshold(0.61, 0.9)
    monkeypatch.setattr("bot.classify.default_thresholds", lambda model: limits)
    (answer,) = pleinwacht("classify", "-", standard_input=lines({"text": "threat? hate? insult!"})).answers
    assert answer["labels"] == ["insult", "threat"]
    assert [answer["scores"][label] for label in ("threat", "hate", "insult")] == [0.6, 0.6, 0.95]


def test_standard_input_is_read_for_a_stroke(pleinwacht: Pleinwacht) -> None:
    ended = pleinwacht("classify", "-", standard_input=lines({"text": "hoi"}))
    assert ended.code == 0
    assert [answer["text"] for answer in ended.answers] == ["hoi"]


def test_everything_of_the_format_reaches_the_classifier(
    pleinwacht: Pleinwacht, words: WordClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    assess = words.assess
    monkeypatch.setattr(words, "assess", lambda utterances: (seen.extend(utterances), assess(utterances))[1])
    message = {
        "text": "jij niet",
        "author": "p2",
        "role": "pupil",
        "labels": ["bullying"],
        "context": ["wie komt er", {"text": "ik", "author": "p1"}],
        "reply_to": {"text": "ik", "author": "p1"},
    }
    ended = pleinwacht("classify", "-", standard_input=lines(message, {**message, "reply_to": None, "role": None}))
    assert ended.code == 0
    first, second = seen
    assert (first.text, first.author, first.role) == ("jij niet", "p2", "pupil")
    assert [(line.text, line.author) for line in first.context] == [("wie komt er", None), ("ik", "p1")]
    assert (first.reply_to.text, first.reply_to.author) == ("ik", "p1")
    assert (second.reply_to, second.role) == (None, None)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"hoi allemaal", "is not JSON"),
        (b'{"text": "hoi"', "is not JSON"),
        (b'"hoi"', "must be an object"),
        (b"[1, 2]", "must be an object"),
        (b"null", "must be an object"),
        (b"{}", "text is missing"),
        (b'{"author": "p1"}', "text is missing"),
        (b'{"text": null}', "text must be a string"),
        (b'{"text": 5}', "text must be a string"),
        (b'{"text": "hoi", "role": "juf"}', "role must be one of pupil, parent, staff, not 'juf'"),
        (b'{"text": "hoi", "role": ["pupil"]}', "role must be one of pupil, parent, staff"),
        (b'{"text": "hoi", "tekst": "hoi"}', "unknown key 'tekst'; allowed: text, author, role"),
        (b'{"text": "hoi", "\\u001b[31m": 1}', "unknown key '\\x1b[31m'"),
        (b'{"text": "hoi", "author": 3}', "author must be a string"),
        (b'{"text": "hoi", "context": "wat"}', "context must be a list"),
        (b'{"text": "hoi", "context": [7]}', "a line of context must be a string"),
        (b'{"text": "hoi", "context": [{"author": "p1"}]}', "text is missing"),
        (b'{"text": "hoi", "reply_to": []}', "a line of context must be a string"),
        (b'{"text": "h\xf6i"}', "must be UTF-8"),
        (b'{"text": "hoi", "labels": ["\xff"]}', "must be UTF-8"),
        (b'{"text": "hoi\\ud83d"}', "half a character"),
        (b'{"text": "hoi", "context": ["\\udc00"]}', "half a character"),
        (b'{"text": "hoi", "labels": ' + b"9" * 5000 + b"}", "cannot be read|can be read"),
        (b'{"text": "hoi", "labels": ' + b"[" * 200_000 + b"}", "is not JSON"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_bad_line_is_named_with_its_number_and_the_others_are_answered(
    pleinwacht: Pleinwacht, line: bytes, why: str
) -> None:
    data = lines({"text": "eerst"}) + line + b"\n" + lines({"text": "daarna"})
    ended = pleinwacht("classify", "-", standard_input=data)
    assert ended.code == 1
    assert [answer["text"] for answer in ended.answers] == ["eerst", "daarna"]
    assert ended.err.startswith("line 2: ")
    assert any(each in ended.err for each in why.split("|"))
    assert "Traceback" not in ended.err


def test_every_bad_line_is_named_also_in_a_later_batch(pleinwacht: Pleinwacht) -> None:
    data = lines(*({"text": str(number)} for number in range(BATCH))) + b"x\n" + lines({"text": "goed"}) + b"{}\n"
    ended = pleinwacht("classify", "-", standard_input=data)
    assert ended.code == 1
    assert len(ended.answers) == BATCH + 1
    assert [line.split(":")[0] for line in ended.err.strip().split("\n")] == [f"line {BATCH + 1}", f"line {BATCH + 3}"]


def test_empty_lines_are_passed_over_and_counted(pleinwacht: Pleinwacht) -> None:
    ended = pleinwacht("classify", "-", standard_input=b"\n  \n" + lines({"text": "hoi"}) + b"\r\nfout\n\n")
    assert ended.code == 1
    assert [answer["text"] for answer in ended.answers] == ["hoi"]
    assert ended.err.startswith("line 5: is not JSON")
    assert ended.err.count("\n") == 1


def test_an_empty_file_gives_nothing(pleinwacht: Pleinwacht, words: WordClassifier, tmp_path: Path) -> None:
    (tmp_path / "leeg.jsonl").touch()
    assert pleinwacht("classify", tmp_path / "leeg.jsonl") == Ended(0, "", "")


@pytest.mark.parametrize("text", ["a\u2028b\u2029c", "a\x85b", "é 😀 ا", "a\x00b", "", " \n"], ids=ascii)
def test_any_text_comes_back_as_it_was(pleinwacht: Pleinwacht, text: str) -> None:
    ended = pleinwacht("classify", "-", standard_input=lines({"text": text}, {"text": "daarna"}))
    assert (ended.code, ended.err) == (0, "")
    assert [answer["text"] for answer in ended.answers] == [text, "daarna"]


def test_a_byte_order_mark_windows_line_ends_and_a_missing_last_end_are_no_mistake(pleinwacht: Pleinwacht) -> None:
    data = b"\xef\xbb\xbf" + lines({"text": "een"}).replace(b"\n", b"\r\n") + b'{"text": "twee"}'
    ended = pleinwacht("classify", "-", standard_input=data)
    assert (ended.code, ended.err) == (0, "")
    assert [answer["text"] for answer in ended.answers] == ["een", "twee"]


@pytest.mark.parametrize(("name", "why"), [("geen.jsonl", "No such file"), ("", "Is a directory")])
def test_a_file_that_cannot_be_read_is_a_clear_message(
    pleinwacht: Pleinwacht, tmp_path: Path, name: str, why: str
) -> None:
    ended = pleinwacht("classify", tmp_path / name)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"{tmp_path / name}: cannot be read: {why}{' or directory' if name else ''}\n"


def test_a_model_that_cannot_be_loaded_is_a_clear_message(
    pleinwacht: Pleinwacht, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(model: str) -> None:
        raise ClassifierError(f"no model at {model}")

    monkeypatch.setattr("bot.classify.load_classifier", refuse)
    ended = pleinwacht("classify", "-", "--model", "ergens/[anders]", standard_input=lines({"text": "hoi"}))
    assert ended == Ended(1, "", "no model at ergens/[anders]\n")


@pytest.mark.parametrize("arguments", [[], ["-", "--text", "hoi"], ["--text", ""]], ids=repr)
def test_neither_or_both_of_a_file_and_a_text_is_a_wrong_call(pleinwacht: Pleinwacht, arguments: list[str]) -> None:
    ended = pleinwacht("classify", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "Give either a FILE (or -) or --text" in ended.err


def test_one_text_is_answered_with_what_stood_out_and_why(pleinwacht: Pleinwacht) -> None:
    ended = pleinwacht("classify", "--text", "pas op [red] :smile: threat! of zo")
    assert (ended.code, ended.err) == (0, "")
    first, *rest = ended.out.split("\n")
    assert first.startswith("• Bedreigen: ")
    assert all(part in first for part in ("“threat”", "95%", "50%"))
    scores = [line for line in rest if line.endswith("%") or "%  " in line]
    assert len(scores) == len(LABELS)
    assert "bedreigen" in scores[0]


def test_one_harmless_text_is_said_to_hold_nothing(pleinwacht: Pleinwacht) -> None:
    ended = pleinwacht("classify", "--text", "tot morgen")
    assert ended.code == 0
    assert ended.out.startswith("Niets opgevallen.\n")


def test_a_text_that_is_no_utf8_is_a_clear_message(pleinwacht: Pleinwacht) -> None:
    ended = pleinwacht("classify", "--text", "h\udcf6i")
    assert (ended.code, ended.out) == (1, "")
    assert "--text holds bytes that are no text" in ended.err


# As a process of its own

STAND_IN = """
import sys
from bot import classify, cli
from classifiers.assessment import Category
from classifiers.assessment import Threshold
from tests.factories import WordClassifier
classify.load_classifier = lambda model: WordClassifier()
classify.default_thresholds = lambda model: {category: Threshold(0.5, 0.8) for category in Category}
cli.main()
"""


def process(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", STAND_IN, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=EXAMPLE.parent,
        env={**os.environ, **environment},
    )


def test_answers_are_utf8_whatever_the_machine_prefers() -> None:
    running = process("classify", "-", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    out, err = running.communicate(lines({"text": "é 😀"}), timeout=100)
    assert (running.returncode, err) == (0, b"")
    assert json.loads(out)["text"] == "é 😀"
    assert "😀".encode() in out


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    running = process("classify", "-")
    assert running.stdin is not None
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    running.stdin.write(lines(*({"text": "hoi " * 50} for _ in range(2000))))
    running.stdin.close()
    assert b"Traceback" not in running.stderr.read()
    running.stderr.close()
    assert running.wait(timeout=100) == 1


def test_help_is_there_without_loading_a_model() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot.cli", "--help"], capture_output=True, cwd=EXAMPLE.parent
    )
    assert done.returncode == 0
    assert all(command in done.stdout for command in (b"run", b"check-config", b"classify"))
    loaded = {line.split(b"|")[-1].strip() for line in done.stderr.split(b"\n") if b"import time" in line}
    assert not loaded & {b"transformers", b"onnxruntime", b"discord", b"telegram", b"torch", b"sqlalchemy"}
