"""Trustees in browsers and on the command line: one ceremony, one rehearsal, the same key files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import DESKTOP, PHONE, look_at, serving, visiting
from factories import documents
from factories.office import token_of
from factories.tally import Counting, a_person, work
from playwright.sync_api import Browser, expect
from trustee_visits import CHEAP, PASSPHRASE, Room, Trustee

from shared.cli.trustee import TrusteeProgram
from shared.cli.trustee.storage import KeyFile
from shared.crypto.trustees import board as ceremony
from shared.documents.base import open_signed
from shared.documents.boards import Board, Rehearsal
from tally_service.app import app_for

TALLY_KEYS = {documents.TALLY.key_id: documents.TALLY.public}
WAITING = "等待其他密钥持有人"
READY = "密钥已经就绪"


@pytest.fixture(scope="module")
def room(web: Path, tmp_path_factory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("trustees")
    counting = Counting(f"sqlite:///{folder / 'tally.db'}", folder)
    with serving(app_for(counting.tally, web)) as url:
        yield Room(counting, url.replace("127.0.0.1", "localhost"), folder)


def make_keys(room: Room, one: Trustee, two: Trustee, cli: TrusteeProgram) -> None:
    """Let all three make their keys, and commit."""
    # The key is made in the browser, and counts once its file was chosen again.
    one.page.goto(f"{room.url}/t")
    one.look("boards")
    one.page.get_by_role("link", name="现在去做").click()
    one.heading("生成您的密钥")
    one.look("beginning")
    one.make()
    saved = one.save()
    assert PASSPHRASE not in saved.read_text()
    one.look("saving")
    assert room.page()["messages"]["cert"] == [None] * 3
    one.prove(passphrase="another passphrase")
    assert "口令不对" in one.told()
    one.prove(file=Path(__file__), passphrase=PASSPHRASE)
    assert "不是完整的密钥文件" in one.told()
    one.look("refused")
    assert room.page()["messages"]["cert"] == [None] * 3
    one.prove(passphrase=PASSPHRASE)
    one.heading(WAITING)
    expect(one.page.locator(".trustee-awaited")).to_contain_text("李四、王五")
    one.look("waiting")

    # The second one leaves in between, and comes back with the file.
    cli.init(room.board, 3, documents.DESK.public)
    room.go_on(cli, 3, "cert")
    two.open()
    two.heading("生成您的密钥")
    two.make()
    saved = two.save()
    two.prove(passphrase=PASSPHRASE)
    two.heading(WAITING)
    two.open()
    two.heading("打开您的密钥文件")
    two.look("opening")
    two.load(one.file)
    assert "别的持有人" in two.told()
    two.load(saved)
    two.heading(WAITING)


def deal_and_compare(room: Room, one: Trustee, two: Trustee, cli: TrusteeProgram) -> Board:
    """Let all three deal, compare the words and finish their keys; return the board's document."""
    # Commitments go by themselves; the deal is saved before it leaves.
    room.go_on(cli, 3, "commitment")
    one.save()
    assert room.page()["messages"]["polynomial"] == [None] * 3
    one.prove(file=two.file)
    assert "别的" in one.told() or "刚才保存" in one.told()
    one.prove()
    two.save()
    two.prove()
    room.go_on(cli, 3, "polynomial")
    one.heading(WAITING)
    room.go_on(cli, 3, "output")

    # Six words, the same for all three; then the finished key is saved.
    words = one.words()
    one.look("comparing")
    assert two.words() == words
    cli.step()
    assert room.heard == [tuple(words)]
    two.press("有不一样的")
    two.heading("停下：词不一样")
    two.look("differing")
    two.press("看错了，再核对一次")
    for trustee in (one, two):
        trustee.press("全都一样")
        trustee.save()
        trustee.prove()
        trustee.heading(READY)
    one.look("ready")
    document = open_signed(Board, room.page()["document"], TALLY_KEYS)
    room.counting.box.announce("m-1", documents.HeldBoard(document, {}, b"").ref)
    transcript = room.counting.client.get(f"/api/v1/boards/{room.board}/transcript").data
    assert ceremony.replay(transcript).digest.hex() == document.transcript
    return document


def rehearse(room: Room, one: Trustee, two: Trustee, cli: TrusteeProgram) -> None:
    """Let all three rehearse for a meeting, each in another way."""
    # A wrong number begins nothing. Then: one from the open page, one from the link, one on the
    # command line.
    one.page.locator("summary").first.click()
    one.page.locator("#meeting").fill("m-7")
    one.press("开始这次演练")
    assert "没有这个编号的会议" in one.told()
    assert room.rehearsal("m-7")["commitments"] == [None] * 3
    one.page.locator("#meeting").fill("m-1")
    one.press("开始这次演练")
    one.heading("会议“年度民主测评会”的演练")
    two.open("?meeting=m-1")
    two.look("due")
    two.load(two.file)
    two.look("due-open")
    two.press("开始演练")
    room.rehearse(cli, "m-1")
    expect(one.page.locator(".voter-notice--good")).to_contain_text("演练完成", timeout=20_000)
    one.look("rehearsed")
    assert open_signed(Rehearsal, room.rehearsal("m-1")["document"], TALLY_KEYS).trustees == [
        1,
        2,
        3,
    ]

    # Files are the same for both: the command line goes on with a browser's.
    spare = room.program_with(1, one.file)
    assert spare.prove_copy("m-1")
    assert not spare.step()
    assert KeyFile(two.file, PASSPHRASE, CHEAP).read()["board_document"] is not None


def decrypt(room: Room, one: Trustee, cli: TrusteeProgram, document: Board) -> None:
    """Let a page and a command line decrypt the two boxes of a round."""
    # Closed boxes: verified in the page, words compared, remembered in one file, then the shares.
    closed = room.close_a_box(document, "AB")
    one.open()
    one.look("box")
    one.load(one.file)
    both = one.page.get_by_role("button", name="核验并解密这一轮的 2 个票箱")
    expect(both).to_be_visible(timeout=20_000)
    one.look("boxes-open")
    one.press("核验并解密这一轮的 2 个票箱")
    for place, letter in enumerate("AB", start=1):
        one.heading(f"与会场核对六个词（第 {place} 个，共 2 个票箱）")
        one.look("confirming")
        expect(one.page.locator("#trustee")).to_contain_text(f"（{letter} 票）")
        assert one.large_words() == room.words_of_the_hall(closed, letter)
        one.press("与会场一样")
    remembering = one.save()
    assert room.shares(closed) == []
    one.prove()
    one.heading("份额已经交出")
    one.look("shared")
    assert [room.shares(closed, letter) for letter in "AB"] == [[1], [1]]
    for letter in "AB":
        cli.decrypt(closed.uuid(letter))
    work(room.counting.tally)
    assert [room.counting.outcome(closed, letter) for letter in "AB"] == [("done", None)] * 2
    kept = KeyFile(remembering, PASSPHRASE, CHEAP).read()
    tallies = {closed.uuid(one): room.counting.count(closed, one)["tally"] for one in "AB"}
    assert kept["memory"] == tallies


def test_two_browsers_and_a_command_line_hold_a_ceremony_rehearse_and_decrypt(
    chromium: Browser, room
):
    with visiting(chromium, DESKTOP) as first, visiting(chromium, DESKTOP) as second:
        one, two, cli = room.enter(first, 1), room.enter(second, 2), room.program(3)

        make_keys(room, one, two, cli)
        document = deal_and_compare(room, one, two, cli)
        rehearse(room, one, two, cli)
        decrypt(room, one, cli, document)

        one.page.get_by_role("link", name="English").click()
        one.look("shared-en")
        two.open("?lang=en")
        expect(two.page.locator("h1")).to_contain_text("The key is ready")
        two.look("ready-en")
        assert [visit.elsewhere() for visit in (first, second)] == [[], []]
        assert first.traces() == {"cookies": 1}
        told = [c for visit in (first, second) for c in visit.complaints]
        assert [c for c in told if "404" not in c] == []  # the wrong number


def test_an_administrator_makes_a_board_without_a_manual(chromium: Browser, room):
    both = a_person(room.counting.tally, "赵六", "admin", "trustee")
    cookie = {"name": "tally_session", "value": token_of(both), "url": room.url}
    with visiting(chromium, DESKTOP) as visit:
        page = visit.page
        page.context.add_cookies([{**cookie, "sameSite": "Strict"}])
        page.goto(room.url)
        page.get_by_role("link", name="新建密钥保管组").click()
        page.get_by_label("名称").fill("年度计票委员会")
        page.get_by_label("第 1 位").select_option(label="张三")
        page.get_by_label("第 2 位").select_option(label="李四")
        page.get_by_role("button", name="建立保管组").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("多选几人")
        for size in (PHONE, DESKTOP):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            look_at(page, "trustee-new-board")
        page.get_by_label("第 3 位").select_option(label="赵六")
        page.get_by_role("button", name="建立保管组").press("Enter")
        expect(page.locator(".office-notice")).to_contain_text("/t/")
        look_at(page, "trustee-board-made")

        page.goto(f"{room.url}/t")
        expect(page.locator("main")).to_contain_text("年度计票委员会")
        look_at(page, "trustee-boards-of-an-administrator")
        assert [c for c in visit.complaints if "400" not in c] == []  # the refusal above
