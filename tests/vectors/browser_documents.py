"""The part of browser.json about signed documents and blind issuance; see browser_vectors."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers, RSAPublicNumbers
from vectors.browser_stream import stream

from shared.crypto.blind import (
    IssuerKey,
    blind,
    credential_message,
    finalize,
    prepare_randomize,
    trusted_key,
)
from shared.crypto.credentials import derive, list_digest, new_code, new_uuid
from shared.crypto.group import power_of_g, to_hex
from shared.crypto.jsontext import b64, encode
from shared.crypto.signing import SigningKey, sign_document
from shared.documents.base import digest_of
from shared.documents.manifests import BoxManifest, MeetingManifest, election_of

DESK = SigningKey.from_seed(sha256(b"desk").digest())
STRANGER = SigningKey.from_seed(sha256(b"stranger").digest())
BOARD_KEY = to_hex(power_of_g(20260704))

# An issuer's key for these vectors and nothing else; a key pair cannot be drawn from a seed.
ISSUER_P = """
f7db2e50c882b181131e2148c6c50a5d660c738285a2dbb15a2fc690b0bc5a3f3a2963f6512a3db21ce3f54a
f36b54f012cd44492ac641813ad5a8569abe9e762bd04513f3592074a6f399963a521743b6479c309696aed3
9b3246362f18953711b1186e9afb4548e156678badca57f72f125f190d261d42744eedeae2ba8dece8fec58a
af1b89703c04977aba786db947e46767ae55bc78d09770d15793bbe0c2ed487423a1f1442129179b1c973672
82b182ce5fe3d91aaae716e622535131
"""
ISSUER_Q = """
d0d5357726f8fa4c23f52cf01bd404da10bff45b52292a4a59f162652ae866e828715b78328aade6f97e65b9
a2eda797ef5e8c37595301da986ead3dd2e49f489e23f210da0ca56f977728bb70cd4e3adc2107684669da46
7c2ea7718e4def418dfbd49e21c1e76e9c66c999ce24af92e38e67fb4838dfd4b53b3c844e80b4d300b51d55
03475c36196b50bc66ba8a96a6ea857a769ad9ec925552d6e18d94e34322e8cc8fc779d93bb15793c10a7052
8a8ecf752e182a494c4fccf53d883073
"""


def documents() -> dict[str, Any]:
    """Return a meeting's signed documents, and the election that follows from them."""
    random = stream("documents")
    uuids = [new_uuid(random) for _ in range(2)]
    meeting = _meeting(uuids)
    digest = digest_of(meeting)
    box = _box(uuids[0], digest)
    listed = encode(sorted(derive(uuids[0], new_code(random)).public_hex for _ in range(3)))
    frozen = {
        "type": "frozen_lists",
        "version": 1,
        "issued_by": "desk",
        "supersedes": None,
        "meeting": "m-1",
        "meeting_manifest": digest,
        "lists": [{"uuid": uuids[0], "digest": list_digest(listed), "size": 3}],
        "checked_in": [{"electorate": "A", "roll": 4, "present": 3}],
        "timestamp": 1_790_000_000,
    }
    manifest, publishing = BoxManifest.parse(box), _publishing(meeting)
    return {
        "key": DESK.public.hex(),
        "stranger": STRANGER.public.hex(),
        "meeting": sign_document(DESK, meeting),
        "meeting_digest": digest,
        "box": sign_document(DESK, box),
        "box_digest": manifest.digest,
        "frozen": sign_document(DESK, frozen),
        "list": listed,
        "election": election_of(manifest).text,
        "fingerprint": election_of(manifest).fingerprint,
        "by_a_stranger": sign_document(STRANGER, meeting),
        "publishing": sign_document(DESK, publishing.to_json()),
        "publishing_digest": publishing.digest,
    }


def issuance() -> dict[str, Any]:
    """Return one blind issuance; the voter draws randomizer, salt and r from ``voter``."""
    issuer, voter = _issuer(), stream("voter")
    key = trusted_key(issuer.spki, issuer.digest)
    uuid, code = "tnCMesiZ6MVWWm", "yGygx-bUZDje-AshYr-mm3QYz"
    message = credential_message(uuid, derive(uuid, code).public)
    prepared = prepare_randomize(message, voter)
    blinded = blind(key, prepared, voter)
    answer = issuer.blind_sign(blinded.blinded_msg)
    return {
        "spki": b64(issuer.spki),
        "digest": issuer.digest,
        "uuid": uuid,
        "code": code,
        "seed": "voter",
        "message": message.hex(),
        "prepared": b64(prepared),
        "blinded_msg": b64(blinded.blinded_msg),
        "inv": b64(blinded.inv.to_bytes(384, "big")),
        "answer": b64(answer),
        "signature": b64(finalize(key, prepared, answer, blinded.inv)),
    }


def _issuer() -> IssuerKey:
    """Return the key pair of these vectors."""
    p, q = (int("".join(prime.split()), 16) for prime in (ISSUER_P, ISSUER_Q))
    d = pow(65537, -1, (p - 1) * (q - 1))
    public = RSAPublicNumbers(65537, p * q)
    parts = (p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p))
    return IssuerKey(RSAPrivateNumbers(*parts, public).private_key())


def _meeting(uuids: list[str]) -> dict[str, Any]:
    """Return a meeting's manifest as the desk publishes it."""
    return {
        "type": "meeting_manifest",
        "version": 1,
        "issued_by": "desk",
        "supersedes": None,
        "meeting": "m-1",
        "title": "年度民主测评会",
        "electorates": [{"key": "A", "title": "甲票"}],
        "boxes": [{"uuid": uuid, "electorate": "A"} for uuid in uuids],
        "receipt_key": SigningKey.from_seed(sha256(b"box").digest()).public.hex(),
        "board": {"key": BOARD_KEY, "digest": "0" * 64},
        "test": False,
    }


def _publishing(meeting: dict[str, Any]) -> MeetingManifest:
    """Return a whole manifest that says that results are published, and who is sent them."""
    scrutineers = [
        {"name": f"监票人 {n}", "key": SigningKey.from_seed(bytes([n]) * 32).public.hex()}
        for n in (1, 2)
    ]
    return MeetingManifest.parse(
        {
            **meeting,
            "source": "poll",
            "year": 2026,
            "place": {"id": "p-1", "name": "甲县"},
            "scrutineers": scrutineers,
            "disclosure_floor": 5,
            "pack": "0" * 64,
            "published": True,
            "recipients": ["县委组织部", "督导指导组"],
        }
    )


def _box(uuid: str, meeting: str) -> dict[str, Any]:
    """Return a box manifest: one graded contest, one with a choice of up to two."""
    grades = ["excellent 优秀", "competent 称职", "incompetent 不称职", "abstain 弃权"]
    people = ["a 李", "b 王", "c 𠮷"]
    subject = {"kind": "official", "id": "o1", "name": "干部 1", "role": None, "head": None}
    contests = [("o1.grade", "grade", grades, 1, 1), ("p", "support", people, 0, 2)]
    return {
        "type": "box_manifest",
        "version": 1,
        "issued_by": "desk",
        "supersedes": None,
        "meeting": "m-1",
        "meeting_manifest": meeting,
        "round": "r1",
        "item": {
            "key": "i1",
            "title": "测评",
            "item_class": "personnel",
            "urgent": False,
            "improvised": False,
            "assessed": False,
        },
        "uuid": uuid,
        "electorate": "A",
        "title": "民主测评 \u2028 甲",
        "board_key": BOARD_KEY,
        "contests": [
            {
                "key": key,
                "title": "干部 1",
                "kind": kind,
                "subject": subject,
                "options": [
                    dict(zip(("key", "title"), o.split(" "), strict=True)) for o in options
                ],
                "minimum": minimum,
                "maximum": maximum,
            }
            for key, kind, options, minimum, maximum in contests
        ],
    }
