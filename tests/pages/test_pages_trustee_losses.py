"""Keys that are lost and a share that is wrong, as trustees and the count room see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browsers import DESKTOP, PHONE, look_at, picture, serving, visiting
from factories.count_rooms import page_of
from factories.tally import Counting, a_person, stored, work
from playwright.sync_api import Browser, Page, Route, expect
from trustee_visits import Room

from shared.crypto import jsontext
from shared.plumbing.logs import start_logs
from tally_service.app import app_for

DESK = "http://desk.example"
LOST = "密钥文件和副本都没有了：报告密钥丢失"


@pytest.fixture
def room(web: Path, tmp_path) -> Iterator[Room]:
    counting = Counting(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)
    tally = replace(counting.tally, desk_origin=DESK)
    with serving(app_for(tally, web)) as url:
        yield Room(counting, url.replace("127.0.0.1", "localhost"), tmp_path)


def look(page: Page, name: str) -> None:
    """Measure the page on a phone, where it is narrowest, and keep a picture of a screen's."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look_at(page, f"losses-{name}")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    picture(page, f"losses-{name}-{DESKTOP[0]}")


def share_of(page: Page, name: str) -> str:
    """Return what the count room says of somebody's share."""
    return page.locator(".count-shares li", has_text=name).locator(".office-tag").inner_text()


def report(page: Page, name: str) -> None:
    """Say that the key is lost, on the page that asks."""
    expect(page.locator("h1")).to_contain_text(f"{name} 的密钥丢了吗")
    page.get_by_role("button", name="是，报告丢失").click()
    expect(page.locator(".office-notice").first).to_contain_text("已记下")


def test_one_loses_laptop_and_file_and_the_other_two_count(chromium: Browser, room):
    closed = room.close_a_box(room.hold_ceremony())
    room.key_file(1).unlink()
    with visiting(chromium, DESKTOP) as new, visiting(chromium, DESKTOP) as back:
        one, official = room.enter(new, 1), room.sign_in(back, room.counting.certifiers[0])

        # On a new laptop nothing is left but the account: two presses say so.
        one.open()
        one.heading("密钥已经就绪")
        assert new.traces() == {"cookies": 1}
        one.page.get_by_role("link", name=LOST).click()
        look(one.page, "asked-zh")
        report(one.page, "张三")
        look(one.page, "keys-zh")
        one.open()
        one.heading("您的密钥已报告丢失")
        told = one.page.locator("#trustee").inner_text()
        for said in ("单独什么也解不开", "李四、王五 的密钥还在，够 2 位", "另建一个密钥保管组"):
            assert said in told
        look(one.page, "own-zh")

        # The count room names whose share is not waited for, and the others count.
        official.goto(f"{room.url}{page_of(closed)}")
        assert share_of(official, "张三") == "密钥已报告丢失"
        step = official.locator("[data-step=shares]")
        expect(step).to_contain_text("未交：李四、王五。张三 的密钥已报告丢失，不用等。")
        look(official, "count-room-zh")
        for number in (2, 3):
            room.program(number).decrypt(closed.uuid())
        work(room.counting.tally)
        official.reload()
        expect(official.locator("[data-step=certify]")).to_be_visible()
        assert share_of(official, "张三") == "密钥已报告丢失"
        assert room.counting.outcome(closed) == ("done", None)

        # Decrypted without it: the report stands, and the record says all of it.
        one.page.goto(f"{room.url}/boards/{room.board}/keys?lang=en")
        expect(one.page.locator("main")).to_contain_text("the report stands")
        expect(one.page.get_by_role("button", name="take the report back")).to_have_count(0)
        record = one.page.locator("table").last
        expect(record).to_contain_text("key reported lost")
        expect(record).to_contain_text("decrypted with the shares of")
        expect(record).to_contain_text("李四, 王五")
        look(one.page, "record-en")
        assert [c for visit in (new, back) for c in visit.complaints] == []


def test_two_lost_keys_end_the_count_and_everybody_is_told_that_nothing_leaks(
    chromium: Browser, room
):
    closed = room.close_a_box(room.hold_ceremony())
    admin = a_person(room.counting.tally, "赵管理", "admin")
    keys = f"/boards/{room.board}/keys"
    with visiting(chromium, DESKTOP) as third, visiting(chromium, DESKTOP) as back:
        three, official = room.enter(third, 3), room.sign_in(back, admin)
        official.goto(f"{room.url}{page_of(closed)}")
        official.get_by_role("link", name="保管组的密钥和记录").click()
        for name in ("张三", "李四"):
            official.get_by_role("link", name=f"报告 {name} 的密钥丢失").click()
            if name == "李四":
                warned = official.locator(".office-notice--bad")
                expect(warned).to_contain_text("还在的密钥只有 1 把")
                look(official, "asked-last-zh")
            report(official, name)
        look(official, "keys-too-few-zh")

        # The count room: what is over, that nothing leaked, and the way out.
        official.goto(f"{room.url}{page_of(closed)}")
        step = official.locator("[data-step=keys_lost]")
        for said in ("谁也不能", "没有泄露任何一票", "新的密钥保管组", "新凭条"):
            expect(step).to_contain_text(said)
        remedy = official.get_by_role("link", name="密钥丢了或读不出：怎么办")
        meeting = closed.meeting.meeting
        assert remedy.get_attribute("href") == f"{DESK}/meetings/{meeting}/remedies/lost_key"
        look(official, "shut-zh")
        official.goto(f"{room.url}{page_of(closed)}?lang=en")
        expect(official.locator("[data-step=keys_lost]")).to_contain_text("No vote leaks")
        look(official, "shut-en")

        # The last trustee's page says the same, asks for nothing, and a share opens nothing.
        three.open("?lang=zh")
        three.page.get_by_text("检查这份密钥文件").click()
        three.load(room.key_file(3))
        expect(three.page.get_by_text("这份密钥文件打得开")).to_be_visible(timeout=20_000)
        expect(three.page.locator("#trustee")).to_contain_text("这个票箱再也解不开了")
        expect(three.page.get_by_role("button", name="核验并解密")).to_have_count(0)
        look(three.page, "last-trustee-zh")
        three.page.get_by_role("link", name="English").click()
        expect(three.page.locator("#trustee")).to_contain_text("by nobody")
        look(three.page, "last-trustee-en")
        room.program(3).decrypt(closed.uuid())
        work(room.counting.tally)
        assert room.counting.outcome(closed) == ("decrypting", None)
        assert room.counting.archive(closed, stage="finished").status_code == 404

        # A key turns up: the report is taken back, and the count goes on.
        official.goto(f"{room.url}{keys}?lang=zh")
        official.get_by_role("row", name="2 · 李四").get_by_role("button").click()
        expect(official.locator(".office-notice").first).to_contain_text("已撤回")
        room.program(2).decrypt(closed.uuid())
        work(room.counting.tally)
        assert room.counting.outcome(closed) == ("done", None)
        assert [c for visit in (third, back) for c in visit.complaints] == []


def test_a_share_that_was_changed_on_its_way_is_refused_and_its_trustee_named(
    chromium: Browser, room, capfd
):
    start_logs("tally")
    closed = room.close_a_box(room.hold_ceremony())
    sent: list[str] = []

    def spoil(route: Route) -> None:
        fields = jsontext.decode(json.loads(route.request.post_data or "")["share"])
        proof = fields["decryption_proofs"][0][0]
        proof["response"] = str(int(proof["response"]) + 1)
        sent.extend([proof["response"], fields["decryption_factors"][0][0]])
        route.continue_(post_data=json.dumps({"share": jsontext.encode(fields)}))

    with visiting(chromium, DESKTOP) as third, visiting(chromium, DESKTOP) as back:
        three, official = room.enter(third, 3), room.sign_in(back, room.counting.certifiers[0])
        third.context.route("**/api/v1/counts/*/shares", spoil)
        for number in (1, 2):  # enough are there, and nobody has combined them yet
            room.program(number).decrypt(closed.uuid())
        three.open()
        three.load(room.key_file(3))
        three.press("核验并解密")
        three.heading("与会场核对六个词")
        three.press("与会场一样")
        three.save()
        three.prove()
        assert "拒收了这个份额：它的证明不成立" in three.told()
        look(three.page, "refused-zh")

        # Named while shares are collected, and after two good ones have opened the box.
        here = f"{room.url}{page_of(closed)}"
        official.goto(here)
        assert share_of(official, "王五") == "已拒收：证明不成立"
        assert room.shares(closed) == [1, 2]
        work(room.counting.tally)
        official.reload()
        expect(official.locator("[data-step=certify]")).to_be_visible()
        assert share_of(official, "王五") == "已拒收：证明不成立"
        look(official, "refused-count-room-zh")
        assert room.counting.outcome(closed) == ("done", None)

        # What was in it stands in no log and in no table; what was taken does.
        kept = repr(stored(room.counting.tally))
        assert [text for text in sent if text in kept + capfd.readouterr().err] == []
        assert len(sent) == 2
        assert kept.count("share_refused") == 1
        assert [c for c in third.complaints if "400" not in c] == back.complaints == []
