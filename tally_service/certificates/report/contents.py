"""What a count report says: one round's numbers, computed once for page, PDF and workbook.

Everything comes from the fields of a draft or of a certified result, so a report and the signed
document cannot differ. Shares are exact fractions; their percentages are rounded half up to two
decimals, for people to read, and decide nothing. Source: DESIGN section 11, catalogue D3.

May import: stdlib, shared.documents, shared.rules.measures, this folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from shared.documents.base import parse_part
from shared.documents.findings import findings_in
from shared.documents.manifests import Repeat
from shared.documents.results import Correction, OnPaper, is_replaced
from shared.rules.measures import percent_text
from tally_service.certificates.report.identities import (
    Identity,
    ledger_identities,
    vote_identities,
)
from tally_service.certificates.report.titles import NO_TITLES, Titles
from tally_service.certificates.report.words import BASES, LEDGER, MOTION_WORDS, OPTIONS, Words

NO_SHARE = "—"
"""Where the denominator is nought."""
SILENT = ("not_triggered", "not_applicable")
"""States of a ruling that are only counted where there are many."""
ON_THE_LINE = "exactly on the line"


@dataclass(frozen=True, slots=True)
class BoxLine:
    """One box: its ledger, and whether it adds up."""

    electorate: str
    title: str
    state: str
    """``counted``, or ``sealed``: collected, and for ever not counted."""
    numbers: dict[str, int]
    """By the names of ``words.LEDGER``, in that order."""
    identities: tuple[Identity, ...]
    released: int
    """How many of those issued were signed blindly, for people's own phones."""
    tellers: tuple[str, ...] = ()
    """On paper: who entered every paper, each alone."""
    entries: tuple[str, ...] = ()
    """On paper: digests of what they entered, in the same order."""


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option's votes and its share of each denominator."""

    key: str
    title: str
    votes: int
    shares: dict[str, str]
    """Percentages by the names of ``words.BASES``: ``20.00%``, or ``—`` of nought."""
    fractions: dict[str, str]
    """The same exactly: ``1/5``."""


@dataclass(frozen=True, slots=True)
class ContestTable:
    """One contest, all counted boxes together and each alone."""

    key: str
    title: str
    kind: str
    rows: tuple[OptionRow, ...]
    bases: dict[str, int]
    """The five denominators, of the counted boxes that voted on it; a paper on which it was marked
    wrongly is not among the valid ones."""
    wrong: int
    """Papers that hold, on which this contest alone was marked wrongly."""
    by_electorate: dict[str, dict[str, int]]
    """Letter to votes by option's key."""
    identities: tuple[Identity, ...]
    """Votes add up to valid papers, box by box, where everybody makes one mark."""
    unanimous: bool
    said: tuple[RulingLine, ...] = ()
    """Of a motion: every clause that reads its votes, so that no base stands without its clause."""


@dataclass(frozen=True, slots=True)
class RulingLine:
    """One clause applied to one subject, as the rules engine said it."""

    rule: str
    target: str
    """The subject's name."""
    state: str
    cause: str | None
    explanation_zh: str
    explanation_en: str
    source: str
    """Where the clause stands in its text."""
    margin: str | None
    waiting_for: tuple[str, ...]
    quote: str
    """The clause's own words."""

    @property
    def speaks(self) -> bool:
        """Whether it says something of its subject, or missed it by nothing."""
        return self.state not in SILENT or ON_THE_LINE in (self.margin or "")

    @property
    def plainly(self) -> Words | None:
        """What a clause on a committee's vote comes to; None of any other, and while it waits."""
        words = MOTION_WORDS.get(self.rule)
        if words is None or self.state not in ("triggered", "not_triggered"):
            return None
        return words[self.state != "triggered"]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding of the organisation (组织认定) that the rulings rest on."""

    rule: str
    target: str
    """The subject's name; the whole round for a finding of fraud."""
    value: str
    """``yes``, ``no`` or ``withdrawn``."""
    document: str
    """Number of the paper on which it was decided."""
    date: str
    reason: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a report shows; equal contents make an equal report."""

    title: str
    item: str
    place: str
    year: int
    round: str
    closed_on: str
    test: bool
    certified: bool
    digest: str
    """Of the certified result; of the draft as long as it is not certified."""
    certifiers: tuple[str, ...]
    boxes: tuple[BoxLine, ...]
    contests: tuple[ContestTable, ...]
    rulings: tuple[RulingLine, ...]
    findings: tuple[FindingLine, ...]
    leftovers: tuple[str, ...]
    """Digests of the scans of slips left over."""
    unanimous: tuple[str, ...]
    """Titles of the contests whose counts tell how everybody in some class voted."""
    version: int
    supersedes: str | None
    """Digest of the result that this one takes the place of."""
    superseded: bool
    """Whether a later version has taken its place."""
    annulled: bool
    """Whether this version says that the round counts for nobody (catalogue E31)."""
    correction: Correction | None
    """The notice with which this version corrects the one before."""
    meeting: str
    pack: str
    """Digest of the rules."""
    paper: OnPaper | None
    """None where people voted in boxes; else nothing of the votes can be verified."""
    repeats: Repeat | None
    """Which vote this round came after, and why it was held."""
    repeated_by: str | None
    """The later round about the same item."""
    replaced: bool
    """Whether that round took the place of this one; in a committee both stand (C10)."""
    publishes: bool
    """Whether it stands on the page for the hall and the board, once it is certified."""
    recipients: tuple[str, ...]
    """Who is sent it, as the meeting's manifest says."""
    votes: Mapping[str, int] = field(default_factory=dict)
    """Round to which vote on its item it is; pages say it, reports stay as they were certified."""

    @property
    def holds(self) -> bool:
        """Whether every identity holds, of every box and contest."""
        parts = [one.identities for one in self.boxes] + [one.identities for one in self.contests]
        return all(one.holds for identities in parts for one in identities)


def contents_of(
    fields: Mapping[str, Any],
    *,
    certifiers: Sequence[str],
    certified: bool,
    digest: str,
    titles: Titles = NO_TITLES,
    superseded: bool = False,
) -> Contents:
    """Return what a report says of one round.

    Args:
        fields: those of a draft, or of a certified result as plain JSON.
        certifiers: who has signed so far; all of them once it is certified.
        certified: whether it is, so that nothing of it may change any more.
        digest: of the draft, or of the certified result.
        titles: of electorates and options; without them letters and the usual words are shown.
        superseded: whether a later version has taken its place.
    """
    flagged = set(fields["unanimous"])
    return Contents(
        title=fields["title"],
        item=fields["item"]["title"],
        place=fields["place"]["name"],
        year=fields["year"],
        round=fields["round"],
        closed_on=fields["closed_on"],
        test=fields["test"],
        certified=certified,
        digest=digest,
        certifiers=tuple(certifiers),
        boxes=tuple(_box(box, titles) for box in fields["boxes"]),
        contests=tuple(
            _contest(one, fields, titles, one["key"] in flagged) for one in fields["contests"]
        ),
        rulings=_rulings(fields),
        findings=tuple(_findings(fields)),
        leftovers=tuple(fields["leftovers"]),
        unanimous=tuple(one["title"] for one in fields["contests"] if one["key"] in flagged),
        version=fields.get("version", 1),
        supersedes=fields.get("supersedes"),
        superseded=superseded,
        annulled=fields.get("state") == "annulled",
        correction=_correction(fields.get("correction")),
        meeting=fields["meeting"],
        pack=fields["pack"],
        paper=parse_part(OnPaper, fields["paper"]) if fields.get("paper") else None,
        repeats=parse_part(Repeat, fields["repeats"]) if fields.get("repeats") else None,
        repeated_by=fields.get("repeated_by"),
        replaced=is_replaced(fields.get("repeated_by"), fields["source"]),
        publishes=titles.publishes,
        recipients=titles.recipients,
        votes=titles.votes,
    )


def _box(box: Mapping[str, Any], titles: Titles) -> BoxLine:
    """Return one box with the identities of its ledger (catalogue D3)."""
    ledger, letter = box["ledger"], box["electorate"]
    released = ledger.get("released", 0)
    return BoxLine(
        electorate=letter,
        title=titles.electorates.get(letter, letter),
        state=box["state"],
        numbers={name: ledger[name] for name in LEDGER if name in ledger},
        identities=ledger_identities(ledger, released),
        released=released,
        tellers=tuple(box.get("tellers", ())),
        entries=tuple(box.get("entries", ())),
    )


def _contest(
    contest: Mapping[str, Any], fields: Mapping[str, Any], titles: Titles, unanimous: bool
) -> ContestTable:
    """Return one contest on the denominators of the boxes that voted on it."""
    voted = contest["by_electorate"]
    ledgers = {
        box["electorate"]: box["ledger"] for box in fields["boxes"] if box["electorate"] in voted
    }
    bases = {name: sum(ledger[name] for ledger in ledgers.values()) for name in BASES}
    wrong = sum((contest.get("wrong") or {}).values())
    bases["valid"] -= wrong
    named = titles.options.get(contest["key"], {})
    return ContestTable(
        key=contest["key"],
        title=contest["title"],
        kind=contest["kind"],
        rows=tuple(
            _option(key, named.get(key) or _usual(key), votes, bases)
            for key, votes in _in_order(contest, named)
        ),
        bases=bases,
        wrong=wrong,
        by_electorate={letter: dict(voted[letter]) for letter in sorted(voted)},
        identities=vote_identities(contest, ledgers),
        unanimous=unanimous,
        said=_said_of(contest, fields["rulings"]),
    )


def _in_order(contest: Mapping[str, Any], named: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return options as on the sheet: the keys of a document have no order of their own.

    People who were chosen from a list stand by their votes, equal ones as on the sheet (E29).
    """
    known = [*named, *OPTIONS]
    place = {key: number for number, key in reversed(list(enumerate(known)))}
    ranked = contest["kind"] == "choice"
    return sorted(
        contest["counts"].items(),
        key=lambda entry: (-entry[1] if ranked else 0, place.get(entry[0], len(known)), entry[0]),
    )


def _option(key: str, title: str, votes: int, bases: Mapping[str, int]) -> OptionRow:
    """Return one option; nothing is a share of nought."""
    exact = [(name, Fraction(votes, base) if base else None) for name, base in bases.items()]
    return OptionRow(
        key=key,
        title=title,
        votes=votes,
        shares={name: NO_SHARE if one is None else percent_text(one) for name, one in exact},
        fractions={name: NO_SHARE if one is None else str(one) for name, one in exact},
    )


def _usual(key: str) -> str:
    """Return the usual word for an option, its key if there is none."""
    return OPTIONS[key].zh if key in OPTIONS else key


def _rulings(fields: Mapping[str, Any]) -> tuple[RulingLine, ...]:
    """Return every ruling, its target by name."""
    names = names_of(fields)
    return tuple(_ruling(ruling, names) for ruling in fields["rulings"])


def _said_of(
    contest: Mapping[str, Any], rulings: Iterable[Mapping[str, Any]]
) -> tuple[RulingLine, ...]:
    """Return what clauses that read votes say of a motion: quorum and decision first."""
    subject, known = contest["subject"], list(MOTION_WORDS)
    names = {(subject["kind"], subject["id"]): subject["name"]}
    said = [
        _ruling(one, names)
        for one in rulings
        if contest["kind"] == "motion" and one["measures"]
        if (one["target"]["kind"], one["target"]["id"]) in names
    ]
    return tuple(sorted(said, key=lambda one: [*known, one.rule].index(one.rule)))


def _ruling(ruling: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> RulingLine:
    """Return one ruling; a target that is no subject of the round keeps its id."""
    kind, target = ruling["target"]["kind"], ruling["target"]["id"]
    margins = [one["margin"] for one in ruling["measures"] if one.get("margin")]
    source = ruling["source"]
    return RulingLine(
        rule=ruling["rule"],
        target=names.get((kind, target)) or target or kind,
        state=ruling["state"],
        cause=ruling["cause"],
        explanation_zh=ruling["explanation"]["zh"],
        explanation_en=ruling["explanation"]["en"],
        source=source["section"] or source["file"],
        margin="; ".join(margins) or None,
        waiting_for=tuple(ruling["waiting_for"]),
        quote=source["quote"].replace("**", ""),  # the catalogue's emphasis, not the clause's
    )


def _findings(fields: Mapping[str, Any]) -> Iterable[FindingLine]:
    """Yield the newest version of every finding, by name."""
    names = names_of(fields)
    for finding in findings_in(fields.get("findings") or {}):
        subject = (finding.subject.kind, finding.subject.id)
        yield FindingLine(
            rule=finding.rule,
            target=names.get(subject, fields["title"] if subject[0] == "meeting" else subject[1]),
            value=finding.value,
            document=finding.document,
            date=finding.date,
            reason=finding.reason,
            by=tuple(finding.by),
        )


def _correction(notice: Mapping[str, Any] | None) -> Correction | None:
    """Return the notice of a correction, if there is one."""
    return None if notice is None else Correction.model_validate(dict(notice))


def names_of(fields: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Return what the subjects of a round are called, by kind and id."""
    subjects = [contest["subject"] for contest in fields["contests"]]
    return {(subject["kind"], subject["id"]): subject["name"] for subject in subjects}
