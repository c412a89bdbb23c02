"""Cells that name their columns, for a table that a phone shows as blocks."""

from __future__ import annotations

from markupsafe import Markup

from shared.plumbing.pages.stacking import name_columns

HEADS = [("Who", ""), ("A & B", "number"), ("State", "")]


def test_each_cell_gets_the_name_of_its_column_and_a_rows_head_none():
    rows = Markup('<tr id="x"><th scope="row">o1</th><td class="n">1</td><td>done</td></tr>')

    assert (
        name_columns(rows + rows, HEADS)
        == Markup(
            '<tr id="x"><th scope="row">o1</th><td class="n" data-head="A &amp; B">1</td>'
            '<td data-head="State">done</td></tr>'
        )
        * 2
    )


def test_a_cell_over_several_columns_has_no_name_and_moves_those_after_it():
    rows = Markup('<tr><td colspan="2">all</td><td>done</td></tr>')

    assert name_columns(rows, HEADS) == Markup(
        '<tr><td colspan="2">all</td><td data-head="State">done</td></tr>'
    )
