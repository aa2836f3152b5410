"""``make bench``: prints every comparison of one run."""

from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks import model, pipeline
from benchmarks.messages import ordinary_day, short_messages
from bot.logs import configure_logs

MESSAGES = 96


def main() -> None:
    """Measure and print."""
    configure_logs("error", "console")
    console = Console()
    with console.status("bundled model against a RoBERTa-size model in PyTorch …"):
        console.print(_model_table("with three lines of context", model.compare(ordinary_day(MESSAGES))))
        console.print(_model_table("of 7 to 10 words, alone", model.compare(short_messages(MESSAGES))))
    with console.status("whole pipeline against the bare classifier …"):
        console.print(_pipeline_table(pipeline.measure()))


def _model_table(what: str, speed: dict[str, float]) -> Table:
    table = Table(title=f"One core, the same messages {what} (medians of alternating rounds)")
    for column in ("", "bundled model", "125M RoBERTa in PyTorch", "ratio"):
        table.add_column(column, justify="left" if not column else "right")
    faster = speed["ours"] / speed["other"]
    table.add_row("messages a second", f"{speed['ours']:.0f}", f"{speed['other']:.0f}", f"{faster:.1f} x")
    quicker = speed["other_alone"] / speed["ours_alone"]
    alone = (f"{speed['ours_alone']:.1f}", f"{speed['other_alone']:.1f}", f"{quicker:.1f} x")
    table.add_row("ms for one message alone", *alone)
    return table


def _pipeline_table(rounds: list[pipeline.Result]) -> Table:
    table = Table(title=f"{pipeline.MESSAGES} messages in {pipeline.GROUPS} groups, SQLite on disk")
    for column in (
        "round",
        "bare classifier (msg/s)",
        "whole pipeline (msg/s)",
        "share kept",
        "loop late (ms)",
        "flagged",
    ):
        table.add_column(column, justify="right")
    for number, each in enumerate(rounds, 1):
        share = f"{each.pipeline / each.bare:.0%}"
        table.add_row(
            str(number), f"{each.bare:.0f}", f"{each.pipeline:.0f}", share, f"{each.lateness:.1f}", str(each.flagged)
        )
    share = median(each.pipeline / each.bare for each in rounds)
    worst = max(each.lateness for each in rounds)
    table.add_row("", "", "median share / worst lateness", f"{share:.0%}", f"{worst:.1f}", "")
    return table


if __name__ == "__main__":
    main()
