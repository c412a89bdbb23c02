"""A round on paper in a browser: what certifiers read and sign says that it is paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import DESKTOP, look_at_both_sizes, serving, visiting
from factories import documents
from factories.count_rooms import COOKIE, Stages
from factories.office import token_of
from factories.papers import a_line, a_result, announced
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(scope="module")
def rooms(web: Path, tmp_path_factory) -> Iterator[tuple[Stages, str]]:
    stages = Stages(tmp_path_factory.mktemp("paper"), web)
    with serving(stages.app) as url:
        yield stages, url


def enter(page: Page, stages: Stages, url: str, certifier: int) -> Page:
    """Let the visitor be signed in as a certifier."""
    token = token_of(stages.counting.certifiers[certifier])
    cookie = {"name": COOKIE, "value": token, "url": url, "sameSite": "Strict"}
    page.context.add_cookies([cookie])
    return page


def test_papers_are_read_and_signed_by_two_and_never_pass_for_anything_else(
    chromium: Browser, rooms
):
    stages, url = rooms
    meeting = documents.a_meeting_manifest("AB", pack=stages.counting.pack.digest)
    told = announced(meeting, "AB", 2)
    here = f"{url}/rounds/{meeting.meeting}/r1"
    small = a_line(told, "B", None, returned=4, void=0)
    counted = a_result(told, meeting, a_line(told, votes=(3, 1, 0, 0, 0), wrong=1), small)
    with visiting(chromium, DESKTOP) as one, visiting(chromium, DESKTOP, locale="en-GB") as two:
        first = enter(one.page, stages, url, 0)
        second = enter(two.page, stages, url, 1)
        stages.counting.deliver(told)
        first.goto(here)
        expect(first.locator("[data-step]")).to_have_attribute("data-step", "await_papers")
        look_at_both_sizes(first, "paper-waiting-zh")

        stages.counting.deliver(counted)
        first.goto(here)
        expect(first.locator("[data-medium=paper]")).to_contain_text("任何人都不能凭本结果核验票数")
        first.locator("details summary").first.click()
        look_at_both_sizes(first, "paper-round-zh")
        first.locator("#name").fill("周认证")
        first.get_by_role("button", name="签署", exact=True).click()
        expect(first.locator("[data-step]")).to_have_attribute("data-step", "more_certifiers")

        second.goto(f"{here}/result")
        expect(second.locator("[data-medium=paper]")).to_contain_text("Paper, counted by hand")
        look_at_both_sizes(second, "paper-result-en")
        second.goto(here)
        second.locator("#name").fill("吴认证")
        second.get_by_role("button", name="Sign", exact=True).click()
        expect(second.locator("[data-step]")).to_have_attribute("data-step", "done")
        look_at_both_sizes(second, "paper-certified-en")
        assert [visit.elsewhere() for visit in (one, two)] == [[], []]
