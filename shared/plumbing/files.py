"""Files by HTTP: tables that are sent as a request's body, and files that are handed out.

May import: Flask, shared.plumbing.reading.
"""

from __future__ import annotations

from pathlib import PurePath

from flask import Response, request

from shared.plumbing.reading import WrongContentType, read_raw

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".pdf": "application/pdf",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the ending of a file's name."""
TABLES = (".csv", ".ods", ".xls", ".xlsx")


def read_table_file(limit: int) -> tuple[str, bytes]:
    """Return a table that was sent as the request's body: a file name that tells its kind, bytes.

    Raises:
        WrongContentType: it is not called a table.
        RequestEntityTooLarge: more than ``limit`` bytes.
    """
    for ending in TABLES:
        if request.mimetype == MEDIA_TYPES[ending]:
            return f"table{ending}", read_raw(limit)
    raise WrongContentType("Send a table: XLSX, XLS, ODS or CSV, with its content type.")


def hand_out(content: bytes, name: str) -> Response:
    """Return a file to be kept by whoever asked, and by nobody in between.

    Args:
        content: the file.
        name: what it is to be called, in plain ASCII; its ending says what it is.
    """
    made = Response(content, mimetype=MEDIA_TYPES[PurePath(name).suffix])
    made.headers["Content-Disposition"] = f"attachment; filename={name}"
    made.headers["Cache-Control"] = "no-store"
    return made
