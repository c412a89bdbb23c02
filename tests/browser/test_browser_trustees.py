"""The vectors of the trustees' ceremony and rehearsal are what the script writes today."""

from __future__ import annotations

from vectors.trustee_vectors import OUT, vectors


def test_the_vectors_of_trustees_are_what_the_script_writes():
    assert OUT.read_text(encoding="utf-8") == vectors()
