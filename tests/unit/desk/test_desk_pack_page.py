"""The desk's list of packs leads to each of them, as a person reads it."""

from __future__ import annotations

import re
from html import unescape

from factories.desk import PACK
from factories.draft_forms import upload
from factories.office import a_browser

from ballot_service.meetings.domain.general_pack import general_pack
from shared.rules.pack_files import pack_ids
from shared.rules.packs import load_pack, parse_pack


def links(page: str) -> list[str]:
    """Return where the list of packs leads."""
    return re.findall(r'href="(/packs/[0-9a-f]{64})"', page)


def test_every_pack_of_the_list_can_be_read(organizer):
    upload(organizer, "/packs", text=PACK)
    found = links(organizer.open("/packs").text)

    pages = [unescape(organizer.open(path).text) for path in found]

    added = parse_pack(PACK)
    assert {path.rsplit("/", 1)[1] for path in found} == {added.digest, general_pack().digest}
    for pack in (added, general_pack()):
        page = next(one for one in pages if pack.digest in one)
        assert pack.title.zh in page
        assert all(f'id="{rule}"' in page for rule in pack.clauses)


def test_whoever_works_at_the_desk_can_read_a_pack_and_nobody_else(app, hall):
    path = f"/packs/{general_pack().digest}"

    assert a_browser(app, hall.registrar).open(path).status_code == 200
    assert a_browser(app).open(path).status_code != 200


def test_a_pack_that_there_is_not_is_not_found(organizer):
    assert organizer.open(f"/packs/{'0' * 64}").status_code == 404


def test_the_desks_list_leads_to_every_text_also_as_a_document(organizer, hall):
    page = organizer.open("/packs").text

    names = re.findall(r'href="/packs/([A-Z]+)"', page)

    assert names == pack_ids()
    text = organizer.open("/packs/PN").text
    assert all(f'id="{rule}"' in text for rule in load_pack("PN").clauses)
    assert hall.client.get("/api/v1/packs/PN").json == load_pack("PN").to_document()
