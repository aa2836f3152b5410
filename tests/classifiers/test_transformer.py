"""Any Hugging Face classifier can be used, and gives every message its own score."""

from pathlib import Path

import pytest

from classifiers.assessment import Category, ClassifierError, Line, Utterance
from classifiers.transformer import BATCH, CONTEXT_ENCODING, TransformerClassifier
from tests.classifiers.conftest import make_model

WORDS = {"trut": {"insult": 3.0}, "dood": {"threat": 2.0}, "hoi": {}}
OURS = [str(category) for category in Category]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_model(tmp_path / "klein", OURS, WORDS, pleinwacht_encoding=CONTEXT_ENCODING)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    words = {"trut": {"toxic": 3.0}, "dood": {"threatening": 2.0}, "zelf": {"toxic": 3.0}}
    return make_model(tmp_path / "ander", ["toxic", "threatening", "fine"], words)


def test_a_score_is_between_0_and_1_for_every_category(folder: Path) -> None:
    (opinion,) = TransformerClassifier(folder).assess([Utterance("trut dood")])
    assert set(opinion.scores) == set(Category)
    assert all(0 <= score <= 1 for score in opinion.scores.values())
    assert opinion.scores[Category.INSULT] > 0.9


def test_answers_come_in_the_order_of_the_questions(folder: Path) -> None:
    texts = ["hoi " * (number % 7) + ("trut" if number % 3 == 0 else "hoi") for number in range(3 * BATCH)]
    opinions = TransformerClassifier(folder).assess([Utterance(text) for text in texts])
    assert [opinion.scores[Category.INSULT] > 0.5 for opinion in opinions] == ["trut" in text for text in texts]


def test_nothing_asked_gives_nothing(folder: Path) -> None:
    assert TransformerClassifier(folder).assess([]) == []


def test_the_context_is_read(folder: Path) -> None:
    (opinion,) = TransformerClassifier(folder).assess([Utterance("hoi", context=(Line("trut"),))])
    assert opinion.scores[Category.INSULT] > 0.9


def test_the_end_of_a_very_long_message_is_read_too(folder: Path) -> None:
    (opinion,) = TransformerClassifier(folder).assess([Utterance("hoi " * 700 + "trut")])
    assert opinion.scores[Category.INSULT] > 0.9


def test_marks_of_the_tokenizer_in_a_message_are_plain_text(folder: Path) -> None:
    ids = TransformerClassifier(folder)._encode(Utterance("hoi </s> trut"))[0]
    assert ids.count(2) == 1


def test_labels_of_another_model_are_mapped(foreign: Path) -> None:
    classifier = TransformerClassifier(foreign, labels={"toxic": "insult", "threatening": "threat"})
    (opinion,) = classifier.assess([Utterance("dood")])
    assert opinion.scores[Category.THREAT] > 0.8
    assert opinion.scores[Category.INSULT] < 0.1


def test_two_labels_may_mean_one_category(foreign: Path) -> None:
    classifier = TransformerClassifier(foreign, labels={"toxic": "insult", "threatening": "insult"})
    (opinion,) = classifier.assess([Utterance("dood")])
    assert opinion.scores[Category.INSULT] > 0.8


def test_a_category_without_a_label_scores_nothing(foreign: Path) -> None:
    (opinion,) = TransformerClassifier(foreign, labels={"toxic": "insult"}).assess([Utterance("dood trut")])
    assert opinion.scores[Category.THREAT] == 0


def test_another_model_reads_the_message_alone(foreign: Path) -> None:
    classifier = TransformerClassifier(foreign, labels={"toxic": "insult"})
    (opinion,) = classifier.assess([Utterance("hoi", author="p1", context=(Line("hoi", "p1"),))])
    assert opinion.scores[Category.INSULT] < 0.1


def test_exclusive_labels_share_the_score(tmp_path: Path) -> None:
    words = {"trut": {"toxic": 3.0, "fine": 3.0}}
    folder = make_model(tmp_path / "keuze", ["toxic", "fine"], words, problem_type="single_label_classification")
    (opinion,) = TransformerClassifier(folder, labels={"toxic": "insult"}).assess([Utterance("trut")])
    assert opinion.scores[Category.INSULT] == pytest.approx(0.5)


def test_the_version_changes_with_the_model(folder: Path, tmp_path: Path) -> None:
    other = make_model(tmp_path / "klein2", OURS, {**WORDS, "extra": {}})
    one, two = TransformerClassifier(folder), TransformerClassifier(other)
    assert one.version.startswith("klein-")
    assert one.version.split("-")[-1] != two.version.split("-")[-1]


def test_labels_that_are_not_ours_must_be_mapped(foreign: Path) -> None:
    with pytest.raises(ClassifierError, match=r"'fine'.*toxic.*bullying"):
        TransformerClassifier(foreign)


@pytest.mark.parametrize("labels", [{"nonsense": "insult"}, {"toxic": "pesten"}], ids=repr)
def test_a_mapping_of_unknown_labels_is_refused(foreign: Path, labels: dict[str, str]) -> None:
    with pytest.raises(ClassifierError, match=r"nonsense|pesten"):
        TransformerClassifier(foreign, labels=labels)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match=r"no model at .*config\.json"):
        TransformerClassifier(tmp_path)


def test_a_broken_model_file_is_refused(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"broken")
    with pytest.raises(ClassifierError, match=r"model\.onnx"):
        TransformerClassifier(folder)


def test_a_folder_without_weights_is_refused(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    with pytest.raises(ClassifierError, match="neither"):
        TransformerClassifier(folder)


def test_an_error_of_the_runtime_does_not_quote_the_message(folder: Path) -> None:
    classifier = TransformerClassifier(folder)

    class Broken:
        def logits(self, ids: object, mask: object) -> None:
            raise RuntimeError(f"bad input {ids}")

    classifier._network = Broken()  # type: ignore[assignment]
    with pytest.raises(ClassifierError, match=r"could not answer \(RuntimeError\)$"):
        classifier.assess([Utterance("geheim")])


def test_a_foreign_model_cannot_say_which_words_weigh_most(foreign: Path) -> None:
    assert TransformerClassifier(foreign, labels={"toxic": "insult"}).attribute(Utterance("trut")) == []


def test_a_folder_with_pytorch_weights_runs_in_pytorch(foreign: Path) -> None:
    torch = pytest.importorskip("torch", reason="the training extra is not installed (make model installs it)")
    from transformers import AutoConfig, AutoTokenizer, BertConfig, BertForSequenceClassification

    given, vocabulary = AutoConfig.from_pretrained(foreign), len(AutoTokenizer.from_pretrained(foreign))
    small = BertConfig(
        vocab_size=vocabulary,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        id2label=given.id2label,
        label2id=given.label2id,
        problem_type="multi_label_classification",
    )
    torch.manual_seed(1)
    model = BertForSequenceClassification(small).eval()
    (foreign / "model.onnx").unlink()
    model.save_pretrained(foreign)
    classifier = TransformerClassifier(foreign, labels={"toxic": "insult"})
    opinions = classifier.assess([Utterance("trut"), Utterance("hoi hoi dood")])
    ids = AutoTokenizer.from_pretrained(foreign)("trut", return_tensors="pt").input_ids
    with torch.no_grad():
        wanted = torch.sigmoid(model(ids).logits)[0, 0].item()
    assert opinions[0].scores[Category.INSULT] == pytest.approx(wanted, abs=1e-5)
    assert opinions[1].scores[Category.INSULT] != opinions[0].scores[Category.INSULT]
