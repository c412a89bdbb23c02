"""The next step: one line that says what blocks, in two languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ballot_service.meetings.domain.delivery_words import Refused
from ballot_service.meetings.domain.gates import People
from ballot_service.meetings.domain.item_gates import ITEM_GATES, Shut, ShutItem
from ballot_service.meetings.domain.next_step import RoundSight, Sight, next_step
from ballot_service.meetings.domain.outlines import LACKS
from ballot_service.meetings.domain.states import MeetingState, RoundState
from ballot_service.meetings.domain.step_words import TEXTS
from shared.rules.parameters import Text

ALL_IN = (People("A", 9, 9, 9), People("B", 9, 9, 9))
NO_ROLL = (People("A", 9, 0, None), People("B", 0, 0, None))
NO_SLIPS = (People("A", 9, 0, 9), People("B", 9, 0, None))
INVITED = (People("A", 9, 9, None, 8, 9), People("B", 9, 9, 2, 9, 9))
REFUSED = Refused("box", "frozen_lists", "lists_differ")
NOBODY = (People("A", 9, 9, 9), People("B", 9, 0, 9))
TITLE = Text(zh="条款", en="a clause")
KEPT = ShutItem("post", "任命局长", 2, [Shut("C14", ITEM_GATES["C14"], "C14 原文", TITLE)])


def a_round(state: str, opening: int = 0, closing: int = 0, cause: str | None = None):
    return RoundSight(RoundState(state), opening, closing, cause)


def step(state: str, *rounds: RoundSight, **changes: object):
    values = {
        "people": ALL_IN,
        "waiting": False,
        "refused": None,
        "rehearsed": True,
        "items_left": False,
        "uncounted": (),
    }
    return next_step(Sight(state=MeetingState(state), rounds=rounds, **{**values, **changes}))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        *((lack, step("draft", lacks=(lack, "draft_parts"))) for lack in LACKS),
        ("prepare", step("draft")),
        ("import_roll", step("prepared", people=NO_ROLL)),
        ("make_slips", step("prepared", people=NO_SLIPS)),
        ("delivering", step("prepared", people=NO_ROLL, waiting=True)),
        ("start_check_in", step("prepared", people=NOBODY)),
        ("wipe_test_run", step("prepared", people=NOBODY, testing=True)),
        ("check_in", step("checking_in", people=NOBODY)),
        ("freeze", step("checking_in")),
        ("invite", step("prepared", people=ALL_IN, blind=True)),
        ("start_check_in", step("prepared", people=INVITED, blind=True)),
        ("end_check_in", step("checking_in", people=INVITED, blind=True)),
        ("delivering", step("activating", people=INVITED, blind=True, waiting=True)),
        ("activation", step("activating", people=INVITED, blind=True)),
        ("freeze_activated", step("activating", blind=True, activation_over=True)),
        ("confirm_record", step("checking_in", people=NOBODY, unconfirmed=("road",))),
        ("confirm_record", step("ready", items_left=True, unconfirmed=("road",))),
        ("next_round", step("ready", items_left=True, consents=("flood",))),
        ("consent", step("ready", a_round("closed"), consents=("flood",))),
        ("adjourn", step("ready", a_round("cancelled"), recorded=True, uncounted=("A",))),
        ("items_shut", step("ready", uncounted=("A",))),
        ("items_shut", step("ready", a_round("cancelled"))),
        ("finish", step("ready", a_round("closed"), recorded=True)),
        ("next_round", step("ready", items_left=True)),
        ("next_round", step("ready", a_round("closed"), items_left=True)),
        ("box_confirms", step("ready", a_round("draft"))),
        ("enter_papers", step("ready", RoundSight(RoundState.DRAFT, 0, 0, paper=True))),
        ("rehearse", step("ready", a_round("frozen"), rehearsed=False)),
        ("open_round", step("ready", a_round("frozen"))),
        ("second_opener", step("ready", a_round("frozen", opening=1))),
        ("round_shut", step("ready", replace(a_round("frozen", opening=1), shut=KEPT))),
        ("box_opens", step("ready", a_round("opening", opening=2))),
        ("voting", step("ready", a_round("open", opening=2))),
        ("second_closer", step("ready", a_round("open", opening=2, closing=1))),
        ("box_closes", step("ready", a_round("closing"))),
        ("count_slips", step("ready", a_round("closed"), uncounted=("B",))),
        ("finish", step("ready", a_round("closed"))),
        ("delivering", step("closed", a_round("closed"), waiting=True)),
        ("counting", step("closed", a_round("closed"))),
        ("count_failed", step("closed", a_round("closed", cause="numbers_differ"))),
        ("certifying", step("closed", a_round("counted"), a_round("certified"))),
        ("done", step("closed", a_round("certified"), a_round("annulled", cause="fraud"))),
        ("certifying", step("closed", a_round("sealed", cause="below_floor"))),
        ("certifying", step("closed", RoundSight(RoundState.COUNTED, 2, 2, paper=True))),
        (
            "finish",
            step("ready", RoundSight(RoundState.COUNTED, 0, 0, paper=True), uncounted=("A",)),
        ),
        ("cancelled", step("cancelled")),
        ("delivery_refused", step("ready", a_round("open"), refused=REFUSED)),
    ],
)
def test_the_next_step_is_what_blocks(code, found):
    assert found.code == code


def test_every_code_has_been_seen_above_and_speaks_both_languages():
    seen = {mark.args[1][number][0] for mark in SEEN for number in range(len(mark.args[1]))}

    assert seen == set(TEXTS)
    assert all("{detail}" in en for zh, en in TEXTS.values() if "{detail}" in zh)
    assert all(en.isascii() and not zh.isascii() for zh, en in TEXTS.values())


def test_the_electorates_that_block_are_named():
    assert "B" in step("checking_in", people=NOBODY).zh
    assert "A" not in step("checking_in", people=NOBODY).zh


def test_a_refusal_is_told_in_words_with_what_to_do_and_its_slug_at_the_end():
    told = step("prepared", refused=REFUSED)

    assert told.zh.startswith("有文件没有送达：票箱没有接收冻结的名单：")
    assert "请管理员查明" in told.zh
    assert told.zh.endswith("（代码 lists_differ）")
    assert told.en.startswith("A document was not delivered: The box did not take the frozen lists")
    assert told.en.endswith("(code lists_differ)")
    assert told.parameters == {"causes": ["box: lists_differ"]}


def test_a_count_that_failed_is_told_in_the_words_of_the_count_room():
    told = step("closed", a_round("closed", cause="numbers_differ"))

    assert "会务登记端的数字、冻结名单和剩余凭条的扫描彼此不符" in told.zh
    assert "更正票数账中的错误数字" in told.zh
    assert told.zh.endswith("（代码 numbers_differ）")
    assert "contradict each other" in told.en


SEEN = test_the_next_step_is_what_blocks.pytestmark


def test_trustees_rehearse_before_the_doors_open_and_not_with_a_full_hall_waiting():
    assert step("prepared", people=NOBODY, rehearsed=False).code == "rehearse"
    assert step("checking_in", rehearsed=False).code == "freeze"
    assert step("prepared", people=NO_SLIPS, rehearsed=False).code == "make_slips"


def shut_item(*rules: str, key: str = "post") -> ShutItem:
    gates = [Shut(rule, ITEM_GATES[rule], f"{rule} 原文", TITLE) for rule in rules]
    return ShutItem(key, "任命局长", 2, gates)


def test_a_shut_gate_is_named_with_its_clause_what_opens_it_and_where():
    found = step("ready", shut=[shut_item("C13", "C02")], meeting="m1", has_agenda=True)

    assert found.code == "items_shut"
    assert "“任命局长”卡在 C13：请先记录纪委的审查。" in found.zh
    assert "C13: Record the discipline commission's review first." in found.en
    assert found.parameters == {"items": ["post"], "clauses": ["C13"]}
    assert [gate["rule"] for gate in found.gates] == ["C13", "C02"]
    assert found.gates[1]["quote"] == "C02 原文"
    assert found.gates[0]["link"] == "/meetings/m1/agenda#item-2"


def test_a_round_whose_item_was_shut_since_it_began_says_by_what_and_shows_that_gate_alone():
    current = replace(a_round("frozen", opening=1), shut=KEPT)

    found = step("ready", current, shut=[shut_item("C13")], meeting="m1")

    assert "“任命局长”卡在 C14：有违纪处分" in found.zh
    assert "请取消这一轮" in found.zh
    assert [(gate["rule"], gate["quote"]) for gate in found.gates] == [("C14", "C14 原文")]
    assert (found.link, found.roles) == ("/meetings/m1#this-round", ("organizer",))


def test_gates_stand_beside_other_steps_too_and_not_where_people_vote():
    shut = [shut_item("C07", "C02")]

    beside = step("ready", items_left=True, shut=shut)
    before_the_end = step("ready", a_round("closed"), shut=shut)
    voting = step("ready", a_round("open", opening=2), shut=shut)

    assert [gate["rule"] for gate in beside.gates] == ["C07"]  # behind it nothing else matters
    assert (before_the_end.code, len(before_the_end.gates)) == ("finish", 1)
    assert (voting.code, voting.gates) == ("voting", ())


def test_items_are_named_by_their_titles_and_not_by_their_keys():
    found = step("ready", consents=("flood",), titles={"flood": "防汛应急资金"})

    assert "“防汛应急资金”" in found.zh
    assert "C06" in found.zh
    assert found.parameters == {"items": ("flood",)}


def test_classes_are_listed_as_each_language_lists_them():
    none = (People("A", 9, 0, None), People("B", 9, 0, None))

    found = step("prepared", people=none)

    assert "A、B" in found.zh
    assert "A, B" in found.en
