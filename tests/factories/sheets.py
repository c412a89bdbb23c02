"""Files in forms: what a page keeps of one, and workbooks as people bring them."""

from __future__ import annotations

import html
import re


def hidden(page: str) -> dict[str, str]:
    """Return the fields of the form that sends a file again; {} if there is none to send.

    The page's frame may have hidden fields of its own; they stand outside the main part.
    """
    main = page.partition('id="main"')[2] or page
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main)
    return {name: html.unescape(value) for name, value in found}
