"""The gates of an agenda's items: what must be so before an item is voted on.

A gate is shut only where the meeting's own pack adopts the clause it stands on, and its refusal
quotes that clause; ``meeting_pack`` gives it those that its template names. Whether a clause is
met is what the rules' engine says, here as at a count.
C07 has no key: no vote and no consent opens it.
Source: catalogue C02, C06, C07, C10, C12-C15, C18, P11, P12, E24; NAT Q1.

May import: stdlib, shared.documents, shared.errors, shared.rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from shared.documents.manifests import Item
from shared.errors import Conflict
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import Pack
from shared.rules.parameters import Text
from shared.rules.rulings import Ruling, State


class ImprovisedPersonnelItem(Conflict):
    """C07: a personnel item raised by improvised motion is rejected whatever the vote."""

    code = "improvised_personnel_item"


class UnassessedPersonnelItem(Conflict):
    """C02: a personnel item without the organisation department's assessment."""

    code = "unassessed_personnel_item"


class SuperiorConsentMissing(Conflict):
    """C18: a personnel motion without the superior organisation department's consent."""

    code = "superior_consent_missing"


class DisciplineReviewMissing(Conflict):
    """C13: a candidate whom the discipline commission has not reviewed."""

    code = "discipline_review_missing"


class PunishmentOnFile(Conflict):
    """C14: a disciplinary punishment, or nobody has stated that there is none."""

    code = "punishment_on_file"


class AuditProblem(Conflict):
    """C15: the audit found problems, or nobody has stated that it found none."""

    code = "audit_problem"


class MembersNotInformed(Conflict):
    """C12: members did not get the candidates' particulars before the meeting."""

    code = "members_not_informed"


class DelegatesNotAsked(Conflict):
    """P11: a democratic-life meeting for which the delegates were not asked."""

    code = "delegates_not_asked"


class TooFewCandidates(Conflict):
    """P12: a list with fewer than two candidates for each post."""

    code = "too_few_candidates"


class ConsentMissing(Conflict):
    """C06: an urgent item to which half of those present have not agreed."""

    code = "consent_missing"


class DecisionStands(Conflict):
    """C10: the item was decided, and is not submitted again."""

    code = "decision_stands"


class QuorumMissing(Conflict):
    """Q1: too few members are present to decide a personnel item."""

    code = "quorum_missing"


@dataclass(frozen=True, slots=True)
class Gate:
    """A clause that can keep an item from the vote, and what to say and do where it does."""

    refusal: type[Conflict]
    en: str
    zh: str


ITEM_GATES: Mapping[str, Gate] = {
    "C07": Gate(
        ImprovisedPersonnelItem,
        "A personnel item cannot be raised by improvised motion, and no vote can cure that.",
        "干部议题不得临时动议；任何表决都不能补救。",
    ),
    "C18": Gate(
        SuperiorConsentMissing,
        "Record the superior organisation department's consent first.",
        "请先记录上级组织部门的同意。",
    ),
    "C13": Gate(
        DisciplineReviewMissing,
        "Record the discipline commission's review first.",
        "请先记录纪委的审查。",
    ),
    "C14": Gate(
        PunishmentOnFile,
        "A disciplinary punishment is on file; if there is none, record that first.",
        "有违纪处分，不得提交；如没有违纪处分，请先记录并写明文号。",
    ),
    "C15": Gate(
        AuditProblem,
        "The audit found problems; if it found none, record that first.",
        "审计发现问题，不得提交；如审计没有发现问题，请先记录并写明文号。",
    ),
    "C12": Gate(
        MembersNotInformed,
        "Record when the members got the candidates' particulars, before the meeting.",
        "请先记录：会前已把拟任免干部的情况告知党委成员。",
    ),
    "C02": Gate(
        UnassessedPersonnelItem,
        "A personnel item is not discussed before the organisation department has assessed it. "
        "Record the assessment first.",
        "人事事项未经组织部门考察，不得讨论。请先记录考察情况。",
    ),
    "P11": Gate(
        DelegatesNotAsked,
        "Record that the delegates of the place were asked for their views first.",
        "请先记录已征求本地县党代表意见。",
    ),
    "P12": Gate(
        TooFewCandidates,
        "A list needs at least two candidates for each post. Record both numbers as they are.",
        "每个职位至少要有两名考察人选。请补足人选，并如实记录考察人选数和职位数。",
    ),
    "C06": Gate(
        ConsentMissing,
        "An urgent item opens only after at least half of those present have agreed to take it up.",
        "紧急议题须经到会成员半数以上同意，方可列入议题。",
    ),
    "C10": Gate(
        DecisionStands,
        "This item was decided. Say on the agenda's page why it is submitted again; the earlier "
        "decision stays on record.",
        "此事项已有决定。请在议程页说明提请重新审议的理由；原决定保留在案。",
    ),
    "Q1": Gate(
        QuorumMissing,
        "Fewer than two thirds of the members are present. Check in those who come.",
        "到会成员不足三分之二。请等成员到会、签到以后再表决。",
    ),
}
"""By clause, the one that nothing can cure first, then those before C02 (catalogue, order)."""

CONSENT_REFUSED = Gate(
    ConsentMissing,
    "Fewer than half of those present agreed to take this item up. It is not voted on in this "
    "meeting.",
    "同意列入的不到到会成员半数，本次会议不再表决此议题。",
)
"""C06 after its consent vote, which is held once."""

FACTS: Mapping[str, tuple[str, Literal["yes_no", "number"]]] = {
    "superior_consent": ("C18", "yes_no"),
    "discipline_review": ("C13", "yes_no"),
    "punished": ("C14", "yes_no"),
    "audit_problem": ("C15", "yes_no"),
    "informed": ("C12", "yes_no"),
    "assessed": ("C02", "yes_no"),
    "life_meeting": ("P11", "yes_no"),
    "delegates_asked": ("P11", "yes_no"),
    "candidates": ("P12", "number"),
    "posts": ("P12", "number"),
}
"""What can be recorded about an item: the clause that asks for it, and what kind of answer."""

FOR_PERSONNEL = frozenset({"C02", "C12", "C13", "C14", "C15", "C18"})
"""Clauses that concern personnel items alone."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Members on the roll, and how many of them are checked in."""

    roll: int
    present: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the desk knows of an item beside its manifest, at one moment."""

    facts: Mapping[str, bool | int] = field(default_factory=dict)
    """Recorded facts by key; what is not recorded is not known."""
    presence: Presence | None = None
    consent: Mapping[str, int] | None = None
    """The confirmed consent vote: option to votes."""
    consent_presence: Presence | None = None
    """Who was there when consent was voted on."""
    decided: bool = False
    resubmitted: bool = False
    """Somebody has said why the item comes to the vote again."""


@dataclass(frozen=True, slots=True)
class Shut:
    """A gate that is shut: the clause, what to say, its own words, and its title."""

    rule: str
    gate: Gate
    quote: str
    title: Text

    def shown(self) -> dict[str, str]:
        """Return the gate as it is shown."""
        return {
            "rule": self.rule,
            "zh": self.gate.zh,
            "en": self.gate.en,
            "quote": self.quote,
            "clause_zh": self.title.zh,
            "clause_en": self.title.en,
        }

    def refuse(self) -> Conflict:
        """Return the refusal, which quotes the clause."""
        return self.gate.refusal(f"{self.gate.en} {self.rule}: {self.quote}")

    def refuse_opening(self) -> Conflict:
        """Return the refusal of a round that began before this gate was shut."""
        refusal = self.gate.refusal(
            f"{self.gate.en} Otherwise cancel this round. {self.rule}: {self.quote}"
        )
        refusal.chinese = f"{self.gate.zh}（{self.rule}）不再表决的，请取消本轮。"
        return refusal


@dataclass(frozen=True, slots=True)
class ShutItem:
    """An item that cannot be voted on now, and every gate that keeps it from the vote."""

    key: str
    title: str
    number: int
    """From 1 on the agenda."""
    gates: Sequence[Shut]


def check_item(item: Item, pack: Pack, known: Known | None = None) -> None:
    """Return if ``item`` may be put to the vote.

    Raises:
        Conflict: the first shut gate's own refusal, with the clause's own words.
    """
    shut = shut_gates(item, pack, known)
    if shut:
        raise shut[0].refuse()


def shut_gates(item: Item, pack: Pack, known: Known | None = None) -> list[Shut]:
    """Return every gate of ``pack`` that is shut for ``item``, the incurable one first.

    A clause that cannot be answered, because nobody has recorded what it asks about the item,
    keeps its gate shut as well.
    """
    known = known or Known()
    rulings = {ruling.rule: ruling for ruling in _rulings(item, pack, known)}
    return [
        Shut(rule, _words(rule, gate, known), rulings[rule].source.quote, pack.clauses[rule].title)
        for rule, gate in ITEM_GATES.items()
        if rule in rulings and _is_shut(item, rulings[rule], known)
    ]


def _words(rule: str, gate: Gate, known: Known) -> Gate:
    """Return what to say at a shut gate: nothing opens C06 again once consent was refused."""
    return CONSENT_REFUSED if rule == "C06" and known.consent is not None else gate


def asked(item: Item, pack: Pack) -> list[str]:
    """Return the facts that the clauses of ``pack`` ask about ``item``, in the gates' order."""
    personnel = item.item_class == "personnel"
    return [
        key
        for key, (rule, _) in FACTS.items()
        if rule in pack.clauses and (personnel or rule not in FOR_PERSONNEL)
    ]


def needs_consent(item: Item, pack: Pack) -> bool:
    """Return whether the item opens only after a consent vote of its own (C06)."""
    return item.urgent and "C06" in pack.clauses


def consent_is_next(item: Item, shut: Collection[str], known: Known) -> bool:
    """Return whether nothing but its consent vote keeps an item from the vote.

    A personnel item has none: it is never voted on openly (C05, E35).
    """
    opens = item.item_class == "other" and known.consent is None
    return opens and list(shut) == ["C06"]


def committee_ballot(presence: Presence, votes: Mapping[str, int] | None) -> dict[str, Any]:
    """Return a committee's vote as a case writes it; without ``votes``, only who is there.

    Recused members stay among those present and on the roll, so they never lower a bar (E25).
    """
    cast = sum(votes.values()) if votes else 0
    return {
        "source": "committee",
        "ledger": {
            "roll": presence.roll,
            "present": presence.present,
            "issued": cast,
            "returned": cast,
        },
        "contests": {"motion": dict(votes)} if votes else {},
    }


def item_facts(item: Item, known: Known) -> dict[str, Any]:
    """Return what is known of the item, as a case writes it."""
    stated = {key: value for key, value in known.facts.items() if FACTS[key][1] == "yes_no"}
    return {
        "life_meeting": False,
        **stated,
        "class": item.item_class,
        "urgent": item.urgent,
        "improvised": item.improvised,
        "assessed": stated.get("assessed", item.assessed),
        "decided": known.decided,
        "resubmitted": known.resubmitted,
    }


def _rulings(item: Item, pack: Pack, known: Known) -> Iterator[Ruling]:
    """Yield what the clauses say before the vote; every gate's clause is asked of a meeting."""
    presence = known.consent_presence if known.consent else known.presence
    ballots = [committee_ballot(presence, known.consent)] if presence else []
    facts: dict[str, Any] = {"item": item_facts(item, known)}
    subject = {"kind": "motion", "id": item.key}
    case = {"subject": subject, "scope": "meeting", "facts": facts, "ballots": ballots}
    yield from evaluate(pack, parse_case(case)).rulings
    numbers = {key: known.facts[key] for key in ("candidates", "posts") if key in known.facts}
    if numbers:  # half a list keeps the gate shut; with neither number the item is no list
        listed = {"kind": "list", "id": item.key}
        case = {"subject": listed, "scope": "agenda", "facts": numbers}
        yield from evaluate(pack, parse_case(case)).rulings


def _is_shut(item: Item, ruling: Ruling, known: Known) -> bool:
    """Return whether the gate on this ruling's clause is shut."""
    if ruling.rule == "C06":
        return item.urgent and not (known.consent and ruling.state is State.TRIGGERED)
    if ruling.rule == "Q1":
        return ruling.state is State.NOT_TRIGGERED
    waits = any(what.startswith("item:") for what in ruling.waiting_for)
    return ruling.state is State.TRIGGERED or (ruling.state is State.PENDING and waits)
