"""The report measures what is there and says what is not."""

import json
from pathlib import Path

import pytest

from classifiers.assessment import Category, Threshold
from classifiers.evaluation.public_data import read_hatecheck, read_name_sentences, read_personal_data, read_requests
from classifiers.evaluation.report import report
from classifiers.evaluation.second_reading import read_second_reading
from classifiers.evaluation.test_part import Measured, measure
from classifiers.training.corpus import read_folder
from tests.classifiers.fakes import WordClassifier

LIMITS = dict.fromkeys(Category, Threshold(0.5, 0.9))
CLASSIFIER = WordClassifier({Category.INSULT: {"trut": 0.95}, Category.HATE: {"haat": 0.8}})


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    folder = tmp_path / "test_part"
    folder.mkdir()
    (folder / "a.txt").write_text("p1 | insult | trut\np2 | - | hoi\n\np1 | insult | muts\np2 | - | doei\n")
    return measure(CLASSIFIER, read_folder(folder))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for part in ("names", "pii", "harmless"):
        (folder / part).mkdir(parents=True)
    header = "mhc_case_id,functionality,test_case,label_gold,target_ident,templ_id\n"
    (folder / "mhc_nl_dev.csv").write_text(
        f"{header}1,derog_h,ik haat ze,hateful,x,1\n2,neutral_nh,ik zie ze,non-hateful,x,2\n"
    )
    (folder / "names" / "first_names.txt").write_text("Trut\nNoor\n")
    (folder / "harmless" / "xsid_nl.tsv").write_text("split\tid\ttext\tintent\nvalid\t1\thoe laat is het\ttime\n")
    marked = [
        {"full_text": "bsn 111222333", "spans": [{"entity_type": "BSN", "start_position": 4, "end_position": 13}]}
    ]
    (folder / "pii" / "a.json").write_text(json.dumps(marked))
    return folder


def test_the_test_part_is_counted(measured: Measured) -> None:
    text = "\n".join(report(CLASSIFIER, LIMITS, measured, [], [], None))
    assert "| insult | 2 | 1.00 | 0.50 | 0.67 | 0.50 | 0.90 | 1.00 | 0.50 | 0.263 |" in text


def test_it_says_what_is_skipped_without_data(measured: Measured, tmp_path: Path) -> None:
    assert "Skipped without a data folder" in "\n".join(report(CLASSIFIER, LIMITS, measured, [], [], None))
    assert "\n".join(report(CLASSIFIER, LIMITS, measured, [], [], tmp_path)).count("Skipped") == 4


def test_hatecheck_counts_right_answers_per_test(measured: Measured, data: Path) -> None:
    text = "\n".join(report(CLASSIFIER, LIMITS, measured, [], [], data))
    assert "Macro-F1 at 0.5: 1.000" in text
    assert "derog_h 1.00, neutral_nh 1.00" in text


def test_a_name_that_is_flagged_is_shown(measured: Measured, data: Path) -> None:
    text = "\n".join(report(CLASSIFIER, LIMITS, measured, [], [], data))
    assert "1 of 2 flagged" in text
    assert "Such as: Trut zit bij mij in de klas" in text


def test_personal_data_is_counted_by_kind(measured: Measured, data: Path) -> None:
    assert "- bsn: 1 of 1" in "\n".join(report(CLASSIFIER, LIMITS, measured, [], [], data))


def test_data_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_hatecheck(tmp_path) == []
    assert read_requests(tmp_path) == []
    assert read_name_sentences(tmp_path) == []
    assert read_personal_data(tmp_path) == []


def test_a_second_reading_tells_agreement_kinds_and_what_needs_context(measured: Measured, tmp_path: Path) -> None:
    (tmp_path / "second_reading.tsv").write_text(
        "file\tline\tlabels\tkind\tcontext\na\t1\tinsult\t-\tn\na\t2\t-\tquote\ty\na\t4\t-\tbanter\tn\na\t5\t-\tplain\tn\n"
    )
    text = "\n".join(report(CLASSIFIER, LIMITS, measured, read_second_reading(tmp_path), [], None))
    assert "insult 0.67" in text
    assert "exactly the same labels on 75.0%" in text
    assert "quote 0 of 1" in text
    assert "1 messages that the second reader could not judge without the lines before: 100.0% right with them" in text


def test_ordinary_days_count_who_is_disturbed_without_cause(measured: Measured) -> None:
    text = "\n".join(report(CLASSIFIER, LIMITS, measured, [], measured.test, None))
    assert "4 lines, 2 of them harmful" in text
    assert "| alert | 0 (0.0%) | 1 (50.0%) | 100.0% |" in text
