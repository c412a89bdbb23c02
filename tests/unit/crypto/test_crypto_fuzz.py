"""A short fuzz of every parser, and proof that a longer one would see what is wrong."""

from random import Random

import crypto_fuzz_documents
import crypto_fuzz_targets
import pytest
from crypto_fuzzing import Parser, fuzz, peak_kilobytes
from settings import SEED

from shared.crypto.errors import MalformedBytes
from shared.crypto.jsontext import decode

EACH = 15


def rounds(number):
    """Return what lets a fuzz go on so many times round."""
    return lambda findings: max(findings.tried.values(), default=0) < number


def test_no_parser_answers_with_anything_but_a_refusal():
    parsers = [*crypto_fuzz_targets.parsers(), *crypto_fuzz_documents.parsers()]

    findings = fuzz(parsers, Random(SEED), rounds(EACH))

    assert findings.bad == []
    assert findings.tried == {parser.name: EACH for parser in parsers}
    unmoved = {name for name in findings.tried if findings.taken[name] == EACH}
    assert unmoved <= {"base64"}, "most changes have to be refused"


def test_every_kind_of_document_is_among_the_parsers():
    names = {parser.name for parser in crypto_fuzz_documents.parsers()}

    assert {model.KIND for model in crypto_fuzz_documents.models()} <= names
    assert {"meeting_manifest", "box_manifest", "grade", "board"} <= names


def careless(content):
    """Read JSON, and stumble where a field is not a number."""
    value = decode(content)
    return int(value["number"]) if isinstance(value, dict) and "number" in value else None


def endless(content):
    """Read JSON, and never come back from an empty list."""
    value = decode(content)
    while isinstance(value, dict) and value.get("list") == []:
        pass


def greedy(content):
    """Read JSON, and take more memory than ever before for any other size."""
    value = decode(content)
    if isinstance(value, dict) and value.get("size") not in (1, None):
        return b"x" * (1024 * peak_kilobytes() + 300_000_000)
    return None


def caught(content):
    """Stumble like `careless`, but answer with a refusal."""
    try:
        careless(content)
    except (ValueError, TypeError) as error:
        raise MalformedBytes("This is not a number.") from error


def found(findings, what):
    """Return whether something bad of this kind was found."""
    return any(what in happened for _, happened, _ in findings.bad)


@pytest.mark.parametrize(
    ("parse", "seed", "what"),
    [
        (careless, b'{"number":"7"}', "ValueError"),
        (endless, b'{"list":[1]}', "took too long"),
        (greedy, b'{"size":1,"other":2}', "kB more"),
    ],
)
def test_a_parser_that_stumbles_hangs_or_swells_is_found(parse, seed, what):
    findings = fuzz(
        [Parser("planted", parse, [seed])],
        Random(SEED),
        lambda findings: not found(findings, what) and findings.tried["planted"] < 5000,
        seconds=0.2,
    )

    assert found(findings, what)


def test_a_parser_that_refuses_is_not_found():
    findings = fuzz([Parser("planted", caught, [b'{"number":"7"}'])], Random(SEED), rounds(5000))

    assert findings.bad == []
    assert findings.refused["planted", "malformed"] > 100


def test_a_parser_that_refuses_its_own_example_is_no_target():
    with pytest.raises(MalformedBytes):
        fuzz([Parser("planted", caught, [b'{"number":"x"}'])], Random(SEED), rounds(1))
