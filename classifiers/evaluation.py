"""Measures a classifier: ``python -m classifiers.evaluation DATA_FOLDER`` prints Markdown, also for the model card."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from classifiers import measures
from classifiers.assessment import Category, Classifier, Threshold, Utterance
from classifiers.loading import default_thresholds, load_classifier
from classifiers.personal_data import find_personal_data
from classifiers.public_data import MarkedText, read_hatecheck, read_name_sentences, read_personal_data, read_requests
from classifiers.training.corpus import Example, read_folder

TEST_PART = Path(__file__).parent / "training" / "test_part"
BEST_PUBLISHED_HATECHECK = 0.609  # macro-F1 of a Dutch model, recomputed from the tables of its paper
FALSE_ALARMS_SHOWN = 8

Limits = Mapping[Category, Threshold]


def report(classifier: Classifier, limits: Limits, test: Sequence[Example], data: Path | None) -> Iterator[str]:
    """Lines of Markdown on the test part and, where ``data`` holds them, the public sets; says what is skipped."""
    yield f"Model {classifier.version}."
    yield from _on_test_part(classifier, limits, test)
    if data is None:
        yield "\nSkipped without a data folder: HateCheck, names, requests, personal data."
        return
    yield from _on_hatecheck(classifier, limits, data)
    yield from _on_harmless(classifier, limits, "Names", read_name_sentences(data))
    yield from _on_harmless(classifier, limits, "Requests", read_requests(data))
    yield from _on_personal_data(read_personal_data(data))


def _on_test_part(classifier: Classifier, limits: Limits, test: Sequence[Example]) -> Iterator[str]:
    scores = measures.score(classifier, [example.utterance for example in test])
    wanted = measures.table([example.labels for example in test])
    talk = np.array([bool(example.utterance.context) for example in test], np.bool_)
    alone = measures.score(classifier, [_bare(example.utterance) for example in test if example.utterance.context])
    yield "\n### Test part, written apart and never trained on\n"
    yield "| | messages | macro-F1 | harmful found | harmless flagged | found at 5% | 2% | 0.5% |"
    yield "|---|---|---|---|---|---|---|---|"
    yield _test_row("all", scores, wanted, limits)
    yield _test_row("first or only lines", scores[~talk], wanted[~talk], limits)
    yield _test_row("in conversation", scores[talk], wanted[talk], limits)
    yield _test_row("the same without context", alone, wanted[talk], limits)
    yield "\n'Found at 5%': harmful messages found when all thresholds are moved until 5% of the harmless are flagged."
    yield "\n| label | messages | precision | recall | F1 | flag | alert | precision of alerts | recall |"
    yield "|---|---|---|---|---|---|---|---|---|"
    yield from _label_rows(scores, wanted, limits)


def _test_row(name: str, scores: measures.Scores, wanted: measures.Wanted, limits: Limits) -> str:
    predicted = measures.reached(scores, limits)
    flags = [limits[category].flag for category in Category]
    cells = [
        str(len(scores)),
        f"{measures.macro_f1(measures.quality(predicted, wanted)):.3f}",
        _percent(measures.harmful_found(predicted, wanted)),
        _percent(measures.harmless_flagged(predicted, wanted)),
        *(_percent(measures.found_at(scores, wanted, flags, share)) for share in (0.05, 0.02, 0.005)),
    ]
    return f"| {name} | {' | '.join(cells)} |"


def _label_rows(scores: measures.Scores, wanted: measures.Wanted, limits: Limits) -> Iterator[str]:
    flags = measures.quality(measures.reached(scores, limits), wanted)
    alerts = measures.quality(measures.reached(scores, limits, alert=True), wanted)
    for category in Category:
        flag, alert, limit = flags[category], alerts[category], limits[category]
        yield (
            f"| {category} | {flag.support} | {flag.precision:.2f} | {flag.recall:.2f} | {flag.f1:.2f} "
            f"| {limit.flag:.2f} | {limit.alert:.2f} | {alert.precision:.2f} | {alert.recall:.2f} |"
        )


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
    yield f"{flagged.sum()} of {len(texts)} flagged ({_percent(float(flagged.mean()))})."
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


def _bare(utterance: Utterance) -> Utterance:
    return replace(utterance, context=(), reply_to=None)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the bundled model, or another, and print the report."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.evaluation", description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder with the public data; without it those are skipped")
    parser.add_argument("--model", help="a folder or Hugging Face name; without it the bundled model")
    parser.add_argument("--test", type=Path, default=TEST_PART, help="folder with the test part")
    given = parser.parse_args(arguments)
    classifier = load_classifier(given.model)
    for line in report(classifier, default_thresholds(given.model), read_folder(given.test), given.data):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
