"""Runs a model: ONNX Runtime when its folder has model.onnx, otherwise PyTorch where that is installed."""

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from classifiers.assessment import ClassifierError

ONNX_FILES = ("model.onnx", "onnx/model.onnx")
TOKEN_LOGITS = "token_logits"  # noqa: S105 - the second output of our own models


class Network(Protocol):
    """Token ids in, logits out."""

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """Both of shape (batch, tokens); gives shape (batch, labels)."""
        ...

    def token_logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32] | None:
        """What each token adds to the logits, shape (batch, tokens, labels); None when the model cannot tell."""
        ...


def open_network(folder: str | Path, threads: int) -> Network:
    """Open a folder with model.onnx, or a folder or Hugging Face name with PyTorch weights.

    Raises:
        ClassifierError: when there is neither, or PyTorch is needed and missing.
    """
    file = next((Path(folder) / name for name in ONNX_FILES if (Path(folder) / name).is_file()), None)
    if file is not None:
        return _open_onnx(file, threads)
    try:
        return _TorchNetwork(str(folder), threads)
    except ImportError as error:
        raise ClassifierError(f"{folder} has no model.onnx, and PyTorch is not installed: pip install torch") from error
    except (OSError, ValueError) as error:
        raise ClassifierError(f"{folder} has neither model.onnx nor weights for PyTorch") from error


def _open_onnx(file: Path, threads: int) -> Network:
    try:
        return _OnnxNetwork(file, threads)
    except Exception as error:  # onnxruntime's errors have no common base
        raise ClassifierError(f"{file} is not a model that ONNX Runtime can run") from error


class _OnnxNetwork:
    def __init__(self, file: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        self._inputs = [each.name for each in self._session.get_inputs()]
        self._logits, *others = [each.name for each in self._session.get_outputs()]
        self._token_logits = TOKEN_LOGITS if TOKEN_LOGITS in others else None

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        return self._run(self._logits, ids, mask)

    def token_logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32] | None:
        return self._run(self._token_logits, ids, mask) if self._token_logits else None

    def _run(self, output: str, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        known = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (values,) = self._session.run([output], {name: known[name] for name in self._inputs})
        return np.asarray(values, np.float32)


class _TorchNetwork:
    def __init__(self, folder: str, threads: int) -> None:
        import torch
        from transformers import AutoModelForSequenceClassification

        torch.set_num_threads(threads)
        self._torch = torch
        self._model: Any = AutoModelForSequenceClassification.from_pretrained(folder).eval()

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        with self._torch.inference_mode():
            output = self._model(input_ids=self._torch.from_numpy(ids), attention_mask=self._torch.from_numpy(mask))
        return np.asarray(output.logits, np.float32)

    def token_logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32] | None:
        return None
