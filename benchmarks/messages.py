"""Messages as a class writes them on an ordinary day, from the written test part."""

from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path

from classifiers.assessment import Utterance
from classifiers.training.corpus import Example, read_folder

TEST_PART = Path(__file__).parent.parent / "classifiers" / "training" / "test_part"
HARMFUL_SHARE = 0.01  # in ordinary class chat about one message in a hundred


def ordinary_day(count: int) -> list[Utterance]:
    """``count`` messages with their context: harmless conversations line by line, one message in a hundred harmful."""
    conversations = list(_conversations(read_folder(TEST_PART)))
    harmless = cycle(
        line.utterance
        for talk in conversations
        if len(talk) > 1 and not any(line.labels for line in talk)
        for line in talk
    )
    harmful = cycle(line.utterance for talk in conversations for line in talk if line.labels)
    every = round(1 / HARMFUL_SHARE)
    return [next(harmful if place % every == every - 1 else harmless) for place in range(count)]


def short_messages(count: int) -> list[Utterance]:
    """``count`` messages of 7 to 10 words (some 12 tokens) without context, harmless and harmful in turn."""
    lines = [line.utterance for line in read_folder(TEST_PART) if not line.utterance.context]
    return list(islice(cycle(line for line in lines if 7 <= len(line.text.split()) <= 10), count))


def _conversations(examples: Iterable[Example]) -> Iterable[list[Example]]:
    talk: list[Example] = []
    for example in examples:
        if talk and not example.utterance.context:
            yield talk
            talk = []
        talk.append(example)
    yield talk
