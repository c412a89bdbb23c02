"""QR codes in pages.

May import: segno.
"""

from __future__ import annotations

import segno


def qr_code(text: str) -> str:
    """Return a QR code as the data URI of an SVG, error correction level M, no fixed size."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(border=4, omitsize=True, dark="#000", light="#fff"))
