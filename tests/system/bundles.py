"""The folder a demo leaves behind: made by the command itself, copied, and tampered with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from shared.crypto.archive import Archive, ArchiveWriter
from shared.crypto.signing import SigningKey, sign_document
from shared.documents.base import digest_of
from shared.plumbing.keyfiles import load_signing_key

VOTERS = 8
OSTRAKA = Path(sys.executable).with_name("ostraka")
DEMO_SECONDS = 280


def ostraka(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would; return what it printed and its exit code."""
    command = [str(OSTRAKA), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=DEMO_SECONDS, check=False, cwd="/"
    )


def run_demo(out: Path) -> subprocess.CompletedProcess[str]:
    """Run a small demo that leaves its folder, the services' data too, in ``out``."""
    return ostraka("demo", "--voters", str(VOTERS), "--out", out, "--keep")


class Copy:
    """A copy of a demo's folder, for somebody who has every service's key to lie with."""

    def __init__(self, original: Path, folder: Path) -> None:
        shutil.copytree(original, folder, ignore=shutil.ignore_patterns("data"))
        self.folder = folder
        self._data = original / "data"

    def key(self, service: str) -> SigningKey:
        """Return the service's own signing key."""
        return load_signing_key(self._data / service / "signing.key")

    def names(self, folder: str) -> list[str]:
        """Return the JSON files in ``folder``, sorted, by their path in the bundle."""
        found = sorted((self.folder / folder).glob("*.json"))
        return [str(path.relative_to(self.folder)) for path in found]

    def read(self, name: str) -> Any:
        """Return one decoded file."""
        return json.loads((self.folder / name).read_text("utf-8"))

    def write(self, name: str, value: object) -> None:
        """Write one file."""
        (self.folder / name).write_text(json.dumps(value, ensure_ascii=False), "utf-8")

    def change(self, name: str, change: Callable[[Any], object]) -> None:
        """Change a file without any key, as a clumsy forger would."""
        value = self.read(name)
        change(value)
        self.write(name, value)

    def certify_again(self, name: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Change a certified result and have the tally service's own key sign it."""
        document = self.read(name)["document"]
        change(document)
        (self.folder / name).unlink()
        signed = sign_document(self.key("tally"), document)
        self.write(f"certificates/{digest_of(document)}.json", signed)

    def grade_again(
        self, number: int, change: Callable[[dict[str, Any], dict[str, Any]], object]
    ) -> None:
        """Change a grade and its derivation; have the appraisal service's own key sign both."""
        grades = self.read("grades.json")
        grade = grades[number]["document"]
        derivation = self.read(f"derivations/{grade['derivation']}.json")
        change(grade, derivation)
        grade["derivation"] = digest_of(derivation)
        self.write(f"derivations/{grade['derivation']}.json", derivation)
        grades[number] = sign_document(self.key("appraisal"), grade)
        self.write("grades.json", grades)


def written_again(archive: Archive, uuid: str, ballots: Sequence[str] | None = None) -> bytes:
    """Return the archive's content, closed or finished, as a well-formed file.

    ``ballots`` come in place of the archive's own.
    """
    writer = ArchiveWriter(archive.timestamp)
    writer.setup(archive.election_text, archive.trustees_text, archive.credentials_text)
    for ballot in archive.ballots if ballots is None else ballots:
        writer.ballot(ballot)
    writer.end_ballots()
    if archive.encrypted_tally_text is None or archive.result_text is None:
        return writer.bytes()
    writer.encrypted_tally(archive.encrypted_tally_text, archive.num_tallied)
    for owner, share in archive.partial_decryptions:
        writer.partial_decryption(owner, share)
    writer.result(archive.result_text)
    return writer.bytes()
