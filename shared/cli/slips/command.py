"""`ostraka slips make|print`, and the words of two scrutineers.

What a batch leaves on disk is a PDF that only its owner can read; the codes themselves are
kept only with ``--keep-codes``. If the box does not take the batch, the PDF goes too: paper
whose credentials are on no list would be handed out for nothing.

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.plumbing.http.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from shared.cli.booth import Booth
from shared.cli.progress import Bar
from shared.cli.slips import leftover_command, scrutineer_command
from shared.cli.slips.batch import (
    Batch,
    SlipsThere,
    check_origin,
    kept_codes,
    read_codes,
    write_new,
)
from shared.cli.slips.hall import meeting_of_ticket, words_line
from shared.cli.slips.making import make_codes, upload_surely
from shared.cli.slips.paper import make_pdfs
from shared.crypto import jsontext
from shared.documents.orders import UploadTicket
from shared.errors import InvalidInput
from shared.plumbing.http import open_client

UPLOAD_SECONDS = 600.0
"""How long the box may take to test every credential, some thousands a second."""

LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
DESTROY = "打印、裁切后请立即删除 PDF / print and cut, then delete the PDF at once"


class TicketUnusable(InvalidInput):
    """The file is not a ticket as the desk handed it out."""

    code = "ticket_unusable"


class ReserveUnusable(InvalidInput):
    """More slips are to be kept back than there are."""

    code = "reserve_unusable"


def register(subparsers: Any) -> None:
    """Add ``slips`` to the command line; ``options.run(options)`` returns the exit code."""
    parser = subparsers.add_parser("slips", help="选票凭条 / the slips of an electorate")
    words = parser.add_subparsers(dest="action", required=True)
    make = words.add_parser("make", help="生成凭条 / make codes, the PDF, and upload")
    make.add_argument("--ticket", required=True, type=Path, help="会务给的上传票证 / from the desk")
    make.add_argument("--box", required=True, help="票箱服务地址 / address of the box")
    make.add_argument("--out", required=True, type=Path, help="存放文件夹 / folder for the PDF")
    make.add_argument("--address", help="选民打开的地址，默认同 --box / as voters open the box")
    make.add_argument("--reserve", type=int, default=0, help="其中备用几张 / of these, in reserve")
    make.add_argument("--desk-key", help="会务公钥（十六进制）/ the desk's key, hex")
    make.add_argument("--keep-codes", action="store_true", help="另存凭证码 / keep the codes too")
    make.set_defaults(run=_make)
    again = words.add_parser("print", help="由存下的凭证码重印 / print again from kept codes")
    again.add_argument("file", type=Path, help="凭证码文件 / the file of codes")
    again.add_argument("--out", required=True, type=Path, help="存放文件夹 / folder for the PDF")
    again.add_argument("--address", help="改用此地址 / another address of the box")
    again.set_defaults(run=_print)
    leftover_command.register(words)
    scrutineer_command.register(words)


def _make(options: argparse.Namespace) -> int:
    """Make, upload and print the slips of one ticket."""
    signed = _read_ticket(options.ticket)
    origin = _origin(options.address or options.box)
    with open_client(options.box, timeout=UPLOAD_SECONDS) as box:
        ticket, booth = meeting_of_ticket(box, signed, options.desk_key)
        batch = _new_batch(ticket, booth, origin, options.reserve)
        _say(f"会议 / meeting: {booth.manifest.title}")
        _say(f"请与会场屏幕比对六个词 / compare with the hall's screen: {words_line(booth)}")
        files = _printed(batch)
        if options.keep_codes:
            files[f"slips-{batch.electorate}-codes.json"] = kept_codes(batch)
        written = _write_all(options.out, files)
        _say("上传公开凭证 / uploading public credentials …")
        try:
            upload_surely(box, signed, batch.codes + batch.reserve)
        except BaseException:
            for path in written:
                path.unlink()
            _say("没有做成凭条，文件已删 / no slips were made; their files are gone")
            raise
    _say_done(batch, written)
    if ticket.batch > 1:
        _say("本批取代以前各批，旧凭条请全部销毁 / destroy every earlier slip of this class")
    return 0


def _print(options: argparse.Namespace) -> int:
    """Print a batch again from its kept codes."""
    batch = read_codes(options.file)
    if options.address:
        batch = batch.model_copy(update={"origin": _origin(options.address)})
    written = _write_all(options.out, _printed(batch))
    _say_done(batch, written)
    _say("同一凭证只能有一张纸，先前印的请销毁 / destroy what was printed from these codes before")
    return 0


def _read_ticket(path: Path) -> dict[str, Any]:
    """Return the signed ticket in the file, which may be the desk's whole answer."""
    try:
        signed = jsontext.decode(path.read_bytes())
    except OSError:
        raise TicketUnusable("The ticket's file cannot be read.") from None
    if isinstance(signed, dict) and isinstance(signed.get("ticket"), dict):
        signed = signed["ticket"]
    if not isinstance(signed, dict) or "document" not in signed:
        raise TicketUnusable("The file is not a ticket. Save the desk's answer as it is.")
    return signed


def _origin(address: str) -> str:
    """Return the checked address for the slips, and say so if phones will not like it."""
    origin = check_origin(address)
    if origin.startswith("http:") and not origin.startswith(LOOPBACK):
        _say("注意：不是 https，手机可能拒绝 / not https: phones may refuse to vote there")
    return origin


def _new_batch(ticket: UploadTicket, booth: Booth, origin: str, reserve: int) -> Batch:
    """Return fresh slips for the ticket's electorate; some of them are kept in reserve.

    Where people's own phones get credentials, every slip is one for late-comers.
    """
    if not 0 <= reserve < ticket.printed:
        raise ReserveUnusable("The reserve is a part of the slips that the ticket allows.")
    reserve = ticket.printed if booth.manifest.blind else reserve
    codes = make_codes(ticket.printed)
    titles = {one.key: one.title for one in booth.manifest.electorates}
    return Batch(
        meeting=ticket.meeting,
        title=booth.manifest.title,
        electorate=ticket.electorate,
        class_title=titles[ticket.electorate],
        test=booth.manifest.test,
        origin=origin,
        codes=codes[reserve:],
        reserve=codes[:reserve],
    )


def _printed(batch: Batch) -> dict[str, bytes]:
    """Return the PDFs of a batch by file name."""
    bar = Bar("二维码 / QR codes")
    files = {}
    for name, codes in (("", batch.codes), ("-reserve", batch.reserve)):
        if codes:
            parts = make_pdfs(batch, codes, reserve=bool(name), progress=bar)
            for number, content in enumerate(parts, start=1):
                part = f"-part-{number}" if len(parts) > 1 else ""
                files[f"slips-{batch.electorate}{name}{part}.pdf"] = content
    return files


def _write_all(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write all ``files`` to ``folder``, made if it is new, or none; return their paths."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise SlipsThere("There is a file of this name. Give a folder to --out.") from None
    written: list[Path] = []
    try:
        for name, content in files.items():
            write_new(folder / name, content)
            written.append(folder / name)
    except BaseException:
        for path in written:
            path.unlink()
        raise
    return written


def _say_done(batch: Batch, written: list[Path]) -> None:
    """Tell what is where, and what to do with it."""
    total = len(batch.codes) + len(batch.reserve)
    kept = f"，备用 {len(batch.reserve)} / {len(batch.reserve)} in reserve" if batch.reserve else ""
    _say(f"{batch.electorate} 类凭条 {total} 张 / {total} slips of class {batch.electorate}{kept}")
    for path in written:
        _say(f"  {path}")
    _say(DESTROY)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
