"""Linking an account to a member of staff: /koppel."""

from collections.abc import Mapping

from bot.casework.linking import Linked, Linking
from bot.commands.ports import StaffLines
from bot.commands.request import Answer, Rights
from bot.commands.rights import may_use
from bot.commands.service import Asked, Handler
from bot.domain.message import PlatformName
from bot.domain.school import School
from bot.phrases import Phrases

MAKE = ("maak", "make")
TAKE_BACK = ("los", "unlink")


class LinkCommands:
    """Codes are used where nobody reads along; of a link hear both whose account it is now and who made the code."""

    def __init__(self, linking: Linking, school: School, phrases: Phrases, lines: StaffLines) -> None:
        self._linking = linking
        self._school = school
        self._phrases = phrases
        self._lines = lines

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What is answered here."""
        return {"koppel": self._link}

    async def _link(self, asked: Asked) -> Answer:
        first, _, staff_id = asked.argument.partition(" ")
        if first.casefold() in MAKE:
            return await self._make(asked, staff_id.strip())
        if first.casefold() in TAKE_BACK:
            return await self._take_back(asked, staff_id.strip())
        return await self._redeem(asked) if first else self._how(asked)

    def _how(self, asked: Asked) -> Answer:
        how = [self._phrases("koppel-how")]
        if may_use(asked.member, Rights.ADMIN):
            how.append(self._phrases("koppel-how-admin", known=self._known()))
        return Answer("\n".join(how), refused=True)

    async def _make(self, asked: Asked, staff_id: str) -> Answer:
        asked.require(Rights.ADMIN)
        code = await self._linking.new_code(staff_id, asked.staff)
        if code is None:
            return self._unknown_staff()
        return Answer(self._phrases("koppel-code", name=self._school.staff[staff_id].name, code=code))

    async def _take_back(self, asked: Asked, staff_id: str) -> Answer:
        asked.require(Rights.ADMIN)
        if staff_id not in self._school.staff:
            return self._unknown_staff()
        count = await self._linking.unlink(staff_id, asked.staff)
        return Answer(self._phrases("koppel-unlinked", name=self._school.staff[staff_id].name, count=count))

    async def _redeem(self, asked: Asked) -> Answer:
        if asked.request.is_public:
            await self._linking.spoil(asked.argument)
            return Answer(self._phrases("koppel-in-private"), refused=True)
        if asked.member is not None:
            return Answer(self._phrases("koppel-known", name=asked.member.name), refused=True)
        linked = await self._linking.redeem(asked.argument, asked.request.account)
        if linked is None:
            return Answer(self._phrases("koppel-invalid"), refused=True)
        await self._tell(linked, asked.request.account.platform)
        return Answer(self._phrases("koppel-done", name=linked.member.name))

    async def _tell(self, linked: Linked, on: PlatformName) -> None:
        platform, member, maker = on.capitalize(), linked.member, linked.made_by
        await self._lines.tell(member, self._phrases("koppel-told", platform=platform))
        if maker is not None and maker.id != member.id:
            told = self._phrases("koppel-told-maker", platform=platform, name=member.name, id=member.id)
            await self._lines.tell(maker, told)

    def _unknown_staff(self) -> Answer:
        return Answer(self._phrases("koppel-unknown-staff", known=self._known()), refused=True)

    def _known(self) -> str:
        return ", ".join(self._school.staff)
