"""What a count report says: ledgers that add up or do not, exact shares, sealed boxes, flags."""

from __future__ import annotations

import copy

import pytest
from factories import reports
from factories.documents import TALLY
from factories.reports import D3, VOTES, people

from shared.crypto import jsontext
from shared.documents.base import sign
from shared.documents.manifests import Contest, Option, Subject
from tally_service.certificates.report.contents import contents_of
from tally_service.certificates.report.titles import Titles
from tally_service.certificates.report.words import BASES, LEDGER


def test_the_numbers_of_a_box_are_those_of_its_ledger_in_reading_order():
    box = reports.drafted(reports.a_draft(people("张三"), {"A": [VOTES]})).boxes[0]

    assert list(box.numbers) == list(LEDGER)
    assert [LEDGER[name].zh for name in box.numbers] == [
        "应到",
        "实到",
        "印制",
        "发出",
        "收回",
        "未收回",
        "有效",
        "废票",
    ]
    assert list(box.numbers.values()) == [120, 106, 130, 106, 100, 6, 100, 0]
    assert (box.electorate, box.title, box.state) == ("A", "A票", "counted")


def test_every_identity_of_an_honest_round_holds_with_both_sides_shown():
    contents = reports.drafted(reports.a_draft(people("张三"), {"A": [VOTES]}))

    assert contents.holds
    shown = {one.text_zh: (one.left, one.right) for one in contents.boxes[0].identities}
    assert shown["发出 = 收回 + 未收回"] == (106, 106)
    assert shown["收回 = 有效 + 废票"] == (100, 100)
    assert shown["实到 ≤ 应到"] == (106, 120)
    assert [(one.left, one.right) for one in contents.contests[0].identities] == [(100, 100)]


@pytest.mark.parametrize(
    ("number", "value", "broken"),
    [
        ("present", 121, {"实到 ≤ 应到"}),
        ("issued", 107, {"发出 ≤ 实到", "发出 = 收回 + 未收回"}),
        ("printed", 105, {"发出的纸质凭条 ≤ 印制"}),
        ("returned", 107, {"收回 ≤ 发出", "发出 = 收回 + 未收回", "收回 = 有效 + 废票"}),
        ("unreturned", 5, {"发出 = 收回 + 未收回"}),
        ("void", 1, {"收回 = 有效 + 废票"}),
    ],
)
def test_a_number_that_does_not_fit_breaks_its_identities_and_no_other(number, value, broken):
    fields = copy.deepcopy(reports.a_draft(people("张三"), {"A": [VOTES]}).fields())
    fields["boxes"][0]["ledger"][number] = value

    contents = contents_of(fields, certifiers=(), certified=False, digest="0" * 64)

    assert not contents.holds
    assert {one.text_zh for one in contents.boxes[0].identities if not one.holds} == broken


def test_votes_that_do_not_add_up_to_the_valid_papers_are_seen():
    contents = reports.drafted(reports.a_draft(people("张三"), {"A": [(38, 24, 6, 20, 11)]}))

    assert not contents.holds
    assert [(one.left, one.right, one.holds) for one in contents.contests[0].identities] == [
        (99, 100, False)
    ]


def test_slips_handed_out_beside_phones_are_what_was_printed():
    fields = copy.deepcopy(reports.a_draft(people("张三"), {"A": [VOTES]}).fields())
    fields["boxes"][0]["ledger"] |= {"printed": 8, "released": 100}

    contents = contents_of(fields, certifiers=(), certified=False, digest="0" * 64)

    slips = next(one for one in contents.boxes[0].identities if "凭条" in one.text_zh)
    assert (slips.left, slips.right, slips.holds) == (6, 8, True)
    assert contents.boxes[0].released == 100


def test_the_five_denominators_stand_side_by_side_as_in_d3():
    table = reports.drafted(reports.a_draft(people("张三"), {"A": [VOTES]})).contests[0]

    assert table.bases == {
        "roll": 120,
        "present": 106,
        "issued": 106,
        "returned": 100,
        "valid": 100,
    }
    incompetent = table.rows[3]
    assert (incompetent.title, incompetent.votes) == ("不称职", 20)
    assert incompetent.fractions == {
        "roll": "1/6", "present": "10/53", "issued": "10/53", "returned": "1/5", "valid": "1/5"
    }  # fmt: skip
    assert incompetent.shares == {
        "roll": "16.67%", "present": "18.87%", "issued": "18.87%", "returned": "20.00%",
        "valid": "20.00%",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("votes", "base", "percent", "fraction"),
    [
        (1, 3, "33.33%", "1/3"),
        (2, 3, "66.67%", "2/3"),
        (1, 800, "0.13%", "1/800"),
        (3, 800, "0.38%", "3/800"),
        (0, 7, "0.00%", "0"),
        (7, 7, "100.00%", "1"),
    ],
)
def test_a_percentage_is_rounded_half_up_and_the_fraction_is_exact(votes, base, percent, fraction):
    rows = [(votes, base - votes, 0, 0, 0)]
    numbers = {"A": dict.fromkeys(D3, base)}

    row = reports.drafted(reports.a_draft(people("张三"), {"A": rows}, numbers)).contests[0].rows[0]

    assert (row.shares["valid"], row.fractions["valid"]) == (percent, fraction)


def test_nothing_is_a_share_of_nought():
    numbers = {"A": {**D3, "returned": 0}}

    row = (
        reports.drafted(reports.a_draft(people("甲"), {"A": [[0] * 5]}, numbers))
        .contests[0]
        .rows[0]
    )

    assert (row.shares["valid"], row.fractions["valid"]) == ("—", "—")
    assert row.shares["roll"] == "0.00%"


def test_boxes_are_added_up_and_shown_each_alone():
    draft = reports.a_draft(people("张三"), {"A": [VOTES], "B": [(100, 0, 0, 0, 0)]})

    table = reports.drafted(draft).contests[0]

    assert [row.votes for row in table.rows] == [138, 24, 6, 20, 12]
    assert table.bases["valid"] == 200
    assert table.by_electorate["B"]["excellent"] == 100


def test_a_sealed_box_shows_its_ledger_and_is_in_no_denominator():
    small = {"roll": 6, "present": 4, "printed": 7, "issued": 4, "returned": 4}
    draft = reports.a_draft(people("张三"), {"A": [VOTES], "B": None}, {"B": small})

    contents = reports.drafted(draft)

    assert [box.state for box in contents.boxes] == ["counted", "sealed"]
    assert contents.boxes[1].numbers["returned"] == 4
    assert contents.contests[0].bases["roll"] == 120
    assert set(contents.contests[0].by_electorate) == {"A"}


def test_a_round_of_sealed_boxes_has_no_contest():
    contents = reports.drafted(reports.a_draft(people("张三"), {"A": None}))

    assert contents.contests == ()
    assert contents.rulings == ()
    assert contents.holds


def test_a_unanimous_contest_is_flagged_by_its_title():
    draft = reports.a_draft(people("张三", "李四"), {"A": [VOTES, (100, 0, 0, 0, 0)]})

    contents = reports.drafted(draft)

    assert contents.unanimous == ("李四",)
    assert [table.unanimous for table in contents.contests] == [False, True]


def test_rulings_name_their_subject_and_quote_the_clause():
    contents = reports.drafted(reports.a_draft(people("张三"), {"A": [(20, 20, 10, 40, 10)]}))

    ruling = next(one for one in contents.rulings if one.rule == "B10")
    assert (ruling.target, ruling.state) == ("张三", "pending")
    assert "40" in ruling.explanation_zh
    assert "40 of 100" in ruling.explanation_en
    assert ruling.quote
    assert ruling.source
    assert ruling.margin


def test_findings_are_listed_with_their_papers_and_the_subject_by_name():
    draft = reports.a_draft(people("张三"), {"A": [VOTES]})
    found = [reports.a_finding(draft, "B10", "official", "o1"), reports.a_finding(draft)]

    contents = reports.drafted(draft, findings={one.name: sign(TALLY, one) for one in found})

    assert [(one.rule, one.target, one.value, one.document) for one in contents.findings] == [
        ("B05", "年度民主测评会", "yes", "组发〔2026〕7号"),
        ("B10", "张三", "yes", "组发〔2026〕7号"),
    ]


def test_an_annulled_version_has_no_votes_and_says_so():
    draft = reports.a_draft(people("张三"), {"A": [VOTES]})

    contents = reports.drafted(
        draft, state="annulled", contests=[], rulings=[], unanimous=[], supersedes="ab" * 32
    )

    assert contents.annulled
    assert contents.contests == ()
    assert contents.supersedes == "ab" * 32


def test_a_correction_comes_with_its_notice():
    draft = reports.a_draft(people("张三"), {"A": [VOTES]})

    contents = reports.drafted(draft, version=2, correction=reports.NOTICE)

    assert contents.version == 2
    assert contents.correction is not None
    assert contents.correction.reason == "名册有误"


def test_a_choice_of_several_need_not_add_up_and_its_options_have_their_own_names():
    options = [Option(key=f"p{number}", title=f"候选人{number}") for number in (1, 2, 3)]
    sheet = [people("推荐")[0].model_copy(update={"kind": "support", "options": options})]
    draft = reports.a_draft(sheet, {"A": [(90, 80, 70)]})

    contents = reports.drafted(draft)
    nameless = contents_of(draft.fields(), certifiers=(), certified=False, digest="0" * 64)

    assert contents.holds
    assert [row.title for row in contents.contests[0].rows] == ["候选人1", "候选人2", "候选人3"]
    assert [row.title for row in nameless.contests[0].rows] == ["p1", "p2", "p3"]


def test_people_chosen_from_a_list_stand_by_their_votes_and_equal_ones_as_on_the_sheet():
    options = [Option(key=f"p{number}", title=f"候选人{number}") for number in (1, 2, 3, 4)]
    subject = Subject(kind="list", id="list", name="推荐")
    chosen = Contest(
        key="list.choice", title="推荐", kind="choice", subject=subject, options=options, minimum=0
    )

    contents = reports.drafted(reports.a_draft([chosen], {"A": [(20, 80, 20, 81)]}))

    (table,) = contents.contests
    assert [row.key for row in table.rows] == ["p4", "p2", "p1", "p3"]
    assert (contents.holds, table.unanimous) == (True, False)


def test_the_draft_and_the_certified_result_differ_only_in_who_certified():
    draft = reports.a_draft(people("张三"), {"A": [VOTES]})

    before, after = reports.drafted(draft), reports.certified(draft)

    assert after.certified
    assert after.certifiers == reports.CERTIFIERS
    assert (before.boxes, before.contests, before.rulings) == (
        after.boxes,
        after.contests,
        after.rulings,
    )
    assert before.digest != after.digest


def test_the_order_of_the_sheet_is_kept_though_documents_sort_their_keys():
    draft = reports.a_draft(people("张三"), {"B": [VOTES], "A": [VOTES]})
    document = jsontext.decode(jsontext.canonical(draft.fields()))
    assert next(iter(document["contests"][0]["counts"])) == "abstain"

    for titles in (reports.titles_of(draft), Titles()):
        contents = contents_of(
            document, certifiers=(), certified=False, digest=draft.digest, titles=titles
        )

        assert [row.votes for row in contents.contests[0].rows] == [2 * votes for votes in VOTES]
        assert list(contents.contests[0].by_electorate) == ["A", "B"]


def test_without_titles_the_letters_and_the_usual_words_are_shown():
    draft = reports.a_draft(people("张三"), {"A": [VOTES]})

    contents = contents_of(draft.fields(), certifiers=(), certified=False, digest="0" * 64)

    assert contents.boxes[0].title == "A"
    assert [row.title for row in contents.contests[0].rows] == [
        "优秀",
        "称职",
        "基本称职",
        "不称职",
        "弃权",
    ]
    assert Titles().options == {}
    assert set(contents.contests[0].rows[0].shares) == set(BASES)
