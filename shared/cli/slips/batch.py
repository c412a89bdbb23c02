"""A batch: all that stands on the slips of one electorate, and the files it may be kept in.

One thing to know: a batch holds private codes. It is written only where the organizer asked
for it, to files of its owner alone, and never over another file.

May import: stdlib, pydantic, shared.crypto, shared.documents, shared.errors.
"""

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from shared.crypto import jsontext
from shared.crypto.credentials import slip_text
from shared.documents.base import ClassLetter, Identifier, Part, Title, parse_part
from shared.errors import Conflict, InvalidInput, Unavailable

KIND = "ostraka-slips"

Code = Annotated[str, Field(pattern=r"^[1-9A-HJ-NP-Za-km-z]{5,6}(-[1-9A-HJ-NP-Za-km-z]{5,6}){3}$")]


class AddressUnusable(InvalidInput):
    """What was given is not the address of a box as a phone opens it."""

    code = "address_unusable"


class CodesUnusable(InvalidInput):
    """The file of codes cannot be read."""

    code = "codes_unusable"


class MediumFull(Unavailable):
    """A file could not be written to its end."""

    code = "medium_full"


class SlipsThere(Conflict):
    """There is a file already where the slips were to go."""

    code = "slips_there"


class Batch(Part):
    """The slips of one electorate; ``reserve`` are those kept back for late-comers."""

    type: Literal["ostraka-slips"] = "ostraka-slips"
    version: Literal[1] = 1
    meeting: Identifier
    title: Title
    electorate: ClassLetter
    class_title: Title
    test: bool
    origin: str
    """Scheme and host under which voters reach the box."""
    codes: Annotated[list[Code], Field(repr=False)]
    reserve: Annotated[list[Code], Field(repr=False)]

    @property
    def address(self) -> str:
        """The address every slip's QR code begins with."""
        return f"{self.origin}/b/{self.meeting}"

    def slip(self, code: str) -> str:
        """Return what the slip of ``code`` shows."""
        return slip_text(self.electorate, code)

    def url(self, code: str) -> str:
        """Return what the QR code of ``code`` opens."""
        return f"{self.address}#{self.slip(code)}"


def check_origin(address: str) -> str:
    """Return scheme and host of the box as voters reach it, without a slash at the end.

    Raises:
        AddressUnusable: no web address, or more than scheme, host and port.
    """
    parts = urlsplit(address)
    plain = address.isascii() and address.isprintable() and " " not in address
    alone = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("https", "http") or not parts.hostname or not plain or not alone:
        raise AddressUnusable("Give the box's address as voters open it: https://HOST")
    return f"{parts.scheme}://{parts.netloc}"


def write_new(path: Path, content: bytes) -> None:
    """Write ``content`` to a new file that only its owner can read, and wait for the medium.

    Raises:
        SlipsThere: there is a file; slips are never written over others.
        MediumFull: it could not be written, and is gone again.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SlipsThere(f"There is a {path.name} already. Choose another folder.") from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        path.unlink()
        raise MediumFull("The file cannot be written. Is the disk full?") from None


def kept_codes(batch: Batch) -> bytes:
    """Return the content of a file of codes, from which ``read_codes`` makes the batch again."""
    return jsontext.canonical(batch.model_dump(mode="json")) + b"\n"


def read_codes(path: Path) -> Batch:
    """Return the batch in a file of codes.

    Raises:
        CodesUnusable: it cannot be read.
        MalformedBytes, MalformedDocument: it is not such a file.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise CodesUnusable("The file of codes cannot be read.") from None
    return parse_part(Batch, jsontext.decode(content), kind=KIND)
