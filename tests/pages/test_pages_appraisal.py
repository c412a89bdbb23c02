"""The appraisal in a browser: a derivation is read and decided by two, facts are brought in."""

from __future__ import annotations

from pathlib import Path

from browsers import DESKTOP, Visit, look_at_both_sizes, serving, visiting
from factories.appraisal_year import COOKIE, HERE, PagedYear
from factories.office import token_of
from playwright.sync_api import Browser, Page, expect

POINTS = "人员编号,扣分,审计问题,审计类别\no1,1.5,超标准接待,A类\n"


def enter(visit: Visit, url: str, year: PagedYear, name: str, role: str) -> Page:
    """Let the visitor be signed in as somebody new."""
    token = token_of(year.person(name, role))
    visit.context.add_cookies([{"name": COOKIE, "value": token, "url": url, "sameSite": "Strict"}])
    return visit.page


def decide(page: Page, grade: str, button: str) -> None:
    """Decide what is shown."""
    page.locator(f"#grade-{grade}").check()
    page.locator("#document_number").fill("县考〔2026〕1号")
    page.locator("#document_date").fill("2026-12-20")
    page.locator("#reason").fill("综合考察")
    page.get_by_role("button", name=button, exact=True).click()


def test_a_derivation_is_read_and_decided_by_two(chromium: Browser, web: Path, tmp_path):
    year = PagedYear(tmp_path, web).proposed(others=50)
    with (
        serving(year.app) as address,
        visiting(chromium, DESKTOP, locale="zh-CN") as one,
        visiting(chromium, DESKTOP, locale="en-GB") as other,
    ):
        url = address.replace("127.0.0.1", "localhost")
        first = enter(one, url, year, "周审定", "decider")
        second = enter(other, url, year, "吴审定", "decider")

        first.goto(url)
        look_at_both_sizes(first, "appraisal-home-zh")
        first.get_by_role("link", name="county").click()
        look_at_both_sizes(first, "appraisal-year-zh")
        first.locator("#q").fill("o1")
        first.keyboard.press("Enter")
        first.get_by_role("link", name="干部o1").click()
        expect(first.locator("svg.chart").first).to_be_visible()
        look_at_both_sizes(first, "appraisal-person-zh")
        decide(first, "competent", "决定")
        expect(first.locator(".office-notice")).to_contain_text("还需另一名审定人")

        second.goto(f"{url}{HERE}/people/o1")
        expect(second.locator("#main")).to_contain_text("周审定 has decided")
        decide(second, "competent", "Decide")
        expect(second.locator(".office-notice")).to_contain_text("the grade is decided")
        look_at_both_sizes(second, "appraisal-decided-en")

        second.goto(f"{url}{HERE}/people/o4")
        expect(second.locator("[data-sealed=unit]")).to_contain_text("3 collected")
        second.goto(f"{url}{HERE}/distribution")
        look_at_both_sizes(second, "appraisal-distribution-en")
        assert [one.elsewhere(), other.elsewhere()] == [[], []]
        assert [one.complaints, other.complaints] == [[], []]


def test_facts_are_looked_at_imported_and_stand_in_the_derivation(
    chromium: Browser, web: Path, tmp_path
):
    year = PagedYear(tmp_path, web)
    year.set_up()
    file = tmp_path / "points.csv"
    file.write_text(POINTS, encoding="utf-8")
    with serving(year.app) as address, visiting(chromium, DESKTOP, locale="zh-CN") as visit:
        url = address.replace("127.0.0.1", "localhost")
        page = enter(visit, url, year, "郑考核", "officer")

        page.goto(f"{url}{HERE}/facts")
        look_at_both_sizes(page, "appraisal-facts-zh")
        page.get_by_role("link", name="经济责任审计扣分").click()
        page.locator("#file").set_input_files(file)
        page.locator("#document").fill("审〔2026〕7号")
        page.locator("#date").fill("2026-11-20")
        page.locator("#source_body").fill("县审计局")
        page.get_by_role("button", name="查看文件内容").click()
        expect(page.locator(".office-notice")).to_contain_text("1 条记录")
        look_at_both_sizes(page, "appraisal-preview-zh")
        page.get_by_role("button", name="导入 1 条记录").click()
        expect(page.locator(".office-notice")).to_contain_text("已导入 1 条")
        look_at_both_sizes(page, "appraisal-points-zh")

        page.goto(f"{url}{HERE}")
        page.get_by_role("button", name="计算建议等次").click()
        expect(page.locator(".office-notice")).to_contain_text("待决定 4 人")
        page.goto(f"{url}{HERE}/people/o1?lang=en#facts")
        expect(page.locator("#main")).to_contain_text("points: 1.5")
        assert (visit.elsewhere(), visit.complaints) == ([], [])
