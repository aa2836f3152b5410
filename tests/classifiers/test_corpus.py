"""The compact corpus text is read strictly and split by blocks."""

from pathlib import Path

import pytest

from classifiers.assessment import Category, Line
from classifiers.training.corpus import BLOCK_ITEMS, CorpusError, read_folder, split_blocks
from classifiers.training.selection import selection


def written(folder: Path, text: str) -> Path:
    (folder / "deel.txt").write_text(text, encoding="utf-8")
    return folder


def test_a_line_becomes_an_example_with_its_place(tmp_path: Path) -> None:
    (example,) = read_folder(written(tmp_path, "# brief\no1 | insult, hate | trut | die\n"))
    assert (example.utterance.text, example.utterance.role) == ("trut | die", "parent")
    assert example.labels == {Category.INSULT, Category.HATE}
    assert (example.file, example.line) == ("deel", 2)


def test_the_lines_before_in_the_same_item_are_context(tmp_path: Path) -> None:
    examples = read_folder(written(tmp_path, "p1 | - | a\n\np1 | - | b\np2 | - | c\n"))
    assert [example.utterance.context for example in examples] == [(), (), (Line("b", "p1"),)]


@pytest.mark.parametrize(
    "wrong", ["p1 | geen tekst", "x1 | - | hoi", "p1 | pesten | hoi", "p1 | - | ", "zomaar"], ids=repr
)
def test_a_wrong_line_is_named_with_file_and_number(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(CorpusError, match=r"deel\.txt:2"):
        read_folder(written(tmp_path, f"p1 | - | goed\n{wrong}\n"))


def test_a_folder_without_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus"):
        read_folder(tmp_path)


def many(folder: Path) -> Path:
    return written(folder, "\n\n".join(f"p1 | - | tekst {number}" for number in range(400)))


def test_neighbouring_items_stay_on_one_side(tmp_path: Path) -> None:
    first, second = split_blocks(read_folder(many(tmp_path)), 0.5, "test")
    assert first
    assert second
    assert not {example.block for example in first} & {example.block for example in second}
    assert all(number % BLOCK_ITEMS == 0 for number in (len(first), len(second)))


def test_a_split_is_the_same_every_time(tmp_path: Path) -> None:
    examples = read_folder(many(tmp_path))
    assert split_blocks(examples, 0.3, "test") == split_blocks(examples, 0.3, "test")


def test_every_epoch_sees_all_that_is_labelled(tmp_path: Path) -> None:
    lines = [f"p1 | {'insult' if number % 30 == 0 else '-'} | tekst {number}" for number in range(300)]
    examples = read_folder(written(tmp_path, "\n".join(lines)))
    labelled = {place for place, example in enumerate(examples) if example.labels}
    choose = selection(examples, seed=1)
    assert all(labelled <= set(choose(epoch)) for epoch in range(3))
    assert len(choose(0)) < len(examples)
