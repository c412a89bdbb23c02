"""Who stands behind an opening, on the meeting's page: accounts, not names."""

from __future__ import annotations

from factories.desk import Hall, Person
from factories.office import a_browser
from factories.pages import a_build

from ballot_service.desk_app import app_for
from ballot_service.desk_db import ACCOUNTS
from shared.plumbing.db import unit_of_work


def change(hall: Hall, person: Person, **values: object) -> None:
    """Change somebody's account."""
    with unit_of_work(hall.desk.sessions) as uow:
        row = uow.session.get_one(ACCOUNTS.account, person.actor.account_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_two_officials_of_one_name_each_have_the_button(tmp_path):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    app = app_for(hall.desk, a_build(tmp_path / "web"))
    here = f"/meetings/{hall.freeze().meeting}"
    press = f"{here}/rounds/{hall.begin()}/open"
    one, other = (a_browser(app, person) for person in (hall.organizer, hall.first))
    change(hall, hall.first, name=hall.organizer.actor.name)

    one.press(press)

    assert f'action="{press}"' not in one.open(here).text
    assert f'action="{press}"' in other.open(here).text


def test_who_left_no_longer_stands_behind_an_opening(tmp_path):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    round_id = hall.freeze().begin()
    hall.must(hall.post(hall.organizer, f"/rounds/{round_id}/open"))
    before = hall.get()
    change(hall, hall.organizer, closed_at=hall.desk.clock())

    after = hall.get(by=hall.first)

    assert before["next_step"]["code"] == "second_opener"
    assert before["rounds"][0]["opened_by"] == [hall.organizer.actor.name]
    assert after["next_step"]["code"] == "open_round"
    assert after["rounds"][0]["opened_by"] == []
