"""Writes browser.json: what the browser's cryptography must do exactly as ours does.

`PYTHONPATH=tests python -m vectors.browser_vectors` writes the file anew. Everything is made by
`shared` from fixed seeds, so a second run writes the same bytes, and a test says that it does.
Where randomness is drawn, the vector names the seed of a stream that both sides can make.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from vectors.browser_documents import documents, issuance
from vectors.browser_stream import stream

from shared.crypto import jsontext
from shared.crypto.ballots import make_ballot, tracker
from shared.crypto.credentials import derive, list_digest, new_code, slip_text
from shared.crypto.elections import Election, Question
from shared.crypto.elgamal import encrypt
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import frame
from shared.crypto.group import divide, from_hex, multiply, power, power_of_g, to_hex
from shared.crypto.merkle import inclusion_proof, root_hash
from shared.crypto.proofs import prove_one_of, range_branches, sign
from shared.crypto.receipts import (
    VoterReceipt,
    receipt_text,
    sign_checkpoint,
    sign_receipt,
    six_words,
)
from shared.crypto.scalars import Q, hash_to_scalar, random_scalar
from shared.crypto.signing import SigningKey

HERE = Path(__file__).parent
OUT = HERE / "browser.json"
UUID = "tnCMesiZ6MVWWm"
CODE = "yGygx-bUZDje-AshYr-mm3QYz"
Y = power_of_g(20260704)
KNOWN = json.loads((HERE / "belenios_v1.json").read_text())
ODD_TEXTS = ["", "甲乙", "𠮷👍", 'a"\\/b', "\b\f\n\r\t\x00\x1f\x7f", "\u2028", "é", "\ue000\uffff"]


def outcome(function: Callable[[str], Any], text: str) -> dict[str, Any]:
    """Return what ``function`` makes of ``text``, or by which name it refuses."""
    try:
        return {"value": function(text)}
    except (MalformedBytes, VerificationFailed) as refusal:
        return {"slug": refusal.slug}


def an_election(*questions: Question, uuid: str = UUID) -> Election:
    """Return an election of our shape under a key that is known."""
    return Election(
        uuid=uuid,
        name="测评",
        description="ostraka/v1 " + sha256(b"manifest").hexdigest(),
        public_key=Y,
        questions=questions,
    )


GRADE = Question("o1.grade 干部 1", ("a 优秀", "b 称职", "c 不称职", "abstain 弃权"), 1, 1)
TWO_OF_FOUR = Question("p 委员", ("a 李", "b 王", "c 赵", "d 𠮷"), 0, 2)
ALL_OF_THREE = Question("q 三", ("a 1", "b 2", "c 3"), 0, 3)
ELECTIONS = {
    "one grade": an_election(GRADE),
    "up to two": an_election(TWO_OF_FOUR),
    "mixed": an_election(GRADE, TWO_OF_FOUR, ALL_OF_THREE, uuid="9PzJhCwoRzpo7h"),
}
VOTES = [
    ("one grade", [[1, 0, 0, 0]]),
    ("one grade", [[0, 0, 0, 1]]),
    ("up to two", [[0, 0, 0, 0]]),
    ("up to two", [[0, 1, 0, 0]]),
    ("up to two", [[1, 0, 0, 1]]),
    ("mixed", [[0, 1, 0, 0], [0, 1, 1, 0], [1, 1, 1]]),
    ("mixed", [[0, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0]]),
]
WRONG_VOTES = [
    ("one grade", [[0, 0, 0, 0]]),
    ("one grade", [[1, 1, 0, 0]]),
    ("one grade", [[2, 0, 0, -1]]),
    ("one grade", [[1, 0, 0]]),
    ("one grade", [[1, 0, 0, 0], [1, 0, 0, 0]]),
    ("up to two", [[1, 1, 1, 0]]),
]


def framing() -> list[dict[str, Any]]:
    """Return frames of every kind of part; bytes stand in hex behind ``0x``."""
    parts: list[list[Any]] = [
        [],
        [""],
        [UUID, bytes(range(32))],
        ["选票", 0],
        [b"", 1, 255, 256, 2**32, 2**53 - 1],
    ]
    return [
        {
            "label": "ostraka/v1/receipt",
            "parts": [f"0x{part.hex()}" if isinstance(part, bytes) else part for part in row],
            "frame": frame("ostraka/v1/receipt", *row).hex(),
        }
        for row in parts
    ]


def spelling() -> dict[str, Any]:
    """Return JSON that is written, read and refused."""
    value = {"b": ODD_TEXTS, "a": [0, -1, 2**53 - 1, True, False, None, {}, []], "丙": {"é": 1}}
    keys = {"\ue000": 1, "𠮷": 2, "z": 3, "": 4, "10": 5, "9": 6}
    decoded = ['{"a":[1,2,{"b":null}]}', ' [ "\\ud83d\\udc4d" , -7 ] ', '"\\u4e00\\/"']
    decoded += [
        "[" * 12 + "]" * 12,
        "[" * 13 + "]" * 13,
        "\ufeff[]",
        "\u00a0[]",
        '{"a" 1}',
        "{1:2}",
    ]
    decoded += ["", "{", "[1,]", "01", "-0", "1.0", "1e3", "NaN", "-Infinity", "1" * 19, "nul"]
    decoded += ['{"a":1,"a":2}', '"\\ud800"', '"\\udc00\\ud800"', '"\t"', '"\\x"', "[1] 2", "'a'"]
    exact = ['{"a":1}', '{"a": 1}', '"\\u4e00"', '"\\u007f"', '"\x7f"', '"\\/"']
    return {
        "encoded": jsontext.encode(value),
        "value": value,
        "canonical": jsontext.canonical([value, keys]).hex(),
        "canonical_value": [value, keys],
        "decoded": [{"text": text, **outcome(jsontext.decode, text)} for text in decoded],
        "exact": [{"text": text, **outcome(jsontext.decode_exact, text)} for text in exact],
        "base64": [
            {"hex": x.hex(), "text": jsontext.b64(x)} for x in map(bytes, map(range, range(5)))
        ],
        "not_base64": ["A", "AA==", "A+/_", "AB", "AAB", "A A", "é"],
    }


def arithmetic() -> dict[str, Any]:
    """Return scalars, points and ciphertexts."""
    exponents = [1, 2, Q - 1, 2**252, 20260704, *(random_scalar(stream(f"e{n}")) for n in range(4))]
    p, q = power_of_g(exponents[-1]), power_of_g(exponents[-2])
    return {
        "drawn": [
            {"seed": f"e{n}", "scalar": str(random_scalar(stream(f"e{n}")))} for n in range(4)
        ],
        "powers": [
            {"x": str(x), "g": to_hex(power_of_g(x)), "p": to_hex(power(p, x))} for x in exponents
        ],
        "p": to_hex(p),
        "q": to_hex(q),
        "product": to_hex(multiply(p, q)),
        "quotient": to_hex(divide(p, q)),
        "hashed": {"prefix": "prove|选票|", "scalar": str(hash_to_scalar("prove|选票|", [p, q]))},
        "refused": [
            {"text": text, **outcome(from_hex, text)}
            for text in [one["hex"] for one in KNOWN["points"]["must_reject"]] + ["AB" * 32, "ab"]
        ],
        "encrypted": [
            {"r": str(exponents[-1]), "m": m, **encrypt(Y, m, exponents[-1]).to_json()}
            for m in (0, 1, 5)
        ],
        "y": to_hex(Y),
    }


def proofs() -> dict[str, Any]:
    """Return proofs made with drawn randomness."""
    r = random_scalar(stream("r"))
    return {
        "r": str(r),
        "one_of": [
            {
                "branches": count,
                "truth": truth,
                "seed": f"proof {count} {truth}",
                "proofs": [
                    proof.to_json()
                    for proof in prove_one_of(
                        "prove|S|",
                        Y,
                        range_branches(r, truth, range(count)),
                        stream(f"proof {count} {truth}"),
                    )
                ],
            }
            for count in (1, 2, 3, 6)
            for truth in range(count)
        ],
        "signature": sign("h" * 43, r, stream("sign")).to_json(),
    }


def credentials() -> dict[str, Any]:
    """Return drawn codes with all that is derived from them."""
    codes = [new_code(stream(f"code {n}")) for n in range(5)]
    listed = jsontext.encode(sorted(derive(UUID, code).public_hex for code in codes[:3]))
    return {
        "drawn": [
            {
                "seed": f"code {n}",
                "code": code,
                "slip": slip_text("ABCYZ"[n], code),
                "public": derive(UUID, code).public_hex,
            }
            for n, code in enumerate(codes)
        ],
        "list": listed,
        "list_digest": list_digest(listed),
        "not_listed": derive(UUID, codes[3]).public_hex,
    }


def ballots() -> dict[str, Any]:
    """Return whole ballots; of long ones the tracker says enough."""
    return {
        "code": CODE,
        "elections": {name: one.text for name, one in ELECTIONS.items()},
        "fingerprints": {name: one.fingerprint for name, one in ELECTIONS.items()},
        "made": [
            {"election": name, "choices": rows, "seed": f"ballot {n}", **_ballot(name, rows, n)}
            for n, (name, rows) in enumerate(VOTES)
        ],
        "refused": [{"election": name, "choices": rows} for name, rows in WRONG_VOTES],
    }


def _ballot(name: str, rows: list[list[int]], number: int) -> dict[str, str]:
    election = ELECTIONS[name]
    text = make_ballot(election, derive(election.uuid, CODE), rows, stream(f"ballot {number}"))
    return {
        "tracker": jsontext.b64(tracker(text)),
        **({"text": text} if name == "one grade" else {}),
    }


def trees() -> list[dict[str, Any]]:
    """Return Merkle trees with the proof of one leaf each."""
    made = []
    for size in (0, 1, 2, 3, 5, 8, 13):
        leaves = [sha256(bytes([n])).digest() for n in range(size)]
        index = size * 2 // 3
        proof = inclusion_proof(leaves, index) if leaves else []
        made.append(
            {
                "leaves": [leaf.hex() for leaf in leaves],
                "root": root_hash(leaves).hex(),
                "index": index,
                "proof": [item.hex() for item in proof],
            }
        )
    return made


def receipts() -> dict[str, Any]:
    """Return a receipt, a checkpoint and six words."""
    key, digest = SigningKey.from_seed(sha256(b"box").digest()), bytes(range(32))
    signature = sign_receipt(key, UUID, digest)
    words = six_words(digest)
    return {
        "key": key.public.hex(),
        "uuid": UUID,
        "tracker": digest.hex(),
        "receipt": signature.hex(),
        "text": receipt_text(VoterReceipt(UUID, digest, signature)),
        "size": 106,
        "checkpoint": sign_checkpoint(key, UUID, 106, digest).hex(),
        "words": {"indexes": words.indexes, "zh": words.zh, "en": words.en},
    }


def vectors() -> str:
    """Return the text of browser.json."""
    made = {
        "about": "Written by browser_vectors.py: what the browser must do as shared/crypto does.",
        "framing": framing(),
        "spelling": spelling(),
        "arithmetic": arithmetic(),
        "proofs": proofs(),
        "credentials": credentials(),
        "ballots": ballots(),
        "trees": trees(),
        "receipts": receipts(),
        "documents": documents(),
        "issuance": issuance(),
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    OUT.write_text(vectors(), encoding="utf-8")
