"""What an organizer hands in to make a meeting, and the rules it must satisfy as a whole.

The parts are those of the manifests, so what is accepted here can be published unchanged.

May import: stdlib, pydantic, shared.documents, shared.errors, shared.tables, this room's rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Annotated, Any

from pydantic import Field

from ballot_service.meetings.domain.activation import MOST_BLIND_BOXES
from ballot_service.meetings.domain.scrutineer_keys import (
    ScrutineerKeyRejected,
    check_public_key,
)
from shared.documents.base import ClassLetter, Hex32, Identifier, Part, Title, Year
from shared.documents.manifests import (
    BoxRef,
    Contest,
    CredentialMode,
    Electorate,
    Item,
    Place,
    Source,
)
from shared.errors import InvalidInput
from shared.tables.names import normalised

MOST_BOXES = 2000
MOST_ITEMS = 100

AccountId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class DraftRejected(InvalidInput):
    """A meeting's parts do not fit together."""

    code = "draft_rejected"


class DraftItem(Part):
    """One matter and, for each electorate that votes on it, the contests of its sheet."""

    item: Item
    contests: Annotated[
        dict[ClassLetter, Annotated[list[Contest], Field(min_length=1, max_length=600)]],
        Field(min_length=1, max_length=26),
    ]


class DraftScrutineer(Part):
    """A scrutineer's account at the desk, and the raw public key they sign closings with."""

    account: AccountId
    key: Hex32


class Agenda(Part):
    """A meeting as its organizer describes it: what it is about, and who votes on what."""

    title: Title
    source: Source
    year: Year
    place: Place
    electorates: Annotated[list[Electorate], Field(min_length=1, max_length=26)]
    spare_boxes: Annotated[int, Field(ge=0, le=50)] = 1
    """How many unassigned boxes each electorate gets, for items that come later or again."""
    items: Annotated[list[DraftItem], Field(min_length=1, max_length=MOST_ITEMS)]
    board: Identifier
    """Id of the board of trustees at the tally service."""
    disclosure_floor: Annotated[int, Field(ge=2, le=1000)] = 5
    test: bool = False
    credential_mode: CredentialMode = "slips"
    scrutineers: Annotated[list[DraftScrutineer], Field(min_length=2, max_length=12)]


class MeetingDraft(Agenda):
    """An agenda with the pack whose rules it will be judged by."""

    pack: dict[str, Any]
    """The resolved jurisdiction pack, as ``Pack.to_document`` writes it."""

    @property
    def agenda(self) -> Agenda:
        """The agenda alone."""
        return Agenda(**{name: getattr(self, name) for name in Agenda.model_fields})


def check_agenda(agenda: Agenda) -> None:
    """Return if the parts of ``agenda`` fit together.

    Raises:
        DraftRejected: something comes twice, an item votes in an electorate there is not or one
            electorate never votes, a contest differs between electorates, a scrutineer's key is
            none, or too many boxes.
    """
    letters = [electorate.key for electorate in agenda.electorates]
    _check_distinct(letters, "electorates")
    _check_distinct([normalised(one.title) for one in agenda.electorates], "electorates' titles")
    _check_distinct([entry.item.key for entry in agenda.items], "items")
    _check_distinct([scrutineer.account for scrutineer in agenda.scrutineers], "scrutineers")
    _check_distinct([scrutineer.key for scrutineer in agenda.scrutineers], "scrutineers' keys")
    if set(chain.from_iterable(entry.contests for entry in agenda.items)) != set(letters):
        raise DraftRejected("Every electorate needs a sheet, and every sheet an electorate.")
    for entry in agenda.items:
        _check_sheets(entry)
    for scrutineer in agenda.scrutineers:
        _check_key(scrutineer.key)
    most = MOST_BLIND_BOXES if agenda.credential_mode == "blind" else MOST_BOXES
    if sum(box_counts(agenda).values()) > most:
        raise DraftRejected(f"Such a meeting has at most {most} boxes, spare boxes included.")


def box_counts(agenda: Agenda) -> dict[str, int]:
    """Return how many boxes each electorate gets: one for each item it votes on, and spares."""
    return {
        electorate.key: agenda.spare_boxes
        + sum(electorate.key in entry.contests for entry in agenda.items)
        for electorate in agenda.electorates
    }


def name_boxes(counts: dict[str, int], uuids: Iterable[str]) -> list[BoxRef]:
    """Return the boxes of a meeting, a fresh uuid for each; spares are like the others.

    Args:
        counts: electorate to number of boxes.
        uuids: as many fresh uuids as there are boxes, or more.
    """
    fresh = iter(uuids)
    return [
        BoxRef(uuid=next(fresh), electorate=letter)
        for letter, count in counts.items()
        for _ in range(count)
    ]


def _check_sheets(entry: DraftItem) -> None:
    """Return if the sheets of one item agree: a key is one contest, wherever it stands."""
    known: dict[str, Contest] = {}
    for sheet in entry.contests.values():
        _check_distinct([contest.key for contest in sheet], "contests of a sheet")
        for contest in sheet:
            if known.setdefault(contest.key, contest) != contest:
                raise DraftRejected("A contest has to be the same in every electorate.")


def _check_key(key: str) -> None:
    """Return if ``key`` can be an Ed25519 public key; one that cannot would never sign."""
    try:
        check_public_key(key)
    except ScrutineerKeyRejected:
        raise DraftRejected("A scrutineer's key is not an Ed25519 public key.") from None


def _check_distinct(keys: Sequence[str], what: str) -> None:
    """Return if no key comes twice."""
    if len(set(keys)) != len(keys):
        raise DraftRejected(f"The {what} of a meeting must differ from each other.")
