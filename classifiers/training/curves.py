"""Draws precision against recall for each label, with the thresholds on it, for the model card."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from sklearn.metrics import precision_recall_curve

from classifiers.assessment import Category
from classifiers.evaluation.measures import Limits, Quality, Scores, Wanted, quality, reached

COLUMNS = 5


def draw(scores: Scores, wanted: Wanted, limits: Limits, file: Path) -> None:
    """Write a picture (SVG) with one small plot per label; a circle is the flag threshold, a triangle the alert one."""
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "pleinwacht"  # the same numbers give the same file
    from matplotlib import pyplot

    rows = -(-len(Category) // COLUMNS)
    figure, plots = pyplot.subplots(rows, COLUMNS, figsize=(12, 5), sharex=True, sharey=True, layout="constrained")
    flags, alerts = reached(scores, limits), reached(scores, limits, alert=True)
    at_flag, at_alert = quality(flags, wanted), quality(alerts, wanted)
    for place, (category, plot) in enumerate(zip(Category, plots.flat, strict=False)):
        precision, recall, _ = precision_recall_curve(wanted[:, place], scores[:, place])
        plot.plot(recall, precision, color="#2b5c8a")
        _mark(plot, at_flag[category], "o")
        _mark(plot, at_alert[category], "^")
        plot.set(title=str(category), xlim=(0, 1.02), ylim=(0, 1.05))
        plot.grid(alpha=0.3)
    figure.supxlabel("recall: of the messages that carry the label, how many are found")
    figure.supylabel("precision: of what is found, how much is right")
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)


def _mark(plot: Any, found: Quality, shape: str) -> None:
    plot.plot(found.recall, found.precision, shape, color="#c8501e", markersize=7)
