"""Nothing of a voter is left for the next one: in the page, the browser, or the profile on disk.

`left_behind` looks everywhere a page can leave something, for words of one voter; every place is
tried with a planted word first, so that an empty answer means something.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from booth_visits import a_hall
from browsers import FLAGS, Visit
from kiosk_visits import CALM, RESULT, WARNING, Kiosk, a_kiosk, shown_tracker
from playwright.sync_api import Error
from processes import children
from settings import CHROMIUM

CONTESTS = 2
SOON = 5.0
"""Seconds in which a kiosk has to be clean."""

PLACES = """
async () => {
  const stored = (one) => JSON.stringify(Object.entries(one));
  const fields = Array.from(document.querySelectorAll("input, textarea"), (one) => one.value);
  const bodies = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      bodies.push(name, request.url, await (await cache.match(request)).text());
    }
  }
  const bases = (await indexedDB.databases()).map(({name}) => name);
  return {
    page: document.body.outerHTML + fields.join(" ") + getSelection(),
    title: document.title,
    address: location.href,
    history: JSON.stringify(history.state),
    local: stored(localStorage),
    session: stored(sessionStorage),
    databases: bases.join(" "),
    caches: bodies.join(" "),
    cookies: document.cookie,
    window: window.name,
  };
}
"""

PLANT = """
async ([place, word]) => {
  const element = document.createElement("p");
  element.textContent = word;
  const field = document.createElement("input");
  field.value = word;
  const plants = {
    page: () => document.body.append(element),
    field: () => document.body.append(field),
    title: () => { document.title = word; },
    address: () => { location.hash = word; },
    history: () => history.replaceState({word}, ""),
    local: () => localStorage.setItem("a", word),
    session: () => sessionStorage.setItem(word, "a"),
    databases: () => new Promise((done) => { indexedDB.open(word).onsuccess = done; }),
    caches: async () => (await caches.open("a")).put("/a", new Response(word)),
    cookies: () => { document.cookie = `a=${word}`; },
    window: () => { window.name = word; },
  };
  await plants[place]();
}
"""


@pytest.fixture
def hall(tmp_path, web):
    with a_hall(tmp_path, web, contests=CONTESTS) as hall:
        hall.meeting.open()
        yield hall


@pytest.fixture
def kiosk(chromium, hall):
    with a_kiosk(chromium, hall) as kiosk:
        yield kiosk


@contextmanager
def clipboard(page):
    """Yield a field in another window, through which the clipboard is read and written."""
    other = page.context.new_page()
    other.set_content("<textarea></textarea>")
    other.bring_to_front()
    yield other.locator("textarea")
    other.close()
    page.bring_to_front()


def copied(page):
    """Return what the next voter could paste."""
    with clipboard(page) as field:
        field.press("Control+V")
        return field.input_value()


def copy(page, word):
    """Put a word on the clipboard, as a key that takes pictures of the screen would."""
    with clipboard(page) as field:
        field.fill(word)
        field.press("Control+A")
        field.press("Control+C")


def left_behind(page, words):
    """Return the places in which any of `words` is found, and whatever still calculates."""
    places = page.evaluate(PLACES) | {"clipboard": copied(page)}
    found = {place for place, text in places.items() if any(word in text for word in words)}
    return found | ({"worker"} if page.workers else set())


def all_clean(page, words, seconds=SOON):
    """Return if nothing of `words` is left within some seconds."""
    end = time.monotonic() + seconds
    while (found := left_behind(page, words)) and time.monotonic() < end:
        page.wait_for_timeout(100)
    assert found == set()


def words_of(hall, voter=0):
    """Return what tells of one voter: the slip's parts."""
    return [hall.slip(voter), *hall.slip(voter).split("-")[1:5]]


def test_what_is_planted_is_found_in_every_place(kiosk):
    kiosk.arrive()
    places = "page field title address history local session databases caches cookies window"
    for place in places.split():
        kiosk.page.evaluate(PLANT, [place, f"leftover-{place}"])
    copy(kiosk.page, "leftover-clipboard")

    for place in [*places.split(), "clipboard"]:
        expected = "page" if place == "field" else place
        assert left_behind(kiosk.page, [f"leftover-{place}"]) == {expected}
    assert left_behind(kiosk.page, ["nothing"]) == set()


def test_a_worker_that_still_runs_is_found(kiosk):
    kiosk.launch().scan()

    assert left_behind(kiosk.page, ["nothing"]) == {"worker"}


def test_after_a_vote_nothing_is_left_not_even_what_a_voter_copied(hall, kiosk):
    kiosk.launch().scan()
    copy(kiosk.page, "leftover")
    kiosk.mark_all().seal().send()
    (ballot,) = hall.ballots()
    words = [*words_of(hall), shown_tracker(ballot), "leftover", "称职"]
    assert left_behind(kiosk.page, words) == {"page", "clipboard"}

    kiosk.done()

    all_clean(kiosk.page, words)
    assert kiosk.visit.traces() == {}
    assert kiosk.page.evaluate("history.length") <= 3  # the empty page, this one, and its guard


@pytest.mark.parametrize("where", ["marking", "typing", "cast"])
def test_after_somebody_walked_away_nothing_is_left(hall, kiosk, where):
    kiosk.page.clock.install()
    kiosk.launch()
    if where == "typing":
        kiosk.button("type").click()
        kiosk.page.locator("#code-1").fill(hall.slip()[2:7])
    else:
        kiosk.scan()
    if where == "cast":
        kiosk.mark_all().seal().send()
    words = [*words_of(hall), "称职", "leftover", *map(shown_tracker, hall.ballots())]
    copy(kiosk.page, "leftover")
    kiosk.wait_idle(RESULT + 1 if where == "cast" else CALM + WARNING + 1)
    kiosk.page.clock.resume()

    kiosk.wait_for_next()
    kiosk.page.mouse.click(5, 5)  # without a tap no browser lets a page empty the clipboard

    all_clean(kiosk.page, words)
    assert kiosk.visit.traces() == {}


@pytest.mark.parametrize("where", ["marking", "ready"])
def test_after_a_reload_in_the_middle_the_staff_begin_again_and_nothing_is_left(hall, kiosk, where):
    kiosk.launch().scan()
    if where == "ready":
        kiosk.mark_all().seal()
    words = [*words_of(hall), "称职"]
    kiosk.page.reload()
    kiosk.button("start").wait_for()

    all_clean(kiosk.page, words)
    assert "页面重新打开了" in kiosk.page.inner_text("#booth")
    kiosk.look("1-start-again")
    assert hall.ballots() == []
    kiosk.button("start").click()
    kiosk.wait_for_next().vote(0)
    assert len(hall.ballots()) == 1


def on_disk(profile: Path, words: list[str]) -> set[str]:
    """Return the words that stand in any file of a browser's profile, in two encodings."""
    found = set()
    for path in sorted(profile.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        found |= {w for w in words if w.encode() in data or w.encode("utf-16-le") in data}
    return found


def profiled(chromium, profile, hall):
    """Start a browser that keeps a profile, as a kiosk's does; return it and a kiosk in it."""
    context = chromium.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=list(FLAGS), locale="zh-CN"
    )
    return context, Kiosk(Visit(context, context.pages[0]), "zh", hall)


def pull_the_plug(profile):
    """Kill every process of the browser that has this profile."""
    waiting = [os.getpid()]
    while waiting:
        pid = waiting.pop()
        waiting += children(pid)
        with suppress(OSError):
            if str(profile).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("ends", ["closed", "killed"])
def test_the_profile_on_disk_holds_nothing_of_a_vote(chromium, hall, tmp_path, ends):
    profile = tmp_path / "profile"
    context, kiosk = profiled(chromium, profile, hall)
    kiosk.launch().vote(0, [0, 1])
    kiosk.done().scan(1).option("基本称职").click()
    kiosk.page.wait_for_timeout(3_000)  # the browser writes down where its windows are
    (ballot,) = hall.ballots()
    if ends == "killed":
        pull_the_plug(profile)
        with suppress(Error):
            context.close()
    else:
        context.close()

    assert any(path.is_file() for path in profile.rglob("*"))
    words = [*words_of(hall, 0), *words_of(hall, 1), shown_tracker(ballot), "基本称职"]
    assert on_disk(profile, words) == set()


def test_what_is_planted_in_a_profile_is_found_on_disk(chromium, hall, tmp_path):
    profile = tmp_path / "profile"
    context, kiosk = profiled(chromium, profile, hall)
    kiosk.arrive()
    kiosk.page.evaluate("localStorage.setItem('a', 'leftover-1')")
    kiosk.page.goto(f"{hall.page}?leftover-2")
    context.close()

    found = on_disk(profile, ["leftover-1", "leftover-2", "leftover-3"])
    assert found == {"leftover-1", "leftover-2"}
