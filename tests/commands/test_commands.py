"""Commands are answered to whoever may give them."""

import pytest

from bot.commands.request import Request
from bot.commands.service import Commands
from bot.domain.message import Account, PlatformName
from bot.domain.school import School
from bot.phrases import Phrases

ANYBODY = Account(PlatformName.TELEGRAM, "7")


@pytest.fixture
def commands() -> Commands:
    return Commands(School("De Plataan", [], []), Phrases("nl"), "privacy@school.example")


async def test_help_and_privacy_are_answered_and_nothing_else(commands) -> None:
    privacy, help_text = await commands.run(Request(ANYBODY, "privacy")), await commands.run(Request(ANYBODY, "help"))
    assert "privacy@school.example" in privacy.text
    assert "0800-0432" in help_text.text
    assert await commands.run(Request(ANYBODY, "ban")) is None
