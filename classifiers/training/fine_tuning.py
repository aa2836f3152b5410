"""Fine-tunes an encoder with a linear head, after the recipe of the model card, with checkpoints per epoch."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn
from transformers import AutoModel

PAD = 1  # of the e5 vocabulary; masked in any case


@dataclass(frozen=True)
class Recipe:
    """Numbers measured to work on this corpus (see the model card)."""

    epochs: int = 4
    encoder_rate: float = 8e-5
    head_rate: float = 3e-4
    batch: int = 32
    weight_decay: float = 0.01
    warm_up: float = 0.1
    smoothing: float = 0.02
    probe_examples: int = 6000
    seed: int = 20261125
    threads: int = 2


class Encoder(nn.Module):
    """A transformer, mean pooling over all tokens, standardised features, one logit per label."""

    def __init__(self, base: str, labels: int, attention: str = "sdpa") -> None:
        super().__init__()
        self.bert = AutoModel.from_pretrained(base, add_pooling_layer=False, attn_implementation=attention)
        width = self.bert.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(width, labels)
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("deviation", torch.ones(width))

    def pool(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Mean of the last layer over the tokens that are no padding; shape (batch, width)."""
        states = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return (states * mask).sum(1) / mask.sum(1).clamp(min=1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits; shape (batch, labels)."""
        features = (self.pool(input_ids, attention_mask) - self.mean) / self.deviation
        return self.head(self.dropout(features))  # type: ignore[no-any-return]


def batches(lengths: Sequence[int], size: int, rng: random.Random | None) -> list[list[int]]:
    """Indices in batches of like length; shuffled when a generator is given."""
    order = list(range(len(lengths)))
    if rng is None:
        order.sort(key=lambda index: lengths[index])
        return [order[start : start + size] for start in range(0, len(order), size)]
    rng.shuffle(order)
    pool = size * 16
    chunks = (sorted(order[start : start + pool], key=lambda i: lengths[i]) for start in range(0, len(order), pool))
    made = [chunk[start : start + size] for chunk in chunks for start in range(0, len(chunk), size)]
    rng.shuffle(made)
    return made


def collate(ids: Sequence[Sequence[int]], batch: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Padded ids and mask, both of shape (batch, longest)."""
    longest = max(len(ids[index]) for index in batch)
    padded = torch.full((len(batch), longest), PAD, dtype=torch.long)
    mask = torch.zeros((len(batch), longest), dtype=torch.long)
    for row, index in enumerate(batch):
        padded[row, : len(ids[index])] = torch.tensor(ids[index])
        mask[row, : len(ids[index])] = 1
    return padded, mask


def run_over(model: Callable[[Tensor, Tensor], Tensor], ids: Sequence[Sequence[int]], size: int = 64) -> NDArray[Any]:
    """What ``model`` gives for each sequence, in order; no gradients."""
    results: list[NDArray[Any] | None] = [None] * len(ids)
    with torch.no_grad():
        for batch in batches([len(each) for each in ids], size, None):
            output = model(*collate(ids, batch)).float().numpy()
            for row, index in enumerate(batch):
                results[index] = output[row]
    return np.stack([result for result in results if result is not None])


def start_head(model: Encoder, ids: Sequence[Sequence[int]], targets: NDArray[Any], recipe: Recipe) -> None:
    """Standardise the pooled features and start the head from one logistic regression per label.

    e5 vectors lie in a narrow cone: a random head on raw vectors learns next to nothing in a few epochs (LP-FT, Kumar
    et al. 2022).
    """
    chosen = random.Random(recipe.seed).sample(range(len(ids)), min(recipe.probe_examples, len(ids)))
    model.eval()
    features = run_over(model.pool, [ids[index] for index in chosen])
    model.mean.copy_(torch.tensor(features.mean(0)))
    model.deviation.copy_(torch.tensor(features.std(0) + 1e-6))
    standard = (features - features.mean(0)) / (features.std(0) + 1e-6)
    for label in range(targets.shape[1]):
        wanted = targets[chosen, label]
        probe = LogisticRegression(C=0.02, max_iter=1000, class_weight="balanced").fit(standard, wanted)
        model.head.weight.data[label] = torch.tensor(probe.coef_[0], dtype=torch.float32)
        model.head.bias.data[label] = float(probe.intercept_[0])


def fine_tune(
    base: str,
    examples: Callable[[int], list[list[int]]],
    targets: NDArray[np.float32],
    recipe: Recipe,
    checkpoints: Path,
    weights: NDArray[np.float32] | None = None,
) -> Encoder:
    """Train and give the model; resumes from the newest checkpoint in the folder.

    ``examples(epoch)`` gives the token ids of every example for that epoch, so that they may be disturbed anew each
    time; ``targets`` has shape (examples, labels) with 0 or 1; ``weights`` is the loss weight of each example.
    """
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    checkpoints.mkdir(parents=True, exist_ok=True)
    model = Encoder(base, targets.shape[1])
    model.bert.embeddings.word_embeddings.requires_grad_(False)
    optimiser = torch.optim.AdamW(_groups(model, recipe), foreach=True)
    steps = math.ceil(len(targets) / recipe.batch) * recipe.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _linear(steps, recipe.warm_up))
    done = _resume(checkpoints, model, optimiser, schedule)
    if done == 0:
        start_head(model, examples(0), targets, recipe)
    loss_of = nn.BCEWithLogitsLoss(pos_weight=_balance(targets), reduction="none")
    wanted = torch.tensor(targets) * (1 - recipe.smoothing) + recipe.smoothing / 2
    weight = torch.ones(len(targets)) if weights is None else torch.tensor(weights)
    with _progress() as progress:
        for epoch in range(done, recipe.epochs):
            ids = examples(epoch)
            plan = batches([len(each) for each in ids], recipe.batch, random.Random(recipe.seed + epoch))
            task = progress.add_task(f"epoch {epoch + 1}/{recipe.epochs}", total=len(plan), loss="")
            model.train()
            running = 0.0
            for number, batch in enumerate(plan):
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    logits = model(*collate(ids, batch))
                loss = (loss_of(logits.float(), wanted[batch]).mean(1) * weight[batch]).mean()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                optimiser.zero_grad()
                running += (loss.item() - running) / min(number + 1, 100)
                progress.update(task, advance=1, loss=f"loss {running:.4f}")
                if not progress.console.is_terminal and number % 200 == 199:
                    progress.console.print(f"epoch {epoch + 1} batch {number + 1}/{len(plan)} loss {running:.4f}")
            state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}
            torch.save(state, checkpoints / f"epoch{epoch + 1}.pt")
    return model.eval()


def _groups(model: Encoder, recipe: Recipe) -> list[dict[str, Any]]:
    groups = []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            rate = recipe.head_rate if name.startswith("head") else recipe.encoder_rate
            decay = 0.0 if parameter.ndim < 2 else recipe.weight_decay
            groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return groups


def _linear(steps: int, warm_up: float) -> Callable[[int], float]:
    warm = max(1, int(steps * warm_up))
    return lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - max(0, step - warm) / max(1, steps - warm))


def _balance(targets: NDArray[np.float32]) -> Tensor:
    """Weight of the positives of each label: the root of negatives over positives."""
    positive = np.maximum(targets.sum(0), 1)
    return torch.tensor(np.sqrt((len(targets) - positive) / positive), dtype=torch.float32)


def _resume(folder: Path, model: Encoder, optimiser: torch.optim.Optimizer, schedule: Any) -> int:
    saved = sorted(folder.glob("epoch*.pt"), key=lambda path: int(path.stem.removeprefix("epoch")))
    if not saved:
        return 0
    state = torch.load(saved[-1], weights_only=True)
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    return int(saved[-1].stem.removeprefix("epoch"))


def _progress() -> Progress:
    columns: Iterator[Any] = iter(
        (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    )
    return Progress(*columns, TextColumn("{task.fields[loss]}"))
