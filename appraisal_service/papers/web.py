"""HTTP doors of the room: the papers of a year, each as PDF/A and as a workbook.

A paper is made on request, one at a time: a flood of requests meets a refusal and not the other
work of this process.

May import: Flask, papers' actions, its layouts and domain, shared.plumbing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from flask import Blueprint, Response, request

from appraisal_service.office import Office
from appraisal_service.papers import actions
from appraisal_service.papers.domain import Paper
from appraisal_service.papers.pdf import paper_pdf
from appraisal_service.papers.workbook import paper_xlsx
from appraisal_service.present import office
from shared.plumbing.access import requires
from shared.plumbing.files import hand_out
from shared.plumbing.gate import Gate
from shared.plumbing.pages.languages import Language

Form = Literal["pdf", "xlsx"]
FORMS: tuple[Form, ...] = ("pdf", "xlsx")
READERS = ("officer", "decider")
AT_ONCE = 1
WAITING = 1
YEAR = "/api/v1/years/<int(max=9999):year>/<jurisdiction>"
KINDS: Mapping[str, Callable[[Office, str, int], Paper]] = {
    "summary": actions.summary,
    "notices": actions.notices,
    "distribution": actions.distribution,
    "publication": actions.publication,
}

blueprint = Blueprint("papers", __name__)
_GATE = Gate(AT_ONCE, WAITING)


def _add(kind: str, form: Form) -> None:
    """Add the door of one paper of the year; ``?lang=en`` for the English edition of a PDF."""

    @blueprint.get(f"{YEAR}/papers/{kind}.{form}", endpoint=f"{kind}_{form}")
    @requires(*READERS)
    def paper(year: int, jurisdiction: str) -> Response:
        with _GATE.enter():
            made = KINDS[kind](office(), jurisdiction, year)
            return _file(made, f"{kind}-{year}-{jurisdiction}", form)


def _add_notice(form: Form) -> None:
    """Add the door of one person's notice; ``?lang=en`` as above."""

    @blueprint.get(f"{YEAR}/people/<person>/notice.{form}", endpoint=f"notice_{form}")
    @requires(*READERS)
    def notice(year: int, jurisdiction: str, person: str) -> Response:
        with _GATE.enter():
            made = actions.notice(office(), jurisdiction, year, person)
            return _file(made, f"notice-{year}-{person}", form)


def _file(paper: Paper, name: str, form: Form) -> Response:
    """Return the paper as a file to keep; nobody on the way may keep a copy."""
    edition: Language = "en" if request.args.get("lang") == "en" else "zh"
    body = paper_pdf(paper, edition) if form == "pdf" else paper_xlsx(paper)
    part = f"-{edition}" if form == "pdf" else ""
    return hand_out(body, f"{name}-{paper.digest[:16]}{part}.{form}")


for _form in FORMS:
    _add_notice(_form)
    for _kind in KINDS:
        _add(_kind, _form)
