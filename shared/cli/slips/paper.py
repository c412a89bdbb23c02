"""Slips on paper: a PDF of eight to a sheet, each with its QR code and nothing that orders it.

The codes go to typst in memory; no file holds them but the PDF that is returned. The same
codes in the same order make the same bytes, and there is no date in them.

May import: stdlib, segno, shared.plumbing.typesetting, this folder's batch.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from json import dumps
from multiprocessing import get_context
from pathlib import Path

import segno

from shared.cli.slips.batch import AddressUnusable, Batch
from shared.plumbing.typesetting import typeset

QUIET_MODULES = 4
LARGEST_VERSION = 7
"""53 modules with its margin: on 32 mm each has 0.6 mm; the address may have 89 letters."""
CODES_WORTH_A_POOL = 400
SLIPS_A_FILE = 2_000
"""Some 5 MB, and half a gigabyte of memory while it is made."""
FIRST_LINE = 15
"""Class letter and two groups with their hyphens stand on the first line of a code."""
CHUNK = 25

Progress = Callable[[int, int], None]


def make_pdfs(
    batch: Batch, codes: Sequence[str], *, reserve: bool, progress: Progress
) -> list[bytes]:
    """Return the slips ``codes`` of ``batch`` as one PDF, or as several if there are very many.

    Args:
        batch: what all slips share.
        codes: private codes; the slips come in this order.
        reserve: say in the margin of the sheet that these are kept for late-comers.
        progress: called with how many QR codes are made, and how many there will be.

    Raises:
        AddressUnusable: the address is too long for a QR code of this size.
        FontMissing: the suite is not completely installed.
    """
    texts = [batch.slip(code) for code in codes]
    drawn = _draw_all([batch.url(code) for code in codes], progress)
    slips = [
        [svg, text[:FIRST_LINE], text[FIRST_LINE:]] for svg, text in zip(drawn, texts, strict=True)
    ]
    shared = {
        "title": batch.title,
        "letter": batch.electorate,
        "class_title": batch.class_title,
        "address": batch.address.removeprefix("https://"),
        "test": batch.test,
        "reserve": reserve,
    }
    parts = [
        dumps({**shared, "slips": slips[start : start + SLIPS_A_FILE]})
        for start in range(0, len(slips), SLIPS_A_FILE)
    ]
    if len(parts) == 1:
        return [compile_pdf(parts[0])]
    # typst gives no memory back, so each part has a process of its own.
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1)
    with pool:
        return list(pool.map(compile_pdf, parts))


def compile_pdf(shown: str) -> bytes:
    """Return the PDF of what ``shown`` says, JSON as the template wants it."""
    return typeset(Path(__file__).with_name("slips.typ"), {"batch": shown})


def draw_qr(url: str) -> str:
    """Return the QR code of ``url`` as SVG, one unit a module, level M at least, quiet zone in it.

    Raises:
        AddressUnusable: it does not fit a code that a phone still reads from a slip.
    """
    try:
        code = segno.make_qr(url, error="m", boost_error=True)
    except segno.DataOverflowError:
        raise _too_long() from None
    if int(code.version) > LARGEST_VERSION:
        raise _too_long()
    size = len(code.matrix) + 2 * QUIET_MODULES
    runs = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(code.matrix, start=QUIET_MODULES)
        for start, length in _dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{runs}"/></svg>'
    )


def _dark_runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Return (start, length) of every run of dark modules of ``row``, the quiet zone counted."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row, start=QUIET_MODULES):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs


def _draw_all(urls: Sequence[str], progress: Progress) -> list[str]:
    """Return the QR codes of ``urls``, on all cores when there are many."""
    drawn: list[str] = []
    progress(0, len(urls))
    if len(urls) < CODES_WORTH_A_POOL:
        for url in urls:
            drawn.append(draw_qr(url))
            progress(len(drawn), len(urls))
        return drawn
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        made = pool.map(draw_qr, urls, chunksize=CHUNK)
        while more := list(islice(made, CHUNK)):
            drawn += more
            progress(len(drawn), len(urls))
    return drawn


def _too_long() -> AddressUnusable:
    return AddressUnusable("The address is too long for a slip's QR code. Use a shorter one.")
