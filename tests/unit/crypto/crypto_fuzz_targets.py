"""Every parser of what strangers send, each with valid examples to start from."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import Any

from crypto_archive_mutants import split
from crypto_factories import TIME, UUID, archive_of, committed
from crypto_fuzzing import Parser
from crypto_hostile import vote
from trustee_factories import BOARDS, message_of, posted_until, run_ceremony

from shared.crypto import entries, jsontext, keyfile, rehearsal
from shared.crypto.ballots import check_ballot, parse_ballot, verify_ballot
from shared.crypto.blind import IssuerKey, key_digest, trusted_key
from shared.crypto.credentials import (
    check_uuid,
    derive,
    new_code,
    parse_credential_list,
    parse_slip,
    slip_text,
)
from shared.crypto.decryption import check_share
from shared.crypto.elections import Election, check_shape
from shared.crypto.entries import EVENT_SUFFIX, HEADER_NAME
from shared.crypto.jsontext import canonical, decode, decode_exact, encode
from shared.crypto.tally import parse_tally
from shared.crypto.trustees import board as ceremony
from shared.crypto.trustees import owner_keys, parse_trustees
from shared.crypto.trustees.pki import derive_keys, receive, send
from shared.crypto.verify import verify_archive

PASSPHRASE = "correct horse 电池 staple"
CHEAP = keyfile.Cost(memory_kib=8192, iterations=1)
OTHER = "yGygx-bUZDje-AshYr-mm3QYz"


def parsers() -> list[Parser]:
    """Return all of this file."""
    return [*votes(), *entries_of_an_archive(), *spellings(), *keys()]


def text(content: bytes) -> str:
    """Return ``content`` as text; what is not UTF-8 becomes half a surrogate pair."""
    return content.decode("utf-8", "surrogateescape")


def of_text(name: str, parse: Callable[[str], object], *seeds: str) -> Parser:
    """Return a parser of text."""
    return Parser(name, lambda content: parse(text(content)), [seed.encode() for seed in seeds])


def of_json(name: str, parse: Callable[[Any], object], *seeds: object) -> Parser:
    """Return a parser of what JSON spells."""
    examples = [encode(seed).encode() for seed in seeds]
    return Parser(name, lambda content: parse(decode(content)), examples)


def votes() -> list[Parser]:
    """Return the parsers of an archive and of everything that stands in one."""
    case, parts, _ = vote(blank=False)
    blank, blank_parts, _ = vote(blank=True)
    tally, ((owner, share), _) = parse_tally(parts.tally, case.election), parts.shares
    key = owner_keys(parse_trustees(parts.trustees))[owner - 1]
    finished, listed = parts.bytes(), decode(parts.credentials)

    def archive_v1(content: bytes) -> object:
        return verify_archive(BytesIO(content), profile="belenios-v1")

    def ballot_v1(ballot: str) -> None:
        verify_ballot(parse_ballot(ballot, blank.election, "belenios-v1"), blank.election)

    return [
        Parser("archive", lambda content: verify_archive(BytesIO(content)), [finished]),
        Parser("archive_v1", archive_v1, [blank_parts.bytes(), committed("g01-single")]),
        of_text("ballot", lambda ballot: check_ballot(ballot, case.election), *case.ballots),
        of_text("ballot_v1", ballot_v1, *blank.ballots),
        of_text("election", Election.from_text, blank_parts.election, BOARDS_ELECTION),
        of_text("shape", lambda it: check_shape(Election.from_text(it)), parts.election),
        of_text("trustees", parse_trustees, *(board["trustees"] for board in BOARDS.values())),
        of_text(
            "credentials", parse_credential_list, "[]", encode(listed), encode([listed[0] + ",73"])
        ),
        of_text("tally", lambda it: parse_tally(it, case.election), parts.tally),
        of_text(
            "share",
            lambda it: check_share(it, case.election.fingerprint, parts.tally, tally, key),
            share,
        ),
    ]


BOARDS_ELECTION = next(iter(BOARDS.values()))["election"]


def entries_of_an_archive() -> list[Parser]:
    """Return the verifier as the parser of each text of an archive, rebuilt around that text."""
    _, parts, _ = vote(blank=False)
    events, written = parts.events(), split(parts.bytes())
    first, (owner, share) = parts.shares

    def with_part(name: str) -> Parser:
        def verify(new: str) -> object:
            return verify_archive(BytesIO(replace(parts, **{name: valid(new)}).bytes()))

        return of_text(f"archive_{name}", verify, getattr(parts, name))

    def with_share(new: str) -> object:
        content = replace(parts, shares=[first, (owner, valid(new))]).bytes()
        return verify_archive(BytesIO(content))

    def with_payload(place: int) -> Parser:
        kind, texts = events[place]

        def verify(new: str) -> object:
            changed = (kind, [*texts[:-1], valid(new)])
            content = archive_of([*events[:place], changed, *events[place + 1 :]])
            return verify_archive(BytesIO(content))

        return of_text(f"archive_payload_{place}_{kind}", verify, texts[-1])

    def with_entry(place: int) -> Parser:
        def verify(new: bytes) -> object:
            name = sha256(new).hexdigest() + EVENT_SUFFIX if place else HEADER_NAME
            whole = [*written[:place], (name, new), *written[place + 1 :]]
            blocks = [entries._blocks(name, content, TIME) for name, content in whole]
            return verify_archive(BytesIO(b"".join(blocks)))

        return Parser(f"archive_entry_{place}", verify, [written[place][1]])

    at = [0, *(place for place, (name, _) in enumerate(written) if name.endswith(EVENT_SUFFIX))]
    return [
        *map(with_part, ("election", "trustees", "credentials", "tally")),
        of_text("archive_share", with_share, share),
        *(with_payload(place) for place, (_, texts) in enumerate(events) if texts),
        *map(with_entry, at),
    ]


def valid(new: str) -> str:
    """Return ``new`` with a question mark for every half of a surrogate pair."""
    return new.encode("utf-8", "replace").decode()


def spellings() -> list[Parser]:
    """Return the parsers of JSON, codes and names."""
    _, parts, _ = vote(blank=False)
    code = new_code()
    objects = [parts.election.encode(), parts.tally.encode(), b'{"a":["\xf0\x9f\x97\xb3",-1,null]}']
    return [
        Parser("json", decode, objects),
        Parser("json_exact", decode_exact, objects),
        Parser("json_canonical", lambda content: canonical(decode(content)), objects),
        of_text("slip", parse_slip, slip_text("A", code), slip_text("Z", OTHER)),
        of_text("code", lambda it: derive(UUID, it), code, OTHER),
        of_text("uuid", check_uuid, UUID),
        of_text("base64", jsontext.unb64, "", "QUJD", "tnCMesiZ6MVWWm0+/w"),
    ]


def keys() -> list[Parser]:
    """Return the parsers of key files, of an issuer's key, and of what trustees send."""
    posted, states = run_ceremony()
    outcome = ceremony.outcome(posted)
    pair = derive_keys(states[0]["seed"])
    sealed = keyfile.seal_key({"type": "t", "secret": "7"}, PASSPHRASE, cost=CHEAP)
    letter = send(pair.sk, pair.encryption, encode({"secret": "5"}))
    issuer = IssuerKey.generate()
    return [
        Parser("keyfile", lambda content: keyfile.open_key(content, PASSPHRASE), [sealed.encode()]),
        Parser("keyfile_refitted", refitted_keyfile, [sealed.encode()]),
        Parser("issuer_key", lambda spki: trusted_key(spki, key_digest(spki)), [issuer.spki]),
        Parser("issuer_secret", IssuerKey.from_pkcs8, [issuer.pkcs8]),
        of_text("letter", lambda it: receive(pair, pair.verification, it), letter),
        Parser("transcript", ceremony.replay, [outcome.transcript]),
        *(ceremony_step(step) for step in ceremony.STEPS),
        of_json("rehearsal_messages", rehearsal.recheck, a_rehearsal(outcome.trustees_text)),
    ]


def ceremony_step(step: str) -> Parser:
    """Return what takes the first trustee's message of one step of a ceremony."""
    posted, states = posted_until(step)
    message = message_of(states[0], posted)
    return of_json(f"ceremony_{step}", lambda it: ceremony.accept(posted, 1, step, it), message)


def a_rehearsal(trustees: str) -> object:
    """Return a rehearsal in which everybody has opened."""
    board, meeting = bytes(32), "m-1"
    begun = rehearsal.new_rehearsal(board, meeting, trustees)
    nonces = {number: bytes([number]) * 32 for number in (1, 2, 3)}
    for number, nonce in nonces.items():
        shown = {"commitment": rehearsal.commitment_of(board, meeting, number, nonce)}
        begun = rehearsal.accept(begun, number, "commit", shown)
    for number, nonce in nonces.items():
        begun = rehearsal.accept(begun, number, "open", {"nonce": nonce.hex()})
    return begun


def refitted_keyfile(content: bytes) -> object:
    """Open a key file whose checksum is made to fit, unless that would cost too much."""
    whole = decode(content)
    if isinstance(whole, dict) and "checksum" in whole:
        del whole["checksum"]
        whole["checksum"] = keyfile._checksum(whole)
        cost = [whole.get(name) for name in ("memory_kib", "iterations", "lanes")]
        if cost == [CHEAP.memory_kib, CHEAP.iterations, CHEAP.lanes]:
            return keyfile.open_key(canonical(whole), PASSPHRASE)
    return keyfile.open_key(content, PASSPHRASE)
