"""What the box and the tally service say no to is told at the desk in words, slug last."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import select

import shared.documents
from ballot_service.box.actions.orders import OBEY
from ballot_service.hall.actions.paper_counting import MORE_RETURNED
from ballot_service.meetings.actions.recording import Reader
from ballot_service.meetings.domain.delivery_words import (
    DOCUMENTS,
    READERS,
    Refused,
    explain_refusal,
    is_known,
)
from ballot_service.meetings.domain.repeats import FRAUD_FOUND
from ballot_service.meetings.store.rows import DocumentRow, RoundRow
from shared.causes import explain
from shared.documents.boards import Board
from shared.documents.orders import RoundLedger
from shared.documents.wipes import TestWipe
from shared.errors import SuiteError
from shared.plumbing.db import unit_of_work
from shared.plumbing.http import REFUSALS
from shared.plumbing.problems import HTTP_PROBLEMS, status_of
from tally_service.counts.web import TAKERS

INBOXES = (
    "ballot_service.box.actions.orders",
    "ballot_service.box.actions.wiping",
    "ballot_service.box.domain.activation",
    "ballot_service.box.domain.orders",
    "ballot_service.box.domain.states",
    "ballot_service.box.store",
    "shared.crypto.errors",
    "shared.plumbing.reading",
    "tally_service.count_room.actions.ledgers",
    "tally_service.count_room.actions.wiping",
    "tally_service.counts.actions.clearing",
    "tally_service.counts.actions.papers",
    "tally_service.counts.domain.refusals",
    *(f"shared.documents.{path.stem}" for path in Path(shared.documents.__path__[0]).glob("*.py")),
)
"""Whatever can say no to a document of the desk stands in these."""

NOT_TO_THE_DESK = {
    "box_not_open",  # what a voter is told
    "box_closed",
    "credential_used",
    "no_such_count",  # what a trustee, or anybody who looks, is told
    "no_such_archive",
    "not_decrypting",
    "share_stands",
    "leftovers_stand",  # what scrutineers are told
    "count_failed",  # becomes the count's cause
}


def slugs() -> set[str]:
    """Return what a reader can answer to a document, by the statuses that are a verdict on it."""
    classes = {
        one
        for name in INBOXES
        for _, one in inspect.getmembers(importlib.import_module(name), inspect.isclass)
        if issubclass(one, SuiteError) and one.__module__ != "shared.errors"
    }
    found = {one.code for one in classes if status_of(one.__new__(one)) in REFUSALS}
    return found | {slug for status, (slug, _) in HTTP_PROBLEMS.items() if status in REFUSALS}


def refuse(hall, slug: str) -> None:
    """Let the first document of the meeting be refused."""
    with unit_of_work(hall.desk.sessions) as uow:
        row = uow.session.scalars(select(DocumentRow)).first()
        row.delivered_at, row.refused = None, slug


def test_whatever_a_reader_can_say_no_with_has_words_at_the_desk():
    asked = slugs() - NOT_TO_THE_DESK

    assert len(asked) > 30
    assert "lists_differ" in asked
    assert {slug for slug in asked if not is_known(slug)} == set()
    assert not any(is_known(slug) for slug in NOT_TO_THE_DESK)


def test_whatever_the_desk_sends_has_a_name_in_both_languages():
    taken_here_and_above = {*TAKERS, RoundLedger.KIND, TestWipe.KIND}

    assert set(DOCUMENTS) == {*OBEY, Board.KIND} | taken_here_and_above
    assert set(READERS) == set(get_args(Reader))


def test_a_slug_that_nobody_knows_is_shown_and_not_hidden():
    told = explain_refusal(Refused("tally", "round_ledger", "unheard_of"))

    assert told.whole[0].startswith("计票端没有接收票数账：")
    assert told.whole[0].endswith("（代码 unheard_of）")
    assert told.whole[1].endswith("(code unheard_of)")


@pytest.mark.parametrize("cause", [FRAUD_FOUND, MORE_RETURNED])
def test_a_cause_that_the_desk_itself_gives_is_among_the_shared_words(cause):
    assert cause not in explain(cause).what_zh


def test_pages_say_why_a_document_was_refused_and_what_to_do(hall, organizer):
    hall.prepare()
    refuse(hall, "wrong_state")
    here = f"/meetings/{hall.meeting}"

    pages = [organizer.open(path).text for path in (here, f"{here}/remedies/no_network")]
    english = organizer.open(here, "en").text

    for page in pages:
        assert "那里的票箱已在别的状态，不能执行这个命令。请点“重新发送文件”" in page
        assert "（代码 wrong_state）" in page
    assert "in another state there, in which this cannot be done." in english
    assert "(code wrong_state)" in english


@pytest.mark.parametrize(
    ("language", "what", "do"),
    [
        ("zh", "收回的票少于披露下限", "报告里只写“已收集，未计票”和票数账。"),
        ("en", "Fewer ballots came back than the disclosure floor.", "shows the ledger."),
    ],
)
def test_the_list_of_rounds_says_why_one_was_not_counted(hall, organizer, language, what, do):
    round_id = hall.freeze().begin()
    with unit_of_work(hall.desk.sessions) as uow:
        row = uow.session.get_one(RoundRow, round_id)
        row.state, row.cause = "sealed", "below_floor"

    shown = organizer.open(f"/meetings/{hall.meeting}", language).text

    said, _, rest = shown.partition("<small>")
    assert what in said
    assert do in said
    assert "<code>below_floor</code></small>" in rest
