"""What a report says and a result does not: names, and what becomes of the result.

All of it stands in the signed manifests.

May import: stdlib, shared.documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.documents.manifests import Contest, MeetingManifest


@dataclass(frozen=True, slots=True)
class Titles:
    """What the manifests of a round say of it, by the names that its result uses."""

    electorates: Mapping[str, str] = field(default_factory=dict)
    """Letter to title."""
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Contest's key to its options' titles by key."""
    publishes: bool = False
    """Whether the certified result stands on the page for the hall and the board."""
    recipients: tuple[str, ...] = ()
    """Who is sent it."""
    votes: Mapping[str, int] = field(default_factory=dict)
    """Round to which vote on its item it is, of the items of the meeting voted on several times."""

    @classmethod
    def of(
        cls,
        meeting: MeetingManifest,
        sheets: Iterable[Sequence[Contest]],
        votes: Mapping[str, int] | None = None,
    ) -> Titles:
        """Return what the manifest of a meeting and the sheets of a round say."""
        contests = [contest for sheet in sheets for contest in sheet]
        return cls(
            {one.key: one.title for one in meeting.electorates},
            {one.key: {option.key: option.title for option in one.options} for one in contests},
            meeting.publishes,
            tuple(meeting.recipients),
            votes or {},
        )


NO_TITLES = Titles()
