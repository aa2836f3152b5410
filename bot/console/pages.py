"""What can be looked at: the page, the parts of it that are asked for when something changed, the live events."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.console.chat_view import find_line, group_messages, number, one_message
from bot.console.inbox_view import show_inbox, waiting
from bot.console.ports import Scene
from bot.console.stage import Stage
from bot.domain.school import Group, StaffMember


async def page(request: Request) -> Response:
    """Chat and inbox side by side."""
    stage = stage_of(request)
    scene = stage.scene
    group, member = chosen_group(request, scene), chosen_member(request, scene)
    return stage.show(
        "page.html",
        scene=scene,
        group=group,
        member=member,
        messages=group_messages(scene, group),
        inbox=await show_inbox(scene, member, {}),
        waiting={each.id: await waiting(scene, each) for each in scene.school.staff.values()},
    )


async def explanation(request: Request) -> Response:
    """What Pleinwacht is, for pupils, parents and mentors."""
    stage = stage_of(request)
    return stage.show("uitleg.html", scene=stage.scene)


async def chat(request: Request) -> Response:
    """The messages of a group, all or those after a message."""
    stage = stage_of(request)
    group = chosen_group(request, stage.scene)
    messages = group_messages(stage.scene, group, number(request.query_params.get("after", "")))
    return stage.show("_messages.html", messages=messages)


async def message(request: Request) -> Response:
    """One message as it is now."""
    stage = stage_of(request)
    found = find_line(stage.scene, request.path_params["id"])
    if found is None:
        return Response(status_code=404)
    return stage.show("_messages.html", messages=[one_message(stage.scene, *found)])


async def inbox(request: Request) -> Response:
    """The inbox of a member of staff."""
    stage = stage_of(request)
    scene = stage.scene
    member = chosen_member(request, scene)
    return stage.show(
        "_inbox.html",
        scene=scene,
        member=member,
        group=chosen_group(request, scene),
        inbox=await show_inbox(scene, member, _opened(request)),
        waiting={each.id: await waiting(scene, each) for each in scene.school.staff.values()},
    )


async def controls(request: Request) -> Response:
    """The controls of the class day."""
    stage = stage_of(request)
    return stage.show("_controls.html", scene=stage.scene)


async def events(request: Request) -> Response:
    """What changes from now on. The day starts once somebody looks."""
    stage = stage_of(request)
    stage.scene.player.start()
    return StreamingResponse(
        stage.changes.stream(stage.scene.id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def stage_of(request: Request) -> Stage:
    """The stage behind the application."""
    stage: Stage = request.app.state.stage
    return stage


def chosen_group(request: Request, scene: Scene) -> Group:
    """The group that the address names, else the first."""
    groups = scene.school.groups
    return groups.get(request.query_params.get("group", "")) or next(iter(groups.values()))


def chosen_member(request: Request, scene: Scene) -> StaffMember:
    """The member of staff that the address names, else the first."""
    staff = scene.school.staff
    return staff.get(request.query_params.get("staff", "")) or next(iter(staff.values()))


def _opened(request: Request) -> dict[str, int]:
    """The opened cases that the page names as ``id.revision``."""
    named = (each.rpartition(".") for each in request.query_params.getlist("opened")[:100])
    return {case_id: int(revision) for case_id, _, revision in named if revision.isdecimal()}
