"""A year begins on a page: its pack is read in words first, and then nothing exchanges it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from factories.appraisal import PACKS, a_pack
from factories.appraisal_year import PagedYear
from factories.office import HERE as HEADERS
from factories.office import Browser, notice
from factories.pages import a_build
from factories.sheets import hidden
from fakes.appraisal import ANNA

NEW = "/years/new"
WRITTEN = (PACKS / "county.yaml").read_text(encoding="utf-8")
FIELDS = {"title": "云溪县", "year": "2026", "jurisdiction": ""}


@pytest.fixture
def year(tmp_path: Path) -> PagedYear:
    return PagedYear(tmp_path, a_build(tmp_path / "web"))


@pytest.fixture
def officer(year: PagedYear) -> Browser:
    return year.browser("甲考核", "officer")


def send(browser: Browser, path: str, body: bytes | None = None, **fields: str) -> Any:
    """Send a form, with a pack's file if there is a body for one."""
    data: dict[str, Any] = dict(fields)
    if body is not None:
        data["file"] = (io.BytesIO(body), "county.yaml")
    return browser.client.post(path, data=data, headers=HEADERS, content_type="multipart/form-data")


def ended(until: str, **_: Any) -> dict[str, Any]:
    """Return the document of a pack of which one text's clauses end."""
    document = a_pack().to_document()
    document["adoptions"][1]["valid"]["until"] = until
    return document


def test_a_pack_can_be_confirmed_at_its_top_and_at_its_end(officer):
    page = send(officer, f"{NEW}/preview", WRITTEN.encode(), **FIELDS).text

    top, end = page.index('id="confirm"'), page.index('form="confirm"')
    clauses = [found.start() for found in re.finditer(r'data-clause="', page)]

    assert top < min(clauses) < max(clauses) < end
    assert 'href="#ending"' in page[top : min(clauses)]
    assert re.search(r'<button [^>]*form="confirm">[^<]*\d{4}[^<]*</button>', page)


def test_a_year_is_looked_at_in_words_and_then_set_up(officer):
    looked = send(officer, f"{NEW}/preview", WRITTEN.encode(), **FIELDS)
    nothing = officer.open("/").text
    done = send(officer, NEW, **hidden(looked.text))

    assert looked.status_code == 200
    assert "中共云溪县委组织部" in looked.text
    assert 'data-clause="B06"' in looked.text
    assert "云溪县" not in nothing
    assert done.location == "/years/2026/county"
    page = officer.open(done.location).text
    assert "2026 年度已建立" in notice(page)
    assert 'href="/years/2026/county/roster"' in page
    assert "中共云溪县委组织部" in page
    assert "中共云溪县委组织部" in officer.open("/").text
    record = officer.open(f"{done.location}/record").text
    assert "甲考核" in record
    assert "county.yaml" in record


def test_the_same_year_again_changes_nothing_and_another_pack_is_refused(officer):
    looked = send(officer, f"{NEW}/preview", WRITTEN.encode(), **FIELDS).text
    send(officer, NEW, **hidden(looked))

    again = send(officer, f"{NEW}/preview", WRITTEN.encode(), **FIELDS)
    other = WRITTEN.replace("large_unit_min: 30", "large_unit_min: 31").encode()
    refused = send(officer, f"{NEW}/preview", other, **FIELDS)

    assert (again.status_code, "kept" in hidden(again.text)) == (200, False)
    assert refused.status_code == 409
    assert "不能换规则包" in notice(refused.text)
    assert 'value="云溪县"' in refused.text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (WRITTEN.replace("base: valid", "base: votes", 1).encode(), "base"),
        (WRITTEN.replace("kind: jurisdiction", "kind: [").encode(), "第 7 行"),
        (b"\xff\xfe\x00", "UTF-8"),
        ("规则".encode(), "规则包不能用"),
    ],
)
def test_a_pack_that_is_wrong_is_refused_in_words_and_what_was_typed_stays(officer, body, words):
    refused = send(officer, f"{NEW}/preview", body, **FIELDS)

    assert refused.status_code == 400
    assert words in notice(refused.text)
    assert 'value="云溪县"' in refused.text


def test_the_next_year_takes_over_the_pack_of_the_year_before(year, officer):
    digest = year.bureau.set_up("county", [])

    offered = officer.open(NEW).text
    looked = officer.send(f"{NEW}/next/preview", jurisdiction="county").text
    second = year.browser("乙考核", "officer")
    done = officer.send(f"{NEW}/next", **hidden(looked))
    twice = second.send(f"{NEW}/next", **hidden(looked))
    too_far = second.press(f"{NEW}/next", jurisdiction="county", year="2029")

    assert "2027" in offered
    assert hidden(looked) == {"jurisdiction": "county", "year": "2027"}
    assert done.location == twice.location == "/years/2027/county"
    assert "不是该地区的下一个年度" in too_far
    assert [officer.open(f"/years/{y}/county").status_code for y in (2028, 2029)] == [404, 404]
    assert f'href="/packs/{digest}"' in officer.open(done.location).text


def test_a_pack_whose_clauses_end_is_not_taken_over_and_the_page_says_what_to_do(year, officer):
    body = {"id": "county", "title": "某县", "year": 2026, "pack": ended("2026-12-31")}
    assert year.bureau.post(ANNA, "/api/v1/jurisdictions", body).status_code == 201

    offered = officer.open(NEW).text
    refused = officer.press(f"{NEW}/next", jurisdiction="county", year="2027")

    assert "2026-12-31" in offered
    assert 'action="/years/new/next/preview"' not in offered
    assert "PB" in refused
    assert "用规则包文件建立" in refused
    assert officer.open("/years/2027/county").status_code == 404


def test_a_pack_that_another_jurisdiction_uses_is_refused_before_the_look(year, officer):
    year.bureau.set_up("county", [])

    refused = send(officer, f"{NEW}/preview", WRITTEN.encode(), **FIELDS | {"jurisdiction": "town"})

    assert refused.status_code == 409
    assert "另一个地区已在使用" in notice(refused.text)


def test_whoever_is_no_officer_sets_up_nothing(year):
    decider = year.browser("甲审", "decider")

    assert decider.open(NEW).status_code == 403
    assert send(decider, NEW, WRITTEN.encode(), **FIELDS).status_code == 403
    assert "/years/new" not in decider.open("/").text
