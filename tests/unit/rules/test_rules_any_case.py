"""What must hold of every rule and every case: the random cases of the second evaluator, changed.

Each property is shown on hundreds of cases, and that it could fail is shown beside it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from random_cases import Case, random_cases

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

SEED = 20261123
RATIOS = {"B06", "B07", "B08", "B09", "B10", "B11", "C02", "C06", "P07", "P12"}
AGAINST = {
    "B06": ("grade", "incompetent"),
    "B07": ("grade", "incompetent"),
    "B08": ("confidence", "distrust"),
    "B09": ("grade", "incompetent"),
    "B10": ("grade", "incompetent"),
    "B11": ("grade", "incompetent"),
    "C02": ("motion", "disagree"),
}
"""Rule to the vote that counts towards it."""


def answered(pack: str, case: Case) -> dict[str, Any]:
    """Return the whole answer to a case."""
    return evaluate(load_pack(pack), parse_case(case)).to_json()


def states(pack: str, case: Case) -> dict[str, tuple[str, str | None]]:
    """Return state and cause of every rule."""
    rulings = answered(pack, case)["rulings"]
    return {ruling["rule"]: (ruling["state"], ruling["cause"]) for ruling in rulings}


def scaled(case: Case, factor: int) -> Case:
    """Return a case with every vote, paper, seat and post that many times over."""
    many = deepcopy(case)
    for ballot in many.get("ballots", ()):
        votes = ballot.get("contests", {}).values()
        groups = [*votes, *([ballot["ledger"]] if "ledger" in ballot else [])]
        for counts in groups:
            counts.update({name: count * factor for name, count in counts.items()})
    for name in ("candidates", "posts"):
        if name in many.get("facts", {}):
            many["facts"][name] *= factor
    least = many.get("parameters", {}).get("large_unit_min", 30)
    many["parameters"] = {**many.get("parameters", {}), "large_unit_min": least * factor}
    return many


def test_scaling_every_count_changes_no_outcome_of_a_ratio():
    compared = 0

    for number, (pack, case) in enumerate(random_cases(SEED, 600)):
        one, many = states(pack, case), states(pack, scaled(case, 2 + number % 5))
        for rule in RATIOS & one.keys():
            compared += 1
            assert one[rule] == many[rule], (rule, case)

    assert compared > 400


def test_a_gate_that_is_not_scaled_lets_a_larger_unit_in():
    small = {"subject": {"kind": "team", "id": "t1"}, "scope": "meeting"}
    ledger = {**dict.fromkeys(("roll", "present", "issued", "returned"), 20), "void": 0}
    votes = {"grade": {"incompetent": 10, "excellent": 10}}
    small["ballots"] = [{"source": "unit", "ledger": ledger, "contests": votes}]
    large = {**scaled(small, 2), "parameters": {}}

    assert states("PB", small)["B11"] == ("not_applicable", "small_unit")
    assert states("PB", large)["B11"] == ("triggered", None)


def worse(case: Case, contest: str, option: str, place: int) -> Case:
    """Return a case in which one more person came and gave a vote for the worst."""
    more = deepcopy(case)
    ballot = more["ballots"][place]
    counts = ballot["contests"][contest]
    counts[option] = counts.get(option, 0) + 1
    for name in ("roll", "present", "issued", "returned"):
        if "ledger" in ballot:
            ballot["ledger"][name] += 1
    for other in ballot["contests"]:
        if other != contest:
            votes = ballot["contests"][other]
            votes["abstain"] = votes.get("abstain", 0) + 1
    return more


def turned(case: Case, contest: str, option: str, place: int) -> Case:
    """Return a case in which one vote for another option became one for the worst."""
    more = deepcopy(case)
    counts = more["ballots"][place]["contests"][contest]
    for other in counts:
        if other not in (option, "abstain") and counts[other]:
            counts[other] -= 1
            counts[option] = counts.get(option, 0) + 1
            break
    return more


NO_MILDER = {"triggered": {"triggered"}, "pending": {"pending", "triggered"}}


def test_one_more_bad_vote_never_turns_triggered_or_pending_into_something_milder():
    checked = Counter()

    for number, (pack, case) in enumerate(random_cases(SEED + 1, 1_200)):
        before = {rule: state for rule, (state, _) in states(pack, case).items()}
        for rule in AGAINST.keys() & {rule for rule in before if before[rule] in NO_MILDER}:
            contest, option = AGAINST[rule]
            for change in (worse, turned):
                changed = with_a_bad_vote(case, contest, option, number, change)
                if changed is not None:
                    checked[before[rule]] += 1
                    after = states(pack, changed)[rule][0]
                    assert after in NO_MILDER[before[rule]], (rule, case)

    assert min(checked[state] for state in NO_MILDER) > 200


def with_a_bad_vote(case, contest, option, number, change) -> Case | None:
    """Return a case with a bad vote in one of the ballots that ask for it; None when none does."""
    places = [
        place
        for place, ballot in enumerate(case.get("ballots", ()))
        if contest in ballot.get("contests", {})
    ]
    return change(case, contest, option, places[number % len(places)]) if places else None


def test_one_more_good_vote_may_turn_triggered_into_not_triggered():
    votes = {"incompetent": 10, "excellent": 20}
    case = {"subject": {"kind": "official", "id": "o1"}, "scope": "year"}
    case["ballots"] = [{"source": "unit", "contests": {"grade": votes}}]

    milder = worse(case, "grade", "excellent", 0)

    assert states("PA", case)["B06"][0] == "triggered"
    assert states("PA", milder)["B06"][0] == "not_triggered"


def shuffled(value: Any, source: Random) -> Any:
    """Return the same facts in another order: of lists, of keys, at every depth."""
    if isinstance(value, list):
        items = [shuffled(item, source) for item in value]
        source.shuffle(items)
        return items
    if isinstance(value, dict):
        keys = list(value)
        source.shuffle(keys)
        return {key: shuffled(value[key], source) for key in keys}
    return value


def digest(answer: dict[str, Any]) -> str:
    """Return the digest of an answer's very bytes."""
    return sha256(json.dumps(answer, ensure_ascii=False).encode()).hexdigest()


def test_the_order_of_facts_ballots_and_findings_changes_no_byte_of_the_answer():
    source, moved = Random(SEED), 0

    for pack, case in random_cases(SEED + 2, 800):
        other = shuffled(case, source)
        moved += json.dumps(other) != json.dumps(case)
        assert digest(answered(pack, other)) == digest(answered(pack, case)), case

    assert moved > 700


def test_computing_again_gives_the_same_bytes_and_another_case_gives_others():
    digests = set()

    for pack, case in random_cases(SEED + 3, 300):
        digests.add(digest(answered(pack, case)))
        assert digest(answered(pack, deepcopy(case))) in digests

    assert len(digests) > 200


PROGRAM = """
import json, sys
from hashlib import sha256
from random_cases import random_cases
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack
whole = sha256()
for pack, case in random_cases(int(sys.argv[1]), 200):
    answer = evaluate(load_pack(pack), parse_case(case)).to_json()
    whole.update(json.dumps([load_pack(pack).digest, answer], ensure_ascii=False).encode())
print(whole.hexdigest(), hash("order of sets"))
"""


def test_another_process_that_orders_its_sets_otherwise_gives_the_same_bytes():
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), str(here.parents[2])])

    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(SEED)],
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout.split()
        for seed in ("1", "2")
    ]

    assert runs[0][0] == runs[1][0]
    assert runs[0][1] != runs[1][1]
