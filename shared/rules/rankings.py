"""Judges a place in a ranking: last on a list, or last twice in a row.

Scores are compared as exact numbers, so that 71.5 and 71.50 are one score. Last is every unit
with the lowest score of its list, never a rank number (catalogue D6). A tie, a new head and a
place on two different lists wait for people: the measure hits a person for a unit's result.

May import: stdlib, shared.rules.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from shared.rules.calendar import add_months
from shared.rules.cases import Case, Ranking
from shared.rules.checks import RankTest
from shared.rules.measures import exact
from shared.rules.outcomes import Outcome, Reading, Verdict, unknown
from shared.rules.parameters import Readings, Text
from shared.rules.ranking_words import ranking_name

_PERIOD = re.compile(r"([12][0-9]{3})(?:-([HQ])([1-4])|-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_MONTHS = {None: 12, "H": 6, "Q": 3}
_ORDER = (Verdict.TRUE, Verdict.UNKNOWN, Verdict.PEOPLE, Verdict.FALSE)
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
    head_until: date | None
    answered: tuple[tuple[date | None, date | None], ...]
    """From when until when those led who answer in years of their own."""
    deputy: str | None
    """Whose task dragged this result down, where people found it."""


def judge_rank(test: RankTest, reading: Reading) -> Outcome:
    """Return whether the unit of the case is last, once or twice in a row, in ``as_of``'s year.

    By year, rankings of whole years are read, of one list in adjacent years (E15). By event, all
    rankings of a series are, whatever was compared, with adjacent numbers (D7). After a last
    place, a ranking before it that nobody recorded is waited for, or people find what it was.
    """
    waits = _missing(test, reading)
    if waits:
        return unknown(*waits)
    ruled = [outcome for _, outcome in _ruled(test, reading)]
    return _best(ruled) if ruled else Outcome(Verdict.FALSE, cause="not_ranked")


def _ruled(test: RankTest, reading: Reading) -> list[tuple[Place, Outcome]]:
    """Return the places of the year that are asked about, each with what it comes to."""
    places = places_of(test, reading)
    now = _of_the_year(places, reading)
    if test.in_row == 1:
        return [(place, _once(place)) for place in now]
    pairs = [
        (each, _twice(test, reading, each, old))
        for each in now
        for old in places
        if _follows(test, each, old)
    ]
    unread = [(each, _before(test, reading, each)) for each in now]
    return [*pairs, *((each, outcome) for each, outcome in unread if outcome is not None)]


def _of_the_year(places: Sequence[Place], reading: Reading) -> list[Place]:
    """Return the places of the year asked about, of a head who has left those that he led.

    Of a unit that nobody heads, those for which no head who left answers (E38).
    """
    share = exact(reading.parameters.readings.head_share)
    return [
        place
        for place in places
        if place.ends.year == _year(reading.case)
        and (place.head_until is None or _led(place.head_since, place.head_until, place) >= share)
        and not any(_answers(since, until, place, share) for since, until in place.answered)
    ]


def _answers(since: date | None, until: date | None, place: Place, share: Fraction) -> bool:
    """Return whether a place is asked about in the year of whoever led through a time."""
    if until is None:
        return since is None or since <= place.ends
    return _led(since, until, place) >= share


def _before(test: RankTest, reading: Reading, place: Place) -> Outcome | None:
    """Return that the ranking before a last place is not recorded; None where nothing is missing.

    Whoever was left out of that ranking has not been last twice (D7); of one that nobody recorded
    nobody knows. The first comparison of a series, number 1, has none before it.
    """
    rankings = reading.case.facts.rankings or []
    if test.by == "event":
        missing = f"{place.series}#{place.seq - 1}"
        there = place.seq <= 1 or any(
            (one.series, one.seq) == (place.series, place.seq - 1) for one in rankings
        )
    else:
        year, listed = str(place.ends.year - 1), (place.series, place.list)
        missing = "·".join(part for part in (*listed, year) if part)
        keys = (_list_key(test, reading.parameters.readings, one) for one in rankings)
        there = (*listed, year) in keys
    if there or place.last is Verdict.FALSE:
        return None
    found = _found(reading, "ranking_missing")
    if found.waiting_for:
        return replace(found, waiting_for=(f"ranking:{missing}",))
    return _last(place) if found.verdict is Verdict.TRUE else found


def describe_rank(test: RankTest, reading: Reading) -> list[Text]:
    """Return one phrase for each place that decides: this year's, and those it follows."""
    if _missing(test, reading):
        return []
    places = places_of(test, reading)
    now = _of_the_year(places, reading)
    before = [old for old in places if any(_follows(test, each, old) for each in now)]
    chosen = now if test.in_row == 1 else [*before, *(each for each in now if each not in before)]
    said = [_phrase(place) for place in chosen]
    twice_last = (
        (test.by, test.in_row) == ("event", 2)
        and before
        and not any(place.below for place in chosen)
    )
    unheaded = reading.case.subject.head is None
    if twice_last and unheaded and all(place.head_since is None for place in chosen):
        said.append(Text(zh="没有主要负责人变动的记录", en="no change of the head is recorded"))
    return said


def responsible_deputies(test: RankTest, reading: Reading) -> tuple[str, ...]:
    """Return the deputies whose tasks, as people found, dragged the deciding results down (K02).

    Each once and sorted; those of places that decided nothing are none of them.
    """
    if _missing(test, reading):
        return ()
    ruled = _ruled(test, reading)
    named = {place.deputy for place, one in ruled if one.verdict is Verdict.TRUE}
    return tuple(sorted(deputy for deputy in named if deputy is not None))


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
        head_since=_day(own.head_since),
        head_until=_day(own.head_until),
        answered=tuple((_day(term.since), _day(term.until)) for term in own.answered),
        deputy=own.deputy,
    )


def _day(written: str | None) -> date | None:
    """Return a day written YYYY-MM-DD, or None where none is."""
    return None if written is None else date.fromisoformat(written)


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
    """Return whether one place is the last; one of a time before the head is another's (E38)."""
    if place.head_since is not None and place.head_since > place.ends:
        return Outcome(Verdict.FALSE, cause="head_before")
    return _last(place)


def _last(place: Place) -> Outcome:
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
    unrecorded = place.head_since is None and old.head_since is None
    if unrecorded and reading.case.subject.head is not None:
        return _found(reading, "head_unrecorded")
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

    No day at all means that no change of head is recorded, where no head is asked about. The later
    of two first days is that of today's head, the earlier of two last days the end of his time.
    """
    came = [day for day in (place.head_since, old.head_since) if day is not None]
    left = [day for day in (place.head_until, old.head_until) if day is not None]
    since, until = max(came, default=None), min(left, default=None)
    return all(_led(since, until, each) >= share for each in (place, old))


def _led(since: date | None, until: date | None, place: Place) -> Fraction:
    """Return the part of a period that was led by whoever was head from ``since`` to ``until``."""
    last = min(until or place.ends, place.ends)
    led = (last - max(since or place.begins, place.begins)).days + 1
    return Fraction(max(led, 0), (place.ends - place.begins).days + 1)


def _best(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome that decides: last on one list is enough (K01)."""
    return min(outcomes, key=lambda each: _ORDER.index(each.verdict))


def _phrase(place: Place) -> Text:
    """Return one place in words, with the score as it was written."""
    name = ranking_name(place.series, place.list, place.period)
    if place.below:
        zh, en = f"有{place.below}个单位更低", f"{place.below} have less"
    elif place.tied:
        zh, en = f"并列末位，另有{place.tied}个单位同分", f"tied for last with {place.tied}"
        if place.last is Verdict.FALSE:
            zh, en = f"{zh}，经裁定不是末位", f"{en}, which people ruled is not last"
    else:
        zh, en = "末位", "last"
    return Text(
        zh=f"{name.zh}：{place.score}分，{place.units}个单位，{zh}",
        en=f"{name.en}: {place.score}, of {place.units} units, {en}",
    )
