"""Terms: what is refused when they are stated, and what they come to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from tests.records.cast import MARCH_2, cny, loan_of_mr_li, usd

from debtflow.records.components import Component
from debtflow.records.debts import Balance, Debt, Instalment
from debtflow.records.terms import (
    AccrualTerms,
    AmountCap,
    DelinquencyTerms,
    OnWhat,
    Pause,
    RateCap,
    Terms,
    paused,
)
from debtflow.records.waterfalls import Waterfall
from debtflow.values.daycounts import DayCount
from debtflow.values.rates import Rate
from debtflow.values.spans import NO_END, Span

APRIL_1, MAY_1 = date(2026, 4, 1), date(2026, 5, 1)


def accrues(component: Component = Component.INTEREST, **changes: Any) -> AccrualTerms:
    given: dict[str, Any] = {
        "component": component,
        "on": OnWhat.PRINCIPAL,
        "rate": Rate.per_cent("12"),
        "day_count": DayCount.ACT_365F,
        "from_on": APRIL_1,
    }
    return AccrualTerms(**(given | changes))


def test_a_change_of_rate_follows_the_day_on_which_the_first_ends() -> None:
    first, second = accrues(until_on=MAY_1), accrues(from_on=MAY_1, rate=Rate.per_cent("18"))
    assert Terms(accrual=(first, second)).accrual[0].span == Span(APRIL_1.toordinal(), MAY_1.toordinal())
    overlap = accrues(from_on=date(2026, 4, 30))
    with pytest.raises(ValidationError, match=r"two terms hold at once, .*end the first with until_on"):
        Terms(accrual=(first, overlap))
    with pytest.raises(ValidationError, match="two terms hold at once"):
        Terms(accrual=(accrues(), accrues(from_on=MAY_1)))
    # Another component, or the same on another base, is no change of rate.
    assert Terms(accrual=(accrues(), accrues(Component.DEFAULT_INTEREST), accrues(on=OnWhat.PRINCIPAL_OVERDUE)))


def test_what_cannot_accrue_is_refused() -> None:
    with pytest.raises(ValidationError, match="not capitalised"):
        accrues(Component.PRINCIPAL)
    with pytest.raises(ValidationError, match="hold on no day"):
        accrues(until_on=APRIL_1)
    assert accrues(until_on=date(2026, 4, 2)).span.end == APRIL_1.toordinal() + 1
    assert accrues().span.end == NO_END


def test_a_cap_without_accrual_would_cap_nothing() -> None:
    cap = RateCap(rate=Rate.per_cent("24"), day_count=DayCount.ACT_365F)
    with pytest.raises(ValidationError, match="nothing accrues"):
        Terms(caps=(cap,))
    assert Component.COSTS not in cap.components
    with pytest.raises(ValidationError, match="zero or more"):
        AmountCap(components={Component.FEES}, amount=cny("-0.01"))


def test_a_pause_says_what_it_pauses() -> None:
    with pytest.raises(ValidationError, match="pauses nothing"):
        Pause(id="p", from_on=APRIL_1)
    with pytest.raises(ValidationError, match="holds on no day"):
        Pause(id="p", from_on=APRIL_1, until_on=APRIL_1, days_past_due=True)
    one = Pause(id="p", from_on=APRIL_1, until_on=date(2026, 4, 2), days_past_due=True)
    other = Pause(id="q", from_on=APRIL_1, accrual_of={Component.INTEREST})
    assert paused((one, other)) == (Span(APRIL_1.toordinal(), APRIL_1.toordinal() + 1),)
    assert paused((one, other), Component.INTEREST) == (other.span,)
    assert paused((one, other), Component.FEES) == ()
    with pytest.raises(ValidationError, match="two pauses have one id"):
        Terms(pauses=(one, one))


@pytest.mark.parametrize(("days", "goes"), [(0, True), (366, True), (-1, False), (367, False)])
def test_grace_is_some_days_and_at_most_a_year(days: int, goes: bool) -> None:
    if goes:
        assert DelinquencyTerms(grace_days=days).grace_days == days
    else:
        with pytest.raises(ValidationError):
            DelinquencyTerms(grace_days=days)


def test_a_scale_makes_every_rate_whole() -> None:
    terms = Terms(
        accrual=(accrues(), accrues(Component.FEES, day_count=DayCount.ACT_360, rate=Rate(numerator=1, denominator=7))),
        caps=(RateCap(rate=Rate.per_cent("24"), day_count=DayCount.ACT_ACT_ISDA),),
    )
    for rate, count in (
        *((term.rate, term.day_count) for term in terms.accrual),
        (Rate.per_cent("24"), DayCount.ACT_ACT_ISDA),
    ):
        assert terms.scale % (rate.denominator * count.units_a_year) == 0
    assert Terms().scale == 1


def test_terms_read_back_from_json_a_named_waterfall_by_its_name_and_an_agreed_one_in_full() -> None:
    agreed = tuple(reversed(Component))
    terms = Terms(
        waterfall=agreed,
        accrual=(accrues(),),
        caps=(
            AmountCap(components={Component.INTEREST}, amount=cny("5.00")),
            RateCap(rate=Rate.per_cent("24"), day_count=DayCount.ACT_360),
        ),
        pauses=(Pause(id="p", from_on=APRIL_1, days_past_due=True),),
    )
    assert Terms.model_validate_json(terms.model_dump_json()) == terms
    named = Terms(waterfall=Waterfall.CHINA_CARDS)
    assert '"china_cards"' in named.model_dump_json()
    assert Terms.model_validate_json(named.model_dump_json()) == named


# --- the terms of a debt -----------------------------------------------------------------------------------------------


def debt(**changes: Any) -> Debt:
    return Debt(**(dict(loan_of_mr_li()) | changes))


OVERDUE = Terms(accrual=(accrues(Component.DEFAULT_INTEREST, on=OnWhat.PRINCIPAL_OVERDUE),))


def test_interest_on_overdue_principal_asks_how_much_of_an_instalment_is_principal() -> None:
    assert debt(terms=OVERDUE).principal_due() == (cny("300.00"),) * 3
    owed = Balance(principal=cny("900.00"), interest=cny("30.00"))
    with pytest.raises(ValidationError, match="must say how much of it is principal"):
        debt(terms=OVERDUE, owed=owed)
    said = (Instalment(due_on=MARCH_2, amount=cny("310.00"), principal=cny("300.00")),)
    assert debt(terms=OVERDUE, owed=owed, instalments=said).principal_due() == (cny("300.00"),)
    # Where nothing asks for it, nothing has to be said.
    assert debt(owed=owed).terms == Terms()


@pytest.mark.parametrize(
    ("amount", "principal", "mend"),
    [("310.00", "310.01", "cannot have"), ("310.00", "-0.01", "cannot have"), ("929.00", "901.00", "more principal")],
)
def test_an_instalment_has_no_more_principal_than_there_is(amount: str, principal: str, mend: str) -> None:
    owed = Balance(principal=cny("900.00"), interest=cny("30.00"))
    row = (Instalment(due_on=MARCH_2, amount=cny(amount), principal=cny(principal)),)
    with pytest.raises(ValidationError, match=mend):
        debt(terms=OVERDUE, owed=owed, instalments=row)


def test_the_terms_of_a_debt_are_in_its_currency() -> None:
    capped = Terms(accrual=(accrues(),), caps=(AmountCap(components={Component.FEES}, amount=usd("5.00")),))
    with pytest.raises(ValidationError, match=r"its terms name 5\.00 USD in a debt of CNY"):
        debt(terms=capped)
    row = (Instalment(due_on=MARCH_2, amount=cny("5.00"), principal=usd("5.00")),)
    with pytest.raises(ValidationError, match=r"its terms name 5\.00 USD"):
        debt(instalments=row)
