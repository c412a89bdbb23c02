"""Late-comers and leave as forms on the check-in page; what they refuse is said there.

May import: Flask, ballot_service.desk, ballot_service.roll's pages and actions, shared.
"""

from __future__ import annotations

from flask import Blueprint

from ballot_service.desk import Desk
from ballot_service.roll.actions import attendance
from ballot_service.roll.check_in_pages import CHECK_IN, PersonForm, UndoForm
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Said, read_form, returns_to


def attendance_pages(desk: Desk) -> Blueprint:
    """Return the forms about attendance for ``desk``."""
    routes = Blueprint("attendance_pages", __name__)

    @routes.post("/meetings/<meeting>/leaves")
    @requires("registrar")
    @returns_to(CHECK_IN, "q", "person")
    def record_leave(meeting: str) -> Said:
        """Record that a person is on leave."""
        form = read_form(UndoForm)
        attendance.record_leave(desk, meeting, form.person, form.reason, actor())
        return Said("leave_recorded", query={"person": form.person})

    @routes.post("/meetings/<meeting>/leaves/undo")
    @requires("registrar")
    @returns_to(CHECK_IN, "q", "person")
    def withdraw_leave(meeting: str) -> Said:
        """Correct the record: not on leave."""
        form = read_form(UndoForm)
        attendance.withdraw_leave(desk, meeting, form.person, form.reason, actor())
        return Said("leave_withdrawn", query={"person": form.person})

    @routes.post("/meetings/<meeting>/check-ins/late")
    @requires("registrar")
    @returns_to(CHECK_IN, "q", "person")
    def check_in_late(meeting: str) -> Said:
        """Check somebody in after the freeze."""
        person = read_form(PersonForm).person
        attendance.check_in_late(desk, meeting, person, actor())
        return Said("checked_in_late", query={"person": person})

    @routes.post("/meetings/<meeting>/check-ins/late/undo")
    @requires("registrar")
    @returns_to(CHECK_IN, "q", "person")
    def undo_late(meeting: str) -> Said:
        """Take back a late check-in."""
        form = read_form(UndoForm)
        attendance.undo_late(desk, meeting, form.person, form.reason, actor())
        return Said("late_undone", query={"person": form.person})

    return routes
