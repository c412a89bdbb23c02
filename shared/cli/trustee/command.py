"""`ostraka trustee init|step|rehearse|decrypt|status`, over the network or with files.

With ``--tally`` the program fetches and posts by itself. With ``--page`` it works offline: the
pages are files that somebody brought, and what is to be sent is written to ``--out``.

May import: stdlib, shared.cli.pooling, shared.cli.trustee, shared.crypto, shared.plumbing.http.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from shared.cli.pooling import pooled_map
from shared.cli.trustee.keyholder import KeyHolder
from shared.cli.trustee.program import TrusteeProgram
from shared.cli.trustee.storage import KeyFile
from shared.crypto import jsontext
from shared.crypto.receipts import SixWords
from shared.crypto.verify import Map
from shared.errors import InvalidInput
from shared.plumbing.http import Peer, open_client

TIMEOUT_SECONDS = 60.0
QUESTIONS = {
    "ceremony": "密钥仪式记录的六个词 / six words of the key ceremony",
    "closing": "封箱记录的六个词，请看会场屏幕 / six words of the closing record, on the screen",
}

Arguments = argparse.Namespace


class BadArguments(InvalidInput):
    """The command line lacks something, or a file on it cannot be used."""

    code = "bad_arguments"


def register(subparsers: Any) -> None:
    """Add ``trustee`` to the command line; ``options.run(options)`` returns the exit code."""
    parser = subparsers.add_parser("trustee", help="密钥持有人的程序 / a trustee's program")
    words = parser.add_subparsers(dest="action", required=True)
    init = _word(words, "init", _init, "建立密钥文件 / make the key file")
    init.add_argument("--board", help="密钥小组编号 / the board's id")
    init.add_argument("--number", type=int, required=True, help="第几位，从 1 起 / your number")
    init.add_argument("--desk-key", required=True, help="会务公钥（十六进制）/ the desk's key, hex")
    init.add_argument(
        "--tally-key", help="离线时：计票公钥 / offline: the tally service's key, hex"
    )
    _word(words, "step", _step, "进行密钥仪式的下一步 / the next step of the key ceremony")
    rehearse = _word(words, "rehearse", _rehearse, "会前演练 / the rehearsal before a meeting")
    rehearse.add_argument("--meeting", required=True, help="会议编号 / the meeting's id")
    decrypt = _word(words, "decrypt", _decrypt, "核验并给出解密份额 / verify and give a share")
    decrypt.add_argument("--uuid", required=True, help="票箱编号 / the box's uuid")
    decrypt.add_argument("--archive", type=Path, help="离线时：封箱档案 / offline: closed archive")
    decrypt.add_argument("--workers", type=int, default=1, help="进程数 / processes")
    _word(words, "status", _status, "显示密钥文件的状态 / show how far this key file is")


def _word(words: Any, name: str, run: Any, line: str) -> argparse.ArgumentParser:
    """Add one word with the arguments that all have."""
    parser: argparse.ArgumentParser = words.add_parser(name, help=line)
    parser.add_argument("--key-file", type=Path, required=True, help="密钥文件 / the key file")
    parser.add_argument("--passphrase-file", type=Path, help="口令文件 / else it is asked")
    parser.add_argument("--tally", help="计票服务地址 / address of the tally service")
    parser.add_argument("--token-file", type=Path, help="登录凭据文件 / your session token")
    parser.add_argument("--page", type=Path, help="离线：页面文件 / offline: the page, a file")
    parser.add_argument("--out", type=Path, help="离线：写出消息 / offline: where the message goes")
    parser.add_argument("--yes", action="store_true", help="六个词已核对 / words compared already")
    parser.set_defaults(run=run)
    return parser


def _init(options: Arguments) -> int:
    """Make the key file."""
    desk_key = _key(options.desk_key)
    if options.page:
        if options.tally_key is None:
            raise BadArguments("Offline, --tally-key is needed.")
        tally_key = _key(options.tally_key)
        _holder(options).init(
            _page(options), options.number, tally_key=tally_key, desk_key=desk_key
        )
    else:
        if options.board is None:
            raise BadArguments("--board is needed: the id of your board of trustees.")
        with _peer(options) as peer:
            _program(options, peer).init(options.board, options.number, desk_key)
    print("密钥文件已建立；请再做一份副本，分开封存。")
    print("The key file is made. Run `step` next; make a second sealed copy when all is done.")
    return 0


def _step(options: Arguments) -> int:
    """Do the next step of the ceremony."""
    if options.page:
        _, post = _holder(options).step(_page(options))
        return _hand_out(options, post._asdict() if post else None)
    with _peer(options) as peer:
        return _told(_program(options, peer).step())


def _rehearse(options: Arguments) -> int:
    """Take part in a rehearsal."""
    if options.page:
        holder, page = _holder(options), _page(options)
        post = holder.rehearse(options.meeting, page)
        if post is None and holder.prove_copy(options.meeting, page):
            return _works()
        return _hand_out(options, post._asdict() if post else None)
    with _peer(options) as peer:
        program = _program(options, peer)
        sent = program.rehearse(options.meeting)
        if not sent and program.prove_copy(options.meeting):
            return _works()
        return _told(sent)


def _decrypt(options: Arguments) -> int:
    """Verify a closed box and give the share."""
    with pooled_map(options.workers) as pooled:
        return _decrypt_with(options, pooled)


def _decrypt_with(options: Arguments, map_: Map) -> int:
    """Verify and decrypt; ``map_`` shares the work on the ballots."""
    if options.page:
        if options.archive is None:
            raise BadArguments("Offline, --archive is needed: the closed archive of the box.")
        archive = _bytes_of(options.archive)
        share, tally_hash = _holder(options).share(options.uuid, _page(options), archive, map_)
        print(f"T = {tally_hash}")
        return _hand_out(options, {"share": share})
    with _peer(options) as peer:
        print(f"T = {_program(options, peer).decrypt(options.uuid, map_)}")
    return _told(done=True)


def _status(options: Arguments) -> int:
    """Print what may be shown of the key file."""
    print(json.dumps(_holder(options).status(), ensure_ascii=False, indent=2))
    return 0


def _told(done: bool) -> int:
    """Say whether something was done."""
    print(
        "已完成 / done" if done else "现在无事可做，请稍后再试 / nothing to do now; try again later"
    )
    return 0


def _works() -> int:
    """Say that this copy of the key was tried, after this trustee's share was given."""
    print("这份密钥副本有效；本次演练您的份额已提交，未再发送任何内容。")
    print("This copy works. Your share of this rehearsal was given before; nothing was sent.")
    return 0


def _hand_out(options: Arguments, message: dict[str, Any] | None) -> int:
    """Write a message to ``--out`` for somebody to carry."""
    if message is None:
        return _told(done=False)
    if options.out is None:
        raise BadArguments("Offline, --out is needed: the file that the message goes to.")
    options.out.write_bytes(jsontext.canonical(message))
    return _told(done=True)


def _holder(options: Arguments) -> KeyHolder:
    """Return the trustee without a network."""
    return KeyHolder(KeyFile(options.key_file, _passphrase(options)), _comparing(options))


def _program(options: Arguments, peer: Peer) -> TrusteeProgram:
    """Return the trustee at the tally service."""
    return TrusteeProgram(peer, options.key_file, _passphrase(options), _comparing(options))


def _peer(options: Arguments) -> Peer:
    """Return the connection to the tally service."""
    if not options.tally or not options.token_file:
        raise BadArguments("Give --tally and --token-file, or --page to work offline.")
    token = _bytes_of(options.token_file).decode().strip()
    return open_client(options.tally, token=token, timeout=TIMEOUT_SECONDS)


def _comparing(options: Arguments) -> Any:
    """Return how people compare six words at a terminal."""

    def compare(what: str, words: SixWords) -> bool:
        print(f"{QUESTIONS[what]}:\n  {' '.join(words.zh)}\n  {' '.join(words.en)}")
        if options.yes:
            return True
        print(
            "与大家的一致吗？输入 yes / the same as the others have? type yes: ", end="", flush=True
        )
        return sys.stdin.readline().strip() == "yes"

    return compare


def _passphrase(options: Arguments) -> str:
    """Return the passphrase, from its file or typed."""
    if options.passphrase_file:
        return _bytes_of(options.passphrase_file).decode().rstrip("\r\n")
    return getpass("口令 / passphrase: ")


def _page(options: Arguments) -> Any:
    """Return the page that was brought as a file."""
    page = jsontext.decode(_bytes_of(options.page))
    if not isinstance(page, dict):
        raise BadArguments("The page is not what the tally service shows.")
    return page


def _bytes_of(path: Path) -> bytes:
    """Return the content of a file named on the command line."""
    try:
        return path.read_bytes()
    except OSError:
        raise BadArguments(f"The file {os.fspath(path)} cannot be read.") from None


def _key(text: str) -> bytes:
    """Return a public key written as 64 hex digits."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BadArguments("A public key is 64 hex digits.")
    return key
