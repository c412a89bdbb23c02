"""The machine of a grade (DESIGN section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from appraisal_staff import Staff
from fakes.appraisal import ANNA, CLARA, DORA, EMIL, YEAR, Bureau, a_bureau, a_person_entry
from fakes.tally_results import a_result, against
from state_trials import Act, Door, Machine, Scene, row

O1 = {"person": "o1", "reason": "复核"}
SAID = {"document_number": "县考〔2026〕1号", "document_date": "2026-12-20", "reason": "综合考察"}


class YearPlayed:
    """One person's year, kept at every step."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "appraisal.db"
        self.bureau: Bureau = a_bureau(f"sqlite:///{self.path}")
        people = {"anna": ANNA, "clara": CLARA, "dora": DORA, "emil": EMIL}
        self.staff = Staff(self.bureau, folder, people)
        self.scenes: dict[str, Scene] = {}

    def keep(self, name: str, objection: str = "none") -> None:
        """Keep the year as it is now; whatever the clock says later, it is then again."""
        bureau, now = self.bureau, self.bureau.now

        def look() -> str:
            rows = bureau.rows()
            return f"{rows['o1']['state']} {rows['o1']['version']}" if rows else "none"

        def turn_back() -> None:
            bureau.now = now

        ids = {"year": "2026", "jurisdiction": "county", "person": "o1", "objection": objection}
        shown = bureau.rows().get("o1", {"version": 1, "derivation": "0" * 64})
        ids |= {"shown": f"{shown['version']}.{shown['derivation']}"}
        self.scenes[name] = Scene(
            self.staff.app,
            [self.path],
            self.staff.people,
            look,
            ids,
            cookie="appraisal_session",
            turn_back=turn_back,
        ).keep(name)

    def play(self) -> None:
        """Play the year from the first result to a corrected grade."""
        bureau = self.bureau
        pack = bureau.set_up("county", [a_person_entry("o1")], objection_days=5)
        bureau.certify(a_result({"o1": against(1, 40)}, pack=pack))
        self.keep("none")
        self.post("proposals")
        self.keep("proposed")
        bureau.decide(CLARA, "o1", "competent")
        self.keep("one decided")
        bureau.decide(DORA, "o1", "competent")
        self.keep("decided")
        self.post("publish")
        self.keep("published")
        entered = self.post("objections", {"person": "o1", "text": "不服"}).json["objection"]
        self.keep("objected", entered)
        bureau.later(days=10)
        self.keep("objected and due", entered)
        for who in (CLARA, DORA):
            answer = {"outcome": "kept", "reason": "维持"}
            assert (
                bureau.post(who, f"/api/v1/objections/{entered}/answers", answer).status_code == 201
            )
        self.keep("answered", entered)
        self.post("finalize")
        self.keep("final", entered)
        self.post("corrections", O1)
        self.keep("corrected", entered)

    def post(self, step: str, body: Any = None) -> Any:
        """Send a step as the officer; it has to succeed."""
        answered = self.bureau.post(ANNA, f"{YEAR}/{step}", body)
        assert answered.status_code in (200, 201), answered.json
        return answered


@cache
def a_year(folder: Path) -> Mapping[str, Scene]:
    """Return every scene; they are made once for all tests."""
    year = YearPlayed(folder / "year")
    year.play()
    return year.scenes


def decide(who: str, grade: str = "competent") -> Act:
    """Return somebody's decision on the grade."""
    name = f"decide {who}" if grade == "competent" else f"decide {who} otherwise"
    said = {"grade": grade, **SAID}
    api = Door("grades.decide_grade", {"person": "o1", **said})
    return Act(name, api, Door("grade_pages.decide", said), who)


def step(name: str, views: tuple[str, str], body: Any = None, form: Any = None) -> Act:
    """Return a step of the year: the API's view and the page's."""
    api, page = views
    who = "clara" if name == "answer" else "anna"
    return Act(name, Door(f"grades.{api}", body), Door(f"grade_pages.{page}", form), who)


def listed(scene: Scene) -> dict[str, Any]:
    """Return the list by which one person is decided, as the scene proposes."""
    version, _, derivation = scene.ids["shown"].partition(".")
    one = {"person": "o1", "grade": "competent", "version": int(version), "derivation": derivation}
    return {**SAID, "decisions": [one]}


def list_form(scene: Scene) -> dict[str, str]:
    """Return the page's form of the same list, at its last step."""
    row = {"person": "o1", "seen": scene.ids["shown"], "grade": "competent", "reason": ""}
    paper = {name: text for name, text in SAID.items() if name != "reason"}
    return {**row, **paper, "reason_for_all": SAID["reason"], "step": "decide"}


def answer_form(scene: Scene) -> dict[str, str]:
    """Return the answer to the scene's objection, or to none."""
    return {"objection": scene.ids["objection"], "outcome": "kept", "answer": "维持"}


STATES = (
    *("none", "proposed", "one decided", "decided", "published", "objected", "objected and due"),
    *("answered", "final", "corrected"),
)
ANSWER = {"outcome": "kept", "reason": "维持"}
DECIDING = {"proposed": "=", "corrected": "="}
UNKNOWN = {"none": "no_such_proposal"}

GRADE = Machine(
    "grade",
    {name: lambda folder, name=name: a_year(folder.parent)[name] for name in STATES},
    [
        step("propose", ("propose_grades", "propose")),
        decide("clara"),
        decide("dora"),
        decide("dora", "basically_competent"),
        Act(
            "decide a list",
            Door("grades.decide_many", listed),
            Door("grade_pages.decide_many", list_form),
            "dora",
        ),
        Act(
            "take back",
            Door("grades.take_back", {"person": "o1"}),
            Door("grade_pages.take_back"),
            "clara",
        ),
        step("publish", ("publish_grades", "publish")),
        step("finalize", ("finalize_grades", "finalize")),
        step(
            "object",
            ("enter_objection", "objection"),
            {"person": "o1", "text": "不服"},
            {"text": "不服"},
        ),
        step("correct", ("open_correction", "correct"), O1, {"why": "复核"}),
        step("answer", ("answer_objection", "answer"), ANSWER, answer_form),
    ],
    {
        "propose": row("=", none=">proposed 1"),
        "decide clara": row("wrong_state", **UNKNOWN, **DECIDING, **{"one decided": "same_person"}),
        "decide dora": row("wrong_state", **UNKNOWN, **DECIDING, **{"one decided": ">decided 1"}),
        "decide dora otherwise": row(
            "wrong_state", **UNKNOWN, **DECIDING, **{"one decided": "! decisions_differ"}
        ),
        "decide a list": row("many_refused", **DECIDING, **{"one decided": ">decided 1"}),
        "take back": row(
            "wrong_state",
            **UNKNOWN,
            **dict.fromkeys(["proposed", "corrected"], "nothing_to_take_back"),
            **{"one decided": "="},
        ),
        "publish": row(
            "nothing_to_publish",
            **dict.fromkeys(["proposed", "one decided", "corrected"], "not_decided"),
            decided=">published 1",
        ),
        "finalize": row(
            "wrong_state",
            **dict.fromkeys(["published", "objected"], "objection_period"),
            **{"objected and due": "objection_open", "answered": ">final 1"},
        ),
        "object": row(
            "wrong_state",
            **UNKNOWN,
            **dict.fromkeys(["published", "objected", "objected and due", "answered"], "="),
            final="=",
        ),
        "correct": row(
            ">proposed 2",
            **UNKNOWN,
            **dict.fromkeys(["proposed", "one decided", "corrected"], "wrong_state"),
        ),
        "answer": row(
            "no_such_objection",
            **dict.fromkeys(["objected", "objected and due"], "="),
            **dict.fromkeys(["answered", "final", "corrected"], "objection_answered"),
        ),
    },
)
