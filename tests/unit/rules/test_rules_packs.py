import json
import re
from pathlib import Path

import pytest
from rules_factories import REPOSITORY, demo_pack

from shared.crypto import jsontext
from shared.documents.base import digest_of
from shared.rules.checks import leaves, unwrap
from shared.rules.pack_files import NoSuchPack, pack_ids
from shared.rules.packs import PackRejected, load_pack, pack_from_document, parse_pack

SOURCES = REPOSITORY.parent / "shared" / "sources"
CATALOGUE = REPOSITORY.parent / "shared" / "domain" / "CATALOGUE.md"

CLAUSES = json.loads(
    (REPOSITORY / "tests" / "vectors" / "clauses.json").read_text(encoding="utf-8")
)["clauses"]
"""What the catalogue says of each of its rules."""

TEXTS = [*sorted({clause["pack"] for clause in CLAUSES}), "NAT"]
NATIONAL = {"Q1": {("ge", "2/3")}, "Q2": {("gt", "1/2")}}


def all_texts():
    return [load_pack(pack_id) for pack_id in pack_ids()]


def found(rule):
    """Return the clause of ``rule``."""
    return next(pack.clauses[rule] for pack in all_texts() if rule in pack.clauses)


def made_of(clause):
    """Return the tests that a clause is made of."""
    return [unwrap(leaf) for leaf in leaves(clause.when)] if hasattr(clause, "when") else []


def lines(clause):
    return {(t.comparator, t.threshold) for t in made_of(clause) if hasattr(t, "threshold")}


def reads(clause):
    lined = [test.read for test in made_of(clause) if hasattr(test, "threshold")]
    return {name for read in lined for name in (read if isinstance(read, list) else [read])}


def spans(clause):
    """Return how far each day of a window lies, in words."""
    found = {}
    for span in getattr(clause, "spans", []):
        length = f"{span.days} days" if span.days else f"{span.months} months"
        length += ", the first counted" if span.first_day_counts else ""
        length += f" after {span.begins}" if span.begins else ""
        found[span.name] = "end of the year" if span.year_end else length
    return found


def test_the_text_packs_hold_every_rule_of_the_catalogue_once():
    stated = [(pack.id, rule) for pack in all_texts() for rule in pack.clauses if pack.id != "NAT"]

    assert len(CLAUSES) == 98
    assert sorted(stated) == sorted((clause["pack"], clause["id"]) for clause in CLAUSES)
    assert pack_ids() == sorted(TEXTS)


def test_what_the_catalogue_gives_a_test_a_gate_or_an_effect_is_computed():
    computed = {rule for pack in all_texts() for rule in pack.executable} - NATIONAL.keys()

    assert len([clause for clause in CLAUSES if clause["in_table"]]) == 46
    assert {clause["id"] for clause in CLAUSES if clause["in_table"]} <= computed
    assert computed == {clause["id"] for clause in CLAUSES if clause["computed"]}


@pytest.mark.parametrize("fact", CLAUSES, ids=lambda fact: fact["id"])
def test_force_line_and_what_is_counted_are_those_of_the_catalogue(fact):
    clause = found(fact["id"])

    assert clause.force == fact["force"]
    assert lines(clause) == {tuple(line) for line in fact["lines"]}
    assert reads(clause) == set(fact.get("reads", []))
    assert spans(clause) == fact.get("spans", {})
    bases = {test.base for test in made_of(clause) if hasattr(test, "base")}
    assert bases == ({fact["base"]} if "base" in fact else set())


@pytest.mark.parametrize(
    "fact",
    [one for one in CLAUSES if one["lines"] and "note" not in one],
    ids=lambda fact: fact["id"],
)
def test_a_line_is_the_catalogues_own_words_as_an_exact_number(fact):
    numbers = set(re.findall(r"[0-9]+(?:/[0-9]+)?", fact["threshold"]))

    assert {comparator for comparator, _ in fact["lines"]} == {fact["comparator"]}
    assert {threshold for _, threshold in fact["lines"]} == numbers


def test_a_line_that_is_written_otherwise_says_why():
    otherwise = {one["id"] for one in CLAUSES if "note" in one}

    assert otherwise == {"N06", "N07", "P03", "P07", "P12", "P16"}


@pytest.mark.parametrize("rule", NATIONAL)
def test_the_national_rules_have_their_own_lines(rule):
    assert lines(found(rule)) == NATIONAL[rule]


def test_the_opening_words_of_a_quotation_and_its_words_stand_in_the_source():
    if not SOURCES.is_dir():
        pytest.skip("the source texts are not beside this checkout")
    for pack in all_texts():
        for clause in pack.clauses.values():
            file = clause.source.file
            path = CATALOGUE if file == CATALOGUE.name else SOURCES / file
            text = path.read_text(encoding="utf-8")
            lead = [clause.source.lead] if clause.source.lead else []
            for quote in [clause.source.quote, *clause.source.more, *lead]:
                assert quote in text, clause.id
                assert quote[::-1] not in text


@pytest.mark.parametrize("name", ["county", "district"])
def test_a_jurisdiction_pack_says_who_adopted_each_clause_when_and_why(name):
    pack = parse_pack(demo_pack(name))

    adopted = [rule for adoption in pack.adoptions for rule in adoption.clauses]
    assert sorted(adopted) == sorted(pack.clauses)
    assert all(each.author and each.date and each.reason for each in pack.adoptions)


def test_the_county_has_bands_and_a_score_marked_local_and_the_district_has_none():
    county, district = (parse_pack(demo_pack(name)).parameters for name in ("county", "district"))

    assert (county.score.local, county.bands.local) == (True, True)
    assert county.score.note.en == "local, not from the sources"
    assert (district.score, district.bands) == (None, None)


@pytest.mark.parametrize("text", [*TEXTS, "county", "district"])
def test_a_stored_pack_is_the_same_pack_with_the_same_digest(text):
    pack = load_pack(text) if text in TEXTS else parse_pack(demo_pack(text))

    stored = jsontext.decode(jsontext.canonical(pack.to_document()))

    assert pack_from_document(stored) == pack
    assert pack_from_document(stored).digest == pack.digest == digest_of(stored)


def test_a_pack_fits_inside_a_signed_document():
    document = parse_pack(demo_pack("county")).to_document()

    assert jsontext.canonical({"document": {"pack": document}})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("base: valid\n  large", "base: expressed\n  large"),
        ("large_unit_min: 30", "large_unit_min: 31"),
        ("merge: pooled", "merge: weighted"),
        ("clauses: [C06, C07]", "clauses: [C07]"),
        ("reason: 常委会议题确定办法", "reason: 另有理由"),
        ('at_least: "88"', 'at_least: "89"'),
        ("objection_days: 0", "objection_days: 1"),
    ],
)
def test_whatever_changes_in_a_pack_changes_its_digest(old, new):
    text = demo_pack("county")
    assert old in text

    assert parse_pack(text.replace(old, new)).digest != parse_pack(text).digest


def test_the_spelling_of_a_default_does_not_change_the_digest():
    document = load_pack("PA").to_document()
    document["clauses"][0]["consequences"] = []

    assert pack_from_document(document).digest == load_pack("PA").digest


WEIGHTS = "weights: {unit: 7/10, county: 3/10}"

COUNTY_FAULTS = {
    "no author": ("  author: 中共云溪县委组织部\n", ""),
    "an unknown key": ("objection_days: 0", "objection_days: 0\n  quorum: 3"),
    "a parameter left open": ("  objection_days: 0\n", ""),
    "a key twice": ("merge: pooled", "merge: pooled\n  merge: pooled"),
    "a weighted merge without weights": ("merge: pooled", "merge: weighted"),
    "weights that are not whole": ("weights: null", "weights: {unit: 6/10, county: 3/10}"),
    "a decimal weight": ("weights: null", "weights: {unit: 0.6, county: 0.4}"),
    "a clause that its text does not hold": ("B04, B05", "B99, B05"),
    "a text that there is not": ("pack: PF", "pack: PZ"),
    "a clause without the one it stands on": ("B04, B05, B06", "B05, B06"),
    "a committee rule without its gate": ("clauses: [C06, C07]", "clauses: [C06]"),
    "a clause twice": ("clauses: [C02]", "clauses: [C02, C02]"),
    "a clause from two adoptions": ("PF\n  clauses: [C06, C07]", "PB\n  clauses: [C02]"),
    "a score that is not marked local": ("score:\n    local: true", "score:\n    local: false"),
    "bands upside down": ('at_least: "70"', 'at_least: "90"'),
    "a base there is not": ("base: valid\n  large", "base: everybody\n  large"),
    "a number as text": ("large_unit_min: 30", 'large_unit_min: "30"'),
    "a float": ("large_unit_min: 30", "large_unit_min: 30.0"),
    "an alias": ("merge_needs: [unit, county]", "merge_needs: [&one unit, *one]"),
    "a Python object": ("weights: null", "weights: !!python/object/apply:os.getcwd []"),
    "two documents": ("id: county", "---\nid: x\n---\nid: county"),
    "not YAML": ("parameters:", "parameters: ]["),
    "a date that is none": ("date: 2026-01-05", "date: yesterday"),
    "no kind": ("kind: jurisdiction\n", ""),
    "no validity": ('  valid: {from: "2026-01-01"}\n', ""),
    "a validity that ends before it begins": (
        'from: "2026-01-01"}', 'from: "2026-01-01", until: "2025-12-31"}'
    ),
    "a reading left open": ("    last_ties: people\n", ""),
    "a reading there is not": ("last_ties: people", "last_ties: nobody"),
    "a list that nobody named": ("    ranking_lists: separate\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", COUNTY_FAULTS)
def test_a_pack_with_a_fault_is_refused(fault):
    old, new = COUNTY_FAULTS[fault]
    text = demo_pack("county").replace(WEIGHTS, "weights: null")
    assert old in text

    with pytest.raises(PackRejected):
        parse_pack(text.replace(old, new, 1))


def test_a_clause_adopted_without_its_grounds_is_refused_with_their_names():
    alone = demo_pack("district").replace("B11, B12, ", "")

    with pytest.raises(PackRejected, match="B09 stands on B11 and B12: adopt that as well") as why:
        parse_pack(alone)

    assert "B09以B11、B12为前提" in why.value.chinese


TEXT_FAULTS = {
    "no force": ("PA", "  force: rule\n", ""),
    "a force there is not": ("PA", "force: rule", "force: law"),
    "a text that says nothing": ("PH", "  says:\n", "  said:\n"),
    "a text with a line": ("PH", "  scope: []\n", '  scope: []\n  threshold: "1"\n'),
    "a computed clause for nobody": ("PM", "subject: [motion, candidate]", "subject: []"),
    "a computed clause that is never asked": ("PM", "scope: [agenda, meeting]", "scope: []"),
    "a window without days": ("PC", "days: 7}", "}"),
    "a window in days and months": ("PC", "days: 7}", "days: 7, months: 1}"),
    "a window that begins with nothing known": ("PC", "begins: removal_date", "begins: birthday"),
    "a rank three times in a row": ("PE", "in_row: 2", "in_row: 3"),
    "a window of four years": ("PD", "window_years: 3", "window_years: 4"),
    "a fifth bar of awards": ("PD", "bar: personal_awards", "bar: bonus"),
    "a role there is not": ("PD", "role: head", "role: boss"),
    "a cascade from a clause after it": ("PB", "follows: [B11, B12]", "follows: [B11, C02]"),
    "a grade from a ranking that forces none": (
        "PE",
        "  - code: penalty\n",
        """\
  - code: penalty
    grade: {value: incompetent, scale: civil}
""",
    ),
}


@pytest.mark.parametrize("fault", TEXT_FAULTS)
def test_a_text_pack_with_a_fault_is_refused(fault):
    pack, old, new = TEXT_FAULTS[fault]
    text = (REPOSITORY / "shared" / "rules" / "packs" / f"{pack}.yaml").read_text(encoding="utf-8")
    assert old in text

    assert parse_pack(text).id == pack
    with pytest.raises(PackRejected):
        parse_pack(text.replace(old, new, 1))


EFFECT = {
    "code": "measure",
    "who": "subject",
    "modality": "must",
    "text": {"zh": "措施", "en": "a measure"},
}


def test_bands_without_a_score_are_refused():
    document = parse_pack(demo_pack("county")).to_document()
    document["parameters"]["score"] = None

    with pytest.raises(PackRejected, match="bands and a composite need a score"):
        pack_from_document(document)


def a_text_pack(**clause: object) -> dict:
    """Return the document of PA in which B06 is changed."""
    document = load_pack("PA").to_document()
    of(document, "B06").update(clause)
    return document


def of(document: dict, rule: str) -> dict:
    """Return one clause of a pack's document."""
    return next(clause for clause in document["clauses"] if clause["id"] == rule)


def test_no_vote_can_be_made_to_force_a_grade():
    grade = {"value": "incompetent", "scale": "civil"}

    with pytest.raises(PackRejected, match="whose text sets a grade"):
        pack_from_document(a_text_pack(consequences=[EFFECT | {"grade": grade}]))


@pytest.mark.parametrize(
    "clause",
    [
        pytest.param({"consequences": [EFFECT | {"if_met": "distrust"}]}, id="a test it has not"),
        pytest.param({"reads_merge": "B05"}, id="a merge clause that is none"),
        pytest.param({"subject": ["official", "team"]}, id="subjects the merge does not meet"),
        pytest.param({"kind": "opinion"}, id="a kind there is not"),
        pytest.param({"id": "B04"}, id="an id twice"),
        pytest.param({"when": {"share": {}}}, id="an empty test"),
        pytest.param({"when": {"not": []}}, id="a connective there is not"),
    ],
)
def test_a_stored_pack_is_checked_as_strictly_as_a_written_one(clause):
    with pytest.raises(PackRejected):
        pack_from_document(a_text_pack(**clause))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("threshold", "0.33"),
        ("threshold", "1/0"),
        ("comparator", "eq"),
        ("read", ["grade.bad"]),
        ("read", []),
        ("base", "all"),
        ("optional", True),
        ("ballots", ["unit"]),
    ],
)
def test_a_test_that_could_not_be_made_is_refused(key, value):
    document = load_pack("PA").to_document()
    of(document, "B06")["when"]["share"][key] = value

    with pytest.raises(PackRejected):
        pack_from_document(document)


def test_a_refusal_never_echoes_what_was_written():
    with pytest.raises(PackRejected) as refused:
        parse_pack(demo_pack("county").replace("objection_days: 0", "张三: 13800000000"))

    assert "张三" not in str(refused.value)
    assert "138" not in str(refused.value)


def test_an_id_that_is_a_path_finds_no_pack():
    for ref in ("../PA", "PA.yaml", "", "county"):
        with pytest.raises(NoSuchPack):
            load_pack(ref)


def test_a_text_pack_of_ones_own_is_read_with_the_default_parameters():
    text = Path(REPOSITORY / "shared" / "rules" / "packs" / "PB.yaml").read_text(encoding="utf-8")

    pack = parse_pack(
        text.replace("id: PB", "id: OWN").replace("threshold: 3/10", "threshold: 1/4")
    )

    assert pack.parameters == load_pack("PB").parameters
    assert pack.digest != load_pack("PB").digest
