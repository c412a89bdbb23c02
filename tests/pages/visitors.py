"""Somebody at a page of the voters' and scrutineers' rooms; what a room adds is its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from browsers import Visit, change_language, look_at
from playwright.sync_api import Page


@dataclass
class Visitor:
    """Somebody at a page whose language can be changed: what all of them do with its screens."""

    visit: Visit
    lang: str
    room: ClassVar[str]
    """What the names of their pictures begin with."""

    @property
    def page(self) -> Page:
        return self.visit.page

    def look(self, name: str) -> None:
        """Keep a picture of this screen, and check that it is right for everybody."""
        look_at(self.page, f"{self.room}-{name}-{self.lang}")

    def look_in_both(self, name: str) -> None:
        """Look at this screen in the one language, in the other, and leave it in the one."""
        self.look(name)
        self.change_language()
        self.look(name)
        self.change_language()

    def change_language(self) -> None:
        """Change the language in the page; from now on the other one's words are meant."""
        change_language(self.page)
        self.lang = {"zh": "en", "en": "zh"}[self.lang]
