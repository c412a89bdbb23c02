"""The one line that says what blocks a meeting right now, in Chinese and English.

Decided from what the desk has stored; nothing is asked of another service for it.

May import: stdlib, shared.causes, shared.next_step, this room's states, places, gates and words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ballot_service.meetings.domain.delivery_words import Refused, explain_refusal
from ballot_service.meetings.domain.gates import People
from ballot_service.meetings.domain.item_gates import Shut, ShutItem
from ballot_service.meetings.domain.outlines import LACKS, Lack
from ballot_service.meetings.domain.places import item_link, link_of
from ballot_service.meetings.domain.states import IN_PROGRESS, VOID, MeetingState, RoundState
from ballot_service.meetings.domain.step_words import TEXTS, WITHOUT_RESULT
from shared.causes import explain
from shared.next_step import NextStep

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
    "round_shut": ("organizer",),
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
    item: str = ""
    """What it was about."""
    replaced: bool = False
    """A later round took its place, as a document says that was signed when the meeting ended."""
    shut: ShutItem | None = None
    """Of a round that is not open yet: what keeps its item from the vote since it began."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the desk knows of a meeting at one moment."""

    state: MeetingState
    people: Sequence[People]
    rounds: Sequence[RoundSight]
    waiting: bool
    """A document has not reached its reader yet."""
    refused: Refused | None
    """One that a reader refused, and with which slug."""
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
    found: Mapping[Lack, tuple[str, str]] = field(default_factory=dict)
    """What the sentence of a lack names: what cannot be printed, who has another key."""
    unconfirmed: Sequence[str] = ()
    """Items whose recorded vote waits for a second person."""
    consents: Sequence[str] = ()
    """Urgent items that wait for their consent vote."""
    recorded: bool = False
    """A recorded vote has decided something."""
    shut: Sequence[ShutItem] = ()
    """Items that a gate keeps from the vote."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of the agenda's items, by key."""
    meeting: str = ""
    """Its id, for links."""
    has_agenda: bool = False
    """Items are taken up on the agenda, where their gates are shown."""


def next_step(sight: Sight) -> NextStep:
    """Return the one thing that has to happen next.

    Beside it stand the gates that are shut; while a round is not over, only those of its item that
    were shut before it opened.
    """
    step, current = _next(sight), _under_way(sight)
    told = sight.shut if current is None else [current.shut] if current.shut else []
    gates = tuple(_gate(sight, item, shut) for item in told for shut in _told(item))
    return replace(
        step,
        roles=DOERS.get(step.code, ()),
        remedy=REMEDIES.get(step.code),
        link=link_of(sight.meeting, step.code, sight.has_agenda),
        gates=gates,
    )


def _next(sight: Sight) -> NextStep:
    """Return what has to happen next, without its place and the gates."""
    if sight.refused is not None:
        causes = [f"{sight.refused.reader}: {sight.refused.slug}"]
        return _said("delivery_refused", explain_refusal(sight.refused).whole, causes=causes)
    if sight.state == MeetingState.DRAFT:
        return _lacking(sight.lacks[0], sight.found) if sight.lacks else _step("prepare")
    if sight.state == MeetingState.CANCELLED:
        return _step("cancelled")
    if sight.state in BEFORE_FREEZE:
        return _before_freeze(sight)
    if sight.state == MeetingState.CLOSED:
        return _afterwards(sight)
    return _during(sight)


def shown_lacks(
    meeting: str, missing: Sequence[Lack], found: Mapping[Lack, tuple[str, str]]
) -> list[dict[str, str | None]]:
    """Return what a draft lacks as it is shown: code, words in each language, and where."""
    steps = [_lacking(lack, found) for lack in missing]
    return [
        {"code": step.code, "zh": step.zh, "en": step.en, "link": link_of(meeting, step.code)}
        for step in steps
    ]


def _lacking(lack: Lack, found: Mapping[Lack, tuple[str, str]]) -> NextStep:
    """Return the step that a draft lacks; what was found is named in it."""
    return _said(lack, found.get(lack, ("", "")))


def _before_freeze(sight: Sight) -> NextStep:
    """Return what is missing between preparation and the frozen lists."""
    if sight.state == MeetingState.ACTIVATING:
        return _activating(sight)
    if sight.unconfirmed:
        return _of_items("confirm_record", sight, sight.unconfirmed)
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
    current = _under_way(sight)
    if current is not None:
        return _in_round(current, sight.rehearsed)
    if sight.unconfirmed:
        return _of_items("confirm_record", sight, sight.unconfirmed)
    if sight.items_left:
        return _step("next_round")
    return _after_items(sight)


def _under_way(sight: Sight) -> RoundSight | None:
    """Return the round that is not over yet, None if there is none."""
    return next((line for line in sight.rounds if line.state in IN_PROGRESS), None)


def _after_items(sight: Sight) -> NextStep:
    """Return what is left when no item can be voted on right away."""
    if sight.consents:
        return _of_items("consent", sight, sight.consents)
    if all(line.state == RoundState.CANCELLED for line in sight.rounds):
        return _step("adjourn") if sight.recorded else _items_shut(sight)
    in_boxes = any(not line.paper and line.state != RoundState.CANCELLED for line in sight.rounds)
    if sight.uncounted and in_boxes:
        return _step("count_slips", electorates=sight.uncounted)
    return _without_result("finish", sight)


def _in_round(current: RoundSight, rehearsed: bool) -> NextStep:
    """Return what the round in progress waits for."""
    if current.paper:
        return _step("enter_papers")
    if current.shut is not None:
        return _kept("round_shut", current.shut)
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
        return _said("count_failed", explain(failed).whole, causes=[failed])
    if sight.waiting:
        return _step("delivering")
    states = {line.state for line in sight.rounds}
    if RoundState.CLOSED in states:
        return _step("counting")
    unsigned = {RoundState.COUNTED, RoundState.SEALED}
    return _step("certifying") if unsigned & states else _without_result("done", sight)


def _without_result(code: str, sight: Sight) -> NextStep:
    """Return the step ``code``; it names items whose round was annulled and of which none counts.

    A round that was replaced does not come back when the later one is annulled (E31).
    """
    counting = {line.item for line in sight.rounds if line.state not in VOID and not line.replaced}
    annulled = [line.item for line in sight.rounds if line.state == RoundState.ANNULLED]
    items = [item for item in dict.fromkeys(annulled) if item not in counting]
    if not items:
        return _step(code)
    titles = [f"“{sight.titles.get(item, item)}”" for item in items]
    zh, en = WITHOUT_RESULT
    said = (zh.format(items="、".join(titles)), en.format(items=", ".join(titles)))
    return _said(code, said, items=items)


def _failed(line: RoundSight) -> bool:
    """Return whether the count of this round stopped with a cause and may be taken up again."""
    return line.state == RoundState.CLOSED and line.cause is not None


def _items_shut(sight: Sight) -> NextStep:
    """Return that every item is shut: which gate keeps the first, its clause, what opens it."""
    if not sight.shut:
        return _said("items_shut", ("", ""))
    return _kept("items_shut", sight.shut[0])


def _kept(code: str, item: ShutItem) -> NextStep:
    """Return the step ``code``, which says by which clause an item is kept, and what opens it."""
    shut = item.gates[0]
    said = (
        f"“{item.title}”卡在 {shut.rule}：{shut.gate.zh}",
        f"“{item.title}” is kept by {shut.rule}: {shut.gate.en}",
    )
    return _said(code, said, items=[item.key], clauses=[shut.rule])


def _told(item: ShutItem) -> Sequence[Shut]:
    """Return the gates of an item that are worth telling: behind C07 no other one matters."""
    return item.gates[:1] if item.gates[0].rule == "C07" else item.gates


def _gate(sight: Sight, item: ShutItem, shut: Shut) -> dict[str, str]:
    """Return a shut gate as it is shown beside a step."""
    return {
        "item": item.key,
        "title": item.title,
        **shut.shown(),
        "link": item_link(sight.meeting, item.number),
    }


def _of_items(code: str, sight: Sight, items: Sequence[str]) -> NextStep:
    """Return a step about some items, which its sentence names by their titles."""
    titles = [f"“{sight.titles.get(key, key)}”" for key in items]
    return _said(code, ("、".join(titles), ", ".join(titles)), items=items)


def _step(code: str, **parameters: Sequence[str]) -> NextStep:
    """Return the step ``code``; ``parameters`` are slugs or class letters, never what was sent."""
    named = [text for texts in parameters.values() for text in texts]
    return _said(code, ("、".join(named), ", ".join(named)), **parameters)


def _said(code: str, detail: tuple[str, str], **parameters: Sequence[str]) -> NextStep:
    """Return the step ``code`` with its detail in both languages."""
    zh, en = TEXTS[code]
    return NextStep(
        code, zh.format(detail=detail[0]).strip(), en.format(detail=detail[1]).strip(), parameters
    )
