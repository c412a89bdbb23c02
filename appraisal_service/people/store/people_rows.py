"""All rows of some people, read in few queries and written in few.

An import may be about 20,000 people, and a statement for each costs a minute.

May import: SQLAlchemy, this room's domain and tables.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import instance_state

from appraisal_service.people.domain import Official
from appraisal_service.people.store.tables import PersonRow, PostRow, ServiceRow

AT_ONCE = 1000
"""People in one query; SQLite takes 32,766 values in a statement."""


class PeopleRows:
    """What is stored of some people; changes are written when the session is flushed."""

    def __init__(self, session: Session, persons: Collection[str]) -> None:
        """Read the rows of ``persons``; of whom nothing is stored has none yet."""
        self._session = session
        self._names = {row.id: row for row in self._read(PersonRow, PersonRow.id, persons)}
        self._posts: dict[str, dict[int, PostRow]] = {person: {} for person in persons}
        for post in self._read(PostRow, PostRow.person, persons):
            self._posts[post.person][post.valid_from] = post
        self._services: dict[str, dict[str, ServiceRow]] = {person: {} for person in persons}
        for service in self._read(ServiceRow, ServiceRow.person, persons):
            self._services[service.person][service.since] = service

    def _read(
        self, table: type[Any], key: InstrumentedAttribute[str], persons: Collection[str]
    ) -> list[Any]:
        """Return the rows of a table that are these people's."""
        every = sorted(set(persons))
        return [
            row
            for start in range(0, len(every), AT_ONCE)
            for row in self._session.scalars(
                select(table).where(key.in_(every[start : start + AT_ONCE]))
            )
        ]

    def name(self, person: str) -> str | None:
        """Return a person's name, None of a number that is new."""
        row = self._names.get(person)
        return None if row is None else row.name

    def put_names(self, names: Mapping[str, str]) -> None:
        """Write people's names by number; before their posts, which refer to them."""
        for person, name in names.items():
            row = self._names.get(person)
            if row is None:
                self._names[person] = row = PersonRow(id=person, name=name)
                self._session.add(row)
            row.name = name
        self._session.flush()

    def post(self, person: str, year: int) -> PostRow | None:
        """Return what a person is from ``year`` on, if something is written for that year."""
        return self._posts[person].get(year)

    def newest_post(self, person: str, year: int | None = None) -> PostRow | None:
        """Return what a person is as of ``year``, or as of the newest year of all."""
        posts = self._posts[person]
        there = [since for since in posts if year is None or since <= year]
        return posts[max(there)] if there else None

    def put_post(self, jurisdiction: str, year: int, official: Official, *, serves: bool) -> None:
        """Write what a person is from ``year`` on; ``serves`` false: no longer there."""
        posts = self._posts[official.id]
        row = posts.get(year)
        if row is None:
            posts[year] = row = PostRow(person=official.id, valid_from=year)
            self._session.add(row)
        row.jurisdiction, row.unit, row.title = jurisdiction, official.unit, official.post
        row.role, row.team, row.scale = official.role, official.team, official.scale
        row.serves, row.quota_group = serves, official.group

    def drop_post(self, row: PostRow) -> None:
        """Take back what was written for a year."""
        del self._posts[row.person][row.valid_from]
        self._delete(row)

    def services(self, person: str) -> list[ServiceRow]:
        """Return a person's posts by the day, oldest first."""
        return [row for _, row in sorted(self._services[person].items())]

    def put_service(self, jurisdiction: str, since: str, official: Official) -> None:
        """Write that a post runs from the day ``since`` on, in the place of another one's day."""
        held = self._services[official.id]
        row = held.get(since)
        if row is None:
            held[since] = row = ServiceRow(person=official.id, since=since)
            self._session.add(row)
        row.jurisdiction, row.unit, row.title = jurisdiction, official.unit, official.post
        row.role, row.team = official.role, official.team
        row.dated, row.until = official.since is not None, None

    def drop_service(self, row: ServiceRow) -> None:
        """Take a post by the day away."""
        del self._services[row.person][row.since]
        self._delete(row)

    def _delete(self, row: PostRow | ServiceRow) -> None:
        """Delete a row, or forget it where it was not written yet."""
        if instance_state(row).pending:
            self._session.expunge(row)
        else:
            self._session.delete(row)
