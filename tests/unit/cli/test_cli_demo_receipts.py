"""The demo believes no count without the ballots for which its voters hold receipts."""

from __future__ import annotations

import pytest
from factories.audited import Evidence

from shared.cli.booth import Receipt
from shared.cli.demo.counting import ReceiptBroken, check_receipts
from shared.cli.demo.meeting import Held
from shared.crypto.ballots import tracker
from shared.crypto.jsontext import b64


def receipts(evidence: Evidence) -> list[Receipt]:
    """Return what the voters of every box keep; nobody looks at the signature here."""
    return [
        Receipt(evidence.closed.uuid(letter), b64(tracker(text)), "")
        for letter, ballots in evidence.closed.ballots.items()
        for text in ballots
    ]


def test_every_receipt_has_its_ballot_in_the_archive_of_its_own_box(tmp_path):
    evidence = Evidence()
    archives = evidence.write(tmp_path) / "archives"
    held = Held(plan=None, meeting="m", receipts=receipts(evidence))

    check_receipts(held, archives)

    stranger, first = evidence.closed.uuid("B"), held.receipts[0]
    held.receipts.append(Receipt(stranger, first.tracker, ""))
    with pytest.raises(ReceiptBroken):
        check_receipts(held, archives)
