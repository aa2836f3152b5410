"""Varies the training examples: in the data of others roles and authors may be unknown, and words in disguise."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from classifiers.assessment import Line, Utterance
from classifiers.disguise import STYLES, disguise
from classifiers.training.corpus import Example

ROLE_UNKNOWN = 0.3  # of the messages without context, where the role tells least
ROLE_UNKNOWN_IN_TALK = 0.1
AUTHORS_UNKNOWN = 0.1  # of the messages with context
DISGUISED_HARMFUL = 0.12  # get a twin in disguise, beside the message itself
DISGUISED_HARMLESS = 0.04


def vary(examples: Sequence[Example], seed: int) -> list[Example]:
    """The examples, some without role or authors, and disguised twins behind them; the same for the same seed."""
    rng = random.Random(seed)
    varied = [replace(example, utterance=_less_known(example.utterance, rng)) for example in examples]
    return [*varied, *_twins(varied, rng, seed)]


def _less_known(utterance: Utterance, rng: random.Random) -> Utterance:
    if rng.random() < (ROLE_UNKNOWN_IN_TALK if utterance.context else ROLE_UNKNOWN):
        utterance = replace(utterance, role=None)
    if utterance.context and rng.random() < AUTHORS_UNKNOWN:
        utterance = replace(utterance, author=None, context=tuple(Line(line.text) for line in utterance.context))
    return utterance


def _twins(examples: Sequence[Example], rng: random.Random, seed: int) -> Iterator[Example]:
    for example in examples:
        if rng.random() < (DISGUISED_HARMFUL if example.labels else DISGUISED_HARMLESS):
            text = disguise(example.utterance.text, rng.choice(list(STYLES)), seed)
            if text != example.utterance.text:
                yield replace(example, utterance=replace(example.utterance, text=text))
