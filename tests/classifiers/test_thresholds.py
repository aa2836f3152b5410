"""Thresholds go to a model folder and come back."""

from pathlib import Path

import pytest

from classifiers.assessment import Category, ClassifierError, Threshold
from classifiers.thresholds import CAUTIOUS, read_thresholds, write_thresholds


def test_they_come_back_as_written(tmp_path: Path) -> None:
    write_thresholds(tmp_path, {Category.HATE: Threshold(0.4, 0.8)})
    assert read_thresholds(tmp_path)[Category.HATE] == Threshold(0.4, 0.8)


def test_a_category_that_is_not_named_gets_cautious_ones(tmp_path: Path) -> None:
    write_thresholds(tmp_path, {Category.HATE: Threshold(0.4, 0.8)})
    assert read_thresholds(tmp_path)[Category.THREAT] == CAUTIOUS


def test_a_folder_without_them_gets_cautious_ones(tmp_path: Path) -> None:
    assert read_thresholds(tmp_path) == dict.fromkeys(Category, CAUTIOUS)


@pytest.mark.parametrize(
    "content", ["{", '{"pesten": {"flag": 0.5, "alert": 0.9}}', '{"hate": 0.5}', '{"hate": {"flag": 2, "alert": 3}}']
)
def test_a_wrong_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "thresholds.json").write_text(content)
    with pytest.raises(ClassifierError, match=r"thresholds\.json"):
        read_thresholds(tmp_path)


@pytest.mark.parametrize(("flag", "alert"), [(0, 0.5), (0.6, 0.5), (0.5, 1.1)])
def test_thresholds_that_make_no_sense_are_refused(flag: float, alert: float) -> None:
    with pytest.raises(ValueError, match="flag <= alert"):
        Threshold(flag, alert)
