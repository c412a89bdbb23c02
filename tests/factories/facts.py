"""A value of every kind of facts, and the rows of a file that state the same. Valid by default."""

from __future__ import annotations

from typing import Any

from appraisal_service.facts.domain.records import FactBatch, Paper

PAPER = Paper("县考〔2026〕3号", "2026-12-01", "县审计局")
RESULT = "c" * 64

VALUES: dict[str, dict[str, Any]] = {
    "leave": {
        "from": "2026-03-02",
        "to": "2026-03-04",
        "half_days": 6,
        "approver": "unit_head",
        "filed_late": False,
        "accepted": True,
    },
    "points": {
        "half_points": 3,
        "finding": "超范围列支",
        "class": "A",
        "measure_taken": False,
    },
    "target": {"score": "87.50", "full": "100", "rank": 2},
    "line_rating": {
        "line": "农业",
        "department": "农业局",
        "grade": "fairly_good",
        "opinion": "完成较好",
        "signed_by": "李局长",
    },
    "ranking": {
        "series": "annual",
        "list": "townships",
        "period": "2026",
        "seq": 1,
        "scores": {"unit-1": "71.50", "unit-2": "80"},
    },
    "ranking_ruling": {"ranking": RESULT, "last": True, "deputy": None},
    "discipline": {"sanction": "warning", "decided_on": "2026-05-06", "ends_on": "2026-11-06"},
    "admonition": {"kind": "admonition", "talk_on": "2026-05-06", "months": 3},
    "flag": {"bar": "model_titles", "until": "2026-12-31", "ground": "诫勉"},
    "complaint": {"case": "信2026-1", "received_on": "2026-04-01", "verified": False},
    "letter": {"case": "函2026-1", "sent_on": "2026-04-01", "replied_on": "2026-04-08"},
    "petitions": {"letters": 44, "visits": 28, "assigned": 7, "closed": 7},
    "overlap": {"unit_result": RESULT, "county_result": "d" * 64, "people": 3},
    "audit": {"text": "任期审计", "verdict": "无重大问题"},
    "climate": {"text": "换届风气", "verdict": "好"},
    "dynamic": {"text": "动态考核", "verdict": "较好"},
    "probation": {"starts_on": "2026-02-28", "post": "副乡长"},
    "notice": {"starts_on": "2026-02-20", "post": "副乡长"},
    "removal": {"removed_on": "2026-09-01", "talk_on": "2026-09-05"},
}
"""By kind: a value as the API takes it."""

SUBJECTS: dict[str, tuple[str, str]] = {
    "line_rating": ("unit", "unit-1"),
    "ranking": ("list", "townships"),
    "ranking_ruling": ("unit", "unit-1"),
    "petitions": ("unit", "unit-1"),
    "overlap": ("meeting", "meeting-1"),
    "climate": ("unit", "unit-1"),
}
"""Kind and id of the subject, where it is not the official ``o1``."""

FILES: dict[str, str] = {
    "leave": (
        "人员编号,开始日期,结束日期,天数,审批人,是否补办,是否准假\n"
        "o1,2026-03-02,2026-03-04,3,单位主要领导,否,是\n"
    ),
    "points": "人员编号,扣分,审计问题,审计类别\no1,1.5,超范围列支,A类\n",
    "target": "对象编号,得分,满分,名次\no1,87.50,100,2\n",
    "line_rating": (
        "单位编号,条线,评价部门,评价等次,评价意见,签字人\nunit-1,农业,农业局,较好,完成较好,李局长\n"
    ),
    "ranking": (
        "榜单,系列,期间,序次,单位编号,得分\n"
        "townships,annual,2026,1,unit-1,71.50\n"
        "townships,annual,2026,1,unit-2,80\n"
    ),
    "discipline": "人员编号,处分种类,决定日期,影响期止\no1,警告,2026-05-06,2026-11-06\n",
    "admonition": "人员编号,种类,谈话日期,月数,理由\no1,诫勉,2026-05-06,3,\n",
    "flag": "对象编号,限制项目,截止日期,依据\no1,评优表模,2026-12-31,诫勉\n",
    "complaint": "人员编号,编号,收到日期,办结日期,是否属实\no1,信2026-1,2026-04-01,,否\n",
    "letter": "人员编号,编号,发出日期,答复日期,是否属实\no1,函2026-1,2026-04-01,2026-04-08,\n",
    "petitions": "单位编号,来信,来访,交办,办结\nunit-1,44,28,7,7\n",
    "overlap": f"会议编号,本单位结果摘要,全县结果摘要,重叠人数\nmeeting-1,{RESULT},{'d' * 64},3\n",
    "audit": "对象编号,内容,结论\no1,任期审计,无重大问题\n",
    "climate": "对象编号,内容,结论\nunit-1,换届风气,好\n",
    "dynamic": "对象编号,内容,结论\no1,动态考核,较好\n",
    "probation": "人员编号,开始日期,职务\no1,2026-02-28,副乡长\n",
    "notice": "人员编号,开始日期,职务\no1,2026-02-20,副乡长\n",
    "removal": "人员编号,免职日期,谈话日期\no1,2026-09-01,2026-09-05\n",
}
"""By kind: a CSV with a record of exactly ``VALUES`` about exactly ``SUBJECTS``."""


def subject_of(kind: str) -> tuple[str, str]:
    """Return the subject of the kind's value."""
    return SUBJECTS.get(kind, ("official", "o1"))


def a_batch(kind: str, year: int = 2026) -> FactBatch:
    """Return an empty batch of a kind."""
    return FactBatch("county", year, kind, PAPER, ())


def a_record_body(kind: str, **changes: Any) -> dict[str, Any]:
    """Return one record of a request; ``changes`` are of its value."""
    subject_kind, subject = subject_of(kind)
    return {
        "subject": {"kind": subject_kind, "id": subject},
        "value": {**VALUES[kind], **changes},
    }


def a_body(kind: str, /, *records: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a request with records of one kind; one of the default value if none is given."""
    body = {
        "jurisdiction": "county",
        "year": 2026,
        "kind": kind,
        "document": PAPER.document,
        "date": PAPER.date,
        "source_body": PAPER.source_body,
        "records": list(records) or [a_record_body(kind)],
    }
    return {**body, **changes}
