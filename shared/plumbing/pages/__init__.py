"""Pages for people: how every service shows HTML, in two languages, with nothing from elsewhere.

``frame`` serves the built scripts and styles and shows a template with a policy that lets the
browser load exactly the files the template named; ``built`` reads what ``make web`` wrote;
``languages`` chooses between Chinese and English; ``refusals`` tells a person what to do when a
page cannot be shown; ``catalogues`` compiles the translations.

A new page is: an entry ``shared/browser/src/entries/NAME.ts``, a template that extends
``frame.html`` and ends with ``script("NAME")``, a view that returns ``show(...)``; then
``python -m shared.plumbing.pages.catalogues update``, the Chinese in ``shared/translations``, and
``make web``.

May import: Flask, Flask-Babel, Jinja, shared.errors, shared.plumbing.
"""

from shared.plumbing.pages.built import BUILT_WEB, PagesNotBuilt
from shared.plumbing.pages.frame import register_pages, show
from shared.plumbing.pages.languages import language

__all__ = ["BUILT_WEB", "PagesNotBuilt", "language", "register_pages", "show"]
