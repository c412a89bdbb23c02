"""The audit of a meeting: slips, ledgers and scans that a desk or scrutineers signed falsely."""

from __future__ import annotations

import pytest
from factories.audited import VOTES, Evidence
from factories.ballots import a_ballot
from factories.rounds import ClosedRound

from shared.cli.audit.command import audit_folder
from shared.documents.manifests import Repeat


def findings(evidence: Evidence, folder, **more) -> dict[str, str | None]:
    """Return subject to refusal of everything that the audit looked at."""
    found = audit_folder(evidence.write(folder, **more), workers=1)
    return {finding.subject: finding.refusal for finding in found}


def meeting(evidence: Evidence) -> str:
    """Return how the audit calls the meeting."""
    return f"meeting {evidence.closed.meeting.meeting}"


def change_lines(evidence: Evidence, **changes) -> None:
    """Let the desk sign other numbers for the first box."""
    ledger = evidence.ledgers[0]
    first = ledger.lines[0].model_copy(update=changes)
    lines = [first, *ledger.lines[1:]]
    evidence.ledgers = [ledger.model_copy(update={"lines": lines})]


def fewer_printed(evidence):
    """Two credentials more are on the list than slips were printed."""
    printed = evidence.ledgers[0].lines[0].printed
    change_lines(evidence, printed=printed + 2, issued=evidence.ledgers[0].lines[0].issued + 2)


def more_issued_than_came(evidence):
    """More slips went out than people came."""
    change_lines(evidence, present=evidence.ledgers[0].lines[0].issued - 1)


def more_came_than_are_on_the_roll(evidence):
    """Strangers were let in."""
    line = evidence.ledgers[0].lines[0]
    change_lines(evidence, present=line.roll + 1)


def other_roll(evidence):
    """The roll is another one than at the freeze."""
    change_lines(evidence, roll=evidence.ledgers[0].lines[0].roll + 30)


def other_electorate(evidence):
    """A box passes for one of another class, whose leftovers do not concern it."""
    change_lines(evidence, electorate="B")


def other_round(evidence):
    """The numbers are said to be of another round."""
    evidence.ledgers = [evidence.ledgers[0].model_copy(update={"round": "r2"})]


def other_meeting(evidence):
    """The numbers are said to be of another meeting."""
    evidence.ledgers = [evidence.ledgers[0].model_copy(update={"meeting": "m-other"})]


def numbers_by_one_person(evidence):
    """One person entered the numbers twice."""
    ledger = evidence.ledgers[0]
    names = ledger.entered_by[:1] * 2
    evidence.ledgers = [ledger.model_copy(update={"entered_by": names})]


def two_ledgers(evidence):
    """The desk signed the numbers twice."""
    evidence.ledgers = evidence.ledgers * 2


def a_scan_less(evidence):
    """The leftovers of an electorate are not there."""
    evidence.scans = evidence.scans[:1]


def a_scan_of_another_meeting(evidence):
    """Two scrutineers signed a scan, elsewhere."""
    evidence.scans[0] = ClosedRound(VOTES, contests=2).scan("A")


def a_scan_twice(evidence):
    """One electorate's leftovers were published twice."""
    evidence.scans.append(evidence.scans[0])


LIES = [
    fewer_printed,
    more_issued_than_came,
    more_came_than_are_on_the_roll,
    other_roll,
    other_electorate,
    other_round,
    other_meeting,
    numbers_by_one_person,
    two_ledgers,
    a_scan_less,
    a_scan_of_another_meeting,
    a_scan_twice,
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_meeting_signed_falsely_is_rejected(lie, tmp_path):
    evidence = Evidence()
    results = [evidence.result()]
    lie(evidence)

    assert findings(evidence, tmp_path, results=results, grades=[])[meeting(evidence)]


def test_a_meeting_without_the_desks_numbers_is_rejected(tmp_path):
    evidence = Evidence()
    results = [evidence.result()]
    evidence.ledgers = []

    assert findings(evidence, tmp_path, results=results, grades=[])[meeting(evidence)]


def a_leftover_slip_votes() -> Evidence:
    """Return a meeting in which a slip that nobody was handed is among the ballots."""
    evidence = Evidence()
    closed = evidence.closed
    planted = a_ballot(closed.sheets["A"], closed.left_over["A"][0])
    closed.ballots["A"][-1] = planted
    return evidence


def test_a_leftover_slip_that_voted_is_found_although_every_number_fits(tmp_path):
    evidence = a_leftover_slip_votes()

    assert "left over has voted" in str(findings(evidence, tmp_path)[meeting(evidence)])


def test_a_round_that_was_annulled_before_any_decryption_passes_and_is_told(tmp_path):
    evidence = a_leftover_slip_votes()
    evidence.opened = set()

    found = findings(evidence, tmp_path, results=[], grades=[])

    assert found[meeting(evidence)] is None
    assert found["round r1"] is None


def test_an_annulled_round_has_no_result(tmp_path):
    evidence = a_leftover_slip_votes()
    evidence.opened = set()
    result = evidence.result()

    found = findings(evidence, tmp_path, results=[result], grades=[])

    assert found[f"result {result.digest[:12]}"]


def test_an_archive_that_no_meeting_names_is_rejected(tmp_path):
    folder = Evidence().write(tmp_path)
    archive = next((folder / "archives").glob("*.bel"))
    (folder / "archives" / "strangerboxxxx.bel").write_bytes(archive.read_bytes())

    rejected = [f.subject for f in audit_folder(folder, workers=1) if not f.ok]

    assert rejected == ["archive strangerboxxxx"]


@pytest.mark.parametrize(
    ("said", "ledger", "what"),
    [
        ("r0", None, None),
        ("r1", None, "does not say so in its ledger"),
        (None, "r1", "than the sheets"),
        (None, "r2", "than the sheets"),
        ("r0", "r1", "none counts"),
    ],
)
def test_sheets_and_ledgers_have_to_agree_on_which_round_repeats_which(
    tmp_path, said, ledger, what
):
    repeats = Repeat(earlier=said, reason="断网") if said else None
    evidence = Evidence(sheet={"repeats": repeats})
    evidence.ledgers = [evidence.ledgers[0].model_copy(update={"repeated_by": ledger})]
    result = evidence.result(repeated_by=ledger)

    found = audit_folder(evidence.write(tmp_path, results=[result], grades=[]), workers=1)

    refused = [one.refusal for one in found if one.refusal and one.subject.startswith("meeting")]
    assert refused == [] if what is None else what in refused[0]
