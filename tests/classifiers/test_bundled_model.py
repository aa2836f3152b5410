"""The bundled model knows plain cases; its numbers are in the model card, these only guard against a broken file."""

from collections.abc import Mapping

import pytest

from classifiers.assessment import Category, Classifier, Line, Utterance
from classifiers.explanation import explain
from classifiers.loading import bundled_folder, default_thresholds, load_classifier

FOLDER = bundled_folder()
LARGEST_FILE = 45_000_000


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()


@pytest.fixture(scope="module")
def limits() -> Mapping[Category, float]:
    return {category: each.flag for category, each in default_thresholds().items()}


def reached(classifier: Classifier, limits: Mapping[Category, float], utterance: Utterance) -> set[Category]:
    (opinion,) = classifier.assess([utterance])
    return {category for category in Category if opinion.scores[category] >= limits[category]}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("ik steek je neer morgen na school", Category.THREAT),
        ("wacht maar, morgen na school pakken we je", Category.THREAT),
        ("vieze kankerlijer", Category.INSULT),
        ("v1eze k4nk3rl1jer", Category.INSULT),
        ("wat een domme trut ben jij", Category.INSULT),
        ("niemand wil dat jij komt op het feestje, blijf lekker thuis", Category.BULLYING),
        ("ga terug naar je eigen land vieze buitenlander", Category.HATE),
        ("stuur een naaktfoto anders zet ik alles online", Category.SEXUAL),
        ("ik wil er niet meer zijn, het leven heeft geen zin meer", Category.SELF_HARM),
        ("heb stiekem gefilmd hoe meester viel, staat op tiktok", Category.UNAUTHORISED_MEDIA),
        pytest.param(
            "meester Bas zit aan kinderen",
            Category.DEFAMATION,
            marks=pytest.mark.xfail(strict=True, reason="a known miss of this model, named in its card"),
        ),
        ("die meester heeft geld gestolen uit de kas van school", Category.DEFAMATION),
        ("haar nummer is 06-00000217 bel haar vannacht", Category.PRIVATE_DATA),
    ],
)
def test_a_plain_case_is_flagged(
    classifier: Classifier, limits: Mapping[Category, float], text: str, category: Category
) -> None:
    assert category in reached(classifier, limits, Utterance(text, "p1", "pupil"))


@pytest.mark.parametrize(
    "text",
    [
        "hoi, heeft iemand het huiswerk van wiskunde?",
        "ik maak je af met fifa vanavond haha",
        "kut toets, wtf wat moeilijk",
        "gefeliciteerd met je verjaardag!!",
        "morgen om 8:30 verzamelen op het schoolplein",
        "mag ik een foto van het huiswerk op het bord?",
        "Beste ouders, vrijdag zijn de kinderen om 12 uur uit.",
    ],
)
def test_a_plain_harmless_case_is_not_flagged(
    classifier: Classifier, limits: Mapping[Category, float], text: str
) -> None:
    assert reached(classifier, limits, Utterance(text, "p1", "pupil")) == set()


def test_a_score_does_not_depend_on_who_shares_the_call(classifier: Classifier) -> None:
    one = Utterance("wat een domme trut ben jij", "p1", "pupil", (Line("hoi", "p2"),))
    others = [Utterance("praat " * number + "over school", "p2", "pupil") for number in range(40)]
    (alone,) = classifier.assess([one])
    together = classifier.assess([*others, one])[-1]
    assert all(together.scores[each] == pytest.approx(alone.scores[each], abs=1e-4) for each in Category)


def test_an_insult_is_explained_by_its_words(classifier: Classifier, limits: Mapping[Category, float]) -> None:
    text = "wat een domme trut ben jij"
    utterance = Utterance(text, "p1", "pupil")
    found = explain(classifier, utterance, classifier.assess([utterance])[0], limits)
    insult = next(reason for reason in found.reasons if reason.category is Category.INSULT)
    assert "trut" in [text[start:end] for start, end in insult.spans]


def test_it_is_small_and_carries_its_notice() -> None:
    assert (FOLDER / "model.onnx").stat().st_size <= LARGEST_FILE
    assert "Intfloat" in (FOLDER / "NOTICE").read_text(encoding="utf-8")
    assert (FOLDER / "MODEL_CARD.md").is_file()
