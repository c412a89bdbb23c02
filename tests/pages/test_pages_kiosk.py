"""One voter after another at a machine in the hall: scanner, camera, typed code; both languages."""

from __future__ import annotations

import pytest
from booth_visits import a_hall, qr_codes
from browsers import wait_until
from cameras import a_video, seeing
from factories.slips import mistyped
from kiosk_visits import PORTRAIT, a_kiosk, shown_tracker

from shared.crypto.ballots import tracker
from shared.crypto.receipts import parse_receipt, six_words

CONTESTS = 3


@pytest.fixture
def hall(tmp_path, web):
    with a_hall(tmp_path, web, contests=CONTESTS) as hall:
        hall.meeting.open()
        yield hall


def test_a_scanner_that_types_leads_to_a_receipt_of_the_ballot_in_the_box(chromium, hall):
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.arrive()
        words = six_words(bytes.fromhex(hall.meeting.meeting.digest))
        for language, tag in (("zh", "zh-Hans"), ("en", "en")):
            shown = kiosk.page.locator(f"ol[lang={tag}] li").all_inner_texts()
            assert shown == list(getattr(words, language))
        assert hall.meeting.meeting.title in kiosk.page.inner_text("#booth")
        kiosk.look_in_both("1-start")
        kiosk.button("start").click()
        kiosk.wait_for_next()
        assert kiosk.page.evaluate("document.fullscreenElement !== null")
        kiosk.look_in_both("2-rest")
        kiosk.scan()
        assert "#" not in kiosk.page.url
        assert kiosk.strip() == kiosk.says["not_cast"]
        kiosk.look_in_both("4-contest")
        kiosk.tap_all()
        assert kiosk.strip() == kiosk.says["not_cast"]
        kiosk.look_in_both("5-review")
        kiosk.seal()
        assert kiosk.heading() == kiosk.says["not_cast"]
        assert hall.ballots() == []
        kiosk.look_in_both("6-not-cast")
        kiosk.send()

        (ballot,) = hall.ballots()
        assert shown_tracker(ballot) in kiosk.page.inner_text("#booth")
        kiosk.look_in_both("7-cast")
        (code,) = qr_codes(kiosk.page, kiosk.page.locator(".booth-qr"))
        assert code.startswith(f"{hall.url}/r/{hall.meeting.meeting.meeting}#")
        assert parse_receipt(code).tracker == tracker(ballot)
        kiosk.done()
        assert (kiosk.visit.complaints, kiosk.visit.elsewhere()) == ([], [])


def test_three_voters_in_a_row_by_scanner_camera_and_hand(chromium, hall, tmp_path):
    film = a_video(tmp_path, hall.address(1))
    with seeing(chromium, film) as browser, a_kiosk(browser, hall, size=PORTRAIT) as kiosk:
        kiosk.launch().vote(0, [0, 1, 2]).done()

        kiosk.button("camera").click()
        kiosk.wait_for_heading(hall.meeting.sheet.contests[0].title)
        assert kiosk.page.locator("video").count() == 0
        kiosk.mark_all([1, 2, 3]).seal().send()
        kiosk.done()

        kiosk.button("type").click()
        kiosk.page.locator("#code-0").click()
        kiosk.look("3-typing")
        kiosk.page.keyboard.type(hall.slip(2).replace("-", ""), delay=110)  # a quick hand
        kiosk.look("3-typed")
        kiosk.button("next").click()
        kiosk.tap_all([2, 3, 4])  # by finger: Enter soon after a typed code would end a scan
        kiosk.button("encrypt").click()
        kiosk.button("send").click()
        kiosk.wait_for_cast()
        kiosk.done()

        assert len(hall.ballots()) == 3
        assert (kiosk.visit.complaints, kiosk.visit.elsewhere()) == ([], [])


@pytest.mark.parametrize(
    ("end", "form"),
    [
        ("Enter", "{slip}"),
        ("Tab", "{page}#{slip}"),
        ("", "{page}#{slip}"),
        ("Enter", "{page}£{slip}"),
        ("Enter", "{caps}"),
    ],
    ids=["code", "tab", "no-end", "another-keyboard", "caps-lock"],
)
def test_a_scan_is_read_however_the_scanner_and_the_keyboard_are_set(chromium, hall, end, form):
    slip = hall.slip()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.launch()
        scan = kiosk.wedge if end else kiosk.wedge_at_once
        scan(form.format(slip=slip, page=hall.page, caps=slip.swapcase()), end)

        kiosk.wait_for_heading(hall.meeting.sheet.contests[0].title)
        assert kiosk.visit.complaints == []


def test_a_scan_is_read_while_a_field_or_a_button_has_the_focus(chromium, hall):
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.launch()
        kiosk.button("type").focus()
        kiosk.scan(0)
        kiosk.page.get_by_role("radio").first.focus()
        kiosk.wedge(hall.address(1))
        assert "没有读取" in kiosk.strip()
        assert kiosk.heading() == hall.meeting.sheet.contests[0].title
        kiosk.look("4-scanned")
        kiosk.mark_all().seal().send()
        assert kiosk.strip() == ""
        kiosk.wedge(hall.address(1))
        assert "请先点" in kiosk.strip()
        assert kiosk.heading().endswith("已投出")  # whose receipt it is may want a picture of it
        kiosk.look("7-scanned")

        kiosk.done()
        kiosk.button("type").click()
        kiosk.page.locator("#code-1").click()
        kiosk.scan(1)


def test_what_is_no_slip_or_a_damaged_one_is_told_and_cleared(chromium, hall):
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.launch()
        kiosk.wedge_at_once("https://elsewhere.example/something")
        kiosk.page.get_by_text("不是投票凭条").wait_for()
        kiosk.look("2-not-a-slip")
        slip = hall.slip()
        kiosk.wedge_at_once(mistyped(slip, 1))
        kiosk.page.get_by_text("凭条代码不对").wait_for()
        kiosk.look("2-bad-slip")
        assert slip[5:20] not in kiosk.page.content()

        kiosk.scan(0)
        assert kiosk.strip() == kiosk.says["not_cast"]


def test_each_voter_may_choose_a_language_and_the_next_one_begins_in_the_first(chromium, hall):
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.launch().scan(0)
        kiosk.page.get_by_text("English").click()
        kiosk.lang = "en"
        assert kiosk.strip() == "NOT CAST YET"
        kiosk.mark_all().seal().send()
        assert kiosk.heading().split() == ["✓", "CAST"]
        kiosk.button("done").click()
        kiosk.lang = "zh"
        kiosk.wait_for_next()

        assert kiosk.page.get_attribute("html", "lang") == "zh-Hans"
        assert kiosk.page.inner_text(".voter-language") == "English"


def test_a_long_sheet_can_be_filled_in_at_a_kiosk(chromium, tmp_path, web):
    with a_hall(tmp_path, web, contests=40) as hall, a_kiosk(chromium, hall) as kiosk:
        hall.meeting.open()
        kiosk.launch().wedge(hall.slip())
        kiosk.wait_for_heading(hall.meeting.sheet.title)
        kiosk.page.get_by_role("radio", name="优秀").nth(0).check()
        kiosk.button("next_open").click()
        wait_until(  # which scrolls there
            kiosk.page,
            """() => document.activeElement.closest("fieldset")?.getBoundingClientRect().top >=
                     document.querySelector(".kiosk-strip").getBoundingClientRect().bottom - 1""",
        )
        kiosk.look("4-list")
        kiosk.button("review").click()
        kiosk.page.locator("#accept").check()
        kiosk.seal().send()

        assert len(hall.ballots()) == 1


def test_nothing_at_the_kiosk_tells_how_many_have_voted(chromium, hall):
    with a_kiosk(chromium, hall, "en") as kiosk:
        kiosk.launch()
        first = kiosk.page.locator("body").inner_html()
        kiosk.vote(0).done()
        second = kiosk.page.locator("body").inner_html()
        kiosk.vote(1).done()

        assert first == second == kiosk.page.locator("body").inner_html()


def test_the_keyboard_alone_votes_at_a_kiosk(chromium, hall):
    with a_kiosk(chromium, hall) as kiosk:
        keys = kiosk.page.keyboard
        kiosk.launch().scan()
        for number in range(1, CONTESTS + 1):
            kiosk.wait_for_heading(f"干部 {number}")
            assert kiosk.page.evaluate("document.activeElement.tagName") == "H1"
            for key in ("Tab", "ArrowDown", "Tab", "Enter"):
                keys.press(key)
        kiosk.button("encrypt").press("Enter")
        kiosk.button("send").wait_for()
        keys.press("Tab")
        keys.press("Enter")
        kiosk.wait_for_cast()
        keys.press("Tab")
        keys.press("Enter")

        kiosk.wait_for_next()
        assert len(hall.ballots()) == 1
