"""An account is linked to a member of staff with a code that an admin made: once, within the hour, out of sight."""

import re

import pytest

from bot.casework.linking import ALPHABET, Linking
from bot.domain.message import Role
from tests.commands.conftest import with_admin
from tests.factories import account

CODE = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}\b")


async def new_code(office, staff_id="mentor") -> str:
    return CODE.search((await office.ask("beheer", "koppel", f"maak {staff_id}")).text).group()


async def test_whoever_has_the_code_is_that_member_of_staff_from_then_on(office) -> None:
    assert (await office.ask("anneke", "zaak")).refused
    answer = await office.ask("anneke", "koppel", (await new_code(office)).lower().replace("-", " "))
    assert not answer.refused
    assert "Mentor" in answer.text
    assert not (await office.ask("anneke", "zaak")).refused
    assert office.school.role_of(account("anneke"), office.school.groups["8a"]) is Role.STAFF
    assert office.school.staff["mentor"].accounts == (account("mentor"), account("anneke"))


async def test_of_a_link_hear_the_person_on_the_account_they_had_and_the_admin(office) -> None:
    await office.ask("anneke", "koppel", await new_code(office))
    (first, second) = office.post.told
    assert first[0] == "mentor"
    assert "Was jij dat niet?" in first[1]
    assert second[0] == "beheer"
    assert "/koppel los mentor" in second[1]


async def test_a_code_works_once(office) -> None:
    code = await new_code(office)
    await office.ask("anneke", "koppel", code)
    assert (await office.ask("sem", "koppel", code)).refused
    assert office.school.staff_by_account(account("sem")) is None


async def test_a_code_works_for_an_hour(office) -> None:
    code = await new_code(office)
    office.later(hours=1)
    assert "werkt niet (meer)" in (await office.ask("anneke", "koppel", code)).text
    assert office.school.staff_by_account(account("anneke")) is None


async def test_a_code_that_others_could_read_is_spoiled(office) -> None:
    code = await new_code(office)
    assert "privébericht" in (await office.ask("anneke", "koppel", code, group="8a", is_public=True)).text
    assert (await office.ask("anneke", "koppel", code)).refused
    assert office.school.staff_by_account(account("anneke")) is None


async def test_what_others_cannot_read_in_a_group_is_private_enough(office) -> None:
    assert not (await office.ask("anneke", "koppel", await new_code(office), group="8a")).refused


async def test_who_is_staff_already_keeps_their_own_name_and_the_code_stays_good(office) -> None:
    code = await new_code(office, "bestuur")
    assert "hoort al bij Mentor" in (await office.ask("mentor", "koppel", code)).text
    assert not (await office.ask("anneke", "koppel", code)).refused


@pytest.mark.parametrize("who", ["sem", "mentor"])
@pytest.mark.parametrize("argument", ["maak bestuur", "make bestuur", "los beheer"])
async def test_only_an_admin_makes_codes_and_takes_links_away(office, who, argument) -> None:
    answer = await office.ask(who, "koppel", argument)
    assert answer.refused
    assert "alleen voor de beheerder" in answer.text
    assert CODE.search(answer.text) is None


async def test_links_are_taken_away_and_those_of_the_configuration_stay(office) -> None:
    await office.ask("anneke", "koppel", await new_code(office))
    assert "Losgemaakt: 1 account van Mentor" in (await office.ask("beheer", "koppel", "los mentor")).text
    assert office.school.staff_by_account(account("anneke")) is None
    assert office.school.staff["mentor"].accounts == (account("mentor"),)
    assert (await office.ask("anneke", "zaak")).refused
    assert "geen account" in (await office.ask("beheer", "koppel", "los mentor")).text


@pytest.mark.parametrize("argument", ["maak niemand", "los niemand", "maak"])
async def test_an_unknown_member_of_staff_is_refused_with_those_who_are_known(office, argument) -> None:
    answer = await office.ask("beheer", "koppel", argument)
    assert answer.refused
    assert "mentor, collega" in answer.text


async def test_how_it_works_is_told_to_everybody_and_making_codes_to_admins(office) -> None:
    assert "maak" not in (await office.ask("sem", "koppel")).text
    assert "/koppel maak" in (await office.ask("beheer", "koppel")).text


async def test_links_are_taken_up_at_a_start_but_the_configuration_goes_before_them(office) -> None:
    await office.ask("anneke", "koppel", await new_code(office))
    await office.ask("beppie", "koppel", await new_code(office, "zorg"))
    school = with_admin()
    school.link(account("beppie"), "bestuur")
    del school.staff["collega"]
    await Linking(office.kept, school, lambda: office.now).load()
    assert school.staff_by_account(account("anneke")).id == "mentor"
    assert school.staff_by_account(account("beppie")).id == "bestuur"
