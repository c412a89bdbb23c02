"""PDF from a template: archival, equal each time, and never with a box for a character."""

from __future__ import annotations

import pypdfium2
import pytest

from shared.plumbing import typesetting
from shared.plumbing.typesetting import (
    CharacterUnprintable,
    FontMissing,
    TypesettingFailed,
    typeset,
    typeset_apart,
    unprintable,
)

TEMPLATE = """
#set document(title: "报告")
#set text(font: "Noto Sans CJK SC", lang: "zh")
= 标题
#sys.inputs.name
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "one.typ"
    path.write_text(TEMPLATE)
    return path


def text_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_an_archival_pdf_says_that_it_is_one_and_is_dated_as_told(template):
    pdf = typeset(template, {"name": "张𠮷"}, timestamp=1_798_000_000, archival=True)

    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"/MarkInfo" in pdf
    assert "张𠮷" in text_of(pdf)
    assert typeset(template, {"name": "张𠮷"}, timestamp=1_798_000_000, archival=True) == pdf
    assert typeset(template, {"name": "张𠮷"}, timestamp=1_798_000_001, archival=True) != pdf


def test_what_no_pdf_of_ours_can_show_is_known_beforehand(template):
    shown = "张𠮷野㐀é·אᏣ葛\U000e0100\u200b"
    text = f"王{shown}\U0002a6a5ཀ\u0600\ue863ཀ"

    refused = unprintable(text)

    assert refused == ["\U0002a6a5", "ཀ", "\u0600", "\ue863"]
    assert typeset(template, {"name": shown}, archival=True)
    for character in refused:
        with pytest.raises(CharacterUnprintable):
            typeset(template, {"name": f"王{character}"}, archival=True)


def test_text_that_the_chinese_font_shows_starts_no_process(monkeypatch):
    def started(*_anything, **_more):
        raise AssertionError("a process was started")

    monkeypatch.setattr(typesetting.subprocess, "run", started)

    assert unprintable("张𠮷野 (A类) “局长”") == []
    with pytest.raises(AssertionError):
        unprintable("ༀ")


def test_a_plain_pdf_does_not_say_so(template):
    assert b"pdfaid" not in typeset(template, {"name": "张三"})


@pytest.mark.parametrize("character", ["\U0002a6a5", "\U00030000", "\ue000"])
@pytest.mark.parametrize("make", [typeset, typeset_apart])
def test_a_character_without_a_glyph_or_a_meaning_is_refused_by_name(template, make, character):
    with pytest.raises(CharacterUnprintable) as refused:
        make(template, {"name": f"王{character}明"}, archival=True)

    assert refused.value.text == character
    assert f"U+{ord(character):04X}" in str(refused.value)


def test_a_child_makes_the_same_pdf(template):
    apart = typeset_apart(template, {"name": "张三"}, timestamp=5, archival=True)

    assert apart == typeset(template, {"name": "张三"}, timestamp=5, archival=True)


def test_a_child_that_takes_too_long_is_given_up(template):
    template.write_text(
        "#let turn(n) = if n == 0 { 0 } else { n }\n" + "#range(3000000).map(calc.sin).sum()"
    )

    with pytest.raises(TypesettingFailed):
        typeset_apart(template, {}, seconds=0.4)


def test_a_broken_template_is_our_mistake_in_both(template):
    template.write_text("#nonsense")

    with pytest.raises(Exception, match="nonsense"):
        typeset(template, {})
    with pytest.raises(TypesettingFailed):
        typeset_apart(template, {})


def test_nothing_is_printed_without_the_font(template, monkeypatch):
    monkeypatch.setattr(typesetting, "find_spec", lambda name: None)

    with pytest.raises(FontMissing):
        typeset(template, {"name": "张三"})
