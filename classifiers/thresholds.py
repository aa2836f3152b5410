"""From which score on a category counts: the file thresholds.json that is written beside a trained model."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from classifiers.assessment import Category, ClassifierError

FILE = "thresholds.json"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores in 0..1: from ``flag`` on a person should look, from ``alert`` on somebody should be told at once."""

    flag: float
    alert: float

    def __post_init__(self) -> None:
        """Refuse what could never be reached, or an alert that comes before the flag."""
        if not 0 < self.flag <= self.alert <= 1:
            raise ValueError(f"must be 0 < flag <= alert <= 1, not {self.flag} and {self.alert}")


CAUTIOUS = Thresholds(flag=0.5, alert=0.9)


def read_thresholds(folder: Path) -> dict[Category, Thresholds]:
    """The thresholds of a model folder; cautious ones for categories, or a folder, without.

    Raises:
        ClassifierError: when the file is there and wrong.
    """
    file = folder / FILE
    if not file.is_file():
        return dict.fromkeys(Category, CAUTIOUS)
    try:
        given = {Category(name): Thresholds(**pair) for name, pair in json.loads(file.read_text("utf-8")).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ClassifierError(f"{file}: {error}") from error
    return {category: given.get(category, CAUTIOUS) for category in Category}


def write_thresholds(folder: Path, thresholds: Mapping[Category, Thresholds]) -> None:
    """Write them where ``read_thresholds`` finds them."""
    content = {str(category): asdict(pair) for category, pair in thresholds.items()}
    (folder / FILE).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
