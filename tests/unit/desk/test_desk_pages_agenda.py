"""The agenda's pages: one clear action for each item, and each form does what the API does."""

from __future__ import annotations

import re

from factories.committees import (
    FLOOD,
    POST,
    ROAD,
    STRICT,
    a_committee,
    a_matter,
    frozen,
    item_of,
)
from factories.desk import Hall
from factories.office import a_browser, notice


def page_of(hall: Hall) -> str:
    return f"/meetings/{hall.meeting}/agenda"


def fields(people: list[str], agree: int, disagree: int = 0, **more: str) -> dict[str, str]:
    """Return the form of an open vote."""
    given = ["agree"] * agree + ["disagree"] * disagree
    marks = {f"mark-{id_}": mark for id_, mark in zip(people, given, strict=True)}
    return {"purpose": "decision", **marks, **more}


def digest_on(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found is not None, page
    return found.group(1)


def test_the_agenda_shows_quorum_gates_and_one_action_for_each_item(hall, organizer):
    urgent_post = a_matter("p2", "临时任命", item_class="personnel", assessed=True, urgent=True)
    a_committee(hall, ROAD, FLOOD, POST, urgent_post)
    here = page_of(hall)

    chinese, english = (organizer.open(here, language).text for language in ("zh", "en"))

    assert "应到 <strong>11</strong> 人，实到 <strong>8</strong> 人" in chinese
    assert "2/3 for personnel items: met" in english
    assert f'href="{here}/items/road/record"' in chinese
    assert f'href="{here}/items/flood/record?purpose=consent"' in chinese
    assert "/items/post/record" not in chinese
    assert "/items/p2/record" not in chinese
    assert "“县委书记不得临时动议研究干部议题”" in chinese
    assert here in organizer.open(f"/meetings/{hall.meeting}").text


def test_votes_are_recorded_on_one_page_and_confirmed_on_another_by_somebody_else(
    hall, app, organizer
):
    here = a_committee(hall)
    second = a_browser(app, hall.first)
    form = organizer.open(f"{page_of(hall)}/items/road/record").text

    sent = organizer.send(f"{page_of(hall)}/items/road/votes", **fields(here, 5, 3))
    own = organizer.open(sent.location).text
    digest = digest_on(second.open(sent.location).text)
    alone = organizer.press(f"{sent.location}/confirm", digest=digest)
    said = second.press(f"{sent.location}/confirm", digest=digest)
    shown = organizer.open(sent.location).text
    again = second.press(f"{sent.location}/confirm", digest=digest)

    assert form.count('type="radio"') == 8 * 4
    assert "委员11" in form  # not here
    assert "记名表决已记录" in notice(own)
    assert 'name="digest"' not in own
    assert "您已经确认过了" in alone
    assert said == "✓ 记录已确认，不再更改。未通过。"
    assert "62.50%" in shown
    assert "45.45%" in shown
    assert "不再更改" in again
    assert item_of(hall, "road")["votes"][0]["state"] == "confirmed"


def test_an_incomplete_or_foreign_record_is_refused_and_nothing_is_stored(hall, organizer):
    here = a_committee(hall)
    path = f"{page_of(hall)}/items/road/votes"
    whole = fields(here, 8)
    short = {name: text for name, text in whole.items() if name != f"mark-{here[0]}"}

    said = [
        organizer.press(path, **short),
        organizer.press(path, **{**whole, "marks": "agree"}),
        organizer.press(path, **{**whole, f"mark-{here[0]}": "perhaps"}),
        organizer.press(path, **{**whole, "more": "1"}),
    ]

    assert "还没有全部记上" in said[0]
    assert all(one.startswith("!") for one in said)
    assert item_of(hall, "road")["votes"] == []


def test_a_record_that_is_refused_is_shown_again_with_every_mark(hall, organizer):
    here = a_committee(hall, FLOOD)
    path = f"{page_of(hall)}/items/flood"
    given = fields(here, 5, 3, purpose="consent")
    short = {name: text for name, text in given.items() if name != f"mark-{here[0]}"}

    refused = organizer.send(f"{path}/votes", **short)
    later = organizer.open(f"{path}/record").text

    marked = re.findall(r'name="(mark-\w+)" type="radio" value="(\w+)" checked', refused.text)
    assert refused.status_code == 400
    assert "还没有全部记上" in notice(refused.text)
    assert {"purpose": "consent", **dict(marked)} == short
    assert 'name="purpose" value="consent"' in refused.text
    assert "?lang=" not in refused.text  # nothing is shown at the address that a form is sent to
    assert "checked" not in later


def test_a_personnel_item_cannot_be_added_and_the_notice_quotes_the_clause(hall, organizer):
    here = a_committee(hall)
    body = {"title": "临时任命", "item_class": "personnel", "proposer": here[0]}

    said = organizer.press(f"{page_of(hall)}/items", **body)
    added = organizer.press(f"{page_of(hall)}/items", **{**body, "item_class": "other"})

    assert "（C07）" in said
    assert "县委书记不得临时动议研究干部议题" in said
    assert "议题已列入" in added
    assert "委员01 于" in organizer.open(page_of(hall)).text


def test_facts_and_recusals_are_recorded_from_the_agenda(hall, organizer):
    here = a_committee(hall, a_matter("post", "任命局长", item_class="personnel"), pack=STRICT)
    path = f"{page_of(hall)}/items/post"
    fact = {"document": "组考〔2026〕3号", "date": "2026-03-01"}

    right = organizer.press(f"{path}/facts", fact="assessed", value="yes", **fact)
    number = organizer.press(f"{path}/facts", fact="posts", value="1", **fact)
    wrong = organizer.press(f"{path}/facts", fact="posts", value="yes", **fact)
    out = organizer.press(f"{path}/recusals", person=here[0], reason="亲属关系")
    shown = organizer.open(page_of(hall)).text
    back = organizer.press(f"{path}/recusals/undo", person=here[0], reason="记错")

    assert [one[:1] for one in (right, number, wrong, out, back)] == ["✓", "✓", "!", "✓", "✓"]
    assert "组考〔2026〕3号" in shown
    assert {one["key"]: one["value"] for one in item_of(hall, "post")["facts"]}["posts"] == 1
    assert "最多应有 7 张票" in shown
    assert item_of(hall, "post")["recusals"] == []


def test_what_a_scrutineer_sees_has_no_buttons_of_the_organizer(hall, app):
    a_committee(hall, ROAD, FLOOD)
    scrutineer = a_browser(app, hall.first)

    shown = scrutineer.open(page_of(hall)).text

    assert "/record" not in shown
    assert f'action="{page_of(hall)}' not in shown
    assert scrutineer.open(f"{page_of(hall)}/items/road/record").status_code == 403


def test_a_meeting_of_open_votes_is_ended_on_its_agenda(hall, app, organizer):
    here = a_committee(hall)
    sent = organizer.send(f"{page_of(hall)}/items/road/votes", **fields(here, 8))
    second = a_browser(app, hall.first)
    second.press(f"{sent.location}/confirm", digest=digest_on(second.open(sent.location).text))

    assert "结束会议" in organizer.open(page_of(hall)).text
    assert organizer.press(f"{page_of(hall)}/adjourn") == "✓ 会议已结束。"
    assert hall.get()["state"] == "closed"
    assert "结束会议" not in organizer.open(page_of(hall)).text


def test_another_matter_goes_to_a_secret_round_with_a_reason_that_stands_in_the_record(
    hall, organizer
):
    a_committee(hall)
    frozen(hall)

    shown = organizer.open(page_of(hall)).text
    said = organizer.press(f"{page_of(hall)}/items/road/rounds", reason="涉及有关人员")

    assert re.search(r'id="secret-1" name="reason"[^>]* required', shown)
    assert said.startswith("✓")
    event = next(one for one in hall.get("/events")["events"] if one["act"] == "begin_round")
    assert event["reason"] == "涉及有关人员"
    assert item_of(hall, "road")["rounds"][0]["follows"] is None


def test_the_meeting_leads_to_the_agenda_and_the_agenda_not_to_itself(hall, organizer):
    a_committee(hall, ROAD)
    frozen(hall)
    here = page_of(hall)

    meeting = organizer.open(here.removesuffix("/agenda")).text
    agenda = organizer.open(here).text

    assert f'class="office-step__go"><a class="govuk-button" href="{here}"' in meeting
    assert "office-step__go" not in agenda
    assert 'data-step="next_round"' in agenda
