"""Where each step of a meeting is done: on a page, in a form of the meeting's own page, elsewhere.

A step that people of the desk do always has a link; one that belongs to people of another service
names that service's page. Steps without either are waits.

May import: stdlib.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LINKS: Mapping[str, str] = {
    "delivery_refused": "#send-again",
    "draft_place": "/draft#place",
    "draft_electorates": "/draft#electorates",
    "draft_subjects": "/draft/subjects",
    "draft_choices": "/draft#choices",
    "draft_posts": "/draft#posts",
    "draft_threshold": "/draft#threshold",
    "draft_characters": "/draft",
    "draft_subject_characters": "/draft/subjects",
    "draft_board": "/draft#board",
    "draft_scrutineers": "/draft#scrutineers",
    "draft_scrutineer_keys": "/draft#scrutineers",
    "draft_replaced_keys": "/draft#scrutineers",
    "draft_parts": "/draft",
    "prepare": "#prepare",
    "import_roll": "/roll",
    "invite": "#invite",
    "make_slips": "#make-slips",
    "wipe_test_run": "#test-runs",
    "rehearse": "#rehearsed",
    "start_check_in": "#start-check-in",
    "check_in": "/check-in",
    "end_check_in": "#end-check-in",
    "freeze": "#freeze",
    "freeze_activated": "#freeze",
    "confirm_record": "/agenda",
    "consent": "/agenda",
    "adjourn": "/agenda",
    "items_shut": "/agenda",
    "next_round": "#next-round",
    "round_shut": "#this-round",
    "open_round": "#this-round",
    "second_opener": "#this-round",
    "voting": "#this-round",
    "second_closer": "#this-round",
    "enter_papers": "#this-round",
    "count_slips": "#count-slips",
    "finish": "#finish",
}
"""Where a step is done, after the meeting's own address: another page, or a place on its page."""

AGENDA_LINKS: Mapping[str, str] = {"next_round": "/agenda"}
"""Where it is another place if items are taken up on the agenda, where their gates are shown."""

Service = Literal["box", "tally"]


@dataclass(frozen=True, slots=True)
class Place:
    """A page of another service that belongs to a step."""

    role: str
    """Whose page it is."""
    service: Service
    path: str
    zh: str
    en: str

    def shown(self, origins: Mapping[Service, str], meeting: str, board: str) -> dict[str, str]:
        """Return it as it is shown, with its whole address."""
        path = self.path.format(meeting=meeting, board=board)
        link = origins[self.service] + path
        return {"role": self.role, "zh": self.zh, "en": self.en, "link": link}


CLOSING = Place(
    "scrutineer",
    "box",
    "/c/{meeting}",
    "两名监票人：签封箱记录",
    "Two scrutineers: sign the closing records",
)
LEFTOVERS = Place(
    "scrutineer",
    "box",
    "/l/{meeting}",
    "两名监票人：扫描没有发出的凭条",
    "Two scrutineers: scan the slips that were not handed out",
)
COUNT_ROOM = Place("certifier", "tally", "/", "认证人：计票室", "Certifiers: the count room")

ELSEWHERE: Mapping[str, tuple[Place, ...]] = {
    "rehearse": (
        Place(
            "trustee",
            "tally",
            "/t/{board}?meeting={meeting}",
            "密钥持有人：做密钥演练（请把这个链接发给每位持有人）",
            "Trustees: rehearse (send each of them this link)",
        ),
    ),
    "count_slips": (CLOSING,),
    "finish": (CLOSING,),
    "counting": (
        CLOSING,
        LEFTOVERS,
        Place("trustee", "tally", "/t/{board}", "密钥持有人：交出份额", "Trustees: hand in shares"),
        COUNT_ROOM,
    ),
    "count_failed": (COUNT_ROOM,),
    "certifying": (COUNT_ROOM,),
    "done": (Place("", "tally", "/", "结果和报告在计票室", "Results and reports: the count room"),),
}
"""What belongs to a step at another service, in the order in which it is done."""


def link_of(meeting: str, code: str, agenda: bool = False) -> str | None:
    """Return the address where the step ``code`` of a meeting is done, None if one only waits.

    Args:
        meeting: its id.
        code: the step's.
        agenda: items are taken up on its agenda.
    """
    links = {**LINKS, **AGENDA_LINKS} if agenda else LINKS
    return f"/meetings/{meeting}{links[code]}" if code in links else None


def item_link(meeting: str, number: int) -> str:
    """Return the address of an item on a meeting's agenda, by its number from 1."""
    return f"/meetings/{meeting}/agenda#item-{number}"


def places_of(
    code: str, origins: Mapping[Service, str], meeting: str, board: str | None
) -> list[dict[str, str]]:
    """Return the pages of other services that belong to the step ``code``, as they are shown.

    Args:
        code: the step's.
        origins: where browsers find each service; "" where it is not known, and then no link.
        meeting: its id.
        board: its trustees', once one is chosen.
    """
    found = [place for place in ELSEWHERE.get(code, ()) if origins[place.service]]
    return [place.shown(origins, meeting, board or "") for place in found]
