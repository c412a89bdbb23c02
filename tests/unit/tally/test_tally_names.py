"""Rounds, boxes and meetings are called by what they vote on; ids stand beside, small."""

from __future__ import annotations

import re

import pytest
from factories.count_rooms import Stages, page_of
from factories.office import a_browser
from factories.pages import a_build
from factories.tally import Counting

from shared.crypto import rehearsal
from tally_service.app import app_for
from tally_service.counts.domain.ordinals import vote_numbers


@pytest.fixture
def stages(tmp_path):
    return Stages(tmp_path, a_build(tmp_path / "web"))


def bare(page: str) -> str:
    """Return a page without its small print."""
    return re.sub(r"<small>.*?</small>", "", page, flags=re.S)


def test_votes_on_an_item_are_numbered_by_what_each_says_it_came_after():
    assert vote_numbers({}) == {}
    assert vote_numbers({"b": "a", "c": "b", "y": "x"}) == {"a": 1, "b": 2, "c": 3, "x": 1, "y": 2}
    assert vote_numbers({"a": "b", "b": "a"}) == {"a": 2, "b": 2}


def test_two_votes_on_one_item_are_told_apart_in_words_wherever_they_stand(stages):
    earlier = stages.counted()
    stages.counted_again(earlier)
    first, second = page_of(earlier), page_of(earlier).replace("/r1", "/r2")
    browser = stages.certifier()

    pages = {
        path: browser.open(path).text
        for round_ in (first, second)
        for path in (round_, f"{round_}/result", f"{round_}/rulings", f"{round_}/findings")
    }
    listed = browser.open("/").text
    english = browser.open(f"{second}/result", "en").text

    for path, page in pages.items():
        assert ("第 1 次投票" if path.startswith(first) else "第 2 次投票") in bare(page)
    assert {"第 1 次投票", "第 2 次投票"} <= set(re.findall(r"第 \d 次投票", bare(listed)))
    for page in (*pages.values(), listed):
        assert not re.search(r"<code>r[12]</code>", bare(page))
    assert "<small>轮次编号 <code>r2</code></small>" in pages[second]
    assert "本轮是对“测评表”的再次投票，原因：票箱损坏" in pages[f"{second}/result"]
    assert "“测评表” was voted on again here: 票箱损坏" in english


def test_a_round_that_stands_alone_has_no_number(stages):
    closed = stages.counted()

    page = stages.certifier().open(page_of(closed)).text

    assert "次投票" not in page


def test_the_record_of_a_board_names_the_box_that_was_decrypted(tmp_path):
    stages = Stages(tmp_path, a_build(tmp_path / "web"))
    closed = stages.counted()
    counting = stages.counting
    path = f"/boards/{counting.board.document.board}/keys"

    page = stages.browser(counting.trustees[1]).open(path).text

    row = page.rpartition("<tr>")[2]
    title = closed.sheets["A"].title
    assert f'href="{page_of(closed)}">{title} · A</a>' in row
    assert f"<small><code>{closed.uuid()}</code></small>" in row


def test_a_rehearsal_is_called_by_the_title_of_its_meeting(tmp_path):
    counting = Counting(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)
    app = app_for(counting.tally, a_build(tmp_path / "web"))
    ready = counting.board.document.board
    counting.box.announce("m-1", counting.board.ref)
    path = f"/api/v1/boards/{ready}/rehearsals/m-1"
    asked = duties(counting, 2, f"/api/v1/boards/{ready}/duties?meeting=m-1")["rehearsals"]

    published = counting.client.get(path).json["rehearsal"]
    sent = rehearsal.advance({}, 1, counting.board.secrets[1], published)
    body = {"step": sent.step, "message": sent.message}
    headers = counting.trustees[1].headers
    assert counting.client.post(f"{path}/messages", json=body, headers=headers).status_code == 200
    begun = duties(counting, 2, f"/api/v1/boards/{ready}/duties")["rehearsals"]
    page = a_browser(app, counting.trustees[2], "tally_session").open("/t").text

    assert [one["title"] for one in (*asked, *begun)] == ["年度民主测评会"] * 2
    assert "会议“年度民主测评会”的演练等您来做。" in page
    assert "<small>会议编号 <code>m-1</code></small>" in page


def duties(counting: Counting, number: int, path: str):
    """Return what a trustee is asked for."""
    return counting.client.get(path, headers=counting.trustees[number].headers).json
