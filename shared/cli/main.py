"""The `ostraka` command: one word, one module of this folder each (DESIGN section 9).

May import: stdlib, shared.cli. Modules are imported only when their word is used, so that
`ostraka verify` does not load a web framework.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from shared.cli.chinese import told
from shared.errors import SuiteError

ABOUT = "Secret votes and appraisals that anyone can verify."
COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("shared.cli.up", "run the whole suite on this machine"),
    "demo": ("shared.cli.demo.command", "one county's year, from the rolls to the grades"),
    "verify": ("shared.cli.verify", "check archives, every proof"),
    "audit": ("shared.cli.audit.command", "check a whole bundle, from archives to grades"),
    "rules": ("shared.cli.rules", "evaluate a case, list and show clauses"),
    "slips": ("shared.cli.slips", "make the slips of an electorate, on the organizer's machine"),
    "trustee": ("shared.cli.trustee", "a trustee's program: ceremony, rehearsal, decryption"),
    "bench": ("shared.cli.bench", "benchmarks, as JSON lines"),
}
"""word: (module with ``register(subparsers)``, one line of help)"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 well, 1 refused, 2 unusable."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="ostraka", description=ABOUT)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for word, (module, line) in COMMANDS.items():
        if words[:1] == [word]:
            importlib.import_module(module).register(subparsers)
        else:
            subparsers.add_parser(word, help=line, add_help=False)
    options = parser.parse_args(words)
    try:
        return int(options.run(options))
    except SuiteError as refusal:
        print("ostraka: " + "\n         ".join(told(refusal)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
