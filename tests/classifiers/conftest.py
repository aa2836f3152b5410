"""A tiny model folder: one logit row per word, averaged over the words of a message."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def make_model(folder: Path, labels: Sequence[str], words: Mapping[str, Mapping[str, float]], **config: object) -> Path:
    """Write a folder whose model gives each word its logits for some labels, all others -4."""
    folder.mkdir(exist_ok=True)
    rows = np.full((len(words) + len(SPECIAL), len(labels)), -4.0, np.float32)
    for place, logits in enumerate(words.values(), len(SPECIAL)):
        for label, logit in logits.items():
            rows[place, labels.index(label)] = logit
    _write_tokenizer(folder, list(words))
    onnx.save(_graph(rows), folder / "model.onnx")
    described = {
        "model_type": "bert",
        "id2label": dict(enumerate(labels)),
        "label2id": {label: place for place, label in enumerate(labels)},
        "problem_type": "multi_label_classification",
        "max_position_embeddings": 512,
        **config,
    }
    (folder / "config.json").write_text(json.dumps(described))
    return folder


def _write_tokenizer(folder: Path, words: Sequence[str]) -> None:
    vocabulary = {word: place for place, word in enumerate([*SPECIAL, *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>"
    ).save_pretrained(folder)


def _graph(rows: np.ndarray) -> "onnx.ModelProto":
    """Highest logit of each label over the tokens that are no padding."""
    nodes = [
        helper.make_node("Gather", ["rows", "input_ids"], ["each"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["mask", "one"], ["hidden"]),
        helper.make_node("Mul", ["hidden", "large"], ["lowered"]),
        helper.make_node("Unsqueeze", ["lowered", "last"], ["lowered_each"]),
        helper.make_node("Add", ["each", "lowered_each"], ["masked"]),
        helper.make_node("ReduceMax", ["masked"], ["logits"], axes=[1], keepdims=0),
    ]
    numbers = {
        "rows": rows,
        "one": np.float32(1),
        "large": np.float32(1e4),
        "last": np.array([2], np.int64),
    }
    shape = ["batch", "tokens"]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", rows.shape[1]])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in numbers.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
