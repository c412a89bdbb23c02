"""The layout of archives by an independent reader: ours as the tool's own, byte for byte.

`layout` knows PROTOCOL sections 3 and 10 and nothing of our code.
"""

import json
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from crypto_factories import ALL_VECTORS, FACTS, VECTORS, committed, needs_all_vectors, parts_of
from factories.archive_cases import CASES
from factories.archives import made
from layout import BLOCK, DATA, LayoutDiffers, events, header, members, merged, shapes

from shared.crypto.archive import read_archive

NAMES = [case.name for case in CASES]
COMMITTED = [name for name in FACTS["archives"] if name.startswith("g")]
GOOD = sorted((ALL_VECTORS / "good").glob("g*/*.bel"))
TOOL = json.loads((VECTORS / "shapes.json").read_text())
"""Forms of everything in all archives of the tool (`vectors.rewrite`)."""

ONLY_OURS = {
    "partial_decryption": "decryption_factors decryption_proofs context_proofs",
    "trustees[][].verification_keys[]": "pok public_key signature name",
    "trustees[][].verification_keys[].name": "text",
    "trustees[][]": "pok public_key name",
    "trustees[][].name": "text",
    "partial_decryption.context_proofs": "[]",
    "partial_decryption.context_proofs[]": "[]",
    "partial_decryption.context_proofs[][]": "challenge response",
    "partial_decryption.context_proofs[][].challenge": "decimal",
    "partial_decryption.context_proofs[][].response": "decimal",
}
"""What no archive of the collection has: names of trustees (section 3), context proofs (P2)."""

SECTION_3 = {
    "election": "version description name group public_key questions uuid"
    " administrator? credential_authority? language?",
    "election.questions[]": "answers blank? min max question",
    "ballot": "election_uuid election_hash credential answers signature",
    "ballot.answers[]": "choices individual_proofs overall_proof blank_proof?",
    "ballot.answers[].choices[]": "alpha beta",
    "ballot.signature": "hash proof",
    "ballot.signature.proof": "challenge response",
    "setup_data": "election trustees credentials credentials_certificate?",
    "sized_encrypted_tally": "num_tallied total_weight encrypted_tally",
    "encrypted_tally[][]": "alpha beta",
    "partial_decryption": "decryption_factors decryption_proofs context_proofs?",
    "owned": "owner payload",
    "result": "result",
    "trustees[][].certs[]": "message signature",
    "trustees[][].certs[].message<>": "context? verification encryption",
    "trustees[][].certs[].message<>.context": "group size threshold index",
    "trustees[][].coefexps[].message<>": "coefexps",
    "trustees[][].verification_keys[]": "pok public_key signature? name?",
}
"""Field orders as the table of section 3 gives them; `?` may be absent."""


def kept_in_order(keys, order):
    """Return whether ``keys`` are those of ``order``, none out of place."""
    names = [name.rstrip("?") for name in order.split()]
    needed = {name for name in order.split() if not name.endswith("?")}
    found = keys.split()
    return [name for name in names if name in found] == found and needed <= set(found)


@pytest.mark.parametrize("name", NAMES)
def test_every_byte_around_the_content_is_where_section_10_puts_it(name):
    content = made(name).content

    found = events(content)

    assert len(content) % BLOCK == 0
    assert [event.kind for event in found].count("Ballot") == len(made(name).case.votes)
    archive = read_archive(BytesIO(content))
    assert [e.data["ballot"] for e in found if e.kind == "Ballot"] == list(archive.ballots)


@pytest.mark.parametrize("name", NAMES)
def test_everything_inside_has_the_form_it_has_in_the_tool_s_archives(name):
    assert differing(made(name).content) == set()


def differing(content):
    """Return (place, form) of everything that the tool does not write so."""
    return {
        (place, form)
        for place, forms in shapes(content).items()
        for form in forms
        if form not in TOOL.get(place, []) and form != ONLY_OURS.get(place)
    }


def test_another_form_would_be_seen():
    parts = parts_of(made("m01-single").content)
    ballot = parts.ballots[0]
    alpha = json.loads(ballot)["answers"][0]["choices"][0]["alpha"]
    assert differing(parts.bytes()) == set()

    for change, place, form in (
        ((alpha, alpha.upper()), "ballot.answers[].choices[].alpha", "text"),
        (('"alpha":', '"a":0,"alpha":'), "ballot.answers[].choices[]", "a alpha beta"),
        (('"response":"', '"response":"0x'), "ballot.signature.proof.response", "text"),
    ):
        changed = replace(parts, ballots=[ballot.replace(*change)])
        assert (place, form) in differing(changed.bytes())


def test_what_only_ours_have_is_there_and_named():
    found = merged([made(name).content for name in NAMES])

    assert all(form in found[place] for place, form in ONLY_OURS.items())
    assert all(form not in TOOL.get(place, []) for place, form in ONLY_OURS.items())
    without = merged([made(name).content for name in NAMES if name != "m14-profile"])
    assert not any(place.startswith("partial_decryption.context") for place in without)


def test_the_made_archives_have_every_form_there_is_but_what_older_tools_wrote():
    found = merged([made(name).content for name in NAMES])

    missing = {
        (place, form)
        for place, forms in TOOL.items()
        for form in forms
        if form not in found.get(place, [])
    }

    assert missing == {
        ("trustees[][]", "pok public_key"),  # a trustee without a name
        ("trustees[][].verification_keys[]", "pok public_key signature"),
        ("trustees[][].verification_keys[]", "pok public_key"),
    }


@pytest.mark.parametrize("name", NAMES)
def test_fields_stand_in_the_order_of_section_3(name):
    found = shapes(made(name).content)

    for place, order in SECTION_3.items():
        objects = found.get(place, set()) - {"[]", "text"}
        assert all(kept_in_order(keys, order) for keys in objects), place


def test_the_made_archives_have_every_object_of_section_3_that_is_looked_at():
    assert set(SECTION_3) <= set(merged([made(name).content for name in NAMES]))


def test_another_order_would_be_seen():
    assert kept_in_order("a c", "a b? c")
    for keys in ("c a", "a", "a c d", "a c b"):
        assert not kept_in_order(keys, "a b? c")


@pytest.mark.parametrize("name", NAMES)
def test_as_many_of_everything_as_the_questions_ask_for(name):
    found = events(made(name).content)
    questions = json.loads(found[0].data["election"])["questions"]
    entries = [len(q["answers"]) + q.get("blank", False) for q in questions]
    for event in found:
        data = {what: json.loads(text) for what, text in event.data.items()}
        if event.kind == "Ballot":
            check_counts(data["ballot"]["answers"], questions, entries)
        if event.kind == "EncryptedTally":
            assert [len(row) for row in data["encrypted_tally"]] == entries
        if event.kind == "PartialDecryption":
            for rows in data["partial_decryption"].values():
                assert [len(row) for row in rows] == entries
        if event.kind == "Result":
            assert [len(row) for row in data["result"]["result"]] == entries


def check_counts(answers, questions, entries):
    """Compare the numbers of ciphertexts and proofs with section 6."""
    assert len(answers) == len(questions)
    for answer, question, count in zip(answers, questions, entries, strict=True):
        blank = question.get("blank", False)
        assert len(answer["choices"]) == len(answer["individual_proofs"]) == count
        assert {len(proofs) for proofs in answer["individual_proofs"]} == {2}
        sums = question["max"] - question["min"] + 1
        assert len(answer["overall_proof"]) == sums + blank
        assert [len(answer[name]) for name in ("blank_proof",) if name in answer] == [2] * blank


@pytest.mark.parametrize("name", [*NAMES, *COMMITTED])
def test_the_list_is_sorted_by_the_point_s_own_bytes(name):
    content = made(name).content if name in NAMES else committed(name)

    listed = json.loads(events(content)[0].data["credentials"])

    points = [bytes.fromhex(entry[:64])[::-1] for entry in listed]
    assert points == sorted(points)
    assert len({"," in entry for entry in listed}) <= 1


def test_the_header_is_the_tool_s():
    known = bytes.fromhex(FACTS["tar"]["first_1024_bytes_hex_g01"])
    timestamp = int(known[136:147], 8)
    size = int(known[124:135], 8)

    assert header("BELENIOS", size, timestamp) == known[:BLOCK]


@pytest.mark.parametrize("name", COMMITTED)
def test_the_reader_reads_the_tool_s_own(name):
    assert events(committed(name))[-1].kind == "Result"
    for place, forms in shapes(committed(name)).items():
        assert forms <= set(TOOL[place])


@needs_all_vectors
def test_the_kept_forms_are_those_of_the_whole_collection():
    assert len(GOOD) == 14
    assert merged([path.read_bytes() for path in GOOD]) == TOOL


def test_another_header_padding_or_end_would_be_seen():
    content = made("m13-open").content
    places = {"name": 3, "mode": 103, "owner": 110, "size": 130, "checksum": 150, "kind": 156}
    places |= {"magic": 257, "prefix": 400, "padding": BLOCK + 100}
    list(members(content))

    for what, place in places.items():
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises((LayoutDiffers, ValueError)):
            list(members(bytes(changed)))
            raise AssertionError(what)
    with pytest.raises((LayoutDiffers, ValueError)):
        list(members(content + bytes(2 * BLOCK)))


def test_another_name_chain_order_or_spelling_would_be_seen():
    content = made("m01-single").content
    entries = list(members(content))
    assert rebuilt(entries) == content
    first, second = places_of("Ballot", entries)[:2]

    for changed in (
        [*entries[:-1], (entries[-1][0][::-1], entries[-1][1])],
        [*entries[: first - 1], *entries[first + 1 :]],
        [
            *entries[: first - 1],
            *entries[second - 1 : second + 1],
            *entries[first - 1 : first + 1],
            *entries[second + 1 :],
        ],
        [*entries, renamed('{"a":1}')],
        [*entries[:-2], renamed(entries[-2][1].replace(",", ", ", 1)), entries[-1]],
    ):
        with pytest.raises(LayoutDiffers):
            events(rebuilt(changed))


def places_of(kind, entries):
    """Return where the events of a kind stand."""
    return [at for at, (_, text) in enumerate(entries) if f'"type":"{kind}"' in text]


def renamed(text):
    """Return a data entry whose name is right."""
    return f"{sha256(text.encode()).hexdigest()}.data.json", text


def rebuilt(entries):
    """Return the archive of these entries, by the independent reader's own header."""
    timestamp = int(json.loads(entries[0][1])["timestamp"])
    content = b""
    for name, text in entries:
        body = text.encode()
        content += header(name, len(body), timestamp) + body + bytes(-len(body) % BLOCK)
    return content


def test_the_reader_knows_what_stands_before_every_event():
    assert set(DATA) == {event.kind for event in events(made("m14-profile").content)}
