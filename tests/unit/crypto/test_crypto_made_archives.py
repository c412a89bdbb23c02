"""Archives that we make: whole elections of every kind, against what the plain votes add up to.

`make archives OUT=folder` writes them all for any other tool; `rewrite` keeps them in step.
"""

import json

import pytest
from crypto_factories import ALL_VECTORS, VECTORS, needs_all_vectors, verified
from factories.archive_cases import CASES, SINGLE, counted
from factories.archives import every, made, make
from vectors.rewrite import KEPT, rewrite, write_all

from shared.crypto.errors import ArchiveRejected
from shared.crypto.verify import WEAK_DECRYPTION_PROOFS

NAMES = [case.name for case in CASES]
KEPT_LINES = {line["name"]: line for line in json.loads((VECTORS / "made.json").read_text())}


@pytest.mark.parametrize("name", NAMES)
def test_a_made_archive_is_accepted_with_what_the_plain_votes_add_up_to(name):
    one = made(name)

    report = verified(one.content, "belenios-v1")

    assert report.result == counted(one.case) == one.result
    assert (report.uuid, report.num_ballots) == (one.uuid, len(one.case.votes))
    assert report.num_tallied == len({voter for voter, _ in one.case.votes})
    assert (report.warnings == (WEAK_DECRYPTION_PROOFS,)) == bool(one.case.owners)


def test_the_made_archive_of_our_profile_is_accepted_under_it():
    one = made("m14-profile")

    report = verified(one.content, "ostraka")

    assert report.result == counted(one.case) == [[2, 3, 0, 1], [2, 4, 2]]
    assert report.warnings == ()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "m14-profile"])
def test_a_made_archive_of_version_1_is_not_of_our_profile(name):
    with pytest.raises(ArchiveRejected) as refusal:
        verified(made(name).content, "ostraka")

    slugs = {one.slug for one in (refusal.value, *refusal.value.further)}
    assert all(one.check > 100 for one in (refusal.value, *refusal.value.further))
    assert ("context-proof" in slugs) == bool(made(name).case.owners)


def test_the_oracle_counts_by_hand():
    assert counted(made("m10-blank").case) == [[2, 1, 0, 1], [2, 1, 1, 1], [3, 1]]
    assert counted(made("m11-revotes").case) == [[2, 1, 1]]
    assert counted(made("m06-weights").case) == [[0 + 1 + 73, 2**30 - 1, 10**9 + 2 * 10**9]]
    assert counted(made("m07-no-ballots").case) == [[0, 0, 0], [0, 0]]
    assert counted(made("m13-open").case) is None


def test_the_cases_have_every_kind_of_trustees_and_one_surplus_share():
    kinds = {case.trustees for case in CASES}

    assert kinds >= {(SINGLE,), (SINGLE,) * 3, ((2, 3),), ((3, 5),), (SINGLE, (2, 3))}
    assert len(made("m04-threshold-3of5-surplus").case.owners) == 3 + 1


def test_odd_texts_stand_in_the_archive_as_section_3_spells_them():
    content = made("m09-odd-texts").content.decode()

    for spelt in (
        "\\u007f",
        "\\u0000",
        "\\b\\t\\n\\u000b\\f\\r",
        '\\"quotes\\"',
        "\\\\ ",
        "🗳️",
        "\u2028",
    ):
        assert spelt in content
    assert "\x7f" not in content


@pytest.mark.parametrize("name", ["m05-single-plus-threshold", "m14-profile"])
def test_a_case_makes_the_same_bytes_again(name):
    assert make(made(name).case).content == made(name).content


def test_what_the_repository_keeps_is_exactly_what_the_script_writes(tmp_path):
    rewrite(tmp_path)

    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written) == len(KEPT) + 1 + ALL_VECTORS.is_dir()
    for path in written:
        assert (VECTORS / path).read_bytes() == (tmp_path / path).read_bytes(), path
    assert sorted(path.stem for path in (VECTORS / "made").iterdir()) == sorted(KEPT)


def test_everything_is_written_where_a_reviewer_can_take_it(tmp_path):
    write_all(tmp_path)

    listed = json.loads((tmp_path / "manifest.json").read_text())
    assert {line["name"]: line for line in listed} == KEPT_LINES
    for one in every():
        assert (tmp_path / one.name / f"{one.uuid}.bel").read_bytes() == one.content
        assert one.name in (tmp_path / "MANIFEST.md").read_text()


@needs_all_vectors
def test_an_election_like_the_tool_s_is_as_long_as_the_tool_s():
    theirs = next((ALL_VECTORS / "good" / "g01-single").glob("*.bel")).read_bytes()

    assert len(made("m01-single").content) == len(theirs)
