"""Through the assembled parts: what an admin changes holds from the next message on, also after a restart."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import Parts, assemble
from bot.commands.request import Answer, Request
from bot.domain.case import Case
from bot.platforms.demo_platform import DemoPlatform
from bot.settings import Settings
from tests.commands.conftest import with_admin
from tests.factories import THRESHOLDS, WordClassifier, account, message

DOUBTFUL = "insult?"  # scores 0.6, between the configured thresholds of 0.5 and 0.8


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Parts]:
    settings = Settings.model_validate(
        {
            "school": {"name": "De Plataan", "contact": "x@school.example"},
            "storage": {"url": f"sqlite+aiosqlite:///{folder}/r.sqlite3", "key_file": str(folder / "r.key")},
        }
    )
    async with assemble(settings, with_admin(), WordClassifier(), THRESHOLDS, [DemoPlatform()]) as parts:
        yield parts


async def ask(parts: Parts, who: str, command: str, argument: str = "") -> Answer:
    answer = await parts.hub.command(Request(account(who), command, argument))
    assert answer is not None
    return answer


async def cases(parts: Parts, by: str) -> list[Case]:
    """Says something doubtful; gives all cases after it."""
    async with asyncio.timeout(60):
        # days apart, so that each message has a case of its own
        await (await parts.inbox.submit(message(DOUBTFUL, by, minutes=3000 * len(by))))
    return list(await parts.desk._store.latest(50))


async def test_a_changed_threshold_holds_for_the_next_message_and_after_a_restart_until_it_is_undone(tmp_path) -> None:
    async with running(tmp_path) as parts:
        assert len(await cases(parts, "a")) == 1
        assert not (await ask(parts, "beheer", "drempel", "insult 70% te vaak loos alarm")).refused
        assert len(await cases(parts, "bb")) == 1
    async with running(tmp_path) as parts:
        assert "kwetsen: 70%" in (await ask(parts, "beheer", "gezond")).text
        assert "te vaak loos alarm" in (await ask(parts, "beheer", "drempel", "kwetsen")).text
        assert len(await cases(parts, "ccc")) == 1
        assert not (await ask(parts, "beheer", "drempel", "insult terug")).refused
        assert len(await cases(parts, "dddd")) == 2
    async with running(tmp_path) as parts:
        assert "kwetsen" not in (await ask(parts, "beheer", "gezond")).text
        assert len(await cases(parts, "eeeee")) == 3


async def test_one_message_alerts_from_a_lowered_alert_threshold_on(tmp_path) -> None:
    async with running(tmp_path) as parts:
        (before,) = await cases(parts, "a")
        await ask(parts, "beheer", "drempel", "insult 50/60% liever te vaak")
        newest, _ = await cases(parts, "bb")
        assert (before.alerting, newest.alerting) == (False, True)


async def test_who_is_no_admin_is_refused_and_the_next_message_is_held_against_what_was(tmp_path) -> None:
    async with running(tmp_path) as parts:
        answer = await ask(parts, "mentor", "drempel", "insult 70% te vaak loos alarm")
        assert answer.refused
        assert "Beheer" in answer.text
        assert (await ask(parts, "sem", "drempel", "insult 70% te vaak loos alarm")).refused
        assert len(await cases(parts, "a")) == 1


async def test_a_care_signal_in_a_report_is_held_against_the_changed_threshold(tmp_path) -> None:
    async with running(tmp_path) as parts:
        await ask(parts, "beheer", "drempel", "self_harm 70% alleen wat zeker is")
        assert "zorgteam" not in (await ask(parts, "noor", "meld", "Klas 8A: self_harm?")).text
        await ask(parts, "beheer", "drempel", "self_harm terug")
        assert "zorgteam" in (await ask(parts, "lena", "meld", "Klas 8A: self_harm?")).text


async def test_a_linked_account_is_staff_after_a_restart_until_it_is_taken_away(tmp_path) -> None:
    async with running(tmp_path) as parts:
        text = (await ask(parts, "beheer", "koppel", "maak mentor")).text
        code = re.search(r"\w{5}-\w{5}", text).group()
        assert not (await ask(parts, "anneke", "koppel", code)).refused
    async with running(tmp_path) as parts:
        assert not (await ask(parts, "anneke", "zaak")).refused
        assert not (await ask(parts, "beheer", "koppel", "los mentor")).refused
        assert (await ask(parts, "anneke", "zaak")).refused
    async with running(tmp_path) as parts:
        assert (await ask(parts, "anneke", "zaak")).refused
