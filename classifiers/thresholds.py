"""From which score on a category counts: the file thresholds.json that is written beside a trained model."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from classifiers.assessment import Category, ClassifierError, Threshold

FILE = "thresholds.json"


CAUTIOUS = Threshold(flag=0.5, alert=0.9)


def read_thresholds(folder: Path) -> dict[Category, Threshold]:
    """The thresholds of a model folder; cautious ones for categories, or a folder, without.

    Raises:
        ClassifierError: when the file is there and wrong.
    """
    file = folder / FILE
    if not file.is_file():
        return dict.fromkeys(Category, CAUTIOUS)
    try:
        given = {Category(name): Threshold(**pair) for name, pair in json.loads(file.read_text("utf-8")).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ClassifierError(f"{file}: {error}") from error
    return {category: given.get(category, CAUTIOUS) for category in Category}


def write_thresholds(folder: Path, thresholds: Mapping[Category, Threshold]) -> None:
    """Write them where ``read_thresholds`` finds them."""
    content = {str(category): asdict(pair) for category, pair in thresholds.items()}
    (folder / FILE).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
