"""The exported file answers as the trained model does."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the training extra is not installed (make model installs it)")
pytest.importorskip("sklearn")
from transformers import BertConfig, BertModel  # noqa: E402

from classifiers.networks import open_network  # noqa: E402
from classifiers.training.base import dequantise  # noqa: E402
from classifiers.training.export import compare, export, fold_standardisation  # noqa: E402
from classifiers.training.fine_tuning import Encoder, collate  # noqa: E402

IDS = [[0, 5, 6, 2], [0, 9, 2], [0, *range(10, 40), 2]]


@pytest.fixture
def model(tmp_path: Path) -> Encoder:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=200,
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=256,
        pad_token_id=1,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path / "base")
    model = Encoder(str(tmp_path / "base"), labels=10, frozen=1)
    model.mean.copy_(torch.randn(128) * 0.1)
    model.deviation.copy_(torch.rand(128) + 0.5)
    return model.eval()


def test_folding_the_standardisation_changes_no_answer(model: Encoder) -> None:
    with torch.no_grad():
        before = model(*collate(IDS, range(3)))
        after = fold_standardisation(model)(*collate(IDS, range(3)))
    assert torch.allclose(before, after, atol=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_the_8_bit_file_agrees_and_does_not_depend_on_the_batch(model: Encoder, tmp_path: Path) -> None:
    export(model, tmp_path / "model.onnx")
    agreement = compare(model, tmp_path / "model.onnx", IDS)
    assert agreement.mean < 0.01
    assert agreement.batch < 1e-5


@pytest.mark.filterwarnings("ignore")
def test_what_the_tokens_add_sums_up_to_the_logits(model: Encoder, tmp_path: Path) -> None:
    export(model, tmp_path / "model.onnx")
    network = open_network(tmp_path, threads=1)
    padded, mask = (each.numpy() for each in collate(IDS, range(3)))
    per_token = network.token_logits(padded, mask)
    assert per_token is not None
    assert per_token.shape == (3, padded.shape[1], 10)
    summed = (per_token * mask[:, :, None]).sum(axis=1) + model.head.bias.detach().numpy()
    assert np.allclose(summed, network.logits(padded, mask), atol=0.02)  # the head's weights are rounded to 8 bits


def test_q4_blocks_are_unpacked_low_halves_first() -> None:
    block = np.float16(0.5).tobytes() + bytes(range(16))
    weights = dequantise(block)
    assert weights[:16].tolist() == [(number - 8) * 0.5 for number in range(16)]
    assert weights[16:].tolist() == [-4.0] * 16
