"""What people try at the desk, each through the API and by the form of a page."""

from __future__ import annotations

import base64
import io
from dataclasses import asdict
from typing import Any

from factories.desk import a_roll
from state_trials import Act, Door, Scene

from ballot_service.meetings.domain.details import details_of
from ballot_service.meetings.domain.outlines import Outline

AGAIN = {"repeat_reason": "有人没有投上"}
WHY = {"reason": "改期"}
CORRECTED = {"electorate": "A", "present": 5, "printed": 8, "issued": 4}
SUBJECTS = "姓名,角色\n张三,正职\n"


def outline(scene: Scene) -> dict[str, Any]:
    """Return the draft as the API shows it."""
    address = f"/api/v1/meetings/{scene.ids['meeting']}/draft"
    headers = scene.people["organizer"].headers
    shown: dict[str, Any] = scene.app.test_client().get(address, headers=headers).json
    return shown


def draft_body(scene: Scene) -> dict[str, Any]:
    """Return the same draft with another title, at its newest version."""
    shown = outline(scene)
    return {"version": shown["version"], "outline": {**shown["outline"], "title": "改名的会议"}}


def draft_form(scene: Scene) -> dict[str, Any]:
    """Return the form of the particulars, filled in, with another title."""
    shown = outline(scene)
    fields = asdict(details_of(Outline.model_validate(shown["outline"])))
    return {**fields, "title": "改名的会议", "version": str(shown["version"])}


def roll_form(_scene: Scene) -> dict[str, str]:
    """Return the form that confirms a roll's file."""
    kept = base64.b64encode(a_roll(7)).decode()
    return {"name": "roll.csv", "kept": kept, "page": "1", "digest": "", "confirmed": ""}


def subjects_form(scene: Scene) -> dict[str, Any]:
    """Return the form that brings a table of subjects."""
    file = (io.BytesIO(SUBJECTS.encode()), "subjects.csv")
    return {"version": scene.ids["version"], "file": file}


def about(name: str, **more: Any) -> Any:
    """Return a body about a person: ``here`` or ``absent``."""
    return lambda scene: {"person": scene.ids[name], **more}


def counted(scene: Scene) -> dict[str, Any]:
    """Return a count of slips that is possible in the scene."""
    return {"electorate": "A", "printed": 8, "issued": int(scene.ids["issued"])}


def _same(name: str, pages: str, body: Any = None, by: str = "organizer", api: str = "") -> Act:
    """Return an act that API and page take with the same fields."""
    room = api or "meetings"
    return Act(name, Door(f"{room}.{name}", body), Door(f"{pages}.{name}", body), by)


PREPARING = [
    _same("prepare", "meeting_pages"),
    Act(
        "make_slips",
        Door("meetings.ticket", {"electorate": "A", "printed": 8}),
        Door("meeting_pages.make_slips", {"electorate": "A", "printed": "8"}),
    ),
    _same("take_rehearsal", "meeting_pages"),
    _same("start_check_in", "meeting_pages"),
    Act(
        "end_check_in",
        Door("meetings.end_check_in", {"seconds": 600}),
        Door("meeting_pages.end_check_in", {"minutes": "10"}),
    ),
    Act(
        "extend_activation",
        Door("meetings.extend_activation", {"seconds": 1200, **WHY}),
        Door("meeting_pages.extend_activation", {"minutes": "20", **WHY}),
    ),
    _same("freeze", "meeting_pages"),
]

RUNNING = [
    _same("begin", "meeting_pages", {"item": "sheet"}),
    Act(
        "begin_paper",
        Door("hall_api.begin", {"item": "sheet", **WHY, **AGAIN}),
        Door("paper_pages.begin", {"item": "sheet", **WHY, **AGAIN}),
    ),
    _same("handed_out", "meeting_pages", counted, "first"),
    Act(
        "correct_ledger",
        Door("hall_api.correct", {**CORRECTED, **WHY}),
        Door("hall_pages.correct", {**CORRECTED, **WHY}),
        "first",
    ),
    _same("finish", "meeting_pages"),
    _same("cancel", "meeting_pages", WHY),
    _same("adjourn", "committee_pages", api="committee"),
    _same("deliver_again", "meeting_pages"),
    _same("copy", "draft_pages", api="drafts"),
    Act("test_run", Door("hall_api.start"), Door("hall_pages.start")),
    Act("wipe", Door("hall_api.wipe"), Door("hall_pages.wipe")),
]

DRAFTING = [
    Act(
        "import_roll",
        Door("roll.import_roll", a_roll(7), raw="text/csv"),
        Door("roll_pages.import_roll", roll_form, upload=True),
    ),
    Act(
        "save_draft",
        Door("drafts.replace", draft_body, "PUT"),
        Door("draft_pages.save", draft_form),
    ),
    Act(
        "take_subjects",
        Door("drafts.take", SUBJECTS.encode(), raw="text/csv"),
        Door("subject_pages.take", subjects_form, upload=True),
    ),
    *(
        Act(f"{what}_subject", None, Door(f"subject_pages.{what}", fields))
        for what, fields in {
            "add": lambda s: {"version": s.ids["version"], "name": "张三", "role": "正职"},
            "move": lambda s: {"version": s.ids["version"], "line": "x1", "place": "1"},
            "remove": lambda s: {"version": s.ids["version"], "line": "x1"},
        }.items()
    ),
]

ATTENDING = [
    Act(
        "check_in",
        Door("roll.check_in", lambda s: {"people": [s.ids["absent"]]}),
        Door("check_in_pages.check_in", about("absent")),
        "registrar",
    ),
    Act(
        "undo_check_in",
        Door("roll.undo", about("here", **WHY)),
        Door("check_in_pages.undo", about("here", **WHY)),
        "registrar",
    ),
    *(
        Act(
            name,
            Door(f"hall_api.{view}", about("absent", **why)),
            Door(f"attendance_pages.{view}", about("absent", **why)),
            "registrar",
        )
        for name, view, why in (
            ("leave", "record_leave", WHY),
            ("undo_leave", "withdraw_leave", WHY),
            ("late", "check_in_late", {}),
            ("undo_late", "undo_late", WHY),
        )
    ),
    *(
        Act(
            name,
            Door(f"roll.{view}", about("absent", **why)),
            Door(f"check_in_pages.{view}", about("absent", **why)),
            "registrar",
        )
        for name, view, why in (
            ("reserve_slip", "hand_out", {}),
            ("undo_reserve_slip", "take_back", WHY),
        )
    ),
    Act("invite", Door("roll.invite", WHY), Door("check_in_pages.invite", WHY)),
]

EVERYTHING = [*PREPARING, *RUNNING, *DRAFTING, *ATTENDING]
"""What is tried with a meeting as a whole."""
