"""A meeting's record as a page: every act in words, the newest first, for the API's readers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from factories.office import a_browser

import ballot_service
from ballot_service.hall.actions import annulling
from ballot_service.meetings.actions import finishing, own_key
from ballot_service.meetings.domain.record_words import ACTS, told
from ballot_service.meetings.domain.states import MeetingStep, RoundStep
from ballot_service.meetings.store.rows import EventRow
from shared.documents.orders import RoundStatus
from shared.plumbing.db import unit_of_work

ROOMS = ("meetings", "roll", "hall", "committee")
COMPUTED = {
    "step": {*MeetingStep, *RoundStep},
    "f'approve_{action}'": {"approve_open", "approve_close"},
    "f'hear_{report.state}'": {
        f"hear_{state}" for state in RoundStatus.model_fields["state"].annotation.__args__
    },
    "ENTERED[met.outcome]": set(annulling.ENTERED.values()),
    "COUNTED[met.outcome]": set(finishing.COUNTED.values()),
    "ACT": {own_key.ACT},
    "change.act": set(),  # the roll's way to hand its own on
    "note.act": set(),
}
"""What acts are computed as, where they are not written out."""


def noted() -> set[str]:
    """Return every act that an action of the desk writes into the record."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (Path(ballot_service.__file__).parent / room / "actions").rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            for call in ast.walk(ast.parse(source)):
                if isinstance(call, ast.Call) and _called(call) in ("Note", "Change"):
                    found |= _acts(call.args[0], source)
    return {str(act) for act in found}


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _acts(act: ast.expr, source: str) -> set[str]:
    """Return what a first argument can be; one of no known shape is a failure of this test."""
    if isinstance(act, ast.Constant):
        return {act.value}
    written = ast.unparse(act)
    if written == "act":  # assigned a few lines above
        lines = re.findall(r"^ +act = (.*)$", source, re.M)
        return {word for line in lines for word in re.findall(r'"([a-z_]+)"', line)}
    return COMPUTED[written]


def test_no_act_of_the_record_lacks_words_and_no_words_lack_an_act():
    acts = noted() | {"correct_ledger"}

    assert len(acts) > 50
    assert acts - set(ACTS) == set()
    assert set(ACTS) - acts == set()
    assert all(en.isascii() and not zh.isascii() for zh, en in ACTS.values())


def test_the_page_says_who_did_what_when_and_why_the_newest_first(hall, organizer):
    round_id = hall.freeze().begin()
    hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/cancel", {"reason": "主持人要求"}))
    here = f"/meetings/{hall.meeting}"

    page = organizer.open(f"{here}/record").text
    english = organizer.open(f"{here}/record", "en").text

    acts = re.findall(r'<tr data-act="(\w+)"', page)
    assert (acts[0], acts[-1]) == ("cancel", "create")
    assert len(acts) == len(hall.get("/events")["events"])
    newest = page.split("<tr data-act")[1]
    assert all(word in newest for word in ("取消", "第 1 轮 · ", "主持人要求"))
    assert "round 1 · " in english.split("<tr data-act")[1]
    assert f'href="{here}/record"' in organizer.open(here).text


def test_the_meetings_number_stands_on_its_page_to_be_copied(hall, organizer):
    hall.prepare()

    page = organizer.open(f"/meetings/{hall.meeting}").text

    assert f'<code class="office-copied">{hall.meeting}</code>' in page


def test_what_a_service_answered_stands_in_words_with_its_slug(hall, organizer):
    hall.prepare()
    with unit_of_work(hall.desk.sessions) as uow:
        uow.session.add(
            EventRow(
                meeting=hall.meeting,
                seq=900,
                at=hall.desk.clock(),
                name="box",
                act="delivery_refused",
                subject=hall.meeting,
                reason="lists_differ",
                detail={"document": "frozen_lists"},
            )
        )

    line = organizer.open(f"/meetings/{hall.meeting}/record").text.split("<tr data-act")[1]

    assert "票箱没有接收冻结的名单：要冻结的名单与票箱里的名单不同。" in line
    assert "<code>lists_differ</code>" in line


def test_a_long_record_comes_in_pages(hall, organizer):
    hall.draft()
    with unit_of_work(hall.desk.sessions) as uow:
        for seq in range(10, 220):
            event = {"meeting": hall.meeting, "at": hall.desk.clock(), "account_id": "a"}
            uow.session.add(
                EventRow(**event, seq=seq, name="张三", act="edit_draft", subject=hall.meeting)
            )

    sizes = [
        organizer.open(f"/meetings/{hall.meeting}/record?page={n}").text.count("<tr data-act")
        for n in (1, 2, 3, 99)
    ]

    assert sizes[:2] == [100, 100]
    assert sizes[2] == sizes[3] < 100


def test_whoever_may_ask_the_api_for_the_record_may_open_the_page_and_nobody_else(hall, app):
    hall.draft()
    path = f"/meetings/{hall.meeting}/record"

    assert a_browser(app, hall.first).open(path).status_code == 200
    assert a_browser(app).open(path).status_code == 303


def test_an_act_that_nobody_has_words_for_is_shown_and_not_hidden():
    event = {
        "seq": 1,
        "at": "2026-05-01T00:30:00+00:00",
        "account": "a",
        "name": "张三",
        "act": "unheard_of",
        "subject": "m",
        "reason": None,
        "detail": {},
    }

    line = told([event], {"items": [], "electorates": [], "rounds": []})[0]

    assert line["what"] == {"zh": "unheard_of", "en": "unheard_of"}
    assert line["at"] == "2026-05-01 08:30"
