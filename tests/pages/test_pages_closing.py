"""Closing records: each scrutineer checks the published box in the browser and signs (P4)."""

from __future__ import annotations

import io

import pytest
from booth_visits import a_hall
from browsers import DESKTOP, PHONE, change_language, look_at, visiting, wait_until
from factories import documents
from factories.ballots import a_ballot
from factories.boxes import work
from leftover_visits import PASSPHRASE, key_file, key_files

from ballot_service.board.store.archives import archive_path
from shared.crypto.archive import ArchiveWriter, read_archive
from shared.documents.base import sign
from shared.documents.closing import ClosingRecord, check_scrutineers

SLIPS = 7
TITLE, OTHER_TITLE = "年度民主测评", "任命张三为副镇长"
WORDS = {
    "zh": {
        "check": f"核对 {TITLE}（A 类）",
        "all": "核对全部 3 个票箱",
        "rest": "交出 2 个签名",
        "sign": "签名",
        "signing": "签封箱记录",
        "one": "票箱收下了这个签名",
        "both": "这个票箱可以计票了",
        "back": "回到票箱列表",
        "again": "再看一次",
        "wrong": "封箱记录与公布的票箱不一致",
    },
    "en": {
        "check": f"Check {TITLE} (class A)",
        "all": "Check all 3 boxes",
        "rest": "Hand in 2 signatures",
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


@pytest.fixture
def three(tmp_path, web):
    """Three closed boxes: class A voted twice on one sheet, class B once on another."""
    with a_hall(tmp_path, web, voters=SLIPS, electorates="AB") as hall:
        three_rounds(hall.meeting)
        yield hall


def three_rounds(meeting):
    """Fix the lists of both classes, and hold the rounds one after the other."""
    meeting.prepare()
    others = documents.some_codes(SLIPS)
    theirs = documents.public_lists(others, documents.uuids_of(meeting.meeting, "B"))
    ticket = documents.an_upload_ticket(meeting.meeting, SLIPS, "B")
    body = {"ticket": sign(documents.DESK, ticket), "lists": theirs}
    assert meeting.upload().status_code == 200
    assert meeting.post("/credentials", body).status_code == 200
    lists = {**meeting.lists, **theirs}
    assert meeting.tell(documents.a_freeze(meeting.meeting, lists)).status_code == 200
    spare = documents.uuids_of(meeting.meeting, "A")[1]
    again = documents.a_box_manifest(meeting.meeting, uuid=spare, round="r2")
    other = documents.a_box_manifest(meeting.meeting, "B", round="r3", title=OTHER_TITLE)
    hold(meeting, meeting.sheet, meeting.codes)
    hold(meeting, again, meeting.codes[:5])
    hold(meeting, other, others[:6])


def hold(meeting, sheet, codes):
    """Open a box, cast a ballot with each code, close it."""
    assert meeting.tell(sheet).status_code == 200
    assert meeting.tell(documents.a_round_order("open", sheet)).status_code == 200
    for code in codes:
        assert meeting.cast(a_ballot(sheet, code, 0), sheet.uuid).status_code == 201
    assert meeting.tell(documents.a_round_order("close", sheet)).status_code == 200
    work(meeting.box)


def names_of(hall):
    """Return what the page calls the three boxes, in Chinese, by uuid and in the page's order."""
    first, second = sorted(documents.uuids_of(hall.meeting.meeting, "A"))
    last = documents.uuids_of(hall.meeting.meeting, "B")[0]
    return {
        first: f"{TITLE}，第 1 次投票（A 类）",
        second: f"{TITLE}，第 2 次投票（A 类）",
        last: f"{OTHER_TITLE}（B 类）",
    }


def signers(hall):
    """Return how many have signed each of the three boxes."""
    address = "/api/v1/boxes/{}/closing"
    answers = [hall.meeting.client.get(address.format(uuid)).json for uuid in names_of(hall)]
    return [len(answer["signatures"]) for answer in answers]


def lose_a_ballot(box, uuid):
    """Leave a ballot out of a published archive, which is sound in itself afterwards."""
    path = archive_path(box.archives, uuid)
    whole = read_archive(io.BytesIO(path.read_bytes()))
    writer = ArchiveWriter(whole.timestamp)
    writer.setup(whole.election_text, whole.trustees_text, whole.credentials_text)
    for ballot in list(whole.ballots)[1:]:
        writer.ballot(ballot)
    writer.end_ballots()
    path.write_bytes(writer.bytes())


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

    def check_all(self):
        """Let the page check the three boxes."""
        self.button("all").click()
        self.page.locator("h1", has_text=self.says["signing"]).wait_for()

    def boxes(self):
        """Return what the boxes on this screen are called."""
        return self.page.locator("h3").all_inner_texts()

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
    lose_a_ballot(hall.meeting.box, hall.meeting.uuid)
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


def test_boxes_of_two_classes_are_signed_with_one_passphrase(chromium, three, tmp_path):
    keys = key_files(tmp_path)
    names = list(names_of(three).values())
    with visiting(chromium, PHONE) as visit:
        one = Scrutineer(three, visit, "zh")
        assert one.boxes() == names
        one.look("7-three")
        one.check_all()
        assert one.boxes() == names
        assert one.page.locator("ol.booth-words").count() == 2 * len(names)
        one.look("8-signing-three")
        one.sign(keys[0])
        said = one.page.locator("[role=status] h2", has_text="您签了 3 个票箱，共 3 个")
        said.wait_for()
        wait_until(one.page, "() => document.activeElement.localName === 'h2'")
        assert signers(three) == [1, 1, 1]
        one.look("9-signed-three")
        one.sign(keys[0])
        one.page.locator("[role=alert] code", has_text="signed_already").wait_for()
        one.button("back").click()
        one.page.get_by_role("button", name=f"核对 {names[2]}", exact=True).click()
        one.page.locator("#key-file").wait_for()
        assert one.page.get_by_text(OTHER_TITLE).count() == 1
        one.sign(keys[1])
        one.page.get_by_text(one.says["both"]).wait_for()
        assert signers(three) == [1, 1, 2]
    with visiting(chromium, DESKTOP) as visit:
        other = Scrutineer(three, visit, "en")
        other.page.get_by_role("button", name="Check all 2 boxes", exact=True).click()
        other.sign(keys[1])
        other.page.get_by_text("these boxes can be counted").wait_for()
        assert other.page.locator("#key-file").count() == 0
        assert signers(three) == [2, 2, 2]
        other.button("back").click()
        other.button("again").wait_for()
        assert other.page.get_by_role("button", name="Check all").count() == 0


def test_one_wrong_box_among_three_is_named_and_nothing_is_signed(chromium, three):
    uuid, name = list(names_of(three).items())[1]
    lose_a_ballot(three.meeting.box, uuid)
    with visiting(chromium) as visit:
        one = Scrutineer(three, visit, "zh")
        one.button("all").click()
        one.page.locator("h1", has_text=one.says["wrong"]).wait_for()
        one.page.get_by_text(name, exact=True).wait_for()
        one.page.get_by_text("3 个票箱中的第 2 个").wait_for()
        one.look("10-wrong-among-three")
        assert one.page.locator("#key-file").count() == 0
        one.button("back").click()
        one.button("all").wait_for()
    assert signers(three) == [0, 0, 0]


def test_what_the_network_cut_off_is_handed_in_when_it_is_pressed_again(chromium, three, tmp_path):
    with visiting(chromium) as visit:
        one = Scrutineer(three, visit, "zh")
        one.check_all()
        sent = []

        def cut(route):
            if route.request.method == "POST":
                sent.append(route.request.url)
            if len(sent) > 1:
                route.abort()
            else:
                route.continue_()

        one.page.route("**/closing", cut)
        one.sign(key_files(tmp_path)[0])
        one.page.locator("[role=alert] code", has_text="no_network").wait_for()
        assert sum(signers(three)) == 1
        assert one.page.locator("#key-file").count() == 0
        one.look("11-cut-off")
        one.page.unroute("**/closing")
        one.button("rest").click()
        one.page.locator("[role=status] h2", has_text="您签了 3 个票箱，共 3 个").wait_for()
    assert signers(three) == [1, 1, 1]


def test_a_stranger_s_key_signs_none_of_the_boxes(chromium, three, tmp_path):
    with visiting(chromium) as visit:
        one = Scrutineer(three, visit, "zh")
        one.check_all()
        one.sign(key_file(tmp_path, documents.STRANGER, "stranger.json"))
        one.page.locator("[role=alert] code", has_text="key_not_named").wait_for()
        one.look("12-stranger")
    assert signers(three) == [0, 0, 0]
