"""What stands in a kiosk's way, and how nobody gets out of it but the staff."""

from __future__ import annotations

import pytest
from booth_visits import a_hall, open_second_round
from browsers import wait_until
from factories import documents
from kiosk_visits import CALM, WARNING, a_kiosk

from shared.crypto.credentials import new_code, slip_text

CONTESTS = 2
LOOK = 17
"""Seconds within which a resting kiosk looks again."""


@pytest.fixture
def hall(tmp_path, web):
    with a_hall(tmp_path, web, contests=CONTESTS) as hall:
        yield hall


@pytest.fixture
def kiosk(chromium, hall):
    hall.meeting.open()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.launch()
        yield kiosk


def cut_off(page):
    """Let nothing of the box be reached."""
    page.route("**/api/**", lambda route: route.abort())


def wait_for_time(kiosk, heading, seconds):
    """Let time go by second for second, with room for answers, until a heading is shown."""
    kiosk.visit.let_time_pass(seconds, lambda: heading in kiosk.heading())


def test_a_kiosk_waits_for_the_vote_the_next_round_and_its_end_by_itself(chromium, hall):
    says = ["投票还没有开始", "现在没有开放的投票", "投票已经结束"]
    english = ["The vote is not open yet", "No vote is open now", "The vote is over"]
    meeting = hall.meeting.freeze()

    def look(name):
        kiosk.look(name)
        kiosk.change_language()
        kiosk.wait_for_heading(english.pop(0))
        kiosk.look(name)
        kiosk.change_language()

    with a_kiosk(chromium, hall) as kiosk:
        kiosk.page.clock.install()
        kiosk.arrive()
        kiosk.button("start").click()
        kiosk.wait_for_heading(says[0])
        kiosk.wedge_at_once(hall.slip())
        status = kiosk.page.locator("#booth p[role=status]")
        assert status.inner_text() != ""  # the slip was not taken
        look("9-not-open")
        assert meeting.order("open").status_code == 200
        wait_for_time(kiosk, kiosk.says["invitation"], LOOK + CALM + WARNING)

        assert meeting.order("close").status_code == 200
        wait_for_time(kiosk, says[1], 45)
        look("9-between")

        second = open_second_round_of(meeting)
        wait_for_time(kiosk, kiosk.says["invitation"], LOOK)
        order = meeting.order("close", round="r2", uuids=[second.uuid])
        assert order.status_code == 200
        wait_for_time(kiosk, says[2], 45)
        look("9-ended")
        assert kiosk.visit.complaints == []


def open_second_round_of(meeting):
    """Open the spare box of the same slips; the first is closed."""
    spare = documents.uuids_of(meeting.meeting, "A")[1]
    second = documents.a_box_manifest(meeting.meeting, contests=CONTESTS, uuid=spare, round="r2")
    assert meeting.tell(second).status_code == 200
    assert meeting.tell(documents.a_round_order("open", second)).status_code == 200
    return second


def test_a_slip_that_could_not_vote_opens_no_sheet_for_whoever_comes_next(chromium, hall):
    hall.meeting.open()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.page.clock.install()
        kiosk.launch()
        assert hall.meeting.order("close").status_code == 200
        kiosk.wedge(hall.slip())
        kiosk.wait_for_heading("这个票类现在没有开放的投票")
        assert "可以离开" in kiosk.page.inner_text("#booth")
        kiosk.look("9-waiting")

        open_second_round_of(hall.meeting)
        kiosk.page.evaluate("dispatchEvent(new Event('online'))")
        for _ in range(LOOK):
            kiosk.visit.settle()
            kiosk.wait_idle(1)
            assert "现在没有开放的投票" in kiosk.heading()
        assert kiosk.page.workers == []

        kiosk.scan(1)


def test_a_camera_that_was_left_before_it_began_is_not_refused(chromium, hall):
    hall.meeting.open()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.page.add_init_script(
            """navigator.mediaDevices.getUserMedia = () =>
                 new Promise((_, refuse) => { window.refuse = refuse; });"""
        )
        kiosk.launch()
        kiosk.button("camera").click()
        kiosk.page.get_by_role("button", name="手工输入").click()
        kiosk.page.locator("#code-0").wait_for()
        kiosk.page.evaluate("refuse(new DOMException('left', 'AbortError'))")
        kiosk.page.wait_for_timeout(100)

        assert kiosk.page.locator("#code-0").is_visible()


def test_the_same_slip_votes_in_each_round(hall, kiosk):
    kiosk.vote(0)
    open_second_round(hall.meeting)
    kiosk.done().vote(0)

    assert len(hall.ballots()) == 2


def test_a_network_lost_between_two_voters_is_said_and_mends_itself(chromium, hall):
    hall.meeting.open()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.page.clock.install()
        kiosk.launch()
        cut_off(kiosk.page)
        wait_for_time(kiosk, "这台机器现在不能投票", 60)
        kiosk.look("9-offline")
        kiosk.page.unroute("**/api/**")

        wait_for_time(kiosk, kiosk.says["invitation"], LOOK + 5)


def test_a_network_lost_while_somebody_marks_is_said_and_costs_nothing(hall, kiosk):
    kiosk.scan()
    kiosk.visit.context.set_offline(True)
    kiosk.page.get_by_text("网络断了").wait_for()
    kiosk.look("4-offline")
    kiosk.mark_all().seal()
    kiosk.visit.context.set_offline(False)

    kiosk.send()

    assert len(hall.ballots()) == 1


def test_a_box_closed_before_the_ballot_came_is_said(hall, kiosk):
    kiosk.scan().mark_all().seal()
    assert hall.meeting.order("close").status_code == 200
    kiosk.button("send").click()

    assert kiosk.trouble() == "closed_meanwhile"
    kiosk.look("9-closed")
    kiosk.button("end").click()
    kiosk.wait_for_heading("现在没有开放的投票")


def test_slips_that_cannot_vote_are_told_apart(hall, kiosk):
    says = {
        slip_text("A", new_code()): "名单上没有这张凭条",
        hall.slip(letter="Z"): "这张凭条不属于本次会议",
    }
    for slip, text in says.items():
        kiosk.wedge(slip)
        kiosk.page.get_by_text(text).wait_for()
    kiosk.look("2-unknown-slip")
    meeting = hall.meeting
    assert meeting.cast(meeting.ballot(0)).status_code == 201
    kiosk.scan(0).mark_all().seal()
    kiosk.button("send").click()
    assert kiosk.trouble() == "used_slip"
    kiosk.look("9-used-slip")

    kiosk.scan(1)  # the next voter need not clear the screen


def test_a_false_receipt_stops_the_kiosk_until_the_staff_have_seen_it(chromium, hall):
    hall.meeting.open()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.page.clock.install()
        kiosk.launch().scan().mark_all().seal()
        kiosk.page.route("**/ballots", forge)
        kiosk.button("send").click()
        assert kiosk.trouble() == "false_receipt"
        kiosk.wait_idle(10 * (CALM + WARNING))
        kiosk.wedge(hall.slip(1))
        assert kiosk.trouble() == "false_receipt"
        kiosk.look("9-alarm")

        hold(kiosk)

        kiosk.button("start").wait_for()


def test_a_meeting_that_is_not_the_desks_any_more_stops_the_kiosk_between_voters(chromium, hall):
    hall.meeting.open()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.page.clock.install()
        kiosk.launch()

        def another(route):
            was = route.fetch()
            key = documents.DESK.key_id
            route.fulfill(response=was, body=was.text().replace(key, key[::-1]))

        kiosk.page.route("**/api/v1/meetings/*", another)
        wait_for_time(kiosk, "内容与公布的不一致", 45)
        kiosk.wedge(hall.slip())

        assert kiosk.trouble() == "not_authentic"
        assert kiosk.button("staff").is_visible()


def forge(route):
    was = route.fetch()
    signature = was.json()["receipt"]
    turned = signature[:-2] + f"{int(signature[-2:], 16) ^ 1:02x}"
    route.fulfill(response=was, body=was.text().replace(signature, turned))


def hold(kiosk, seconds=5.1, key=None):
    """Hold the staff's button; the page's clock has to be ours."""
    button = kiosk.button("staff")
    button.focus()
    button.hover()
    if key is None:
        kiosk.page.mouse.down()
    else:
        kiosk.page.keyboard.down(key)
    kiosk.wait_idle(seconds)
    if key is None:
        kiosk.page.mouse.up()
    else:
        kiosk.page.keyboard.up(key)


@pytest.mark.parametrize("key", [None, "Enter"], ids=["finger", "key"])
def test_only_who_holds_the_staffs_button_leaves_and_never_during_a_vote(chromium, hall, key):
    hall.meeting.open()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.page.clock.install()
        kiosk.launch()
        hold(kiosk, 4, key)
        kiosk.button("staff").click()
        kiosk.wait_idle(6)
        kiosk.wait_for_next()
        kiosk.scan()
        assert kiosk.button("staff").count() == 0
        kiosk.mark_all().seal()
        assert kiosk.button("staff").count() == 0
        kiosk.send()
        assert kiosk.button("staff").count() == 0
        kiosk.done()

        hold(kiosk, key=key)

        kiosk.button("start").wait_for()
        assert kiosk.page.evaluate("document.fullscreenElement === null")


def test_no_way_leads_out_or_back(hall, kiosk):
    page = kiosk.page
    kiosk.scan()
    here = page.url
    let_through = page.evaluate(
        """() => {
          const at = document.querySelector("h1");
          const kinds = "copy cut paste contextmenu dragstart drop selectstart".split(" ");
          const may = {bubbles: true, cancelable: true};
          const tried = kinds.map((kind) => [kind, new Event(kind, may)]);
          for (const key of ["p", "s", "r", "F5", "F12"]) {
            const options = {key, ctrlKey: key.length === 1, ...may};
            tried.push([key, new KeyboardEvent("keydown", options)]);
          }
          const back = new KeyboardEvent("keydown", {key: "ArrowLeft", altKey: true, ...may});
          tried.push(["back", back], ["tab", new KeyboardEvent("keydown", {key: "Tab", ...may})]);
          return tried.filter(([, event]) => at.dispatchEvent(event)).map(([name]) => name);
        }"""
    )
    assert let_through == ["tab"]  # which a page needs
    page.go_back()
    page.wait_for_timeout(300)
    assert page.url == here
    assert kiosk.heading() == hall.meeting.sheet.contests[0].title
    page.evaluate("document.querySelector('.govuk-skip-link').click()")
    assert page.url == here
    page.evaluate("location.hash = 'A-somebody-elses-code-here'")
    page.wait_for_timeout(100)
    assert "#" not in page.url

    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).display") == "none"
    page.emulate_media(media="screen")

    page.evaluate("document.exitFullscreen()")
    kiosk.option("称职").click()
    wait_until(page, "document.fullscreenElement !== null")
    kiosk.wait_for_heading(hall.meeting.sheet.contests[1].title)


def test_before_the_start_nobody_is_held(chromium, hall):
    hall.meeting.open()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.arrive()
        kiosk.wedge(hall.slip())
        assert kiosk.button("start").is_visible()
        assert kiosk.page.evaluate(
            """document.body.dispatchEvent(
                 new Event("contextmenu", {bubbles: true, cancelable: true}))"""
        )
        kiosk.page.get_by_role("button", name="不一样").click()

        assert "六个词不一致" in kiosk.page.inner_text("#booth")
        kiosk.look("1-differ")


@pytest.mark.parametrize(
    ("path", "says"),
    [("**/api/**", "连不上票箱"), ("**/static/worker-*", "这台机器不能投票")],
    ids=["network", "browser"],
)
def test_a_machine_that_cannot_vote_is_found_before_it_is_started(chromium, hall, path, says):
    hall.meeting.open()
    with a_kiosk(chromium, hall) as kiosk:
        kiosk.page.route(path, lambda route: route.abort())
        kiosk.page.goto(kiosk.address)
        kiosk.page.get_by_text(says).wait_for()
        kiosk.look(f"1-{'network' if 'api' in path else 'browser'}")
        kiosk.page.unroute(path)

        kiosk.page.get_by_role("button", name="再试一次").click()

        kiosk.button("start").wait_for()


def test_a_rehearsal_says_so_from_start_to_end(chromium, tmp_path, web):
    with a_hall(tmp_path, web, test=True) as hall, a_kiosk(chromium, hall) as kiosk:
        hall.meeting.open()
        seen = []
        acts = (kiosk.launch, kiosk.scan, kiosk.mark_all, kiosk.seal, kiosk.send, kiosk.done)
        for act in acts:
            act()
            seen.append("演练" in kiosk.page.inner_text("#booth"))

        assert seen == [True] * len(acts)
