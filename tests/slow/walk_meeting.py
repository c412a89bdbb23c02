"""One meeting, walked: whoever's step it is follows the link that the meeting's page shows.

Nobody opens an address by heart. A step that has no link, or whose link leads to nothing that can
be seen, is a dead end: it is noted, and the walk ends there.
"""

from __future__ import annotations

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
    sealed: bool = False
    """A box below the floor was sealed: by design it is never counted, and its report says so."""

    def __post_init__(self) -> None:
        self.toll = self.town.begin()

    @property
    def organizer(self) -> Person:
        return self.town.those("organizer")[0]

    @property
    def outcome(self) -> str:
        """How it ended, for the table."""
        return "sealed below the floor, certified as such" if self.sealed else "certified"

    @property
    def meeting(self) -> str:
        """The meeting's id."""
        return urlsplit(self.home).path.rsplit("/", 1)[1]

    def arrive(self, person: Person) -> Page:
        """Let somebody of the desk look at the meeting's page as it is now.

        Whoever stands on it because of what they did themselves need not look again.
        """
        here = urlsplit(person.page.url).path == urlsplit(self.home).path
        if not (here and self.toll.last == person.name):
            person.open(self.home)
        return person.page

    def step(self) -> str:
        """Return the code of the next step, waiting while there is nothing to do but wait."""
        page = self.arrive(self.organizer)
        while (code := code_of(page)) in WAITS:  # the page looks again by itself
            changed = page.locator(f"[data-step]:not([data-step={code}])")
            changed.wait_for(timeout=PATIENCE_SECONDS * 1000)
        if not self.steps or self.steps[-1] != code:
            self.steps.append(code)
        self.toll.step = code
        self.town.look(page, f"step-{code}")
        return code

    def follow(self, person: Person) -> Locator:
        """Let somebody follow the next step; return its form, or what its link leads to."""
        page = self.arrive(person)
        code = code_of(page)
        form = page.locator(".office-step__go form")
        if form.count() == 1:
            return form
        link = page.locator(".office-step__go a")
        if link.count() != 1:
            raise DeadEnd(f"{code}: neither button nor link for the {person.role}")
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
