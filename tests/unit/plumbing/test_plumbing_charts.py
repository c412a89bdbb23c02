"""Charts in a page: text is escaped, bars add up, and no bar needs a colour."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from shared.plumbing.charts import HATCHES, Bar, Mark, bars, distribution, share_bars, years

SVG = "{http://www.w3.org/2000/svg}"
GRADES = [("优秀", 38), ("称职", 24), ("基本称职", 6), ("不称职", 20), ("弃权", 12)]


def parsed(chart: str) -> ElementTree.Element:
    return ElementTree.fromstring(chart)


def fills(chart: str) -> list[str]:
    return [
        one.get("fill", "")
        for one in parsed(chart).iter(f"{SVG}rect")
        if "url" in one.get("fill", "")
    ]


def test_every_bar_has_its_label_and_number_beside_it():
    told = [one.text for one in parsed(bars(GRADES, total=100, label="张三")).iter(f"{SVG}text")]

    assert told[0] == "38 / 100 · 38.00% · 优秀"
    assert len(told) == len(GRADES)


def test_names_are_escaped_in_text_and_in_attributes():
    chart = bars([("<script>alert(1)</script>", 1)], total=1, label='"><img src=x onerror=1>')

    root = parsed(chart)

    assert "<script" not in chart
    assert root.get("aria-label") == '"><img src=x onerror=1>'
    assert next(root.iter(f"{SVG}text")).text.endswith("<script>alert(1)</script>")
    assert not list(root.iter(f"{SVG}img"))


def test_the_bars_of_one_mark_each_add_up_to_a_whole_one():
    widths = [
        float(one.get("width", "").rstrip("%"))
        for one in parsed(bars(GRADES, total=100, label="张三")).iter(f"{SVG}rect")
        if one.get("fill", "").startswith("url")
    ]

    assert sum(widths) == pytest.approx(99)
    assert widths[0] == pytest.approx(38 * 0.99)


def test_neighbouring_bars_are_hatched_differently_and_nothing_has_a_colour():
    chart = bars(GRADES, total=100, label="张三")

    assert len(set(fills(chart))) == len(GRADES)
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', chart)) <= {
        "none",
        "currentColor",
        *fills(chart),
    }
    assert len(set(HATCHES)) == len(HATCHES)
    assert "style" not in chart


def test_two_charts_of_a_page_share_no_name():
    one, other = bars(GRADES, total=100, label="张三"), bars(GRADES, total=100, label="李四")

    assert not set(re.findall(r'id="([^"]*)"', one)) & set(re.findall(r'id="([^"]*)"', other))
    assert all(f'id="{fill[5:-1]}"' in one for fill in fills(one))


def test_an_empty_ballot_draws_empty_bars():
    told = [
        one.text for one in parsed(bars([("同意", 0)], total=0, label="议题")).iter(f"{SVG}text")
    ]

    assert told == ["0 / 0 · 0.00% · 同意"]


def test_a_long_label_is_cut_and_a_half_is_rounded_up_as_in_the_table():
    told = next(parsed(bars([("长" * 60, 1)], total=800, label="甲")).iter(f"{SVG}text")).text

    assert told == "1 / 800 · 0.13% · " + "长" * 40 + "…"


@pytest.mark.parametrize("count", [-1, 101])
def test_a_bar_longer_than_the_whole_is_refused(count):
    with pytest.raises(ValueError, match="between nothing and the total"):
        bars([("优秀", count)], total=100, label="张三")


def texts(chart: str) -> list[str]:
    return [one.text or "" for one in parsed(chart).iter(f"{SVG}text")]


def drawn(chart: str) -> list[dict[str, str]]:
    """Return the attributes of the bars, not of what fills them."""
    rects = [one.attrib for one in parsed(chart).iter(f"{SVG}rect")]
    return [one for one in rects if one.get("height") == "1.2em"]


def a_share(votes: int, *marks: Mark) -> Bar:
    return Bar("不称职", f"{votes} / 90", Fraction(votes, 90), marks)


def test_a_line_of_a_clause_stands_at_its_share_and_is_named():
    chart = share_bars([a_share(31, Mark(Fraction(1, 3), "1/3 · B06"))], label="张三")

    line = next(parsed(chart).iter(f"{SVG}line"))
    assert line.get("x1") == line.get("x2") == "33.00%"
    assert texts(chart) == ["31 / 90 · 不称职", "1/3 · B06"]


def test_the_name_of_a_line_stands_where_there_is_room():
    near, far = Mark(Fraction(1, 4), "near"), Mark(Fraction(3, 4), "far")

    chart = share_bars([a_share(31, near, far)], label="张三")

    anchors = {one.text: one.get("text-anchor") for one in parsed(chart).iter(f"{SVG}text")}
    assert (anchors["near"], anchors["far"]) == ("start", "end")


def test_lines_make_room_so_that_nothing_is_drawn_over_another_bar():
    bare = share_bars([a_share(1), a_share(2)], label="张三")
    marked = share_bars([a_share(1, Mark(Fraction(1, 3), "1/3")), a_share(2)], label="张三")

    tops = [
        [float(one["y"].removesuffix("em")) for one in drawn(chart)] for chart in (bare, marked)
    ]
    heights = [float(parsed(c).get("height", "").removesuffix("em")) for c in (bare, marked)]
    assert tops[0][-1] < tops[1][-1]
    assert heights[0] < heights[1]


def test_a_line_beyond_the_bar_is_refused():
    with pytest.raises(ValueError, match="between nothing and the total"):
        share_bars([a_share(1, Mark(Fraction(4, 3), "4/3"))], label="张三")


def test_years_stand_in_their_order_and_one_without_a_figure_is_empty():
    chart = years(
        [
            (2026, Fraction(1, 10), "1 / 10"),
            (2025, None, "无数据"),
            (2024, Fraction(1, 5), "1 / 5"),
        ],
        label="历年",
        mark=Mark(Fraction(1, 3), "1/3"),
    )

    assert [text for text in texts(chart) if text != "1/3"] == [
        "1 / 5 · 2024",
        "无数据 · 2025",
        "1 / 10 · 2026",
    ]
    assert len(list(parsed(chart).iter(f"{SVG}line"))) == 2


def test_in_a_distribution_one_bin_is_told_apart_by_words_and_by_hatching():
    chart = distribution([("80–85", 2), ("75–80", 8)], label="得分", own=0, own_text="本人")

    assert texts(chart) == ["2 · 80–85 ◀ 本人", "8 · 75–80"]
    assert len(set(fills(chart))) == 2


def test_a_distribution_of_nobody_is_drawn_without_a_division():
    assert texts(distribution([("80–85", 0)], label="得分")) == ["0 · 80–85"]
