"""A closed blind box: each credential that was activated is checked before anything is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from factories import blind, documents
from factories.blind_rounds import BlindRound
from factories.rounds import ClosedRound

from shared.documents.base import sign
from tally_service.counts.domain.evidence import (
    Checkpoint,
    Fetched,
    check_box,
    open_documents,
)
from tally_service.counts.domain.refusals import CountFailed

DESK_KEYS = {documents.DESK.key_id: documents.DESK.public}
BOX_KEY = documents.BOX.public


@pytest.fixture(scope="module")
def closed():
    return BlindRound({"A": [0, 1, 2]}, left_over=1)


def fetched(closed: ClosedRound, **changes: Any) -> Fetched:
    """Return what the box says of a round's box, changed where told."""
    point = closed.checkpoint()
    return replace(
        Fetched(
            uuid=closed.uuid(),
            meeting_manifest=sign(documents.DESK, closed.meeting),
            frozen_lists=sign(documents.DESK, closed.frozen()),
            box_manifest=sign(documents.DESK, closed.sheets["A"]),
            closing=closed.closing(),
            checkpoint=Checkpoint(point["size"], point["root"], point["signature"]),
            archive=closed.archive(),
            issuer_keys=closed.issuer_keys(),
            activations=closed.activations(),
        ),
        **changes,
    )


def check(box: Fetched) -> Any:
    opened = open_documents(box, DESK_KEYS, BOX_KEY)
    return check_box(box, opened, documents.a_board().document, BOX_KEY)


def refused(box: Fetched) -> str:
    with pytest.raises(CountFailed) as failure:
        check(box)
    return failure.value.cause


def test_a_box_whose_activations_are_signed_is_counted(closed):
    box = check(fetched(closed))

    assert len(box.credentials) == 4
    assert box.documents.listed.activated == 2


def test_a_box_that_shows_fewer_activations_than_were_countersigned_is_refused(closed):
    shown = closed.activations()
    shown["activations"].pop()

    assert refused(fetched(closed, activations=shown)) == "activations_rejected"


def test_a_credential_of_the_box_s_own_is_refused(closed):
    shown = closed.activations()
    shown["activations"][0]["signature"] = shown["activations"][1]["signature"]

    assert refused(fetched(closed, activations=shown)) == "activations_rejected"


@pytest.mark.parametrize("missing", [{"issuer_keys": None}, {"activations": None}])
def test_a_blind_box_without_keys_or_activations_is_refused(closed, missing):
    assert refused(fetched(closed, **missing)) == "activations_rejected"


def test_keys_that_the_manifest_does_not_name_are_refused(closed):
    other = blind.signed_issuer_keys(blind.a_blind_manifest())

    assert refused(fetched(closed, issuer_keys=other)) == "activations_rejected"


def test_slips_that_the_desk_calls_activated_are_refused():
    slips = ClosedRound({"A": [0, 1, 2]}, left_over=1)
    frozen = slips.frozen()
    lists = [one.model_copy(update={"activated": 1}) for one in frozen.lists]
    signed = sign(documents.DESK, frozen.model_copy(update={"lists": lists}))

    assert check(fetched(slips))
    assert refused(fetched(slips, frozen_lists=signed)) == "activations_rejected"
