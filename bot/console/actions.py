"""What people on the page can do: chat as somebody of the demo school, handle a case, steer the class day."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.chat_view import find_line
from bot.console.class_day import Person
from bot.console.inbox_view import read_case
from bot.console.pages import chosen_group, chosen_member, stage_of
from bot.console.player import PHOTO
from bot.console.ports import ChatLine, Scene
from bot.console.stage import Stage
from bot.domain.case import Action
from bot.domain.errors import CaseError, ConflictError, NotAllowedError
from bot.domain.school import Group, StaffMember

LONGEST_TEXT = 2000


class _RefusedError(Exception):
    """What was asked cannot be done; ``key`` is the phrase that says why."""

    def __init__(self, key: str, status: int) -> None:
        super().__init__(key)
        self.key = key
        self.status = status


async def write(request: Request) -> Response:
    """Post a message, or change one of one's own."""
    stage, form = stage_of(request), await request.form()
    scene, group = stage.scene, chosen_group(request, stage.scene)
    try:
        person = _writer(scene, group, form)
        text, photo = _field(form, "text").strip(), bool(_field(form, "photo"))
        if _field(form, "edit"):
            line = _own(scene, group, person, _field(form, "edit"))
            await scene.chat.edit(group.chat, line.id, _checked(text, photo=bool(line.attachments)))
        else:
            await scene.chat.post(
                group.chat,
                person.author,
                _checked(text, photo=photo),
                reply_to=_answered(scene, group, _field(form, "reply_to")),
                attachments=(PHOTO,) if photo else (),
            )
    except _RefusedError as refusal:
        return _refuse(stage, refusal)
    return _done(request, stage)


async def take_away(request: Request) -> Response:
    """Delete a message of one's own."""
    stage, form = stage_of(request), await request.form()
    scene, group = stage.scene, chosen_group(request, stage.scene)
    try:
        line = _own(scene, group, _writer(scene, group, form), request.path_params["id"])
    except _RefusedError as refusal:
        return _refuse(stage, refusal)
    await scene.chat.delete(group.chat, line.id)
    return _done(request, stage)


async def open_case(request: Request) -> Response:
    """Show what was said in a case; that it was read is noted."""
    stage = stage_of(request)
    member = chosen_member(request, stage.scene)
    try:
        case = await read_case(stage.scene, member, request.path_params["id"])
    except NotAllowedError:
        return _refuse(stage, _RefusedError("refused-not_allowed", 403))
    return stage.show("_file.html", case=case)


async def act(request: Request) -> Response:
    """Claim a case, give a verdict, or pass it on."""
    stage = stage_of(request)
    scene, member = stage.scene, chosen_member(request, stage.scene)
    try:
        action = Action(request.path_params["action"])
        notice, status = await _act(scene, member, request.path_params["id"], action)
    except ValueError:
        notice, status = scene.phrases("refused-unknown_button"), 404
    stage.changes.tell("inbox")
    if status == 200 and not _by_htmx(request):
        return _back(request)
    return stage.show("_notice.html", status, notice=notice, good=status == 200)


async def steer(request: Request) -> Response:
    """Play, pause or speed up the class day, or begin a new one."""
    stage = stage_of(request)
    scene = stage.scene
    match request.path_params["command"]:
        case "play":
            scene.player.play()
        case "pause":
            scene.player.pause()
        case "speed":
            scene.player.faster()
        case "again":
            await scene.again()  # open pages hear of the new scene and load themselves anew
        case _:
            return Response(status_code=404)
    return stage.show("_controls.html", scene=stage.scene) if _by_htmx(request) else _back(request)


async def _act(scene: Scene, member: StaffMember, case_id: str, action: Action) -> tuple[str, int]:
    """What to tell the one who acted, and the status of the answer."""
    phrases = scene.phrases
    try:
        await scene.desk.act(member, case_id, action)
    except NotAllowedError:
        return phrases("refused-not_allowed"), 403
    except ConflictError:
        return phrases("refused-busy"), 409
    except CaseError as error:
        owner = scene.school.staff.get(error.details.get("owner", ""))
        return phrases(f"refused-{error.reason}", **({"owner": owner.name} if owner else {})), 409
    return phrases(f"done-{action}"), 200


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _writer(scene: Scene, group: Group, form: FormData) -> Person:
    for person in scene.people:
        if person.id == _field(form, "who") and group.id in person.groups:
            return person
    raise _RefusedError("console-refused-nobody", 422)


def _own(scene: Scene, group: Group, person: Person, message_id: str) -> ChatLine:
    found = find_line(scene, message_id)
    if found is None or found[0] is not group or found[1].deleted:
        raise _RefusedError("console-refused-gone", 404)
    if found[1].author is None or found[1].author.account != person.author.account:
        raise _RefusedError("console-refused-not-yours", 403)
    return found[1]


def _answered(scene: Scene, group: Group, message_id: str) -> str | None:
    found = find_line(scene, message_id) if message_id else None
    return message_id if found is not None and found[0] is group else None


def _checked(text: str, *, photo: bool) -> str:
    if not text and not photo:
        raise _RefusedError("console-refused-empty", 422)
    if len(text) > LONGEST_TEXT:
        raise _RefusedError("console-refused-long", 422)
    return text


def _refuse(stage: Stage, refusal: _RefusedError) -> Response:
    return stage.show("_notice.html", refusal.status, notice=stage.scene.phrases(refusal.key), good=False)


def _done(request: Request, stage: Stage) -> Response:
    return stage.show("_notice.html", notice="", good=True) if _by_htmx(request) else _back(request)


def _by_htmx(request: Request) -> bool:
    return "hx-request" in request.headers


def _back(request: Request) -> Response:
    """The page again, for a browser without scripts."""
    return RedirectResponse(f"/?{request.url.query}", 303)
