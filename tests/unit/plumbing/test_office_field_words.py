"""Days are read as officials write them; a refusal names the field and what to do next."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shared import errors
from shared.plumbing.office import Form
from shared.plumbing.office.days import TypedDay, day_typed
from shared.plumbing.office.forms import InvalidForm, not_as_it_has_to_be
from shared.plumbing.pages.refusals import words_for
from shared.tables import table


class PaperForm(Form):
    """A form with a day."""

    document_number: str
    document_date: TypedDay


def refused(**fields: str) -> InvalidForm:
    """Return how the form is refused."""
    with pytest.raises(ValidationError) as error:
        PaperForm.model_validate(fields)
    return not_as_it_has_to_be(PaperForm, fields, error.value)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-20",
        "2026.12.20",
        "2026/12/20",
        " 2026年12月20日 ",
        "２０２６年１２月２０日",
        "２０２６．１２．２０",
        "2026 - 12 - 20",
    ],
)
def test_a_day_is_read_as_officials_write_it(typed):
    assert day_typed(typed) == "2026-12-20"
    assert day_typed("2026年3月5日") == "2026-03-05"


@pytest.mark.parametrize(
    "typed", ["", "20261220", "2026-13-01", "2026-02-30", "0026-01-01", "12/20/2026", "二〇二六年"]
)
def test_what_is_no_day_is_refused_with_the_way_to_write_it(typed):
    with pytest.raises(ValueError):  # noqa: PT011  pydantic's own kind
        day_typed(typed)
    if typed:
        refusal = refused(document_number="1号", document_date=typed)
        assert refusal.chinese == "文件日期请写成 2026-12-20。"
        assert str(refusal) == "Write the date of the document as 2026-12-20."


def test_a_refusal_names_the_fields_that_were_left_out():
    refusal = refused(document_date=" ")

    assert refusal.chinese == "没有填：文号、文件日期。"
    assert str(refusal) == "Missing: the number of the document, the date of the document."


def test_a_form_that_is_refused_never_sends_an_official_to_a_qr_code():
    files = {one.code for one in vars(table).values() if is_refused_file(one)}
    told = {code: words_for(400, code, of_form=True)["zh-Hans"].step for code in files}

    assert len(told) == 5
    assert set(told.values()) == {"请改正文件，再重新选择。"}
    assert "二维码" not in words_for(400, "other", of_form=True)["zh-Hans"].step
    assert "二维码" in words_for(400, "other")["zh-Hans"].step


def is_refused_file(one: object) -> bool:
    """Tell whether this is a refusal of a file."""
    return (
        isinstance(one, type)
        and issubclass(one, errors.InvalidInput)
        and one is not errors.InvalidInput
    )
