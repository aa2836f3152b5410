"""``python -m classifiers.training``: makes the bundled model from the corpus (``make model``)."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import torch

from classifiers.loading import BUNDLED
from classifiers.training import making
from classifiers.training.base import BaseError
from classifiers.training.corpus import CorpusError
from classifiers.training.export import ExportError
from classifiers.training.fine_tuning import Recipe

HERE = Path(__file__).parent


def main() -> None:
    """Run every step; a step that an earlier run finished is not done again."""
    given = _arguments()
    workshop = making.Workshop(given.corpus, given.test, given.work, given.out, given.data)
    recipe = replace(Recipe(), epochs=given.epochs, threads=given.threads)
    torch.set_num_threads(given.threads)
    try:
        making.prepare_base(workshop, given.base)
        model = making.newest(workshop, recipe) if given.export_only else making.train(workshop, recipe)
        print(making.measure(workshop, making.ship(workshop, model)))
    except (BaseError, CorpusError, ExportError) as error:
        sys.exit(str(error))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m classifiers.training", description=__doc__)
    parser.add_argument(
        "--base", help="Hugging Face name or folder of another encoder, e.g. intfloat/multilingual-e5-small"
    )
    parser.add_argument("--work", type=Path, default=Path("work/model"), help="base and checkpoints; kept between runs")
    parser.add_argument("--out", type=Path, default=HERE.parent / "models" / BUNDLED, help="the model folder to write")
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--test", type=Path, default=HERE / "test_part")
    parser.add_argument("--data", type=Path, help="public data to measure with as well, never trained on")
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--threads", type=int, default=1, help="more are slower when anything else runs")
    parser.add_argument("--export-only", action="store_true", help="ship the newest checkpoint, do not train")
    return parser.parse_args()


if __name__ == "__main__":
    main()
