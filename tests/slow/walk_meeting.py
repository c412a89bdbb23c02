"""One meeting, walked: whoever's step it is follows the link that the meeting's page shows.

Nobody opens an address by heart. A step that has no link, or whose link leads to nothing that can
be seen, is a dead end: it is noted, and the walk ends there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page
from walk_town import Person, Toll, Town

PATIENCE_SECONDS = 90.0
WAITS = frozenset(("delivering", "box_confirms", "box_opens", "box_closes"))


class DeadEnd(AssertionError):
    """The meeting's page does not lead on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is typed for a kind of meeting where its pages ask for it."""

    kind: str
    subjects: str = ""
    """What is pasted as the list of subjects."""
    voters: int = 6
    fields: Mapping[str, str] = field(default_factory=dict)
    """Fields of the particulars by id, for what its template leaves open."""


@dataclass
class Walk:
    """A meeting that is being held by following its next step."""

    town: Town
    plan: Plan
    toll: Toll = field(init=False)
    home: str = ""
    """The meeting's page."""
    steps: list[str] = field(default_factory=list)
    slips: dict[str, list[str]] = field(default_factory=dict)
    """The slips of each electorate, as they were read off the paper."""
    report: bytes = b""

    def __post_init__(self) -> None:
        self.toll = self.town.begin()

    @property
    def organizer(self) -> Person:
        return self.town.those("organizer")[0]

    @property
    def meeting(self) -> str:
        """The meeting's id."""
        return urlsplit(self.home).path.rsplit("/", 1)[1]

    def arrive(self, person: Person) -> Page:
        """Let somebody of the desk look at the meeting's page, anew."""
        person.toll.clicks += 1
        person.page.goto(self.home)
        return person.page

    def step(self) -> str:
        """Return the code of the next step, waiting while there is nothing to do but wait."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        page = self.arrive(self.organizer)
        while (code := code_of(page)) in WAITS:
            if time.monotonic() > deadline:
                raise DeadEnd(f"nothing comes after {code}")
            time.sleep(0.5)
            page.locator(".office-step a[href='?']").click()
        if not self.steps or self.steps[-1] != code:
            self.steps.append(code)
        self.town.look(page, f"{len(self.town.seen):02}-{code}")
        return code

    def follow(self, person: Person) -> Locator:
        """Let somebody follow the next step's link; return what it leads to."""
        page = self.arrive(person)
        code = code_of(page)
        link = page.locator(".office-step__go a")
        if link.count() != 1:
            raise DeadEnd(f"{code}: no link for the {person.role}")
        address = str(link.get_attribute("href"))
        person.click(link)
        return arrived(page, address, code)

    def place(self, words: str) -> str:
        """Return the address at another service that the step names with these words."""
        page = self.arrive(self.organizer)
        link = page.locator(".office-step a", has_text=words)
        if link.count() != 1:
            raise DeadEnd(f"{code_of(page)}: nothing about {words}")
        return str(link.get_attribute("href"))


Doing = Callable[[Walk], None]


def code_of(page: Page) -> str:
    """Return the code of the step that a page shows."""
    return str(page.locator("[data-step]").get_attribute("data-step"))


def arrived(page: Page, address: str, code: str) -> Locator:
    """Return what an address leads to on this page: its part, or all of it."""
    part = urlsplit(address).fragment
    found = page.locator(f"#{part}") if part else page.locator("main")
    if found.count() != 1 or not found.is_visible():
        raise DeadEnd(f"{code}: {address} leads to nothing")
    return found


def written(folder: Path, name: str, text: str) -> Path:
    """Write a file that somebody brings along."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
