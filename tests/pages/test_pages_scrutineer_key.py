"""A scrutineer makes their key in the browser; what leaves it is the public half alone (P4)."""

from __future__ import annotations

import pytest
from browsers import DESKTOP, PHONE, look_at_both_sizes, visiting
from factories import documents
from factories.desk import Hall
from factories.draft_forms import here
from factories.office import token_of
from office_visits import a_desk, enter
from playwright.sync_api import expect
from visitors import Visitor

from shared.crypto.scrutineer_key import open_scrutineer_key
from shared.crypto.signing import SigningKey
from shared.documents.closing import Leftovers, check_scrutineers, sign_as_scrutineer

API = "/api/v1/scrutineer-key"
PASSPHRASE = "水落石出 correct horse"
WORDS = {
    "zh": {
        "landing": "我的监票人密钥",
        "new": "生成我的密钥",
        "make": "生成密钥",
        "save": "① 保存文件",
        "prove": "验证并登记公钥",
        "recorded": "公钥已经登记",
        "back": "回到“我的监票人密钥”",
        "wrong": "口令不对",
        "damaged": "不是完整的密钥文件",
        "differ": "两次输入的口令不一样",
        "other": "现在登录的是另一个人",
        "again": "再试一次",
    },
    "en": {
        "landing": "My scrutineer's key",
        "new": "Make a new key in its place",
        "make": "Make the key",
        "save": "① Save the file",
        "prove": "Check it and record the public key",
        "recorded": "Your public key is on record",
        "back": "Back to “My scrutineer's key”",
        "wrong": "The passphrase is wrong",
        "damaged": "not a whole key file",
        "differ": "The two passphrases differ",
        "other": "Somebody else is signed in now",
        "again": "Try again",
    },
}


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


class Scrutineer(Visitor):
    """A scrutineer in front of the page that makes a key."""

    room = "scrutineer-key"

    def press(self, name):
        self.page.get_by_role("button", name=WORDS[self.lang][name], exact=True).click()

    def heading(self, name):
        expect(self.page.locator("h1")).to_have_text(WORDS[self.lang][name], timeout=60_000)

    def make(self, passphrase, again):
        self.page.fill("#passphrase", passphrase)
        self.page.fill("#again", again)
        self.press("make")

    def save(self, folder):
        """Save the file as it is offered; return its path."""
        with self.page.expect_download() as got:
            self.press("save")
        path = folder / got.value.suggested_filename
        got.value.save_as(path)
        return path

    def prove(self, path, passphrase):
        self.page.set_input_files("#key-file", path)
        self.page.fill("#passphrase", passphrase)
        self.press("prove")

    def told(self, name):
        """Wait for what is said about the last try."""
        expect(self.page.get_by_role("alert")).to_contain_text(
            WORDS[self.lang][name], timeout=60_000
        )


def on_record(hall, person=None):
    return hall.client.get(API, headers=(person or hall.first).headers).json


def cookie(url, person):
    """Return the session of somebody else at the same browser."""
    return {"name": "desk_session", "value": token_of(person), "url": url, "sameSite": "Strict"}


def test_a_key_is_made_saved_proved_and_recorded_and_its_file_signs(chromium, hall, web, tmp_path):
    bodies = []
    with a_desk(hall, web) as url, visiting(chromium, PHONE) as visit:
        one = Scrutineer(visit, "zh")
        page = enter(visit, url, hall.first)
        page.on("request", lambda request: bodies.append(request.post_data or ""))
        page.goto(url)
        page.get_by_role("link", name=WORDS["zh"]["landing"], exact=True).click()
        one.look("1-none")
        page.get_by_role("link", name=WORDS["zh"]["new"]).click()
        expect(page.locator("#passphrase")).to_be_visible()
        one.look_in_both("2-beginning")
        one.make(PASSPHRASE, PASSPHRASE + "!")
        one.told("differ")
        one.make(PASSPHRASE, PASSPHRASE)
        expect(page.locator("#key-file")).to_be_visible(timeout=60_000)
        one.look_in_both("3-saving")
        path = one.save(tmp_path)
        one.prove(path, "another passphrase")
        one.told("wrong")
        one.look("4-wrong")
        one.prove(__file__, PASSPHRASE)
        one.told("damaged")
        assert on_record(hall)["key"] is None
        visit.context.add_cookies([cookie(url, hall.second)])
        one.prove(path, PASSPHRASE)
        one.told("other")
        assert [on_record(hall, person)["key"] for person in (hall.first, hall.second)] == [
            None
        ] * 2
        visit.context.add_cookies([cookie(url, hall.first)])
        one.press("again")
        one.heading("recorded")
        one.look_in_both("5-recorded")

        text = path.read_text(encoding="utf-8")
        key = open_scrutineer_key(text, PASSPHRASE)
        leftovers = Leftovers(
            issued_by="scrutineers", meeting="m-1", electorate="A", lists={"1" * 14: []}
        )
        other = documents.SCRUTINEERS[1]
        named = {on_record(hall)["key"]: "钱监票", other.public.hex(): "孙监票"}
        signatures = [sign_as_scrutineer(one, leftovers.message()) for one in (key, other)]
        signers = check_scrutineers(leftovers.message(), signatures, named)
        sent = "".join(bodies)
        assert signers == ["钱监票", "孙监票"]
        assert path.name == f"ostraka-scrutineer-{key.public.hex()[:8]}.json"
        assert key.public.hex() in sent
        assert not any(secret in sent for secret in (PASSPHRASE, key.seed.hex(), text[20:60]))
        assert visit.elsewhere() == []
        assert visit.traces() == {"cookies": 1}
        assert ["409 (CONFLICT)" in one for one in visit.complaints] == [True]


def test_a_replaced_key_is_listed_with_the_meetings_that_keep_it(chromium, hall, web, tmp_path):
    first, second = (SigningKey.generate().public.hex() for _ in range(2))
    old = documents.SCRUTINEERS[0].public.hex()
    keys = {first: old, second: first}
    mine = {"account": hall.first.actor.account_id}
    body = {"key": old, "replaces": None, **mine}
    hall.client.put(API, json=body, headers=hall.first.headers)
    hall.draft(title="年中测评会").prepare()
    hall.draft(title="年度民主测评会")
    for key, replaces in keys.items():
        body = {"key": key, "replaces": replaces, **mine}
        assert hall.client.put(API, json=body, headers=hall.first.headers).status_code == 201
    with a_desk(hall, web) as url, visiting(chromium, DESKTOP) as visit:
        one = Scrutineer(visit, "en")
        page = enter(visit, url, hall.first)
        for lang in ("zh", "en"):
            page.goto(f"{url}/scrutineer-key?lang={lang}")
            page.locator("summary").click()
            look_at_both_sizes(page, f"scrutineer-key-6-replaced-{lang}")
        page.get_by_role("link", name=WORDS["en"]["new"]).click()
        expect(page.locator("#passphrase")).to_be_visible()
        one.look_in_both("7-replacing")
        put = {"key": SigningKey.generate().public.hex(), "replaces": second, **mine}
        assert hall.client.put(API, json=put, headers=hall.first.headers).status_code == 201
        one.make(PASSPHRASE, PASSPHRASE)
        expect(page.locator("#key-file")).to_be_visible(timeout=60_000)
        one.prove(one.save(tmp_path), PASSPHRASE)
        expect(page.get_by_role("alert")).to_contain_text("Another key was put on record")
        one.look_in_both("8-changed")
        assert on_record(hall)["key"] == put["key"]

    with a_desk(hall, web) as url, visiting(chromium, DESKTOP) as visit:
        page = enter(visit, url, hall.organizer)
        for lang in ("zh", "en"):
            page.goto(f"{url}{here(hall)}?lang={lang}")
            expect(page.locator("#lacks + ul")).to_contain_text("钱监票")
            page.goto(f"{url}{here(hall, '/draft')}?lang={lang}")
            look_at_both_sizes(page, f"scrutineer-key-9-draft-{lang}")
