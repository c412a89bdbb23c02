"""What stands in a voter's way: each thing has its own sentence, and no vote is lost or doubled."""

from __future__ import annotations

import json

import pytest
from booth_visits import a_hall, open_second_round, voting
from factories import documents

from shared.crypto.ballots import tracker
from shared.crypto.credentials import new_code, slip_text
from shared.documents.base import sign
from shared.documents.manifests import BoxManifest

OTHER = "0" * 64
"""The name of a key that nobody has."""


@pytest.fixture
def hall(tmp_path, web):
    with a_hall(tmp_path, web, contests=2) as hall:
        yield hall


@pytest.fixture
def open_hall(hall):
    hall.meeting.open()
    return hall


def answered_but_lost(page, times=1):
    """Let the next ballots reach the box, and their answers reach nobody."""
    lost = []

    def cut(route):
        lost.append(route.request.post_data)
        if len(lost) <= times:
            route.fetch()  # the box has it
            route.abort()
        else:
            route.continue_()

    page.route("**/ballots", cut)
    return lost


def test_an_answer_that_is_lost_ends_in_the_same_receipt_and_one_ballot(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        voter.start().mark_all().seal()
        sent = answered_but_lost(voter.page)
        voter.button("send").click()
        voter.page.get_by_text("网络较慢").wait_for()
        voter.look("6-sending-again")
        voter.wait_for_cast()

        (ballot,) = open_hall.ballots()
        assert sent == [ballot, ballot]
        assert voter.receipt().tracker == tracker(ballot)


def test_without_any_answer_the_voter_is_unsure_until_trying_again(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        voter.start().mark_all().seal()
        voter.page.clock.install()
        sent = answered_but_lost(voter.page, times=5)
        voter.button("send").click()
        voter.visit.let_time_pass(120, lambda: voter.says["unsure"] in voter.heading())
        voter.look_in_both("6-unsure")
        voter.button("again").click()
        voter.wait_for_cast()

        (ballot,) = open_hall.ballots()
        assert sent == [ballot] * 6
        assert voter.receipt().tracker == tracker(ballot)


def test_a_box_that_is_busy_is_asked_again_as_late_as_it_says(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        voter.start().mark_all().seal()
        asked = []

        def busy(route):
            asked.append(route.request.post_data)
            if len(asked) > 1:
                return route.continue_()
            return route.fulfill(
                status=503,
                headers={"Retry-After": "1"},
                content_type="application/problem+json",
                body='{"type":"/problems/busy","title":"busy","status":503}',
            )

        voter.page.route("**/ballots", busy)
        voter.send()

        assert len(set(asked)) == 1
        assert len(asked) == 2


def test_a_vote_that_is_not_open_yet_opens_when_the_voter_looks(chromium, hall):
    hall.meeting.freeze()
    with voting(chromium, hall) as voter:
        voter.page.goto(hall.address())
        voter.wait_for_heading("投票还没有开始")
        voter.look("1-not-open")
        voter.page.get_by_role("button", name="现在看看").click()
        voter.page.get_by_text("还没有开始。").wait_for()
        voter.change_language()
        voter.wait_for_heading("The vote is not open yet")
        voter.look("1-not-open")
        look = voter.page.get_by_role("button", name="Look now")
        look.click()
        voter.page.get_by_text("Not open yet.").wait_for()
        assert hall.meeting.order("open").status_code == 200

        look.click()

        voter.button("same").wait_for()


def test_a_page_that_waits_looks_by_itself(chromium, hall):
    hall.meeting.freeze()
    with voting(chromium, hall) as voter:
        voter.page.clock.install()
        voter.page.goto(hall.address())
        voter.wait_for_heading("投票还没有开始")
        hall.meeting.order("open")

        voter.visit.let_time_pass(20, voter.button("same").is_visible)


def test_a_vote_that_closes_meanwhile_takes_no_ballot(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        voter.start().mark_all().seal()
        open_second_round(open_hall.meeting)
        voter.button("send").click()

        assert voter.trouble() == "closed_meanwhile"
        voter.look("9-closed-meanwhile")
        assert open_hall.ballots() == []
        voter.page.get_by_role("button", name="等下一轮").click()
        voter.mark_all().seal().send()
        assert len(open_hall.ballots()) == 1


def test_a_round_that_is_annulled_meanwhile_is_named(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        voter.start().mark_all().seal()
        order = open_hall.meeting.order("annul", reason="多收了票")
        assert order.status_code == 200
        voter.button("send").click()

        assert voter.trouble() == "annulled"
        voter.look("9-annulled")


def test_a_slip_votes_once_whoever_comes_second_is_told(chromium, open_hall):
    meeting = open_hall.meeting
    assert meeting.cast(meeting.ballot(0)).status_code == 201
    before = open_hall.ballots()
    with voting(chromium, open_hall) as voter:
        voter.start().mark_all().seal()
        voter.button("send").click()

        assert voter.trouble() == "used_slip"
        voter.look("9-used-slip")
        assert open_hall.ballots() == before
        voter.page.get_by_role("button", name="等下一轮").click()
        voter.wait_for_heading("投票还没有开始")


def test_after_the_last_round_the_vote_is_over(chromium, hall):
    hall.meeting.open()
    open_second_round(hall.meeting)
    second = documents.uuids_of(hall.meeting.meeting, "A")[1]
    closing = hall.meeting.order("close", round="r2", uuids=[second])
    assert closing.status_code == 200
    with voting(chromium, hall) as voter:
        voter.page.goto(hall.address())

        assert voter.trouble() == "ended"
        voter.look("9-ended")


@pytest.mark.parametrize(
    ("slip", "trouble"),
    [
        (lambda hall: slip_text("A", new_code()), "unknown_slip"),
        (lambda hall: hall.slip(letter="Z"), "other_class"),
        (lambda hall: hall.slip()[:-1], "bad_code"),
    ],
    ids=["unknown", "other-class", "incomplete"],
)
def test_a_slip_that_cannot_vote_here_leads_back_to_the_code(chromium, open_hall, slip, trouble):
    with voting(chromium, open_hall) as voter:
        voter.page.goto(f"{open_hall.page}?lang=zh#{slip(open_hall)}")
        heading = voter.page.locator(".voter-notice--bad h2")
        heading.wait_for()

        says = {
            "unknown_slip": "名单上没有",
            "other_class": "不属于本次会议",
            "bad_code": "代码不对",
        }
        assert says[trouble] in heading.inner_text()
        assert voter.page.locator("#code-0").is_visible()
        assert "#" not in voter.page.url
        voter.look(f"9-{trouble.replace('_', '-')}")


def test_a_meeting_that_does_not_exist_is_a_page_that_says_so(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        answer = voter.page.goto(f"{open_hall.url}/b/nowhere#{open_hall.slip()}")

        assert answer.status == 404
        assert "没有找到这个会议" in voter.page.inner_text("main")


def test_without_network_nothing_is_lost_and_trying_again_helps(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        voter.page.route("**/api/v1/meetings/*", lambda route: route.abort())
        voter.page.goto(open_hall.address())
        assert voter.trouble() == "no_network"
        voter.look("9-no-network")
        voter.page.unroute("**/api/v1/meetings/*")

        voter.button("again").click()

        voter.button("same").wait_for()


def test_words_that_differ_end_the_vote(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        voter.open()
        voter.button("differ").click()

        assert voter.trouble() == "words_differ"
        voter.look("9-words-differ")


def another_sheet(hall, key=documents.DESK):
    """Return the box's page as somebody else would like it: with the options turned round."""
    sheet = hall.meeting.sheet
    options = sheet.contests[0].options
    turned = sheet.contests[0].model_copy(
        update={"options": [*reversed(options[:-1]), options[-1]]}
    )
    other = sheet.model_copy(update={"contests": [turned, *sheet.contests[1:]]})
    return {"manifest": sign(key, BoxManifest.model_validate(other))}


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/boxes/*", lambda hall, was: {**was, **another_sheet(hall)}),
        ("/boxes/*", lambda hall, was: {**was, **another_sheet(hall, documents.STRANGER)}),
        ("/boxes/*", lambda hall, was: {**was, "election": was["election"] + " "}),
        ("/boxes/*/credentials", lambda hall, was: ["11" * 32]),
        ("/meetings/*", lambda hall, was: {**was, "frozen": None}),
        (
            "/meetings/*",
            lambda hall, was: {**was, "manifest": {**was["manifest"], "key": "0" * 64}},
        ),
    ],
    ids=["sheet", "stranger", "election", "list", "not-frozen", "desk-key"],
)
def test_whatever_is_not_as_published_stops_the_vote(chromium, open_hall, path, change):
    with voting(chromium, open_hall) as voter:

        def forge(route):
            was = route.fetch()
            forged = change(open_hall, was.json())
            body = json.dumps(forged, separators=(",", ":"), ensure_ascii=False)
            route.fulfill(response=was, body=body)

        voter.page.route(f"**/api/v1{path}", forge)
        voter.page.goto(open_hall.address())

        assert voter.trouble() == "not_authentic"
        assert not voter.button("same").is_visible()


def test_a_receipt_that_is_not_the_boxs_is_not_cast(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        voter.start().mark_all().seal()

        def forge(route):
            was = route.fetch()
            signature = was.json()["receipt"]
            turned = signature[:-2] + f"{int(signature[-2:], 16) ^ 1:02x}"
            route.fulfill(response=was, body=was.text().replace(signature, turned))

        voter.page.route("**/ballots", forge)
        voter.button("send").click()

        assert voter.trouble() == "false_receipt"
        voter.look("9-false-receipt")
        assert "已投出" not in voter.page.inner_text("#booth h1")


@pytest.mark.parametrize("has_workers", [True, False], ids=["no-script", "no-workers"])
def test_a_browser_in_which_nothing_calculates_is_told_so(chromium, open_hall, has_workers):
    with voting(chromium, open_hall) as voter:
        if has_workers:
            voter.page.route("**/static/worker-*", lambda route: route.abort())
        else:
            voter.page.add_init_script("window.Worker = undefined")
        voter.page.goto(open_hall.address())

        assert voter.trouble() == "browser"
        voter.look("9-browser")
        assert voter.page.get_by_role("link", name="检查这部手机").is_visible()


def test_leaving_before_sending_is_warned_of_and_loading_again_says_what_happened(
    chromium, open_hall
):
    with voting(chromium, open_hall) as voter:
        voter.start().mark_all().seal()
        asked = []
        voter.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        voter.page.reload()

        assert asked == ["beforeunload"]
        voter.page.get_by_text("页面重新打开了").wait_for()
        assert voter.page.locator("#code-1").input_value() == ""
        voter.look("1-reloaded")
        assert voter.visit.traces() == {}
        assert open_hall.ballots() == []


def test_after_cast_leaving_is_not_warned_of(chromium, open_hall):
    with voting(chromium, open_hall) as voter:
        voter.start().mark_all().seal().send()
        asked = []
        voter.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        voter.page.reload()

        voter.page.get_by_text("页面重新打开了").wait_for()
        assert asked == []
