"""A scan of leftover slips is believed only whole and signed by two scrutineers."""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents
from factories.rounds import ClosedRound

from shared.documents.closing import Leftovers, SignedLeftovers, sign_as_scrutineer
from tally_service.counts.domain.leftovers import check_leftovers
from tally_service.counts.domain.refusals import CountFailed


@pytest.fixture(scope="module")
def closed():
    return ClosedRound({"A": [0]}, left_over=2)


def a_scan(closed: ClosedRound, signers: Any = None, **changes: Any) -> dict[str, Any]:
    """Return the signed scan of a round, changed before it was signed."""
    whole = Leftovers.parse({**closed.scan()["document"], **changes})
    keys = documents.SCRUTINEERS if signers is None else signers
    signatures = [sign_as_scrutineer(key, whole.message()) for key in keys]
    return SignedLeftovers(document=whole, signatures=signatures).model_dump(mode="json")


def test_a_whole_scan_signed_by_two_is_believed(closed):
    scan = check_leftovers(a_scan(closed), closed.meeting)

    assert {len(entries) for entries in scan.lists.values()} == {2}


def test_a_scan_of_no_slip_at_all_is_believed(closed):
    uuids = documents.uuids_of(closed.meeting, "A")

    scan = check_leftovers(a_scan(closed, lists={uuid: [] for uuid in uuids}), closed.meeting)

    assert set(scan.lists) == set(uuids)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lists: dict(list(lists.items())[:1]), id="without a box"),
        pytest.param(lambda lists: {**lists, "1" * 14: []}, id="with a strange box"),
        pytest.param(lambda lists: {**lists, next(iter(lists)): []}, id="fewer slips in one box"),
        pytest.param(
            lambda lists: {uuid: [entries[0]] * 2 for uuid, entries in lists.items()},
            id="a slip twice",
        ),
    ],
)
def test_a_scan_that_is_not_the_same_slips_in_every_box_is_refused(closed, change):
    lists = closed.scan()["document"]["lists"]

    with pytest.raises(CountFailed) as failure:
        check_leftovers(a_scan(closed, lists=change(lists)), closed.meeting)

    assert failure.value.cause == "leftovers_rejected"


@pytest.mark.parametrize(
    "signers",
    [
        pytest.param([], id="nobody"),
        pytest.param(documents.SCRUTINEERS[:1], id="one alone"),
        pytest.param([documents.SCRUTINEERS[0], documents.STRANGER], id="a stranger"),
    ],
)
def test_a_scan_needs_two_named_scrutineers(closed, signers):
    with pytest.raises(CountFailed):
        check_leftovers(a_scan(closed, signers), closed.meeting)


def test_a_scan_of_another_meeting_is_refused(closed):
    with pytest.raises(CountFailed):
        check_leftovers(a_scan(closed, meeting="another"), closed.meeting)
