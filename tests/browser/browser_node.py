"""Node for the tests of the browser's code: running it, and random votes for it to encrypt."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from shared.crypto.credentials import new_code, new_uuid
from shared.crypto.elections import Election, Question
from shared.crypto.group import power_of_g
from shared.crypto.scalars import random_scalar

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "shared" / "browser"
TESTS = ROOT / "tests" / "browser"
NODE = Path(sys.executable).parent / "node"
MODULES = PACKAGE / "node_modules"

needs_node = pytest.mark.skipif(
    not (NODE.exists() and MODULES.is_dir()),
    reason="node or shared/browser/node_modules is missing: run `make web`",
)

LETTERS = "优秀称职基本不弃权干部测评甲乙丙丁𠮷龘é€ \"'\\/<&>\u2028\x7fABCxyz019"


@dataclass(frozen=True)
class Vote:
    """What a browser is asked to encrypt; ``spoil`` names a way to cheat."""

    election: Election
    code: str
    choices: list[list[int]]
    spoil: str | None = None


def run_node(*arguments: str | Path, given: str = "", timeout: float = 240) -> str:
    """Return what node prints; fails with all it said if it fails."""
    done = subprocess.run(
        [NODE, *arguments],
        cwd=PACKAGE,
        input=given,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def encrypted(votes: list[Vote]) -> list[str]:
    """Return the ballot that the browser's code makes of each vote."""
    orders = [
        {
            "election": vote.election.text,
            "code": vote.code,
            "choices": vote.choices,
            "spoil": vote.spoil,
        }
        for vote in votes
    ]
    given = json.dumps(orders)
    return run_node(TESTS / "make_ballots.ts", given=given, timeout=1200).splitlines()


def a_vote(source: random.Random) -> Vote:
    """Return a random vote in a random election of 1 to 20 contests."""
    questions = [_question(source) for _ in range(source.randint(1, 20))]
    election = Election(
        uuid=new_uuid(source.randbytes),
        name=_text(source),
        description=f"ostraka/v1 {sha256(source.randbytes(8)).hexdigest()}",
        public_key=power_of_g(random_scalar(source.randbytes)),
        questions=tuple(questions),
    )
    choices = [_row(source, question) for question in questions]
    return Vote(election, new_code(source.randbytes), choices)


def _question(source: random.Random) -> Question:
    answers = tuple(_text(source) for _ in range(source.randint(2, 8)))
    if source.random() < 0.7:
        return Question(_text(source), answers, 1, 1)
    return Question(_text(source), answers, 0, source.randint(1, min(4, len(answers))))


def _row(source: random.Random, question: Question) -> list[int]:
    count = source.randint(question.minimum, question.maximum)
    chosen = source.sample(range(len(question.answers)), count)
    return [int(place in chosen) for place in range(len(question.answers))]


def _text(source: random.Random) -> str:
    return "".join(source.choices(LETTERS, k=source.randint(1, 12)))
