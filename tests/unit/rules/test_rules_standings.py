"""Places in a group and the quota of 优秀 (catalogue D6)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import jsontext
from shared.rules.parameters import ExcellentQuota
from shared.rules.standings import Entry, quota_cap, standing

FIFTH = ExcellentQuota(share="1/5", rounding="floor")


def a_quota(rounding: str) -> ExcellentQuota:
    """Return a fifth, rounded so."""
    return FIFTH.model_copy(update={"rounding": rounding})


def entries(*scores: object, **excluded: str) -> list[Entry]:
    """Return people p1, p2 … with these scores; of an excluded one the name says why."""
    return [
        Entry(
            f"p{number}",
            None if score is None else Fraction(str(score)),
            (excluded[f"p{number}"],) if f"p{number}" in excluded else (),
        )
        for number, score in enumerate(scores, 1)
    ]


@pytest.mark.parametrize(
    ("people", "floor", "half_up", "ceiling"),
    [
        (37, 7, 7, 8),
        (38, 7, 8, 8),
        (40, 8, 8, 8),
        (41, 8, 8, 9),
        (43, 8, 9, 9),
        (0, 0, 0, 0),
        (1, 0, 0, 1),
    ],
)
def test_the_quota_of_a_group_by_each_rounding(people, floor, half_up, ceiling):
    assert quota_cap(people, FIFTH) == floor
    assert quota_cap(people, a_quota("half_up")) == half_up
    assert quota_cap(people, a_quota("ceiling")) == ceiling


def test_half_a_person_is_rounded_up_by_half_up_alone():
    tenth = ExcellentQuota(share="1/10", rounding="half_up")

    assert (quota_cap(5, tenth), quota_cap(4, tenth)) == (1, 0)


def test_who_shares_the_last_place_of_the_quota_is_left_to_people():
    scores = [100 - n for n in range(6)] + ["88.00", "88.0", *range(60, 30, -1)]

    placed = standing("county", FIFTH, entries(*scores))

    assert (placed.participants, placed.cap) == (38, 7)
    assert [place.position for place in placed.places[:9]] == [
        *["within"] * 6,
        "boundary_tie",
        "boundary_tie",
        "over",
    ]
    seventh, eighth = placed.places[6], placed.places[7]
    assert (seventh.place_from, seventh.place_to) == (eighth.place_from, eighth.place_to) == (7, 8)


def test_a_tie_that_ends_on_the_edge_is_within_and_one_that_begins_after_it_is_over():
    within = standing("g", FIFTH, entries(90, 90, 80, 70, 60, 50, 40, 30, 20, 10))
    over = standing("g", FIFTH, entries(99, 95, 90, 90, 60, 50, 40, 30, 20, 10))

    assert [place.position for place in within.places[:3]] == ["within", "within", "over"]
    assert [place.position for place in over.places[:4]] == ["within", "within", "over", "over"]


def test_who_is_kept_from_excellent_leaves_the_place_and_stays_in_the_number():
    placed = standing("g", FIFTH, entries(99, 90, 80, 70, None, p1="warning"))

    assert (placed.participants, placed.cap) == (5, 1)
    assert [(place.person, place.position) for place in placed.places] == [
        ("p2", "within"),
        ("p3", "over"),
        ("p4", "over"),
        ("p1", "excluded"),
        ("p5", "unranked"),
    ]
    found = placed.of("p1")
    assert found is not None
    assert (found.place_from, found.excluded) == (None, ("warning",))
    assert placed.of("p9") is None


def test_equal_scores_written_differently_are_equal_and_near_ones_are_not():
    third = [Entry("a", Fraction(1, 3)), Entry("b", Fraction(2, 6))]
    near = [Entry("a", Fraction(10**12 + 1, 10**12)), Entry("b", Fraction(1))]

    assert standing("g", FIFTH, third).places[0].place_to == 2
    assert standing("g", FIFTH, near).places[0].place_to == 1


@given(
    st.lists(st.integers(0, 5) | st.none(), max_size=12),
    st.randoms(use_true_random=False),
    st.sampled_from(["floor", "half_up", "ceiling"]),
)
def test_the_order_of_entries_changes_nothing_and_the_cap_is_never_overrun(
    scores, chance, rounding
):
    people = entries(*scores)
    placed = standing("g", a_quota(rounding), people)
    chance.shuffle(people)

    again = standing("g", a_quota(rounding), people)

    assert again.digest == placed.digest
    assert sum(place.position == "within" for place in placed.places) <= placed.cap
    assert len(placed.places) == len(scores)


def test_a_standing_is_plain_json_named_by_its_digest():
    placed = standing("g", FIFTH, entries("88.50", 80, None))

    assert jsontext.decode(jsontext.canonical(placed.to_json())) == placed.to_json()
    assert placed.digest != standing("h", FIFTH, entries("88.50", 80, None)).digest
