"""Archives that Belenios' own tool made, and precise forgeries of them."""

import json
from io import BytesIO

import pytest
from crypto_factories import ALL_VECTORS, FACTS, committed, needs_all_vectors, verified

from shared.crypto.errors import ArchiveRejected
from shared.crypto.verify import WEAK_DECRYPTION_PROOFS, verify_archive

PROFILES = ("belenios-v1", "ostraka")
GOOD = sorted((ALL_VECTORS / "good").glob("g*/*.bel"))
BAD = sorted((ALL_VECTORS / "bad").glob("b*/*.bel"))
UNDETECTABLE = sorted((ALL_VECTORS / "undetectable").glob("u*/*.bel"))


def named(path):
    return path.parent.name


def judged(path, profile):
    with path.open("rb") as reader:
        return verify_archive(reader, profile=profile)


@pytest.mark.parametrize("name", [n for n in FACTS["archives"] if n.startswith("g")])
def test_a_committed_archive_of_the_tool_has_the_tool_s_result(name):
    report = verified(committed(name))

    known = FACTS["archives"][name]
    assert report.result == known["result"]
    assert (report.num_ballots, report.num_tallied) == (known["ballots"], known["counted"])
    assert report.phase == "Result"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", [n for n in FACTS["archives"] if n.startswith("b")])
def test_a_committed_forgery_is_rejected_for_its_reason(name, profile):
    with pytest.raises(ArchiveRejected) as refusal:
        verify_archive(BytesIO(committed(name)), profile=profile)

    assert refusal.value.slug == FACTS["archives"][name]["slug"]


@needs_all_vectors
@pytest.mark.parametrize("path", GOOD, ids=named)
def test_a_genuine_archive_is_accepted_under_version_1(path):
    summary = json.loads((ALL_VECTORS / "good" / "summary.json").read_text())[named(path)]

    report = judged(path, "belenios-v1")

    result = report.result and [[int(count) for count in row] for row in report.result]
    assert result == (
        summary["result"] and [[int(count) for count in row] for row in summary["result"]]
    )
    assert (report.uuid, report.num_ballots) == (summary["uuid"], summary["ballots"])
    assert (WEAK_DECRYPTION_PROOFS in report.warnings) == (report.result is not None)


@needs_all_vectors
@pytest.mark.parametrize("path", GOOD, ids=named)
def test_a_genuine_archive_lacks_what_our_profile_asks_for(path):
    completed = judged(path, "belenios-v1").result is not None

    with pytest.raises(ArchiveRejected) as refusal:
        judged(path, "ostraka")

    reasons = [refusal.value, *refusal.value.further]
    assert all(reason.check > 100 for reason in reasons)
    assert ("context-proof" in [reason.slug for reason in reasons]) == completed


@needs_all_vectors
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("path", BAD, ids=named)
def test_a_forgery_is_rejected_for_its_reason(path, profile):
    manifest = json.loads((ALL_VECTORS / "bad" / "manifest.json").read_text())
    reasons = {entry["name"]: entry["python"].removeprefix("rejects: ") for entry in manifest}

    with pytest.raises(ArchiveRejected) as refusal:
        judged(path, profile)

    assert refusal.value.slug == reasons[named(path)]


@needs_all_vectors
@pytest.mark.parametrize("path", UNDETECTABLE, ids=named)
def test_the_forgery_that_version_1_cannot_see_is_seen_by_our_profile(path):
    report = judged(path, "belenios-v1")

    assert report.warnings == (WEAK_DECRYPTION_PROOFS,)
    with pytest.raises(ArchiveRejected) as refusal:
        judged(path, "ostraka")
    assert refusal.value.slug == "context-proof"


@needs_all_vectors
def test_the_whole_collection_is_there():
    assert (len(GOOD), len(BAD), len(UNDETECTABLE)) == (14, 42, 1)
