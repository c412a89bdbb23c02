"""What every table of states is tried with: a scene in one state, and what people try there.

A `Machine` says for each action and state what has to happen: `>closed` it leads there, `=` it is
taken and the state stays, anything else is the slug of the refusal. A scene is built once a state;
before each try its databases are as they were then, and a refusal has to leave every row alone,
but for one written `! slug`: that it was tried is recorded, or two people differ and what both
said is gone. Where a page has nothing to show it says something else: `slug by API|slug by page`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factories.office import a_browser, notice
from flask import Flask

SESSIONS = "%session%"
"""Tables that say when somebody was last seen; they change with every request."""

NOTHING = "0" * 16
"""An id that nothing has."""

STATUS = {
    "no_such_item": 404,
    "repeat_reason_missing": 400,
    "no_such_round": 404,
    "no_such_proposal": 404,
    "no_such_consequence": 404,
    "reason_needed": 400,
    "finding_not_wanted": 400,
    "activation_time_impossible": 400,
    "no_such_person": 404,
    "not_your_proposal": 403,
    "credential_unknown": 400,
    "kind_unknown": 400,
    "no_such_vote": 404,
    "no_such_objection": 404,
    "no_such_fact": 404,
    "facts_rejected": 400,
    "share_rejected": 400,
    "fact_not_asked": 400,
    "not_your_key": 403,
    "subjects_rejected": 400,
}
"""Of refusals that are not a 409."""

Value = Any
"""What is sent, or a function that returns it for a scene."""


@dataclass
class Scene:
    """One state, brought about by the service itself."""

    app: Flask
    databases: Sequence[Path]
    people: Mapping[str, Any]
    """By the name that an action calls them by."""
    look: Callable[[], str]
    """Returns the state as the service shows it."""
    ids: dict[str, str] = field(default_factory=dict)
    """What stands in addresses."""
    cookie: str = "desk_session"
    documents: dict[str, Any] = field(default_factory=dict)
    """Signed documents that other services send."""
    turn_back: Callable[[], None] = lambda: None
    """Puts the clock back, too, where a scene has one of its own."""
    before: list[str] = field(default_factory=list)
    """Every row, as it was kept."""
    touched: bool = True
    """Whether something may have been tried since the databases were put back."""
    aside: Sequence[str] = ()
    """Tables that may change all the same: copies of what others publish."""
    copies: list[Path] = field(default_factory=list)

    def keep(self, name: str = "kept") -> Scene:
        """Remember the databases as they are now, under a name of the scene's own."""
        self.copies = [path.with_name(f"{path.stem} {name}") for path in self.databases]
        for path, copy in zip(self.databases, self.copies, strict=True):
            _copy(path, copy)
        self.before = self.rows()
        return self

    def again(self) -> None:
        """Put the databases back as they were kept."""
        for path, copy in zip(self.databases, self.copies, strict=True):
            _copy(copy, path)
        self.turn_back()
        self.touched = False

    def rows(self) -> list[str]:
        """Return every row of every table but who was seen when."""
        return [one for path in self.databases for one in _rows(path, self.aside)]


@dataclass(frozen=True)
class Door:
    """One way to try something: an endpoint and what is sent there."""

    endpoint: str
    body: Value = None
    method: str = "POST"
    upload: bool = False
    raw: str = ""
    """Content type of a body that is no JSON."""
    proposal: str = "proposal"
    """Under which name the scene keeps what the address calls a proposal."""

    def address(self, scene: Scene) -> str:
        """Return its address in a scene."""
        rule = next(scene.app.url_map.iter_rules(self.endpoint))
        called = {name: self.proposal if name == "proposal" else name for name in rule.arguments}
        values = {name: scene.ids.get(called[name], NOTHING) for name in rule.arguments}
        query = self.query(scene)
        return scene.app.url_map.bind("localhost").build(self.endpoint, values) + query

    def query(self, scene: Scene) -> str:
        """Return what follows the address."""
        return f"?version={scene.ids['version']}" if self.endpoint == "drafts.take" else ""

    def sent(self, scene: Scene) -> Any:
        """Return what is sent there."""
        return self.body(scene) if callable(self.body) else self.body


@dataclass(frozen=True)
class Act:
    """What somebody may try, through the API and on a page."""

    name: str
    api: Door | None
    page: Door | None = None
    by: str = "organizer"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    slug: str
    text: str
    """What a page says in its notice, or shows with its form."""


@dataclass
class Machine:
    """Its states, what is tried in each, and what has to come of it."""

    name: str
    states: Mapping[str, Callable[[Path], Scene]]
    acts: Sequence[Act]
    table: Mapping[str, Mapping[str, str]]
    """By action and state."""

    def cell(self, act: Act, state: str) -> str:
        """Return what has to happen."""
        row = self.table[act.name]
        return row[state] if state in row else row["*"]

    def slugs(self, act: Act, state: str) -> tuple[str, str]:
        """Return the slug of a refusal by API, and of the words on the page."""
        by_api, _, by_page = self.cell(act, state).removeprefix("! ").partition("|")
        return by_api, by_page or by_api

    def cells(self, *, allowed: bool) -> list[tuple[str, str, str]]:
        """Return (machine, state, action) of every cell of one kind."""
        return [
            (self.name, state, act.name)
            for state in self.states
            for act in self.acts
            if (self.cell(act, state)[0] in ">=") == allowed
        ]


def row(otherwise: str, **cells: str) -> dict[str, str]:
    """Return a row of a table: what happens in these states, and in all others."""
    return {"*": otherwise, **cells}


def by_api(scene: Scene, act: Act) -> Answer:
    """Try it as a program does, for the person of the act."""
    assert act.api is not None
    door, client = act.api, scene.app.test_client()
    body = door.sent(scene)
    sent: dict[str, Any] = {"json": body if body is not None else {}}
    if door.raw:
        sent = {"data": body, "content_type": door.raw}
    headers = {**scene.people[act.by].headers, "Accept": "application/json"}
    response = client.open(door.address(scene), method=door.method, headers=headers, **sent)
    shown = response.json if response.is_json else {}
    slug = str(shown.get("type", "")).removeprefix("/problems/")
    return Answer(response.status_code, slug, str(shown.get("title", "")))


def by_page(scene: Scene, act: Act, language: str = "zh") -> Answer:
    """Send the page's form as a browser does, and follow it to the page that says what came of it.

    The status is the last page's; of a page that shows its form again, the text is all of it.
    """
    assert act.page is not None
    door = act.page
    browser = a_browser(scene.app, scene.people[act.by], scene.cookie)
    here = {"Origin": "http://localhost", "Accept": "text/html", "Accept-Language": language}
    kind = "multipart/form-data" if door.upload else "application/x-www-form-urlencoded"
    fields = door.sent(scene) or {}
    response = browser.client.post(
        door.address(scene), data=fields, headers=here, content_type=kind
    )
    for _ in range(3):
        if response.status_code not in (302, 303):
            break
        response = browser.open(response.location, language)
    if response.mimetype != "text/html":
        return Answer(response.status_code, "", "")
    return Answer(response.status_code, "", notice(response.text) or visible(response.text))


def visible(page: str) -> str:
    """Return the main part of a page as text."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def _copy(source: Path, target: Path) -> None:
    """Copy a database, also one that is in use, in the place of another."""
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as other:
        held.backup(other)


def _rows(path: Path, aside: Sequence[str]) -> list[str]:
    connection = sqlite3.connect(path)
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE ?"
    tables = sorted(name for (name,) in connection.execute(query, (SESSIONS,)))
    every = [
        f"{path.name} {table} {one}"
        for table in tables
        if table not in aside
        for one in sorted(map(repr, connection.execute(f'SELECT * FROM "{table}"')))
    ]
    connection.close()
    return every
