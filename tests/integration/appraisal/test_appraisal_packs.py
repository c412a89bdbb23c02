"""Packs in the appraisal: those that years here have used, and the text packs with every clause."""

from __future__ import annotations

import re
from html import unescape

import pytest
from factories.appraisal import a_pack
from factories.appraisal_year import HERE, PagedYear
from factories.pages import a_build
from fakes.appraisal import ANNA, CLARA, problem

from shared.rules.pack_files import pack_ids
from shared.rules.packs import load_pack, pack_from_document

PACKS = "/api/v1/packs"


@pytest.fixture
def year(tmp_path) -> PagedYear:
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    return year


def set_up(year: PagedYear, of_year: int, **changes) -> str:
    """Set up another year of the county with a pack; return its digest."""
    document = a_pack("county", **changes).to_document()
    body = {"id": "county", "title": "county", "year": of_year, "pack": document}
    made = year.bureau.post(ANNA, "/api/v1/jurisdictions", body)
    assert made.status_code == 201, made.json
    return made.json["pack"]


def row(page: str, link: str) -> str:
    """Return the row of a table that leads to ``link``."""
    return next(one for one in re.findall(r"<tr.*?</tr>", page, re.S) if f'href="{link}"' in one)


def test_the_packs_are_listed_newest_first_and_every_text_with_its_clauses(year):
    first = year.bureau.get(ANNA, PACKS).json["packs"][0]["digest"]
    newer = set_up(year, 2028, objection_days=3)
    set_up(year, 2029, objection_days=3)

    listed = year.bureau.get(CLARA, PACKS).json

    assert [one["digest"] for one in listed["packs"]] == [newer, first]
    assert [used["year"] for used in listed["packs"][0]["years"]] == [2029, 2028]
    assert {used["jurisdiction"] for one in listed["packs"] for used in one["years"]} == {"county"}
    assert [one["id"] for one in listed["texts"]] == pack_ids()
    told = {one["id"]: (one["clauses"], one["computed"], one["digest"]) for one in listed["texts"]}
    assert told["PH"][:2] == (1, 0)
    assert told["PD"] == (15, len(load_pack("PD").executable), load_pack("PD").digest)
    assert sum(told[text][0] for text in told if text != "NAT") == 98


def test_a_document_is_handed_out_by_the_digest_of_a_pack_and_by_the_id_of_a_text(year):
    digest = year.bureau.get(ANNA, PACKS).json["packs"][0]["digest"]
    text = load_pack("PG")

    used, by_id, by_digest = (
        pack_from_document(year.bureau.get(ANNA, f"{PACKS}/{name}").json)
        for name in (digest, "PG", text.digest)
    )

    assert used.digest == digest
    assert by_id.digest == by_digest.digest == text.digest


@pytest.mark.parametrize("name", ["PZ", "0" * 64, "county", "pg"])
def test_a_pack_that_there_is_not_is_not_found(year, name):
    officer = year.browser("甲考核", "officer")

    assert problem(year.bureau.get(ANNA, f"{PACKS}/{name}")) == (404, "no_such_pack")
    assert officer.open(f"/packs/{name}").status_code == 404


@pytest.mark.parametrize("path", [PACKS, f"{PACKS}/PA"])
def test_packs_are_for_whoever_works_here(year, path):
    assert problem(year.bureau.get(None, path)) == (401, "sign_in_needed")
    assert problem(year.bureau.get("peer", path)) == (403, "role_missing")
    assert year.browser("乙管理", "admin").open(path).status_code == 200


@pytest.mark.parametrize("role", ["officer", "decider", "admin"])
def test_the_first_page_leads_to_the_packs_and_they_lead_to_every_text(year, role):
    reader = year.browser("甲考核", role)
    assert 'href="/packs"' in reader.open("/").text

    page = unescape(reader.open("/packs").text)

    links = re.findall(r'href="(/packs/[^"]+)"', page)
    assert [link for link in links if len(link) < 20] == [f"/packs/{one}" for one in pack_ids()]
    assert [reader.open(link).status_code for link in links] == [200] * len(links)
    assert f'href="{HERE}"' in page
    assert re.findall(r'data-head="([^"]+)"', row(page, "/packs/PD"))
    assert re.findall(r'office-number"[^>]*>(\d+)<', row(page, "/packs/PD")) == ["15", "11", "4"]


@pytest.mark.parametrize(
    ("language", "computed", "adopted"),
    [("zh", "由程序计算", "采用"), ("en", "Computed", "Adopted by")],
)
def test_a_text_is_read_whole_with_who_adopted_which_clause(year, language, computed, adopted):
    officer = year.browser("甲考核", "officer")
    used = year.bureau.get(ANNA, PACKS).json["packs"][0]["digest"]
    of_county = pack_from_document(year.bureau.get(ANNA, f"{PACKS}/{used}").json)
    text = load_pack("PA")

    page = unescape(officer.open("/packs/PA", language).text)

    parts = {
        rule: re.search(rf'<section id="{rule}".*?</section>', page, re.S)[0]
        for rule in text.clauses
    }
    assert all(text.clauses[rule].source.quote.replace("**", "") in parts[rule] for rule in parts)
    linked = {rule for rule, said in parts.items() if f'href="/packs/{used}#{rule}"' in said}
    assert linked == set(text.clauses) & set(of_county.clauses) != set()
    assert adopted in parts[min(linked)]
    assert computed in page
    assert '<a class="office-link" href="/packs">' in page


def test_a_years_pack_leads_to_the_list_and_to_the_texts_it_adopts_from(year):
    officer = year.browser("甲考核", "officer")
    used = year.bureau.get(ANNA, PACKS).json["packs"][0]["digest"]
    texts = {
        one.pack
        for one in pack_from_document(year.bureau.get(ANNA, f"{PACKS}/{used}").json).adoptions
    }

    page = officer.open(f"/packs/{used}").text

    assert '<a class="office-link" href="/packs">' in page
    assert {f"/packs/{text}" for text in texts} <= set(re.findall(r'href="([^"]+)"', page))
    assert f'href="/api/v1/packs/{used}"' in page


def test_a_text_is_not_said_to_settle_what_it_leaves_open(year):
    officer = year.browser("甲考核", "officer")
    used = year.bureau.get(ANNA, PACKS).json["packs"][0]["digest"]

    text, pack = (officer.open(f"/packs/{name}", "en").text for name in ("PA", used))

    assert ("What the text leaves open" in text, "This pack" in text) == (True, False)
    assert ("What the text leaves open" in pack, "This pack" in pack) == (False, True)


def test_without_a_year_the_texts_can_be_read_all_the_same(tmp_path):
    empty = PagedYear(tmp_path, a_build(tmp_path / "web"))
    officer = empty.browser("甲考核", "officer")

    page = officer.open("/packs", "en").text

    assert "No year here has used a pack yet" in page
    assert 'href="/packs/PO"' in page
    assert officer.open("/packs/PO").status_code == 200
