"""Looks once, beside a bot that may run, at everything that could keep it from hearing or speaking on Discord."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import aiohttp
import discord

from bot.domain.health import Check, Finding
from bot.domain.school import School
from bot.platforms.discord_answers import REFUSALS
from bot.platforms.discord_health import clock_finding, content_finding, finding, group_findings, reach_findings

Connector = Callable[[], aiohttp.BaseConnector]
PATIENCE = 30.0  # seconds within which Discord must have told about all servers
# Codes with which Discord's gateway closes a connection: it no longer takes the token, or does not give the intents.
TOKEN_REFUSED, INTENTS_REFUSED = 4004, 4014


def needed_intents() -> discord.Intents:
    """What Pleinwacht asks of Discord: servers, messages and what is in them; no lists of members, no presence."""
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = intents.dm_messages = intents.message_content = True
    return intents


class Examination:
    """One look; the events that its connection is given are not listened to."""

    def __init__(
        self, token: str, school: School, connector: Connector | None, proxy: str | None, ready_after: float
    ) -> None:
        self._token = token
        self._school = school
        self._connector = connector
        self._proxy = proxy
        self._ready_after = ready_after
        self._findings: list[Finding] = []

    async def make(self) -> list[Finding]:
        """Everything that was found."""
        clock = await clock_finding(self._connector() if self._connector else None, self._proxy)
        if clock is not None:
            self._findings.append(clock)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._connect(needed_intents())
        except discord.LoginFailure:
            self._note(Check.TOKEN, False)
        except discord.ConnectionClosed as error:
            self._note(Check.TOKEN if error.code == TOKEN_REFUSED else Check.CONNECTION, False)
        except REFUSALS:
            self._note(Check.CONNECTION, False)
        return self._findings

    async def _connect(self, intents: discord.Intents) -> None:
        client = discord.Client(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=self._ready_after,
            proxy=self._proxy,
            connector=self._connector() if self._connector else None,
        )
        try:
            await client.login(self._token)
            await self._look(client)
        except discord.ConnectionClosed as error:
            if error.code != INTENTS_REFUSED or not intents.message_content:
                raise
            self._note(Check.MESSAGE_CONTENT, False)
            intents.message_content = False
            await self._connect(intents)
        finally:
            await client.close()

    async def _look(self, client: discord.Client) -> None:
        connection = asyncio.create_task(client.connect(reconnect=False), name="discord examination")
        ready = asyncio.create_task(client.wait_until_ready(), name="discord examination ready")
        try:
            await asyncio.wait([connection, ready], return_when=asyncio.FIRST_COMPLETED)
            if connection.done():
                connection.result()
                raise ConnectionError("closed")
            self._note(Check.TOKEN, True)
            self._note(Check.CONNECTION, True)
            if client.intents.message_content:
                self._findings.append(content_finding(client.application_flags))
            self._findings += group_findings(self._school, client.guilds)
            self._findings += await reach_findings(self._school, client.guilds)
        finally:
            await client.close()
            for task in (connection, ready):
                task.cancel()
                with suppress(asyncio.CancelledError, *REFUSALS):
                    await task

    def _note(self, check: Check, is_well: bool) -> None:
        self._findings.append(finding(check, is_well))
