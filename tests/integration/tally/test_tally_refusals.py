"""What is never decrypted, and what is never taken."""

from __future__ import annotations

import pytest
from factories import documents
from factories.ballots import a_ballot, with_false_proof
from factories.rounds import ClosedRound
from factories.tally import Counting, a_person, refusal, stored, work, work_again
from sqlalchemy import func, select

from shared.documents.base import sign
from shared.plumbing.db import reading
from tally_service.counts.domain.shares import Work
from tally_service.counts.store import AskedRow

VOTES = [0, 0, 1, 1, 3, 4, 0]


@pytest.fixture
def counting(database_url, tmp_path):
    return Counting(database_url, tmp_path)


def asked(counting: Counting) -> int:
    """Return how many tallies were ever asked to be decrypted."""
    with reading(counting.tally.sessions) as session:
        return session.scalar(select(func.count()).select_from(AskedRow))


def never_decrypted(counting: Counting, closed: ClosedRound) -> bool:
    """Return whether every door to a decryption is shut."""
    uuid, headers = closed.uuid(), counting.trustees[1].headers
    task = counting.client.get(f"/api/v1/counts/{uuid}/task", headers=headers)
    share = counting.give(uuid, 1, "{}")
    assert refusal(task) == refusal(share) == (409, "not_decrypting")
    annulled = counting.round(closed)["state"] == "annulled"
    unsigned = "round_annulled" if annulled else "draft_not_ready"
    assert refusal(counting.certify(closed, 0)) == (409, unsigned)
    finished = counting.archive(closed, stage="finished")
    return asked(counting) == 0 and refusal(finished) == (404, "no_such_archive")


def test_a_leftover_slip_that_voted_annuls_the_whole_round(counting):
    closed = counting.hold({"A": VOTES, "B": VOTES})
    closed.left_over["A"][0] = closed.codes["A"][0]

    counting.clear(closed)

    assert counting.outcome(closed, "A") == ("annulled", "leftover_voted")
    assert counting.outcome(closed, "B") == ("annulled", "leftover_voted")
    assert counting.desk.told == [("r1", "annulled", "leftover_voted")]
    assert never_decrypted(counting, closed)


def test_more_papers_returned_than_issued_annul_the_whole_round(counting):
    closed = counting.hold({"A": VOTES, "B": VOTES})

    counting.clear(closed, issued=len(VOTES) - 1)

    assert counting.outcome(closed, "B") == ("annulled", "returned_over_issued")
    assert counting.desk.told == [("r1", "annulled", "returned_over_issued")]
    assert never_decrypted(counting, closed)


def test_numbers_that_do_not_match_fail_the_whole_round(counting):
    closed = counting.hold({"A": VOTES, "B": VOTES})

    counting.clear(closed, printed=len(VOTES) + 5)

    assert counting.outcome(closed, "A") == ("failed", "numbers_differ")
    assert counting.desk.told == [("r1", "failed", "numbers_differ")]
    assert never_decrypted(counting, closed)


def test_four_ballots_are_sealed_and_never_decrypted(counting):
    closed = counting.hold({"A": [0, 1, 2, 3]})

    counting.clear(closed)

    assert counting.outcome(closed) == ("sealed", "below_floor")
    assert counting.desk.told == [("r1", "sealed", "below_floor")]
    assert asked(counting) == 0
    assert refusal(counting.give(closed.uuid(), 1, "{}")) == (409, "not_decrypting")


def test_a_sealed_box_stands_in_the_certificate_with_its_ledger_and_no_vote(counting):
    closed = counting.hold({"A": [0, 1, 2, 3], "B": VOTES})
    counting.clear(closed)
    counting.decrypt(closed)
    counting.certify(closed, 0)

    digest = counting.certify(closed, 1).json["digest"]

    result = counting.client.get(f"/api/v1/certified-results/{digest}").json["document"]
    assert [box["state"] for box in result["boxes"]] == ["sealed", "counted"]
    assert result["boxes"][0]["ledger"]["returned"] == 4
    assert list(result["contests"][0]["by_electorate"]) == ["B"]
    assert sum(result["contests"][0]["counts"].values()) == len(VOTES)
    assert counting.desk.told[0] == ("r1", "counted", None)


def test_a_round_of_nothing_but_sealed_boxes_can_be_certified_too(counting):
    closed = counting.hold({"A": [0, 1, 2, 3]})
    counting.clear(closed)
    counting.certify(closed, 0)

    certified = counting.certify(closed, 1)

    assert certified.json["state"] == "certified"
    assert counting.round(closed)["contests"] == []


def test_the_archive_of_a_sealed_box_stays_the_closed_one(counting):
    closed = counting.hold({"A": [0, 1, 2, 3]})

    counting.clear(closed)

    assert counting.archive(closed).data == closed.archive()
    assert refusal(counting.archive(closed, stage="finished")) == (404, "no_such_archive")
    assert refusal(counting.archive(closed, stage="other")) == (404, "no_such_archive")


def test_a_box_in_which_nobody_voted_is_sealed(counting):
    closed = counting.hold({"A": []}, unreturned=6)

    counting.clear(closed)

    assert counting.outcome(closed) == ("sealed", "below_floor")


def tampered(page: str, closed: ClosedRound, counting: Counting) -> None:
    """Change what the box shows under one address."""
    address = {
        "archive": f"boxes/{closed.uuid()}/archive",
        "checkpoint": f"boxes/{closed.uuid()}/checkpoint",
        "closing": f"boxes/{closed.uuid()}/closing",
    }[page]
    shown = counting.box.pages[address]
    if isinstance(shown, bytes):
        counting.box.pages[address] = shown[:-1] + b"x"
    else:
        counting.box.pages[address] = {**shown, "root": "0" * 64}


@pytest.mark.parametrize("page", ["archive", "checkpoint", "closing"])
def test_what_was_tampered_with_fails_the_round_with_its_cause(counting, page):
    closed = counting.hold({"A": VOTES, "B": VOTES})
    tampered(page, closed, counting)

    counting.clear(closed)

    assert counting.outcome(closed, "A") == ("failed", f"{page}_rejected")
    assert counting.outcome(closed, "B") == ("failed", f"{page}_rejected")
    assert counting.desk.told == [("r1", "failed", f"{page}_rejected")]
    assert never_decrypted(counting, closed)


def test_a_false_manifest_fails_its_box_and_the_round_that_the_desk_counts_it_to(counting):
    closed = counting.hold({"A": VOTES, "B": VOTES})
    page = counting.box.pages[f"boxes/{closed.uuid()}"]
    page["manifest"] = sign(documents.STRANGER, closed.sheets["A"])

    counting.clear(closed)

    assert counting.outcome(closed, "A") == ("failed", "manifest_rejected")
    assert counting.outcome(closed, "B") == ("failed", "manifest_rejected")
    assert counting.desk.told == [("r1", "failed", "manifest_rejected")]


def test_a_false_manifest_is_noticed_after_the_ledger_too(counting):
    closed = counting.hold({"A": VOTES})
    counting.settle(closed)
    page = counting.box.pages[f"boxes/{closed.uuid()}"]
    page["manifest"] = sign(documents.STRANGER, closed.sheets["A"])

    counting.fetch(closed)

    assert counting.desk.told == [("r1", "failed", "manifest_rejected")]


def test_a_second_box_of_the_meeting_with_another_manifest_is_refused(counting):
    closed = counting.hold({"A": VOTES, "B": VOTES})
    counting.ring("board_closed", closed.uuid("A"))
    work(counting.tally)
    other = closed.meeting.model_copy(update={"title": "另一份清单"})
    sheet = closed.sheets["B"].model_copy(update={"meeting_manifest": other.digest})
    counting.box.pages[f"meetings/{other.meeting}"]["manifest"] = sign(documents.DESK, other)
    counting.box.pages[f"boxes/{sheet.uuid}"]["manifest"] = sign(documents.DESK, sheet)
    frozen = closed.frozen().model_copy(update={"meeting_manifest": other.digest})
    counting.box.pages[f"meetings/{other.meeting}"]["frozen"] = sign(documents.DESK, frozen)

    counting.ring("board_closed", closed.uuid("B"))
    work(counting.tally)

    assert counting.outcome(closed, "B")[0] == "failed"


def test_a_meeting_of_trustees_we_do_not_know_is_refused(counting):
    stranger = documents.a_board(threshold=3, size=4)
    closed = counting.hold({"A": VOTES}, board=stranger.ref)

    counting.fetch(closed)

    assert counting.outcome(closed) == ("failed", "board_unknown")


def test_one_false_proof_fails_the_round(counting):
    closed = ClosedRound({"A": VOTES, "B": VOTES}, pack=counting.pack.digest)
    closed.ballots["A"][2] = with_false_proof(closed.ballots["A"][2])
    counting.box.pages |= closed.pages()

    counting.clear(closed)

    assert counting.outcome(closed, "A") == ("failed", "ballot_rejected")
    assert counting.outcome(closed, "B") == ("failed", "ballot_rejected")
    assert counting.desk.told == [("r1", "failed", "ballot_rejected")]
    assert never_decrypted(counting, closed)


@pytest.mark.parametrize("voter", ["twice", "unlisted"])
def test_a_ballot_without_a_listed_credential_of_its_own_fails_the_round(counting, voter):
    closed = ClosedRound({"A": VOTES}, pack=counting.pack.digest)
    code = closed.codes["A"][0] if voter == "twice" else documents.some_codes(1)[0]
    closed.ballots["A"][1] = a_ballot(closed.sheets["A"], code, 1)
    counting.box.pages |= closed.pages()

    counting.clear(closed)

    assert counting.outcome(closed) == ("failed", "credential_rejected")
    assert never_decrypted(counting, closed)


def test_fewer_shares_than_needed_leave_the_count_waiting(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)

    answer = counting.give(closed.uuid(), 2)

    assert answer.json == {"shares": 1}
    assert counting.count(closed)["shares"] == [2]
    assert counting.outcome(closed) == ("decrypting", None)
    assert counting.archive(closed, stage="finished").status_code == 404


def test_the_same_share_again_changes_nothing_and_another_is_refused(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    text = counting.share(closed.uuid(), 1)
    counting.give(closed.uuid(), 1, text)
    before = stored(counting.tally)

    again = counting.give(closed.uuid(), 1, text)
    other = counting.give(closed.uuid(), 1)

    assert again.json == {"shares": 1}
    assert refusal(other) == (409, "share_stands")
    assert stored(counting.tally) == before


def test_a_share_that_proves_nothing_is_refused_and_named(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    of_another = counting.share(closed.uuid(), 3)

    answer = counting.give(closed.uuid(), 1, of_another)

    assert refusal(answer) == (400, "share_rejected")
    assert "trustee 1" in answer.json["title"]
    assert counting.count(closed)["shares"] == []


def test_a_share_for_another_box_is_refused(counting):
    closed = counting.hold({"A": VOTES, "B": VOTES})
    counting.clear(closed)
    for_b = counting.share(closed.uuid("A"), 1, of=closed.uuid("B"))

    assert refusal(counting.give(closed.uuid("A"), 1, for_b)) == (400, "share_rejected")


def test_only_the_boards_own_trustees_give_shares(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    stranger = a_person(counting.tally, "外人", "trustee")
    address = f"/api/v1/counts/{closed.uuid()}/shares"
    body = {"share": counting.share(closed.uuid(), 1)}

    by_stranger = counting.client.post(address, json=body, headers=stranger.headers)
    by_certifier = counting.client.post(address, json=body, headers=counting.certifiers[0].headers)
    by_nobody = counting.client.post(address, json=body)

    assert refusal(by_stranger) == (403, "not_a_trustee")
    assert refusal(by_certifier) == (403, "role_missing")
    assert refusal(by_nobody) == (401, "sign_in_needed")


def test_shares_that_do_not_combine_are_laid_to_their_owners_until_a_third_tells(
    counting, monkeypatch
):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    honest = Work.check
    monkeypatch.setattr(Work, "check", lambda work, owner, text: honest(work, keys[owner], text))
    keys = {1: 1, 2: 3, 3: 3}

    counting.give(closed.uuid(), 1)
    counting.give(closed.uuid(), 2, counting.share(closed.uuid(), 3))
    waiting = counting.count(closed)
    counting.give(closed.uuid(), 3)

    assert (waiting["state"], waiting["at_fault"]) == ("decrypting", [1, 2])
    assert counting.outcome(closed) == ("done", None)
    assert counting.count(closed)["at_fault"] == [2]


def test_a_pack_other_than_the_manifests_judges_nothing(counting):
    closed = counting.hold({"A": VOTES})
    counting.desk.packs[counting.pack.digest]["title"] = {"zh": "改", "en": "changed"}
    counting.clear(closed)

    counting.decrypt(closed)

    assert counting.round(closed)["state"] == "counted"
    assert refusal(counting.certify(closed, 0)) == (409, "draft_not_ready")
    counting.desk.packs[counting.pack.digest] = counting.pack.to_document()
    work_again(counting.tally)
    assert counting.round(closed)["state"] == "draft"
