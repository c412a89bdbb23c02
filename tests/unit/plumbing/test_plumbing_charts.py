"""Charts in a page: text is escaped, bars add up, and no bar needs a colour."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from shared.plumbing.charts import HATCHES, bars

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
