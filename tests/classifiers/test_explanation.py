"""An explanation names the words that made the difference, and no others."""

from classifiers.assessment import Category, Line, Utterance
from classifiers.explanation import MOST_WORDS, Explanation, explain
from tests.classifiers.fakes import WordClassifier

LIMITS = {Category.INSULT: 0.5, Category.THREAT: 0.5}


def explained(classifier: WordClassifier, utterance: Utterance) -> Explanation:
    return explain(classifier, utterance, classifier.assess([utterance])[0], LIMITS)


def words(text: str, explanation: Explanation) -> list[str]:
    return [text[start:end] for start, end in explanation.reasons[0].spans]


def test_the_one_word_that_decides_is_named() -> None:
    classifier = WordClassifier({Category.INSULT: {"trut": 0.8, "domme": 0.1}})
    text = "wat een domme trut!"
    assert words(text, explained(classifier, Utterance(text))) == ["trut"]


def test_every_place_of_that_word_is_marked() -> None:
    classifier = WordClassifier({Category.INSULT: {"trut": 0.8}})
    text = "Trut, gewoon trut"
    assert words(text, explained(classifier, Utterance(text))) == ["Trut", "trut"]


def test_several_words_are_named_when_one_does_not_decide() -> None:
    classifier = WordClassifier({Category.THREAT: {"ik": 0.45, "pak": 0.45, "je": 0.45}})
    text = "morgen ik pak je hoor"
    found = explained(classifier, Utterance(text))
    assert len(words(text, found)) == 2
    assert found.reasons[0].score_without < 0.5


def test_the_guess_of_the_model_saves_most_questions() -> None:
    text = "nou dat is dan weer echt zo'n domme trut van jewelste hoor"
    weights = {Category.INSULT: {"trut": 0.8}}
    guessing, blind = WordClassifier(weights, guesses={"trut": 2.0, "domme": 1.0}), WordClassifier(weights)
    assert (
        words(text, explained(guessing, Utterance(text))) == words(text, explained(blind, Utterance(text))) == ["trut"]
    )
    assert guessing.asked <= 2 < blind.asked


def test_a_word_that_was_guessed_wrongly_is_put_back() -> None:
    classifier = WordClassifier({Category.INSULT: {"trut": 0.8}}, guesses={"domme": 2.0, "wat": 1.5, "trut": 1.0})
    text = "wat een domme trut!"
    assert words(text, explained(classifier, Utterance(text))) == ["trut"]


def test_where_the_guess_does_not_help_every_word_is_tried() -> None:
    guesses = dict.fromkeys(["een", "twee", "drie", "vier", "vijf", "zes"], 1.0)
    classifier = WordClassifier({Category.INSULT: {"trut": 0.8}}, guesses=guesses)
    text = "een twee drie vier vijf zes trut"
    assert words(text, explained(classifier, Utterance(text))) == ["trut"]


def test_no_word_is_named_when_the_context_decides() -> None:
    classifier = WordClassifier({Category.INSULT: {"niets": 0.1}}, context={"trut": 0.9})
    (reason,) = explained(classifier, Utterance("haha idd", context=(Line("trut"),))).reasons
    assert reason.spans == ()
    assert reason.context_decides


def test_it_says_so_when_nothing_taken_away_makes_a_difference() -> None:
    classifier = WordClassifier({Category.INSULT: {"": 0.0}}, context={"trut": 0.9})
    utterance = Utterance("haha", context=(Line("trut"),))
    opinion = classifier.assess([utterance])[0]
    (reason,) = explain(
        WordClassifier({Category.INSULT: {"haha": -1.0}}, {"trut": 2.0}), utterance, opinion, LIMITS
    ).reasons
    assert reason.spans == ()


def test_only_categories_that_reach_their_threshold_are_explained() -> None:
    classifier = WordClassifier({Category.INSULT: {"trut": 0.8}, Category.THREAT: {"trut": 0.4}})
    assert [reason.category for reason in explained(classifier, Utterance("trut")).reasons] == [Category.INSULT]


def test_the_highest_score_comes_first() -> None:
    classifier = WordClassifier({Category.INSULT: {"trut": 0.6}, Category.THREAT: {"dood": 0.9}})
    found = explained(classifier, Utterance("trut dood"))
    assert [reason.category for reason in found.reasons] == [Category.THREAT, Category.INSULT]


def test_nothing_is_asked_when_nothing_is_reached() -> None:
    classifier = WordClassifier({})
    explained(classifier, Utterance("hoi allemaal"))
    assert classifier.asked == 1


def test_a_long_message_costs_a_bounded_number_of_questions() -> None:
    classifier = WordClassifier({Category.INSULT: {"niets": 0.0}}, context={"trut": 0.9})
    text = " ".join(f"w{number}" for number in range(500))
    explained(classifier, Utterance(text, context=(Line("trut"),)))
    assert classifier.asked <= MOST_WORDS + 20
