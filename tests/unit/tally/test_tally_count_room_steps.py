"""The next step of a round, the words for causes, and the ledger that says what does not hold."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from factories.rounds import ClosedRound

import tally_service
from shared.causes import explain
from tally_service.count_room.domain.ledger import BoxFacts, BoxLedger, ledger_of_box
from tally_service.count_room.domain.next_step import (
    DOERS,
    TEXTS,
    BoxSight,
    RoundSight,
    at_round,
    next_step,
)

ADDED = BoxSight("A", "adding", done=3, total=3, added=True)
WAITING = RoundSight("waiting", None, [ADDED], ledger=True)
ASKED = BoxSight("A", "decrypting", 3, 3, True, ["甲"], ["乙", "丙"], (), threshold=2)
DECRYPTING = replace(WAITING, state="decrypting", boxes=[ASKED])
COUNTED = replace(WAITING, state="counted", ruled=True)


@pytest.mark.parametrize(
    ("sight", "code", "parameters"),
    [
        (replace(WAITING, boxes_away=["B"]), "await_archive", {"electorates": ["B"]}),
        (
            replace(WAITING, boxes=[BoxSight("A", "verifying", 1, 4)]),
            "verify",
            {"numbers": ["1", "4"]},
        ),
        (replace(WAITING, boxes=[replace(ADDED, added=False)]), "adding", {}),
        (replace(WAITING, ledger=False), "await_ledger", {}),
        (replace(WAITING, scans_away=["A"]), "await_leftovers", {"electorates": ["A"]}),
        (WAITING, "deciding", {}),
        (DECRYPTING, "shares", {"names": ["乙", "丙"], "electorates": ["A"]}),
        (replace(DECRYPTING, boxes=[replace(ASKED, given=["甲", "乙"])]), "combining", {}),
        (
            replace(DECRYPTING, boxes=[replace(ASKED, at_fault=["甲", "乙"])]),
            "shares_at_fault",
            {"names": ["甲", "乙"]},
        ),
        (replace(COUNTED, ruled=False), "ruling", {}),
        (COUNTED, "certify", {"numbers": ["2"]}),
        (replace(COUNTED, state="sealed"), "certify_sealed", {"numbers": ["2"]}),
        (replace(COUNTED, state="correcting"), "certify_correction", {"numbers": ["2"]}),
        (replace(COUNTED, signed=["周认证"]), "more_certifiers", {"names": ["周认证"]}),
        (replace(COUNTED, state="certified"), "done", {}),
        (
            RoundSight("annulled", "leftover_voted", [], ledger=True),
            "annulled",
            {"causes": ["leftover_voted"]},
        ),
        (
            RoundSight("failed", "numbers_differ", [], ledger=True),
            "failed",
            {"causes": ["numbers_differ"]},
        ),
    ],
)
def test_a_round_names_what_it_waits_for(sight, code, parameters):
    step = next_step(sight)

    assert (step.code, step.parameters) == (code, parameters)
    assert step.zh
    assert step.en.isascii() or "names" in step.parameters or "“" in step.en
    assert "{" not in step.zh + step.en


def test_every_step_has_its_words_and_every_doer_a_step():
    assert set(DOERS) <= set(TEXTS)


def test_shares_that_contradict_each_other_name_whose_share_would_tell():
    torn = replace(ASKED, given=["甲", "乙"], missing=["丙"], at_fault=["甲", "乙"])

    asked = next_step(replace(DECRYPTING, boxes=[torn]))
    nobody = next_step(replace(DECRYPTING, boxes=[replace(torn, missing=[])]))

    assert "请 丙 提交份额" in asked.zh
    assert "没有别的份额可以等" in nobody.zh


def test_every_cause_that_a_count_can_have_is_explained_in_both_languages():
    folder = Path(tally_service.__file__).parent / "counts"
    named = re.compile(
        r'^[A-Z_]+ = "([a-z_]+_(?:rejected|differ|unknown|decided|issued|voted|floor))"$'
    )
    causes = {
        found[1]
        for path in folder.rglob("*.py")
        for line in path.read_text().splitlines()
        if (found := named.match(line))
    }

    assert len(causes) > 12
    assert [slug for slug in causes if slug in explain(slug).what_zh] == []
    assert "no_such_slug" in explain("no_such_slug").what_zh
    assert "E31" in explain("returned_over_issued").rule_en


def ledger(closed: ClosedRound, **changes: int) -> BoxLedger:
    """Return the ledger of box A with the desk's numbers changed where told."""
    lists, left = closed.lists("A")[closed.uuid()], closed.scan()["document"]["lists"]
    voted = frozenset(lists[: len(closed.ballots["A"])])
    facts = BoxFacts(
        closed.uuid(), "A", len(voted), frozenset(lists), voted, frozenset(left[closed.uuid()])
    )
    return ledger_of_box(closed.ledger(**changes).lines[0], facts, closed.frozen())


@pytest.fixture(scope="module")
def closed() -> ClosedRound:
    return ClosedRound({"A": [0, 1, 2]}, unreturned=1)


def test_an_honest_ledger_holds_with_every_number(closed):
    found = ledger(closed)

    assert found.numbers == {
        "roll": 7,
        "present": 4,
        "printed": 6,
        "issued": 4,
        "returned": 3,
        "unreturned": 1,
        "valid": 3,
        "void": 0,
    }
    assert found.more == {"left_over": 2}
    assert found.holds
    assert len(found.identities) == 11


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"issued": 2}, {"收回 ≤ 发出", "发出 = 收回 + 未收回", "发出 = 印制 − 剩余"}),
        ({"printed": 9}, {"名单 = 印制", "发出 = 印制 − 剩余"}),
        ({"roll": 9}, {"应到 = 冻结名单时的应到"}),
        ({"present": 3}, {"发出 ≤ 实到", "冻结时实到 ≤ 实到"}),
    ],
)
def test_a_number_that_contradicts_another_is_shown_not_to_hold(closed, changes, broken):
    found = ledger(closed, **changes)

    assert {one.text_zh for one in found.identities if not one.holds} == broken


def test_a_vote_on_a_leftover_slip_is_shown(closed):
    lists = closed.lists("A")[closed.uuid()]
    facts = BoxFacts(closed.uuid(), "A", 3, set(lists), {lists[0], *lists[-2:]}, set(lists[-2:]))

    found = ledger_of_box(closed.ledger().lines[0], facts, closed.frozen())

    assert [(one.left, one.right) for one in found.identities if not one.holds] == [(2, 0)]


def test_before_the_desk_has_spoken_only_the_box_is_known(closed):
    facts = BoxFacts(closed.uuid(), "A", 3, set(), set(), None)

    found = ledger_of_box(None, facts, closed.frozen())

    assert (found.numbers["returned"], found.numbers["issued"]) == (3, None)
    assert (found.identities, found.more) == ((), {})


def test_a_step_that_is_done_here_has_a_link():
    links = {
        sight.state: at_round(next_step(sight), "m1", "r1").link
        for sight in (WAITING, DECRYPTING, COUNTED, replace(COUNTED, state="certified"))
    }

    assert links == {
        "waiting": None,
        "decrypting": "/t",
        "counted": "/rounds/m1/r1#signing",
        "certified": "/rounds/m1/r1/result",
    }
