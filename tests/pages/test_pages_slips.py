"""Slips made in the browser: offline, on paper, and at last at the box, by public credentials."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from browsers import wait_until
from cameras import a_video, seeing
from factories import documents
from factories.slips import letters, scan
from slip_visits import VOTERS_ORIGIN, a_place, codes_of, making_slips, on_paper

from ballot_service.meetings.domain.slip_links import slips_page
from shared.crypto.receipts import six_words
from shared.documents.base import sign

COUNT, RESERVE = 21, 3
LEAST_CODE_POINTS, LEAST_POINTS = 14, 6
DOTS_PER_INCH = 300
TITLE = "甲县第三届人民代表大会常务委员会组成人员年度履职情况民主测评暨作风建设满意度调查会议"
PHONE = (390, 844)
PRESS_TWO_PARTS = """() => {
  globalThis.prints = [];
  window.print = () => prints.push(document.querySelectorAll(".slips-ready #paper .slip").length);
  const [first, second] = document.querySelectorAll("#slips .booth-buttons button");
  second.click();
  first.click();
}"""


@pytest.fixture
def place(tmp_path, web):
    with a_place(tmp_path, web, title="甲县乙乡领导班子和领导干部年度民主测评会议") as place:
        yield place


def test_slips_are_made_without_the_network_and_only_public_credentials_go_up(chromium, place):
    with making_slips(chromium, place) as organizer:
        page = organizer.page
        organizer.open(place.link(COUNT))
        assert "#" not in page.url
        words = six_words(bytes.fromhex(place.meeting.meeting.digest))
        for lang, tag in (("en", "en"), ("zh", "zh-Hans")):
            organizer.look("1-prepare")
            organizer.change_language()
            shown = page.locator(f"ol[lang={tag}] li").all_inner_texts()
            assert [word.split()[-1] for word in shown] == list(getattr(words, lang))
        asked = len(organizer.visit.requests)

        organizer.visit.context.set_offline(True)
        organizer.make(A=RESERVE)
        organizer.look_in_both("3-print")
        sheets = on_paper(organizer.printed())
        slips = [slip for sheet in sheets for slip in sheet]
        organizer.button("printed").click()
        organizer.look_in_both("4-proof")
        organizer.field().fill(slips[0][-4:].swapcase())
        organizer.button("good").click()
        page.locator(".govuk-error-summary").wait_for()
        organizer.look_in_both("4-proof-wrong")
        organizer.field().fill(slips[0][-4:])
        page.locator("#complete").check()
        organizer.button("good").click()
        organizer.look_in_both("5-upload")
        assert len(organizer.visit.requests) == asked  # the cable was out all the time
        organizer.button("upload").click()
        organizer.button("again").wait_for(timeout=20_000)
        organizer.look_in_both("5-upload-away")
        organizer.visit.context.set_offline(False)
        organizer.button("again").click()
        page.locator(".voter-notice--good h1").wait_for()
        organizer.look_in_both("6-done")

        codes = codes_of(slips)
        assert [len(sheet) for sheet in sheets] == [8, 8, 2, 0, RESERVE]
        assert len(set(codes)) == COUNT
        assert place.lists() == place.digests(codes)
        sent = "".join([*organizer.visit.requests, *organizer.bodies])
        seen = page.content() + page.url + page.title()
        assert [code for code in codes if code in sent or code in seen] == []
        assert organizer.visit.traces() == {}
        assert page.evaluate("[history.length <= 2, history.state]") == [True, None]
        assert organizer.visit.elsewhere() == []


@dataclass(frozen=True)
class Print:
    """What came out of the printer, as a scanner and as a reader see it, page by page."""

    address: str
    scanned: list[list[Any]]
    letters: list[list[Any]]

    @property
    def slips(self) -> list[str]:
        """What the QR codes say of each slip."""
        return [code.text.partition("#")[2] for page in self.scanned for code in page]

    def texts(self, points: float = 0) -> list[dict[Any, str]]:
        """Return for each page what stands on each slip in letters of so many points or more."""
        pages = []
        for page in self.letters:
            cells: dict[Any, str] = {}
            for letter in page:
                if letter.size >= points:
                    cells[letter.cell] = cells.get(letter.cell, "") + letter.text
            pages.append(cells)
        return pages


@pytest.fixture(scope="module")
def paper(tmp_path_factory, web, chromium):
    """The paper of a test run with a long title, and the slips on it."""
    folder = tmp_path_factory.mktemp("paper")
    with a_place(folder, web, title=TITLE, test=True) as place:
        with making_slips(chromium, place) as organizer:
            pdf = organizer.open(place.link(9)).make(A=1).printed()
        address = f"{VOTERS_ORIGIN}/b/{place.meeting.meeting.meeting}"
        yield Print(address, scan(pdf), letters(pdf))


def test_every_qr_code_opens_the_booth_and_a_scanner_has_its_margin(paper):
    found = [code for page in paper.scanned for code in page]

    assert [len(page) for page in paper.scanned] == [8, 0, 1]
    assert len({code.text for code in found}) == len(found)
    assert {code.text.partition("#")[0] for code in found} == {paper.address}
    assert len(codes_of(paper.slips)) == len(found)
    assert {code.level for code in found} <= {"M", "Q", "H"}
    assert all(code.quiet for code in found)
    assert min(code.module for code in found) * 25.4 / DOTS_PER_INCH >= 0.5


def test_every_code_is_printed_large(paper):
    large = [text for page in paper.texts(LEAST_CODE_POINTS) for text in page.values()]

    assert [slip for slip in paper.slips if not any(slip in text for text in large)] == []
    assert min(letter.size for page in paper.letters for letter in page) >= LEAST_POINTS


def test_slips_differ_in_nothing_but_their_codes_and_have_no_number(paper):
    rest = set()
    for page in paper.texts():
        for cell, text in page.items():
            for slip in (slip for slip in paper.slips if slip in text):
                assert cell not in {None, (0, -1)}  # on a slip, and wholly
                rest.add(text.replace(slip, "#"))

    (said,) = rest
    assert re.findall(r"[0-9]", said.replace(paper.address.removeprefix("https://"), "")) == []
    assert TITLE in said
    assert ("演练" in said, "TESTRUN" in said) == (True, True)
    margins = [page.get((0, -1), "") for page in paper.texts()]
    assert not any(re.search(r"[0-9]", text) for text in margins)
    assert ["备用" in text for text in margins] == [False, False, True]


def test_the_reserve_lies_behind_a_page_of_its_own(paper):
    heading = "".join(letter.text for letter in paper.letters[1])

    assert ("备用凭条" in heading, "Reserveslips" in heading) == (True, True)
    assert not re.search(r"[0-9]", heading)


def test_nothing_on_paper_covers_anything_else(paper):
    one = [letter for letter in paper.letters[0] if letter.cell == (1, 2)]

    assert len(one) > 100
    assert [(a.text, b.text) for n, a in enumerate(one) for b in one[:n] if a.covers(b)] == []


def test_of_two_parts_wanted_at_once_the_last_is_printed_once_and_whole(chromium, place):
    with making_slips(chromium, place) as organizer:
        organizer.open(place.link(2410)).make()
        organizer.page.evaluate(PRESS_TWO_PARTS)
        organizer.page.locator("html.slips-ready").wait_for()

        assert organizer.page.evaluate("prints") == [151 * 8]
        assert organizer.page.locator("#paper .slip").count() == 151 * 8


def test_the_paper_is_the_same_whatever_language_the_page_is_read_in(chromium, place):
    rest = set()
    for lang in ("zh", "en"):
        with making_slips(chromium, place, lang) as organizer:
            pdf = organizer.open(place.link(1, lang)).make().printed()
            ((slip,),) = on_paper(pdf)
            text = "".join(letter.text for letter in letters(pdf)[0])
            assert slip in text
            rest.add(text.replace(slip, "#"))

    assert len(rest) == 1


def test_a_print_again_replaces_the_earlier_batch_and_says_so(chromium, place):
    with making_slips(chromium, place) as organizer:
        organizer.open(place.link(2)).make()
        assert organizer.page.locator(".voter-notice--bad").count() == 0
        organizer.proof(on_paper(organizer.printed())[0][0]).upload()
        assert organizer.page.get_by_text("请销毁在这一批以前").count() == 0

    with making_slips(chromium, place) as organizer:
        organizer.open(place.link(3, batch=2))
        assert "全部作废" in organizer.page.locator(".voter-notice--bad").inner_text()
        organizer.look("1-prepare-again")
        (slips,) = on_paper(organizer.make().printed())
        organizer.proof(slips[1]).upload()

        assert "请销毁在这一批以前印的 A 类凭条" in organizer.page.inner_text("#slips")
        assert place.lists() == place.digests(codes_of(slips))


def test_one_link_makes_the_slips_of_several_classes(chromium, tmp_path, web):
    with a_place(tmp_path, web, electorates="AB") as place, making_slips(chromium, place) as one:
        one.open(place.link(9, letters="AB"))
        one.page.locator("#reserve-B").fill("9")
        one.button("make").click()
        one.page.locator(".govuk-error-summary a").click()
        assert one.page.evaluate("document.activeElement.id") == "reserve-B"
        sheets = on_paper(one.make(A=0, B=8).printed())
        slips = {
            letter: [s for sheet in sheets for s in sheet if s[0] == letter] for letter in "AB"
        }
        one.proof(slips["A"][0], slips["A"][1].replace("A", "B", 1))
        one.button("good").click()
        assert "没有这张凭条" in one.page.locator(".govuk-error-summary").inner_text()
        one.field("B").fill(slips["B"][0][-4:])
        one.upload()

        assert [len(sheet) for sheet in sheets] == [8, 1, 1, 0, 8]
        digests = [place.digests(codes_of(slips[letter], letter), letter) for letter in "AB"]
        assert place.lists() == digests[0] | digests[1]


def test_of_two_classes_the_one_that_is_up_is_not_called_worthless(chromium, tmp_path, web):
    def refuse_b(route):
        if '"electorate":"B"' not in route.request.post_data:
            return route.continue_()
        problem = {"type": "/problems/ticket_used"}
        return route.fulfill(status=409, json=problem, content_type="application/problem+json")

    with a_place(tmp_path, web, electorates="AB") as place, making_slips(chromium, place) as one:
        ((a,), (b,)) = on_paper(one.open(place.link(1, letters="AB", batch=2)).make().printed())
        one.page.route("**/api/v1/credentials", refuse_b)
        one.proof(a, b).button("good").click()
        one.button("upload").click()

        assert one.trouble() == "ticket_used"
        assert "A 类除外" in one.page.locator("#slips .voter-notice--good").inner_text()
        assert "请销毁在这一批以前印的 A 类凭条" in one.page.inner_text("#slips")
        one.look("0-half-up")


def test_of_a_slip_that_a_scanner_types_only_the_end_stays_on_the_screen(chromium, place):
    with making_slips(chromium, place) as organizer:
        ((slip, _),) = on_paper(organizer.open(place.link(2)).make().printed())
        organizer.button("printed").click()
        organizer.field().focus()
        organizer.page.keyboard.type(f"{VOTERS_ORIGIN}/b/m#{slip}\n")

        assert organizer.field().input_value() == slip[-4:]
        assert "✓" in organizer.page.locator("#picked-A-said").inner_text()
        assert organizer.field().is_visible()


def test_a_slip_before_the_camera_is_known_again(chromium, place, tmp_path):
    film = a_video(tmp_path, "https://elsewhere.example/")
    with seeing(chromium, film) as browser, making_slips(browser, place) as organizer:
        ((slip, _),) = on_paper(organizer.open(place.link(2)).make().printed())
        organizer.button("printed").click()
        organizer.page.locator("#complete").check()
        organizer.page.get_by_role("button", name="用摄像头扫描").click()
        organizer.page.get_by_text("不是这一批的凭条").wait_for()
        organizer.look("4-camera")
        organizer.page.get_by_role("button", name="改为手工输入").click()
        a_video(tmp_path, f"{VOTERS_ORIGIN}/b/m#{slip}")
        organizer.page.get_by_role("button", name="用摄像头扫描").click()
        organizer.page.locator("#picked-A-said", has_text="✓").wait_for()

        assert organizer.field().input_value() == slip[-4:]
        assert organizer.page.evaluate("document.querySelectorAll('video').length") == 0
        assert organizer.page.locator("#complete").is_checked()


def test_leaving_is_warned_of_while_codes_are_on_no_list(chromium, place):
    asked = []
    with making_slips(chromium, place) as organizer:
        organizer.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        organizer.open(place.link(1))
        organizer.page.evaluate("location.search = '?lang=en'")
        organizer.page.get_by_text("Open this page from the desk").wait_for()
        assert asked == []

        organizer.open(place.link(1)).make()
        organizer.page.evaluate("location.search = '?lang=en'")
        wait_until(organizer.page, "true")
        assert asked == ["beforeunload"]
        ((slip,),) = on_paper(organizer.printed())
        organizer.proof(slip).upload()
        organizer.page.goto("about:blank")

        assert asked == ["beforeunload"]


def test_what_is_stopped_or_given_up_is_made_anew_without_the_network(chromium, place):
    with making_slips(chromium, place, size=PHONE) as organizer:
        organizer.open(place.link(20_000))
        organizer.visit.context.set_offline(True)
        organizer.button("make").click()
        organizer.look("2-making")
        organizer.button("stop").click()
        organizer.button("make").wait_for()
        assert not any(on_paper(organizer.printed()))

    with making_slips(chromium, place, size=PHONE) as organizer:
        organizer.open(place.link(2))
        organizer.visit.context.set_offline(True)
        (first,) = on_paper(organizer.make().printed())
        organizer.look("3-print")
        organizer.button("discard").click()
        organizer.button("sure").click()
        (second,) = on_paper(organizer.make().printed())

        assert not {*first} & {*second}
        organizer.visit.context.set_offline(False)
        organizer.proof(second[0]).upload()
        assert place.lists() == place.digests(codes_of(second))


@pytest.mark.parametrize(
    ("case", "trouble"),
    [
        ("no link", "no_ticket"),
        ("half a link", "bad_ticket"),
        ("stranger", "not_authentic"),
        ("other boxes", "not_authentic"),
        ("frozen", "lists_frozen"),
        ("used", "link_used"),
    ],
)
def test_without_a_right_ticket_nothing_is_made(chromium, place, case, trouble):
    manifest = place.meeting.meeting
    link = place.link(2)
    if case == "no link":
        link = link.partition("#")[0]
    elif case == "half a link":
        link = link[:-30]
    elif case == "stranger":
        ticket = sign(documents.STRANGER, documents.an_upload_ticket(manifest, 2))
        link = slips_page(place.url, manifest.meeting, ticket)
    elif case == "other boxes":
        link = place.link(2, uuids=[place.meeting.uuid])
    else:
        place.meeting.upload()
    if case == "frozen":
        place.meeting.tell(documents.a_freeze(manifest, place.meeting.lists))
    with making_slips(chromium, place) as organizer:
        organizer.page.goto(link)

        assert organizer.trouble() == trouble
        organizer.look(f"0-{trouble}")
        assert organizer.button("make").count() == 0
        assert "#" not in organizer.page.url


@pytest.mark.parametrize(("uploaded", "trouble"), [(1, "ticket_used"), (2, "ticket_superseded")])
def test_slips_that_the_box_does_not_take_are_called_worthless(chromium, place, uploaded, trouble):
    with making_slips(chromium, place) as organizer:
        organizer.open(place.link(2)).make()
        ((slip, _),) = on_paper(organizer.printed())
        place.meeting.upload(batch=uploaded)
        before = place.lists()
        organizer.proof(slip).button("good").click()
        organizer.button("upload").click()

        assert organizer.trouble() == trouble
        assert "销毁" in organizer.page.inner_text("#slips")
        assert place.lists() == before
        assert not any(on_paper(organizer.printed()))
