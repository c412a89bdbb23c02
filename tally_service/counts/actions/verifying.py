"""Verifying a box chunk by chunk, in as many workers as there are, and adding it up once.

May import: shared.crypto, shared.plumbing, this room's lower floors.
"""

from __future__ import annotations

from shared.crypto.elections import Election
from shared.crypto.tally import tally_hash, tally_text
from shared.plumbing.db import reading, unit_of_work
from tally_service import job_names
from tally_service.counts import files, store
from tally_service.counts.actions.notices import fail_count, subject_of
from tally_service.counts.domain import chunks
from tally_service.counts.domain.refusals import CountFailed
from tally_service.counts.store import ChunkRow, EvidenceRow
from tally_service.tally import Tally


def verify_chunk(tally: Tally, subject: str) -> None:
    """Verify the ballots of one chunk and keep their encrypted sum, once.

    The last chunk of a box moves it on to adding. The proofs are checked before the transaction
    begins; two workers on one chunk do the work twice and write it once.
    """
    uuid, _, number = subject.partition(":")
    with reading(tally.sessions) as session:
        row = session.get_one(ChunkRow, (uuid, int(number)))
        if row.sum is not None or store.get(session, uuid).state != "verifying":
            return
        election_text = session.get_one(EvidenceRow, uuid).election_text
    where = files.Slice(row.offset, row.size, row.digest)
    texts = files.read_ballots(tally.archives, uuid, where)
    try:
        summed = chunks.verify(election_text, chunks.Chunk(row.number, row.first, texts))
    except CountFailed as failure:
        with unit_of_work(tally.sessions) as uow:
            fail_count(tally, uow, uuid, failure.cause)
        return
    _keep_sum(tally, uuid, row.number, summed)


def add_up(tally: Tally, uuid: str) -> None:
    """Merge the sums of all chunks into the encrypted tally, and look at the round."""
    with reading(tally.sessions) as session:
        count = store.get(session, uuid)
        if count.tally is not None:
            files.remove_ballots(tally.archives, uuid)  # a killed worker may have left it
        if count.tally is not None or count.state != "adding":
            return
        evidence = session.get_one(EvidenceRow, uuid)
        sums = [chunk.sum for chunk in store.chunks(session, uuid) if chunk.sum is not None]
        voted = store.voted(session, uuid)
    try:
        if len(voted) != count.ballots:
            raise CountFailed(chunks.BALLOT_REJECTED)
        chunks.check_credentials(voted, evidence.listed)
    except CountFailed as failure:
        with unit_of_work(tally.sessions) as uow:
            fail_count(tally, uow, uuid, failure.cause)
        return
    text = tally_text(chunks.add_up(Election.from_text(evidence.election_text), sums))
    _keep_tally(tally, uuid, text)
    files.remove_ballots(tally.archives, uuid)


def _keep_sum(tally: Tally, uuid: str, number: int, summed: chunks.Summed) -> None:
    """Write a chunk's sum unless it is there; whoever writes the last one moves the box on."""
    with unit_of_work(tally.sessions) as uow:
        count = store.get(uow.session, uuid, lock=True)
        row = uow.session.get_one(ChunkRow, (uuid, number))
        if count.state != "verifying" or row.sum is not None:
            return
        row.sum, row.voted = summed.tally_text, list(summed.credentials)
        uow.session.flush()
        if store.verified_chunks(uow.session, uuid) == count.chunks:
            count.state = "adding"
            tally.put(uow, job_names.ADD_UP, uuid)


def _keep_tally(tally: Tally, uuid: str, text: str) -> None:
    """Write the encrypted tally unless it is there, and have the round looked at."""
    with unit_of_work(tally.sessions) as uow:
        count = store.get(uow.session, uuid, lock=True)
        if count.state != "adding" or count.tally is not None:
            return
        uow.session.get_one(EvidenceRow, uuid).tally_text = text
        count.tally = tally_hash(text)
        assert count.meeting, "a verified box has a meeting"
        assert count.round, "and a round"
        subject = subject_of(count.meeting, count.round)
        tally.put(uow, job_names.CLEAR_ROUND, subject)
