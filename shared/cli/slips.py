"""`ostraka slips`: make an electorate's slips on the organizer's own machine (PROTOCOL P10).

The private codes are written to one file that only its owner can read, in shuffled order
and without numbers; what goes to the box are public credentials alone.

May import: stdlib, shared.crypto, shared.documents, shared.plumbing.http.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from secrets import token_bytes

from shared.crypto import jsontext
from shared.crypto.credentials import derive, new_code, slip_text
from shared.crypto.scalars import Random
from shared.documents.orders import UploadTicket
from shared.errors import Conflict, InvalidInput
from shared.plumbing.http import Peer, open_client

UPLOAD_SECONDS = 600.0
"""How long the box may take to test every credential, some thousands a second."""


class TicketUnusable(InvalidInput):
    """The file is not a ticket as the desk handed it out."""

    code = "ticket_unusable"


class SlipsThere(Conflict):
    """There is a file already where the slips were to go."""

    code = "slips_there"


def make_codes(count: int, random: Random = token_bytes) -> list[str]:
    """Return ``count`` fresh private codes, all different, in random order."""
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(new_code(random))
    return sorted(codes, key=lambda _: random(16))


def public_lists(codes: Sequence[str], uuids: Sequence[str]) -> dict[str, list[str]]:
    """Return for each box the sorted public credentials of ``codes``: all that leaves here."""
    return {uuid: sorted(derive(uuid, code).public_hex for code in codes) for uuid in uuids}


def upload(box: Peer, signed_ticket: dict[str, object], codes: Sequence[str]) -> object:
    """Upload the public credentials of ``codes`` on the desk's ticket; return the box's answer."""
    ticket = UploadTicket.parse(signed_ticket["document"])
    lists = public_lists(codes, ticket.uuids)
    return box.post_json("/api/v1/credentials", {"ticket": signed_ticket, "lists": lists})


def write_slips(path: Path, letter: str, codes: Sequence[str]) -> None:
    """Write one slip a line to a new file that only its owner can read.

    Raises:
        SlipsThere: there is a file; slips are never written over others.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SlipsThere("There is a file of this name already. Choose a new --out.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.writelines(slip_text(letter, code) + "\n" for code in codes)


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `slips make` to the command line."""
    parser = subparsers.add_parser("slips", help="make the slips of an electorate")
    words = parser.add_subparsers(dest="action", required=True)
    make = words.add_parser("make", help="make codes, upload public credentials, write the slips")
    make.add_argument("--ticket", required=True, type=Path, help="the ticket from the desk (JSON)")
    make.add_argument("--box", required=True, help="address of the box")
    make.add_argument(
        "--out", required=True, type=Path, help="new file for the slips; keep it safe"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make, upload and write the slips of one ticket."""
    signed = _read_ticket(options.ticket)
    ticket = UploadTicket.parse(signed["document"])
    codes = make_codes(ticket.printed)
    write_slips(options.out, ticket.electorate, codes)
    with open_client(options.box, timeout=UPLOAD_SECONDS) as box:
        upload(box, signed, codes)
    print(
        f"{ticket.printed} slips of class {ticket.electorate} are in {options.out}. "
        "Print and cut them, then delete the file.",
        file=sys.stderr,
    )
    return 0


def _read_ticket(path: Path) -> dict[str, object]:
    """Return the signed ticket in the file; whether it is the desk's is for the box to say."""
    try:
        signed = jsontext.decode(path.read_bytes())
    except OSError:
        raise TicketUnusable("The ticket's file cannot be read.") from None
    if not isinstance(signed, dict) or "document" not in signed:
        raise TicketUnusable("The file is not a ticket. Save the desk's answer's field ticket.")
    return signed
