"""`ostraka slips make|print` at a real box: what it leaves on disk, and what leaves the machine."""

from __future__ import annotations

import json
import stat
from hashlib import sha256

import httpx2
import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side
from factories.slip_programs import BOX, Desk, names, run
from factories.slips import scan

from shared.cli.slips import making
from shared.cli.slips.making import BoxAway
from shared.crypto.credentials import credential_list, list_digest, parse_slip
from shared.documents.manifests import IssuerKeyRef
from shared.errors import SuiteError

SLIPS, RESERVE, CODES = "slips-A.pdf", "slips-A-reserve.pdf", "slips-A-codes.json"


@pytest.fixture
def box(tmp_path):
    return a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)


@pytest.fixture
def desk(box, tmp_path, monkeypatch):
    made = Desk(box, tmp_path, monkeypatch)
    made.meeting.prepare()
    return made


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(making, "WAIT_SECONDS", 0)


def on_paper(*paths):
    """Return what stands behind the ``#`` of every QR code of these PDFs, as (class, code)."""
    found = [code.text for path in paths for page in scan(path.read_bytes()) for code in page]
    assert all(text.startswith(f"{BOX}/b/") for text in found)
    return [parse_slip(text.partition("#")[2]) for text in found]


def in_the_box(desk):
    """Return the digest of the list of each of the meeting's boxes, by uuid."""
    boxes = desk.meeting.client.get(f"/api/v1/meetings/{desk.meeting.meeting.meeting}").json[
        "boxes"
    ]
    return {entry["uuid"]: entry["list_digest"] for entry in boxes}


def of_codes(desk, codes):
    """Return what ``in_the_box`` gives when just these codes were uploaded."""
    lists = documents.public_lists(codes, documents.uuids_of(desk.meeting.meeting, "A"))
    return {uuid: list_digest(credential_list(publics)) for uuid, publics in lists.items()}


def test_an_organizer_gets_a_pdf_and_the_box_the_public_credentials_of_just_its_slips(
    desk, tmp_path, capsys
):
    assert desk.make() == 0

    out = tmp_path / "out"
    assert names(out) == [SLIPS]
    assert stat.S_IMODE((out / SLIPS).stat().st_mode) == 0o600
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    printed = on_paper(out / SLIPS)
    codes = [code for _, code in printed]
    assert ({letter for letter, _ in printed}, len(set(codes))) == ({"A"}, 5)
    assert in_the_box(desk) == of_codes(desk, codes)
    said = capsys.readouterr().err
    assert "delete the PDF at once" in said
    assert not any(code in said for code in codes)


def test_no_code_and_no_part_of_one_leaves_the_machine(desk, tmp_path):
    desk.make()

    codes = [code for _, code in on_paper(tmp_path / "out" / SLIPS)]
    sent = b"".join(desk.way.sent).decode()
    assert documents.public_lists(codes[:1], [desk.meeting.uuid])[desk.meeting.uuid][0] in sent
    assert not any(group in sent for code in codes for group in code.split("-"))


def test_a_slip_of_the_pdf_votes(desk, tmp_path):
    desk.make()
    meeting = desk.meeting
    meeting.codes = [code for _, code in on_paper(tmp_path / "out" / SLIPS)]
    meeting.lists = documents.public_lists(meeting.codes, meeting.lists)
    meeting.tell(documents.a_freeze(meeting.meeting, meeting.lists))
    meeting.tell(meeting.sheet)
    meeting.order("open")

    assert meeting.cast(meeting.ballot(0)).status_code == 201


def test_reserve_slips_are_of_the_batch_and_on_sheets_of_their_own(desk, tmp_path, capsys):
    assert desk.make("--reserve", "2") == 0

    out = tmp_path / "out"
    usual, reserve = on_paper(out / SLIPS), on_paper(out / RESERVE)
    assert (len(usual), len(reserve), len({*usual, *reserve})) == (3, 2, 5)
    assert in_the_box(desk) == of_codes(desk, [code for _, code in usual + reserve])
    assert "2 in reserve" in capsys.readouterr().err


def test_where_phones_get_credentials_every_slip_is_kept_for_late_comers(desk, box, tmp_path):
    desk.meeting = Rehearsed(box)
    slips = desk.meeting.meeting
    keys = [
        IssuerKeyRef(uuid=one.uuid, key=sha256(one.uuid.encode()).hexdigest())
        for one in slips.boxes
    ]
    changes = {"credential_mode": "blind", "issuer_keys": keys}
    desk.meeting.meeting = slips.model_copy(update=changes)
    desk.meeting.prepare()

    assert desk.make() == 0

    assert names(tmp_path / "out") == [RESERVE]
    assert len(on_paper(tmp_path / "out" / RESERVE)) == 5


@pytest.mark.parametrize("reserve", ["-1", "5"])
def test_the_reserve_is_a_part_of_the_batch(desk, reserve):
    with pytest.raises(SuiteError) as refusal:
        desk.make("--reserve", reserve)

    assert refusal.value.code == "reserve_unusable"
    assert set(in_the_box(desk).values()) == {None}


def test_codes_are_kept_only_when_asked_for_and_print_the_same_slips(desk, tmp_path, capsys):
    desk.make("--keep-codes", "--reserve", "1")
    out, again, moved = (tmp_path / name for name in ("out", "again", "moved"))

    assert run("print", str(out / CODES), "--out", str(again)) == 0
    assert run("print", str(out / CODES), "--out", str(moved), "--address", "https://new.cn/") == 0

    assert names(out) == [CODES, RESERVE, SLIPS]
    assert stat.S_IMODE((out / CODES).stat().st_mode) == 0o600
    assert names(again) == [RESERVE, SLIPS]
    assert all((again / name).read_bytes() == (out / name).read_bytes() for name in names(again))
    (sheet,) = scan((moved / SLIPS).read_bytes())
    assert {code.text.partition("/b/")[0] for code in sheet} == {"https://new.cn"}
    assert "destroy what was printed from these codes before" in capsys.readouterr().err


def test_a_print_again_before_the_freeze_replaces_the_first_batch(desk, tmp_path, capsys):
    desk.make()
    assert "every earlier slip" not in capsys.readouterr().err

    desk.make(ticket=desk.ticket(4, batch=2), out=tmp_path / "second")

    codes = [code for _, code in on_paper(tmp_path / "second" / SLIPS)]
    assert in_the_box(desk) == of_codes(desk, codes)
    assert "destroy every earlier slip of this class" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("used", "batch", "said"),
    [(1, 1, "Other slips were made"), (2, 1, "newer slips")],
    ids=["used", "superseded"],
)
def test_slips_that_the_box_does_not_take_leave_no_paper(desk, tmp_path, used, batch, said):
    desk.make(ticket=desk.ticket(5, batch=used), out=tmp_path / "first")
    before = in_the_box(desk)

    with pytest.raises(SuiteError, match=said) as refusal:
        desk.make("--keep-codes", ticket=desk.ticket(5, batch=batch))

    assert refusal.value.code == "batch_refused"
    assert names(tmp_path / "out") == []
    assert in_the_box(desk) == before


def test_after_the_freeze_no_slips_are_made(desk, tmp_path):
    desk.make(out=tmp_path / "first")
    codes = [code for _, code in on_paper(tmp_path / "first" / SLIPS)]
    lists = documents.public_lists(codes, desk.meeting.lists)
    desk.meeting.tell(documents.a_freeze(desk.meeting.meeting, lists))

    with pytest.raises(SuiteError, match="fixed"):
        desk.make(ticket=desk.ticket(5, batch=2))

    assert names(tmp_path / "out") == []


def test_a_lost_answer_is_asked_for_again_with_the_same_lists(desk, tmp_path):
    desk.way._answers = [None, None]

    assert desk.make() == 0

    codes = [code for _, code in on_paper(tmp_path / "out" / SLIPS)]
    assert in_the_box(desk) == of_codes(desk, codes)


def test_a_box_that_stays_away_leaves_no_paper(desk, tmp_path, capsys):
    desk.way._answers = [None] * 3

    with pytest.raises(BoxAway, match="new ticket"):
        desk.make()

    assert "no slips were made" in capsys.readouterr().err
    assert names(tmp_path / "out") == []


def test_a_box_that_fails_leaves_no_paper(desk, tmp_path):
    desk.way._answers = [httpx2.Response(503)]

    with pytest.raises(SuiteError):
        desk.make()

    assert names(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "ticket_unusable"),
        (b"{", "malformed"),
        (b"[]", "ticket_unusable"),
        (b'{"ticket":{}}', "ticket_unusable"),
        (b'{"document":{}}', "verification_failed"),
    ],
)
def test_what_is_no_ticket_is_refused_and_makes_no_slips(desk, tmp_path, content, code):
    path = tmp_path / "ticket.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SuiteError) as refusal:
        desk.make(ticket=path)

    assert (refusal.value.code, names(tmp_path / "out")) == (code, [])


@pytest.mark.parametrize("case", ["stranger", "changed", "boxes", "pinned"])
def test_only_the_desk_s_own_ticket_for_this_meeting_is_used(desk, tmp_path, case):
    more = ()
    if case == "stranger":
        ticket = desk.ticket(5, key=documents.STRANGER)
    elif case == "changed":
        ticket = desk.ticket(5)
        ticket.write_text(ticket.read_text().replace('"printed":5', '"printed":6'))
    elif case == "boxes":
        ticket = desk.ticket(5, uuids=[desk.meeting.uuid])
    else:
        ticket, more = desk.ticket(5), ("--desk-key", documents.STRANGER.public.hex())

    with pytest.raises(SuiteError) as refusal:
        desk.make(*more, ticket=ticket)

    assert (refusal.value.code, names(tmp_path / "out")) == ("verification_failed", [])


def test_the_desk_s_key_can_be_pinned(desk):
    assert desk.make("--desk-key", documents.DESK.public.hex()) == 0

    with pytest.raises(SuiteError) as refusal:
        desk.make("--desk-key", "me")
    assert refusal.value.code == "key_unusable"


def test_a_meeting_that_has_not_come_yet_makes_no_slips(box, tmp_path, monkeypatch):
    early = Desk(box, tmp_path, monkeypatch)

    with pytest.raises(SuiteError) as refusal:
        early.make()

    assert (refusal.value.code, names(tmp_path / "out")) == ("meeting_not_there", [])


def test_slips_of_a_test_run_say_so(desk, tmp_path, box):
    desk.meeting = Rehearsed(box, test=True, title="演习").prepare()

    desk.make("--keep-codes")

    kept = json.loads((tmp_path / "out" / CODES).read_text())
    assert (kept["test"], kept["title"], kept["class_title"]) == (True, "演习", "A票")


def test_slips_are_never_written_over_others(desk, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / RESERVE).write_text("old")

    with pytest.raises(SuiteError) as refusal:
        desk.make("--reserve", "1")

    assert refusal.value.code == "slips_there"
    assert names(tmp_path / "out") == [RESERVE]
    assert (tmp_path / "out" / RESERVE).read_text() == "old"
    assert set(in_the_box(desk).values()) == {None}


def test_the_slips_go_to_a_folder(desk, tmp_path):
    (tmp_path / "out").write_text("a file")

    with pytest.raises(SuiteError) as refusal:
        desk.make()

    assert refusal.value.code == "slips_there"


@pytest.mark.parametrize(
    "address",
    [
        "box.example",
        "ftp://box.example",
        "https://",
        "https://box.example/hall",
        "https://box.example?x",
        "https://box.example#x",
        "https://me@box.example",
        "https://box .example",
        "https://票.example",
    ],
)
def test_what_no_phone_can_open_is_no_address_for_slips(desk, address):
    with pytest.raises(SuiteError) as refusal:
        desk.make("--address", address)

    assert refusal.value.code == "address_unusable"


def test_an_address_without_https_is_warned_of(desk, tmp_path, capsys):
    desk.make("--address", "http://192.168.1.9:8000")
    assert "not https" in capsys.readouterr().err

    run_again = desk.make(
        "--address", "http://127.0.0.1:8000", ticket=desk.ticket(5, batch=2), out=tmp_path / "two"
    )
    assert run_again == 0
    assert "not https" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "codes_unusable"),
        (b"", "malformed"),
        (b"{}", "malformed_document"),
        (b'{"type":"ostraka-slips","version":1}', "malformed_document"),
    ],
)
def test_what_is_no_file_of_codes_is_not_printed(tmp_path, content, code):
    path = tmp_path / "codes.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SuiteError) as refusal:
        run("print", str(path), "--out", str(tmp_path / "out"))

    assert refusal.value.code == code
