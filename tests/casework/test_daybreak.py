"""A day that has begun at the house, or anywhere the person may be, is not in the future; the next one is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.casework.office import BOOK, JAN_5, LENA, cny

from debtflow import (
    AccrualTerms,
    Balance,
    Borrower,
    Caseload,
    CaseOutcome,
    Component,
    DayCount,
    Debt,
    Obligor,
    OnWhat,
    Rate,
    Terms,
    events,
)
from debtflow.casework.daybreak import see_begun
from debtflow.errors import NotPossibleError

NEW_YORK, SHANGHAI, KIRITIMATI = "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"
# Four in the morning of the eighth in Shanghai, three in the afternoon of the seventh in New York.
NIGHT = datetime(2026, 1, 7, 20, tzinfo=UTC)
EIGHTH, NINTH = date(2026, 1, 8), date(2026, 1, 9)


@pytest.mark.parametrize(
    ("house", "zones", "whose"),
    [
        (SHANGHAI, (NEW_YORK,), r"the day of the house \(Asia/Shanghai\)"),
        (NEW_YORK, (NEW_YORK, SHANGHAI), r"the day of the person \(Asia/Shanghai\)"),
        (SHANGHAI, (SHANGHAI,), r"the day of the house \(Asia/Shanghai\)"),
        (SHANGHAI, (), r"the day of the house \(Asia/Shanghai\)"),
    ],
)
def test_the_furthest_day_of_all_counts_and_is_named(house: str, zones: tuple[str, ...], whose: str) -> None:
    see_begun(EIGHTH, "it cannot be", NIGHT, zones, house)
    with pytest.raises(
        NotPossibleError, match=rf"it cannot be in the future, on 2026-01-09: by {whose}.*it is 2026-01-08"
    ):
        see_begun(NINTH, "it cannot be", NIGHT, zones, house)


def test_where_no_clock_has_reached_it_the_day_has_not_begun() -> None:
    with pytest.raises(NotPossibleError, match="it is 2026-01-07"):
        see_begun(EIGHTH, "it cannot be", NIGHT, (NEW_YORK,), "UTC")
    see_begun(EIGHTH, "it cannot be", NIGHT, (KIRITIMATI,), "UTC")


def abroad(terms: Terms | None = None) -> Caseload:
    cases = Caseload.open_at("memory:", BOOK, house_zone=SHANGHAI)
    debt = Debt(
        id="card",
        obligors=(Obligor(person="jo"),),
        owed=Balance(principal=cny("80.00")),
        as_of=JAN_5,
        terms=terms or Terms(),
    )
    cases.add(Borrower(id="jo", zones=(NEW_YORK,)), debt, at=datetime(2026, 1, 7, tzinfo=UTC))
    cases.open("card", at=datetime(2026, 1, 7, tzinfo=UTC))
    return cases


INTEREST = Terms(
    accrual=(
        AccrualTerms(
            component=Component.INTEREST,
            on=OnWhat.PRINCIPAL,
            rate=Rate.per_cent("36.5"),
            day_count=DayCount.ACT_365F,
            from_on=JAN_5,
        ),
    )
)


@pytest.mark.parametrize(("terms", "owed"), [(None, "80.00"), (INTEREST, "80.24")])
def test_money_of_the_houses_own_day_is_taken_and_counts_where_the_person_is_when_the_day_comes(
    terms: Terms | None, owed: str
) -> None:
    cases = abroad(terms)
    with pytest.raises(NotPossibleError, match=r"payment b1 cannot have been received in the future, on 2026-01-09"):
        cases.record_payment(person="jo", external_id="b1", money=cny("80.00"), received_on=NINTH, at=NIGHT)
    recorded = cases.record_payment(person="jo", external_id="b1", money=cny("100.00"), received_on=EIGHTH, at=NIGHT)
    assert recorded.applied == (("card", cny(owed)),)
    assert recorded.held == cny("100.00") - cny(owed)
    assert cases.case("card").is_open
    cases.follow_up("card", at=datetime(2026, 1, 8, 6, tzinfo=UTC))
    assert cases.case("card").outcome is CaseOutcome.PAID_IN_FULL
    assert cases.ledger("card").balance(EIGHTH).total == cny("0.00")
    cases.verify()


def test_postings_of_the_houses_own_day_are_taken() -> None:
    cases = abroad()
    fee = events.ChargePosted(component=Component.FEES, amount=cny("5.00"), effective_on=EIGHTH)
    with pytest.raises(NotPossibleError, match=r"a charge cannot have taken effect in the future, on 2026-01-09"):
        cases.record("card", fee.but(effective_on=NINTH), at=NIGHT)
    cases.record("card", fee, by=LENA, at=NIGHT)
    assert cases.ledger("card").balance(EIGHTH).fees == cny("5.00")
    waived = events.AmountWaived(component=Component.FEES, amount=cny("5.00"), effective_on=EIGHTH)
    cases.record("card", waived, by=LENA, at=NIGHT)
    assert cases.ledger("card").balance(EIGHTH).fees == cny("0.00")
