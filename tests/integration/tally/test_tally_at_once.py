"""Certifiers press the same button at the same moment: one finding, one result, one annulment."""

from __future__ import annotations

import pytest
from factories.findings import PAPER, Finding
from factories.pages import a_build
from factories.presses import Button, Presses, refused
from factories.rounds import ClosedRound
from factories.tally import work
from sqlalchemy import func, select

from shared.plumbing.db import reading
from tally_service import job_names
from tally_service.app import app_for
from tally_service.certificates.store import CertificateRow
from tally_service.db import OutboxRow

FRAUD = {**PAPER, "document": "组〔2026〕9号"}


@pytest.fixture
def finding(database_url, tmp_path) -> Finding:
    return Finding(database_url, tmp_path)


@pytest.fixture(params=["api", "page"])
def presses(finding, tmp_path, request) -> Presses:
    app = app_for(finding.tally, a_build(tmp_path / "web"))
    return Presses(app, request.param, "tally_session")


def rows(finding: Finding, of: type = OutboxRow, **where: str) -> int:
    """Return how many rows there are."""
    query = select(func.count()).select_from(of).filter_by(**where)
    with reading(finding.tally.sessions) as session:
        return session.scalar(query) or 0


def recorded(finding: Finding, closed: ClosedRound, what: str) -> int:
    """Return how often something stands in the round's record."""
    return [one["what"] for one in finding.shown(closed)["records"]].count(what)


def button(closed: ClosedRound, api: str, page: str, **fields: str) -> Button:
    """Return a button of the round."""
    here = f"/rounds/{closed.meeting.meeting}/r1"
    return Button(f"{here}/{api}", f"{here}/{page}", fields)


def sign(finding: Finding, closed: ClosedRound, presses: Presses) -> list[str]:
    """Let one certifier sign, then the two others at once; return what these were told."""
    draft = finding.round(closed)["draft"]
    doors = [
        Button(
            f"/rounds/{closed.meeting.meeting}/r1/signatures",
            f"/rounds/{closed.meeting.meeting}/r1/signatures",
            {"name": one.actor.name, "draft": draft, "unanimity_seen": True},
            {"name": one.actor.name, "draft": draft, "unanimity_seen": "yes"},
        )
        for one in finding.certifiers
    ]
    first, *others = finding.certifiers
    presses.alone(doors[0], first)
    return presses.each(list(zip(doors[1:], others, strict=True)))


def test_a_result_is_found_certified_corrected_and_annulled_once(finding, presses):
    closed, (first, second, third) = finding.counted(), finding.certifiers
    proposal = finding.find(closed, 0).json["proposal"]
    confirm = button(
        closed, f"findings/{proposal}/confirmations", "findings/confirm", proposal=proposal
    )
    told = presses.together(confirm, second, third)
    assert refused(told, "finding_moved", "这项认定刚刚变了", presses.way)
    assert recorded(finding, closed, "finding_recorded") == 1

    told = sign(finding, closed, presses)
    assert refused(told, "already_certified", "已经认证", presses.way)
    assert rows(finding, CertificateRow) == rows(finding, kind=job_names.TELL_APPRAISAL) == 1
    assert recorded(finding, closed, "certified") == 1

    correct = button(closed, "correction", "correct", **PAPER)
    told = presses.together(correct, first, second)
    assert refused(told, "correction_open", "更正已经开启", presses.way)
    assert recorded(finding, closed, "correction_opened") == 1

    annul = button(closed, "annulment", "annul", **FRAUD)
    presses.alone(annul, first)
    told = presses.together(annul, second, third)
    assert refused(told, "round_annulled", "已作废", presses.way)
    work(finding.tally)
    assert rows(finding, CertificateRow) == 2  # the second version says that it counts for nobody
    assert [told[1] for told in finding.desk.told] == ["counted", "certified", "annulled"]
