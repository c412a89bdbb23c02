"""The demo's folder of results: everything an auditor needs, as plain files.

All of it comes from public addresses, but for the round ledgers (an organizer's) and the
derivations and facts (an officer's), which a jurisdiction hands to its auditors.

    keys.json                 the services' public keys
    archives/UUID.bel         finished archives
    boards/ID.json            signed board, transcript of its ceremony
    packs/DIGEST.json         rule packs as they were resolved
    meetings/ID.json          manifests, frozen lists, closing records, leftovers, ledgers;
                              issuer's keys and activated credentials where no slips were used
    certificates/DIGEST.json  certified results
    reports/DIGEST.pdf, .xlsx the same to print and to file, and to reckon with
    findings/DIGEST.json      findings of the organisation, every version
    derivations/DIGEST.json   every step to a grade
    facts/DIGEST.json         files of attendance and of other facts as they were imported
    grades.json               signed grades
    after-final.json          rulings that read final grades, with the findings they rest on

May import: stdlib, shared.cli, shared.documents, shared.plumbing.http, shared.rules.
"""

import json
from pathlib import Path
from typing import Any

from shared.cli.demo.counting import KeyHolders
from shared.cli.demo.grading import Department, Graded
from shared.cli.demo.meeting import Held
from shared.documents.base import digest_of
from shared.plumbing.http import Peer
from shared.rules.person_year import YEARS_BACK

ARCHIVE_LIMIT = 4 * 1024 * 1024 * 1024
ACTIVATIONS_LIMIT = 128 * 1024 * 1024
REPORT_LIMIT = 64 * 1024 * 1024
FOLDERS = (
    "archives",
    "boards",
    "packs",
    "meetings",
    "certificates",
    "reports",
    "findings",
    "derivations",
    "facts",
)


class Bundle:
    """Writes one folder; the folder must be new or empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)

    def keys(self, peers: dict[str, Peer]) -> None:
        """Write the public key of each service."""
        keys = {name: peer.get_json("/api/v1/keys")["public"] for name, peer in peers.items()}
        self._write("keys.json", keys)

    def board(self, tally: Peer, holders: KeyHolders) -> None:
        """Write a board of trustees with the transcript of its ceremony."""
        path = f"/api/v1/boards/{holders.board}"
        value = {
            "document": tally.get_json(path)["document"],
            "transcript": tally.get_json(f"{path}/transcript"),
        }
        self._write(f"boards/{holders.board}.json", value)

    def meeting(self, box: Peer, tally: Peer, organizer: Peer, held: Held) -> None:
        """Write a meeting's documents and the finished archives of its boxes."""
        path = f"/api/v1/meetings/{held.meeting}"
        page = box.get_json(path)
        boxes = {}
        for uuid in (uuid for group in held.boxes.values() for uuid in group):
            at = f"/api/v1/boxes/{uuid}"
            boxes[uuid] = {
                "manifest": box.get_json(at)["manifest"],
                "closing": box.get_json(f"{at}/closing"),
                "checkpoint": box.get_json(f"{at}/checkpoint"),
                "activations": box.get_json(f"{at}/activations", ACTIVATIONS_LIMIT),
            }
            archive = tally.get_bytes(f"/api/v1/counts/{uuid}/archive", ARCHIVE_LIMIT)
            (self.folder / "archives" / f"{uuid}.bel").write_bytes(archive)
        value = {
            "manifest": page["manifest"],
            "frozen": page["frozen"],
            "issuer_keys": page["issuer_keys"],
            "boxes": boxes,
            "leftovers": box.get_json(f"{path}/leftovers")["leftovers"],
            "ledgers": organizer.get_json(f"/api/v1/ledgers/{held.meeting}")["ledgers"],
            "papers": organizer.get_json(f"/api/v1/paper-results/{held.meeting}")["papers"],
        }
        self._write(f"meetings/{held.meeting}.json", value)
        for signed in tally.get_json(f"/api/v1/findings?meeting={held.meeting}")["findings"]:
            self._write(f"findings/{digest_of(signed['document'])}.json", signed)

    def pack(self, digest: str, document: dict[str, Any]) -> None:
        """Write a resolved rule pack."""
        self._write(f"packs/{digest}.json", document)

    def certificates(self, tally: Peer, digests: list[str]) -> None:
        """Write certified results, each in its signed envelope, and their reports."""
        for digest in digests:
            path = f"/api/v1/certified-results/{digest}"
            self._write(f"certificates/{digest}.json", tally.get_json(path))
            for kind in ("pdf", "xlsx"):
                report = tally.get_bytes(f"{path}/report.{kind}", REPORT_LIMIT)
                (self.folder / "reports" / f"{digest}.{kind}").write_bytes(report)

    def grades(self, department: Department, graded: list[Graded], year: int) -> int:
        """Write the signed grades of the feed and their derivations; return how many."""
        grades = department.feed.get_json(f"/api/v1/grades?year={year}")["grades"]
        self._write("grades.json", grades)
        for signed in grades:
            digest = signed["document"]["derivation"]
            value = department.feed.get_json(f"/api/v1/derivations/{digest}")
            self._write(f"derivations/{digest}.json", value)
        for entry in graded:
            self._facts(department.officers[0].peer, entry.plan.id, year)
        self._write("after-final.json", {entry.plan.id: entry.after_final for entry in graded})
        return len(grades)

    def _facts(self, officer: Peer, jurisdiction: str, year: int) -> None:
        """Write every file of facts that a year's grades may rest on, also of years before it."""
        for of_year in range(year - max(YEARS_BACK.values()), year + 1):
            listed = officer.get_json(
                f"/api/v1/facts/batches?jurisdiction={jurisdiction}&year={of_year}"
            )
            for batch in (one["batch"] for one in listed["batches"]):
                self._write(
                    f"facts/{batch}.json", officer.get_json(f"/api/v1/facts/batches/{batch}")
                )

    def _write(self, name: str, value: object) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
        (self.folder / name).write_text(text + "\n", encoding="utf-8")
