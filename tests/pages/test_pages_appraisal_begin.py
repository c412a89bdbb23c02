"""An officer begins a year in a browser alone: pack, people, results, without any program."""

from __future__ import annotations

from pathlib import Path

from browsers import DESKTOP, look_at_both_sizes, serving, visiting
from factories.appraisal import PACKS
from factories.appraisal_year import COOKIE, PagedYear
from factories.office import token_of
from fakes.tally_results import a_result, against
from playwright.sync_api import Browser, expect

HERE = "/years/2026/county"
SHEET = (
    "编号,姓名,单位,单位编号,职务,岗位类别,班子,班子编号,任职日期,备注\n"
    "o1,张三,甲乡,unit-1,乡长,正职,甲乡领导班子,team-1,2024-03-01,\n"
    "o2,李四,甲乡,,副乡长,副职,甲乡领导班子,,,\n"
)


def test_a_year_is_begun_and_its_people_listed_without_a_program(
    chromium: Browser, web: Path, tmp_path: Path
):
    year = PagedYear(tmp_path, web)
    people, wrong = tmp_path / "people.csv", tmp_path / "wrong.csv"
    people.write_text(SHEET, encoding="gb18030")
    wrong.write_text(SHEET.replace("副职", "主任"), encoding="utf-8")
    with serving(year.app) as address, visiting(chromium, DESKTOP, locale="zh-CN") as visit:
        url = address.replace("127.0.0.1", "localhost")
        token = token_of(year.person("郑考核", "officer"))
        cookie = {"name": COOKIE, "value": token, "url": url, "sameSite": "Strict"}
        visit.context.add_cookies([cookie])
        page = visit.page

        page.goto(url)
        page.get_by_role("link", name="建立年度").click()
        page.locator("#title").fill("云溪县")
        page.locator("#year").fill("2026")
        page.locator("#file").set_input_files(PACKS / "county.yaml")
        look_at_both_sizes(page, "appraisal-new-year-zh")
        page.get_by_role("button", name="查看规则包").click()
        expect(page.locator("[data-clause=B06]")).to_be_visible()
        look_at_both_sizes(page, "appraisal-new-year-preview-zh")
        page.get_by_role("button", name="用这个规则包建立 2026 年度").first.click()
        expect(page.locator(".office-notice")).to_contain_text("已建立")

        page.locator(".office-step__go a").click()
        page.locator("#file").set_input_files(wrong)
        page.get_by_role("button", name="查看文件内容").click()
        expect(page.locator(".office-notice")).to_contain_text("有 1 个问题")
        look_at_both_sizes(page, "appraisal-roster-wrong-zh")
        page.get_by_role("link", name="换一个文件").click()
        page.locator("#file").set_input_files(people)
        page.get_by_role("button", name="查看文件内容").click()
        expect(page.locator("#main")).to_contain_text("甲乡领导班子")
        look_at_both_sizes(page, "appraisal-roster-preview-zh")
        page.get_by_role("button", name="确认导入").click()
        expect(page.locator(".office-notice")).to_contain_text("2 人有变动")
        look_at_both_sizes(page, "appraisal-roster-zh")

        pack = page.request.get(f"{url}{HERE}").text().partition('href="/packs/')[2][:64]
        year.bureau.certify(a_result({"o1": against(6, 21)}, pack=pack))
        year.bureau.certify(a_result({"o1": against(1, 9)}, title="按旧规则的测评"))
        page.goto(f"{url}{HERE}/results")
        look_at_both_sizes(page, "appraisal-results-zh")
        page.get_by_role("link", name="年度民主测评").click()
        page.locator("#reason").fill("现场混箱，无法更正")
        look_at_both_sizes(page, "appraisal-result-zh")
        page.get_by_role("button", name="确认不再使用").click()
        expect(page.locator(".office-notice")).to_contain_text("还需另一名考核人员")
        assert (visit.elsewhere(), visit.complaints) == ([], [])
