"""One person's year as the rules are asked about it: ballots, attendance, findings, facts.

Everything comes from certified results and recorded facts, so that whoever holds those can ask
the same question again and get the same answer, byte for byte.

May import: stdlib, pydantic, shared.documents, shared.errors, shared.rules.
"""

from shared.rules.person_year.choosing import (
    FOLLOWING,
    LASTING,
    YEARS_BACK,
    findings_back,
    known_kinds,
    matters,
    sources_of,
    unit_facts,
)
from shared.rules.person_year.inputs import (
    NO_FACTS,
    AttendanceEntry,
    AttendanceFacts,
    Inputs,
    LeaderYear,
    LeftUnit,
    Person,
    Post,
    SetAside,
    SignedFinding,
    YearFact,
    YearFacts,
    excused,
    inputs_of,
    units_left,
)
from shared.rules.person_year.votes import (
    INVESTIGATION,
    YEAR_SOURCES,
    Graded,
    SeveralResults,
    asked_without_votes,
    by_person,
    concerns,
    graded_contests,
    rulings_about,
)
from shared.rules.person_year.year import year_case

__all__ = [
    "FOLLOWING",
    "INVESTIGATION",
    "LASTING",
    "NO_FACTS",
    "YEARS_BACK",
    "YEAR_SOURCES",
    "AttendanceEntry",
    "AttendanceFacts",
    "Graded",
    "Inputs",
    "LeaderYear",
    "LeftUnit",
    "Person",
    "Post",
    "SetAside",
    "SeveralResults",
    "SignedFinding",
    "YearFact",
    "YearFacts",
    "asked_without_votes",
    "by_person",
    "concerns",
    "excused",
    "findings_back",
    "graded_contests",
    "inputs_of",
    "known_kinds",
    "matters",
    "rulings_about",
    "sources_of",
    "unit_facts",
    "units_left",
    "year_case",
]
