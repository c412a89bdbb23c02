"""Voters who walk away: before sending, while the ballot is on its way, and after CAST."""

from __future__ import annotations

import pytest
from booth_visits import a_hall
from kiosk_visits import CALM, NEUTRAL, RESULT, WARNING, a_kiosk, shown_tracker

CONTESTS = 2


@pytest.fixture
def hall(tmp_path, web):
    with a_hall(tmp_path, web, contests=CONTESTS) as hall:
        hall.meeting.open()
        yield hall


@pytest.fixture
def kiosk(chromium, hall):
    """A machine that was started, whose clock is ours."""
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.page.clock.install()
        kiosk.launch()
        yield kiosk


class Cut:
    """A network that carries ballots to the box and no answer back, until it is mended."""

    def __init__(self, page):
        self.mended = False
        self.sent = []
        page.route("**/ballots", self.carry)

    def carry(self, route):
        self.sent.append(route.request.post_data)
        if self.mended:
            return route.continue_()
        route.fetch()  # the box has it
        return route.abort()


def wait_while_time_passes(kiosk, heading):
    """Let time go by, with room for what the network does meanwhile, until a heading is shown."""
    kiosk.visit.let_time_pass(200, lambda: heading in kiosk.heading())


def question(kiosk):
    return kiosk.page.locator("dialog.kiosk-question")


def test_who_leaves_before_sending_is_asked_in_their_language_and_then_wiped(hall, kiosk):
    kiosk.scan().change_language()
    kiosk.option("称职").click()
    kiosk.wait_idle(CALM + 2)
    question(kiosk).wait_for()
    assert kiosk.page.locator("dialog h1").inner_text() == kiosk.says["question"]
    assert kiosk.page.evaluate("document.activeElement.closest('dialog') !== null")
    kiosk.look("8-question")

    kiosk.wait_idle(WARNING)

    kiosk.lang = "zh"
    kiosk.wait_for_next()
    assert question(kiosk).count() == 0
    assert hall.ballots() == []
    kiosk.vote(0)  # the slip is not used up
    assert len(hall.ballots()) == 1


def test_any_key_or_tap_is_an_answer_and_nothing_is_lost(kiosk):
    kiosk.scan()
    first = kiosk.heading()
    kiosk.wait_idle(CALM - 2)
    for answer in (
        lambda: kiosk.button("here").click(),
        lambda: kiosk.page.keyboard.press("Escape"),
        lambda: kiosk.page.keyboard.press("Enter"),
        lambda: kiosk.page.keyboard.press("Space"),
        lambda: kiosk.page.mouse.click(5, 5),
    ):
        kiosk.wait_idle(12)
        question(kiosk).wait_for()
        answer()
        assert question(kiosk).count() == 0
        kiosk.wait_idle(CALM - 2)
        assert question(kiosk).count() == 0
    assert kiosk.heading() == first
    assert kiosk.page.locator("input:checked").count() == 0


def test_who_comes_while_the_question_is_asked_sees_nothing_of_the_voter_before(hall, kiosk):
    kiosk.scan().option("称职").click()
    kiosk.wait_idle(CALM + 2)
    question(kiosk).wait_for()
    assert kiosk.page.locator("dialog h1").inner_text() == kiosk.says["question"]
    kiosk.look("8-question")
    kiosk.wedge(hall.address(1))
    assert question(kiosk).count() == 1
    kiosk.wait_idle(1)
    kiosk.button("next_voter").click()

    kiosk.wait_for_next()
    assert question(kiosk).count() == 0
    kiosk.scan(1)
    assert kiosk.page.locator("input:checked").count() == 0


def test_an_answer_to_the_question_does_not_cast(hall, kiosk):
    kiosk.scan().mark_all().seal()
    kiosk.button("send").focus()
    for answer in ("Enter", "Space"):
        kiosk.wait_idle(CALM + 2)
        question(kiosk).wait_for()
        kiosk.page.keyboard.press(answer)
        question(kiosk).wait_for(state="detached")
        assert kiosk.page.evaluate("document.activeElement.textContent") == kiosk.says["send"]
    assert kiosk.heading() == kiosk.says["not_cast"]
    assert hall.ballots() == []


@pytest.mark.parametrize("where", ["review", "ready", "typing", "stopped"])
def test_wherever_nothing_was_sent_leaving_wipes(hall, kiosk, where):
    if where == "typing":
        kiosk.button("type").click()
        kiosk.page.locator("#code-1").fill(hall.slip()[2:7])
    elif where == "stopped":
        kiosk.page.route("**/api/v1/boxes/*", lambda route: route.abort())
        kiosk.wedge(hall.slip())
        stopped = kiosk.page.locator(".voter-notice--bad")
        kiosk.visit.let_time_pass(20, stopped.is_visible)
        assert kiosk.trouble() == "no_network"
        kiosk.look("9-no-network")
    else:
        kiosk.scan().mark_all()
        if where == "ready":
            kiosk.seal()
    kiosk.wait_idle(CALM + WARNING + 1)

    kiosk.wait_for_next()
    assert hall.ballots() == []


def test_the_result_is_shown_for_a_while_longer_on_request_and_then_goes(kiosk):
    kiosk.scan().mark_all().seal().send()
    kiosk.wait_idle(RESULT - 5)
    assert "秒后自动清空" in kiosk.page.inner_text(".kiosk-left")
    kiosk.button("more").click()
    kiosk.wait_idle(RESULT)
    assert kiosk.heading().endswith("已投出")

    kiosk.wait_idle(10)

    kiosk.wait_for_next()


def test_a_ballot_that_was_sent_is_delivered_without_its_voter_and_shows_nothing_of_it(hall, kiosk):
    kiosk.scan().mark_all().seal()
    cut = Cut(kiosk.page)
    kiosk.button("send").click()
    wait_while_time_passes(kiosk, "还不能确定")
    kiosk.look("8-unsure")
    wait_while_time_passes(kiosk, "请稍等")
    (ballot,) = hall.ballots()
    assert shown_tracker(ballot) not in kiosk.page.content()
    kiosk.look("8-on-its-way")
    kiosk.wedge(hall.slip(1))  # the next voter has to wait
    assert kiosk.heading().endswith("请稍等")
    cut.mended = True
    wait_while_time_passes(kiosk, "上一位的选票已经投出")

    assert shown_tracker(ballot) not in kiosk.page.content()
    assert kiosk.page.locator(".booth-qr").count() == 0
    kiosk.look("8-was-cast")
    assert set(cut.sent) == {ballot}
    kiosk.wait_idle(NEUTRAL + 1)
    kiosk.wait_for_next()


def test_a_ballot_refused_after_its_voter_left_is_told_until_somebody_has_read_it(hall, kiosk):
    kiosk.scan().mark_all().seal()
    kiosk.page.route("**/ballots", lambda route: route.abort())
    kiosk.button("send").click()
    wait_while_time_passes(kiosk, "请稍等")
    assert hall.meeting.order("close").status_code == 200
    kiosk.page.unroute("**/ballots")
    wait_while_time_passes(kiosk, "没有投出")
    kiosk.wait_idle(CALM + WARNING + RESULT)
    assert "投票已经截止" in kiosk.page.inner_text("#booth")
    kiosk.look("8-was-refused")

    kiosk.button("later").click()

    kiosk.wait_for_heading("现在没有开放的投票")


def test_a_cut_between_send_and_answer_ends_in_cast_for_a_voter_who_stays(hall, kiosk):
    kiosk.scan().mark_all().seal()
    cut = Cut(kiosk.page)
    kiosk.button("send").click()
    wait_while_time_passes(kiosk, "还不能确定")
    cut.mended = True
    wait_while_time_passes(kiosk, "已投出")  # nobody had to tap

    (ballot,) = hall.ballots()
    assert set(cut.sent) == {ballot}
    assert shown_tracker(ballot) in kiosk.page.inner_text("#booth")
