"""Leftover slips: scanned, signed by two scrutineers and published, in the browser (P14)."""

from __future__ import annotations

import json

import pytest
from booth_visits import a_hall
from browsers import PHONE, wait_until
from cameras import a_video, seeing
from factories import documents
from factories.slips import mistyped
from leftover_visits import PASSPHRASE, a_table, key_file, key_files

from shared.cli.main import main
from shared.crypto.credentials import new_code, slip_text
from shared.crypto.keyfile import seal_key
from shared.crypto.scrutineer_key import seal_scrutineer_key
from shared.documents.closing import open_leftovers
from shared.documents.counted import numbers_agree
from shared.documents.orders import LedgerLine

SLIPS, HANDED_OUT = 8, 3
LEFT = range(HANDED_OUT, SLIPS)
"""Three slips that nobody fetched, and two in reserve: to the box they are all the same."""


def a_closed_hall(folder, web, voters=HANDED_OUT):
    """A meeting of eight slips, of which the first few voted; its round is closed."""
    with a_hall(folder, web, voters=SLIPS) as hall:
        hall.meeting.open()
        for voter in range(voters):
            assert hall.meeting.cast(hall.meeting.ballot(voter)).status_code == 201
        hall.meeting.close().end()
        yield hall


@pytest.fixture
def hall(tmp_path, web):
    yield from a_closed_hall(tmp_path, web)


@pytest.fixture(scope="module")
def quiet_hall(tmp_path_factory, web):
    """The same, for tests that publish nothing."""
    yield from a_closed_hall(tmp_path_factory.mktemp("hall"), web)


def published(hall):
    path = f"/api/v1/meetings/{hall.meeting.meeting.meeting}/leftovers"
    return hall.meeting.client.get(path).json["leftovers"]


def check_as_audited(hall, one, left):
    """Check a published scan as tally and `ostraka audit` do before a count."""
    scan = open_leftovers(one, hall.meeting.meeting)
    frozen = documents.a_freeze(hall.meeting.meeting, hall.meeting.lists)
    people = frozen.checked_in[0]
    line = LedgerLine(
        uuid=hall.meeting.uuid,
        electorate="A",
        roll=people.roll,
        present=people.present,
        printed=SLIPS,
        issued=SLIPS - len(left),
    )
    listed = frozenset(hall.meeting.lists[hall.meeting.uuid])
    assert numbers_agree(line, listed, frozenset(scan.lists[hall.meeting.uuid]), frozen)


def test_two_scrutineers_scan_sign_and_publish(chromium, hall, tmp_path):
    first, second = key_files(tmp_path)
    with a_table(chromium, hall) as table:
        table.open().look_in_both("1-choosing")
        table.begin(HANDED_OUT).look_in_both("2-scanning")
        for number, voter in enumerate(LEFT, start=1):
            answer = table.scan(f"{hall.page}#{hall.slip(voter)}")
            assert str(number) in answer
            assert hall.slip(voter)[-4:] in answer
        assert table.count() == "已扫 5 张，应有 5 张"
        table.look_in_both("3-full")
        table.button("finish").click()
        table.wait_for("signing").look_in_both("4-signing")
        table.sign_well(first, 1).look_in_both("5-half")
        table.sign_well(second, 2).look_in_both("6-signed")
        table.publish().page.get_by_text("没有一张未发出的凭条投过票").wait_for()
        table.look("7-published")
        table.change_language()
        table.page.get_by_text("no slip that was left over has voted").wait_for()
        table.look("7-published")
        shown = table.page.content()

    (one,) = published(hall)
    assert one["document"] == hall.meeting.leftovers(list(LEFT)).model_dump(mode="json")
    check_as_audited(hall, one, LEFT)
    assert not any(code in shown for code in hall.meeting.codes)


def test_every_slip_gets_the_answer_of_the_command_line(chromium, quiet_hall):
    hall = quiet_hall
    good, wrong = hall.slip(3), mistyped(hall.slip(4), 2)
    with a_table(chromium, hall) as table:
        table.open().begin(HANDED_OUT)

        assert "第 1 张" in table.scan(good)
        assert "已经扫过" in table.scan(good)
        table.look("8-twice")
        assert "第 2 组不对" in table.scan(wrong)
        assert "B 类" in table.scan(hall.slip(4, "B"))
        assert "不在本会议的名单上" in table.scan(slip_text("A", new_code()))
        assert "看不清" in table.type_in("what is this")
        assert "第 2 张" in table.type_in(hall.slip(4).replace("-", " "))
        assert table.count() == "已扫 2 张，应有 5 张"
        table.button("undo").click()
        assert hall.slip(4)[-4:] in table.answer()
        assert table.count() == "已扫 1 张，应有 5 张"
        assert "第 2 张" in table.scan(hall.slip(4))
        table.page.click("text=English")
        assert table.count() == "Scanned 2 of 5"


def test_a_scanner_is_heard_wherever_the_focus_is(chromium, quiet_hall):
    hall = quiet_hall
    with a_table(chromium, hall) as table:
        table.open().begin(HANDED_OUT)

        table.button("finish").focus()
        assert "第 1 张" in table.scan_by_keyboard(hall.slip(3))
        table.page.locator("summary").first.click()
        table.page.locator("#code").focus()
        assert "第 2 张" in table.scan_by_keyboard(hall.slip(4))
        table.page.keyboard.press("x")  # somebody leans on the keyboard
        table.page.locator("#leftovers h1").focus()
        table.page.wait_for_timeout(500)  # what a scanner types comes faster
        assert "第 3 张" in table.scan(hall.slip(5))
        assert table.count() == "已扫 3 张，应有 5 张"


def test_a_slip_before_the_camera_is_taken_once(chromium, quiet_hall, tmp_path):
    hall = quiet_hall
    film = a_video(tmp_path, hall.address(3))
    with seeing(chromium, film) as browser, a_table(browser, hall, size=PHONE) as table:
        table.open().begin(HANDED_OUT)
        with table.answered():
            table.button("camera").click()
        assert "第 1 张" in table.answer()
        table.look("9-camera")
        table.page.wait_for_timeout(1000)  # it is still held there
        assert "第 1 张" in table.answer()
        assert table.count() == "已扫 1 张，应有 5 张"


SLOW_CAMERA = """
const start = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.tracks = [];
window.awaited = 0;
navigator.mediaDevices.getUserMedia = async (wanted) => {
  window.awaited += 1;
  await new Promise((done) => setTimeout(done, 500));
  const stream = await start(wanted);
  window.tracks.push(...stream.getTracks());
  window.awaited -= 1;
  return stream;
};
"""
RUNNING = "window.tracks.filter(({ readyState }) => readyState === 'live').length"


def test_no_camera_is_left_running_by_a_hasty_finger(chromium, quiet_hall, tmp_path):
    film = a_video(tmp_path, "nothing of ours")
    with seeing(chromium, film) as browser, a_table(browser, quiet_hall) as table:
        table.page.add_init_script(SLOW_CAMERA)
        table.open().begin(HANDED_OUT)
        for button in ("camera", "camera_off", "camera"):
            table.button(button).click()
        wait_until(table.page, "document.querySelector('video')?.videoWidth > 0")
        wait_until(table.page, "window.awaited === 0")  # however many were asked for
        wait_until(table.page, f"{RUNNING} === 1")
        table.button("camera_off").click()
        assert table.page.evaluate(RUNNING) == 0

        table.page.evaluate("void (HTMLMediaElement.prototype.play = () => Promise.reject(0))")
        table.button("camera").click()  # a picture that cannot be shown
        table.page.get_by_text("不能使用摄像头").wait_for()
        assert table.page.evaluate("window.tracks.length") > 1
        assert table.page.evaluate(RUNNING) == 0


def test_a_count_that_differs_is_told_before_anybody_signs(chromium, quiet_hall):
    hall = quiet_hall
    with a_table(chromium, hall, size=PHONE) as table:
        table.open().begin(HANDED_OUT)
        for voter in LEFT[:-1]:
            table.scan(hall.slip(voter))
        table.button("finish").click()
        table.wait_for("differing").look("10-differing")
        table.button("more").click()
        assert table.count() == "已扫 4 张，应有 5 张"
        table.button("finish").click()
        table.page.fill("#corrected", str(HANDED_OUT + 1))
        table.button("correct").click()
        assert table.count() == "已扫 4 张，应有 4 张"
        table.button("finish").click()
        table.wait_for("signing")
        assert "印制 8 张 ＝ 发出 4 张 ＋ 未发出 4 张" in table.page.inner_text("#leftovers")


def test_what_cannot_be_a_number_handed_out_is_refused(chromium, quiet_hall):
    with a_table(chromium, quiet_hall) as table:
        table.open()
        for typed, said in (("", "请输入发出的张数"), ("9", "印制 8 张"), ("three", "请输入")):
            table.page.fill("#handed-out", typed)
            table.button("begin").click()
            assert said in table.page.locator(".govuk-error-summary").inner_text()
        table.look("11-refused")


def test_a_key_that_does_not_open_or_does_not_belong_signs_nothing(chromium, quiet_hall, tmp_path):
    hall = quiet_hall
    first, _ = key_files(tmp_path)
    stranger = key_file(tmp_path, documents.STRANGER, "stranger.json")
    damaged = tmp_path / "damaged.json"
    damaged.write_text(first.read_text().replace("a", "b", 1))
    trustee = tmp_path / "trustee.json"
    trustee.write_text(seal_key({"type": "ostraka/trustee"}, PASSPHRASE))  # at its usual cost
    with a_table(chromium, hall) as table:
        table.open().begin(SLIPS).button("finish").click()
        table.wait_for("signing")
        for path, typed, slug in (
            (first, "another passphrase", "wrong_passphrase"),
            (damaged, PASSPHRASE, "damaged_key_file"),
            (trustee, PASSPHRASE, "other_key_file"),
            (stranger, PASSPHRASE, "key_not_named"),
        ):
            table.sign(path, typed)
            table.page.locator("[role=alert] code", has_text=slug).wait_for(timeout=30_000)
            assert table.page.input_value("#passphrase") == ""
        table.look("12-key")
        assert table.page.locator(".leftovers-signer--signed").count() == 0
        table.sign_well(first, 1)
        table.sign(first)
        assert table.hitch() == "signed_already"


def test_the_second_scrutineer_signs_at_another_computer(chromium, hall, tmp_path):
    first, second = key_files(tmp_path)
    with a_table(chromium, hall) as here:
        here.open().begin(HANDED_OUT)
        for voter in LEFT:
            here.scan(hall.slip(voter))
        here.button("finish").click()
        here.wait_for("signing").sign_well(first, 1)
        words = here.page.locator(".booth-words--large").inner_text()
        half = here.save(tmp_path / "half.json")
    with a_table(chromium, hall) as there:
        there.open().load(half).look("13-counting")
        there.compare(HANDED_OUT).wait_for("signing").look("13-loaded")
        assert there.page.locator(".booth-words--large").inner_text() == words
        there.sign_well(second, 2)
        whole = there.save(tmp_path / "whole.json")
        there.publish().page.get_by_text("没有一张未发出的凭条投过票").wait_for()

    (one,) = published(hall)
    assert one == json.loads(whole.read_text())
    check_as_audited(hall, one, LEFT)


def test_a_count_that_differs_is_told_at_the_other_computer_too(chromium, quiet_hall, tmp_path):
    hall = quiet_hall
    first, second = key_files(tmp_path)
    with a_table(chromium, hall) as here:
        here.open().begin(HANDED_OUT)
        for voter in LEFT[:-1]:
            here.scan(hall.slip(voter))
        here.button("finish").click()
        here.wait_for("differing").button("insist").click()
        here.wait_for("signing").sign_well(first, 1)
        half = here.save(tmp_path / "half.json")
    with a_table(chromium, hall, "en", PHONE) as there:
        there.open().load(half)
        assert "8 slips" in there.page.locator("#leftovers").inner_text()
        there.button("compare").click()
        assert "how many" in there.page.locator(".govuk-error-summary").inner_text()
        there.look("17-counting")
        there.compare(HANDED_OUT).wait_for("differing").look("17-differing")
        assert there.button("more").count() == 0
        assert "4 scanned" in there.page.locator("#leftovers").inner_text()
        assert there.page.locator("#key-file").count() == 0
        there.button("insist").click()
        there.wait_for("signing")
        assert "it differs" in there.page.locator("#leftovers").inner_text()
        there.sign_well(second, 2)
        there.save(tmp_path / "whole.json")


def test_the_file_goes_to_and_from_the_command_line(chromium, hall, tmp_path, capsys):
    first, second = key_files(tmp_path)
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    codes = tmp_path / "slips.txt"
    codes.write_text("\n".join(hall.slip(voter) for voter in LEFT))
    scan, meeting = tmp_path / "scan.json", hall.meeting.meeting.meeting
    at = ["--box", hall.url]
    given = ["--class", "A", "--issued", str(HANDED_OUT), "--from", str(codes), "--out", str(scan)]
    assert main(["slips", "leftovers", *at, "--meeting", meeting, *given]) == 0
    key = ["--key", str(first), "--passphrase-file", str(passphrase)]
    assert main(["slips", "sign-leftovers", str(scan), *key]) == 0
    with a_table(chromium, hall) as table:
        table.open().load(scan).compare(HANDED_OUT).wait_for("signing").sign_well(second, 2)
        words = table.page.locator(".booth-words--large li").all_inner_texts()
        whole = table.save(tmp_path / "whole.json")

    assert main(["slips", "publish-leftovers", str(whole), *at]) == 0

    assert "六个词 / six words of the scan: " + " ".join(words) in capsys.readouterr().err
    (one,) = published(hall)
    assert one == json.loads(whole.read_text())


def test_a_file_that_was_changed_or_is_of_another_meeting_is_not_gone_on_with(
    chromium, quiet_hall, tmp_path
):
    hall = quiet_hall
    good = {"document": hall.meeting.leftovers([3, 4]).model_dump(mode="json"), "signatures": []}
    signature = {"key": documents.SCRUTINEERS[0].public.hex(), "signature": "00" * 64}
    uuid = hall.meeting.uuid
    other = {**good["document"], "meeting": "m-other"}
    short = {**good["document"], "lists": {uuid: good["document"]["lists"][uuid]}}
    with a_table(chromium, hall) as table:
        table.open().page.locator("summary").click()
        for value, slug in (
            ({"document": other, "signatures": []}, "scan_of_other_meeting"),
            ({**good, "signatures": [signature]}, "not_a_scan"),
            ({"document": short, "signatures": []}, "not_a_scan"),
            ("what", "not_a_scan"),
        ):
            path = tmp_path / "file.json"
            path.write_text(json.dumps(value))
            table.page.set_input_files("#scan-file", path)
            table.button("load").click()
            table.page.locator("[role=alert] code", has_text=slug).wait_for()


def test_a_leftover_slip_that_voted_annuls_its_round(chromium, tmp_path, web):
    first, second = key_files(tmp_path)
    for hall in a_closed_hall(tmp_path, web, voters=6):
        with a_table(chromium, hall) as table:
            table.open().begin(HANDED_OUT)
            for voter in LEFT:
                table.scan(hall.slip(voter))
            table.button("finish").click()
            table.wait_for("signing").sign_well(first, 1).sign_well(second, 2)
            table.publish().page.get_by_text("有 3 张选票是用未发出的凭条投的").wait_for()
            assert hall.meeting.order("annul", reason="leftover_voted").status_code == 200
            table.button("look").click()
            table.page.get_by_text("这一轮作废").wait_for()
            table.page.get_by_text("有 3 张选票是用未发出的凭条投的").wait_for()
            table.look("14-annulled")


def test_nothing_is_scanned_before_the_meeting_is_finished(chromium, tmp_path, web):
    with a_hall(tmp_path, web, voters=5) as hall:
        hall.meeting.open()
        with a_table(chromium, hall) as table:
            table.open().look("15-open")
            assert table.button("begin").count() == 0
            hall.meeting.close()
            table.button("look").click()
            table.page.get_by_text("会议还没有结束").first.wait_for()
            table.look_in_both("15-unfinished")
            assert table.button("begin").count() == 0
            hall.meeting.end()
            table.button("look").click()
            table.button("begin").wait_for()


def test_the_box_s_refusal_is_shown_and_what_was_signed_stays(chromium, hall, tmp_path):
    first, second = key_files(tmp_path)
    with a_table(chromium, hall) as table:
        table.open().begin(HANDED_OUT)
        for voter in LEFT:
            table.scan(hall.slip(voter))
        table.button("finish").click()
        table.wait_for("signing").sign_well(first, 1).sign_well(second, 2)
        assert hall.meeting.hand_in(hall.meeting.leftovers([3, 4])).status_code == 201
        table.button("publish").click()
        assert table.hitch() == "leftovers_stand"
        table.look("16-stand")
        assert table.page.locator(".leftovers-signer--signed").count() == 2
        table.visit.complaints.clear()  # the browser notes the 409 too


def test_a_key_file_of_the_usual_cost_opens_in_the_browser(chromium, quiet_hall, tmp_path):
    path = tmp_path / "usual.json"
    path.write_text(seal_scrutineer_key(documents.SCRUTINEERS[0], PASSPHRASE))
    with a_table(chromium, quiet_hall) as table:
        table.open().begin(SLIPS).button("finish").click()
        table.wait_for("signing").sign_well(path, 1)
