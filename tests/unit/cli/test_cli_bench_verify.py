"""`ostraka bench verify` with tiny archives: its figures are there, and it sees a bad archive."""

import argparse
import json

import pytest

from shared.cli import bench, bench_runs, pooling
from shared.cli.bench_archive import Sheets
from shared.crypto import chunks
from shared.crypto.verify import verify_archive

TINY = ["--sheets", "2x3x2", "--long", "1x2x2", "--runs", "2"]


def options_of(*words):
    parser = argparse.ArgumentParser()
    bench.register(parser.add_subparsers())
    return parser.parse_args(["bench", "verify", *map(str, words)])


def run(*words):
    options = options_of(*words)
    return options.run(options)


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder with the archives of ``TINY``."""
    folder = tmp_path_factory.mktemp("archives")
    assert run(*TINY, "--keep", folder) == 0
    return folder


def test_every_figure_is_there_and_positive(capsys, tmp_path):
    code = run(*TINY, "--memory", "2", "--keep", tmp_path)

    found = lines(capsys)
    machine, one_core, two, memory = (line for line in found if line["bench"] != "made")
    assert code == 0
    assert machine["cores"] >= 1
    assert [line["sheets"] for line in found if line["bench"] == "made"] == [
        "2x3x2",
        "1x2x2",
        "10x4x2",
    ]
    assert (one_core["bench"], two["bench"], memory["bench"]) == (
        "verify",
        "two_processes",
        "memory",
    )
    assert (one_core["ballots"], one_core["ciphertexts"], one_core["runs"]) == (2, 12, 2)
    assert 0 < one_core["cpu_us_min"] <= one_core["cpu_us_per_ciphertext"] <= one_core["cpu_us_max"]
    assert one_core["wall_seconds"] > 0
    assert 0 < two["ratio_min"] <= two["ratio"] <= two["ratio_max"]
    assert min(two["one_wall_seconds"], two["two_wall_seconds"]) > 0
    assert memory["ciphertexts"] == 80
    assert memory["peak_rss_mb"] > 10


def test_the_archives_are_whole_elections_of_our_profile(kept):
    with (kept / "2x3x2.bel").open("rb") as reader:
        report = verify_archive(reader)

    assert (report.phase, report.num_tallied) == ("Result", 2)
    assert report.result == [[1, 1, 0], [0, 1, 1]]
    assert report.warnings == ()


def test_kept_archives_are_used_again(capsys, kept):
    assert run(*TINY, "--keep", kept) == 0
    assert [line["bench"] for line in lines(capsys)] == ["machine", "verify", "two_processes"]


@pytest.mark.parametrize("name", ["2x3x2", "1x2x2"])
def test_a_broken_archive_fails_the_benchmark(capsys, kept, tmp_path, name):
    for path in kept.iterdir():
        content = bytearray(path.read_bytes())
        content[-600] ^= path.stem == name
        (tmp_path / path.name).write_bytes(content)

    code = run(*TINY, "--keep", tmp_path)

    assert code == 1
    assert lines(capsys)[-1]["bench"] == "rejected"


def test_memory_is_that_of_every_process(monkeypatch, kept):
    monkeypatch.setattr(pooling, "CHUNKS_WORTH_A_POOL", 2)
    monkeypatch.setattr(chunks, "CIPHERTEXTS_A_CHUNK", 1)

    peak = bench_runs.peak_memory(str(kept / "2x3x2.bel"))

    assert peak.parent > 10
    assert peak.children
    assert min(peak.children) > 5


@pytest.mark.parametrize(
    "words",
    [
        ["--sheets", "2x3"],
        ["--sheets", "0x3x2"],
        ["--sheets", "2x1x2"],
        ["--long", "2x3x2x"],
        ["--runs", "0"],
        ["--memory", "-1"],
    ],
)
def test_words_that_name_no_benchmark_are_refused(capsys, words):
    with pytest.raises(SystemExit):
        options_of(*words)

    assert "argument" in capsys.readouterr().err


def test_the_default_sheets_are_the_ones_with_a_limit():
    options = options_of()

    assert options.sheets == [Sheets(10, 4, 20), Sheets(60, 5, 20)]
    assert [sheets.ciphertexts for sheets in options.sheets] == [800, 6000]
    assert (options.runs, options.memory, options.keep) == (5, 0, None)
