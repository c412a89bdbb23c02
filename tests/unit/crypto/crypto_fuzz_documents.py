"""The parsers of the documents that cross a boundary, each with an example of its kind."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from crypto_fuzz_targets import of_json
from crypto_fuzzing import Parser
from factories import documents, papers
from fakes.tally_results import a_result, grade_votes

import shared.documents
from shared.crypto.jsontext import decode
from shared.crypto.signing import open_document
from shared.documents.base import Document, open_signed, parse_part, sign
from shared.documents.boards import Asked, Rehearsal
from shared.documents.closing import (
    ClosingRecord,
    Leftovers,
    SignedLeftovers,
    check_scrutineers,
    open_leftovers,
    sign_as_scrutineer,
)
from shared.documents.grades import Grade
from shared.documents.manifests import BoxManifest, election_of
from shared.documents.orders import LedgerLine, RoundLedger, RoundStatus
from shared.documents.paper import PaperWithdrawn

NO_DIGEST = "0" * 64
MEETING = documents.a_meeting_manifest("AB", boxes=2)
SHEET = documents.a_box_manifest(MEETING, contests=3)
SLIPS = documents.public_lists(documents.some_codes(3), documents.uuids_of(MEETING, "A"))
LEFTOVERS = Leftovers(issued_by="scrutineers", meeting=MEETING.meeting, electorate="A", lists=SLIPS)
GRADE = Grade(
    issued_by="appraisal",
    person="p1",
    name="干部",
    unit="unit-1",
    post="局长",
    year=2026,
    grade="competent",
    scale="civil",
    state="final",
    document_number="考〔2026〕1号",
    document_date="2026-12-31",
    score="91.25",
    pack=NO_DIGEST,
    sources=[NO_DIGEST],
    derivation=NO_DIGEST,
    decided_by=["冯决定", "陈决定"],
)
LEDGER = RoundLedger(
    issued_by="ballot-desk",
    meeting=MEETING.meeting,
    round="r1",
    entered_by=["监票人 1", "监票人 2"],
    last_round=True,
    lines=[LedgerLine(uuid=SHEET.uuid, electorate="A", roll=9, present=9, printed=12, issued=9)],
)
WRITTEN = [
    one.to_json()
    for one in (
        MEETING,
        SHEET,
        documents.an_upload_ticket(MEETING, 12),
        documents.a_freeze(MEETING, SLIPS),
        documents.a_round_order("open", SHEET),
        LEDGER,
        RoundStatus(issued_by="tally", meeting=MEETING.meeting, round="r1", state="counted"),
        documents.a_board().document,
        Rehearsal(
            issued_by="tally",
            board="board-1",
            board_document=NO_DIGEST,
            meeting=MEETING.meeting,
            trustees=[1, 2, 3],
        ),
        Asked(issued_by="tally", uuid=SHEET.uuid, tallies=[NO_DIGEST]),
        LEFTOVERS,
        a_result({"p1": grade_votes(5, 3, 1, 0, 1)}),
        GRADE,
    )
]
ISSUED = {"version": 1, "issued_by": "desk", "supersedes": None, "meeting": "m-1"}
ISSUED["meeting_manifest"] = NO_DIGEST
BLIND = [
    {**ISSUED, "type": "activation_order", "action": "open", "ends_at": 1_790_000_000},
    {**ISSUED, "type": "issuer_keys", "keys": [{"uuid": SHEET.uuid, "spki": "QUJD"}]},
    {**ISSUED, "type": "meeting_end", "how": "closed"},
]
HALL = [
    {
        **ISSUED,
        "type": "finding",
        "pack": NO_DIGEST,
        "round": "r1",
        "rule": "B10",
        "subject": {"kind": "official", "id": "o1"},
        "value": "yes",
        "document": "考〔2026〕1号",
        "date": "2026-12-31",
        "reason": "核查属实",
        "by": ["冯决定", "陈决定"],
        "recorded_on": "2026-12-31",
    },
    {**ISSUED, "type": "test_wipe", "uuids": [SHEET.uuid]},
    {
        **ISSUED,
        "type": "named_vote",
        "pack": NO_DIGEST,
        "vote": "v1",
        "number": 1,
        "item": SHEET.item.model_dump(mode="json"),
        "purpose": "decision",
        "marks": [{"name": "张三", "unit": "县委", "mark": "agree"}],
        "recused": ["李四"],
        "roll": 3,
        "present": 2,
        "counts": {"agree": 1, "disagree": 0, "postpone": 0, "abstain": 0},
        "rule": "E23",
        "passed": False,
        "record": NO_DIGEST,
        "recorded_by": "王记录",
        "confirmed_by": "赵确认",
        "confirmed_on": "2026-12-20",
        "test": False,
    },
]
PAPER = papers.announced(MEETING)
PAPERS = [
    PAPER.to_json(),
    papers.a_result(PAPER, MEETING).to_json(),
    PaperWithdrawn(
        issued_by="desk",
        meeting=MEETING.meeting,
        round=PAPER.round,
        announced=PAPER.digest,
        how="cancelled",
    ).to_json(),
]
TURNOUT = [
    {
        "version": 1,
        "issued_by": "desk",
        "supersedes": None,
        "meeting": "m-1",
        "round": "r1",
        "asked_at": 1_790_000_000,
        **own,
    }
    for own in (
        {"type": "turnout_question"},
        {"type": "turnout", "boxes": [{"uuid": SHEET.uuid, "at_least": 5}]},
    )
]
EXAMPLES: dict[str, dict[str, Any]] = {
    one["type"]: one for one in (*WRITTEN, *BLIND, *HALL, *PAPERS, *TURNOUT)
}
"""One document of every kind there is."""
CLOSING = ClosingRecord(
    uuid=SHEET.uuid, fingerprint="A" * 43, list_digest="A" * 43, ballots=7, root=NO_DIGEST
)


def models() -> list[type[Document]]:
    """Return every kind of document there is; one without an example here is an error."""
    for module in iter_modules(shared.documents.__path__):
        import_module(f"shared.documents.{module.name}")
    return [model for model in Document.__subclasses__() if model.__module__.startswith("shared.")]


def parsers() -> list[Parser]:
    """Return the parsers of every kind of document, signed ones, and the closing record."""
    named = {person.key: person.name for person in MEETING.scrutineers}
    trusted = {documents.DESK.key_id: documents.DESK.public}

    def closing(value: Any) -> None:
        record = parse_part(ClosingRecord, value)
        check_scrutineers(record.message(), record.signatures, named)

    signed_leftovers = SignedLeftovers(
        document=LEFTOVERS,
        signatures=[sign_as_scrutineer(key, LEFTOVERS.message()) for key in documents.SCRUTINEERS],
    )
    record = CLOSING.model_copy(
        update={
            "signatures": [
                sign_as_scrutineer(key, CLOSING.message()) for key in documents.SCRUTINEERS
            ]
        }
    )
    signed = sign(documents.DESK, SHEET)
    return [
        *(of_json(model.KIND, document_of(model), EXAMPLES[model.KIND]) for model in models()),
        of_json("signed_document", lambda it: open_signed(BoxManifest, it, trusted), signed),
        of_json("signed_envelope", lambda it: open_document(it, trusted), signed),
        of_json("closing_record", closing, record.model_dump(mode="json")),
        of_json(
            "signed_leftovers",
            lambda it: open_leftovers(it, MEETING),
            signed_leftovers.model_dump(mode="json"),
        ),
    ]


def document_of(model: type[Document]):
    """Return what reads a document of this kind, and does with it what readers do."""

    def read(value: Any) -> None:
        document = model.parse(value)
        assert decode(document.canonical()) is not None
        if isinstance(document, BoxManifest):
            election_of(document)

    return read
