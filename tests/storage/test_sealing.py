"""Sealing, keys and their file."""

import os
import stat
from dataclasses import replace

import pytest

from bot.domain.errors import StorageError
from bot.storage.sealing import Keys, Sealer, new_keys, parse_keys, read_keys, write_keys


def test_what_was_sealed_opens_again() -> None:
    sealer = Sealer(new_keys())
    assert sealer.open(sealer.seal({"text": "hé"}, "evidence/1"), "evidence/1") == {"text": "hé"}


def test_a_sealed_value_does_not_show_its_content() -> None:
    assert b"geheim" not in Sealer(new_keys()).seal("geheim", "evidence/1")


def test_a_tampered_row_is_named() -> None:
    sealer = Sealer(new_keys())
    sealed = bytearray(sealer.seal("x", "evidence/7"))
    sealed[-1] ^= 1
    with pytest.raises(StorageError, match="evidence/7 was tampered with"):
        sealer.open(bytes(sealed), "evidence/7")


def test_a_sealed_value_cannot_be_moved_to_another_row() -> None:
    sealer = Sealer(new_keys())
    with pytest.raises(StorageError, match="evidence/2"):
        sealer.open(sealer.seal("x", "evidence/1"), "evidence/2")


def test_a_missing_key_is_named() -> None:
    old = Sealer(new_keys()).seal("x", "evidence/1")
    other = Sealer(Keys("k2", {"k2": os.urandom(32)}, os.urandom(32)))
    with pytest.raises(StorageError, match="key 'k1', which is not here"):
        other.open(old, "evidence/1")


def test_old_values_open_after_a_new_key_became_active() -> None:
    keys = new_keys()
    sealed = Sealer(keys).seal("x", "evidence/1")
    rotated = replace(keys, active="k2", sealing={**keys.sealing, "k2": os.urandom(32)})
    assert Sealer(rotated).open(sealed, "evidence/1") == "x"
    assert Sealer(rotated).seal("x", "evidence/1").startswith(b"k2:")


def test_the_key_file_is_for_its_owner_alone_and_reads_back(tmp_path) -> None:
    keys = new_keys()
    write_keys(tmp_path / "keys" / "a.key", keys)
    assert stat.S_IMODE((tmp_path / "keys" / "a.key").stat().st_mode) == 0o600
    assert read_keys(tmp_path / "keys" / "a.key") == keys


def test_a_key_file_that_others_can_read_is_refused(tmp_path) -> None:
    write_keys(tmp_path / "a.key", new_keys())
    (tmp_path / "a.key").chmod(0o644)
    with pytest.raises(StorageError, match="mode 0644; it must be 0600"):
        read_keys(tmp_path / "a.key")


def test_a_key_file_is_never_overwritten(tmp_path) -> None:
    write_keys(tmp_path / "a.key", new_keys())
    with pytest.raises(FileExistsError):
        write_keys(tmp_path / "a.key", new_keys())


@pytest.mark.parametrize(
    "text", ["", "nonsense", 'active = "k1"', 'active="k1"\npseudonyms="AA=="\n[sealing]\nk1="AA=="']
)
def test_a_damaged_key_file_is_a_clear_error_without_a_key(text: str) -> None:
    with pytest.raises(StorageError, match=r"a\.key"):
        parse_keys(text, "a.key")
