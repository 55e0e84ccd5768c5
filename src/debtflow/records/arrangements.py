"""Arrangements: an agreed way to pay, and how it goes.

An arrangement says what is to be paid when (by instalments, later, for less, or in hardship). How it goes is a pure
function of dated, cleared money since the day on which it began, and of today: instalments met, missed, or failed once
their grace has passed; running, to be broken, or completed. While it runs, its schedule takes the place of the
contract's: days past due are counted by what was agreed. This room knows no case, no stage and no clock.

Money is counted together: what came by a day is held against all that was agreed to that day. So what an instalment
lacks within its tolerance is due with the next one, and the last one, which has no next, is owed to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from debtflow.errors import DateError, MoneyError
from debtflow.records.debts import Instalment
from debtflow.records.ledger import Ledger
from debtflow.records.parties import Id
from debtflow.records.promises import TOLERANCE_PERMILLE
from debtflow.records.standings import numbered
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.dates import Instant, day_number
from debtflow.values.money import Money

__all__ = [
    "AgreedInstalment",
    "AgreedSchedule",
    "Arrangement",
    "ArrangementKind",
    "ArrangementStanding",
    "ArrangementState",
    "ArrangementTerms",
    "InstalmentState",
    "arrangement_standing",
    "as_agreed",
    "equal_instalments",
    "nothing_is_late",
    "written_down",
]


class ArrangementKind(Code):
    """What kind of arrangement it is: by instalments, later, for less, or with small payments for a while."""

    INSTALMENT = 0
    EXTENSION = 1
    SETTLEMENT = 2
    HARDSHIP = 3


class InstalmentState(Code):
    """How one agreed instalment stands."""

    OPEN = 0
    MET = 1
    MISSED = 2
    FAILED = 3


class ArrangementState(Code):
    """How an arrangement stands: as agreed, in the grace of a missed instalment, beyond it, or fulfilled."""

    RUNNING = 0
    MISSED = 1
    BREAKABLE = 2
    COMPLETED = 3


class ArrangementTerms(Frozen):
    """What is offered or agreed.

    Attributes:
        instalments: what is to be paid by when, in the order of their days; in hardship an amount may be zero.
        waives: what the creditor gives up once all of it is paid; a settlement has it, and nothing else does.
        grace_days: for how many days after an instalment's day late money still makes it good.
        tolerance_permille: how many thousandths of an instalment but the last may be missing until the next.
        offer_until: the last day on which the offer can be accepted; None = until it is declined.
    """

    kind: ArrangementKind
    instalments: tuple[Instalment, ...] = Field(min_length=1)
    waives: Money | None = None
    grace_days: int = Field(default=5, ge=0, le=60)
    tolerance_permille: int = Field(default=TOLERANCE_PERMILLE, ge=0, lt=1000)
    offer_until: date | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        days = [instalment.due_on for instalment in self.instalments]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError(f"the days of the instalments must go on from one to the next, found {days}")
        amounts = [instalment.amount for instalment in self.instalments]
        currencies = {money.currency for money in (*amounts, *([self.waives] if self.waives else []))}
        if len(currencies) > 1:
            raise ValueError(f"an arrangement is in one currency, found {sorted(currencies)}")
        least = 0 if self.kind is ArrangementKind.HARDSHIP else 1
        if min(money.minor_units for money in amounts) < least:
            raise ValueError(
                f"an instalment is an amount above zero, found {min(amounts)}; only in hardship it may be 0"
            )
        if (self.kind is ArrangementKind.SETTLEMENT) != (self.waives is not None):
            raise ValueError(
                "a settlement says what it waives, e.g. waives=Money(...), and no other kind waives anything"
            )
        if self.waives is not None and self.waives.minor_units <= 0:
            raise ValueError(f"a settlement waives an amount above zero, found {self.waives}")
        return self

    @property
    def total(self) -> Money:
        """All that is to be paid."""
        return sum((instalment.amount for instalment in self.instalments), Money.zero(self.currency))

    @property
    def waived(self) -> int:
        """What the creditor gives up once all of it is paid; minor units."""
        return self.waives.minor_units if self.waives is not None else 0

    @property
    def currency(self) -> str:
        """The ISO 4217 code."""
        return self.instalments[0].amount.currency

    @property
    def last_due(self) -> int:
        """The day number of the last instalment."""
        return day_number(self.instalments[-1].due_on)


class Arrangement(Frozen):
    """ArrangementTerms as they were offered or agreed on one debt.

    Attributes:
        version: 1 for the first offer of a case, one more for each that follows.
        began_at, began_on: when it was agreed; money from that local day on counts. None = on offer only.
        missed: the numbers (from 1) of the instalments whose miss was recorded.
    """

    terms: ArrangementTerms
    version: int = Field(ge=1)
    offered_at: Instant
    offered_by: Id
    began_at: Instant | None = None
    began_on: date | None = None
    missed: tuple[int, ...] = ()

    @property
    def first_day(self) -> int:
        """The day number from which money counts towards it."""
        if self.began_on is None:
            raise ValueError(f"offer {self.version} was not accepted: no money counts towards it yet")
        return day_number(self.began_on)


class AgreedInstalment(NamedTuple):
    """How one instalment stands: its number (from 1), its day number, and what it still lacks. Minor units."""

    number: int
    due: int
    amount: int
    state: InstalmentState
    short: int


class ArrangementStanding(NamedTuple):
    """How an arrangement stands at the end of a day.

    Attributes:
        came: minor units that came since it began.
        instalments: each with its state, in order.
    """

    state: ArrangementState
    came: int
    instalments: tuple[AgreedInstalment, ...]

    @property
    def is_kept(self) -> bool:
        """Whether no instalment is missed."""
        return self.state in (ArrangementState.RUNNING, ArrangementState.COMPLETED)


def equal_instalments(amount: Money, due_on: Sequence[date]) -> tuple[Instalment, ...]:
    """That amount in equal parts on those days; no cent is lost, the larger parts come first.

    Raises:
        MoneyError: an amount that is no Money, or no day is named.
        DateError: a day that is no date.
    """
    if not isinstance(amount, Money):
        raise MoneyError(f'amount is Money, e.g. Money("60.00", "CNY"), found {amount!r}')
    if not isinstance(due_on, Sequence) or any(type(day) is not date for day in due_on):
        raise DateError(f"due_on is a list of days, e.g. [date(2026, 3, 1), date(2026, 4, 1)], found {due_on!r}")
    return tuple(
        Instalment(due_on=day, amount=part) for day, part in zip(due_on, amount.split(len(due_on)), strict=True)
    )


def arrangement_standing(arrangement: Arrangement, ledger: Ledger, today: int) -> ArrangementStanding:
    """How an agreed arrangement stands at the end of that day, by the money in the ledger.

    An instalment is missed when its day has passed without its money, and fails when its grace has passed too; late
    money does not mend what has failed. The arrangement is completed when all of it has come, in hardship not before
    its last day, and whenever nothing is owed any more.

    Raises:
        MoneyError: it is in another currency than the ledger.
        ValueError: it is only on offer.
    """
    terms, first = arrangement.terms, arrangement.first_day
    if terms.currency != ledger.currency:
        raise MoneyError(f"an arrangement in {terms.currency} cannot be met by money in {ledger.currency}")
    rows, agreed, last = [], 0, len(terms.instalments)
    for number, instalment in enumerate(terms.instalments, start=1):
        amount, due = instalment.amount.minor_units, day_number(instalment.due_on)
        agreed += amount
        may_lack = 0 if number == last else amount * terms.tolerance_permille // 1000
        came_by_then = ledger.credited_between(first, min(today, due + terms.grace_days))
        short = max(0, agreed - may_lack - came_by_then)
        rows.append(
            AgreedInstalment(number, due, amount, _instalment_state(short, due, terms.grace_days, today), short)
        )
    came = ledger.credited_between(first, today)
    over = terms.kind is not ArrangementKind.HARDSHIP or today > terms.last_due
    states = {row.state for row in rows}
    if not ledger.standing(today).owed:
        state = ArrangementState.COMPLETED
    elif InstalmentState.FAILED in states:
        state = ArrangementState.BREAKABLE
    elif came >= agreed and over:
        state = ArrangementState.COMPLETED
    else:
        state = ArrangementState.MISSED if InstalmentState.MISSED in states else ArrangementState.RUNNING
    return ArrangementStanding(state, came, tuple(rows))


def _instalment_state(short: int, due: int, grace_days: int, today: int) -> InstalmentState:
    if not short:
        return InstalmentState.MET
    if today <= due:
        return InstalmentState.OPEN
    return InstalmentState.MISSED if today <= due + grace_days else InstalmentState.FAILED


def nothing_is_late(arrangement: Arrangement, ledger: Ledger, today: int) -> bool:
    """Whether all that was to be paid before that day has been: what was agreed, within its tolerance, and what the
    contract has due beside it.
    """
    standing = arrangement_standing(arrangement, ledger, today)
    agreed = sum(row.amount for row in standing.instalments if row.due < today)
    return standing.is_kept and as_agreed(ledger, arrangement).arrears(today) <= max(0, agreed - standing.came)


def written_down(arrangement: Arrangement, ledger: Ledger, today: int) -> int:
    """What the creditor gives up if the arrangement ends as fulfilled on that day. Never more than is owed. Minor units.

    What it waives, and what of it did not come; who settles for a sum gives up what has accrued since as well.
    """
    first, waived = arrangement.first_day, arrangement.terms.waived
    missing = max(0, arrangement.terms.total.minor_units - ledger.credited_between(first, today))
    accrued = ledger.accrued_between(first, today) if waived else 0
    return min(ledger.standing(today).owed, waived + missing + accrued)


def left_beside(arrangement: Arrangement, ledger: Ledger, today: int) -> int:
    """What has to be worked on once the arrangement has ended as fulfilled on that day. Minor units.

    What is overdue by the contract; and of a debt that was settled for a sum, whatever is owed still.
    """
    given_up = written_down(arrangement, ledger, today)
    if given_up:
        ledger = ledger.with_waiver(today, ledger.given_up(today, given_up).minor_units())
    return ledger.standing(today).owed if arrangement.terms.waived else ledger.arrears(today)


class AgreedSchedule(NamedTuple):
    """What is due as agreed. It answers as a ledger does what is overdue, and for how many days.

    Attributes:
        due: (day number on which it is due, minor units), oldest first; paid by money from `first_day` on.
    """

    ledger: Ledger
    first_day: int
    due: tuple[tuple[int, int], ...]

    def overdue(self, day: int | date) -> tuple[int, int]:
        """What was due before that day and has not come (minor units, never more than is owed), and for how many days."""
        day = numbered(day)
        left, unpaid, days = self.ledger.credited_between(self.first_day, day), 0, 0
        for due_day, amount in self.due:
            if due_day >= day:
                break
            paid = min(left, amount)
            left -= paid
            if amount > paid:
                unpaid += amount - paid
                days = days or day - due_day
        # Money learned of late can leave less owed than was agreed on.
        unpaid = min(unpaid, self.ledger.standing(day).owed) if unpaid else 0
        return unpaid, days if unpaid else 0

    def arrears(self, day: int | date) -> int:
        """What is overdue on that day; see `overdue`. Minor units."""
        return self.overdue(day)[0]

    def days_past_due(self, day: int | date) -> int:
        """Days since the due date of the oldest amount that has not come in full; 0 where nothing is overdue."""
        return self.overdue(day)[1]


def as_agreed(ledger: Ledger, arrangement: Arrangement) -> AgreedSchedule:
    """What is due while the arrangement runs; no money and no balance is touched.

    What was paid before it began stays with what was due before. What the arrangement pays and waives takes the place of
    as much of the contract's schedule, the oldest first; in hardship it takes the place of all that the contract has
    due up to its last day. What the contract has due beyond stays due on its day.

    Raises:
        ValueError: it is only on offer.
    """
    terms, first = arrangement.terms, arrangement.first_day
    left = _beyond(_by_contract(ledger), ledger.standing(first - 1).covered)
    if terms.kind is ArrangementKind.HARDSHIP:
        left = [(day, amount) for day, amount in left if day > terms.last_due]
    else:
        left = _beyond(left, terms.total.minor_units + terms.waived)
    agreed = [(day_number(i.due_on), i.amount.minor_units) for i in terms.instalments]
    return AgreedSchedule(ledger, first, tuple(sorted([*agreed, *left])))


def _by_contract(ledger: Ledger) -> list[tuple[int, int]]:
    """The contract's schedule: (the day number after which it is overdue, minor units), oldest first."""
    sums = ledger.due_sums
    return [(day, due - before) for day, before, due in zip(ledger.due_days, (0, *sums), sums, strict=False)]


def _beyond(due: Sequence[tuple[int, int]], covered: int) -> list[tuple[int, int]]:
    """What of a schedule is left once that many minor units of it are covered, the oldest first."""
    left = []
    for day, amount in due:
        taken = min(amount, covered)
        covered -= taken
        if amount > taken:
            left.append((day, amount - taken))
    return left
