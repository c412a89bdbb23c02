"""QR codes in pages and reports.

May import: stdlib, segno.
"""

from __future__ import annotations

from io import BytesIO

import segno


def qr_code(text: str) -> str:
    """Return a QR code as the data URI of an SVG, error correction level M, no fixed size."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(border=4, omitsize=True, dark="#000", light="#fff"))


def qr_svg(text: str) -> str:
    """Return the same QR code as an SVG document."""
    code = segno.make(text, error="m", micro=False)
    drawn = BytesIO()
    code.save(drawn, "svg", border=4, omitsize=True, dark="#000", light="#fff", xmldecl=False)
    return drawn.getvalue().decode()
