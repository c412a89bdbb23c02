"""A pack of rules in a browser: the longest words that its clauses are marked with fit a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsers import PHONE, look_at_both_sizes, serving, visiting
from factories.pack_pages import a_pack_office
from playwright.sync_api import Browser

from shared.rules.packs import load_pack


@pytest.mark.parametrize(("pack_id", "locale"), [("PE", "en-GB"), ("PC", "zh-CN")])
def test_every_clause_of_a_pack_is_read_on_a_phone_with_text_twice_as_large(
    chromium: Browser, web: Path, tmp_path, pack_id, locale
):
    pack = load_pack(pack_id)
    app = a_pack_office(web, tmp_path / "own", lambda digest: pack.to_document())
    with serving(app) as address, visiting(chromium, PHONE, locale=locale) as visit:
        visit.page.goto(f"{address}/packs/{pack.digest}")

        assert visit.page.locator("[data-clause]").count() == len(pack.clauses)
        look_at_both_sizes(visit.page, f"pack-{pack_id}")
        assert visit.complaints == []
