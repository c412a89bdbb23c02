"""How the second evaluator reads rankings: last places, ties, and two last places in a row.

It follows the domain report (D6, D7, E13 to E15, E38). May import ``second_reader`` only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from second_reader import NO, TIED, WAIT, YES, Answer, Case, Reader, both, either, said

NOT_RANKED: Answer = ("not_triggered", "not_ranked")
HEAD_BEFORE: Answer = ("not_triggered", "head_before")
ALWAYS, FOR_EVER = date.min, date.max


def last(read: Reader, ranking: Case) -> Answer:
    """Return whether the unit is last in one ranking in which it stands (D6, E14)."""
    scores = {name: Fraction(score) for name, score in ranking["scores"].items()}
    lowest = min(scores.values())
    if read.met("last place", scores[read.subject] - lowest) == NO:
        return NO
    if list(scores.values()).count(lowest) == 1:
        return YES
    confirmed = ranking.get("tie_confirmed")
    if confirmed is None:
        return YES if read.readings["last_ties"] == "all" else TIED
    return said(confirmed)


def days_of(period: str) -> tuple[date, date]:
    """Return the first day of a year, half-year, quarter or month, and the day after its last."""
    year, part = int(period[:4]), period[5:]
    months = {"": 12, "H": 6, "Q": 3}.get(part[:1], 1)
    number = int(part.lstrip("HQ") or 1)
    over = months * number
    after = date(year + 1, 1, 1) if over == 12 else date(year, over + 1, 1)
    return date(year, over - months + 1, 1), after


def of_a_year(period: str) -> bool:
    """Return whether a ranking is of a whole year; K01 and K02 say 年度 and 年 (trap 12)."""
    return len(period) == 4


def led_enough_of(read: Reader, period: str, since: date, until: date) -> bool:
    """Return whether somebody who led from one day to another led enough of a period (E15)."""
    first, after = days_of(period)
    end = after if until == FOR_EVER else min(after, until + timedelta(1))
    led = max(timedelta(0), end - max(first, since))
    return led.days >= Fraction(read.readings["head_share"]) * (after - first).days


def named(rankings: Iterable[Case], key: str) -> list[date]:
    """Return the days that rankings name for the head."""
    return [date.fromisoformat(one[key]) for one in rankings if one.get(key)]


def answers_for(read: Reader, one: Case) -> bool:
    """Return whether a place is the head's at all.

    Who has left the unit answers for what he led through half of (E15, E38); who leads it still is
    the one whom the clause means. Nobody else answers then.
    """
    since, until = named([one], "head_since"), named([one], "head_until")
    if until and not led_enough_of(read, one["period"], max(since, default=ALWAYS), until[0]):
        return False
    return not any(answered_by(read, one["period"], term) for term in one.get("answered", ()))


def answered_by(read: Reader, period: str, term: Case) -> bool:
    """Return whether somebody else, by the time that he led the unit, answers for a period."""
    since, until = max(named([term], "since"), default=ALWAYS), named([term], "until")
    if until:
        return led_enough_of(read, period, since, until[0])
    return since < days_of(period)[1]


def ranked(read: Reader) -> list[Case]:
    """Return the rankings in which the unit stands, in an order of their own."""
    every = [one for one in read.facts["rankings"] if read.subject in one["scores"]]
    return sorted(every, key=lambda one: (one["period"], one["seq"], one["series"], one["list"]))


def of_year(read: Reader, year: int, annual: bool) -> list[Case]:
    """Return the rankings of one year for which somebody answers."""
    return [
        one
        for one in ranked(read)
        if int(one["period"][:4]) == year
        and (of_a_year(one["period"]) or not annual)
        and answers_for(read, one)
    ]


def before_his_time(one: Case) -> bool:
    """Return whether the period of a ranking was over when the head came."""
    return any(came >= days_of(one["period"])[1] for came in named([one], "head_since"))


def once(read: Reader, annual: bool) -> Answer:
    """Return whether the unit was last this year under the head whom the clause means."""
    year = read.year()
    if read.facts.get("rankings") is None or year is None:
        return WAIT
    places = [
        HEAD_BEFORE if before_his_time(one) else last(read, one)
        for one in of_year(read, year, annual)
    ]
    return either(*places) if places else NOT_RANKED


def k01(read: Reader) -> Answer:
    """处于全县末位 this year, on either comparison of the year (年度)."""
    return once(read, annual=True)


def k03(read: Reader) -> Answer:
    """重大阶段性工作的评比中排名处于末位: in any comparison of this year."""
    return once(read, annual=False)


def in_a_row(read: Reader, rule: str, before: Case, now: Case) -> Answer:
    """Return whether two neighbouring last places are the unit's and its head's (E15).

    Where that is not clear, people find it; K02 asks for one list, K04 for one series.
    """
    pair = both(last(read, now), last(read, before))
    if pair != YES:
        return pair
    came, left = named((before, now), "head_since"), named((before, now), "head_until")
    unsaid = not came and read.head is not None
    led = not unsaid and all(
        led_enough_of(read, one["period"], max(came, default=ALWAYS), min(left, default=FOR_EVER))
        for one in (before, now)
    )
    same = (now["series"], now["list"]) == (before["series"], before["list"])
    if led and (same or rule == "K04"):
        return YES
    changed = "head_unrecorded" if unsaid else "new_head"
    unclear = changed if same or rule == "K04" else "different_lists"
    found = read.finding(rule)
    return YES if found == YES else (found[0], unclear)


def unrecorded(read: Reader, rule: str, now: Case) -> Answer:
    """Return what a last place comes to whose predecessor nobody recorded (D7).

    连续 needs the ranking before it: without that nobody knows, unless people found it; whether a
    tie is last is asked after that.
    """
    found = read.finding(rule)
    return last(read, now) if found == YES else (found[0], "ranking_missing")


def k02(read: Reader) -> Answer:
    """连续两年末位: this year and the year before, by comparisons of whole years."""
    year = read.year()
    if read.facts.get("rankings") is None or year is None:
        return WAIT
    recorded = {(one["series"], one["list"], one["period"]) for one in read.facts["rankings"]}
    answers = [
        in_a_row(read, "K02", before, now)
        for now in of_year(read, year, annual=True)
        for before in ranked(read)
        if before["period"] == str(year - 1)
    ] + [
        unrecorded(read, "K02", now)
        for now in of_year(read, year, annual=True)
        if last(read, now) != NO and (now["series"], now["list"], str(year - 1)) not in recorded
    ]
    return either(*answers) if answers else NOT_RANKED


def k04(read: Reader) -> Answer:
    """连续两次末位: two neighbours in one series, the later one of this year (D7)."""
    year = read.year()
    if read.facts.get("rankings") is None or year is None:
        return WAIT
    recorded = {(one["series"], one["seq"]) for one in read.facts["rankings"]}
    answers = [
        in_a_row(read, "K04", before, now)
        for now in of_year(read, year, annual=False)
        for before in ranked(read)
        if (before["series"], before["seq"]) == (now["series"], now["seq"] - 1)
    ] + [
        unrecorded(read, "K04", now)
        for now in of_year(read, year, annual=False)
        if last(read, now) != NO
        and now["seq"] > 1
        and (now["series"], now["seq"] - 1) not in recorded
    ]
    return either(*answers) if answers else NOT_RANKED
