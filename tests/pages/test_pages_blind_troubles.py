"""What goes wrong with invitations and phones: each has its own sentence, and no right is lost."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta

import pytest
from blind_visits import SECONDS, Phone, a_phone, a_phone_hall
from browsers import FLAGS, Visit
from factories.blind import an_issuer_key
from settings import CHROMIUM


@pytest.fixture(scope="module")
def empty(web, tmp_path_factory):
    """A hall that is served; each test makes a meeting of its own in it."""
    with a_phone_hall(tmp_path_factory.mktemp("troubles"), web) as hall:
        yield hall


@pytest.fixture
def hall(empty):
    """A meeting at which people are being checked in; the desk's clock is right again."""
    empty.hall.ahead = timedelta()
    return empty.invite()


def signed_for(hall):
    """Return how many people the desk has signed for."""
    (electorate,) = hall.hall.get()["electorates"]
    return electorate["released"]


def requests_of(page):
    """Note what is sent to have signed."""
    sent = []
    page.on(
        "request",
        lambda one: sent.append(one.post_data) if one.url.endswith("/blind-signatures") else None,
    )
    return sent


def answers_are_lost(page, times):
    """Let the next requests reach the desk, and their answers reach nobody."""
    lost = []

    def cut(route):
        lost.append(route.request.post_data)
        if len(lost) <= times:
            route.fetch()  # the desk has signed
            route.abort()
        else:
            route.continue_()

    page.route("**/blind-signatures", cut)
    return lost


def test_an_answer_that_is_lost_is_asked_for_with_the_same_bytes(chromium, hall):
    with a_phone(chromium, hall) as phone:
        sent = answers_are_lost(phone.page, times=1)
        phone.collect(hall.people[0])

        assert len(sent) == 2
        assert len(set(sent)) == 1
        assert signed_for(hall) == 1
        assert len(phone.kept()[0]["boxes"]) == 2


def test_without_any_answer_a_reload_sends_the_same_bytes_again(chromium, hall):
    with a_phone(chromium, hall) as phone:
        phone.invited(hall.people[0]).words()
        sent = answers_are_lost(phone.page, times=4)
        phone.page.clock.install()
        phone.press("same")
        phone.visit.let_time_pass(300, phone.control("again").is_visible)
        phone.wait_for("还不能确定")
        phone.look("7-unsure")
        assert signed_for(hall) == 1

        phone.page.reload()
        phone.wait_for("kept")

        assert len(sent) == 5
        assert len(set(sent)) == 1


def test_a_second_device_gets_nothing_and_the_first_one_goes_on(chromium, hall):
    person = hall.people[0]
    with a_phone(chromium, hall) as first, a_phone(chromium, hall) as second:
        first.collect(person)
        (right,) = first.kept()

        second.invited(person)
        assert second.trouble() == "already"
        second.look_in_both("8-already")
        second.press("here")
        second.wait_for("这个浏览器里没有投票权")
        second.look("8-nothing-here")
        second.change_language()
        second.wait_for("No voting right is in this browser")
        second.look("8-nothing-here")

        first.page.goto("about:blank")
        first.invited(person)  # the same link again, in the phone that has the right
        first.wait_for("投票权已经领到")
        first.look("8-again")
        first.change_language()
        first.wait_for("You have your voting right")
        first.look("8-again")
        first.change_language()
        first.press("go")
        first.wait_for("kept")
        assert first.kept() == [right]
        another_tab = Phone(Visit(first.visit.context, first.visit.context.new_page()), "zh", hall)
        another_tab.invited(person)
        assert another_tab.trouble() == "already"
        another_tab.press("here")
        another_tab.wait_for("kept")
        assert signed_for(hall) == 1


def test_going_back_from_the_box_the_copy_can_be_erased(chromium, hall):
    with a_phone(chromium, hall) as phone:
        phone.collect(hall.people[0])
        phone.page.go_back()
        phone.wait_for("投票权已经领到")
        stored = phone.page.evaluate("Object.values(sessionStorage).join()")
        assert phone.page.url.startswith(hall.desk_url)
        phone.page.get_by_role("button", name="票箱页面已打开").click()

        assert phone.trouble() == "already"
        left = phone.page.evaluate("Object.values(sessionStorage).join()")
        assert "right" in stored
        assert "right" not in left
        phone.press("here")
        phone.wait_for("kept")


def spoilt(page, change):
    """Change what the desk says of the invitation."""

    def forge(route):
        was = route.fetch()
        body = json.dumps(change(was.json()), separators=(",", ":"), ensure_ascii=False)
        route.fulfill(response=was, body=body)

    page.route("**/invitation", forge)


def another_key(page):
    """Give this one voter keys of their own."""
    spki = b64encode(an_issuer_key(9).spki).decode().rstrip("=")
    return {**page, "issuer_keys": dict.fromkeys(page["issuer_keys"], spki)}


def one_key_less(page):
    first, *_ = page["issuer_keys"]
    return {**page, "issuer_keys": {first: page["issuer_keys"][first]}}


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (another_key, "wrong_key"),
        (one_key_less, "not_authentic"),
        (lambda page: {**page, "electorate": "Z"}, "not_authentic"),
        (lambda page: {**page, "manifest": {**page["manifest"], "key": "0" * 64}}, "not_authentic"),
        (lambda page: {**page, "box": "javascript:alert(1)"}, "not_authentic"),
    ],
    ids=["key", "fewer", "electorate", "desk-key", "box"],
)
def test_a_desk_that_says_something_else_to_one_voter_is_refused_before_anything_is_sent(
    chromium, hall, change, trouble
):
    with a_phone(chromium, hall) as phone:
        sent = requests_of(phone.page)
        spoilt(phone.page, change)
        phone.invited(hall.people[0])

        assert phone.trouble() == trouble
        if trouble == "wrong_key":
            phone.look("9-wrong-key")
        assert sent == []
        assert signed_for(hall) == 0


def test_a_box_at_the_desk_s_own_origin_is_refused(chromium, hall):
    with a_phone(chromium, hall) as phone:
        spoilt(phone.page, lambda page: {**page, "box": hall.desk_url})
        phone.invited(hall.people[0])

        assert phone.trouble() == "not_authentic"


def test_a_signature_that_does_not_fit_is_no_right(chromium, hall):
    with a_phone(chromium, hall) as phone:

        def forge(route):
            was = route.fetch()
            signatures = was.json()["signatures"]
            turned = {
                uuid: f"{one[:-1]}{'0' if one[-1] != '0' else '1'}"
                for uuid, one in signatures.items()
            }
            route.fulfill(response=was, body=json.dumps({"signatures": turned}))

        phone.page.route("**/blind-signatures", forge)
        phone.invited(hall.people[0]).words()
        phone.press("same")

        assert phone.trouble() == "bad_signature"
        phone.look("9-bad-signature")


def test_words_that_differ_and_a_name_that_is_not_mine_end_it(chromium, hall):
    with a_phone(chromium, hall) as phone:
        sent = requests_of(phone.page)
        phone.invited(hall.people[0]).words()
        phone.press("differ")
        assert phone.trouble() == "words_differ"
        phone.look("9-words-differ")
        phone.page.goto("about:blank")
        phone.invited(hall.people[0])
        phone.press("not_me")
        assert phone.trouble() == "not_me"
        phone.look("9-not-me")
        assert sent == []


def test_links_that_lead_nowhere_say_why(chromium, hall):
    person = hall.people[0]
    old = hall.link(person)
    again = {"person": person, "reason": "手机换了"}
    hall.hall.keep(hall.hall.must(hall.hall.post(hall.hall.organizer, "/invitations", again)))
    page = f"{hall.desk_url}/i/{hall.hall.meeting}?lang=zh"
    links = {"no_link": page, "unknown_link": f"{page}#{'x' * 24}", "replaced": old}
    for trouble, link in links.items():
        with a_phone(chromium, hall) as phone:
            phone.page.goto(link)
            assert phone.trouble() == trouble
            phone.look(f"9-{trouble.replace('_', '-')}")
            assert phone.page.url == page
    with a_phone(chromium, hall) as phone:
        phone.collect(person)


def test_a_browser_that_stores_nothing_is_told_before_anything_is_signed(chromium, hall):
    with a_phone(chromium, hall) as phone:
        phone.page.add_init_script(
            "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error() }})"
        )
        phone.invited(hall.people[0]).words()
        phone.press("same")

        assert phone.trouble() == "browser"
        phone.look("9-browser")
        assert signed_for(hall) == 0


def test_late_comers_late_phones_and_a_cancelled_meeting(chromium, hall):
    """Check-in ends; one phone sleeps through activation; one person comes late."""
    sleeper, late = hall.people[:2]
    with a_phone(chromium, hall) as phone, a_phone(chromium, hall) as second:
        phone.collect(sleeper)
        phone.page.goto("about:blank")
        assert hall.hall.upload("A", 2).status_code == 200
        hall.end_check_in()
        second.invited(late)
        assert second.trouble() == "too_late"
        second.look("9-too-late")
        hall.freeze()
        hand = {"person": late}
        hall.hall.must(hall.hall.post(hall.hall.registrar, "/reserve-slips", hand))
        second.page.goto("about:blank")
        second.invited(late)
        assert second.trouble() == "has_slip"
        second.look("9-has-slip")

        phone.page.goto(hall.box_page("a"))
        phone.wait_for("激活已经截止")
        phone.look("9-late")
        phone.page.goto("about:blank")
        phone.invited(sleeper)
        assert phone.trouble() == "already_over"
        phone.look("9-already-over")

        cancel = {"reason": "改期"}
        hall.hall.must(hall.hall.post(hall.hall.organizer, "/cancel", cancel))
        hall.hall.work()
        phone.page.goto(hall.box_page("a"))
        phone.wait_for("over")
        assert phone.kept() == []
        phone.invited(sleeper)
        assert phone.trouble() == "cancelled"
        phone.look("9-cancelled")


def test_a_network_that_is_away_loses_nothing(chromium, hall):
    with a_phone(chromium, hall) as phone:
        phone.collect(hall.people[0])
        phone.page.route("**/api/v1/meetings/*", lambda route: route.abort())
        phone.wake()
        phone.page.get_by_text("现在连不上票箱").wait_for()
        phone.look("9-offline")
        phone.page.unroute("**/api/v1/meetings/*")
        phone.wake()
        phone.page.get_by_text("现在连不上票箱").wait_for(state="hidden")


def test_a_browser_that_is_closed_goes_on_where_it_was(chromium, hall, tmp_path):
    """Closed before activation, before the vote, and after it."""
    kind = chromium.browser_type
    options = {"executable_path": CHROMIUM, "args": list(FLAGS), "locale": "zh-CN"}

    def opened(letter):
        context = kind.launch_persistent_context(str(tmp_path / "profile"), **options)
        page = context.new_page()
        if letter is not None:
            page.goto(hall.box_page(letter))
        return Phone(Visit(context, page), "zh", hall)

    phone = opened(None)
    phone.collect(hall.people[0])
    phone.visit.context.close()
    hall.hall.upload("A", 2)
    hall.end_check_in(SECONDS)
    phone = opened("a")
    phone.until("activated")
    phone.visit.context.close()
    hall.freeze()
    hall.open()
    phone = opened("b")  # the booth by itself offers what is kept
    receipt = phone.vote()
    phone.visit.context.close()
    phone = opened("a")
    phone.wait_for("您已投票")
    phone.look("8-voted")
    assert phone.receipt() == receipt
    phone.page.goto(hall.box_page("b"))
    phone.wait_for("投票还没有开始")  # the spare box: nobody is asked to vote twice
    hall.finish()
    phone.page.goto(hall.box_page("a"))
    phone.wait_for("over")
    phone.visit.context.close()


def test_erasing_is_for_good(chromium, hall):
    with a_phone(chromium, hall) as phone:
        phone.collect(hall.people[0])
        phone.page.locator("summary").nth(1).click()
        phone.page.get_by_role("button", name="现在删除").click()
        phone.page.get_by_role("button", name="确定删除").click()
        phone.wait_for("这里的投票权已经删除")
        phone.look("8-erased")
        assert phone.kept() == []
        phone.page.reload()
        phone.wait_for("这个浏览器里没有投票权")
