"""What a form says of the fields that were left out or do not hold what they have to.

The fields have the same names in every form of officials; a field without words here is not named.
What was typed is never repeated.

May import: stdlib.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

DAYS = ("document_date", "finding_date", "date", "left_on")
"""Fields that hold a day."""

WORDS: Mapping[str, tuple[str, str]] = {
    "document_number": ("文号", "the number of the document"),
    "finding_document": ("文号", "the number of the document"),
    "document": ("文号", "the number of the document"),
    "document_date": ("文件日期", "the date of the document"),
    "finding_date": ("文件日期", "the date of the document"),
    "date": ("文件日期", "the date of the document"),
    "left_on": ("离任日期", "the last day of service"),
    "source_body": ("发文单位", "who issued the document"),
    "grade": ("等次", "the grade"),
    "value": ("认定", "the finding"),
    "last": ("认定", "the finding"),
    "verdict": ("决定", "the decision"),
    "outcome": ("答复", "the answer"),
    "reason": ("理由", "the reason"),
    "reason_for_all": ("理由", "the reason"),
    "step_reason": ("理由", "the reason"),
    "why": ("理由", "the reason"),
    "answer": ("答复理由", "the reason of the answer"),
    "text": ("内容", "the text"),
    "person": ("人员编号", "the person's number"),
    "deputy": ("分管副职编号", "the number of the deputy in charge"),
    "year": ("年度", "the year"),
    "title": ("名称", "the name"),
    "name": ("姓名或名称", "the name"),
}
"""By field: Chinese and English."""


def said_of_fields(empty: Collection[str], wrong: Collection[str]) -> tuple[str, str]:
    """Return what is wrong with a form in Chinese ("" if no field has words) and in English.

    Args:
        empty: fields in which nothing stands, in the order of the form.
        wrong: fields in which something else stands than has to.
    """
    days = [_words([name], 0) for name in wrong if name in DAYS]
    others = [name for name in wrong if name not in DAYS]
    chinese = [f"{day}请写成 2026-12-20。" for day in days]
    english = [f"Write {WORDS[name][1]} as 2026-12-20." for name in wrong if name in DAYS]
    if told := _words([*empty], 0):
        chinese.append(f"没有填：{told}。")
        english.append(f"Missing: {_words([*empty], 1)}.")
    if told := _words(others, 0):
        chinese.append(f"填得不对：{told}。")
        english.append(f"Not as it has to be: {_words(others, 1)}.")
    return "".join(chinese), " ".join(english) or "Please look at this form again."


def _words(names: Sequence[str], place: int) -> str:
    """Return the words of those fields that have some."""
    told = dict.fromkeys(WORDS[name][place] for name in names if name in WORDS)
    return ("、" if place == 0 else ", ").join(told)
