"""The scan of slips that were not handed out, as two scrutineers make it (PROTOCOL P14).

Every slip is looked up on the published lists as it is scanned, so that a slip of another class
or meeting is found at the table and not by the count. What is published are public credentials.

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.errors.
"""

from collections.abc import Mapping

from shared.cli.booth import Booth
from shared.cli.scrutineer import scan_leftovers
from shared.crypto.credentials import derive, read_slip
from shared.crypto.errors import VerificationFailed
from shared.documents.closing import Leftovers
from shared.errors import Conflict, InvalidInput


class OtherClass(InvalidInput):
    """The slip is of another electorate than the one that is being scanned."""

    code = "other_class"


class SlipNotListed(InvalidInput):
    """The slip is on none of the meeting's lists."""

    code = "slip_not_listed"


class ScannedAlready(Conflict):
    """The slip was scanned before."""

    code = "scanned_already"


class Scan:
    """The leftover slips of one electorate, as they are scanned one by one."""

    def __init__(
        self, meeting: str, electorate: str, lists: Mapping[str, frozenset[str]], printed: int
    ) -> None:
        """Begin with nothing scanned.

        Args:
            meeting: its id.
            electorate: the class letter.
            lists: for each box of the electorate its published public credentials.
            printed: how many of each list are on slips, reserve included.
        """
        self.printed = printed
        self._meeting = meeting
        self._electorate = electorate
        self._lists = dict(lists)
        self._codes: dict[str, None] = {}

    @property
    def scanned(self) -> int:
        """How many different slips were scanned so far."""
        return len(self._codes)

    def add(self, line: str) -> None:
        """Take one slip, scanned or typed.

        Raises:
            BadSlip: it cannot be read; the message names the group to look at.
            OtherClass, SlipNotListed: it does not belong here; put it aside.
            ScannedAlready: it was counted before.
        """
        letter, code = read_slip(line)
        if letter != self._electorate:
            raise OtherClass(f"This is a slip of class {letter}. Put it with those.")
        if code in self._codes:
            raise ScannedAlready("This slip was scanned before and is counted once.")
        if any(derive(uuid, code).public_hex not in listed for uuid, listed in self._lists.items()):
            raise SlipNotListed(
                "This slip is not of this meeting, or of a batch that was replaced."
            )
        self._codes[code] = None

    def document(self) -> Leftovers:
        """Return the unsigned scan of what was scanned so far."""
        return scan_leftovers(self._meeting, self._electorate, list(self._lists), list(self._codes))


def begin_scan(booth: Booth, electorate: str) -> Scan:
    """Return an empty scan of ``electorate`` against the lists as they are published.

    Raises:
        OtherClass: the meeting has no such electorate.
        ListsNotFixed, VerificationFailed: the lists are not to be had, or not the frozen ones.
    """
    uuids = booth.manifest.boxes_of(electorate)
    if not uuids:
        raise OtherClass("This meeting has no slips of this class.")
    frozen = booth.frozen_lists()
    lists = {uuid: booth.credential_list(uuid, frozen) for uuid in uuids}
    # Credentials that were activated, in blind mode, are on no paper.
    printed = {line.size - line.activated for line in frozen.lists if line.uuid in lists}
    if len(printed) != 1:
        raise VerificationFailed("The lists of this class are not of one batch of slips.")
    return Scan(booth.manifest.meeting, electorate, lists, printed.pop())
