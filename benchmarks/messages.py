"""Messages as a class writes them, from the written test part: lengths and context as in life."""

from pathlib import Path

from classifiers.assessment import Utterance
from classifiers.training.corpus import read_folder

TEST_PART = Path(__file__).parent.parent / "classifiers" / "training" / "test_part"


def utterances(count: int) -> list[Utterance]:
    """``count`` messages with their context, the conversations first; repeated when the test part holds fewer."""
    examples = sorted(read_folder(TEST_PART), key=lambda example: not example.file.startswith("gesprek"))
    return [examples[place % len(examples)].utterance for place in range(count)]
