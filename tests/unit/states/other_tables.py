"""Machines beside DESIGN section 6's: a record of open votes, a round on paper, a test run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from desk_acts import EVERYTHING
from factories.committees import ROAD, a_committee, confirm, frozen, item_of, marks, record
from meeting_tables import Played, Scenes, at
from round_tables import ACTS, FRAUD, PAPERS, keep
from state_trials import NOTHING, Act, Door, Machine, Scene, row

WHY = {"reason": "记错"}
ITEM = {"title": "防汛应急", "item_class": "other"}
ASKED = {"document": "组〔2026〕3号", "date": "2026-01-05"}


def marked(scene: Scene, before: str = "") -> dict[str, str]:
    """Return a mark for everybody who is here, under names that begin so."""
    return {f"{before}{person}": "agree" for person in scene.documents["here"]}


def agenda(name: str, view: str, body: Any, by: str = "organizer", form: Any = None) -> Act:
    """Return an act on the agenda, by API and by page."""
    page = Door(f"committee_pages.{view}", body if form is None else form)
    return Act(name, Door(f"committee.{view}", body), page, by)


def someone(**more: str) -> Any:
    """Return a body about the first member."""
    return lambda scene: {"person": scene.ids["here"], **more}


def confirming(scene: Scene) -> dict[str, str]:
    """Return the digest of the record that was looked at."""
    return {"digest": scene.documents.get("digest", "0" * 64)}


AGENDA = [
    agenda("add item", "add", lambda s: {**ITEM, "proposer": s.ids["here"]}),
    agenda("recuse", "recuse", someone(**WHY)),
    agenda("take recusal back", "take_back", someone(**WHY)),
    agenda(
        "record vote",
        "record_vote",
        lambda s: {"marks": marked(s)},
        form=lambda s: {"purpose": "decision", **marked(s, "mark-")},
    ),
    agenda("confirm", "confirm", confirming, "first"),
    agenda("confirm oneself", "confirm", confirming),
    agenda("withdraw", "withdraw", WHY),
    Act("secret round", None, Door("committee_pages.begin", {"reason": ""})),
    Act(
        "record fact",
        Door("committee.record_fact", {"value": True, **ASKED}, "PUT"),
        Door("committee_pages.record_fact", {"fact": "assessed", "value": "yes", **ASKED}),
    ),
    next(act for act in EVERYTHING if act.name == "adjourn"),
]


@cache
def a_record(folder: Path) -> Scenes:
    """Play a committee that votes on the road, openly."""
    played = Played(folder / "committee")
    hall = played.hall
    hall.draft(source="committee", items=[ROAD])
    assert hall.import_roll().status_code == 200
    here: list[str] = []

    def kept(name: str, made: Any = None) -> None:
        answer = made.json if made is not None else {"vote": NOTHING}
        known = {"item": "road", "fact": "assessed", "vote": answer["vote"]}
        look = None if made is None else lambda: str(item_of(hall, "road")["votes"][0]["state"])
        scene = played.keep(name, look, **known, **({"here": here[0]} if here else {}))
        scene.documents |= {"here": here, **answer}

    kept("draft")
    here = a_committee(hall)
    kept("in session")
    frozen(hall)
    kept("ready")
    played.back_to("in session")
    made = record(hall, "road", marks(here, agree=8))
    kept("waiting", made)
    hall.must(hall.post(hall.organizer, f"/agenda/votes/{made.json['vote']}/withdraw", WHY))
    kept("withdrawn", made)
    played.back_to("waiting")
    hall.must(confirm(hall, made))
    kept("confirmed", made)
    hall.must(hall.post(hall.organizer, "/agenda/adjourn"))
    kept("adjourned", made)
    return played.scenes


QUIET = ("in session", "ready")
OPEN_RECORD = row(
    "wrong_state", draft="wrong_state|no_such_vote", **dict.fromkeys(QUIET, "no_such_vote")
)
SETTLED = dict.fromkeys(["confirmed", "withdrawn"], "record_closed")

RECORD = Machine(
    "record of open votes",
    {
        name: at(a_record, name)
        for name in (
            *("draft", "in session", "ready", "waiting", "confirmed", "withdrawn", "adjourned"),
        )
    },
    AGENDA,
    {
        "add item": row("=", draft="wrong_state", adjourned="wrong_state"),
        "recuse": row(
            "=", draft="wrong_state", adjourned="wrong_state", waiting="recusal_too_late"
        ),
        "take recusal back": row("already_recused", draft="wrong_state", adjourned="wrong_state"),
        "record vote": row(
            "wrong_state", **dict.fromkeys(QUIET, "="), withdrawn="=", waiting="record_waiting"
        ),
        "confirm": {**OPEN_RECORD, "waiting": ">confirmed", **SETTLED},
        "confirm oneself": {**OPEN_RECORD, "waiting": "same_person", **SETTLED},
        "withdraw": {**OPEN_RECORD, "waiting": ">withdrawn", **SETTLED},
        "secret round": row("wrong_state", ready="="),
        "record fact": row("fact_not_asked", adjourned="wrong_state"),
        "adjourn": row(
            "wrong_state",
            **dict.fromkeys(QUIET, "nothing_recorded"),
            waiting="record_waiting",
            withdrawn="nothing_recorded",
            confirmed="=",
        ),
    },
)
RECORD.table["record vote"]["confirmed"] = "decision_stands"


@cache
def a_paper_round(folder: Path) -> Scenes:
    """Play a round on paper."""
    played = Played(folder / "paper")
    hall = played.freeze()
    body = {"item": "sheet", "reason": "停电"}
    made = hall.must(hall.post(hall.organizer, "/paper-rounds", body))["round"]
    keep(played, "draft", made)
    for by, name in ((hall.first, "one teller"), (hall.second, "counted")):
        hall.must(hall.post(by, f"/rounds/{made}/papers", PAPERS))
        keep(played, name, made)
    for by in (hall.organizer, hall.first):
        hall.must(hall.post(by, f"/rounds/{made}/annul", FRAUD))
    keep(played, "annulled", made)
    played.back_to("draft")
    hall.must(hall.post(hall.organizer, f"/rounds/{made}/cancel", WHY))
    keep(played, "cancelled", made)
    return played.scenes


PAPER = Machine(
    "round on paper",
    {
        name: at(a_paper_round, name)
        for name in ("draft", "one teller", "counted", "annulled", "cancelled")
    },
    [act for act in ACTS if not act.name.startswith("told")],
    {
        **{
            f"{what}_round{end}": row("wrong_state")
            for what in ("open", "close")
            for end in ("", " second")
        },
        "cancel_round": row("wrong_state", **{"draft": ">cancelled", "one teller": ">cancelled"}),
        "annul": row("wrong_state", counted="="),
        "annul second": row("wrong_state", counted="="),
        "annul otherwise": row("wrong_state", counted="="),
        "repeat": row("wrong_state", counted="=", annulled="new_slips_needed", cancelled="="),
        "hold_again": row("not_annulled", annulled="="),
        "papers of first": row("no_paper_round", **{"draft": "=", "one teller": "="}),
        "papers of second": row("no_paper_round", **{"draft": "=", "one teller": ">counted"}),
    },
)


@cache
def a_test_run(folder: Path) -> Scenes:
    """Play a test run of a prepared meeting."""
    played = Played(folder / "test run")
    hall = played.hall.prepare()
    real = hall.meeting
    run = hall.must(hall.post(hall.organizer, "/test-runs"))["meeting"]
    played.keep("real one beside it")
    hall.meeting = run
    played.keep("draft")
    hall.must(hall.post(hall.organizer, "/wipe"))
    hall.work()
    played.keep("wiped")
    hall.meeting = real
    played.keep("real one after it")
    return played.scenes


TESTING = Machine(
    "test run",
    {
        name: at(a_test_run, name)
        for name in ("draft", "wiped", "real one beside it", "real one after it")
    },
    [act for act in EVERYTHING if act.name in ("test_run", "wipe", "start_check_in", "prepare")],
    {
        "test_run": row("test_of_test", **{"real one beside it": "=", "real one after it": "="}),
        "wipe": row("not_a_test_run", draft=">cancelled", wiped="wiped_already"),
        "start_check_in": row(
            "wrong_state",
            **{"real one beside it": "test_run_not_wiped", "real one after it": ">checking_in"},
        ),
        "prepare": row("wrong_state", draft=">prepared"),
    },
)
