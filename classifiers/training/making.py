"""Makes the model folder: base, fine-tuning, 8-bit file, thresholds, model card; every step can be taken up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoConfig, AutoTokenizer

from classifiers.assessment import Category
from classifiers.encoding import encode
from classifiers.evaluation import measures, test_part
from classifiers.evaluation.ordinary_days import read_ordinary_days
from classifiers.evaluation.report import report
from classifiers.evaluation.second_reading import read_second_reading
from classifiers.loading import load_classifier
from classifiers.thresholds import read_thresholds, write_thresholds
from classifiers.training import card
from classifiers.training.augmentation import vary
from classifiers.training.base import read_base
from classifiers.training.calibration import calibrate
from classifiers.training.corpus import Example, read_folder, split_blocks
from classifiers.training.curves import draw
from classifiers.training.export import Agreement, ExportError, compare, export
from classifiers.training.fine_tuning import Encoder, Recipe, fine_tune
from classifiers.training.selection import selection
from classifiers.training.vocabulary import trim
from classifiers.transformer import CONTEXT_ENCODING

VALIDATION_SHARE = 0.08
VALIDATION = "validation"
CONVERSATIONS = ("gesprek", "gewoon")  # how the corpus files with whole conversations begin
CURVES = "curves.svg"
COMPARED = 64
LARGEST_MEAN_DIFFERENCE = 0.02
LARGEST_BATCH_DIFFERENCE = 1e-4


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where things lie: ``work`` holds the base and the checkpoints, ``model`` receives what is shipped."""

    corpus: Path
    test: Path
    work: Path
    model: Path
    data: Path | None = None

    @property
    def base(self) -> Path:
        """The trimmed base as a Hugging Face folder."""
        return self.work / "base"

    @property
    def checkpoints(self) -> Path:
        """One file per finished epoch."""
        return self.work / "checkpoints"


def prepare_base(workshop: Workshop, name: str | None) -> None:
    """Decode (or fetch) and trim the base; nothing is done when an earlier run left it there."""
    if (workshop.base / "config.json").is_file():
        return
    base = trim(read_base(name))
    base.encoder.save_pretrained(workshop.base)
    base.tokenizer.save_pretrained(workshop.base)


def train(workshop: Workshop, recipe: Recipe) -> Encoder:
    """Fine-tune on all blocks of the corpus but the validation blocks, from the newest checkpoint on."""
    training, _ = split_blocks(read_folder(workshop.corpus), VALIDATION_SHARE, VALIDATION)
    varied = vary(training, recipe.seed)
    choose = selection(varied, recipe.seed)
    return fine_tune(
        str(workshop.base), _ids(varied, workshop.base), _targets(varied), choose, recipe, workshop.checkpoints
    )


def newest(workshop: Workshop, recipe: Recipe) -> Encoder:
    """The model of the newest checkpoint, without training.

    Raises:
        ExportError: when there is no checkpoint.
    """
    saved = sorted(workshop.checkpoints.glob("epoch*.pt"), key=lambda file: int(file.stem.removeprefix("epoch")))
    if not saved:
        raise ExportError(f"{workshop.checkpoints} holds no checkpoint: train first")
    model = Encoder(str(workshop.base), len(Category), recipe.frozen_layers)
    model.load_state_dict(torch.load(saved[-1], weights_only=True)["model"])
    return model.eval()


def ship(workshop: Workshop, model: Encoder) -> Agreement:
    """Calibrate, write the model folder and check that its 8-bit file answers as ``model`` does.

    Raises:
        ExportError: when it does not.
    """
    workshop.model.mkdir(parents=True, exist_ok=True)
    _describe(workshop)
    _, validation = split_blocks(read_folder(workshop.corpus), VALIDATION_SHARE, VALIDATION)
    calibrate(model, _ids(validation, workshop.base), _targets(validation))
    export(model, workshop.model / "model.onnx")
    step = max(1, len(validation) // COMPARED)
    agreement = compare(model, workshop.model / "model.onnx", _ids(validation[::step], workshop.base))
    if agreement.mean > LARGEST_MEAN_DIFFERENCE or agreement.batch > LARGEST_BATCH_DIFFERENCE:
        raise ExportError(f"the 8-bit file differs too much from the trained model: {agreement}")
    return agreement


def measure(workshop: Workshop, agreement: Agreement) -> str:
    """Choose thresholds on the validation blocks, measure on the test part, write both; gives the report."""
    classifier = load_classifier(str(workshop.model), threads=torch.get_num_threads())
    training, validation = split_blocks(read_folder(workshop.corpus), VALIDATION_SHARE, VALIDATION)
    scores = measures.score(classifier, [example.utterance for example in validation])
    wanted = measures.table([example.labels for example in validation])
    ordinary = np.array([example.file.startswith(CONVERSATIONS) for example in validation])
    write_thresholds(workshop.model, measures.choose_thresholds(scores, wanted, ordinary))
    limits = read_thresholds(workshop.model)
    tested, second = test_part.measure(classifier, read_folder(workshop.test)), read_second_reading(workshop.test)
    measured = "\n".join(report(classifier, limits, tested, second, read_ordinary_days(), workshop.data))
    card.write(workshop.model, measured, agreement, len(training), len(validation))
    draw(tested.scores, tested.wanted, limits, workshop.model / CURVES)
    return measured


def _describe(workshop: Workshop) -> None:
    AutoTokenizer.from_pretrained(workshop.base).save_pretrained(workshop.model)
    config = AutoConfig.from_pretrained(workshop.base)
    config.id2label = dict(enumerate(map(str, Category)))
    config.label2id = {name: column for column, name in config.id2label.items()}
    config.problem_type = "multi_label_classification"
    config.pleinwacht_encoding = CONTEXT_ENCODING
    config.save_pretrained(workshop.model)


def _ids(examples: Sequence[Example], base: Path) -> list[list[int]]:
    tokenizer = AutoTokenizer.from_pretrained(base)
    return [encode(example.utterance, tokenizer)[0] for example in examples]


def _targets(examples: Sequence[Example]) -> NDArray[np.float32]:
    return measures.table([example.labels for example in examples]).astype(np.float32)
