"""The demo as a stranger runs it, and its audit, which must see every lie told in a copy.

Lies come in two kinds: somebody changes a file, or a service signs something false with its own
key. The second kind shows that the audit recomputes and does not only look at signatures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from system.bundles import Copy, ostraka, run_demo, written_again

from shared.cli.audit.command import audit_folder
from shared.crypto.archive import read_archive
from shared.crypto.signing import SigningKey, sign_document
from tally_service.certificates.report.words import OPTIONS

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one small demo, which ended well."""
    out = tmp_path_factory.mktemp("demo") / "out"
    finished = run_demo(out)
    assert finished.returncode == 0, finished.stderr[-2000:]
    (out / "stdout.txt").write_text(finished.stdout)
    return out


def test_the_demo_ends_with_a_table_and_every_check_passed(bundle):
    told = (bundle / "stdout.txt").read_text()

    assert "欧阳慧" in told
    assert re.search(r"^ok: grade 1:", told, re.M)
    assert "rejected" not in told
    assert len(json.loads((bundle / "grades.json").read_text())) == 12
    assert len(list((bundle / "certificates").glob("*.json"))) == 9
    assert re.search(r"^会议 Meeting .*\(\d+ 手机盲签 phones \+ 1 选票凭条 slips\)", told, re.M)


def test_every_certified_round_has_its_reports_with_the_same_numbers(bundle):
    certificates = sorted((bundle / "certificates").glob("*.json"))
    assert len(list((bundle / "reports").iterdir())) == 2 * len(certificates) > 0

    for path in certificates:
        result = json.loads(path.read_text())["document"]
        report = bundle / "reports" / path.stem
        book = CalamineWorkbook.from_path(report.with_suffix(".xlsx"))
        printed = text_of(report.with_suffix(".pdf"))

        assert votes_in(book) == [
            (contest["title"], {OPTIONS[key].zh: votes for key, votes in contest["counts"].items()})
            for contest in result["contests"]
        ]
        ledgers = [box["ledger"] for box in result["boxes"]]
        shown = [set(row[3:12]) for row in rows_of(book, "票数账")[: len(ledgers)]]
        assert shown == [set(ledger.values()) for ledger in ledgers]
        assert path.stem in printed
        assert all(contest["title"] in printed for contest in result["contests"])
        assert all(name.replace(" ", "") in printed for name in result["certifiers"])


def rows_of(book: CalamineWorkbook, sheet: str) -> list[list[Any]]:
    """Return the rows of a sheet of a report under its head."""
    return book.get_sheet_by_name(sheet).to_python()[4:]


def votes_in(book: CalamineWorkbook) -> list[tuple[str, dict[str, int]]]:
    """Return contest by contest its title and its votes by the option's title."""
    contests = [list(group) for _, group in groupby(rows_of(book, "结果"), lambda row: row[0])]
    return [(group[0][1], {row[3]: row[4] for row in group}) for group in contests]


def text_of(pdf: Path) -> str:
    """Return the text of a PDF without blanks."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return re.sub(r"\s", "", "".join(pages))


def test_every_archive_of_the_demo_is_verified(bundle):
    archives = sorted((bundle / "archives").glob("*.bel"))

    finished = ostraka("verify", *archives)

    assert finished.returncode == 0, finished.stdout
    lines = finished.stdout.splitlines()
    assert len(lines) == len(archives) > 0
    assert all(line.startswith("ok: ") for line in lines)


def test_the_audit_of_the_folder_passes(bundle):
    finished = ostraka("audit", bundle, "--json")

    assert finished.returncode == 0, finished.stdout
    assert json.loads(finished.stdout)["ok"] is True


def test_the_audit_command_says_which_part_of_a_changed_folder_is_false(bundle, tmp_path):
    copy = Copy(bundle, tmp_path / "copy")
    copy.change(copy.names("certificates")[0], move_a_vote)

    finished = ostraka("audit", copy.folder)

    assert finished.returncode == 1
    assert "rejected: result" in finished.stdout


def move_a_vote(signed: dict[str, Any]) -> None:
    """Move one vote of the first contest from one option to another, sums unchanged."""
    document = signed.get("document", signed)
    contest = document["contests"][0]
    for votes in (contest["counts"], *list(contest["by_electorate"].values())[:1]):
        filled, other = sorted(votes, key=lambda option: -votes[option])[:2]
        votes[filled] -= 1
        votes[other] += 1


def a_vote_in_a_certificate(copy: Copy) -> None:
    copy.change(copy.names("certificates")[0], move_a_vote)


def a_vote_certified_falsely(copy: Copy) -> None:
    copy.certify_again(copy.names("certificates")[0], move_a_vote)


def a_ruling_certified_falsely(copy: Copy) -> None:
    def drop(document: dict[str, Any]) -> None:
        document["rulings"] = []

    name = next(n for n in copy.names("certificates") if copy.read(n)["document"]["rulings"])
    copy.certify_again(name, drop)


def a_ledger_certified_falsely(copy: Copy) -> None:
    def one_more(document: dict[str, Any]) -> None:
        document["boxes"][0]["ledger"]["present"] -= 1

    copy.certify_again(copy.names("certificates")[0], one_more)


def a_certificate_by_one_person(copy: Copy) -> None:
    def alone(document: dict[str, Any]) -> None:
        document["certifiers"] = document["certifiers"][:1] * 2

    copy.certify_again(copy.names("certificates")[0], alone)


def swapped_grades(copy: Copy) -> None:
    def swap(grades: list[Any]) -> None:
        one, other = (signed["document"] for signed in grades[:2])
        one["grade"], other["grade"] = other["grade"], one["grade"]

    copy.change("grades.json", swap)


def grades_of_each_other(copy: Copy) -> None:
    """Two whole documents change places under each other's signature."""

    def swap(grades: list[Any]) -> None:
        one, other = grades[:2]
        one["signature"], other["signature"] = other["signature"], one["signature"]

    copy.change("grades.json", swap)


def a_forced_grade_signed_otherwise(copy: Copy) -> None:
    forced = [
        number
        for number, signed in enumerate(copy.read("grades.json"))
        if signed["document"]["person"] == "o5"
    ]

    def better(grade: dict[str, Any], _derivation: dict[str, Any]) -> None:
        assert grade["grade"] == "incompetent", "N02 forces it"
        grade["grade"] = "competent"

    copy.grade_again(forced[0], better)


def a_grade_decided_by_one_person(copy: Copy) -> None:
    def alone(grade: dict[str, Any], _derivation: dict[str, Any]) -> None:
        grade["decided_by"] = grade["decided_by"][:1] * 2

    copy.grade_again(0, alone)


def a_changed_derivation(copy: Copy) -> None:
    def other_source(value: dict[str, Any]) -> None:
        value["inputs"]["person"]["id"] = "o2"

    name = copy.read("grades.json")[0]["document"]["derivation"]
    copy.change(f"derivations/{name}.json", other_source)


def a_derivation_signed_falsely(copy: Copy) -> None:
    def forget_a_result(grade: dict[str, Any], derivation: dict[str, Any]) -> None:
        derivation["inputs"]["results"] = derivation["inputs"]["results"][:1]

    copy.grade_again(0, forget_a_result)


def another_key(copy: Copy) -> None:
    copy.change("keys.json", lambda keys: keys.update(tally=SigningKey.generate().public.hex()))


def a_removed_ballot(copy: Copy) -> None:
    """A ballot is left out and everything behind it written anew, with good checksums."""
    path = next(iter(sorted((copy.folder / "archives").glob("*.bel"))))
    archive = read_archive(BytesIO(path.read_bytes()))
    path.write_bytes(written_again(archive, path.stem, list(archive.ballots)[1:]))


def a_removed_ballot_and_its_count(copy: Copy) -> None:
    """As before, and the archive says itself that there is one ballot fewer."""
    path = next(iter(sorted((copy.folder / "archives").glob("*.bel"))))
    archive = read_archive(BytesIO(path.read_bytes()))
    archive.num_tallied -= 1
    path.write_bytes(written_again(archive, path.stem, list(archive.ballots)[1:]))


def a_missing_archive(copy: Copy) -> None:
    next(iter(sorted((copy.folder / "archives").glob("*.bel")))).unlink()


def a_ledger_signed_falsely(copy: Copy) -> None:
    def issue_one_less(meeting: dict[str, Any]) -> None:
        document = meeting["ledgers"][0]["document"]
        document["lines"][0]["issued"] -= 1
        meeting["ledgers"][0] = sign_document(copy.key("desk"), document)

    copy.change(copy.names("meetings")[0], issue_one_less)


def a_scrutineer_who_signed_twice(copy: Copy) -> None:
    def twice(meeting: dict[str, Any]) -> None:
        closing = next(iter(meeting["boxes"].values()))["closing"]
        closing["signatures"] = closing["signatures"][:1] * 2

    copy.change(copy.names("meetings")[0], twice)


def missing_leftovers(copy: Copy) -> None:
    copy.change(copy.names("meetings")[0], lambda meeting: meeting.update(leftovers=[]))


def the_blind_meeting(copy: Copy) -> str:
    """Return the file of the meeting in which people voted with their phones."""
    return next(n for n in copy.names("meetings") if copy.read(n)["issuer_keys"] is not None)


def an_activation_left_out(copy: Copy) -> None:
    def drop(meeting: dict[str, Any]) -> None:
        next(iter(meeting["boxes"].values()))["activations"]["activations"].pop()

    copy.change(the_blind_meeting(copy), drop)


def an_activation_that_nobody_signed(copy: Copy) -> None:
    def forge(meeting: dict[str, Any]) -> None:
        first, second, *_ = next(iter(meeting["boxes"].values()))["activations"]["activations"]
        first["signature"] = second["signature"]

    copy.change(the_blind_meeting(copy), forge)


def a_changed_pack(copy: Copy) -> None:
    copy.change(copy.names("packs")[0], lambda pack: pack["parameters"].update(large_unit_min=29))


def a_changed_ceremony(copy: Copy) -> None:
    def twist(board: dict[str, Any]) -> None:
        messages = board["transcript"]["messages"]["commitment"]
        messages[0], messages[1] = messages[1], messages[0]

    copy.change(copy.names("boards")[0], twist)


def an_invented_caution(copy: Copy) -> None:
    def invent(after: dict[str, Any]) -> None:
        people = [person for listed in after.values() for person in listed]
        rulings = [ruling for person in people for ruling in person["rulings"]]
        spared = next(ruling for ruling in rulings if ruling["state"] != "triggered")
        spared.update(state="triggered", cause=None)

    copy.change("after-final.json", invent)


def rulings_that_nobody_wrote_down(copy: Copy) -> None:
    (copy.folder / "after-final.json").unlink()


LIES: dict[Callable[[Copy], None], str] = {
    a_vote_in_a_certificate: "result",
    a_vote_certified_falsely: "result",
    a_ruling_certified_falsely: "result",
    a_ledger_certified_falsely: "result",
    a_certificate_by_one_person: "result",
    swapped_grades: "grade",
    grades_of_each_other: "grade",
    a_forced_grade_signed_otherwise: "grade",
    a_grade_decided_by_one_person: "grade",
    a_changed_derivation: "grade",
    a_derivation_signed_falsely: "grade",
    an_invented_caution: "after-final",
    rulings_that_nobody_wrote_down: "after-final",
    another_key: "board",
    a_removed_ballot: "meeting",
    a_removed_ballot_and_its_count: "meeting",
    a_missing_archive: "meeting",
    a_ledger_signed_falsely: "meeting",
    a_scrutineer_who_signed_twice: "meeting",
    missing_leftovers: "meeting",
    an_activation_left_out: "meeting",
    an_activation_that_nobody_signed: "meeting",
    a_changed_pack: "pack",
    a_changed_ceremony: "board",
}
"""A lie, and the first kind of thing that the audit must not believe."""


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_the_audit_rejects_a_folder_with(lie, bundle, tmp_path):
    copy = Copy(bundle, tmp_path / "copy")
    lie(copy)

    findings = audit_folder(copy.folder, workers=1)

    rejected = [finding.subject for finding in findings if not finding.ok]
    assert rejected, "the lie was believed"
    assert rejected[0].split()[0] == LIES[lie]
