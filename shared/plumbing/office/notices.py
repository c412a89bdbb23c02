"""One sentence from the answer to a form to the page that is shown next, and no further.

It travels in a cookie for a minute. The cookie is sealed with the session's own token, so only
what this service said to this session is ever shown: not what another site or program put there.

May import: Flask, shared.crypto.jsontext, shared.plumbing.pages.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from flask import Response, request

SECONDS = 60
LONGEST_DETAIL = 1200
"""Characters; with four bytes each, a cookie would still be under its 4 KB in base64 mostly."""

LONGEST_CHINESE = 200
"""Characters."""

LABEL = b"ostraka/office/notice/2\0"


@dataclass(frozen=True, slots=True)
class Said:
    """What a form's view answers: a notice, and what the next page is asked for."""

    code: str
    """Of a sentence the service has in both languages (``Office.notices``), or a refusal's."""
    detail: str = ""
    """What the sentence is about: a name of ours, a number, or a refusal's own words."""
    refused: int = 0
    """The HTTP status of a refusal; 0 when it was done."""
    query: Mapping[str, str] = field(default_factory=dict)
    """For the address of the page that is shown next."""
    chinese: str = ""
    """A refusal's own Chinese words, where they depend on the case."""


def put(response: Response, name: str, token: str, said: Said) -> None:
    """Let the browser bring ``said`` to the next page in the cookie ``name``."""
    text = json.dumps(
        [said.code, said.detail[:LONGEST_DETAIL], said.refused, said.chinese[:LONGEST_CHINESE]],
        ensure_ascii=False,
    ).encode()
    sealed = base64.urlsafe_b64encode(_seal(token, text) + text).decode()
    response.set_cookie(
        name, sealed, max_age=SECONDS, secure=request.is_secure, httponly=True, samesite="Strict"
    )


def take(name: str, token: str) -> Said | None:
    """Return what was said to this session just before, None if nothing was.

    To nobody (no ``token``) nothing was said: anybody could have made that seal.
    """
    if not token:
        return None
    try:
        content = base64.urlsafe_b64decode(request.cookies.get(name, ""))
    except (binascii.Error, ValueError):
        return None
    seal, text = content[:32], content[32:]
    if not hmac.compare_digest(seal, _seal(token, text)):
        return None
    code, detail, refused, chinese = json.loads(text)
    return Said(code, detail, refused, chinese=chinese)


def _seal(token: str, text: bytes) -> bytes:
    """Return the seal of ``text``, which only whoever knows the session's token can make."""
    return hmac.new(token.encode(), LABEL + text, sha256).digest()
