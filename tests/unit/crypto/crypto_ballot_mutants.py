"""Ballots with one thing changed: bits, fields, lists, numbers, points, proofs from elsewhere.

Every mutant differs from its ballot in more than the signature, and none is a ballot that its
voter could have made: whatever is accepted is a fault of the verifier. About half of them are
signed again with the voter's own key, so that more than the signature is put to the test.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random

from crypto_changes import BYTE_KINDS, FIELD_KINDS, Json, Path, at, nodes, put, write
from crypto_factories import a_credential, a_question, an_election

from shared.crypto.ballots import make_ballot
from shared.crypto.credentials import Credential
from shared.crypto.elections import Election
from shared.crypto.jsontext import b64, decode, encode
from shared.crypto.proofs import sign


@dataclass(frozen=True)
class BallotScene:
    """A good ballot, its voter, and ballots to take proofs from."""

    election: Election
    voter: Credential
    text: str
    donors: dict[str, str]
    """Ballots of the same shape, by what is different about them."""

    @property
    def unsigned(self) -> str:
        """The text that is signed."""
        return encode({k: v for k, v in decode(self.text).items() if k != "signature"})


def a_ballot_scene() -> BallotScene:
    """Return a fresh ballot about three questions of different shapes, one with a blank vote."""
    election = an_election(
        a_question(),
        a_question(minimum=0, maximum=2),
        a_question(answers=("是", "否"), minimum=1, maximum=2, blank=True),
    )
    voter, chosen = a_credential(), [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    return BallotScene(
        election,
        voter,
        make_ballot(election, voter, chosen),
        {
            "proof_of_other_ballot": make_ballot(election, voter, chosen),
            "proof_of_other_voter": make_ballot(election, a_credential(), chosen),
            "proof_of_other_session": make_ballot(
                replace(election, text="", uuid="4nNcnWCJEYmcT7"), voter, chosen
            ),
            "proof_of_other_wording": make_ballot(
                replace(election, text="", name="other"), voter, chosen
            ),
        },
    )


def signed(unsigned: str, voter: Credential) -> str:
    """Return ``unsigned``, whatever it is, with a signature of ``voter`` that fits it."""
    text_hash = b64(sha256(unsigned.encode("utf-8", "surrogateescape")).digest())
    signature = {"hash": text_hash, "proof": sign(text_hash, voter.secret).to_json()}
    return f'{unsigned[:-1]},"signature":{encode(signature)}}}'


def by_bytes(change: Callable[[bytes, Random], bytes]) -> "BallotKind":
    """Return the kind of mutant that has bytes changed."""

    def mutant(scene: BallotScene, source: Random) -> str | None:
        again = source.random() < 0.5
        text = scene.unsigned if again else scene.text
        changed = change(text.encode(), source).decode("utf-8", "surrogateescape")
        if changed == text:
            return None
        return signed(changed, scene.voter) if again else changed

    return mutant


def by_fields(change: Callable[[Json, Random], None]) -> "BallotKind":
    """Return the kind of mutant that has a field changed."""

    def mutant(scene: BallotScene, source: Random) -> str | None:
        again = source.random() < 0.5
        text = scene.unsigned if again else scene.text
        value = decode(text)
        change(value, source)
        changed = write(value)
        if changed == text:
            return None
        return signed(changed, scene.voter) if again else changed

    return mutant


def proof_lists(ballot: Json) -> list[Path]:
    """Return the path of every list of proofs that belong together."""
    return [
        path
        for path, child in nodes(ballot)
        if isinstance(child, list) and child and "challenge" in child[0]
    ]


def foreign(donor: str) -> "BallotKind":
    """Return the kind of mutant that has a proof of the same place of another ballot."""

    def mutant(scene: BallotScene, source: Random) -> str:
        ballot, other = decode(scene.unsigned), decode(scene.donors[donor])
        path = source.choice(proof_lists(ballot))
        put(ballot, path, at(other, path))
        return signed(encode(ballot), scene.voter)

    return mutant


def proof_of_other_place(scene: BallotScene, source: Random) -> str:
    """Put the proofs of one place of the ballot in another, of the same length if possible."""
    ballot = decode(scene.unsigned)
    one, *others = source.sample(paths := proof_lists(ballot), len(paths))
    length = len(at(ballot, one))
    other = max(others, key=lambda path: len(at(ballot, path)) == length)
    put(ballot, one, at(ballot, other))
    return signed(encode(ballot), scene.voter)


def bits_swapped(scene: BallotScene, source: Random) -> str:
    """Exchange the proofs of 0 and of 1 of one ciphertext, or turn another list around."""
    ballot = decode(scene.unsigned)
    lists = [path for path in proof_lists(ballot) if len(at(ballot, path)) > 1]
    at(ballot, source.choice(lists)).reverse()
    return signed(encode(ballot), scene.voter)


def wrong_phi(scene: BallotScene, source: Random) -> str | None:
    """Name another election, or take a ballot of another one and name ours."""
    ballot = decode(scene.unsigned)
    elsewhere = decode(scene.donors["proof_of_other_session"])
    del elsewhere["signature"]
    changed = source.choice(
        [
            {**ballot, "election_hash": elsewhere["election_hash"]},
            {**ballot, "election_uuid": elsewhere["election_uuid"]},
            {**elsewhere, "election_uuid": ballot["election_uuid"]},
            {**elsewhere, **{k: ballot[k] for k in ("election_uuid", "election_hash")}},
        ]
    )
    return None if changed == ballot else signed(encode(changed), scene.voter)


BallotKind = Callable[[BallotScene, Random], str | None]
"""Makes a mutant, or None when the change happened to change nothing."""

BALLOT_KINDS: dict[str, BallotKind] = {
    **{kind.__name__: by_bytes(kind) for kind in BYTE_KINDS},
    **{kind.__name__: by_fields(kind) for kind in FIELD_KINDS},
    **{
        f"proof_of_other_{donor}": foreign(f"proof_of_other_{donor}")
        for donor in ("ballot", "voter", "session", "wording")
    },
    **{kind.__name__: kind for kind in (proof_of_other_place, bits_swapped, wrong_phi)},
}
