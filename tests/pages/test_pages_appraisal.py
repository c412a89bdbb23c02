"""The appraisal in a browser: a derivation is read and decided by two, facts are brought in."""

from __future__ import annotations

from pathlib import Path

from browsers import DESKTOP, Visit, look_at_both_sizes, serving, visiting
from factories.appraisal_year import COOKIE, HERE, PagedYear
from factories.facts import a_body, a_record_body
from factories.office import token_of
from fakes.appraisal import ANNA, CLARA, DORA, a_person_entry
from fakes.tally_results import a_result, against
from playwright.sync_api import Browser, Page, expect

PAPER = {"document": "县考〔2026〕12号", "date": "2026-12-12", "source_body": "县委组织部"}
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


def test_a_list_is_decided_under_one_document_by_the_keyboard(
    chromium: Browser, web: Path, tmp_path
):
    year = PagedYear(tmp_path, web).proposed()
    year.bureau.decide(CLARA, "o1", "competent", document_number="县考〔2026〕11号")
    year.bureau.decide(CLARA, "o3", "incompetent")
    with (
        serving(year.app) as address,
        visiting(chromium, DESKTOP, locale="zh-CN") as one,
        visiting(chromium, DESKTOP, locale="en-GB") as other,
    ):
        url = address.replace("127.0.0.1", "localhost")
        page = enter(one, url, year, "周审定", "decider")
        page.goto(f"{url}{HERE}")
        page.get_by_role("link", name="一次决定多人").click()
        look_at_both_sizes(page, "appraisal-many-zh")
        page.get_by_label("对干部o2的决定").select_option("excellent")
        page.get_by_label("文号", exact=False).first.fill("县考〔2026〕1号")
        page.locator("#document_date").fill("2026-12-20")
        page.keyboard.press("Enter")
        expect(page.locator("#row-o2")).to_contain_text("请看这里")
        expect(page.get_by_label("对干部o2的决定")).to_have_value("excellent")
        look_at_both_sizes(page, "appraisal-many-refused-zh")
        page.get_by_label("对干部o2的理由").fill("抗洪抢险表现突出，群众公认")
        page.get_by_role("button", name="先检查").press("Enter")
        expect(page.locator("#main")).to_contain_text("您将决定 4 人的等次")
        look_at_both_sizes(page, "appraisal-many-check-zh")
        page.get_by_role("button", name="决定 4 人的等次").press("Enter")
        expect(page.locator("#main")).to_contain_text("不一致")
        look_at_both_sizes(page, "appraisal-many-done-zh")

        second = enter(other, url, year, "吴审定", "decider")
        second.goto(f"{url}{HERE}/decide")
        expect(second.locator("#row-o2")).to_contain_text("周审定 has decided")
        look_at_both_sizes(second, "appraisal-many-en")
        assert [one.elsewhere(), other.elsewhere()] == [[], []]
        assert [text for text in one.complaints if "409" not in text] == []
        assert other.complaints == []


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


def test_a_record_is_corrected_and_the_person_s_page_says_that_the_evidence_has_changed(
    chromium: Browser, web: Path, tmp_path
):
    year = PagedYear(tmp_path, web)
    year.set_up()
    tied = a_record_body("ranking", scores={"unit-1": "60", "unit-2": "60.0"})
    records = (a_record_body("points"), tied, a_record_body("line_rating"))
    points, ranking, _ = (
        year.bureau.post(ANNA, "/api/v1/facts", a_body(kind, body)).json["facts"][0]
        for kind, body in zip(("points", "ranking", "line_rating"), records, strict=True)
    )
    year.bureau.post(ANNA, f"/api/v1{HERE}/proposals")
    with serving(year.app) as address, visiting(chromium, DESKTOP, locale="zh-CN") as visit:
        url = address.replace("127.0.0.1", "localhost")
        page = enter(visit, url, year, "郑考核", "officer")

        page.goto(f"{url}{HERE}/facts/points/{points}")
        page.get_by_text("用正确的记录取代").click()
        look_at_both_sizes(page, "appraisal-record-zh")
        page.locator("#field-half_points").fill("0.5")
        for field, text in PAPER.items():
            page.locator(f"#new-{field}").fill(text)
        page.locator("#why").fill("分值抄错")
        page.get_by_role("button", name="更正记录").click()
        expect(page.locator(".office-notice")).to_contain_text("更正已记下")
        expect(page.locator("s")).to_contain_text("扣分：1.5")
        look_at_both_sizes(page, "appraisal-replaced-zh")
        page.get_by_text("用到这条记录的等次").click()
        look_at_both_sizes(page, "appraisal-resting-zh")
        page.get_by_role("link", name="干部o1").click()
        expect(page.locator("#changed")).to_contain_text("记录的事实")
        look_at_both_sizes(page, "appraisal-changed-zh")
        page.locator("#changed").get_by_role("button", name="计算建议等次").click()
        expect(page.locator(".office-notice").first).to_contain_text("已计算建议等次")
        for name, path in (
            ("ranking", f"ranking/{ranking}"),
            ("townships", "line_rating/townships"),
        ):
            page.goto(f"{url}{HERE}/facts/{path}?lang=en")
            for summary in page.locator("details").all():
                summary.locator("summary").click()
            look_at_both_sizes(page, f"appraisal-{name}-en")
        assert (visit.elsewhere(), visit.complaints) == ([], [])


def test_what_follows_a_final_grade_can_be_read_by_everybody_who_sees_the_page(
    chromium: Browser, web: Path, tmp_path
):
    year, there = PagedYear(tmp_path, web), "/years/2026/district"
    bureau = year.bureau
    pack = bureau.set_up("district", [a_person_entry("o1")])
    bureau.certify(a_result({"o1": against(40, 100)}, pack=pack))
    bureau.post(ANNA, f"/api/v1{there}/proposals")
    paper = {"document_number": "1号", "document_date": "2026-12-20", "reason": "综合考察"}
    for who in (CLARA, DORA):
        body = {"person": "o1", "grade": "incompetent", **paper}
        bureau.post(who, f"/api/v1{there}/decisions", body)
    for act in ("publish", "finalize"):
        assert bureau.post(ANNA, f"/api/v1{there}/{act}").status_code == 200
    with serving(year.app) as address, visiting(chromium, DESKTOP, locale="zh-CN") as visit:
        url = address.replace("127.0.0.1", "localhost")
        page = enter(visit, url, year, "郑考核", "officer")

        page.goto(f"{url}{there}/people/o1#later")
        expect(page.locator("#later ~ [data-rule=B10]")).to_contain_text("B10")
        look_at_both_sizes(page, "appraisal-later-zh")
        page.goto(f"{url}{there}/people/o1/place?lang=en")
        look_at_both_sizes(page, "appraisal-place-en")
        assert (visit.elsewhere(), visit.complaints) == ([], [])
