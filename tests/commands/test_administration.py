"""Admins see how Pleinwacht is and which groups it knows, and change thresholds, with a reason and a way back."""

import tomllib

import pytest

from bot.commands.administration import group_setting
from bot.domain.errors import StorageError
from bot.domain.message import PlatformName
from bot.settings import Settings
from classifiers.assessment import Category, Threshold

BULLYING = Category.BULLYING


async def test_a_threshold_is_changed_with_a_reason_and_undone_and_each_step_is_kept(office) -> None:
    text = (await office.ask("beheer", "drempel", "pesten 60/90% te vaak loos alarm")).text
    assert office.book.current[BULLYING] == Threshold(0.6, 0.9)
    assert "pesten: 60%, melding bij 90% (veranderd, was 50% en 80%)" in text
    office.later(hours=1)
    await office.ask("beheer", "drempel", "pesten 0,7 nog steeds")
    assert office.book.current[BULLYING] == Threshold(0.7, 0.9)
    assert not (await office.ask("beheer", "drempel", "pesten terug vergissing")).refused
    assert office.book.current[BULLYING] == Threshold(0.6, 0.9)
    await office.ask("beheer", "drempel", "Pesten TERUG")
    assert office.book.current[BULLYING] == Threshold(0.5, 0.8)
    told = (await office.ask("beheer", "drempel", "pesten")).text.splitlines()
    assert told == [
        "• pesten: 50%, melding bij 80%",
        "02-03-2026 14:00 Beheer: een verandering teruggezet. Reden: -",
        "02-03-2026 14:00 Beheer: een verandering teruggezet. Reden: vergissing",
        "02-03-2026 14:00 Beheer: 70%, melding bij 90%. Reden: nog steeds",
        "02-03-2026 13:00 Beheer: 60%, melding bij 90%. Reden: te vaak loos alarm",
    ]


async def test_other_kinds_keep_their_threshold(office) -> None:
    before = dict(office.book.current)
    await office.ask("beheer", "drempel", "self_harm 30% liever te vaak")
    assert office.book.current == {**before, Category.SELF_HARM: Threshold(0.3, 0.8)}


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("spam 60% te vaak", "Kies uit: pesten, kwetsen"),
        ("pesten hoog", "Dat getal kan niet"),
        ("pesten 60/40% te vaak", "Dat getal kan niet"),
        ("pesten 60%", "Schrijf er ook bij waarom"),
        ("pesten 60% ja", "Schrijf er ook bij waarom"),
        (f"pesten 60% {'x' * 501}", "hooguit 500"),
        ("pesten 50% te vaak", "Zo staat deze drempel al"),
        ("pesten terug", "niets om terug te zetten"),
    ],
)
async def test_what_is_unclear_changes_nothing_and_says_what_is_missing(office, argument, told) -> None:
    answer = await office.ask("beheer", "drempel", argument)
    assert answer.refused
    assert told in answer.text
    assert await office.kept.threshold_changes() == []


async def test_all_thresholds_are_shown_with_how_to_change_them(office) -> None:
    text = (await office.ask("beheer", "drempel")).text
    assert text.count("melding bij 80%") == len(Category)
    assert "/drempel pesten terug" in text
    assert "nog niets veranderd" in (await office.ask("beheer", "drempel", "pesten")).text


async def test_a_change_that_could_not_be_kept_does_not_hold(office, monkeypatch) -> None:
    async def refuse(change) -> None:
        raise StorageError("full")

    monkeypatch.setattr(office.kept, "add_threshold_change", refuse)
    with pytest.raises(StorageError):
        await office.ask("beheer", "drempel", "pesten 60% te vaak")
    assert office.book.current[BULLYING] == Threshold(0.5, 0.8)


@pytest.mark.parametrize("command", ["drempel", "gezond", "groep"])
async def test_colleagues_are_refused_and_hear_who_may(office, command) -> None:
    answer = await office.ask("mentor", command, "pesten 60% te vaak")
    assert answer.refused
    assert "alleen voor de beheerder" in answer.text
    assert "Vraag het aan Beheer." in answer.text
    assert office.book.changed == {}


async def test_a_pupil_is_refused_without_names_of_staff(office) -> None:
    answer = await office.ask("sem", "drempel", "pesten 60% te vaak")
    assert answer.refused
    assert "Beheer" not in answer.text
    assert office.book.changed == {}


async def test_a_school_without_an_admin_reads_how_it_gets_one(office) -> None:
    del office.school.staff["beheer"]
    assert "rol admin" in (await office.ask("mentor", "drempel")).text


async def test_health_tells_which_thresholds_were_changed(office) -> None:
    assert (await office.ask("beheer", "gezond")).text == "Alles werkt."
    await office.ask("beheer", "drempel", "pesten 60% te vaak")
    text = (await office.ask("beheer", "gezond")).text
    assert text.startswith("Alles werkt.")
    assert "pesten: 60%" in text
    assert "kwetsen" not in text


async def test_groups_are_shown_with_their_mentors_and_how_one_is_added(office) -> None:
    text = (await office.ask("beheer", "groep")).text
    assert "Klas 8A (Demo, nummer klas, id 8a): Mentor" in text
    assert "Zet de bot in die groep" in text
    assert "hoort bij Klas 8A" in (await office.ask("beheer", "groep", group="8a", chat="klas")).text


async def test_a_new_chat_is_given_as_it_goes_into_the_configuration(office) -> None:
    text = (await office.ask("beheer", "groep", chat="-100123")).text
    block = tomllib.loads(text[text.index("[[groups]]") :])
    assert block["groups"][0]["chat"] == "-100123"


def test_what_is_pasted_and_completed_is_a_valid_group() -> None:
    (group,) = tomllib.loads(group_setting(PlatformName.TELEGRAM, "-100123"))["groups"]
    roles = ["mentor", "coordinator", "care", "leader", "board", "admin"]
    member = {"id": "a", "name": "A", "roles": roles, "discord": "", "telegram": "1"}
    group |= {"id": "8a", "name": "Klas 8A", "mentors": ["a"]}
    school = {"name": "De Plataan", "contact": "x@school.example"}
    read = Settings.model_validate({"school": school, "staff": [member], "groups": [group]})
    assert (read.groups[0].platform, read.groups[0].chat) == ("telegram", "-100123")
