"""A derivation for the eye: rows of votes, bars with the clauses' lines, facts in words.

Only what stands in the stored document is laid out; no figure is computed that is not in it, so
what the document leaves out the page cannot show.

May import: stdlib, markupsafe, this room's actions, shared.plumbing.charts, shared.rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from appraisal_service.grades.actions.distribution import GRADES as GRADES_OF_PEOPLE
from appraisal_service.grades.actions.distribution import Spread
from shared.plumbing.charts import Bar, Mark, distribution, share_bars, years
from shared.plumbing.pages.languages import Language
from shared.rules.clauses import Clause
from shared.rules.explanation import waiting
from shared.rules.measures import percent_text
from shared.rules.packs import Pack, load_pack
from shared.rules.proposals import grade_word
from shared.rules.wording import BASES, GRADES, METHODS, SOURCES

Json = Mapping[str, Any]

_OF_THE_COLLECTION = re.compile(r"^S[0-9]+·")
"""How a section begins with the number of its text among all of them."""
FIRST_LOOK = ("triggered", "needs_ruling", "pending", "annulled", "not_triggered", "not_applicable")
"""What people have to look at comes first."""
PLAINLY = ("merge", "conversion")
"""Kinds of clauses that say how to count: triggered, they say no more than that it was done."""
OPTIONS = tuple(GRADES)
WIDTH = 5
"""Points of a score that one bar of a group's scores stands for."""


def option_names(scale: str, language: Language) -> dict[str, str]:
    """Return what the options of a vote on an official are called, abstention included."""
    return {option: getattr(grade_word(option, scale), language) for option in OPTIONS}


def source_name(source: str, language: Language) -> str:
    """Return what a ballot is called."""
    return str(getattr(SOURCES[source], language))


def method_name(method: str, language: Language) -> str:
    """Return what a way of merging is called."""
    return str(getattr(METHODS[method], language))


def waits(needs: Iterable[str], language: Language) -> list[str]:
    """Return in words what is still missing."""
    return [str(getattr(waiting(need), language)) for need in needs]


def titles(clauses: Mapping[str, Clause], language: Language) -> dict[str, str]:
    """Return each clause's title with its id, by id."""
    form = "{}（{}）" if language == "zh" else "{} ({})"
    return {
        rule: form.format(getattr(clause.title, language), rule) for rule, clause in clauses.items()
    }


def in_order(rulings: Sequence[Json], pack: Pack) -> list[Json]:
    """Return the rulings, those that people have to look at first, else in the pack's order.

    A clause that only adds up or converts is no event: it stands after all that are.
    """
    return sorted(rulings, key=lambda ruling: _place(ruling, pack))


def _place(ruling: Json, pack: Pack) -> tuple[int, bool]:
    """Return after which others a ruling stands."""
    clause = pack.clauses.get(ruling["rule"])
    plain = clause is not None and clause.kind in PLAINLY and ruling["state"] == "triggered"
    return FIRST_LOOK.index("not_triggered" if plain else ruling["state"]), plain


def base_name(base: str, language: Language) -> str:
    """Return what a share is taken of."""
    return str(getattr(BASES[base], language))


def source_told(ruling: Json, pack: Pack, language: Language) -> str:
    """Return the title of the text that a clause stands in, and its place there."""
    source = ruling["source"]
    titles = [load_pack(one.pack).title for one in pack.adoptions if ruling["rule"] in one.clauses]
    title = getattr(titles[0], language) if titles else source["file"]
    place = _OF_THE_COLLECTION.sub("", source["section"])
    return f"{title} · {place}"


def vote_rows(document: Json) -> list[dict[str, Any]]:
    """Return one row an option: its votes in each ballot that is shown, and together."""
    together = (document["merge"] or {}).get("shares") or {}
    open_ballots = [entry for entry in document["votes"] if not entry.get("sealed")]
    return [
        {
            "option": option,
            "ballots": [_cell(entry["counts"], option, entry["valid"]) for entry in open_ballots],
            "merged": together.get(option),
        }
        for option in OPTIONS
        if option in together or any(option in entry["counts"] for entry in open_ballots)
    ]


def _cell(counts: Mapping[str, int], option: str, valid: int) -> dict[str, Any]:
    """Return votes for an option and their share, "" where nobody voted."""
    votes = counts.get(option, 0)
    return {"votes": votes, "percent": percent_text(Fraction(votes, valid)) if valid else ""}


def vote_chart(document: Json, language: Language, label: str) -> Markup | None:
    """Return the shares of the votes that lines are drawn on, with those lines; None without."""
    scale = document["inputs"]["person"]["scale"]
    names = option_names(scale, language)
    shares = _shares(document)
    if not shares:
        return None
    lines = _lines(document["rulings"], shares)
    rows = [
        Bar(names[option], _told(share), _value(share), lines.get(option, ()))
        for option, share in shares.items()
    ]
    return share_bars(rows, label=label)


def _shares(document: Json) -> dict[str, Json]:
    """Return the merged shares; of a year with one open ballot only, that ballot's."""
    merge = document["merge"]
    if merge is not None:
        found: dict[str, Json] = merge["shares"]
        return {option: found[option] for option in OPTIONS if option in found}
    shown = [entry for entry in document["votes"] if not entry.get("sealed") and entry["valid"]]
    if len(shown) != 1 or len(document["votes"]) != 1:
        return {}
    counts, valid = shown[0]["counts"], shown[0]["valid"]
    return {
        option: {"numerator": counts[option], "denominator": valid}
        for option in OPTIONS
        if option in counts
    }


def _value(share: Json) -> Fraction:
    """Return a share as a number."""
    return Fraction(share["numerator"], share["denominator"])


def _told(share: Json) -> str:
    """Return a share in figures."""
    return f"{share['numerator']} / {share['denominator']} · {percent_text(_value(share))}"


def _lines(rulings: Iterable[Json], shares: Mapping[str, Json]) -> dict[str, tuple[Mark, ...]]:
    """Return for each option the lines that clauses draw across exactly the share that is drawn.

    A clause that takes its share of something else, of the roll or of another ballot, has no line
    here: its sentence has the count and the base.
    """
    drawn: dict[str, dict[Fraction, list[str]]] = {}
    for ruling in rulings:
        for measure in ruling["measures"]:
            option, threshold = measure["name"], measure.get("threshold")
            if option not in shares or not _same(measure, shares[option]):
                continue
            if threshold is not None and "/" in str(threshold):
                rules = drawn.setdefault(option, {}).setdefault(Fraction(threshold), [])
                if ruling["rule"] not in rules:
                    rules.append(ruling["rule"])
    return {
        option: tuple(Mark(at, f"{at} · {', '.join(rules)}") for at, rules in sorted(lines.items()))
        for option, lines in drawn.items()
    }


def _same(measure: Json, share: Json) -> bool:
    """Tell whether a clause measured the share that is drawn; of hidden votes, on its base."""
    if measure["base"] != "valid":
        return False
    hidden = measure["numerator"] is None
    return hidden or _value(measure) == _value(share)


def year_rows(document: Json, year: int, earlier: Sequence[Json]) -> list[dict[str, Any]]:
    """Return year, share of the lowest grade, score and grade; this year first."""
    rows = [{"year": year, "grade": None, "state": None, **_figures(document)}]
    for one in earlier:
        rows.append(
            {
                "year": one["year"],
                "grade": one["grade"],
                "state": one["state"],
                **_figures(one),
            }
        )
    return rows


def _figures(document: Json) -> dict[str, Any]:
    """Return the score of a year, and its lowest grade's share if that may be shown."""
    merge = document["merge"] or {}
    return {"share": merge.get("shares", {}).get("incompetent"), "score": document["score"]}


def year_chart(rows: Sequence[Json], label: str, none: str) -> Markup | None:
    """Return the lowest grade's share through the years; None with fewer than two of them."""
    points = [
        (
            row["year"],
            _value(row["share"]) if row["share"] is not None else None,
            _told(row["share"]) if row["share"] is not None else none,
        )
        for row in rows
    ]
    return years(points, label=label) if len(points) > 1 else None


def grade_chart(group: Spread, label: str, none: str, language: Language) -> Markup:
    """Return how many people of a group have each grade, with the quota as a line."""
    names = option_names("civil", language)
    rows = []
    told = f"名额 {group.cap}" if language == "zh" else f"quota {group.cap}"
    for grade in GRADES_OF_PEOPLE:
        quota = Mark(Fraction(group.cap, group.people), told)
        marks = (quota,) if grade == "excellent" else ()
        rows.append(_people(names[grade], group.total(grade), group.people, marks))
    return share_bars([*rows, _people(none, group.open, group.people)], label=label)


def score_bins(group: Spread) -> list[tuple[str, int]]:
    """Return how many people of a group have scores in each five points, the best first."""
    found = Counter(_five(one.score) for one in group.standing.places if one.score is not None)
    if not found:
        return []
    steps = range(max(found), min(found) - WIDTH, -WIDTH)
    return [(f"{low}–{low + WIDTH}", found.get(low, 0)) for low in steps]


def score_chart(group: Spread, person: str, label: str, own_text: str) -> Markup | None:
    """Return the scores of a group as bars, with one person's told apart; None without scores."""
    bins, place = score_bins(group), group.standing.of(person)
    if not bins:
        return None
    own = None
    if place is not None and place.score is not None:
        low = _five(place.score)
        own = [title for title, _ in bins].index(f"{low}–{low + WIDTH}")
    return distribution(bins, label=label, own=own, own_text=own_text)


def _five(score: Fraction) -> int:
    """Return the multiple of five at or below a score."""
    return score // WIDTH * WIDTH


def _people(title: str, count: int, total: int, marks: Sequence[Mark] = ()) -> Bar:
    """Return a bar of so many people."""
    share = Fraction(count, total)
    return Bar(title, f"{count} / {total} · {percent_text(share)}", share, marks)


def arithmetic(document: Json, scale: str, language: Language) -> list[dict[str, Any]]:
    """Return the arithmetic of the merge: one entry a method, with its lines."""
    merge = document["merge"]
    methods: dict[str, list[dict[str, str]]] = {}
    for line in merge.get("arithmetic", []) if merge is not None else []:
        name = getattr(grade_word(line["option"], scale), language)
        methods.setdefault(line["method"], []).append({"name": name, "told": line["expression"]})
    return [
        {"method": method_name(method, language), "used": method == merge["method"], "lines": lines}
        for method, lines in methods.items()
    ]


def facts_of(document: Json) -> Iterator[Json]:
    """Yield every recorded fact that the derivation rests on, each once, in the order of ids."""
    inputs = document["inputs"]
    seen: set[str] = set()
    for key in ("facts", "unit_facts", "team_facts", "overlap"):
        for fact in inputs.get(key, []):
            if fact["id"] not in seen:
                seen.add(fact["id"])
                yield {**fact, "about": key}


def findings_of(document: Json) -> list[Json]:
    """Return the organisation's findings on the person, the unit and the team."""
    inputs = document["inputs"]
    kinds = ("findings", "unit_findings", "team_findings")
    return [{**one, "about": key} for key in kinds for one in inputs.get(key, [])]


def asked_findings(document: Json, later: Json | None) -> list[tuple[str, str, str]]:
    """Return clause, kind and id of the subject of each finding that somebody waits for or made.

    Args:
        document: the derivation.
        later: the rulings that read the final grade; None without one.
    """
    afterwards = later["rulings"] if later is not None else []
    rulings = [*document["rulings"], *document.get("unit_rulings", []), *afterwards]
    person = document["inputs"]["person"]
    wanted = {
        (need.removeprefix("finding:"), ruling["target"]["kind"], ruling["target"]["id"])
        for ruling in rulings
        for need in ruling["waiting_for"]
        if need.startswith("finding:")
    }
    findings = [*document["inputs"]["findings"], *(later["findings"] if later is not None else [])]
    made = {(one["rule"], "official", person["id"]) for one in findings}
    return sorted(one for one in wanted | made if one[2] is not None)
