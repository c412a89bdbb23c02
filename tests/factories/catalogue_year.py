"""One year of a county in which every official is a worked example of the domain report.

Each is head of a unit of his own, with certified results, attendance, findings, points, rankings
and days as the rows of ``tests/vectors/catalogue.json`` say; all of it goes in over the API.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from factories.appraisal import PACKS
from fakes.appraisal import ANNA, BORIS, YEAR, Bureau
from fakes.tally_results import a_box, a_ledger, a_result, against, grade_votes

from shared.documents.manifests import Place
from shared.documents.results import CertifiedResult
from shared.rules.packs import parse_pack

ROWS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "catalogue.json").read_text(encoding="utf-8")
)
PAPER = {"document": "县考〔2026〕12号", "date": "2026-12-12", "source_body": "县委组织部"}
POINTS_TOO = """
- pack: PD
  clauses: [N07, N08, N09, N10]
  author: 中共云溪县委组织部
  date: 2026-01-05
  reason: 经济责任审计扣分办法
  valid: {from: "2024-01-01"}
parameters:"""


def rows_of(example: str) -> list[dict[str, Any]]:
    """Return the rows of one example."""
    return [row for row in ROWS if row["ex"] == example]


def named(example: str) -> list[str]:
    """Return the official of each row: ``d1-0``."""
    return [f"{example.lower()}-{number}" for number in range(len(rows_of(example)))]


class CatalogueYear:
    """A county's year in which every official is a worked example."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.officials: list[str] = []
        for example in ("D1", "D7", "D8", "D9"):
            self.officials += named(example)
        self.officials += ["d6", "d10", "d12", "m", "n", "o", "d13-59", "d13-57", "d20"]
        self.certified: list[CertifiedResult] = []
        self.rows: dict[str, dict[str, Any]] = {}
        self.pack = self.set_up()

    def set_up(self) -> str:
        """Set three years up with one pack, a unit for every official; return its digest."""
        text = (PACKS / "county.yaml").read_text(encoding="utf-8")
        text = text.replace('{from: "2026-01-01"}', '{from: "2024-01-01"}')
        document = parse_pack(text.replace("\nparameters:", POINTS_TOO, 1)).to_document()
        for year in (2024, 2025, 2026):
            body = {"id": "county", "title": "county", "year": year, "pack": document}
            made = self.bureau.post(ANNA, "/api/v1/jurisdictions", body)
            assert made.status_code == 201, made.json
        units = [{"id": f"u-{one}", "name": f"{one}乡"} for one in (*self.officials, "x", "y")]
        for new, first in ((False, 2024), (True, 2026)):
            people = [a_head(one, new) for one in self.officials if new_head(one) == new]
            listed = {"jurisdiction": "county", "units": units, "people": people}
            body = {**listed, "valid_from": first}
            imported = self.bureau.post(ANNA, "/api/v1/people", body)
            assert imported.status_code == 200, imported.json
        return str(made.json["pack"])

    def certify(self, result: CertifiedResult) -> None:
        """Have the tally publish a result, and keep it."""
        self.certified.append(result)
        self.bureau.certify(result)

    def voted(self, person: str, unit: dict[str, int], county: dict[str, int]) -> None:
        """Certify the two ballots on one official."""
        place = Place(id=f"u-{person}", name=person)
        self.certify(a_result({person: unit}, pack=self.pack, place=place))
        whole = {"source": "county", "place": Place(id="county", name="某县")}
        self.certify(a_result({person: county}, pack=self.pack, **whole))

    def found(self, person: str, rule: str = "B07") -> None:
        """Have two officers stand behind a finding."""
        about = {"jurisdiction": "county", "year": 2026, "subject": person, "rule": rule}
        body = {**about, "value": True, "document": "组考1号", "date": "2026-12-18"}
        for who in (ANNA, BORIS):
            assert self.bureau.post(who, "/api/v1/findings", body).status_code == 201

    def recorded(self, kind: str, year: int, *records: dict[str, Any]) -> list[str]:
        """Record facts; return their ids."""
        body = {"jurisdiction": "county", "year": year, "kind": kind, **PAPER}
        made = self.bureau.post(ANNA, "/api/v1/facts", {**body, "records": list(records)})
        assert made.status_code == 201, made.json
        return list(made.json["facts"])

    def propose(self) -> None:
        """Compute every proposal, and read them."""
        proposed = self.bureau.post(ANNA, f"{YEAR}/proposals")
        assert proposed.status_code == 200, proposed.json
        self.rows = self.bureau.rows()

    def derivation(self, person: str) -> dict[str, Any]:
        """Return the derivation of one official's proposal."""
        path = f"/api/v1/derivations/{self.rows[person]['derivation']}"
        return dict(self.bureau.get(ANNA, path).json)

    def states(self, person: str, *rules: str) -> list[str]:
        """Return the states of some rules on an official or on his unit."""
        document = self.derivation(person)
        listed = [*document["rulings"], *document["unit_rulings"]]
        states = {ruling["rule"]: ruling["state"] for ruling in listed}
        return [states[rule] for rule in rules]


def a_head(person: str, new: bool) -> dict[str, Any]:
    """Return the import of an official who is head of a unit of his own."""
    since = "2026-07-01" if new else "2015-01-01"
    post = {"unit": f"u-{person}", "post": "乡长", "role": "head", "since": since}
    return {"id": person, "name": f"干部{person}", **post}


def new_head(person: str) -> bool:
    """Return whether an official is the head who came in the second year of his history."""
    row = dict(zip(named("D7"), rows_of("D7"), strict=True)).get(person)
    return row is not None and row["head"] != "same"


def ballots(year: CatalogueYear) -> None:
    """Vote as D1, D10 and D12 say."""
    for person, row in zip(named("D1"), rows_of("D1"), strict=True):
        half = row["k"] // 2
        year.voted(person, against(half, 16), against(row["k"] - half, 17))
    year.voted("d10", against(18, 42), against(45, 258))
    year.voted("m", grade_votes(123, 20, 6, 1), grade_votes(123, 20, 6, 1))
    year.voted("n", against(51, 100), against(50, 200))
    year.voted("o", against(50, 100), against(50, 200))
    for person, returned in (("d13-59", 59), ("d13-57", 57)):
        papers = {"issued": 58, "returned": returned, "unreturned": max(0, 58 - returned)}
        ledger = a_ledger(returned, 60).model_copy(update={**papers, "present": 60})
        box = a_box(returned).model_copy(update={"ledger": ledger})
        place = Place(id=f"u-{person}", name=person)
        votes = {person: against(30, returned)}
        year.certify(a_result(votes, pack=year.pack, place=place, boxes=[box]))
        whole = {"source": "county", "place": Place(id="county", name="某县")}
        year.certify(a_result({person: against(20, 40)}, pack=year.pack, **whole))
    year.voted("d20", against(2, 3), against(1, 40))


def findings(year: CatalogueYear) -> None:
    """Find those incompetent of whom D1 and D12 say so."""
    for person in (*named("D1"), "n"):
        year.found(person)


def attendance(year: CatalogueYear) -> None:
    """Be absent as D9 and D12 say, each event at a meeting of its own."""
    lines = "".join(f"m,2026-02-0{day},missed,\n" for day in range(1, 4))
    lines += "".join(f"m,2026-03-0{day},late,\n" for day in range(1, 5))
    for person, row in zip(named("D9"), rows_of("D9"), strict=True):
        for month, (kind, count) in enumerate(
            (("missed", row["absent"]), ("late", row["late"]), ("early", row["early"])), 1
        ):
            lines += "".join(
                f"{person},2026-{month:02}-{n:02},{kind},\n" for n in range(1, count + 1)
            )
        halves = int(Fraction(row["work_days"]) * 2)
        lines += "".join(f"{person},2026-06-{n:02},absent,1\n" for n in range(1, halves + 1))
    imported = year.bureau.csv(ANNA, lines)
    assert imported.status_code == 201, imported.json


def points(year: CatalogueYear) -> None:
    """Lose points as D8 says."""
    for number, when in enumerate(("y2", "y1", "y0")):
        records = []
        for person, row in zip(named("D8"), rows_of("D8"), strict=True):
            left = int(Fraction(row[when]) * 2)
            while left:
                value = {"half_points": min(left, 4), "finding": f"问题{left}", "class": "A"}
                records.append({"subject": {"kind": "official", "id": person}, "value": value})
                left -= value["half_points"]
        year.recorded("points", 2024 + number, *records)


def petitions(year: CatalogueYear) -> None:
    """Close petitions as D18 says: all of seven, and none of none."""
    for unit, number in (("u-x", 7), ("u-y", 0)):
        value = {"letters": 44, "visits": 28, "assigned": number, "closed": number}
        year.recorded("petitions", 2026, {"subject": {"kind": "unit", "id": unit}, "value": value})


LAST = {"u": "71.50", "u-x": "80.00", "u-y": "90.00"}
TIED, SECOND = {**LAST, "u-x": "71.50"}, {**LAST, "u-x": "71.00"}
UNRANKED = {"u-x": "71.00", "u-y": "90.00"}
HISTORIES: tuple[tuple[tuple[int, str, dict[str, str]], ...], ...] = (
    ((2025, "evaluation", LAST), (2026, "evaluation", LAST)),
    ((2024, "evaluation", LAST), (2025, "evaluation", SECOND), (2026, "evaluation", LAST)),
    ((2025, "evaluation", LAST), (2026, "evaluation", LAST)),
    (
        (2025, "evaluation", LAST),
        (2025, "targets", SECOND),
        (2026, "evaluation", SECOND),
        (2026, "targets", LAST),
    ),
    ((2025, "evaluation", TIED), (2026, "evaluation", LAST)),
    ((2025, "evaluation", UNRANKED), (2026, "evaluation", LAST)),
)
"""The rows of D7 in their order, three years later; ``u`` is the official's unit."""


def rankings(year: CatalogueYear) -> None:
    """Rank as D7 says, each history on a list of its own; a tie is confirmed by two officers."""
    for person, history in zip(named("D7"), HISTORIES, strict=True):
        for when, series, places in history:
            scores = {f"u-{person}" if unit == "u" else unit: at for unit, at in places.items()}
            value = {"series": series, "list": person, "period": str(when), "seq": when}
            subject = {"kind": "list", "id": person}
            record = {"subject": subject, "value": {**value, "scores": scores}}
            (ranking,) = year.recorded("ranking", when, record)
            if places == TIED:
                body = {**PAPER, "unit": f"u-{person}", "ranking": ranking, "last": True}
                for who in (ANNA, BORIS):
                    ruled = year.bureau.post(who, "/api/v1/ranking-rulings", body)
                    assert ruled.status_code == 201, ruled.json


def tie(year: CatalogueYear) -> None:
    """Leave two units last with one score, as D6 says, and nobody ruling on it."""
    value = {"series": "evaluation", "list": "d6", "period": "2026", "seq": 1}
    scores = {"u-d6": "71.50", "u-x": "71.5", "u-y": "72.00"}
    record = {"subject": {"kind": "list", "id": "d6"}, "value": {**value, "scores": scores}}
    year.recorded("ranking", 2026, record)


def days(year: CatalogueYear) -> None:
    """Begin what D12 counts the days of."""
    (row,) = rows_of("D12")
    subject = {"kind": "official", "id": "d12"}
    for kind, when, value in (
        ("admonition", 2024, {"kind": "admonition", "talk_on": row["admonished"], "months": 6}),
        ("probation", 2024, {"starts_on": "2024-02-29", "post": "副乡长"}),
        ("letter", 2025, {"case": "函1", "sent_on": row["letter"]}),
        ("notice", 2025, {"starts_on": row["notice_start"], "post": "副乡长"}),
    ):
        year.recorded(kind, when, {"subject": subject, "value": value})


OTHER_PARTS = (findings, attendance, points, petitions, rankings, tie, days)
