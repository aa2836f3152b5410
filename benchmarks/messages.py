"""Messages as a class writes them, from the written test part: lengths and context as in life."""

from itertools import cycle
from pathlib import Path

from classifiers.assessment import Utterance
from classifiers.training.corpus import read_folder

TEST_PART = Path(__file__).parent.parent / "classifiers" / "training" / "test_part"


HARMFUL_SHARE = 0.01  # in ordinary class chat about one message in a hundred


def utterances(count: int) -> list[Utterance]:
    """``count`` messages with their context, mostly from conversations, one in a hundred of them harmful."""
    examples = sorted(read_folder(TEST_PART), key=lambda example: not example.file.startswith("gesprek"))
    harmless = cycle(example.utterance for example in examples if not example.labels)
    harmful = cycle(example.utterance for example in examples if example.labels)
    every = round(1 / HARMFUL_SHARE)
    return [next(harmful if place % every == every - 1 else harmless) for place in range(count)]
