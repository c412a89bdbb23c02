"""Every screen of blind mode, in both languages, on a phone and on a desktop."""

from __future__ import annotations

import pytest
from blind_visits import Phone, a_phone, a_phone_hall
from booth_visits import qr_codes
from browsers import DESKTOP, PHONE


class Screens(Phone):
    """A phone whose screens are looked at on a desktop too."""

    def look(self, name: str) -> None:
        for width, height in (DESKTOP, PHONE):
            self.page.set_viewport_size({"width": width, "height": height})
            super().look(name)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screens_of_one_phone_from_the_invitation_to_the_end(chromium, web, tmp_path, lang):
    with (
        a_phone_hall(tmp_path, web) as hall,
        a_phone(chromium, hall, lang) as came,
    ):
        phone = Screens(came.visit, lang, hall)
        hall.invite(check_in=False)
        phone.invited(hall.people[0])
        phone.wait_for({"zh": "签到还没有开始", "en": "Check-in has not begun"}[lang])
        phone.look("1-waiting")
        hall.hall.must(hall.hall.post(hall.hall.organizer, "/check-in"))
        look = {"zh": "现在看看", "en": "Look now"}[lang]
        phone.page.get_by_role("button", name=look).click()
        phone.control("me").wait_for()
        phone.look("2-greeting")
        phone.words()
        phone.look("3-words")
        phone.press("same")
        phone.wait_for("kept")
        phone.look("4-kept")
        save(phone)
        hall.hall.upload("A", 2)
        hall.end_check_in(600)
        phone.until({"zh": "正在激活", "en": "Activating"}[lang])
        phone.look("5-activating")
        hall.hall.must(
            hall.hall.post(hall.hall.organizer, "/activation", {"seconds": 900, "reason": "网络慢"})
        )
        phone.page.route("**/api/v1/**", undated)  # else the box's clock would be believed
        phone.page.clock.install()
        phone.page.reload()
        phone.until({"zh": "正在激活", "en": "Activating"}[lang])
        phone.visit.let_time_pass(900, phone.screen("activated").is_visible, step=3)
        phone.until("activated")
        phone.look("6-activated")


def undated(route):
    """Answer as the box does, without the time."""
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    route.fulfill(response=answer, headers=headers)


def save(phone):
    """Look at the code and its QR code, and at what is kept."""
    lang = phone.lang
    phone.page.locator("summary").nth(0).click()
    phone.page.get_by_role("button", name={"zh": "显示代码", "en": "Show the code"}[lang]).click()
    (right,) = phone.kept()
    assert phone.page.locator(".booth-receipt").inner_text() == right["slip"]
    booth = f"{phone.hall.box_url}/b/{phone.hall.hall.meeting}#{right['slip']}"
    assert qr_codes(phone.page, phone.page.locator(".booth-qr")) == [booth]
    phone.page.locator("summary").nth(1).click()
    phone.look("4-kept-open")
    erase = {"zh": "现在删除", "en": "Erase it now"}[lang]
    phone.page.get_by_role("button", name=erase).click()
    phone.look("4-erase")
    phone.page.get_by_role("button", name={"zh": "不删除", "en": "Keep it"}[lang]).click()
    phone.wait_for("kept")
    assert phone.kept() == [right]


def test_the_language_changes_in_the_page_and_nothing_is_lost(chromium, web, tmp_path):
    with a_phone_hall(tmp_path, web) as hall, a_phone(chromium, hall) as phone:
        hall.invite()
        phone.invited(hall.people[0]).words()
        phone.page.click("text=English")
        phone.lang = "en"
        assert phone.page.inner_text("main h1") == "Compare six words"
        assert phone.page.locator(".booth-words--large li").all_inner_texts() == hall.words("en")
        phone.press("same")
        phone.wait_for("kept")
        assert "lang=en" in phone.page.url
