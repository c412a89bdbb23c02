"""Pages: what is served, what a page may load, what a person is told when there is none."""

from __future__ import annotations

import gzip
import json

import pytest
from factories.pages import FILES, a_build, a_service, integrity

from shared.plumbing.pages.refusals import words_for
from shared.plumbing.problems import HTTP_PROBLEMS, STATUS

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SCRIPT = {"Accept": "*/*"}


@pytest.fixture
def web(tmp_path):
    return a_build(tmp_path / "web")


@pytest.fixture
def client(web, tmp_path):
    return a_service(web, tmp_path / "templates").test_client()


def policy(response):
    """Return the Content-Security-Policy by directive."""
    directives = response.headers["Content-Security-Policy"].split("; ")
    return {name: rest for name, _, rest in (d.partition(" ") for d in directives)}


def test_a_page_may_load_exactly_its_own_files(client):
    answer = client.get("/page", base_url="http://box.test:8443")

    allowed = policy(answer)
    assert allowed["script-src"] == "box.test:8443/static/booth-BBBBBBBB.js"
    assert allowed["style-src"] == "box.test:8443/static/voter-AAAAAAAA.css"
    assert (allowed["default-src"], allowed["worker-src"]) == ("'none'", "'self'")
    assert (allowed["require-trusted-types-for"], allowed["trusted-types"]) == (
        "'script'",
        "ostraka",
    )
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_every_tag_carries_the_digest_of_its_file(client):
    text = client.get("/page").text

    for entry in ("booth", "voter.css"):
        name, content = FILES[entry]
        assert f'="/static/{name}" integrity="{integrity(content)}"' in text.replace("&#43;", "+")


def test_webassembly_and_the_camera_are_for_pages_that_ask(client):
    plain, asking = client.get("/page"), client.get("/camera")

    assert "'wasm-unsafe-eval'" not in policy(plain)["script-src"]
    assert policy(asking)["script-src"].endswith(" 'wasm-unsafe-eval'")
    assert "camera=()" in plain.headers["Permissions-Policy"]
    assert "camera=(self)" in asking.headers["Permissions-Policy"]
    assert "microphone=()" in asking.headers["Permissions-Policy"]


@pytest.mark.parametrize("host", ["[::1]:8000", "a;script-src *", "a b", "a,b"])
def test_a_host_that_cannot_stand_in_a_policy_never_does(client, host):
    answer = client.get("/page", headers={"Host": host})

    if answer.status_code == 200:
        assert (policy(answer)["script-src"], policy(answer)["style-src"]) == ("'self'", "'self'")
    assert host not in answer.headers["Content-Security-Policy"]


def test_what_is_shown_is_escaped(client):
    assert "<p>&lt;b&gt;&amp;&lt;/b&gt;</p>" in client.get("/page").text


def test_a_template_that_uses_what_it_was_not_given_fails(client):
    answer = client.get("/careless", headers=SCRIPT)

    assert (answer.status_code, answer.json["type"]) == (500, "/problems/internal")


def test_a_built_file_is_kept_for_a_year_and_has_its_type(client):
    answer = client.get("/static/booth-BBBBBBBB.js")

    assert answer.data == FILES["booth"][1]
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert policy(answer)["default-src"] == "'none'"
    assert "connect-src" not in policy(answer)


def test_a_built_file_is_compressed_for_whoever_takes_that(client):
    answer = client.get("/static/booth-BBBBBBBB.js", headers={"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.data) == FILES["booth"][1]


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "stray.js",
        "..%2Fmanifest.json",
        "translations/zh_Hans_CN/LC_MESSAGES/messages.mo",
        "booth",
        "",
    ],
)
def test_only_files_of_the_manifest_are_served(client, web, name):
    (web / "stray.js").write_text("void 2;")

    assert client.get(f"/static/{name}", headers=SCRIPT).status_code == 404


def test_a_file_that_was_changed_is_not_served(client, web):
    (web / "worker-CCCCCCCC.js").write_text("void 6666;")

    answer = client.get("/static/worker-CCCCCCCC.js", headers=SCRIPT)

    assert (answer.status_code, answer.json["type"]) == (503, "/problems/pages_not_built")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "[1]",
        "7",
        '{"booth": {"file": "booth-BBBBBBBB.js"}}',
        '{"booth": {"file": "../booth.js", "integrity": "sha384-' + "A" * 64 + '"}}',
        '{"booth": {"file": "booth.exe", "integrity": "sha384-' + "A" * 64 + '"}}',
        '{"booth": {"file": "booth-BBBBBBBB.js", "integrity": "sha256-AAAA"}}',
    ],
)
def test_what_is_not_a_manifest_is_no_build(client, web, content):
    (web / "manifest.json").write_text(content)

    assert client.get("/page", headers=SCRIPT).json["type"] == "/problems/pages_not_built"


@pytest.mark.parametrize(
    "gone", ["manifest.json", "translations/zh_Hans_CN/LC_MESSAGES/messages.mo"]
)
def test_without_a_build_a_person_is_told_what_to_do(client, web, gone):
    (web / gone).unlink()

    answer = client.get("/page", headers=BROWSER)

    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "make web" in answer.text
    assert "pages_not_built" in answer.text
    assert answer.headers["Retry-After"] == "2"


def test_pages_work_again_as_soon_as_they_are_built(client, web, tmp_path):
    (web / "manifest.json").unlink()
    before = client.get("/page").status_code

    a_build(web)

    assert (before, client.get("/page").status_code) == (503, 200)


def test_a_person_reads_a_refusal_as_a_page_in_both_languages(client):
    answer = client.get("/nothing/%3Cmarked%3E?marked=marked", headers=BROWSER)

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "这个网址没有页面" in answer.text
    assert "There is no page at this address" in answer.text
    assert "not_found" in answer.text
    assert "marked" not in answer.text
    assert policy(answer)["script-src"] == "'none'"
    assert policy(answer)["style-src"].endswith("/static/voter-AAAAAAAA.css")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json", None])
def test_a_program_reads_the_same_refusal_as_a_document(client, accept):
    answer = client.get("/nothing", headers={"Accept": accept} if accept else {})

    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"] == "/problems/not_found"


def test_what_broke_is_said_to_nobody(client):
    answer = client.get("/broken", headers=BROWSER)

    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "系统出错了" in answer.text
    assert "secret" not in answer.text


def test_there_are_words_for_every_refusal_in_both_languages():
    codes = {"meeting_unknown", "pages_not_built", "never heard of"}
    statuses = {*HTTP_PROBLEMS, *map(int, STATUS.values()), 500, 418}
    told = [words_for(status, code) for status in statuses for code in codes]

    for words in told:
        assert list(words) == ["zh-Hans", "en"]
        assert all(w.what and w.step for w in words.values())
        assert not words["zh-Hans"].what.isascii()
        assert words["en"].what.isascii()


def test_the_policy_of_a_page_is_exactly_this(client):
    answer = client.get("/page", base_url="http://h")

    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src h/static/booth-BBBBBBBB.js; "
        "style-src h/static/voter-AAAAAAAA.css; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types ostraka"
    )


def test_an_entry_that_was_not_built_is_missed(client, web):
    entries = json.loads((web / "manifest.json").read_text())
    before = client.get("/page").status_code

    (web / "manifest.json").write_text(json.dumps({"voter.css": entries["voter.css"]}))

    assert (before, client.get("/page").status_code) == (200, 503)
