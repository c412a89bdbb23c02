"""The printed table: each rule that computes, each case that applies to it, and the test of it.

``pytest -s`` on the tests of this table prints it. May import the edges and the worked examples.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from edge_cases import CELLS, Edge
from edge_spans import EDGES
from second_evaluator import RULES

HERE = Path(__file__).parent
EDGE_TEST = "test_rules_coverage.py::test_a_rule_at_its_edge_comes_out_as_the_clause_says"
SECOND_TEST = "test_rules_second.py::test_both_evaluators_answer_two_thousand_cases_alike"
VALIDITY_TEST = "test_rules_gates.py::test_a_clause_is_in_force_from_its_first_day_to_its_last"
LEGEND = (
    "below, on, above: the number against its line; of a window its last day but one, its last day",
    "and the day after; of a rank not last, tied for last, last; of a yes or no not met, -, met.",
    f"Any adopted clause is also closed outside its days in force: {VALIDITY_TEST}",
)
CATALOGUE_TEST = "test_rules_catalogue.py::test_the_engine_says_what_the_report_says"


def edges() -> list[tuple[str, Edge]]:
    """Return every cell that is a case, with its name: ``B06-below``."""
    return [
        (f"{rule}-{name.replace(' ', '_')}", cell)
        for rule, known in EDGES.items()
        for name, cell in known.cells().items()
        if isinstance(cell, Edge)
    ]


def defined(test: str) -> bool:
    """Return whether a file beside this one defines a test function, read and not run."""
    file, name = test.split("[", maxsplit=1)[0].split("::")
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)


def rows_of(worked: Counter[str]) -> dict[str, dict[str, str]]:
    """Return for each rule its cells: the id of a test, or the reason that there is none.

    ``worked`` says in how many worked examples of the report a rule is asked.
    """
    table: dict[str, dict[str, str]] = {}
    for rule, known in EDGES.items():
        cells = known.cells()
        row = {
            name: cell if isinstance(cell, str) else f"{EDGE_TEST}[{rule}-{name.replace(' ', '_')}]"
            for name, cell in cells.items()
        }
        if worked[rule]:
            row["worked examples"] = CATALOGUE_TEST
        if rule in RULES:
            row["second evaluator"] = SECOND_TEST
        table[rule] = row
    return table


def printed(worked: Counter[str]) -> str:
    """Return the table as text; ``edge`` stands for the one test of the cells."""
    lines = [f"edge = {EDGE_TEST}", *LEGEND]
    for rule, row in rows_of(worked).items():
        cells = EDGES[rule].cells()
        lines.append(f"{rule} ({EDGES[rule].pack})")
        for name, test in row.items():
            cell = cells.get(name)
            said = cell.state if isinstance(cell, Edge) else "-" if name in CELLS else ""
            if isinstance(cell, str) and "::" in cell:
                said = "not asked"
            if name == "worked examples":
                said = f"{worked[rule]} cases"
            lines.append(f"  {name:16} {said:15} {test.replace(EDGE_TEST, 'edge')}")
    return "\n".join(lines)
