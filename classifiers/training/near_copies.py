"""``python -m classifiers.training.near_copies DATA``: no line of the corpus copies what measures it."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from classifiers.evaluation.public_data import read_hatecheck
from classifiers.training.corpus import Example, read_folder

HERE = Path(__file__).parent
TOO_NEAR = 0.8  # cosine of character n-grams; "Ik haat vrouwen." and "Ik haat die vrouwen." have 0.81
SHORTEST = 25  # characters: what is shorter ("wat heb je gedaan") is anybody's
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the corpus and the text for measuring that is nearest to it, with their cosine in 0..1."""

    example: Example
    measured: str
    cosine: float


def near_copies(corpus: Sequence[Example], measured: Sequence[str], limit: float = TOO_NEAR) -> Iterator[Pair]:
    """The lines of the corpus whose nearest text for measuring is at least so near (tf-idf of 3 to 5 characters)."""
    texts = sorted({text for text in measured if len(text) >= SHORTEST})
    examples = [example for example in corpus if len(example.utterance.text) >= SHORTEST]
    if not texts or not examples:
        return
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), lowercase=True, sublinear_tf=True)
    against = vectors.fit_transform(texts).T.tocsc()
    for start in range(0, len(examples), CHUNK):
        chunk = examples[start : start + CHUNK]
        cosines = vectors.transform([example.utterance.text for example in chunk]) @ against
        nearest = np.asarray(cosines.argmax(axis=1)).ravel()
        highest = np.asarray(cosines.max(axis=1).todense()).ravel()
        for example, place, cosine in zip(chunk, nearest, highest, strict=True):
            if cosine >= limit:
                yield Pair(example, texts[place], float(cosine))


def main(arguments: Sequence[str] | None = None) -> None:
    """Name every near copy of HateCheck or of the test part; exit 1 when there is one."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.training.near_copies", description=__doc__)
    parser.add_argument(
        "data", type=Path, nargs="?", help="folder with the public data; without it HateCheck is skipped"
    )
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--limit", type=float, default=TOO_NEAR)
    given = parser.parse_args(arguments)
    cases = [case.text for case in read_hatecheck(given.data)] if given.data else []
    print(f"{len(cases)} cases of HateCheck" if cases else "HateCheck skipped: not in the data folder")
    # Of our own test part the harmful lines: a harmless one is often a sentence that everybody writes.
    test = [example.utterance.text for example in read_folder(HERE / "test_part") if example.labels]
    found = list(near_copies(read_folder(given.corpus), [*cases, *test], given.limit))
    for pair in found:
        place = f"{pair.example.file}.txt:{pair.example.line}"
        print(f"{place}: {pair.cosine:.2f}  {pair.example.utterance.text}  ~  {pair.measured}")
    print(f"{len(found)} lines of the corpus are near copies (cosine {given.limit} or more)")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
