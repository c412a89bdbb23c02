"""Which pack judges a count, which findings its rulings wait for, and how many people make one.

The pack is the one whose digest stood in the manifest before the first vote. A finding is offered
only where a ruling is pending on it, or where one was made before and is found otherwise now. How
many people it takes is argued in ``shared.rules.findings``.

May import: stdlib, shared.documents, shared.errors, shared.rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from shared.documents.base import digest_of
from shared.documents.findings import FRAUD, Finding, FindingValue, finding_name
from shared.documents.manifests import MeetingManifest
from shared.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unavailable
from shared.rules.findings import people_needed
from shared.rules.packs import Pack, pack_from_document


class OtherPack(Unavailable):
    """The desk answered with another pack than the manifest names; it is asked again."""

    code = "other_pack"


class NoSuchRound(NotFound):
    """Nothing is known of a round with this name."""

    code = "no_such_round"


class NotRuled(Conflict):
    """The round is not counted, or the rules have not looked at it: nothing waits for a finding."""

    code = "not_ruled"


class FindingNotWanted(InvalidInput):
    """No ruling of the round waits for this finding, and it was never made."""

    code = "finding_not_wanted"


class FindingStands(Conflict):
    """The very same is found already, or there is nothing that could be withdrawn."""

    code = "finding_stands"


class FindingMoved(Conflict):
    """Another version of this finding was recorded since; what was proposed no longer follows."""

    code = "finding_moved"


class DateAhead(InvalidInput):
    """The paper's date has not come yet."""

    code = "date_ahead"


class NoSuchProposal(NotFound):
    """Nobody has entered such a finding in this round."""

    code = "no_such_proposal"


class NotYourProposal(NotAllowed):
    """Somebody else has entered it, and whoever asks is no administrator."""

    code = "not_your_proposal"


class RoundAnnulled(Conflict):
    """The round was annulled: it counts for nobody, and nothing is done to it any more."""

    code = "round_annulled"


class RoundCertified(Conflict):
    """The round is certified and no correction is open, so its result does not change."""

    code = "round_certified"


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody enters: clause, subject, answer, and the paper behind it."""

    rule: str
    kind: str
    subject: str
    value: FindingValue
    document: str
    date: str
    reason: str

    @property
    def name(self) -> str:
        """The finding's name in a certified result."""
        return finding_name(self.rule, self.kind, self.subject)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A finding that may be recorded now, and who has to stand behind it."""

    name: str
    rule: str
    kind: str
    subject: str
    people: int
    missing: bool
    """Whether a ruling waits for it; else it was made, and can be superseded."""


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done to a round, for its record."""

    what: str
    by: Sequence[str]
    at: datetime
    about: str = ""
    why: str = ""


def open_pack(document: object, digest: str) -> Pack:
    """Return the pack if ``document`` is exactly the one of this digest (P6).

    Raises:
        OtherPack: another document.
        PackRejected: not a pack.
    """
    pack = pack_from_document(document)
    if not compare_digest(digest_of(document), digest):
        raise OtherPack("The desk has another pack than the manifest names.")
    return pack


def wanted(
    rulings: Iterable[Mapping[str, Any]], made: Sequence[Finding], pack: Pack
) -> dict[str, Wanted]:
    """Return by name what may be found now: what a ruling waits for, and what was found before.

    Args:
        rulings: the round's rulings, as the engine answers them.
        made: the newest version of each finding.
        pack: the meeting's.
    """
    missing = [
        (str(ruling["rule"]), str(ruling["target"]["kind"]), str(ruling["target"]["id"]))
        for ruling in rulings
        if f"finding:{ruling['rule']}" in ruling["waiting_for"]
    ]
    before = [(one.rule, one.subject.kind, one.subject.id) for one in made if one.rule != FRAUD]
    return {
        finding_name(*key): Wanted(
            finding_name(*key), *key, people_needed(pack, key[0], key[1]), key in missing
        )
        for key in dict.fromkeys([*missing, *before])
    }


def content_of(
    found: Found,
    before: Finding | None,
    meeting: MeetingManifest,
    number: str,
    issuer: str,
    today: str,
) -> dict[str, Any]:
    """Return the finding that ``found`` comes to, without its people and the day of recording.

    It names the version before it, so a proposal no longer fits once another one was recorded.

    Args:
        found: what was entered.
        before: the version that counts now, or None.
        meeting: the manifest; its digest and the pack's stand in the finding.
        number: the round.
        issuer: who signs.
        today: day of entering, YYYY-MM-DD.

    Raises:
        DateAhead: the paper is from a day that has not come.
        FindingStands: it says what ``before`` says, or withdraws what was never found.
        MalformedDocument: a field is out of range.
    """
    draft = Finding.parse(
        {
            "type": Finding.KIND,
            "version": before.version + 1 if before else 1,
            "supersedes": before.digest if before else None,
            "issued_by": issuer,
            "meeting": meeting.meeting,
            "meeting_manifest": meeting.digest,
            "pack": meeting.pack,
            "round": number,
            "rule": found.rule,
            "subject": {"kind": found.kind, "id": found.subject},
            "value": found.value,
            "document": found.document,
            "date": found.date,
            "reason": found.reason,
            "by": ["-"],
            "recorded_on": today,
        }
    )
    if draft.date > today:
        raise DateAhead("The paper's date has not come yet. Enter the date on the paper.")
    if _says_the_same(draft, before):
        raise FindingStands("That is how it stands already. Look at what was found before.")
    return {
        name: value for name, value in draft.to_json().items() if name not in ("by", "recorded_on")
    }


def _says_the_same(draft: Finding, before: Finding | None) -> bool:
    """Return whether nothing would change."""
    if before is None or before.value == "withdrawn":
        return draft.value == "withdrawn"
    said = (draft.value, draft.document, draft.date)
    return said == (before.value, before.document, before.date)


def follows(content: Mapping[str, Any], before: Finding | None) -> bool:
    """Return whether a proposal still follows the version that counts."""
    return bool(content["supersedes"] == (before.digest if before else None))


def name_of(content: Mapping[str, Any]) -> str:
    """Return the name of the finding that was proposed."""
    return finding_name(content["rule"], content["subject"]["kind"], content["subject"]["id"])


def finished(content: Mapping[str, Any], names: Sequence[str], today: str) -> Finding:
    """Return the finding that these people have made today."""
    return Finding.parse({**content, "by": list(names), "recorded_on": today})
