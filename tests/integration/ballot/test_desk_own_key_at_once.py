"""Two browsers of one scrutineer, or two scrutineers, hand in keys at the same moment."""

from __future__ import annotations

from functools import partial

import pytest
from factories.desk import Hall, Person
from factories.presses import at_once

from shared.crypto.signing import SigningKey

API = "/api/v1/scrutineer-key"
KEYS = [SigningKey.from_seed(name.ljust(32, b".")).public.hex() for name in (b"one", b"two")]


@pytest.fixture
def hall(database_url, tmp_path) -> Hall:
    return Hall(database_url, tmp_path).draft()


def hand_in(hall: Hall, pairs: list[tuple[Person, str]]) -> list[int]:
    """Hand in all keys at once; return the statuses, sorted."""
    app = hall.client.application

    def put(person: Person, key: str) -> int:
        body = {"key": key, "replaces": None, "account": person.actor.account_id}
        return app.test_client().put(API, json=body, headers=person.headers).status_code

    return sorted(at_once([partial(put, *pair) for pair in pairs]))


def own(hall: Hall, person: Person) -> dict:
    return hall.client.get(API, headers=person.headers).json


def recorded(hall: Hall) -> int:
    events = hall.get("/events")["events"]
    return len([one for one in events if one["act"] == "record_scrutineer_key"])


def test_the_same_key_twice_is_one_key_and_one_line_of_the_record(hall):
    told = hand_in(hall, [(hall.first, KEYS[0])] * 2)

    assert told == [200, 201]
    assert own(hall, hall.first)["key"] == KEYS[0]
    assert recorded(hall) == 1


def test_of_two_keys_for_the_same_place_one_is_taken(hall):
    told = hand_in(hall, [(hall.first, key) for key in KEYS])

    shown = own(hall, hall.first)
    assert told == [201, 409]
    assert shown["key"] in KEYS
    assert shown["earlier"] == []
    assert recorded(hall) == 1


def test_of_two_people_with_the_same_key_one_has_it(hall):
    told = hand_in(hall, [(hall.first, KEYS[0]), (hall.second, KEYS[0])])

    held = [own(hall, person)["key"] for person in (hall.first, hall.second)]
    assert told == [201, 409]
    assert sorted(held, key=str) == sorted([KEYS[0], None], key=str)
    assert recorded(hall) == 1
