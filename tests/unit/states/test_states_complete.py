"""No door is forgotten: whatever changes something is in a table of states, or says why not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from factories.desk import Hall
from factories.tally import Counting
from fakes.appraisal import a_bureau
from flask import Flask
from state_machines import EVERY

READING = {"GET", "HEAD", "OPTIONS"}
ACCOUNTS = "accounts have no states of DESIGN section 6; tests/integration/plumbing has theirs"
NOTHING_STORED = "only looks at what was sent; nothing is stored"
MAKES_ANOTHER = "makes something new and touches no meeting"
OWN_KEY = "a scrutineer's own key, which no state of a meeting depends on; test_desk_own_key.py"
PHONE = (
    "a voter's own phone, by the secret of its invitation; tests/integration/ballot has its life"
)
CEREMONY = (
    "the ceremony's steps have their own order; tests/integration/tally/test_tally_trustees.py"
)
EVIDENCE = "evidence of a year: appended and superseded, whatever the state of a grade"

EXCEPTIONS = {
    "desk": {
        "meetings.sheets": NOTHING_STORED,
        "roll.preview_roll": NOTHING_STORED,
        "roll_pages.preview": NOTHING_STORED,
        "roll_pages.problems": NOTHING_STORED,
        "drafts.preview": NOTHING_STORED,
        "subject_pages.preview": NOTHING_STORED,
        "meetings.create": MAKES_ANOTHER,
        "drafts.start": MAKES_ANOTHER,
        "draft_pages.create": MAKES_ANOTHER,
        "drafts.add_pack": MAKES_ANOTHER,
        "draft_pages.add": MAKES_ANOTHER,
        "own_key.record": OWN_KEY,
        "own_key_pages.record": OWN_KEY,
        "roll.invitation": PHONE,
        "roll.blind_signatures": PHONE,
    },
    "tally": {
        "trustees.create": MAKES_ANOTHER,
        "board_pages.create": MAKES_ANOTHER,
        "trustees.post": CEREMONY,
        "trustees.post_rehearsal": CEREMONY,
    },
    "appraisal": {
        "results.hear_bell": EVIDENCE,
        "results.set_aside": EVIDENCE,
        "results.count_again": EVIDENCE,
        "facts.import_attendance": EVIDENCE,
        "facts.preview_attendance": NOTHING_STORED,
        "facts.import_facts": EVIDENCE,
        "facts.preview_facts": NOTHING_STORED,
        "facts.send_back": EVIDENCE,
        "facts.enter_finding": EVIDENCE,
        "people.set_up_jurisdiction": EVIDENCE,
        "people.import_people": EVIDENCE,
        "people_pages.preview_year": NOTHING_STORED,
        "people_pages.set_up_year": EVIDENCE,
        "people_pages.preview_next_year": NOTHING_STORED,
        "people_pages.set_up_next_year": EVIDENCE,
        "people_pages.preview_people": NOTHING_STORED,
        "people_pages.bring_people": EVIDENCE,
        "people_pages.has_left": EVIDENCE,
        "result_pages.set_aside": EVIDENCE,
        "result_pages.count_again": EVIDENCE,
        "grade_pages.find": EVIDENCE,
        "grades.preview_many": NOTHING_STORED,
        "fact_pages.preview": NOTHING_STORED,
        "fact_pages.bring": EVIDENCE,
        "fact_pages.preview_attendance": NOTHING_STORED,
        "fact_pages.bring_attendance": EVIDENCE,
        "fact_pages.send": EVIDENCE,
    },
}
"""By service and endpoint: why it is in no table."""


def doors(app: Flask) -> set[str]:
    """Return every endpoint that may change something, but those of accounts."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) - READING
        and rule.endpoint.partition(".")[0] not in ("accounts", "account_pages")
    }


def tabled() -> set[str]:
    """Return every endpoint that a table tries."""
    return {
        door.endpoint
        for machine in EVERY
        for act in machine.acts
        for door in (act.api, act.page)
        if door is not None
    }


@pytest.fixture
def apps(tmp_path: Path) -> dict[str, Flask]:
    desk = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    tally = Counting(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)
    appraisal = a_bureau(f"sqlite:///{tmp_path / 'appraisal.db'}")
    made = {"desk": desk.client.application, "tally": tally.client.application}
    return {**made, "appraisal": appraisal.app}


@pytest.mark.parametrize("service", sorted(EXCEPTIONS))
def test_every_door_that_changes_something_is_tried_or_named_with_a_reason(apps, service):
    there, named = doors(apps[service]), set(EXCEPTIONS[service])

    assert len(there) > 5
    assert there - tabled() - named == set()
    assert named <= there, "an exception is of a door that is no more"
    assert not named & tabled(), "an exception is tried in a table"


def test_every_table_says_something_of_every_action_in_every_state():
    for machine in EVERY:
        names = [act.name for act in machine.acts]
        assert len(names) == len(set(names))
        for act in machine.acts:
            cells = machine.table[act.name]
            assert set(cells) - {"*"} <= set(machine.states), (machine.name, act.name)
            assert all(machine.cell(act, state) for state in machine.states)
        assert machine.cells(allowed=True), "a service that refuses everything would pass"
        assert machine.cells(allowed=False)


def test_the_states_of_the_design_are_all_there():
    states = {machine.name: set(machine.states) for machine in EVERY}

    assert states["meeting"] >= {"draft", "prepared", "checking_in", "ready", "closed", "cancelled"}
    assert states["round"] >= {
        *("draft", "frozen", "open", "closed", "counted", "certified", "sealed"),
        *("annulled", "cancelled"),
    }
    assert states["count"] >= {"verifying", "adding", "decrypting", "draft", "failed"}
    assert states["certificate"] >= {"draft", "signed", "certified", "correcting", "annulled"}
    assert states["fact"] >= {"in_force", "superseded", "withdrawn", "ruled"}
    assert states["consequence"] >= {"proposed", "decided", "declined", "closed", "lapsed"}
    assert states["grade"] >= {"proposed", "decided", "published", "final", "corrected"}
    assert states["box and credential"] >= {"frozen", "open", "used", "closed"}


def test_the_tables_in_numbers():
    """Print one line a machine; `pytest -s` shows them."""
    head = ("machine", "states", "actions", "allowed", "refused by API", "refused by page")
    lines = [head]
    for machine in EVERY:
        acts = {act.name: act for act in machine.acts}
        refused = [acts[name] for _, _, name in machine.cells(allowed=False)]
        count = Counter(
            door
            for act in refused
            for door, there in (("api", act.api), ("page", act.page))
            if there
        )
        numbers = (len(machine.states), len(acts), len(machine.cells(allowed=True)))
        lines.append((machine.name, *map(str, (*numbers, count["api"], count["page"]))))
    for line in lines:
        print("".join(f"{text:<22}" for text in line))

    assert sum(int(line[4]) for line in lines[1:]) > 400
    assert sum(int(line[5]) for line in lines[1:]) > 300
