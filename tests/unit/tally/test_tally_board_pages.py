"""The administrator's page that begins a board of trustees: the same board as the API's."""

from __future__ import annotations

import re

import pytest
from factories.office import a_browser, notice
from factories.pages import a_build
from factories.tally import Counting, a_person

from tally_service.app import app_for

NAMES = ("张三", "李四", "王五")


class Office:
    """A service with trustees and an administrator, who opens its pages."""

    def __init__(self, folder, names=NAMES):
        self.counting = Counting(f"sqlite:///{folder / 'tally.db'}", folder)
        self.app = app_for(self.counting.tally, a_build(folder / "web"))
        self.people = {name: a_person(self.counting.tally, name, "trustee") for name in names}
        self.admin = a_person(self.counting.tally, "管理员", "admin")
        self.browser = self.enter(self.admin)

    def enter(self, person):
        return a_browser(self.app, person, "tally_session")

    def account(self, name):
        return self.people[name].actor.account_id

    def boards(self):
        return self.counting.client.get("/api/v1/boards").json["boards"]

    def form(self, *names, **changes):
        chosen = [self.account(name) if name else "" for name in names]
        return {
            "title": "县计票委员会",
            "year": "2027",
            "threshold": "2",
            "trustees": chosen,
            **changes,
        }


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def test_a_board_is_made_of_the_accounts_in_the_order_chosen_and_its_link_is_told(office):
    sent = office.browser.send("/boards/new", **office.form("王五", "", "张三", "李四"))
    page = office.browser.open(sent.location).text

    made = next(one for one in office.boards() if one["title"] == "县计票委员会")
    whole = office.counting.client.get(f"/api/v1/boards/{made['board']}").json
    assert [one["name"] for one in whole["trustees"]] == ["王五", "张三", "李四"]
    assert (made["year"], made["threshold"], made["state"]) == (2027, 2, "ceremony")
    assert f"http://localhost/t/{made['board']}" in notice(page)
    assert "密钥保管组已建立" in notice(page)
    assert "仪式" in page[page.index("县计票委员会 · 2027") :]


def test_the_form_begins_with_two_of_three_in_this_year_and_everybody_who_may_sit(office):
    page = office.browser.open("/boards/new").text

    assert 'id="threshold" name="threshold" value="2"' in page
    assert f'value="{office.counting.tally.clock().year}"' in page
    offered = re.findall(r'<option value="([^"]+)"', page)
    assert {offered.count(office.account(name)) for name in NAMES} == {page.count("<select")}
    assert office.admin.actor.account_id not in offered


@pytest.mark.parametrize(
    ("names", "changes", "told"),
    [
        (("张三", "李四"), {}, "要比解密所需"),
        (("张三", "李四", "张三"), {}, "有人重复"),
        (NAMES, {"title": ""}, "四位数"),
        (NAMES, {"year": "二〇二七"}, "四位数"),
        (NAMES, {"threshold": "0"}, "四位数"),
        (NAMES, {"threshold": "1"}, "没有人能独自解密"),
        ((), {}, "要比解密所需"),
    ],
)
def test_what_cannot_be_a_board_is_said_beside_the_form_which_keeps_what_was_typed(
    office, names, changes, told
):
    before = office.boards()

    refused = office.browser.send("/boards/new", **office.form(*names, **changes))

    assert refused.status_code == 400
    assert told in refused.text
    for field in ("title", "year", "threshold"):
        assert f'name="{field}" value="{office.form(**changes)[field]}"' in refused.text
    chosen = re.findall(r'<option value="([^"]+)" selected', refused.text)
    assert chosen == [office.account(name) for name in names]
    assert office.boards() == before


def test_a_person_who_is_no_trustee_cannot_be_slipped_in(office):
    changes = {"trustees": [office.account("张三"), office.admin.actor.account_id, "nobody"]}

    refused = office.browser.send("/boards/new", **office.form(**changes))

    assert (refused.status_code, "不再是密钥持有人" in refused.text) == (400, True)


def test_only_administrators_are_led_there_and_let_in(office):
    both = a_person(office.counting.tally, "两者", "admin", "trustee")
    trustee = office.enter(office.people["张三"])

    assert 'href="/boards/new"' in office.browser.open("/").text
    assert 'href="/boards/new"' in office.enter(both).open("/t").text
    assert 'href="/boards/new"' not in trustee.open("/").text + trustee.open("/t").text
    assert trustee.open("/boards/new").status_code == 403
    assert trustee.send("/boards/new", **office.form(*NAMES)).status_code == 403
    assert office.enter(None).open("/boards/new").location.startswith("/sign-in")
    assert [one for one in office.boards() if one["title"] == "县计票委员会"] == []


def test_whoever_has_too_few_trustees_is_led_to_the_accounts_first(office):
    listed = office.counting.client.get("/api/v1/accounts", headers=office.admin.headers).json
    trustees = [one["account"] for one in listed["accounts"] if one["roles"] == ["trustee"]]
    for account in trustees[1:]:
        path = f"/api/v1/accounts/{account}/deactivation"
        closed = office.counting.client.post(path, json={}, headers=office.admin.headers)
        assert closed.status_code < 300, closed.text

    page = office.browser.open("/boards/new").text

    assert "<select" not in page
    assert 'class="govuk-button" href="/accounts"' in page
