"""What alerting needs from the outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.alerting.alert import Alert
from bot.domain.case import Case
from bot.domain.message import Account, PlatformName


@dataclass(frozen=True, slots=True)
class DueAlert:
    """One member of staff's view of a case that is out of date.

    ``reference`` is the platform's own name of the message that shows it now; None before the first delivery.
    """

    id: int
    case: Case
    staff_id: str
    attempts: int
    platform: PlatformName | None = None
    reference: str | None = None


class Outbox(Protocol):
    """Planned alerts, and which groups were given the notice."""

    async def due(self, now: datetime, limit: int) -> Sequence[DueAlert]:
        """Alerts that show an older revision than their case's and may be tried now, gravest and oldest first.

        What is not urgent waits until the silence of its recipient is over.
        """
        ...

    async def shown(self, alert_id: int, revision: int, platform: PlatformName, reference: str) -> None:
        """The alert now shows this revision."""
        ...

    async def not_shown(self, alert_id: int, error: str, next_try_at: datetime) -> None:
        """The delivery failed and is to be tried again."""
        ...

    async def given_up(self, alert_id: int, error: str) -> int:
        """This person cannot be reached; gives how many others of the case's alerts still stand."""
        ...

    async def take_up_again(self, case_id: str, at: datetime) -> None:
        """Nobody could be reached: what was given up of this case may be tried anew at ``at``."""
        ...

    async def notice_given(self, group: str, version: str) -> bool:
        """Whether the group was given the notice in this version."""
        ...

    async def note_notice(self, group: str, version: str, at: datetime) -> None:
        """Remember that it was."""
        ...


class Messenger(Protocol):
    """The part of a platform that reaches people."""

    @property
    def name(self) -> PlatformName:
        """Which platform this is."""
        ...

    async def show_alert(self, to: Account, alert: Alert, reference: str | None) -> str:
        """Send the alert in private, or change the message named by ``reference`` into it; gives the reference.

        Raises:
            DeliveryError: it did not arrive; says whether to try again.
        """
        ...

    async def tell(self, to: Account, text: str) -> None:
        """Say something in private to a member of staff.

        Raises:
            DeliveryError: it did not arrive; says whether to try again.
        """
        ...

    async def post_notice(self, chat: str, text: str) -> None:
        """Post the notice to members in a group.

        Raises:
            DeliveryError: it did not arrive; says whether to try again.
        """
        ...
