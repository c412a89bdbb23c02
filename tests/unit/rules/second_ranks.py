"""How the second evaluator reads rankings: last places, ties, and two last places in a row.

It follows the domain report (D6, D7, E13 to E15). May import ``second_reader`` only.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from second_reader import NO, TIED, WAIT, YES, Answer, Case, Reader, both, either, said

NOT_RANKED: Answer = ("not_triggered", "not_ranked")


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


def of_year(read: Reader, year: int) -> list[Case]:
    """Return the rankings of one year in which the unit stands, in an order of their own."""
    return [
        one
        for one in sorted(
            read.facts["rankings"],
            key=lambda one: (one["period"], one["seq"], one["series"], one["list"]),
        )
        if int(one["period"][:4]) == year and read.subject in one["scores"]
    ]


def k01(read: Reader) -> Answer:
    """处于全县末位 this year, on either comparison."""
    year = read.year()
    if read.facts.get("rankings") is None or year is None:
        return WAIT
    places = [last(read, one) for one in of_year(read, year)]
    return either(*places) if places else NOT_RANKED


def led_enough_of(year: int, since: date, share: Fraction) -> bool:
    """Return whether a head in post since a day led through enough of a year (E15)."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    led = max(timedelta(0), after - max(first, since))
    return led.days >= share * (after - first).days


def in_a_row(read: Reader, rule: str, before: Case, now: Case) -> Answer:
    """Return whether two neighbouring last places are the unit's and its head's (E15).

    Where that is not clear, people find it; K02 asks for one list, K04 for one series.
    """
    pair = both(last(read, now), last(read, before))
    if pair != YES:
        return pair
    named = [one["head_since"] for one in (before, now) if one.get("head_since")]
    share = Fraction(read.readings["head_share"])
    led = not named or all(
        led_enough_of(int(one["period"][:4]), date.fromisoformat(max(named)), share)
        for one in (before, now)
    )
    same = (now["series"], now["list"]) == (before["series"], before["list"])
    if led and (same or rule == "K04"):
        return YES
    unclear = "new_head" if same or rule == "K04" else "different_lists"
    found = read.finding(rule)
    return YES if found == YES else (found[0], unclear)


def k02(read: Reader) -> Answer:
    """连续两年末位: this year and the year before."""
    year = read.year()
    if read.facts.get("rankings") is None or year is None:
        return WAIT
    answers = [
        in_a_row(read, "K02", before, now)
        for now in of_year(read, year)
        for before in of_year(read, year - 1)
    ]
    return either(*answers) if answers else NOT_RANKED


def k04(read: Reader) -> Answer:
    """连续两次末位: two neighbours in one series, the later one of this year (D7)."""
    year = read.year()
    if read.facts.get("rankings") is None or year is None:
        return WAIT
    answers = [
        in_a_row(read, "K04", before, now)
        for now in of_year(read, year)
        for before in read.facts["rankings"]
        if (before["series"], before["seq"]) == (now["series"], now["seq"] - 1)
        and read.subject in before["scores"]
    ]
    return either(*answers) if answers else NOT_RANKED
