"""`ostraka slips scrutineer-key|sign-closing`: a scrutineer's key, and the closing record.

A key is made once, before the meeting; its public half goes into the meeting's draft. After a round
has closed its owner checks the published box, compares the record's six words with the hall's
screen, and signs it (PROTOCOL P4).

May import: stdlib, shared.cli, shared.crypto, shared.plumbing.http.
"""

import argparse
import sys
from getpass import getpass
from hashlib import sha256
from pathlib import Path
from typing import Any

from shared.cli.scrutineer import checked_closing, hand_in_signature
from shared.cli.slips.batch import write_new
from shared.cli.slips.hall import meeting_by_name, words_line
from shared.cli.slips.keys import add_key_arguments, passphrase, scrutineer_key
from shared.crypto.errors import VerificationFailed
from shared.crypto.receipts import six_words
from shared.crypto.scrutineer_key import seal_scrutineer_key
from shared.crypto.signing import SigningKey
from shared.errors import InvalidInput
from shared.plumbing.http import Peer, open_client

ARCHIVE_SECONDS = 600.0
"""How long an archive may take to come."""


class WordsDiffer(VerificationFailed):
    """Nobody said that the hall's screen shows the closing record's words."""

    code = "words_differ"


class PassphrasesDiffer(InvalidInput):
    """What was typed the second time is not what was typed first."""

    code = "passphrases_differ"


def register(words: Any) -> None:
    """Add the two words to `ostraka slips`."""
    make = words.add_parser("scrutineer-key", help="生成监票人密钥 / make a scrutineer's key file")
    make.add_argument("--out", required=True, type=Path, help="写到此文件 / new key file")
    make.add_argument("--passphrase-file", type=Path, help="口令文件 / else it is asked")
    make.set_defaults(run=_make)
    sign = words.add_parser("sign-closing", help="核对并签封箱记录 / check and sign a closed box")
    sign.add_argument("--box", required=True, help="票箱服务地址 / address of the box")
    sign.add_argument("--uuid", required=True, help="票箱编号 / the box's uuid")
    sign.add_argument("--desk-key", help="会务公钥（十六进制）/ the desk's key, hex")
    sign.add_argument("--yes", action="store_true", help="六个词已核对 / words compared already")
    add_key_arguments(sign)
    sign.set_defaults(run=_sign)


def _make(options: argparse.Namespace) -> int:
    """Make a key file; the public key is what the organizer needs."""
    typed = passphrase(options.passphrase_file)
    if options.passphrase_file is None and getpass("再输一次 / once more: ") != typed:
        raise PassphrasesDiffer("The two passphrases differ. Nothing was written; begin again.")
    key = SigningKey.generate()
    write_new(options.out, seal_scrutineer_key(key, typed).encode())
    _say("密钥文件已建立，请另存一份副本 / the key file is made; keep a second copy of it")
    _say("请把下面的公钥交给会议组织者 / give this public key to the organizer:")
    print(key.public.hex())
    return 0


def _sign(options: argparse.Namespace) -> int:
    """Check the closed box against its record and hand in one signature."""
    key = scrutineer_key(options)
    with open_client(options.box, timeout=ARCHIVE_SECONDS) as box:
        fixed = _fixed_digest(box, options)
        record = checked_closing(box, options.uuid, fixed)
        words = six_words(sha256(record.message()).digest())
        _say(f"{record.ballots} 张票，与公布的票箱一致 / {record.ballots} ballots, as published")
        _say(f"封箱记录的六个词 / six words: {' '.join(words.zh)} / {' '.join(words.en)}")
        if not (options.yes or _same_on_screen()):
            raise WordsDiffer("Nothing was signed. If the words differ, tell the chair at once.")
        hand_in_signature(box, record, key)
    _say("已签名 / signed")
    return 0


def _same_on_screen() -> bool:
    """Ask whether the hall's screen shows both times six words."""
    question = "会场屏幕上是这些词吗？输入 yes / the same on the hall's screen? type yes: "
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() == "yes"


def _fixed_digest(box: Peer, options: argparse.Namespace) -> str:
    """Return the digest of the box's list as the desk fixed it; say which meeting that is."""
    shown = box.get_json(f"/api/v1/boxes/{options.uuid}")
    booth = meeting_by_name(box, str(shown["meeting"]), options.desk_key)
    _say(f"请与会场屏幕比对六个词 / compare with the hall's screen: {words_line(booth)}")
    for one in booth.frozen_lists().lists:
        if one.uuid == options.uuid:
            return one.digest
    raise VerificationFailed("The desk fixed no list for this box.")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
