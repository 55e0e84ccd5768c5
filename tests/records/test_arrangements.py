"""Arrangements: what is due as agreed, what was met or missed, and when one is broken or fulfilled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from tests.records.cast import card_of_ms_okafor, cny, day, loan_of_mr_li, offered, settlement_of_ms_okafor, usd

from debtflow.errors import MoneyError
from debtflow.records.arrangements import (
    Arrangement,
    ArrangementKind,
    ArrangementState,
    ArrangementTerms,
    InstalmentState,
    arrangement_standing,
    as_agreed,
    equal_instalments,
    left_beside,
    nothing_is_late,
    written_down,
)
from debtflow.records.components import Component
from debtflow.records.debts import Instalment
from debtflow.records.ledger import Ledger
from debtflow.records.terms import AccrualTerms, OnWhat, Terms
from debtflow.values.daycounts import DayCount
from debtflow.values.rates import Rate

BEGAN = date(2026, 4, 20)
DUES = (date(2026, 5, 20), date(2026, 6, 20), date(2026, 7, 20))
FIRST, SECOND, THIRD = (day(2026, month, 20) for month in (5, 6, 7))


def terms(amounts: tuple[str, ...] = ("300.00", "300.00", "300.00"), **fields: Any) -> ArrangementTerms:
    """Mr Li's 900.00 CNY, in three parts of 300.00 on the 20th of May, June and July; five days of grace."""
    rows = tuple(Instalment(due_on=due, amount=cny(text)) for due, text in zip(DUES, amounts, strict=False))
    return ArrangementTerms(**{"kind": ArrangementKind.INSTALMENT, "instalments": rows} | fields)


def begun(agreed: ArrangementTerms | None = None) -> Arrangement:
    return offered(agreed or terms(), began_on=BEGAN)


def paid(*credits: tuple[int, int]) -> Ledger:
    ledger = Ledger.opened(loan_of_mr_li())
    for on, minor_units in credits:
        ledger = ledger.with_credit(on, minor_units)
    return ledger


def states(today: int, ledger: Ledger, agreed: ArrangementTerms | None = None) -> tuple[str, list[str]]:
    standing = arrangement_standing(begun(agreed), ledger, today)
    return str(standing.state), [str(row.state) for row in standing.instalments]


# --- what is offered -----------------------------------------------------------------------------------------------------


def test_equal_instalments_lose_no_cent_and_the_larger_parts_come_first() -> None:
    rows = equal_instalments(cny("100.00"), DUES)
    assert [str(row.amount) for row in rows] == ["33.34 CNY", "33.33 CNY", "33.33 CNY"]
    assert [row.due_on for row in rows] == list(DUES)
    with pytest.raises(MoneyError, match="into 0 parts"):
        equal_instalments(cny("100.00"), ())


def test_the_days_of_the_instalments_go_on() -> None:
    rows = equal_instalments(cny("100.00"), (DUES[0], DUES[0]))
    with pytest.raises(ValidationError, match="must go on"):
        ArrangementTerms(kind=ArrangementKind.INSTALMENT, instalments=rows)


def test_a_settlement_says_what_it_waives_and_nothing_else_waives_anything() -> None:
    assert settlement_of_ms_okafor().waived == 112_07
    for kind in ArrangementKind:
        if kind is not ArrangementKind.SETTLEMENT:
            with pytest.raises(ValidationError, match="no other kind waives"):
                terms(kind=kind, waives=cny("1.00"))
    with pytest.raises(ValidationError, match="says what it waives"):
        terms(kind=ArrangementKind.SETTLEMENT)
    with pytest.raises(ValidationError, match="above zero"):
        terms(kind=ArrangementKind.SETTLEMENT, waives=cny("0.00"))


def test_only_in_hardship_an_instalment_may_be_nothing() -> None:
    assert terms(("0.00", "0.00", "100.00"), kind=ArrangementKind.HARDSHIP).total == cny("100.00")
    with pytest.raises(ValidationError, match="only in hardship"):
        terms(("300.00", "0.00", "300.00"))
    with pytest.raises(ValidationError, match="only in hardship"):
        terms(("-1.00",), kind=ArrangementKind.HARDSHIP)


def test_an_arrangement_is_in_one_currency() -> None:
    with pytest.raises(ValidationError, match="one currency"):
        terms(kind=ArrangementKind.SETTLEMENT, waives=usd("1.00"))


def test_terms_read_back_from_json_as_they_were() -> None:
    arrangement = begun(terms(offer_until=BEGAN))
    assert Arrangement.model_validate_json(arrangement.model_dump_json()) == arrangement
    assert '"kind":"instalment"' in arrangement.model_dump_json()


def test_money_does_not_count_towards_what_is_only_on_offer() -> None:
    with pytest.raises(ValueError, match="was not accepted"):
        arrangement_standing(offered(terms()), paid(), FIRST)
    with pytest.raises(ValueError, match="was not accepted"):
        as_agreed(paid(), offered(terms()))


# --- met, missed, failed -------------------------------------------------------------------------------------------------


def test_an_instalment_is_open_to_its_day_missed_after_it_and_failed_after_its_grace() -> None:
    assert states(FIRST, paid()) == ("running", ["open", "open", "open"])
    assert states(FIRST + 1, paid()) == ("missed", ["missed", "open", "open"])
    assert states(FIRST + 5, paid()) == ("missed", ["missed", "open", "open"])
    assert states(FIRST + 6, paid()) == ("breakable", ["failed", "open", "open"])


def test_money_on_the_last_day_of_grace_makes_it_good_and_a_day_later_does_not() -> None:
    assert states(FIRST + 6, paid((FIRST + 5, 300_00))) == ("running", ["met", "open", "open"])
    assert states(FIRST + 6, paid((FIRST + 6, 300_00))) == ("breakable", ["failed", "open", "open"])


def test_an_instalment_is_met_from_47_of_50_parts_and_not_from_a_cent_less() -> None:
    assert states(FIRST + 1, paid((FIRST, 282_00))) == ("running", ["met", "open", "open"])
    assert states(FIRST + 1, paid((FIRST, 281_99))) == ("missed", ["missed", "open", "open"])


def test_what_one_instalment_lacks_is_due_with_the_next() -> None:
    assert states(SECOND + 1, paid((FIRST, 282_00), (SECOND, 299_99)))[1] == ["met", "missed", "open"]
    assert states(SECOND + 1, paid((FIRST, 282_00), (SECOND, 300_00)))[1] == ["met", "met", "open"]


def test_the_last_instalment_is_owed_to_the_cent() -> None:
    most = (FIRST, 300_00), (SECOND, 300_00)
    assert states(THIRD + 1, paid(*most, (THIRD, 299_99))) == ("missed", ["met", "met", "missed"])
    assert states(THIRD + 6, paid(*most, (THIRD, 299_99))) == ("breakable", ["met", "met", "failed"])


def test_money_paid_ahead_meets_what_comes_later() -> None:
    assert states(SECOND + 1, paid((FIRST, 600_00))) == ("running", ["met", "met", "open"])


def test_money_from_the_day_on_which_it_began_counts_and_money_from_the_day_before_never_does() -> None:
    began = day(2026, 4, 20)
    assert states(FIRST + 1, paid((began, 300_00)))[0] == "running"
    assert states(FIRST + 1, paid((began - 1, 300_00)))[0] == "missed"


def test_an_instalment_says_what_it_still_lacks() -> None:
    standing = arrangement_standing(begun(), paid((FIRST, 100_00)), FIRST + 1)
    assert (standing.came, standing.instalments[0].short, standing.instalments[0].due) == (100_00, 182_00, FIRST)
    assert not standing.is_kept


# --- completed -----------------------------------------------------------------------------------------------------------


def test_it_is_completed_as_soon_as_all_of_it_has_come() -> None:
    part = terms(("100.00", "100.00", "100.00"))
    assert states(FIRST, paid((FIRST, 299_99)), part)[0] == "running"
    assert states(FIRST, paid((FIRST, 300_00)), part)[0] == "completed"


def test_in_hardship_it_runs_to_its_last_day_whatever_has_come() -> None:
    pause = terms(("0.00", "0.00", "10.00"), kind=ArrangementKind.HARDSHIP)
    assert states(THIRD, paid((FIRST, 10_00)), pause)[0] == "running"
    assert states(THIRD + 1, paid((FIRST, 10_00)), pause)[0] == "completed"
    assert states(THIRD + 1, paid(), pause)[0] == "missed"


def test_late_money_does_not_mend_what_has_failed_but_where_nothing_is_owed_all_is_well() -> None:
    part = terms(("100.00", "100.00", "100.00"))
    assert states(THIRD, paid((SECOND, 300_00)), part)[0] == "breakable"
    assert states(THIRD, paid((SECOND, 900_00)), part)[0] == "completed"


def test_a_settlement_gives_up_what_it_waives_and_never_more_than_is_owed() -> None:
    agreed = offered(settlement_of_ms_okafor(), began_on=date(2026, 3, 2))
    ledger, april = Ledger.opened(card_of_ms_okafor()), day(2026, 4, 16)
    half = ledger.with_credit(april, 150_00)
    assert arrangement_standing(agreed, half, april).state is ArrangementState.BREAKABLE
    whole = ledger.with_credit(day(2026, 3, 16), 150_00).with_credit(april, 150_00)
    assert arrangement_standing(agreed, whole, april).state is ArrangementState.COMPLETED
    assert written_down(agreed, whole, april) == 112_07
    assert written_down(agreed, whole.with_credit(april, 100_00), april) == 12_07
    assert written_down(agreed, ledger.with_credit(april, 299_97), april) == 112_10


def accruing() -> Ledger:
    """Mr Li's loan with 36.5 % a year on the principal from the day before the agreement: 0.1 % a night."""
    growing = AccrualTerms(
        component=Component.DEFAULT_INTEREST,
        on=OnWhat.PRINCIPAL,
        rate=Rate.per_cent("36.5"),
        day_count=DayCount.ACT_365F,
        from_on=BEGAN - timedelta(days=1),
    )
    return Ledger.opened(loan_of_mr_li().changed(terms=Terms(accrual=(growing,))))


def test_who_settles_for_a_sum_gives_up_what_has_accrued_since_and_who_gives_time_does_not() -> None:
    ledger, began = accruing(), BEGAN.toordinal()
    owed = ledger.standing(began).owed
    half = ledger.money(owed // 2)
    settled = ArrangementTerms(
        kind=ArrangementKind.SETTLEMENT,
        instalments=(Instalment(due_on=DUES[0], amount=half),),
        waives=ledger.money(owed - owed // 2),
    )
    paid_off = ledger.with_credit(FIRST, owed // 2)
    left = paid_off.standing(FIRST).owed
    assert left > owed - owed // 2, "something accrued meanwhile"
    assert paid_off.accrued_between(began, FIRST) > 0 == ledger.accrued_between(began - 30, began - 1)
    assert written_down(begun(settled), paid_off, FIRST) == left
    assert left_beside(begun(settled), paid_off, FIRST) == 0
    given_time = terms((str(ledger.money(owed).amount),))
    on_time = ledger.with_credit(FIRST, owed)
    assert written_down(begun(given_time), on_time, FIRST) == 0
    assert left_beside(begun(given_time), on_time, FIRST) == on_time.standing(FIRST).owed > 0


def test_what_is_left_beside_an_arrangement_outlives_it() -> None:
    part = begun(terms(("100.00", "100.00", "100.00")))
    assert left_beside(part, paid((FIRST, 300_00)), THIRD + 1) == 600_00
    assert left_beside(begun(), paid((FIRST, 900_00)), THIRD + 1) == 0


def test_what_the_contract_has_due_beyond_is_not_given_up() -> None:
    part = begun(terms(("100.00", "100.00", "100.00")))
    assert written_down(part, paid((FIRST, 300_00)), THIRD) == 0


def test_an_arrangement_in_another_currency_is_never_held_against_this_ledger() -> None:
    with pytest.raises(MoneyError, match="in USD cannot be met by money in CNY"):
        arrangement_standing(offered(settlement_of_ms_okafor(), began_on=BEGAN), paid(), FIRST)


# --- what is due as agreed -----------------------------------------------------------------------------------------------


def test_while_it_runs_days_past_due_go_by_what_was_agreed() -> None:
    ledger = paid()
    assert ledger.days_past_due(FIRST) > 60
    agreed = as_agreed(ledger, begun())
    assert agreed.days_past_due(FIRST) == 0
    assert (agreed.arrears(FIRST + 1), agreed.days_past_due(FIRST + 1)) == (300_00, 1)
    assert agreed.ledger is ledger


def test_what_was_paid_before_stays_with_what_was_due_before() -> None:
    ledger = paid((day(2026, 3, 10), 100_00), (FIRST, 300_00))
    assert as_agreed(ledger, begun(terms(("300.00", "300.00", "200.00")))).arrears(SECOND + 1) == 300_00


def test_what_the_contract_has_due_beyond_stays_due_on_its_day() -> None:
    """The first two instalments of the contract, put off to June; the third stays due on 10 May."""
    later = terms(("600.00",), kind=ArrangementKind.EXTENSION)
    later = later.changed(instalments=(Instalment(due_on=date(2026, 6, 20), amount=cny("600.00")),))
    agreed = as_agreed(paid(), begun(later))
    assert agreed.due == ((day(2026, 5, 10), 300_00), (SECOND, 600_00))


def test_in_hardship_nothing_else_is_due_before_it_ends() -> None:
    pause = terms(("0.00", "0.00", "10.00"), kind=ArrangementKind.HARDSHIP)
    agreed = as_agreed(paid(), begun(pause))
    assert agreed.arrears(THIRD) == 0
    assert agreed.arrears(THIRD + 1) == 10_00


@pytest.mark.parametrize(("last", "left"), [(10, ()), (9, ((day(2026, 5, 10), 300_00),))])
def test_in_hardship_what_the_contract_has_due_up_to_its_last_day_is_put_off(last: int, left: Any) -> None:
    due_on = date(2026, 5, last)
    pause = ArrangementTerms(
        kind=ArrangementKind.HARDSHIP, instalments=(Instalment(due_on=due_on, amount=cny("10.00")),)
    )
    assert as_agreed(paid(), begun(pause)).due == ((day(2026, 5, last), 10_00), *left)


@pytest.mark.parametrize(("on", "april"), [(day(2026, 4, 20), 300_00), (day(2026, 4, 19), 200_00)])
def test_money_of_the_day_on_which_it_began_is_paid_on_it_and_money_of_the_day_before_on_the_contract(
    on: int, april: int
) -> None:
    agreed = as_agreed(paid((on, 100_00)), begun(terms(("300.00",))))
    assert agreed.due == ((day(2026, 4, 10), april), (day(2026, 5, 10), 300_00), (FIRST, 300_00))


def test_what_a_settlement_waives_is_not_due_by_contract_either() -> None:
    settled = terms(("300.00", "300.00"), kind=ArrangementKind.SETTLEMENT, waives=cny("300.00"))
    assert as_agreed(paid(), begun(settled)).due == ((FIRST, 300_00), (SECOND, 300_00))


def test_what_is_due_today_excuses_nothing_that_is_late_beside_it() -> None:
    """750.00 of the 900.00 had come; 100.00 are put off to 20 June, and 50.00 are late by contract."""
    later = terms(("100.00",), kind=ArrangementKind.EXTENSION)
    later = later.changed(instalments=(Instalment(due_on=date(2026, 6, 20), amount=cny("100.00")),))
    agreed, ledger = offered(later, began_on=date(2026, 5, 15)), paid((day(2026, 5, 14), 750_00))
    assert not nothing_is_late(agreed, ledger, SECOND)
    assert nothing_is_late(agreed, paid((day(2026, 5, 14), 800_00)), SECOND)


def test_nothing_is_due_that_is_not_owed() -> None:
    """Money of before that is learned of late leaves 200.00 owed of the 900.00 that were agreed on."""
    agreed = as_agreed(paid((day(2026, 4, 1), 700_00)), begun())
    assert agreed.arrears(THIRD + 1) == 200_00
    assert agreed.arrears(FIRST + 1) == 200_00


def test_what_is_due_beside_it_is_late_by_itself() -> None:
    """100.00 of the arrears put off to 20 June; the contract's own instalments stay due on their days."""
    later = terms(("100.00",), kind=ArrangementKind.EXTENSION)
    later = later.changed(instalments=(Instalment(due_on=date(2026, 6, 20), amount=cny("100.00")),))
    agreed, april = offered(later, began_on=date(2026, 3, 12)), day(2026, 4, 10)
    in_time = paid((day(2026, 3, 10), 200_00))
    assert nothing_is_late(agreed, in_time, april)
    assert not nothing_is_late(agreed, in_time, april + 1)
    assert nothing_is_late(agreed, in_time.with_credit(april, 300_00), april + 1)


def test_what_may_lack_is_not_late() -> None:
    assert nothing_is_late(begun(), paid((FIRST, 282_00)), FIRST + 1)
    assert not nothing_is_late(begun(), paid((FIRST, 281_99)), FIRST + 1)


def test_a_state_of_an_instalment_and_of_an_arrangement_has_its_number_for_good() -> None:
    assert [int(state) for state in InstalmentState] == [0, 1, 2, 3]
    assert [int(state) for state in ArrangementState] == [0, 1, 2, 3]
    assert {str(kind): int(kind) for kind in ArrangementKind} == {
        "instalment": 0,
        "extension": 1,
        "settlement": 2,
        "hardship": 3,
    }


def test_a_day_later_nothing_changes_but_by_a_day_that_passes() -> None:
    ledger = paid((FIRST, 300_00))
    for today in range(FIRST + 1, SECOND + 1):
        assert states(today, ledger) == ("running", ["met", "open", "open"]), timedelta(today)
