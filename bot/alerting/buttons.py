"""What happens when a member of staff presses a button under an alert, on whichever platform."""

from bot.alerting.alert import parse_button
from bot.casework.desk import Desk
from bot.commands.request import Answer
from bot.domain.errors import CaseError, ConflictError, NotAllowedError
from bot.domain.message import Account
from bot.domain.school import School
from bot.phrases import Phrases


class Buttons:
    """Turns a press into an action on the case, and the result into a sentence for whoever pressed."""

    def __init__(self, desk: Desk, school: School, phrases: Phrases) -> None:
        self._desk = desk
        self._school = school
        self._phrases = phrases

    async def press(self, account: Account, data: str) -> Answer:
        """What to tell the one who pressed; the alert itself is brought up to date separately."""
        parsed = parse_button(data)
        if parsed is None:
            return Answer(self._phrases("refused-unknown_button"), refused=True)
        case_id, action = parsed
        try:
            await self._desk.act(self._desk.staff(account), case_id, action)
        except NotAllowedError:
            return Answer(self._phrases("refused-not_allowed"), refused=True)
        except ConflictError:
            return Answer(self._phrases("refused-busy"), refused=True)
        except CaseError as error:
            return Answer(self._phrases(f"refused-{error.reason}", **self._named(error.details)), refused=True)
        return Answer(self._phrases(f"done-{action}"))

    def _named(self, details: dict[str, str]) -> dict[str, str]:
        owner = details.get("owner", "")
        return {"owner": self._school.staff[owner].name if owner in self._school.staff else owner} if owner else {}
