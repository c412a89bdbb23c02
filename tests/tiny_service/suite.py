"""`python -m tiny_service.suite`: `ostraka up` with two tiny services, "one" and "two"."""

from __future__ import annotations

import argparse
import sys

from shared.cli.processes import OWN, Service
from shared.cli.up import add_options, run


def tiny(name: str, peer: str) -> Service:
    return Service(
        name=name,
        app=f"tiny_service.app:from_environment('{name}')",
        worker=("tiny_service.worker", name),
        migrations="tiny_service.migrations",
        settings=(*OWN, f"{peer}_URL", f"{peer}_KEY"),
        web_workers=2,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    add_options(parser)
    sys.exit(run(parser.parse_args(), (tiny("one", "TWO"), tiny("two", "ONE"))))
