"""What states are called in Chinese, and why a step is refused, in both languages.

Meetings and rounds have tables of their own: both have a step "cancel", and the two are equal as
strings. The Chinese names are those that stand on the pages.

May import: stdlib.
"""

from __future__ import annotations

from collections.abc import Mapping

MEETING_WORDS: Mapping[str, str] = {
    "draft": "草稿",
    "prepared": "已准备",
    "checking_in": "签到中",
    "activating": "激活中",
    "ready": "进行中",
    "closed": "已结束",
    "cancelled": "已取消",
}
"""By the state of a meeting."""

ROUND_WORDS: Mapping[str, str] = {
    "draft": "等待票箱",
    "frozen": "可以开箱",
    "opening": "正在开箱",
    "open": "投票中",
    "closing": "正在关箱",
    "closed": "投票结束",
    "counted": "已计票",
    "sealed": "已收集，未计票",
    "certified": "已认证",
    "annulled": "已作废",
    "cancelled": "已取消",
}
"""By the state of a round."""

MEETING_REASONS: Mapping[str, tuple[str, str]] = {
    "prepare": (
        "Only a draft can be prepared; this meeting has been already.",
        "只有草稿才能准备；这个会议已经准备过，或者已经取消。",
    ),
    "start_check_in": (
        "Check-in starts once, after the meeting is prepared.",
        "签到只开始一次，而且要先准备好会议。",
    ),
    "end_check_in": (
        "Check-in is ended once, after it was started.",
        "签到只结束一次，而且要先开始签到。",
    ),
    "freeze": (
        "The lists are frozen once, after check-in was started.",
        "名单只冻结一次，而且要先开始签到。",
    ),
    "finish": (
        "Only a meeting whose lists are frozen can be finished, and only once.",
        "名单冻结以后会议才能结束，而且只结束一次。",
    ),
    "adjourn": (
        "Only a meeting in session can be ended, and only once.",
        "只有正在开的会议才能结束，而且只结束一次。",
    ),
    "cancel": (
        "This meeting is over and can no longer be cancelled.",
        "会议已经结束或取消，不能再取消。",
    ),
}
"""By what is asked of a meeting: why it cannot be done now, in English and in Chinese."""

_PAPERS = (
    "The papers of this round are counted, or it was cancelled.",
    "这一轮的纸票已经计完，或者这一轮已取消。",
)

ROUND_REASONS: Mapping[str, tuple[str, str]] = {
    "fix": ("The box has confirmed this round already.", "票箱已经确认过这一轮。"),
    "order_open": (
        (
            "This round cannot be opened now: the box has to confirm its sheets first, and a "
            "round opens once. See the meeting's next step."
        ),
        "这一轮现在不能开箱：要等票箱确认测评表，而且一轮只开一次。",
    ),
    "confirm_open": ("Nobody has ordered this round to open.", "没有人要求这一轮开箱。"),
    "order_close": (
        "Only an open round can be closed, and only once.",
        "只有正在投票的一轮才能结束投票，而且只结束一次。",
    ),
    "confirm_close": ("Nobody has ordered this round to close.", "没有人要求这一轮结束投票。"),
    "count": ("Only a closed round is counted.", "投票结束以后才能计票。"),
    "seal": ("Only a closed round is sealed.", "投票结束以后才能封存。"),
    "certify": ("Only a closed round is certified.", "投票结束以后才能认证。"),
    "annul": (
        "Only a round that has closed, and was not annulled yet, is annulled.",
        "只有投票已经结束、还没有作废的一轮才能作废。",
    ),
    "cancel": (
        "Only a round that never opened can be cancelled.",
        "只有从未开箱的一轮才能取消。",
    ),
    "count_papers": _PAPERS,
    "seal_papers": _PAPERS,
    "annul_papers": _PAPERS,
}
"""By what is asked of a round: why it cannot be done now, in English and in Chinese."""
