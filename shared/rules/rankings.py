"""Judges a place in a ranking: last on a list, or last twice in a row.

Scores are compared as exact numbers, so that 71.5 and 71.50 are one score. Last is every unit
with the lowest score of its list, never a rank number (catalogue D6). A tie, a new head and a
place on two different lists wait for people: the measure hits a person for a unit's result.

May import: stdlib, shared.rules.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from shared.rules.calendar import add_months
from shared.rules.cases import Case, Ranking
from shared.rules.checks import RankTest
from shared.rules.measures import exact
from shared.rules.outcomes import Outcome, Reading, Verdict, unknown
from shared.rules.parameters import Readings, Text

_PERIOD = re.compile(r"([12][0-9]{3})(?:-([HQ])([1-4])|-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_MONTHS = {None: 12, "H": 6, "Q": 3}
_ORDER = (Verdict.TRUE, Verdict.PEOPLE, Verdict.UNKNOWN, Verdict.FALSE)
"""The first of these that occurs among several lists decides."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the unit stands in one ranking."""

    series: str
    list: str
    """Empty where the pack reads all lists of a series as one."""
    period: str
    seq: int
    begins: date
    ends: date
    """The first and the last day of the period."""
    score: str
    units: int
    """How many units are ranked."""
    below: int
    """How many of them have less."""
    tied: int
    """How many others have as much."""
    last: Verdict
    """TRUE, FALSE, or PEOPLE while nobody has ruled on a tie."""
    head_since: date | None


def judge_rank(test: RankTest, reading: Reading) -> Outcome:
    """Return whether the unit of the case is last, once or twice in a row, in ``as_of``'s year.

    By year, rankings of whole years are read, of one list in adjacent years (E15). By event, all
    rankings of a series are, whatever was compared, with adjacent numbers (D7).
    """
    waits = _missing(test, reading)
    if waits:
        return unknown(*waits)
    places = places_of(test, reading)
    now = [place for place in places if place.ends.year == _year(reading.case)]
    if not now:
        return Outcome(Verdict.FALSE, cause="not_ranked")
    if test.in_row == 1:
        return _best([_once(place) for place in now])
    pairs = [(each, old) for each in now for old in places if _follows(test, each, old)]
    if not pairs:
        return Outcome(Verdict.FALSE, cause="not_ranked")
    return _best([_twice(test, reading, each, old) for each, old in pairs])


def describe_rank(test: RankTest, reading: Reading) -> list[Text]:
    """Return one phrase for each place that decides: this year's, and those it follows."""
    if _missing(test, reading):
        return []
    places = places_of(test, reading)
    now = [place for place in places if place.ends.year == _year(reading.case)]
    before = [old for old in places if any(_follows(test, each, old) for each in now)]
    chosen = now if test.in_row == 1 else [*before, *(each for each in now if each not in before)]
    said = [_phrase(place) for place in chosen]
    twice_last = test.in_row == 2 and before and not any(place.below for place in chosen)
    if twice_last and all(place.head_since is None for place in chosen):
        said.append(Text(zh="没有主要负责人变动的记录", en="no change of the head is recorded"))
    return said


def responsible_deputy(case: Case) -> str | None:
    """Return the deputy whose task dragged the result down, if people named one (K02)."""
    unit, year = case.subject.id, _year(case) if case.as_of else None
    named = [
        (ranking.period, ranking.seq, ranking.deputy)
        for ranking in case.facts.rankings or []
        if unit in ranking.scores and ranking.deputy and ranking.period[:4] == str(year)
    ]
    return max(named)[2] if named else None


def places_of(test: RankTest, reading: Reading) -> list[Place]:
    """Return the unit's place in every ranking that ``test`` may read, oldest first.

    A list of one unit ranks nobody. Of two rankings of one list and year, the one with the
    higher number counts.
    """
    unit, readings = reading.case.subject.id, reading.parameters.readings
    rankings = sorted(
        reading.case.facts.rankings or [],
        key=lambda each: (each.period, each.seq, each.series, each.list),
    )
    groups: dict[tuple[str | int, ...], dict[str, Ranking]] = {}
    for ranking in rankings:
        if test.by == "year" and len(ranking.period) != 4:
            continue
        key = _list_key(test, readings, ranking)
        groups.setdefault(key, {})[ranking.list] = ranking
    found = [_place(unit, list(group.values()), readings, key) for key, group in groups.items()]
    return [place for place in found if place is not None]


def _list_key(test: RankTest, readings: Readings, ranking: Ranking) -> tuple[str | int, ...]:
    """Return what tells one list's ranking from another: series, list, period, number."""
    if test.by == "event":
        return ranking.series, ranking.list, ranking.period, ranking.seq
    listed = "" if readings.ranking_lists == "one" else ranking.list
    return ranking.series, listed, ranking.period


def _place(
    unit: str, group: Sequence[Ranking], readings: Readings, key: tuple[str | int, ...]
) -> Place | None:
    """Return where ``unit`` stands in rankings that are read as one, or None if it does not."""
    own = next((ranking for ranking in group if unit in ranking.scores), None)
    scores = {name: Fraction(text) for each in group for name, text in each.scores.items()}
    span = _span(group[0].period)
    if own is None or span is None or len(scores) < 2:
        return None
    mine = scores[unit]
    below = sum(score < mine for score in scores.values())
    tied = sum(score == mine for score in scores.values()) - 1
    return Place(
        series=own.series,
        list=str(key[1]),
        period=own.period,
        seq=own.seq,
        begins=span[0],
        ends=span[1],
        score=own.scores[unit],
        units=len(scores),
        below=below,
        tied=tied,
        last=_verdict(below, tied, own.tie_confirmed, readings),
        head_since=None if own.head_since is None else date.fromisoformat(own.head_since),
    )


def _verdict(below: int, tied: int, confirmed: bool | None, readings: Readings) -> Verdict:
    """Return whether a place is the last one; a tie is, once people or the pack say so (E14)."""
    if below:
        return Verdict.FALSE
    if not tied:
        return Verdict.TRUE
    if confirmed is None:
        return Verdict.TRUE if readings.last_ties == "all" else Verdict.PEOPLE
    return Verdict.TRUE if confirmed else Verdict.FALSE


def _missing(test: RankTest, reading: Reading) -> list[str]:
    """Return what has to be known first.

    A period that names no time is not a known ranking, and two that claim one place are none.
    """
    rankings = reading.case.facts.rankings
    open_list = test.by == "year" and reading.parameters.readings.ranking_lists is None
    names = {(each.series, each.list, each.period, each.seq) for each in rankings or []}
    unread = rankings is None or len(names) < len(rankings)
    unread = unread or any(_span(period) is None for _, _, period, _ in names)
    waits = {
        "parameter:ranking_lists": open_list,
        "facts:rankings": unread,
        "as_of": reading.case.as_of is None,
    }
    return [name for name, missing in waits.items() if missing]


def _year(case: Case) -> int:
    """Return the year the question is about."""
    assert case.as_of is not None, "the caller has seen to it that the day is known"
    return date.fromisoformat(case.as_of).year


def _span(period: str) -> tuple[date, date] | None:
    """Return first and last day of ``2024``, ``2024-H1``, ``-Q1``, ``-03`` or ``-03-31``."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    year, part, number, month, day = found.groups()
    months = 1 if month else _MONTHS[part]
    try:
        if day is not None:
            return date.fromisoformat(period), date.fromisoformat(period)
        first = date(int(year), int(month or months * (int(number or 1) - 1) + 1), 1)
    except ValueError:
        return None
    return first, add_months(first, months) - timedelta(days=1)


def _follows(test: RankTest, place: Place, old: Place) -> bool:
    """Return whether ``place`` comes next after ``old``: a year later, or the next event."""
    if test.by == "year":
        return place.ends.year == old.ends.year + 1
    return place.series == old.series and place.seq == old.seq + 1


def _once(place: Place) -> Outcome:
    """Return whether one place is the last."""
    return Outcome(place.last, cause="last_tied" if place.last is Verdict.PEOPLE else None)


def _twice(test: RankTest, reading: Reading, place: Place, old: Place) -> Outcome:
    """Return whether two places that follow one another count as twice last, for one head."""
    verdicts = (place.last, old.last)
    if Verdict.FALSE in verdicts:
        return Outcome(Verdict.FALSE)
    if Verdict.PEOPLE in verdicts:
        return Outcome(Verdict.PEOPLE, cause="last_tied")
    if test.by == "year" and (place.series, place.list) != (old.series, old.list):
        return _found(reading, "different_lists")
    if not _led_both(place, old, exact(reading.parameters.readings.head_share)):
        return _found(reading, "new_head")
    return Outcome(Verdict.TRUE)


def _found(reading: Reading, cause: str) -> Outcome:
    """Return what people found where the text does not settle it, or that they have to."""
    finding = reading.case.findings.get(reading.clause)
    if finding is None or finding.value is None:
        return Outcome(Verdict.UNKNOWN, (f"finding:{reading.clause}",), cause)
    return Outcome(Verdict.TRUE) if finding.value else Outcome(Verdict.FALSE, cause=cause)


def _led_both(place: Place, old: Place, share: Fraction) -> bool:
    """Return whether the head led through ``share`` of both periods (E15).

    Without a day no change of head is recorded. The later of two days is that of today's head.
    """
    days = [day for day in (place.head_since, old.head_since) if day is not None]
    if not days:
        return True
    return all(_led(max(days), each) >= share for each in (place, old))


def _led(since: date, place: Place) -> Fraction:
    """Return the part of a period that a head has led who began on the day ``since``."""
    led = (place.ends - max(since, place.begins)).days + 1
    return Fraction(max(led, 0), (place.ends - place.begins).days + 1)


def _best(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome that decides: last on one list is enough (K01)."""
    return min(outcomes, key=lambda each: _ORDER.index(each.verdict))


def _phrase(place: Place) -> Text:
    """Return one place in words, with the score as it was written."""
    name = "·".join(part for part in (place.period, place.series, place.list) if part)
    if place.below:
        zh, en = f"有{place.below}个单位更低", f"{place.below} have less"
    elif place.tied:
        zh, en = f"并列末位，另有{place.tied}个单位同分", f"tied for last with {place.tied}"
        if place.last is Verdict.FALSE:
            zh, en = f"{zh}，经裁定不是末位", f"{en}, which people ruled is not last"
    else:
        zh, en = "末位", "last"
    return Text(
        zh=f"{name}：{place.score}分，{place.units}个单位，{zh}",
        en=f"{name}: {place.score}, of {place.units} units, {en}",
    )
