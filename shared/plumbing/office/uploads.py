"""A form with a file in it, read as strictly as the others; the file never touches a disk.

May import: Flask, Werkzeug, pydantic, shared.plumbing.
"""

from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from flask import g, request
from pydantic import Field, ValidationError
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from shared.errors import InvalidInput
from shared.plumbing.cross_site import refuse_foreign_form
from shared.plumbing.office.forms import MOST_FIELDS, Form, InvalidForm, not_as_it_has_to_be
from shared.plumbing.reading import read_raw

LONGEST_NAME = 255

F = TypeVar("F", bound=Form)


class FileNotChosen(InvalidInput):
    """No file was chosen, or the one that was looked at did not come back whole."""

    code = "file_not_chosen"


class KeptFileForm(Form):
    """A form with a file: just chosen, or kept in the page that showed what is in it."""

    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    kept: str = ""


K = TypeVar("K", bound=KeptFileForm)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was chosen in a form."""

    name: str
    """What it is called where it comes from; for its ending, never a path of ours."""
    body: bytes


def read_upload(model: type[F], limit: int) -> tuple[F, Upload | None]:
    """Return what stands in a form and the file in its field ``file``, None if none was chosen.

    Args:
        model: the other fields.
        limit: bytes of the whole form.

    Raises:
        CrossSite: it did not stand on a page of ours.
        RequestEntityTooLarge: more than ``limit`` bytes.
        InvalidForm: not such a form, a field or a file twice, or other fields than the model's.
    """
    refuse_foreign_form()
    if request.mimetype != "multipart/form-data":
        raise InvalidForm("Send this as a form with a file.")
    fields, files = _parts(read_raw(limit), limit)
    if any(len(texts) > 1 or "\0" in texts[0] for _, texts in fields.lists()):
        raise InvalidForm("This form cannot be read.")
    if set(files) - {"file"} or len(files.getlist("file")) > 1:
        raise InvalidForm("This form cannot be read.")
    g.form_fields = fields.to_dict()
    try:
        form = model.model_validate(g.form_fields)
    except ValidationError as error:
        raise not_as_it_has_to_be(model, g.form_fields, error) from None
    chosen = files.get("file")
    if chosen is None or not chosen.filename:
        return form, None
    return form, Upload(_readable(chosen.filename), chosen.stream.read())


def read_kept_upload(model: type[K], limit: int) -> tuple[K, Upload]:
    """Return what stands in a form and its file, chosen now or kept by the page before.

    Raises:
        FileNotChosen: there is no file.
        CrossSite, RequestEntityTooLarge, InvalidForm: as ``read_upload``.
    """
    form, upload = read_upload(model, limit)
    upload = upload or kept_upload(form)
    if upload is None:
        raise FileNotChosen("Choose the file first.")
    return form, upload


def kept_upload(form: KeptFileForm) -> Upload | None:
    """Return the file that the page before kept; None if there is none, or it is not whole."""
    try:
        body = base64.b64decode(form.kept, validate=True)
    except (binascii.Error, ValueError):
        return None
    return Upload(_readable(form.name), body) if body else None


def _readable(name: str) -> str:
    """Return what a file is called without characters that are not for reading, U+0000 first."""
    return "".join(one for one in name if one.isprintable())[:LONGEST_NAME]


def kept_fields(upload: Upload) -> dict[str, str]:
    """Return the hidden fields in which a page keeps a file that was looked at."""
    return {"name": upload.name, "kept": base64.b64encode(upload.body).decode()}


def _parts(content: bytes, limit: int) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    """Return the fields and the files of a form, all in memory."""
    parser = FormDataParser(
        stream_factory=_in_memory,
        max_form_memory_size=limit,
        max_content_length=limit,
        max_form_parts=MOST_FIELDS,
        silent=False,
    )
    try:
        _, fields, files = parser.parse(
            io.BytesIO(content), request.mimetype, len(content), request.mimetype_params
        )
    except (ValueError, RequestEntityTooLarge):
        raise InvalidForm("This form cannot be read.") from None
    return fields, files


def _in_memory(*_about: Any, **_more: Any) -> io.BytesIO:
    """Return where a file's bytes are put while the form is read."""
    return io.BytesIO()
