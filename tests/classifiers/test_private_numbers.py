"""The private_data score is raised for what must not be given away, and only then."""

import pytest

from classifiers.assessment import Category, Utterance
from classifiers.private_numbers import private_data_score, with_personal_data
from tests.classifiers.fakes import WordClassifier


@pytest.mark.parametrize(
    "utterance",
    [
        Utterance("bsn 111222333", role="parent"),
        Utterance("mijn bsn is 111222333", role="staff"),
        Utterance("haar nummer is 06-00000217", role="pupil"),
        Utterance("dit is mijn nummer 06-00000217", role="pupil"),
        Utterance("het nummer van de moeder van Pim: 06-00000217", role="parent"),
        Utterance("zijn wachtwoord is Lente-77", role="pupil"),
        Utterance("hij woont Kerkstraat 12", role="pupil"),
    ],
    ids=lambda each: each.text,
)
def test_it_is_raised_for(utterance: Utterance) -> None:
    assert private_data_score(utterance) >= 0.8


@pytest.mark.parametrize(
    "utterance",
    [
        Utterance("mijn nummer is 06-00000217", role="parent"),
        Utterance("stort het op onze rekening NL91ABNA0417164300", role="staff"),
        Utterance("bel de kindertelefoon 0800-0432", role="pupil"),
        Utterance("feestje in de Kerkstraat 12", role="pupil"),
        Utterance("het museum is Kerkstraat 12, adres staat erbij", role="pupil"),
        Utterance("mail info@school.nl", role="pupil"),
        Utterance("om 3 uur bij de fietsen", role="pupil"),
    ],
    ids=lambda each: each.text,
)
def test_it_is_not_raised_for(utterance: Utterance) -> None:
    assert private_data_score(utterance) == 0


def test_the_number_of_the_school_may_be_given() -> None:
    told = Utterance("bel school op 020 000 0000", role="pupil")
    classifier = with_personal_data(WordClassifier({}), public=["020-0000000"])
    assert classifier.assess([told])[0].scores[Category.PRIVATE_DATA] == 0


def test_a_higher_score_of_the_model_stays() -> None:
    classifier = with_personal_data(WordClassifier({Category.PRIVATE_DATA: {"ziek": 0.97}}))
    told = Utterance("ze is ziek, bel 06-00000217", role="pupil")
    assert classifier.assess([told])[0].scores[Category.PRIVATE_DATA] == 0.97


def test_other_categories_and_the_order_stay() -> None:
    classifier = with_personal_data(WordClassifier({Category.INSULT: {"trut": 0.6}}))
    first, second = classifier.assess([Utterance("trut"), Utterance("bsn 111222333")])
    assert (first.scores[Category.INSULT], second.scores[Category.INSULT]) == (0.6, 0)


def test_the_version_tells_that_rules_were_added() -> None:
    classifier = with_personal_data(WordClassifier({}))
    assert classifier.version == "words-1+data"
    assert classifier.assess([Utterance("hoi")])[0].model == classifier.version
