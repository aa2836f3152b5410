"""Settings lead to a classifier, or to a message that says what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

from classifiers.assessment import Category, ClassifierError, Utterance
from classifiers.loading import bundled_folder, default_thresholds, load_classifier
from classifiers.thresholds import CAUTIOUS
from tests.classifiers.conftest import make_model


def test_a_model_is_loaded_with_the_rules_for_personal_data(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "klein", [str(category) for category in Category], {"hoi": {}})
    (opinion,) = load_classifier(str(folder)).assess([Utterance("bsn 111222333")])
    assert opinion.scores[Category.PRIVATE_DATA] > 0.9


def test_public_numbers_are_passed_on(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "klein", [str(category) for category in Category], {"hoi": {}})
    classifier = load_classifier(str(folder), public=["020 000 0000"])
    (opinion,) = classifier.assess([Utterance("bel 0200000000")])
    assert opinion.scores[Category.PRIVATE_DATA] < 0.5


def test_a_model_without_thresholds_gets_cautious_ones(tmp_path: Path) -> None:
    assert set(default_thresholds(str(tmp_path)).values()) == {CAUTIOUS}


def test_a_missing_bundled_model_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifiers.loading.BUNDLED", "nergens")
    with pytest.raises(ClassifierError, match="make model"):
        bundled_folder()


def test_importing_it_loads_no_heavy_library() -> None:
    heavy = "('torch', 'transformers', 'onnxruntime')"
    code = f"import sys, classifiers.loading; print([each for each in {heavy} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
