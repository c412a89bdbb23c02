"""What `ostraka up --lan` says about the hall: addresses, words to compare, the code to scan.

May import: stdlib, segno, shared.cli.lan.
"""

from __future__ import annotations

import io
from typing import Any

import segno

from shared.cli.lan.opening import Opening

WHITE_ON_BLACK, AS_BEFORE = "\033[97;40m", "\033[0m"


def as_json(opening: Opening) -> dict[str, Any]:
    """Return what a program reads."""
    hall = opening.hall
    return {
        "box": hall.box,
        "desk": hall.desk,
        "welcome": hall.welcome,
        "authority": hall.authority,
        "certificate_until": f"{opening.files.server.not_valid_after_utc:%Y-%m-%d}",
        "box_before": opening.before,
    }


def as_lines(opening: Opening, desk_url: str) -> list[str]:
    """Return what a person reads; ``desk_url`` is where this machine finds the desk."""
    hall = opening.hall
    until = f"{opening.files.server.not_valid_after_utc:%Y-%m-%d}"
    lines = ["", "会场手机 · phones in the hall:", f"  {'box':<10} {hall.box}"]
    lines += [f"  {'desk':<10} {hall.desk}"] if hall.desk else []
    lines += [
        f"  {'entrance':<10} {hall.entrance}",
        f"  {'screen':<10} {desk_url}/hall      大屏幕显示二维码 · the code for the screen",
        f"  {'until':<10} {until}      证书有效期 · the certificate's last day",
    ]
    if hall.words:
        lines += ["", "核对证书 · the authority's words and SHA-256:"]
        lines += [f"  {' '.join(hall.words.zh)}  ·  {' '.join(hall.words.en)}"]
        lines += [f"  {row}" for row in hall.fingerprint]
    return [*lines, *_warnings(opening)]


def code_lines(opening: Opening) -> list[str]:
    """Return the code of the entrance for a terminal, whatever its colours."""
    drawn = io.StringIO()
    segno.make(opening.hall.entrance, error="m", micro=False).terminal(drawn, 3, compact=True)
    return [f"  {WHITE_ON_BLACK}{row}{AS_BEFORE}" for row in drawn.getvalue().splitlines()]


def _warnings(opening: Opening) -> list[str]:
    """Return what a person should look at before the meeting."""
    lines: list[str] = []
    if opening.before:
        lines += [
            "",
            "注意：地址变了。已印的凭条仍指向旧地址，请在路由器中固定本机地址后重新启动，或重印凭条。",
            f"The address has changed. Slips that name {opening.before} do not lead here: give",
            "this machine its old address in the router and start again, or print them again.",
        ]
    if opening.files.authority_replaced:
        lines += [
            "",
            "证书机构是新建的：装过旧证书的手机会再次出现警告。",
            "The authority is new: phones that trusted an earlier one will warn again.",
        ]
    if opening.others:
        listed = ", ".join(opening.others)
        lines += ["", f"本机还有其他地址 · this machine has others too (--lan ADDRESS): {listed}"]
    return lines
