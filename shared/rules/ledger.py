"""The ledger of one ballot (票数账): how many papers went where, and the identities they keep.

A broken identity means that somebody wrote a wrong number: refused. More papers returned than
issued is no slip of the pen but a spoilt ballot: it is annulled and held again (D13, E31).

May import: stdlib, shared.errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.errors import InvalidInput

RETURNED_OVER_ISSUED = "returned_over_issued"
"""The cause of an annulled ballot."""


class LedgerBroken(InvalidInput):
    """The numbers of a ballot contradict one another; ``identity`` names what does not hold."""

    code = "ledger_broken"

    def __init__(self, identity: str) -> None:
        super().__init__(f"The ledger is wrong: {identity} does not hold. Correct the numbers.")
        self.identity = identity


@dataclass(frozen=True, slots=True)
class Ledger:
    """应到, 实到, 发出, 收回, 废票, 未收回; ``valid`` follows from them (D3)."""

    roll: int
    present: int
    issued: int
    returned: int
    void: int = 0
    unreturned: int | None = None
    """Papers counted as not returned, where somebody counted them."""

    @property
    def valid(self) -> int:
        """Returned and not void: 有效票, abstentions included (E1, E2)."""
        return self.returned - self.void

    @property
    def annulled_by(self) -> str | None:
        """The cause that annuls this ballot, or None."""
        return RETURNED_OVER_ISSUED if self.returned > self.issued else None

    def check(self) -> None:
        """Return if every identity of D3 holds; a ballot that is annulled still has to add up.

        Raises:
            LedgerBroken: names the first identity that does not hold.
        """
        figures = (self.roll, self.present, self.issued, self.returned, self.void)
        if min(figures) < 0 or (self.unreturned is not None and self.unreturned < 0):
            raise LedgerBroken("every number >= 0")
        for holds, identity in (
            (self.present <= self.roll, "present <= roll"),
            (self.issued <= self.present, "issued <= present"),
            (self.void <= self.returned, "void + valid = returned"),
        ):
            if not holds:
                raise LedgerBroken(identity)
        if self.unreturned is None or self.annulled_by is not None:
            return
        if self.returned + self.unreturned != self.issued:
            raise LedgerBroken("issued = returned + unreturned")

    def check_contest(self, options: Mapping[str, int]) -> None:
        """Return if the votes of one contest add up to the valid papers.

        Raises:
            LedgerBroken: they do not.
        """
        if sum(options.values()) != self.valid:
            raise LedgerBroken("sum of options = valid")

    def check_choice(self, options: Mapping[str, int]) -> None:
        """Return if nobody on a list has more votes than there are valid papers.

        Raises:
            LedgerBroken: somebody has.
        """
        if max(options.values()) > self.valid:
            raise LedgerBroken("votes for one person <= valid")
