"""Holds the scene that the pages show now, tells them of changes, and renders templates with the phrases."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.console.live import Changes
from bot.console.ports import Scene
from bot.domain.school import StaffMember, StaffRole
from bot.moderation.outcome import Outcome


class Stage:
    """One per application; its scene is replaced when the day is played again. Construct outside the event loop."""

    def __init__(self) -> None:
        self.changes = Changes()
        self._scene: Scene | None = None
        self._templates = Environment(
            loader=PackageLoader("bot.console"),
            autoescape=True,  # what people write is hostile until escaped
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals["duty"] = duty
        for name in self._templates.list_templates():
            self._templates.get_template(name)  # compiled now, so that no request reads a file

    @property
    def scene(self) -> Scene:
        """The scene that is shown now."""
        assert self._scene is not None, "enter() comes first"
        return self._scene

    def enter(self, scene: Scene) -> None:
        """Show another scene from now on; open pages load themselves anew."""
        self._scene = scene
        self.changes.tell("scene", scene.id)

    def message_changed(self, changed: str) -> None:
        """A message or an alert with this id is new or different."""
        self.changes.tell("message", changed)
        self.changes.tell("inbox")

    def concluded(self, outcome: Outcome) -> None:
        """The machine concluded something about a message."""
        self.changes.tell("message", outcome.message.key.id)
        if outcome.flags:
            self.changes.tell("inbox")

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page or part of one; ``t`` gives phrases."""
        text = self._templates.get_template(template).render(t=self.scene.phrases, **values)
        return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


def duty(member: StaffMember) -> StaffRole:
    """What a member of staff is first of all."""
    return next(role for role in StaffRole if role in member.roles)
