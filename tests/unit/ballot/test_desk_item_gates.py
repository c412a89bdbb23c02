"""The gates of items: each clause that a pack adopts, and what opens it."""

from __future__ import annotations

import pytest
from factories.committees import COMMITTEE, STRICT
from factories.desk import PACK, a_pack

from ballot_service.committee.domain import (
    MarksIncomplete,
    Member,
    NotPresent,
    RecusedMember,
    check_marks,
    outcome,
    quorum,
)
from ballot_service.meetings.domain.item_gates import (
    FACTS,
    ITEM_GATES,
    ConsentMissing,
    DecisionStands,
    Known,
    Presence,
    QuorumMissing,
    TooFewCandidates,
    asked,
    check_item,
    consent_is_next,
    shut_gates,
)
from shared.documents.manifests import Item
from shared.rules.pack_files import pack_ids
from shared.rules.packs import load_pack

PERSONNEL = Item(key="post", title="任命局长", item_class="personnel", assessed=True)
OTHER = Item(key="road", title="县乡公路养护方案")
URGENT = Item(key="flood", title="防汛应急资金", urgent=True)
READY = {
    "superior_consent": True,
    "discipline_review": True,
    "punished": False,
    "audit_problem": False,
    "informed": True,
}
HERE = Presence(11, 8)


def rules(item: Item, pack: str, **known: object) -> list[str]:
    return [shut.rule for shut in shut_gates(item, a_pack(pack), Known(**known))]


def votes(agree: int, disagree: int = 0, abstain: int = 0) -> dict[str, int]:
    return {"agree": agree, "disagree": disagree, "postpone": 0, "abstain": abstain}


def test_every_gate_stands_on_a_clause_that_some_text_pack_holds():
    clauses = {rule for pack_id in pack_ids() for rule in load_pack(pack_id).clauses}

    assert set(ITEM_GATES) <= clauses
    assert {rule for rule, _ in FACTS.values()} <= set(ITEM_GATES)


@pytest.mark.parametrize(
    ("key", "wrong", "rule"),
    [
        ("superior_consent", False, "C18"),
        ("discipline_review", False, "C13"),
        ("punished", True, "C14"),
        ("audit_problem", True, "C15"),
        ("informed", False, "C12"),
    ],
)
def test_a_gate_is_shut_by_the_wrong_answer_and_by_none(key, wrong, rule):
    without = {name: value for name, value in READY.items() if name != key}

    assert rules(PERSONNEL, STRICT, facts=READY) == []
    assert rules(PERSONNEL, STRICT, facts={**READY, key: wrong}) == [rule]
    assert rules(PERSONNEL, STRICT, facts=without) == [rule]
    assert rules(PERSONNEL, COMMITTEE, facts={**READY, key: wrong}) == []
    assert rules(OTHER, STRICT, facts={}) == []


def test_a_life_meeting_waits_for_the_delegates_views():
    assert rules(OTHER, STRICT, facts={"life_meeting": True}) == ["P11"]
    assert rules(OTHER, STRICT, facts={"life_meeting": True, "delegates_asked": False}) == ["P11"]
    assert rules(OTHER, STRICT, facts={"life_meeting": True, "delegates_asked": True}) == []


@pytest.mark.parametrize(("candidates", "shut"), [(5, ["P12"]), (6, [])])
def test_d15_a_list_for_three_posts_needs_six_candidates(candidates, shut):
    facts = {**READY, "candidates": candidates, "posts": 3}

    assert rules(PERSONNEL, STRICT, facts=facts) == shut
    if shut:
        assert rules(PERSONNEL, STRICT, facts={**READY, "candidates": 6}) == shut
        assert rules(PERSONNEL, STRICT, facts={**READY, "posts": 3}) == shut
        with pytest.raises(TooFewCandidates, match="P12: 按照不低于1:2的比例"):
            check_item(PERSONNEL, a_pack(STRICT), Known(facts=facts))


@pytest.mark.parametrize(("agree", "opens"), [(5, True), (4, True), (3, False)])
def test_an_urgent_item_opens_at_half_of_those_present(agree, opens):
    known = {"consent": votes(agree, 8 - agree), "consent_presence": HERE}

    assert rules(URGENT, COMMITTEE, **known) == ([] if opens else ["C06"])
    assert rules(URGENT, COMMITTEE) == ["C06"]
    with pytest.raises(ConsentMissing, match="C06: 如遇紧急工作议题"):
        check_item(URGENT, a_pack(COMMITTEE))


def test_no_consent_opens_an_urgent_personnel_item():
    sudden = PERSONNEL.model_copy(update={"urgent": True})
    known = {"consent": votes(8), "consent_presence": HERE}

    assert rules(sudden, COMMITTEE, **known)[0] == "C07"


def test_only_another_matter_is_asked_for_consent_and_only_once():
    asked_for = Known()
    given = Known(consent=votes(2, 6), consent_presence=HERE)

    assert consent_is_next(URGENT, ["C06"], asked_for)
    assert not consent_is_next(URGENT, ["C06"], given)
    assert not consent_is_next(URGENT, ["P11", "C06"], asked_for)
    assert not consent_is_next(PERSONNEL, ["C06"], asked_for)


def test_a_decided_item_waits_for_a_reason():
    assert rules(OTHER, COMMITTEE, decided=True) == ["C10"]
    assert rules(OTHER, COMMITTEE, decided=True, resubmitted=True) == []
    assert rules(OTHER, PACK, decided=True) == []
    with pytest.raises(DecisionStands, match="C10"):
        check_item(OTHER, a_pack(COMMITTEE), Known(decided=True))


@pytest.mark.parametrize(
    ("members", "present", "opens"),
    [(7, 5, True), (9, 6, True), (11, 8, True), (11, 7, False), (9, 5, False)],
)
def test_a_personnel_item_needs_two_thirds_of_the_members(members, present, opens):
    here = Presence(members, present)

    assert rules(PERSONNEL, COMMITTEE, presence=here) == ([] if opens else ["Q1"])
    assert rules(OTHER, COMMITTEE, presence=here) == []
    assert quorum(a_pack(COMMITTEE), here)["met"] is opens
    assert quorum(a_pack(), here)["met"] is None
    if not opens:
        with pytest.raises(QuorumMissing):
            check_item(PERSONNEL, a_pack(COMMITTEE), Known(presence=here))


def test_only_what_the_packs_clauses_ask_is_asked():
    assert asked(OTHER, a_pack()) == []
    assert asked(PERSONNEL, a_pack()) == ["assessed"]
    assert set(asked(PERSONNEL, a_pack(STRICT))) == set(FACTS)
    assert asked(OTHER, a_pack(STRICT)) == [
        "life_meeting",
        "delegates_asked",
        "candidates",
        "posts",
    ]


@pytest.mark.parametrize(
    ("members", "present", "agree", "passed"),
    [(7, 5, 4, True), (9, 6, 4, False), (9, 7, 5, True), (11, 8, 6, True), (11, 10, 5, False)],
)
@pytest.mark.parametrize(("pack", "by"), [(COMMITTEE, "Q2"), (PACK, "E23")])
def test_d11_a_decision_needs_more_than_half_of_all_members(
    members, present, agree, passed, pack, by
):
    here = Presence(members, present)

    result = outcome(OTHER, a_pack(pack), "decision", here, votes(agree, present - agree))

    assert (result["passed"], result["by"]) == (passed, by)


MEMBERS = [
    Member("m1", "甲", "县委", present=True),
    Member("m2", "乙", "县委", present=True, recused=True),
    Member("m3", "丙", "县委", present=False),
]


@pytest.mark.parametrize(
    ("marks", "refusal"),
    [
        ({"m1": "agree", "m2": "agree"}, RecusedMember),
        ({"m1": "agree", "m3": "agree"}, NotPresent),
        ({"m1": "agree", "m9": "agree"}, NotPresent),
        ({}, MarksIncomplete),
    ],
)
def test_only_those_present_and_not_recused_vote_and_all_of_them(marks, refusal):
    check_marks(MEMBERS, {"m1": "agree"})

    with pytest.raises(refusal):
        check_marks(MEMBERS, marks)


def test_a_vote_of_nobody_is_none():
    with pytest.raises(MarksIncomplete):
        check_marks(MEMBERS[1:], {})
