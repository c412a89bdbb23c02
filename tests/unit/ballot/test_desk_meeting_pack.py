"""A meeting's own pack: the gates of its template, and the line that only people can set."""

from __future__ import annotations

from fractions import Fraction

import pytest
from factories.committees import COMMITTEE
from factories.desk import a_pack
from factories.drafts import completed

from ballot_service.meetings.domain.general_pack import general_pack
from ballot_service.meetings.domain.item_gates import ITEM_GATES
from ballot_service.meetings.domain.meeting_pack import (
    LineDiffers,
    LineNotSet,
    check_line,
    missing,
    pack_for,
    share_of,
)
from ballot_service.meetings.domain.outlines import Line, Outline, compose
from ballot_service.meetings.templates import KINDS
from shared.rules.pack_files import pack_ids
from shared.rules.packs import Pack, load_pack, pack_from_document
from shared.rules.parameters import SatisfactionLine

GENERAL = general_pack()


def adopting_b13(at_least: str | None = None) -> Pack:
    """Return a pack that adopts B13, with a line or without."""
    made = made_of(completed("life_meeting_satisfaction", threshold=at_least or "1/2"))
    if at_least is not None:
        return made
    bare = made.parameters.model_copy(update={"satisfaction": None})
    return pack_from_document(made.model_copy(update={"parameters": bare}).to_document())


def made_of(outline: Outline, pack: Pack = GENERAL) -> Pack:
    """Return the pack that a meeting with this draft is judged by."""
    return pack_for(outline, compose(outline), pack, "王主任", "2026-03-01")


@pytest.mark.parametrize(
    ("typed", "share"), [("70%", Fraction(7, 10)), ("2/3", Fraction(2, 3)), ("100%", Fraction(1))]
)
def test_the_line_that_was_typed_is_the_packs_exact_parameter(typed, share):
    pack = made_of(completed("life_meeting_satisfaction", threshold=typed))

    line = pack.parameters.satisfaction
    assert share_of(typed) == Fraction(line.at_least) == share
    assert (line.counted, line.of) == (["satisfied", "basically_satisfied"], "valid")
    assert typed in pack.title.zh


def test_a_clause_that_no_pack_adopts_is_adopted_by_whoever_prepares_the_meeting():
    pack = made_of(completed("life_meeting_satisfaction"))

    *before, adoption = pack.adoptions
    assert before == GENERAL.adoptions
    assert (adoption.pack, adoption.clauses) == ("PO", ["B13"])
    assert (adoption.author, adoption.date) == ("王主任", "2026-03-01")
    assert [*GENERAL.clauses, "B13"] == list(pack.clauses)
    assert pack_from_document(pack.to_document()).digest == pack.digest != GENERAL.digest


def test_a_pack_that_adopts_the_clause_and_leaves_its_line_open_gets_the_line_and_nothing_else():
    bare = adopting_b13()

    pack = made_of(completed("life_meeting_satisfaction", threshold="2/3"), bare)

    assert (pack.adoptions, pack.clause_list) == (bare.adoptions, bare.clause_list)
    assert pack.parameters.satisfaction.at_least == "2/3"


def test_a_pack_that_sets_the_line_is_used_as_it_is_and_the_sheet_says_the_same():
    own = adopting_b13("2/3")

    assert made_of(completed("life_meeting_satisfaction", threshold="2/3"), own) is own
    for outline in (completed("life_meeting_satisfaction", threshold="66%"),):
        with pytest.raises(LineDiffers):
            made_of(outline, own)
        with pytest.raises(LineDiffers):
            check_line(outline, own)


@pytest.mark.parametrize("kind", ["climate_poll", "nomination", "team_review"])
def test_a_meeting_without_gates_or_an_open_line_is_judged_by_the_pack_that_was_chosen(kind):
    outline = completed(kind)

    for pack in (GENERAL, adopting_b13()):
        assert made_of(outline, pack) is pack


def test_every_clause_stands_in_one_text_pack():
    every = [rule for pack_id in pack_ids() for rule in load_pack(pack_id).clauses]

    assert len(every) == len(set(every))


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.gates])
def test_the_gates_of_a_template_are_adopted_where_the_chosen_pack_lacks_them(kind):
    pack, gates = made_of(completed(kind)), KINDS[kind].gates

    adoptions = pack.adoptions[len(GENERAL.adoptions) :]
    assert set(pack.clauses) == {*GENERAL.clauses, *gates}
    assert {rule for one in adoptions for rule in one.clauses} == set(gates)
    assert {(one.author, one.date) for one in adoptions} == {("王主任", "2026-03-01")}
    for one in adoptions:
        for rule in one.clauses:
            assert pack.clauses[rule] == load_pack(one.pack).clauses[rule]
    assert all(rule in pack.title.zh for rule in gates)
    assert pack_from_document(pack.to_document()).digest == pack.digest != GENERAL.digest


def test_the_gates_that_design_decides_are_the_committees():
    decided = {"C02", "C06", "C07", "C12", "C13", "C14", "C15", "C18"}

    assert decided | {"C10"} == set(KINDS["committee"].gates)
    assert set(KINDS["committee"].gates) <= set(ITEM_GATES)


def test_a_pack_that_has_all_the_gates_is_used_as_it_is_and_one_with_some_gets_the_others():
    outline = completed("committee")
    full = made_of(outline)
    some = a_pack(COMMITTEE)

    made = made_of(outline, some)

    assert made_of(outline, full) is full
    assert made.adoptions[: len(some.adoptions)] == some.adoptions
    added = [rule for one in made.adoptions[len(some.adoptions) :] for rule in one.clauses]
    assert sorted(added) == missing(outline, some) == ["C12", "C13", "C14", "C15", "C18"]
    assert missing(outline, made) == []


def test_a_poll_that_the_clause_would_read_is_not_prepared_before_its_line_is_set():
    lines = [Line(id="m1", kind="meeting", name="民主生活会", asks="satisfaction")]
    outline = completed("poll", lines=lines)

    with pytest.raises(LineNotSet):
        made_of(outline, adopting_b13())
    assert made_of(outline, GENERAL) is GENERAL
    own = adopting_b13("2/3")
    assert made_of(outline, own) is own


def test_a_line_of_another_reading_is_kept_as_the_pack_wrote_it():
    line = SatisfactionLine(counted=["satisfied"], of="known", at_least="3/5")
    own = adopting_b13("2/3")
    strict = own.parameters.model_copy(update={"satisfaction": line})
    pack = pack_from_document(own.model_copy(update={"parameters": strict}).to_document())

    assert made_of(completed("life_meeting_satisfaction", threshold="60%"), pack) is pack


def test_a_line_that_the_pack_sets_for_other_clauses_is_not_overwritten():
    line = SatisfactionLine(counted=["satisfied"], of="known", at_least="3/5")
    with_line = GENERAL.parameters.model_copy(update={"satisfaction": line})
    without_b13 = GENERAL.model_copy(update={"parameters": with_line})

    pack = made_of(completed("life_meeting_satisfaction", threshold="60%"), without_b13)

    assert "B13" in pack.clauses
    assert pack.parameters.satisfaction == line
