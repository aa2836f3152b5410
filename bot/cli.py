"""The command ``pleinwacht``: arguments and printing, nothing more."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.domain.errors import PleinwachtError, SettingsError
from bot.settings import Settings, load_settings
from classifiers.assessment import ClassifierError

app = typer.Typer(
    help="Keeps an eye on a school's class chats and hands what needs an adult to the right adult.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
errors = Console(stderr=True, highlight=False)

ConfigFile = Annotated[Path, typer.Option("--config", "-c", help="The settings file.")]


def main() -> None:
    """Run the command; our own errors become a message and exit code 1 (2 for a wrong configuration)."""
    # transformers, used here without PyTorch, would say on standard error of every start that it is not there.
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    try:
        app()
    except SettingsError as error:
        for problem in error.problems:
            errors.print(f"[red]•[/] {escape(problem)}", soft_wrap=True)
        sys.exit(2)
    except (PleinwachtError, ClassifierError) as error:
        errors.print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        sys.exit(1)


@app.command()
def run(
    config: ConfigFile = Path("config.toml"),
    play_demo: Annotated[bool, typer.Option("--demo", help="Play a class day in a demo school instead.")] = False,
) -> None:
    """Read along in the school's chats until Ctrl-C; without a config.toml, in a demo school."""
    if play_demo or (config == Path("config.toml") and not config.exists()):
        from bot.demo import demo  # here and below, because the platforms' libraries take a second to import

        asyncio.run(demo())
    else:
        settings = load_settings(config)
        from bot.app import run_school

        asyncio.run(run_school(settings))


@app.command("check-config")
def check_config(config: ConfigFile = Path("config.toml")) -> None:
    """Check the settings file and say what is wrong with it."""
    settings: Settings = load_settings(config)
    print(f"{config}: in order; {len(settings.groups)} groups, {len(settings.staff)} members of staff.")


@app.command()
def doctor(config: ConfigFile = Path("config.toml")) -> None:
    """Check everything that could keep Pleinwacht from hearing or speaking, and say how to repair it."""
    settings = load_settings(config)
    from bot.doctor import run_doctor

    sys.exit(asyncio.run(run_doctor(settings)))


@app.command()
def classify(
    file: Annotated[str, typer.Argument(help="JSON Lines with messages, or - for standard input.")] = "",
    text: Annotated[str, typer.Option("--text", help="One message, answered with an explanation.")] = "",
    model: Annotated[str, typer.Option("--model", help="Another model: a folder or a Hugging Face name.")] = "",
) -> None:
    """Give the scores and labels of messages, one JSON object per line, in order."""
    from bot.classify import classify_file, explain_text

    if bool(file) == bool(text):
        errors.print("Give either a FILE (or -) or --text.")
        sys.exit(2)
    sys.exit(explain_text(text, model) if text else classify_file(file, model))


if __name__ == "__main__":
    main()
