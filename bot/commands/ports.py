"""What commands need of the parts above them."""

from collections.abc import Sequence
from typing import Protocol

from bot.casework.desk import CaseFile
from bot.domain.case import Case
from bot.domain.message import PlatformName
from bot.domain.school import StaffMember


class CaseTexts(Protocol):
    """Cases as plain text, in the words of the alerts."""

    def line(self, case: Case, viewer: StaffMember) -> str:
        """A case in one line: what, where, and how it stands."""
        ...

    def whole(self, file: CaseFile, viewer: StaffMember) -> str:
        """A case as its alert shows it, with what people wrote about it."""
        ...


class StaffLines(Protocol):
    """Private lines to members of staff."""

    async def tell(self, member: StaffMember, text: str) -> bool:
        """Say something to somebody; False when it did not arrive."""
        ...

    def reachable_on(self, member: StaffMember) -> Sequence[PlatformName]:
        """Where somebody can be reached now, as far as is known."""
        ...
