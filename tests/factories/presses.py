"""Two people who press the same button at the same moment, by API or on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Barrier
from typing import Any, Literal

from factories.office import Person, a_browser
from flask import Flask

Way = Literal["api", "page"]


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Call all of them at the same moment, each in a thread; return their answers."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@dataclass(frozen=True)
class Button:
    """One act with its two doors; the same fields are sent to both unless `typed` says others."""

    api: str
    page: str
    fields: Mapping[str, Any]
    typed: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Presses:
    """Presses buttons of a service in one of the two ways."""

    app: Flask
    way: Way
    cookie: str = "desk_session"

    def together(self, button: Button, *people: Person) -> list[str]:
        """Let all press at once; return what each was told, sorted: "done", or why not.

        By API that is the slug of a 409, on a page the words of its notice.
        """
        return self.each([(button, one) for one in people])

    def each(self, pairs: Sequence[tuple[Button, Person]]) -> list[str]:
        """Let each person press a button of their own at once; as ``together``."""
        once = self._by_api if self.way == "api" else self._on_page
        return sorted(at_once([partial(once, *pair) for pair in pairs]))

    def alone(self, button: Button, person: Person) -> None:
        """Let one press; it has to be taken."""
        assert self.together(button, person) == ["done"]

    def _by_api(self, button: Button, person: Person) -> str:
        answer = self.app.test_client().post(
            f"/api/v1{button.api}", json=dict(button.fields), headers=person.headers
        )
        if answer.status_code in (200, 201):
            return "done"
        assert answer.status_code == 409, answer.json
        return str(answer.json["type"]).removeprefix("/problems/")

    def _on_page(self, button: Button, person: Person) -> str:
        fields = button.fields if button.typed is None else button.typed
        said = a_browser(self.app, person, self.cookie).press(button.page, **fields)
        assert said[0] in "✓!", said
        return "done" if said[0] == "✓" else said


def refused(told: Sequence[str], slug: str, words: str, way: Way) -> bool:
    """Return whether exactly one press was taken, and the other refused with its reason."""
    others = [one for one in told if one != "done"]
    reason = slug if way == "api" else words
    return len(told) - len(others) == 1 and all(reason in one for one in others)
