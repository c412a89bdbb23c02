"""Every action in every state: what DESIGN section 6 forbids is refused with its reason.

By API with a slug, by page in words that say why and what to do next; and no row changes. What is
allowed is done too, and has to lead where the table says: else a table of refusals could be met by
a service that refuses everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from state_machines import EVERY
from state_trials import STATUS, Act, Answer, Machine, Scene, by_api, by_page

MACHINES = {machine.name: machine for machine in EVERY}
FORBIDDEN = [cell for machine in MACHINES.values() for cell in machine.cells(allowed=False)]
ALLOWED = [cell for machine in MACHINES.values() for cell in machine.cells(allowed=True)]


SENTENCE = re.compile(r"^[A-Z].*[.]($|\)$| )", re.DOTALL)
"""A refusal by API; the quotation of a clause may follow."""

OF_THE_CASE = {"wrong_state", "activation_time_impossible"}
"""Refusals whose Chinese words say what is so now, for they have many reasons; those of the
appraisal have one each."""


class Scenes:
    """Every state of every machine, brought about when it is first asked for."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self.folders = folders
        self.made: dict[tuple[str, str], Scene] = {}
        self.last: Scene | None = None

    def of(self, machine: Machine, state: str) -> Scene:
        """Return the scene as it was when it was made."""
        key = machine.name, state
        if key not in self.made:
            self.made[key] = machine.states[state](self.folders.mktemp("scene"))
        scene = self.made[key]
        if scene.touched or scene is not self.last:
            scene.again()
        self.last, scene.touched = scene, True
        return scene


@pytest.fixture(scope="module")
def scenes(tmp_path_factory) -> Iterator[Scenes]:
    """What was made once for all tests of this file."""
    return Scenes(tmp_path_factory)


def tried(name: str, action: str) -> tuple[Machine, Act]:
    machine = MACHINES[name]
    return machine, next(act for act in machine.acts if act.name == action)


@pytest.mark.parametrize(("name", "state", "action"), FORBIDDEN)
def test_what_is_forbidden_is_refused_with_its_reason_and_changes_nothing(
    scenes, name, state, action
):
    machine, act = tried(name, action)
    slugs, written = machine.slugs(act, state), machine.cell(act, state)[0] == "!"
    for attempt, there, slug in zip((by_api, by_page), (act.api, act.page), slugs, strict=True):
        if there is None:
            continue
        scene = scenes.of(machine, state)

        answer = attempt(scene, act)

        if attempt is by_api:
            assert (answer.status, answer.slug) == (STATUS.get(slug, 409), slug)
            assert SENTENCE.search(answer.text), answer
        else:
            check_words(scene, slug, answer)
        assert (scene.rows() == scene.before) != written
        scene.touched = written


@pytest.mark.parametrize(("name", "state", "action"), ALLOWED)
def test_what_is_allowed_is_done_by_api_and_by_page(scenes, name, state, action):
    machine, act = tried(name, action)
    cell = machine.cell(act, state)
    for attempt, there in ((by_api, act.api), (by_page, act.page)):
        if there is None:
            continue
        scene = scenes.of(machine, state)
        stood = scene.look() if cell == "=" else cell.removeprefix(">")

        answer = attempt(scene, act)

        assert answer.status in (200, 201, 202), answer
        assert not answer.text.startswith("!"), answer
        assert scene.look() == stood
        assert cell == "=" or scene.rows() != scene.before


def check_words(scene: Scene, slug: str, answer: Answer) -> None:
    """Return if a page says in words why, and what to do next."""
    words = scene.app.extensions["ostraka.pages.words"][slug]
    assert answer.status < 500
    assert words.step, f"{slug} does not say what to do next"
    assert words.step in answer.text, answer
    if slug in OF_THE_CASE and scene.cookie != "appraisal_session":
        assert words.what not in answer.text, "the case has words of its own"
        assert "现在" in answer.text
    else:
        assert words.what in answer.text, answer
