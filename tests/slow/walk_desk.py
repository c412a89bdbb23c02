"""What each step of a meeting asks of people at the desk and in the hall, and how they do it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page
from slip_visits import codes_of, on_paper
from walk_meeting import DeadEnd, Doing, Walk, arrived, written
from walk_town import PASSPHRASE, Person

from ballot_service.meetings.domain.item_gates import FACTS
from shared.cli.booth import Booth, try_cast
from shared.plumbing.http import open_client

RESERVE = 1
TO_DO = "a.govuk-button, form.office-press button"
"""What an item of the agenda offers; what is folded away is not on offer."""
SHUT, QUORUM = ".office-notice--bad", "Q1"
HARMS = ("punished", "audit_problem")
"""What is answered with no, so that the gate opens."""
DONE = re.compile("演练完成|密钥已经就绪")
GOING = re.compile("您的密钥工作正常|您的密钥有效|演练完成")


def make_draft(walk: Walk) -> None:
    """Choose the template and enter the particulars."""
    one, plan = walk.organizer, walk.plan
    one.page.goto(walk.town.running.urls["desk"])
    one.click(one.page.locator("main a[href='/meetings/new']"))
    one.click(one.page.locator(f"#kind-{plan.kind}"))
    one.type(one.page.locator("#place"), "青石镇")
    fill_in(walk)
    walk.town.look(one.page, f"new-{plan.kind}")
    one.click(one.page.locator("main button[type=submit]"))
    walk.home = one.page.url.partition("?")[0]


def fill_in(walk: Walk) -> None:
    """Fill in what the form of particulars still lacks."""
    one = walk.organizer
    for name, text in walk.plan.fields.items():
        place = one.page.locator(f"#{name}")
        if place.count() and not place.input_value():
            one.type(place, text)
    for number, scrutineer in enumerate(walk.town.those("scrutineer"), 1):
        key = one.page.locator(f"#key-{number}")
        if not key.input_value():
            one.type(key, scrutineer.public)


def complete(walk: Walk) -> None:
    """Fill in what the draft lacks."""
    walk.follow(walk.organizer)
    page = walk.organizer.page
    fill_in(walk)
    walk.organizer.click(page.locator("main form.office-form button[type=submit]"))


def list_subjects(walk: Walk) -> None:
    """Paste the list of subjects."""
    walk.follow(walk.organizer)
    one = walk.organizer
    one.type(one.page.locator("#text"), walk.plan.subjects)
    one.click(one.page.locator("form[action$=preview] button"))
    walk.town.look(one.page, f"subjects-{walk.plan.kind}")
    one.click(one.page.locator("form[enctype] button"))


def by(role: str, number: int = 0) -> Doing:
    """Return how one of these people presses the one button of the step."""

    def press(walk: Walk) -> None:
        person = walk.town.those(role)[number]
        person.click(walk.follow(person).locator("button.govuk-button").first)

    return press


press = by("organizer")


def letters(page: Page) -> list[str]:
    """Return the letters of the electorates on the meeting's page."""
    heads = page.locator("table").filter(has_text="印制凭条").locator("tbody th")
    return [text.split(" ")[0] for text in heads.all_inner_texts()]


def import_roll(walk: Walk) -> None:
    """Bring the roll as a file."""
    one = walk.organizer
    page = walk.arrive(one)
    lines = ["姓名,单位,票类"]
    for letter in letters(page):
        lines += [
            f"{letter}类{'甲乙丙丁戊己庚辛'[n]},机关,{letter}" for n in range(walk.plan.voters)
        ]
    walk.follow(one)
    one.bring(page.locator("#file"), written(walk.town.folder, "roll.csv", "\n".join(lines)))
    one.click(page.locator("form[enctype] button"))
    walk.town.look(page, "roll-preview")
    one.click(page.locator("form[action$='/roll'] button.govuk-button"))


def make_slips(walk: Walk) -> None:
    """Get the link, make the slips in the browser, print, proof, upload."""
    one = walk.organizer
    form = walk.follow(one)
    for box in form.locator("input[name=printed]").all():
        if not box.input_value():
            one.type(box, str(walk.plan.voters + RESERVE))
    one.click(form.locator("button"))
    page = one.page
    walk.town.look(page, "slips-link")
    one.click(page.locator("main a.govuk-button"))
    page.get_by_role("button", name="制作凭条", exact=True).wait_for()
    walk.town.look(page, "slips-make")
    for box in page.locator("input[id^=reserve-]").all():
        one.type(box, str(RESERVE))
    one.press("制作凭条")
    page.get_by_role("button", name="印好了，去验纸", exact=True).wait_for()
    slips = [slip for sheet in on_paper(page.pdf(prefer_css_page_size=True)) for slip in sheet]
    one.press("印好了，去验纸")
    for letter in sorted({slip[0] for slip in slips}):
        mine = [slip for slip in slips if slip[0] == letter]
        walk.slips[letter] = mine
        one.type(page.locator(f"#picked-{letter}"), mine[-1][-4:])
    one.click(page.locator("label[for=complete]"))
    one.press("都对，准备上传")
    one.press("上传")
    page.locator(".voter-notice--good h1").wait_for()
    walk.town.look(page, "slips-uploaded")


def check_in(walk: Walk) -> None:
    """Tick everybody who is on the roll."""
    (registrar,) = walk.town.those("registrar")
    walk.follow(registrar)
    page = registrar.page
    ticks = page.locator("form[action$='/check-ins'] button")
    for _ in range(100):
        if not page.locator("table form[action$='/check-ins'] button").count():
            break
        registrar.click(ticks.first)
    walk.town.look(page, "checked-in")


def vote(walk: Walk) -> None:
    """Let everybody vote with the voters' own program; then the first of two closes the round."""
    with open_client(walk.town.running.urls["box"], timeout=60) as box:
        desk_key = walk.organizer.peer.get_json("/api/v1/keys")["public"]
        booth = Booth(box, bytes.fromhex(desk_key), walk.meeting)
        for letter, slips in walk.slips.items():
            opened = booth.enter(letter)
            for number, code in enumerate(codes_of(slips, letter)[: walk.plan.voters]):
                marks = [_mark(number, contest) for contest in opened.manifest.contests]
                try_cast(booth, opened, booth.mark(opened, code, marks), 5)
    press(walk)


def _mark(voter: int, contest: object) -> list[int]:
    """Return a voter's answer: the first option, the second of every third voter."""
    options = len(contest.options)  # type: ignore[attr-defined]
    chosen = 1 if voter % 3 == 2 and options > 1 else 0
    return [int(place == chosen) for place in range(options)]


def count_slips(walk: Walk) -> None:
    """Let both scrutineers enter what was printed and handed out."""
    for person in walk.town.those("scrutineer"):
        form = walk.follow(person)
        if form.locator("button").count() != 1:
            raise DeadEnd("count_slips: nothing for the scrutineer to fill in")
        for letter, slips in walk.slips.items():
            person.type(form.locator(f"#printed-{letter}"), str(len(slips)))
            person.type(form.locator(f"#issued-{letter}"), str(walk.plan.voters))
        person.click(form.locator("button"))


def rehearse(walk: Walk) -> None:
    """Let every trustee prove their key at the page that the step names."""
    address = walk.place("做密钥演练")
    for person in walk.town.those("trustee"):
        page = person.page
        person.open(address)
        open_key(person)
        walk.town.look(page, "rehearse")
        person.press("开始演练")
        page.locator("#trustee", has_text=GOING).wait_for()
    for person in walk.town.those("trustee"):
        person.page.locator("#trustee", has_text=DONE).wait_for()
    press(walk)


def open_key(person: Person) -> None:
    """Let a trustee open their key file."""
    person.bring(person.page.locator("#own-key-file"), person.key_file)
    person.type(person.page.locator("#own-passphrase"), PASSPHRASE)
    person.press("打开")


def take_up(walk: Walk) -> None:
    """Do the one thing that the agenda offers for the first item that is not over."""
    one = walk.organizer
    found = walk.follow(one)
    page = one.page
    if "/agenda" not in page.url:
        one.click(found.locator("button"))
        return
    walk.town.look(page, "agenda")
    one.click(page.locator(f".agenda-item :is({TO_DO}):visible").first)
    if "/record" in page.url:
        for person in page.locator("fieldset").all():
            one.click(person.locator("label").first)
        walk.town.look(page, "agenda-record")
        one.click(page.locator("form.agenda-votes button"))


def open_gates(walk: Walk) -> None:
    """Record what the clauses ask about each item whose gate the meeting's page shows.

    A gate that no record opens is a dead end; the quorum's opens by itself when people come.
    """
    one = walk.organizer
    page = walk.arrive(one)
    while (gates := page.locator(f".office-gates {SHUT}", has_not_text=QUORUM)).count():
        link = gates.first.locator("a")
        address = str(link.get_attribute("href"))
        one.click(link)
        arrived(page, address, "gates")
        item = page.locator(".agenda-item", has=page.locator(f"#{urlsplit(address).fragment}"))
        walk.town.look(page, "agenda-shut")
        for _ in range(len(FACTS)):
            if not item.locator(SHUT, has_not_text=QUORUM).count():
                break
            form = item.locator("form[action$='/facts']", has=page.locator("select[name=value]"))
            fact = form.locator("select[name=fact]").input_value()
            one.choose(form.locator("select[name=value]"), "no" if fact in HARMS else "yes")
            one.type(form.locator("input[name=document]"), "青党〔2026〕3号")
            one.click(form.locator("button"))
        else:
            raise DeadEnd(f"{address}: no record opens it")
        walk.arrive(one)


def confirm_record(walk: Walk) -> None:
    """Let a second person read the record and confirm it."""
    person = walk.town.those("scrutineer")[0]
    walk.follow(person)
    person.click(person.page.locator(f".agenda-item :is({TO_DO}):visible").first)
    walk.town.look(person.page, "agenda-confirm")
    person.click(person.page.locator("form[action$='/confirm'] button"))


STEPS: dict[str, Doing] = {
    "draft_subjects": list_subjects,
    **dict.fromkeys(("draft_choices", "draft_posts", "draft_threshold"), complete),
    **dict.fromkeys(("draft_place", "draft_board"), complete),
    **dict.fromkeys(("draft_scrutineers", "draft_scrutineer_keys"), complete),
    "draft_replaced_keys": complete,
    **dict.fromkeys(("prepare", "start_check_in", "freeze", "open_round"), press),
    **dict.fromkeys(("finish", "adjourn"), press),
    "import_roll": import_roll,
    "make_slips": make_slips,
    "rehearse": rehearse,
    "check_in": check_in,
    "next_round": take_up,
    "confirm_record": confirm_record,
    "second_opener": by("scrutineer"),
    "voting": vote,
    "second_closer": by("scrutineer", 1),
    "count_slips": count_slips,
}
"""How each step is done at the desk; the walk goes on in the count room after them."""
