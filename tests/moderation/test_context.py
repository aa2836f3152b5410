"""The context window: what came before, in memory only, and never too long."""

from datetime import timedelta

from bot.domain.message import MessageKey
from bot.moderation.context import ContextWindow
from classifiers.assessment import Line
from tests.factories import CHANNEL, message


def texts(utterance):
    return [line.text for line in utterance.context]


def test_a_message_has_the_three_lines_before_it_oldest_first() -> None:
    window = ContextWindow()
    for text in "abcd":
        window.add(message(text))
    assert texts(window.add(message("e"))) == ["b", "c", "d"]


def test_authors_are_told_apart_within_the_context() -> None:
    window = ContextWindow()
    window.add(message("a", "noor"))
    utterance = window.add(message("b", "sem"))
    assert utterance.context == (Line("a", "demo:noor"),)
    assert (utterance.author, utterance.role) == ("demo:sem", "pupil")


def test_the_message_that_is_answered_is_found_however_far_back() -> None:
    window = ContextWindow()
    first = message("jij weer", "noor")
    for sent in (first, message("b"), message("c"), message("d")):
        window.add(sent)
    assert window.add(message("haha", reply_to=first.key)).reply_to == Line("jij weer", "demo:noor")


def test_an_answer_to_an_unknown_message_has_no_target() -> None:
    assert ContextWindow().add(message(reply_to=MessageKey(CHANNEL, "x"))).reply_to is None


def test_an_edit_takes_the_place_of_its_message() -> None:
    window = ContextWindow()
    first, second = message("a"), message("b")
    window.add(first)
    window.add(second)
    edited = message("a2", key=first.key, revision=1)
    assert texts(window.add(edited)) == []
    assert texts(window.add(message("c"))) == ["a2", "b"]


def test_a_message_that_was_taken_away_is_forgotten() -> None:
    window = ContextWindow()
    gone = message("weg")
    window.add(gone)
    window.remove(gone.key)
    assert texts(window.add(message("b"))) == []


def test_old_messages_are_forgotten() -> None:
    window = ContextWindow(keep=timedelta(hours=2))
    window.add(message("oud", minutes=0))
    assert texts(window.add(message("nieuw", minutes=121))) == []


def test_the_window_never_grows_past_its_size() -> None:
    window = ContextWindow(size=5)
    for number in range(50):
        window.add(message(str(number)))
    last = message("x")
    window.add(last)
    assert [known.text for known in window.before(last.key, 99)] == ["46", "47", "48", "49"]


def test_messages_without_text_are_no_context() -> None:
    window = ContextWindow()
    window.add(message(""))
    assert texts(window.add(message("b"))) == []
