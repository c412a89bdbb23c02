"""Every template says what it takes, and no text goes into a page unescaped."""

from __future__ import annotations

import re
from pathlib import Path

from house import ROOT, packages

UNSAFE = re.compile(
    r"\|\s*safe\b|autoescape\s+false|\bstyle\s*=|\son[a-z]+\s*=|<style\b|https?://", re.IGNORECASE
)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE)


def templates() -> list[Path]:
    return sorted(path for package in packages() for path in package.glob("templates/**/*.html"))


def faults(text: str) -> list[str]:
    """Return what is wrong with a template."""
    found = []
    if not text.startswith("{#"):
        found.append("does not begin with what it takes and must not show")
    body = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    found += [f"unsafe: {match.group(0).strip()}" for match in UNSAFE.finditer(body)]
    found += ["a script in the page" for _ in SCRIPT.finditer(body)]
    return found


def test_every_template_is_plain_and_says_what_it_takes():
    assert len(templates()) > 3
    found = {str(p.relative_to(ROOT)): faults(p.read_text(encoding="utf-8")) for p in templates()}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_a_careless_template_would_be_found():
    text = (
        "<p style='x' onclick='y'>{{ name | safe }}</p><script>1</script>"
        '<script src="https://elsewhere"></script>'
    )

    assert faults(text) == [
        "does not begin with what it takes and must not show",
        "unsafe: style=",
        "unsafe: onclick=",
        "unsafe: | safe",
        "unsafe: https://",
        "a script in the page",
    ]
    assert faults("{# Takes: nothing. #}\n<p>{{ name }}</p>") == []
