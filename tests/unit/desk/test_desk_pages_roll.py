"""The roll's import: look, then confirm; nothing is stored in between, no number is believed."""

from __future__ import annotations

import html
import io
import re
import threading
from typing import Any

import pytest
from factories.desk import Hall
from factories.office import HERE, Browser, a_browser, notice
from factories.tables import (
    an_xls,
    an_xlsx,
    an_xlsx_of,
    processor_seconds,
    rows_xml,
    text_xml,
)

from ballot_service.roll.roll_pages import FINDINGS_A_PAGE
from shared.tables import reading
from shared.tables.reading import read_table

HEADER = ["姓名", "单位", "职务", "票类"]
PEOPLE = [["张三", "甲局", "局长", "A"], ["李四", "甲局", "", "B"], ["𠮷野", "乙局", "", "A"]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def hall(tmp_path) -> Hall:
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path, "AB").draft()


def a_file(*rows: list[str], header: list[str] = HEADER) -> bytes:
    return an_xlsx([header, *rows])


def page_of(hall: Hall) -> str:
    return f"/meetings/{hall.meeting}/roll"


def send(browser: Browser, path: str, language: str = "zh", **fields: Any) -> Any:
    """Send a form with a file, as a browser does."""
    headers = {**HERE, "Accept-Language": language}
    return browser.client.post(
        path, data=fields, headers=headers, content_type="multipart/form-data"
    )


def look(hall: Hall, browser: Browser, body: bytes, name: str = "名册.xlsx", **more: Any) -> Any:
    """Choose a file and look at it."""
    return send(browser, f"{page_of(hall)}/preview", file=(io.BytesIO(body), name), **more)


def kept(page: str) -> dict[str, str]:
    """Return the hidden fields of the page that shows what is in the file."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def on_the_roll(hall: Hall) -> list[str]:
    return sorted(one["name"] for one in hall.get("/people")["people"])


@pytest.mark.parametrize("fields", [{}, {"kept": ""}, {"kept": "no base64!", "name": "a.csv"}])
def test_a_form_without_a_whole_file_asks_for_one(hall, organizer, fields):
    refused = send(organizer, f"{page_of(hall)}/preview", **fields)

    assert "请先选择文件" in organizer.open(refused.location).text


def test_a_file_is_looked_at_confirmed_and_counted_in_the_database(hall, organizer):
    looked = look(hall, organizer, a_file(*PEOPLE))
    before = on_the_roll(hall)

    sent = send(organizer, page_of(hall), **kept(looked.text))
    after = organizer.open(sent.location).text

    assert looked.status_code == 200
    assert "没有发现问题" in looked.text
    assert "导入 3 人" in looked.text
    assert before == []
    assert notice(after) == "✓ 名册已导入：共 3 人。"
    assert on_the_roll(hall) == sorted(["张三", "李四", "𠮷野"])
    assert hall.get("/roll")["by_electorate"] == {"A": 2, "B": 1}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.xls", an_xls([HEADER, *PEOPLE])),
        ("a.csv", "\n".join(map(",".join, [HEADER, *PEOPLE])).encode("gb18030")),
        ("a.csv", "\n".join(map("\t".join, [HEADER, *PEOPLE])).encode("utf-16")),
        ("a.csv", "\n".join(map(",".join, [HEADER, *PEOPLE])).encode("utf-8-sig")),
    ],
)
def test_every_kind_of_file_brings_the_same_people(hall, organizer, name, body):
    looked = look(hall, organizer, body, name)

    send(organizer, page_of(hall), **kept(looked.text))

    assert on_the_roll(hall) == sorted(["张三", "李四", "𠮷野"])


def test_problems_are_shown_by_row_and_nothing_can_be_confirmed(hall, organizer):
    hall.import_roll()
    there = on_the_roll(hall)
    rows = [*PEOPLE, ["张 三", "甲局", "", "B"], ["", "甲局", "", "A"], ["王五", "甲局", "", "Z"]]

    looked = look(hall, organizer, a_file(*rows))
    forced = send(organizer, page_of(hall), **kept(looked.text), confirmed="yes")

    assert "有 3 个问题，没有导入" in looked.text
    assert "与第 2 行是同一单位的同一姓名" in looked.text
    assert "没有填姓名" in looked.text
    assert "请填 A / B" in looked.text
    assert "导入 " not in re.sub(r"(?s)<h1.*?</h1>", "", looked.text).split("</form>")[-2][-400:]
    assert "没有导入任何人" in notice(organizer.open(forced.location).text)
    assert on_the_roll(hall) == there


def test_rows_that_need_a_second_look_are_imported_only_when_ticked(hall, organizer):
    looked = look(hall, organizer, a_file(*PEOPLE, ["张三", "丙局", "", "B"]))
    unticked = send(organizer, page_of(hall), **kept(looked.text))
    nobody = on_the_roll(hall)

    ticked = send(organizer, page_of(hall), **kept(unticked.text), confirmed="yes")

    assert "有 1 处需要核对" in looked.text
    assert "与第 2 行同名，单位不同" in looked.text
    assert "没有导入。请核对下面的行，再勾选确认" in unticked.text
    assert nobody == []
    assert "共 4 人" in notice(organizer.open(ticked.location).text)


def test_another_file_than_the_one_looked_at_is_not_imported(hall, organizer):
    first = look(hall, organizer, a_file(*PEOPLE, ["张三", "丙局", "", "B"]))
    other = look(hall, organizer, a_file(*PEOPLE, ["张三", "丁局", "", "B"]))
    mixed = {**kept(first.text), "kept": kept(other.text)["kept"], "confirmed": "yes"}

    sent = send(organizer, page_of(hall), **mixed)

    assert "这不是刚才核对过的文件" in notice(organizer.open(sent.location).text)
    assert on_the_roll(hall) == []


def test_more_than_a_page_of_findings_comes_in_pages_and_as_a_file(hall, organizer):
    wrong = [[f"人员{number}", "甲局", "", "=Z"] for number in range(2 * FINDINGS_A_PAGE + 1)]
    looked = look(hall, organizer, a_file(*wrong))

    third = send(organizer, f"{page_of(hall)}/preview", **kept(looked.text), page="3")
    beyond = send(organizer, f"{page_of(hall)}/preview", **kept(third.text), page="99")
    made = send(organizer, f"{page_of(hall)}/problems.csv", **kept(third.text))

    assert looked.text.count("请填 A / B") == FINDINGS_A_PAGE
    assert "1 / 3" in looked.text
    assert third.text.count("请填 A / B") == beyond.text.count("请填 A / B") == 1
    lines = made.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 * FINDINGS_A_PAGE + 2
    assert lines[1] == "问题,2,本次会议没有这个票类；请填 A / B,人员0,甲局,,'=Z"
    assert made.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "chinese", "english"),
    [
        (b"", "文件是空的", "The file is empty"),
        (a_file(), "表头下面没有人", "Nobody is on this roll"),
        (
            an_xlsx([["姓名"], ["张三"]]),
            "没有找到这些列：单位、票类。表头应有：",
            "unit, electorate",
        ),
        (an_xlsx([["张三", "甲局"]]), "没有找到这些列：姓名、单位、票类。", "not found: name"),
        (
            an_xlsx_of(rows_xml(text_xml("A1", "姓名") + '<c r="B1"><f>1</f></c>')),
            "单元格 B1",
            "Cell B1",
        ),
    ],
)
def test_a_file_that_is_no_roll_gets_a_sentence(hall, organizer, body, chinese, english):
    for language, says in (("zh", chinese), ("en", english)):
        data = {"file": (io.BytesIO(body), "a.xlsx")}
        sent = send(organizer, f"{page_of(hall)}/preview", language, **data)
        page = (
            sent.text if sent.status_code == 400 else organizer.open(sent.location, language).text
        )
        assert says in page, language
    assert on_the_roll(hall) == []


def test_a_file_that_comes_while_others_are_read_is_asked_for_again(hall, organizer, monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0)
    monkeypatch.setattr(reading, "_turns", threading.Semaphore(0))

    sent = look(hall, organizer, a_file(*PEOPLE))
    by_api = api(hall, "/roll", a_file(*PEOPLE))

    assert "请稍等一分钟" in notice(organizer.open(sent.location).text)
    assert (by_api.status_code, by_api.json["type"].rsplit("/", 1)[-1]) == (503, "tables_busy")
    assert on_the_roll(hall) == []


def test_an_unknown_font_character_and_an_unused_column_are_told(hall, organizer):
    rows = [["ཀ", "甲局", "", "A", "13800000000"]]

    looked = look(hall, organizer, a_file(*rows, header=[*HEADER, "电话"]))

    assert "姓名中有凭条和报告印不出来的字：ཀ (U+0F40)" in looked.text
    assert "没有用到的列： 电话" in " ".join(looked.text.split())
    assert "13800000000" not in looked.text


def test_people_on_another_roll_are_counted_by_meeting_and_not_named(hall, organizer):
    hall.import_roll("name,unit,electorate\n张三,甲局,A\n王五,甲局,B\n".encode())
    hall.draft(title="县考核会")

    looked = look(hall, organizer, a_file(*PEOPLE))

    overlap = looked.text[looked.text.index("同时在其他会议名册上的人") :]
    assert re.search(r"甲局年度民主测评会</th><td class=\"office-number\">1</td>", overlap)


def test_invitations_that_an_import_voids_are_announced(hall, organizer):
    hall.draft(credential_mode="blind")
    hall.import_roll()
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()
    hall.must(hall.post(hall.organizer, "/invitations"))

    looked = look(hall, organizer, a_file(*PEOPLE))

    assert "已发出的 12 份邀请将作废" in looked.text


def test_the_roll_is_fixed_when_check_in_has_started(hall, organizer):
    hall.prepare()
    kept_file = kept(look(hall, organizer, a_file(*PEOPLE)).text)
    hall.must(hall.post(hall.organizer, "/check-in"))

    for path, fields in (("/preview", kept_file), ("", kept_file)):
        sent = send(organizer, page_of(hall) + path, **fields)
        assert "会议的状态已经变了" in notice(organizer.open(sent.location).text)
    assert "名册不能再改" in organizer.open(page_of(hall)).text
    assert "张三" not in on_the_roll(hall)


def test_only_an_organizer_imports_and_only_from_our_own_page(hall, app, organizer):
    registrar = a_browser(app, hall.registrar)
    body = a_file(*PEOPLE)
    foreign = organizer.client.post(
        page_of(hall) + "/preview",
        data={"file": (io.BytesIO(body), "a.xlsx")},
        headers={"Sec-Fetch-Site": "cross-site", "Accept": "text/html"},
    )

    assert foreign.status_code == 403
    assert look(hall, registrar, body).status_code == 403
    assert registrar.open(page_of(hall)).status_code == 200
    assert 'type="file"' not in registrar.open(page_of(hall)).text
    assert organizer.open(page_of(hall) + "/preview").status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"kept": "not base64!", "name": "a"},
        {"file": (io.BytesIO(b""), "")},
        {"unknown": "x"},
        {"page": "0", "kept": "eA=="},
        {"digest": "XYZ", "kept": "eA=="},
        {"other": (io.BytesIO(b"x"), "a.csv")},
    ],
)
def test_a_form_that_is_none_of_ours_does_nothing(hall, organizer, fields):
    sent = send(organizer, page_of(hall), **fields)

    assert notice(organizer.open(sent.location).text).startswith("!")
    assert on_the_roll(hall) == []


def test_the_template_is_read_as_a_roll_without_people(hall, organizer):
    made = organizer.open(page_of(hall) + "/template.xlsx")
    english = organizer.open(page_of(hall) + "/template.xlsx", "en")

    assert read_table("a.xlsx", made.data).columns == HEADER
    assert read_table("a.xlsx", english.data).columns == ["name", "unit", "post", "electorate"]
    assert made.headers["Content-Disposition"] == "attachment; filename=roll-template.xlsx"


def test_the_next_step_leads_to_the_roll(hall, organizer):
    hall.must(hall.post(hall.organizer, "/prepare"))
    hall.work()

    page = organizer.open(f"/meetings/{hall.meeting}").text

    assert 'data-step="import_roll"' in page
    assert f'class="govuk-button" href="{page_of(hall)}"' in page


def api(hall: Hall, path: str, body: bytes, kind: str = XLSX, **headers: str) -> Any:
    return hall.client.post(
        f"/api/v1/meetings/{hall.meeting}{path}",
        data=body,
        content_type=kind,
        headers={**hall.organizer.headers, **headers},
    )


def test_the_api_previews_imports_and_wants_the_digest_of_what_was_seen(hall):
    body = a_file(*PEOPLE, ["张三", "丙局", "", "B"])

    looked = api(hall, "/roll/preview", body).json
    early = api(hall, "/roll", body)
    wrong = api(hall, f"/roll?seen={'0' * 64}", body)
    done = api(hall, f"/roll?seen={looked['digest']}", body)
    file = api(hall, "/roll/preview", body, Accept="text/csv")

    assert looked["by_electorate"] == {"A": 2, "B": 2}
    assert [one["code"] for one in looked["warnings"]] == ["same_name"]
    assert looked["warnings"][0]["row"] == 5
    assert early.json["type"].endswith("roll_unconfirmed")
    assert wrong.json["type"].endswith("roll_changed")
    assert done.json == {"imported": 4, "by_electorate": {"A": 2, "B": 2}, "invitations_void": 0}
    assert file.data.startswith(b"\xef\xbb\xbf")
    events = hall.get("/events")["events"]
    assert events[-1]["detail"]["file"] == looked["digest"]
    assert "张三" not in str(events)


def test_the_api_hands_out_the_template(hall):
    made = hall.client.get(
        f"/api/v1/meetings/{hall.meeting}/roll/template", headers=hall.organizer.headers
    )

    assert read_table("a.xlsx", made.data).rows == []


def test_twenty_thousand_people_are_imported_in_five_seconds(hall):
    people = [
        [f"人员{number}", f"第{number % 40}局", "科员", "AB"[number % 2]]
        for number in range(20_000)
    ]
    body = a_file(*people)
    begun = processor_seconds()

    done = api(hall, "/roll", body)

    seconds = processor_seconds() - begun
    print(f"20,000 rows: {seconds:.2f} s of one processor")
    assert done.json["by_electorate"] == {"A": 10_000, "B": 10_000}
    assert seconds < 5
