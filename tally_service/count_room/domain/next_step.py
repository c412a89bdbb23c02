"""The one line that says what a round waits for, in Chinese and English.

Decided from what this service has stored; nothing is asked of another service for it.

May import: stdlib, shared.causes, shared.next_step, this room's domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shared.causes import explain
from shared.next_step import NextStep

TEXTS: Mapping[str, tuple[str, str]] = {
    "await_archive": (
        "等待票类 {detail} 的票箱档案：请两名监票人签封箱记录，档案随后自动送来。",
        (
            "Waiting for the archive of class {detail}: it comes by itself once two "
            "scrutineers have signed the closing record."
        ),
    ),
    "await_papers": (
        "本轮用纸质票：等待两名监票人录入、会务登记端结束会议，票数随后自动送来。不需要密钥。",
        (
            "This round is on paper: two scrutineers enter the papers and the organizer finishes "
            "the meeting; then the numbers come by themselves. No key is needed."
        ),
    ),
    "verify": (
        "正在核验选票：{detail} 批。",
        "Ballots are being verified: {detail} batches.",
    ),
    "adding": ("选票已核验，正在相加。", "The ballots are verified and being added up."),
    "await_ledger": (
        "等待会务登记端的票数账：请会议工作人员结束会议。",
        "Waiting for the desk's ledger: the organizer has to finish the meeting.",
    ),
    "await_leftovers": (
        "等待票类 {detail} 的剩余凭条扫描：请两名监票人扫描、签名、公布。",
        "Waiting for the leftover slips of class {detail}: two scrutineers scan, sign and publish.",
    ),
    "deciding": ("各项都已到齐，正在核对。", "Everything is here and being compared."),
    "shares": (
        "等待密钥持有人提交解密份额。{detail}",
        "Waiting for the trustees' shares. {detail}",
    ),
    "shares_at_fault": (
        "份额彼此不符，不能解密。{detail}",
        "The shares contradict each other, so nothing can be decrypted. {detail}",
    ),
    "keys_lost": (
        "本轮的票再也解不开了，谁也不能，管理员也不能。{detail}",
        "Nobody can decrypt this round any more, no administrator either. {detail}",
    ),
    "combining": ("份额够了，正在合并。", "There are enough shares; they are being combined."),
    "ruling": (
        "票数已出，正在按规则包判定。",
        "The votes are counted; the rules are being applied.",
    ),
    "certify": (
        "请认证人核对票数和判定，然后签署。需要 {detail} 人。",
        "Certifiers read counts and rulings, then sign. {detail} are needed.",
    ),
    "certify_sealed": (
        "已收集，未计票。请认证人核对票数账，然后签署。需要 {detail} 人。",
        "Collected, not counted. Certifiers read the ledger, then sign. {detail} are needed.",
    ),
    "certify_correction": (
        "正在更正已认证的结果。请认证人核对新的票数和判定，然后签署。需要 {detail} 人。",
        (
            "A certified result is being corrected. Certifiers read the new one, then sign. "
            "{detail} are needed."
        ),
    ),
    "more_certifiers": (
        "已有 {detail} 签署，还需另一名认证人。",
        "{detail} has signed; another certifier is needed.",
    ),
    "done": ("已认证，报告可以下载。", "Certified; the report can be downloaded."),
    "annulled": ("本轮作废。{detail}", "This round is annulled. {detail}"),
    "failed": ("本轮不能计票。{detail}", "This round cannot be counted. {detail}"),
}

DOERS: Mapping[str, tuple[str, ...]] = {
    "await_archive": ("scrutineer",),
    "await_ledger": ("organizer",),
    "await_papers": ("scrutineer", "organizer"),
    "await_leftovers": ("scrutineer",),
    "shares": ("trustee",),
    "shares_at_fault": ("trustee",),
    "keys_lost": ("organizer",),
    "certify": ("certifier",),
    "certify_sealed": ("certifier",),
    "certify_correction": ("certifier",),
    "more_certifiers": ("certifier",),
    "annulled": ("organizer",),
    "failed": ("organizer", "admin"),
}
"""Whose step it is, by role, here or at the desk; nobody's means: wait."""

LINKS: Mapping[str, str] = {
    "shares": "/t",
    "shares_at_fault": "/t",
    **dict.fromkeys(
        ("certify", "certify_sealed", "certify_correction", "more_certifiers"), "{here}#signing"
    ),
    "done": "{here}/result",
}
"""Where a step is done, if it is at this service; ``here`` is the round's own page."""

REMEDY = ("密钥丢了或读不出：怎么办", "A key share is lost: what to do")
"""What the desk's page about lost keys is called."""


@dataclass(frozen=True, slots=True)
class BoxSight:
    """What matters of one box."""

    electorate: str
    state: str
    done: int = 0
    """Batches of ballots that are verified."""
    total: int = 0
    added: bool = False
    """Its ballots are verified and added up."""
    given: Sequence[str] = ()
    """Names of the trustees whose shares are here."""
    missing: Sequence[str] = ()
    """Names of those whose shares are not."""
    at_fault: Sequence[str] = ()
    """Names of those whose shares contradict the others."""
    lost: Sequence[str] = ()
    """Names of those who are missing because their key is reported lost."""
    refused: Sequence[str] = ()
    """Names of those whose share was refused, because its proof does not hold."""
    threshold: int = 0

    @property
    def contradictory(self) -> bool:
        """Whether enough shares are here and do not combine."""
        return self.state == "decrypting" and bool(self.at_fault)

    @property
    def enough(self) -> bool:
        """Whether there can still be enough shares: those here, and of keys not reported lost."""
        return len(self.given) + len(self.missing) - len(self.lost) >= self.threshold

    @property
    def lacking(self) -> int:
        """How many shares are still needed, as far as is known."""
        return max(0, self.threshold - len(self.given)) if self.state == "decrypting" else 0


@dataclass(frozen=True, slots=True)
class RoundSight:
    """What this service knows of a round at one moment."""

    state: str
    """As the round's row has it; ``correcting`` while a certified result is made anew."""
    cause: str | None
    boxes: Sequence[BoxSight]
    ledger: bool
    """The desk's ledger is here."""
    boxes_away: Sequence[str] = ()
    """Electorates in the ledger whose archive is not here."""
    scans_away: Sequence[str] = ()
    """Electorates in the ledger whose leftover slips are not scanned."""
    paper: bool = False
    """It is held on paper: no box, no ballot to verify, no key share."""
    ruled: bool = False
    signed: Sequence[str] = ()
    """Names of those who have signed the present draft."""
    needed: int = 2


def at_round(step: NextStep, meeting: str, number: str) -> NextStep:
    """Return a step of this round with who can do it, and where, if it is done here."""
    link = LINKS.get(step.code, "").format(here=f"/rounds/{meeting}/{number}")
    return replace(step, roles=DOERS.get(step.code, ()), link=link or None)


def next_step(sight: RoundSight) -> NextStep:
    """Return the one thing that has to happen next."""
    if sight.state in ("annulled", "failed"):
        cause = explain(sight.cause or "unknown")
        texts = (cause.what_zh + cause.do_zh, f"{cause.what_en} {cause.do_en}")
        return _step(sight.state, texts, causes=[sight.cause or "unknown"])
    if sight.state == "certified":
        return _step("done")
    if sight.state == "waiting":
        return _step("await_papers") if sight.paper else _waiting(sight)
    if sight.state == "decrypting":
        return _decrypting(sight)
    return _signing(sight)


def _waiting(sight: RoundSight) -> NextStep:
    """Return what is missing before a round may be decrypted."""
    if sight.boxes_away:
        return _listed("await_archive", electorates=sight.boxes_away)
    verifying = [box for box in sight.boxes if box.state == "verifying"]
    if verifying:
        done, total = (sum(getattr(b, name) for b in verifying) for name in ("done", "total"))
        return _step("verify", (f"{done} / {total}",) * 2, numbers=[str(done), str(total)])
    if not all(box.added for box in sight.boxes):
        return _step("adding")
    if not sight.ledger:
        return _step("await_ledger")
    if sight.scans_away:
        return _listed("await_leftovers", electorates=sight.scans_away)
    return _step("deciding")


def _decrypting(sight: RoundSight) -> NextStep:
    """Return what the shares wait for."""
    short = [box for box in sight.boxes if box.lacking]
    shut = [box for box in short if not box.enough]
    if shut:
        return _shut(shut)
    torn = [box for box in sight.boxes if box.contradictory]
    if torn:
        return _torn(torn)
    if not short:
        return _step("combining")
    return _short(short)


def _short(short: Sequence[BoxSight]) -> NextStep:
    """Return whose shares are needed still, and whose nobody waits for."""
    names = _once(name for box in short for name in box.missing if name not in box.lost)
    zh = "；".join(
        f"票类 {b.electorate}：已有 {len(b.given)} 份，需 {b.threshold} 份" for b in short
    )
    en = "; ".join(f"class {b.electorate}: {len(b.given)} of {b.threshold}" for b in short)
    people_zh, people_en = "、".join(names), ", ".join(names)
    told_zh, told_en = (
        f"{zh}。未交：{people_zh}。",
        f"{en[:1].upper()}{en[1:]}. Not yet: {people_en}.",
    )
    refused = _once(name for box in short for name in box.refused)
    lost = _once(name for box in short for name in box.lost)
    if refused:
        told_zh += f"已拒收 {'、'.join(refused)} 的份额：证明不成立，请查电脑和密钥文件后再交。"
        told_en += f" Refused, because its proof does not hold: {', '.join(refused)}."
    if lost:
        told_zh += f"{'、'.join(lost)} 的密钥已报告丢失，不用等。"
        told_en += f" Reported lost and not waited for: {', '.join(lost)}."
    texts = (told_zh, told_en)
    return _step("shares", texts, names=names, electorates=[box.electorate for box in short])


def _shut(boxes: Sequence[BoxSight]) -> NextStep:
    """Return what is left to do when fewer than k keys are there."""
    names = _once(name for box in boxes for name in box.lost)
    needed = str(max(box.threshold for box in boxes))
    zh = (
        f"{'、'.join(names)} 的密钥已报告丢失，剩下的不足 {needed} 份。"
        "没有泄露任何一票，也不会有结果。"
        "请会议工作人员用新的密钥保管组另开会议，印新凭条重投。谁找到了密钥，撤回报告就能接着解密。"
    )
    en = (
        f"Keys reported lost: {', '.join(names)}; fewer than {needed} are left. No vote leaks, and "
        "there will be no result. The organizer holds the meeting again with a new board of "
        "trustees and new slips. Whoever finds a key takes the report back, and the count goes on."
    )
    return _step("keys_lost", (zh, en), names=names)


def _torn(boxes: Sequence[BoxSight]) -> NextStep:
    """Return what helps when shares contradict each other: those that are not here yet."""
    suspects = _once(name for box in boxes for name in box.at_fault)
    others = _once(name for box in boxes for name in box.missing if name not in box.lost)
    zh, en = f"不符的可能是：{'、'.join(suspects)}。", f"At fault may be: {', '.join(suspects)}."
    if others:
        zh += f"请 {'、'.join(others)} 提交份额，以查明是谁的。"
        en += f" A share of {', '.join(others)} will tell whose it is."
    else:
        zh += "没有别的份额可以等：请管理员查明是哪把密钥，本轮另行重投。"
        en += " There is no other share to wait for: find out whose key it is, repeat the round."
    return _step("shares_at_fault", (zh, en), names=suspects)


def _signing(sight: RoundSight) -> NextStep:
    """Return what a counted or sealed round waits for."""
    if not sight.ruled:
        return _step("ruling")
    if sight.signed:
        texts = ("、".join(sight.signed), ", ".join(sight.signed))
        return _step("more_certifiers", texts, names=sight.signed)
    number = str(sight.needed)
    codes = {"sealed": "certify_sealed", "correcting": "certify_correction"}
    return _step(codes.get(sight.state, "certify"), (number,) * 2, numbers=[number])


def _listed(code: str, electorates: Sequence[str]) -> NextStep:
    """Return a step about some electorates."""
    texts = ("、".join(electorates), ", ".join(electorates))
    return _step(code, texts, electorates=electorates)


def _step(code: str, detail: tuple[str, str] = ("", ""), **parameters: Sequence[str]) -> NextStep:
    """Return the step ``code`` with its detail in both languages."""
    zh, en = TEXTS[code]
    said = (zh.format(detail=detail[0]).strip(), en.format(detail=detail[1]).strip())
    return NextStep(code, *said, parameters)


def _once(names: Iterable[str]) -> list[str]:
    """Return every name once, in order."""
    return list(dict.fromkeys(names))
