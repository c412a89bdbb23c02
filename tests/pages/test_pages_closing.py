"""Closing records: each scrutineer checks the published box in the browser and signs (P4)."""

from __future__ import annotations

import io

import pytest
from booth_visits import a_hall
from browsers import DESKTOP, PHONE, change_language, look_at, visiting
from factories import documents
from leftover_visits import PASSPHRASE, key_file, key_files

from ballot_service.board.store.archives import archive_path
from shared.crypto.archive import ArchiveWriter, read_archive
from shared.documents.closing import ClosingRecord, check_scrutineers

SLIPS = 7
WORDS = {
    "zh": {
        "check": "核对 A 类 r1 轮",
        "sign": "签名",
        "signing": "签封箱记录",
        "one": "票箱收下了这个签名",
        "both": "这个票箱可以计票了",
        "back": "回到票箱列表",
        "again": "再看一次",
        "wrong": "封箱记录与公布的票箱不一致",
    },
    "en": {
        "check": "Check class A, round r1",
        "sign": "Sign",
        "signing": "Sign the closing record",
        "one": "The box took the signature",
        "both": "It can be counted",
        "back": "Back to the boxes",
        "again": "Look again",
        "wrong": "does not fit",
    },
}


@pytest.fixture
def hall(tmp_path, web):
    with a_hall(tmp_path, web, voters=SLIPS) as hall:
        hall.meeting.open()
        for voter in range(SLIPS):
            assert hall.meeting.cast(hall.meeting.ballot(voter)).status_code == 201
        yield hall


class Scrutineer:
    """One scrutineer at one browser."""

    def __init__(self, hall, visit, lang):
        self.page, self.says = visit.page, WORDS[lang]
        self.page.goto(f"{hall.url}/c/{hall.meeting.meeting.meeting}?lang={lang}")
        self.button("again").wait_for()
        self.lang = lang

    def button(self, name):
        return self.page.get_by_role("button", name=self.says[name], exact=True)

    def check(self):
        """Let the page check the box."""
        self.button("check").click()
        self.page.locator("h1", has_text=self.says["signing"]).wait_for()

    def sign(self, path):
        self.page.set_input_files("#key-file", path)
        self.page.fill("#passphrase", PASSPHRASE)
        self.button("sign").click()

    def look(self, name):
        """Look at this screen in the one language, in the other at the other size, and go on."""
        look_at(self.page, f"closing-{name}-{self.lang}")
        before = self.page.viewport_size
        other, size = {"zh": ("en", DESKTOP), "en": ("zh", PHONE)}[self.lang]
        change_language(self.page)
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        look_at(self.page, f"closing-{name}-{other}")
        self.page.set_viewport_size(before)
        change_language(self.page)


def test_two_scrutineers_check_and_sign_each_alone(chromium, hall, tmp_path):
    first, second = key_files(tmp_path)
    with visiting(chromium, PHONE) as visit:
        one = Scrutineer(hall, visit, "zh")
        one.look("1-none")
        assert one.button("check").count() == 0
        hall.meeting.close()
        one.button("again").click()
        one.button("check").wait_for()
        one.look("2-boxes")
        one.check()
        one.look("3-signing")
        one.sign(first)
        one.page.get_by_text(one.says["one"]).wait_for()
        one.look("4-half")
    with visiting(chromium, DESKTOP) as visit:
        other = Scrutineer(hall, visit, "en")
        other.check()
        other.sign(second)
        other.page.get_by_text(other.says["both"]).wait_for()
        other.look("5-signed")
        other.button("back").click()
        other.button("check").wait_for()

    record = ClosingRecord.model_validate(hall.meeting.get("/closing").json)
    named = {person.key: person.name for person in hall.meeting.meeting.scrutineers}
    signers = check_scrutineers(record.message(), record.signatures, named)
    assert sorted(signers) == sorted(named.values())
    assert record.ballots == SLIPS


def test_an_archive_that_lacks_a_ballot_is_not_signed(chromium, hall):
    hall.meeting.close()
    path = archive_path(hall.meeting.box.archives, hall.meeting.uuid)
    whole = read_archive(io.BytesIO(path.read_bytes()))
    writer = ArchiveWriter(whole.timestamp)
    writer.setup(whole.election_text, whole.trustees_text, whole.credentials_text)
    for ballot in list(whole.ballots)[1:]:
        writer.ballot(ballot)
    writer.end_ballots()
    path.write_bytes(writer.bytes())  # sound in itself
    with visiting(chromium) as visit:
        one = Scrutineer(hall, visit, "zh")
        one.button("check").click()
        one.page.locator("h1", has_text=one.says["wrong"]).wait_for()
        one.look("6-wrong")
        assert one.page.locator("#key-file").count() == 0


def test_a_stranger_s_key_and_a_second_signature_are_refused(chromium, hall, tmp_path):
    hall.meeting.close()
    first, _ = key_files(tmp_path)
    with visiting(chromium) as visit:
        one = Scrutineer(hall, visit, "zh")
        one.check()
        one.sign(key_file(tmp_path, documents.STRANGER, "stranger.json"))
        one.page.locator("[role=alert] code", has_text="key_not_named").wait_for()
        one.sign(first)
        one.page.get_by_text(one.says["one"]).wait_for()
        one.sign(first)
        one.page.locator("[role=alert] code", has_text="signed_already").wait_for()

    assert len(hall.meeting.get("/closing").json["signatures"]) == 1
