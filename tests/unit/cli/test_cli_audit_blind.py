"""The audit of a blind meeting: no credential of anybody's own on the list, no number invented."""

from __future__ import annotations

import pytest
from factories import blind
from factories.audited import VOTES, Evidence
from factories.blind_rounds import BlindRound

from shared.cli.audit.command import audit_folder
from shared.crypto.credentials import new_code


def audited(evidence: Evidence, folder) -> dict[str, str | None]:
    """Return subject to refusal of everything that the audit looked at."""
    found = audit_folder(evidence.write(folder), workers=1)
    return {finding.subject: finding.refusal for finding in found}


def a_blind(unreturned: int = 0) -> Evidence:
    return Evidence(VOTES, held=BlindRound, unreturned=unreturned)


def meeting(evidence: Evidence) -> str:
    return f"meeting {evidence.closed.meeting.meeting}"


def test_an_honest_blind_meeting_passes_with_its_result_and_grades(tmp_path):
    found = audited(a_blind(), tmp_path)

    assert set(found.values()) == {None}
    assert len(found) > 5


def test_people_who_never_activated_are_issued_and_unreturned(tmp_path):
    evidence = a_blind()
    evidence.closed.unactivated = 2
    evidence.ledgers = [evidence.closed.ledger()]

    found = audited(evidence, tmp_path)

    ledger = evidence.result().boxes[0].ledger
    assert set(found.values()) == {None}
    assert (ledger.issued, ledger.returned, ledger.unreturned) == (7, 5, 2)
    assert (ledger.released, ledger.printed) == (6, 3)


def one_activation_hidden(evidence):
    """One credential counts as activated, and nothing shows its signature."""
    honest = evidence.closed.frozen()
    evidence.closed.signed["A"].pop()
    evidence.closed.frozen = lambda: honest


def one_signature_of_another_box(evidence):
    """An activation carries what the issuer signed for another electorate's box."""
    theirs = evidence.closed.signed["B"][0].signature
    first = evidence.closed.signed["A"][0]
    evidence.closed.signed["A"][0] = first.model_copy(update={"signature": theirs})


def a_key_of_the_issuer_s_own(evidence):
    """The issuer's keys are not those that the manifest names."""
    right = blind.issuer_keys(evidence.closed.meeting)
    keys = [
        one.model_copy(update={"spki": other.spki})
        for one, other in zip(right.keys, right.keys[::-1], strict=True)
    ]
    signed = blind.sign(blind.documents.DESK, right.model_copy(update={"keys": keys}))
    evidence.closed.issuer_keys = lambda: signed


def issuer_keys_missing(evidence):
    """Nobody can check a signature."""
    evidence.closed.issuer_keys = lambda: None


def a_leftover_slip_activated(evidence):
    """A slip in the organizer's drawer was signed too, and counts as activated."""
    closed = evidence.closed
    slip = closed.left_over["A"][0]
    closed.signed["A"].append(blind.an_activation(closed.meeting, closed.uuid("A"), slip))
    line = evidence.ledgers[0].lines[0]
    one_more = {name: getattr(line, name) + 1 for name in ("released", "issued", "present")}
    lines = [line.model_copy(update=one_more), *evidence.ledgers[0].lines[1:]]
    evidence.ledgers = [evidence.ledgers[0].model_copy(update={"lines": lines})]


def a_stranger_s_credential(evidence):
    """An activation of a credential that is not on the list."""
    closed = evidence.closed
    shown = closed.activations("A")
    strange = blind.an_activation(closed.meeting, closed.uuid("A"), new_code())
    shown["activations"][0] = strange.model_dump()
    honest = closed.activations
    closed.activations = lambda letter="A": shown if letter == "A" else honest(letter)


def fewer_signatures_than_activations(evidence):
    """The desk says that it signed for fewer people than activated."""
    line = evidence.ledgers[0].lines[0]
    changed = line.model_copy(update={"released": line.released - 1, "issued": line.issued - 1})
    lines = [changed, *evidence.ledgers[0].lines[1:]]
    evidence.ledgers = [evidence.ledgers[0].model_copy(update={"lines": lines})]


def more_signatures_than_at_the_freeze(evidence):
    """Signatures were released after the lists were frozen, and a slip fewer was handed out."""
    line = evidence.ledgers[0].lines[0]
    changed = line.model_copy(update={"released": line.released + 1})
    lines = [changed, *evidence.ledgers[0].lines[1:]]
    evidence.ledgers = [evidence.ledgers[0].model_copy(update={"lines": lines})]


LIES = {
    one_activation_hidden: "Not as many credentials were activated",
    one_signature_of_another_box: "The signature does not fit",
    a_key_of_the_issuer_s_own: "not the one of the meeting manifest",
    issuer_keys_missing: "A signed document",
    a_leftover_slip_activated: "is on a leftover slip",
    a_stranger_s_credential: "not those of this box's list",
    fewer_signatures_than_activations: "Slips printed are not",
    more_signatures_than_at_the_freeze: "Slips printed are not",
}
"""A lie, and how its refusal begins or what it says."""


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_blind_meeting_is_rejected_for(lie, tmp_path):
    evidence = a_blind(unreturned=2)
    lie(evidence)

    found = audited(evidence, tmp_path)

    assert LIES[lie] in str(found[meeting(evidence)])
