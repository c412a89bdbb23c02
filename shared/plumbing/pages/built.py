"""What ``make web`` wrote: scripts, styles and their digests, read from one folder.

Only files that the manifest names are ever served, and only while their bytes are the ones the
manifest gives the digest of.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shared.errors import Unavailable

BUILT_WEB = Path(__file__).parents[3] / "build" / "web"
"""Where ``make web`` writes in this installation."""

MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
"""What is served at all, by ending."""

LOCALE = "zh_Hans_CN"
"""Of the only catalogue: templates are written in English. Babel knows no shorter name for it."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,120}")
_INTEGRITY = re.compile(r"sha384-[A-Za-z0-9+/]{64}")


class PagesNotBuilt(Unavailable):
    """The scripts and styles of the pages are missing or are not the ones that were built."""

    code = "pages_not_built"

    def __init__(self) -> None:
        super().__init__("The pages of this installation are not built: run `make web`.")


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file of the build."""

    name: str
    """Its file name, which holds a digest of its content."""
    integrity: str
    """``sha384-`` and the digest in base64 (Subresource Integrity)."""

    @property
    def media_type(self) -> str:
        """The type it is served as."""
        return MEDIA_TYPES[Path(self.name).suffix]


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, and the same compressed: a hall's network is slow."""

    plain: bytes
    gzipped: bytes


@dataclass(frozen=True, slots=True)
class Built:
    """The folder ``make web`` wrote; it may be written again while the service runs."""

    folder: Path

    def check(self) -> None:
        """Return if there is a build with its translations.

        Raises:
            PagesNotBuilt: there is not, or only half of one.
        """
        self._files()
        if not self.catalogue.is_file():
            raise PagesNotBuilt

    def has(self, entry: str) -> bool:
        """Return whether there is a build with this entry in it."""
        try:
            return entry in self._files()
        except PagesNotBuilt:
            return False

    def file(self, entry: str) -> BuiltFile:
        """Return the file of an entry of the manifest: a script "booth", a style "voter.css".

        Raises:
            PagesNotBuilt: there is no build, or this entry is not in it.
        """
        found = self._files().get(entry)
        if found is None:
            raise PagesNotBuilt
        return found

    def content(self, name: str) -> tuple[BuiltFile, Content] | None:
        """Return the file of this name and its bytes; None if the manifest names no such file.

        Raises:
            PagesNotBuilt: its bytes are not those that were built.
        """
        found = next((file for file in self._files().values() if file.name == name), None)
        if found is None:
            return None
        try:
            return found, _content(self.folder / found.name, found.integrity)
        except (OSError, ValueError):
            raise PagesNotBuilt from None

    @property
    def translations(self) -> Path:
        """The folder of the compiled catalogues."""
        return self.folder / "translations"

    @property
    def catalogue(self) -> Path:
        """The compiled Chinese texts."""
        return self.translations / LOCALE / "LC_MESSAGES" / "messages.mo"

    def _files(self) -> dict[str, BuiltFile]:
        """Return every file by its entry's name."""
        path = self.folder / "manifest.json"
        try:
            status = path.stat()
            return _read(path, status.st_mtime_ns, status.st_size)
        except (OSError, ValueError, KeyError, TypeError):
            raise PagesNotBuilt from None


@cache
def _content(path: Path, integrity: str) -> Content:
    """Return the bytes of a file; they are read once, for their name says what they are.

    Raises:
        OSError: it is not there.
        ValueError: it has another digest.
    """
    plain = path.read_bytes()
    digest = base64.b64encode(hashlib.sha384(plain).digest()).decode()
    if integrity != f"sha384-{digest}":
        raise ValueError("not the file that was built")
    return Content(plain, gzip.compress(plain, mtime=0))


@cache
def _read(path: Path, _changed: int, _size: int) -> dict[str, BuiltFile]:
    """Return the manifest; read again only when the file has changed.

    Raises:
        OSError, ValueError, KeyError, TypeError: it is not a manifest.
    """
    entries: dict[str, Any] = dict(json.loads(path.read_text(encoding="utf-8")))
    files = {
        entry: BuiltFile(name=told["file"], integrity=told["integrity"])
        for entry, told in entries.items()
    }
    for file in files.values():
        known = Path(file.name).suffix in MEDIA_TYPES
        if not (known and _NAME.fullmatch(file.name) and _INTEGRITY.fullmatch(file.integrity)):
            raise ValueError("not a manifest of pages")
    return files
