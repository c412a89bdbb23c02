"""What the positive controls of the verifier are made from: one counted election, forged anew."""

from dataclasses import replace
from functools import cache

import pytest
from crypto_factories import a_counting, verified

from shared.crypto.errors import ArchiveRejected
from shared.crypto.jsontext import decode, encode


@cache
def counting():
    """Return an election of three voters."""
    return a_counting(3)


@cache
def counted():
    """Return the content of its archive."""
    return counting().parts()


def refusal_of(content, profile="ostraka"):
    """Return (number, slug, place) of the check that rejects ``content``."""
    with pytest.raises(ArchiveRejected) as refusal:
        verified(content, profile)
    return refusal.value.check, refusal.value.slug, refusal.value.where


def with_parts(**changes):
    """Return its archive with some of the content changed."""
    return replace(counted(), **changes).bytes()


def changed(text, change):
    """Return the JSON ``text`` after ``change(value)``."""
    value = decode(text)
    change(value)
    return encode(value)


def plus_one(holder, name):
    """Change the number under ``name``."""
    holder[name] = str(int(holder[name]) + 1)
