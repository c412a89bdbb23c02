"""From a meeting that is over to its certified report: scrutineers, trustees and certifiers."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page
from walk_desk import open_key
from walk_meeting import PATIENCE_SECONDS, DeadEnd, Doing, Walk, arrived, code_of
from walk_town import PASSPHRASE, Person

SIGN_MS = 30_000
SIGNED = {True: ("已签一个", "两位都签了"), False: ("您签了 {} 个票箱",) * 2}
"""What the page says when the first and the second scrutineer have signed, by whether it is one."""


def sign_closing(walk: Walk) -> None:
    """Let each scrutineer check all closed boxes and sign their records with one passphrase."""
    address = walk.place("签封箱记录")
    boxes = len(walk.slips) * walk.steps.count("second_opener")
    name = re.compile("^核对" if boxes == 1 else f"^核对全部 {boxes} 个票箱$")
    for order, person in enumerate(walk.town.those("scrutineer")):
        page = person.page
        person.open(address)
        check = page.get_by_role("button", name=name)
        check.wait_for()
        walk.town.look(page, "closing" if boxes == 1 else "closing-several")
        person.click(check)
        page.locator("#key-file").wait_for(timeout=SIGN_MS)
        _sign(person)
        done = page.locator("[role=status] h2", has_text=SIGNED[boxes == 1][order].format(boxes))
        done.wait_for(timeout=SIGN_MS)
        walk.town.look(page, "closing-signed" if boxes == 1 else "closing-signed-several")


def _sign(person: Person) -> None:
    """Sign with one's key file."""
    page = person.page
    person.bring(page.locator("#key-file"), person.key_file)
    person.type(page.locator("#passphrase"), PASSPHRASE)
    person.press("签名")


def scan_leftovers(walk: Walk) -> None:
    """Let both scrutineers scan what was not handed out, sign and publish, class by class."""
    one, two = walk.town.those("scrutineer")
    page = one.page
    address = walk.place("扫描没有发出的凭条")
    for letter, slips in walk.slips.items():
        one.open(address)
        page.locator(f"#class-{letter}").wait_for(state="attached")
        walk.town.look(page, "leftovers")
        one.click(page.locator(f"label[for=class-{letter}]"))
        one.type(page.locator("#handed-out"), str(walk.plan.voters))
        one.press("开始扫描")
        page.locator(".leftovers-count").wait_for()
        for slip in slips[walk.plan.voters :]:
            before = page.locator(".leftovers-answer > *").element_handle()
            page.keyboard.type(slip)
            page.keyboard.press("Enter")
            assert before is not None
            before.wait_for_element_state("hidden")
        walk.town.look(page, "leftovers-scanned")
        one.press("扫完了")
        for number, person in enumerate((one, two)):
            page.locator("#key-file").wait_for()
            one.bring(page.locator("#key-file"), person.key_file)
            one.type(page.locator("#passphrase"), PASSPHRASE)
            one.press("签名")
            page.locator(".leftovers-signer--signed").nth(number).wait_for(timeout=SIGN_MS)
        one.press("公布")
        page.locator("h1", has_text="已公布").wait_for()


def decrypt(walk: Walk) -> None:
    """Let as many trustees as are needed verify every box and give their shares."""
    address = walk.place("交出份额")
    for person in walk.town.those("trustee")[:2]:
        page = person.page
        person.open(address)
        if not _comes_for_a_box(walk, page, address):
            return
        open_key(person)
        page.get_by_role("button", name="核验并解密", exact=True).first.wait_for(timeout=SIGN_MS)
        boxes = page.get_by_role("button", name="核验并解密", exact=True)
        for _ in range(boxes.count()):
            walk.town.look(page, "decrypt")
            person.click(boxes.first)
            page.get_by_role("button", name="与会场一样", exact=True).wait_for(timeout=SIGN_MS)
            walk.town.look(page, "decrypt-words")
            person.press("与会场一样")
            _save(person)
            page.locator("h1", has_text="份额已经交出").wait_for(timeout=SIGN_MS)
            person.press("返回")
            page.get_by_text("密钥已经就绪").first.wait_for(timeout=SIGN_MS)


def _comes_for_a_box(walk: Walk, page: Page, address: str) -> bool:
    """Open the trustee's page until a box waits there; False once the meeting asks for none."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        page.goto(address)
        page.locator("h1", has_text="密钥").wait_for()
        if page.locator("#own-passphrase").is_visible():
            return True
        walk.organizer.page.goto(walk.home)
        if code_of(walk.organizer.page) != "counting":
            return False  # few ballots: the box is sealed, and nobody decrypts it
        if time.monotonic() > deadline:
            raise DeadEnd("counting: no box comes to the trustee")
        time.sleep(1)


def _save(person: Person) -> None:
    """Save the key file as the page asks, and choose it again."""
    page = person.page
    page.get_by_role("button", name="① 保存文件", exact=True).wait_for(timeout=SIGN_MS)
    with page.expect_download() as saving:
        person.press("① 保存文件")
    saving.value.save_as(person.key_file)
    person.bring(page.locator("#key-file"), person.key_file)
    again = page.locator("#passphrase")
    if again.count() and not again.input_value():
        person.type(again, PASSPHRASE)
    person.press("验证")


def certify(walk: Walk) -> None:
    """Let two certifiers read and sign every round, and the last one fetch its report."""
    address = walk.place("计票室")
    for person in walk.town.those("certifier"):
        person.open(address)
        rows = _rounds(walk, person)
        for number in range(rows.count()):
            person.click(rows.nth(number))
            await_step(person.page, ("certify", "certify_sealed", "more_certifiers"))
            walk.sealed |= code_of(person.page) == "certify_sealed"
            walk.town.look(person.page, f"round-{code_of(person.page)}")
            _read_and_sign(walk, person)
            person.open(address)
    download(walk, walk.town.those("certifier")[-1])


def _rounds(walk: Walk, person: Person) -> Locator:
    """Return the links of the meeting's rounds in the count room."""
    rows = person.page.locator(f"a[href^='/rounds/{walk.meeting}/']")
    if not rows.count():
        raise DeadEnd(f"the count room has no round of the meeting for the {person.role}")
    return rows


def _read_and_sign(walk: Walk, person: Person) -> None:
    page = person.page
    link = page.locator(".office-step__go a")
    if link.count() != 1:
        raise DeadEnd(f"{code_of(page)}: no link for the certifier")
    there = str(link.get_attribute("href"))
    person.click(link)
    arrived(page, there, "certify")
    person.click(page.get_by_role("link", name="票数（五种分母并列）"))
    walk.town.look(page, "result-draft")
    page.go_back()
    unanimous = page.locator("label[for=unanimity]")
    if unanimous.count():
        person.click(unanimous)
    person.type(page.locator("#name"), person.name)
    person.press("签署")
    walk.town.look(page, f"signed-{person.name}")


def download(walk: Walk, person: Person) -> None:
    """Fetch the report of every certified round by its next step."""
    page = person.page
    rows = _rounds(walk, person)
    for number in range(rows.count()):
        person.click(rows.nth(number))
        await_step(page, ("done",))
        if walk.sealed:
            page.get_by_text("已收集，未计票").first.wait_for()
        walk.town.look(page, "round-done")
        link = page.locator(".office-step__go a")
        if link.count() != 1:
            raise DeadEnd("done: no link to the report")
        person.click(link)
        walk.town.look(page, "result-certified")
        with page.expect_download() as report:
            person.click(page.locator("a[href*='report.pdf']").first)
        walk.report = report.value.path().read_bytes()
        page.goto(walk.place("计票室"))


def await_step(page: Page, codes: tuple[str, ...]) -> None:
    """Look again until the round's page shows one of these steps."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while code_of(page) not in codes:
        if time.monotonic() > deadline:
            raise DeadEnd(f"the round stays at {code_of(page)}: {page.inner_text('.office-step')}")
        time.sleep(0.5)
        page.reload()


COUNT: dict[str, Doing] = {
    "closing": sign_closing,
    "leftovers": scan_leftovers,
    "shares": decrypt,
    "certificate": certify,
}
"""What is done in the count room after the meeting, in this order."""
