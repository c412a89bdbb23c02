"""The code of a slip: typed, pasted or held before the camera; and which group is wrong."""

from __future__ import annotations

import pytest
from booth_visits import a_hall, voting
from cameras import a_video, seeing
from factories.slips import mistyped

FIELDS = 6


@pytest.fixture
def hall(tmp_path, web):
    with a_hall(tmp_path, web, contests=2) as hall:
        hall.meeting.open()
        yield hall


def parts(hall, voter=0):
    """Return what stands in the six fields: class letter, four groups, check characters."""
    return hall.slip(voter).split("-")


def field(page, number):
    return page.locator(f"#code-{number}")


def values(page):
    return [field(page, number).input_value() for number in range(FIELDS)]


def test_a_slip_that_is_typed_votes(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.page.goto(hall.page)
        voter.look_in_both("1-code")
        field(voter.page, 0).focus()
        voter.page.keyboard.type("".join(parts(hall)))  # a full field leads to the next
        assert values(voter.page) == parts(hall)
        assert voter.page.locator(".booth-code__state", has_text="✓").count() == 4
        voter.look_in_both("1-code-typed")
        field(voter.page, FIELDS - 1).press("Enter")
        voter.button("same").click()
        voter.mark_all().seal().send()

        assert len(hall.ballots()) == 1
        assert voter.visit.traces() == {}


def test_a_wrong_group_is_named_while_it_is_typed(chromium, hall):
    second = parts(hall)[2]
    with voting(chromium, hall) as voter:
        voter.page.goto(hall.page)
        field(voter.page, 0).focus()
        voter.page.keyboard.type(mistyped(hall.slip(), 2).replace("-", ""))

        status = voter.page.locator(".booth-code [role=status]")
        assert "第 2 组不对" in status.inner_text()
        assert field(voter.page, 2).get_attribute("aria-invalid") == "true"
        assert field(voter.page, 1).get_attribute("aria-invalid") == "false"
        voter.look("1-code-wrong")
        voter.change_language()
        assert "Group 2 is wrong" in status.inner_text()
        voter.look("1-code-wrong")
        voter.button("next").click()
        summary = voter.page.locator(".govuk-error-summary")
        assert summary.locator("li").count() == 1
        voter.look("1-code-summary")
        summary.get_by_role("link").click()
        assert voter.page.evaluate("document.activeElement.id") == "code-2"
        field(voter.page, 2).fill(second)
        assert status.inner_text() == ""
        voter.button("next").click()
        voter.button("same").wait_for()


def test_what_is_missing_is_listed(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.page.goto(hall.page)
        voter.button("next").click()

        lines = voter.page.locator(".govuk-error-summary li").all_inner_texts()
        assert lines[0] == "请输入凭条最前面的票类字母"
        assert lines[1:5] == [f"第 {place} 组还没有输完" for place in range(1, 5)]
        assert len(lines) == FIELDS


def test_letters_that_look_alike_are_corrected(chromium, hall):
    meeting = hall.meeting
    meeting.codes[0] = "1oDyg-bUZDje-AshYr-mm3QYz"
    letter, first, *rest = parts(hall)
    with voting(chromium, hall) as voter:
        voter.page.goto(hall.page)
        field(voter.page, 0).focus()
        voter.page.keyboard.type(
            "".join([letter, first.replace("1", "l").replace("o", "0"), *rest])
        )

        assert values(voter.page) == [letter, first, *rest]


@pytest.mark.parametrize("form", ["{page}#{slip}", "{slip}", "{joined}", " {slip}\n"])
def test_a_whole_code_can_be_pasted(chromium, hall, form):
    text = form.format(page=hall.page, slip=hall.slip(), joined="".join(parts(hall)))
    with voting(chromium, hall) as voter:
        voter.page.goto(hall.page)
        field(voter.page, 1).focus()
        voter.page.keyboard.insert_text(text)

        assert values(voter.page) == parts(hall)


def test_what_was_typed_stays_when_the_language_changes(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.page.goto(hall.page)
        field(voter.page, 0).focus()
        voter.page.keyboard.type("".join(parts(hall)[:3]))
        voter.page.click("text=English")

        assert voter.page.inner_text("#booth h1") == "Enter your slip code"
        assert values(voter.page)[:3] == parts(hall)[:3]


def test_another_slip_in_the_same_page_begins_again(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.open(0)
        voter.page.evaluate("slip => { location.hash = slip }", hall.slip(1))
        voter.button("same").wait_for()
        assert "#" not in voter.page.url

        voter.button("same").click()
        voter.mark_all().seal().send()

        second = hall.meeting.lists[hall.meeting.uuid][1]
        assert [second in ballot for ballot in hall.ballots()] == [True]


def test_a_slip_before_the_camera_is_read(chromium, hall, tmp_path):
    film = a_video(tmp_path, hall.address())
    with seeing(chromium, film) as browser, voting(browser, hall) as voter:
        voter.page.goto(hall.page)
        voter.page.get_by_role("button", name="用摄像头扫描").click()

        voter.button("same").wait_for()

        assert voter.page.evaluate("document.querySelectorAll('video').length") == 0
        assert voter.visit.elsewhere() == []


def test_a_code_that_is_no_slip_is_not_taken(chromium, hall, tmp_path):
    film = a_video(tmp_path, "https://elsewhere.example/")
    with seeing(chromium, film) as browser, voting(browser, hall) as voter:
        voter.page.goto(hall.page)
        voter.page.get_by_role("button", name="用摄像头扫描").click()
        voter.page.get_by_text("不是投票凭条").wait_for()
        voter.look("1-camera")
        voter.page.get_by_role("button", name="改为手工输入").click()

        assert field(voter.page, 0).is_visible()


def test_without_leave_for_the_camera_the_code_is_typed(chromium, hall):
    with voting(chromium, hall) as voter:
        voter.page.goto(hall.page)
        voter.page.get_by_role("button", name="用摄像头扫描").click()

        voter.page.get_by_text("不能使用摄像头").wait_for()
        assert field(voter.page, 0).is_visible()
