"""No arithmetic with floats, in the rules or in the appraisal: in code, in templates, in documents.

What is looked for is everything that makes a float out of whole numbers, or lets one in: the
literals and the type, true division, powers with a negative exponent, the modules and functions
that compute inexactly, the database's own, and formats that turn a number into one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from rules_factories import REPOSITORY, a_ballot, a_case

from shared.crypto.errors import MalformedBytes
from shared.documents.base import digest_of
from shared.rules.cases import CaseUnreadable, parse_case
from shared.rules.packs import PackRejected, load_pack, pack_from_document

INEXACT = frozenset(
    {"float", "complex", "avg", "truediv", "total_seconds", "fsum", "fmean"}
    | {"Float", "Double", "REAL", "FLOAT", "Numeric"}
)
"""Names of types and functions; the columns of a database among them."""
MODULES = frozenset({"math", "cmath", "statistics", "decimal", "numpy", "random"})
IN_A_CELL = ("appraisal_service/papers/workbook.py", 1)
"""The one import that is left: a decimal that stands written becomes the same number in a cell of a
spreadsheet, and nothing is computed with it."""
FORMAT = re.compile(r"%[-+ 0-9.]*[feg]\b|\{[^{}]*:[^{}]*\.[0-9]+[feg%]?\}")
"""A format of decimals in a text: ``%.1f``, ``{:.2f}``."""
IN_TEMPLATE = re.compile(r"\|\s*(round|float|filesizeformat)\b|[\w)]\s/\s[\w(]|\d\.\d")
"""What computes with decimals between the brackets of a template."""


def inexact(tree: ast.AST) -> Iterator[int]:
    """Yield the line of everything in a program that makes or takes a float."""
    for node in ast.walk(tree):
        if any(found(node) for found in (_literal, _operator, _name, _module, _format)):
            yield getattr(node, "lineno", 0)


def _literal(node: ast.AST) -> bool:
    """Tell whether a node is a number with decimals."""
    return isinstance(node, ast.Constant) and isinstance(node.value, float | complex)


def _operator(node: ast.AST) -> bool:
    """Tell whether a node divides, or raises to what is below nothing."""
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ast.Div)
    if not isinstance(node, ast.BinOp):
        return False
    below_none = isinstance(node.op, ast.Pow) and isinstance(node.right, ast.UnaryOp)
    return below_none or (isinstance(node.op, ast.Div) and not joins(node))


def joins(node: ast.BinOp) -> bool:
    """Tell whether one side of a slash is text, so that the other can only be a path."""
    sides = (node.left, node.right)
    text = any(isinstance(each, ast.JoinedStr) for each in sides)
    named = any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in sides)
    left = node.left
    nested = isinstance(left, ast.BinOp) and isinstance(left.op, ast.Div) and joins(left)
    return text or named or nested


def _name(node: ast.AST) -> bool:
    """Tell whether a node names a type or a function of floats; a meeting's round is none."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round":
        return True
    if isinstance(node, ast.Attribute):
        return node.attr in INEXACT
    return isinstance(node, ast.Name) and node.id in INEXACT


def _module(node: ast.AST) -> bool:
    """Tell whether a node imports a module of floats."""
    if isinstance(node, ast.ImportFrom):
        return str(node.module).partition(".")[0] in MODULES
    names = node.names if isinstance(node, ast.Import) else []
    return any(name.name.partition(".")[0] in MODULES for name in names)


def _format(node: ast.AST) -> bool:
    """Tell whether a node writes a number with decimals that the format makes."""
    if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
        spec = "".join(
            str(each.value) for each in node.format_spec.values if hasattr(each, "value")
        )
        return spec.endswith(("e", "f", "g", "%"))
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and bool(FORMAT.search(text))


def in_template(text: str) -> list[str]:
    """Return the expressions of a template that compute with decimals; texts are left out."""
    brackets = re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text, re.S)
    plain = [re.sub(r"\"[^\"]*\"|'[^']*'", "", each) for each in brackets]
    return [each for each in plain if IN_TEMPLATE.search(each)]


@pytest.mark.parametrize(("folder", "least"), [("shared/rules", 45), ("appraisal_service", 90)])
def test_the_rules_and_the_grades_never_divide_and_never_touch_a_float(folder, least):
    paths = list((REPOSITORY / folder).rglob("*.py"))

    found = {
        path.relative_to(REPOSITORY).as_posix(): list(inexact(ast.parse(path.read_text("utf-8"))))
        for path in paths
    }

    file, imports = IN_A_CELL
    assert len(found) > least
    assert len(found.pop(file, [None])) == imports
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_no_page_of_the_appraisal_computes_with_decimals():
    folders = ("appraisal_service/templates", "shared/templates/packs", "shared/templates/macros")
    paths = [path for folder in folders for path in (REPOSITORY / folder).rglob("*.html")]

    found = {str(path): in_template(path.read_text("utf-8")) for path in paths}

    assert len(found) > 20
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("code", "hits"),
    [
        ("x = 0.5\ny = float(1) / 3", 3),
        ("share = votes / valid", 1),
        ("share = (votes / valid) / 2", 2),
        ("votes /= 2", 1),
        ("x = 10 ** -2", 1),
        ("x = round(share, 2)", 1),
        ("number = result.round", 0),
        ("from decimal import getcontext", 1),
        ("import statistics, math", 1),
        ("select(func.avg(rows.score))", 1),
        ("score = mapped_column(Numeric(5, 2))", 1),
        ("days = (end - begin).total_seconds()", 1),
        ("f'{share:.1f}'", 1),
        ("f'{share:.0%}'", 1),
        ("'%.2f' % share", 1),
        ("'{:.2f}'.format(share)", 1),
        ("folder / 'packs' / name", 0),
        ("folder / f'{name}.yaml'", 0),
        ("whole, places = votes // valid, 10**2", 0),
        ("f'{year:04}-12-31'", 0),
        ("'100%'", 0),
    ],
)
def test_the_search_for_floats_finds_each_of_them_and_nothing_else(code, hits):
    assert len(list(inexact(ast.parse(code)))) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("{{ votes / valid }}", 1),
        ("{{ share | round(1) }}", 1),
        ("{% set x = 0.5 %}", 1),
        ("<a href='/a/b'>{{ _('votes / valid') }}</a>", 0),
        ("{{ page }} / {{ last }}", 0),
        ("{{ votes // 2 }}", 0),
    ],
)
def test_the_search_in_templates_finds_each_of_them_and_no_text(text, hits):
    assert len(in_template(text)) == hits


def test_no_document_case_or_pack_takes_a_number_with_decimals():
    ballot = a_ballot("unit", 100, 30)
    case = a_case(ballots=[ballot])
    parse_case(case)
    for counts in (ballot["ledger"], ballot["contests"]["grade"]):
        name, count = next(iter(counts.items()))
        counts[name] = count + 0.0
        with pytest.raises(CaseUnreadable):
            parse_case(case)
        counts[name] = count
    document = load_pack("PA").to_document()
    document["parameters"]["large_unit_min"] = 30.0

    with pytest.raises(PackRejected):
        pack_from_document(document)
    with pytest.raises(MalformedBytes):
        digest_of({"score": 0.5})
