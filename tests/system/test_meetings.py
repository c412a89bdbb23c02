"""Whole meetings on a running suite, over HTTP: what must be refused, sealed or annulled."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from system.doors import Answer, cast, post, send, token_of
from system.driver import Scene, Sitting, a_mark, a_plan, a_scene, a_sitting

from shared.cli.demo import counting
from shared.cli.demo.meeting import wait_for
from shared.cli.trustee import TrusteeProgram
from shared.crypto.ballots import make_ballot
from shared.crypto.credentials import derive, new_code
from shared.crypto.signing import SigningKey, sign_document
from shared.documents.base import digest_of, sign
from shared.documents.orders import RoundStatus
from shared.documents.wipes import TestWipe
from shared.plumbing.http import Peer, PeerConflict
from shared.plumbing.keyfiles import load_signing_key

CLIENTS = 16
MARK = "canary-5f1c8e"
"""Stands in everything bad that is sent, to see that no answer repeats it."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with a_scene(tmp_path_factory.mktemp("meetings")) as scene:
        yield scene


@pytest.fixture(scope="module")
def voting(scene: Scene) -> Sitting:
    """A meeting of ten whose first item is open; nobody closes it but the last test."""
    sitting = a_sitting(scene, a_plan(10, items=2))
    sitting.open()
    return sitting


def count_of(scene: Scene, uuid: str, states: tuple[str, ...]) -> dict:
    """Return the public count once it is in one of ``states``."""

    def look() -> dict | None:
        found = counting._count(scene.tally, uuid)
        return found if found and found["state"] in states else None

    return dict(wait_for("the end of the count", look))


def share_refused(scene: Scene, uuid: str, share: str = "{}") -> Answer:
    """Return the answer to a share of the first trustee."""
    return post(scene, "tally", f"/api/v1/counts/{uuid}/shares", {"share": share})


def ballots_in(scene: Scene, uuid: str) -> list[str]:
    """Return what the box has stored of one box."""
    with sqlite3.connect(f"file:{scene.data}/box/database.sqlite?mode=ro", uri=True) as database:
        found = database.execute("SELECT text FROM ballot WHERE uuid = ?", (uuid,)).fetchall()
    return [text for (text,) in found]


def test_a_meeting_of_four_is_sealed_and_never_decrypted(scene):
    sitting = a_sitting(scene, a_plan(4))
    uuid = sitting.open()
    sitting.vote([0, 0, 1, 3])
    sitting.close()
    sitting.end()

    count = count_of(scene, uuid, ("sealed", "decrypting", "failed"))
    (signed,) = sitting.certify()

    assert (count["state"], count["cause"], count["shares"]) == ("sealed", "below_floor", [])
    assert share_refused(scene, uuid).slug == "not_decrypting"
    assert scene.town.hall.box.get_json(f"/api/v1/boxes/{uuid}")["state"] == "sealed"
    (box,) = signed["document"]["boxes"]
    assert (box["state"], box["ledger"]["returned"], box["ledger"]["valid"]) == ("sealed", 4, 4)
    assert signed["document"]["contests"] == []


def test_a_leftover_slip_that_voted_annuls_the_round_before_any_decryption(scene):
    sitting = a_sitting(scene, a_plan(7))
    uuid = sitting.open()
    sitting.vote([0] * 6)
    booth, box = sitting.booth()
    booth.cast(box, booth.mark(box, sitting.codes[-1], a_mark(1)))
    sitting.close()
    sitting.end()

    count = count_of(scene, uuid, ("annulled", "decrypting", "failed"))

    assert (count["state"], count["cause"], count["shares"]) == ("annulled", "leftover_voted", [])
    assert share_refused(scene, uuid).slug == "not_decrypting"
    sitting.wait("item-0", "annulled")
    wait_for("the box to know", partial(is_annulled, scene, uuid))


def test_more_ballots_than_slips_handed_out_annul_the_round(scene):
    sitting = a_sitting(scene, a_plan(7, issued=6))
    uuid = sitting.open()
    sitting.vote([0] * 7)
    sitting.close()
    sitting.end(left=sitting.codes[7:])

    count = count_of(scene, uuid, ("annulled", "decrypting", "failed"))

    said = (count["state"], count["cause"], count["shares"])
    assert said == ("annulled", "returned_over_issued", [])
    sitting.wait("item-0", "annulled")


def box_of(scene: Scene, sitting: Sitting, number: str) -> str:
    """Return the uuid of the one box of a round."""
    page = scene.town.hall.box.get_json(sitting.path)
    (uuid,) = [entry["uuid"] for entry in page["boxes"] if entry["round"] == number]
    return str(uuid)


def is_annulled(scene: Scene, uuid: str) -> bool:
    return bool(scene.town.hall.box.get_json(f"/api/v1/boxes/{uuid}")["state"] == "annulled")


def test_sixteen_clients_with_one_slip_and_different_ballots_get_one_receipt(scene, voting):
    booth, box = voting.booth()
    ballots = [booth.mark(box, voting.codes[0], a_mark(n % 4)).encode() for n in range(CLIENTS)]

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(partial(cast, scene, box.manifest.uuid), ballots))

    assert [answer.status for answer in answers].count(201) == 1
    refused = [answer.slug for answer in answers if answer.status != 201]
    assert refused == ["credential_used"] * (CLIENTS - 1)
    stored = [text.encode() for text in ballots_in(scene, box.manifest.uuid)]
    assert sum(ballot in stored for ballot in ballots) == 1


def test_sixteen_clients_with_the_same_bytes_get_sixteen_identical_receipts(scene, voting):
    booth, box = voting.booth()
    ballot = booth.mark(box, voting.codes[1], a_mark(2)).encode()

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(partial(cast, scene, box.manifest.uuid), [ballot] * CLIENTS))

    assert {answer.status for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    stored = [text.encode() for text in ballots_in(scene, box.manifest.uuid)]
    assert stored.count(ballot) == 1


def bad_ballots(voting: Sitting) -> dict[str, tuple[bytes, str]]:
    """Return bad ballots by what is wrong with them, each with the slug it is refused with."""
    booth, box = voting.booth()
    good = booth.mark(box, voting.codes[2], a_mark(0))
    booth.cast(box, booth.mark(box, voting.codes[2], a_mark(1)))
    used = booth.mark(box, voting.codes[2], a_mark(3))
    stranger = derive(box.manifest.uuid, new_code())
    unknown = make_ballot(box.election, stranger, a_mark(0))
    place = good.index('"response":"') + len('"response":"')
    digit = "1" if good[place] != "1" else "2"
    false = good[:place] + digit + good[place + 1 :]
    other = good.replace(box.manifest.uuid, "2" * len(box.manifest.uuid), 1)
    return {
        "not json": (MARK.encode(), "malformed"),
        "broken json": (good[:-1].encode(), "malformed"),
        "a key twice": (good.replace("{", '{"answers":[],', 1).encode(), "malformed"),
        "a field too many": (f'{good[:-1]},"{MARK}":1}}'.encode(), "malformed"),
        "spaces": (good.replace(":", ": ").encode(), "malformed"),
        "not ascii": (good.replace("answers", "ａnswers").encode(), "malformed"),
        "deep": (b"[" * 100_000, "malformed"),
        "too large": (b" " * (2 * 1024 * 1024 + 1), "too_large"),
        "unknown credential": (unknown.encode(), "credential_unknown"),
        "used credential": (used.encode(), "credential_used"),
        "wrong proof": (false.encode(), "verification_failed"),
        "another election": (other.encode(), "wrong_election"),
    }


def test_every_bad_ballot_is_refused_by_name_without_echo_and_leaves_nothing(scene, voting):
    _, box = voting.booth()
    bad = bad_ballots(voting)
    before = sorted(ballots_in(scene, box.manifest.uuid))

    answers = {what: cast(scene, box.manifest.uuid, sent) for what, (sent, _) in bad.items()}

    assert {w: a.slug for w, a in answers.items()} == {w: slug for w, (_, slug) in bad.items()}
    for answer in answers.values():
        assert MARK.encode() not in answer.content
        assert len(answer.content) < 400
        assert voting.codes[2].encode() not in answer.content
    assert sorted(ballots_in(scene, box.manifest.uuid)) == before


def test_a_wrong_document_or_body_is_refused_by_every_service_without_echo(scene, voting):
    stranger = SigningKey.generate()
    report = RoundStatus(
        issued_by=MARK,
        meeting=voting.id,
        round=voting.held.rounds["item-0"],
        state="counted",
        cause=None,
    )
    signed = sign(stranger, report)
    wipe = TestWipe(issued_by=MARK, meeting=voting.id, meeting_manifest="0" * 64, uuids=["a" * 14])
    path = f"{voting.path}/rounds"
    large = f'{{"{MARK}":"{MARK * 800_000}"}}'.encode()
    signed_in = f"Bearer {token_of(voting.desk)}"
    desk = scene.running.urls["desk"]
    answers = {
        ("desk", "broken"): send(desk, path, b'{"item": ' + MARK.encode(), Authorization=signed_in),
        ("desk", "large"): send(desk, "/api/v1/meetings", large, Authorization=signed_in),
        ("desk", "signature"): post(scene, "desk", "/api/v1/inbox", signed),
        ("box", "signature"): post(scene, "box", "/api/v1/inbox", signed),
        ("tally", "signature"): post(scene, "tally", "/api/v1/inbox", sign(stranger, wipe)),
        ("tally", "kind"): post(scene, "tally", "/api/v1/inbox", signed),
        ("desk", "field"): post(scene, "desk", path, {MARK: MARK, "item": "item-1"}),
        ("tally", "bell"): post(scene, "tally", "/api/v1/bells", {"kind": MARK, "subject": MARK}),
        ("appraisal", "bell"): post(scene, "appraisal", "/api/v1/bells", {"kind": MARK}),
    }

    assert {name: (answer.status, answer.slug) for name, answer in answers.items()} == {
        ("desk", "broken"): (400, "malformed"),
        ("desk", "large"): (413, "too_large"),
        ("desk", "signature"): (400, "verification_failed"),
        ("box", "signature"): (400, "verification_failed"),
        ("tally", "signature"): (400, "verification_failed"),
        ("tally", "kind"): (400, "unknown_document"),
        ("desk", "field"): (400, "invalid_body"),
        ("tally", "bell"): (400, "unknown_bell"),
        ("appraisal", "bell"): (400, "invalid_body"),
    }
    assert not [name for name, answer in answers.items() if MARK.encode() in answer.content]
    assert voting.round_of("item-0")["state"] == "open"


@pytest.mark.parametrize(
    "lines",
    [
        [f"{MARK},县委,A", f"{MARK},县委,A"],
        [",县委,A"],
        [f"{MARK},县委,Z"],
        [f"{MARK},县委"],
    ],
    ids=["the same person twice", "an empty name", "an unknown electorate", "a missing column"],
)
def test_a_bad_roll_is_refused_whole_without_echo(scene, lines):
    sitting = Sitting(scene, a_plan(5)).draft()
    content = "\n".join(["name,unit,electorate", "李四,县委,A", *lines]).encode()
    organizer = f"Bearer {token_of(scene.town.hall.organizer.peer)}"

    answer = send(
        scene.running.urls["desk"],
        f"{sitting.path}/roll",
        content,
        Content_Type="text/csv",
        Authorization=organizer,
    )

    assert (answer.status, answer.slug) == (400, "roll_rejected")
    assert MARK.encode() not in answer.content
    assert sitting.desk.get_json(f"{sitting.path}/people") == {"people": []}


def test_the_same_person_twice_neither_opens_nor_closes(scene):
    sitting, scrutineer = a_sitting(scene, a_plan(5)), scene.town.hall.scrutineers[0]
    path = f"{sitting.path}/rounds/{sitting.begin()}"

    opened = [post(scene, "desk", f"{path}/open", {}) for _ in range(2)]
    between = sitting.round_of("item-0")["state"]
    scrutineer.peer.post_json(f"{path}/open", {})
    sitting.wait("item-0", "open")
    closed = [post(scene, "desk", f"{path}/close", {}) for _ in range(2)]

    assert [answer.status for answer in (*opened, *closed)] == [200, 409, 200, 409]
    assert (opened[1].slug, closed[1].slug) == ("same_person", "same_person")
    assert (between, sitting.round_of("item-0")["state"]) == ("frozen", "open")
    assert {box["state"] for box in scene.town.hall.box.get_json(sitting.path)["boxes"]} == {"open"}


def test_a_ballot_comes_neither_before_nor_after_nor_from_another_round(scene, voting):
    booth, box = voting.booth()
    first = box.manifest.uuid
    of_first, late = (booth.mark(box, code, a_mark(0)).encode() for code in voting.codes[8:10])
    voting.vote([0, 1, 2, 3, 0], slips=voting.codes[3:8])
    assert cast(scene, first, of_first).status == 201
    voting.close(0)
    second = box_of(scene, voting, voting.begin(1))

    answers = {
        "late": cast(scene, first, late),
        "before it opens": cast(scene, second, of_first),
    }
    voting.open(1)
    answers["of another round"] = cast(scene, second, of_first)

    assert {what: (answer.status, answer.slug) for what, answer in answers.items()} == {
        "late": (409, "box_closed"),
        "before it opens": (409, "box_not_open"),
        "of another round": (400, "wrong_election"),
    }
    assert cast(scene, first, of_first).status == 201, "its receipt is given again for ever"
    assert late.decode() not in ballots_in(scene, first)
    assert ballots_in(scene, second) == []


def test_a_count_waits_for_two_shares_of_its_own_tally_and_two_certifiers(scene, voting):
    voting.vote([0, 0, 0, 1, 3], item=1)
    voting.close(1)
    voting.end()
    (one,), (other,) = voting.held.boxes.values()
    trustee, second, _ = scene.holders.trustees
    for uuid in (one, other):
        count_of(scene, uuid, ("decrypting",))
        scene.holders.aloud.show("closing", voting.held.closing_words[uuid])

    strange = share_refused(scene, one, share_of(trustee, other))
    assert strange.slug == "share_rejected"
    assert b"trustee 1 " in strange.content
    trustee.decrypt(one)
    assert count_of(scene, one, ("decrypting", "done"))["shares"] == [1]
    time.sleep(3)  # the sweeper has looked twice
    waiting = scene.tally.get_json(f"/api/v1/counts/{one}")
    assert (waiting["state"], waiting["shares"]) == ("decrypting", [1])
    second.decrypt(one)
    count_of(scene, one, ("done",))

    path = f"/api/v1/rounds/{voting.id}/{voting.held.rounds['item-0']}"
    certifier, colleague = scene.town.certifiers
    wait_for("the draft", lambda: certifier.peer.get_json(path)["state"] == "draft")
    draft = certifier.peer.get_json(path)["draft"]
    first, second = (
        {"name": one.name, "draft": draft, "unanimity_seen": True} for one in (certifier, colleague)
    )
    signed = [certifier.peer.post_json(f"{path}/signatures", first)["state"]]
    with pytest.raises(PeerConflict) as refusal:
        certifier.peer.post_json(f"{path}/signatures", first)
    signed.append(colleague.peer.post_json(f"{path}/signatures", second)["state"])
    assert (signed, refusal.value.slug) == (["signed", "certified"], "same_person")


def share_of(trustee: TrusteeProgram, uuid: str) -> str:
    """Return the trustee's honest share of ``uuid`` without handing it in."""
    path = f"/api/v1/counts/{uuid}"
    archive = trustee._tally.get_bytes(f"{path}/archive?stage=closed", 1 << 30)
    return trustee._holder.share(uuid, trustee._tally.get_json(f"{path}/task"), archive)[0]


def test_the_appraisal_service_takes_no_forged_and_no_older_certificate(scene, voting):
    """Somebody who can write in the tally service's database plants them; bells are rung."""
    officer = scene.town.department.officers[0].peer
    (entry,) = scene.tally.get_json(f"/api/v1/certified-results?meeting={voting.id}")
    wait_for("the true one", lambda: entry["digest"] in held_by(officer))
    document = scene.tally.get_json(f"/api/v1/certified-results/{entry['digest']}")["document"]
    own, strange = load_signing_key(scene.data / "tally" / "signing.key"), SigningKey.generate()
    newer = {**document, "version": 2, "supersedes": entry["digest"]}
    older = {**document, "certifiers": document["certifiers"][::-1]}
    planted = {digest_of(newer): "verification_failed", digest_of(older): "lower_version"}

    plant(scene, [sign_document(strange, newer), sign_document(own, older)])
    for digest in planted:
        bell = {"kind": "certified_result", "subject": digest}
        assert post(scene, "appraisal", "/api/v1/bells", bell).status == 202

    def refusals() -> dict[str, str]:
        refused = officer.get_json("/api/v1/results")["refused"]
        return {told["digest"]: told["code"] for told in refused}

    wait_for("both refusals", lambda: len(refusals()) == 2)
    assert refusals() == planted
    assert not planted.keys() & held_by(officer)


def held_by(officer: Peer) -> set[str]:
    """Return the digests of the certified results that the appraisal service holds."""
    return {entry["digest"] for entry in officer.get_json("/api/v1/results")["results"]}


def plant(scene: Scene, certificates: list[dict]) -> None:
    """Put certificates into the tally service's database behind its back."""
    with sqlite3.connect(scene.data / "tally" / "database.sqlite", timeout=30) as database:
        for number, signed in enumerate(certificates):
            document = signed["document"]
            row = (digest_of(document), document["meeting"], document["round"], 100 + number)
            database.execute(
                "INSERT INTO certificate (digest, meeting, round, version, document, certified_at)"
                " VALUES (?, ?, ?, ?, ?, '2026-01-01 00:00:00')",
                (*row, json.dumps(signed)),
            )
