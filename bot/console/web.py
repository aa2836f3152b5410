"""The web application: which address leads where."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console import actions, pages
from bot.console.guard import Guard
from bot.console.stage import Stage

STATIC = Path(__file__).with_name("static")


def make_app(stage: Stage) -> Starlette:
    """The application that shows what is on the stage."""
    app = Starlette(
        routes=[
            Route("/", pages.page),
            Route("/uitleg", pages.explanation),
            Route("/chat", pages.chat),
            Route("/inbox", pages.inbox),
            Route("/controls", pages.controls),
            Route("/events", pages.events),
            Route("/messages", actions.write, methods=["POST"]),
            Route("/messages/{id}", pages.message),
            Route("/messages/{id}/delete", actions.take_away, methods=["POST"]),
            Route("/cases/{id}/open", actions.open_case, methods=["POST"]),
            Route("/cases/{id}/{action}", actions.act, methods=["POST"]),
            Route("/day/{command}", actions.steer, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard)],
    )
    app.state.stage = stage
    return app
