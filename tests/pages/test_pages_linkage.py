"""What a ballot looks like from outside when two phones send different votes (P3)."""

from __future__ import annotations

from typing import Any

import pytest
from booth_visits import a_hall, voting
from playwright.sync_api import Browser, Request

OWN = {"content-length"}
"""Differs by the leading digits of random numbers; see test_slip_linkage.py."""


@pytest.fixture
def hall(tmp_path, web):
    with a_hall(tmp_path, web) as hall:
        hall.meeting.open()
        yield hall


def sent(
    chromium: Browser, hall, voter: int, option: int, **phone_has: Any
) -> tuple[list[str], dict[str, str]]:
    """Let a phone vote; return what it asked for, in order, and the headers of its ballot."""
    posts: list[Request] = []
    with voting(chromium, hall, **phone_has) as phone:
        phone.page.on("request", lambda one: posts.append(one) if one.method == "POST" else None)
        phone.start(voter).mark_all(option).seal().send()
        (post,) = posts
        asked = [address.partition("?")[0] for address in phone.visit.requests]
        headers = {n: v for n, v in post.all_headers().items() if n not in OWN}
    return asked, headers


def test_two_phones_with_different_votes_look_the_same_to_the_box(chromium, hall):
    first, second = sent(chromium, hall, 0, 0), sent(chromium, hall, 1, 4)

    assert first[1] == second[1]
    assert [one.partition("#")[0] for one in first[0]] == [
        one.partition("#")[0] for one in second[0]
    ]
    assert not {"cookie", "referer", "authorization", "origin-trial"} & first[1].keys()
    lengths = [len(ballot) for ballot in hall.ballots()]
    assert max(lengths) - min(lengths) <= 24, "leading digits of 24 random numbers"


def test_a_phone_that_says_one_thing_more_would_be_seen(chromium, hall):
    plain = sent(chromium, hall, 0, 0)[1]

    marked = sent(chromium, hall, 1, 0, extra_http_headers={"x-voter": "1"})[1]

    assert marked != plain
