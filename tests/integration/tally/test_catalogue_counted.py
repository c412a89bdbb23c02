"""Worked examples on one meeting, counted from secret votes and ruled on over the tally's API.

A team's two questions (D5), B10 while the year has no grade yet (D2b), a committee's majorities on
their bases (D11), and a satisfaction poll under each reading of its rate (D14). Papers are
encrypted and counted as in any other meeting.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from factories.count_rooms import a_motion
from factories.findings import Finding
from factories.rounds import ClosedRound
from factories.tally import Counting

from shared.documents.manifests import Contest, Item, Option, Subject
from shared.rules.packs import Pack, load_pack, pack_from_document

ROWS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "catalogue.json").read_text(encoding="utf-8")
)
AGREE, DISAGREE, _POSTPONE, ABSTAIN = range(4)
MET = {True: "triggered", False: "not_triggered"}
TEAM = Subject(kind="team", id="t1", name="领导班子", head="o9")
MEETING = Subject(kind="meeting", id="m1", name="民主生活会")
OPTIONS = {
    "grade": ("excellent", "competent", "basically_competent", "incompetent", "abstain"),
    "confidence": ("trust", "distrust", "abstain"),
    "satisfaction": ("satisfied", "basically_satisfied", "dissatisfied", "unknown", "abstain"),
}


def asked(kind: Any, subject: Subject) -> Contest:
    """Return one question of a sheet."""
    options = [Option(key=key, title=key) for key in OPTIONS[kind]]
    key = f"{subject.id}.{kind}"
    return Contest(key=key, title=subject.name, kind=kind, subject=subject, options=options)


def marks(incompetent: int, distrust: int, valid: int) -> list[list[int]]:
    """Return the marks of every paper: so many 不称职, so many 不信任, mostly not by the same."""
    return [
        [3 if number < incompetent else 1, 1 if number >= valid - distrust else 0]
        for number in range(valid)
    ]


def judged_by(counting: Counting, pack: Pack) -> None:
    """Have the meeting's pack be this one."""
    counting.pack = pack
    counting.desk.packs[pack.digest] = pack.to_document()


def counted(counting: Counting, votes: Any, contests: list[Contest], **changes: Any) -> Any:
    """Hold and count one vote; return its rulings by clause."""
    closed = counting.hold({"A": votes}, sheet={"contests": contests}, **changes)
    counting.clear(closed)
    counting.decrypt(closed)
    return {one["rule"]: one for one in counting.round(closed)["rulings"]}


@pytest.fixture
def counting(tmp_path: Path) -> Counting:
    """A tally service that judges by text PB."""
    made = Counting(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)
    judged_by(made, load_pack("PB"))
    return made


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["ex"] == "D5"],
    ids=lambda row: f"{row['team_incompetent']}-{row['team_noconf']}",
)
def test_a_teams_two_questions_are_counted_and_ruled_on_as_the_report_says(counting, row):
    votes = marks(row["team_incompetent"], row["team_noconf"], row["n"])

    rulings = counted(counting, votes, [asked("grade", TEAM), asked("confidence", TEAM)])

    assert {rule: rulings[rule]["state"] for rule in ("B11", "B09", "B08")} == {
        rule: MET[row[rule]] for rule in ("B11", "B09", "B08")
    }
    assert rulings["B09"]["target"]["id"] == "o9"


@pytest.mark.parametrize(
    ("bad", "found", "state", "waits"),
    [
        (11, "yes", "pending", ["grade:final"]),
        (11, None, "pending", ["finding:B10", "grade:final"]),
        (11, "no", "not_triggered", []),
        (10, "yes", "not_triggered", []),
    ],
)
def test_b10_waits_for_what_people_still_have_to_say(tmp_path, bad, found, state, waits):
    """The rows of D2b whose grade is not yet given: no meeting has one."""
    finding = Finding(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)
    judged_by(finding, load_pack("PB"))
    closed = finding.counted({"A": [3] * bad + [1] * (50 - bad)})
    if found is not None and bad == 11:
        finding.found(closed, found)

    ruling = finding.ruling(closed)

    assert (ruling["rule"], ruling["state"], ruling["waiting_for"]) == ("B10", state, waits)


@pytest.mark.parametrize(
    ("pack", "rule", "mark", "least"),
    [
        ("NAT", "Q2", AGREE, "agree_all_gt_half"),
        ("PF", "C06", AGREE, "ge_half_present"),
        ("PB", "C02", DISAGREE, "gt_half_present"),
    ],
    ids=["Q2", "C06", "C02"],
)
@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["ex"] == "D11" and "quorum" in row],
    ids=lambda row: f"{row['members']}-{row['present']}",
)
def test_a_committees_majority_is_of_its_own_base(tmp_path, row, pack, rule, mark, least):
    urgent = rule == "C06"  # whether the committee takes it up today at all
    kind = "other" if urgent else "personnel"
    item = Item(key="i1", title="任用", item_class=kind, urgent=urgent, assessed=True)
    sheet = {"contests": [a_motion()], "item": item}
    states = []
    for votes in (row[least], row[least] - 1):
        (folder := tmp_path / str(votes)).mkdir()
        counting = Counting(f"sqlite:///{folder / 'tally.db'}", folder)
        judged_by(counting, load_pack(pack))
        marked = [mark] * votes + [ABSTAIN] * (row["present"] - votes)
        held = {"pack": counting.pack.digest, "sheet": sheet, "source": "committee"}
        closed = ClosedRound({"A": marked}, **held)
        closed.roll = {"A": row["members"]}
        counting.box.pages |= closed.pages()
        counting.clear(closed)
        counting.decrypt(closed)
        states += [one["state"] for one in counting.round(closed)["rulings"] if one["rule"] == rule]

    assert states == ["triggered", "not_triggered"]


@pytest.mark.parametrize("line", ["3/5", "2/3"])
@pytest.mark.parametrize(
    ("counts", "of", "again"),
    [
        (["satisfied"], "valid", {"3/5", "2/3"}),
        (["satisfied"], "known", {"3/5", "2/3"}),
        (["satisfied", "basically_satisfied"], "valid", {"2/3"}),
        (["satisfied", "basically_satisfied"], "known", set()),
    ],
)
def test_a_poll_passes_its_line_by_some_readings_of_four(counting, counts, of, again, line):
    document = load_pack("PO").to_document()
    reading = {"counted": counts, "of": of, "at_least": line}
    document["parameters"] = {**document["parameters"], "satisfaction": reading}
    judged_by(counting, pack_from_document(document))
    (row,) = [row for row in ROWS if row["ex"] == "D14"]
    votes = [
        mark
        for mark, answer in enumerate(("sat", "basic", "unsat", "unknown"))
        for _ in range(row[answer])
    ]

    rulings = counted(counting, votes, [asked("satisfaction", MEETING)], source="poll")

    number = 2 * (len(counts) - 1) + (of == "known")
    (measure,) = rulings["B13"]["measures"]
    assert Fraction(measure["numerator"], measure["denominator"]) == Fraction(row["r"][number])
    assert rulings["B13"]["state"] == MET[line in again]
