"""A bundle on disk, read strictly: the folder that `ostraka demo --out` writes.

May import: stdlib, shared.crypto, shared.documents, shared.errors.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from shared.crypto.jsontext import decode
from shared.crypto.signing import key_id
from shared.documents.base import Document, open_signed
from shared.errors import InvalidInput, SuiteError

JSON_LIMIT = 256 * 1024 * 1024
SERVICES = ("desk", "box", "tally", "appraisal")
_KEY = re.compile(r"[0-9a-f]{64}")
D = TypeVar("D", bound=Document)


class BundleUnusable(InvalidInput):
    """A file of the bundle is missing or cannot be read."""

    code = "bundle_unusable"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the audit: what was checked, and the refusal if it does not hold."""

    subject: str
    what: str
    refusal: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the check passed."""
        return self.refusal is None

    def line(self) -> str:
        """Return the line a person reads."""
        if self.refusal is None:
            return f"ok: {self.subject}: {self.what}"
        return f"rejected: {self.subject}: {self.what}: {self.refusal}"


class Bundle:
    """The files of one bundle and the public keys that stand in it."""

    def __init__(self, folder: Path) -> None:
        """Read the keys.

        Raises:
            BundleUnusable: there are none.
        """
        self.folder = folder
        self.keys = self.read("keys.json")
        if not isinstance(self.keys, dict) or set(self.keys) != set(SERVICES):
            raise BundleUnusable("keys.json does not name the four services.")
        if not all(isinstance(key, str) and _KEY.fullmatch(key) for key in self.keys.values()):
            raise BundleUnusable("keys.json holds something else than public keys in hex.")

    def read(self, name: str) -> Any:
        """Return the decoded JSON of one file.

        Raises:
            BundleUnusable: missing, too large or not strict JSON.
        """
        path = self.folder / name
        try:
            if path.stat().st_size > JSON_LIMIT:
                raise BundleUnusable(f"{name} is too large.")
            return decode(path.read_bytes())
        except OSError:
            raise BundleUnusable(f"{name} is missing or cannot be read.") from None
        except SuiteError as refusal:
            raise BundleUnusable(f"{name}: {refusal}") from None

    def read_list(self, name: str) -> list[Any]:
        """Return the entries of a file that holds a list.

        Raises:
            BundleUnusable: as ``read``, or the file holds something else.
        """
        value = self.read(name)
        if not isinstance(value, list):
            raise BundleUnusable(f"{name} does not hold a list.")
        return value

    def names(self, folder: str, kind: str = "json") -> list[str]:
        """Return the names, without their ending, of the files in ``folder``, sorted."""
        return sorted(path.stem for path in (self.folder / folder).glob(f"*.{kind}"))

    def archive(self, uuid: str) -> bytes:
        """Return the bytes of one archive.

        Raises:
            BundleUnusable: missing, or cannot be read.
        """
        try:
            return (self.folder / "archives" / f"{uuid}.bel").read_bytes()
        except OSError:
            raise BundleUnusable("An archive is missing or cannot be read.") from None

    def open(self, model: type[D], signed: object, service: str) -> D:
        """Return the document in ``signed`` if ``service`` signed it."""
        public = bytes.fromhex(self.keys[service])
        return open_signed(model, signed, {key_id(public): public})
