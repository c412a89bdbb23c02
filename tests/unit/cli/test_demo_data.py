"""The demo's year holds every situation it promises; the rules engine says so."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from factories.appraisal import a_finding
from fakes.tally_results import NO_DIGEST, a_box, a_ledger, a_result, by_digest

from appraisal_service.facts.domain.attendance import read_attendance
from appraisal_service.grades.domain import Decision, check_decision, check_publishable
from appraisal_service.people.domain import Official, PeopleList, Team, Unit, check_list
from shared.cli.demo_data import JurisdictionPlan, MeetingPlan, ballots, load
from shared.documents.manifests import Item, Place, Subject
from shared.documents.results import CertifiedResult, CountedContest
from shared.rules.derivation import Derivation, after_final, derive
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from shared.rules.packs import Pack, parse_pack
from shared.rules.person_year import AttendanceEntry, AttendanceFacts, Person
from shared.tables.reading import read_table

FOLDER = Path(__file__).parents[3] / "deploy" / "demo"
SEED = 7


@cache
def plan(name: str) -> JurisdictionPlan:
    return next(one for one in load(FOLDER) if one.id == name)


@cache
def pack(name: str) -> Pack:
    return parse_pack(plan(name).pack_file.read_text(encoding="utf-8"))


def subject_of(name: str, subject: str, kind: str) -> Subject:
    teams = {team["id"]: team["head"] for team in plan(name).teams}
    if subject in teams:
        return Subject(kind="team", id=subject, name="班子", head=teams[subject])
    people = {person["id"] for person in plan(name).people}
    if subject in people:
        return Subject(kind="official", id=subject, name="干部")
    return Subject(kind="motion" if kind == "motion" else "meeting", id=subject, name="事项")


def box(meeting: MeetingPlan) -> Any:
    """Return the meeting's electorates together as one counted box."""
    roll = sum(electorate.roll for electorate in meeting.electorates)
    present = sum(electorate.present for electorate in meeting.electorates)
    valid = sum(electorate.returned for electorate in meeting.electorates)
    ledger = a_ledger(valid, present).model_copy(update={"roll": roll})
    return a_box(valid).model_copy(update={"ledger": ledger})


@cache
def results(name: str) -> tuple[CertifiedResult, ...]:
    """Return the certified results that the year's votes come to."""
    made = []
    for meeting in plan(name).meetings:
        for number, item in enumerate(meeting.items, 1):
            contests = [
                CountedContest(
                    key=f"{subject}.{kind}",
                    title="测评",
                    kind=kind,
                    subject=subject_of(name, subject, kind),
                    counts=votes,
                    by_electorate={"A": votes},
                )
                for (subject, kind), votes in item.votes.items()
            ]
            counted = CountedMeeting(
                meeting.source, Item(**item.item), "2026-12-01", [box(meeting)], contests
            )
            made.append(
                a_result(
                    {},
                    meeting=meeting.key,
                    round=f"r{number}",
                    item=Item(**item.item),
                    source=meeting.source,
                    place=Place(**meeting.place),
                    pack=pack(name).digest,
                    boxes=[box(meeting)],
                    contests=contests,
                    rulings=meeting_rulings(pack(name), counted),
                )
            )
    return tuple(made)


@cache
def derivations(name: str) -> dict[str, Derivation]:
    """Return everybody's derivation, by person."""
    year = plan(name)
    table = read_table("attendance.csv", year.attendance.encode())
    rows = read_attendance(table, year.year, {person["id"] for person in year.people}).facts()
    made = {}
    for person in year.people:
        entries = [
            AttendanceEntry(date=row.date, kind=row.kind, half_days=row.half_days)
            for row in rows
            if row.person == person["id"]
        ]
        fields = {key: person[key] for key in ("id", "unit", "post", "role", "team")}
        who = Person(**fields, jurisdiction=name, year=year.year, scale="civil")
        facts = AttendanceFacts(batches=[NO_DIGEST], entries=entries)
        found = [a_finding(f["rule"]) for f in year.findings if f["subject"] == person["id"]]
        known = by_digest(*results(name))
        made[person["id"]] = derive(pack(name), who, known, facts, found)
    return made


def states(name: str, person: str) -> dict[str, str]:
    rulings = derivations(name)[person].document["rulings"]
    return {ruling["rule"]: ruling["state"] for ruling in rulings}


def share(name: str, person: str) -> tuple[int, int]:
    incompetent = derivations(name)[person].document["merge"]["shares"]["incompetent"]
    return incompetent["numerator"], incompetent["denominator"]


def unit_votes(name: str, subject: str) -> tuple[int, int]:
    for meeting in plan(name).meetings:
        for item in meeting.items:
            if meeting.source == "unit" and (subject, "grade") in item.votes:
                votes = item.votes[subject, "grade"]
                return votes["incompetent"], sum(votes.values())
    raise AssertionError(subject)


def ruled(name: str, subject: str) -> dict[str, tuple[str, str | None]]:
    """Return the meetings' rulings about a team or official: state and cause by clause."""
    return {
        ruling["rule"]: (ruling["state"], ruling["cause"])
        for result in results(name)
        for ruling in result.rulings
        if ruling["target"]["id"] == subject
    }


def caution(person: str, grade: str) -> str:
    """Return the state of B10 in the district if ``person`` is finally graded so."""
    named = by_digest(*results("district"))
    document = derivations("district")[person].document
    found = [a_finding("B10")]
    (ruling,) = after_final(pack("district"), document, named, grade, found).rulings
    return ruling.state.value


def test_o3_stands_exactly_on_one_third():
    numerator, denominator = share("county", "o3")

    assert 3 * numerator == denominator
    assert (states("county", "o3")["B06"], states("county", "o3")["B07"]) == (
        "triggered",
        "not_triggered",
    )


def test_o4_stands_one_vote_over_one_third_and_was_found_incompetent():
    numerator, denominator = share("county", "o4")

    assert 3 * (numerator - 1) == denominator
    assert (states("county", "o4")["B06"], states("county", "o4")["B07"]) == (
        "triggered",
        "triggered",
    )


def test_o5_is_forced_by_attendance_although_most_find_him_excellent():
    proposal = derivations("county")["o5"].proposal
    merge = derivations("county")["o5"].document["merge"]

    assert (proposal.kind, proposal.grade, proposal.clauses) == (
        "forced",
        "incompetent",
        ("N02",),
    )
    assert 2 * merge["counts"]["excellent"] > merge["valid"]


def test_o7_shows_that_the_method_of_merging_decides():
    merge = derivations("county")["o7"].document["merge"]

    assert states("county", "o7")["B06"] == "not_triggered"
    assert merge["method"] == "pooled"
    assert {change["rule"]: change["state"] for change in merge["other"]["changed"]} == {
        "B06": "triggered",
        "B07": "pending",
    }


def test_d2_stands_exactly_on_twenty_per_cent():
    incompetent, valid = unit_votes("district", "d2")

    assert 5 * incompetent == valid
    assert caution("d2", "incompetent") == "not_triggered"


def test_d3_stands_one_vote_over_twenty_per_cent():
    incompetent, valid = unit_votes("district", "d3")

    assert 5 * (incompetent - 1) == valid
    assert ruled("district", "d3")["B10"][0] == "pending"
    assert caution("d3", plan("district").decisions["d3"]["grade"]) == "triggered"
    assert caution("d3", "competent") == "not_triggered"


def test_team_d_stands_just_over_thirty_per_cent_and_its_head_is_cautioned_with_it():
    incompetent, valid = unit_votes("district", "team-d")

    assert 10 * (incompetent - 1) < 3 * valid < 10 * incompetent
    assert ruled("district", "team-d")["B11"] == ("triggered", None)
    assert ruled("district", "d1")["B09"] == ("triggered", None)
    carried = derivations("district")["d1"].document["evidence"]
    assert "B09" in {ruling["rule"] for entry in carried for ruling in entry["rulings"]}


def test_office_c_is_too_small_for_flags_although_its_votes_are_over_the_lines():
    incompetent, valid = unit_votes("district", "c1")

    assert 3 * incompetent > valid
    assert set(ruled("district", "team-c").values()) == {("not_applicable", "small_unit")}
    assert caution("c1", "incompetent") == "not_applicable"


def test_the_committee_shows_both_majorities():
    answered = {
        (result.item.key, ruling["rule"]): ruling["state"]
        for result in results("county")
        if result.source == "committee"
        for ruling in result.rulings
    }

    assert answered["appointment", "Q1"] == "triggered"
    assert answered["appointment", "Q2"] == "triggered"
    assert answered["appointment", "C02"] == "not_triggered"
    assert answered["flood", "C06"] == "triggered"


def test_the_two_jurisdictions_have_their_own_clauses_and_scores():
    assert pack("county").parameters.bands is not None
    assert pack("county").parameters.bands.local is True
    assert pack("district").parameters.score is None
    assert not {"B10", "B11"} & pack("county").clauses.keys()
    assert not {"B06", "N02"} & pack("district").clauses.keys()


def test_the_year_has_the_units_people_and_rolls_it_promises():
    rolls = {
        meeting.key: sum(electorate.roll for electorate in meeting.electorates)
        for name in ("county", "district")
        for meeting in plan(name).meetings
    }

    assert rolls == {
        "township-a": 120,
        "bureau-b": 45,
        "county": 258,
        "committee": 9,
        "delegates": 60,
        "library": 15,
        "bureau-d": 90,
        "office-c": 28,
    }
    assert [len(plan(name).people) for name in ("county", "district")] == [8, 4]
    assert [len(plan(name).teams) for name in ("county", "district")] == [2, 2]
    assert any("𠮷" in person["name"] for person in plan("county").people)


@pytest.mark.parametrize("name", ["county", "district"])
def test_the_people_fit_together(name):
    year = plan(name)
    listed = PeopleList(
        [Unit(**unit) for unit in year.units],
        [Team(**team) for team in year.teams],
        [Official(**person) for person in year.people],
    )

    check_list(listed, PeopleList([], [], []))


@pytest.mark.parametrize("name", ["county", "district"])
def test_what_is_decided_may_be_decided_and_published(name):
    grades = []
    for person, derivation in derivations(name).items():
        proposal = derivation.proposal
        planned = plan(name).decisions.get(person, {})
        grade = planned.get("grade", proposal.grade or "competent")
        said = Decision(grade, "1号", "2026-12-31", planned.get("reason", "按提名等次"))
        check_decision(said, proposal.kind, proposal.grade)
        grades.append(grade)

    check_publishable(["decided"] * len(grades), grades, pack(name))


@pytest.mark.parametrize("voters", [None, 100, 30, 1])
def test_ballots_add_up_to_exactly_the_planned_votes(voters):
    for year in load(FOLDER, voters):
        for meeting in year.meetings:
            count = sum(electorate.returned for electorate in meeting.electorates)
            for item in meeting.items:
                sheet = [
                    {
                        "subject": {"id": subject},
                        "kind": kind,
                        "options": [{"key": key} for key in votes],
                    }
                    for (subject, kind), votes in item.votes.items()
                ]
                made = ballots(item, sheet, count, SEED)

                assert len(made) == count
                for place, votes in enumerate(item.votes.values()):
                    sums = [sum(column) for column in zip(*(b[place] for b in made), strict=True)]
                    assert sums == list(votes.values())


@pytest.mark.parametrize("voters", [100, 30, 1])
def test_a_quick_look_never_goes_below_the_floor_and_keeps_office_c_small(voters):
    for year in load(FOLDER, voters):
        floor = parse_pack(year.pack_file.read_text(encoding="utf-8")).parameters.disclosure_floor
        for meeting in year.meetings:
            for electorate in meeting.electorates:
                assert electorate.returned >= floor
                assert electorate.returned <= electorate.issued <= electorate.present
                slips = electorate.printed if not meeting.blind else electorate.roll
                assert electorate.present <= electorate.roll <= slips
                late = electorate.issued - electorate.phones
                assert not meeting.blind or 0 < late <= electorate.reserve == electorate.printed
    small = next(m for m in load(FOLDER, voters)[1].meetings if m.key == "office-c")
    assert sum(electorate.roll for electorate in small.electorates) < 30


def test_a_seed_gives_the_same_year_and_every_voter_a_name_of_their_own():
    (county, _) = load(FOLDER)
    for meeting in county.meetings:
        lines = meeting.roll_csv(SEED).splitlines()[1:]

        assert lines == meeting.roll_csv(SEED).splitlines()[1:]
        assert lines != meeting.roll_csv(SEED + 1).splitlines()[1:]
        assert max(Counter(lines).values()) == 1
        assert any("𠮷" in line for line in lines)
