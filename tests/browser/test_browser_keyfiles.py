"""The vectors of key files, scans and closed archives are what the script writes today."""

from __future__ import annotations

from vectors.keyfile_vectors import OUT, vectors


def test_the_vectors_of_key_files_are_what_the_script_writes():
    assert OUT.read_text(encoding="utf-8") == vectors()
