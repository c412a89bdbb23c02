"""Reading what a published report says.

May import: SQLAlchemy, shared.plumbing.db, the rooms below, certificates.store, this folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from shared.plumbing.db import reading
from tally_service.certificates import store
from tally_service.certificates.report.contents import Contents, contents_of
from tally_service.certificates.report.titles import NO_TITLES, Titles
from tally_service.certificates.store import CertificateRow
from tally_service.counts import results
from tally_service.tally import Tally


def published(tally: Tally, digest: str) -> Contents:
    """Return what the report of one certified result says, superseded or not.

    Raises:
        NoSuchResult: there is none.
    """
    with reading(tally.sessions) as session:
        return certified_contents(session, store.get(session, digest))


def certified_contents(session: Session, row: CertificateRow) -> Contents:
    """Return what the report of a version says; one that another has replaced says so."""
    fields = row.document["document"]
    newest = store.find(session, row.meeting, row.round)
    replaced = newest is not None and newest.version > row.version
    return contents_of(
        fields,
        certifiers=fields["certifiers"],
        certified=True,
        digest=row.digest,
        titles=titles_of(session, fields),
        superseded=replaced,
    )


def titles_of(session: Session, fields: Mapping[str, Any]) -> Titles:
    """Return what the manifests of a result or draft say beside it: names, and who is sent it."""
    documents = results.meeting_of(session, fields["meeting"])
    if documents is None:
        return NO_TITLES
    votes = results.votes_of(session, fields["meeting"])
    announced = results.announced_on_paper(session, fields["meeting"], fields["round"])
    if announced is not None:
        return Titles.of(documents[0], announced.contests.values(), votes)
    uuids = [box["uuid"] for box in fields["boxes"]]
    sheets = [results.manifest_of(session, uuid).contests for uuid in uuids]
    return Titles.of(documents[0], sheets, votes)
