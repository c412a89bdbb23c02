"""What is fetched of a closed box is believed only if every part fits every other."""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents
from factories.rounds import ClosedRound

from shared.crypto.archive import ArchiveWriter, resume
from shared.crypto.credentials import credential_list
from shared.crypto.elections import Election
from shared.crypto.signing import sign_document
from shared.documents.base import sign
from shared.documents.closing import ClosingRecord, sign_as_scrutineer
from shared.documents.manifests import BoxRef, election_of
from tally_service.counts.domain.evidence import (
    Checkpoint,
    ClosedBox,
    Fetched,
    check_box,
    open_documents,
)
from tally_service.counts.domain.refusals import CountFailed

DESK_KEYS = {documents.DESK.key_id: documents.DESK.public}
BOX_KEY = documents.BOX.public


@pytest.fixture(scope="module")
def closed():
    return ClosedRound({"A": [0, 1, 2]}, left_over=1)


def fetched(closed: ClosedRound, **changes: Any) -> Fetched:
    """Return what the box says of a round's box, changed where told."""
    point = closed.checkpoint()
    values: dict[str, Any] = {
        "uuid": closed.uuid(),
        "meeting_manifest": sign(documents.DESK, closed.meeting),
        "frozen_lists": sign(documents.DESK, closed.frozen()),
        "box_manifest": sign(documents.DESK, closed.sheets["A"]),
        "closing": closed.closing(),
        "checkpoint": Checkpoint(point["size"], point["root"], point["signature"]),
        "archive": closed.archive(),
    }
    return Fetched(**{**values, **changes})


def check(box: Fetched) -> ClosedBox:
    """Check everything, as the action does."""
    opened = open_documents(box, DESK_KEYS, BOX_KEY)
    return check_box(box, opened, documents.a_board().document, BOX_KEY)


def refused(box: Fetched) -> str:
    """Return the cause for which `box` is refused."""
    with pytest.raises(CountFailed) as failure:
        check(box)
    return failure.value.cause


def a_sheet(closed: ClosedRound, **changes: Any) -> Any:
    """Return the box manifest with changes, signed by the desk."""
    return sign(documents.DESK, closed.sheets["A"].model_copy(update=changes))


def a_meeting(closed: ClosedRound, **changes: Any) -> Any:
    """Return the meeting manifest with changes, signed by the desk."""
    return sign(documents.DESK, closed.meeting.model_copy(update=changes))


def a_freeze(closed: ClosedRound, **changes: Any) -> Any:
    """Return the frozen lists with changes, signed by the desk."""
    return sign(documents.DESK, closed.frozen().model_copy(update=changes))


def an_archive(closed: ClosedRound, **parts: Any) -> bytes:
    """Return an archive of other parts, well written."""
    sheet = closed.sheets["A"]
    writer = ArchiveWriter(parts.get("timestamp", documents.FREEZE))
    writer.setup(
        parts.get("election", election_of(sheet).text),
        parts.get("trustees", closed.board.document.trustees_text),
        parts.get("listed", credential_list(closed.lists("A")[sheet.uuid])),
    )
    for text in parts.get("ballots", closed.sorted_ballots()):
        writer.ballot(text)
    if parts.get("ended", True):
        writer.end_ballots()
    return writer.bytes()


def test_a_box_whose_parts_all_fit_is_believed(closed):
    box = check(fetched(closed))

    assert list(box.ballots) == closed.sorted_ballots()
    assert len(box.credentials) == 4
    assert box.election == Election.from_text(election_of(closed.sheets["A"]).text)


@pytest.mark.parametrize("document", ["meeting_manifest", "box_manifest", "frozen_lists"])
def test_a_document_that_the_desk_did_not_sign_is_refused(closed, document):
    whole = getattr(fetched(closed), document)
    by_another = {"document": whole["document"], **_signed_by(documents.BOX, whole)}

    cause = refused(fetched(closed, **{document: by_another}))

    assert cause == ("list_rejected" if document == "frozen_lists" else "manifest_rejected")


def _signed_by(key: Any, whole: dict[str, Any]) -> dict[str, Any]:
    """Return the signature of another key on the same document."""
    return {k: v for k, v in sign_document(key, whole["document"]).items() if k != "document"}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"uuid": "11111111111111"}, id="the sheet of another box"),
        pytest.param({"meeting": "another"}, id="a sheet of another meeting"),
        pytest.param({"meeting_manifest": "0" * 64}, id="a sheet of another manifest"),
        pytest.param({"board_key": "0" * 64}, id="a sheet for other keys"),
        pytest.param({"electorate": "B"}, id="a sheet for another electorate"),
    ],
)
def test_a_sheet_that_does_not_belong_to_the_box_is_refused(closed, changes):
    assert refused(fetched(closed, box_manifest=a_sheet(closed, **changes))) == "manifest_rejected"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"receipt_key": "0" * 64}, id="a box with another key"),
        pytest.param({"title": "另一次会议"}, id="changed after the sheet was made"),
    ],
)
def test_a_meeting_manifest_that_changed_is_refused(closed, changes):
    manifest = a_meeting(closed, **changes)

    assert refused(fetched(closed, meeting_manifest=manifest)) == "manifest_rejected"


def test_a_box_that_the_meeting_did_not_have_is_refused(closed):
    manifest = closed.meeting.model_copy(update={"boxes": [BoxRef(uuid="1" * 14, electorate="A")]})
    sheet = a_sheet(closed, meeting_manifest=manifest.digest)

    cause = refused(
        fetched(closed, meeting_manifest=sign(documents.DESK, manifest), box_manifest=sheet)
    )

    assert cause == "manifest_rejected"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"meeting": "another"}, id="of another meeting"),
        pytest.param({"meeting_manifest": "0" * 64}, id="of another manifest"),
        pytest.param({"lists": []}, id="without this box"),
        pytest.param({"timestamp": documents.FREEZE + 1}, id="of another moment"),
    ],
)
def test_frozen_lists_that_do_not_belong_to_the_box_are_refused(closed, changes):
    assert refused(fetched(closed, frozen_lists=a_freeze(closed, **changes))) == "list_rejected"


def test_a_list_that_grew_after_the_freeze_is_refused(closed):
    entries = closed.lists("A")[closed.uuid()]
    more = documents.public_lists(documents.some_codes(1), [closed.uuid()])[closed.uuid()]
    archive = an_archive(closed, listed=credential_list(entries + more))

    assert refused(fetched(closed, archive=archive)) == "list_rejected"


@pytest.mark.parametrize("place", [0, 600, -700, -1])
def test_an_archive_with_one_changed_byte_is_refused(closed, place):
    content = bytearray(closed.archive())
    content[place] ^= 1

    assert refused(fetched(closed, archive=bytes(content))) == "archive_rejected"


def test_an_archive_whose_ballots_keep_the_order_of_voting_is_refused(closed):
    archive = an_archive(closed, ballots=list(reversed(closed.sorted_ballots())))

    assert refused(fetched(closed, archive=archive)) == "archive_rejected"


def test_an_archive_with_a_ballot_twice_is_refused(closed):
    first, *others = closed.sorted_ballots()

    cause = refused(fetched(closed, archive=an_archive(closed, ballots=[first, first, *others])))

    assert cause == "archive_rejected"


def test_an_archive_that_is_still_open_is_refused(closed):
    assert refused(fetched(closed, archive=an_archive(closed, ended=False))) == "archive_rejected"


def test_an_archive_that_has_a_tally_already_is_refused(closed):
    writer = resume(closed.archive())
    writer.encrypted_tally("[]", 3)

    assert refused(fetched(closed, archive=writer.bytes())) == "archive_rejected"


def test_an_archive_of_another_sheet_is_refused(closed):
    other = documents.a_box_manifest(closed.meeting, "A", contests=2)
    archive = an_archive(closed, election=election_of(other).text)

    assert refused(fetched(closed, archive=archive)) == "setup_rejected"


def test_an_archive_for_other_trustees_is_refused(closed):
    other = documents.a_board(threshold=3, size=4).document
    archive = an_archive(closed, trustees=other.trustees_text)

    assert refused(fetched(closed, archive=archive)) == "setup_rejected"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda p: Checkpoint(p.size + 1, p.root, p.signature), id="another size"),
        pytest.param(lambda p: Checkpoint(p.size, "0" * 64, p.signature), id="another root"),
        pytest.param(lambda p: Checkpoint(p.size, p.root, "0" * 128), id="no signature"),
        pytest.param(lambda p: Checkpoint(p.size, p.root, "xyz"), id="no hex"),
    ],
)
def test_a_checkpoint_that_is_not_of_these_ballots_is_refused(closed, change):
    box = fetched(closed)

    assert refused(fetched(closed, checkpoint=change(box.checkpoint))) == "checkpoint_rejected"


def test_a_ballot_removed_after_the_close_is_missed(closed):
    archive = an_archive(closed, ballots=closed.sorted_ballots()[:-1])

    assert refused(fetched(closed, archive=archive)) == "checkpoint_rejected"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"ballots": 2}, id="fewer ballots"),
        pytest.param({"root": "0" * 64}, id="another root"),
        pytest.param({"list_digest": "A" * 43}, id="another list"),
        pytest.param({"fingerprint": "A" * 43}, id="another election"),
        pytest.param({"uuid": "1" * 14}, id="another box"),
    ],
)
def test_a_closing_record_that_says_otherwise_is_refused(closed, changes):
    record = closed.closing(**changes)

    assert refused(fetched(closed, closing=record)) == "closing_rejected"


@pytest.mark.parametrize(
    "signers",
    [
        pytest.param([documents.SCRUTINEERS[0]], id="one alone"),
        pytest.param([documents.SCRUTINEERS[0]] * 2, id="the same person twice"),
        pytest.param([documents.SCRUTINEERS[0], documents.STRANGER], id="a stranger"),
    ],
)
def test_a_closing_record_needs_two_named_scrutineers(closed, signers):
    record = ClosingRecord.model_validate(closed.closing())
    signatures = [sign_as_scrutineer(key, record.message()) for key in signers]
    changed = record.model_copy(update={"signatures": signatures}).model_dump(mode="json")

    assert refused(fetched(closed, closing=changed)) == "closing_rejected"
