"""The machine of a recorded fact: superseded or withdrawn once, ruled on by two officers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from appraisal_staff import Staff
from factories.facts import VALUES, a_body
from fakes.appraisal import ANNA, BORIS, Bureau, a_bureau, a_person_entry
from state_trials import Act, Door, Machine, Scene, row

PAPER = {"document": "县考〔2026〕9号", "date": "2026-12-09", "source_body": "县委组织部"}
WHY = {**PAPER, "reason": "误报"}
CORRECTED = {**VALUES["ranking"], "scores": {"unit-1": "72", "unit-2": "80"}}
FORM = {
    **PAPER,
    "why": "误报",
    "key": ["series", "seq"],
    "text": ["annual", "1"],
    "period": "2026",
    "unit": ["unit-1", "unit-2"],
    "score": ["72", "80"],
}
LIST = "/api/v1/facts?jurisdiction=county&year=2026&kind="


class RankingPlayed:
    """One ranking, kept at every step."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "appraisal.db"
        self.bureau: Bureau = a_bureau(f"sqlite:///{self.path}")
        self.staff = Staff(self.bureau, folder, {"anna": ANNA, "boris": BORIS})
        self.bureau.set_up("county", [a_person_entry("o1")])
        self.fact = str(self.post(ANNA, "facts", a_body("ranking"))["facts"][0])
        self.scenes: dict[str, Scene] = {}

    def keep(self, name: str) -> None:
        """Keep the ranking as it is now."""
        self.scenes[name] = Scene(
            self.staff.app,
            [self.path],
            self.staff.people,
            self.look,
            {"fact": self.fact, "year": "2026", "jurisdiction": "county", "kind": "ranking"},
            cookie="appraisal_session",
            documents={"ruling": self.ruling()},
        ).keep(name)

    def look(self) -> str:
        """Return the ranking's state, and whether a ruling on it stands."""
        state = self.bureau.get(ANNA, f"/api/v1/facts/{self.fact}").json["state"]
        ruled = self.bureau.get(ANNA, LIST + "ranking_ruling").json["total"]
        return "ruled" if state == "in_force" and ruled else str(state)

    def ruling(self) -> dict[str, Any]:
        """Return what an officer says of the unit."""
        return {**PAPER, "unit": "unit-1", "ranking": self.fact, "last": True}

    def play(self) -> None:
        """Play every way that a ranking goes."""
        self.keep("in_force")
        self.post(ANNA, f"facts/{self.fact}/supersede", {**WHY, "value": CORRECTED})
        self.keep("superseded")
        self.scenes["in_force"].again()
        self.post(ANNA, f"facts/{self.fact}/withdraw", {**PAPER, "reason": "误报"})
        self.keep("withdrawn")
        self.scenes["in_force"].again()
        self.post(ANNA, "ranking-rulings", self.ruling())
        self.keep("one ruled")
        self.post(BORIS, "ranking-rulings", self.ruling())
        self.keep("ruled")

    def post(self, who: str, path: str, body: Any) -> Any:
        """Send a step; it has to succeed."""
        answered = self.bureau.post(who, f"/api/v1/{path}", body)
        assert answered.status_code == 201, answered.json
        return answered.json


@cache
def a_ranking(folder: Path) -> Mapping[str, Scene]:
    """Return every scene; they are made once for all tests."""
    played = RankingPlayed(folder / "ranking")
    played.play()
    return played.scenes


STATES = ("in_force", "one ruled", "ruled", "superseded", "withdrawn")
STANDS = ("in_force", "one ruled", "ruled")

FACT = Machine(
    "fact",
    {name: lambda folder, name=name: a_ranking(folder.parent)[name] for name in STATES},
    [
        Act("record again", Door("facts.record_facts", a_body("ranking")), None, "anna"),
        Act(
            "supersede",
            Door("facts.supersede_fact", {**WHY, "value": CORRECTED}),
            Door("fact_pages.supersede", FORM),
            "anna",
        ),
        Act("withdraw", Door("facts.withdraw_fact", WHY), Door("fact_pages.withdraw", WHY), "anna"),
        *(
            Act(
                f"rule {who}",
                Door("facts.rule_on_ranking", lambda scene: scene.documents["ruling"]),
                Door("fact_pages.rule", {**PAPER, "unit": "unit-1", "last": "yes"}),
                who,
            )
            for who in ("anna", "boris")
        ),
    ],
    {
        "record again": row("=", superseded="facts_taken_back", withdrawn="facts_taken_back"),
        "supersede": row("already_superseded", **dict.fromkeys(STANDS, ">superseded")),
        "withdraw": row("already_superseded", **dict.fromkeys(STANDS, ">withdrawn")),
        "rule anna": row(
            "no_such_fact", in_force="=", ruled="facts_rejected", **{"one ruled": "same_person"}
        ),
        "rule boris": row(
            "no_such_fact", in_force="=", ruled="facts_rejected", **{"one ruled": ">ruled"}
        ),
    },
)
