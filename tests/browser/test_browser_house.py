"""What the browser's sources may not do, and how long they may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from browser.browser_node import PACKAGE

SOURCES = PACKAGE / "src"
FILE_LINES = 400
LINE_LETTERS = 100

ANYWHERE = {
    "markup from text": r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b",
    "code from text": r"\b(eval|Function)\(",
    "a log": r"\bconsole\.",
    "an unchecked type": r"@ts-|\bas any\b",
}
IN_A_CALCULATION = {
    "weak randomness": r"\bMath\.random\b",
    "a page": r"\b(document\.|window\.|navigator\.)",
    "the network": r"\b(fetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource)",
    "storage": r"\b(localStorage|sessionStorage|indexedDB|caches\.|cookie)\b",
}
IN_THE_CORE = {
    "a clock": r"\b(Date\.|new Date|performance\.|setTimeout|setInterval)",
    "its own randomness": r"\bgetRandomValues\(",
}
CORE = ("crypto", "documents")
CALCULATIONS = (*CORE, "worker")


def breaches(root: Path) -> Iterator[str]:
    """Yield every place below ``root`` that does what it may not."""
    for path in sorted(root.rglob("*.ts")):
        lines = path.read_text(encoding="utf-8").splitlines()
        place = path.relative_to(root)
        if len(lines) > FILE_LINES:
            yield f"{place}: {len(lines)} lines"
        rules = dict(ANYWHERE)
        if place.parts[0] in CALCULATIONS:
            rules |= IN_A_CALCULATION
        if place.parts[0] in CORE:
            rules |= IN_THE_CORE
        for number, line in enumerate(lines, start=1):
            code = re.sub(r"^\s*(\*|/\*|//).*", "", line)
            for what, pattern in rules.items():
                if re.search(pattern, code):
                    yield f"{place}:{number}: {what}"


def test_the_sources_do_nothing_they_may_not():
    assert list(breaches(SOURCES)) == []


def test_no_line_of_a_calculation_is_too_long():
    long = [
        f"{path.name}:{number}"
        for room in CALCULATIONS
        for path in (SOURCES / room).glob("*.ts")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LINE_LETTERS
    ]

    assert long == []


def test_each_breach_would_be_found(tmp_path):
    (tmp_path / "crypto").mkdir()
    source = tmp_path / "crypto" / "bad.ts"
    bad = ["a.innerHTML = b", "eval(x)", "Math.random()", "console.log(x)", "x as any"]
    bad += [
        "document.title",
        "fetch(x)",
        "localStorage.x",
        "Date.now()",
        "crypto.getRandomValues(x)",
    ]
    source.write_text("\n".join([*bad, "// eval(x)"]) + "\n" * FILE_LINES)

    found = list(breaches(tmp_path))

    assert len(found) == len(bad) + 1
