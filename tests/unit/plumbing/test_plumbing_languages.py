"""Two languages: who gets which, and that every text of every template is in both."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from factories.pages import a_build, a_service

from shared.plumbing.pages.catalogues import compile_to, main, said, translated, update
from shared.plumbing.pages.languages import language_of

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
KNOWN = {"zh": ("zh-Hans", "跳到主要内容"), "en": ("en", "Skip to the main part")}


@pytest.fixture
def client(tmp_path):
    return a_service(a_build(tmp_path / "web"), tmp_path / "templates").test_client()


def singular(message):
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(string):
    """Return the singular and plural forms of a translation."""
    return [string] if isinstance(string, str) else list(string)


def faults(source: Catalog, catalog: Catalog) -> list[str]:
    """Return every text that is not in both languages."""
    found = []
    for message in (m for m in source if m.id):
        own = catalog.get(message.id, message.context)
        texts = forms(own.string) if own else []
        if own is None or not all(texts):
            found.append(f"no Chinese: {singular(message)}")
        elif own.fuzzy:
            found.append(f"fuzzy: {singular(message)}")
        elif any(
            set(PLACEHOLDER.findall(t)) != set(PLACEHOLDER.findall(str(message.id))) for t in texts
        ):
            found.append(f"other placeholders: {singular(message)}")
        if re.search(r"[\u3400-\u9fff]", singular(message)):
            found.append(f"not English: {singular(message)}")
    stale = [m for m in catalog if m.id and source.get(m.id, m.context) is None]
    return found + [f"said nowhere: {singular(m)}" for m in stale]


def test_every_text_is_in_both_languages():
    assert len(said()) > 20
    assert faults(said(), translated()) == []


def test_a_text_in_one_language_only_would_be_found():
    source, chinese = Catalog(), Catalog(locale="zh_Hans_CN")
    for text in ("missing", "empty", "fuzzy", "of %(whom)s", "fine", "中文"):
        source.add(text)
    chinese.add("empty", "")
    chinese.add("fuzzy", "模糊", flags=["fuzzy"])
    chinese.add("of %(whom)s", "%(who)s 的")
    chinese.add("fine", "好")
    chinese.add("中文", "中文")
    chinese.add("stale", "旧")

    assert faults(source, chinese) == [
        "no Chinese: missing",
        "no Chinese: empty",
        "fuzzy: fuzzy",
        "other placeholders: of %(whom)s",
        "not English: 中文",
        "said nowhere: stale",
    ]


@pytest.mark.parametrize(
    ("asked", "preferred", "expected"),
    [
        ("", "", "zh"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "zh-Hant-TW", "zh"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr-FR", "zh"),
        ("", "fr-FR,en;q=0.5", "en"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zh", "en-GB", "zh"),
        ("?lang=<b>", "en-GB", "en"),
        ("?lang=en_GB", "", "zh"),
    ],
)
def test_the_address_decides_then_the_browser_then_chinese(client, asked, preferred, expected):
    headers = {"Accept-Language": preferred} if preferred else {}
    answer = client.get(f"/page{asked}", headers=headers)

    lang, phrase = KNOWN[expected]
    assert f'<html lang="{lang}"' in answer.text
    assert phrase in answer.text
    assert answer.headers["Content-Language"] == lang
    assert "<b>" not in answer.text


@pytest.mark.parametrize(("lang", "other"), [("zh", "en"), ("en", "zh")])
def test_the_other_language_is_the_same_path_and_no_cookie(client, lang, other):
    answer = client.get(f"/page?lang={lang}")

    assert f'href="?lang={other}"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_scripts_switched_off_is_said_in_both_languages(client):
    text = client.get("/page?lang=en").text
    said_without = text[text.index("<noscript>") : text.index("</noscript>")]

    assert "JavaScript is switched off" in said_without
    assert "关闭了 JavaScript" in said_without


def test_two_compilations_are_equal(tmp_path):
    first, second = (compile_to(tmp_path / name) for name in ("one", "two"))

    assert first.read_bytes() == second.read_bytes()
    assert first.relative_to(tmp_path / "one").parts[0] == "translations"


def test_an_update_keeps_what_is_translated_and_drops_what_nobody_says(tmp_path):
    path = tmp_path / "messages.po"
    path.write_text(
        'msgid "Skip to the main part"\nmsgstr "跳"\n\nmsgid "Said by nobody"\nmsgstr "无"\n'
    )

    update(path)

    text = path.read_text()
    assert '"跳"' in text
    assert "Said by nobody" not in text
    assert translated(path).get("Can this phone vote?").string == ""
    assert "fuzzy" not in text


def test_the_command_compiles_where_pages_look_for_it(tmp_path):
    assert main(["compile", str(tmp_path)]) == 0
    assert list(tmp_path.rglob("*.mo")) == [
        tmp_path / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.mo"
    ]
    assert main(["extract"]) == 2


@pytest.mark.parametrize(
    ("quoted", "lang"),
    [
        ("凡未经纪委审查不得提交会议研究", "zh-Hans"),
        ("at least **two thirds** of members present", "en"),
        ("more than half of the members who should attend (应到会成员超过半数)", "en"),
        ("按照不低于1:2的比例", "zh-Hans"),
    ],
)
def test_quoted_words_are_marked_with_their_own_language(quoted, lang):
    assert language_of(quoted) == lang
