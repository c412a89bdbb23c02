"""Count reports to print and to file, and the same numbers as a workbook.

What is certified is everybody's; before that only certifiers get a report, which says so on every
page. PDF and workbook are made on request, one at a time: a flood of requests meets a refusal and
not the other work of this process. The public has a gate of its own, so that it keeps no official
from a report.

May import: Flask, shared.plumbing, tally_service.certificates, this room's actions.
"""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response, request

from shared.plumbing.access import actor, public, requires
from shared.plumbing.files import hand_out
from shared.plumbing.gate import Gate
from shared.plumbing.pages.languages import Language
from tally_service.certificates.report.actions import published
from tally_service.certificates.report.contents import Contents
from tally_service.certificates.report.pdf import report_pdf
from tally_service.certificates.report.workbook import report_xlsx
from tally_service.count_room.actions.results import show_result
from tally_service.count_room.web import EVERYBODY
from tally_service.tally import Tally

Kind = Literal["pdf", "xlsx"]
AT_ONCE = 1
WAITING = 1
ADDRESSES = ("/rounds/<meeting>/<number>", "/api/v1/rounds/<meeting>/<number>")
PUBLISHED = "/api/v1/certified-results/<digest>"


def reports_blueprint(tally: Tally) -> Blueprint:
    """Return the routes of reports."""
    blueprint = Blueprint("reports", __name__)
    officials = Gate(AT_ONCE, WAITING)
    for address in ADDRESSES:
        _add_rounds(blueprint, tally, officials, address)
    gate = Gate(AT_ONCE, WAITING)

    @blueprint.get(f"{PUBLISHED}/report.pdf")
    @public("certified results are published")
    def certified_pdf(digest: str) -> Response:
        """Give the report of one certified result; ``?lang=en`` for the English edition."""
        return _report(tally, gate, published(tally, digest), "pdf")

    @blueprint.get(f"{PUBLISHED}/report.xlsx")
    @public("certified results are published")
    def certified_xlsx(digest: str) -> Response:
        """Give the workbook of one certified result."""
        return _report(tally, gate, published(tally, digest), "xlsx")

    return blueprint


def _add_rounds(blueprint: Blueprint, tally: Tally, gate: Gate, address: str) -> None:
    """Add the reports of a round under ``address``: the draft's to certifiers, else what stands."""

    def shown(meeting: str, number: str, kind: Kind) -> Response:
        standing = "standing" in request.args
        result = show_result(tally, meeting, number, actor(), standing=standing)
        return _report(tally, gate, result.contents, kind)

    name = "api_" if address.startswith("/api/") else ""

    @blueprint.get(f"{address}/report.pdf", endpoint=f"{name}round_pdf")
    @requires(*EVERYBODY)
    def round_pdf(meeting: str, number: str) -> Response:
        """Give the report of a round; ``?standing`` the certified one while it is corrected."""
        return shown(meeting, number, "pdf")

    @blueprint.get(f"{address}/report.xlsx", endpoint=f"{name}round_xlsx")
    @requires(*EVERYBODY)
    def round_xlsx(meeting: str, number: str) -> Response:
        """Give the workbook of a round; ``?standing`` as above."""
        return shown(meeting, number, "xlsx")


def _report(tally: Tally, gate: Gate, contents: Contents, kind: Kind) -> Response:
    """Return the report as a file to keep."""
    edition: Language = "en" if request.args.get("lang") == "en" else "zh"
    address = None
    if contents.certified and tally.origin:
        address = f"{tally.origin}{PUBLISHED.replace('<digest>', contents.digest)}"
    with gate.enter():
        body = report_pdf(contents, edition, address) if kind == "pdf" else report_xlsx(contents)
    part = f"-{edition}" if kind == "pdf" else ""
    return hand_out(body, f"count-report-{contents.digest[:16]}{part}.{kind}")
