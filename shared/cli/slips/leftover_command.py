"""`ostraka slips leftovers|sign-leftovers|publish-leftovers`: P14 on the command line.

One scans every slip that was not handed out, the other watches; each signs with a key of their
own; the signed scan is published at the box, where it can never be replaced. The page of the box
for two scrutineers reads and writes the same file, so one may scan here and the other sign there.

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.plumbing.
"""

import argparse
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from shared.cli.scrutineer import publish_signed_leftovers
from shared.cli.slips.batch import write_new
from shared.cli.slips.hall import meeting_by_name, words_line
from shared.cli.slips.keys import add_key_arguments, scrutineer_key
from shared.cli.slips.leftovers import (
    OtherClass,
    Scan,
    ScannedAlready,
    SlipNotListed,
    begin_scan,
)
from shared.crypto import jsontext
from shared.crypto.credentials import BadSlip
from shared.crypto.receipts import six_words
from shared.documents.base import parse_part
from shared.documents.closing import (
    Leftovers,
    SignedLeftovers,
    open_leftovers,
    sign_as_scrutineer,
)
from shared.errors import Conflict, InvalidInput
from shared.plumbing.http import open_client

END = ("end", "完")
BELL = "\a"
COMPLETE, DIFFERENT = 0, 1

ADVICE = {
    "bad_slip": "看不清，请重扫或照凭条输入 / cannot be read: scan again or type it",
    "other_class": "是别的票类，请另放 / another class: put it aside",
    "scanned_already": "已经扫过，不重复计 / scanned before, counted once",
    "slip_not_listed": "不在本会议名单上，请另放 / not on this meeting's lists: put it aside",
}
"""slug of a refusal: what the table is told"""


class ScanUnusable(InvalidInput):
    """The file is not a scan, or cannot be read."""

    code = "scan_unusable"


class SignedAlready(Conflict):
    """This key signed the scan before."""

    code = "signed_already"


def register(words: Any) -> None:
    """Add the three words to `ostraka slips`."""
    scan = words.add_parser("leftovers", help="扫描未发出的凭条 / scan slips not handed out")
    scan.add_argument("--box", required=True, help="票箱服务地址 / address of the box")
    scan.add_argument("--meeting", required=True, help="会议编号 / the meeting's id")
    scan.add_argument("--class", dest="electorate", required=True, help="票类字母 / class letter")
    scan.add_argument("--out", required=True, type=Path, help="写到此文件 / new file for the scan")
    scan.add_argument("--issued", type=int, help="发出张数 / slips handed out, as counted")
    scan.add_argument("--from", dest="source", type=Path, help="每行一张的文件 / one slip a line")
    scan.add_argument("--desk-key", help="会务公钥（十六进制）/ the desk's key, hex")
    scan.set_defaults(run=_scan)
    sign = words.add_parser("sign-leftovers", help="监票人签名 / sign, each scrutineer in turn")
    sign.add_argument("scan", type=Path, help="扫描文件 / the scan")
    add_key_arguments(sign)
    sign.set_defaults(run=_sign)
    publish = words.add_parser("publish-leftovers", help="公布 / publish at the box, once")
    publish.add_argument("scan", type=Path, help="两人签过名的扫描文件 / the scan, signed by two")
    publish.add_argument("--box", required=True, help="票箱服务地址 / address of the box")
    publish.add_argument("--desk-key", help="会务公钥（十六进制）/ the desk's key, hex")
    publish.set_defaults(run=_publish)


def _scan(options: argparse.Namespace) -> int:
    """Scan slips from a scanner, a keyboard or a file, and write the unsigned scan."""
    with open_client(options.box) as box:
        booth = meeting_by_name(box, options.meeting, options.desk_key)
        scan = begin_scan(booth, options.electorate)
    if options.issued is not None and not 0 <= options.issued <= scan.printed:
        raise ScanUnusable("No more slips can be handed out than were printed.")
    _say(f"会议 / meeting: {booth.manifest.title}")
    _say(f"请与会场屏幕比对六个词 / compare with the hall's screen: {words_line(booth)}")
    at_table = options.source is None and sys.stdin.isatty()
    if at_table:
        _say(f"逐张扫描或输入，结束时输入“完” / scan or type each slip; type {END[0]} to end")
    table = Table(scan, options.issued, at_table)
    table.take(_lines(options.source))
    if not table.may_be_written:
        _say("没有写出扫描文件 / no scan was written")
        return DIFFERENT
    document = scan.document()
    write_new(options.out, _content(SignedLeftovers(document=document, signatures=[])))
    _describe(document)
    return COMPLETE if table.complete else DIFFERENT


class Table:
    """The scrutineers' table: says after each slip how it stands, and when all is there."""

    def __init__(self, scan: Scan, issued: int | None, at_table: bool) -> None:
        self._scan = scan
        self._expected = None if issued is None else scan.printed - issued
        self._at_table = at_table
        self._unreadable = 0
        self._insisted = False

    @property
    def complete(self) -> bool:
        """Whether as many slips were scanned as must be left; true if nobody counted."""
        return self._expected in (None, self._scan.scanned)

    @property
    def may_be_written(self) -> bool:
        """Whether the scan is whole, or people at the table want it although it is not."""
        return self._insisted or (self.complete and not self._unreadable)

    def take(self, lines: Iterable[str]) -> None:
        """Take slip after slip until the end is said or comes."""
        said_before = False
        for number, line in enumerate(lines, start=1):
            if line.strip().lower() in END:
                self._insisted = said_before and self._at_table
                said_before = True
                if self.complete or self._insisted:
                    break
                self._count()
                _say("张数不符；若要照写，再输入一次“完” / the count differs; end again to insist")
            elif line.strip():
                said_before = False
                self._take_one(number, line)
        if not self._at_table:
            self._count()

    def _take_one(self, number: int, line: str) -> None:
        """Take one slip, or say what is wrong with it."""
        try:
            self._scan.add(line)
        except (BadSlip, OtherClass, ScannedAlready, SlipNotListed) as refusal:
            where = "" if self._at_table else f"第 {number} 行 / line {number}: "
            group = refusal.group if isinstance(refusal, BadSlip) else None
            which = f"，第 {group} 组 / group {group}" if group else ""
            _say(f"{BELL if self._at_table else ''}{where}{ADVICE[refusal.code]}{which}")
            if not self._at_table and refusal.code != "scanned_already":
                self._unreadable += 1
        else:
            if self._at_table:
                self._count()

    def _count(self) -> None:
        """Say how many are scanned, and how many there must be."""
        of = f"印制 / printed {self._scan.printed}"
        if self._expected is not None:
            of += f"，应剩 / must be left {self._expected}"
        _say(f"已扫 / scanned {self._scan.scanned}（{of}）")


def _sign(options: argparse.Namespace) -> int:
    """Add one scrutineer's signature to the scan."""
    scan = _read(options.scan)
    key = scrutineer_key(options)
    if any(item.key == key.public.hex() for item in scan.signatures):
        raise SignedAlready("This key signed the scan already. The other scrutineer signs next.")
    signature = sign_as_scrutineer(key, scan.document.message())
    signed = SignedLeftovers(document=scan.document, signatures=[*scan.signatures, signature])
    half = options.scan.with_name(f".{options.scan.name}.new")
    half.unlink(missing_ok=True)
    write_new(half, _content(signed))
    half.replace(options.scan)
    _describe(scan.document)
    _say(f"签名 / signatures: {len(signed.signatures)}")
    return 0


def _publish(options: argparse.Namespace) -> int:
    """Check the signed scan against the meeting's manifest and publish it."""
    scan = _read(options.scan)
    with open_client(options.box) as box:
        booth = meeting_by_name(box, scan.document.meeting, options.desk_key)
        open_leftovers(scan.model_dump(mode="json"), booth.manifest)
        publish_signed_leftovers(box, scan)
    _say("已公布，不能再改 / published; it cannot be changed any more")
    return 0


def _lines(source: Path | None) -> Iterable[str]:
    """Return the lines of a file, or those of the scanner or keyboard as they come."""
    if source is None:
        return iter(sys.stdin.readline, "")
    try:
        return source.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ScanUnusable("The file of slips cannot be read.") from None


def _read(path: Path) -> SignedLeftovers:
    """Return the scan in a file, signed or not."""
    try:
        content = path.read_bytes()
    except OSError:
        raise ScanUnusable("The file of the scan cannot be read.") from None
    return parse_part(SignedLeftovers, jsontext.decode(content))


def _content(scan: SignedLeftovers) -> bytes:
    """Return a scan as a file holds it."""
    return jsontext.canonical(scan.model_dump(mode="json")) + b"\n"


def _describe(document: Leftovers) -> None:
    """Say what a signature stands for, and the words by which two screens are compared."""
    count = len(next(iter(document.lists.values())))
    words = six_words(sha256(document.message()).digest())
    letter = document.electorate
    _say(f"{letter} 类未发出凭条 {count} 张 / {count} slips of class {letter} were not handed out")
    _say(f"扫描的六个词 / six words of the scan: {' '.join(words.zh)} / {' '.join(words.en)}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
