"""Certified results: heard of, fetched, verified, kept once, and only then perhaps used."""

from __future__ import annotations

import pytest
from factories.documents import STRANGER
from fakes.appraisal import ANNA, BORIS, Bureau, a_person_entry, problem
from fakes.tally_results import a_result, against
from sqlalchemy import select

from appraisal_service.db import OutboxRow
from appraisal_service.results.store import ResultRow
from shared.crypto import jsontext
from shared.documents.base import sign
from shared.documents.manifests import Repeat
from shared.plumbing.db import reading


def listed(bureau: Bureau) -> dict[str, str]:
    return {
        entry["digest"]: entry["use"]
        for entry in bureau.get(ANNA, "/api/v1/results").json["results"]
    }


def refused(bureau: Bureau) -> list[str]:
    return [entry["code"] for entry in bureau.get(ANNA, "/api/v1/results").json["refused"]]


@pytest.fixture
def pack(bureau: Bureau) -> str:
    """The digest of the county's pack; o1 works there."""
    return bureau.set_up("county", [a_person_entry("o1")])


def test_a_certified_result_is_kept_byte_for_byte(bureau, pack):
    digest = bureau.certify(a_result({"o1": against(1, 20)}, pack=pack))

    assert listed(bureau) == {digest: "used"}
    with reading(bureau.office.sessions) as session:
        assert session.get_one(ResultRow, digest).signed == bureau.tally.served[digest]


def test_a_bell_rung_twice_and_a_job_run_twice_import_once(bureau, pack):
    digest = bureau.tally.publish(a_result({"o1": against(1, 20)}, pack=pack))
    bell = {"kind": "certified_result", "subject": digest}

    assert bureau.post(None, "/api/v1/bells", bell).status_code == 202
    assert bureau.post(None, "/api/v1/bells", bell).status_code == 202
    (row_id,) = bureau.rung
    bureau.work()
    bureau.rung.append(row_id)
    bureau.work()
    bureau.ring(digest)

    assert listed(bureau) == {digest: "used"}
    assert bureau.tally.asked == 1


def test_a_tally_that_is_away_is_asked_again(bureau, pack):
    digest = bureau.tally.publish(a_result({"o1": against(1, 20)}, pack=pack))
    bureau.tally.away = True
    bureau.ring(digest)
    assert listed(bureau) == {}

    bureau.tally.away = False
    with reading(bureau.office.sessions) as session:
        (row,) = session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None)))
        bureau.rung.append(row.id)
    bureau.work()

    assert listed(bureau) == {digest: "used"}


def test_a_bell_for_nothing_is_forgotten(bureau, pack):
    bureau.ring("d" * 64)

    assert (listed(bureau), refused(bureau)) == ({}, [])
    with reading(bureau.office.sessions) as session:
        assert not list(session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None))))


def test_a_result_with_a_wrong_signature_is_refused_and_the_officer_told(bureau, pack):
    result = a_result({"o1": against(1, 20)}, pack=pack)
    bureau.tally.publish(result, key=STRANGER)

    bureau.ring(result.digest)

    assert (listed(bureau), refused(bureau)) == ({}, ["verification_failed"])


def test_a_changed_vote_is_refused(bureau, pack):
    result = a_result({"o1": against(7, 20)}, pack=pack)
    digest = bureau.tally.publish(result)
    bureau.tally.put(digest, bureau.tally.served[digest].replace(b'petent":7', b'petent":6'))

    bureau.ring(digest)

    assert (listed(bureau), refused(bureau)) == ({}, ["verification_failed"])


def test_another_document_under_the_digest_is_refused(bureau, pack):
    one, other = (a_result({"o1": against(n, 20)}, pack=pack) for n in (1, 2))
    signed = jsontext.canonical(sign(bureau.tally.key, other))
    bureau.tally.put(one.digest, signed)

    bureau.ring(one.digest)

    assert (listed(bureau), refused(bureau)) == ({}, ["other_digest"])


def test_junk_is_refused(bureau, pack):
    bureau.tally.put("a" * 64, b'{"document":{"type":"certified_result"}')

    bureau.ring("a" * 64)

    assert refused(bureau) == ["malformed"]


def test_a_higher_version_takes_the_place_of_the_lower_one(bureau, pack):
    first = a_result({"o1": against(1, 20)}, pack=pack)
    second = a_result(
        {"o1": against(2, 20)},
        pack=pack,
        meeting=first.meeting,
        version=2,
        supersedes=first.digest,
    )

    bureau.certify(first)
    bureau.certify(second)

    assert listed(bureau) == {first.digest: "superseded", second.digest: "used"}


def test_a_lower_or_equal_version_of_the_same_round_is_refused(bureau, pack):
    first = a_result({"o1": against(1, 20)}, pack=pack)
    second = a_result(
        {"o1": against(2, 20)},
        pack=pack,
        meeting=first.meeting,
        version=2,
        supersedes=first.digest,
    )
    rival = a_result({"o1": against(9, 20)}, pack=pack, meeting=first.meeting)

    bureau.certify(second)
    bureau.certify(first)
    bureau.certify(rival)

    assert listed(bureau) == {second.digest: "used"}
    assert refused(bureau) == ["lower_version", "lower_version"]


def test_an_annulled_round_counts_for_nobody_and_nothing_of_it_is_taken_again(bureau, pack):
    first = a_result({"o1": against(1, 20)}, pack=pack)
    place = {"pack": pack, "meeting": first.meeting}
    annulled = a_result({}, **place, version=2, supersedes=first.digest, state="annulled")
    revived = a_result({"o1": against(0, 20)}, **place, version=3, supersedes=annulled.digest)
    bureau.certify(first)
    bureau.post(ANNA, "/api/v1/years/2026/county/proposals")
    before = bureau.rows()["o1"]["unit_votes"]

    bureau.certify(annulled)
    bureau.certify(first)
    bureau.certify(revived)

    assert listed(bureau) == {first.digest: "superseded", annulled.digest: "annulled"}
    assert refused(bureau) == ["annulled_for_good"]
    bureau.post(ANNA, "/api/v1/years/2026/county/proposals")
    assert (before is None, bureau.rows()["o1"]["unit_votes"]) == (False, None)


@pytest.mark.parametrize("said_by", ["both", "the earlier one", "the later one"])
def test_of_two_rounds_of_one_sheet_only_the_later_counts_and_the_earlier_is_shown(
    bureau, pack, said_by
):
    place = {"pack": pack, "meeting": "m-1"}
    earlier = {"repeated_by": "r2"} if said_by != "the later one" else {}
    later = {"repeats": Repeat(earlier="r1", reason="断网")} if said_by != "the earlier one" else {}
    first = a_result({"o1": against(19, 20)}, **place, **earlier)
    second = a_result({"o1": against(1, 20)}, **place, round="r2", **later)

    bureau.certify(first)
    bureau.certify(second)

    assert listed(bureau) == {first.digest: "replaced", second.digest: "used"}
    bureau.post(ANNA, "/api/v1/years/2026/county/proposals")
    row = bureau.rows()["o1"]
    made = bureau.get(ANNA, f"/api/v1/derivations/{row['derivation']}").json
    assert made["inputs"]["results"] == [second.digest]


def test_an_annulled_result_with_votes_is_no_document(bureau, pack):
    result = a_result({"o1": against(1, 20)}, pack=pack)
    lie = result.model_copy(update={"state": "annulled"})

    bureau.tally.publish(lie)
    bureau.ring(lie.digest)

    assert (listed(bureau), refused(bureau)) == ({}, ["malformed_document"])


def test_the_result_of_a_test_run_is_never_taken(bureau, pack):
    bureau.certify(a_result({"o1": against(1, 20)}, pack=pack, test=True))

    assert (listed(bureau), refused(bureau)) == ({}, ["result_of_a_test"])
    bureau.post(ANNA, "/api/v1/years/2026/county/proposals")
    assert bureau.rows()["o1"]["unit_votes"] is None


def test_a_result_under_a_foreign_pack_is_kept_and_never_used(bureau, pack):
    foreign = bureau.certify(a_result({"o1": against(19, 20)}, pack="e" * 64))
    last_year = bureau.certify(a_result({"o1": against(18, 20)}, pack=pack, year=2025))

    assert listed(bureau) == {foreign: "other_pack", last_year: "other_pack"}
    bureau.post(ANNA, "/api/v1/years/2026/county/proposals")
    assert bureau.rows()["o1"]["unit_votes"] is None


def test_two_officers_set_a_result_aside_and_the_same_twice_are_not_two(bureau, pack):
    digest = bureau.certify(a_result({"o1": against(1, 20)}, pack=pack))
    path = f"/api/v1/results/{digest}/set-aside"

    first = bureau.post(ANNA, path, {"reason": "另一次测评为准"})
    again = bureau.post(ANNA, path, {"reason": "另一次测评为准"})
    second = bureau.post(BORIS, path, {"reason": "另一次测评为准"})

    assert (first.json["complete"], second.json["complete"]) == (False, True)
    assert problem(again) == (409, "same_person")
    assert listed(bureau) == {digest: "set_aside"}


def test_a_bell_takes_only_a_digest(bureau):
    bell = {"kind": "certified_result", "subject": "../keys"}

    answered = bureau.post(None, "/api/v1/bells", bell)

    assert problem(answered) == (400, "invalid_body")
    assert "keys" not in answered.text


def test_bells_beyond_a_thousand_are_not_taken(bureau, pack, monkeypatch):
    monkeypatch.setattr("appraisal_service.results.actions.MOST_WAITING", 2)
    bell = {"kind": "certified_result"}
    rung = [
        bureau.post(None, "/api/v1/bells", {**bell, "subject": letter * 64}).status_code
        for letter in "abc"
    ]

    assert rung == [202, 202, 503]
