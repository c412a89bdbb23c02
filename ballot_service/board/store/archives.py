"""Archive files: whole or not there, even if the power fails in the middle of writing.

May import: stdlib.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def archive_path(folder: Path, uuid: str) -> Path:
    """Return where the archive of a box lies."""
    return folder / f"{uuid}.bel"


def write_archive(folder: Path, uuid: str, content: bytes) -> None:
    """Put ``content`` in place of whatever was there, and have it on the disk on return."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = archive_path(folder, uuid)
    for unfinished in folder.glob(f".{path.name}.*"):  # left by a writer that was killed
        unfinished.unlink(missing_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def remove_archive(folder: Path, uuid: str) -> None:
    """Remove the archive of a box, if there is one."""
    archive_path(folder, uuid).unlink(missing_ok=True)
