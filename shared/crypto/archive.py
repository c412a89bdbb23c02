"""The archive of one election (``UUID.bel``): a chain of events, each behind its data.

Reading is all or nothing: an ``Archive`` exists only if the whole file passed the container
checks 1 to 5 of PROTOCOL section 11. Proofs are the verifier's business. Ballots, nearly all
of a file, stay in it: they are read again whenever somebody looks, and must not have changed.
Writing follows the same grammar, so what we write we also read.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import SEEK_END, BytesIO
from typing import BinaryIO

from shared.crypto.checks import rejecting
from shared.crypto.entries import (
    Entry,
    read_again,
    read_entries,
    read_timestamp,
    write_entry,
    write_header,
)
from shared.crypto.errors import ArchiveRejected
from shared.crypto.jsontext import (
    decode_exact,
    encode,
    fields,
    integer,
    string,
    weight_from_json,
    weight_to_json,
)

FOLLOWERS = {
    "": ("Setup",),
    "Setup": ("Ballot", "EndBallots"),
    "Ballot": ("Ballot", "EndBallots"),
    "EndBallots": ("EncryptedTally",),
    "EncryptedTally": ("PartialDecryption",),
    "PartialDecryption": ("PartialDecryption", "Result"),
    "Result": (),
}
"""Which events may follow which (check 4); "" is the beginning."""

DATA_COUNTS = {
    "Setup": (4, 5),
    "Ballot": (1,),
    "EndBallots": (0,),
    "EncryptedTally": (2,),
    "PartialDecryption": (2,),
    "Result": (1,),
}
"""How many data stand before each event; the last is its payload."""

MAX_DATA = max(max(counts) for counts in DATA_COUNTS.values())
MAX_EVENTS = 10**9
MAX_SHARE_CHARACTERS = 2**28
"""Of all shares together: fifty trustees decrypt ten thousand ciphertexts."""

_EVENT_FIELDS = ("parent", "height", "type", "payload")

Data = tuple[str, bytes]
"""(hexadecimal SHA-256, blocks) of one entry to be written."""


class Ballots:
    """The texts of an archive's ballots in its order, read from the file each time.

    The reader must stay open as long as they are used.
    """

    def __init__(self, reader: BinaryIO) -> None:
        self.digests: list[str] = []
        """Hexadecimal SHA-256 of each ballot: the trackers."""
        self.sizes = array("Q")
        """Length of each ballot in bytes."""
        self._reader = reader
        self._starts = array("Q")

    def __len__(self) -> int:
        return len(self.digests)

    def __getitem__(self, index: int) -> str:
        place = (self._starts[index], self.sizes[index])
        return read_again(self._reader, *place, self.digests[index])

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def add(self, entry: Entry) -> None:
        """Note where one more ballot stands."""
        self.digests.append(entry.digest)
        self._starts.append(entry.start)
        self.sizes.append(len(entry.text.encode()))


@dataclass(slots=True)
class Archive:
    """The content of an archive that passed the container checks; proofs unchecked."""

    timestamp: int
    ballots: Ballots
    election_text: str = ""
    trustees_text: str = ""
    credentials_text: str = ""
    certificate_text: str | None = None
    ended: bool = False
    encrypted_tally_text: str | None = None
    num_tallied: int = 0
    total_weight: int = 0
    partial_decryptions: list[tuple[int, str]] = field(default_factory=list)
    """(owner from 1, partial decryption text) in archive order."""
    result_text: str | None = None
    last_type: str = ""
    last_digest: str | None = None
    num_events: int = 0


class ArchiveWriter:
    """Writes an archive event by event, in the order the grammar allows.

    Args:
        timestamp: seconds; the only time in the file, chosen at freeze (PROTOCOL P6).
    """

    def __init__(self, timestamp: int) -> None:
        self._content = bytearray(write_header(timestamp))
        self._timestamp = timestamp
        self._type = ""
        self._parent: str | None = None
        self._height = 0

    def setup(self, election_text: str, trustees_text: str, credentials_text: str) -> None:
        """Append the Setup event."""
        data = [self._data(text) for text in (election_text, trustees_text, credentials_text)]
        digests = [digest for digest, _ in data]
        payload = encode(dict(zip(("election", "trustees", "credentials"), digests, strict=True)))
        self._event("Setup", *data, self._data(payload))

    def ballot(self, text: str) -> None:
        """Append one ballot; our profile wants them sorted by the bytes of their SHA-256."""
        self._event("Ballot", self._data(text))

    def end_ballots(self) -> None:
        """Append the end of voting."""
        self._event("EndBallots")

    def encrypted_tally(self, tally_text: str, num_tallied: int) -> None:
        """Append the encrypted tally of ``num_tallied`` ballots of weight 1."""
        digest, blocks = self._data(tally_text)
        sized = {
            "num_tallied": num_tallied,
            "total_weight": weight_to_json(num_tallied),
            "encrypted_tally": digest,
        }
        self._event("EncryptedTally", (digest, blocks), self._data(encode(sized)))

    def partial_decryption(self, owner: int, text: str) -> None:
        """Append the share of trustee number ``owner``, counted from 1."""
        digest, blocks = self._data(text)
        owned = self._data(encode({"owner": owner, "payload": digest}))
        self._event("PartialDecryption", (digest, blocks), owned)

    def result(self, text: str) -> None:
        """Append the result; nothing can follow."""
        self._event("Result", self._data(text))

    def bytes(self) -> bytes:
        """Return the file as it stands."""
        return bytes(self._content)

    def _data(self, text: str) -> Data:
        """Return (hash, blocks) of one data entry."""
        return write_entry(text, self._timestamp, is_event=False)

    def _event(self, kind: str, *data: Data) -> None:
        """Append ``data`` and the event that refers to the last of it."""
        if kind not in FOLLOWERS[self._type]:
            raise ValueError(f"{kind} cannot follow {self._type or 'the header'}")
        text = _event_text(self._parent, self._height, kind, data[-1][0] if data else None)
        digest, blocks = write_entry(text, self._timestamp, is_event=True)
        for _, data_blocks in data:
            self._content += data_blocks
        self._content += blocks
        self._type, self._parent, self._height = kind, digest, self._height + 1


def resume(existing: bytes) -> ArchiveWriter:
    """Return a writer that continues behind the events of ``existing``.

    Raises:
        ArchiveRejected: ``existing`` fails a container check.
    """
    archive = read_archive(BytesIO(existing))
    writer = ArchiveWriter(archive.timestamp)
    writer._content = bytearray(existing)
    writer._type, writer._parent = archive.last_type, archive.last_digest
    writer._height = archive.num_events
    return writer


def read_archive(reader: BinaryIO, progress: Callable[[int, int], None] | None = None) -> Archive:
    """Return the content of the archive that ``reader`` holds, after checks 1 to 5.

    Args:
        reader: an open .bel file that can seek; its ballots are read from it later.
        progress: called with (bytes read, all bytes) after each event.

    Raises:
        ArchiveRejected: the first check that fails; nothing is returned of a bad file.
    """
    size = reader.seek(0, SEEK_END)
    reader.seek(0)
    archive = Archive(read_timestamp(reader), Ballots(reader))
    data: list[Entry] = []
    for entry in read_entries(reader, archive.timestamp):
        if entry.is_event:
            _take_event(archive, entry, data)
            data = []
            if progress is not None:
                progress(reader.tell(), size)
        else:
            data.append(entry)
            if len(data) > MAX_DATA:
                raise ArchiveRejected(5, "event-data", "Data belongs to no event.", "data")
    if data:
        raise ArchiveRejected(1, "event-data", "Data stands behind the last event.", "end")
    if archive.num_events == 0:
        raise ArchiveRejected(4, "event-order", "The archive has no Setup event.", "end")
    return archive


def _take_event(archive: Archive, entry: Entry, data: list[Entry]) -> None:
    """Check one event against the chain, the grammar and its data, and keep its content."""
    where = f"event {archive.num_events}"
    with rejecting(6, where):
        event = fields(decode_exact(entry.text), _EVENT_FIELDS, ("parent", "payload"))
        height = integer(event["height"], 0, MAX_EVENTS)
        kind = string(event["type"])
    if event.get("parent") != archive.last_digest:
        raise ArchiveRejected(3, "chain-parent", "An event does not name the one before.", where)
    if height != archive.num_events:
        raise ArchiveRejected(3, "chain-height", "The heights of events have a gap.", where)
    if kind not in FOLLOWERS[archive.last_type]:
        raise ArchiveRejected(4, "event-order", "An event comes where it may not.", where)
    payload = data[-1].digest if data else None
    if (
        len(data) not in DATA_COUNTS[kind]
        or _event_text(archive.last_digest, height, kind, payload) != entry.text
    ):
        raise ArchiveRejected(5, "event-data", "An event does not fit its data.", where)
    with rejecting(6, where):
        _KEEP[kind](archive, data, where)
    archive.last_type, archive.last_digest = kind, entry.digest
    archive.num_events += 1


def _event_text(parent: str | None, height: int, kind: str, payload: str | None) -> str:
    """Return the text of an event; the first has no parent, EndBallots no payload."""
    values = (parent, height, kind, payload)
    event = zip(_EVENT_FIELDS, values, strict=True)
    return encode({name: value for name, value in event if value is not None})


def _keep_setup(archive: Archive, data: list[Entry], where: str) -> None:
    """Keep election, trustees, credentials and perhaps the certificate of the credentials."""
    names = ("election", "trustees", "credentials", "credentials_certificate")
    referred = fields(decode_exact(data[-1].text), names, names[3:])
    if list(referred.values()) != [entry.digest for entry in data[:-1]]:
        raise ArchiveRejected(5, "event-data", "Setup refers to other data.", where)
    archive.election_text, archive.trustees_text, archive.credentials_text = (
        entry.text for entry in data[:3]
    )
    if len(data) == 5:
        archive.certificate_text = data[3].text
        decode_exact(archive.certificate_text)


def _keep_ballot(archive: Archive, data: list[Entry], where: str) -> None:
    """Keep one ballot."""
    archive.ballots.add(data[0])


def _keep_end(archive: Archive, data: list[Entry], where: str) -> None:
    """Keep that voting ended."""
    archive.ended = True


def _keep_tally(archive: Archive, data: list[Entry], where: str) -> None:
    """Keep the encrypted tally and its counts."""
    names = ("num_tallied", "total_weight", "encrypted_tally")
    sized = fields(decode_exact(data[1].text), names)
    archive.num_tallied = integer(sized["num_tallied"], 0, MAX_EVENTS)
    archive.total_weight = weight_from_json(sized["total_weight"])
    if sized["encrypted_tally"] != data[0].digest:
        raise ArchiveRejected(5, "event-data", "The tally's size is of other data.", where)
    archive.encrypted_tally_text = data[0].text


def _keep_share(archive: Archive, data: list[Entry], where: str) -> None:
    """Keep one trustee's partial decryption."""
    owned = fields(decode_exact(data[1].text), ("owner", "payload"))
    owner = integer(owned["owner"], 1, MAX_EVENTS)
    if owned["payload"] != data[0].digest:
        raise ArchiveRejected(5, "event-data", "An owner refers to other data.", where)
    kept = sum(len(text) for _, text in archive.partial_decryptions)
    if kept + len(data[0].text) > MAX_SHARE_CHARACTERS:
        raise ArchiveRejected(25, "json-size", "The shares are too long.", where)
    archive.partial_decryptions.append((owner, data[0].text))


def _keep_result(archive: Archive, data: list[Entry], where: str) -> None:
    """Keep the result."""
    archive.result_text = data[0].text


_KEEP = {
    "Setup": _keep_setup,
    "Ballot": _keep_ballot,
    "EndBallots": _keep_end,
    "EncryptedTally": _keep_tally,
    "PartialDecryption": _keep_share,
    "Result": _keep_result,
}
