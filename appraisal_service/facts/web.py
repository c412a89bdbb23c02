"""HTTP doors of the room: attendance, findings, records of facts, line ratings.

Files come as they are, named by their content type; what they are about stands in the address.

May import: Flask, pydantic, facts' actions and domain, shared.plumbing.
"""

from dataclasses import asdict
from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import Field

from appraisal_service.facts.actions import (
    attendance,
    findings,
    line_ratings,
    ranking_rulings,
    recording,
    showing,
    superseding,
)
from appraisal_service.facts.actions.files import BroughtFile
from appraisal_service.facts.actions.ranking_rulings import RankingRuled
from appraisal_service.facts.actions.recording import FactsRecorded, Source
from appraisal_service.facts.actions.superseding import Correction
from appraisal_service.facts.domain.findings import FoundFact
from appraisal_service.facts.domain.kinds import SubjectKind
from appraisal_service.facts.domain.records import Entry, Paper, Wanted
from appraisal_service.present import office, query
from shared.documents.base import Hex32, Identifier, Part, Title, Year
from shared.plumbing.access import actor, requires
from shared.plumbing.files import hand_out, read_table_file
from shared.plumbing.pages import language
from shared.plumbing.reading import Body, answer, read_json
from shared.rules.cases import Day, RuleId

blueprint = Blueprint("facts", __name__)

FILE_LIMIT = 5 * 1024 * 1024
RECORDS_LIMIT = 4 * 1024 * 1024
MOST_RECORDS = 5000

Kind = Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")]
Raw = Annotated[dict[str, Any], Field(max_length=20)]


class YearQuery(Part):
    """A jurisdiction's year."""

    jurisdiction: Identifier
    year: Year


class AttendanceQuery(YearQuery):
    """Which year a file is for, and which batch it supersedes."""

    supersedes: Hex32 | None = None


class FileQuery(YearQuery):
    """Which year a file is for, and on which paper its facts stand."""

    document: Title
    date: Day
    source_body: Title

    def source(self, kind: str) -> Source:
        """Return it as the actions' value."""
        paper = Paper(self.document, self.date, self.source_body)
        return Source(self.jurisdiction, self.year, kind, paper)


class FactQuery(YearQuery):
    """Which records are listed."""

    kind: Kind | None = None
    subject: Identifier | None = None
    page: Annotated[int, Field(ge=1)] = 1


class FindingQuery(YearQuery):
    """Which findings are listed."""

    subject: Identifier | None = None
    rule: RuleId | None = None
    page: Annotated[int, Field(ge=1)] = 1


class PaperBody(Body):
    """The paper that a record stands on."""

    document: Title
    date: Day
    source_body: Title

    def paper(self) -> Paper:
        """Return it as the domain's value."""
        return Paper(self.document, self.date, self.source_body)


class SubjectBody(Body):
    """Whom or what a record is about."""

    kind: SubjectKind
    id: Identifier


class RecordBody(Body):
    """One record; the value has the keys of its kind."""

    subject: SubjectBody
    period: Title | None = None
    value: Raw

    def entry(self, place: int) -> Entry:
        """Return it as the domain's value."""
        return Entry(place, self.subject.id, self.value, self.subject.kind, self.period)


class RecordsBody(PaperBody):
    """Records of one kind from one paper."""

    jurisdiction: Identifier
    year: Year
    kind: Kind
    records: Annotated[list[RecordBody], Field(max_length=MOST_RECORDS)]


class CorrectionBody(PaperBody):
    """What a record should have said."""

    period: Title | None = None
    value: Raw
    reason: Title


class WithdrawalBody(PaperBody):
    """Why a record is taken away."""

    reason: Title


class RankingRulingBody(PaperBody):
    """Whether a unit counts as last in a ranking."""

    unit: Identifier
    ranking: Hex32
    last: bool
    deputy: Identifier | None = None


class FindingBody(Body):
    """A finding as it stands on paper."""

    jurisdiction: Identifier
    year: Year
    subject: Identifier
    rule: RuleId
    value: bool
    document: Title
    date: Day


class SendBackBody(Body):
    """Which township's ratings were sent back, with which covering letter."""

    jurisdiction: Identifier
    year: Year
    unit: Identifier
    document: Title
    date: Day


@blueprint.post("/api/v1/facts/attendance")
@requires("officer")
def import_attendance() -> Response:
    """Import a file; 201 with the batch's digest and its number of rows."""
    asked = query(AttendanceQuery)
    imported = attendance.import_attendance(
        office(), actor(), asked.jurisdiction, asked.year, _file(), asked.supersedes
    )
    return answer(asdict(imported), 201)


@blueprint.post("/api/v1/facts/attendance/preview")
@requires("officer")
def preview_attendance() -> Response:
    """Show what an import would do; nothing is stored."""
    asked = query(AttendanceQuery)
    looked = attendance.preview_attendance(
        office(), asked.jurisdiction, asked.year, _file(), asked.supersedes
    )
    return answer(looked)


@blueprint.post("/api/v1/findings")
@requires("officer")
def enter_finding() -> Response:
    """Enter a finding; 201, and whether a second officer still has to."""
    body = read_json(FindingBody)
    found = FoundFact(body.subject, body.rule, body.value, body.document, body.date)
    entered = findings.enter_finding(office(), actor(), body.jurisdiction, body.year, found)
    return answer(asdict(entered), 201)


@blueprint.get("/api/v1/findings")
@requires("officer", "decider")
def list_findings() -> Response:
    """List what was found for a year, a page at a time."""
    asked = query(FindingQuery)
    wanted = asked.model_dump(include={"subject", "rule"}, exclude_none=True)
    return answer(
        findings.list_findings(office(), asked.jurisdiction, asked.year, wanted, asked.page)
    )


@blueprint.post("/api/v1/facts/<kind>/preview")
@requires("officer")
def preview_facts(kind: str) -> Response:
    """Show what an import would do; nothing is stored."""
    asked = query(FileQuery)
    return answer(recording.preview_facts(office(), asked.source(kind), _file()))


@blueprint.post("/api/v1/facts/<kind>")
@requires("officer")
def import_facts(kind: str) -> Response:
    """Import a file of facts of one kind; 201 with the batch's digest and the facts' ids."""
    asked = query(FileQuery)
    return _recorded(recording.import_facts(office(), actor(), asked.source(kind), _file()))


@blueprint.post("/api/v1/facts")
@requires("officer")
def record_facts() -> Response:
    """Record facts of one kind from one paper; 201 with the batch's digest and the facts' ids."""
    body = read_json(RecordsBody, RECORDS_LIMIT)
    entries = [record.entry(place) for place, record in enumerate(body.records, 1)]
    source = Source(body.jurisdiction, body.year, body.kind, body.paper())
    return _recorded(recording.record_facts(office(), actor(), source, entries))


@blueprint.post("/api/v1/facts/<fact>/supersede")
@requires("officer")
def supersede_fact(fact: str) -> Response:
    """Put a corrected record in the place of this one; 201."""
    body = read_json(CorrectionBody)
    correction = Correction(body.paper(), body.value, body.reason, body.period)
    return _recorded(superseding.supersede_fact(office(), actor(), fact, correction))


@blueprint.post("/api/v1/facts/<fact>/withdraw")
@requires("officer")
def withdraw_fact(fact: str) -> Response:
    """Take this record away and put nothing in its place; 201."""
    body = read_json(WithdrawalBody)
    return _recorded(superseding.withdraw_fact(office(), actor(), fact, body.paper(), body.reason))


@blueprint.post("/api/v1/ranking-rulings")
@requires("officer")
def rule_on_ranking() -> Response:
    """Say whether a unit counts as last; 201, and whether a second officer still has to."""
    body = read_json(RankingRulingBody)
    ruled = RankingRuled(body.unit, body.ranking, body.last, body.deputy, body.paper())
    return answer(asdict(ranking_rulings.rule_on_ranking(office(), actor(), ruled)), 201)


@blueprint.get("/api/v1/facts")
@requires("officer", "decider")
def list_facts() -> Response:
    """List the records of a year, a page at a time."""
    asked = query(FactQuery)
    wanted = Wanted(asked.jurisdiction, asked.year, asked.kind, asked.subject)
    return answer(showing.list_facts(office(), wanted, asked.page))


@blueprint.get("/api/v1/facts/<fact>")
@requires("officer", "decider")
def one_fact(fact: str) -> Response:
    """Return one record, whether it stands, and what follows from it."""
    return answer(showing.one_fact(office(), fact))


@blueprint.get("/api/v1/facts/batches")
@requires("officer")
def list_batches() -> Response:
    """List what was imported for a year, for an audit bundle."""
    asked = query(YearQuery)
    return answer({"batches": showing.list_batches(office(), asked.jurisdiction, asked.year)})


@blueprint.get("/api/v1/facts/batches/<digest>")
@requires("officer")
def one_batch(digest: str) -> Response:
    """Return an attendance file or a batch of facts, for an audit bundle."""
    return answer(showing.one_batch(office(), digest))


@blueprint.get("/api/v1/facts/templates/<kind>.xlsx")
@requires("officer")
def template(kind: str) -> Response:
    """Hand out an empty file to fill in."""
    return hand_out(showing.make_template(kind, language()), f"{kind}.xlsx")


@blueprint.get("/api/v1/line-ratings")
@requires("officer", "decider")
def list_line_ratings() -> Response:
    """List each township's ratings, and what was sent back."""
    asked = query(YearQuery)
    rated = line_ratings.list_line_ratings(office(), asked.jurisdiction, asked.year)
    return answer({"townships": rated})


@blueprint.post("/api/v1/line-ratings/send-back")
@requires("officer")
def send_back() -> Response:
    """Record that a township's ratings were sent to its party committee; 201."""
    body = read_json(SendBackBody)
    paper = (body.document, body.date)
    sheet = line_ratings.send_back(
        office(), actor(), body.jurisdiction, body.year, body.unit, paper
    )
    return answer({"sheet": sheet}, 201)


def _file() -> BroughtFile:
    """Return the file that was sent."""
    return BroughtFile(*read_table_file(FILE_LIMIT))


def _recorded(recorded: FactsRecorded) -> Response:
    """Answer with what stands now."""
    return answer(asdict(recorded), 201)
