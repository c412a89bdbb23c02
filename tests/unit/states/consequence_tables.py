"""The machine of a consequence: proposed, decided or declined, carried out, closed, or lapsed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from appraisal_staff import Staff
from fakes.appraisal import ANNA, BORIS, CLARA, DORA, YEAR, Bureau, a_bureau, a_person_entry, county
from fakes.tally_results import a_result, against
from state_trials import Act, Door, Machine, Scene, row

MATTER = "B06.demotion_or_removal"
PAPER = {"document_number": "县组〔2026〕9号", "document_date": "2026-12-20"}
CHOICE = {"verdict": "decide", "chosen": ["removal"], **PAPER}
NO = {"verdict": "decline", "reason": "情节轻微", **PAPER}
FINDING = {"jurisdiction": "county", "year": 2026, "subject": "o1", "rule": "B07"}


class ListPlayed:
    """One person's consequence, kept at every step; each state branches off one that was kept."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "appraisal.db"
        self.bureau: Bureau = a_bureau(f"sqlite:///{self.path}")
        self.staff = Staff(self.bureau, folder, {"anna": ANNA, "clara": CLARA, "dora": DORA})
        self.scenes: dict[str, Scene] = {}
        self.id = "none"

    def entry(self) -> dict[str, Any] | None:
        """Return the entry that is played, or None before it is opened."""
        listed = self.bureau.get(ANNA, f"{YEAR}/consequences").json["consequences"]
        return next((each for each in listed if each["matter"] == MATTER), None)

    def keep(self, name: str) -> None:
        """Keep the list as it is now."""

        def look() -> str:
            entry = self.entry()
            return "none" if entry is None else str(entry["state"])

        self.scenes[name] = Scene(
            self.staff.app,
            [self.path],
            self.staff.people,
            look,
            {"year": "2026", "jurisdiction": "county", "consequence": self.id},
            cookie="appraisal_session",
        ).keep(name)

    def play(self) -> None:
        """Play from the count to the end, to a refusal, and to what lapses."""
        bureau = self.bureau
        pack = bureau.set_up("county", [a_person_entry("o1")])
        unit, _ = (
            bureau.certify(a_result({"o1": against(34, 100)}, pack=pack, **where))
            for where in ({}, county())
        )
        self.post(ANNA, "proposals")
        self.keep("none")
        self.post(ANNA, "consequences")
        entry = self.entry()
        assert entry is not None
        self.id = str(entry["id"])
        self.keep("proposed")
        self.said(CLARA, NO)
        self.said(DORA, NO)
        self.keep("declined")
        self.back("proposed")
        self.said(CLARA, CHOICE)
        self.keep("one decided")
        self.said(DORA, CHOICE)
        self.keep("decided")
        self.step("carry_out")
        self.keep("carried out")
        self.step("close")
        self.keep("closed")
        self.back("decided")
        self.found()
        self.keep("outdated")
        self.back("proposed")
        self.set_aside(unit)
        self.keep("lapsed")

    def back(self, name: str) -> None:
        """Go back to what was kept."""
        self.scenes[name].again()

    def post(self, who: str, step: str, body: Any = None) -> None:
        """Send something that has to succeed."""
        answered = self.bureau.post(who, f"{YEAR}/{step}", body)
        assert answered.status_code in (200, 201), answered.json

    def said(self, who: str, word: Mapping[str, Any]) -> None:
        """Let somebody decide."""
        self.post(who, f"consequences/{self.id}/decisions", dict(word))

    def step(self, act: str) -> None:
        """Let the officer move on."""
        self.post(ANNA, f"consequences/{self.id}/steps", {"act": act})

    def again(self) -> None:
        """Derive and list anew."""
        self.post(ANNA, "proposals")
        self.post(ANNA, "consequences")

    def found(self) -> None:
        """Let two officers find what makes a second clause stand."""
        paper = {"value": True, "document": "组考〔2026〕1号", "date": "2026-12-19"}
        for who in (ANNA, BORIS):
            answered = self.bureau.post(who, "/api/v1/findings", {**FINDING, **paper})
            assert answered.status_code == 201, answered.json
        self.again()

    def set_aside(self, digest: str) -> None:
        """Let two officers take a ballot out of the count, so that nothing is merged."""
        for who in (ANNA, BORIS):
            path = f"/api/v1/results/{digest}/set-aside"
            answered = self.bureau.post(who, path, {"reason": "重复"})
            assert answered.status_code == 200, answered.json
        self.again()


@cache
def a_list(folder: Path) -> Mapping[str, Scene]:
    """Return every scene; they are made once for all tests."""
    played = ListPlayed(folder / "list")
    played.play()
    return played.scenes


def word(name: str, said: Mapping[str, Any], who: str) -> Act:
    """Return somebody's decision."""
    page = Door("consequence_pages.decide", dict(said))
    return Act(name, Door("consequences.decide_consequence", dict(said)), page, who)


def step(act: str, **more: str) -> Act:
    """Return a step of the officer."""
    body = {"act": act, **more}
    form = {"act": act, "step_reason": more.get("reason", "")}
    page = Door("consequence_pages.step", form)
    return Act(act, Door("consequences.step_consequence", body), page, "anna")


STATES = (
    *("none", "proposed", "declined", "one decided", "decided", "carried out", "closed"),
    *("outdated", "lapsed"),
)
UNKNOWN = {"none": "no_such_consequence"}
OTHER = {"verdict": "decide", "chosen": ["demotion"], **PAPER}

CONSEQUENCE = Machine(
    "consequence",
    {name: lambda folder, name=name: a_list(folder.parent)[name] for name in STATES},
    [
        Act(
            "list",
            Door("consequences.open_consequences", {}),
            Door("consequence_pages.refresh"),
            "anna",
        ),
        word("decide clara", CHOICE, "clara"),
        word("decide dora", CHOICE, "dora"),
        word("decide dora otherwise", OTHER, "dora"),
        word("decline without a reason", {**NO, "reason": ""}, "dora"),
        step("carry_out"),
        step("close"),
        step("reopen", reason="重新研究"),
    ],
    {
        "list": row("=", none=">proposed"),
        "decide clara": row(
            "wrong_state", **UNKNOWN, proposed="=", **{"one decided": "same_person"}
        ),
        "decide dora": row("wrong_state", **UNKNOWN, proposed="=", **{"one decided": ">decided"}),
        "decide dora otherwise": row(
            "wrong_state", **UNKNOWN, proposed="=", **{"one decided": "! decisions_differ"}
        ),
        "decline without a reason": row(
            "wrong_state",
            **UNKNOWN,
            **dict.fromkeys(["proposed", "one decided"], "reason_needed"),
        ),
        "carry_out": row(
            "wrong_state", **UNKNOWN, **dict.fromkeys(["decided", "outdated"], ">carried_out")
        ),
        "close": row("wrong_state", **UNKNOWN, **{"carried out": ">closed"}),
        "reopen": row("wrong_state", **UNKNOWN, outdated=">proposed"),
    },
)
