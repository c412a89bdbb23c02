"""Two who find, correct or annul at the same moment have one effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from factories.findings import PAPER, Finding
from factories.tally import work
from sqlalchemy import func, select

from shared.plumbing.db import reading
from tally_service.certificates.store import CertificateRow, CorrectionRow
from tally_service.rulings.store import FindingRow


@pytest.fixture
def finding(database_url, tmp_path):
    return Finding(database_url, tmp_path)


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Make all calls at the same moment, each in a thread; return their answers."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def rows(finding: Finding, of: Any) -> int:
    """Return how many rows there are."""
    with reading(finding.tally.sessions) as session:
        return int(session.scalar(select(func.count()).select_from(of)))


def sent(finding: Finding, closed: Any, path: str, bodies: Sequence[tuple[int, Any]]) -> list[Any]:
    """Post these bodies at once, each as its certifier; return the answers."""
    app = finding.client.application

    def one(by: int, body: Any) -> Callable[[], Any]:
        return lambda: finding.send(closed, path, by, body, app.test_client())

    answers = at_once([one(by, body) for by, body in bodies])
    work(finding.tally)
    return answers


def slugs(answers: Sequence[Any]) -> set[str]:
    """Return the slugs of those that were refused."""
    refused = [one.json["type"] for one in answers if one.status_code != 200]
    return {slug.removeprefix("/problems/") for slug in refused}


def test_people_who_find_the_same_together_make_one_finding(finding):
    closed = finding.counted()
    about = {"kind": "official", "id": "o1"}
    body = {"rule": "B10", "subject": about, "value": "yes", **PAPER}

    answers = sent(finding, closed, "findings", [(by, body) for by in (0, 1, 2, 0, 1, 2)])

    states = sorted(one.json["state"] for one in answers if one.status_code == 200)
    assert states == ["proposed", "recorded"]
    assert slugs(answers) <= {"same_person", "finding_stands"}
    assert rows(finding, FindingRow) == 1


def test_of_two_that_contradict_each_other_one_is_recorded(finding):
    closed = finding.counted()
    yes = finding.find(closed, 2).json["proposal"]
    no = finding.find(closed, 2, "no").json["proposal"]
    app = finding.client.application

    answers = at_once(
        [
            lambda by=by, one=one: finding.send(
                closed, f"findings/{one}/confirmations", by, {}, app.test_client()
            )
            for by, one in ((0, yes), (1, no))
        ]
    )

    assert sorted(one.status_code for one in answers) == [200, 409]
    assert slugs(answers) == {"finding_moved"}
    assert rows(finding, FindingRow) == 1


def test_of_a_confirmation_and_a_withdrawal_one_has_its_effect(finding):
    closed = finding.counted()
    proposal = finding.annul(closed, 0).json["proposal"]
    app = finding.client.application
    steps = [(f"annulment/{proposal}/confirmations", 1, {})]
    steps += [(f"findings/{proposal}/withdrawal", 0, {"reason": "文号有误"})]

    confirmed, withdrawn = at_once(
        [
            lambda path=path, by=by, body=body: finding.send(
                closed, path, by, body, app.test_client()
            )
            for path, by, body in steps
        ]
    )
    work(finding.tally)

    assert sorted([confirmed.status_code, withdrawn.status_code]) in ([200, 404], [200, 409])
    assert slugs([confirmed, withdrawn]) < {"no_such_proposal", "round_annulled"}
    assert rows(finding, FindingRow) == (confirmed.status_code == 200)


def test_two_who_open_a_correction_together_open_one(finding):
    closed = finding.counted()
    finding.certified(closed)

    answers = sent(finding, closed, "correction", [(by, PAPER) for by in (0, 1, 2)])

    assert sorted(one.status_code for one in answers) == [200, 409, 409]
    assert slugs(answers) == {"correction_open"}
    assert rows(finding, CorrectionRow) == 1


def test_people_who_annul_together_annul_once(finding):
    closed = finding.counted()
    finding.certified(closed)

    answers = sent(finding, closed, "annulment", [(by, PAPER) for by in (0, 1, 2, 0, 1, 2)])

    assert sorted(one.json["annulled"] for one in answers if one.status_code == 200) == [
        False,
        True,
    ]
    assert slugs(answers) <= {"same_person", "round_annulled"}
    assert (rows(finding, CertificateRow), rows(finding, FindingRow)) == (2, 1)
    assert [state for _, state, _ in finding.desk.told].count("annulled") == 1


def test_of_the_last_signature_and_the_annulment_both_stand_or_one_is_refused(finding):
    closed = finding.counted()
    finding.certify(closed, 0)
    finding.annul(closed, 0)
    body = finding.sign_off(closed, 1)
    app = finding.client.application

    signed, annulled = at_once(
        [
            lambda: finding.send(closed, "signatures", 1, body, app.test_client()),
            lambda: finding.send(closed, "annulment", 2, PAPER, app.test_client()),
        ]
    )
    work(finding.tally)

    assert annulled.status_code == 200
    versions = [(row["version"], row["state"]) for row in finding.listed(closed)]
    assert versions == ([(1, "superseded"), (2, "annulled")] if signed.status_code == 200 else [])
    assert finding.desk.told[-1] == ("r1", "annulled", "fraud_found")
