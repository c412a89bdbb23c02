"""Several people with one phone: no right is lost, and nobody's is taken for another's."""

from __future__ import annotations

import pytest
from blind_visits import a_phone, a_phone_hall

from shared.crypto.credentials import derive, parse_slip, slip_text
from shared.crypto.jsontext import b64


@pytest.fixture(scope="module")
def hall(web, tmp_path_factory):
    """A meeting at which people are being checked in."""
    with a_phone_hall(tmp_path_factory.mktemp("sharing"), web) as hall:
        yield hall.invite()


def test_two_people_may_share_a_phone_and_neither_right_is_lost(chromium, hall):
    with a_phone(chromium, hall) as phone:
        for person in hall.people[:2]:
            phone.collect(person)
        phone.page.get_by_text("几个人的投票权").wait_for()
        phone.look("8-two-rights")
        slips = {right["slip"] for right in phone.kept()}
        assert len(slips) == 2

        phone.page.goto(hall.box_page("b"))
        starts = [slip.split("-")[1] for slip in slips]
        for start in starts:
            assert phone.page.get_by_role("button", name=start).is_visible()
        phone.look("8-booth-two-rights")


def right_text(right, code, *, own):
    """Return a right of another code; its credentials are the code's own if `own`."""
    entries = []
    for box in right["boxes"]:
        credential = derive(box["uuid"], code).public_hex if own else box["credential"]
        payload = bytes.fromhex(credential + box["randomizer"] + box["signature"])
        entries.append(f"{box['uuid']}:{b64(payload)}")
    letter, _ = parse_slip(right["slip"])
    return ".".join([slip_text(letter, code), right["manifest"], *entries])


def test_a_right_brought_to_an_open_page_is_kept_and_a_broken_one_is_named(chromium, hall):
    """The second person on a shared phone must not take the first one's for theirs."""
    told = "刚送来的投票权不完整，没有保存"
    code = "1oDyg-bUZDje-AshYr-mm3QYz"
    with a_phone(chromium, hall) as phone:
        phone.collect(hall.people[2])
        (right,) = phone.kept()
        bring = "text => { location.hash = text }"

        for broken in ("cut-off-before-its-end-and-no-right", right_text(right, code, own=False)):
            phone.page.reload()
            phone.wait_for("kept")
            phone.page.evaluate(bring, broken)
            phone.page.get_by_role("alert").get_by_text(told).wait_for()
            phone.wait_for("kept")
            assert phone.kept() == [right]
            assert "#" not in phone.page.url
        phone.look("8-broken-beside")

        phone.page.evaluate(bring, right_text(right, code, own=True))
        phone.page.get_by_text("几个人的投票权").wait_for()
        assert phone.page.get_by_role("alert").count() == 0
        assert len(phone.kept()) == 2
        assert "#" not in phone.page.url
