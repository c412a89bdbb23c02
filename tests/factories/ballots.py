"""Ballots as a voter's program makes them, and precise ways to spoil one."""

from __future__ import annotations

import json
from collections.abc import Sequence

from shared.crypto.ballots import make_ballot
from shared.crypto.credentials import derive
from shared.crypto.jsontext import encode
from shared.documents.manifests import BoxManifest, election_of


def marks(manifest: BoxManifest, options: Sequence[int] | int = 0) -> list[list[int]]:
    """Return the choices that mark, in each contest, the option with that index."""
    each = [options] * len(manifest.contests) if isinstance(options, int) else options
    return [
        [int(place == chosen) for place in range(len(contest.options))]
        for contest, chosen in zip(manifest.contests, each, strict=True)
    ]


def a_ballot(manifest: BoxManifest, code: str, options: Sequence[int] | int = 0) -> str:
    """Return a signed ballot with the slip ``code``; another one each time."""
    credential = derive(manifest.uuid, code)
    return make_ballot(election_of(manifest), credential, marks(manifest, options))


def with_false_proof(ballot: str) -> str:
    """Return ``ballot`` with the response of its first proof counted up by one."""
    fields = json.loads(ballot)
    proof = fields["answers"][0]["individual_proofs"][0][0]
    proof["response"] = str(int(proof["response"]) + 1)
    return encode(fields)


def with_a_space(ballot: str) -> str:
    """Return ``ballot`` in another spelling: well-formed JSON, and another tracker."""
    return ballot[:-1] + " }"
