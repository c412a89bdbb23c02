"""Open votes of a committee: who may vote, what a complete record is, what the votes come to.

Only matters that are no personnel matters are voted on openly; a personnel item is always a
secret round, whoever asks and whatever the pack says (catalogue C05, E35). The result is what
the rules' engine says, as it is after a secret count, with the shares of both bases beside it.
Source: catalogue C04-C06, C10, D11, E22-E25, E33.

May import: stdlib, shared.documents, shared.errors, shared.rules, ballot_service.meetings' domain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, get_args

from ballot_service.meetings.domain.item_gates import (
    Known,
    Presence,
    committee_ballot,
    item_facts,
)
from shared.documents.base import digest_of
from shared.documents.dates import CHINA
from shared.documents.manifests import Item, Source
from shared.documents.named_votes import Mark, VotePurpose
from shared.errors import Conflict, InvalidInput, NotAllowed
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.measures import percent_text
from shared.rules.packs import Pack
from shared.rules.rulings import Ruling, State

MARKS: tuple[Mark, ...] = get_args(Mark)

DEFAULT_RULE = "E23"
"""The catalogue's default where no clause of the pack decides: more than half of all members."""
HALF = Fraction(1, 2)


class PersonnelIsSecret(Conflict):
    """A personnel item was to be voted on by name."""

    code = "personnel_is_secret"


class NotCommittee(Conflict):
    """The meeting is no committee's; nothing is voted on openly there."""

    code = "not_committee"


class ConsentNotNeeded(Conflict):
    """The item is not urgent, the pack asks for no consent, or consent was voted on already."""

    code = "consent_not_needed"


class MarksIncomplete(InvalidInput):
    """Somebody who is present and not recused has no mark, or somebody has two."""

    code = "marks_incomplete"


class NotPresent(Conflict):
    """A mark or a proposal of somebody who is not checked in as a voter of this item."""

    code = "not_present"


class RecusedMember(NotAllowed):
    """A recused member's vote."""

    code = "recused_member"


class RecordClosed(Conflict):
    """The record was confirmed or withdrawn; it does not change any more."""

    code = "record_closed"


class RecordDiffers(Conflict):
    """What is confirmed is not what stands in the record."""

    code = "record_differs"


class RecusalTooLate(Conflict):
    """People vote on the item right now."""

    code = "recusal_too_late"


class AlreadyRecused(Conflict):
    """The member is recused from this item already, or was not when it was to be taken back."""

    code = "already_recused"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who votes on an item: on the roll of one of its electorates."""

    id: str
    name: str
    unit: str
    present: bool
    recused: bool = False

    @property
    def votes(self) -> bool:
        """Whether this member's mark belongs into the record of an open vote now."""
        return self.present and not self.recused


def check_open_vote(item: Item, source: Source) -> None:
    """Return if the item may be voted on by name.

    Raises:
        NotCommittee, PersonnelIsSecret: never so.
    """
    if item.item_class == "personnel":
        raise PersonnelIsSecret("A personnel item is voted on secretly, never by name.")
    if source != "committee":
        raise NotCommittee("Only a committee votes on its matters by name.")


def check_marks(members: Sequence[Member], marks: Mapping[str, str]) -> None:
    """Return if ``marks`` (member's id to mark) holds one of each member who votes, no others.

    Raises:
        RecusedMember, NotPresent, MarksIncomplete: nothing is recorded.
    """
    by_id = {member.id: member for member in members}
    if any(id_ in by_id and by_id[id_].recused for id_ in marks):
        raise RecusedMember("A recused member does not vote on this item.")
    if any(id_ not in by_id or not by_id[id_].present for id_ in marks):
        raise NotPresent("Somebody with a mark is not checked in as a voter of this item.")
    missing = sum(member.votes and member.id not in marks for member in members)
    if missing:
        raise MarksIncomplete(f"{missing} of those present have no mark yet. Record all at once.")
    if not marks:
        raise MarksIncomplete("Nobody is present who could vote.")


def count_marks(marks: Mapping[str, str]) -> dict[str, int]:
    """Return how often each mark was given, in the order of the sheet."""
    given = list(marks.values())
    return {mark: given.count(mark) for mark in MARKS}


def quorum(pack: Pack, presence: Presence) -> dict[str, Any]:
    """Return how many are present of how many, and what the pack's quorum clause says of it.

    ``met`` is None where the pack adopts none (then half and more than half are shown alone).
    """
    probe = Item(key="quorum", title="quorum", item_class="personnel", assessed=True)
    rulings = _rulings(probe, pack, Known(), committee_ballot(presence, None))
    ruling = rulings.get("Q1")
    measure = ruling.measures[0].to_json() if ruling and ruling.measures else None
    doubled = 2 * presence.present
    return {
        "roll": presence.roll,
        "present": presence.present,
        "at_least_half": doubled >= presence.roll > 0,
        "more_than_half": doubled > presence.roll,
        "rule": "Q1" if measure else None,
        "threshold": measure["threshold"] if measure else None,
        "met": measure["met"] if measure else None,
    }


def outcome(
    item: Item, pack: Pack, purpose: VotePurpose, presence: Presence, counts: Mapping[str, int]
) -> dict[str, Any]:
    """Return what an open vote comes to, as it is kept and shown.

    ``passed`` is what ``by`` says: C06 for a consent; for a decision Q2 where the pack adopts
    it, else the catalogue's default on the same base.
    """
    ballot = committee_ballot(presence, counts)
    rulings = _rulings(item, pack, Known(), ballot)
    bases = {"present": presence.present, "roll": presence.roll}
    rule = "C06" if purpose == "consent" else "Q2"
    agree = Fraction(counts["agree"], presence.roll)
    passed = rulings[rule].state is State.TRIGGERED if rule in rulings else agree > HALF
    return {
        "counts": dict(counts),
        "roll": presence.roll,
        "present": presence.present,
        "voted": sum(counts.values()),
        "bases": {name: _share(counts["agree"], size) for name, size in bases.items()},
        "quorum": quorum(pack, presence),
        "by": rule if rule in rulings else DEFAULT_RULE,
        "passed": passed,
        "rulings": [
            {**ruling.to_json(), "title": pack.clauses[rule].title.model_dump()}
            for rule, ruling in rulings.items()
        ],
    }


def record_digest(record: Mapping[str, Any]) -> str:
    """Return the digest of all that is recorded of an open vote: what is confirmed."""
    return digest_of(record)


def in_china(instant: datetime) -> str:
    """Return an instant to the minute, as clocks in China show it: ``2026-01-31T09:30+08:00``."""
    return instant.astimezone(CHINA).isoformat(timespec="minutes")


def _share(votes: int, of: int) -> dict[str, Any]:
    """Return votes of a base with the exact share, and on which side of a half they are."""
    return {
        "votes": votes,
        "of": of,
        "share": f"{votes}/{of}",
        "percent": percent_text(Fraction(votes, of)) if of else None,
        "at_least_half": 2 * votes >= of > 0,
        "more_than_half": 2 * votes > of,
    }


def _rulings(item: Item, pack: Pack, known: Known, ballot: Mapping[str, Any]) -> dict[str, Ruling]:
    """Return what each clause says on a committee's vote."""
    case = {
        "subject": {"kind": "motion", "id": item.key},
        "scope": "meeting",
        "ballots": [ballot],
        "facts": {"item": item_facts(item, known)},
    }
    return {ruling.rule: ruling for ruling in evaluate(pack, parse_case(case)).rulings}
