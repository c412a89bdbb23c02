"""`ostraka slips`: an electorate's slips, on the organizer's own machine (PROTOCOL P10, P14).

``making`` draws codes and uploads public credentials; ``batch`` is what is on the slips;
``paper`` prints them; ``hall`` checks whose meeting it is; ``leftovers`` scans what was not
handed out; ``command`` and ``leftover_command`` are the command line.

May import: stdlib, typst, segno, shared.crypto, shared.documents, shared.plumbing.http.
"""

from shared.cli.slips.command import register
from shared.cli.slips.making import make_codes, public_lists, upload

__all__ = ["make_codes", "public_lists", "register", "upload"]
