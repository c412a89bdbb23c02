import argparse
import json
from pathlib import Path

import pytest
from rules_factories import DEMO_PACKS, a_ballot, a_case

from shared.cli.rules import register


def run(capsys, *words):
    parser = argparse.ArgumentParser(prog="ostraka")
    register(parser.add_subparsers())
    args = parser.parse_args(["rules", *words])
    code = args.run(args)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def case_file(tmp_path: Path):
    def write(case) -> str:
        path = tmp_path / "case.json"
        path.write_text(case if isinstance(case, str) else json.dumps(case), encoding="utf-8")
        return str(path)

    return write


def test_a_case_is_answered_with_its_rulings(capsys, case_file):
    path = case_file(a_case(ballots=[a_ballot("unit", 33, 11)]))

    code, out, err = run(capsys, "evaluate", "PA", path)

    states = {ruling["rule"]: ruling["state"] for ruling in json.loads(out)["rulings"]}
    assert (code, err) == (0, "")
    assert (states["B06"], states["B07"]) == ("triggered", "not_triggered")


@pytest.mark.parametrize("ref", ["county", str(DEMO_PACKS / "county.yaml")])
def test_a_jurisdiction_pack_is_found_by_id_and_by_file(capsys, case_file, ref):
    path = case_file(a_case(ballots=[a_ballot("unit", 33, 11), a_ballot("county", 33, 11)]))

    code, out, _ = run(capsys, "evaluate", ref, path)

    assert code == 0
    assert "B06" in [ruling["rule"] for ruling in json.loads(out)["rulings"]]


@pytest.mark.parametrize(
    "case",
    [
        "",
        "{",
        "[]",
        '{"subject": {"kind": "official", "id": "o1"}, "scope": "year", "scope": "meeting"}',
        '{"subject": {"kind": "official", "id": "o1"}, "scope": "year", "as_of": 1.5}',
        '{"subject": {"kind": "official", "id": "张三"}, "scope": "year", "张三": 1}',
    ],
)
def test_a_bad_case_is_refused_with_two_and_without_an_echo(capsys, case_file, case):
    code, out, err = run(capsys, "evaluate", "PA", case_file(case))

    assert (code, out) == (2, "")
    assert err
    assert "张三" not in err


def test_a_pack_or_case_that_is_not_there_is_refused_with_two(capsys, case_file, tmp_path):
    good = case_file(a_case())

    assert run(capsys, "evaluate", "PZ", good)[0] == 2
    assert run(capsys, "evaluate", "PA", str(tmp_path / "none.json"))[0] == 2
    assert run(capsys, "evaluate", str(tmp_path), good)[0] == 2


def test_a_pack_file_that_is_no_text_is_refused_with_two(capsys, case_file, tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_bytes(b"\xff\xfe")

    code, _, err = run(capsys, "evaluate", str(path), case_file(a_case()))

    assert (code, err.split(":")[0]) == (2, "file_unreadable")


def test_the_list_names_every_clause_with_its_force_and_whether_it_is_computed(capsys):
    code, out, err = run(capsys, "list")

    lines = {line.split()[0]: line for line in out.splitlines()}
    assert (code, err) == (0, "")
    assert len(lines) == 1 + 98 + 2
    assert lines["id"].split() == ["id", "pack", "force", "kind", "title"]
    assert lines["B06"].split()[:4] == ["B06", "PA", "rule", "computed"]
    assert lines["B05"].split()[:4] == ["B05", "PA", "rule", "text"]
    assert lines["C13"].split()[:4] == ["C13", "PI", "proposal", "computed"]
    assert "不称职票达三分之一以上" in lines["B06"]
    assert "Incompetent votes of one third or more" in lines["B06"]


def test_the_list_for_machines_has_every_clause_with_its_source(capsys):
    code, out, _ = run(capsys, "list", "--json")

    clauses = {clause["id"]: clause for clause in json.loads(out)}
    assert code == 0
    assert len(clauses) == 98 + 2
    assert clauses["B06"]["source"]["section"] == "范文3·二·第五条"
    assert (clauses["N08"]["force"], clauses["N08"]["kind"]) == ("report", "computed")
    assert (clauses["P15"]["pack"], clauses["P15"]["kind"]) == ("PE", "text")


def test_a_clause_is_shown_as_a_person_would_read_it(capsys):
    code, out, _ = run(capsys, "show", "B06", "--text")

    assert code == 0
    for words in (
        "B06 不称职票达三分之一以上，降职或免职",
        "“领导干部不称职票达三分之一以上,予以降职或免职",
        "范文3·二·第五条",
        "效力：现行规定；由程序计算",
        "界线：合并后不称职：占有效票达到三分之一以上（含）",
        "Line: incompetent (merged): at least one third of the valid votes",
        "降职或免职（由人选定其一）",
    ):
        assert words in out, words


def test_a_text_clause_is_shown_with_what_it_asks(capsys):
    _, out, _ = run(capsys, "show", "A07", "--text")

    assert "由人阅读" in out
    assert "It asks: Investigators sign" in out


def test_a_pack_is_shown_as_a_person_would_read_it_with_what_it_sets(capsys):
    code, out, _ = run(capsys, "show", "county", "--text")

    assert code == 0
    for words in (
        "中共云溪县委组织部",
        "2026-01-01 – …",
        "全县末位怎么排：乡镇、部门分开排，各榜各算",
        "K02 ",
    ):
        assert words in out, words


@pytest.mark.parametrize(("ref", "key"), [("B06", "when"), ("PA", "digest"), ("county", "digest")])
def test_a_clause_or_a_pack_is_shown_whole(capsys, ref, key):
    code, out, _ = run(capsys, "show", ref)

    assert code == 0
    assert key in json.loads(out)


def test_showing_what_there_is_not_is_refused_with_two(capsys):
    code, _, err = run(capsys, "show", "B99")

    assert (code, err.split(":")[0]) == (2, "no_such_clause")
