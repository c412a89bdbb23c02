"""Positive controls: every numbered check is seen to fail, on an archive wrong in that alone.

What follows from the change is rebuilt (references, chain, tally, shares, result), so that no
earlier check can catch it. PROTOCOL section 11 has the numbers; 101 and up are our profile's.
"""

from dataclasses import replace

import pytest
from control_factories import changed, counted, counting, plus_one, refusal_of, with_parts
from crypto_factories import (
    FACTS,
    SECRET,
    a_ballot,
    a_counting,
    a_credential,
    a_question,
    an_election,
    archive_of,
    committed,
    digest,
    parts_of,
    setup,
    sum_of,
    verified,
)

from shared.crypto import ballots as ballots_module
from shared.crypto import chunks
from shared.crypto.credentials import credential_list
from shared.crypto.decryption import make_share
from shared.crypto.group import power_of_g, to_hex
from shared.crypto.jsontext import decode, encode
from shared.crypto.proofs import prove_key
from shared.crypto.tally import parse_tally, tally_text


def test_the_unchanged_archive_is_accepted():
    assert verified(with_parts(), "ostraka").result == [[3, 0, 0], [3, 0, 0]]


def test_check_6_fails_on_a_second_spelling_of_any_part():
    for part in ("election", "trustees", "credentials", "tally", "result"):
        text = getattr(counted(), part).replace(",", ", ", 1)
        number, place = (22, "encrypted tally") if part == "tally" else (6, part)
        assert refusal_of(with_parts(**{part: text})) == (number, "json-canonical", place)
    share = counted().shares[0][1].replace(",", ", ", 1)
    assert refusal_of(with_parts(shares=[(1, share)])) == (25, "json-canonical", "owner 1")


def test_check_7_fails_on_another_version():
    election = changed(counted().election, lambda value: value.update(version=2))

    assert refusal_of(with_parts(election=election)) == (7, "election-version", "election")


def test_check_8_fails_on_impossible_bounds():
    election = changed(counted().election, lambda value: value["questions"][0].update(max=9))

    assert refusal_of(with_parts(election=election)) == (8, "question-bounds", "election")


def test_check_9_fails_on_a_trustee_who_does_not_know_the_key():
    trustees = changed(
        counted().trustees,
        lambda value: plus_one(value[0][1]["verification_keys"][1]["pok"], "response"),
    )

    assert refusal_of(with_parts(trustees=trustees)) == (9, "pok", "item 1, key 2")


def test_check_10_fails_on_a_threshold_that_was_not_certified():
    trustees = changed(counted().trustees, lambda value: value[0][1].update(threshold=1))

    number, _, place = refusal_of(with_parts(trustees=trustees))
    assert (number, place) == (10, "item 1")


def test_check_11_fails_on_another_key():
    key = to_hex(power_of_g(SECRET))
    election = changed(counted().election, lambda value: value.update(public_key=key))

    assert refusal_of(with_parts(election=election)) == (11, "public-key", "election")


def test_check_12_fails_on_an_unsorted_list():
    listed = encode(list(reversed(decode(counted().credentials))))

    assert refusal_of(with_parts(credentials=listed)) == (12, "cred-order", "credentials")


def first_ballot(text):
    return [text, *counted().ballots[1:]]


def test_check_13_fails_on_a_second_spelling_of_a_ballot():
    text = counted().ballots[0]

    for spelling in (text.replace(",", ", ", 1), text[:-2] + " " + text[-2:]):
        assert refusal_of(with_parts(ballots=first_ballot(spelling))) == (
            13,
            "json-canonical",
            "ballot 0",
        )


def test_check_13_fails_on_a_ballot_longer_than_any_can_be():
    text = counting().resigned(0, lambda value: value.update(padding="x" * 100_000))

    assert refusal_of(with_parts(ballots=first_ballot(text))) == (13, "json-size", "ballot 0")


def test_check_14_fails_on_a_ballot_of_another_election():
    credential = counting().credentials[0]
    for election, slug in (
        (an_election(uuid="4nNcnWCJEYmcT7"), "ballot-uuid"),
        (an_election(name="other"), "election-hash"),
    ):
        ballot = a_ballot(election, credential)
        assert refusal_of(with_parts(ballots=first_ballot(ballot))) == (14, slug, "ballot 0")


def test_check_15_fails_on_a_voter_who_is_not_listed():
    ballot = a_ballot(counting().election, a_credential())

    assert refusal_of(with_parts(ballots=first_ballot(ballot))) == (
        15,
        "unknown-credential",
        "ballot 0",
    )


def test_check_16_fails_on_a_false_signature_or_hash():
    text = counted().ballots[0]
    forged = changed(text, lambda value: plus_one(value["signature"]["proof"], "response"))
    hashed = changed(text, lambda value: value["signature"].update(hash="A" * 43))

    assert refusal_of(with_parts(ballots=first_ballot(forged))) == (
        16,
        "ballot-signature",
        "ballot 0",
    )
    assert refusal_of(with_parts(ballots=first_ballot(hashed))) == (16, "ballot-hash", "ballot 0")


def test_check_17_fails_on_the_same_ballot_twice():
    text = counted().ballots[0]

    assert refusal_of(with_parts(ballots=[text, text])) == (17, "duplicate-ballot", "ballot 1")


def drop(value, name):
    del value["answers"][0][name][0]


@pytest.mark.parametrize("name", ["choices", "individual_proofs", "overall_proof"])
def test_check_18_fails_on_a_ballot_of_another_shape(name):
    text = counting().resigned(0, lambda value: drop(value, name))

    assert refusal_of(with_parts(ballots=first_ballot(text))) == (18, "answer-shape", "ballot 0")


def test_check_19_fails_on_a_blank_proof_that_is_not_called_for():
    def change(value):
        answer = value["answers"][0]
        answer["blank_proof"] = answer["overall_proof"]

    text = counting().resigned(0, change)

    assert refusal_of(with_parts(ballots=first_ballot(text))) == (
        19,
        "blank-proof-presence",
        "ballot 0",
    )


@pytest.mark.parametrize("half", ["alpha", "beta"])
@pytest.mark.parametrize("bad", FACTS["points"]["must_reject"], ids=lambda bad: bad["why"])
def test_check_20_fails_on_a_ciphertext_outside_the_group(half, bad):
    text = counting().resigned(
        0, lambda value: value["answers"][0]["choices"][1].update({half: bad["hex"]})
    )

    assert refusal_of(with_parts(ballots=first_ballot(text))) == (20, "membership", "ballot 0")


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        (("individual_proofs", 0, 0), "individual-proof"),
        (("individual_proofs", 2, 1), "individual-proof"),
        (("overall_proof", 0), "overall-proof"),
    ],
)
@pytest.mark.parametrize("field", ["challenge", "response"])
def test_check_21_fails_on_a_false_proof(path, slug, field):
    def change(value):
        holder = value["answers"][1]
        for step in path:
            holder = holder[step]
        holder[field] = "12345"

    text = counting().resigned(0, change)

    assert refusal_of(with_parts(ballots=first_ballot(text))) == (21, slug, "ballot 0")


def test_check_21_fails_on_a_false_blank_proof():
    blank = a_counting(1, a_question(blank=True))
    good = blank.parts()
    assert verified(good.bytes(), "belenios-v1").result == [[0, 1, 0, 0]]

    false = blank.resigned(
        0, lambda value: plus_one(value["answers"][0]["blank_proof"][0], "response")
    )

    assert refusal_of(replace(good, ballots=[false]).bytes()) == (21, "blank-proof", "ballot 0")


def test_check_22_fails_on_a_tally_of_other_ballots():
    text = tally_text(sum_of(counting().election, counted().ballots[1:]))

    assert refusal_of(with_parts(tally=text)) == (22, "encrypted-tally", "encrypted tally")


def test_check_22_fails_on_a_tally_outside_the_group():
    text = counted().tally.replace(decode(counted().tally)[0][0]["alpha"], "0" * 64)

    assert refusal_of(with_parts(tally=text)) == (22, "membership", "encrypted tally")


def test_check_23_fails_on_another_count():
    assert refusal_of(with_parts(num=4)) == (23, "tally-size", "encrypted tally")
    assert refusal_of(with_parts(total=4)) == (23, "tally-size", "encrypted tally")


def test_check_24_fails_on_an_owner_who_is_none_or_comes_twice():
    (one, text), other = counted().shares

    assert refusal_of(with_parts(shares=[(4, text), other])) == (24, "owner", "owner 4")
    assert refusal_of(with_parts(shares=[(one, text), other, other])) == (24, "owner", "owner 3")


def test_check_25_fails_on_another_s_share_and_on_a_false_proof():
    (one, text), (three, other) = counted().shares
    false = changed(text, lambda value: plus_one(value["decryption_proofs"][0][0], "response"))
    short = changed(text, lambda value: value["decryption_factors"].pop())

    assert refusal_of(with_parts(shares=[(one, other), (three, text)])) == (
        25,
        "decryption-proof",
        "owner 1",
    )
    assert refusal_of(with_parts(shares=[(one, false), (three, other)])) == (
        25,
        "decryption-proof",
        "owner 1",
    )
    assert refusal_of(with_parts(shares=[(one, short), (three, other)])) == (
        25,
        "json-length",
        "owner 1",
    )


def test_check_26_fails_on_too_few_shares():
    shares = counted().shares[:1]

    assert refusal_of(with_parts(shares=shares)) == (26, "missing-partial-decryption", "result")


@pytest.mark.parametrize("rows", ["[[2,1,0],[3,0,0]]", "[[0,3,0],[3,0,0]]", "[[4,0,0],[3,0,0]]"])
def test_check_27_fails_on_a_result_that_was_not_decrypted(rows):
    assert refusal_of(with_parts(result=f'{{"result":{rows}}}')) == (27, "result", "result")


def test_p2_fails_on_a_share_that_is_not_bound():
    (one, text), other = counted().shares
    bare = changed(text, lambda value: value.pop("context_proofs"))
    false = changed(text, lambda value: plus_one(value["context_proofs"][0][0], "challenge"))

    for share in (bare, false):
        content = with_parts(shares=[(one, share), other])
        assert refusal_of(content) == (101, "context-proof", "owner 1")
        assert verified(content, "belenios-v1").warnings


def test_p2_fails_on_a_share_that_is_bound_to_another_tally():
    tally = parse_tally(counted().tally, counting().election)
    (one, text), other = counted().shares
    phi, x = counting().election.fingerprint, counting().board.secrets[0]
    elsewhere = decode(make_share(phi, "[]", x, tally))["context_proofs"]
    moved = changed(text, lambda value: value.update(context_proofs=elsewhere))

    assert refusal_of(with_parts(shares=[(one, moved), other])) == (101, "context-proof", "owner 1")


@pytest.mark.parametrize("good", [0, 1])
def test_p5_fails_on_a_ciphertext_that_hides_nothing(monkeypatch, good):
    """The first such ballot is named, wherever it stands and whatever comes behind it."""
    monkeypatch.setattr(chunks, "CIPHERTEXTS_A_CHUNK", 1)
    case = a_counting(4)
    with monkeypatch.context() as broken:
        broken.setattr(ballots_module, "random_scalar", lambda random: 0)
        bare = [a_ballot(case.election, credential) for credential in case.credentials[2:]]
    first, last = (
        next(text for text in case.ballots if credential.public_hex in text)
        for credential in case.credentials[:2]
    )
    texts = [*[first][:good], *bare, last]
    case.ballots = texts
    content = case.parts().bytes()

    assert verified(content, "belenios-v1").num_tallied == len(texts)
    assert refusal_of(content) == (102, "neutral-ciphertext", f"ballot {good}")


def test_p5_fails_on_two_ballots_of_one_credential():
    case = a_counting(2)
    again = a_ballot(case.election, case.credentials[0])
    other, first = sorted(case.ballots, key=lambda text: case.credentials[0].public_hex in text)
    case.ballots = [other, again]
    content = replace(case.parts(), ballots=[other, first, again]).bytes()

    report = verified(content, "belenios-v1")
    assert (report.num_ballots, report.num_tallied) == (3, 2)
    assert refusal_of(content) == (102, "credential-twice", "ballots")


def test_p5_fails_on_weights():
    listed = encode([f"{name},1" for name in decode(counted().credentials)])
    content = with_parts(credentials=listed)

    assert verified(content, "belenios-v1").num_tallied == 3
    assert refusal_of(content) == (102, "weights", "credentials")


def test_p5_fails_on_a_certificate_that_nobody_checks():
    events = counted().events()
    texts = events[0][1]
    references = {**decode(texts[3]), "credentials_certificate": digest('{"a":1}')}
    events[0] = ("Setup", [*texts[:3], '{"a":1}', encode(references)])

    assert verified(archive_of(events), "belenios-v1").num_tallied == 3
    assert refusal_of(archive_of(events)) == (102, "certificate", "credentials")


def test_p6_fails_on_ballots_in_the_order_they_came():
    content = with_parts(ballots=list(reversed(counted().ballots)))

    assert verified(content, "belenios-v1").num_tallied == 3
    assert refusal_of(content) == (103, "ballot-order", "ballots")


@pytest.mark.parametrize(
    "case",
    [
        {"description": "no manifest"},
        {"questions": (a_question(minimum=0, maximum=3), a_question(minimum=1, maximum=2))},
        {"questions": (a_question(blank=True),)},
    ],
)
def test_p11_fails_on_another_shape(case):
    shaped = a_counting(0, **case)
    content = archive_of([setup(shaped.election.text, shaped.board.trustees, credential_list([]))])

    assert verified(content, "belenios-v1").phase == "Setup"
    assert refusal_of(content) == (104, "election-shape", "election")


def test_p11_fails_on_anything_but_one_board_of_trustees():
    key = power_of_g(SECRET)
    single = encode([["Single", {"pok": prove_key(SECRET).to_json(), "public_key": to_hex(key)}]])
    content = archive_of([setup(an_election().text, single, "[]")])

    assert verified(content, "belenios-v1").phase == "Setup"
    assert refusal_of(content) == (104, "profile-trustees", "trustees")


def test_version_1_s_checks_come_before_the_profile_s():
    parts = parts_of(committed("g01-single"))
    text = parts.result.replace("4", "5")

    assert refusal_of(replace(parts, result=text).bytes()) == (27, "result", "result")
