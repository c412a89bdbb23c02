"""The pack of a year: read from a file, and taken over only while its clauses are in force."""

from __future__ import annotations

import json

import pytest
from factories.appraisal import PACKS, a_pack

from appraisal_service.people.domain import year_packs
from appraisal_service.people.domain.year_packs import (
    PackOutOfForce,
    check_holds,
    endings,
    read_pack,
)
from shared.rules.packs import Pack, PackRejected, pack_from_document
from shared.rules.yaml_text import read_yaml

WRITTEN = (PACKS / "county.yaml").read_text(encoding="utf-8")


def until(day: str) -> Pack:
    document = a_pack().to_document()
    document["adoptions"][1]["valid"]["until"] = day
    return pack_from_document(document)


def test_a_pack_is_read_as_people_write_it_and_as_programs_keep_it():
    written = read_pack(WRITTEN)

    assert read_pack(json.dumps(written.to_document(), ensure_ascii=False)) == written


def test_a_text_that_is_no_yaml_is_refused_near_its_line():
    broken = WRITTEN.replace("kind: jurisdiction", "kind: [jurisdiction")

    with pytest.raises(PackRejected, match="line 6") as refused:
        read_pack(broken)

    assert "第 6 行" in refused.value.chinese


def test_a_written_pack_is_read_once_and_a_text_longer_than_any_is_not_read(monkeypatch):
    read: list[str] = []
    monkeypatch.setattr(year_packs, "read_yaml", lambda text: read.append(text) or read_yaml(text))

    read_pack(WRITTEN)
    with pytest.raises(PackRejected, match="adopts clauses"):
        read_pack("- a\n" * 20_000)

    assert read == [WRITTEN]


def test_a_wrong_field_is_named_in_words():
    with pytest.raises(PackRejected) as refused:
        read_pack(WRITTEN.replace("base: valid", "base: votes", 1))

    assert "base" in refused.value.chinese
    assert "votes" not in refused.value.chinese


def test_a_pack_without_an_end_is_taken_over_for_any_year():
    check_holds(a_pack(), 2031)

    assert endings(a_pack(), 2031).within == []


def test_a_pack_whose_clauses_have_ended_is_not_taken_over_and_names_their_text():
    pack = until("2026-12-31")

    with pytest.raises(PackOutOfForce, match="PB") as refused:
        check_holds(pack, 2027)

    assert "PB" in refused.value.chinese


def test_clauses_that_end_within_the_year_are_told_and_do_not_keep_the_pack_out():
    pack = until("2027-06-30")

    check_holds(pack, 2027)

    assert [(one.text, one.until) for one in endings(pack, 2027).within] == [("PB", "2027-06-30")]
