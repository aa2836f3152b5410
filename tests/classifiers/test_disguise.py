"""Disguises change words as people do, and normalisation undoes most of them."""

import pytest

from classifiers.disguise import STYLES, disguise
from classifiers.normalisation import normalise

TEXT = "jij bent echt een vieze rat en niemand wil jou erbij"


@pytest.mark.parametrize("style", STYLES)
def test_some_words_are_written_differently_and_others_stay(style: str) -> None:
    hidden = [disguise(TEXT, style, seed) for seed in range(5)]
    assert len({TEXT, *hidden}) > 3
    assert all(" rat " in text for text in hidden)  # shorter than four letters


@pytest.mark.parametrize("style", STYLES)
def test_the_same_seed_gives_the_same_text(style: str) -> None:
    assert disguise(TEXT, style, seed=3) == disguise(TEXT, style, seed=3)


@pytest.mark.parametrize("style", ["dots", "spaces", "look-alikes", "zero-width", "emoji letters"])
def test_what_only_dresses_letters_up_is_undone(style: str) -> None:
    assert normalise(disguise(TEXT, style, seed=1)) == TEXT


def test_two_spelt_out_words_never_touch_since_nobody_could_part_them() -> None:
    for seed in range(30):
        assert normalise(disguise("lelijke dikke vieze stinkerd", "spaces", seed)) == "lelijke dikke vieze stinkerd"


@pytest.mark.parametrize("text", ["ok", "kijk op https://school.example/vieze-rat", "mail naar juf@school.example"])
def test_short_texts_and_addresses_stay_as_they_are(text: str) -> None:
    assert disguise(text, "dots", seed=1) == text
