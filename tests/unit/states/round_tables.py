"""The machine of a round, in boxes and on paper, and of a test run (DESIGN section 6)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from meeting_tables import Played, Scenes, at
from state_trials import Act, Door, Machine, row

WHY = {"reason": "断网"}
FRAUD = {"document": "组〔2026〕9号", "date": "2026-01-05"}
MARKS = "1 1 1 1 1\n2 1112\n3 2 1 1 1\n4 2 2 - 3\n5 5 5 5 3\n"
PAPERS = {"electorate": "A", "issued": 5, "papers": MARKS}


def pressed(name: str, pages: str, body: Any = None, api: str = "meetings", view: str = "") -> Any:
    """Return the same act by two people: the organizer and the first scrutineer."""
    door = view or name
    return [
        Act(f"{name}{end}", Door(f"{api}.{door}", body), Door(f"{pages}.{door}", body), by)
        for end, by in (("", "organizer"), (" second", "first"))
    ]


def told(state: str) -> Act:
    """Return the tally service's report about the round."""
    return Act(f"told {state}", Door("meetings.inbox", lambda s: s.documents[state]))


ACTS = [
    *pressed("open_round", "meeting_pages"),
    *pressed("close_round", "meeting_pages"),
    Act(
        "cancel_round",
        Door("meetings.cancel_round", WHY),
        Door("meeting_pages.cancel_round", WHY),
    ),
    *pressed("annul", "hall_pages", FRAUD, "hall_api"),
    Act(
        "annul otherwise",
        Door("hall_api.annul", {**FRAUD, "document": "组〔2026〕99号"}),
        Door("hall_pages.annul", {**FRAUD, "document": "组〔2026〕99号"}),
        "first",
    ),
    Act("repeat", Door("hall_api.repeat", WHY), Door("hall_pages.repeat", WHY)),
    Act("hold_again", Door("hall_api.hold_again"), Door("hall_pages.hold_again")),
    *(
        Act(
            f"papers of {who}",
            Door("hall_api.enter", PAPERS),
            Door("paper_pages.enter", PAPERS),
            who,
        )
        for who in ("first", "second")
    ),
    *(told(state) for state in ("counted", "sealed", "certified", "annulled", "failed")),
]


def keep(played: Played, name: str, round_id: str) -> None:
    """Keep what a round has come to, with what the tally service may say of it."""
    hall = played.hall
    scene = played.keep(name, lambda: hall.round_state(round_id), round_id=round_id)
    for state in ("counted", "sealed", "certified", "annulled", "failed"):
        cause = "fraud_found" if state in ("annulled", "failed") else None
        scene.documents[state] = hall.tally.report(hall.meeting, round_id, state, cause)


@cache
def a_round(folder: Path) -> Scenes:
    """Play one round in boxes, and the ways in which it may end."""
    played = Played(folder / "round")
    hall = played.freeze()
    begun = hall.must(hall.post(hall.organizer, "/rounds", {"item": "sheet"}))
    round_id = str(begun["round"])
    keep(played, "draft", round_id)
    hall.work()
    keep(played, "frozen", round_id)
    for act, names in (
        ("open", ("frozen one", "opening", "open")),
        ("close", ("open one", "closing", "closed")),
    ):
        hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/{act}"))
        keep(played, names[0], round_id)
        hall.must(hall.post(hall.first, f"/rounds/{round_id}/{act}"))
        keep(played, names[1], round_id)
        hall.work()
        keep(played, names[2], round_id)
    for by, name in ((hall.organizer, "closed one"), (hall.first, "annulled")):
        hall.must(hall.post(by, f"/rounds/{round_id}/annul", FRAUD))
        keep(played, name, round_id)
    played.back_to("frozen")
    hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/cancel", WHY))
    keep(played, "cancelled", round_id)
    for state in OVER_AT_TALLY:
        played.back_to("closed")
        hall.hand_out(issued=5)
        hall.must(hall.post(hall.organizer, "/finish"))
        assert hall.work().report(round_id, state).status_code == 200
        keep(played, state, round_id)
    return played.scenes


OVER_AT_TALLY = ("counted", "sealed", "certified")
AT_TALLY = dict.fromkeys(OVER_AT_TALLY, "annul_at_tally")
TOLD_BEFORE = {"told counted": "=", "told sealed": "=", "told failed": "="}
HERE = {"closed": "=", "closed one": "=", "cancelled": "="}

BOXES = Machine(
    "round",
    {
        name: at(a_round, name)
        for name in (
            *("draft", "frozen", "frozen one", "opening", "open", "open one", "closing"),
            *("closed", "closed one", "counted", "sealed", "certified", "annulled", "cancelled"),
        )
    },
    ACTS,
    {
        "open_round": row("wrong_state", **{"frozen": "=", "frozen one": "same_person"}),
        "open_round second": row("wrong_state", **{"frozen": "=", "frozen one": ">opening"}),
        "close_round": row("wrong_state", **{"open": "=", "open one": "same_person"}),
        "close_round second": row("wrong_state", **{"open": "=", "open one": ">closing"}),
        "cancel_round": row(
            "wrong_state",
            **dict.fromkeys(["draft", "frozen", "frozen one"], ">cancelled"),
        ),
        "annul": row("wrong_state", **AT_TALLY, **{"closed": "=", "closed one": "same_person"}),
        "annul second": row(
            "wrong_state", **AT_TALLY, **{"closed": "=", "closed one": ">annulled"}
        ),
        "annul otherwise": row(
            "wrong_state", **AT_TALLY, **{"closed": "=", "closed one": "! annulment_differs"}
        ),
        "repeat": row("wrong_state", **HERE, annulled="new_slips_needed"),
        "hold_again": row("not_annulled", annulled="="),
        "papers of first": row("no_paper_round"),
        "papers of second": row("no_paper_round"),
        **{
            f"told {state}": row(
                "wrong_state",
                **{"closed": f">{state}", "closed one": f">{state}", "annulled": "="},
                **dict.fromkeys(OVER_AT_TALLY, "="),
            )
            for state in ("counted", "sealed", "certified", "annulled")
        },
        "told failed": row(
            "wrong_state",
            **dict.fromkeys(["closed", "closed one", "annulled", *OVER_AT_TALLY], "="),
        ),
    },
)
BOXES.table["told sealed"].update(counted="wrong_state")
BOXES.table["told certified"].update(counted=">certified", sealed=">certified")
BOXES.table["told annulled"].update(dict.fromkeys(OVER_AT_TALLY, ">annulled"))
