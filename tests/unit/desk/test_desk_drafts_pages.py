"""Making a meeting by page: from the list of templates to a draft that is prepared."""

from __future__ import annotations

import re
from html import unescape
from string import ascii_uppercase
from urllib.parse import quote

import pytest
from factories.desk import PACK
from factories.draft_forms import KEYS, form_of, here, make, step, upload, version
from factories.office import HERE, a_browser, notice

from ballot_service.meetings.actions import choosing
from ballot_service.meetings.templates import KINDS


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_template_is_offered_in_its_group_with_a_sentence(organizer, language):
    page = organizer.open("/meetings/new", language)

    assert page.status_code == 200
    for kind in KINDS.values():
        assert f'href="/meetings/new?kind={kind.id}"' in page.text
        assert getattr(kind.says, language) in unescape(page.text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_template_has_a_form_in_both_languages(organizer, kind):
    pages = [organizer.open(f"/meetings/new?kind={kind}", lang) for lang in ("zh", "en")]

    assert [page.status_code for page in pages] == [200, 200]
    assert KINDS[kind].name.en in unescape(pages[1].text)
    assert all(('name="threshold"' in p.text) == bool(KINDS[kind].threshold) for p in pages)


def test_following_the_next_step_leads_from_the_template_to_a_prepared_meeting(hall, organizer):
    assert 'href="/meetings/new"' in organizer.open("/").text
    make(hall, organizer, account=["", ""], board="")
    first = step(organizer.open(here(hall)).text)
    subjects = upload(organizer, here(hall, "/draft/subjects/preview"), version=1, text="张三,局长")
    kept = re.search(r'name="kept" value="([^"]+)"', subjects.text)
    assert kept is not None
    upload(organizer, here(hall, "/draft/subjects"), version=1, kept=kept[1], name="pasted.csv")
    second = step(organizer.open(here(hall)).text)
    typed = form_of(hall, "department_appraisal")
    organizer.send(here(hall, "/draft"), version=2, **typed)
    last = step(organizer.open(here(hall)).text)
    said = organizer.press(here(hall, "/prepare"))

    assert first == ("draft_subjects", here(hall, "/draft/subjects"))
    assert second == ("draft_board", here(hall, "/draft#board"))
    assert last == ("prepare", here(hall, "/prepare"))
    assert "会议已准备好" in said
    assert hall.get()["state"] == "prepared"


def test_what_there_is_no_choice_about_is_filled_in(hall, organizer):
    this_year = {"year": hall.desk.clock().year}
    hall.tally.boards["board-1"] = hall.board.document.model_copy(update=this_year)
    outline = choosing.suggest(hall.desk, "department_appraisal")

    page = organizer.open("/meetings/new?kind=department_appraisal").text

    assert outline.board == "board-1"
    assert [one.account for one in outline.scrutineers] == [
        account["account"] for account in choosing.list_choices(hall.desk, 2026)["scrutineers"]
    ]
    assert page.count(" selected") == 4  # the board, two scrutineers, the pack


def test_a_key_that_was_named_once_is_suggested_the_next_time(hall, organizer):
    make(hall, organizer)

    again = choosing.suggest(hall.desk, "poll")

    assert {one.key for one in again.scrutineers} == set(KEYS)


def test_what_cannot_be_taken_is_told_beside_what_was_typed_and_nothing_is_made(hall, organizer):
    typed = form_of(hall, "life_meeting_satisfaction", threshold="七成", title="整改测评")

    answers = [
        organizer.client.post(
            "/meetings/new",
            data={"kind": "life_meeting_satisfaction", **typed},
            headers={**HERE, "Accept-Language": language},
        )
        for language in ("zh", "en")
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "如 70% 或 2/3" in answers[0].text
    assert "percent or as a fraction" in answers[1].text
    assert all('value="七成"' in answer.text for answer in answers)
    assert "整改测评" not in organizer.open("/").text


@pytest.mark.parametrize("saved", [False, True], ids=["new", "draft"])
def test_a_form_that_cannot_be_read_gives_back_all_that_was_typed(hall, organizer, saved):
    if saved:
        make(hall, organizer, "nomination")
    place = here(hall, "/draft") if saved else "/meetings/new"
    meant = {"version": "1"} if saved else {"kind": "nomination"}
    typed = form_of(hall, "nomination", title="长" * 1001, class_title=["甲方代表"], letter=["Q"])

    answer = organizer.client.post(place, data={**meant, **typed}, headers=HERE)

    assert answer.status_code == 400
    assert "长" * 1001 in answer.text
    assert 'value="甲方代表"' in answer.text
    assert all(f'name="{name}" value="{value}"' in answer.text for name, value in meant.items())


def test_the_poll_without_its_line_cannot_be_prepared_and_the_page_says_where(hall, organizer):
    make(hall, organizer, "life_meeting_satisfaction")

    page = organizer.open(here(hall)).text
    said = organizer.press(here(hall, "/prepare"))

    assert step(page) == ("draft_threshold", here(hall, "/draft#threshold"))
    assert "草稿还不完整" in said
    assert hall.get()["state"] == "draft"


def test_an_incomplete_draft_lists_all_that_it_lacks_each_with_a_link(hall, organizer):
    make(hall, organizer, "nomination", place="", board="", account=["", ""])

    lacks = hall.get()["lacks"]
    page = organizer.open(here(hall)).text
    refused = hall.post(hall.organizer, "/prepare")

    assert [one["code"] for one in lacks] == [
        "draft_place",
        "draft_subjects",
        "draft_choices",
        "draft_board",
        "draft_scrutineers",
    ]
    assert all(f'href="{one["link"]}"' in page for one in lacks)
    assert refused.status_code == 409
    assert refused.json["type"] == "/problems/draft_incomplete"
    assert "draft_board" in refused.json["title"]


def test_the_form_takes_the_longest_particulars_and_says_on_a_page_when_it_is_too_much(
    hall, organizer
):
    titles = [f"{letter}{'票' * 199}" for letter in ascii_uppercase]
    longest = {"letter": list(ascii_uppercase), "class_title": titles, "title": "会" * 200}
    assert sum(len(quote(one)) for one in titles) > 32 * 1024

    make(hall, organizer, **longest)
    typed = form_of(hall, "department_appraisal", version=1, **longest)
    too_much = {**typed, "recipients": "人" * 40_000}
    said = [
        organizer.press("/meetings/new", kind="department_appraisal", **too_much),
        organizer.press(here(hall, "/draft"), **too_much),
    ]

    assert len(hall.get()["electorates"]) == 26
    assert ["发送的内容太大，没有做任何更改" in one for one in said] == [True, True]
    assert ["请核对是否多贴了" in one for one in said] == [True, True]


def test_two_who_edit_the_same_draft_never_overwrite_each_other_silently(hall, organizer):
    make(hall, organizer)
    mine = form_of(hall, "department_appraisal", title="我的标题")
    theirs = form_of(hall, "department_appraisal", title="别人的标题")

    first = organizer.send(here(hall, "/draft"), version=1, **theirs)
    second = organizer.send(here(hall, "/draft"), version=1, **mine)

    assert first.status_code == 303
    assert second.status_code == 409
    assert "另一个人在您打开之后改过这份草稿" in second.text
    assert 'value="我的标题"' in second.text
    assert hall.get()["title"] == "别人的标题"
    assert version(hall) == 2


def test_nothing_of_a_draft_can_be_changed_after_it_is_prepared_or_frozen(hall, organizer):
    hall.freeze()
    before = hall.get()
    typed = form_of(hall, "department_appraisal", title="改了")
    shown = hall.get("/draft")
    table = {"version": shown["version"], "text": "张三"}
    attempts = [
        organizer.send(here(hall, "/draft"), version=shown["version"], **typed),
        upload(organizer, here(hall, "/draft/subjects"), **table),
        organizer.send(here(hall, "/draft/subjects/add"), version=1, name="张三"),
        organizer.send(here(hall, "/draft/subjects/remove"), version=1, line="o1"),
        organizer.send(here(hall, "/draft/subjects/move"), version=1, line="o1", place=2),
    ]
    replaced = hall.client.put(
        f"/api/v1/meetings/{hall.meeting}/draft",
        json={"version": shown["version"], "outline": {**shown["outline"], "title": "改了"}},
        headers=hall.organizer.headers,
    )
    table_by_api = hall.client.post(
        f"/api/v1/meetings/{hall.meeting}/draft/subjects?version={shown['version']}",
        data="张三".encode(),
        headers=hall.organizer.headers,
    )

    assert [answer.status_code for answer in attempts] == [409, 303, 303, 303, 303]
    assert (replaced.status_code, replaced.json["type"]) == (409, "/problems/wrong_state")
    assert table_by_api.json["type"] == "/problems/wrong_state"
    assert organizer.open(here(hall, "/draft")).location == here(hall)
    assert organizer.open(here(hall, "/draft/subjects")).location == here(hall)
    assert hall.get() == before
    assert hall.get("/draft") == shown


def test_any_meeting_is_copied_with_one_press_also_a_cancelled_one(hall, organizer):
    hall.draft()
    old = hall.meeting
    organizer.press(here(hall, "/cancel"), reason="改期")

    sent = organizer.send(here(hall, "/copy"))
    hall.meeting = sent.location.rsplit("/", 1)[1]

    assert hall.meeting != old
    assert "已复制为新的草稿" in notice(organizer.open(sent.location).text)
    assert hall.get()["state"] == "draft"
    assert hall.get("/events")["events"][0]["detail"]["copy_of"] == old
    assert step(organizer.open(here(hall)).text) == ("prepare", here(hall, "/prepare"))


def test_a_pack_is_added_once_and_can_be_chosen(hall, organizer):
    upload(organizer, "/packs", text=PACK)
    added = notice(organizer.open("/packs").text)
    upload(organizer, "/packs", text="id: [")
    wrong = notice(organizer.open("/packs").text)

    assert "规则包已加入列表" in added
    assert "这个规则包不能用：不是普通的 YAML 文本" in wrong
    assert "没有加入。请改正这一处" in wrong
    assert "测试县" in organizer.open("/packs").text
    assert "测试县" in organizer.open("/meetings/new?kind=poll").text


def test_an_electorate_whose_people_are_on_the_roll_does_not_vanish(hall, organizer):
    hall.electorates = "AB"
    make(hall, organizer, letter=["A", "B"], class_title=["A票", "B票"])
    assert hall.import_roll().status_code == 200
    typed = form_of(hall, "department_appraisal", letter=["A"], class_title=["全体"])

    sent = organizer.send(here(hall, "/draft"), version=1, **typed)

    assert sent.status_code == 409
    assert "名册上还有人" in sent.text
    assert [one["key"] for one in hall.get()["electorates"]] == ["A", "B"]


def test_the_record_says_who_changed_what_of_a_draft(hall, organizer):
    make(hall, organizer)
    typed = form_of(hall, "department_appraisal", title="改名", spare_boxes="2")

    organizer.send(here(hall, "/draft"), version=1, **typed)
    organizer.send(here(hall, "/draft"), version=2, **typed)

    events = hall.get("/events")["events"]
    assert [event["act"] for event in events] == ["create", "edit_draft"]
    assert events[1]["name"] == "王组织"
    assert events[1]["detail"]["changed"] == ["spare_boxes", "title"]


def test_only_organizers_make_meetings(hall, app):
    registrar = a_browser(app, hall.registrar)

    answers = [registrar.open(path).status_code for path in ("/meetings/new", "/packs")]

    assert answers == [403, 403]
    assert 'href="/meetings/new"' not in registrar.open("/").text


def test_while_the_tally_service_is_away_the_rest_can_be_entered(hall, organizer):
    hall.tally.away = True

    page = organizer.open("/meetings/new?kind=poll").text
    make(hall, organizer, "poll", board="")

    assert "计票端没有回答" in page
    assert "draft_board" in [one["code"] for one in hall.get()["lacks"]]
