"""What a voter asks an archive about their own ballot: is it there, did my slip vote?

Asked only of archives that every check accepted; what stands in another proves nothing. Where a
ballot stands in the archive is not told: it would say nothing, and might be taken for a number.
Source: PROTOCOL P8, P10.

May import: stdlib, shared.crypto, shared.documents, shared.plumbing.http.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from shared.crypto import jsontext
from shared.crypto.archive import Archive, read_archive
from shared.crypto.credentials import derive, parse_credential_list, read_slip
from shared.crypto.elections import Election
from shared.crypto.errors import VerificationFailed
from shared.crypto.receipts import VoterReceipt, parse_receipt, six_words, verify_receipt
from shared.documents.manifests import MeetingManifest
from shared.errors import InvalidInput
from shared.plumbing.http import open_client

STDIN = "-"
KEY_DIGITS = 64
TOO_LONG = 100_000

RECEIPT_WORDS = {
    "there good": "收据签名有效，这张选票在档案中。"
    " / The receipt's signature is good and the ballot is in the archive.",
    "there bad": "这张选票在档案中，但收据签名与这把公钥不符。"
    " / The ballot is in the archive, but the receipt is not signed with this key.",
    "there unchecked": "这张选票在档案中；没有公钥（--key），收据签名未核对。"
    " / The ballot is in the archive; without --key the signature is not checked.",
    "missing good": "收据签名有效，档案中却没有这张选票：这是票箱的过错。"
    "请把收据和档案留作证据，交给监票人。"
    " / The signature is good and the ballot is not in the archive: the box is at fault."
    " Keep receipt and archive as evidence and show them to the scrutineers.",
    "missing bad": "收据签名与这把公钥不符，档案中也没有这张选票：这不是该票箱的收据。"
    " / Not signed with this key, and not in the archive: this is no receipt of this box.",
    "missing unchecked": "档案中没有这张选票；请用 --key 给出公钥，核对收据签名。"
    " / The ballot is not in the archive. Give --key to see whether the receipt is the box's.",
    "open": "票箱尚未关闭，不能断定。 / The box has not closed: nothing can be said yet.",
    "other_box": "这是另一个票箱的收据。 / This is another box's receipt.",
}
SLIP_WORDS = {
    "no_vote": "这张凭条没有投过票。 / No vote was cast with this slip.",
    "voted": "这张凭条名下有一张选票。 / A ballot stands under this slip.",
    "not_listed": "这张凭条不属于这个票箱。 / This slip is not for this box.",
    "open": "票箱尚未关闭，不能断定。 / The box has not closed: nothing can be said yet.",
}


class KeyNotFound(InvalidInput):
    """What was given holds no receipt key for this receipt."""

    code = "receipt_key_not_found"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one's own ballot; nothing if all is None."""

    receipt: VoterReceipt | None = None
    key: bytes | None = None
    """The key the box signs receipts with, 32 bytes."""
    code: str | None = None
    """The private code of a slip."""


def read_question(receipt: str | None, key: str | None, slip: str | None) -> Question:
    """Return the question of the command line.

    Args:
        receipt: the text of a receipt, a file with it, or "-" for standard input.
        key: the receipt key in hex, or a file or address with the meeting's manifest.
        slip: the code of a slip, a file with it, or "-".

    Raises:
        BadReceipt, BadSlip: it cannot be read.
        KeyNotFound: no such key is there.
    """
    if receipt is None and key is not None:
        raise KeyNotFound("A key is for a receipt. Give --receipt too.")
    read = None if receipt is None else parse_receipt(_text(receipt))
    known = None if key is None or read is None else _receipt_key(key, read)
    return Question(read, known, None if slip is None else read_slip(_text(slip))[1])


def answer(question: Question, reader: BinaryIO) -> dict[str, str]:
    """Return the answers of one accepted archive: keys of ``RECEIPT_WORDS`` and ``SLIP_WORDS``."""
    if question == Question():
        return {}
    archive = read_archive(reader)
    uuid = Election.from_text(archive.election_text).uuid
    found = {}
    if question.receipt is not None:
        found["receipt"] = _about_receipt(question.receipt, question.key, archive, uuid)
    if question.code is not None:
        found["slip"] = _about_slip(question.code, archive, uuid)
    return found


def spoken(found: dict[str, str]) -> Iterable[str]:
    """Return one line of words for each answer."""
    if "receipt" in found:
        yield f"receipt: {RECEIPT_WORDS[found['receipt']]}"
    if "slip" in found:
        yield f"slip: {SLIP_WORDS[found['slip']]}"


def outcome(question: Question, answers: list[dict[str, str]]) -> str:
    """Return what the answers of all archives come to: "ok", "rejected" or "unusable"."""
    receipts = {found.get("receipt", "other_box") for found in answers} - {"other_box"}
    slips = {found.get("slip", "not_listed") for found in answers} - {"not_listed", "open"}
    if receipts & {"there bad", "missing good", "missing bad", "missing unchecked"}:
        return "rejected"
    unanswered = question.receipt is not None and not receipts - {"open"}
    unanswered = unanswered or (question.code is not None and not slips)
    return "unusable" if unanswered else "ok"


def _about_receipt(receipt: VoterReceipt, key: bytes | None, archive: Archive, uuid: str) -> str:
    """Return what is to be said of a receipt: where the ballot is, and how it is signed."""
    if receipt.uuid != uuid:
        return "other_box"
    there = receipt.tracker.hex() in archive.ballots.digests
    if not there and not archive.ended:
        return "open"
    return f"{'there' if there else 'missing'} {_signed(receipt, key)}"


def _signed(receipt: VoterReceipt, key: bytes | None) -> str:
    """Return how the receipt is signed."""
    if key is None:
        return "unchecked"
    try:
        verify_receipt(key, *receipt)
    except VerificationFailed:
        return "bad"
    return "good"


def _about_slip(code: str, archive: Archive, uuid: str) -> str:
    """Return whether a ballot stands under the slip in this archive."""
    public = derive(uuid, code).public_hex
    if public not in parse_credential_list(archive.credentials_text).weights:
        return "not_listed"
    if not archive.ended:
        return "open"
    # An accepted ballot is written in one way only, with the credential third.
    head = f'"credential":"{public}",'
    voted = any(text.partition('"answers":')[0].endswith(head) for text in archive.ballots)
    return "voted" if voted else "no_vote"


def _receipt_key(given: str, receipt: VoterReceipt) -> bytes:
    """Return the receipt key: as it is given, or as the meeting's manifest names it."""
    if len(given) == KEY_DIGITS and set(given) <= set("0123456789abcdef"):
        return bytes.fromhex(given)
    value = _fetch(given)
    for wrapping in ("manifest", "document"):  # the box's page, the signed envelope
        value = value.get(wrapping, value) if isinstance(value, dict) else value
    manifest = MeetingManifest.parse(value)
    if receipt.uuid not in {box.uuid for box in manifest.boxes}:
        raise KeyNotFound("This manifest is not that of the receipt's meeting.")
    words = six_words(bytes.fromhex(manifest.digest))
    line = f"{' '.join(words.zh)} / {' '.join(words.en)}"
    print(f"请与会场屏幕比对六个词 / compare with the hall's screen: {line}", file=sys.stderr)
    return bytes.fromhex(manifest.receipt_key)


def _fetch(given: str) -> Any:
    """Return the JSON at an address or in a file."""
    parts = urlsplit(given)
    if parts.scheme in ("http", "https"):
        with open_client(f"{parts.scheme}://{parts.netloc}") as peer:
            return peer.get_json(parts.path)
    try:
        return jsontext.decode(Path(given).read_bytes())
    except (OSError, ValueError):
        raise KeyNotFound(
            "Give --key 64 hex digits, or a file or address with the meeting's manifest."
        ) from None


def _text(given: str) -> str:
    """Return what is given: on standard input, in a file, or itself."""
    if given == STDIN:
        return sys.stdin.readline(TOO_LONG)
    try:
        return Path(given).read_text(encoding="utf-8")[:TOO_LONG]
    except (OSError, ValueError):
        return given
