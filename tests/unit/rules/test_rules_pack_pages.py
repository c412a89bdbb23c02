"""A pack as a person reads it: every clause with its quotation and its line, every setting."""

from __future__ import annotations

import re
from html import unescape

import pytest
from factories.pack_pages import a_pack_office
from factories.pages import a_build
from flask import Flask
from rules_factories import demo_pack

from shared.errors import NotFound
from shared.plumbing.access import Actor, register_access
from shared.rules import phrases
from shared.rules.cases.facts import FactDate
from shared.rules.clause_words import line
from shared.rules.clauses import TextClause
from shared.rules.effect_words import effects
from shared.rules.fixed_readings import FIXED
from shared.rules.pack_files import pack_ids
from shared.rules.packs import Pack, load_pack, pack_from_document, parse_pack
from shared.rules.parameter_words import NO_DEFAULT, rows
from shared.rules.parameters import TEXT_DEFAULTS, Parameters


class NoPack(NotFound):
    """There is none of this digest."""

    code = "no_pack"


def every_pack() -> dict[str, Pack]:
    """Return the package's packs and the demonstration's, by id."""
    texts = [load_pack(pack_id) for pack_id in pack_ids()]
    places = [parse_pack(demo_pack(name)) for name in ("county", "district")]
    return {pack.id: pack for pack in [*texts, *places]}


def find(digest: str) -> object:
    """Return the document of a pack by its digest."""
    found = [pack for pack in every_pack().values() if pack.digest == digest]
    if not found:
        raise NoPack("There is no such pack.")
    return found[0].to_document()


@pytest.fixture
def app(tmp_path) -> Flask:
    return a_pack_office(a_build(tmp_path / "web"), tmp_path / "pages", find)


def opened(app: Flask, pack: Pack, language: str = "zh") -> str:
    """Return the page of a pack, as a reader of this language sees it."""
    answer = app.test_client().get(
        f"/packs/{pack.digest}", headers={"Accept-Language": language, "Accept": "text/html"}
    )
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def part(page: str, rule: str) -> str:
    """Return what the page says of one clause."""
    found = re.search(rf'<section id="{rule}".*?</section>', page, re.S)
    assert found is not None, rule
    return found[0]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*pack_ids(), "county", "district"])
def test_a_page_names_every_clause_with_its_quotation_its_line_and_what_follows(
    app, name, language
):
    pack = every_pack()[name]

    page = opened(app, pack, language)

    assert getattr(pack.title, language) in page
    assert pack.digest in page
    for clause in pack.clause_list:
        said = part(page, clause.id)
        quotes = [clause.source.quote, *clause.source.more]
        assert getattr(clause.title, language) in said
        assert all(quote.replace("**", "") in said for quote in quotes)
        assert re.sub(r"^S[0-9]+·", "", clause.source.section) in said
        assert getattr(line(clause, pack.parameters), language) in said
        assert all(getattr(each, language) in said for each in effects(clause))
    assert page.count("data-clause=") == len(pack.clauses)


def test_what_is_computed_and_what_people_read_are_told_apart(app):
    pack = load_pack("PA")

    page = opened(app, pack, "en")

    for clause in pack.clause_list:
        word = "Read by people" if isinstance(clause, TextClause) else "Computed"
        assert word in part(page, clause.id), clause.id
    assert "A rule in force" in part(page, "B06")
    assert "A proposal, not in force" in part(opened(app, load_pack("PI"), "en"), "C12")
    assert "A report of practice" in part(opened(app, load_pack("PD"), "en"), "N08")


def test_an_adoption_is_shown_with_its_author_date_reason_and_validity(app):
    text = demo_pack("county").replace(
        'valid: {from: "2026-01-01"}', 'valid: {from: "2026-01-01", until: "2028-12-31"}', 1
    )
    pack = parse_pack(text)
    document = pack.to_document()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{__name__}.every_pack", lambda: {"county": pack_from_document(document)})
        page = opened(app, pack, "en")

    assert "中共云溪县委组织部" in page
    assert load_pack("PA").title.en in page
    assert "2026-01-05" in page
    assert "本县科级领导干部监督管理办法即以该文本为准" in page
    assert "from 2026-01-01 to 2028-12-31" in page
    assert "from 2026-01-01 on" in page


def test_a_parameter_that_was_set_stands_beside_our_default(app):
    page = opened(app, every_pack()["county"], "en")

    line_of = dict(re.findall(r'<tr data-parameter="(E\d+)">(.*?)</tr>', page, re.S))
    assert "townships and departments apart" in line_of["E13"]
    assert NO_DEFAULT.en in line_of["E13"]
    assert "a roll of 30 or more" in line_of["E5"]
    assert "the same as this pack" in line_of["E5"]


def test_a_digest_that_is_nobodys_is_not_found(app):
    answer = app.test_client().get(f"/packs/{'0' * 64}")

    assert (answer.status_code, answer.json["type"]) == (404, "/problems/no_pack")


def test_whoever_lacks_the_role_is_refused(app):
    register_access(app, lambda: Actor("a2", "李四", frozenset({"registrar"})))

    assert app.test_client().get(f"/packs/{load_pack('PA').digest}").status_code == 403


SET_OTHERWISE = [
    {"base": "roll"},
    {"large_unit_min": 31},
    {"weights": {"unit": "7/10", "county": "3/10"}},
    {"merge": "weighted", "weights": {"unit": "7/10", "county": "3/10"}},
    {"merge_needs": ["unit"]},
    {"disclosure_floor": 8},
    {"excellent_quota": {"share": "1/4", "rounding": "floor"}},
    {"excellent_quota": {"share": "1/5", "rounding": "ceiling"}},
    {"excellent_quota": {"share": "1/5", "rounding": "floor", "groups": "unit"}},
    {"objection_days": 6},
    {"satisfaction": {"counted": ["satisfied"], "of": "known", "at_least": "2/3"}},
    {"large_majority": "2/3"},
    {
        "score": {
            "local": True,
            "note": {"zh": "本地", "en": "local"},
            "points": {
                "excellent": "100",
                "competent": "80",
                "basically_competent": "60",
                "incompetent": "0",
            },
            "base": "valid",
            "places": 2,
        }
    },
    {
        "merge": "weighted",
        "weights": {"unit": "1/2", "county": "1/2"},
        "class_weights": {"county": {"classes": {"A": "2/5", "B": "3/5"}}},
    },
    {
        "exclusions": [
            {"local": True, "note": {"zh": "受警告", "en": "warned"}, "sanction": "warning"}
        ]
    },
]


@pytest.mark.parametrize("change", SET_OTHERWISE, ids="+".join)
def test_whatever_a_pack_sets_otherwise_is_said_otherwise(change):
    other = Parameters.model_validate(TEXT_DEFAULTS.model_dump() | change)

    told = [row for row in rows(other) if row.changed and row.default != NO_DEFAULT]

    assert told or "satisfaction" in change
    assert [row.value for row in rows(other)] != [row.value for row in rows(TEXT_DEFAULTS)]


READ_OTHERWISE = {
    "ranking_lists": ["one", None],
    "last_ties": ["all"],
    "head_share": ["2/3"],
    "points_cleared_by_measure": [True],
    "leaders_absence": ["sum"],
    "bar_until": ["six_months"],
    "distrust_on_grades": ["two_lowest"],
    "urgent_majority": ["more_than_half"],
    "announce": ["on_the_spot", "notice_board"],
}


@pytest.mark.parametrize("name", type(TEXT_DEFAULTS.readings).model_fields)
def test_every_reading_is_said_as_it_is_chosen(name):
    before = [row.value for row in rows(TEXT_DEFAULTS)]
    for value in READ_OTHERWISE[name]:
        readings = TEXT_DEFAULTS.readings.model_copy(update={name: value})
        other = TEXT_DEFAULTS.model_copy(update={"readings": readings})

        after = [row.value for row in rows(other)]

        assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


def test_a_line_is_said_with_the_reading_that_the_pack_chose():
    readings = TEXT_DEFAULTS.readings.model_copy(
        update={"urgent_majority": "more_than_half", "distrust_on_grades": "two_lowest"}
    )
    other = TEXT_DEFAULTS.model_copy(update={"readings": readings, "base": "roll"})
    urgent, distrust = load_pack("PF").clauses["C06"], load_pack("PB").clauses["B08"]

    assert "at least one half" in line(urgent, TEXT_DEFAULTS).en
    assert "more than one half" in line(urgent, other).en
    assert "不称职和基本称职" not in line(distrust, TEXT_DEFAULTS).zh
    assert "不称职和基本称职" in line(distrust, other).zh
    assert "占应到" in line(distrust, other).zh


def test_the_days_of_a_bar_are_said_as_the_pack_reads_them_and_a_forced_grade_on_its_own_scale():
    readings = TEXT_DEFAULTS.readings.model_copy(update={"bar_until": "six_months"})
    other = TEXT_DEFAULTS.model_copy(update={"readings": readings})
    barred, last_twice = load_pack("PC").clauses["L05"], load_pack("PE").clauses["K04"]

    assert "至：当年12月31日" in line(barred, TEXT_DEFAULTS).zh
    assert "至：满六个月之日" in line(barred, other).zh
    assert "until: six months on" in line(barred, other).en
    assert "直接定等次：不称职（事业单位：不合格）" in effects(last_twice)[1].zh
    assert "直接定等次：不称职" in "".join(
        each.zh for each in effects(load_pack("PA").clauses["N02"])
    )


def test_an_inclusive_line_and_an_exclusive_one_never_sound_alike():
    clauses = load_pack("PA").clauses
    inclusive, exclusive = (line(clauses[rule], TEXT_DEFAULTS) for rule in ("B06", "B07"))

    assert "达到三分之一以上（含）" in inclusive.zh
    assert "超过三分之一" in exclusive.zh
    assert "at least one third" in inclusive.en
    assert "more than one third" in exclusive.en


def test_whoever_has_to_act_and_every_day_that_counts_has_words():
    owners = {
        consequence.owner
        for pack in every_pack().values()
        for clause in pack.clause_list
        for consequence in clause.consequences
    }

    assert owners - {None} == phrases.OWNERS.keys()
    assert phrases.FACT_DATES.keys() == {*FactDate.__args__, "decision"}


def test_every_question_of_the_catalogue_is_answered_by_a_setting_or_for_everybody():
    codes = [int(row.code[1:]) for row in rows(TEXT_DEFAULTS) if row.code]
    fixed = [int(each.code[1:]) for each in FIXED]

    assert fixed == sorted(set(fixed))
    assert not set(codes) & set(fixed)
    assert set(codes) | set(fixed) == set(range(1, 45))


def test_a_clause_says_the_title_of_its_text_and_no_name_of_a_file(app):
    packs = every_pack()
    text, place = packs["PA"], packs[next(name for name in packs if packs[name].adoptions)]
    adopted = load_pack(place.adoptions[0].pack).title.zh

    pages = [opened(app, text), opened(app, place)]

    assert [re.findall(r"\w+\.txt", page) for page in pages] == [[], []]
    assert re.search(rf"<dt>出处</dt><dd>{re.escape(text.title.zh)} · ", pages[0])
    assert re.search(rf"<dt>出处</dt><dd>{re.escape(adopted)} · (?!S\d)", pages[1])
