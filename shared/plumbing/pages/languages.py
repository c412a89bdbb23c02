"""Which language a person reads: what the address asks for, else what the browser prefers.

Voters' pages remember nothing; a link to the other language keeps the path. Only the pages for
officials (``shared.plumbing.office``) keep the choice, in a cookie that is asked before that.
Templates are written in English, and `shared/translations` holds the Chinese for every text, so
English needs no catalogue. Chinese is what everybody gets whose browser prefers neither.

May import: Flask, Flask-Babel, shared.plumbing.pages.built.
"""

from __future__ import annotations

from typing import Literal

from flask import Flask, request
from flask_babel import Babel  # type: ignore[import-untyped]

from shared.plumbing.pages.built import LOCALE, Built

Language = Literal["zh", "en"]

LANGUAGES: dict[Language, str] = {"zh": LOCALE, "en": "en"}
"""The locale of each."""

LANGUAGE_COOKIE = "language"

HTML_LANGUAGES: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}
"""The value of ``lang`` (BCP 47)."""


def language() -> Language:
    """Return the language of the present request."""
    preferred = request.accept_languages.best_match(tuple(LANGUAGES), default="zh")
    asked = (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE), preferred)
    return next(name for name in asked if name in LANGUAGES)


def language_of(text: str) -> str:
    """Return the ``lang`` of words quoted as they stand: the one that most letters are in.

    A clause is quoted verbatim, and its text is in one language whatever the page is in.
    """
    latin = sum(sign.isascii() and sign.isalpha() for sign in text)
    others = sum(sign.isalpha() for sign in text) - latin
    return HTML_LANGUAGES["en" if latin > others else "zh"]


def register_languages(app: Flask, built: Built) -> None:
    """Let the templates of ``app`` speak the language of each request."""
    Babel(
        app,
        default_translation_directories=str(built.translations.resolve()),
        locale_selector=lambda: LANGUAGES[language()],
    )


def other_language() -> Language:
    """Return the language that a page offers beside its own."""
    return "en" if language() == "zh" else "zh"
