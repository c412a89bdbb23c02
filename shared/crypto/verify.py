"""The verifier: every numbered check of PROTOCOL section 11, then those of our profile.

The container comes first (the whole file is rebuilt and hashed before any proof is looked at),
then the setup, then what needs all ballots at once, then the proofs of the ballots, which are
nearly all the work and go through the caller's ``map``, then tally, shares and result. The
first check that fails ends it: there is no partly verified archive. Ballots are read from the
file a few at a time, so an archive may be larger than memory.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from shared.crypto.archive import Archive, read_archive
from shared.crypto.ballots import Profile, longest_ballot, parse_ballot
from shared.crypto.checks import STAGES, check_name, rejecting
from shared.crypto.chunks import Chunk, Verdict, cut, verify_chunk
from shared.crypto.credentials import CredentialList, list_digest, parse_credential_list
from shared.crypto.decryption import Share, check_context, check_share, combined_factors
from shared.crypto.elections import Election, check_shape
from shared.crypto.errors import ArchiveRejected
from shared.crypto.group import divide, power_of_g
from shared.crypto.jsontext import decode_exact, encode, fields, items, weight_from_json
from shared.crypto.tally import Tally, empty_tally, merge, parse_tally, tally_hash, tally_text
from shared.crypto.trustees.items import Item, combined_key, owner_keys
from shared.crypto.trustees.parsing import check_profile, parse_trustees

Map = Callable[[Callable[[Chunk], Verdict], Iterable[Chunk]], Iterable[Verdict]]
Progress = Callable[[str, int, int], None]
"""Called with (stage, done, all of it): bytes, ballots, or 0 and 1; see ``checks.STAGES``."""

WEAK_DECRYPTION_PROOFS = "weak-decryption-proofs"
"""Version 1 binds a decryption proof to neither ciphertext nor factor (PROTOCOL 13.1)."""


@dataclass(frozen=True, slots=True)
class Setup:
    """The verified Setup of an archive."""

    election: Election
    trustees: list[Item]
    credentials: CredentialList


@dataclass(frozen=True, slots=True)
class _Ballots:
    """The verified ballots of an archive, added up."""

    tally: Tally
    """Their encrypted sum; that of no ballots while the archive has no tally to compare."""
    counted: list[int]
    """Weights of the ballots that count, one for each credential that voted."""
    neutral: int | None
    """Index of the first ballot with a neutral point in a ciphertext."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an accepted archive holds."""

    profile: Profile
    uuid: str
    phase: str
    """The last event's type: Setup, Ballot, EndBallots, EncryptedTally and so on to Result."""
    num_ballots: int
    num_tallied: int
    """Credentials whose ballot counts; fewer than ballots where version 1 allows voting again."""
    checks: tuple[str, ...]
    """Names of the checks made, in order: numbers of section 11 and paragraphs of the profile."""
    digests: dict[str, str]
    """``election`` (φ) and ``credentials`` in base64; ``encrypted_tally`` (T), if any, in hex."""
    result: list[list[int]] | None
    warnings: tuple[str, ...] = field(default=())


def verify_archive(
    reader: BinaryIO,
    *,
    profile: Profile = "ostraka",
    map: Map = builtins.map,  # noqa: A002  (it is one, and callers pass a pool's)
    progress: Progress | None = None,
) -> Report:
    """Return what the archive in ``reader`` holds, if every check passes.

    Args:
        reader: an open .bel file that can seek; ballots are read three times, hashed
            each time, so that the file may not change.
        profile: ``ostraka``, or ``belenios-v1`` for sections 1 to 11 alone.
        map: applies ``verify_chunk`` to the chunks of ballots; verdicts in the same order. It
            should take chunks no faster than it verifies them: they are read as they are taken.
            A caller that has verified these very ballots before returns their verdict itself.
        progress: called when a stage begins and as its work goes on.

    Raises:
        ArchiveRejected: the first failing check, 1 to 28; then all that the profile finds,
            the first with the others as ``further``.
    """
    begun = _Stages(progress)
    begun("container")
    archive = read_archive(reader, partial(begun.went_on, "container"))
    begun("setup")
    setup = check_setup(archive)
    begun("ballots", len(archive.ballots))
    ballots = _check_ballots(archive, setup, map, partial(begun.went_on, "ballots"))
    shares: dict[int, Share] = {}
    result = None
    if archive.encrypted_tally_text is not None:
        begun("tally")
        _check_tally(archive, setup, ballots)
    if archive.partial_decryptions:
        begun("shares")
        shares = _check_shares(archive, setup, ballots.tally)
    if archive.result_text is not None:
        begun("result")
        result = _check_result(archive, setup, ballots.tally, shares)
    if profile == "ostraka":
        begun("profile")
        _check_profile(archive, setup, ballots, shares)
    return _report(archive, setup, profile, begun.stages, (len(ballots.counted), result))


class _Stages:
    """The stages that have begun, told to the caller as they come."""

    def __init__(self, progress: Progress | None) -> None:
        self.stages: list[str] = []
        self._progress = progress

    def __call__(self, stage: str, total: int = 1) -> None:
        """Begin ``stage``."""
        self.stages.append(stage)
        self.went_on(stage, 0, total)

    def went_on(self, stage: str, done: int, total: int) -> None:
        """Say how much of ``stage`` is done."""
        if self._progress is not None:
            self._progress(stage, done, total)


def check_setup(archive: Archive) -> Setup:
    """Return the setup after checks 6 to 12.

    Raises:
        ArchiveRejected: the first of them that fails.
    """
    with rejecting(6, "election"):
        election = Election.from_text(archive.election_text)
    with rejecting(9, "trustees"):
        trustees = parse_trustees(archive.trustees_text)
    if combined_key(trustees) != election.public_key:
        raise ArchiveRejected(
            11, "public-key", "The election key is not the trustees' key.", "election"
        )
    with rejecting(6, "credentials"):
        credentials = parse_credential_list(archive.credentials_text)
    return Setup(election, trustees, credentials)


def _check_credentials_used(archive: Archive, setup: Setup) -> list[int | None]:
    """Return the weight of each ballot, None if a later one replaces it (checks 14, 15, 17)."""
    seen: set[str] = set()
    last: dict[str, int] = {}
    longest = longest_ballot(setup.election)
    for index, (size, digest) in enumerate(
        zip(archive.ballots.sizes, archive.ballots.digests, strict=True)
    ):
        where = f"ballot {index}"
        if size > longest:
            raise ArchiveRejected(13, "json-size", "No ballot is so long.", where)
        text = archive.ballots[index]
        credential = _credential_of(text, setup.election, where)
        if credential not in setup.credentials.weights:
            raise ArchiveRejected(15, "unknown-credential", "The voter is not listed.", where)
        if digest in seen:
            raise ArchiveRejected(17, "duplicate-ballot", "A ballot comes twice.", where)
        seen.add(digest)
        last[credential] = index
    weights: list[int | None] = [None] * len(archive.ballots)
    for credential, index in last.items():
        weights[index] = setup.credentials.weights[credential]
    return weights


def _credential_of(text: str, election: Election, where: str) -> str:
    """Return the credential in a ballot's text without parsing all of it.

    The canonical form begins with fixed fields; a text that begins otherwise is of another
    election or not canonical, and parsing it says which. The rest is parsed with the proofs.
    """
    ids = {"election_uuid": election.uuid, "election_hash": election.fingerprint, "credential": ""}
    beginning = encode(ids).removesuffix('"}')
    if not text.startswith(beginning):
        with rejecting(13, where):
            return parse_ballot(text, election, "belenios-v1").credential_hex
    return text[len(beginning) : len(beginning) + 64]


def _check_ballots(
    archive: Archive, setup: Setup, map_: Map, progress: Callable[[int, int], None]
) -> _Ballots:
    """Return the sum of the ballots after checks 13 to 21."""
    weights = _check_credentials_used(archive, setup)
    counted = [weight for weight in weights if weight is not None]
    if archive.encrypted_tally_text is None:
        weights = [None] * len(weights)  # there is no sum to compare with
    tally, neutral, done = empty_tally(setup.election), None, 0
    for verdict in map_(verify_chunk, cut(setup.election, archive.ballots, weights)):
        if verdict.refusal is not None:
            raise verdict.refusal
        tally = merge(tally, verdict.tally)
        neutral = verdict.neutral if neutral is None else neutral
        done += verdict.num_ballots
        progress(done, len(archive.ballots))
    if done != len(archive.ballots):
        raise ValueError("the caller's map lost the verdict on some ballots")
    return _Ballots(tally, counted, neutral)


def _check_tally(archive: Archive, setup: Setup, ballots: _Ballots) -> None:
    """Return if the archive's tally and its counts are those of the ballots (22, 23)."""
    text, where = archive.encrypted_tally_text or "", "encrypted tally"
    with rejecting(22, where):
        parse_tally(text, setup.election)
    if tally_text(ballots.tally) != text:
        raise ArchiveRejected(
            22, "encrypted-tally", "The tally is not the sum of the ballots.", where
        )
    if (archive.num_tallied, archive.total_weight) != (len(ballots.counted), sum(ballots.counted)):
        raise ArchiveRejected(
            23, "tally-size", "The counts of the tally are not those of the ballots.", where
        )


def _check_shares(archive: Archive, setup: Setup, tally: Tally) -> dict[int, Share]:
    """Return the share of each owner after checks 24 and 25."""
    keys = owner_keys(setup.trustees)
    shares: dict[int, Share] = {}
    for owner, text in archive.partial_decryptions:
        where = f"owner {owner}"
        if owner > len(keys):
            raise ArchiveRejected(24, "owner", "There is no trustee of this number.", where)
        if owner in shares:
            raise ArchiveRejected(24, "owner", "A trustee decrypts twice.", where)
        with rejecting(25, where):
            shares[owner] = check_share(
                text,
                setup.election.fingerprint,
                archive.encrypted_tally_text or "",
                tally,
                keys[owner - 1],
                context_required=False,
            )
    return shares


def _check_result(
    archive: Archive, setup: Setup, tally: Tally, shares: dict[int, Share]
) -> list[list[int]]:
    """Return the result after checks 26, 27 and 28."""
    with rejecting(26, "result"):
        factors = combined_factors(setup.trustees, shares)
    with rejecting(6, "result"):
        rows = _parse_result(archive.result_text or "", setup.election)
    for row, ciphertexts, row_factors in zip(rows, tally, factors, strict=True):
        for count, ciphertext, factor in zip(row, ciphertexts, row_factors, strict=True):
            if power_of_g(count) != divide(ciphertext.beta, factor):
                raise ArchiveRejected(
                    27, "result", "The result is not what was decrypted.", "result"
                )
    check_possible(setup.election, rows, archive.total_weight)
    return rows


def check_possible(election: Election, rows: list[list[int]], total_weight: int) -> None:
    """Return if voters of ``total_weight`` in all can have made the counts ``rows`` (check 28).

    Raises:
        ArchiveRejected: a count is above the total, or a row's sum outside its bounds.
    """
    for question, row in zip(election.questions, rows, strict=True):
        voters = total_weight - (row[0] if question.blank else 0)
        chosen = sum(row[1:] if question.blank else row)
        least, most = question.minimum * voters, question.maximum * voters
        if max(row) > total_weight or not least <= chosen <= most:
            raise ArchiveRejected(28, "result-range", "The result is impossible.", "result")


def _parse_result(text: str, election: Election) -> list[list[int]]:
    """Return the counts of a result's text, in the shape of ``election``."""
    rows = items(fields(decode_exact(text), ("result",))["result"], len(election.questions))
    return [
        [weight_from_json(count) for count in items(row, question.num_ciphertexts)]
        for row, question in zip(rows, election.questions, strict=True)
    ]


def _check_profile(
    archive: Archive, setup: Setup, ballots: _Ballots, shares: dict[int, Share]
) -> None:
    """Return if the archive has the form of our profile (PROTOCOL P2, P5, P6, P11).

    Raises:
        ArchiveRejected: the first refusal, with the others as ``further``.
    """
    refusals = list(_profile_refusals(archive, setup, ballots, shares))
    if refusals:
        refusals[0].further = tuple(refusals[1:])
        raise refusals[0]


def _profile_refusals(
    archive: Archive, setup: Setup, ballots: _Ballots, shares: dict[int, Share]
) -> Iterator[ArchiveRejected]:
    """Yield everything in which the archive departs from our profile."""
    yield from _context_refusals(archive, setup, ballots.tally, shares)
    if ballots.neutral is not None:
        where = f"ballot {ballots.neutral}"
        yield ArchiveRejected(102, "neutral-ciphertext", "A ciphertext hides nothing.", where)
    if len(ballots.counted) != len(archive.ballots):
        yield ArchiveRejected(102, "credential-twice", "A credential has two ballots.", "ballots")
    if archive.certificate_text is not None:
        yield ArchiveRejected(102, "certificate", "The list has a certificate.", "credentials")
    if setup.credentials.weighted:
        yield ArchiveRejected(102, "weights", "Credentials carry weights.", "credentials")
    if archive.ballots.digests != sorted(archive.ballots.digests):
        what = "Ballots are not sorted by their hashes."
        yield ArchiveRejected(103, "ballot-order", what, "ballots")
    yield from _caught(104, "election", lambda: check_shape(setup.election))
    yield from _caught(104, "trustees", lambda: check_profile(setup.trustees))


def _caught(number: int, where: str, check: Callable[[], object]) -> Iterator[ArchiveRejected]:
    """Yield the refusal that ``check`` raises, if any."""
    try:
        with rejecting(number, where):
            check()
    except ArchiveRejected as refusal:
        yield refusal


def _context_refusals(
    archive: Archive, setup: Setup, tally: Tally, shares: dict[int, Share]
) -> Iterator[ArchiveRejected]:
    """Yield a refusal for each share that is not bound to this tally (PROTOCOL P2)."""
    keys, phi = owner_keys(setup.trustees), setup.election.fingerprint
    text = archive.encrypted_tally_text or ""
    for owner, share in shares.items():
        check = partial(check_context, share, phi, text, tally, keys[owner - 1])
        yield from _caught(101, f"owner {owner}", check)


def _report(
    archive: Archive,
    setup: Setup,
    profile: Profile,
    stages: list[str],
    outcome: tuple[int, list[list[int]] | None],
) -> Report:
    """Return the report on an accepted archive."""
    digests = {
        "election": setup.election.fingerprint,
        "credentials": list_digest(archive.credentials_text),
    }
    if archive.encrypted_tally_text is not None:
        digests["encrypted_tally"] = tally_hash(archive.encrypted_tally_text)
    weak = profile == "belenios-v1" and bool(archive.partial_decryptions)
    num_tallied, result = outcome
    return Report(
        profile,
        setup.election.uuid,
        archive.last_type,
        len(archive.ballots),
        num_tallied,
        tuple(check_name(number) for stage in stages for number in STAGES[stage]),
        digests,
        result,
        (WEAK_DECRYPTION_PROOFS,) if weak else (),
    )
