"""Leaves of a person's year: who has to approve each one (N06), and who did on record (F03).

A leave is asked about in one year alone, that of its first day, and on its own half days, also
where it ends in the next year or takes fewer half days than its days have. What this comes to is
a note for people: it prescribes no measure for anybody and changes no grade.

May import: stdlib, shared.rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import Pack
from shared.rules.parameters import Text
from shared.rules.person_year import Inputs, Post
from shared.rules.rulings import Ruling, State

APPROVERS: Mapping[str, Text] = {
    "unit_head": Text(zh="单位主要领导", en="the head of the unit"),
    "organisation_department": Text(zh="县委组织部", en="the organisation department"),
    "county_leader": Text(zh="县主要领导", en="the county's main leader"),
}
"""Who may stand on a leave slip; the clause names its own by the same codes."""
OF_HEADS = "county_leader"
"""The leave of heads is for the county's main leader, whatever its length (N06)."""


@dataclass(frozen=True, slots=True)
class LeaveApproval:
    """What one clause says of one leave, beside who approved it."""

    ruling: Ruling
    """Its target is the leave, by the id of its record."""
    asked: str | None
    """Who has to approve it; None where the clause cannot tell or was not in force."""
    recorded: str | None
    """Who stands on the slip."""

    @property
    def differs(self) -> bool:
        """Whether somebody else stands on the slip than the clause asks for."""
        return None not in (self.asked, self.recorded) and self.asked != self.recorded

    @property
    def said(self) -> Text | None:
        """Who had to approve and who did, in words; None where the clause asks nobody."""
        if self.asked is None or self.recorded is None:
            return None
        rule, asked, recorded = self.ruling.rule, APPROVERS[self.asked], APPROVERS[self.recorded]
        if not self.differs:
            return Text(
                zh=f"应由{asked.zh}审批（{rule}），记录的审批人一致",
                en=f"for {asked.en} to approve ({rule}), who is on record",
            )
        return Text(
            zh=f"应由{asked.zh}审批（{rule}），记录的审批人是{recorded.zh}。请核对请假条；"
            "仅作提示，不影响录入和等次",
            en=f"for {asked.en} to approve ({rule}); on record is {recorded.en}. Check the leave "
            "slip; this is a note, which stops no record and changes no grade",
        )


def asks_about_leaves(pack: Pack) -> bool:
    """Tell whether a pack has a clause on leaves at all."""
    return any("leave" in clause.subject for clause in pack.executable.values())


def leave_approvals(pack: Pack, inputs: Inputs) -> list[LeaveApproval]:
    """Return what the pack says of each leave that begins in the person's year, by first day."""
    begun = [leave for leave in inputs.of_kind("leave") if leave.year == inputs.person.year]
    return [
        approval
        for leave in sorted(begun, key=lambda leave: (str(leave.value["from"]), leave.id))
        for approval in approvals_of(
            pack,
            leave.id,
            leave.value,
            role_on(str(leave.value["from"]), inputs.posts, inputs.person.role),
        )
    ]


def approvals_of(
    pack: Pack, leave: str, value: Mapping[str, Any], role: str
) -> list[LeaveApproval]:
    """Return what each clause on leaves says of one.

    Args:
        pack: the jurisdiction's pack of the year.
        leave: the id of its record.
        value: what the record says.
        role: of whoever took it, on its first day.
    """
    halves = value.get("half_days")
    case = parse_case(
        {
            "subject": {"kind": "leave", "id": leave, "role": role},
            "scope": "year",
            "as_of": value["from"],
            "facts": {} if halves is None else {"leave_half_days": halves},
        }
    )
    return [
        LeaveApproval(ruling, _asked(ruling), value.get("approver"))
        for ruling in evaluate(pack, case).rulings
    ]


def role_on(day: str, posts: Iterable[Post], otherwise: str) -> str:
    """Return as what somebody served on a day; as a head where any of the posts was a head's.

    Args:
        day: YYYY-MM-DD.
        posts: what the person was and when, as far as it was stated.
        otherwise: the role where no post of that day is known.
    """
    roles = [post.role for post in posts if post.holds(day)]
    return "head" if "head" in roles else next(iter(roles), otherwise)


def _asked(ruling: Ruling) -> str | None:
    """Return who has to approve by a ruling."""
    if ruling.state is State.NOT_APPLICABLE and ruling.cause == "other_role":
        return OF_HEADS
    owners = [one.owner for one in ruling.consequences if one.owner in APPROVERS]
    return next(iter(owners), None)
