"""What a certifier has to see of a round's findings: what is missing, found, proposed, done.

May import: shared.documents, shared.plumbing, shared.rules, tally_service.counts, this room's lower
floors.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from shared.documents.dates import CHINA
from shared.documents.findings import FRAUD, finding_name
from shared.plumbing import two_person
from shared.plumbing.db import reading
from shared.rules.checks import FindingNode, leaves
from shared.rules.clauses import ConditionClause
from shared.rules.packs import Pack
from tally_service.counts import results
from tally_service.counts.store import RoundRow
from tally_service.db import ApprovalRow
from tally_service.rulings import domain, store
from tally_service.rulings.actions import finding as findings
from tally_service.rulings.actions.ruling import pack_of
from tally_service.rulings.store import ProposalRow, RecordRow
from tally_service.tally import Tally

TOLD_OF_ENTRIES = ("proposal", "fraud", "by", "document", "date")
"""What an administrator sees of an entry that waits; the reason may name whom it is about."""


def show_findings(tally: Tally, meeting: str, number: str) -> dict[str, Any]:
    """Return what may be found in a round, and what was found, proposed and done.

    Raises:
        NoSuchRound: nothing is known of it.
        PeerAway, PeerRefused, OtherPack: the pack is not here yet.
    """
    with reading(tally.sessions) as session:
        row = findings.known(session.get(RoundRow, (meeting, number)))
        documents = results.meeting_of(session, meeting)
        ruled = store.find(session, meeting, number) is not None
    pack = pack_of(tally, documents[0].pack) if documents and ruled else None
    with reading(tally.sessions) as session:
        return {
            "meeting": meeting,
            "round": number,
            "title": documents[0].title if documents else "",
            "place": documents[0].place.name if documents else "",
            "item": results.item_of(session, meeting, number),
            "vote": results.votes_of(session, meeting).get(number),
            "state": row.state,
            "cause": row.cause,
            "versions": row.versions,
            "correcting": row.correcting,
            "open": ruled and not findings.is_settled(row),
            "wanted": _wanted(session, row, pack) if pack else [],
            "findings": _recorded(session, row),
            "proposals": _waiting(session, row, pack),
            "records": _records(session, row),
        }


def only_waiting(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what an administrator needs in order to withdraw an entry, and nothing of the count.

    What was found, what a ruling asks and even about whom it asks tell of counts, which are the
    certifiers' to see until they are certified (P13): an entry is known by its document and by who
    made it.
    """
    waiting = [{name: one[name] for name in TOLD_OF_ENTRIES} for one in shown["proposals"]]
    untold = {"rule": "", "subject_name": "", "about": "", "why": ""}
    taken_back = [
        {**one, **untold} for one in shown["records"] if one["what"] == "proposal_withdrawn"
    ]
    return {**shown, "wanted": [], "findings": [], "proposals": waiting, "records": taken_back}


def _wanted(session: Session, row: RoundRow, pack: Pack) -> list[dict[str, Any]]:
    """Return what may be found, with the clause in its own words, and the ruling as it stands."""
    ruled = store.find(session, row.meeting, row.round)
    assert ruled is not None, "a pack was asked for because the round is ruled on"
    names = _names(session, row)
    standing = {
        finding_name(ruling["rule"], ruling["target"]["kind"], str(ruling["target"]["id"])): ruling
        for ruling in ruled.rulings
    }
    return [
        {
            "name": one.name,
            "rule": one.rule,
            "subject": {"kind": one.kind, "id": one.subject, "name": names.get(one.subject, "")},
            "people": one.people,
            "missing": one.missing,
            "question": _question(pack, one.rule),
            "source": standing[one.name]["source"] if one.name in standing else None,
            "explanation": standing[one.name]["explanation"] if one.name in standing else None,
        }
        for one in findings.wanted_in(session, row, pack).values()
    ]


def _question(pack: Pack, rule: str) -> dict[str, str]:
    """Return in words what is to be found under a clause."""
    clause = pack.clauses[rule]
    assert isinstance(clause, ConditionClause), "only a condition waits for a finding"
    asked = [leaf.finding.label for leaf in leaves(clause.when) if isinstance(leaf, FindingNode)]
    return {"zh": "；".join(one.zh for one in asked), "en": "; ".join(one.en for one in asked)}


def _names(session: Session, row: RoundRow) -> dict[str, str]:
    """Return the names of the round's subjects, by id."""
    counted = results.counted_round(session, row.meeting, row.round)
    return {
        contest.subject.id: contest.subject.name
        for box in (counted.boxes if counted else [])
        for contest in box.contests
    }


def _recorded(session: Session, row: RoundRow) -> list[dict[str, Any]]:
    """Return every version of every finding, as recorded, and whether it is the one that counts."""
    names = _names(session, row)
    newest = store.newest_findings(session, row.meeting, row.round)
    return [
        {
            "digest": entry.digest,
            "name": entry.name,
            "stands": newest[entry.name].digest == entry.digest,
            "subject_name": names.get(entry.finding.subject.id, ""),
            **entry.finding.to_json(),
        }
        for entry in store.findings(session, row.meeting, row.round)
    ]


def _waiting(session: Session, row: RoundRow, pack: Pack | None) -> list[dict[str, Any]]:
    """Return what one person has entered, a second has not confirmed, and still fits."""
    newest = findings.newest(session, row)
    names = _names(session, row)
    return [
        {
            "proposal": entry.id,
            "name": domain.name_of(entry.content),
            "fraud": entry.content["rule"] == FRAUD,
            "subject_name": names.get(entry.content["subject"]["id"], ""),
            "by": list(two_person.approvals(session, ApprovalRow, findings.ACT, entry.id).names),
            **entry.content,
        }
        for entry in store.proposals(session, row.meeting, row.round)
        if _still_open(entry, row, pack)
        and domain.follows(entry.content, newest.get(domain.name_of(entry.content)))
    ]


def _still_open(entry: ProposalRow, row: RoundRow, pack: Pack | None) -> bool:
    """Return whether a second person could still confirm a proposal."""
    if entry.content["rule"] == FRAUD:
        return row.state != "annulled"
    return pack is not None and not findings.is_settled(row)


def _records(session: Session, row: RoundRow) -> list[dict[str, Any]]:
    """Return everything that was done, oldest first."""
    names = _names(session, row)
    return [_record(entry, names) for entry in store.records(session, row.meeting, row.round)]


def _record(entry: RecordRow, names: dict[str, str]) -> dict[str, Any]:
    """Return one thing that was done; what is about a finding has its clause and subject apart."""
    rule, _, subject = entry.about.split(" ")[0].partition(":")
    return {
        "rule": rule if subject else "",
        "subject_name": names.get(subject.partition(":")[2], ""),
        "number": entry.number,
        "what": entry.what,
        "by": entry.by,
        "about": entry.about,
        "why": entry.why,
        "at": entry.at.astimezone(CHINA).isoformat(timespec="seconds"),
    }
