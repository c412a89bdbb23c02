"""From the first sign-in link to a meeting that is over: the desk's pages in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsers import DESKTOP, look_at_both_sizes, visiting
from factories.desk import Hall
from office_visits import a_desk, enter
from playwright.sync_api import Browser, Page, expect

from ballot_service.desk_app import desk_accounts
from shared.plumbing.accounts.actions import invite

PASSPHRASE = "城南旧事里我最喜欢的那一句话啊"


@dataclass
class Rooms:
    """The desk behind its address, and the hall it is played in."""

    hall: Hall
    url: str


@pytest.fixture(scope="module")
def rooms(web: Path, tmp_path_factory) -> Iterator[Rooms]:
    folder = tmp_path_factory.mktemp("office")
    hall = Hall(f"sqlite:///{folder / 'desk.db'}", folder, "AB")
    with a_desk(hall, web) as url:
        yield Rooms(hall, url)


def press(page: Page, name: str) -> str:
    """Press a button; return what the notice says on the page after it."""
    page.get_by_role("button", name=name, exact=True).click()
    return page.locator(".office-notice").inner_text()


def step(page: Page) -> str | None:
    return page.locator("[data-step]").get_attribute("data-step")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_first_link_leads_to_the_list_of_meetings(chromium: Browser, rooms, locale):
    english = locale == "en-GB"
    name = "admin" if english else "管理员"
    token = invite(desk_accounts(rooms.hall.desk), name, ["admin"])
    with visiting(chromium, DESKTOP, locale=locale) as visit:
        page = visit.page
        page.goto(f"{rooms.url}/welcome#{token}")
        expect(page.locator("#show")).to_be_visible()

        assert page.url == f"{rooms.url}/welcome"
        assert token not in page.evaluate("history.state + location.href")
        passphrase = page.locator("#passphrase")
        passphrase.press_sequentially("short one")
        expect(page.locator("#strength")).to_have_text(
            "6 more characters" if english else "还差 6 个字符"
        )
        look_at_both_sizes(page, f"welcome-{locale}")
        page.keyboard.press("Enter")
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        look_at_both_sizes(page, f"welcome-weak-{locale}")
        passphrase.fill(PASSPHRASE)
        expect(page.locator("#strength")).to_have_text("Long enough" if english else "长度够了")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{rooms.url}/")
        look_at_both_sizes(page, f"no-meetings-{locale}")

        page.goto(f"{rooms.url}/accounts")
        page.locator("#name").fill("周组织" if english else "吴组织")
        page.locator("#role-organizer").check()
        page.locator("main form button").last.click()
        assert "/welcome#i" in page.locator(".office-once").inner_text()
        look_at_both_sizes(page, f"accounts-{locale}")
        page.goto(f"{rooms.url}/account")
        look_at_both_sizes(page, f"account-{locale}")
        page.locator(".office-leave button").click()
        page.locator("#name").fill(name)
        page.locator("#passphrase").fill("not the right one")
        page.keyboard.press("Enter")
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        look_at_both_sizes(page, f"sign-in-{locale}")
        page.locator("#name").fill(name)
        page.locator("#passphrase").fill(PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{rooms.url}/")

        assert visit.elsewhere() == []
        refused = [line for line in visit.complaints if "status of 40" not in line]
        assert refused == []


def test_the_token_survives_a_change_of_language(chromium: Browser, rooms):
    with visiting(chromium, DESKTOP) as visit:
        visit.page.goto(f"{rooms.url}/welcome#{'i' + '0' * 16}.{'0' * 64}")
        visit.page.get_by_role("link", name="English").click()
        expect(visit.page.get_by_role("heading", name="Welcome")).to_be_visible()

        expect(visit.page.locator("#invitation")).to_have_value(re.compile("^i0+"))
        assert "#" not in visit.page.url


def test_a_second_link_opened_on_the_page_of_the_first_is_taken(chromium: Browser, rooms):
    token = invite(desk_accounts(rooms.hall.desk), "冯组织", ["organizer"])
    with visiting(chromium, DESKTOP) as visit:
        page = visit.page
        page.goto(f"{rooms.url}/welcome#{'i' + '0' * 16}.{'0' * 64}")
        page.locator("#passphrase").fill(PASSPHRASE)
        page.keyboard.press("Enter")
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        page.goto(f"{rooms.url}/welcome#main")
        expect(page.locator("#link")).to_be_visible()
        page.goto(f"{rooms.url}/welcome#{token}")

        expect(page.locator("#invitation")).to_have_value(token)
        assert "#" not in page.url
        page.locator("#passphrase").fill(PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{rooms.url}/")


def test_without_scripts_one_pastes_the_link(chromium: Browser, rooms):
    token = invite(desk_accounts(rooms.hall.desk), "郑组织", ["organizer"])
    with visiting(chromium, DESKTOP, java_script_enabled=False) as visit:
        page = visit.page
        page.goto(f"{rooms.url}/welcome")
        page.locator("#invitation").fill(f"{rooms.url}/welcome#{token}")
        page.locator("#passphrase").fill(PASSPHRASE)
        page.get_by_role("button", name="建立账号").click()

        assert page.url == f"{rooms.url}/"
        assert "郑组织" in page.locator(".office-top").inner_text()


@dataclass
class Staff:
    """The four people of a meeting, each in front of a browser of their own."""

    rooms: Rooms
    organizer: Page
    registrar: Page
    first: Page
    second: Page

    @property
    def here(self) -> str:
        return f"{self.rooms.url}/meetings/{self.rooms.hall.meeting}"

    def make_slips(self) -> None:
        page, hall = self.organizer, self.rooms.hall
        page.goto(self.rooms.url)
        look_at_both_sizes(page, "meetings")
        page.get_by_role("link", name="甲局年度民主测评会").click()
        assert step(page) == "make_slips"
        look_at_both_sizes(page, "meeting-prepared")
        for letter in "AB":
            page.get_by_label(f"{letter} 票凭条数").fill("8")
        page.get_by_role("button", name="制作凭条").click()
        look_at_both_sizes(page, "slips")
        link = page.get_by_role("link", name="打开制作凭条的页面").get_attribute("href")
        assert str(link).startswith(f"http://box/s/{hall.meeting}#")
        for letter in "AB":
            assert hall.upload(letter, 8).status_code == 200

    def check_in(self) -> None:
        page, hall = self.registrar, self.rooms.hall
        self.organizer.goto(self.here)
        assert "签到已开始" in press(self.organizer, "开始签到")
        page.goto(f"{self.here}/check-in")
        look_at_both_sizes(page, "check-in")
        everybody = hall.get("/people")["people"]
        rest = [one["id"] for one in everybody if one["name"] not in ("人员A3", "人员B6")]
        hall.must(hall.post(hall.registrar, "/check-ins", {"people": rest}))
        for name in ("人员A3", "人员B6"):
            page.locator("#q").fill(name)
            page.keyboard.press("Enter")
            expect(page.locator("tbody tr")).to_have_count(1)
            assert "已签到" in press(page, f"签到 {name}")
        look_at_both_sizes(page, "check-in-person")
        assert "名单已冻结" in press(self.organizer, "结束签到并冻结名单")

    def vote(self) -> None:
        hall = self.rooms.hall.work()
        assert "轮次已建立" in press(self.organizer, "开始一轮")
        hall.work()
        expect(self.organizer.locator(".office-step [data-step=rehearse]")).to_be_visible()
        assert "请全体密钥持有人完成演练" in press(self.organizer, "确认开始投票")
        hall.tally.rehearse(hall.meeting, hall.board.document)
        assert "还需另一人确认开始投票" in press(self.organizer, "确认开始投票")
        look_at_both_sizes(self.organizer, "meeting-one-opener")
        self.first.goto(self.here)
        assert "正在开箱" in press(self.first, "确认开始投票")
        hall.work()
        expect(self.first.locator(".office-step [data-step=voting]")).to_be_visible()
        look_at_both_sizes(self.first, "meeting-voting")
        self.organizer.goto(f"{self.here}/turnout")
        look_at_both_sizes(self.organizer, "turnout")
        press(self.first, "确认结束投票")
        self.second.goto(self.here)
        assert "the box is closing" in press(self.second, "Confirm the close")
        hall.work()

    def count(self) -> None:
        for page in (self.first, self.second):
            page.goto(self.here)
            for letter in "AB":
                page.locator(f"#printed-{letter}").fill("8")
                page.locator(f"#issued-{letter}").fill("6")
            page.locator("#count-slips button").click()
            assert "!" not in page.locator(".office-notice").inner_text()
        look_at_both_sizes(self.second, "meeting-counted-en")
        self.organizer.goto(self.here)
        assert step(self.organizer) == "finish"
        assert "会议已结束" in press(self.organizer, "结束会议")
        look_at_both_sizes(self.organizer, "meeting-closed")


def test_a_meeting_with_slips_is_led_from_its_pages_to_its_end(chromium: Browser, rooms):
    hall = rooms.hall.prepare()
    with (
        visiting(chromium, DESKTOP) as podium,
        visiting(chromium, DESKTOP) as door,
        visiting(chromium, DESKTOP) as one,
        visiting(chromium, DESKTOP, locale="en-GB") as two,
    ):
        people = (hall.organizer, hall.registrar, hall.first, hall.second)
        visits = (podium, door, one, two)
        pages = [enter(v, rooms.url, p) for v, p in zip(visits, people, strict=True)]
        staff = Staff(rooms, *pages)

        staff.make_slips()
        staff.check_in()
        staff.vote()
        staff.count()

        assert hall.get()["state"] == "closed"
        assert [visit.elsewhere() for visit in visits] == [[], [], [], []]
        assert [visit.complaints for visit in visits] == [[], [], [], []]


def test_the_turnout_follows_the_desk_and_says_when_it_is_old(chromium: Browser, rooms):
    hall = rooms.hall.check_in(present=5)
    with visiting(chromium, DESKTOP) as visit:
        page = enter(visit, rooms.url, hall.organizer)
        page.clock.install()
        page.goto(f"{rooms.url}/meetings/{hall.meeting}/turnout")
        present = page.locator("[data-electorate=A] [data-number=present]")
        expect(present).to_have_text("5")
        late = next(o for o in hall.get("/people")["people"] if not o["present"])
        hall.must(hall.post(hall.registrar, "/check-ins", {"people": [late["id"]]}))

        page.clock.run_for(31_000)
        expect(present).to_have_text("6")
        visit.context.clear_cookies()
        page.clock.run_for(31_000)

        expect(page.locator("#turnout")).to_have_class("office-many office-old")
        expect(page.locator("#silent")).to_contain_text("数字已过时")
        expect(present).to_have_text("6")
