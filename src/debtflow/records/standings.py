"""How a debt stands at the end of a day, and the arithmetic of what is posted on one: charges, waivers, money.

The room is for plain whole numbers by component, and for seeing that what is asked or posted is such numbers and such
days. It must never know a schedule, a term or another day: the ledger puts days in their order and says how money is to
be applied.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, NamedTuple

from debtflow.errors import LedgerError
from debtflow.records.accruals import Accruals
from debtflow.records.components import NOTHING, Amounts, Component, plus
from debtflow.values.dates import day_of

__all__ = [
    "LAST_DAY",
    "UNKNOWN",
    "LedgerDay",
    "Standing",
    "apply_credit",
    "netted",
    "numbered",
    "see_posting",
    "see_units",
    "settled",
]

LAST_DAY: Final = date.max.toordinal()
"""The number of the last day there is."""


class LedgerDay(NamedTuple):
    """Everything posted with one effective day: charges and waivers by component, and money credited. Minor units."""

    day: int
    charges: Amounts
    credit: int
    waivers: Amounts = NOTHING

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of what was posted."""
        return not self.credit and self.charges == NOTHING and self.waivers == NOTHING


class Standing(NamedTuple):
    """How the debt stands at the end of a day. Minor units.

    Attributes:
        outstanding: owed by component, none below zero.
        credited: all money applied to the debt so far.
        unapplied: money received beyond what was owed; kept for the borrower, never dropped.
        covered: what of the opening balance is paid or waived; instalments are covered by it, the oldest first.
        later: what of `outstanding` was charged or has accrued since the opening, by component.
        waived: what was given up, by component.
        late_since: the due day with which the debt fell into arrears; 0 = not in arrears, or another anchor.
        accruals: what has accrued; None on a debt on which nothing does.
    """

    outstanding: Amounts
    credited: int
    unapplied: int
    covered: int = 0
    later: Amounts = NOTHING
    waived: Amounts = NOTHING
    late_since: int = 0
    accruals: Accruals | None = None

    @property
    def owed(self) -> int:
        """The sum of all components, minor units."""
        return sum(self.outstanding)


UNKNOWN: Final = Standing(NOTHING, 0, 0)
"""How every debt stands before its ledger opens: nothing of it is known yet."""


def apply_credit(outstanding: Amounts, credit: int, order: tuple[Component, ...]) -> tuple[Amounts, int]:
    """Apply money to what is owed; return what is then owed, and what of the money is left over. Minor units."""
    left = list(outstanding)
    for component in order:
        taken = min(left[component], credit)
        left[component] -= taken
        credit -= taken
    return tuple(left), credit


def settled(outstanding: Amounts, later: Amounts, covered: int, left: Amounts) -> tuple[Amounts, Amounts, int]:
    """What is left, what of it came later, and what of the opening is covered, after a part of it was settled.

    Within a component, what was owed at the opening is settled before what came later.
    """
    remains = later if later == NOTHING else tuple(min(pair) for pair in zip(later, left, strict=True))
    return left, remains, covered + sum(outstanding) - sum(left) - (sum(later) - sum(remains))


def netted(one: LedgerDay, other: LedgerDay) -> LedgerDay:
    """Both postings of a day as one."""
    charges, waivers = plus(one.charges, other.charges), plus(one.waivers, other.waivers)
    return LedgerDay(one.day, charges, one.credit + other.credit, waivers)


def see_posting(posted: LedgerDay) -> None:
    """See that a day's postings come to something that can be.

    Raises:
        LedgerError: any of them comes to less than nothing.
    """
    if posted.credit < 0 or min(posted.charges) < 0 or min(posted.waivers) < 0:
        # The waterfall would hand it to the first component, whatever it was taken from.
        parts = {"the money credited": posted.credit}
        parts |= {f"the {c.label} charged": units for c, units in zip(Component, posted.charges, strict=True)}
        parts |= {f"the {c.label} waived": units for c, units in zip(Component, posted.waivers, strict=True)}
        below = ", ".join(f"{what} on {day_of(posted.day)} would come to {u}" for what, u in parts.items() if u < 0)
        raise LedgerError(f"{below} minor units, below zero: take back only what was posted on that day")


def numbered(day: object) -> int:
    """The number of a day that is named by its date or by its number.

    Raises:
        LedgerError: it is no day.
    """
    if type(day) is int and 0 < day <= LAST_DAY:
        return day
    if isinstance(day, date) and not isinstance(day, datetime):
        return day.toordinal()
    if isinstance(day, datetime):
        advice = "an instant, whose day depends on a zone: write its date()"
    elif type(day) is int:
        advice = f"no day number: these are 1 (0001-01-01) to {LAST_DAY} (9999-12-31), as date.toordinal() gives them"
    else:
        advice = f"no day ({type(day).__name__})"
    raise LedgerError(f"a ledger is asked by days, e.g. date(2026, 3, 11), and {day!r} is {advice}")


def see_units(*amounts: object) -> None:
    """See that amounts are whole minor units.

    Raises:
        LedgerError: one of them is a fraction, or no number.
    """
    for amount in amounts:
        if type(amount) is not int:
            raise LedgerError(
                f"what is posted is whole minor units, e.g. 550 for 5.50, and {amount!r} is none "
                f"({type(amount).__name__}); Money('5.50', 'CNY').minor_units gives them"
            )
