"""The command with the bundled model, as it comes out of the box."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from classifiers.assessment import Category
from classifiers.loading import default_thresholds

ROOT = Path(__file__).parent.parent
THREAT, HARMLESS = "ik steek je morgen neer", "hoi, heeft iemand het huiswerk van wiskunde?"

pytestmark = [pytest.mark.timeout(300)]


def classify(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "classify", *arguments],
        input=given,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        check=False,
    )


@pytest.fixture(scope="module")
def answered() -> tuple[subprocess.CompletedProcess[str], list[dict[str, Any]]]:
    """One run over good and bad lines, in order: a threat, no message, a harmless, an empty and a very long text."""
    messages = [
        json.dumps({"text": THREAT, "author": "p1", "role": "pupil"}),
        '{"text": 5}',
        json.dumps({"text": HARMLESS}),
        json.dumps({"text": "", "context": [{"text": THREAT, "author": "p2"}]}),
        json.dumps({"text": "x" * 20_000}),
    ]
    done = classify("-", given="\n".join(messages) + "\n")
    return done, [json.loads(line) for line in done.stdout.split("\n") if line]


def test_every_good_line_is_answered_in_order_and_a_bad_one_named(answered: Any) -> None:
    done, answers = answered
    assert done.returncode == 1
    assert done.stderr == "line 2: text must be a string\n"
    assert [answer["text"] for answer in answers] == [THREAT, HARMLESS, "", "x" * 20_000]


def test_every_label_has_a_score_and_those_over_their_threshold_are_named(answered: Any) -> None:
    limits = default_thresholds()
    for answer in answered[1]:
        assert list(answer["scores"]) == [str(category) for category in Category]
        assert all(0 <= score <= 1 for score in answer["scores"].values())
        for category in Category:
            if abs(answer["scores"][category] - limits[category].flag) > 1e-4:  # further than scores are rounded
                assert (category in answer["labels"]) == (answer["scores"][category] >= limits[category].flag)


def test_a_threat_is_named_and_a_question_about_homework_is_not(answered: Any) -> None:
    threat, harmless, *_ = answered[1]
    assert "threat" in threat["labels"]
    assert harmless["labels"] == []


def test_a_single_text_is_explained_by_its_words() -> None:
    done = classify("--text", THREAT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("• Bedreigen: ")
    words = re.findall("“(.+?)”", done.stdout.split("\n")[0])
    assert words
    assert set(words) <= set(THREAT.split())


def test_a_single_harmless_text_is_said_to_hold_nothing() -> None:
    done = classify("--text", HARMLESS)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Niets opgevallen.")
