"""Shows which words made a message reach a threshold, by taking words away and asking the classifier again."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from classifiers.assessment import Assessment, Attribution, Category, Classifier, Utterance

# Limits on the work: 80 different words cost at most 80 + 2 + (2 x (10 + 8) + 1) per category assessments.
MOST_WORDS = 80
LARGEST_SET = 9
FEW = 3  # before so many words are tried, it is asked whether the largest set would do
_WORD = re.compile(r"\S+")
_EDGE = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one category was reached.

    ``spans`` are the places in the text (``text[start:end]``) of the words without which ``score`` would have
    stayed under the threshold: ``score_without``; none of them can be left out. When no such words were found it is
    empty, and ``context_decides`` tells whether leaving out the lines before would have done.
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

    bare: str
    spans: tuple[tuple[int, int], ...]


Taken = Sequence[_Word]


def explain(
    classifier: Classifier, utterance: Utterance, assessment: Assessment, thresholds: Mapping[Category, float]
) -> Explanation:
    """Explain every category whose score in ``assessment`` reaches its threshold.

    Words are tried in the order in which the model says that they matter, the most telling alone, then the first two,
    and so on: some four assessments. Only where that fails is every word taken away in turn.

    Raises:
        ClassifierError: when the classifier cannot answer.
    """
    reached = [each for each in thresholds if assessment.scores[each] >= thresholds[each]]
    reached.sort(key=lambda category: -assessment.scores[category])
    if not reached:
        return Explanation(())
    words = _words(utterance.text)[:MOST_WORDS]
    trial, attributions = _Trial(classifier, utterance), classifier.attribute(utterance)
    return Explanation(
        tuple(
            _reason(trial, category, assessment.scores[category], thresholds[category], words, attributions)
            for category in reached
        )
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    """Asks the classifier about the utterance with something left out, the same thing only once."""

    classifier: Classifier
    utterance: Utterance
    known: dict[frozenset[_Word], Mapping[Category, float]] = field(default_factory=dict)

    def without(self, words: Taken) -> Mapping[Category, float]:
        key = frozenset(words)
        if key not in self.known:
            variant = replace(self.utterance, text=_without(self.utterance.text, words))
            self.known[key] = self.classifier.assess([variant])[0].scores
        return self.known[key]

    def without_context(self) -> Mapping[Category, float]:
        bare = replace(self.utterance, context=(), reply_to=None)
        return self.classifier.assess([bare])[0].scores


def _reason(
    trial: _Trial,
    category: Category,
    score: float,
    threshold: float,
    words: Taken,
    attributions: Sequence[Attribution],
) -> Reason:
    for ranked in _rankings(trial, category, threshold, words, attributions):
        if enough := _fewest(trial, category, threshold, ranked[:LARGEST_SET]):
            spans = sorted(span for word in enough for span in word.spans)
            return Reason(category, score, trial.without(enough)[category], tuple(spans))
    if not (trial.utterance.context or trial.utterance.reply_to):
        return Reason(category, score, score)
    without = trial.without_context()[category]
    return Reason(category, score, without, context_decides=without < threshold)


def _rankings(
    trial: _Trial, category: Category, threshold: float, words: Taken, attributions: Sequence[Attribution]
) -> Iterator[list[_Word]]:
    """The words by how much they matter: as the model says, if it can tell; then by what each does when taken away.

    The second asks much, and is spared where it cannot help: when without any words the threshold is still reached.
    """
    if attributions:
        pulls: dict[str, float] = {}
        for each in attributions:
            bare = _bare(each.word)
            pulls[bare] = pulls.get(bare, 0) + each.pull.get(category, 0)
        yield sorted(words, key=lambda word: -pulls.get(word.bare, 0))
    if trial.without(words)[category] < threshold:
        yield sorted(words, key=lambda word: trial.without([word])[category])


def _fewest(trial: _Trial, category: Category, threshold: float, ranked: Taken) -> list[_Word]:
    """The first words that bring the score under the threshold, without those that can be put back; [] when none do."""
    for size in range(1, len(ranked) + 1):
        if size == FEW and trial.without(ranked)[category] >= threshold:
            return []
        enough = list(ranked[:size])
        if trial.without(enough)[category] < threshold:
            break
    else:
        return []
    for word in enough[:-1]:  # without the last it was not enough
        fewer = [other for other in enough if other is not word]
        if trial.without(fewer)[category] < threshold:
            enough = fewer
    return enough


def _words(text: str) -> list[_Word]:
    places: dict[str, list[tuple[int, int]]] = {}
    for match in _WORD.finditer(text):
        stripped = _EDGE.sub("", match[0]) or match[0]
        start = match.start() + match[0].index(stripped)
        places.setdefault(stripped.casefold(), []).append((start, start + len(stripped)))
    return [_Word(bare, tuple(spans)) for bare, spans in places.items()]


def _bare(word: str) -> str:
    return (_EDGE.sub("", word) or word).casefold()


def _without(text: str, words: Taken) -> str:
    for start, end in sorted((span for word in words for span in word.spans), reverse=True):
        text = text[:start] + text[end:]
    return " ".join(text.split())
