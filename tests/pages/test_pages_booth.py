"""The booth on a phone: from the slip to the receipt, in both languages, in a real browser."""

from __future__ import annotations

from io import BytesIO

import pytest
from booth_visits import GRADES, a_hall, open_second_round, qr_codes, voting
from browsers import wait_until

from shared.crypto.ballots import tracker
from shared.crypto.receipts import parse_receipt, six_words
from shared.crypto.verify import verify_archive

CONTESTS = 3


@pytest.fixture
def hall(tmp_path, web):
    with a_hall(tmp_path, web, contests=CONTESTS) as hall:
        hall.meeting.open()
        yield hall


def test_a_slip_leads_to_a_receipt_of_the_ballot_in_the_box(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.open()
        assert "#" not in voter.page.url
        words = six_words(bytes.fromhex(hall.meeting.meeting.digest))
        for language, tag in (("zh", "zh-Hans"), ("en", "en")):
            shown = voter.page.locator(f"ol[lang={tag}] li").all_inner_texts()
            assert shown == list(getattr(words, language))
        voter.look_in_both("2-words")
        voter.button("same").click()
        voter.look_in_both("3-contest")
        voter.tap_all()
        voter.look_in_both("5-review")
        voter.button("encrypt").click()
        voter.button("send").wait_for()
        assert voter.heading() == voter.says["not_cast"]
        assert hall.ballots() == []
        voter.look_in_both("6-not-cast")
        shown_before = voter.page.locator(".booth-receipt").inner_text()
        voter.button("send").click()
        voter.wait_for_cast()

        (ballot,) = hall.ballots()
        receipt = voter.receipt()
        assert receipt.tracker == tracker(ballot)
        assert shown_before in voter.page.locator(".booth-receipt").inner_text()
        voter.look_in_both("7-cast")
        (code,) = qr_codes(voter.page, voter.page.locator(".booth-qr"))
        assert code.startswith(f"{hall.url}/r/{hall.meeting.meeting.meeting}#")
        assert parse_receipt(code) == receipt
        assert voter.page.evaluate("window.taps") <= CONTESTS + 5
        assert (voter.visit.complaints, voter.visit.elsewhere()) == ([], [])


def test_nothing_of_a_vote_in_english_is_left_in_the_browser(chromium, hall):
    code = hall.meeting.codes[0]
    with voting(chromium, hall, "en") as voter:
        voter.start().mark_all().seal().send()

        assert voter.visit.traces() == {}
        assert voter.page.evaluate("history.length") <= 2  # the empty page, and this one
        seen = voter.page.content() + voter.page.url + voter.page.title()
        assert code not in seen
        assert not any(code in request for request in voter.visit.requests)
        assert voter.page.evaluate("history.state") is None
        voter.page.go_back()
        assert voter.page.url == "about:blank"


def test_the_archive_of_browser_and_python_ballots_verifies(chromium, hall):
    meeting = hall.meeting
    for place, options in enumerate([[0, 1, 2], [4, 3, 3]]):
        with voting(chromium, hall) as voter:
            voter.start(place).mark_all(options).seal().send()
    for place in (2, 3, 4):
        assert meeting.cast(meeting.ballot(place, [1, 1, 1])).status_code == 201

    meeting.close()

    report = verify_archive(BytesIO(meeting.get("/archive").data))
    assert len(hall.ballots()) == report.num_ballots == 5


def test_the_review_shows_what_was_marked_and_lets_it_be_changed(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.start().mark_all([0, 1, 2])
        marks = voter.page.locator(".booth-review__mark")
        assert marks.all_inner_texts() == GRADES[:3]

        voter.page.get_by_role("button", name="修改：干部 2").click()
        assert voter.option("称职").is_checked()
        voter.option("不称职").click()
        voter.button("encrypt").wait_for()

        assert marks.all_inner_texts() == ["优秀", "不称职", "基本称职"]
        voter.seal()
        voter.page.get_by_role("button", name="返回修改").click()
        voter.button("encrypt").wait_for()
        voter.seal().send()
        assert tracker(hall.ballots()[0]) == voter.receipt().tracker


def test_unanswered_contests_abstain_only_when_the_voter_says_so(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.start()
        for number in range(1, CONTESTS + 1):
            voter.wait_for_heading(f"干部 {number}")
            if number == 2:
                voter.option("称职").click()
            else:
                voter.page.locator(".booth-buttons .govuk-button").first.click()
        voter.button("encrypt").click()
        summary = voter.page.locator(".govuk-error-summary")
        summary.wait_for()

        assert "2 项" in summary.inner_text()
        assert voter.page.evaluate("document.activeElement.className") == "govuk-error-summary"
        voter.look("5-review-open")
        voter.page.get_by_role("link").get_by_text("2 项").click()
        assert voter.page.evaluate("document.activeElement.id") == "accept"
        voter.page.keyboard.press("Space")
        voter.seal().send()
        assert len(hall.ballots()) == 1


def test_the_language_can_be_changed_at_any_step_and_nothing_is_lost(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.start().mark_all([0, 1, 2])
        requests = len(voter.visit.requests)

        voter.page.click("text=English")

        voter.lang = "en"
        assert voter.page.get_attribute("html", "lang") == "en"
        voter.button("encrypt").wait_for()
        assert voter.page.locator(".booth-review__mark").all_inner_texts() == GRADES[:3]
        voter.seal()
        voter.page.click("text=中文")
        assert voter.heading() == "尚未投出"
        voter.page.click("text=English")
        voter.send()
        posts = voter.visit.requests[requests:]
        assert [r.rpartition("/")[2] for r in posts] == ["ballots"]


def test_the_keyboard_alone_casts_a_ballot(chromium, hall):
    with voting(chromium, hall) as voter:
        keys = voter.page.keyboard
        voter.open()
        voter.button("same").focus()
        keys.press("Enter")
        for number in range(1, CONTESTS + 1):
            voter.wait_for_heading(f"干部 {number}")
            assert voter.page.evaluate("document.activeElement.tagName") == "H1"
            keys.press("Tab")
            keys.press("ArrowDown")
            assert voter.heading() == f"干部 {number}"  # choosing does not move on
            keys.press("Tab")
            keys.press("Enter")
        voter.button("encrypt").wait_for()
        assert voter.page.locator(".booth-review__mark").all_inner_texts() == ["称职"] * 3
        voter.button("encrypt").press("Enter")
        voter.button("send").wait_for()
        assert voter.page.evaluate("document.activeElement.tagName") == "H1"
        keys.press("Tab")
        keys.press("Enter")
        voter.wait_for_cast()

        assert len(hall.ballots()) == 1


def test_a_second_round_is_offered_to_whoever_has_cast(chromium, hall):
    meeting = hall.meeting
    with voting(chromium, hall) as voter:
        voter.start().mark_all().seal().send()
        assert "下一轮" in voter.page.inner_text("#booth")
        second = open_second_round(meeting)

        voter.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        voter.page.get_by_role("button", name="开始下一轮").wait_for()
        voter.look("8-next-round")
        voter.page.get_by_role("button", name="开始下一轮").click()

        voter.mark_all().seal().send()
        assert len(hall.ballots()) == 2
        assert voter.receipt().uuid == second.uuid
        assert "可以关闭" in voter.page.inner_text("#booth")


def test_a_rehearsal_says_so_on_every_screen(chromium, tmp_path, web):
    with a_hall(tmp_path, web, test=True) as hall, voting(chromium, hall) as voter:
        hall.meeting.open()
        seen = []
        for act in (voter.open, voter.button("same").click, voter.mark_all, voter.seal, voter.send):
            act()
            seen.append("演练" in voter.page.inner_text("#booth"))
            voter.look(f"rehearsal-{len(seen)}")

        assert seen == [True] * 5


def test_a_second_tap_of_the_same_finger_does_not_cast(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.start().mark_all()
        voter.page.evaluate(
            """() => {
              window.reached = [];
              new MutationObserver(() => {
                const button = Array.from(document.querySelectorAll("#booth button")).find(
                  (one) => one.textContent === "投出选票");
                if (button === undefined) return;
                const box = button.getBoundingClientRect();
                const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                const look = () => window.reached.push(document.elementFromPoint(x, y) === button);
                look();
                setTimeout(look, 500);
              }).observe(document.querySelector("#booth"), {childList: true});
            }"""
        )
        voter.button("encrypt").click()
        voter.wait_for_heading("尚未投出")
        wait_until(voter.page, "window.reached.length === 2")

        assert voter.page.evaluate("window.reached") == [False, True]
        assert hall.ballots() == []
