"""Sheets from templates: the words people know, abstention last."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ballot_service.meetings.templates import (
    Motion,
    Official,
    PollSubject,
    SheetRequest,
    Team,
    grade_contest,
    make_sheet,
    motion_contest,
    satisfaction_contest,
    team_contests,
)
from shared.documents.manifests import BoxManifest, Item, election_of

OFFICIAL = {"id": "o1", "name": "𠮷野", "role": "head", "post": "局长"}
TEAM = {"id": "t1", "name": "甲局班子", "head": "o1"}
MOTION = {"id": "m1", "title": "任命张三", "about": "candidate", "name": "张三"}
POLLED = {"id": "p1", "title": "换届风气", "kind": "meeting"}


def options(contest):
    return [(option.key, option.title) for option in contest.options]


def test_an_official_is_graded_in_four_grades_or_not_at_all():
    contest = grade_contest(Official(**OFFICIAL))

    assert options(contest) == [
        ("excellent", "优秀"),
        ("competent", "称职"),
        ("basically_competent", "基本称职"),
        ("incompetent", "不称职"),
        ("abstain", "弃权"),
    ]
    assert (contest.kind, contest.key, contest.title) == ("grade", "o1.grade", "𠮷野（局长）")
    assert (contest.subject.kind, contest.subject.role) == ("official", "head")
    assert (contest.minimum, contest.maximum) == (1, 1)


def test_a_team_is_graded_and_trusted_or_not():
    graded, trusted = team_contests(Team(**TEAM))

    assert options(trusted) == [("trust", "信任"), ("distrust", "不信任"), ("abstain", "弃权")]
    assert [key for key, _ in options(graded)][:2] == ["excellent", "competent"]
    assert graded.subject == trusted.subject
    assert graded.subject.head == "o1"
    assert {graded.key, trusted.key} == {"t1.grade", "t1.confidence"}


def test_a_motion_is_agreed_to_opposed_or_postponed():
    contest = motion_contest(Motion(**MOTION))

    assert [title for _, title in options(contest)] == ["同意", "不同意", "缓议", "弃权"]
    assert (contest.subject.kind, contest.subject.name) == ("candidate", "张三")


def test_a_poll_knows_not_knowing_beside_abstaining():
    contest = satisfaction_contest(PollSubject(**POLLED))

    assert options(contest) == [
        ("satisfied", "满意"),
        ("basically_satisfied", "基本满意"),
        ("dissatisfied", "不满意"),
        ("unknown", "不了解"),
        ("abstain", "弃权"),
    ]


@pytest.mark.parametrize(
    ("request_", "keys"),
    [
        ({"template": "unit_appraisal", "officials": [OFFICIAL], "teams": [TEAM]}, 3),
        ({"template": "county_appraisal", "officials": [OFFICIAL]}, 1),
        ({"template": "committee", "motions": [MOTION]}, 1),
        ({"template": "poll", "subjects": [POLLED]}, 1),
    ],
)
def test_every_template_makes_a_sheet_that_can_be_voted_on(request_, keys):
    contests = make_sheet(SheetRequest.model_validate(request_))
    manifest = BoxManifest(
        issued_by="ballot-desk",
        meeting="m1",
        meeting_manifest="0" * 64,
        round="r1",
        item=Item(key="sheet", title="测评"),
        uuid="11111111111111",
        electorate="A",
        title="测评",
        board_key="66" * 31 + "58",
        contests=contests,
    )

    assert len({contest.key for contest in contests}) == len(contests) == keys
    assert len(election_of(manifest).questions) == keys


@pytest.mark.parametrize(
    "request_",
    [
        {"template": "unit_appraisal"},
        {"template": "unit_appraisal", "officials": [OFFICIAL], "motions": [MOTION]},
        {"template": "committee", "officials": [OFFICIAL]},
        {"template": "poll", "subjects": [POLLED], "teams": [TEAM]},
        {"template": "election", "officials": [OFFICIAL]},
        {"template": "poll", "subjects": [{**POLLED, "id": "p" * 51}]},
    ],
)
def test_lines_that_the_template_has_no_use_for_are_refused(request_):
    with pytest.raises(ValidationError):
        SheetRequest.model_validate(request_)
