"""What a command refuses is said in Chinese and in English."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import shared.cli
import shared.crypto
import shared.documents
import shared.rules
from shared.cli.chinese import CHINESE, told
from shared.cli.main import main
from shared.crypto.keyfile import WrongPassphrase
from shared.errors import Conflict, SuiteError

ROOMS = (shared.cli, shared.crypto, shared.documents, shared.rules)


def kinds(above: type[SuiteError]) -> Iterator[type[SuiteError]]:
    """Yield every kind of refusal there is, once its module is loaded."""
    yield above
    for kind in above.__subclasses__():
        yield from kinds(kind)


def test_every_refusal_of_a_command_has_chinese_words():
    for room in ROOMS:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            import_module(found.name)
    names = tuple(f"{room.__name__}." for room in ROOMS)

    slugs = {kind.code for kind in kinds(SuiteError) if kind.__module__.startswith(names)}

    assert len(slugs) > 60
    assert slugs - set(CHINESE) == set()


def test_a_refusal_without_words_of_its_own_has_those_of_its_kind():
    class Unheard(Conflict):
        code = "never_heard_of"

    assert told(Unheard("Not now.")) == ["现在的状态不允许这样做。", "Not now."]
    assert told(WrongPassphrase("No."))[0] == "口令不对，密钥文件完好。请再试一次。"


def test_a_command_says_both(capsys):
    code = main(["rules", "show", "Z99"])

    said = capsys.readouterr().err
    assert code == 2
    assert said.startswith("no_such_clause: 规则包里没有这个条款或编号。\n  ")
    assert said.splitlines()[1].strip().isascii()


def test_a_refusal_that_no_command_answers_itself_is_told_by_the_program(capsys, tmp_path):
    made = tmp_path / "made"
    made.write_text("a file of somebody's", encoding="utf-8")
    words = tmp_path / "words"
    words.write_text("too short", encoding="utf-8")

    code = main(["slips", "scrutineer-key", "--out", str(made), "--passphrase-file", str(words)])

    chinese, english = capsys.readouterr().err.splitlines()[-2:]
    assert code == 2
    assert chinese.removeprefix("ostraka: ") in CHINESE.values()
    assert english.startswith("         ")
    assert english.isascii()
