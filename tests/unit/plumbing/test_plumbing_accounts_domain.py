"""The rules of accounts, without a database."""

from __future__ import annotations

import secrets
import threading
from datetime import timedelta

import pytest

from shared.plumbing.accounts import domain
from shared.plumbing.accounts.passphrases import hash_passphrase, verify_passphrase


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Wang Li", " wang   li ", id="case and spaces"),
        pytest.param("e\u0301lodie", "\u00e9lodie", id="composed and decomposed"),
        pytest.param("\uff37\uff21\uff2e\uff27", "wang", id="full width"),
    ],
)
def test_names_that_look_alike_share_a_key(one, other):
    assert domain.name_key(one) == domain.name_key(other)


def test_different_names_have_different_keys():
    assert domain.name_key("王莉") != domain.name_key("王丽")


@pytest.mark.parametrize("name", ["", "   ", "a" * 65, "王\u200b莉", "a\x00b", "\u202egnaw"])
def test_a_name_that_cannot_be_read_is_refused(name):
    with pytest.raises(domain.UnusableName):
        domain.clean_name(name)


def test_a_rare_character_is_a_name():
    assert domain.clean_name("\U00020bb7野") == "\U00020bb7野"


@pytest.mark.parametrize("roles", [[], ["ghost"], ["admin", "ghost"]])
def test_a_role_the_service_does_not_have_is_refused(roles):
    with pytest.raises(domain.UnknownRole, match="admin, organizer"):
        domain.check_roles(roles, frozenset({"admin", "organizer"}))


@pytest.mark.parametrize("passphrase", ["", "short", "a" * 14, "a" * 201])
def test_a_passphrase_of_the_wrong_length_is_refused(passphrase):
    with pytest.raises(domain.PassphraseTooWeak):
        domain.check_passphrase(passphrase)


def test_a_secret_reads_back_as_the_same_secret():
    secret = domain.new_secret("s", secrets.token_bytes)

    assert domain.read_secret(secret.text) == secret
    assert secret.text.startswith(secret.id + ".")
    assert secret.digest not in secret.text


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "0", lambda t: "x" + t[1:]])
def test_what_has_not_the_form_of_a_secret_is_none(change):
    secret = domain.new_secret("t", secrets.token_bytes)

    assert domain.read_secret(change(secret.text)) is None


def test_the_pause_grows_from_the_fifth_failure_and_stops_growing():
    pauses = [domain.pause_after(failures) for failures in range(4, 13)]

    assert pauses[0] is None
    assert pauses[1:4] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert pauses[-1] == domain.pause_after(10_000) == timedelta(minutes=15)


def test_a_passphrase_fits_its_own_hash_and_no_other():
    hashed = hash_passphrase(b"correct horse battery")

    assert verify_passphrase("correct horse battery", hashed)
    assert not verify_passphrase("correct horse batterz", hashed)
    assert "correct" not in hashed


def test_nobody_has_a_passphrase():
    assert not verify_passphrase("correct horse battery", None)


def test_sign_ins_at_once_do_not_wait_for_each_other_for_ever():
    hashed: list[str] = []
    threads = [
        threading.Thread(target=lambda: hashed.append(hash_passphrase(b"correct horse")))
        for _ in range(4)
    ]

    for thread in threads:
        thread.daemon = True
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(set(hashed)) == 4, "each has a salt of its own"
