"""Training examples are varied repeatably, and scores are made to mean what they say."""

from collections.abc import Sequence

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the training extra is not installed (make model installs it)")
pytest.importorskip("sklearn")

from classifiers.assessment import Category, Line, Utterance  # noqa: E402
from classifiers.evaluation.measures import calibration_error  # noqa: E402
from classifiers.training import calibration  # noqa: E402
from classifiers.training.augmentation import vary  # noqa: E402
from classifiers.training.corpus import Example  # noqa: E402
from classifiers.training.near_copies import near_copies  # noqa: E402

TEXT = "jij bent echt een vieze rat en niemand wil jou erbij"


def example(text: str = TEXT, labels: Sequence[Category] = (Category.INSULT,)) -> Example:
    context = (Line("hoi", "p2"),)
    return Example(Utterance(text, "p1", "pupil", context), frozenset(labels), "a", 1, "a/0")


def test_examples_stay_and_some_get_a_twin_in_disguise() -> None:
    examples = [example() for _ in range(300)]
    varied = vary(examples, seed=1)
    twins = varied[300:]
    assert all(each.utterance.text == TEXT for each in varied[:300])
    assert 10 < len(twins) < 80
    assert all(twin.utterance.text != TEXT and twin.labels == {Category.INSULT} for twin in twins)


def test_some_roles_and_authors_are_unknown_but_texts_and_context_stay() -> None:
    varied = vary([example() for _ in range(300)], seed=1)[:300]
    roles = [each.utterance.role for each in varied]
    assert 5 < roles.count(None) < 100
    nameless = [each.utterance for each in varied if each.utterance.author is None]
    assert 5 < len(nameless) < 100
    assert all(each.context == (Line("hoi"),) for each in nameless)


def test_the_same_seed_varies_the_same_way() -> None:
    examples = [example() for _ in range(50)]
    assert vary(examples, seed=7) == vary(examples, seed=7) != vary(examples, seed=8)


class Loud(torch.nn.Module):
    """A head whose logits are four times too far from zero."""

    def __init__(self) -> None:
        super().__init__()
        self.head = torch.nn.Linear(1, 2)
        self.head.weight.data[:] = 4.0
        self.head.bias.data[:] = 2.0


def test_calibrated_scores_are_near_the_share_that_carries_the_label(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(0, 1.5, 4000)
    targets = np.zeros((4000, 2), np.float32)
    targets[:, 0] = rng.random(4000) < 1 / (1 + np.exp(-truth))
    model, before = Loud(), np.stack([4 * truth + 2] * 2, axis=1)
    monkeypatch.setattr(calibration, "run_over", lambda *_: before)
    calibration.calibrate(model, [], targets)
    after = truth * float(model.head.weight.detach()[0, 0]) + float(model.head.bias.detach()[0])
    wanted = targets[:, 0] > 0
    assert calibration_error(1 / (1 + np.exp(-before[:, 0])), wanted) > 0.1
    assert calibration_error(1 / (1 + np.exp(-after)), wanted) < 0.03
    assert float(model.head.weight.detach()[1, 0]) == 4.0  # a label that nothing carries is left alone


def test_a_near_copy_is_found_and_a_short_or_other_line_is_not() -> None:
    corpus = [
        example("Ik vind dat alle buren weg moeten uit de straat!"),
        example("heb jij het huiswerk al af"),
        example("ja"),
    ]
    found = list(near_copies(corpus, ["ik vind dat alle buren weg moeten uit onze straat", "ja"]))
    assert [pair.example.utterance.text for pair in found] == [corpus[0].utterance.text]
    assert found[0].cosine > 0.8
