"""What waits for a second person is taken back: by whom, and that nothing of it counts after."""

from __future__ import annotations

import pytest
from factories.findings import Finding
from factories.tally import a_person, refusal

from shared.plumbing.accounts.actions import issue_token
from tally_service.app import tally_accounts

NOBODY = "0" * 64


@pytest.fixture
def finding(database_url, tmp_path):
    return Finding(database_url, tmp_path)


def test_what_nobody_confirmed_is_taken_back_and_then_again_needs_two(finding):
    closed = finding.counted()
    proposal = finding.find(closed, 0).json["proposal"]

    taken = finding.take_back(closed, proposal, 0)
    late = finding.send(closed, f"findings/{proposal}/confirmations", 1)
    again = finding.find(closed, 1)

    assert taken.json == {"state": "withdrawn", "proposal": proposal}
    assert refusal(late) == (404, "no_such_proposal")
    assert (again.json["state"], again.json["by"]) == ("proposed", ["吴认证"])
    records = finding.shown(closed)["records"]
    assert [(row["what"], row["by"], row["about"], row["why"]) for row in records] == [
        ("finding_proposed", ["周认证"], "B10:official:o1 yes", "核查属实"),
        ("proposal_withdrawn", ["周认证"], "B10:official:o1 yes", "文号有误"),
        ("finding_proposed", ["吴认证"], "B10:official:o1 yes", "核查属实"),
    ]
    assert finding.find(closed, 0).json["by"] == ["吴认证", "周认证"]


def test_an_administrator_takes_back_a_finding_of_fraud_and_another_certifier_does_not(finding):
    closed = finding.counted()
    finding.certified(closed)
    finding.certifiers.append(a_person(finding.tally, "孙管理", "admin"))
    proposal = finding.annul(closed, 0).json["proposal"]

    other = finding.take_back(closed, proposal, 1)
    taken = finding.take_back(closed, proposal, 3)
    alone = finding.annul(closed, 1)

    assert refusal(other) == (403, "not_your_proposal")
    assert taken.json["state"] == "withdrawn"
    assert (alone.json["annulled"], alone.json["by"]) == (False, ["吴认证"])
    assert [row["state"] for row in finding.listed(closed)] == ["certified"]


def test_nothing_is_taken_back_that_two_confirmed_or_a_machine_asks_for(finding):
    closed = finding.counted()
    recorded = finding.find(closed, 0).json["proposal"]
    finding.find(closed, 1)
    waiting = finding.annul(closed, 0).json["proposal"]
    token = issue_token(tally_accounts(finding.tally), "机器", ["admin"])
    address = f"/api/v1/rounds/{closed.meeting.meeting}/r1/findings/{waiting}/withdrawal"
    machine = {"Authorization": f"Bearer {token}"}

    by_machine = finding.client.post(address, json={"reason": "误"}, headers=machine)

    assert refusal(finding.take_back(closed, recorded, 0)) == (409, "finding_moved")
    assert refusal(finding.take_back(closed, NOBODY, 0)) == (404, "no_such_proposal")
    assert refusal(by_machine) == (403, "person_needed")
    finding.annul(closed, 1)
    assert refusal(finding.take_back(closed, waiting, 0)) == (409, "round_annulled")
