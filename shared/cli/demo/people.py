"""The officials of the demo: each under a named account of their own, by one-time link.

May import: stdlib, shared.plumbing.http.
"""

from dataclasses import dataclass, field
from secrets import token_urlsafe

from shared.plumbing.http import Peer, open_client

TIMEOUT_SECONDS = 60.0
PASSPHRASE_BYTES = 18


@dataclass(frozen=True, slots=True)
class Official:
    """A signed-in person: the account and a connection that acts for it."""

    account: str
    name: str
    peer: Peer
    passphrase: str = field(repr=False)
    """Random; told at the end where the year is kept."""


class Office:
    """One service as its administrator sees it: who works here."""

    def __init__(self, url: str, invitation: str) -> None:
        """Accept the administrator's one-time ``invitation``."""
        self._url = url
        self._opened: list[Peer] = []
        self.people: list[Official] = []
        """Who accepted an invitation, the administrator first."""
        self.admin = self._accept(invitation)

    def appoint(self, name: str, *roles: str) -> Official:
        """Invite ``name`` with ``roles`` and return the account after it accepted."""
        answer = self.admin.peer.post_json(
            "/api/v1/invitations", {"name": name, "roles": sorted(roles)}
        )
        return self._accept(answer["invitation"])

    def token(self, name: str, *roles: str) -> Peer:
        """Return a connection under a machine's API token."""
        answer = self.admin.peer.post_json("/api/v1/tokens", {"name": name, "roles": sorted(roles)})
        return self._open(answer["token"])

    def close(self) -> None:
        """Close every connection of this office."""
        for peer in self._opened:
            peer.close()

    def _accept(self, invitation: str) -> Official:
        passphrase = token_urlsafe(PASSPHRASE_BYTES)
        with open_client(self._url, timeout=TIMEOUT_SECONDS) as anybody:
            answer = anybody.post_json(
                "/api/v1/invitations/accept", {"invitation": invitation, "passphrase": passphrase}
            )
        peer = self._open(answer["session"])
        official = Official(answer["account"], answer["name"], peer, passphrase)
        self.people.append(official)
        return official

    def _open(self, token: str) -> Peer:
        peer = open_client(self._url, token=token, timeout=TIMEOUT_SECONDS)
        self._opened.append(peer)
        return peer
