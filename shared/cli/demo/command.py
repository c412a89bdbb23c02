"""`ostraka demo`: one county's year over real HTTP, through every service.

Nothing is faked: real accounts, real keys, encrypted ballots, threshold decryption, the rules
engine, two-person decisions. At the end everything is audited like an outsider would.

May import: stdlib, shared.cli, shared.crypto, shared.rules, shared.plumbing.http.
"""

import argparse
import contextlib
import json
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from shared.cli import demo_data
from shared.cli.audit.command import audit_folder
from shared.cli.demo import counting, grading, meeting, phones, summary
from shared.cli.demo.bundle import Bundle
from shared.cli.demo.people import Office
from shared.cli.demo.progress import Progress
from shared.cli.up import Running
from shared.crypto.signing import SigningKey
from shared.plumbing.http import open_client
from shared.rules.packs import Pack, parse_pack

DEMO = Path(__file__).resolve().parents[3] / "deploy" / "demo"
SEED = 2026
PROCESSES = 2
TIMEOUT_SECONDS = 60.0
KEEP = "leave the services' data in OUT/data; at the end it is told how to sign in there"


@dataclass(slots=True)
class Town:
    """The running suite and the people who work in it."""

    running: Running
    offices: dict[str, Office]
    hall: meeting.Hall
    certifiers: tuple[Any, Any]
    department: grading.Department


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo` to the command line."""
    parser = subparsers.add_parser("demo", help="one county's year, end to end")
    parser.add_argument("--voters", type=int, help="at most so many voters a meeting")
    parser.add_argument("--out", type=Path, help="folder for archives, certificates and grades")
    parser.add_argument("--keep", action="store_true", help=KEEP)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the year; return 0 only if every check of the audit passed."""
    with contextlib.ExitStack() as stack:
        folder = options.out or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        data = (
            folder / "data"
            if options.keep
            else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        )
        started = time.monotonic()
        graded, facts, people = _year(folder, data, options.voters)
        findings = audit_folder(folder, workers=PROCESSES)
        passed = all(finding.ok for finding in findings)
        facts |= {"seconds": round(time.monotonic() - started), "audit": passed}
        _tell(options, graded, facts, [finding.line() for finding in findings])
        if options.keep and options.out and not options.json:
            print(summary.sign_in(data, people))
        return 0 if passed else 1


def _tell(
    options: argparse.Namespace,
    graded: list[grading.Graded],
    facts: dict[str, Any],
    audited: list[str],
) -> None:
    """Print the outcome for a person or for a program."""
    if options.json:
        rows = {entry.plan.id: entry.proposals for entry in graded}
        print(json.dumps({**facts, "proposals": rows, "findings": audited}, ensure_ascii=False))
        return
    print(summary.table(graded))
    print()
    for line in audited:
        print(line)
    print(f"\n{facts['ballots']} ballots in {facts['meetings']} meetings, {facts['seconds']} s.")
    if options.out:
        print(f"Files: {options.out}  (check them again: ostraka audit {options.out})")


def _year(
    folder: Path, data: Path, voters: int | None
) -> tuple[list[grading.Graded], dict[str, Any], summary.People]:
    """Run every jurisdiction's year and write the bundle; return who signs in, by service."""
    plans = demo_data.load(DEMO, voters)
    total = sum(
        electorate.returned * len(entry.items)
        for plan in plans
        for entry in plan.meetings
        for electorate in entry.electorates
    )
    progress = Progress(total)
    progress.phase("启动服务 · starting the services")
    with (
        Running(data) as running,
        _town(running) as town,
        ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool,
        ThreadPoolExecutor(1) as back_room,
    ):
        bundle = Bundle(folder)
        with open_client(running.urls["box"]) as box:
            peers = {name: office.admin.peer for name, office in town.offices.items()}
            bundle.keys({**peers, "box": box})
        voting = meeting.Voting(pool, progress.step, SEED)
        years = [_Year(town, plan, bundle, progress) for plan in plans]
        for year in years:
            year.vote(data, voting, back_room)
        graded = [year.grade() for year in years]
        number = bundle.grades(town.department, graded, plans[0].year)
        progress.end()
    meetings = sum(len(plan.meetings) for plan in plans)
    people = {
        name: [(one.name, one.passphrase) for one in office.people]
        for name, office in town.offices.items()
    }
    return graded, {"ballots": total, "meetings": meetings, "grades": number}, people


class _Year:
    """One jurisdiction's year, step by step."""

    def __init__(
        self, town: Town, plan: demo_data.JurisdictionPlan, bundle: Bundle, progress: Progress
    ) -> None:
        self._town, self._plan, self._bundle, self._progress = town, plan, bundle, progress
        self._pack: Pack = parse_pack(plan.pack_file.read_text(encoding="utf-8"))
        self._counted: list[Future[list[str]]] = []

    def vote(self, folder: Path, voting: meeting.Voting, back_room: Executor) -> None:
        """Make the keys, then prepare, rehearse and hold every meeting.

        A meeting is counted in the back room while the next one is held, as it would be.
        """
        town, plan = self._town, self._plan
        document = self._pack.to_document()
        self._bundle.pack(self._pack.digest, document)
        self._progress.phase(f"{plan.title}：密钥生成 · key ceremony")
        holders = counting.make_board(
            town.offices["tally"], plan.board, plan.year, folder, town.hall.desk_key
        )
        self._bundle.board(town.offices["tally"].admin.peer, holders)
        grading.enter_people(town.department, plan, document)
        for entry in plan.meetings:
            self._progress.phase(entry.title)
            number = meeting.prepare(town.hall, entry, holders.board, document, plan.year)
            meeting.import_roll(town.hall, entry, number, SEED)
            counting.rehearse(holders, number)
            seat = phones.seat_with_phones if entry.blind else meeting.seat
            held = meeting.hold(town.hall, entry, number, seat(town.hall, entry, number), voting)
            self._counted.append(back_room.submit(self._count, held, holders, voting.pool))

    def grade(self) -> grading.Graded:
        """Wait for the counts, then take the year to its grades."""
        plan = self._plan
        self._progress.phase(f"{plan.title}：计票 · counting")
        digests = [digest for counted in self._counted for digest in counted.result()]
        self._bundle.certificates(self._town.offices["tally"].admin.peer, digests)
        self._progress.phase(f"{plan.title}：年度等次 · grades")
        return grading.grade(self._town.department, plan, digests)

    def _count(
        self, held: meeting.Held, holders: counting.KeyHolders, pool: ProcessPoolExecutor
    ) -> list[str]:
        """Count, certify and write one meeting; return its results' digests."""
        town = self._town
        tally = town.offices["tally"].admin.peer
        counting.count(tally, holders, held, pool)
        digests = counting.certify(town.certifiers, held)
        self._bundle.meeting(town.hall.box, tally, town.hall.organizer.peer, held)
        counting.check_receipts(held, self._bundle.folder / "archives")
        return digests


@contextlib.contextmanager
def _town(running: Running) -> Iterator[Town]:
    """Appoint everybody; close every connection at the end."""
    with contextlib.ExitStack() as stack:
        offices = {}
        for name, invitation in running.invitations.items():
            offices[name] = Office(running.urls[name], invitation)
            stack.callback(offices[name].close)
        box = stack.enter_context(open_client(running.urls["box"], timeout=TIMEOUT_SECONDS))
        desk, tally, appraisal = (offices[name] for name in ("desk", "tally", "appraisal"))
        hall = meeting.Hall(
            organizer=desk.appoint("组织科 王主任", "organizer"),
            registrar=desk.appoint("签到处 小李", "registrar"),
            scrutineers=(
                desk.appoint("监票人 赵公正", "scrutineer"),
                desk.appoint("监票人 钱清明", "scrutineer"),
            ),
            keys=(SigningKey.generate(), SigningKey.generate()),
            box=box,
            box_url=running.urls["box"],
            desk_key=desk.admin.peer.get_json("/api/v1/keys")["public"],
        )
        certifiers = (
            tally.appoint("计票组 孙组长", "certifier"),
            tally.appoint("纪委 周委员", "certifier"),
        )
        department = grading.Department(
            officers=(
                appraisal.appoint("考核科 吴科长", "officer"),
                appraisal.appoint("考核科 郑科员", "officer"),
            ),
            deciders=(
                appraisal.appoint("部务会 冯部长", "decider"),
                appraisal.appoint("部务会 陈副部长", "decider"),
            ),
            feed=appraisal.token("人事系统", "feed"),
        )
        yield Town(running, offices, hall, certifiers, department)
