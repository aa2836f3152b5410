"""Commands are answered to whoever may give them."""

import pytest
import structlog

from bot.commands.catalogue import COMMANDS
from bot.commands.request import Rights
from bot.commands.rights import commands_for, may_use
from bot.domain.school import StaffRole
from bot.phrases import LANGUAGES, Phrases
from tests.factories import staff

ADMIN = staff("beheer", StaffRole.ADMIN)
MENTOR = staff("mentor", StaffRole.MENTOR)


async def test_privacy_says_whom_to_ask(office) -> None:
    assert "privacy@school.example" in (await office.ask("sem", "privacy")).text


async def test_what_is_no_command_is_not_answered(office) -> None:
    assert await office.ask("sem", "ban") is None


async def test_help_lists_what_this_person_may_use_and_no_more(office) -> None:
    text = (await office.ask("sem", "help")).text
    assert "0800-0432" in text
    for command in COMMANDS:
        assert (f"/{command.name}:" in text) == (command.rights is Rights.EVERYONE)


async def test_every_command_of_the_catalogue_is_carried_out_by_somebody(office) -> None:
    carried_out = {name for part in office.parts() for name in part.handlers}
    assert carried_out == {command.name for command in COMMANDS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_description_fits_the_list_of_a_chat_app(language) -> None:
    phrases = Phrases(language)
    for command in COMMANDS:
        assert 1 <= len(phrases(f"command-{command.name}")) <= 100


@pytest.mark.parametrize(
    ("member", "rights"),
    [
        (None, {Rights.EVERYONE}),
        (MENTOR, {Rights.EVERYONE, Rights.STAFF}),
        (ADMIN, {Rights.EVERYONE, Rights.STAFF, Rights.ADMIN}),
    ],
)
def test_rights_follow_from_what_somebody_is_at_school(member, rights) -> None:
    assert {each for each in Rights if may_use(member, each)} == rights
    assert {command.rights for command in commands_for(member)} <= rights


async def test_a_pupil_who_tries_what_is_for_others_gets_a_friendly_no_and_it_is_logged_without_who(office) -> None:
    closed = [command for command in COMMANDS if command.rights is not Rights.EVERYONE]
    with structlog.testing.capture_logs() as logs:
        answers = [await office.ask("naamloosje", command.name, "x") for command in closed]
    assert all(answer.refused and "/help" in answer.text for answer in answers)
    assert [entry["command"] for entry in logs] == [command.name for command in closed]
    assert "naamloosje" not in str(logs)
