"""What becomes of a result: said in the draft, fixed by the manifest, linked once it is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from factories.desk import Hall
from factories.office import a_browser
from factories.pages import a_build

from ballot_service.desk_app import app_for
from ballot_service.meetings.store import meetings
from ballot_service.meetings.templates import KINDS
from shared.documents.manifests import MeetingManifest
from shared.plumbing.db import reading

OFFICES = ["县委组织部", "督导指导组"]


class Said(Hall):
    """A hall whose organizer writes into every draft what becomes of the result."""

    said: dict[str, Any]

    def draft(self, **changes: Any) -> Hall:
        """Make the meeting, then say it."""
        super().draft(**changes)
        shown = self.get("/draft")
        body = {"version": shown["version"], "outline": {**shown["outline"], **self.said}}
        path = f"/api/v1/meetings/{self.meeting}/draft"
        self.must(self.client.put(path, json=body, headers=self.organizer.headers))
        return self

    def manifest(self) -> MeetingManifest:
        """Return what the desk signed."""
        with reading(self.desk.sessions) as session:
            manifest = meetings.get(session, self.meeting).manifest_document
        assert manifest is not None
        return manifest


@pytest.fixture
def said(tmp_path) -> Said:
    hall = Said(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    hall.said = {"published": True, "recipients": OFFICES}
    return hall


def test_the_manifest_says_what_the_draft_said_and_the_box_shows_it(said):
    said.prepare()

    shown = said.box_client.get(f"/api/v1/meetings/{said.meeting}").json["manifest"]["document"]

    assert said.manifest().publishes
    assert (shown["published"], shown["recipients"]) == (True, OFFICES)


def test_a_meeting_that_says_nothing_has_a_manifest_like_before(said):
    said.said = {"published": False, "recipients": []}
    said.prepare()

    assert not {"published", "recipients"} & said.manifest().to_json().keys()


def test_a_test_meeting_publishes_nothing(said):
    said.prepare(test=True)

    assert said.manifest().published
    assert not said.manifest().publishes


@pytest.mark.parametrize("published", [True, False])
def test_the_meetings_page_leads_to_the_result_once_one_is_certified(said, tmp_path, published):
    said.said = {"published": published, "recipients": OFFICES}
    round_id = said.play()
    known = replace(said.desk, tally_origin="https://tally.test")
    organizer = a_browser(app_for(known, a_build(tmp_path / "web")), said.organizer)
    here, link = f"/meetings/{said.meeting}", f"https://tally.test/results/{said.meeting}"

    before = organizer.open(here).text
    assert said.report(round_id, "certified").status_code == 200
    after, turnout = organizer.open(here).text, organizer.open(f"{here}/turnout").text

    assert link not in before
    assert (link in after) is published
    assert "/results/" not in turnout
    assert "县委组织部" in after
    assert "有会议编号的人都可以取得认证后的签名证书并核验" in before


def test_no_template_or_form_promises_that_others_are_kept_from_a_result(said, tmp_path):
    said.draft()
    organizer = a_browser(app_for(said.desk, a_build(tmp_path / "web")), said.organizer)
    notes = [note for kind in KINDS.values() for note in kind.notes]

    pages = [
        organizer.open(f"/meetings/{said.meeting}{part}", language).text
        for part in ("", "/draft")
        for language in ("zh", "en")
    ]
    texts = [*pages, *(note.zh for note in notes), *(note.en for note in notes)]

    assert not any(
        promise in text
        for promise in ("只送", "Only these get", "distribution list only")
        for text in texts
    )
    assert all("verify" in page for page in pages[1::2])
    assert all("核验" in page for page in pages[0::2])
