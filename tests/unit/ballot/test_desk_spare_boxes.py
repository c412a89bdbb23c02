"""Which unused box a round takes: the order that voters' and scrutineers' programs read."""

from __future__ import annotations

from sqlalchemy import MetaData, String, create_engine
from sqlalchemy.orm import Session

from ballot_service.meetings.store.rounds import boxes, find_spare
from ballot_service.meetings.store.rows import BoxRow


def an_unlike_sorting_desk() -> Session:
    """Return a desk's store whose database sorts small and capital letters as one."""
    tables = MetaData()
    for table in BoxRow.metadata.tables.values():
        table.to_metadata(tables)
    tables.tables["box"].c.uuid.type = String(32, collation="NOCASE")
    engine = create_engine("sqlite://")
    tables.create_all(engine, tables=[tables.tables["box"]])
    return Session(engine)


def test_boxes_are_taken_by_code_points_however_the_database_sorts():
    session = an_unlike_sorting_desk()
    for uuid in ("aaaaaaaaaaaaaa", "Zzzzzzzzzzzzzz"):
        session.add(BoxRow(uuid=uuid, meeting="m", electorate="A"))
    session.flush()

    spare = find_spare(session, "m", "A")

    assert spare is not None
    assert spare.uuid == "Zzzzzzzzzzzzzz"
    assert [one.uuid for one in boxes(session, "m")] == ["Zzzzzzzzzzzzzz", "aaaaaaaaaaaaaa"]
    assert find_spare(session, "m", "B") is None
