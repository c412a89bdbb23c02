"""What docs/protocol.md and docs/threat-model.md say is so: labels, checks, vectors, tests, files.

Each looking function is also run on something planted, and must find it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from hashlib import sha512
from pathlib import Path

import pytest
from house import ROOT, parsed, sources

from shared.crypto.checks import _NUMBERS, STAGES, TITLES, check_name
from shared.crypto.credentials import derive, slip_text
from shared.crypto.framing import frame
from shared.crypto.group import power, power_of_g, to_hex
from shared.crypto.jsontext import b64
from shared.crypto.merkle import root_hash
from shared.crypto.receipts import sign_receipt, six_words
from shared.crypto.scalars import Q, hash_to_scalar
from shared.crypto.signing import SigningKey

PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
CRYPTO = ROOT / "shared" / "crypto"

_TEST = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
_FILE = re.compile(r"`((?:\w+/)+(?:\w+\.py)?)`")
_PREFIX = re.compile(r"([a-z][a-z0-9_-]*\|)\S*")

Use = tuple[str, str]
"""A label or prefix, and the file that uses it."""


def missing_tests(text: str) -> list[Use]:
    """Return the tests that ``text`` names and nobody wrote."""
    return [
        (file, name)
        for file, name in _TEST.findall(text)
        if name
        not in {found for path in ROOT.glob(f"tests/**/{file}") for found in functions_of(path)}
    ]


def functions_of(path: Path) -> Iterator[str]:
    """Yield the names of the functions of a file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            yield node.name


def missing_files(text: str) -> list[str]:
    """Return the files and folders that ``text`` names and that are not there."""
    return [name for name in _FILE.findall(text) if not (ROOT / name).exists()]


def cells(text: str, section: str) -> list[list[str]]:
    """Return the rows of all tables of a section, cells stripped; a ``\\|`` splits nothing."""
    body = text.partition(f"\n## {section}")[2].partition("\n## ")[0]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in body.splitlines() if line[:1] == "|"]
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in rows]


def documented(text: str) -> list[Use]:
    """Return every label and prefix of the tables, and the file that the table gives."""
    rows = cells(text, "6. Frames and labels")
    return [(row[0].strip("`"), row[-1].strip("`")) for row in rows if row[0].startswith("`")]


def frame_labels(tree: ast.Module) -> list[str]:
    """Return the label of every frame made in a file; "?" where it cannot be told."""
    constants = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    labels = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in ("frame", "framed_hash"):
            label = node.args[0]
            known = label.value if isinstance(label, ast.Constant) else None
            labels.append(str(known or constants.get(getattr(label, "id", ""), "?")))
    return labels


def called(node: ast.Call) -> str:
    """Return the bare name of what is called."""
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def prefixes(tree: ast.Module) -> set[str]:
    """Return every text prefix in a file: ``word|`` at the beginning of a text that is hashed."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = _PREFIX.fullmatch(node.value)
            found |= {match[1]} if match else set()
        if isinstance(node, ast.GeneratorExp):
            found |= set(varied_prefixes(node))
    return found


def varied_prefixes(node: ast.GeneratorExp) -> Iterator[str]:
    """Yield the prefixes of ``f"{use}|…" for use in ("a", "b")``."""
    texts = [ast.unparse(part) for part in ast.walk(node.elt) if isinstance(part, ast.JoinedStr)]
    for generator in node.generators:
        if any(f"{{{ast.unparse(generator.target)}}}|" in text for text in texts):
            yield from (f"{word}|" for word in ast.literal_eval(generator.iter))


def in_code(trees: Iterable[tuple[str, ast.Module]]) -> list[Use]:
    """Return every label and prefix of the code, a label as often as a frame has it."""
    uses: list[Use] = []
    for file, tree in trees:
        uses += [(label, file) for label in frame_labels(tree)]
        uses += [(prefix, file) for prefix in prefixes(tree) if file.startswith("shared/crypto")]
    return uses


def our_trees() -> list[tuple[str, ast.Module]]:
    """Return every file of ours but the one that defines ``frame``."""
    paths = [path for path in sources() if path != CRYPTO / "framing.py"]
    return [(path.relative_to(ROOT).as_posix(), parsed(path)) for path in paths]


def checks_of(text: str) -> dict[str, set[str]]:
    """Return number to slugs, as the table of checks has them."""
    rows = [row for row in cells(text, "16. Checks") if re.fullmatch(r"P?\d+", row[0])]
    return {row[0]: set(re.findall(r"`([a-z0-9-]+)`", row[2])) for row in rows}


def checks_in_code() -> set[tuple[str, str]]:
    """Return every (number, slug) that the code fixes: by its table, or where it rejects."""
    pairs = {(check_name(number), slug) for slug, number in _NUMBERS.items()}
    for path in sources(CRYPTO):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and called(node) == "ArchiveRejected":
                number, slug = node.args[:2]
                if isinstance(number, ast.Constant) and isinstance(slug, ast.Constant):
                    pairs.add((check_name(number.value), slug.value))
    return pairs


def texts_in_code() -> set[object]:
    """Return every text constant of the cryptographic core."""
    trees = [parsed(path) for path in sources(CRYPTO)]
    return {n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant)}


def vectors() -> dict[str, object]:
    """Return what the document gives as worked examples, worked again."""
    uuid, digest = "tnCMesiZ6MVWWm", bytes(range(32))
    code = "yGygx-bUZDje-AshYr-mm3QYz"
    credential = derive(uuid, code)
    x, w, alpha, beta = 3, 5, power_of_g(2), power_of_g(7)
    points = (power_of_g(x), alpha, beta, power(alpha, x), power_of_g(w), power(alpha, w))
    hashed = "|".join(["ostraka-decrypt-v1", "A" * 43, "0" * 64, "0", "1", *map(to_hex, points)])
    c = int.from_bytes(sha512(hashed.encode()).digest(), "big") % Q
    words = six_words(digest)
    return {
        "H": hash_to_scalar(f"pok|Ed25519|{to_hex(power_of_g(3))}|", [power_of_g(5)]),
        "slip": slip_text("A", code),
        "secret": credential.secret,
        "credential": credential.public_hex,
        "credential frame": frame("ostraka/v1/credential", uuid, credential.public).hex(),
        "receipt frame": frame("ostraka/v1/receipt", uuid, digest).hex()[:94],
        "receipt": sign_receipt(SigningKey(bytes(32)), uuid, digest).hex(),
        "root": root_hash([digest]).hex(),
        "places": ", ".join(str(index) for index in words.indexes),
        "words": " ".join(words.zh) + ", " + " ".join(words.en),
        "challenge": c,
        "response": (w - x * c) % Q,
    }


@pytest.mark.parametrize("text", [PROTOCOL, THREATS], ids=["protocol", "threat model"])
def test_every_test_and_file_that_is_named_is_there(text):
    assert missing_tests(text) == []
    assert missing_files(text) == []


def attacks(text: str) -> list[str]:
    """Return the numbered attacks, each with its lines."""
    return re.findall(r"^\*\*\d+ .*?(?=\n\n)", text, re.DOTALL | re.MULTILINE)


def unshown(text: str) -> list[str]:
    """Return the attacks that name no test and do not say so."""
    return [a for a in attacks(text) if not _TEST.search(a) and "* Shown: no test" not in a]


def test_every_attack_names_a_test_or_says_that_there_is_none():
    numbers = [int(re.match(r"\*\*(\d+) ", attack)[1]) for attack in attacks(THREATS)]

    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 28
    assert unshown(THREATS) == []
    assert unshown("**1 Planted.** *All.*\n* Shown: nothing.\n\n") != []


def test_a_name_that_nobody_has_would_be_found():
    named = "`test_docs_protocol.py::test_nothing` and `shared/crypto/nothing.py` and `nothing/`"

    assert missing_tests(named) == [("test_docs_protocol.py", "test_nothing")]
    assert missing_files(named) == ["shared/crypto/nothing.py", "nothing/"]


def test_every_label_of_the_code_is_in_the_table_once_and_the_other_way_round():
    used = in_code(our_trees())

    labels = [use for use in used if "/" in use[0] or use[0] == "?"]
    assert len(set(labels)) == len(labels), "a label is used in one place"
    assert sorted(documented(PROTOCOL)) == sorted(set(used))


def test_labels_that_are_new_hidden_or_used_twice_would_be_found():
    code = 'L = "ostraka/v1/b"\nframe("ostraka/v1/a", x)\nframed_hash(L)\nframe(m.label(), y)'
    hashed = 'f"own|{x}|"\n"two|" + x\n[*(f"{use}|{x}" for use in ("a", "b"))]'

    assert frame_labels(ast.parse(code)) == ["ostraka/v1/a", "ostraka/v1/b", "?"]
    assert prefixes(ast.parse(hashed)) == {"own|", "two|", "a|", "b|"}
    assert in_code([("shared/x.py", ast.parse(code + '\nframe("ostraka/v1/a")'))]) != documented(
        PROTOCOL
    )
    assert ("planted|", "x.py") in documented(
        PROTOCOL.replace("| `pok\\|` |", "| `planted\\|` | | | `x.py` |\n| `pok\\|` |")
    )


def test_the_table_of_checks_is_that_of_the_code():
    table = checks_of(PROTOCOL)

    assert list(table) == [check_name(number) for number in TITLES]
    assert [check_name(number) for stage in STAGES.values() for number in stage] == list(table)
    assert {
        (number, slug) for number, slug in checks_in_code() if slug not in table[number]
    } == set()
    assert set().union(*table.values()) <= texts_in_code()


def test_a_check_or_a_slug_that_the_code_does_not_have_would_be_found():
    table = checks_of(PROTOCOL.replace("| 28 |", "| 99 | x | `no-such-slug` |\n| 28 |"))

    assert table["99"] == {"no-such-slug"}
    assert list(table) != [check_name(number) for number in TITLES]
    assert "no-such-slug" not in texts_in_code()
    assert {("16", "ballot-hash"), ("1", "tar-header")} <= checks_in_code()


@pytest.mark.parametrize(("what", "value"), vectors().items())
def test_the_worked_examples_come_out(what, value):
    written = "".join(PROTOCOL.split())

    assert "".join(str(value).split()) in written
    assert b64(bytes(range(32))) not in written, "what is not there is not found"
