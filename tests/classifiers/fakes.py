"""A classifier whose opinion depends on words only."""

from collections.abc import Mapping, Sequence

from classifiers.assessment import Assessment, Attribution, Category, Utterance


class WordClassifier:
    """Adds up the weights of the words in the text, and of those in the context, for one category each."""

    version = "words-1"

    def __init__(
        self,
        weights: Mapping[Category, Mapping[str, float]],
        context: Mapping[str, float] | None = None,
        guesses: Mapping[str, float] | None = None,
    ) -> None:
        self.weights = weights
        self.context = context or {}
        self.guesses = guesses or {}
        self.asked = 0

    def assess(self, utterances: Sequence[Utterance]) -> list[Assessment]:
        self.asked += len(utterances)
        return [
            Assessment({category: self._score(category, each) for category in Category}, self.version)
            for each in utterances
        ]

    def attribute(self, utterance: Utterance) -> list[Attribution]:
        return [Attribution(word, dict.fromkeys(Category, pull)) for word, pull in self.guesses.items()]

    def _score(self, category: Category, utterance: Utterance) -> float:
        weights = self.weights.get(category, {})
        words = {word.strip("!?.,").casefold() for word in utterance.text.split()}
        earlier = {word for line in utterance.context for word in line.text.split()}
        known = sum(weight for word, weight in weights.items() if word in words)
        return min(1.0, known + (sum(self.context.get(word, 0) for word in earlier) if weights else 0))
