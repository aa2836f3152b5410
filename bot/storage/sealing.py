"""Authenticated encryption of what the database holds about people, and the keyed pseudonyms; keys live elsewhere."""

import base64
import binascii
import hmac
import json
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.domain.errors import StorageError

KEY_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True)
class Keys:
    """Sealing keys by id, which one seals now, and the key of the pseudonyms (which never rotates with the others)."""

    active: str
    sealing: Mapping[str, bytes]
    pseudonyms: bytes


def new_keys() -> Keys:
    """A fresh random set."""
    return Keys("k1", {"k1": os.urandom(KEY_BYTES)}, os.urandom(KEY_BYTES))


def write_keys(path: Path, keys: Keys) -> None:
    """Write a key file that only its owner can read. Never overwrites one."""
    lines = [
        "# Keys of Pleinwacht. Without these nobody can read what was flagged. Keep a copy apart from the database.",
        f'active = "{keys.active}"',
        f'pseudonyms = "{base64.b64encode(keys.pseudonyms).decode()}"',
        "[sealing]",
        *(f'{name} = "{base64.b64encode(key).decode()}"' for name, key in keys.sealing.items()),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def read_keys(path: Path) -> Keys:
    """Read a key file.

    Raises:
        StorageError: it is missing, readable by others than its owner, or damaged.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StorageError(f"key file {path} does not exist") from None
    except OSError as error:
        raise StorageError(f"key file {path} cannot be read: {error.strerror}") from error
    if mode & 0o077:
        raise StorageError(f"key file {path} has mode {mode:04o}; it must be 0600 (chmod 600 {path})")
    return parse_keys(text, str(path))


def parse_keys(text: str, source: str) -> Keys:
    """Keys from the text of a key file, or of the environment variable that stands in for it.

    Raises:
        StorageError: names ``source`` and what is wrong, never a key.
    """
    try:
        data = tomllib.loads(text)
        sealing = {name: base64.b64decode(value, validate=True) for name, value in data["sealing"].items()}
        keys = Keys(data["active"], sealing, base64.b64decode(data["pseudonyms"], validate=True))
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError, binascii.Error):
        raise StorageError(f"{source} is not a key file: it needs active, pseudonyms and [sealing]") from None
    if keys.active not in keys.sealing:
        raise StorageError(f"{source}: the active key {keys.active!r} is not under [sealing]")
    if any(len(key) != KEY_BYTES for key in (*keys.sealing.values(), keys.pseudonyms)):
        raise StorageError(f"{source}: every key must be {KEY_BYTES} bytes in base64")
    return keys


class Sealer:
    """Seals and opens JSON values; each is bound to the place where it is stored, so that rows cannot be swapped."""

    def __init__(self, keys: Keys) -> None:
        self._active = keys.active
        self._ciphers = {name: AESGCM(key) for name, key in keys.sealing.items()}
        self._pseudonyms = keys.pseudonyms

    def seal(self, value: Any, place: str) -> bytes:
        """AES-256-GCM over the JSON of ``value``; ``place`` names table and row and must be given again to open it."""
        nonce = os.urandom(_NONCE_BYTES)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        sealed = self._ciphers[self._active].encrypt(nonce, plain, place.encode())
        return self._active.encode() + b":" + nonce + sealed

    def open(self, sealed: bytes, place: str) -> Any:
        """What was sealed.

        Raises:
            StorageError: the key is not there, or the row was tampered with; names the row.
        """
        name, _, rest = sealed.partition(b":")
        cipher = self._ciphers.get(name.decode("ascii", "replace"))
        if cipher is None:
            raise StorageError(f"{place} was sealed with key {name.decode('ascii', 'replace')!r}, which is not here")
        try:
            plain = cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], place.encode())
        except InvalidTag:
            raise StorageError(f"{place} was tampered with, or its key is not the one that sealed it") from None
        return json.loads(plain)

    def pseudonym(self, *parts: str) -> str:
        """A keyed name (HMAC-SHA-256, 128 bits in hexadecimal): equal for equal parts, telling nothing about them."""
        return hmac.digest(self._pseudonyms, "\x1f".join(parts).encode(), "sha256")[:16].hex()
