"""The bundled model against a RoBERTa-size model in PyTorch on the same messages, each on one core."""

import time
from collections.abc import Callable, Sequence
from statistics import median

from classifiers.assessment import Utterance
from classifiers.loading import load_classifier

ROUNDS = 3
BATCH = 16
ROBERTA = {"vocab_size": 50265, "max_position_embeddings": 514, "type_vocab_size": 1, "num_labels": 10}  # base size


def compare(messages: Sequence[Utterance]) -> dict[str, float]:
    """Messages per second per core (in batches) and milliseconds per message (alone) of both; ratios of medians.

    The RoBERTa has random weights: its answers mean nothing, its work is that of RobBERT or any other base-size model.
    It gets the same texts in the same batches. Rounds alternate, so that a machine that slows down slows both.
    """
    bundled = load_classifier(threads=1)
    other = _roberta()
    rounds: dict[str, list[float]] = {"ours": [], "other": [], "ours_alone": [], "other_alone": []}
    for _ in range(ROUNDS):
        for name, assess in (("ours", bundled.assess), ("other", other)):
            rounds[name].append(len(messages) / _seconds(assess, messages, BATCH))
            rounds[f"{name}_alone"].append(1000 * _seconds(assess, messages[:32], 1) / 32)
    return {name: median(values) for name, values in rounds.items()}


def _seconds(assess: Callable[[Sequence[Utterance]], object], messages: Sequence[Utterance], batch: int) -> float:
    started = time.perf_counter()
    for start in range(0, len(messages), batch):
        assess(messages[start : start + batch])
    return time.perf_counter() - started


def _roberta() -> Callable[[Sequence[Utterance]], object]:
    import torch
    from transformers import AutoTokenizer, RobertaConfig, RobertaForSequenceClassification

    from classifiers.encoding import encode
    from classifiers.loading import bundled_folder

    torch.set_num_threads(1)
    model = RobertaForSequenceClassification(RobertaConfig(**ROBERTA)).eval()
    tokenizer = AutoTokenizer.from_pretrained(bundled_folder())

    def assess(messages: Sequence[Utterance]) -> object:
        ids = [encode(each, tokenizer)[0] for each in messages]
        longest = max(map(len, ids))
        padded = torch.ones((len(ids), longest), dtype=torch.long)
        mask = torch.zeros((len(ids), longest), dtype=torch.long)
        for row, each in enumerate(ids):
            padded[row, : len(each)] = torch.tensor(each)
            mask[row, : len(each)] = 1
        with torch.inference_mode():
            return model(padded, attention_mask=mask).logits.sigmoid().numpy()

    return assess
