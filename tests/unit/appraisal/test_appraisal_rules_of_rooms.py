"""What the rooms decide without a database: people, versions of results, states of grades."""

from __future__ import annotations

from datetime import date

import pytest
from factories.appraisal import a_pack
from factories.documents import STRANGER, TALLY
from fakes.tally_results import a_result, against

from appraisal_service.feed.domain import UnusableCursor, read_cursor
from appraisal_service.grades.domain import (
    Decision,
    ForcedGrade,
    NotDecided,
    NothingToPublish,
    NotInState,
    QuotaExceeded,
    check_decision,
    check_publishable,
    check_state,
    objections_end,
    quota_group,
)
from appraisal_service.people.domain import (
    Official,
    PeopleList,
    PeopleRejected,
    Team,
    Unit,
    check_list,
)
from appraisal_service.results.domain import (
    ChainBroken,
    HeldVersion,
    LowerVersion,
    OtherDigest,
    check_version,
    open_result,
)
from appraisal_service.settings import BadSettings, Settings
from shared.crypto import jsontext
from shared.crypto.errors import VerificationFailed
from shared.crypto.signing import sign_document
from shared.documents.base import MalformedDocument, sign
from shared.rules.parameters import ExcellentQuota

NOBODY = PeopleList([], [], [])
KEYS = {TALLY.key_id: TALLY.public}


def a_list(**changes) -> PeopleList:
    values = {
        "units": [Unit("u1", "甲乡")],
        "teams": [Team("t1", "甲乡班子", "u1", "o1")],
        "people": [
            Official("o1", "陈守正", "u1", "书记", "head", "t1"),
            Official("o2", "王𠮷", "u1", "乡长", "deputy", "t1"),
        ],
    }
    return PeopleList(**{**values, **changes})


def test_a_list_that_fits_together_is_taken():
    check_list(a_list(), NOBODY)


def test_a_later_list_may_refer_to_what_is_known():
    newcomer = Official("o3", "周晓岚", "u1", "副乡长", "member", "t1")

    check_list(PeopleList([], [], [newcomer]), a_list())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"units": []}, "team 1: there is no such unit"),
        ({"units": [Unit("u1", "甲"), Unit("u1", "乙")]}, "unit 2: it comes twice"),
        ({"people": []}, "team 1: its head is not a person of this team"),
        ({"teams": []}, "person 1: there is no such team"),
        (
            {"people": [Official("o1", "陈守正", "u1", "书记", "member", "t1")]},
            "person 1: role and the team's head contradict each other",
        ),
        (
            {"people": [*a_list().people, Official("o3", "甲", "u1", "x", "head", "t1")]},
            "person 3: role and the team's head contradict each other",
        ),
        ({"people": [*a_list().people, a_list().people[1]]}, "person 3: it comes twice"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused_by_place(changes, says):
    with pytest.raises(PeopleRejected, match=says) as refusal:
        check_list(a_list(**changes), NOBODY)

    assert "陈守正" not in str(refusal.value)


def signed(result, key=TALLY) -> bytes:
    return jsontext.canonical(sign(key, result))


def test_a_result_is_opened_under_the_pinned_key():
    result = a_result({"o1": against(1, 20)})

    assert open_result(signed(result), result.digest, KEYS) == result


def test_a_result_signed_by_somebody_else_is_refused():
    result = a_result({"o1": against(1, 20)})

    with pytest.raises(VerificationFailed):
        open_result(signed(result, STRANGER), result.digest, KEYS)


def test_a_changed_vote_breaks_the_signature():
    result = a_result({"o1": against(7, 20)})
    content = signed(result).replace(b'"incompetent":7', b'"incompetent":6')

    assert content != signed(result)
    with pytest.raises(VerificationFailed):
        open_result(content, result.digest, KEYS)


def test_another_document_than_the_one_asked_for_is_refused():
    result, other = a_result({"o1": against(1, 20)}), a_result({"o1": against(2, 20)})

    with pytest.raises(OtherDigest):
        open_result(signed(other), result.digest, KEYS)


def test_a_signed_document_with_an_unknown_field_is_refused():
    result = a_result({"o1": against(1, 20)})
    content = jsontext.canonical(sign_document(TALLY, {**result.to_json(), "extra": 1}))

    with pytest.raises(MalformedDocument):
        open_result(content, result.digest, KEYS)


def test_versions_of_a_round_only_go_up():
    first = a_result({"o1": against(1, 20)})
    second = a_result({"o1": against(1, 20)}, version=2, supersedes=first.digest)
    held = HeldVersion(1, first.digest)

    check_version(first, None)
    check_version(second, held)
    check_version(a_result({}, version=4, supersedes="9" * 64), held)
    with pytest.raises(LowerVersion):
        check_version(first, HeldVersion(2, second.digest))
    with pytest.raises(LowerVersion):
        check_version(a_result({"o1": against(9, 20)}), held)


@pytest.mark.parametrize(
    "result",
    [
        a_result({}, version=2),
        a_result({}, version=1, supersedes="a" * 64),
        a_result({}, version=2, supersedes="a" * 64),
    ],
)
def test_a_version_that_does_not_follow_is_refused(result):
    with pytest.raises(ChainBroken):
        check_version(result, HeldVersion(1, "b" * 64) if result.version == 2 else None)


def a_decision(grade) -> Decision:
    return Decision(grade, "考〔2026〕1号", "2026-12-31", "综合考察")


def test_only_a_forced_grade_cannot_be_decided_otherwise():
    check_decision(a_decision("incompetent"), "forced", "incompetent")
    check_decision(a_decision("competent"), "banded", "excellent")
    check_decision(a_decision("competent"), "open", None)
    with pytest.raises(ForcedGrade):
        check_decision(a_decision("competent"), "forced", "incompetent")


def test_two_decisions_agree_on_grade_and_document_and_may_differ_in_reason():
    one = a_decision("competent")

    assert one.agrees(Decision("competent", "考〔2026〕1号", "2026-12-31", "另一理由"))
    assert not one.agrees(a_decision("excellent"))
    assert not one.agrees(Decision("competent", "考〔2026〕2号", "2026-12-31", "综合考察"))


def test_a_step_needs_its_state():
    check_state("published", "published")
    with pytest.raises(NotInState, match="decided"):
        check_state("decided", "published")


@pytest.mark.parametrize(
    ("people", "excellent", "fits"), [(8, 1, True), (8, 2, False), (10, 2, True), (4, 1, False)]
)
def test_the_quota_of_excellent_is_rounded_down(people, excellent, fits):
    grades = ["excellent"] * excellent + ["competent"] * (people - excellent)

    if fits:
        check_publishable(["decided"] * people, grades, a_pack())
    else:
        with pytest.raises(QuotaExceeded):
            check_publishable(["decided"] * people, grades, a_pack())


@pytest.mark.parametrize(
    ("excellent", "fits"),
    [({"unit-1": 1, "unit-2": 1}, True), ({"unit-1": 2, "unit-2": 0}, False)],
)
def test_the_quota_holds_in_every_group_by_itself(excellent, fits):
    quota = {"share": "1/5", "rounding": "floor", "groups": "unit"}
    groups = ["unit-1"] * 5 + ["unit-2"] * 5
    grades = [
        grade
        for unit, count in excellent.items()
        for grade in ["excellent"] * count + ["competent"] * (5 - count)
    ]
    asked = (["decided"] * 10, grades, a_pack(excellent_quota=quota), groups)

    if fits:
        check_publishable(*asked)
    else:
        with pytest.raises(QuotaExceeded, match="group unit-1"):
            check_publishable(*asked)


@pytest.mark.parametrize(
    ("groups", "of"), [("jurisdiction", ""), ("unit", "unit-1"), ("group", "一把手")]
)
def test_the_share_of_excellent_is_taken_of_whom_the_pack_says(groups, of):
    quota = ExcellentQuota(share="1/5", rounding="floor", groups=groups)

    assert quota_group(quota, "unit-1", "一把手") == of
    assert quota_group(quota, "unit-1", None) == (of if groups != "group" else "")


def test_nothing_is_published_while_somebody_is_undecided_or_nothing_is_new():
    with pytest.raises(NotDecided, match=r"\(1 left\)"):
        check_publishable(["decided", "proposed"], ["competent", None], a_pack())
    with pytest.raises(NothingToPublish):
        check_publishable(["published", "final"], ["competent", "competent"], a_pack())


def test_the_objection_period_counts_the_day_of_publication():
    assert objections_end("2026-03-03", 0) == date(2026, 3, 3)
    assert objections_end("2026-03-03", 7) == date(2026, 3, 10)


@pytest.mark.parametrize("text", ["", "-1", "01", "1e3", "1 ", "９", "1" * 19, "abc"])
def test_a_cursor_that_was_never_given_is_refused(text):
    with pytest.raises(UnusableCursor):
        read_cursor(text)


def test_the_cursor_is_a_place():
    assert (read_cursor("0"), read_cursor("42")) == (0, 42)


def test_missing_settings_are_named_all_at_once():
    with pytest.raises(BadSettings, match=r"APPRAISAL_REDIS_URL, APPRAISAL_KEY_FILE"):
        Settings.from_env({"APPRAISAL_DATABASE_URL": "sqlite://"})


def test_a_key_that_is_none_is_refused():
    names = ("DATABASE_URL", "REDIS_URL", "KEY_FILE", "TALLY_URL", "TALLY_KEY", "WEB")

    with pytest.raises(BadSettings, match="64"):
        Settings.from_env({f"APPRAISAL_{name}": "x" for name in names})
