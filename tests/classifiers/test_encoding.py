"""A message and its context become token ids in one fixed form."""

from dataclasses import replace

from classifiers.assessment import Line, Utterance
from classifiers.encoding import MAX_TOKENS, TEXT_TOKENS, encode, marked_lines

PUPIL = Utterance("ja doe", "p1", "pupil")


class Words:
    """A tokenizer with one id per word."""

    bos_token_id = 0
    eos_token_id = 2

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        assert not add_special_tokens
        return [self.ids.setdefault(word, len(self.ids) + 10) for word in text.split()]


def spell(utterance: Utterance) -> list[str]:
    words = Words()
    windows = encode(utterance, words)
    names = {number: word for word, number in words.ids.items()} | {0: "<s>", 2: "</s>"}
    return [" ".join(names[number] for number in window) for window in windows]


def test_the_role_and_the_message_come_first() -> None:
    assert spell(PUPIL) == ["<s> leerling: ja doe </s>"]


def test_an_unknown_role_is_said_to_be_unknown() -> None:
    assert spell(replace(PUPIL, role=None))[0].startswith("<s> iemand:")


def test_the_context_follows_from_oldest_to_newest() -> None:
    told = replace(PUPIL, context=(Line("wie komt", "p2"), Line("ik niet", "p1")))
    assert spell(told) == ["<s> leerling: ja doe </s> B: wie komt </s> zelf: ik niet </s>"]


def test_only_the_last_three_lines_count() -> None:
    told = replace(PUPIL, context=tuple(Line(text, "p2") for text in "abcde"))
    assert marked_lines(told) == ["B: c", "B: d", "B: e"]


def test_names_of_authors_do_not_matter() -> None:
    one = replace(PUPIL, context=(Line("a", "p2"), Line("b", "p3"), Line("c", "p2")))
    other = Utterance("ja doe", "x", "pupil", (Line("a", "y"), Line("b", "z"), Line("c", "y")))
    assert marked_lines(one) == marked_lines(other)


def test_an_unknown_author_is_never_the_same_as_the_writer() -> None:
    told = Utterance("ja", None, "pupil", (Line("a", None),))
    assert marked_lines(told) == ["B: a"]


def test_the_answered_line_comes_last() -> None:
    told = replace(PUPIL, context=(Line("a", "p2"), Line("b", "p2")), reply_to=Line("oud", "p3"))
    assert marked_lines(told)[-1].endswith("oud")


def test_an_answered_line_is_not_told_twice() -> None:
    told = replace(PUPIL, context=(Line("a", "p2"), Line("b", "p2")), reply_to=Line("b", "p2"))
    assert marked_lines(told) == ["B: a", "B: b"]


def test_disguises_are_undone_in_message_and_context() -> None:
    told = Utterance("k4nk3r", "p1", "pupil", (Line("h.o.m.o", "p2"),))
    assert spell(told) == ["<s> leerling: kanker </s> B: homo </s>"]


def test_a_long_message_is_read_in_windows_that_miss_no_word() -> None:
    words = [f"q{chr(97 + number % 26)}w{chr(97 + number // 26)}" for number in range(300)]
    read = {word for window in spell(replace(PUPIL, text=" ".join(words))) for word in window.split()}
    assert set(words) <= read


def test_no_window_is_longer_than_the_model_reads() -> None:
    long = tuple(Line("woord " * 80, f"p{number}") for number in range(2, 5))
    windows = encode(replace(PUPIL, text="praat " * 400, context=long), Words())
    assert all(len(window) <= MAX_TOKENS for window in windows)


def test_the_newest_line_is_kept_when_room_is_short() -> None:
    lines = (*(Line("oud " * 40, "p2") for _ in range(2)), Line("nieuw", "p3"))
    assert "nieuw" in spell(replace(PUPIL, text="praat " * (TEXT_TOKENS - 1), context=lines))[0]


def test_an_empty_message_still_has_one_window() -> None:
    assert len(encode(replace(PUPIL, text=""), Words())) == 1
