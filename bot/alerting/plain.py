"""Cases as plain text, for whoever asks instead of waiting for an alert."""

from collections.abc import Iterable

from bot.alerting.alert import Style, alert_title, build_alert, state_line
from bot.casework.desk import CaseFile
from bot.domain.case import Case, short_id
from bot.domain.message import Account, PlatformName
from bot.domain.school import School, StaffMember
from bot.domain.statement import Remark

# Where a person can be written to, so that the care team can answer a cry for help.
ADDRESS = {
    PlatformName.DISCORD: "https://discord.com/users/{id}",
    PlatformName.TELEGRAM: "tg://user?id={id}",
}


class PlainCases:
    """Implements bot.commands.ports.CaseTexts."""

    def __init__(self, school: School, style: Style) -> None:
        self._school = school
        self._style = style

    def line(self, case: Case, viewer: StaffMember) -> str:
        """See the port."""
        phrases = self._style.phrases
        title = alert_title(case, self._school, phrases)
        text = f"{short_id(case.id)}: {title}. {state_line(case, viewer, self._school, phrases)}"
        address = self._style.case_address
        return f"{text} {address.format(case=case.id)}" if address else text

    def whole(self, file: CaseFile, viewer: StaffMember) -> str:
        """See the port."""
        alert = build_alert(file, viewer, self._school, self._style)
        links = [f"{link.label}: {link.url}" for link in alert.links]
        return "\n".join([alert.title, *alert.lines, *self._remarks(file.remarks), *links])

    def _remarks(self, remarks: Iterable[Remark]) -> Iterable[str]:
        for remark in remarks:
            yield self._style.phrases(f"remark-{remark.kind}", text=remark.text)
            if remark.account is not None:
                yield self._style.phrases("remark-from", account=_address(remark.account))


def _address(account: Account) -> str:
    named = f"{account.platform.capitalize()} {account.id}"
    return f"{named} {ADDRESS[account.platform].format(id=account.id)}" if account.platform in ADDRESS else named
