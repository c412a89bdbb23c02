"""A tally service that has finished counting: it serves really signed certified results."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import httpx2
from factories.documents import TALLY
from flask import Flask, Response

from shared.crypto import jsontext
from shared.crypto.credentials import new_uuid
from shared.crypto.signing import SigningKey
from shared.documents.base import sign
from shared.documents.findings import Finding, FoundAbout
from shared.documents.manifests import Item, Place, Subject
from shared.documents.results import CertifiedResult, CountedBox, CountedContest, Ledger
from shared.plumbing.http import Peer, open_client

GRADES = ("excellent", "competent", "basically_competent", "incompetent", "abstain")
NO_DIGEST = "0" * 64


def grade_votes(*votes: int) -> dict[str, int]:
    """Return votes by grade: excellent, competent, basically competent, incompetent, abstain."""
    return dict(zip(GRADES, [*votes, 0, 0, 0, 0, 0], strict=False))


def against(incompetent: int, valid: int) -> dict[str, int]:
    """Return so many 不称职 among so many valid votes, the rest 称职."""
    return grade_votes(0, valid - incompetent, 0, incompetent, 0)


def a_ledger(valid: int, roll: int | None = None) -> Ledger:
    """Return a ledger in which everybody voted."""
    present = valid if roll is None else roll
    return Ledger(
        roll=present,
        present=present,
        printed=present,
        issued=present,
        returned=valid,
        unreturned=present - valid,
        void=0,
        valid=valid,
    )


def a_box(valid: int, roll: int | None = None, electorate: str = "A") -> CountedBox:
    """Return one counted box."""
    return CountedBox(
        uuid=new_uuid(),
        electorate=electorate,
        state="counted",
        manifest=NO_DIGEST,
        archive=NO_DIGEST,
        ledger=a_ledger(valid, roll),
    )


def a_contest(person: str, votes: Mapping[str, int], electorate: str = "A") -> CountedContest:
    """Return the graded contest about one official."""
    return CountedContest(
        key=f"{person}.grade",
        title="干部",
        kind="grade",
        subject=Subject(kind="official", id=person, name="干部"),
        counts=dict(votes),
        by_electorate={electorate: dict(votes)},
    )


def found(person: str = "o1", **changes: Any) -> Finding:
    """Return what the organisation found under B10 about an official."""
    values: dict[str, Any] = {
        "issued_by": "tally",
        "meeting": "m-1",
        "meeting_manifest": NO_DIGEST,
        "pack": NO_DIGEST,
        "round": "r1",
        "rule": "B10",
        "subject": FoundAbout(kind="official", id=person),
        "value": "yes",
        "document": "组发〔2026〕7号",
        "date": "2026-12-21",
        "reason": "核查属实",
        "by": ["周认证", "吴认证"],
        "recorded_on": "2026-12-22",
    }
    return Finding(**{**values, **changes})


def a_result(
    votes: Mapping[str, Mapping[str, int]], *, roll: int | None = None, **changes: Any
) -> CertifiedResult:
    """Return the certified result of one round.

    Args:
        votes: person to votes by grade; every sheet has the same number of valid votes.
        roll: people on the roll; everybody voted if None.
        changes: any field of the document.
    """
    valid = max((sum(options.values()) for options in votes.values()), default=5)
    values: dict[str, Any] = {
        "issued_by": "tally",
        "meeting": f"m-{secrets.token_hex(4)}",
        "meeting_manifest": NO_DIGEST,
        "round": "r1",
        "item": Item(key="sheet", title="测评表"),
        "title": "年度民主测评",
        "source": "unit",
        "place": Place(id="unit-1", name="甲乡"),
        "year": 2026,
        "test": False,
        "pack": NO_DIGEST,
        "closed_on": "2026-12-01",
        "boxes": [a_box(valid, roll)],
        "contests": [a_contest(person, options) for person, options in votes.items()],
        "rulings": [],
        "leftovers": [NO_DIGEST],
        "unanimous": [],
        "certifiers": ["李四", "王五"],
    }
    return CertifiedResult(**{**values, **changes})


class TallyResults:
    """The public certificates of a tally service; counts how often it was asked."""

    def __init__(self, key: SigningKey = TALLY) -> None:
        self.key = key
        self.served: dict[str, bytes] = {}
        self.asked = 0
        self.away = False
        self._app = Flask("tally_results", static_folder=None)
        self._app.add_url_rule("/api/v1/certified-results/<digest>", view_func=self._serve)

    def publish(self, result: CertifiedResult, key: SigningKey | None = None) -> str:
        """Sign and serve a result; return its digest."""
        signed = sign(key or self.key, result)
        self.served[result.digest] = jsontext.canonical(signed)
        return result.digest

    def put(self, digest: str, content: bytes) -> None:
        """Serve these bytes under this digest, whatever they are."""
        self.served[digest] = content

    def peer(self) -> Peer:
        """Return a connection to it, without a socket."""
        return open_client("http://tally", transport=httpx2.WSGITransport(app=self._app))

    def _serve(self, digest: str) -> Response:
        self.asked += 1
        if self.away:
            return Response(status=503)
        if digest not in self.served:
            return Response(status=404)
        return Response(self.served[digest], mimetype="application/json")


def by_digest(*results: CertifiedResult) -> dict[str, CertifiedResult]:
    """Return the results by digest."""
    return {result.digest: result for result in results}
