"""Calls to the services' doors with bytes as they are, without any client of ours in between."""

from __future__ import annotations

import json
from dataclasses import dataclass

import httpx2
from system.driver import Scene

from shared.crypto import jsontext
from shared.plumbing.http import Peer


@dataclass(frozen=True, slots=True)
class Answer:
    """A bare answer of a service."""

    status: int
    content: bytes

    @property
    def slug(self) -> str:
        """The slug of a problem; the answer has to be one."""
        problem = json.loads(self.content)
        assert problem["status"] == self.status
        return str(problem["type"]).removeprefix("/problems/")


def send(url: str, path: str, content: bytes, **headers: str) -> Answer:
    """Post ``content`` as it is, without any client of ours in between."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    headers = {"Content-Type": "application/json"} | given
    with httpx2.Client(base_url=url, trust_env=False, timeout=30.0) as client:
        answer = client.post(path, content=content, headers=headers)
    return Answer(answer.status_code, answer.content)


def token_of(peer: Peer) -> str:
    """Return the session token behind a signed-in connection."""
    return peer._client.headers["Authorization"].removeprefix("Bearer ")


def post(scene: Scene, service: str, path: str, value: object) -> Answer:
    """Post ``value``; at the tally service as the first trustee, at the desk as the organizer."""
    hall = scene.town.hall
    peers = {"tally": scene.holders.trustees[0]._tally, "desk": hall.organizer.peer}
    signed_in = {"Authorization": f"Bearer {token_of(peers[service])}"} if service in peers else {}
    return send(scene.running.urls[service], path, jsontext.canonical(value), **signed_in)


def cast(scene: Scene, uuid: str, content: bytes) -> Answer:
    """Cast ``content`` as it is."""
    return send(scene.running.urls["box"], f"/api/v1/boxes/{uuid}/ballots", content)
