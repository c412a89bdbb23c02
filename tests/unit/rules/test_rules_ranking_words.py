"""What a ranking is called: its time, series and list in words, another short name in quotes."""

from __future__ import annotations

import pytest

from shared.rules.explanation import waiting
from shared.rules.ranking_words import ranking_name


@pytest.mark.parametrize(
    ("awaited", "zh", "en"),
    [
        (
            "ranking:annual·townships·2025",
            "2025年年度考核排名（乡镇）的结果",
            "the 2025 ranking, annual appraisal (townships)",
        ),
        ("ranking:annual·2025", "2025年年度考核排名的结果", "the 2025 ranking, annual appraisal"),
        ("ranking:dynamic#2", "动态考核第2次排名的结果", "the ranking no. 2, dynamic appraisal"),
        (
            "ranking:xf·east·2025",
            "2025年“xf”排名（“east”）的结果",
            "the 2025 ranking, “xf” (“east”)",
        ),
    ],
)
def test_a_ranking_that_is_waited_for_is_named_in_words(awaited, zh, en):
    said = waiting(awaited)

    assert (said.zh, said.en) == (zh, en)


@pytest.mark.parametrize(
    ("period", "zh"),
    [
        ("2026", "2026年"),
        ("2026-Q1", "2026年第一季度"),
        ("2026-H2", "2026年下半年"),
        ("2026-03", "2026年3月"),
        ("2026-03-31", "2026年3月31日"),
        ("x", "x"),
    ],
)
def test_the_time_of_a_ranking_is_said_as_people_write_it(period, zh):
    said = ranking_name("annual", "townships", period)

    assert said.zh == f"{zh}年度考核排名（乡镇）"
