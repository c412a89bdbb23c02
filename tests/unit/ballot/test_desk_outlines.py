"""Every template makes a meeting that can be prepared; a draft says what it lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factories.desk import a_draft, a_parsed_draft
from factories.drafts import ACCOUNTS, completed, suggested
from pydantic import ValidationError

from ballot_service.meetings.domain.drafted_facts import drafted_facts
from ballot_service.meetings.domain.drafts import DraftRejected, MeetingDraft, check_agenda
from ballot_service.meetings.domain.outlines import (
    LACKS,
    MOST_LINES,
    DraftChanged,
    DraftIncomplete,
    Line,
    Outline,
    OutlineScrutineer,
    check_version,
    compose,
    items_of,
    lacks,
    outline_from,
    sketch,
)
from ballot_service.meetings.templates import GROUPS, KINDS
from shared.documents.manifests import BoxManifest, Electorate, election_of

KNOWN = {
    *("B01", "B02", "B03", "B04", "B07", "B08", "B11", "B13", "B14", "B15", "B16", "B17", "B18"),
    *("B19", "B20", "L09", "P01", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10", "P12"),
    *("P13", "P14", "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C10"),
}
CATALOGUE = Path(__file__).parents[4] / "shared" / "domain" / "rules.json"


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_with_the_least_subjects_makes_an_agenda_that_can_be_prepared(kind):
    outline = completed(kind)

    agenda = compose(outline)

    check_agenda(agenda)
    assert lacks(outline) == []
    assert agenda.source == KINDS[kind].source
    assert all(set(entry.contests) == {e.key for e in agenda.electorates} for entry in agenda.items)
    assert sketch(outline) == agenda.model_dump(mode="json")


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_template_makes_can_be_voted_on(kind):
    for entry in compose(completed(kind)).items:
        for letter, sheet in entry.contests.items():
            manifest = BoxManifest(
                issued_by="ballot-desk",
                meeting="m1",
                meeting_manifest="0" * 64,
                round="r1",
                item=entry.item,
                uuid="11111111111111",
                electorate=letter,
                title="测评",
                board_key="66" * 31 + "58",
                contests=sheet,
            )

            assert len(election_of(manifest).questions) == len(sheet) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_alone_lacks_what_only_people_know(kind):
    template, outline = KINDS[kind], suggested(kind)

    missing = lacks(outline)

    always = {"draft_place", "draft_board", "draft_scrutineers"}
    assert always <= set(missing) <= set(LACKS)
    assert ("draft_subjects" in missing) == (not template.lines)
    assert ("draft_threshold" in missing) == (template.threshold is not None)
    assert ("draft_choices" in missing) == (template.shape == "choice")
    assert ("draft_posts" in missing) == (kind == "investigation_list")
    with pytest.raises(DraftIncomplete) as refusal:
        compose(outline)
    assert refusal.value.lacks == tuple(missing)


def test_every_kind_of_the_catalogue_has_a_template_in_a_group_and_known_clauses():
    named = {clause for kind in KINDS.values() for clause in kind.clauses}

    assert named == KNOWN
    assert {kind.group for kind in KINDS.values()} == set(GROUPS)
    assert all(kind.says.zh and kind.says.en and kind.electorates for kind in KINDS.values())
    if CATALOGUE.is_file():
        rules = {rule["id"] for rule in json.loads(CATALOGUE.read_text(encoding="utf-8"))["rules"]}
        gates = {gate for kind in KINDS.values() for gate in kind.gates}
        assert named | gates <= rules


def test_only_unit_and_county_ballots_are_merged_into_the_year():
    merged = {kind.id for kind in KINDS.values() if kind.source in ("unit", "county")}

    assert merged == {
        "township_appraisal",
        "department_appraisal",
        "off_duty_appraisal",
        "county_appraisal",
        "team_review",
    }


def test_the_poll_after_a_life_meeting_is_not_prepared_before_its_line_is_set():
    without = completed("life_meeting_satisfaction", threshold=None)

    assert lacks(without) == ["draft_threshold"]
    with pytest.raises(DraftIncomplete):
        compose(without)


@pytest.mark.parametrize("line", ["70%", "2/3", "100%"])
def test_the_line_stands_on_the_sheet_that_every_ballot_commits_to(line):
    (entry,) = compose(completed("life_meeting_satisfaction", threshold=line)).items

    assert line in entry.item.title


@pytest.mark.parametrize("line", ["0%", "101%", "3/2", "0.7", "70", "1/0", "7 0%"])
def test_a_line_that_is_no_share_is_refused(line):
    with pytest.raises(ValidationError):
        completed("life_meeting_satisfaction", threshold=line)


def test_deputies_are_one_electorate_and_the_page_says_that_their_box_is_sealed():
    kind = KINDS["deputies_review"]

    assert kind.sealed_below_floor
    assert len(kind.electorates) == 1
    assert "封存" in " ".join(note.zh for note in kind.notes)
    assert compose(completed("deputies_review")).disclosure_floor == 5


def test_discipline_results_go_to_those_named_and_a_report_goes_up_on_the_board():
    assert "干部监督科" in suggested("climate_poll").recipients
    assert suggested("discipline_questionnaire").recipients
    assert [kind.id for kind in KINDS.values() if kind.published] == ["integrity_report"]


def test_a_questionnaire_asks_yes_or_no_and_only_one_question_is_read_as_a_report():
    (entry,) = compose(completed("discipline_questionnaire")).items

    asked = [[option.key for option in contest.options] for contest in entry.contests["A"]]
    kinds = {contest.subject.id: contest.kind for contest in entry.contests["A"]}
    assert asked == [["yes", "no", "abstain"]] * 3
    assert kinds == {"known": "yes_no", "told": "yes_no", "violations": "violation"}


def test_a_climate_poll_asks_for_a_mark_and_whether_there_are_problems():
    (entry,) = compose(completed("climate_poll")).items

    overall, problems = entry.contests["A"]
    assert (overall.kind, problems.kind) == ("rating", "yes_no")
    assert [option.key for option in problems.options] == ["yes", "no", "abstain"]
    assert overall.subject.kind == problems.subject.kind == "place"


def test_choosing_up_to_k_is_one_contest_about_a_list_whose_options_are_people():
    (entry,) = compose(completed("nomination", choices=2)).items

    (contest,) = entry.contests["A"]
    assert (contest.kind, contest.subject.kind) == ("choice", "list")
    assert (contest.minimum, contest.maximum) == (0, 2)
    assert [option.title for option in contest.options] == ["对象0", "对象1"]


def test_without_a_reference_list_the_whole_eligible_roll_can_be_chosen_from():
    roll = [Line(id=f"x{n}", kind="candidate", name=f"人选{n}") for n in range(MOST_LINES)]

    (entry,) = compose(completed("recommendation", lines=roll, choices=100)).items

    (contest,) = entry.contests["A"]
    assert (len(contest.options), contest.maximum) == (600, 100)


def test_what_is_no_satisfaction_poll_is_asked_so_that_no_rule_reads_it_as_one():
    read = {
        kind: {one.kind for entry in compose(completed(kind)).items for one in entry.contests["A"]}
        for kind in KINDS
    }

    asked = {kind for kind, found in read.items() if "satisfaction" in found}
    assert asked == {"life_meeting_satisfaction", "congress_review", "poll"}
    assert read["life_meeting_review"] == {"rating"}


def test_one_candidate_is_no_choice():
    outline = completed("nomination", lines=[Line(id="x1", kind="candidate", name="张三")])

    assert lacks(outline) == ["draft_parts"]
    with pytest.raises(DraftRejected):
        compose(outline)


def test_a_committee_votes_item_by_item_and_its_gates_know_each_matter():
    personnel = {"item_class": "personnel", "assessed": True}
    lines = [
        Line(id="m1", kind="motion", name="防汛资金", urgent=True),
        Line(id="m2", kind="candidate", name="任命张三", **personnel),
    ]

    agenda = compose(completed("committee", lines=lines))

    first, second = (entry.item for entry in agenda.items)
    assert (first.key, first.urgent, first.item_class) == ("m1", True, "other")
    assert (second.item_class, second.assessed) == ("personnel", True)
    assert [len(entry.contests["A"]) for entry in agenda.items] == [1, 1]


def test_off_duty_conduct_is_asked_apart_from_the_grade_and_read_as_none():
    (entry,) = compose(completed("off_duty_appraisal")).items

    kinds = [(contest.key, contest.kind) for contest in entry.contests["A"]]
    assert kinds[:2] == [("x0.grade", "grade"), ("x0.off_duty", "rating")]


def test_an_electorate_is_added_merged_or_renamed_before_it_is_prepared():
    merged = [Electorate(key="A", title="全体职工")]

    agenda = compose(completed("department_appraisal", electorates=merged))

    assert agenda.electorates == merged
    assert set(agenda.items[0].contests) == {"A"}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"kind": "election"}, id="no such template"),
        pytest.param({"kind": None}, id="neither a template nor sheets"),
        pytest.param(
            {"lines": [Line(id="m1", kind="motion", name="事项")]}, id="a line without a use"
        ),
        pytest.param(
            {"lines": [Line(id="o1", kind="official", name="张三", asks="yes_no")]},
            id="a grade that is asked otherwise",
        ),
    ],
)
def test_an_outline_that_makes_no_sense_is_refused(changes):
    with pytest.raises(ValidationError):
        completed("department_appraisal", **changes)


def test_a_missing_key_and_a_key_that_comes_twice_are_told():
    key = completed("poll").scrutineers[0].key
    nobody = [OutlineScrutineer(account=account) for account in ACCOUNTS]
    twins = [OutlineScrutineer(account=account, key=key) for account in ACCOUNTS]

    lines = [Line(id="p1", kind="unit", name="食堂")]
    assert lacks(completed("poll", lines=lines, scrutineers=nobody)) == ["draft_scrutineer_keys"]
    assert lacks(completed("poll", lines=lines, scrutineers=twins)) == ["draft_parts"]


def test_a_meeting_handed_in_whole_is_an_outline_and_the_same_meeting_again():
    draft = a_parsed_draft(letters="AB")

    outline = outline_from(draft.agenda, "ab" * 32)

    assert compose(outline) == draft.agenda
    assert items_of(outline) == draft.items
    assert Outline.model_validate(outline.model_dump(mode="json")) == outline


def test_what_was_handed_in_whole_can_be_edited_but_for_its_sheets():
    draft = MeetingDraft.model_validate(a_draft(list(ACCOUNTS)))
    outline = outline_from(draft.agenda, "ab" * 32)

    renamed = outline.model_copy(update={"title": "改名"})

    assert compose(renamed).title == "改名"
    with pytest.raises(ValidationError):
        Outline.model_validate({**dict(outline), "lines": [Line(id="x", kind="team", name="班子")]})


def test_only_whoever_saw_the_newest_version_may_change_it():
    check_version(3, 3)

    with pytest.raises(DraftChanged):
        check_version(4, 3)


@pytest.mark.parametrize(
    ("kind", "changes", "facts"),
    [
        ("investigation_list", {"posts": None}, {"candidates": 2}),
        ("investigation_list", {"posts": 2}, {"candidates": 2, "posts": 2}),
        ("life_meeting_review", {}, {"life_meeting": True}),
        ("life_meeting_satisfaction", {}, {}),
        ("recommendation", {"posts": 2}, {}),
    ],
)
def test_the_draft_answers_what_a_gate_asks_about_a_list_or_a_life_meeting(kind, changes, facts):
    assert drafted_facts(completed(kind, **changes)) == facts


def test_a_long_name_never_cuts_what_is_asked_or_the_line_that_people_set():
    long = "甲" * 199
    whole = completed("off_duty_appraisal", lines=[Line(id="o1", kind="official", name=long)])
    rated = completed("life_meeting_satisfaction", sheet_title=long)

    (entry,) = compose(whole).items
    grade, off_duty = entry.contests["A"]
    (line,) = compose(rated).items

    assert off_duty.title.endswith("：八小时之外的表现")
    assert len(off_duty.title) == 200 > len(grade.title)
    assert line.item.title.endswith("（满意率达到70%为达到标准）")
