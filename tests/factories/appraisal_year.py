"""A county's year behind its pages: people with votes and facts, officers and deciders signed in.

The year is set up through the API of a ``Bureau``; the pages are those of a second application
on the same office, with real sessions.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from factories.appraisal import WEIGHTS
from factories.office import Browser, a_browser
from factories.tally import Person
from fakes.appraisal import ANNA, YEAR, Bureau, a_bureau, a_person_entry, county
from fakes.tally_results import a_box, a_contest, a_result, against, grade_votes
from flask import Flask

from appraisal_service.app import app_for
from appraisal_service.db import ACCOUNTS
from shared.documents.results import CertifiedResult, CountedContest
from shared.plumbing.access import Actor
from shared.plumbing.accounts.domain import new_secret
from shared.plumbing.db import unit_of_work

COOKIE = "appraisal_session"
HERE = "/years/2026/county"
MISSED = "".join(f"o3,2026-02-0{day},missed,\n" for day in range(1, 5))


class PagedYear:
    """A year of the county, its pages, and whoever works there.

    o1 has votes of two classes and two ballots and is graded by bands; o2 is exactly on the line
    of a third; a clause forces o3's grade; o4's unit ballot has three papers and stays sealed.
    """

    def __init__(self, folder: Path, web: Path) -> None:
        self.bureau: Bureau = a_bureau(f"sqlite:///{folder / 'appraisal.db'}")
        self.app: Flask = app_for(self.bureau.office, web)

    def person(self, name: str, *roles: str) -> Person:
        """Return a new account that is signed in; no passphrase is hashed, to be quick."""
        account_id, secret = secrets.token_hex(16), new_secret("s", secrets.token_bytes)
        now = self.bureau.office.clock()
        values = {"id": account_id, "name": name, "name_key": account_id, "roles": list(roles)}
        account = ACCOUNTS.account(**values, passphrase_hash="-", created_at=now)
        session = ACCOUNTS.session(
            id=secret.id,
            digest=secret.digest,
            account_id=account_id,
            expires_at=now + timedelta(hours=8),
            seen_at=now,
        )
        with unit_of_work(self.bureau.office.sessions) as uow:
            uow.session.add(account)
            uow.session.flush()
            uow.session.add(session)
        headers = {"Authorization": f"Bearer {secret.text}"}
        return Person(Actor(account_id, name, frozenset(roles)), headers)

    def browser(self, name: str, *roles: str) -> Browser:
        """Return the browser of somebody new who is signed in."""
        return a_browser(self.app, self.person(name, *roles), COOKIE)

    def set_up(self, others: int = 0, **pack: Any) -> str:
        """Import people, results and attendance; return the pack's digest."""
        ids = ["o1", "o2", "o3", "o4", *(f"p{number:03}" for number in range(others))]
        people = [a_person_entry(one, unit="unit-1" if one < "p030" else "unit-2") for one in ids]
        digest = self.bureau.set_up("county", people, **{"weights": WEIGHTS, **pack})
        for result in _results(digest):
            self.bureau.certify(result)
        assert self.bureau.csv(ANNA, MISSED).status_code == 201
        return digest

    def proposed(self, others: int = 0, **pack: Any) -> PagedYear:
        """Return the year with its proposals computed."""
        self.set_up(others, **pack)
        assert self.bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
        return self


def _results(digest: str) -> list[CertifiedResult]:
    """Return the certified results of the year."""
    classes = {"A": grade_votes(40, 20, 4, 6, 1), "B": grade_votes(20, 4, 2, 4, 1)}
    unit = a_result(
        {}, pack=digest, boxes=[a_box(71), a_box(31, electorate="B")], contests=[_of("o1", classes)]
    )
    plain = (
        ({"o1": grade_votes(120, 90, 30, 18, 0)}, county()),
        ({"o2": against(5, 16)}, {}),
        ({"o2": against(6, 17)}, county()),
        ({"o3": grade_votes(123, 20, 5, 1, 1)}, {}),
        ({"o3": grade_votes(123, 20, 5, 1, 1)}, county()),
        ({"o4": against(2, 3)}, {}),
        ({"o4": against(9, 41)}, county()),
    )
    return [unit, *(a_result(votes, pack=digest, **where) for votes, where in plain)]


def _of(person: str, classes: dict[str, dict[str, int]]) -> CountedContest:
    """Return the graded contest about one official, by class."""
    whole = {
        option: sum(votes[option] for votes in classes.values())
        for option in next(iter(classes.values()))
    }
    contest = a_contest(person, whole)
    return contest.model_copy(update={"by_electorate": classes})
