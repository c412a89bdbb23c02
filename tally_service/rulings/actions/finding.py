"""Recording findings: what a ruling waits for, entered by one person, confirmed by a second.

Until then who entered it, or an administrator, may withdraw it.

A finding that is recorded changes the draft that certifiers sign, so what was signed before no
longer counts; the round's record says whose signatures that were. How many people it takes is
``shared.rules.findings.people_needed``.

May import: shared.documents, shared.plumbing, shared.rules, tally_service.counts, this room's lower
floors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.documents.base import digest_of, sign
from shared.documents.dates import day_in_china
from shared.documents.findings import FRAUD, Finding
from shared.documents.manifests import MeetingManifest
from shared.plumbing import two_person
from shared.plumbing.access import Actor
from shared.plumbing.accounts.first import ADMIN
from shared.plumbing.db import UnitOfWork, reading, unit_of_work
from shared.rules.findings import people_needed
from shared.rules.meeting_rulings import meeting_rulings
from shared.rules.packs import Pack
from tally_service.counts import results
from tally_service.counts import store as counts
from tally_service.counts.store import RoundRow
from tally_service.db import ApprovalRow
from tally_service.rulings import domain, store
from tally_service.rulings.actions.ruling import counted_meeting, pack_of
from tally_service.rulings.domain import Done, Found, NoSuchProposal, NoSuchRound
from tally_service.tally import ISSUER, Tally

ACT = "record_finding"


@dataclass(frozen=True, slots=True)
class Entered:
    """How far a finding has come."""

    proposal: str
    """Digest of what was entered: a second person confirms it under this name."""
    names: tuple[str, ...]
    needed: int
    finding: str | None
    """Digest of the recorded finding; None while a second person is awaited."""

    def to_json(self) -> dict[str, Any]:
        """Return what the door answers."""
        state = "recorded" if self.finding else "proposed"
        return {
            "state": state,
            "proposal": self.proposal,
            "by": list(self.names),
            "needed": self.needed,
            "finding": self.finding,
        }


def record_finding(
    tally: Tally, meeting: str, number: str, found: Found, actor: Actor
) -> dict[str, Any]:
    """Write that ``actor`` stands behind ``found``; with as many people as it takes it counts.

    Raises:
        NoSuchRound, NotRuled, RoundAnnulled, RoundCertified: no finding changes this round now.
        FindingNotWanted, FindingStands, DateAhead, MalformedDocument: see ``domain``.
        SamePerson, PersonNeeded: a second person, under an account of their own, is needed.
        PeerAway, PeerRefused, OtherPack: the pack is not here yet.
    """
    pack = pack_of(tally, manifest_of(tally, meeting).pack)
    with unit_of_work(tally.sessions) as uow:
        row = open_round(uow.session, meeting, number)
        before = newest(uow.session, row)
        offered = wanted_in(uow.session, row, pack).get(found.name)
        if offered is None:
            raise domain.FindingNotWanted("No ruling of this round waits for such a finding.")
        manifest, today = _manifest(uow.session, meeting), day_in_china(tally.clock())
        latest = before.get(found.name)
        content = domain.content_of(found, latest, manifest, number, ISSUER, today)
        entered = stand_behind(tally, uow, content, actor, offered.people)
        if entered.finding is not None:
            rule_again(uow.session, row, pack)
    return entered.to_json()


def confirm_finding(
    tally: Tally, meeting: str, number: str, proposal: str, actor: Actor
) -> dict[str, Any]:
    """Stand behind a finding that somebody else has entered.

    Raises:
        NoSuchProposal: nobody has, in this round.
        FindingMoved: another version was recorded since.
        as ``record_finding``.
    """
    pack = pack_of(tally, manifest_of(tally, meeting).pack)
    with unit_of_work(tally.sessions) as uow:
        row = open_round(uow.session, meeting, number)
        content = proposed(uow.session, row, proposal, fraud=False)
        people = people_needed(pack, content["rule"], content["subject"]["kind"])
        entered = stand_behind(tally, uow, content, actor, people)
        if entered.finding is not None:
            rule_again(uow.session, row, pack)
    return entered.to_json()


def withdraw_proposal(
    tally: Tally, meeting: str, number: str, proposal: str, reason: str, actor: Actor
) -> dict[str, Any]:
    """Take back what waits for a second person, fraud too; the round's record says who and why.

    Nobody stands behind it any more: whoever enters the very same again begins anew.

    Raises:
        NoSuchRound, RoundAnnulled, NoSuchProposal, FindingMoved: nothing waits here.
        NotYourProposal: only who entered it, or an administrator, takes it back.
        PersonNeeded: a machine asked.
    """
    if actor.kind != "account":
        raise two_person.PersonNeeded("Only a signed-in person can withdraw this.")
    with unit_of_work(tally.sessions) as uow:
        session = uow.session
        row = standing(session, meeting, number)
        content = _entered(session, row, proposal)
        own = two_person.has_approved(session, ApprovalRow, ACT, proposal, actor)
        if not own and ADMIN not in actor.roles:
            raise domain.NotYourProposal(
                "Somebody else entered this. Ask them, or an administrator, to withdraw it."
            )
        two_person.take_back(session, ApprovalRow, ACT, proposal)
        store.remove_proposal(session, proposal)
        about = f"{domain.name_of(content)} {content['value']}"
        done = Done("proposal_withdrawn", [actor.name], tally.clock(), about, reason)
        store.note(session, meeting, number, done)
    return {"state": "withdrawn", "proposal": proposal}


def standing(session: Session, meeting: str, number: str) -> RoundRow:
    """Return the round, locked, if it was not annulled.

    Raises:
        NoSuchRound, RoundAnnulled: there is none, or it was.
    """
    row = known(counts.find_round(session, meeting, number))
    if row.state == "annulled":
        raise domain.RoundAnnulled("This round was annulled. It counts for nobody.")
    return row


def open_round(session: Session, meeting: str, number: str) -> RoundRow:
    """Return the round, locked, if its findings may change now.

    Raises:
        NoSuchRound, RoundAnnulled, RoundCertified, NotRuled: they may not.
    """
    row = standing(session, meeting, number)
    if is_settled(row):
        raise domain.RoundCertified("This round is certified. Open a correction first.")
    if store.find(session, meeting, number) is None:
        raise domain.NotRuled("The rules have not looked at this round yet: it is not counted.")
    return row


def newest(session: Session, row: RoundRow) -> dict[str, Finding]:
    """Return the findings of a round that count, by name."""
    rows = store.newest_findings(session, row.meeting, row.round)
    return {name: entry.finding for name, entry in rows.items()}


def proposed(session: Session, row: RoundRow, proposal: str, *, fraud: bool) -> dict[str, Any]:
    """Return what somebody entered for this round, if it still follows what was found.

    Args:
        session: ours.
        row: the round, locked.
        proposal: its digest.
        fraud: whether it has to be a finding of fraud, or has to be another.

    Raises:
        NoSuchProposal, FindingMoved: there is none, or not any more.
    """
    content = _entered(session, row, proposal)
    if (content["rule"] == FRAUD) != fraud:
        raise NoSuchProposal("Nobody has entered this finding. Look at the list again.")
    return content


def _entered(session: Session, row: RoundRow, proposal: str) -> dict[str, Any]:
    """Return what somebody entered for this round, whatever it finds, if it still follows."""
    entry = store.find_proposal(session, proposal)
    if entry is None or (entry.meeting, entry.round) != (row.meeting, row.round):
        raise NoSuchProposal("Nobody has entered this finding. Look at the list again.")
    if not domain.follows(entry.content, newest(session, row).get(domain.name_of(entry.content))):
        raise domain.FindingMoved("Something else was found since. Look at the list again.")
    return entry.content


def stand_behind(
    tally: Tally, uow: UnitOfWork, content: dict[str, Any], actor: Actor, people: int
) -> Entered:
    """Write that ``actor`` stands behind ``content``; sign and keep it once enough people do.

    The caller holds the round's lock, which makes two who come at once come one after another.

    Raises:
        SamePerson, PersonNeeded: a second person, under an account of their own, is needed.
    """
    session, proposal, now = uow.session, digest_of(content), tally.clock()
    store.propose(session, proposal, content, now)
    approval = two_person.approve(session, ApprovalRow, ACT, proposal, actor, tally.clock)
    found = domain.finished(content, approval.names, day_in_china(now))
    about = f"{found.name} {found.value}"
    if approval.count < people:
        done = Done("finding_proposed", [actor.name], now, about, found.reason)
        store.note(session, found.meeting, found.round, done)
        return Entered(proposal, approval.names, people, None)
    store.add_finding(session, found, sign(tally.key, found), now)
    done = Done("finding_recorded", found.by, now, about, found.reason)
    store.note(session, found.meeting, found.round, done)
    _clear_signatures(session, found, now)
    return Entered(proposal, approval.names, people, found.digest)


def _clear_signatures(session: Session, found: Finding, now: datetime) -> None:
    """Write whose signatures no longer count, because the draft they are on has changed."""
    signed = store.signed_by(session, found.meeting, found.round)
    if signed:
        done = Done("signatures_cleared", signed, now, found.name)
        store.note(session, found.meeting, found.round, done)


def manifest_of(tally: Tally, meeting: str) -> MeetingManifest:
    """Return a meeting's manifest.

    Raises:
        NoSuchRound: no box of the meeting has come here yet.
    """
    with reading(tally.sessions) as session:
        return _manifest(session, meeting)


def _manifest(session: Session, meeting: str) -> MeetingManifest:
    """Return a meeting's manifest, if a box of it has come here."""
    documents = results.meeting_of(session, meeting)
    if documents is None:
        raise NoSuchRound("Nothing is known of this round.")
    return documents[0]


def known(row: RoundRow | None) -> RoundRow:
    """Return the row, if there is one."""
    if row is None:
        raise NoSuchRound("Nothing is known of this round.")
    return row


def is_settled(row: RoundRow) -> bool:
    """Return whether nothing about the round's result changes now."""
    return row.state == "annulled" or (row.versions > 0 and not row.correcting)


def wanted_in(session: Session, row: RoundRow, pack: Pack) -> dict[str, domain.Wanted]:
    """Return what may be found in a round, by name."""
    ruled = store.find(session, row.meeting, row.round)
    assert ruled is not None, "the callers have looked"
    return domain.wanted(ruled.rulings, list(newest(session, row).values()), pack)


def rule_again(session: Session, row: RoundRow, pack: Pack) -> None:
    """Have the rules look at the round once more, with what was found, in this transaction."""
    counted = results.counted_round(session, row.meeting, row.round)
    ruled = store.find(session, row.meeting, row.round)
    assert counted is not None, "a round that was ruled on is counted"
    assert ruled is not None, "open_round has looked"
    found: Sequence[Finding] = list(newest(session, row).values())
    ruled.rulings = meeting_rulings(pack, counted_meeting(counted, found))
