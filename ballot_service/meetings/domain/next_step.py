"""The one line that says what blocks a meeting right now, in Chinese and English.

Decided from what the desk has stored; nothing is asked of another service for it.

May import: stdlib, this room's states and gates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ballot_service.meetings.domain.gates import People
from ballot_service.meetings.domain.outlines import LACKS, Lack
from ballot_service.meetings.domain.places import link_of
from ballot_service.meetings.domain.states import IN_PROGRESS, MeetingState, RoundState

TEXTS: Mapping[str, tuple[str, str]] = {
    "delivery_refused": (
        "另一服务拒收了一份文件（{detail}）。排除原因后请重新发送。",
        "Another service refused a document ({detail}). Remove the cause, then send it again.",
    ),
    "draft_place": (
        "请填写会议地点（哪个单位的会议）。",
        "Enter the place: whose meeting this is.",
    ),
    "draft_electorates": ("请填写票类。", "Enter the electorates: who votes."),
    "draft_subjects": (
        "请填写测评对象、事项或题目。",
        "Enter the subjects: people, matters or questions.",
    ),
    "draft_choices": ("请填写每张票最多选几人。", "Enter how many may be chosen on a ballot."),
    "draft_posts": ("请填写推荐几个职位的人选。", "Enter for how many posts the people are."),
    "draft_threshold": (
        "请设定满意率标准：原文没有给出，没有默认值。",
        "Set the line of satisfaction: the text leaves it open, and nothing is assumed.",
    ),
    "draft_board": ("请选择密钥保管组。", "Choose the board of trustees."),
    "draft_scrutineers": ("请指定至少两名监票人。", "Name two scrutineers or more."),
    "draft_scrutineer_keys": (
        "请填写每名监票人的公钥。",
        "Enter the public key of every scrutineer.",
    ),
    "draft_parts": (
        "各部分不相符：请检查票类、监票人和题目有没有重复，选项够不够。",
        "The parts do not fit: does anything come twice, are there two options or more?",
    ),
    "prepare": (
        "请核对议程和票类，然后准备会议。",
        "Check agenda and electorates, then prepare the meeting.",
    ),
    "delivering": (
        "正在向另一服务送达文件，请稍候。",
        "Documents are on their way to another service. Please wait.",
    ),
    "import_roll": ("请导入名册（票类 {detail}）。", "Import the roll of electorate {detail}."),
    "make_slips": (
        "请为票类 {detail} 制作选票凭条。",
        "Make the slips of electorate {detail} and upload their public credentials.",
    ),
    "wipe_test_run": (
        "演练还没有清除。演练完毕，请一键清除，再开始签到。",
        "A test run is still there. When it is over, wipe it; then check-in can start.",
    ),
    "start_check_in": ("可以开始签到。", "Check-in can start."),
    "check_in": (
        "请为票类 {detail} 的到会人员签到。",
        "Check in the people of electorate {detail}.",
    ),
    "freeze": ("签到结束后请冻结名单。", "When everybody is checked in, freeze the lists."),
    "invite": (
        "请为票类 {detail} 的人员制作邀请。",
        "Make the invitations of electorate {detail}.",
    ),
    "end_check_in": (
        "签到完毕后请结束签到，并宣布激活截止时间。",
        "When everybody is checked in, end check-in and announce when activation ends.",
    ),
    "activation": (
        "手机正在激活，请等到宣布的截止时间。",
        "Phones are activating; wait for the announced end.",
    ),
    "freeze_activated": (
        "激活时间已到，请冻结名单。",
        "The announced end of activation has come; freeze the lists.",
    ),
    "confirm_record": (
        "请第二人核对并确认事项 {detail} 的记名表决记录。",
        "A second person has to check and confirm the recorded vote on item {detail}.",
    ),
    "consent": (
        "请先就紧急议题 {detail} 是否列入议题进行记名表决。",
        "Record the vote on taking up the urgent item {detail} first.",
    ),
    "adjourn": (
        "全部事项已记名表决，可以结束会议。",
        "Every item was decided by recorded vote; end the meeting.",
    ),
    "items_shut": (
        "现在没有可以表决的事项：请到议程页看是哪一条款不允许，补上它要求的记录。",
        "No item can be voted on now: the agenda says which clause forbids it and what to record.",
    ),
    "next_round": ("请选择下一个表决事项。", "Choose the next item to vote on."),
    "enter_papers": (
        "纸质投票：请两名监票人各自录入全部选票；一致后即计票。",
        "On paper: two scrutineers each enter every paper; when they agree it is counted.",
    ),
    "box_confirms": ("等待票箱确认测评表。", "Waiting for the box to confirm the sheets."),
    "rehearse": (
        "请全体密钥持有人做密钥演练，证明密钥打得开。没有全部做完，不能开始投票。",
        "Every trustee has to rehearse, which proves that their keys open. No round opens before.",
    ),
    "open_round": ("请两人确认开始投票。", "Two people have to confirm the opening."),
    "second_opener": ("还需第二人确认开始投票。", "A second person has to confirm the opening."),
    "box_opens": ("等待票箱开箱。", "Waiting for the box to open."),
    "voting": (
        "投票进行中；结束时请两人确认。",
        "Voting is under way; two people close it.",
    ),
    "second_closer": ("还需第二人确认结束投票。", "A second person has to confirm the close."),
    "box_closes": ("等待票箱关箱。", "Waiting for the box to close."),
    "count_slips": (
        "请两名监票人分别录入票类 {detail} 的印制数和发出数。",
        "Two scrutineers each enter the slips of electorate {detail}: printed and handed out.",
    ),
    "finish": ("全部事项表决完毕，可以结束会议。", "All items are done; finish the meeting."),
    "count_failed": ("计票未能完成（{detail}）。", "The count could not be completed ({detail})."),
    "counting": (
        "会议已结束。计票还要依次做完下面各项，做过的不用再做。",
        "The meeting is over. The count needs the following, in this order; skip what is done.",
    ),
    "certifying": ("计票完成，等待签署证书。", "Counted; waiting for the certificate."),
    "done": ("会议已全部完成。", "Everything is done."),
    "cancelled": ("会议已取消。", "The meeting is cancelled."),
}


DOERS: Mapping[str, tuple[str, ...]] = {
    "delivery_refused": ("organizer",),
    **dict.fromkeys(LACKS, ("organizer",)),
    "prepare": ("organizer",),
    "import_roll": ("organizer",),
    "make_slips": ("organizer",),
    "wipe_test_run": ("organizer",),
    "start_check_in": ("organizer",),
    "check_in": ("registrar",),
    "freeze": ("organizer",),
    "invite": ("organizer",),
    "end_check_in": ("organizer",),
    "freeze_activated": ("organizer",),
    "confirm_record": ("organizer", "scrutineer"),
    "consent": ("organizer",),
    "adjourn": ("organizer",),
    "items_shut": ("organizer",),
    "next_round": ("organizer",),
    "rehearse": ("trustee", "organizer"),
    "open_round": ("organizer", "scrutineer"),
    "second_opener": ("organizer", "scrutineer"),
    "voting": ("organizer", "scrutineer"),
    "second_closer": ("organizer", "scrutineer"),
    "enter_papers": ("scrutineer",),
    "count_slips": ("scrutineer",),
    "finish": ("organizer",),
    "counting": ("scrutineer", "trustee", "certifier"),
    "certifying": ("certifier",),
}
"""Whose step it is, by role, at the desk or at the tally service; nobody's means: wait."""

REMEDIES: Mapping[str, str] = {
    "delivery_refused": "no_network",
    "rehearse": "lost_key",
    "count_failed": "lost_key",
    "counting": "lost_key",
    "count_slips": "counts_differ",
}
"""Where a meeting may stand still: which page of the room ``hall`` helps."""

BEFORE_FREEZE = (MeetingState.PREPARED, MeetingState.CHECKING_IN, MeetingState.ACTIVATING)


@dataclass(frozen=True, slots=True)
class RoundSight:
    """What matters of one round."""

    state: RoundState
    opening: int
    """How many people have confirmed the opening."""
    closing: int
    cause: str | None = None
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """What the desk knows of a meeting at one moment."""

    state: MeetingState
    people: Sequence[People]
    rounds: Sequence[RoundSight]
    waiting: bool
    """A document has not reached its reader yet."""
    refused: str | None
    """The slug with which a reader refused one."""
    rehearsed: bool
    items_left: bool
    uncounted: Sequence[str]
    """Electorates whose slips two scrutineers have not agreed on."""
    blind: bool = False
    activation_over: bool = False
    """The announced end of activation has come."""
    testing: bool = False
    """A test run of this meeting is not wiped yet."""
    lacks: Sequence[Lack] = ()
    """What keeps a draft from being prepared."""
    unconfirmed: Sequence[str] = ()
    """Items whose recorded vote waits for a second person."""
    consents: Sequence[str] = ()
    """Urgent items that wait for their consent vote."""
    recorded: bool = False
    """A recorded vote has decided something."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now: a stable code and a sentence in each language."""

    code: str
    zh: str
    en: str
    parameters: Mapping[str, Sequence[str]]
    """What the sentence is about: class letters as ``electorates``, slugs as ``causes``, keys as
    ``items``."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Who can do it."""
        return DOERS.get(self.code, ())

    @property
    def remedy(self) -> str | None:
        """Which page says what to do when it does not work, None if none does."""
        return REMEDIES.get(self.code)


def next_step(sight: Sight) -> NextStep:
    """Return the one thing that has to happen next."""
    if sight.refused is not None:
        return _step("delivery_refused", causes=[sight.refused])
    if sight.state == MeetingState.DRAFT:
        return _step(sight.lacks[0] if sight.lacks else "prepare")
    if sight.state == MeetingState.CANCELLED:
        return _step("cancelled")
    if sight.state in BEFORE_FREEZE:
        return _before_freeze(sight)
    if sight.state == MeetingState.CLOSED:
        return _afterwards(sight)
    return _during(sight)


def shown_lacks(meeting: str, found: Sequence[Lack]) -> list[dict[str, str | None]]:
    """Return what a draft lacks as it is shown: code, words in each language, and where."""
    return [
        {"code": lack, "zh": TEXTS[lack][0], "en": TEXTS[lack][1], "link": link_of(meeting, lack)}
        for lack in found
    ]


def _before_freeze(sight: Sight) -> NextStep:
    """Return what is missing between preparation and the frozen lists."""
    if sight.state == MeetingState.ACTIVATING:
        return _activating(sight)
    if sight.unconfirmed:
        return _step("confirm_record", items=sight.unconfirmed)
    checking_in = sight.state == MeetingState.CHECKING_IN
    lacking: list[tuple[str, list[str]]] = [
        ("import_roll", [line.electorate for line in sight.people if line.roll == 0]),
        ("invite", [p.electorate for p in sight.people if sight.blind and p.invited == 0]),
        (
            "make_slips",
            [p.electorate for p in sight.people if not sight.blind and p.printed is None],
        ),
    ]
    if checking_in:
        lacking.append(("check_in", [p.electorate for p in sight.people if p.present == 0]))
    for code, electorates in lacking:
        if electorates and not sight.waiting:
            return _step(code, electorates=electorates)
    if sight.waiting:
        return _step("delivering")
    if not checking_in:
        return _before_check_in(sight)
    return _step("end_check_in" if sight.blind else "freeze")


def _before_check_in(sight: Sight) -> NextStep:
    """Return what is left before the doors open: keys are tried while nobody waits in the hall."""
    if sight.testing:
        return _step("wipe_test_run")
    return _step("start_check_in" if sight.rehearsed else "rehearse")


def _activating(sight: Sight) -> NextStep:
    """Return what a blind meeting waits for after check-in."""
    if sight.waiting:
        return _step("delivering")
    return _step("freeze_activated" if sight.activation_over else "activation")


def _during(sight: Sight) -> NextStep:
    """Return what a ready meeting waits for."""
    current = next((line for line in sight.rounds if line.state in IN_PROGRESS), None)
    if current is not None:
        return _in_round(current, sight.rehearsed)
    if sight.unconfirmed:
        return _step("confirm_record", items=sight.unconfirmed)
    if sight.items_left:
        return _step("next_round")
    return _after_items(sight)


def _after_items(sight: Sight) -> NextStep:
    """Return what is left when no item can be voted on right away."""
    if sight.consents:
        return _step("consent", items=sight.consents)
    if all(line.state == RoundState.CANCELLED for line in sight.rounds):
        return _step("adjourn" if sight.recorded else "items_shut")
    if sight.uncounted:
        return _step("count_slips", electorates=sight.uncounted)
    return _step("finish")


def _in_round(current: RoundSight, rehearsed: bool) -> NextStep:
    """Return what the round in progress waits for."""
    if current.paper:
        return _step("enter_papers")
    if current.state == RoundState.FROZEN:
        if not rehearsed:
            return _step("rehearse")
        return _step("second_opener" if current.opening else "open_round")
    if current.state == RoundState.OPEN:
        return _step("second_closer" if current.closing else "voting")
    waits = {RoundState.DRAFT: "box_confirms", RoundState.OPENING: "box_opens"}
    return _step(waits.get(current.state, "box_closes"))


def _afterwards(sight: Sight) -> NextStep:
    """Return what is left once the meeting is closed."""
    failed = next((line.cause for line in sight.rounds if _failed(line)), None)
    if failed is not None:
        return _step("count_failed", causes=[failed])
    if sight.waiting:
        return _step("delivering")
    states = {line.state for line in sight.rounds if not line.paper}  # papers are not certified
    if RoundState.CLOSED in states:
        return _step("counting")
    unsigned = {RoundState.COUNTED, RoundState.SEALED}
    return _step("certifying" if unsigned & states else "done")


def _failed(line: RoundSight) -> bool:
    """Return whether the count of this round stopped with a cause and may be taken up again."""
    return line.state == RoundState.CLOSED and line.cause is not None


def _step(code: str, **parameters: Sequence[str]) -> NextStep:
    """Return the step ``code``; ``parameters`` are slugs or class letters, never what was sent."""
    named = [text for texts in parameters.values() for text in texts]
    zh, en = TEXTS[code]
    return NextStep(
        code, zh.format(detail="、".join(named)), en.format(detail=", ".join(named)), parameters
    )
