"""Facts on pages: a file is looked at before it is imported, and a wrong record is withdrawn."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import Any

import pytest
from factories.appraisal_year import HERE, PagedYear
from factories.facts import a_body, a_record_body
from factories.office import HERE as HEADERS
from factories.office import Browser, notice
from factories.pages import a_build
from fakes.appraisal import ANNA
from python_calamine import CalamineWorkbook

FACTS = f"{HERE}/facts"
PAPER = {"document": "审〔2026〕7号", "date": "2026-11-20", "source_body": "县审计局"}
POINTS = "人员编号,扣分,审计问题,审计类别\no1,1.5,超标准接待,A类\no2,0.5,票据不全,B类\n"
ABSENT = "人员编号,日期,种类,旷工半天数\no1,2026-05-06,迟到,\n"


@pytest.fixture
def officer(tmp_path: Path) -> Browser:
    """An officer's browser, before anything is proposed."""
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    return year.browser("甲考核", "officer")


def send(browser: Browser, path: str, text: str | None = None, **fields: str) -> Any:
    """Send a form, with a file if there is a text for one."""
    data: dict[str, Any] = dict(fields)
    if text is not None:
        data["file"] = (io.BytesIO(text.encode()), "facts.csv")
    return browser.client.post(path, data=data, headers=HEADERS, content_type="multipart/form-data")


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def test_a_file_is_looked_at_and_then_imported(officer):
    looked = send(officer, f"{FACTS}/points/preview", POINTS, **PAPER)
    nothing = officer.open(f"{FACTS}/points").text
    done = send(officer, f"{FACTS}/points", **hidden(looked.text))

    assert looked.status_code == 200
    assert "超标准接待" not in nothing
    assert "2" in notice(officer.open(done.location).text)
    page = officer.open(f"{FACTS}/points").text
    assert "扣分：1.5" in page
    assert "审〔2026〕7号" in page


def test_wrong_rows_are_named_and_nothing_can_be_imported(officer):
    wrong = POINTS.replace("1.5", "2.5")

    looked = send(officer, f"{FACTS}/points/preview", wrong, **PAPER).text

    assert re.search(r'<td class="office-number">2</td>\s*<td>[^<]+</td>', looked)
    assert "超标准接待" not in looked
    assert "kept" not in hidden(looked)


def test_a_file_without_its_paper_is_refused_and_what_was_typed_stays(officer):
    answer = send(officer, f"{FACTS}/points/preview", POINTS, **{**PAPER, "date": "soon"})

    assert answer.status_code == 400
    assert notice(answer.text).startswith("!")
    assert "县审计局" in answer.text


def test_attendance_is_brought_as_a_file_that_takes_the_place_of_another(officer):
    listed = officer.open(f"{FACTS}/attendance").text
    earlier = re.search(r'<option value="(\w{64})"', listed)
    looked = send(officer, f"{FACTS}/attendance/preview", ABSENT, supersedes=earlier[1]).text

    done = send(officer, f"{FACTS}/attendance", **hidden(looked))

    assert "1" in notice(officer.open(done.location).text)
    now = officer.open(f"{FACTS}/attendance").text
    assert earlier[1] not in re.findall(r'<option value="(\w{64})"', now)


def test_a_wrong_record_is_withdrawn_and_stays_readable(officer):
    looked = send(officer, f"{FACTS}/points/preview", POINTS, **PAPER).text
    send(officer, f"{FACTS}/points", **hidden(looked))
    found = re.search(rf'href="({FACTS}/points/\w{{64}})"', officer.open(f"{FACTS}/points").text)
    record = found[1]

    officer.press(f"{record}/withdrawal", **PAPER, reason="认定有误")

    page = officer.open(record).text
    assert "扣分：" in page
    assert "/withdrawal" not in page


def test_an_empty_file_and_the_list_of_kinds_are_handed_out(officer):
    kinds = officer.open(FACTS).text
    empty = officer.open(f"{FACTS}/points/template.xlsx")

    assert f'href="{FACTS}/points"' in kinds
    assert empty.data[:2] == b"PK"
    assert officer.open(f"{FACTS}/nothing").status_code == 404


def test_a_decider_reads_facts_and_brings_none(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    decider = year.browser("甲审", "decider")

    assert decider.open(f"{FACTS}/points").status_code == 200
    assert send(decider, f"{FACTS}/points/preview", POINTS, **PAPER).status_code == 403


def found_record(officer: Browser) -> str:
    """Import the points and return the address of the record of o1."""
    looked = send(officer, f"{FACTS}/points/preview", POINTS, **PAPER).text
    send(officer, f"{FACTS}/points", **hidden(looked))
    row = re.search(
        r"<tr>(?:(?!</tr>).)*?扣分：1\.5.*?</tr>", officer.open(f"{FACTS}/points").text, re.S
    )
    return re.search(rf'href="({FACTS}/points/\w{{64}})"', row[0])[1]


def form_of(page: str) -> dict[str, Any]:
    """Return what stands in the form of a correction, as a browser would send it."""
    form = page[page.index('/correction#correction"') :]
    form = form[: form.index("</form>")]
    keys = re.findall(r'name="key" value="(\w+)"', form)
    parts = re.split(r'name="key" value="\w+"', form)[1:]
    texts = [
        (
            re.search(r'value="([^"]*)" selected', part)
            or re.search(r'name="text"[^>]*value="([^"]*)"', part)
        )[1]
        for part in parts
    ]
    return {
        "key": keys,
        "text": texts,
        "period": re.search(r'name="period"[^>]*value="([^"]*)"', form)[1],
    }


def test_a_record_is_corrected_in_a_form_that_holds_what_it_says(officer):
    address = found_record(officer)
    form = form_of(officer.open(address).text)
    again = {**PAPER, "document": "审〔2026〕8号", "why": "分值抄错"}
    values = dict(zip(form["key"], form["text"], strict=True))
    changed = {**form, "text": [{**values, "half_points": "0.5"}[key] for key in form["key"]]}

    same = officer.press(f"{address}/correction", **{**form, **again, "why": ""})
    said = officer.press(f"{address}/correction", **changed, **again)

    assert values.items() >= {"half_points": "1.5", "finding": "超标准接待", "class": "A"}.items()
    assert same.startswith("!")
    assert "更正已记下" in said
    old = officer.open(address).text
    new = re.search(rf'href="({FACTS}/points/\w{{64}})">扣分：0\.5', old)
    assert "<s>扣分：1.5" in old
    assert "分值抄错" in old
    assert "甲考核" in old
    assert "/correction" not in old
    page = officer.open(new[1]).text
    assert f'href="{address}"><s>扣分：1.5' in page
    assert "分值抄错" in page
    assert officer.send(f"{address}/correction", **changed, **again).status_code == 409


def test_a_wrong_correction_is_refused_in_words_and_what_was_typed_stays(officer):
    address = found_record(officer)
    form = form_of(officer.open(address).text)
    wrong = {**form, "text": ["2.5" if key == "half_points" else "x" for key in form["key"]]}

    answer = officer.send(f"{address}/correction", **{**wrong, **PAPER, "why": "分值抄错"})

    assert answer.status_code == 400
    assert "审计类别填写有误" in answer.text
    assert 'value="2.5"' in answer.text
    assert officer.send(f"{FACTS}/leave/{address[-64:]}/correction", **form).status_code in (
        400,
        404,
    )


def test_a_correction_in_which_a_field_lacks_its_text_is_refused_in_words(officer):
    address = found_record(officer)
    form = form_of(officer.open(address).text)
    why = {**PAPER, "why": "分值抄错"}
    short = {**form, "text": form["text"][:1], **why}

    answers = [
        officer.send(f"{address}/correction", **short),
        officer.send(f"{address}/correction", **{**short, "why": ""}),
        officer.send(f"{address}/correction", **form, **why, unit=["unit-1"]),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert all('value="分值抄错"' in answers[n].text for n in (0, 2))
    assert "/correction" in officer.open(address).text, "nothing took its place"


def test_the_grades_that_rest_on_a_record_say_what_its_correction_means_for_each(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    officer = year.browser("甲考核", "officer")
    address = found_record(officer)
    nobody = officer.open(f"{address}/grades").text
    officer.press(f"{HERE}/proposals")
    year.bureau.decide_all()
    withdrawal = {**PAPER, "reason": "误报"}

    before = officer.open(f"{address}/grades").text
    officer.press(f"{address}/withdrawal", **withdrawal)
    after = officer.open(f"{address}/grades").text

    assert "/people/" not in nobody
    assert re.findall(rf'href="{HERE}/people/(\w+)"', before) == ["o1"]
    assert f'href="{HERE}/people/o1#correct"' not in before
    assert f'href="{HERE}/people/o1#correct"' in after
    assert officer.open(f"{FACTS}/points/{'0' * 64}/grades").status_code == 404


def words(page: str) -> str:
    """Return what stands on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split())


RATED = "单位编号,条线,评价部门,评价等次,评价意见,签字人\nunit-1,农业,农业局,较好,完成较好,李局长\n"
RANKED = (
    "榜单,系列,期间,序次,单位编号,得分\n"
    "townships,annual,2026,1,unit-1,71.50\ntownships,annual,2026,1,unit-2,80\n"
)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("points", POINTS, ["干部o1", "扣分：1.5；审计问题：超标准接待；审计类别：A类"]),
        (
            "line_rating",
            RATED,
            ["甲乡", "条线：农业；评价部门：农业局；评价等次：较好；评价意见：完成较好"],
        ),
        ("ranking", RANKED, ["乡镇", "系列：年度考核", "得分：甲乡 71.50 · 乙局 80"]),
    ],
)
def test_each_row_is_said_in_words_before_it_is_imported_and_afterwards(officer, kind, text, said):
    looked = send(officer, f"{FACTS}/{kind}/preview", text, **PAPER)
    before = words(looked.text)
    send(officer, f"{FACTS}/{kind}", **hidden(looked.text))
    after = words(officer.open(f"{FACTS}/{kind}").text)

    assert [one for one in said if one not in before] == []
    assert [one for one in said if one not in after] == []


def test_an_attendance_file_says_whom_each_row_is_about_before_it_is_imported(officer):
    text = "人员编号,日期,种类,旷工半天数\no1,2026-05-06,迟到,\no2,2026-05-07,旷工,1\n"

    looked = words(send(officer, f"{FACTS}/attendance/preview", text).text)

    assert "干部o1 o1 日期：2026-05-06；种类：迟到" in looked
    assert "干部o2 o2 日期：2026-05-07；种类：旷工；天数：0.5" in looked


@pytest.mark.parametrize(
    ("kind", "right"),
    [
        ("points", "人员编号,姓名,扣分,审计问题,审计类别\no1,干部o1,1.5,超标准接待,A类\n"),
        ("attendance", "人员编号,姓名,日期,种类\no1,干部 o1,2026-05-06,迟到\n"),
        ("line_rating", RATED.replace("编号,", "编号,单位名称,").replace("-1,", "-1,甲乡,")),
        (
            "ranking",
            RANKED.replace("号,", "号,单位名称,")
            .replace("unit-1,", "unit-1,甲乡,")
            .replace("unit-2,", "unit-2,,"),
        ),
    ],
)
def test_a_name_that_is_not_that_of_its_number_is_refused(officer, kind, right):
    wrong = right.replace("干部o1", "干部o2").replace("干部 o1", "干部o2").replace("甲乡", "乙局")

    paper = {} if kind == "attendance" else PAPER

    looked = send(officer, f"{FACTS}/{kind}/preview", right, **paper).text
    refused = send(officer, f"{FACTS}/{kind}/preview", wrong, **paper).text
    forced = send(officer, f"{FACTS}/{kind}", wrong, **paper)

    assert hidden(looked)["kept"]
    assert "与这个编号登记的不一致" in words(refused)
    assert "kept" not in hidden(refused)
    assert forced.status_code == 400


def test_an_empty_file_is_named_in_chinese_and_asks_for_the_name_beside_the_number(officer):
    sheets = {}
    for kind in ("points", "attendance", "line_rating", "ranking"):
        book = officer.open(f"{FACTS}/{kind}/template.xlsx").data
        read = CalamineWorkbook.from_filelike(io.BytesIO(book))
        sheets[read.sheet_names[0]] = read.get_sheet_by_index(0).to_python()[0][:7]

    assert list(sheets) == ["经济责任审计扣分", "考勤", "条线评价", "排名"]
    assert sheets["考勤"][:2] == ["人员编号", "姓名"]
    assert sheets["条线评价"][:2] == ["单位编号", "单位名称"]
    assert sheets["排名"][4:6] == ["单位编号", "单位名称"]


def test_a_ruling_on_a_ranking_names_ranking_unit_and_deputy(tmp_path):
    year = PagedYear(tmp_path, a_build(tmp_path / "web"))
    year.set_up()
    tied = a_record_body("ranking", scores={"unit-1": "60", "unit-2": "60"})
    fact = year.bureau.post(ANNA, "/api/v1/facts", a_body("ranking", tied)).json["facts"][0]
    form = {**PAPER, "unit": "unit-1", "last": "yes", "deputy": "o1"}
    for name in ("甲考核", "乙考核"):
        officer = year.browser(name, "officer")
        officer.press(f"{FACTS}/ranking/{fact}/rulings", **form)

    listed = words(officer.open(f"{FACTS}/ranking_ruling").text)

    assert "排名：2026年年度考核排名（乡镇）；是否末位：是；分管领导：干部o1" in listed
    assert fact not in listed
