"""What the rules say on one counted round: the cases of its subjects, and their rulings.

Everything comes from what the certified result publishes, so whoever holds it and the pack can
ask the same questions again and get the same rulings, in the same order.

May import: stdlib, shared.documents, shared.rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from shared.documents.findings import Finding, findings_in
from shared.documents.manifests import Item, Source, Subject
from shared.documents.results import CertifiedResult, Counted, CountedContest
from shared.rules.cases import VOTE_NAMES, Case, parse_case
from shared.rules.clauses import Clause
from shared.rules.evaluation import evaluate
from shared.rules.packs import Pack
from shared.rules.person_year import asked_without_votes
from shared.rules.rulings import Ruling

Group = dict[str, CountedContest]
"""Contests about one subject that make one case: at most one of each kind."""


@dataclass(frozen=True, slots=True)
class CountedMeeting:
    """The part of a certified result that its rulings rest on."""

    source: Source
    item: Item
    closed_on: str
    boxes: Sequence[Counted]
    contests: Sequence[CountedContest]
    findings: Sequence[Finding] = ()
    """The newest of each clause and subject."""
    replaced: bool = False
    """Whether a later round took its place: nothing follows from it."""

    @classmethod
    def of(cls, result: CertifiedResult) -> Self:
        """Return the part of ``result`` that its rulings rest on.

        Raises:
            MalformedDocument: its findings are none.
        """
        found = findings_in(result.findings)
        figures = (result.source, result.item, result.closed_on, result.boxes, result.contests)
        return cls(*figures, found, result.replaced)


def meeting_rulings(pack: Pack, counted: CountedMeeting) -> list[dict[str, Any]]:
    """Return every ruling of ``pack`` at the scope of a meeting, subject by subject.

    Each is as DESIGN section 9 writes it. Of a sealed box only the ledger is read; nobody knows
    its votes. There is none on a round whose place another one took, none that only asks
    again what was asked of the item before its vote, and none that waits for a person's role
    alone where the same clause is asked of the same grades on the year, whose roster has it (B18).
    """
    if counted.replaced:
        return []
    return [
        ruling.to_json()
        for case in meeting_cases(counted)
        for ruling in evaluate(pack, case).rulings
        if not _asked_elsewhere(pack.clauses[ruling.rule], ruling, case)
    ]


def _asked_elsewhere(clause: Clause, ruling: Ruling, case: Case) -> bool:
    """Return whether a clause of the agenda or of the year found no answer in the count.

    The year reads grades alone: what waits for a role under other votes is asked nowhere else.
    """
    graded = any(ballot.contests.grade is not None for ballot in case.ballots)
    if graded and "year" in clause.scope and ruling.waiting_for == ("subject:role",):
        return True
    if "agenda" not in clause.scope:
        return False
    waits = {item.partition(":")[0] for item in ruling.waiting_for}
    unanswered = bool(waits) and waits <= {"item", "facts"}
    return unanswered or ruling.cause == "nothing_began"


def meeting_cases(counted: CountedMeeting) -> list[Case]:
    """Return one case for each subject, in the order of the sheet.

    A subject's second contest of the same kind makes a case of its own. A contest that is neither
    a choice nor one mark on the known options is read by no rule and makes no case.

    Raises:
        CaseUnreadable, LedgerBroken: the result contradicts itself.
    """
    groups: dict[tuple[str, str], list[Group]] = {}
    for contest in counted.contests:
        if _readable(counted, contest):
            subject = (contest.subject.kind, contest.subject.id)
            _add(groups.setdefault(subject, []), contest)
    return [_case(counted, group) for cases in groups.values() for group in cases]


def _add(cases: list[Group], contest: CountedContest) -> None:
    """Put ``contest`` into the first case that has none of its kind, on as many papers."""
    for group in cases:
        alike = all(one.wrong == contest.wrong for one in group.values())
        if contest.kind not in group and alike:
            group[contest.kind] = contest
            return
    cases.append({contest.kind: contest})


def _readable(counted: CountedMeeting, contest: CountedContest) -> bool:
    """Return whether every ballot is a choice, or one mark on the options that the rules know."""
    valid = {
        box.electorate: box.ledger.valid - contest.wrong.get(box.electorate, 0)
        for box in counted.boxes
        if box.state == "counted"
    }
    if contest.kind == "choice":
        return True
    known = all(f"{contest.kind}.{option}" in VOTE_NAMES for option in contest.counts)
    return known and all(
        sum(votes.values()) == valid.get(electorate)
        for electorate, votes in contest.by_electorate.items()
    )


def _case(counted: CountedMeeting, group: Group) -> Case:
    """Return the case of one subject."""
    subject = next(iter(group.values())).subject
    item = counted.item
    return parse_case(
        {
            "subject": subject.model_dump(mode="json", exclude={"name"}),
            "scope": "meeting",
            "as_of": counted.closed_on,
            "ballots": _ballots(counted, group),
            "findings": _findings(counted, subject),
            "facts": {
                "item": {
                    "class": item.item_class,
                    "urgent": item.urgent,
                    "improvised": item.improvised,
                    "assessed": item.assessed,
                    "form": "secret",
                }
            },
        }
    )


def _findings(counted: CountedMeeting, subject: Subject) -> dict[str, Any]:
    """Return what was found about one subject, by clause."""
    return {
        finding.rule: {
            "value": finding.answer,
            "document": finding.document,
            "date": finding.date,
            "by": "、".join(finding.by),
        }
        for finding in counted.findings
        if (finding.subject.kind, finding.subject.id) == (subject.kind, subject.id)
    }


def _ballots(counted: CountedMeeting, group: Group) -> list[dict[str, Any]]:
    """Return the votes on one subject, box by box; the rules add up those of one source.

    A box without votes on the subject stands here with its ledger alone: its people belong to
    the unit (E5), and those of a sealed one to the people asked whatever every counted box had.
    """
    first = next(iter(group.values()))
    return [
        {
            "source": counted.source,
            "ledger": first.ledger_of(box),
            "contests": {
                kind: dict(contest.by_electorate[box.electorate])
                for kind, contest in group.items()
                if box.electorate in contest.by_electorate
            },
        }
        for box in counted.boxes
        if box.state == "counted"
        and any(box.electorate in contest.by_electorate for contest in group.values())
    ] + [
        {
            "source": counted.source,
            "ledger": first.ledger_of(box),
            "asked": asked_without_votes(box, group.values(), counted.boxes),
        }
        for box in counted.boxes
        if box.state == "sealed"
        or not any(box.electorate in contest.by_electorate for contest in group.values())
    ]
