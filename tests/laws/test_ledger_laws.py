"""Laws of the ledger, against an oracle that knows only the raw list of postings and counts cent by cent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.ledgers import (
    LAST,
    OPENED,
    Counted,
    Posting,
    credits,
    days,
    debts,
    far_days,
    far_postings,
    growing_debts,
    pauses,
    posted,
    postings,
    waterfalls,
)
from tests.records.cast import NINE_O_CLOCK

from debtflow.records.components import Component
from debtflow.records.debts import Debt
from debtflow.records.ledger import Ledger
from debtflow.records.promises import Promise, PromiseState, promise_state
from debtflow.records.terms import Pause
from debtflow.values.dates import day_of
from debtflow.values.money import Money

# --- the laws --------------------------------------------------------------------------------------------------------------


def see_every_day(ledger: Ledger, debt: Debt, rows: list[Posting], last: int) -> None:
    for today in range(OPENED - 1, last + 1):
        standing, oracle = ledger.standing(today), Counted.until(debt, rows, today)
        assert standing.outstanding == oracle.outstanding()
        assert (standing.credited, standing.unapplied) == (oracle.applied, oracle.held)
        assert ledger.days_past_due(today) == oracle.days_past_due(today)
        assert ledger.arrears(today) == oracle.arrears(today)
        assert ledger.overdue(today, standing) == ledger.overdue(today)
        assert ledger.balance(today).minor_units() == standing.outstanding
        assert ledger.cut(today).minor_units() == tuple(int(oracle.cut[c]) for c in Component)


@given(debts(), postings)
def test_every_day_stands_as_the_oracle_counts_it(debt: Debt, rows: list[Posting]) -> None:
    see_every_day(posted(debt, rows), debt, rows, OPENED + 15)


@given(growing_debts, far_postings)
def test_every_day_of_a_debt_with_terms_stands_as_the_oracle_counts_it(debt: Debt, rows: list[Posting]) -> None:
    ledger = posted(debt, rows)
    for today in {OPENED - 1, OPENED, LAST, *(row.day + step for row in rows for step in (-1, 0, 1))}:
        standing, oracle = ledger.standing(today), Counted.until(debt, rows, today)
        assert standing.outstanding == oracle.outstanding()
        assert (standing.credited, standing.unapplied) == (oracle.applied, oracle.held)
        assert ledger.days_past_due(today) == oracle.days_past_due(today)
        assert ledger.arrears(today) == oracle.arrears(today)
        assert ledger.cut(today).minor_units() == tuple(int(oracle.cut[c]) for c in Component)


@given(growing_debts, far_postings, st.data())
def test_the_order_in_which_postings_become_known_never_matters(
    debt: Debt, rows: list[Posting], data: st.DataObject
) -> None:
    one, other = posted(debt, rows), posted(debt, data.draw(st.permutations(rows)))
    assert one == other
    today = data.draw(far_days)
    assert one.standing(today) == other.standing(today)
    assert one.overdue(today) == other.overdue(today)


@given(growing_debts, far_postings, far_days)
def test_what_is_not_known_yet_changes_no_figure_of_a_day_before_it(
    debt: Debt, rows: list[Posting], today: int
) -> None:
    whole, until = posted(debt, rows), posted(debt, [row for row in rows if row.day <= today])
    assert whole.standing(today) == until.standing(today)
    assert whole.overdue(today) == until.overdue(today)


@given(growing_debts, far_postings, far_days)
def test_no_cent_is_lost_or_made_and_no_component_is_below_zero(debt: Debt, rows: list[Posting], today: int) -> None:
    ledger = posted(debt, rows)
    standing = ledger.standing(today)
    charged = debt.owed.total.minor_units
    charged += sum(r.cents for r in rows if r.component is not None and not r.waived and r.day <= today)
    accrued = sum(standing.accruals.whole) if standing.accruals is not None else 0
    received = sum(r.cents for r in rows if r.component is None and r.day <= today)
    assert standing.credited + standing.unapplied == received
    assert standing.owed + standing.credited + sum(standing.waived) == charged + accrued
    assert min(*standing.outstanding, *standing.later, standing.credited, standing.unapplied) >= 0
    # Money is held only where nothing is owed.
    assert not (standing.owed and standing.unapplied)
    assert ledger.arrears(today) <= standing.owed


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
    ledger = posted(debt, [row for row in rows if row.component is not None and not row.waived])
    now, tomorrow = ledger.days_past_due(today), ledger.days_past_due(today + 1)
    assert tomorrow == now + 1 if now else tomorrow in (0, 1)


@given(growing_debts, far_postings, far_days)
def test_who_is_past_due_is_in_arrears_and_a_charge_alone_makes_nobody_past_due(
    debt: Debt, rows: list[Posting], today: int
) -> None:
    ledger = posted(debt, rows)
    if ledger.days_past_due(today):
        assert ledger.arrears(today) > 0
    if not ledger.due_sums[-1]:
        assert ledger.days_past_due(today) == 0


@given(growing_debts, far_postings, far_days)
def test_days_past_due_jump_only_on_days_on_which_something_is_posted(
    debt: Debt, rows: list[Posting], today: int
) -> None:
    ledger = posted(debt, rows)
    now, tomorrow = ledger.days_past_due(today), ledger.days_past_due(today + 1)
    if all(row.day != today + 1 for row in rows):
        # A day that is paused adds nothing, every other day one; the first day past due is the first.
        assert tomorrow - now in (0, 1)
    else:
        assert tomorrow <= now + 1


@given(growing_debts, far_postings, far_days, pauses)
def test_a_pause_told_later_is_as_if_it_had_been_in_the_terms(
    debt: Debt, rows: list[Posting], today: int, pause: Pause
) -> None:
    with_it = [known for known in debt.terms.pauses if known.id != pause.id] + [pause]
    known = debt.changed(terms=debt.terms.changed(pauses=tuple(with_it)))
    late, early = posted(debt, rows).with_pause(pause), posted(known, rows)
    assert late.standing(today) == early.standing(today)
    assert late.overdue(today) == early.overdue(today)
    assert late.days_past_due(today) <= posted(debt, rows).days_past_due(today) or pause.id in {
        known.id for known in debt.terms.pauses
    }


@given(growing_debts, far_postings, far_days, far_days)
def test_a_charge_off_changes_no_amount_and_what_is_applied_from_its_day_on_is_recovered(
    debt: Debt, rows: list[Posting], charged_off: int, today: int
) -> None:
    before = posted(debt, rows)
    after = before.with_charge_off(charged_off)
    assert after.changed(charged_off_on=0) == before
    assert after.with_charge_off(charged_off + 1) == after
    applied = before.standing(today).credited - before.standing(charged_off - 1).credited
    assert after.recovered(today) == (applied if today >= charged_off else 0)
    assert 0 <= after.recovered(today) <= before.standing(today).credited
    assert after.recovered(today) + before.standing(min(today, charged_off - 1)).credited == (
        before.standing(today).credited
    )


@given(growing_debts, far_postings, far_days, st.integers(1, 20_000), st.integers(0, 20))
def test_money_is_left_over_only_where_nothing_is_owed_any_more(
    debt: Debt, rows: list[Posting], day: int, cents: int, later: int
) -> None:
    ledger, today = posted(debt, rows), max([day, *(row.day for row in rows)]) + later
    room = ledger.room_for(day, cents, today)
    assert 0 <= room <= cents
    if room < cents:
        assert ledger.with_credit(day, room).standing(today).owed == 0
    if ledger.closing.accruals is None and not any(ledger.closing.waived):
        assert ledger.with_credit(day, room).standing(today).unapplied == ledger.standing(today).unapplied


@given(debts(largest=2_000, terms=growing_debts.map(lambda debt: debt.terms)), waterfalls, far_postings)
def test_money_reaches_a_component_only_where_none_before_it_in_the_order_is_owed(
    debt: Debt, waterfall: object, rows: list[Posting]
) -> None:
    debt = debt.changed(terms=debt.terms.changed(waterfall=waterfall))
    if debt.terms.accrual or not isinstance(waterfall, tuple):
        return
    for today in sorted({row.day for row in rows if row.component is None}):
        day = [row for row in rows if row.day <= today]
        without = posted(debt, [row for row in day if row.day < today or row.component is not None]).standing(today)
        standing = posted(debt, day).standing(today)
        paid = [without.outstanding[c] - standing.outstanding[c] for c in waterfall]
        for at, component in enumerate(waterfall):
            if paid[at]:
                assert all(standing.outstanding[before] == 0 for before in waterfall[:at]), component


@given(debts(), postings, days, days)
def test_money_in_a_span_is_the_money_of_its_days(debt: Debt, rows: list[Posting], first: int, last: int) -> None:
    expected = sum(row.cents for row in rows if row.component is None and first <= row.day <= last)
    assert posted(debt, rows).credited_between(first, last) == expected


@given(growing_debts, far_postings, far_days, st.integers(1, 3_000))
def test_a_payment_that_is_reversed_leaves_the_ledger_as_if_it_had_never_come(
    debt: Debt, rows: list[Posting], day: int, cents: int
) -> None:
    never = posted(debt, rows)
    taken_back = posted(debt, [Posting(day, None, cents), *rows]).with_reversal(day, cents)
    assert taken_back == never


@given(growing_debts, far_postings)
def test_a_ledger_reads_back_from_json_as_it_was(debt: Debt, rows: list[Posting]) -> None:
    ledger = posted(debt, rows)
    again = Ledger.model_validate_json(ledger.model_dump_json())
    assert again == ledger
    assert again.model_dump_json() == ledger.model_dump_json()
    assert again.with_credit(LAST, 5) == ledger.with_credit(LAST, 5)


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
