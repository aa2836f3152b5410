"""Writes a trained encoder as one ONNX file with 8-bit weights, and checks that it still answers the same."""

import logging
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

from classifiers.networks import TOKEN_LOGITS
from classifiers.training.fine_tuning import Encoder, collate, pool

LOGITS = "logits"
INPUTS = ["input_ids", "attention_mask"]
OPSET = 17
BLOCK = 128
# Multiply in whole numbers, with the activations scaled per row: so a score does not depend on who shares the batch.
ACCURACY_LEVEL = 4
LARGEST_FILE = 45_000_000
WORD_EMBEDDING = "word_embeddings"


class ExportError(Exception):
    """The exported file does not answer as the trained model does, or is too large to commit."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Differences of scores (0..1) between the 8-bit file and the trained model, and between batch sizes."""

    mean: float
    largest: float
    batch: float
    megabytes: float


def export(model: Encoder, file: Path) -> None:
    """Write ``model`` as an 8-bit ONNX file with the inputs of a transformers tokenizer.

    Its outputs are ``logits`` and, for explanations, what each token adds to them: the head is linear and the pooled
    features are a mean, so that is the head on the token's last state, divided by the number of tokens.

    Raises:
        ExportError: when the file is larger than 45 MB.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        _write_plain(fold_standardisation(model), plain)
        quantiser = MatMulNBitsQuantizer(
            onnx.load(plain), bits=8, block_size=BLOCK, is_symmetric=True, accuracy_level=ACCURACY_LEVEL
        )
        logging.getLogger(MatMulNBitsQuantizer.__module__).setLevel(logging.WARNING)  # it tells of every node
        quantiser.process()
    graph = quantiser.model.model
    shrink_embedding(graph)
    onnx.save(graph, file)
    if file.stat().st_size > LARGEST_FILE:
        raise ExportError(f"{file.name} takes {file.stat().st_size / 1e6:.1f} MB, at most {LARGEST_FILE / 1e6:.0f}")


class _Exported(torch.nn.Module):
    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = self.model.states(input_ids, attention_mask)
        count = attention_mask.sum(1).clamp(min=1)[:, None, None].to(states.dtype)
        logits = self.model.classify(pool(states, attention_mask))
        return logits, torch.matmul(states, self.model.head.weight.T) / count


def fold_standardisation(model: Encoder) -> Encoder:
    """Move mean and deviation of the features into the head: W' = W / sd, b' = b - W' mean. Changes ``model``."""
    with torch.no_grad():
        weight = model.head.weight / model.deviation
        model.head.bias -= weight @ model.mean
        model.head.weight.copy_(weight)
        model.mean.zero_()
        model.deviation.fill_(1)
    return model.eval()


def shrink_embedding(graph: onnx.ModelProto) -> None:
    """Store the word embedding as one byte per number and one scale per row; only rows looked up are unpacked."""
    table = next(each for each in graph.graph.initializer if WORD_EMBEDDING in each.name)
    lookup = next(node for node in graph.graph.node if node.op_type == "Gather" and node.input[0] == table.name)
    rows = numpy_helper.to_array(table)
    scales = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12) / 127
    graph.graph.initializer.remove(table)
    graph.graph.initializer.extend(
        [
            numpy_helper.from_array(np.round(rows / scales).astype(np.int8), f"{table.name}_bytes"),
            numpy_helper.from_array(scales.astype(np.float32), f"{table.name}_scales"),
        ]
    )
    place = list(graph.graph.node).index(lookup)
    graph.graph.node.remove(lookup)
    for node in reversed(_byte_lookup(table.name, lookup.input[1], lookup.output[0])):
        graph.graph.node.insert(place, node)


def compare(model: Encoder, file: Path, ids: Sequence[Sequence[int]]) -> Agreement:
    """How far the file's scores are from the model's, and from its own when messages share a batch of 16."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    with torch.no_grad():
        wanted = torch.cat([torch.sigmoid(model(*collate([one], [0]))) for one in ids]).numpy()
    alone = np.concatenate([_scores(session, [one]) for one in ids])
    together = np.concatenate([_scores(session, ids[start : start + 16]) for start in range(0, len(ids), 16)])
    off = np.abs(alone - wanted)
    return Agreement(
        float(off.mean()), float(off.max()), float(np.abs(alone - together).max()), file.stat().st_size / 1e6
    )


def _scores(session: Any, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    padded, mask = collate(ids, range(len(ids)))
    (logits,) = session.run([LOGITS], dict(zip(INPUTS, (padded.numpy(), mask.numpy()), strict=True)))
    scores: NDArray[np.float32] = 1 / (1 + np.exp(-logits))
    return scores


def _write_plain(model: Encoder, file: Path) -> None:
    # Attention must be spelt out: the fused form has no ONNX operator in this opset.
    model.bert.set_attn_implementation("eager")
    example = collate([[0, 5, 2], [0, 5, 6, 2]], [0, 1])
    axes = {name: {0: "batch", 1: "tokens"} for name in (*INPUTS, TOKEN_LOGITS)} | {LOGITS: {0: "batch"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Exported(model).eval(),
            example,
            file,
            input_names=INPUTS,
            output_names=[LOGITS, TOKEN_LOGITS],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def _byte_lookup(name: str, indices: str, output: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("Gather", [f"{name}_bytes", indices], [f"{name}_row"]),
        helper.make_node("Cast", [f"{name}_row"], [f"{name}_row_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{name}_scales", indices], [f"{name}_row_scale"]),
        helper.make_node("Mul", [f"{name}_row_float", f"{name}_row_scale"], [output]),
    ]
