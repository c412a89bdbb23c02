"""The count room's pages: each form does what the API does, and nobody sees a count too early."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from factories.blind_rounds import BlindRound
from factories.count_rooms import VOTES, Stages, draft_of, page_of, sign
from factories.office import Browser, a_browser
from factories.pages import a_build
from factories.tally import a_person, refusal, work

from tally_service.certificates.report.contents import Contents, contents_of
from tally_service.count_room import pages
from tally_service.counts.domain.shares import Work


@pytest.fixture
def stages(tmp_path) -> Stages:
    return Stages(tmp_path, a_build(tmp_path / "web"))


@pytest.fixture
def certifier(stages) -> Browser:
    return stages.certifier()


def test_every_page_is_shown_in_both_languages(stages, certifier):
    closed = stages.counted()
    paths = ["/", *(page_of(closed, part) for part in ("", "/result", "/rulings"))]

    shown = [certifier.open(path, language) for path in paths for language in ("zh", "en")]

    assert [page.status_code for page in shown] == [200] * 8
    assert {page.headers["Content-Language"] for page in shown} == {"zh-Hans", "en"}


def test_the_list_names_every_rounds_next_step_on_the_page_and_in_the_api(stages, certifier):
    waiting, decrypting = stages.without_ledger(), stages.decrypting(1)
    annulled, certified = stages.annulled(), stages.certified()

    page = certifier.open("/").text
    listed = stages.counting.client.get(
        "/api/v1/rounds", headers=stages.counting.trustees[1].headers
    ).json

    steps = {one["meeting"]: one["rounds"][0]["next_step"]["code"] for one in listed["meetings"]}
    assert steps == {
        waiting.meeting.meeting: "await_ledger",
        decrypting.meeting.meeting: "shares",
        annulled.meeting.meeting: "annulled",
        certified.meeting.meeting: "done",
    }
    assert "等待会务登记端的票数账" in page
    assert "已有 1 份，需 2 份。未交：受托人 2、受托人 3。" in page
    assert "收回的票多于发出的票。如需重投，请会议工作人员" in page
    assert refusal(stages.counting.client.get("/api/v1/rounds")) == (401, "sign_in_needed")


def test_progress_is_told_in_words_and_as_a_bar(stages, certifier, monkeypatch):
    monkeypatch.setattr("tally_service.counts.domain.chunks.CIPHERTEXTS_A_CHUNK", 10)
    closed = stages.verifying()

    before = certifier.open(page_of(closed)).text
    work(stages.counting.tally)
    after = certifier.open(page_of(closed)).text

    assert "正在核验选票：0 / 4 批" in before
    assert '<progress max="4" value="0">' in before
    assert "选票核验：4 / 4 批，共 7 张" in after
    assert "无从核对" in after


def test_each_share_is_named_and_a_wrong_one_is_laid_to_its_owner(stages, certifier, monkeypatch):
    closed = stages.decrypting()
    honest, keys = Work.check, {1: 1, 2: 3, 3: 3}
    monkeypatch.setattr(Work, "check", lambda work, owner, text: honest(work, keys[owner], text))
    counting, uuid = stages.counting, closed.uuid()

    counting.give(uuid, 1)
    counting.give(uuid, 2, counting.share(uuid, 3))
    torn = certifier.open(page_of(closed)).text
    counting.give(uuid, 3)
    found = certifier.open(page_of(closed)).text

    assert "不符的可能是：受托人 1、受托人 2。请 受托人 3 提交份额，以查明是谁的。" in torn
    assert torn.count("与其他份额不符") == 2
    assert found.count("与其他份额不符") == 1
    assert "受托人 2 <strong" in found.partition("与其他份额不符")[0].rpartition("<li>")[2]


def test_nobody_but_a_certifier_sees_a_count_before_it_is_certified(stages):
    closed, counting = stages.counted(), stages.counting
    others = [counting.trustees[1], a_person(counting.tally, "孙管理", "admin")]
    parts = ("/result", "/rulings", "/report.pdf", "/report.xlsx")

    before = [stages.browser(o).open(page_of(closed, part)) for o in others for part in parts]
    round_page = stages.browser(others[0]).open(page_of(closed))
    stranger = a_browser(stages.app).open(page_of(closed))
    for certifier in (0, 1):
        counting.certify(closed, certifier)
    after = [stages.browser(o).open(page_of(closed, "/result")) for o in others]

    assert [one.status_code for one in before] == [403] * 8
    assert all("只有认证人能看" in one.text for one in before)
    assert round_page.status_code == 200
    assert "/result" not in round_page.text
    assert "/sign-in?" in stranger.location
    assert [one.status_code for one in after] == [200, 200]


def test_everything_says_that_it_is_not_certified_until_two_have_signed(stages, certifier):
    closed = stages.counted()
    paths = [page_of(closed, part) for part in ("", "/result", "/rulings")]
    draft = [certifier.open(path).text for path in paths]

    first, second = sign(stages, closed), sign(stages, closed, 1)
    done = [certifier.open(path).text for path in paths]

    assert all('office uncertified"' in page and "未认证" in page for page in draft)
    assert not any("uncertified" in page for page in done)
    assert "还需另一名认证人签署" in first
    assert "结果已认证" in second
    assert "/report.pdf" in done[1]
    assert f"/api/v1/certified-results/{stages.counting.round(closed)['digest']}" in done[1]


@pytest.mark.parametrize("typed", ["", "周认", "吴认证", "周认证1", "zhou"])
def test_a_wrong_name_signs_nothing_and_says_so(stages, typed):
    closed = stages.counted()

    said = sign(stages, closed, name=typed)
    by_api = stages.counting.certify(closed, 0, name=typed)

    assert said.startswith("! 输入的姓名与您账号上的姓名不同，没有签署。")
    assert refusal(by_api) == (400, "name_differs")
    assert stages.counting.round(closed)["signatures"] == []


@pytest.mark.parametrize("typed", ["周认证", "  周认证 ", "\u3000周认证"])
def test_spaces_around_ones_own_name_do_not_matter(stages, typed):
    closed = stages.counted()

    sign(stages, closed, name=typed)

    assert stages.counting.round(closed)["signatures"] == ["周认证"]


def test_a_name_of_several_words_is_the_same_with_more_spaces_between_them(stages):
    closed, counting = stages.counted(), stages.counting
    counting.certifiers[0] = a_person(counting.tally, "Li Wei", "certifier")

    joined = sign(stages, closed, name="LiWei")
    said = sign(stages, closed, name=" Li   Wei")

    assert "没有签署" in joined
    assert "已记下您的签署" in said


def test_what_was_not_looked_at_is_not_signed(stages):
    closed = stages.counted()

    said = sign(stages, closed, draft="0" * 64)
    by_api = stages.counting.certify(closed, 0, draft="0" * 64)

    assert "结果在您查看以后变了，没有签署。" in said
    assert refusal(by_api) == (409, "draft_changed")


def test_a_unanimous_result_is_signed_only_by_whoever_says_to_know_it(stages, certifier):
    closed = stages.appointment([0] * 8)

    page = certifier.open(page_of(closed)).text
    without = sign(stages, closed)
    by_api = stages.counting.certify(closed, 0, unanimity_seen=False)
    known = sign(stages, closed, unanimity_seen="yes")

    assert "data-unanimous" in page
    assert "任用张三为科长" in page.partition("data-unanimous")[2]
    assert "没有签署" in without
    assert refusal(by_api) == (409, "unanimity_not_acknowledged")
    assert "已记下您的签署" in known
    assert "data-unanimous" not in certifier.open(page_of(stages.counted())).text


def test_forbidden_steps_are_refused_with_their_reason_on_the_page_and_by_the_api(stages):
    counting = stages.counting
    cases = [
        (stages.without_ledger(), "这一轮还不能签署", "draft_not_ready"),
        (stages.decrypting(1), "这一轮还不能签署", "draft_not_ready"),
        (stages.annulled(), "这一轮已作废", "round_annulled"),
        (stages.failed(), "这一轮还不能签署", "draft_not_ready"),
        (stages.certified(), "这一轮已经认证", "already_certified"),
    ]

    for closed, words, slug in cases:
        said = sign(stages, closed, draft="0" * 64)
        assert words in said, slug
        assert refusal(counting.certify(closed, 0)) == (409, slug)


def test_one_certifier_twice_is_one_and_a_trustee_is_none(stages):
    closed, counting = stages.counted(), stages.counting
    sign(stages, closed)

    again = sign(stages, closed)
    fields = {"name": "受托人 1", "draft": draft_of(stages, closed)}
    trustee = stages.browser(counting.trustees[1])
    sent = trustee.send(page_of(closed, "/signatures"), **fields)

    assert "您已经签署或确认过了" in again
    assert 'name="draft"' not in stages.certifier().open(page_of(closed)).text
    assert sent.status_code == 403
    assert counting.round(closed)["signatures"] == ["周认证"]


def test_two_certifiers_who_press_at_once_certify_once(stages):
    closed = stages.counted()
    digest, together, said = draft_of(stages, closed), threading.Barrier(4), []

    def press(number: int) -> None:
        browser, name = stages.certifier(number), stages.counting.certifiers[number].actor.name
        together.wait()
        said.append(browser.press(page_of(closed, "/signatures"), name=name, draft=digest))

    threads = [threading.Thread(target=press, args=(number,)) for number in (0, 1, 0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum("结果已认证" in one for one in said) == 1
    assert sum("已记下您的签署" in one for one in said) == 1
    assert (
        len(
            stages.counting.client.get(
                f"/api/v1/certified-results?meeting={closed.meeting.meeting}"
            ).json
        )
        == 1
    )


def test_an_annulled_round_shows_the_rule_and_what_does_not_hold(stages, certifier):
    page = certifier.open(page_of(stages.annulled())).text

    assert 'office annulled"' in page
    assert "收回多于发出的，本次表决无效" in page
    assert "不成立" in page
    assert stages.counting.client.get("/api/v1/rounds/m1/r1/progress").status_code == 401


def test_a_sealed_box_says_collected_not_counted_and_why(stages, certifier):
    closed = stages.counted({"A": VOTES, "B": [0, 1]})

    page = certifier.open(page_of(closed)).text
    result = certifier.open(page_of(closed, "/result")).text

    assert "箱内有 2 张选票，少于披露下限 5 张" in page
    assert "票类 B：已收集，未计票。" in result
    assert "各表的比例不含这个票箱；各票类所问相同时，条款以应到、实到、发出为分母的" in result
    assert "票类 B</th>" not in result


def test_five_denominators_stand_beside_each_other_with_bars_and_clauses(stages, certifier):
    closed = stages.appointment([0, 0, 0, 0, 0, 1, 3, 3])

    result = certifier.open(page_of(closed, "/result")).text
    rulings = certifier.open(page_of(closed, "/rulings")).text

    for head in ("占应到 11", "占实到 8", "占发出 8", "占收回 8", "占有效 8"):
        assert head in result
    assert ("45.45%" in result, "5/11" in result, "62.50%" in result) == (True, True, True)
    assert '<svg class="chart"' in result
    assert "票：各项得票之和 = 有效" in result
    assert "应到11人，比例5/11（45.45%），未超过半数" in rulings
    assert "Agree: 5 of 11 people on the roll" in rulings
    assert "多数人不赞成的不提名" in rulings


def test_numbers_that_contradict_each_other_are_told_before_anybody_signs(
    stages, certifier, monkeypatch
):
    closed = stages.counted()

    honest = certifier.open(page_of(closed)).text
    monkeypatch.setattr("tally_service.count_room.actions.results.contents_of", with_a_void_paper)
    page, result = (certifier.open(page_of(closed, part)).text for part in ("", "/result"))

    assert "data-broken" not in honest
    assert "请不要签署" in page.partition("data-broken")[2]
    assert '<details class="govuk-details" open>' in result


def with_a_void_paper(fields: dict[str, Any], **more: Any) -> Contents:
    """Return what a report says of a result in one of whose boxes a void paper is invented."""
    fields["boxes"][0]["ledger"]["void"] = 1
    return contents_of(fields, **more)


def test_a_long_sheet_is_searched_and_comes_in_parts(stages, certifier):
    closed = stages.counted(contests=23)

    first, second, one, none = (
        certifier.open(page_of(closed, f"/result?{query}")).text
        for query in ("page=1", "page=2", "q=干部 23", "q=没有此人")
    )

    numbers = [text.count('class="count-contest"') for text in (first, second, one, none)]
    assert numbers == [20, 3, 1, 0]
    assert "23. 干部 23" in one
    assert "找到 0 个" in none


def test_in_blind_mode_the_page_says_how_many_were_signed_for_and_activated(stages, certifier):
    counting = stages.counting
    closed = BlindRound({"A": VOTES}, left_over=1, pack=counting.pack.digest)
    counting.box.pages |= closed.pages()
    counting.clear(closed)

    page = certifier.open(page_of(closed)).text

    line = closed.ledger().lines[0]
    assert f"手机签发 {line.released}（其中已激活" in page
    assert f"发出备用凭条 {line.issued - line.released}" in page
    assert "发出 = 手机签发 + 发出的备用凭条" in page
    assert "<strong>不成立" not in page


def test_what_was_annulled_or_failed_has_no_counts_for_anybody_and_says_so(stages, certifier):
    trustee = stages.browser(stages.counting.trustees[1])

    asked = [
        browser.open(page_of(closed, "/result"))
        for closed in (stages.annulled(), stages.failed())
        for browser in (certifier, trustee)
    ]

    assert [page.status_code for page in asked] == [409] * 4
    assert all("票数没有算出，或者本轮已经作废" in page.text for page in asked)


def test_a_round_nobody_heard_of_is_told_as_a_page(certifier):
    answered = [certifier.open(f"/rounds/m0/r0{part}") for part in ("", "/result", "/rulings")]

    assert [one.status_code for one in answered] == [404] * 3
    assert all("这里没有这一轮" in one.text for one in answered)


def test_who_is_asked_to_sign_finds_the_numbers_however_fast_they_come(
    stages, certifier, monkeypatch
):
    closed, show = stages.decrypting(1), pages.show_progress

    def counted_meanwhile(*asked: Any) -> Any:
        monkeypatch.undo()
        stages.counting.give(closed.uuid(), 2)
        return show(*asked)

    monkeypatch.setattr(pages, "show_progress", counted_meanwhile)
    page = certifier.open(page_of(closed)).text

    assert 'data-step="certify"' in page
    assert "票数（五种分母并列）" in page
