"""The machine of a meeting (DESIGN section 6), with slips and in blind mode."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from desk_acts import EVERYTHING
from factories.blind_hall import BlindHall
from factories.desk import Hall
from factories.pages import a_build
from state_trials import NOTHING, Machine, Scene, row

from ballot_service.desk_app import app_for

Scenes = dict[str, Scene]


def built_beside(folder: Path) -> Path:
    """Return a build of the pages that all scenes share."""
    web = folder.parent / "web"
    return web if web.exists() else a_build(web)


def at(play: Callable[[Path], Scenes], name: str) -> Callable[[Path], Scene]:
    """Return what finds the scene of a step in what was played once for all tests."""
    return lambda folder: play(folder.parent)[name]


class Played:
    """A hall on SQLite and its pages; what the meeting is at each step is kept."""

    def __init__(self, folder: Path, kind: type[Hall] = Hall) -> None:
        folder.mkdir()
        self.folder = folder
        self.hall = kind(f"sqlite:///{folder / 'desk.db'}", folder)
        self.app = app_for(self.hall.desk, built_beside(folder))
        self.scenes: Scenes = {}

    def keep(self, name: str, look: Callable[[], str] | None = None, **ids: str) -> Scene:
        """Keep what the hall has come to, to be tried; ``look`` if not the meeting's state."""
        hall, meeting, listed = self.hall, self.hall.meeting, self.hall.get("/people")["people"]
        here = [one["id"] for one in listed if one["present"]]
        absent = [one["id"] for one in listed if not one["present"]]
        known = {
            "meeting": meeting,
            "version": str(hall.get("/draft")["version"]),
            "here": (here or absent or [NOTHING])[0],
            "absent": (absent or [NOTHING])[-1],
            "issued": "5",
        }
        people = {
            "organizer": hall.organizer,
            "registrar": hall.registrar,
            "first": hall.first,
            "second": hall.second,
        }

        ahead = hall.ahead if isinstance(hall, BlindHall) else None

        def turn_back() -> None:
            hall.meeting = meeting
            if isinstance(hall, BlindHall) and ahead is not None:
                hall.ahead = ahead

        self.scenes[name] = Scene(
            self.app,
            [self.folder / "desk.db", self.folder / "box.db"],
            people,
            look or (lambda: str(hall.get()["state"])),
            {**known, **ids},
            turn_back=turn_back,
        )
        return self.scenes[name].keep(name)

    def back_to(self, name: str) -> Hall:
        """Go back to a step that was kept."""
        self.scenes[name].again()
        return self.hall

    def freeze(self) -> Hall:
        """Do all that comes before the first round, five of six people present."""
        hall = self.hall.check_in(5)
        hall.must(hall.post(hall.organizer, "/freeze"))
        hall.tally.rehearse(hall.meeting, hall.board.document)
        return hall.work()


@cache
def a_meeting(folder: Path) -> Scenes:
    """Play a meeting with slips."""
    played = Played(folder / "meeting")
    hall = played.hall.draft()
    assert hall.import_roll().status_code == 200
    played.keep("draft")
    hall.must(hall.post(hall.organizer, "/prepare"))
    assert hall.work().upload("A", 8).status_code == 200
    hall.tally.rehearse(hall.meeting, hall.board.document)
    played.keep("prepared")
    hall.must(hall.post(hall.organizer, "/check-in"))
    people = [one["id"] for one in hall.get("/people")["people"]][:5]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": people}))
    played.keep("checking_in")
    hall.must(hall.post(hall.organizer, "/cancel", {"reason": "改期"}))
    hall.work()
    played.keep("cancelled")
    hall = played.back_to("checking_in")
    hall.must(hall.post(hall.organizer, "/freeze"))
    hall.work()
    played.keep("ready")
    round_id = hall.begin()
    hall.open(round_id)
    played.keep("voting")
    hall.close(round_id)
    hall.hand_out(issued=5)
    played.keep("voted")
    hall.must(hall.post(hall.organizer, "/finish"))
    hall.work()
    played.keep("closed")
    return played.scenes


BEFORE = {"draft": "=", "prepared": "="}
MADE = {"prepared": "=", "checking_in": "="}
SESSION = {"ready": "=", "voting": "=", "voted": "="}
BETWEEN = {"ready": "=", "voted": "="}

SLIPS = Machine(
    "meeting",
    {
        name: at(a_meeting, name)
        for name in (
            *("draft", "prepared", "checking_in", "ready", "voting", "voted"),
            *("closed", "cancelled"),
        )
    },
    EVERYTHING,
    {
        "prepare": row("wrong_state", draft=">prepared"),
        "make_slips": row("wrong_state", **MADE),
        "take_rehearsal": row("wrong_state", **MADE, **SESSION),
        "start_check_in": row("wrong_state", prepared=">checking_in"),
        "end_check_in": row("slips_meeting"),
        "extend_activation": row("wrong_state"),
        "freeze": row("wrong_state", checking_in=">ready"),
        "begin": row(
            "wrong_state", ready="=", voting="round_in_progress", voted="repeat_reason_missing"
        ),
        "begin_paper": row("wrong_state", **BETWEEN, voting="round_in_progress"),
        "handed_out": row("wrong_state", **SESSION),
        "finish": row(
            "wrong_state", ready="no_round_held", voting="round_not_over", voted=">closed"
        ),
        "correct_ledger": row("wrong_state", closed="="),
        "cancel": row(
            ">cancelled",
            voting="meeting_has_voted",
            voted="meeting_has_voted",
            closed="meeting_has_voted",
            cancelled="wrong_state",
        ),
        "adjourn": row(
            "wrong_state",
            checking_in="nothing_recorded",
            ready="nothing_recorded",
            voting="round_not_over",
            voted="round_not_over",
        ),
        "deliver_again": row("="),
        "copy": row("="),
        "test_run": row("wrong_state", **BEFORE),
        "wipe": row("not_a_test_run"),
        "import_roll": row("wrong_state", **BEFORE),
        "save_draft": row("wrong_state", draft="="),
        **{
            name: row("wrong_state", draft="sheets_handed_in")
            for name in ("take_subjects", "add_subject")
        },
        "move_subject": row("wrong_state", draft="subjects_rejected"),
        "remove_subject": row("wrong_state", draft="subjects_rejected"),
        "check_in": row("wrong_state", checking_in="="),
        "undo_check_in": row("wrong_state", checking_in="="),
        "leave": row("wrong_state", checking_in="=", **SESSION),
        "undo_leave": row(
            "wrong_state", **dict.fromkeys(["checking_in", *SESSION], "not_on_leave")
        ),
        "late": row("wrong_state", **BETWEEN, voting="late_during_round"),
        "undo_late": row(
            "wrong_state", ready="not_late", voted="not_late", voting="late_during_round"
        ),
        "reserve_slip": row("slips_meeting"),
        "undo_reserve_slip": row("slips_meeting"),
        "invite": row("slips_meeting"),
    },
)


@cache
def a_meeting_by_phone(folder: Path) -> Scenes:
    """Play a meeting in blind mode; five of six people have a phone."""
    played = Played(folder / "blind", BlindHall)
    hall = played.hall
    assert isinstance(hall, BlindHall)
    hall.invited()
    played.keep("prepared")
    hall.must(hall.post(hall.organizer, "/check-in"))
    people = hall.of("A")[:5]
    for person in people:
        hall.issue(person)
    hall.tally.rehearse(hall.meeting, hall.board.document)
    played.keep("checking_in")
    assert hall.upload("A", 2).status_code == 200
    hall.must(hall.end_check_in())
    for person in people:
        hall.activate(person)
    played.keep("activating")
    hall.must(hall.post(hall.organizer, "/cancel", {"reason": "改期"}))
    hall.work()
    played.keep("cancelled")
    played.back_to("activating")
    hall.wait_for_the_end()
    played.keep("activated")
    hall.must(hall.post(hall.organizer, "/freeze"))
    hall.work()
    played.keep("ready", issued="0")
    return played.scenes


OPEN = {"activating": "=", "activated": "="}

BLIND = Machine(
    "meeting by phone",
    {
        name: at(a_meeting_by_phone, name)
        for name in (*("prepared", "checking_in", "activating", "activated", "ready", "cancelled"),)
    },
    EVERYTHING,
    {
        **{name: row("wrong_state") for name in ("prepare", "save_draft", "correct_ledger")},
        **{name: row("wrong_state") for name in SLIPS.table if name.endswith("_subject")},
        **{name: SLIPS.table[name] for name in ("wipe", "deliver_again", "copy")},
        "take_subjects": row("wrong_state"),
        **{name: row("wrong_state", ready="=") for name in ("begin", "begin_paper", "handed_out")},
        "finish": row("wrong_state", ready="no_round_held"),
        "cancel": row(">cancelled", cancelled="wrong_state"),
        "adjourn": row("wrong_state", checking_in="nothing_recorded", ready="nothing_recorded"),
        **{name: row("wrong_state", prepared="=") for name in ("test_run", "import_roll")},
        "check_in": row("wrong_state", checking_in="="),
        "make_slips": row("wrong_state", **MADE, **OPEN),
        "take_rehearsal": row("wrong_state", **MADE, **OPEN, ready="="),
        "start_check_in": row("wrong_state", prepared=">checking_in"),
        "end_check_in": row("wrong_state", checking_in=">activating"),
        "extend_activation": row(
            "wrong_state", activating="=", activated="activation_time_impossible"
        ),
        "freeze": row(
            "wrong_state",
            checking_in="activation_not_over",
            activating="activation_not_over",
            activated=">ready",
        ),
        "invite": row("wrong_state", **MADE),
        "undo_check_in": row("wrong_state", checking_in="signature_released"),
        "leave": row("wrong_state", checking_in="=", ready="=", **OPEN),
        "undo_leave": row(
            "wrong_state",
            **dict.fromkeys(["checking_in", "activating", "activated", "ready"], "not_on_leave"),
        ),
        "late": row("wrong_state", ready="late_by_reserve_slip"),
        "undo_late": row("wrong_state", ready="late_by_reserve_slip"),
        "reserve_slip": row("wrong_state", ready="="),
        "undo_reserve_slip": row("wrong_state", ready="reserve_not_recorded"),
    },
)
