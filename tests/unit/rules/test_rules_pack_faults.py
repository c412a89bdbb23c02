"""Why a pack is refused is said in Chinese as precisely as in English."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import shared.rules
from shared.rules.pack_faults import UNSOUND
from shared.rules.packs import PackRejected, parse_pack

SOURCES = ("checks.py", "clauses.py", "packs.py", "parameters.py")
"""Where the models of a pack refuse in their own words."""


def reasons() -> set[str]:
    """Return every reason that the models of a pack give in words of their own."""
    folder = Path(shared.rules.__file__).parent
    calls = [
        node
        for name in SOURCES
        for node in ast.walk(ast.parse((folder / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ValueError"
    ]
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_every_reason_of_the_models_has_chinese_words():
    found = reasons()

    assert len(found) > 10
    assert found == set(UNSOUND)


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("id: [", "plain YAML", "不是普通的 YAML 文本"),
        ("kind: text", "at id: missing", "“id”缺少这一项"),
        ("kind: town", "at the top: union tag invalid", "最外层种类不对"),
    ],
)
def test_a_pack_is_refused_with_the_place_and_the_fault_in_both_languages(text, english, chinese):
    with pytest.raises(PackRejected) as refused:
        parse_pack(text)

    assert english in str(refused.value)
    assert chinese in refused.value.chinese
