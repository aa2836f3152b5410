"""Shows which words made a message reach a threshold, by taking words away and asking the classifier again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifiers.assessment import Assessment, Category, Classifier, Utterance

# Limits on the work: a message of 80 different words costs at most 80 + (6 + 6 + 1) per category assessments.
MOST_WORDS = 80
LARGEST_SET = 6
_WORD = re.compile(r"\S+")
_EDGE = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one category was reached.

    ``spans`` are the places in the text (``text[start:end]``) of the fewest words without which ``score`` would have
    stayed under the threshold: ``score_without``. When no such words were found it is empty, and ``context_decides``
    tells whether leaving out the lines before would have done.
    """

    category: Category
    score: float
    score_without: float
    spans: tuple[tuple[int, int], ...] = ()
    context_decides: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reason for each category that reached its threshold, the highest score first."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """All places of one word, since taking away one of two changes little."""

    spans: tuple[tuple[int, int], ...]


def explain(
    classifier: Classifier, utterance: Utterance, assessment: Assessment, thresholds: Mapping[Category, float]
) -> Explanation:
    """Explain every category whose score in ``assessment`` reaches its threshold.

    Raises:
        ClassifierError: when the classifier cannot answer.
    """
    reached = [each for each in thresholds if assessment.scores[each] >= thresholds[each]]
    reached.sort(key=lambda category: -assessment.scores[category])
    if not reached:
        return Explanation(())
    words = _words(utterance.text)[:MOST_WORDS]
    trial = _Trial(classifier, utterance)
    alone = trial.scores([[word] for word in words])
    return Explanation(
        tuple(
            _reason(trial, category, assessment.scores[category], thresholds[category], words, alone)
            for category in reached
        )
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    classifier: Classifier
    utterance: Utterance

    def scores(self, taken: Sequence[Sequence[_Word]]) -> list[Mapping[Category, float]]:
        """The scores without each of these sets of words."""
        variants = [replace(self.utterance, text=_without(self.utterance.text, words)) for words in taken]
        return [opinion.scores for opinion in self.classifier.assess(variants)]

    def scores_without_context(self) -> Mapping[Category, float]:
        bare = replace(self.utterance, context=(), reply_to=None)
        return self.classifier.assess([bare])[0].scores


def _reason(
    trial: _Trial,
    category: Category,
    score: float,
    threshold: float,
    words: Sequence[_Word],
    alone: Sequence[Mapping[Category, float]],
) -> Reason:
    ranked = sorted(range(len(words)), key=lambda place: alone[place][category])
    if ranked and alone[ranked[0]][category] < threshold:
        return Reason(category, score, alone[ranked[0]][category], words[ranked[0]].spans)
    several = _several(trial, category, threshold, [words[place] for place in ranked[:LARGEST_SET]])
    if several:
        spans = sorted(span for word in several for span in word.spans)
        return Reason(category, score, trial.scores([several])[0][category], tuple(spans))
    without = trial.scores_without_context()[category]
    has_context = bool(trial.utterance.context or trial.utterance.reply_to)
    return Reason(category, score, without, context_decides=has_context and without < threshold)


def _several(trial: _Trial, category: Category, threshold: float, ranked: Sequence[_Word]) -> list[_Word]:
    """The most telling words, as few as bring the score under the threshold and without any that can be put back."""
    growing = [list(ranked[:size]) for size in range(2, len(ranked) + 1)]
    tried = trial.scores(growing)
    enough = next((words for words, scores in zip(growing, tried, strict=True) if scores[category] < threshold), [])
    for word in enough[::-1] if len(enough) > 2 else []:
        fewer = [other for other in enough if other is not word]
        if trial.scores([fewer])[0][category] < threshold:
            enough = fewer
    return enough


def _words(text: str) -> list[_Word]:
    places: dict[str, list[tuple[int, int]]] = {}
    for match in _WORD.finditer(text):
        bare = _EDGE.sub("", match[0]) or match[0]
        start = match.start() + match[0].index(bare)
        places.setdefault(bare.casefold(), []).append((start, start + len(bare)))
    return [_Word(tuple(spans)) for spans in places.values()]


def _without(text: str, words: Sequence[_Word]) -> str:
    for start, end in sorted((span for word in words for span in word.spans), reverse=True):
        text = text[:start] + text[end:]
    return " ".join(text.split())
