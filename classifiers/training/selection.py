"""Which examples an epoch sees: all that carry a label, their neighbours, and a share of the plainly harmless rest."""

import random
from collections.abc import Callable, Sequence

from classifiers.training.corpus import Example

NEAR_LINES = 4  # lines from a labelled one that count as its neighbours
PLAIN_SHARE = 0.3  # of the harmless lines far from anything labelled, anew in each epoch


def selection(examples: Sequence[Example], seed: int) -> Callable[[int], list[int]]:
    """A function from epoch to the indices that it sees; the same for the same seed."""
    labelled = {(example.file, example.line) for example in examples if example.labels}
    plain = [
        index for index, example in enumerate(examples) if example.utterance.context and not _near(example, labelled)
    ]
    kept_out = set(plain)
    always = [index for index in range(len(examples)) if index not in kept_out]

    def choose(epoch: int) -> list[int]:
        rng = random.Random(seed + epoch)
        return sorted(always + rng.sample(plain, int(len(plain) * PLAIN_SHARE)))

    return choose


def _near(example: Example, labelled: set[tuple[str, int]]) -> bool:
    return any((example.file, example.line + step) in labelled for step in range(-NEAR_LINES, NEAR_LINES + 1))
