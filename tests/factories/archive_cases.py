"""What the made archives are of: a table, one case a line of interest.

`archives.make` turns a case into an archive. Votes are plain here, so that what must come out
can be counted without any cryptography (`counted`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from shared.crypto.elections import Question

Vote = tuple[int, list[list[int]]]
"""(which voter, from 0; a row of 0 and 1 for each question)."""

SINGLE = (1, 1)
"""A trustee with a key of its own; (k, n) with n above k is a board that held its ceremony."""

DESCRIPTION = "ostraka/v1 " + sha256(b"a box manifest").hexdigest()


@dataclass(frozen=True)
class Case:
    """An election and who votes what in it."""

    name: str
    what: str
    questions: tuple[Question, ...]
    votes: list[Vote]
    voters: int
    trustees: tuple[tuple[int, int], ...] = (SINGLE,)
    """(needed, all) of each item."""
    owners: tuple[int, ...] = (1,)
    """Who decrypts, by owner number; nobody while voting is open."""
    weights: tuple[int, ...] | None = None
    """Of each voter."""
    is_profile: bool = False
    """Whether it is an election of our own profile."""
    election: dict[str, Any] = field(default_factory=dict)
    """Name, description and what else the election says."""
    names: tuple[str, ...] = ()
    """Of the trustees; numbers without."""


def counted(case: Case) -> list[list[int]] | None:
    """Return what the result must be, from the plain votes: the last one of each voter counts."""
    if not case.owners:
        return None
    last = dict(case.votes)
    weights = case.weights or (1,) * case.voters
    totals = [[0] * (len(q.answers) + q.blank) for q in case.questions]
    for voter, rows in last.items():
        for total, row in zip(totals, rows, strict=True):
            for place, chosen in enumerate(row):
                total[place] += weights[voter] * chosen
    return totals


GRADE = Question("年度考核等次 Grade", ("优秀 Good", "称职 Fair", "弃权 Abstain"), 1, 1)
THREE = Question("Question 1?", ("Answer 1", "Answer 2", "Answer 3"), 1, 1)
TWO = Question("Question 2?", ("yes", "no"), 1, 1)
UP_TO_THREE = Question("Up to three of five?", ("a", "b", "c", "d", "e"), 0, 3)
SOME = Question("One or two, or blank?", ("a", "b", "c"), 1, 2, blank=True)
BLANK = Question("One, or blank?", ("Answer 1", "Answer 2", "Answer 3"), 1, 1, blank=True)

A, B, C = [1, 0, 0], [0, 1, 0], [0, 0, 1]
YES, NO = [1, 0], [0, 1]

ASCII_CONTROLS = "".join(map(chr, range(0x20)))
ODD = (
    '"quotes" and "',
    'back\\slash \\ \\" \\u0041 and /',
    "delete \x7f and 0x80 \x80 and 0x9f \x9f",
    f"controls {ASCII_CONTROLS} end",
    "emoji 🗳️👩‍⚖️ 𠮷 and e\u0301",
    "lines \u2028\u2029 bom \ufeff end",
    ',"signature":{"hash":',
    "a|b,c <b>&amp; ' 100%",
    "",
)

CASES = (
    Case(
        "m01-single",
        "one trustee of its own",
        (THREE,),
        [(0, [A]), (1, [B]), (2, [B]), (3, [B]), (4, [B])],
        voters=6,
    ),
    Case(
        "m02-three-singles",
        "three trustees, all needed",
        (THREE,),
        [(0, [C]), (1, [C]), (2, [A]), (3, [B])],
        voters=4,
        trustees=(SINGLE, SINGLE, SINGLE),
        owners=(1, 2, 3),
    ),
    Case(
        "m03-threshold-2of3",
        "a board of which two of three are needed; the first and the last decrypt; two questions",
        (TWO, THREE),
        [(0, [YES, A]), (1, [YES, B]), (2, [NO, B]), (3, [YES, C])],
        voters=5,
        trustees=((2, 3),),
        owners=(1, 3),
    ),
    Case(
        "m04-threshold-3of5-surplus",
        "a board of which three of five are needed; four decrypt, one more than that",
        (THREE,),
        [(0, [C]), (1, [A]), (2, [C])],
        voters=3,
        trustees=((3, 5),),
        owners=(1, 2, 4, 5),
    ),
    Case(
        "m05-single-plus-threshold",
        "one trustee of its own and a board, two of three; owners 1, 3 and 4 decrypt",
        (THREE,),
        [(0, [A]), (1, [B]), (2, [B]), (3, [A])],
        voters=4,
        trustees=(SINGLE, (2, 3)),
        owners=(1, 3, 4),
    ),
    Case(
        "m06-weights",
        "weights 0, 1, 73, 2^30-1, 10^9, 2*10^9; counts above 2^30-1 are text",
        (THREE,),
        [(0, [A]), (1, [A]), (2, [A]), (3, [B]), (4, [C]), (5, [C])],
        voters=6,
        weights=(0, 1, 73, 2**30 - 1, 10**9, 2 * 10**9),
    ),
    Case("m07-no-ballots", "nobody voted", (THREE, TWO), [], voters=3),
    Case(
        "m08-chinese",
        "Chinese names, questions and trustees; administrator and authority named",
        (GRADE, Question("对班子的总体评价（单选）", ("好", "较好", "一般", "差", "弃权"), 1, 1)),
        [(0, [A, [1, 0, 0, 0, 0]]), (1, [B, [0, 0, 1, 0, 0]]), (2, [A, [0, 0, 0, 0, 1]])],
        voters=3,
        trustees=((2, 3),),
        owners=(2, 3),
        election={
            "name": "二〇二六年度领导干部民主测评",
            "description": "县直机关；全体干部职工参加。",
            "administrator": "县委组织部",
            "credential_authority": "会务组",
        },
        names=("监票人 王芳", "纪检组 李·艾力", "工会 𠮷田"),
    ),
    Case(
        "m09-odd-texts",
        "0x7f, quotes, backslash, control characters, emoji and empty text, wherever text stands",
        (Question(ODD[0], ODD, 1, 1), Question(ODD[3], (ODD[3], ODD[2], ODD[6]), 0, 2)),
        [(0, [[1] + [0] * 8, [1, 1, 0]]), (1, [[0] * 8 + [1], C]), (2, [[1] + [0] * 8, [0, 0, 0]])],
        voters=3,
        election={
            "name": ODD[1],
            "description": ODD[3] + ODD[4],
            "administrator": ODD[2],
            "credential_authority": ODD[5],
        },
        names=("".join(ODD),),
    ),
    Case(
        "m10-blank",
        "blank votes beside a question that allows none, one to two answers, exactly one",
        (BLANK, SOME, TWO),
        [
            (0, [[1, 0, 0, 0], [0, 1, 1, 0], YES]),
            (1, [[0, 1, 0, 0], [1, 0, 0, 0], YES]),
            (2, [[0, 0, 0, 1], [0, 0, 0, 1], NO]),
            (3, [[1, 0, 0, 0], [1, 0, 0, 0], YES]),
        ],
        voters=4,
    ),
    Case(
        "m11-revotes",
        "eight ballots by four voters, one votes four times, two stay away",
        (THREE,),
        [(0, [A]), (1, [B]), (0, [B]), (2, [C]), (0, [C]), (3, [A]), (1, [A]), (0, [B])],
        voters=6,
    ),
    Case(
        "m12-up-to-k",
        "none to three of five answers, and none to all of two",
        (UP_TO_THREE, Question("Any?", ("x", "y"), 0, 2)),
        [
            (0, [[0, 0, 0, 0, 0], [0, 0]]),
            (1, [[1, 1, 0, 0, 1], [1, 1]]),
            (2, [[0, 1, 0, 0, 0], [0, 1]]),
            (3, [[0, 1, 0, 1, 0], [1, 1]]),
        ],
        voters=4,
    ),
    Case(
        "m13-open",
        "voting is still open: a beginning of an archive",
        (THREE,),
        [(0, [A]), (1, [B])],
        voters=4,
        trustees=((2, 3),),
        owners=(),
    ),
    Case(
        "m14-profile",
        "our own profile: one board, two of three, context proofs, ballots sorted by their hashes",
        (
            Question("g1 张三 年度等次", ("a 优秀", "b 称职", "c 不称职", "z 弃权"), 1, 1),
            Question("p1 推荐人选（至多两人）", ("a 李四", "b 王五", "c 赵六"), 0, 2),
        ),
        [
            (0, [[1, 0, 0, 0], [1, 1, 0]]),
            (1, [[0, 1, 0, 0], [0, 0, 0]]),
            (2, [[0, 1, 0, 0], [0, 1, 0]]),
            (3, [[0, 0, 0, 1], [1, 0, 1]]),
            (4, [[1, 0, 0, 0], [0, 1, 1]]),
            (5, [[0, 1, 0, 0], [0, 1, 0]]),
        ],
        voters=8,
        trustees=((2, 3),),
        owners=(1, 3),
        is_profile=True,
        election={"name": "民主测评 · 甲乡 · 第一轮", "description": DESCRIPTION},
        names=("钥匙一 监票组", "钥匙二 纪检组", "钥匙三 工会"),
    ),
)
