"""Accrual by worked examples: the nights that count, rounding with its remainder, changes of rate, caps."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.ledgers import LAST, OPENED, all_terms
from tests.records.cast import MARCH_2, cny, day

from debtflow.records.accruals import Ground, accrue, opened
from debtflow.records.components import Component, single
from debtflow.records.debts import Balance, Debt, Instalment, Obligor
from debtflow.records.ledger import Ledger
from debtflow.records.terms import AccrualTerms, AmountCap, OnWhat, Pause, RateCap, Terms
from debtflow.records.waterfalls import Waterfall
from debtflow.values.daycounts import DayCount
from debtflow.values.rates import Rate
from debtflow.values.spans import NO_END

INTEREST, DEFAULT_INTEREST, FEES, PRINCIPAL = (
    Component.INTEREST,
    Component.DEFAULT_INTEREST,
    Component.FEES,
    Component.PRINCIPAL,
)
MARCH_10 = day(2026, 3, 10)


def accrues(component: Component = INTEREST, per_cent: str = "36.5", **changes: Any) -> AccrualTerms:
    """36.5 % on ACT/365: one in a thousand of the principal each night."""
    given: dict[str, Any] = {
        "component": component,
        "on": OnWhat.PRINCIPAL,
        "rate": Rate.per_cent(per_cent),
        "day_count": DayCount.ACT_365F,
        "from_on": MARCH_2,
    }
    return AccrualTerms(**(given | changes))


def ledger(*terms: AccrualTerms, principal: str = "1000.00", due: date | None = None, **more: Any) -> Ledger:
    rows = (Instalment(due_on=due, amount=cny(principal)),) if due else ()
    return Ledger.opened(
        Debt(
            id="d",
            obligors=(Obligor(person="li"),),
            owed=Balance(principal=cny(principal)),
            as_of=MARCH_2,
            instalments=rows,
            terms=Terms(accrual=terms, **more),
        )
    )


def owed(of: Ledger, on: int, component: Component = INTEREST) -> int:
    return of.standing(on).outstanding[component]


# --- nights ------------------------------------------------------------------------------------------------------------


def test_interest_of_a_day_is_that_of_the_nights_before_it() -> None:
    of = ledger(accrues())
    assert [owed(of, OPENED + later) for later in (-1, 0, 1, 2, 30)] == [0, 0, 1_00, 2_00, 30_00]


def test_money_takes_effect_before_the_night_of_its_own_day() -> None:
    of = ledger(accrues(), waterfall=(PRINCIPAL, *tuple(Component)[:-1]))
    paid = of.with_credit(MARCH_10, 400_00)
    assert owed(paid, MARCH_10) == owed(of, MARCH_10) == 8_00
    assert owed(paid, MARCH_10 + 1) == 8_60
    assert owed(of, MARCH_10 + 1) == 9_00


def test_terms_count_for_the_nights_from_their_first_day_until_their_end() -> None:
    of = ledger(accrues(from_on=date(2026, 3, 10), until_on=date(2026, 3, 12)))
    assert [owed(of, MARCH_10 + later) for later in (0, 1, 2, 3)] == [0, 1_00, 2_00, 2_00]


def test_a_change_of_rate_counts_from_its_day() -> None:
    of = ledger(accrues(until_on=date(2026, 3, 10)), accrues(per_cent="73", from_on=date(2026, 3, 10)))
    assert [owed(of, MARCH_10 + later) for later in (-1, 0, 1)] == [7_00, 8_00, 10_00]


def test_default_interest_begins_with_the_night_of_the_due_day_and_is_one_day_s_on_the_day_after() -> None:
    of = ledger(accrues(DEFAULT_INTEREST, on=OnWhat.PRINCIPAL_OVERDUE), due=date(2026, 3, 10))
    assert [owed(of, MARCH_10 + later, DEFAULT_INTEREST) for later in (-1, 0, 1, 2)] == [0, 0, 1_00, 2_00]
    in_time = of.with_credit(MARCH_10, 1000_00)
    assert owed(in_time, MARCH_10 + 5, DEFAULT_INTEREST) == 0
    one_day_late = of.with_credit(MARCH_10 + 1, 1001_00)
    assert one_day_late.standing(MARCH_10 + 5).owed == 0


def test_default_interest_is_on_the_principal_that_is_overdue_and_no_more() -> None:
    of = Ledger.opened(
        Debt(
            id="d",
            obligors=(Obligor(person="li"),),
            owed=Balance(principal=cny("1000.00"), interest=cny("50.00")),
            as_of=MARCH_2,
            instalments=(
                Instalment(due_on=date(2026, 3, 10), amount=cny("350.00"), principal=cny("300.00")),
                Instalment(due_on=date(2026, 3, 20), amount=cny("300.00"), principal=cny("300.00")),
            ),
            terms=Terms(accrual=(accrues(DEFAULT_INTEREST, on=OnWhat.PRINCIPAL_OVERDUE),)),
        )
    )
    assert owed(of, MARCH_10 + 1, DEFAULT_INTEREST) == 30
    # Fifty go to interest, one hundred to the principal of the first instalment.
    paid = of.with_credit(MARCH_10, 150_00)
    assert owed(paid, MARCH_10 + 1, DEFAULT_INTEREST) == 20
    assert owed(of, day(2026, 3, 21), DEFAULT_INTEREST) == 10 * 30 + 60


# --- rounding ----------------------------------------------------------------------------------------------------------


def test_what_has_not_accrued_in_full_is_carried_and_not_owed_yet() -> None:
    of = ledger(accrues(per_cent="10"), principal="1.00")
    exact = [Fraction(later * 10, 365) for later in range(1, 400)]
    assert [owed(of, OPENED + later) for later in range(1, 400)] == [int(part) for part in exact]
    assert (owed(of, OPENED + 36), owed(of, OPENED + 37)) == (0, 1)


@given(all_terms(), st.integers(0, 50_000), st.integers(0, 500), st.data())
def test_splitting_a_span_at_any_day_changes_nothing(
    terms: Terms, principal: int, later: int, data: st.DataObject
) -> None:
    ground = Ground(OPENED, principal, ((OPENED + 9, principal // 2), (OPENED + 20, principal)), terms.pauses)
    start = opened(terms, single(PRINCIPAL, principal))
    if start is None:
        return
    first, middle, end = sorted(data.draw(st.tuples(*[st.integers(OPENED, LAST)] * 3)))
    owing = principal + later
    once = accrue(start, terms, ground, owing, later, first, end)
    half = accrue(start, terms, ground, owing, later, first, middle)
    assert accrue(half, terms, ground, owing, later, middle, end) == once
    assert all(0 <= part < terms.scale for part in once.parts)


@given(st.integers(1, 90_000), st.integers(OPENED, LAST), st.sampled_from([c for c in DayCount if c != 3]))
def test_splitting_the_terms_themselves_at_any_day_changes_nothing(principal: int, split: int, count: DayCount) -> None:
    whole = ledger(accrues(day_count=count), principal=str(principal))
    middle = date.fromordinal(split + 1)
    halves = ledger(
        accrues(day_count=count, until_on=middle), accrues(day_count=count, from_on=middle), principal=str(principal)
    )
    for on in (split, split + 1, split + 2, LAST + 5):
        assert whole.standing(on).outstanding == halves.standing(on).outstanding


def test_thirty_360_us_of_a_month_is_a_month_s_however_often_it_is_looked_at_and_posted_to() -> None:
    of = ledger(accrues(per_cent="12", day_count=DayCount.THIRTY_360_US, from_on=date(2026, 3, 15)))
    month = day(2026, 4, 15)
    assert owed(of, month) == 10_00
    looked_at = of.with_charge(day(2026, 3, 31), FEES, 1).with_charge(day(2026, 4, 1), FEES, 1)
    assert owed(looked_at, month) == 10_00


# --- pauses ------------------------------------------------------------------------------------------------------------


def test_a_pause_stops_the_nights_of_its_days_for_the_components_it_names() -> None:
    of = ledger(accrues(), accrues(DEFAULT_INTEREST))
    pause = Pause(id="p", from_on=date(2026, 3, 10), until_on=date(2026, 3, 12), accrual_of={DEFAULT_INTEREST})
    of = of.with_pause(pause)
    assert [owed(of, MARCH_10 + later, DEFAULT_INTEREST) for later in (0, 1, 2, 3)] == [8_00, 8_00, 8_00, 9_00]
    assert owed(of, MARCH_10 + 3) == 11_00
    # Told again under its id, it takes the place of what was told; overlapping ones do not count twice.
    longer = of.with_pause(pause.changed(until_on=date(2026, 3, 13))).with_pause(pause.changed(id="q"))
    assert owed(longer, MARCH_10 + 4, DEFAULT_INTEREST) == 9_00
    assert owed(longer.with_pause(pause), MARCH_10 + 4, DEFAULT_INTEREST) == owed(of, MARCH_10 + 4, DEFAULT_INTEREST)
    assert pause.changed(until_on=None).span.end == NO_END


# --- caps --------------------------------------------------------------------------------------------------------------


def test_a_cap_on_an_amount_cuts_what_goes_beyond_it_and_shows_what_it_cut() -> None:
    cap = AmountCap(components={INTEREST, FEES}, amount=cny("5.00"))
    of = ledger(accrues(), caps=(cap,))
    assert [owed(of, OPENED + later) for later in (4, 5, 6, 9)] == [4_00, 5_00, 5_00, 5_00]
    assert of.cut(OPENED + 5).interest == cny("0.00")
    assert of.cut(OPENED + 9).interest == cny("4.00")
    # A fee uses up the room, and is itself a fact that is not cut.
    fee = of.with_charge(OPENED + 2, FEES, 9_00)
    assert (owed(fee, OPENED + 9), owed(fee, OPENED + 9, FEES)) == (2_00, 9_00)
    # Paying makes no room: the cap is on what credit costs, not on what is still owed.
    paid = of.with_credit(OPENED + 5, 5_00)
    assert owed(paid, OPENED + 9) == 0


def test_a_cap_on_the_rate_of_all_cost_together_cuts_what_is_stated_last() -> None:
    terms = (accrues(per_cent="18.25"), accrues(DEFAULT_INTEREST, "18.25"))
    cap = RateCap(rate=Rate.per_cent("24"), day_count=DayCount.ACT_365F)
    of = ledger(*terms, caps=(cap,))
    year = OPENED + 365
    assert (owed(of, year), owed(of, year, DEFAULT_INTEREST)) == (182_50, 57_50)
    assert of.standing(year).owed - 1000_00 == 240_00
    assert of.cut(year).default_interest == cny("125.00")
    at_the_cap = ledger(accrues(per_cent="24"), caps=(cap,))
    assert (owed(at_the_cap, year), at_the_cap.cut(year).total) == (240_00, cny("0.00"))
    over_it = ledger(accrues(per_cent="24.01"), caps=(cap,))
    assert owed(over_it, year) == 240_00
    assert over_it.cut(year).interest == cny("0.10")


def test_a_fee_counts_under_a_cap_on_the_rate_and_accrual_waits_until_there_is_room_again() -> None:
    cap = RateCap(rate=Rate.per_cent("36.5"), day_count=DayCount.ACT_365F)
    of = ledger(accrues(), caps=(cap,)).with_charge(MARCH_10, FEES, 10_00)
    # Until 10 March all room was used; the fee takes that of the ten nights after it.
    assert [owed(of, MARCH_10 + later) for later in (0, 1, 10, 11, 12)] == [8_00, 8_00, 8_00, 9_00, 10_00]
    assert of.standing(MARCH_10 + 12).owed == 1000_00 + 20_00


def test_room_that_was_not_used_remains_for_later() -> None:
    pause = Pause(id="p", from_on=MARCH_2, until_on=date(2026, 3, 10), accrual_of={INTEREST})
    cap = RateCap(rate=Rate.per_cent("36.5"), day_count=DayCount.ACT_365F)
    of = ledger(accrues(per_cent="73"), caps=(cap,), pauses=(pause,))
    assert [owed(of, MARCH_10 + later) for later in (0, 8, 9, 10)] == [0, 16_00, 17_00, 18_00]


def test_what_terms_under_one_cap_share_does_not_depend_on_how_long_nobody_looked() -> None:
    """Taken together, all nights would give the first of them what the second took before the room ran out."""
    pause = Pause(id="p", from_on=MARCH_2, until_on=date(2026, 3, 10), accrual_of={INTEREST, DEFAULT_INTEREST})
    cap = RateCap(rate=Rate.per_cent("36.5"), day_count=DayCount.ACT_365F)
    of = ledger(accrues(per_cent="73"), accrues(DEFAULT_INTEREST), caps=(cap,), pauses=(pause,))
    # Eight of room and one more a night: three a night for four nights, then one a night for interest alone.
    assert [owed(of, MARCH_10 + later) for later in (4, 5, 10)] == [8_00, 9_00, 14_00]
    assert [owed(of, MARCH_10 + later, DEFAULT_INTEREST) for later in (4, 5, 10)] == [4_00, 4_00, 4_00]
    assert of.cut(MARCH_10 + 10) == Balance.of_minor_units((0, 0, 6_00, 6_00, 0), "CNY")


def test_the_opening_balance_uses_room_under_a_cap_on_an_amount() -> None:
    debt = Debt(
        id="d",
        obligors=(Obligor(person="li"),),
        owed=Balance(principal=cny("1000.00"), interest=cny("4.00")),
        as_of=MARCH_2,
        terms=Terms(
            waterfall=Waterfall.CIVIL_CODE_561,
            accrual=(accrues(),),
            caps=(AmountCap(components={INTEREST}, amount=cny("5.00")),),
        ),
    )
    assert owed(Ledger.opened(debt), OPENED + 9) == 5_00


@pytest.mark.parametrize("count", DayCount)
def test_a_year_at_a_rate_is_that_rate(count: DayCount) -> None:
    """From the first of January to the next: each convention by its own measure of a year."""
    debt = Debt(
        id="d",
        obligors=(Obligor(person="li"),),
        owed=Balance(principal=cny("36000.00")),
        as_of=date(2027, 1, 1),
        terms=Terms(accrual=(accrues(per_cent="10", day_count=count, from_on=date(2027, 1, 1)),)),
    )
    year = Fraction(365, 360) if count is DayCount.ACT_360 else Fraction(1)
    assert owed(Ledger.opened(debt), day(2028, 1, 1)) == 3600_00 * year
