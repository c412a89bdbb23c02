"""Checking a receipt or a slip in a real browser: every answer, and what must not leave it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import segno
from booth_visits import a_hall, open_second_round
from browsers import DESKTOP
from factories import documents
from factories.boxes import work
from playwright.sync_api import Route
from receipt_visits import Checking, Votes, checking

from shared.cli import own_ballot
from shared.crypto.credentials import check_characters, slip_text
from shared.crypto.jsontext import decode, unb64
from shared.crypto.receipts import six_words

CAST = 5
SLIP_UNUSED = CAST
"""Of seven slips five have voted."""


@pytest.fixture(scope="module")
def closed(tmp_path_factory, web) -> Iterator[Votes]:
    """A vote that has closed; both scrutineers have signed."""
    with a_hall(tmp_path_factory.mktemp("closed"), web, voters=7) as hall:
        hall.meeting.open()
        votes = Votes(hall).cast(CAST)
        hall.meeting.close()
        for key in documents.SCRUTINEERS:
            assert hall.meeting.sign_closing(key).status_code == 200
        yield votes


@pytest.fixture(scope="module")
def still_open(tmp_path_factory, web) -> Iterator[Votes]:
    """A vote that is open."""
    with a_hall(tmp_path_factory.mktemp("open"), web, voters=7) as hall:
        hall.meeting.open()
        yield Votes(hall).cast(CAST)


@pytest.fixture
def voter(chromium, closed) -> Iterator[Checking]:
    with checking(chromium, closed) as voter:
        yield voter


ANSWERS = {
    "zh": {
        "start": "查验我的票",
        "counted": "您的票在票箱里",
        "found": "这张选票在票箱里",
        "recorded": "已经收下，还没有截止",
        "missing": "回执是真的，票却不在票箱里",
        "false_signature": "票在票箱里，回执却不是真的",
        "not_genuine": "这份回执不是真的，或者属于另一场会议",
        "unknown": "没有这个编号的选票",
        "no_vote": "清单上没有这张凭条的选票",
        "no_vote_yet": "现在还不能断定",
        "voted": "有人用这张凭条投过票",
        "not_listed": "名单上没有这张凭条",
        "other_class": "这张凭条不属于本次会议",
        "not_authentic": "核对没有通过",
    },
    "en": {
        "start": "Check my vote",
        "counted": "Your ballot is in the box",
        "missing": "A genuine receipt, but no ballot",
        "no_vote": "No list has a ballot of this slip",
        "recorded": "Recorded; the vote is still open",
    },
}
SAID = ANSWERS["zh"]


TWINS = {
    "there good": "counted",
    "there bad": "false_signature",
    "missing good": "missing",
    "missing bad": "not_genuine",
}
"""What `ostraka verify` answers to what the page answers."""


def told_by_the_archive(votes: Votes, receipt: str | None = None, slip: str | None = None) -> str:
    """Return what `ostraka verify` says of the published archive."""
    key = documents.BOX.public.hex() if receipt else None
    archive = io.BytesIO(votes.hall.meeting.get("/archive").data)
    (told,) = own_ballot.answer(own_ballot.read_question(receipt, key, slip), archive).values()
    return told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_receipt_s_qr_code_leads_to_the_answer_in_both_languages(chromium, closed, lang):
    with checking(chromium, closed, lang) as voter:
        assert voter.ask(closed.receipts[0]) == ANSWERS[lang]["counted"]
        assert {"zh": "不用再做什么", "en": "need not do"}[lang] in voter.verdict

        assert "#" not in voter.page.url
        assert voter.page.evaluate("document.activeElement.tagName") == "H1"
        assert closed.tracker(0) in voter.said
        words = six_words(bytes.fromhex(closed.hall.meeting.meeting.digest))
        assert all(word in voter.said for word in (*words.zh, *words.en))
        voter.look("2-counted")
        voter.page.goto(closed.address(lang=lang))
        assert voter.page.locator("#receipt h1").inner_text() == ANSWERS[lang]["start"]
        voter.look("1-start")
        lost = closed.receipt("never cast")
        assert voter.ask(lost) == ANSWERS[lang]["missing"]
        assert lost in voter.said, "it stands in no address any more"
        voter.look("3-missing")
        assert voter.ask(closed.hall.slip(SLIP_UNUSED)) == ANSWERS[lang]["no_vote"]
        voter.look("4-no-vote")
        assert (voter.visit.complaints, voter.visit.elsewhere()) == ([], [])
        assert voter.visit.traces() == {}


@pytest.mark.parametrize("size", [DESKTOP])
def test_the_page_is_right_on_a_large_screen(chromium, closed, size):
    with checking(chromium, closed, size=size) as voter:
        voter.page.goto(closed.address())
        voter.look("1-start")
        voter.ask(closed.receipts[1])
        voter.look("2-counted")


def test_a_closed_box_answers_each_receipt_and_each_tracker(voter, closed):
    tracker = closed.tracker(0)
    changed = tracker[:20] + ("A" if tracker[20] != "A" else "B") + tracker[21:]
    other_box = documents.uuids_of(closed.hall.meeting.meeting, "A")[1]
    stranger = documents.STRANGER
    asked = {
        closed.receipts[1]: "counted",
        closed.receipts[1].replace(".", "\n"): "counted",
        closed.receipt("never cast"): "missing",
        closed.receipt(tracker, stranger): "false_signature",
        closed.receipt("never cast", stranger): "not_genuine",
        closed.receipt(tracker, uuid="1" * 14): "not_genuine",
        closed.receipt(tracker, uuid=other_box): "missing",
        tracker: "found",
        f"{tracker[:20]} {tracker[20:]}": "found",
        changed: "unknown",
    }

    found = {}
    for question in asked:
        voter.paste(question)
        found[question] = voter.answer()
        if question == changed:
            assert "只差几个字" in voter.said
            assert tracker in voter.said

    assert found == {question: SAID[answer] for question, answer in asked.items()}
    receipts = [question for question in asked if question.startswith(closed.hall.meeting.uuid)]
    told = {text: told_by_the_archive(closed, receipt=text) for text in receipts}
    assert {text: SAID[TWINS[told[text]]] for text in receipts} == {t: found[t] for t in receipts}
    assert len(set(told.values())) == 4


def test_after_the_close_the_box_does_not_hear_which_ballot_is_looked_for(voter, closed):
    code = closed.hall.meeting.codes[0]
    tracker = unb64(closed.tracker(0)).hex()

    for question in (closed.receipts[0], closed.tracker(0), closed.hall.slip(0)):
        voter.ask(question)

    sent = " ".join(voter.visit.requests)
    assert "/trackers" in sent
    assert "receipts/" not in sent
    assert not any(mark in sent for mark in (code, tracker, closed.tracker(0)))
    assert code not in voter.page.content()


def test_a_slip_is_told_whether_it_voted_in_every_box_of_its_class(voter, closed):
    strange = slip_text("A", documents.some_codes(1)[0])
    slips = {
        closed.hall.slip(0): "voted",
        closed.hall.slip(SLIP_UNUSED): "no_vote",
        strange: "not_listed",
    }
    for slip, answer in slips.items():
        voter.paste(slip)

        assert voter.answer() == SAID[answer]
        assert told_by_the_archive(closed, slip=slip) == answer
        shown = [closed.tracker(n) for n in range(CAST) if closed.tracker(n) in voter.said]
        assert shown == ([closed.tracker(0)] if answer == "voted" else [])
        if answer == "voted":
            assert "另有 1 个备用票箱没有开放过" in voter.said
            voter.look("4-voted")
    voter.paste(closed.hall.slip(0, "C"))
    assert voter.answer() == SAID["other_class"]


def test_a_slip_is_typed_group_by_group_and_its_code_stays_here(voter, closed):
    slip = closed.hall.slip(SLIP_UNUSED)
    voter.page.goto(closed.address())
    voter.page.get_by_role("button", name="查凭条").click()
    voter.look("5-slip")

    voter.page.locator("#code-0").fill(slip)
    voter.page.get_by_role("button", name="查这张凭条").click()

    assert voter.answer() == SAID["no_vote"]
    code = closed.hall.meeting.codes[SLIP_UNUSED]
    assert not any(code in request for request in voter.visit.requests)


def test_an_open_box_says_that_it_has_the_ballot_and_when_to_come_back(chromium, still_open):
    votes, strange = still_open, slip_text("A", documents.some_codes(1)[0])
    asked = {
        votes.receipts[0]: "recorded",
        votes.tracker(0): "recorded",
        votes.receipt("never cast"): "missing",
        votes.receipt(votes.tracker(0), documents.STRANGER): "not_genuine",
        votes.hall.slip(0): "no_vote_yet",
        votes.hall.slip(SLIP_UNUSED): "no_vote_yet",
        strange: "not_listed",
    }
    with checking(chromium, votes) as voter:
        for place, (question, answer) in enumerate(asked.items()):
            voter.paste(question)
            assert voter.answer() == SAID[answer]
            if place == 0:
                voter.look("6-recorded")


def test_a_screenshot_of_the_receipt_is_read_in_the_browser(voter, closed):
    drawn = io.BytesIO()
    segno.make(closed.address(closed.receipts[2])).save(drawn, kind="png", scale=4, border=40)
    voter.page.goto(closed.address())
    before = len(voter.visit.requests)

    voter.page.set_input_files("input[type=file]", [_png("receipt.png", drawn.getvalue())])

    assert voter.answer() == SAID["counted"]
    assert closed.tracker(2) in voter.said
    assert all("/api/v1/" in request for request in voter.visit.requests[before:])
    voter.page.goto(closed.address())
    voter.page.set_input_files("input[type=file]", [_png("empty.png", b"no picture")])
    voter.page.locator(".govuk-error-summary").wait_for()
    assert "没有找到二维码" in voter.said


def _png(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def test_what_cannot_be_read_is_named_and_what_was_typed_stays(voter, closed):
    wrong = {
        "": "请粘贴回执，或者输入选票编号",
        closed.receipts[0][:-10]: "这不是完整的回执",
        closed.tracker(0)[:-2]: "现在是 41 个",
    }
    for text, said in wrong.items():
        voter.paste(text)
        summary = voter.page.locator(".govuk-error-summary")
        summary.wait_for()

        assert said in summary.inner_text()
        assert voter.page.locator("#receipt-text").input_value() == text
    assert voter.page.evaluate("document.activeElement.className") == "govuk-error-summary"
    voter.look("7-unreadable")


def test_whoever_refuses_the_camera_can_paste_instead(voter, closed):
    voter.page.goto(closed.address())

    voter.page.get_by_role("button", name="扫描回执的二维码").click()

    voter.page.locator(".govuk-error-summary").wait_for()
    assert "不能使用摄像头" in voter.said


def test_a_mistyped_slip_is_mended_group_by_group(voter, closed):
    slip = closed.hall.slip(SLIP_UNUSED)
    letter, *groups, checks = slip.split("-")
    group = groups[1]
    wrong, mistyped = next(
        (other, "-".join((letter, *typed, checks)))
        for last in "23456789"
        if (other := group[:-1] + last) != group
        and check_characters("-".join(typed := [groups[0], other, *groups[2:]])) != checks
    )  # one in 58 other letters has the same check character

    voter.paste(mistyped)
    third = voter.page.locator("#code-2")
    third.wait_for()

    assert third.input_value() == wrong
    assert third.get_attribute("aria-invalid") == "true"
    assert voter.page.locator("#code-1").get_attribute("aria-invalid") == "false"
    third.fill(group)
    voter.page.get_by_role("button", name="查这张凭条").click()
    assert voter.answer() == SAID["no_vote"]


def test_a_list_that_was_changed_on_the_way_is_believed_by_nobody(voter, closed):
    def changed(route: Route) -> None:
        answer = route.fetch()
        shown = decode(answer.text())
        assert isinstance(shown, dict)
        for name in ("trackers", "credentials"):
            del shown[name][0]
        shown["size"] = CAST - 1
        route.fulfill(response=answer, json=shown)

    voter.page.route("**/trackers", changed)

    assert voter.ask(closed.receipts[0]) == SAID["not_authentic"]
    assert "监票人" in voter.said
    assert closed.receipts[0] in voter.said, "the voter is told to keep it"
    voter.look("8-not-authentic")


def test_without_a_network_the_voter_can_try_again(voter, closed):
    voter.page.goto(closed.address())
    voter.page.context.set_offline(True)
    voter.page.locator("#receipt-text").fill(closed.receipts[0])
    voter.page.keyboard.press("Tab")
    voter.page.keyboard.press("Enter")
    assert voter.answer() == "连不上票箱"

    voter.page.context.set_offline(False)
    voter.page.get_by_role("button", name="再查一次").click()

    voter.page.get_by_role("heading", name=SAID["counted"]).wait_for()


def test_the_language_can_be_changed_and_the_answer_stays(voter, closed):
    voter.page.goto(closed.address())
    voter.page.locator("#receipt-text").fill(closed.receipts[0])
    voter.page.click("text=English")
    assert voter.page.locator("#receipt-text").input_value() == closed.receipts[0]
    voter.page.locator("form button").click()
    assert voter.answer() == ANSWERS["en"]["counted"]
    before = len(voter.visit.requests)

    voter.page.click("text=中文")

    assert voter.answer() == SAID["counted"]
    assert voter.visit.requests[before:] == []


def test_a_second_round_is_looked_into_as_well(chromium, tmp_path, web):
    with a_hall(tmp_path, web, voters=6) as hall, checking(chromium, votes := Votes(hall)) as voter:
        meeting = hall.meeting
        meeting.open()
        second = open_second_round(meeting)
        work(meeting.box)
        assert voter.ask(hall.slip(0)) == SAID["no_vote_yet"], "the second round is open"
        assert voter.ask(votes.receipt("never cast", uuid=second.uuid)) == SAID["missing"]
        first, meeting.sheet, meeting.uuid = meeting.sheet, second, second.uuid
        votes.cast(5)

        meeting.order("annul", reason="舞弊")
        work(meeting.box)

        assert voter.ask(votes.receipts[0]) == SAID["counted"]
        assert "宣布无效" in voter.said
        assert "不用再做什么" not in voter.said
        assert voter.ask(hall.slip(5)) == SAID["no_vote"]
        assert "监票人还没有签完名" in voter.verdict, "others may be shown another list"
        assert "不用再做什么" not in voter.said
        assert voter.ask(hall.slip(0)) == SAID["voted"]
        assert first.title in voter.said
        assert second.title in voter.said
        assert "监票人还没有签完名" in voter.said
        voter.look("9-two-rounds")
