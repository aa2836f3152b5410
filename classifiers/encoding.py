"""From an utterance to token ids, the same way in training and at run time."""

from collections.abc import Sequence
from typing import Protocol

from classifiers.assessment import Line, Utterance
from classifiers.normalisation import normalise

TEXT_TOKENS = 96  # of the message itself; a longer one is read in windows
LINE_TOKENS = 20  # of each line of context
MAX_TOKENS = 144  # all together
WINDOW_STEP = 64
CONTEXT_LINES = 3
ROLE_WORDS = {"pupil": "leerling", "parent": "ouder", "staff": "school"}
UNKNOWN_ROLE = "iemand"
SAME_AUTHOR = "zelf"
OTHER_AUTHORS = "BCD"


class Tokenizer(Protocol):
    """The part of a transformers tokenizer that is used."""

    bos_token_id: int
    eos_token_id: int

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        """Token ids of a text."""
        ...


def encode(utterance: Utterance, tokenizer: Tokenizer) -> list[list[int]]:
    """Token ids of every window over the message (one, unless it is very long), each with the context behind it.

    A window is ``<s> role: text </s> mark: oldest line </s> … mark: newest line </s>``. The mark of a line is "zelf"
    when the message's author wrote it, else B for the author heard last, C and D for those before.
    """
    role = ROLE_WORDS.get(utterance.role or "", UNKNOWN_ROLE)
    head = tokenizer.encode(f"{role}:", add_special_tokens=False)
    text = tokenizer.encode(normalise(utterance.text), add_special_tokens=False)
    context = [
        [*tokenizer.encode(line, add_special_tokens=False)[:LINE_TOKENS], tokenizer.eos_token_id]
        for line in marked_lines(utterance)
    ]
    return [_window(head, part, context, tokenizer) for part in _parts(text)]


def marked_lines(utterance: Utterance) -> list[str]:
    """The lines of context, oldest first, each with its speaker's mark; the line that is answered comes last."""
    lines = list(utterance.context)
    if utterance.reply_to is not None:
        lines = [line for line in lines if line != utterance.reply_to] + [utterance.reply_to]
    lines = lines[-CONTEXT_LINES:]
    marks = _marks(lines, utterance.author)
    return [f"{mark}: {normalise(line.text)}" for mark, line in zip(marks, lines, strict=True)]


def _marks(lines: Sequence[Line], author: str | None) -> list[str]:
    known: dict[str | None, str] = {author: SAME_AUTHOR} if author is not None else {}
    marks = []
    for line in reversed(lines):
        if line.author is None or line.author not in known:
            mark = OTHER_AUTHORS[min(len(set(known.values()) - {SAME_AUTHOR}), len(OTHER_AUTHORS) - 1)]
            if line.author is not None:
                known[line.author] = mark
        else:
            mark = known[line.author]
        marks.append(mark)
    return marks[::-1]


def _parts(text: list[int]) -> list[list[int]]:
    if len(text) <= TEXT_TOKENS:
        return [text]
    starts = range(0, len(text) - TEXT_TOKENS + WINDOW_STEP, WINDOW_STEP)
    return [text[start : start + TEXT_TOKENS] for start in starts]


def _window(head: list[int], text: list[int], context: Sequence[list[int]], tokenizer: Tokenizer) -> list[int]:
    ids = [tokenizer.bos_token_id, *head, *text, tokenizer.eos_token_id]
    room = MAX_TOKENS - len(ids)
    kept: list[int] = []
    for line in reversed(context):  # the newest matter most
        if len(line) > room - len(kept):
            break
        kept = line + kept
    return ids + kept
