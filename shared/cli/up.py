"""`ostraka up`: the whole suite on this machine, until it is told to stop.

May import: stdlib, shared.cli, shared.plumbing.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Any, Self

from shared.cli.folder import Folder
from shared.cli.lan import telling
from shared.cli.lan.opening import OptionsApart, Wish
from shared.cli.processes import SERVICES, Service
from shared.cli.settings import UpSettings, child_environment
from shared.cli.suite import StartFailed, Suite
from shared.plumbing.logs import start_logs
from shared.plumbing.parents import die_with_parent

DEFAULT_FOLDER = Path("ostraka-data")
STOP_SECONDS = 60


def register(subparsers: Any) -> None:
    """Add the command to the parser of `ostraka`."""
    parser = subparsers.add_parser(
        "up",
        help="run the whole suite on this machine",
        description="Starts every service with embedded engines, watches them, and stops them "
        "all when it is interrupted. A second start on the same folder continues where it was. "
        "OSTRAKA_DESK_DATABASE_URL, OSTRAKA_DESK_REDIS_URL and so on (BOX, TALLY, APPRAISAL) "
        "put engines of your own in place of the embedded ones.",
    )
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `up` to ``parser``."""
    parser.add_argument(
        "--data",
        type=Path,
        default=DEFAULT_FOLDER,
        metavar="DIR",
        help="where everything is kept (default: %(default)s)",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=0,
        metavar="N",
        help="listen on N to N+3; 0, the default: the ports of the last time, or free ones",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON line when ready")
    _add_hall_options(parser)


def _add_hall_options(parser: argparse.ArgumentParser) -> None:
    """Add the options about the hall's network."""
    hall = parser.add_argument_group(
        "the hall's network",
        "Phones reach the box over HTTPS on port 8443 of this machine, or of the ports after "
        "--port. See docs/how-to/hall-network.md.",
    )
    hall.add_argument(
        "--lan",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="let phones in, at this IPv4 address of this machine (default: found by itself)",
    )
    hall.add_argument("--host", default="", metavar="NAME", help="a name that leads to ADDRESS")
    hall.add_argument(
        "--certificate",
        type=Path,
        metavar="FILE",
        help="a certificate that phones know, with its chain (PEM); without one this machine is "
        "its own authority, and browsers warn once",
    )
    hall.add_argument("--key", type=Path, metavar="FILE", help="the certificate's key (PEM)")
    hall.add_argument(
        "--lan-desk",
        action="store_true",
        help="let other machines reach the desk too: for invitations to phones (blind meetings), "
        "or a second laptop at the door",
    )


def run(options: argparse.Namespace, services: tuple[Service, ...] = SERVICES) -> int:
    """Run until SIGINT or SIGTERM; return 0 after a clean stop."""
    os.umask(0o077)
    start_logs("up")
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    settings = UpSettings.from_env(tuple(service.name for service in services))
    suite = Suite(Folder(options.data), settings, stopped, services, _wish(options))
    try:
        suite.start(options.port)
        print(_as_json(suite) if options.json else _as_text(suite), flush=True)
        suite.watch()
    finally:
        suite.stop()
    return 0


def _wish(options: argparse.Namespace) -> Wish | None:
    """Return what is asked for in the hall's network.

    Raises:
        OptionsApart: an option about it without ``--lan``.
    """
    if options.lan is None:
        if options.host or options.certificate or options.key or options.lan_desk:
            raise OptionsApart("--host, --certificate, --key and --lan-desk need --lan.")
        return None
    return Wish(options.lan, options.host, options.certificate, options.key, options.lan_desk)


def _as_json(suite: Suite) -> str:
    """Return the one line a program reads."""
    lan = telling.as_json(suite.opening) if suite.opening is not None else None
    return json.dumps({**suite.urls, "invitations": suite.invitations, "lan": lan})


def _as_text(suite: Suite) -> str:
    """Return what a person reads."""
    lines = ["Ostraka 已启动 · is running. Ctrl-C 停止 · stops it.", ""]
    lines += [f"  {name:<10} {url}" for name, url in suite.urls.items()]
    if suite.opening is not None:
        lines += telling.as_lines(suite.opening, suite.urls["desk"])
        lines += ["", *telling.code_lines(suite.opening)] if sys.stdout.isatty() else []
    if suite.invitations:
        lines += [
            "",
            "管理员首次登录链接，一次有效，七天内使用 · first sign-in of the administrator, each",
            "works once, for seven days:",
        ]
        lines += [
            f"  {name:<10} {suite.urls[name]}/welcome#{token}"
            for name, token in suite.invitations.items()
        ]
    return "\n".join(lines)


class Running:
    """`ostraka up` as a child process, for the demo, benchmarks and tests.

    Start it from a thread that stays: the kernel ends everything when that thread ends.
    """

    def __init__(
        self,
        data: Path,
        port: int = 0,
        environment: Mapping[str, str] | None = None,
        command: tuple[str, ...] = (sys.executable, "-P", "-m", "shared.cli.up"),
    ) -> None:
        self.data = data
        self._port = port
        self._environment = child_environment(environment or {})
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self.urls: dict[str, str] = {}
        self.invitations: dict[str, str] = {}
        self.lan: dict[str, str] | None = None
        """With ``--lan``: where phones in the hall find things; see ``lan.telling``."""

    def start(self) -> Self:
        """Start everything; return when it is ready. May be called again after ``stop``.

        Raises:
            StartFailed: it ended instead; ``up.log`` in the data folder says why.
        """
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        log_file = os.open(self.data / "up.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(log_file, "ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own program, no shell
                [*self._command, "--data", str(self.data), "--json", "--port", str(self._port)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self._environment,
                start_new_session=True,
                preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509  see the class
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise StartFailed(f"It did not start. See {self.data / 'up.log'}.")
        told = json.loads(line)
        self.invitations = told.pop("invitations")
        self.lan = told.pop("lan")
        self.urls = told
        return self

    @property
    def pid(self) -> int:
        """The process id of `ostraka up` itself."""
        assert self._process is not None
        return self._process.pid

    def pids(self) -> dict[str, int]:
        """Return the present process ids by name ("up", "valkey", "box-web", …)."""
        told: dict[str, int] = json.loads((self.data / "processes.json").read_text())
        return told

    def stop(self) -> int:
        """Stop everything cleanly; return the exit code. Nothing happens if it has stopped."""
        assert self._process is not None
        self._process.terminate()
        return self.wait()

    def kill(self) -> int:
        """End it without warning, as a crash would."""
        assert self._process is not None
        self._process.kill()
        return self.wait()

    def wait(self) -> int:
        """Wait for the end; return the exit code."""
        assert self._process is not None
        assert self._process.stdout is not None
        code = self._process.wait(STOP_SECONDS)
        self._process.stdout.close()
        return code

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.stop()


def main(arguments: list[str] | None = None) -> int:
    """Run `up` alone, as ``python -m shared.cli.up``."""
    parser = argparse.ArgumentParser(prog="ostraka up")
    add_options(parser)
    return run(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main())
