"""Measures on public Dutch data: HateCheck, sentences with names, harmless requests, personal data."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from classifiers.assessment import Category, Classifier, Utterance
from classifiers.evaluation import measures
from classifiers.evaluation.measures import Limits, percent
from classifiers.evaluation.public_data import (
    MarkedText,
    read_hatecheck,
    read_name_sentences,
    read_personal_data,
    read_requests,
)
from classifiers.personal_data import find_personal_data

BEST_PUBLISHED_HATECHECK = 0.609  # macro-F1 of a Dutch model, recomputed from the tables of its paper
FALSE_ALARMS_SHOWN = 8


def on_public_sets(classifier: Classifier, limits: Limits, data: Path) -> Iterator[str]:
    """Lines on each set; one that is not in the folder is named as skipped."""
    yield from _on_hatecheck(classifier, limits, data)
    yield from _on_harmless(classifier, limits, "Names", read_name_sentences(data))
    yield from _on_harmless(classifier, limits, "Requests", read_requests(data))
    yield from _on_personal_data(read_personal_data(data))


def _on_hatecheck(classifier: Classifier, limits: Limits, data: Path) -> Iterator[str]:
    yield "\n### Dutch HateCheck, label `hate`\n"
    cases = read_hatecheck(data)
    if not cases:
        yield f"Skipped: {data} holds no mhc_nl_dev.csv."
        return
    scores = measures.score(classifier, [Utterance(case.text) for case in cases])[
        :, list(Category).index(Category.HATE)
    ]
    wanted = np.array([case.is_hateful for case in cases])
    for name, limit in (("0.5", 0.5), ("the flag threshold", limits[Category.HATE].flag)):
        f1 = measures.binary_macro_f1(scores >= limit, wanted)
        yield f"Macro-F1 at {name}: {f1:.3f} (best published {BEST_PUBLISHED_HATECHECK}, on all cases; ours on half).\n"
    right = (scores >= limits[Category.HATE].flag) == wanted
    functions = sorted({case.function for case in cases})
    shares = {name: right[[case.function == name for case in cases]].mean() for name in functions}
    yield "Right per test: " + ", ".join(f"{name} {shares[name]:.2f}" for name in functions) + "."


def _on_harmless(classifier: Classifier, limits: Limits, name: str, texts: Sequence[str]) -> Iterator[str]:
    yield f"\n### {name}: nothing of this may be flagged\n"
    if not texts:
        yield "Skipped: not in the data folder."
        return
    scores = measures.score(classifier, [Utterance(text) for text in texts])
    flagged = np.asarray(measures.reached(scores, limits).any(axis=1))
    yield f"{flagged.sum()} of {len(texts)} flagged ({percent(float(flagged.mean()))})."
    examples = [text for text, is_flagged in zip(texts, flagged, strict=True) if is_flagged][:FALSE_ALARMS_SHOWN]
    if examples:
        yield "Such as: " + "; ".join(examples) + "."


def _on_personal_data(texts: Sequence[MarkedText]) -> Iterator[str]:
    yield "\n### Personal data found by form and checksum\n"
    if not texts:
        yield "Skipped: not in the data folder."
        return
    for kind in ("bsn", "iban", "phone", "email", "address"):
        marked = [(text.text, start, end) for text in texts for start, end, name in text.marks if name == kind]
        found = sum(
            any(each.kind == kind and each.start < end and start < each.end for each in find_personal_data(text))
            for text, start, end in marked
        )
        yield f"- {kind}: {found} of {len(marked)}"
