"""``python -m classifiers.evaluation DATA_FOLDER`` prints Markdown, as it stands in the model card."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from classifiers.evaluation.ordinary_days import read_ordinary_days
from classifiers.evaluation.report import report
from classifiers.evaluation.second_reading import read_second_reading
from classifiers.evaluation.test_part import measure
from classifiers.loading import default_thresholds, load_classifier
from classifiers.training.corpus import read_folder

TEST_PART = Path(__file__).parents[1] / "training" / "test_part"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the bundled model, or another, and print the report."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.evaluation", description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder with the public data; without it those are skipped")
    parser.add_argument("--model", help="a folder or Hugging Face name; without it the bundled model")
    parser.add_argument("--test", type=Path, default=TEST_PART, help="folder with the test part")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args(arguments)
    classifier = load_classifier(given.model, threads=given.threads)
    limits = default_thresholds(given.model)
    measured, second = measure(classifier, read_folder(given.test)), read_second_reading(given.test)
    for line in report(classifier, limits, measured, second, read_ordinary_days(), given.data):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
