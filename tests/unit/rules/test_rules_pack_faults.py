"""Why a pack is refused is said in Chinese as precisely as in English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from factories.appraisal import PACKS

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


def test_every_fault_of_a_pack_is_told_at_once():
    written = (PACKS / "county.yaml").read_text(encoding="utf-8")
    wrong = written.replace("base: valid", "base: votes", 1).replace("id: county", "id: 县", 1)

    with pytest.raises(PackRejected) as refused:
        parse_pack(wrong)

    assert str(refused.value) == (
        "The pack is wrong at id: string pattern mismatch; wrong at parameters.base: literal error."
    )
    assert refused.value.chinese == (
        "这个规则包不能用：“id”写法不对；“parameters.base”不是允许的写法。"
    )


def test_of_very_many_faults_the_first_ten_are_told_and_how_many_more():
    with pytest.raises(PackRejected) as refused:
        parse_pack("kind: jurisdiction\nparameters: {}")

    assert str(refused.value).count("wrong at") == 10
    assert re.search(r"and \d+ more faults", str(refused.value))
    assert re.search(r"另有 \d+ 处", refused.value.chinese)
