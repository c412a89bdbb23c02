"""Writes keyfiles.json: key files that a browser must open as we do, or refuse as we do.

`PYTHONPATH=tests python -m vectors.keyfile_vectors` writes the file anew. Everything is made by
`shared` from fixed seeds, so a second run writes the same bytes, and a test says that it does.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from vectors.browser_stream import stream
from vectors.browser_vectors import ELECTIONS

from shared.crypto import jsontext
from shared.crypto.archive import ArchiveWriter
from shared.crypto.ballots import make_ballot, tracker
from shared.crypto.credentials import derive, list_digest, new_code
from shared.crypto.keyfile import Cost, open_key, seal_key
from shared.crypto.merkle import root_hash
from shared.crypto.receipts import six_words
from shared.crypto.scrutineer_key import open_scrutineer_key, seal_scrutineer_key
from shared.crypto.signing import SigningKey
from shared.documents.closing import (
    ClosingRecord,
    Leftovers,
    SignedLeftovers,
    sign_as_scrutineer,
)
from shared.errors import SuiteError

OUT = Path(__file__).parent / "keyfiles.json"
PASSPHRASE = "水落石出 correct horse"
CHEAP = Cost(memory_kib=8192, iterations=1)
KEY = SigningKey.from_seed(sha256(b"scrutineer 1").digest())
OTHER = SigningKey.from_seed(sha256(b"scrutineer 2").digest())
UUIDS = ("tnCMesiZ6MVWWm", "9PzJhCwoRzpo7h")


def key_files() -> dict[str, Any]:
    """Return key files that open, and files that do not, each with our answer."""
    own = seal_scrutineer_key(KEY, PASSPHRASE, stream("own"), cost=CHEAP)
    whole = json.loads(own)
    plain = {"type": "ostraka/trustee", "甲": ["𠮷", 1, None, True], "": "\u2028\x7f"}
    other = seal_key(plain, PASSPHRASE, stream("other"), cost=CHEAP)
    composed = seal_key(plain, "caf\u00e9 au lait noir", stream("nfc"), cost=CHEAP)
    version = {"type": "ostraka/scrutineer-key", "version": True, "seed": KEY.seed.hex()}
    truth = seal_key(version, PASSPHRASE, stream("truth"), cost=CHEAP)
    hard = seal_key(plain, PASSPHRASE, stream("hard"), cost=Cost(65536, 3))
    changed = {
        "memory": {**whole, "memory_kib": 8191},
        "iterations": {**whole, "iterations": 17},
        "lanes": {**whole, "lanes": 0},
        "version": {**whole, "version": 2},
        "type": {**whole, "type": "ostraka/other"},
        "salt": {**whole, "salt": whole["salt"][:-2]},
        "nonce of another file": {**whole, "nonce": json.loads(other)["nonce"]},
        "box of another file": {**whole, "box": json.loads(other)["box"]},
        "more": {**whole, "more": 1},
        "less": {name: value for name, value in whole.items() if name != "nonce"},
    }
    damaged = {
        "empty": "",
        "half": own[: len(own) // 2],
        "list": "[]",
        "letter": own.replace(whole["box"][:4], whole["box"][:3] + "_"),
        "checksum": own.replace(whole["checksum"][:4], "0000"),
        **{f"{name}, checksum right": _summed(fields) for name, fields in changed.items()},
    }
    return {
        "passphrase": PASSPHRASE,
        "own": own,
        "public": KEY.public.hex(),
        "opened": [
            {"text": text, "passphrase": typed, "document": open_key(text, typed)}
            for text, typed in (
                (own, PASSPHRASE),
                (other, PASSPHRASE),
                (composed, "cafe\u0301 au lait noir"),
                (hard, PASSPHRASE),
            )
        ],
        "refused": [
            {"what": what, "text": text, "passphrase": typed, "slug": _refused(text, typed)}
            for what, text, typed in [
                *((what, text, PASSPHRASE) for what, text in damaged.items()),
                ("wrong", own, PASSPHRASE + " "),
                ("nothing typed", own, ""),
                ("trustee", other, PASSPHRASE),
                ("version true", truth, PASSPHRASE),
            ]
        ],
        "lanes": seal_key(plain, PASSPHRASE, stream("lanes"), cost=Cost(8192, 1, 2)),
    }


def closing() -> dict[str, Any]:
    """Return a scan and a closing record with their signatures."""
    lists = {
        uuid: sorted(sha256(f"{uuid} {n}".encode()).hexdigest() for n in range(3)) for uuid in UUIDS
    }
    scan = Leftovers(issued_by="scrutineers", meeting="m-1", electorate="A", lists=lists)
    signatures = [sign_as_scrutineer(key, scan.message()) for key in (KEY, OTHER)]
    signed = SignedLeftovers(document=scan, signatures=signatures)
    record = ClosingRecord(
        uuid=UUIDS[0],
        fingerprint=jsontext.b64(sha256(b"phi").digest()),
        list_digest=jsontext.b64(sha256(b"list").digest()),
        ballots=104,
        root=sha256(b"root").hexdigest(),
    )
    return {
        "scrutineers": [
            {"name": "监票人 甲", "key": KEY.public.hex()},
            {"name": "监票人 乙", "key": OTHER.public.hex()},
        ],
        "file": jsontext.canonical(signed.model_dump(mode="json")).decode() + "\n",
        "message": scan.message().hex(),
        "words": list(six_words(sha256(scan.message()).digest()).zh),
        "record": {
            **record.model_dump(mode="json"),
            "signatures": [sign_as_scrutineer(KEY, record.message()).model_dump()],
        },
        "record_message": record.message().hex(),
    }


def archive() -> dict[str, Any]:
    """Return a closed archive of two ballots, and what is in it; and one that goes on."""
    election = ELECTIONS["one grade"]
    voters = [derive(election.uuid, new_code(stream(f"voter {n}"))) for n in range(2)]
    ballots = [
        make_ballot(election, voter, [[0, 1, 0, 0]], stream(f"cast {n}"))
        for n, voter in enumerate(voters)
    ]
    listed = jsontext.encode(sorted(voter.public_hex for voter in voters))
    writer = ArchiveWriter(1_790_000_000)
    writer.setup(election.text, '["trustees"]', listed)
    for text in sorted(ballots, key=tracker):
        writer.ballot(text)
    unended = writer.bytes()
    writer.end_ballots()
    closed = writer.bytes()
    writer.encrypted_tally("[]", 2)
    trackers = sorted(tracker(text) for text in ballots)
    return {
        "closed": jsontext.b64(closed),
        "unended": len(unended),
        "counted": jsontext.b64(writer.bytes()[len(closed) :]),
        "trackers": [digest.hex() for digest in trackers],
        "credentials": [voter.public_hex for voter in voters],
        "record": {
            "uuid": election.uuid,
            "fingerprint": election.fingerprint,
            "list_digest": list_digest(listed),
            "ballots": 2,
            "root": root_hash(trackers).hex(),
            "signatures": [],
        },
    }


def vectors() -> str:
    """Return the text of keyfiles.json."""
    made = {
        "about": "Written by keyfile_vectors.py: what a scrutineer's browser must do as we do.",
        "key_files": key_files(),
        "closing": closing(),
        "archive": archive(),
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _summed(fields: dict[str, Any]) -> str:
    """Return a key file of these fields whose checksum holds."""
    rest = {name: value for name, value in fields.items() if name != "checksum"}
    return jsontext.canonical(
        {**rest, "checksum": sha256(jsontext.canonical(rest)).hexdigest()}
    ).decode()


def _refused(text: str, passphrase: str) -> str:
    """Return the name by which we refuse a scrutineer's key file."""
    try:
        open_scrutineer_key(text, passphrase)
    except SuiteError as refusal:
        return refusal.code
    raise AssertionError("it opened")


if __name__ == "__main__":
    OUT.write_text(vectors(), encoding="utf-8")
