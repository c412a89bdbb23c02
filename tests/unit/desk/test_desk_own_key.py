"""A scrutineer's own public key: who reaches it, what can be one, and which meetings have it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from factories.desk import Hall, Person, a_person
from factories.draft_forms import KEYS, form_of, here, make
from factories.office import Browser, a_browser, notice

from shared.crypto.signing import SigningKey

API = "/api/v1/scrutineer-key"
NEW = SigningKey.from_seed(b"new".ljust(32, b".")).public.hex()
NEWER = SigningKey.from_seed(b"newer".ljust(32, b".")).public.hex()
FIELD_PRIME = 2**255 - 19


def put(hall: Hall, by: Person, key: str, replaces: str | None = None):
    body = {"key": key, "replaces": replaces, "account": by.actor.account_id}
    return hall.client.put(API, json=body, headers=by.headers)


def own(hall: Hall, by: Person):
    return hall.client.get(API, headers=by.headers).json


def acts(hall: Hall) -> list[dict]:
    events = hall.get("/events")["events"]
    return [one for one in events if one["act"] == "record_scrutineer_key"]


def slug(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["type"].removeprefix("/problems/")


@pytest.fixture
def scrutineer(hall, app) -> Browser:
    """The first scrutineer in front of the pages."""
    return a_browser(app, hall.first)


def test_a_key_is_put_on_record_and_replaced_and_the_earlier_one_is_kept(hall):
    first = put(hall, hall.first, NEW)
    again = put(hall, hall.first, NEW)
    second = put(hall, hall.first, NEWER, NEW)

    shown = own(hall, hall.first)
    today = shown["recorded_on"]
    assert [one.status_code for one in (first, again, second)] == [201, 200, 201]
    assert second.json == shown
    assert shown["key"] == NEWER
    assert shown["earlier"] == [{"key": NEW, "recorded_on": today, "replaced_on": today}]


@pytest.mark.parametrize("role", ["admin", "organizer", "registrar"])
def test_only_a_scrutineer_has_a_key(hall, app, role):
    other = a_person(hall.desk, "别人", role)

    answers = [hall.client.get(API, headers=other.headers), put(hall, other, NEW)]
    pages = [a_browser(app, other).open(f"/scrutineer-key{rest}") for rest in ("", "/new")]

    assert [slug(one) for one in answers] == [(403, "role_missing")] * 2
    assert [page.status_code for page in pages] == [403] * 2


def test_nobody_reaches_anothers_key(hall):
    put(hall, hall.first, NEW)

    mine = own(hall, hall.second)
    copied = put(hall, hall.second, NEW)
    named = hall.client.put(
        API,
        json={"key": NEWER, "replaces": NEW, "account": hall.first.actor.account_id},
        headers=hall.second.headers,
    )
    deeper = hall.client.get(f"{API}/{hall.first.actor.account_id}", headers=hall.second.headers)

    assert (mine["key"], mine["earlier"], mine["meetings"]) == (None, [], [])
    assert slug(copied) == (409, "scrutineer_key_taken")
    assert slug(named) == (409, "other_account")
    assert deeper.status_code == 404
    assert own(hall, hall.first)["key"] == NEW


def test_a_key_that_a_meeting_names_for_a_colleague_is_not_ones_own(hall):
    hall.draft()

    copied = put(hall, hall.second, KEYS[0])
    theirs = put(hall, hall.first, KEYS[0])

    assert slug(copied) == (409, "scrutineer_key_taken")
    assert own(hall, hall.second)["key"] is None
    assert theirs.status_code == 201
    assert {one["key"] for one in hall.get()["scrutineers"]} == set(KEYS)


def test_a_key_goes_to_the_account_it_was_made_for_or_to_nobody(hall, app, scrutineer):
    meant = hall.first.actor.account_id
    body = {"key": NEW, "replaces": None}
    other = a_browser(app, hall.second)

    by_api = hall.client.put(API, json={**body, "account": meant}, headers=hall.second.headers)
    unsaid = hall.client.put(API, json=body, headers=hall.first.headers)
    by_form = other.press("/scrutineer-key", key=NEW, account=meant)
    unsaid_form = other.send("/scrutineer-key", key=NEW)
    nobody = [own(hall, person)["key"] for person in (hall.first, hall.second)]
    page = scrutineer.open("/scrutineer-key").text

    assert slug(by_api) == (409, "other_account")
    assert slug(unsaid) == (400, "invalid_body")
    assert "现在登录的是另一个人" in by_form
    assert "公钥已登记" not in unsaid_form.text
    assert nobody == [None, None]
    assert f'name="account" value="{meant}"' in page


def test_a_machines_token_has_no_key(hall):
    admin = a_person(hall.desk, "管理员", "admin")
    issued = hall.client.post(
        "/api/v1/tokens",
        json={"name": "a program", "roles": ["scrutineer"]},
        headers=admin.headers,
    )
    headers = {"Authorization": f"Bearer {issued.json['token']}"}

    body = {"key": NEW, "replaces": None, "account": admin.actor.account_id}
    answer = hall.client.put(API, json=body, headers=headers)

    assert slug(answer) == (403, "person_needed")


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        pytest.param("0" * 64, "scrutineer_key_rejected", id="of order four"),
        pytest.param("01" + "0" * 62, "scrutineer_key_rejected", id="the neutral element"),
        pytest.param(
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "scrutineer_key_rejected",
            id="of order two",
        ),
        pytest.param(
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "scrutineer_key_rejected",
            id="of order eight",
        ),
        pytest.param("02" + "0" * 62, "scrutineer_key_rejected", id="on no curve"),
        pytest.param(
            (FIELD_PRIME + 3).to_bytes(32, "little").hex(),
            "scrutineer_key_rejected",
            id="not below p",
        ),
        pytest.param(NEW.upper(), "invalid_body", id="capitals"),
        pytest.param(NEW[:-1], "invalid_body", id="short"),
        pytest.param(NEW + "00", "invalid_body", id="long"),
        pytest.param("g" * 64, "invalid_body", id="no hex"),
        pytest.param("", "invalid_body", id="nothing"),
    ],
)
def test_what_is_no_public_key_is_refused(hall, key, refusal):
    assert slug(put(hall, hall.first, key)) == (400, refusal)
    assert own(hall, hall.first)["key"] is None


def test_a_replaced_key_never_comes_back(hall):
    put(hall, hall.first, NEW)
    put(hall, hall.first, NEWER, NEW)

    back = put(hall, hall.first, NEW, NEWER)
    elsewhere = put(hall, hall.second, NEW)

    assert slug(back) == (409, "scrutineer_key_over")
    assert slug(elsewhere) == (409, "scrutineer_key_taken")
    assert own(hall, hall.first)["key"] == NEWER


def test_whoever_did_not_see_the_key_on_record_does_not_replace_it(hall):
    put(hall, hall.first, NEW)

    blind = put(hall, hall.first, NEWER)
    stale = put(hall, hall.first, NEWER, KEYS[0])

    assert [slug(one) for one in (blind, stale)] == [(409, "scrutineer_key_changed")] * 2
    assert own(hall, hall.first)["key"] == NEW


def test_another_site_cannot_set_a_key_with_the_cookie(scrutineer, hall):
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "http://elsewhere"}
    mine = hall.first.actor.account_id
    body = {"key": NEW, "replaces": None, "account": mine}

    by_api = scrutineer.client.put(API, json=body, headers=foreign)
    by_form = scrutineer.send("/scrutineer-key", headers=foreign, key=NEW, account=mine)

    assert slug(by_api) == (403, "cross_site")
    assert by_form.status_code == 403
    assert own(hall, hall.first)["key"] is None


def test_the_page_takes_a_key_as_it_was_printed_and_says_what_is_none(scrutineer, hall):
    spaced = " ".join(NEW[i : i + 8] for i in range(0, 64, 8)).upper()

    def typed(key: str) -> str:
        return scrutineer.press("/scrutineer-key", key=key, account=hall.first.actor.account_id)

    seed = typed("0" * 64)
    words = typed("correct horse battery")
    done = typed(f" {spaced}\n")
    stale = typed(NEWER)
    page = unescape(scrutineer.open("/scrutineer-key").text)

    assert "这不是公钥" in seed
    assert "这不是公钥" in words
    assert "公钥已登记" in done
    assert "登记的公钥已经变了" in stale
    assert own(hall, hall.first)["key"] == NEW
    assert spaced.lower() in page
    assert f'name="replaces" value="{NEW}"' in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_linked_from_where_a_scrutineer_lands(scrutineer, organizer, language):
    landed, page, making = (
        scrutineer.open(path, language) for path in ("/", "/scrutineer-key", "/scrutineer-key/new")
    )

    assert 'href="/scrutineer-key"' in landed.text
    assert 'href="/scrutineer-key"' not in organizer.open("/", language).text
    assert 'href="/scrutineer-key/new"' in page.text
    assert 'data-replaces=""' in making.text
    assert "worker-src 'self'" in making.headers["Content-Security-Policy"]


def test_a_new_key_changes_no_draft_and_no_manifest_and_their_records_say_that_there_is_one(
    hall, scrutineer
):
    put(hall, hall.first, KEYS[0])
    drafted = hall.draft(title="草稿会").meeting
    fixed = hall.prepare(title="已公布的会").meeting
    before = hall.get()

    put(hall, hall.first, NEW, KEYS[0])

    listed = {one["meeting"]: one for one in own(hall, hall.first)["meetings"]}
    page = unescape(scrutineer.open("/scrutineer-key").text)
    assert hall.get() == before
    assert [(event["name"], event["detail"]) for event in acts(hall)] == [
        ("钱监票", {"key": NEW, "replaces": KEYS[0]})
    ]
    assert {name: (one["key"], one["differs"], one["fixed"]) for name, one in listed.items()} == {
        drafted: (KEYS[0], True, False),
        fixed: (KEYS[0], True, True),
    }
    assert "另一把，已经定下" in page
    assert "另一把，还是草稿" in page
    others = [(one["name"], one["recorded_on"] != "") for one in listed[drafted]["scrutineers"]]
    assert sorted(others) == [("孙监票", False), ("钱监票", True)]


def test_a_meeting_that_is_over_asks_for_no_key_once_its_rounds_are_counted(hall):
    round_id = hall.play()
    waiting = own(hall, hall.first)["meetings"]
    hall.report(round_id, "counted")
    counted = own(hall, hall.first)["meetings"]

    assert [one["meeting"] for one in waiting] == [hall.meeting]
    assert counted == []


def test_who_has_a_key_on_record_is_only_chosen_and_who_has_none_is_named(hall, organizer):
    put(hall, hall.first, NEW)
    shown = unescape(organizer.open("/meetings/new?kind=department_appraisal").text)
    make(hall, organizer, key=["", ""])

    people = {one["name"]: one["key"] for one in hall.get()["scrutineers"]}
    meeting = unescape(organizer.open(here(hall)).text)
    form = unescape(organizer.open(here(hall, "/draft")).text)
    assert f'value="{NEW}"' in shown
    assert people == {"钱监票": NEW, "孙监票": ""}
    assert "孙监票 还没有公钥：请本人登录本系统，打开“我的监票人密钥”" in meeting
    assert "钱监票 还没有公钥" not in meeting
    assert "孙监票 还没有登记公钥。下一步：请 孙监票 登录本系统" in form
    assert re.search(r"这把公钥由 钱监票 本人于 \d{4}-\d\d-\d\d 登记", form)
    assert "draft_scrutineer_keys" in [one["code"] for one in hall.get()["lacks"]]

    put(hall, hall.second, NEWER)
    later = organizer.open(here(hall, "/draft")).text
    typed = form_of(hall, "department_appraisal", key=["", ""])
    organizer.send(here(hall, "/draft"), version=1, **typed)
    assert f'value="{NEWER}"' in later
    assert {one["key"] for one in hall.get()["scrutineers"]} == {NEW, NEWER}
    assert "draft_scrutineer_keys" not in [one["code"] for one in hall.get()["lacks"]]


def test_a_key_may_still_be_typed_and_the_form_says_that_another_is_on_record(hall, organizer):
    put(hall, hall.first, NEW)
    make(hall, organizer)

    form = unescape(organizer.open(here(hall, "/draft"), "en").text)

    assert {one["key"] for one in hall.get()["scrutineers"]} == set(KEYS)
    assert "钱监票 has another key on record:" in form
    assert "孙监票 never put this key on record: an organizer typed it" in form


def test_a_key_left_standing_from_another_person_is_not_taken_for_ones_own(hall, organizer):
    put(hall, hall.first, NEW)
    put(hall, hall.second, NEWER)
    third = a_person(hall.desk, "周监票", "scrutineer").actor.account_id
    accounts = [hall.second.actor.account_id, third]

    make(hall, organizer, account=accounts, key=[NEW, NEWER])

    assert {one["name"]: one["key"] for one in hall.get()["scrutineers"]} == {
        "孙监票": NEWER,
        "周监票": "",
    }


def test_a_copy_names_the_key_that_is_on_record_now(hall, organizer):
    hall.draft()
    put(hall, hall.first, NEW)

    sent = organizer.send(here(hall, "/copy"))
    hall.meeting = sent.location.rsplit("/", 1)[1]

    keys = {one["name"]: one["key"] for one in hall.get()["scrutineers"]}
    assert keys == {"钱监票": NEW, "孙监票": KEYS[1]}
    assert "已复制" in notice(organizer.open(sent.location).text)


def both(hall: Hall) -> list[str]:
    """Return the accounts of the scrutineers, in the order of ``KEYS``."""
    return [person.actor.account_id for person in (hall.first, hall.second)]


def keys_named(hall: Hall) -> dict[str, str]:
    return {one["name"]: one["key"] for one in hall.get()["scrutineers"]}


def test_a_replaced_key_comes_into_no_new_draft(hall, organizer):
    put(hall, hall.first, KEYS[0])
    put(hall, hall.first, NEW, KEYS[0])

    make(hall, organizer, account=both(hall))
    by_form = keys_named(hall)
    hall.draft()
    handed_in_whole = keys_named(hall)

    assert by_form == handed_in_whole == {"钱监票": NEW, "孙监票": KEYS[1]}


def test_a_draft_with_a_replaced_key_is_not_prepared_before_its_particulars_are_saved(
    hall, organizer
):
    put(hall, hall.first, KEYS[0])
    make(hall, organizer, account=both(hall))
    typed = form_of(hall, "department_appraisal", account=both(hall))
    put(hall, hall.first, NEW, KEYS[0])

    kept = [one for one in hall.get()["lacks"] if one["code"] == "draft_replaced_keys"]
    shown = {lang: unescape(organizer.open(here(hall), lang).text) for lang in ("zh", "en")}
    early = hall.post(hall.organizer, "/prepare")
    organizer.send(here(hall, "/draft"), version=1, **typed)
    saved = [one["code"] for one in hall.get()["lacks"]]

    assert [one["link"] for one in kept] == [f"{here(hall)}/draft#scrutineers"]
    assert "钱监票 换了密钥，这里还是旧的公钥：请保存一次会议资料" in shown["zh"]
    assert "钱监票 made a new key since; save the particulars to take it." in shown["en"]
    assert slug(early) == (409, "draft_incomplete")
    assert "draft_replaced_keys" in early.text
    assert "draft_replaced_keys" not in saved
    assert keys_named(hall) == {"钱监票": NEW, "孙监票": KEYS[1]}


def test_a_new_key_beside_one_that_an_organizer_typed_keeps_no_draft_back(hall):
    hall.draft()

    put(hall, hall.first, NEW)

    assert "draft_replaced_keys" not in [one["code"] for one in hall.get()["lacks"]]
