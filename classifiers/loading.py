"""Settings to a classifier: the bundled model, or any folder or Hugging Face name."""

from collections.abc import Collection, Mapping
from importlib.resources import files
from pathlib import Path

from classifiers.assessment import Category, Classifier, ClassifierError, Threshold
from classifiers.private_numbers import with_personal_data
from classifiers.thresholds import read_thresholds

BUNDLED = "pleinwacht-nl"


def load_classifier(
    model: str | None = None,
    labels: Mapping[str, str] | None = None,
    threads: int = 1,
    public: Collection[str] = (),
) -> Classifier:
    """Load a model folder or Hugging Face name, without one the bundled model; takes a second or two.

    ``labels`` maps the model's labels to ours and is not needed for the bundled one. ``public`` are numbers and
    addresses that may be named freely, such as the school's own.

    Raises:
        ClassifierError: with what is wrong and what to do about it.
    """
    # transformers takes more than a second to import, and commands that classify nothing should not wait for it.
    from classifiers.transformer import TransformerClassifier

    folder = model or str(bundled_folder())
    return with_personal_data(TransformerClassifier(folder, labels=labels, threads=threads), public)


def default_thresholds(model: str | None = None) -> Mapping[Category, Threshold]:
    """The thresholds measured for a model, or cautious ones where its folder has none."""
    return read_thresholds(Path(model) if model else bundled_folder())


def bundled_folder() -> Path:
    """Where the bundled model lies.

    Raises:
        ClassifierError: when it was left out of this installation.
    """
    folder = Path(str(files("classifiers") / "models" / BUNDLED))
    if not folder.is_dir():
        raise ClassifierError(
            f"the bundled model {BUNDLED} is missing: install the package with its models, or run 'make model'"
        )
    return folder
