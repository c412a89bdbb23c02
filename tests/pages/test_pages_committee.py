"""Catalogue D11 in a browser: a sitting by its pages alone, and what people read there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from browsers import DESKTOP, PHONE, Visit, look_at, picture, serving, visiting
from factories import documents
from factories.committees import FLOOD, POST, ROAD, STRICT, a_committee, a_matter, frozen
from factories.count_rooms import COOKIE, Stages, a_motion, page_of
from factories.desk import Hall, Person
from factories.office import token_of
from playwright.sync_api import Browser, Page, expect

from ballot_service.desk_app import app_for
from shared.documents.base import open_signed
from shared.documents.manifests import Item
from shared.documents.named_votes import NamedVote

KEYS = {documents.DESK.key_id: documents.DESK.public}
DROUGHT = a_matter("drought", "抗旱应急资金", urgent=True)
D11 = ["agree"] * 5 + ["disagree"] + ["abstain"] * 2


def look(page: Page, name: str) -> None:
    """Measure the page on a phone and on a screen; keep pictures."""
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        look_at(page, f"committee-{name}")


@dataclass
class Podium:
    """The organizer's browser and the second person's, in front of one meeting."""

    one: Visit
    two: Visit
    home: str

    @property
    def page(self) -> Page:
        return self.one.page

    def enter(self, visit: Visit, person: Person) -> None:
        url = self.home.rsplit("/meetings/", 1)[0]
        cookie = {"name": "desk_session", "value": token_of(person), "url": url}
        visit.context.add_cookies([{**cookie, "sameSite": "Strict"}])

    def propose(self, title: str, item_class: str) -> None:
        """Ask for an item in session."""
        self.page.goto(f"{self.home}/agenda")
        self.page.get_by_text("增加紧急议题").click()
        self.page.locator("#title").fill(title)
        self.page.locator("#item_class").select_option(item_class)
        self.page.get_by_role("button", name="增加议题", exact=True).click()

    def first_record(self) -> NamedVote:
        """Take the first signed record off the agenda's page; return what it says."""
        self.page.goto(f"{self.home}/agenda")
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name="签名记录").first.click()
        signed = json.loads(Path(download.value.path()).read_text("utf-8"))
        return open_signed(NamedVote, signed, KEYS)

    def vote(self, item: str, given: list[str]) -> Page:
        """Record a vote as the organizer and confirm it as the second; return the record's page."""
        self.page.goto(f"{self.home}/agenda")
        self.page.locator(f'a.govuk-button[href*="/items/{item}/record"]').click()
        lines = self.page.locator("fieldset")
        for number, mark in enumerate(given):
            lines.nth(number).locator(f'input[value="{mark}"]').check()
        self.page.locator(".agenda-votes button").click()
        expect(self.page.locator(".office-notice--good")).to_be_visible()
        record = self.two.page
        record.goto(self.page.url)
        record.locator("form[action$='/confirm'] button").click()
        expect(record.locator(".office-notice--good")).to_be_visible()
        return record


def test_a_sitting_by_its_pages_alone(chromium: Browser, web: Path, tmp_path):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    a_committee(hall, ROAD, FLOOD, DROUGHT, POST, pack=STRICT)
    hall.work()
    with (
        serving(app_for(hall.desk, web)) as served,
        visiting(chromium, DESKTOP, accept_downloads=True) as one,
        visiting(chromium, DESKTOP) as two,
    ):
        url = served.replace("127.0.0.1", "localhost")
        podium = Podium(one, two, f"{url}/meetings/{hall.meeting}")
        podium.enter(one, hall.organizer)
        podium.enter(two, hall.first)
        page = one.page

        podium.propose("临时任命", "personnel")
        expect(page.locator(".office-notice--bad").first).to_contain_text(
            "县委书记不得临时动议研究干部议题"
        )
        picture(page, "committee-improvised")

        record = podium.vote("road", D11)
        look(record, "not-passed")
        result = record.locator("table", has_text="以此为准")
        expect(result.locator("tr", has_text="全体成员")).to_contain_text("5/11")
        expect(result.locator("tr", has_text="全体成员")).to_contain_text("Q2 以此为准")
        expect(result.locator("tr", has_text="到会成员")).to_contain_text("5/8")
        expect(record.locator(".agenda-quorum")).to_contain_text("未通过")
        expect(record.locator(".agenda-quorum")).to_contain_text("达到法定人数：实到 8 / 应到 11")
        record.goto(f"{record.url.partition('?')[0]}?lang=en")
        look_at(record, "committee-not-passed-en")
        record.goto(f"{record.url.partition('?')[0]}?lang=zh")

        admitted = podium.vote("flood", ["agree"] * 4 + ["disagree"] * 4)
        expect(admitted.locator("h1 .office-tag")).to_have_text("列入议题")
        expect(admitted.locator("tr", has_text="到会成员")).to_contain_text("4/8")
        barred = podium.vote("drought", ["agree"] * 3 + ["disagree"] * 5)
        expect(barred.locator("h1 .office-tag")).to_have_text("不列入议题")

        page.goto(podium.home)
        gates = page.locator(".office-gates")
        expect(gates).to_contain_text("C06 同意列入的不到到会成员半数")
        expect(gates).to_contain_text("C13 请先记录纪委的审查。")
        look(page, "gates")
        gates.get_by_role("link", name="任命局长").first.click()
        expect(page.locator(":target")).to_contain_text("任命局长")

        paper = podium.first_record()
        assert (paper.item.key, paper.passed, paper.counts["agree"]) == ("road", False, 5)
        expect(page.locator("code", has_text=paper.digest[:16])).to_be_visible()
        picture(page, "committee-agenda-after")
        assert [visit.elsewhere() for visit in (one, two)] == [[], []]
        said = [line for line in one.complaints if not line.endswith("/document.json")]
        assert (said, two.complaints) == ([], [])  # a download ends its navigation


def test_before_a_secret_vote_opens_the_page_says_what_recused_members_do(
    chromium: Browser, web: Path, tmp_path
):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    here = a_committee(hall, POST)
    recusal = {"person": here[0], "reason": "亲属关系"}
    hall.must(hall.post(hall.organizer, "/agenda/items/post/recusals", recusal))
    frozen(hall).begin("post")
    with serving(app_for(hall.desk, web)) as served, visiting(chromium, DESKTOP) as visit:
        podium = Podium(
            visit, visit, f"{served.replace('127.0.0.1', 'localhost')}/meetings/{hall.meeting}"
        )
        podium.enter(visit, hall.first)
        visit.page.goto(podium.home)
        said = visit.page.locator(".agenda-recused")
        expect(said).to_contain_text("委员01")
        expect(said).to_contain_text("回避成员当众交回凭条")
        expect(said).to_contain_text("仍计入发出数，绝不同剩余凭条一起扫描")
        expect(said).to_contain_text("两个基数都不减")
        look(visit.page, "recused")
        visit.page.goto(f"{podium.home}/agenda?lang=en")
        expect(visit.page.locator(".agenda-recused")).to_contain_text("At most 7 ballots")
        look(visit.page, "recused-agenda-en")
        assert visit.complaints == []


def test_a_secret_vote_of_d11_is_read_in_the_count_room(chromium: Browser, web: Path, tmp_path):
    stages = Stages(tmp_path, web)
    item = Item(key="i1", title="任用张三为科长", item_class="personnel", assessed=True)
    sheet = {"contests": [a_motion()], "item": item}
    closed = stages.counted({"A": [0] * 5 + [1, 3, 3]}, sheet=sheet, source="committee")
    with serving(stages.app) as url, visiting(chromium, DESKTOP) as visit:
        token = token_of(stages.counting.certifiers[0])
        cookie = {"name": COOKIE, "value": token, "url": url, "sameSite": "Strict"}
        visit.context.add_cookies([cookie])
        for language, words in (("en", "NOT passed"), ("zh", "未通过")):
            visit.page.goto(f"{url}{page_of(closed, '/result')}?lang={language}")
            contest = visit.page.locator(".count-contest")
            expect(contest.locator(".count-ruling", has_text="Q2")).to_contain_text(words)
            expect(contest.locator("tr").nth(1)).to_contain_text("5/11")
            expect(contest.locator("tr").nth(1)).to_contain_text("5/8")
            look(visit.page, f"counted-{language}")
        assert visit.complaints == []
