"""Attacks on a count by whoever holds the keys of every service: what an auditor still sees.

Everything is signed as it should be, and what the archive holds is added up, decrypted and proved
as it should be; only the one thing is wrong. What is told says which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from factories import documents
from factories.archives import without_context
from factories.audited import VOTES, Evidence
from factories.ballots import a_ballot

from shared.cli.audit.command import audit_folder
from shared.crypto.archive import ArchiveWriter
from shared.crypto.ballots import parse_ballot, tracker
from shared.crypto.credentials import credential_list
from shared.crypto.decryption import check_share, combine, make_share, result_text
from shared.crypto.tally import add_up, tally_text
from shared.crypto.trustees import owner_keys, parse_trustees
from shared.documents.manifests import election_of


def told(evidence: Evidence, folder, **more) -> str | None:
    """Return why the audit refuses the meeting, or None."""
    found = audit_folder(evidence.write(folder, **more), workers=1)
    subject = f"meeting {evidence.closed.meeting.meeting}"
    return next(finding.refusal for finding in found if finding.subject == subject)


def same(share: str) -> str:
    """Leave a share as it is."""
    return share


def finish(evidence: Evidence, ballots: Sequence[str], change: Callable[[str], str] = same) -> None:
    """Let the archive of electorate A hold these ballots, the last of each credential counted.

    Trustees 1 and 2 decrypt whatever they are given; ``change`` is made to each of their shares.
    """
    closed, board = evidence.closed, evidence.closed.board
    sheet, text = closed.sheets["A"], closed.board.document.trustees_text
    election = election_of(sheet)
    last = {parse_ballot(one, election).credential_hex: one for one in ballots}
    tally = add_up(election, [parse_ballot(one, election) for one in last.values()])
    encrypted, phi = tally_text(tally), election.fingerprint
    items = parse_trustees(text)
    shares = {n: make_share(phi, encrypted, board.secrets[n], tally) for n in (1, 2)}
    checked = {
        n: check_share(share, phi, encrypted, tally, owner_keys(items)[n - 1])
        for n, share in shares.items()
    }
    counts = combine(items, checked, tally, len(last))
    writer = ArchiveWriter(documents.FREEZE)
    writer.setup(election.text, text, credential_list(closed.lists("A")[sheet.uuid]))
    for one in ballots:
        writer.ballot(one)
    writer.end_ballots()
    writer.encrypted_tally(encrypted, len(last))
    for n, share in shares.items():
        writer.partial_decryption(n, change(share))
    writer.result(result_text(counts))
    evidence.finished = {**evidence.finished, "A": (writer.bytes(), counts)}


def test_a_meeting_counted_so_is_accepted_when_nothing_is_wrong(tmp_path):
    evidence = Evidence()

    finish(evidence, evidence.closed.sorted_ballots("A"))

    assert told(evidence, tmp_path) is None


def test_an_archive_in_the_order_of_arrival_is_refused(tmp_path):
    evidence = Evidence()

    finish(evidence, evidence.closed.sorted_ballots("A")[::-1])

    assert "ballot-order" in str(told(evidence, tmp_path))


def test_two_ballots_of_one_credential_are_refused(tmp_path):
    evidence = Evidence()
    closed = evidence.closed
    again = a_ballot(closed.sheets["A"], closed.codes["A"][0], [3, 3])
    closed.ballots["A"] = [*closed.ballots["A"][:-1], again]

    evidence.opened = {"B"}
    finish(evidence, closed.sorted_ballots("A"))

    assert "credential-twice" in str(told(evidence, tmp_path, results=[], grades=[]))


def test_a_result_that_its_decryption_does_not_bind_is_refused(tmp_path):
    evidence = Evidence()

    finish(evidence, evidence.closed.sorted_ballots("A"), without_context)

    assert "context-proof" in str(told(evidence, tmp_path))


def test_another_archive_than_the_one_that_was_closed_is_refused(tmp_path):
    evidence = Evidence()
    closed = evidence.closed
    exchanged = a_ballot(closed.sheets["A"], closed.codes["A"][0], VOTES["A"][0])
    others = sorted([exchanged, *closed.ballots["A"][1:]], key=tracker)
    assert len(others) == len(closed.ballots["A"])

    finish(evidence, others)

    assert "closing record" in str(told(evidence, tmp_path))


@pytest.mark.parametrize(
    "changes",
    [
        {"root": "0" * 64},
        {"ballots": 4},
        {"list_digest": "A" * 43},
        {"fingerprint": "A" * 43},
        {"uuid": "11111111111111"},
    ],
    ids="-".join,
)
def test_a_closing_record_that_does_not_match_is_refused(changes, tmp_path, monkeypatch):
    evidence = Evidence()
    closed = evidence.closed
    honest = closed.closing
    monkeypatch.setattr(closed, "closing", lambda letter: honest(letter, **changes))

    assert "closing record" in str(told(evidence, tmp_path))


def test_signatures_moved_to_another_closing_record_are_refused(tmp_path, monkeypatch):
    evidence = Evidence()
    closed = evidence.closed
    honest = closed.closing
    others = honest("A", ballots=4)["signatures"]
    monkeypatch.setattr(closed, "closing", lambda letter: {**honest(letter), "signatures": others})

    assert "signature" in str(told(evidence, tmp_path))


@pytest.mark.parametrize("letter", ["A", "B"])
def test_a_leftover_slip_that_voted_is_told_wherever_it_did(letter, tmp_path):
    evidence = Evidence()
    closed = evidence.closed
    marks = VOTES[letter][-1]
    planted = a_ballot(closed.sheets[letter], closed.left_over[letter][0], marks)
    closed.ballots[letter][-1] = planted

    assert "left over has voted" in str(told(evidence, tmp_path))
