"""The organizer's pages at the desk: each form does what the API does, and says what came of it."""

from __future__ import annotations

import threading

import pytest
from factories.desk import Hall
from factories.office import Browser, a_browser, notice
from factories.pages import a_build
from sqlalchemy import select

from ballot_service.desk_app import app_for
from ballot_service.meetings.store.rows import DocumentRow
from shared.plumbing.db import unit_of_work


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


@pytest.fixture
def app(hall, tmp_path):
    return app_for(hall.desk, a_build(tmp_path / "web"))


@pytest.fixture
def organizer(hall, app) -> Browser:
    return a_browser(app, hall.organizer)


def page_of(hall: Hall) -> str:
    return f"/meetings/{hall.meeting}"


def test_every_page_is_shown_in_both_languages(hall, organizer):
    here = page_of(hall.freeze())
    paths = ["/", here, f"{here}/check-in", f"{here}/turnout", "/account"]

    shown = [organizer.open(path, language) for path in paths for language in ("zh", "en")]

    assert [page.status_code for page in shown] == [200] * 10
    assert {page.headers["Content-Language"] for page in shown} == {"zh-Hans", "en"}
    assert {page.headers["Referrer-Policy"] for page in shown} == {"same-origin"}


def test_the_list_and_the_meeting_name_the_next_step(hall, organizer):
    hall.prepare()

    assert "请为票类 A 制作选票凭条" in organizer.open("/").text
    assert 'data-step="make_slips"' in organizer.open(page_of(hall)).text
    assert hall.get()["next_step"]["parameters"] == {"electorates": ["A"]}
    assert hall.get()["next_step"]["roles"] == ["organizer"]


def test_a_long_list_of_meetings_comes_in_pages(hall, organizer):
    for _ in range(21):
        hall.draft()

    first, second, beyond = (organizer.open(f"/?page={n}").text for n in (1, 2, 99))

    assert [text.count('href="/meetings/') - 1 for text in (first, second, beyond)] == [20, 1, 1]
    assert "1 / 2" in first


def test_what_was_done_is_said_once(hall, organizer):
    hall.draft()
    hall.import_roll()
    sent = organizer.send(f"{page_of(hall)}/prepare")

    said = [notice(organizer.open(sent.location).text) for _ in range(2)]

    assert said == ["✓ 会议已准备好，清单已签署。", ""]
    assert hall.get()["state"] == "prepared"


def test_a_refusal_is_said_with_its_next_step_and_changes_nothing(hall, organizer):
    hall.prepare()
    hall.must(hall.post(hall.organizer, "/check-in"))

    said = organizer.press(f"{page_of(hall)}/freeze")

    assert "请先制作凭条并上传公钥名单。" in said
    assert "Make the slips of electorate A first." in said
    assert hall.get()["state"] == "checking_in"


def test_in_english_a_refusal_says_its_own_words(hall, organizer):
    hall.prepare()
    hall.must(hall.post(hall.organizer, "/check-in"))

    sent = organizer.send(f"{page_of(hall)}/freeze")

    said = notice(organizer.open(sent.location, "en").text)
    assert said.startswith("!")
    assert "Make the slips of electorate A first." in said
    assert said.isascii()


def test_another_peer_away_is_said_and_nothing_happens(hall, organizer):
    hall.draft()
    hall.tally.away = True

    said = organizer.press(f"{page_of(hall)}/prepare")

    assert said.startswith("!")
    assert hall.get()["state"] == "draft"


def test_two_people_open_and_close_and_one_twice_is_one(hall, app, organizer):
    round_id = hall.freeze().begin()
    path = f"{page_of(hall)}/rounds/{round_id}"
    scrutineer = a_browser(app, hall.first)

    first = organizer.press(f"{path}/open")
    again = organizer.press(f"{path}/open")
    shown = organizer.open(page_of(hall)).text
    second = scrutineer.press(f"{path}/open")
    waiting = organizer.open(page_of(hall)).text
    hall.work()

    assert "还需另一人确认开始投票" in first
    assert "您已经确认过了" in again
    assert "您已确认。还需另一人用自己的账号确认。" in shown
    assert f"{path}/open" not in shown
    assert "正在开箱" in second
    assert 'data-step="box_opens"' in waiting
    assert ("刷新本页" in waiting, "刷新本页" in shown) == (True, False)
    assert hall.round_state(round_id) == "open"
    for browser in (organizer, scrutineer):
        browser.press(f"{path}/close")
    assert hall.work().round_state(round_id) == "closed"


def test_two_who_press_at_once_get_one_effect(hall, app):
    round_id = hall.freeze().begin()
    path = f"{page_of(hall)}/rounds/{round_id}/open"
    browsers = [a_browser(app, one) for one in (hall.organizer, hall.first, hall.second)]
    together = threading.Barrier(3)
    said: list[str] = []

    def press(browser: Browser) -> None:
        together.wait()
        said.append(browser.press(path))

    threads = [threading.Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum("两人都已确认" in one for one in said) == 1
    assert sum("还需另一人" in one for one in said) == 1
    orders = [e for e in hall.get("/events")["events"] if e["act"] == "order_open"]
    assert len(orders) == 1


def test_scrutineers_count_apart_and_only_equal_counts_stand(hall, app):
    hall.freeze()
    first, second = a_browser(app, hall.first), a_browser(app, hall.second)
    path, right = f"{page_of(hall)}/handed-out", {"electorate": "A", "printed": 8, "issued": 6}

    first.press(path, **right)
    waiting = second.open(page_of(hall)).text
    differ = second.press(path, **{**right, "issued": 5})
    gone = hall.get()["electorates"][0]
    first.press(path, **right)
    agreed = second.press(path, **right)

    assert "还没有录入以前" in waiting, "the form says how a mistyped count is mended"
    assert "钱监票；还缺另一人" in waiting
    handed_out = '<td class="office-number">6</td>\n    <td>'
    assert handed_out not in waiting
    assert handed_out in second.open(page_of(hall)).text
    assert "两个数都已作废" in differ
    assert (gone["issued"], gone["first_counted_by"]) == (None, None)
    assert "一致" in agreed
    assert hall.get()["electorates"][0]["issued"] == 6


def test_a_scrutineer_enters_every_class_at_once_and_only_what_differs_is_entered_again(tmp_path):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path, "AB").freeze()
    app = app_for(hall.desk, a_build(tmp_path / "web"))
    first, second = a_browser(app, hall.first), a_browser(app, hall.second)
    path, both = f"{page_of(hall)}/handed-out", ["A", "B"]

    half = first.press(path, electorate=both, printed=["8", "8"], issued=["6", ""])
    short = first.press(path, electorate=both, printed=["8", "8"], issued=["6"])
    twice = first.press(path, electorate=["A", "A"], printed=["8", "8"], issued=["6", "5"])
    entered = [one["first_counted_by"] for one in hall.get()["electorates"]]
    nothing = first.press(path, electorate=both, printed=["", ""], issued=["", ""])
    first.press(path, electorate=both, printed=["8", "8"], issued=["6", "4"])
    mended = first.press(path, electorate=both, printed=["8", "8"], issued=["6", "6"])
    again = first.press(path, electorate=both, printed=["8", "8"], issued=["6", "6"])
    differ = second.press(path, electorate=both, printed=["8", "8"], issued=["6", "5"])
    held = [one["issued"] for one in hall.get()["electorates"]]
    first.press(path, electorate=both, printed=["", "8"], issued=["", "6"])
    agreed = second.press(path, electorate=both, printed=["", "8"], issued=["", "6"])

    assert "两个数都填上" in half
    assert "两个数都填上" in short
    assert "两个数都填上" in twice
    assert entered == [None, None]
    assert "两个数都填上" in nothing
    assert "已记下您点的数" in mended
    assert "您已经确认过了" in again
    assert "空着的票类" in differ
    assert held == [6, None]
    assert "一致" in agreed
    assert [one["issued"] for one in hall.get()["electorates"]] == [6, 6]


def test_a_meeting_is_finished_from_its_page(hall, organizer):
    round_id = hall.freeze().begin()
    hall.open(round_id)
    hall.close(round_id)
    early = organizer.press(f"{page_of(hall)}/finish")
    hall.hand_out()
    before = organizer.open(page_of(hall)).text

    said = organizer.press(f"{page_of(hall)}/finish")

    leftovers = f"/l/{hall.meeting}"
    assert leftovers not in before
    assert "会议结束以后，两名监票人扫描剩余凭条" in before
    assert leftovers in organizer.open(page_of(hall)).text
    assert "两名监票人" in early
    assert "会议已结束" in said
    assert hall.get()["state"] == "closed"


def test_a_meeting_is_cancelled_with_a_reason_only_and_only_before_a_vote(hall, organizer):
    hall.prepare()
    path = f"{page_of(hall)}/cancel"

    without = [organizer.press(path, reason=reason) for reason in ("", "   ")]
    standing = hall.get()["state"]
    said = organizer.press(path, reason="改期")

    assert all("没有做任何更改" in one for one in without)
    assert standing == "prepared"
    assert "会议已取消" in said
    assert hall.get("/events")["events"][-1]["reason"] == "改期"
    assert f'action="{path}"' not in organizer.open(page_of(hall)).text


def test_slips_are_made_by_a_link_that_stands_on_no_other_page(hall, organizer):
    hall.prepare()

    made = organizer.send(f"{page_of(hall)}/slips", electorate="A", printed="8")
    none = organizer.press(f"{page_of(hall)}/slips", electorate="A", printed="")

    assert made.status_code == 200
    assert f'href="http://box/s/{hall.meeting}#' in made.text
    assert "hreflang" not in made.text  # in another language the link would not be shown again
    assert "hreflang" in organizer.open(page_of(hall)).text
    assert "请至少为一个票类填写" in none
    assert f"/s/{hall.meeting}" not in organizer.open(page_of(hall)).text
    assert hall.get()["electorates"][0]["printed"] == 8


def test_slips_of_several_classes_are_made_together_or_not_at_all(hall, organizer):
    hall.prepare()

    said = organizer.press(f"{page_of(hall)}/slips", electorate=["A", "Z"], printed=["8", "8"])

    assert said.startswith("! 这个会议没有这个票类。")
    assert hall.get()["electorates"][0]["printed"] is None


def test_a_blind_meeting_has_its_invitations_and_its_announced_end(hall, app, organizer):
    hall.prepare(credential_mode="blind")
    here = page_of(hall)

    made = organizer.send(f"{here}/invitations", reason="")
    twice = organizer.press(f"{here}/invitations")
    organizer.press(f"{here}/check-in/start")
    people = hall.get("/people")["people"]
    hall.must(hall.post(hall.registrar, "/check-ins", {"people": [p["id"] for p in people]}))
    wrong = organizer.press(f"{here}/check-in/end", minutes="soon")
    said = organizer.press(f"{here}/check-in/end", minutes="10")

    assert made.headers["Content-Disposition"].startswith("attachment")
    assert made.data.decode("utf-8-sig").count(f"/i/{hall.meeting}#") == 6
    assert twice.startswith("! 没有人缺邀请，所以没有文件。")
    assert "没有做任何更改" in wrong
    assert "激活截止时间已宣布" in said
    assert hall.get()["state"] == "activating"


def test_buttons_are_shown_to_those_who_may_press_them(hall, app, organizer):
    hall.check_in()
    here = page_of(hall)

    registrar = a_browser(app, hall.registrar)

    assert f'action="{here}/freeze"' in organizer.open(here).text
    assert f'action="{here}/freeze"' not in registrar.open(here).text
    assert registrar.send(f"{here}/freeze").status_code == 403
    assert hall.get()["state"] == "checking_in"


def test_a_meeting_that_is_not_there_is_told_as_a_page(organizer):
    answered = organizer.open("/meetings/0123456789abcdef")

    assert answered.status_code == 404
    assert "没有这个会议" in answered.text


def test_that_all_trustees_have_rehearsed_is_looked_up_with_one_press(hall, organizer):
    hall.prepare()
    assert hall.upload("A", 8).status_code == 200
    here = page_of(hall)
    waiting = organizer.open(here).text

    early = organizer.press(f"{here}/rehearsal")
    hall.tally.rehearse(hall.meeting, hall.board.document)
    taken = organizer.press(f"{here}/rehearsal")
    again = organizer.press(f"{here}/rehearsal")

    assert 'data-step="rehearse"' in waiting
    assert 'id="rehearsed"' in waiting
    assert "还有密钥持有人没有为本次会议演练" in early
    assert "已经做过密钥演练" in taken
    assert "已经做过密钥演练" in again
    assert 'data-step="start_check_in"' in organizer.open(here).text
    assert [one["act"] for one in hall.get("/events")["events"]].count("take_rehearsal") == 1


def test_as_many_slips_are_suggested_as_there_are_people_and_a_tenth_more(hall, organizer):
    hall.prepare()

    suggested = organizer.open(page_of(hall)).text
    assert hall.upload("A", 8).status_code == 200
    made = organizer.open(page_of(hall)).text

    roll = next(one["roll"] for one in hall.get()["electorates"] if one["key"] == "A")
    assert (
        f'name="printed" inputmode="numeric" autocomplete="off" value="{roll + -(-roll // 10)}"'
        in suggested
    )
    assert 'autocomplete="off" value=' not in made.split('id="make-slips"')[1].split("</form>")[0]


def test_the_button_of_the_next_step_stands_on_the_page_once(hall, organizer):
    hall.draft()
    seen = [(f"{page_of(hall)}/prepare", organizer.open(page_of(hall)).text)]
    round_id = hall.freeze().begin()
    here = page_of(hall)
    hall.tally.rehearse(hall.meeting, hall.board.document)
    organizer.press(f"{here}/rehearsal")
    seen.append((f"{here}/rounds/{round_id}/open", organizer.open(here).text))
    hall.open(round_id)
    seen.append((f"{here}/rounds/{round_id}/close", organizer.open(here).text))
    hall.close(round_id)
    hall.hand_out()
    seen.append((f"{here}/finish", organizer.open(here).text))

    for path, page in seen:
        box = page.split('class="office-step"')[1].split("</section>")[0]
        assert f'action="{path}"' in box
        assert page.count(f'action="{path}"') == 1


def test_while_a_document_is_refused_two_people_can_still_close_the_round(hall, app, organizer):
    round_id = hall.freeze().begin()
    hall.open(round_id)
    with unit_of_work(hall.desk.sessions) as uow:
        row = uow.session.scalars(select(DocumentRow)).first()
        row.delivered_at, row.refused = None, "not_known_there"
    closing = f"{page_of(hall)}/rounds/{round_id}/close"

    shown = organizer.open(page_of(hall)).text
    for browser in (organizer, a_browser(app, hall.first)):
        browser.press(closing)

    assert 'data-step="delivery_refused"' in shown
    assert f'action="{closing}"' in shown
    assert hall.round_state(round_id) == "closing"
