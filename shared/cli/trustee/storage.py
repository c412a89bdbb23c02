"""The key file on its medium: readable by its owner alone, replaced in one step, never lost.

One thing to know: what a program remembers must be on the medium before its answer leaves,
so ``save`` returns only when the file is really there.

May import: stdlib, shared.crypto.keyfile, shared.errors.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from shared.crypto.keyfile import Cost, DamagedKeyFile, open_key, seal_key
from shared.errors import Conflict, NotFound


class KeyFileExists(Conflict):
    """A key file stands there already and is never written over."""

    code = "key_file_exists"


class NoKeyFile(NotFound):
    """There is no key file at this place."""

    code = "no_key_file"


class KeyFile:
    """One key file, the passphrase that opens it, and what a try at the passphrase costs."""

    def __init__(self, path: Path, passphrase: str, cost: Cost | None = None) -> None:
        self.path = path
        self._passphrase = passphrase
        self._cost = cost
        self._known: tuple[bytes, dict[str, Any]] | None = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let no other program use this key file meanwhile: a memory must not be read twice."""
        with open(self.path.parent / f".{self.path.name}.lock", "ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def create(self, document: dict[str, Any]) -> None:
        """Write a new key file.

        Raises:
            KeyFileExists: there is one.
            PassphraseTooShort: see ``seal_key``.
        """
        text = seal_key(document, self._passphrase, cost=self._cost).encode()
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise KeyFileExists(
                "A key file stands there already. Choose another place; never write over a key."
            ) from None
        _write_all(descriptor, text)
        _sync_folder(self.path.parent)

    def read(self) -> dict[str, Any]:
        """Return the document of the key file as it stands on the medium now.

        Raises:
            NoKeyFile, WrongPassphrase, DamagedKeyFile: it cannot be had.
        """
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            raise NoKeyFile("There is no key file at this place.") from None
        except OSError:
            raise DamagedKeyFile(
                "The key file cannot be read. Try another machine, or the other copy."
            ) from None
        if self._known is None or self._known[0] != text:
            self._known = (text, open_key(text, self._passphrase))
        return deepcopy(self._known[1])

    def kept_share(self, uuid: str) -> str | None:
        """Return the share of the box ``uuid`` that was made with this file, if one is there."""
        try:
            return self._share_path(uuid).read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return None

    def keep_share(self, uuid: str, text: str) -> None:
        """Put a share beside the key file: it is public, and must not be made twice."""
        self._replace(self._share_path(uuid), text.encode())

    def save(self, document: dict[str, Any]) -> None:
        """Put ``document`` in place of what the key file held; nothing if it is the same."""
        if self._known is not None and self._known[1] == document:
            return
        text = seal_key(document, self._passphrase, cost=self._cost).encode()
        self._replace(self.path, text)
        self._known = (text, deepcopy(document))

    def _share_path(self, uuid: str) -> Path:
        """Return where the share of a box is kept; ``uuid`` is base58, checked before."""
        return self.path.with_name(f"{self.path.name}.{uuid}.share")

    def _replace(self, path: Path, content: bytes) -> None:
        """Put ``content`` in place of a file, whole or not at all."""
        half = self.path.with_name(f".{self.path.name}.new")
        half.unlink(missing_ok=True)
        _write_all(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)
        half.replace(path)
        _sync_folder(path.parent)


def _write_all(descriptor: int, content: bytes) -> None:
    """Write ``content`` and wait until the medium has it."""
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Wait until the medium has the folder's entries."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
