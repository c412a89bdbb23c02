"""What is watched over HTTP: windows and their ends, early warning, a deputy nobody knows yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from factories.appraisal import PACKS, a_pack
from fakes.appraisal import ANNA, CLARA, DORA, YEAR, Bureau, a_person_entry, county, problem
from fakes.consequences import PAPER, WRITTEN, decide, entries, find, record, refresh
from fakes.tally_results import a_result, against

from shared.rules.packs import parse_pack


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """The year of o1, of whose votes 34 of 100 are against him in both ballots, and of o2."""
    pack = bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    for where in ({}, county()):
        bureau.certify(a_result({"o1": against(34, 100)}, pack=pack, **where))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    return bureau


def test_an_admonition_is_watched_and_its_end_waits_for_a_finding(year):
    value = {"kind": "admonition", "talk_on": "2026-08-31", "months": 6, "reason": None}
    record(year, "admonition", ("official", "o2"), value)
    refresh(year)

    status = entries(year)["L02.under_admonition@2026-08-31"]
    assert status["dates"]["earliest"] == "2026-11-30"
    assert (status["due_on"], status["overdue"]) == ("2027-02-28", False)

    def reminded(on: str) -> list[tuple[str, int, list[str]]]:
        told = year.get(ANNA, f"{YEAR}/reminders?on={on}&within=14").json["reminders"]
        return [(each["due_on"], each["days_left"], each["waiting_for"]) for each in told]

    assert reminded("2027-02-13") == []
    assert reminded("2027-02-14") == [("2027-02-28", 14, [])] * 2
    assert reminded("2027-03-01") == [
        ("2027-02-28", -1, []),
        ("2027-02-28", -1, ["finding:L03"]),
    ]
    late = entries(year, "?on=2027-03-01&state=open&due_before=2027-03-01")
    assert late["L02.under_admonition@2026-08-31"]["overdue"]

    find(year, "L03", "o2")
    assert refresh(year)["lapsed"] == 1
    assert entries(year, "?subject=o2&state=open").keys() == {"L03.release@2026-08-31"}
    assert reminded("2027-03-01") == []


BEFORE = "/api/v1/years/2025/county/consequences"


def the_year_before(bureau: Bureau) -> None:
    """Set up 2025 too, with o2 as one of its people."""
    document = a_pack("county").to_document()
    before = {"id": "county", "title": "county", "year": 2025, "pack": document}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", before).status_code == 201
    units = [{"id": "unit-1", "name": "甲乡"}]
    listed = {"jurisdiction": "county", "valid_from": 2025, "units": units}
    people = {**listed, "people": [a_person_entry("o2")]}
    assert bureau.post(ANNA, "/api/v1/people", people).status_code == 200


def admonish(bureau: Bureau, talk_on: str, **changes: object) -> None:
    """Record an admonition of o2."""
    value = {"kind": "admonition", "talk_on": talk_on, "months": 6, "reason": None, **changes}
    record(bureau, "admonition", ("official", "o2"), value, int(talk_on[:4]))


def test_what_was_found_of_a_window_is_listed_in_the_year_in_which_it_was_found(year):
    the_year_before(year)
    admonish(year, "2025-11-20")
    under = "L02.under_admonition@2025-11-20"
    assert year.post(ANNA, BEFORE).json["opened"] == 1
    refresh(year)
    assert entries(year, "?subject=o2") == {}

    find(year, "L03", "o2", value=False, date="2026-05-25")
    lists = year.post(ANNA, BEFORE).json, refresh(year)

    assert [(told["opened"], told["lapsed"]) for told in lists] == [(0, 1), (1, 0)]
    earlier = year.get(ANNA, BEFORE).json["consequences"]
    assert [(one["matter"], one["state"], one["overdue"]) for one in earlier] == [
        (under, "lapsed", False)
    ]
    found = entries(year, "?subject=o2")["L03.demotion_or_other@2025-11-20"]
    assert [choice["code"] for choice in found["choices"][0]] == ["demotion", "other_measure"]


def test_a_paper_that_was_corrected_in_a_later_year_frees_nobody_in_the_earlier_list(year):
    the_year_before(year)
    admonish(year, "2025-11-20", months=24, reason="情节较重")
    paper = {"document": "组考〔2026〕5号", "date": "2026-03-02"}
    find(year, "L03", "o2", year=2025, **paper)
    find(year, "L03", "o2", value=False, **paper)

    assert year.post(ANNA, BEFORE).json["opened"] == 1
    listed = year.get(ANNA, BEFORE).json["consequences"]
    assert [one["matter"] for one in listed] == ["L02.under_admonition@2025-11-20"]


def test_a_second_admonition_leaves_the_first_one_to_be_ended_by_people(year):
    admonish(year, "2026-02-01")
    refresh(year)
    admonish(year, "2026-11-20", months=10, reason="情节较重")

    assert (refresh(year)["opened"], refresh(year)["lapsed"]) == (1, 0)
    due = {name: one["due_on"] for name, one in entries(year, "?subject=o2&state=open").items()}
    assert due == {
        "L02.under_admonition@2026-02-01": "2026-08-01",
        "L02.under_admonition@2026-11-20": "2027-09-20",
    }
    find(year, "L03", "o2", date="2026-08-03")
    refresh(year)
    assert entries(year, "?subject=o2&state=open").keys() == {
        "L03.release@2026-02-01",
        "L02.under_admonition@2026-11-20",
    }


def test_what_was_decided_while_a_window_ran_is_not_doubted_when_people_end_it(year):
    value = {"kind": "admonition", "talk_on": "2026-02-01", "months": 6, "reason": None}
    fact = record(year, "admonition", ("official", "o2"), value)
    refresh(year)
    under = "L02.under_admonition@2026-02-01"
    for who in (CLARA, DORA):
        assert decide(year, who, entries(year)[under]).status_code == 201
    find(year, "L03", "o2", date="2026-08-03")

    assert refresh(year)["outdated"] == 0
    assert (entries(year)[under]["state"], entries(year)[under]["outdated"]) == ("decided", False)
    gone = year.post(ANNA, f"/api/v1/facts/{fact}/withdraw", {**WRITTEN, "reason": "查无此事"})
    assert gone.status_code == 201, gone.json
    refresh(year)
    assert entries(year)[under]["outdated"]


def test_two_papers_of_one_day_end_the_same_windows_in_the_list_and_in_the_derivation(year):
    for talk_on in ("2026-01-10", "2026-06-10"):
        admonish(year, talk_on)
    for document, value in (("组考〔2026〕9号", True), ("组考〔2026〕1号", False)):
        find(year, "L03", "o2", value=value, document=document)
    refresh(year)

    digest = year.rows()["o2"]["derivation"]
    derived = year.get(ANNA, f"/api/v1/derivations/{digest}").json
    (ruling,) = [one for one in derived["rulings"] if one["rule"] == "L03"]
    assert [one["code"] for one in ruling["consequences"]] == ["demotion_or_other"]
    assert ruling["explanation"]["en"].count("another from 2026-01-10") == 1
    assert entries(year, "?subject=o2").keys() == {
        "L03.release@2026-01-10",
        "L03.demotion_or_other@2026-06-10",
    }


def test_every_letter_that_was_answered_late_or_not_at_all_has_its_own_entry(year):
    for number, sent, replied in (
        ("1", "2026-03-20", "2026-05-01"),
        ("2", "2026-10-20", None),
        ("3", "2026-11-01", "2026-11-05"),
        ("4", "2026-12-18", None),
    ):
        value = {"case": number, "sent_on": sent, "replied_on": replied}
        record(year, "letter", ("official", "o2"), value)

    refresh(year)

    due = {name: one["due_on"] for name, one in entries(year, "?subject=o2").items()}
    assert due == {
        "L12.reply_overdue@2026-03-20": "2026-03-30",
        "L12.reply_overdue@2026-10-20": "2026-10-30",
    }
    told = year.get(ANNA, f"{YEAR}/reminders?on=2026-12-20&within=14").json["reminders"]
    assert ["reply"] in [each["waiting_for"] for each in told]


def reminded(bureau: Bureau, on: str) -> list[tuple[list[str], str, list[str]]]:
    """Return what is overdue or due in two weeks, by clause and day."""
    told = bureau.get(ANNA, f"{YEAR}/reminders?on={on}&within=14").json["reminders"]
    return [(each["clauses"], each["due_on"], each["waiting_for"]) for each in told]


@pytest.mark.parametrize("sent_on", ["2026-12-15", "2025-12-28"])
def test_a_letter_stays_reminded_of_when_its_day_has_passed_and_nobody_opened_its_entry(
    year, sent_on
):
    the_year_before(year)
    letter = {"case": "1", "sent_on": sent_on, "replied_on": None}
    record(year, "letter", ("official", "o2"), letter, int(sent_on[:4]))
    due = (date.fromisoformat(sent_on) + timedelta(days=10)).isoformat()
    after = (date.fromisoformat(due) + timedelta(days=1)).isoformat()

    assert reminded(year, due) == [(["L12"], due, ["reply"])]
    assert reminded(year, after) == [(["L12"], due, [])]


def test_an_entry_that_people_dealt_with_in_the_year_before_is_reminded_of_no_more(year):
    the_year_before(year)
    letter = {"case": "1", "sent_on": "2025-12-01", "replied_on": None}
    record(year, "letter", ("official", "o2"), letter, 2025)
    assert year.post(ANNA, BEFORE).json["opened"] == 1
    assert reminded(year, "2026-12-20") == [(["L12"], "2025-12-11", [])]

    (entry,) = year.get(ANNA, BEFORE).json["consequences"]
    for who in (CLARA, DORA):
        word = {"verdict": "decline", "chosen": [], **PAPER, "reason": "已电话答复"}
        assert year.post(who, f"{BEFORE}/{entry['id']}/decisions", word).status_code == 201

    assert reminded(year, "2026-12-20") == []


def test_an_admonition_that_nobody_ended_stays_on_the_early_warning_list(year):
    admonish(year, "2026-02-01")

    def warned(on: str) -> bool:
        told = year.get(CLARA, f"{YEAR}/early-warning?on={on}").json["list"]
        return any(each["subject"]["id"] == "o2" for each in told)

    assert [warned(on) for on in ("2026-01-31", "2026-02-01", "2026-12-20")] == [False, True, True]
    find(year, "L03", "o2", date="2026-06-05")
    assert [warned(on) for on in ("2026-06-04", "2026-06-05")] == [True, False]


def test_the_early_warning_list_gathers_what_stands_against_somebody(year):
    refresh(year)
    flag = {"bar": "excellent", "until": "2026-12-31", "ground": "通报批评"}
    fact = record(year, "flag", ("official", "o2"), flag)
    rating = {"line": "农业", "department": "农业局", "grade": "poor", "opinion": "进度落后"}
    record(year, "line_rating", ("unit", "unit-1"), {**rating, "signed_by": "王某"})

    def warned(on: str) -> dict[str, list[tuple[str, str]]]:
        told = year.get(CLARA, f"{YEAR}/early-warning?on={on}").json["list"]
        return {
            each["subject"]["id"]: [(sign["kind"], sign["detail"]) for sign in each["signs"]]
            for each in told
        }

    assert warned("2026-12-31") == {
        "o1": [
            ("consequence", "B06.demotion_or_removal"),
            ("consequence", "B06.former_benefits_stop"),
        ],
        "o2": [("bar", "excellent")],
        "unit-1": [("line_rating", "农业")],
    }
    assert "o2" not in warned("2027-01-01")
    listed = year.get(ANNA, f"{YEAR}/early-warning").json["list"]
    assert [sign["source"] for each in listed for sign in each["signs"]].count(fact) == 1


REMOVALS = """
- {pack: PC, clauses: [L10], author: 组织部, date: "2026-01-05", reason: 本县, valid: {from: "2026-01-01"}}
parameters:"""  # noqa: E501


@pytest.mark.parametrize("day", [{"left_on": "2026-12-15"}, {}], ids=["dated", "undated"])
def test_whoever_was_removed_is_talked_with_also_when_listed_no_more(bureau, day):
    text = (PACKS / "county.yaml").read_text(encoding="utf-8")
    document = parse_pack(text.replace("\nparameters:", REMOVALS, 1)).to_document()
    home = {"id": "county", "title": "county", "year": 2026, "pack": document}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", home).status_code == 201
    listed = {"jurisdiction": "county", "units": [{"id": "unit-1", "name": "甲乡"}]}
    listed |= {"people": [a_person_entry("o1"), a_person_entry("o2")]}
    assert bureau.post(ANNA, "/api/v1/people", listed).status_code == 200
    record(bureau, "removal", ("official", "o2"), {"removed_on": "2026-12-15", "talk_on": None})
    left = {"jurisdiction": "county", "valid_from": 2026, "left": ["o2"], **day}
    assert bureau.post(ANNA, "/api/v1/people", left).status_code == 200

    refresh(bureau)

    entry = entries(bureau)["L10.removal_talk@2026-12-15"]
    assert (entry["subject"]["id"], entry["due_on"]) == ("o2", "2026-12-22")
    for who in (CLARA, DORA):
        assert decide(bureau, who, entry).status_code == 201
    assert reminded(bureau, "2026-12-23") == [(["L10"], "2026-12-22", [])]


def rank(bureau: Bureau, year: int) -> None:
    """Record that unit-1 was last in a year."""
    scores = {"unit-1": "60.50", "unit-2": "71.00"}
    value = {"series": "annual", "list": "all", "period": str(year), "seq": year, "scores": scores}
    record(bureau, "ranking", ("list", "all"), value, year)


def test_a_deputy_whom_the_rules_do_not_know_is_named_by_the_two(bureau):
    head = a_person_entry("o1", role="head", since="2015-03-01")
    bureau.set_up("county", [head, a_person_entry("o2"), a_person_entry("o3")])
    document = a_pack("county").to_document()
    before = {"id": "county", "title": "county", "year": 2025, "pack": document}
    assert bureau.post(ANNA, "/api/v1/jurisdictions", before).status_code == 201
    for year in (2025, 2026):
        rank(bureau, year)
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    refresh(bureau)

    deputy = entries(bureau)["K02.deputy_resignation_or_removal"]
    assert entries(bureau)["K02.resignation_or_removal"]["subject"]["id"] == "o1"
    assert (deputy["subject"]["id"], deputy["subject"]["role"]) == ("unit-1", "deputy")
    assert problem(decide(bureau, CLARA, deputy, "removal")) == (400, "person_unnamed")
    nobody = decide(bureau, CLARA, deputy, "removal", person="o9")
    assert problem(nobody) == (400, "person_unnamed")
    decide(bureau, CLARA, deputy, "removal", person="o2")
    differs = decide(bureau, DORA, deputy, "removal", person="o3")
    assert problem(differs) == (409, "decisions_differ")
    for who in (CLARA, DORA):
        decide(bureau, who, deputy, "removal", person="o2")
    decided = entries(bureau)["K02.deputy_resignation_or_removal"]
    assert (decided["state"], decided["person"]) == ("decided", "o2")
