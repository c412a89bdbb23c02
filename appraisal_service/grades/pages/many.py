"""One document for many people: the form, what it comes to before it is stored, what came of it.

May import: Flask, pydantic, shared, this room's actions and domain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from flask import Blueprint, Response, g, request
from pydantic import Field, model_validator

from appraisal_service.grades.actions import deciding_many
from appraisal_service.grades.actions.distribution import GRADES
from appraisal_service.grades.actions.listing_many import PEOPLE_A_FORM, Asked, Row, show_many
from appraisal_service.grades.domain import ManyRefused, OneOfMany, Paper, Refused
from appraisal_service.grades.pages import sight
from appraisal_service.grades.pages.forms import Seen, Written
from appraisal_service.grades.pages.reading import LONGEST_SEARCH, YEAR
from appraisal_service.present import office
from shared.documents.base import Identifier, Title
from shared.errors import Conflict
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Said, read_form, returns_to, show_page, typed
from shared.plumbing.office.days import TypedDay
from shared.plumbing.pages import language
from shared.plumbing.pages.frame import refusal_words
from shared.plumbing.pages.languages import HTML_LANGUAGES

MOST_FIELDS = 4 * PEOPLE_A_FORM + 20
LIMIT = 1024 * 1024
"""Bytes of a form in which everybody's reason is as long as it may be: nine a character."""

Filter = Annotated[str, Field(max_length=LONGEST_SEARCH)]


class RowsRefused(Conflict):
    """Some rows of the form cannot be decided so; the page says which and why."""

    code = "many_refused"


class ManyForm(Written):
    """A document and a row for everybody; a row without a grade is left for another time."""

    step: Literal["check", "change", "decide"]
    document_number: Title
    document_date: TypedDay
    reason_for_all: Annotated[str, Field(max_length=2000)] = ""
    person: list[Identifier]
    seen: list[Seen]
    grade: list[Literal["", "excellent", "competent", "basically_competent", "incompetent"]]
    reason: list[Annotated[str, Field(max_length=2000)]]
    unit: Filter = ""
    group: Filter = ""
    stage: Filter = ""

    @model_validator(mode="after")
    def _rows_are_whole(self) -> ManyForm:
        """Every row has its four fields."""
        columns = (self.person, self.seen, self.grade, self.reason)
        if len({len(column) for column in columns}) > 1:
            raise ValueError("a row lacks a field")
        return self

    def paper(self) -> Paper:
        """Return the document."""
        return Paper(self.document_number, self.document_date, self.reason_for_all)

    def listed(self) -> list[OneOfMany]:
        """Return the rows that have a grade."""
        rows = zip(self.person, self.seen, self.grade, self.reason, strict=True)
        return [
            OneOfMany(person, int(seen.partition(".")[0]), seen.partition(".")[2], grade, reason)
            for person, seen, grade, reason in rows
            if grade
        ]


def add_many(routes: Blueprint) -> None:
    """Add the form, and what it sends."""

    @routes.get(f"{YEAR}/decide")
    @requires("decider")
    def many(year: int, jurisdiction: str) -> Response:
        """Show those who wait for the reader's word, fifty at a time."""
        return _form((jurisdiction, year), typed())

    @routes.post(f"{YEAR}/decide")
    @requires("decider")
    @returns_to("grade_pages.many", "unit", "group", "stage", again=many)
    def decide_many(year: int, jurisdiction: str) -> Said | Response:
        """Show what the form comes to, then store it; or show the form again to change it."""
        form, where = read_form(ManyForm, MOST_FIELDS, LIMIT), (jurisdiction, year)
        if form.step == "change":
            return _form(where, g.form_fields)
        if form.step == "check":
            _refuse(
                deciding_many.preview_many(office(), actor(), where, form.paper(), form.listed())
            )
            return _check(where, form)
        try:
            done = deciding_many.decide_many(office(), actor(), where, form.paper(), form.listed())
        except ManyRefused as error:
            return _refuse(error.refused)
        return _done(where, form, done)


def _refuse(refused: Sequence[Refused]) -> Response:
    """Say of every row why it cannot be decided so; return if there is none.

    Raises:
        RowsRefused: there is one.
    """
    if refused:
        g.refused_rows = refused
        raise RowsRefused(
            "Some of these people cannot be decided so. Nothing was stored, and nothing that you "
            "wrote is lost: the rows say what is wrong."
        )
    return Response()


def _form(where: tuple[str, int], fields: Mapping[str, Any]) -> Response:
    """Return the form: of a page of people, or of those in a form that was sent."""
    sent = _sent(fields) if fields else None
    asked = _asked(fields or request.args)
    grades = None if sent is None else {person: row[1] for person, row in sent.items()}
    page = show_many(office(), actor(), where, asked, grades)
    return show_page(
        "appraisal/many.html",
        many=page,
        titles=sight.titles(page.clauses, language()),
        asked=asked,
        typed=fields,
        sent=sent or {},
        troubles=_troubles(page.rows, sent or {}),
        grades=GRADES,
        me=actor(),
    )


def _asked(fields: Mapping[str, Any]) -> Asked:
    """Return which people are asked for."""
    unit, group, stage = (str(fields.get(name, ""))[:100] for name in ("unit", "group", "stage"))
    return Asked(unit, group, stage, request.args.get("page", 1, type=int))


def _sent(fields: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Return what was shown, chosen and written on each whole row of a form, by person."""
    columns = [fields.get(name, []) for name in ("person", "seen", "grade", "reason")]
    rows = zip(*columns, strict=False)
    return {person: (seen, grade, reason) for person, seen, grade, reason in rows}


def _troubles(rows: Sequence[Row], sent: Mapping[str, tuple[str, str, str]]) -> dict[str, str]:
    """Return what is wrong with rows of a form that was sent, by person."""
    found = {
        row.person: _words("proposal_changed", "This proposal has changed; please look again.")
        for row in rows
        if row.person in sent and sent[row.person][0] != row.seen
    }
    refused: Sequence[Refused] = g.get("refused_rows", ())
    return found | {one.person: _words(one.error.code, str(one.error)) for one in refused}


def _words(code: str, english: str) -> str:
    """Return a refusal in the reader's language."""
    if language() == "en":
        return english
    return refusal_words(409, code, english)[HTML_LANGUAGES[language()]].what


def _check(where: tuple[str, int], form: ManyForm) -> Response:
    """Return what would be stored, and the way to store it."""
    listed = {one.person: one for one in form.listed()}
    paper = form.paper()
    grades = {person: one.grade for person, one in listed.items()}
    page = show_many(office(), actor(), where, _asked(g.form_fields), grades)
    return show_page(
        "appraisal/many_check.html",
        many=page,
        form=form,
        listed=listed,
        decision=lambda row: paper.decision(listed[row.person]),
        counted=Counter(grades.values()),
        other_paper=[row for row in page.rows if _is_other(row, paper)],
        grades=GRADES,
        kept=[(name, text) for name, text in _pairs(form) if name != "step"],
        me=actor(),
    )


def _is_other(row: Row, paper: Paper) -> bool:
    """Tell whether somebody decided under another document, so that both words would lapse."""
    mine = (paper.number, paper.date)
    return any((one.document_number, one.document_date) != mine for one in row.first)


def _pairs(form: ManyForm) -> list[tuple[str, str]]:
    """Return every field of a form, a list's texts one by one in its order."""
    return [
        (name, text)
        for name, value in form.model_dump().items()
        for text in (value if isinstance(value, list) else [value])
    ]


def _done(where: tuple[str, int], form: ManyForm, done: deciding_many.DecidedMany) -> Response:
    """Return what came of everybody, once."""
    no_more = dict.fromkeys((one.person for one in form.listed()), "")  # what is stored counts
    page = show_many(office(), actor(), where, _asked(g.form_fields), no_more)
    return show_page(
        "appraisal/many_done.html",
        many=page,
        form=form,
        done=done,
        differ=[row for row in page.rows if row.person in done.of("differ")],
        me=actor(),
    )
