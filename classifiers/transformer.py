"""Assesses text with any Hugging Face sequence classifier, bundled or not, with its labels mapped to ours."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from classifiers.assessment import Assessment, Attribution, Category, ClassifierError, Utterance
from classifiers.encoding import MAX_TOKENS, encode
from classifiers.networks import ONNX_FILES, open_network
from classifiers.normalisation import normalise

BATCH = 16
# In config.json: what our own models are fed with. Others get the message alone, as they were trained.
CONTEXT_ENCODING = "message-and-context-1"
LABELS_SHOWN = 12

WORD_START = "▁"  # how our own tokenizer begins a word

PLACES = {category: place for place, category in enumerate(Category)}
Ids = list[int]
Values = TypeVar("Values")


class TransformerClassifier:
    """Reads a model folder or Hugging Face name; ``labels`` maps the model's labels to ours, others are left out.

    A category that no label maps to always scores 0. Very long messages are read in windows, and the highest score
    of any window counts. ``threads`` is the number of cores for one call: more are slower on a busy machine.

    Raises:
        ClassifierError: when the folder holds no such model, its labels are not ours, or a library is missing.
    """

    def __init__(self, folder: str | Path, *, labels: Mapping[str, str] | None = None, threads: int = 1) -> None:
        self._tokenizer, config = _read_description(str(folder))
        self._columns = _columns(config, labels)
        self._is_ours = getattr(config, "pleinwacht_encoding", None) == CONTEXT_ENCODING
        self._is_exclusive = config.problem_type != "multi_label_classification" and config.num_labels > 1
        self._longest = min(MAX_TOKENS, config.max_position_embeddings)
        self._network = open_network(folder, threads)
        self._version = _version(str(folder))

    @property
    def version(self) -> str:
        """Name of the folder and the start of its file's checksum: two models never share it."""
        return self._version

    def assess(self, utterances: Sequence[Utterance]) -> list[Assessment]:
        """Assess each utterance on its own, in order; sorted by length inside, so that little padding is computed.

        Raises:
            ClassifierError: when the model cannot answer.
        """
        windows = [(place, ids) for place, each in enumerate(utterances) for ids in self._encode(each)]
        windows.sort(key=lambda window: len(window[1]))
        worst = np.zeros((len(utterances), len(Category)), np.float32)
        for start in range(0, len(windows), BATCH):
            batch = windows[start : start + BATCH]
            for (place, _), scores in zip(batch, self._scores([ids for _, ids in batch]), strict=True):
                worst[place] = np.maximum(worst[place], scores)
        return [Assessment(dict(zip(Category, row.tolist(), strict=True)), self._version) for row in worst]

    def attribute(self, utterance: Utterance) -> list[Attribution]:
        """What each word of the text adds to the logits, for our own models.

        Raises:
            ClassifierError: when the model cannot answer.
        """
        found: list[Attribution] = []
        for ids in self._encode(utterance) if self._is_ours else ():
            pulls = self._ask(self._network.token_logits, [ids])
            if pulls is not None:
                found += self._by_word(ids, pulls[0])
        return found

    def _by_word(self, ids: Ids, pulls: NDArray[np.float32]) -> Iterator[Attribution]:
        """Sums the tokens of each word of the message, which ends at the first end mark."""
        length = ids.index(self._tokenizer.eos_token_id)
        tokens = self._tokenizer.convert_ids_to_tokens(ids[:length])
        starts = [place for place, token in enumerate(tokens) if token.startswith(WORD_START)]
        for start, end in pairwise([*starts, length]):
            word = "".join(tokens[start:end]).removeprefix(WORD_START)
            row = pulls[start:end].sum(axis=0)
            yield Attribution(word, {category: float(row[column]) for column, category in self._columns})

    def _encode(self, utterance: Utterance) -> list[Ids]:
        if self._is_ours:
            return encode(utterance, self._tokenizer)
        text = normalise(utterance.text)
        return [self._tokenizer.encode(text, truncation=True, max_length=self._longest)]

    def _scores(self, ids: Sequence[Ids]) -> Iterator[NDArray[np.float32]]:
        logits = self._ask(self._network.logits, ids)
        for row in _softmax(logits) if self._is_exclusive else _sigmoid(logits):
            scores = np.zeros(len(Category), np.float32)
            for column, category in self._columns:
                place = PLACES[category]
                scores[place] = max(scores[place], row[column])
            yield scores

    def _ask(self, ask: Callable[[NDArray[np.int64], NDArray[np.int64]], Values], ids: Sequence[Ids]) -> Values:
        try:
            return ask(*_pad(ids, self._tokenizer.pad_token_id or 0))
        except Exception as error:  # noqa: BLE001 - each runtime has its own errors, and their text may quote the input
            raise ClassifierError(f"the model could not answer ({type(error).__name__})") from None


def _read_description(folder: str) -> tuple[Any, Any]:
    from transformers import AutoConfig, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, split_special_tokens=True)
        return tokenizer, AutoConfig.from_pretrained(folder)
    except (OSError, ValueError, KeyError) as error:
        raise ClassifierError(
            f"no model at {folder!r}: it must be a folder or Hugging Face name with config.json and a tokenizer"
        ) from error


def _columns(config: Any, labels: Mapping[str, str] | None) -> list[tuple[int, Category]]:
    """Pairs of the model's column and ours."""
    names = {int(column): str(name) for column, name in config.id2label.items()}
    wanted = labels if labels is not None else {name: name for name in names.values()}
    unknown = sorted(set(wanted) - set(names.values())) + sorted(set(wanted.values()) - set(Category))
    if unknown:
        raise ClassifierError(
            f"cannot map the label {unknown[0]!r}: the model has {_some(names.values())}; ours are {_some(Category)}"
        )
    return [(column, Category(wanted[name])) for column, name in names.items() if name in wanted]


def _version(folder: str) -> str:
    name = Path(folder).name
    for file in (Path(folder) / known for known in (*ONNX_FILES, "model.safetensors")):
        if file.is_file():
            with file.open("rb") as content:
                return f"{name}-{hashlib.file_digest(content, 'sha256').hexdigest()[:8]}"
    return folder


def _pad(ids: Sequence[Ids], filler: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    longest = max(map(len, ids))
    padded = np.full((len(ids), longest), filler, np.int64)
    mask = np.zeros((len(ids), longest), np.int64)
    for row, one in enumerate(ids):
        padded[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return padded, mask


def _sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))), np.float32)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _some(names: Iterable[str]) -> str:
    shown = [str(name) for name in names]
    return ", ".join(shown[:LABELS_SHOWN]) + (", …" if len(shown) > LABELS_SHOWN else "")
