"""`ostraka slips scrutineer-key|sign-closing`: a scrutineer's key, and the closing record.

A key is made once, before the meeting; its public half goes on record at the desk. After a round
has closed its owner checks the published box, or all of a meeting at once, compares the records'
six words with the hall's screen, and signs (PROTOCOL P4). Nothing is signed before every box was
checked, and a box that was signed before is passed over.

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.plumbing.http.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping
from getpass import getpass
from hashlib import sha256
from pathlib import Path
from typing import Any

from shared.cli.booth import Booth
from shared.cli.scrutineer import checked_closing, hand_in_signature, shown_closing
from shared.cli.slips.batch import write_new
from shared.cli.slips.hall import meeting_by_name, words_line
from shared.cli.slips.keys import add_key_arguments, passphrase, scrutineer_key
from shared.crypto.errors import VerificationFailed
from shared.crypto.receipts import six_words
from shared.crypto.scrutineer_key import seal_scrutineer_key
from shared.crypto.signing import SigningKey
from shared.documents.closing import ClosingRecord
from shared.documents.manifests import BoxManifest, election_of
from shared.errors import InvalidInput
from shared.plumbing.http import Peer, PeerRefused, open_client

Known = tuple[Mapping[str, BoxManifest], Mapping[str, str], Mapping[str, str]]
"""By uuid: sheets, what people call the boxes, digests of the lists that the desk fixed."""

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
    which = sign.add_mutually_exclusive_group(required=True)
    which.add_argument("--meeting", help="会议编号：全部票箱 / all boxes of this meeting")
    which.add_argument("--uuid", help="票箱编号：只签一个 / one box, by its uuid")
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
    _say("请在会务系统“我的监票人密钥”页登记下面的公钥，或交给会议组织者")
    _say("put this public key on record at the desk, “My scrutineer's key”, or tell the organizer:")
    print(key.public.hex())
    return 0


def _sign(options: argparse.Namespace) -> int:
    """Check closed boxes against their records and hand in a signature of each."""
    key = scrutineer_key(options)
    with open_client(options.box, timeout=ARCHIVE_SECONDS) as box:
        booth = _booth(box, options)
        sheets = booth.sheets()
        names = _names(sheets)
        fixed = {one.uuid: one.digest for one in booth.frozen_lists().lists}
        waiting = [options.uuid] if options.uuid else _waiting(box, sheets, key)
        records = [_checked(box, uuid, (sheets, names, fixed)) for uuid in waiting]
        if not records:
            _say("没有等您签名的票箱 / no box waits for your signature")
            return 0
        if not (options.yes or _same_on_screen()):
            raise WordsDiffer("Nothing was signed. If the words differ, tell the chair at once.")
        for record in records:
            hand_in_signature(box, record, key)
            _say(f"已签名 / signed: {names[record.uuid]}")
    return 0


def _checked(box: Peer, uuid: str, known: Known) -> ClosingRecord:
    """Return the record of one closed box, which may be signed; say what it is of, and its words.

    Raises:
        VerificationFailed: the box is none of the meeting's rounds, or not what its record says.
    """
    sheets, names, fixed = known
    if uuid not in sheets or uuid not in fixed:
        raise VerificationFailed("The desk fixed no sheet and list for this box, or called it off.")
    _say(f"核对 / checking: {names[uuid]}")
    record = checked_closing(box, uuid, fixed[uuid])
    if record.fingerprint != election_of(sheets[uuid]).fingerprint:
        raise VerificationFailed("The closing record is of another election than was published.")
    words = six_words(sha256(record.message()).digest())
    _say(f"{record.ballots} 张票，与公布的票箱一致 / {record.ballots} ballots, as published")
    _say(f"封箱记录的六个词 / six words: {' '.join(words.zh)} / {' '.join(words.en)}")
    return record


def _waiting(box: Peer, sheets: Iterable[str], key: SigningKey) -> list[str]:
    """Return the published boxes whose records this key has not signed."""
    found = []
    for uuid in sheets:
        try:
            record = shown_closing(box, uuid)
        except PeerRefused as refusal:
            if refusal.slug != "not_published":
                raise
            continue
        if key.public.hex() not in [one.key for one in record.signatures]:
            found.append(uuid)
    return found


def _names(sheets: Mapping[str, BoxManifest]) -> dict[str, str]:
    """Return what people call each box; two of one class and title are told apart by order."""
    titles = [(sheet.electorate, sheet.title) for sheet in sheets.values()]
    names = {}
    for place, (uuid, sheet) in enumerate(sheets.items()):
        turn = titles[: place + 1].count(titles[place])
        several = f"，第 {turn} 次投票 / vote {turn}" if titles.count(titles[place]) > 1 else ""
        names[uuid] = f"{sheet.title}{several}（{sheet.electorate} 类 / class {sheet.electorate}）"
    return names


def _same_on_screen() -> bool:
    """Ask whether the hall's screen shows both times six words."""
    question = "会场屏幕上是这些词吗？输入 yes / the same on the hall's screen? type yes: "
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() == "yes"


def _booth(box: Peer, options: argparse.Namespace) -> Booth:
    """Return the meeting whose boxes are meant; say which that is."""
    meeting = options.meeting or box.get_json(f"/api/v1/boxes/{options.uuid}")["meeting"]
    booth = meeting_by_name(box, str(meeting), options.desk_key)
    _say(f"请与会场屏幕比对六个词 / compare with the hall's screen: {words_line(booth)}")
    return booth


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
