"""/check: can this phone vote? In a real browser, with and without what the booth needs."""

from __future__ import annotations

from time import perf_counter
from urllib.parse import urlsplit

import pytest
from browsers import (
    UNPROTECTED,
    axe_violations,
    clipped_at_double_size,
    look_at_both_sizes,
    picture,
    serving,
    slowed,
    small_targets,
    small_texts,
    visiting,
)
from factories.boxes import a_box_side
from slowing import busy_seconds

from ballot_service.box_app import app_for

WECHAT = (
    "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/86.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0"
)
ANSWER = "[data-answer]:visible h2"
SAYS = {
    "zh": {"good": "可以投票", "bad": "这个浏览器不能投票", "insecure": "这个网址不行"},
    "en": {
        "good": "Yes, it can vote",
        "bad": "Not with this browser",
        "insecure": "Not at this address",
    },
}
WITHOUT = {
    "random": "crypto.getRandomValues = undefined",
    "digest": "Object.defineProperty(crypto, 'subtle', {value: undefined})",
    "bigint": "window.BigInt = undefined",
    "language": "delete Object.hasOwn",
    "wasm": "window.WebAssembly = undefined",
    "fetch": "window.fetch = undefined",
    "ballot": "window.Worker = undefined",
}


@pytest.fixture(scope="module")
def url(web, tmp_path_factory):
    folder = tmp_path_factory.mktemp("box")
    with serving(app_for(a_box_side(f"sqlite:///{folder / 'box.db'}", folder), web)) as address:
        yield address


def answer(page):
    """Wait for the page's answer and return it."""
    page.wait_for_selector("[data-answer=waiting]", state="hidden")
    return page.inner_text(ANSWER).lstrip("✓✕").strip()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_browser_that_can_vote_is_told_so(chromium, url, lang):
    with visiting(chromium) as visit:
        visit.page.goto(f"{url}/check?lang={lang}")

        assert answer(visit.page) == SAYS[lang]["good"]
        picture(visit.page, f"check-good-{lang}-390")
        visit.page.click("summary")
        assert visit.page.locator("[data-finding=met]:visible").count() == 8
        look_at_both_sizes(visit.page, f"check-details-{lang}")
        assert (visit.complaints, visit.traces()) == ([], {})


def test_nothing_is_asked_of_anybody_and_nothing_is_sent(chromium, url):
    with visiting(chromium) as visit:
        visit.page.goto(f"{url}/check")
        answer(visit.page)

        names = [urlsplit(request).path for request in visit.requests if request[:5] != "data:"]
        kinds = sorted(name.rpartition("-")[0] for name in names)
        assert kinds == ["", "/static/check", "/static/voter", "/static/worker"]
        assert visit.elsewhere() == []


@pytest.mark.parametrize("need", WITHOUT)
def test_whatever_is_missing_is_found(chromium, url, need):
    with visiting(chromium) as visit:
        visit.page.add_init_script(WITHOUT[need])
        visit.page.goto(f"{url}/check")

        assert answer(visit.page) == SAYS["zh"]["bad"]
        visit.page.click("summary")
        assert visit.page.locator(f"[data-need={need}] [data-finding=missing]").is_visible()
        assert not visit.page.locator("[data-family=inside]").is_visible()


def test_a_worker_that_cannot_make_a_ballot_is_found(chromium, url):
    with visiting(chromium) as visit:
        visit.context.route(
            "**/static/worker-*",
            lambda route: route.fulfill(
                response=(real := route.fetch()),
                headers={**real.headers, "content-security-policy": "script-src 'none'"},
            ),
        )
        visit.page.goto(f"{url}/check")

        assert answer(visit.page) == SAYS["zh"]["bad"]
        visit.page.click("summary")
        missing = visit.page.locator("[data-finding=missing]:visible")
        assert missing.count() == 1
        assert visit.page.locator("[data-need=ballot] [data-finding=missing]").is_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_inside_an_app_the_way_out_is_told(chromium, url, lang):
    with visiting(chromium, user_agent=WECHAT) as visit:
        visit.page.add_init_script(WITHOUT["bigint"])
        visit.page.goto(f"{url}/check?lang={lang}")

        assert answer(visit.page) == SAYS[lang]["bad"]
        assert visit.page.locator("[data-family=inside]").is_visible()
        visit.page.click("summary")
        assert visit.page.inner_text("#family") in {"微信内置浏览器", "WeChat's built-in browser"}
        picture(visit.page, f"check-bad-{lang}-390")
        assert axe_violations(visit.page) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unprotected_address_is_not_the_phones_fault(chromium, url, lang):
    with visiting(chromium) as visit:
        address = url.replace("127.0.0.1", UNPROTECTED)
        visit.page.goto(f"{address}/check?lang={lang}")

        assert answer(visit.page) == SAYS[lang]["insecure"]
        picture(visit.page, f"check-insecure-{lang}-390")
        assert axe_violations(visit.page) == []


def test_without_scripts_the_page_says_what_to_do_in_both_languages(chromium, url):
    with visiting(chromium, java_script_enabled=False) as visit:
        visit.page.goto(f"{url}/check")

        shown = visit.page.inner_text("main")
        assert "关闭了 JavaScript" in shown
        assert "JavaScript is switched off" in shown
        assert "正在检查" not in shown
        picture(visit.page, "check-noscript-390")


def test_a_script_that_never_answers_is_an_answer_after_a_while(chromium, url):
    with visiting(chromium) as visit:
        visit.page.route("**/static/check-*", lambda route: route.abort())
        visit.page.goto(f"{url}/check")
        shown_at_first = visit.page.locator(".voter-late").is_visible()
        animations = visit.context.new_cdp_session(visit.page)
        animations.send("Animation.enable")
        animations.send("Animation.setPlaybackRate", {"playbackRate": 30})

        visit.page.locator(".voter-late").wait_for(state="visible", timeout=20_000)
        assert not shown_at_first
        assert "不能投票" in visit.page.inner_text(".voter-late")
        picture(visit.page, "check-late-390")


@pytest.mark.parametrize("path", ["check/qr", "nothing"])
def test_text_is_large_targets_are_wide_and_nothing_is_clipped(chromium, url, path):
    with visiting(chromium) as visit:
        for lang in ("zh", "en"):
            visit.page.goto(f"{url}/{path}?lang={lang}")
            look_at_both_sizes(visit.page, f"{path.replace('/', '-')}-{lang}")


def test_the_other_language_is_one_tap_away_and_leaves_no_cookie(chromium, url):
    with visiting(chromium) as visit:
        visit.page.goto(f"{url}/check")
        visit.page.click("text=English")

        assert visit.page.url == f"{url}/check?lang=en"
        assert visit.page.get_attribute("html", "lang") == "en"
        visit.page.click("text=中文")
        assert visit.page.get_attribute("html", "lang") == "zh-Hans"
        assert visit.traces() == {}


def test_the_keyboard_alone_gets_everywhere(chromium, url):
    with visiting(chromium) as visit:
        visit.page.goto(f"{url}/check")
        answer(visit.page)
        focused = []
        for _ in range(3):
            visit.page.keyboard.press("Tab")
            focused.append(visit.page.evaluate("document.activeElement.innerText.trim()"))

        assert focused == ["跳到主要内容", "English", "检查了哪些内容"]
        picture(visit.page, "check-focus-390")


def test_the_measures_would_find_what_is_wrong(chromium, url):
    with visiting(chromium) as visit:
        visit.page.goto(f"{url}/check")
        answer(visit.page)
        visit.page.evaluate(
            """() => {
              const p = document.createElement("p");
              p.style = "font-size: 12px; width: 60px; height: 20px; overflow: hidden";
              p.append("tiny and much too long for its box");
              const button = document.createElement("button");
              button.style = "width: 30px; height: 30px";
              button.append("x");
              const image = document.createElement("img");
              document.querySelector("main").append(p, button, image);
            }"""
        )

        assert small_texts(visit.page)["tiny and much too long for its box"] == 12
        assert small_targets(visit.page)["x"] == [30, 30]
        assert "tiny and much too long for its box" in clipped_at_double_size(visit.page)["text"]
        assert any(line.startswith("image-alt") for line in axe_violations(visit.page))


WORK = "let sum = 0; for (let i = 0; i < 2e8; i++) sum += i;"
IN_PAGE = f"() => {{ {WORK} return sum; }}"
IN_WORKER = f"""() => new Promise((resolve) => {{
  const worker = new Worker(URL.createObjectURL(new Blob(["{WORK} postMessage(sum)"])));
  worker.onmessage = (event) => resolve(event.data);
}})"""


@pytest.mark.slow
@pytest.mark.parametrize("work", [IN_PAGE, IN_WORKER], ids=["page", "worker"])
def test_a_slow_phone_is_slow_in_the_page_and_in_its_workers(chromium, work):
    with visiting(chromium) as visit:
        visit.page.goto("about:blank")
        with slowed(4) as pids:
            busy, start = busy_seconds(pids), perf_counter()
            visit.page.evaluate(work)
            took, busy = perf_counter() - start, busy_seconds(pids) - busy

        assert busy > 0.05
        assert took > 2.7 * busy


def test_a_script_from_anywhere_else_is_refused(chromium, url):
    with visiting(chromium) as visit:
        visit.page.goto(f"{url}/check")
        answer(visit.page)
        visit.page.evaluate(
            """() => {
              for (const address of ["https://elsewhere.test/x.js", "/api/v1/keys"]) {
                const script = document.createElement("script");
                try { script.src = address; } catch (refused) { console.error("refused") }
                document.body.append(script);
              }
            }"""
        )

        assert len([c for c in visit.complaints if c == "refused"]) == 2
        assert visit.elsewhere() == []
