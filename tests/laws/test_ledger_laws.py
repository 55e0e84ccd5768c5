"""Laws of the ledger, against an oracle that knows only the raw list of postings and counts cent by cent."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from tests.records.cast import NINE_O_CLOCK, day

from debtflow.records.debts import Balance, Component, Debt, Instalment, Obligor
from debtflow.records.ledger import Ledger
from debtflow.records.promises import Promise, PromiseState, promise_state
from debtflow.values.dates import day_of
from debtflow.values.money import Money

OPENED = day(2026, 3, 2)
# Written out here once more, on purpose: what Civil Code 561 says is not asked of the code under test.
ORDER = (Component.COSTS, Component.FEES, Component.DEFAULT_INTEREST, Component.INTEREST, Component.PRINCIPAL)


class Posting(NamedTuple):
    """Some cents on a day: charged to a component, or, where that is None, credited."""

    day: int
    component: Component | None
    cents: int


days = st.integers(OPENED, OPENED + 12)
cents = st.integers(1, 25)
credits = st.builds(Posting, days, st.none(), cents)
charges = st.builds(Posting, days, st.sampled_from(Component), cents)
postings = st.lists(st.one_of(credits, charges), max_size=10)


@st.composite
def debts(draw: st.DrawFn) -> Debt:
    amounts = draw(st.tuples(*[st.integers(0, 20)] * len(Component)))
    left, instalments = sum(amounts), []
    for due in sorted(draw(st.lists(st.integers(OPENED - 3, OPENED + 10), max_size=4))):
        amount = draw(st.integers(0, left))
        left -= amount
        if amount:
            instalments.append(Instalment(due_on=day_of(due), amount=Money.from_minor_units(amount, "CNY")))
    return Debt(
        id="d",
        obligors=(Obligor(person="li"),),
        owed=Balance.of_minor_units(amounts, "CNY"),
        as_of=day_of(OPENED),
        instalments=tuple(instalments),
    )


def posted(debt: Debt, rows: list[Posting]) -> Ledger:
    ledger = Ledger.opened(debt)
    for row in rows:
        if row.component is None:
            ledger = ledger.with_credit(row.day, row.cents)
        else:
            ledger = ledger.with_charge(row.day, row.component, row.cents)
    return ledger


# --- the oracle ------------------------------------------------------------------------------------------------------------


class Counted(NamedTuple):
    owed: dict[Component, int]
    applied: int
    held: int


def counted(debt: Debt, rows: list[Posting], until: int) -> Counted:
    """Day by day, first what is charged and then every single cent of money, to the first component that is owed."""
    owed = (
        dict(zip(Component, debt.owed.minor_units(), strict=True)) if until >= OPENED else dict.fromkeys(Component, 0)
    )
    applied = held = 0
    for today in range(OPENED, until + 1):
        for row in rows:
            if row.day == today and row.component is not None:
                owed[row.component] += row.cents
        held += sum(row.cents for row in rows if row.day == today and row.component is None)
        for component in ORDER:
            while held and owed[component]:
                owed[component] -= 1
                held -= 1
                applied += 1
    return Counted(owed, applied, held)


def overdue(debt: Debt, applied: int, today: int) -> tuple[int, int]:
    """Arrears in cents, and days past due: each cent that was due before today is paid, oldest first, or it is not."""
    due = [(i.due_on.toordinal(), i.amount.minor_units) for i in debt.instalments] or [
        (OPENED, debt.owed.total.minor_units)
    ]
    single = [due_day for due_day, amount in due for _ in range(amount)]
    unpaid = [due_day for due_day in single[applied:] if due_day < today]
    return len(unpaid), today - unpaid[0] if unpaid else 0


# --- the laws --------------------------------------------------------------------------------------------------------------


@given(debts(), postings)
def test_every_day_stands_as_the_oracle_counts_it(debt: Debt, rows: list[Posting]) -> None:
    ledger = posted(debt, rows)
    for today in range(OPENED - 1, OPENED + 15):
        standing, oracle = ledger.standing(today), counted(debt, rows, today)
        assert dict(zip(Component, standing.outstanding, strict=True)) == oracle.owed
        assert (standing.credited, standing.unapplied) == (oracle.applied, oracle.held)
        assert (ledger.arrears(today), ledger.days_past_due(today)) == overdue(debt, oracle.applied, today)
        assert ledger.arrears(today, standing) == ledger.arrears(today)
        assert ledger.days_past_due(today, standing) == ledger.days_past_due(today)
        assert ledger.balance(today).minor_units() == standing.outstanding


@given(debts(), postings, st.randoms(use_true_random=False))
def test_the_order_in_which_postings_become_known_never_matters(debt: Debt, rows: list[Posting], luck: object) -> None:
    shuffled = list(rows)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = posted(debt, rows), posted(debt, shuffled)
    assert one == other
    for today in range(OPENED, OPENED + 14):
        assert one.standing(today) == other.standing(today)
        assert one.days_past_due(today) == other.days_past_due(today)


@given(debts(), postings, days)
def test_no_cent_is_lost_or_made_and_no_component_is_below_zero(debt: Debt, rows: list[Posting], today: int) -> None:
    standing = posted(debt, rows).standing(today)
    charged = debt.owed.total.minor_units + sum(r.cents for r in rows if r.component is not None and r.day <= today)
    received = sum(r.cents for r in rows if r.component is None and r.day <= today)
    assert standing.credited + standing.unapplied == received
    assert standing.owed + standing.credited == charged
    assert min(*standing.outstanding, standing.credited, standing.unapplied) >= 0
    # Money is held only where nothing is owed.
    assert not (standing.owed and standing.unapplied)


@given(debts(), postings, credits, days)
def test_days_past_due_and_arrears_never_grow_by_a_payment(
    debt: Debt, rows: list[Posting], payment: Posting, today: int
) -> None:
    before, after = posted(debt, rows), posted(debt, [*rows, payment])
    assert after.days_past_due(today) <= before.days_past_due(today)
    assert after.arrears(today) <= before.arrears(today)
    assert after.standing(today).owed <= before.standing(today).owed


@given(debts(), postings, days)
def test_without_money_days_past_due_grow_by_one_a_day(debt: Debt, rows: list[Posting], today: int) -> None:
    ledger = posted(debt, [row for row in rows if row.component is not None])
    now, tomorrow = ledger.days_past_due(today), ledger.days_past_due(today + 1)
    assert tomorrow == now + 1 if now else tomorrow in (0, 1)


@given(debts(), postings, days)
def test_overdue_in_days_and_overdue_in_money_are_one(debt: Debt, rows: list[Posting], today: int) -> None:
    ledger = posted(debt, rows)
    assert (ledger.days_past_due(today) > 0) == (ledger.arrears(today) > 0)
    assert ledger.arrears(today) <= ledger.standing(today).owed


@given(debts(), postings, days, days)
def test_money_in_a_span_is_the_money_of_its_days(debt: Debt, rows: list[Posting], first: int, last: int) -> None:
    expected = sum(row.cents for row in rows if row.component is None and first <= row.day <= last)
    assert posted(debt, rows).credited_between(first, last) == expected


@given(debts(), postings, credits)
def test_a_payment_taken_back_on_its_day_leaves_the_figures_as_if_it_had_never_come(
    debt: Debt, rows: list[Posting], payment: Posting
) -> None:
    ledger = posted(debt, rows)
    back = ledger.with_credit(payment.day, payment.cents).with_credit(payment.day, -payment.cents)
    assert back.closing == ledger.closing
    assert [back.standing(d) for d in range(OPENED, OPENED + 14)] == [
        ledger.standing(d) for d in range(OPENED, OPENED + 14)
    ]


@given(debts(), postings)
def test_a_ledger_reads_back_from_json_as_it_was(debt: Debt, rows: list[Posting]) -> None:
    ledger = posted(debt, rows)
    assert Ledger.model_validate_json(ledger.model_dump_json()) == ledger


@given(debts(), postings, days, st.integers(0, 6), st.integers(0, 4), st.integers(1, 60), st.integers(0, 20))
def test_a_promise_is_kept_by_money_from_its_day_to_its_last_and_by_no_other(
    debt: Debt, rows: list[Posting], made: int, ahead: int, grace: int, amount: int, later: int
) -> None:
    promise = Promise(
        amount=Money.from_minor_units(amount, "CNY"),
        made_at=NINE_O_CLOCK,
        made_on=day_of(made),
        due_on=day_of(made + ahead),
        grace_days=grace,
    )
    last, today = made + ahead + grace, made + later
    came = sum(r.cents for r in rows if r.component is None and made <= r.day <= last and r.day <= today)
    if came * 100 >= amount * 94:
        expected = PromiseState.KEPT
    else:
        broken = PromiseState.PARTIAL if came else PromiseState.BROKEN
        expected = broken if today > last else PromiseState.OPEN
    assert promise_state(promise, posted(debt, rows), today) is expected


@given(debts(), postings, days, st.integers(1, 60))
def test_a_promise_once_kept_or_broken_stays_so_as_days_pass(
    debt: Debt, rows: list[Posting], made: int, amount: int
) -> None:
    promise = Promise(
        amount=Money.from_minor_units(amount, "CNY"),
        made_at=NINE_O_CLOCK,
        made_on=day_of(made),
        due_on=day_of(made + 3),
    )
    ledger = posted(debt, rows)
    states = [promise_state(promise, ledger, made + later) for later in range(20)]
    resolved = [state for state in states if state is not PromiseState.OPEN]
    assert len(set(resolved)) == 1
    assert states[-len(resolved) :] == resolved
