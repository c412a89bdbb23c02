"""The way in for a phone in the hall: welcome page, warning, test page; and the poster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from booth_visits import qr_codes
from browsers import PHONE, look_at, look_at_both_sizes, picture, serving, visiting
from factories.boxes import a_box_side
from factories.fronts import a_front
from flask import Flask
from playwright.sync_api import Error

from ballot_service.box_app import app_for
from shared.plumbing.hall import Hall, poster_blueprint
from shared.plumbing.hall.app import create_welcome
from shared.plumbing.headers import secure_headers
from shared.plumbing.pages import register_pages
from shared.plumbing.pages.frame import TEMPLATES
from shared.plumbing.problems import register_problems

SCREEN = (1280, 800)


@dataclass
class Doors:
    """The box behind the front, the welcome page and the poster, each at its address."""

    box: str
    welcome: str
    desk: str


def a_desk(web: Path, told: Path) -> Flask:
    """Return the part of the desk that shows the poster."""
    app = Flask("desk", static_folder=None)
    register_problems(app)
    secure_headers(app)
    register_pages(app, web, TEMPLATES)
    app.register_blueprint(poster_blueprint(told))
    return app


@pytest.fixture(scope="module")
def doors(web, tmp_path_factory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("hall")
    box = app_for(a_box_side(f"sqlite:///{folder / 'box.db'}", folder), web)
    with serving(box) as inner, a_front(folder, urlsplit(inner).port) as front:
        fingerprint = front.files.fingerprint
        hall = Hall(
            box=front.url, welcome="http://192.168.100.123:8080/", authority=fingerprint.hex()
        )
        hall.write(folder / "hall.json")
        with (
            serving(create_welcome(hall, b"", web)) as welcome,
            serving(a_desk(web, folder / "hall.json")) as desk,
        ):
            yield Doors(front.url, welcome, desk)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everybody_can_read_the_welcome_page(chromium, doors, lang):
    with visiting(chromium) as visit:
        visit.page.goto(f"{doors.welcome}?lang={lang}")
        picture(visit.page, f"hall-welcome-{lang}-390")
        visit.page.click("summary")

        look_at_both_sizes(visit.page, f"hall-welcome-open-{lang}")
        assert visit.page.locator("a[href='/authority.crt']").is_visible()
        assert (visit.complaints, visit.elsewhere(), visit.traces()) == ([], [], {})


def test_the_welcome_page_leads_to_the_box(chromium, doors):
    with visiting(chromium) as visit:
        visit.page.goto(doors.welcome)

        leads = visit.page.locator(".govuk-button").first.get_attribute("href")
        codes = qr_codes(visit.page, visit.page.locator(".voter-qr img"))

    assert leads == f"{doors.box}/check"
    assert codes == [leads]


def test_after_one_warning_the_phone_can_vote(chromium, doors):
    """The real warning of a real browser, pressed through as the welcome page says."""
    with visiting(chromium) as visit:
        page = visit.page
        page.goto(doors.welcome)
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            page.goto(page.locator(".govuk-button").first.get_attribute("href"))
        page.wait_for_selector("#details-button")
        picture(page, "hall-warning-390")
        page.click("#details-button")
        page.click("#proceed-link")
        page.wait_for_selector("[data-answer=good]:visible")
        picture(page, "hall-after-the-warning-390")

        again = page.goto(f"{doors.box}/check")
        secure = page.evaluate("isSecureContext")

    assert again.status == 200  # it is one warning, not one for each page
    assert secure is True


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_poster_is_read_from_afar_and_by_phones(chromium, doors, lang):
    with visiting(chromium, SCREEN) as visit:
        visit.page.goto(f"{doors.desk}/hall?lang={lang}")
        code = visit.page.locator(".voter-qr img")

        look_at(visit.page, f"hall-poster-{lang}")
        assert qr_codes(visit.page, code) == ["http://192.168.100.123:8080/"]
        assert code.bounding_box()["width"] >= 400
        below = visit.page.locator(".voter-digits").bounding_box()
        assert below["y"] + below["height"] < SCREEN[1]
        assert float(visit.page.locator(".voter-words").evaluate(_SIZE)) >= 36
        visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        look_at(visit.page, f"hall-poster-{lang}")
        assert qr_codes(visit.page, code) == ["http://192.168.100.123:8080/"]
        assert code.bounding_box()["width"] >= 300
        assert (visit.complaints, visit.elsewhere()) == ([], [])


_SIZE = "(e) => getComputedStyle(e).fontSize.replace('px', '')"
