"""Findings, correction and annulment in a browser: two people, forms without scripts, measures."""

from __future__ import annotations

from pathlib import Path

from browsers import DESKTOP, PHONE, Visit, look_at, serving, visiting
from factories.findings import PAPER, Finding
from factories.office import token_of
from playwright.sync_api import Browser, Page

from tally_service.app import app_for


def enter(visit: Visit, url: str, finding: Finding, by: int) -> Page:
    """Let the visitor be signed in as one of the certifiers."""
    cookie = {"name": "tally_session", "value": token_of(finding.certifiers[by]), "url": url}
    visit.context.add_cookies([{**cookie, "sameSite": "Strict"}])
    return visit.page


def look(page: Page, name: str) -> None:
    """Measure the page on a screen and on a phone; keep pictures."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        look_at(page, f"findings-{name}")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def fill(page: Page) -> None:
    """Fill in the paper of the form that is open."""
    for name, text in PAPER.items():
        page.locator(f"main form [name={name}]:visible").first.fill(text)


def said(page: Page) -> str:
    """Return what the notice says."""
    return page.locator(".office-notice").first.inner_text()


def test_two_certifiers_find_correct_and_annul(chromium: Browser, web: Path, tmp_path):
    finding = Finding(f"sqlite:///{tmp_path / 'tally.db'}", tmp_path)
    closed = finding.counted()
    with (
        serving(app_for(finding.tally, web)) as address,
        visiting(chromium, DESKTOP, locale="zh-CN") as one,
        visiting(chromium, DESKTOP, locale="en-GB") as other,
    ):
        url = address.replace("127.0.0.1", "localhost")
        here = f"{url}/rounds/{closed.meeting.meeting}/r1"
        first, second = enter(one, url, finding, 0), enter(other, url, finding, 1)

        first.goto(f"{here}/findings")
        look(first, "wanted-zh")
        first.get_by_label("是，认定属实").check()
        fill(first)
        first.get_by_role("button", name="记录").click()
        assert "还需另一人" in said(first)
        first.locator("summary", has_text="撤回这次录入").click()
        look(first, "proposed-own-zh")
        second.goto(f"{here}/findings")
        look(second, "proposed-en")
        second.get_by_role("button", name="Confirm this finding").click()
        assert "The finding is signed" in said(second)
        look(second, "recorded-en")

        finding.certified(closed)
        first.goto(f"{here}/correct")
        fill(first)
        first.get_by_role("button", name="开启更正").click()
        look(first, "correcting-zh")
        finding.certified(closed)
        second.goto(f"{here}/correct")
        look(second, "corrected-en")

        first.goto(f"{here}/annul")
        look(first, "annul-zh")
        fill(first)
        first.get_by_role("button", name="作废本轮").click()
        second.goto(f"{here}/annul")
        look(second, "annul-proposed-en")
        second.get_by_role("button", name="Confirm: annul this round").click()
        assert "the round is annulled" in said(second)
        first.goto(f"{here}/annul")
        look(first, "annulled-zh")

        assert [one.elsewhere(), other.elsewhere()] == [[], []]
        assert [one.complaints, other.complaints] == [[], []]
    assert [row["state"] for row in finding.listed(closed)] == [
        "superseded",
        "superseded",
        "annulled",
    ]
