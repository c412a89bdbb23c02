"""The list of consequences over HTTP: opened by rulings, decided by two, carried out, watched."""

from __future__ import annotations

from typing import Any

import pytest
from fakes.appraisal import (
    ANNA,
    BORIS,
    CLARA,
    DORA,
    EMIL,
    START,
    YEAR,
    Bureau,
    a_person_entry,
    county,
    problem,
)
from fakes.consequences import LIST, decide, entries, find, refresh, step, the_choice
from fakes.tally_results import a_result, against

from appraisal_service.db import ACCOUNTS
from shared.plumbing.db import unit_of_work
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

MISSED = "".join(f"o2,2026-02-0{day},missed,\n" for day in range(1, 5))


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """The year of o1, of whose votes 34 of 100 are against him in both ballots, and of o2."""
    pack = bureau.set_up("county", [a_person_entry("o1"), a_person_entry("o2")])
    for where in ({}, county()):
        bureau.certify(a_result({"o1": against(34, 100)}, pack=pack, **where))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    return bureau


def test_the_rulings_open_entries_and_doing_it_again_changes_nothing(year):
    first, again = refresh(year), refresh(year)

    assert first == {"opened": 2, "changed": 0, "lapsed": 0, "outdated": 0, "open": 2}
    assert again == {**first, "opened": 0}
    entry = the_choice(year)
    assert entry["subject"] == {"kind": "official", "id": "o1", "name": "干部o1", "role": None}
    assert [option["code"] for option in entry["choices"][0]] == ["demotion", "removal"]
    assert (entry["state"], entry["clauses"], entry["modality"]) == ("proposed", ["B06"], "choice")
    assert "68" in entry["grounds"][0]["zh"]
    assert entry["grounds"][0]["sources"] == [year.rows()["o1"]["derivation"]]


def test_on_votes_too_few_to_be_told_two_people_rule_in_the_list(bureau):
    pack = bureau.set_up("county", [a_person_entry("o1")])
    for where in ({}, county()):
        bureau.certify(a_result({"o1": against(1, 2)}, pack=pack, **where))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    refresh(bureau)
    entry = the_choice(bureau)

    assert (entry["clauses"][0], entry["modality"]) == ("B06", "case_by_case")
    assert "须由人裁定" in entry["grounds"][0]["zh"]
    assert decide(bureau, CLARA, entry, "removal").json == {"state": "proposed", "decisions": 1}
    assert decide(bureau, DORA, entry, "removal").json == {"state": "decided", "decisions": 2}


def test_two_people_choose_and_an_officer_carries_it_out(year):
    refresh(year)
    entry = the_choice(year)

    assert decide(year, CLARA, entry, "removal").json == {"state": "proposed", "decisions": 1}
    assert the_choice(year)["decisions"] == 1
    assert decide(year, DORA, entry, "removal").json == {"state": "decided", "decisions": 2}
    assert problem(decide(year, EMIL, entry, "demotion")) == (409, "wrong_state")
    carried = step(year, entry, "carry_out", document="县任〔2026〕3号", date="2026-12-20")
    assert carried.json == {"state": "carried_out"}
    assert step(year, entry, "close").json == {"state": "closed"}

    one = year.get(ANNA, f"{LIST}/{entry['id']}").json
    assert (one["chosen"], one["decided_by"]) == (["removal"], [CLARA, DORA])
    assert one["document_number"] == "县组〔2026〕9号"
    acts = [(each["act"], each["by"], each["document"]) for each in one["steps"]]
    assert acts == [
        ("open", ANNA, None),
        ("say", CLARA, None),
        ("say", DORA, None),
        ("decide", f"{CLARA}、{DORA}", "县组〔2026〕9号"),
        ("carry_out", ANNA, "县任〔2026〕3号"),
        ("close", ANNA, None),
    ]


def test_the_first_deciders_reason_stays_unseen_until_the_second_has_decided(year):
    refresh(year)
    entry = the_choice(year)
    decide(year, CLARA, entry, "removal", reason="群众意见集中")
    apart = year.get(DORA, f"{LIST}/{entry['id']}")
    decide(year, DORA, entry, "removal", reason="班子会议讨论")

    assert "群众意见集中" not in apart.text
    said = year.get(DORA, f"{LIST}/{entry['id']}").json["steps"][-1]
    assert (said["act"], said["chosen"]) == ("decide", ["removal"])
    assert said["reason"] == f"{CLARA}：群众意见集中\n{DORA}：班子会议讨论"


def test_a_reason_that_is_said_anew_takes_the_place_of_the_first(year):
    refresh(year)
    entry = the_choice(year)
    decide(year, CLARA, entry, "demotion", reason="先前所说")
    decide(year, CLARA, entry, "removal", reason="现在所说")
    decide(year, DORA, entry, "removal")

    said = year.get(DORA, f"{LIST}/{entry['id']}").json["steps"][-1]
    assert said["reason"] == f"{CLARA}：现在所说"


def test_the_program_never_chooses(year):
    refresh(year)
    entry = the_choice(year)

    for chosen in ([], ["demotion", "removal"], ["dismissal"]):
        assert problem(decide(year, CLARA, entry, *chosen)) == (400, "choice_rejected")
    assert the_choice(year)["decisions"] == 0


@pytest.mark.parametrize(
    "other",
    [{"chosen": ["demotion"]}, {"document_number": "县组〔2026〕10号"}, {"verdict": "decline"}],
)
def test_two_who_differ_decide_again(year, other):
    refresh(year)
    entry = the_choice(year)
    decide(year, CLARA, entry, "removal")
    if other.get("verdict") == "decline":
        other = {**other, "chosen": [], "reason": "情节轻微"}

    assert problem(decide(year, DORA, entry, "removal", **other)) == (409, "decisions_differ")
    assert the_choice(year)["decisions"] == 0
    decide(year, CLARA, entry, "demotion")
    assert decide(year, EMIL, entry, "demotion").json["state"] == "decided"


def test_one_person_a_machine_and_an_officer_decide_nothing(year):
    refresh(year)
    entry = the_choice(year)
    decide(year, CLARA, entry, "removal")

    assert problem(decide(year, CLARA, entry, "removal")) == (409, "same_person")
    assert problem(decide(year, ANNA, entry, "removal")) == (403, "role_missing")
    assert problem(decide(year, "peer", entry, "removal")) == (403, "role_missing")
    assert problem(year.post(CLARA, LIST)) == (403, "role_missing")
    assert problem(year.get("peer", LIST)) == (403, "role_missing")
    assert the_choice(year)["state"] == "proposed"


def test_who_left_is_not_one_of_the_two(year):
    refresh(year)
    entry = the_choice(year)
    decide(year, CLARA, entry, "removal")
    with unit_of_work(year.office.sessions) as uow:
        values = {"id": CLARA.encode().hex(), "name": CLARA, "name_key": CLARA, "roles": []}
        closed = ACCOUNTS.account(**values, passphrase_hash="-", created_at=START, closed_at=START)
        uow.session.add(closed)

    assert decide(year, DORA, entry, "demotion").json == {"state": "proposed", "decisions": 1}
    assert decide(year, EMIL, entry, "demotion").json == {"state": "decided", "decisions": 2}


def test_what_a_clause_prescribes_is_declined_with_a_reason_by_two(year):
    refresh(year)
    entry = the_choice(year)

    assert problem(decide(year, CLARA, entry, verdict="decline")) == (400, "reason_needed")
    said = {"verdict": "decline", "reason": "已于上月免职"}
    decide(year, CLARA, entry, **said)
    assert decide(year, DORA, entry, **said).json["state"] == "declined"
    assert problem(step(year, entry, "carry_out")) == (409, "wrong_state")
    assert refresh(year)["opened"] == 0


def test_a_finding_makes_one_entry_of_two_clauses_and_a_first_word_lapses(year):
    refresh(year)
    decide(year, CLARA, the_choice(year), "removal")

    find(year)
    changed = refresh(year)

    entry = the_choice(year)
    assert (changed["opened"], changed["changed"], changed["open"]) == (0, 1, 2)
    assert (entry["clauses"], entry["decisions"]) == (["B06", "B07"], 0)
    assert "B07.blame_taking_resignation" not in entries(year)
    decide(year, DORA, entry, "removal", "blame_taking_resignation")
    both = decide(year, EMIL, entry, "blame_taking_resignation", "removal")
    assert both.json["state"] == "decided"


def test_nothing_is_decided_once_the_evidence_behind_a_ruling_has_changed(year):
    refresh(year)
    entry = the_choice(year)
    row = year.rows()["o1"]
    result = year.get(ANNA, f"/api/v1/derivations/{row['derivation']}").json["inputs"]["results"][0]
    for who in (ANNA, BORIS):
        year.post(who, f"/api/v1/results/{result}/set-aside", {"reason": "造假"})

    refused = decide(year, CLARA, entry, "removal")
    assert problem(refused) == (409, "evidence_changed")
    assert "bring the list up to date" in refused.json["title"]
    assert refresh(year)["outdated"] == 2
    assert the_choice(year)["outdated"]
    assert year.post(ANNA, f"{YEAR}/proposals").status_code == 200
    assert refresh(year)["outdated"] == 0


def test_a_decision_is_marked_once_the_evidence_behind_it_has_changed(year):
    batch = attendance(year, MISSED)
    refresh(year)
    for who in (CLARA, DORA):
        decide(year, who, entries(year)["N02.circulated_criticism"])
    query = f"jurisdiction=county&year=2026&supersedes={batch}"
    assert year.csv(ANNA, "o2,2026-02-01,missed,\n", query).status_code == 201

    assert refresh(year)["outdated"] == 3
    assert entries(year)["N02.circulated_criticism"]["outdated"]


def test_nothing_is_decided_on_rulings_that_have_changed(year):
    refresh(year)
    entry = the_choice(year)
    find(year)

    assert problem(decide(year, CLARA, entry, "removal")) == (409, "evidence_changed")


def test_a_decision_whose_grounds_changed_is_marked_and_opened_again_by_people(year):
    refresh(year)
    entry = the_choice(year)
    assert problem(step(year, entry, "reopen", reason="x")) == (409, "wrong_state")
    for who in (CLARA, DORA):
        decide(year, who, entry, "removal")
    assert problem(step(year, entry, "reopen", reason="重新研究")) == (409, "wrong_state")

    find(year)
    assert refresh(year)["outdated"] == 1
    kept = the_choice(year)
    assert (kept["state"], kept["clauses"], kept["outdated"]) == ("decided", ["B06"], True)
    assert problem(step(year, entry, "reopen")) == (400, "reason_needed")
    assert step(year, entry, "reopen", reason="组织已作认定").json == {"state": "proposed"}
    anew = the_choice(year)
    assert (anew["clauses"], anew["chosen"], anew["outdated"]) == (["B06", "B07"], None, False)
    steps = year.get(ANNA, f"{LIST}/{entry['id']}").json["steps"]
    assert [each["chosen"] for each in steps if each["act"] == "decide"] == [["removal"]]


def attendance(bureau: Bureau, lines: str, supersedes: str | None = None) -> str:
    query = "jurisdiction=county&year=2026" + (f"&supersedes={supersedes}" if supersedes else "")
    answered = bureau.csv(ANNA, lines, query)
    assert answered.status_code == 201, answered.json
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    return str(answered.json["batch"])


def test_what_nothing_prescribes_any_more_lapses_and_comes_back(year):
    batch = attendance(year, MISSED)
    refresh(year)
    criticism = entries(year)["N02.circulated_criticism"]
    decide(year, CLARA, criticism)

    right = attendance(year, "o2,2026-02-01,missed,\n", batch)
    assert refresh(year)["lapsed"] == 1
    gone = entries(year)["N02.circulated_criticism"]
    assert (gone["id"], gone["state"], gone["decisions"]) == (criticism["id"], "lapsed", 0)
    assert problem(decide(year, CLARA, criticism)) == (409, "wrong_state")

    attendance(year, MISSED + "o2,2026-02-09,missed,\n", right)
    assert refresh(year)["opened"] == 1
    assert entries(year)["N02.circulated_criticism"]["state"] == "proposed"
    assert [entry["state"] for entry in entries(year, "?subject=o2").values()] == ["proposed"]


def of_a_team(bad: int) -> list[dict[str, Any]]:
    """Return the rulings of a meeting on team t1, as a certificate carries them."""
    ledger = dict.fromkeys(("roll", "present", "issued", "returned"), 100) | {"void": 0}
    votes = {"grade": against(bad, 100), "confidence": {"trust": 60, "distrust": 40}}
    ballot = {"source": "unit", "ledger": ledger, "contests": votes}
    case = parse_case(
        {
            "subject": {"kind": "team", "id": "t1", "head": "o1"},
            "scope": "meeting",
            "ballots": [ballot],
        }
    )
    return [ruling.to_json() for ruling in evaluate(load_pack("PB"), case).rulings]


def test_a_mandatory_caution_takes_in_the_case_by_case_one_with_both_grounds(bureau):
    pack = bureau.set_up("county", [a_person_entry("o1")])
    bureau.certify(a_result({}, pack=pack, rulings=of_a_team(31)))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    refresh(bureau)

    caution = entries(bureau)["B09.caution"]
    assert set(entries(bureau)) == {"B09.caution", "B11.collective_caution"}
    assert (caution["subject"]["id"], caution["clauses"]) == ("o1", ["B08", "B09"])
    assert {ground["clause"] for ground in caution["grounds"]} == {"B08", "B09"}


def test_the_list_comes_in_pages_and_takes_only_what_it_knows(year):
    refresh(year)

    assert set(entries(year, "?state=open")) == set(entries(year, "?state=proposed"))
    assert entries(year, "?state=closed") == {}
    assert entries(year, "?due_before=2030-01-01") == {}
    told = year.get(ANNA, f"{LIST}?page=2").json
    assert (told["consequences"], told["total"], told["page"], told["pages"]) == ([], 2, 2, 1)
    for wrong in ("?state=done", "?page=0", "?due_before=soon", "?who=o1", "?page=1&page=2"):
        assert problem(year.get(ANNA, LIST + wrong)) == (400, "invalid_query")
    nowhere = "/api/v1/years/2027/county/consequences"
    assert problem(year.get(ANNA, nowhere)) == (404, "no_such_jurisdiction")
    assert problem(year.get(ANNA, f"{LIST}/{'0' * 16}")) == (404, "no_such_consequence")
    wrong = year.post(CLARA, f"{LIST}/{the_choice(year)['id']}/decisions", {"verdict": "maybe"})
    assert problem(wrong) == (400, "invalid_body")
