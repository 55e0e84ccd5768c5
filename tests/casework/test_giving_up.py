"""Money that is given up, losses taken in the books, and holds under which nothing accrues: asked for, and in the ledger."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.casework.office import LENA, LI, LOAN, VOSS, cny, done, new_caseload, on

from debtflow import (
    AccrualTerms,
    Caseload,
    Component,
    DayCount,
    Hold,
    HoldKind,
    OnWhat,
    Pending,
    Rate,
    Terms,
    actions,
    events,
)
from debtflow.errors import ConflictError, LedgerError, NotPossibleError


def waive(amount: str, component: Component = Component.INTEREST) -> actions.Waive:
    return actions.Waive(component=component, amount=cny(amount), because="goodwill")


# --- authority: 50 permille of the 519.50 owed are 25.975 --------------------------------------------------------------------


@pytest.mark.parametrize(("amount", "waits"), [("25.97", False), ("25.98", True)])
def test_who_waives_beyond_their_authority_needs_a_second_person(cases: Caseload, amount: str, waits: bool) -> None:
    outcome = cases.submit("loan", waive(amount, Component.PRINCIPAL), by=LENA, at=on(6))
    assert isinstance(outcome, Pending) is waits
    if isinstance(outcome, Pending):
        assert outcome.request.rules == ("generic.waive_beyond_authority",)
        assert cases.case("loan").ledger.closing.owed == 519_50
        done(cases.approve(outcome.request.id, by=VOSS, at=on(6)))
    assert cases.case("loan").ledger.balance(date(2026, 1, 6).toordinal()).principal == cny("500.00") - cny(amount)
    cases.verify()


@pytest.mark.parametrize(("last", "waits"), [("2.97", False), ("2.98", True)])
def test_what_was_waived_before_counts_whoever_waived_it_and_however_it_was_told(
    cases: Caseload, last: str, waits: bool
) -> None:
    done(cases.submit("loan", waive("13.00", Component.PRINCIPAL), by=LENA, at=on(6)))
    told = events.AmountWaived(component=Component.COSTS, amount=cny("5.00"), effective_on=on(6).date())
    cases.record("loan", told, by=VOSS, at=on(7))
    done(cases.submit("loan", waive("5.00", Component.PRINCIPAL), by=VOSS, at=on(8)))
    outcome = cases.submit("loan", waive(last, Component.PRINCIPAL), by=LENA, at=on(9))
    assert isinstance(outcome, Pending) is waits
    done(cases.submit("card", waive("4.00", Component.PRINCIPAL), by=LENA, at=on(9)))
    cases.verify()


def test_a_waiver_in_three_parts_passes_no_limit_that_it_would_not_pass_at_once(cases: Caseload) -> None:
    done(cases.submit("loan", waive("20.00", Component.PRINCIPAL), by=LENA, at=on(6)))
    for amount in ("22.50", "22.50"):
        assert isinstance(cases.submit("loan", waive(amount, Component.PRINCIPAL), by=LENA, at=on(6)), Pending)
    assert cases.case("loan").kept.waived == 20_00


def test_what_is_not_owed_cannot_be_waived(cases: Caseload) -> None:
    with pytest.raises(LedgerError, match=r"12\.51 CNY of interest cannot be waived: 12\.50 CNY of it is owed"):
        cases.submit("loan", waive("12.51"), by=LENA, at=on(6))
    with pytest.raises(NotPossibleError, match="above zero"):
        cases.submit("loan", waive("0.00"), by=LENA, at=on(6))


def test_a_loss_is_taken_in_the_books_once_by_two_people_and_changes_no_amount_owed(cases: Caseload) -> None:
    waits = cases.submit("loan", actions.ChargeOff(), by=LENA, at=on(6))
    assert isinstance(waits, Pending)
    case = done(cases.approve(waits.request.id, by=VOSS, at=on(7))).case
    assert case.ledger.closing.owed == 519_50
    assert case.ledger.charged_off_on == date(2026, 1, 7).toordinal()
    with pytest.raises(ConflictError, match="charged off already, on 2026-01-07"):
        cases.submit("loan", actions.ChargeOff(), by=LENA, at=on(8))


# --- holds under which nothing accrues ---------------------------------------------------------------------------------------

ACCRUING = LOAN.changed(
    obligors=LOAN.obligors[:1],
    terms=Terms(
        accrual=(
            AccrualTerms(
                component=Component.INTEREST,
                on=OnWhat.PRINCIPAL,
                rate=Rate.per_cent("36.5"),
                day_count=DayCount.ACT_365F,
                from_on=date(2026, 1, 5),
            ),
        )
    ),
)


@pytest.fixture
def accruing(url: str) -> Caseload:
    """500.00 of principal at a thousandth a day: 0.50 a night from 5 January, after 12.50 at the opening."""
    cases = new_caseload(url)
    cases.add(LI, ACCRUING, at=on(6))
    cases.open("loan", at=on(6))
    done(cases.submit("loan", actions.ConfirmDebt(), by=LENA, at=on(6)))
    return cases


def interest(cases: Caseload, day: int) -> object:
    return cases.case("loan").ledger.balance(date(2026, 1, day).toordinal()).interest


def moratorium(person: str | None, at: datetime, until: datetime | None = None) -> actions.PlaceHold:
    hold = Hold(id="calm", kind=HoldKind.MORATORIUM, person=person, from_at=at, until_at=until)
    return actions.PlaceHold(hold=hold, because="told late")


def test_without_a_hold_every_night_accrues(accruing: Caseload) -> None:
    assert interest(accruing, 15) == cny("17.50")


@pytest.mark.parametrize("person", [None, "li"])
def test_under_a_moratorium_on_debt_or_person_nothing_accrues(accruing: Caseload, person: str | None) -> None:
    done(accruing.submit("loan", moratorium(person, on(8), on(12)), by=LENA, at=on(8)))
    assert interest(accruing, 15) == cny("15.50"), "the nights of 8, 9, 10 and 11 January are left out"
    accruing.follow_up("loan", at=on(20))
    assert interest(accruing, 15) == cny("15.50")
    accruing.verify()


def test_a_moratorium_that_is_learned_of_late_stops_the_nights_gone_by(accruing: Caseload) -> None:
    done(accruing.submit("loan", moratorium(None, on(8), on(12)), by=LENA, at=on(14)))
    assert interest(accruing, 15) == cny("15.50")


def test_from_its_release_on_it_accrues_again(accruing: Caseload) -> None:
    done(accruing.submit("loan", moratorium(None, on(8)), by=LENA, at=on(8)))
    assert interest(accruing, 15) == cny("14.00")
    done(accruing.submit("loan", actions.ReleaseHold(hold="calm"), by=LENA, at=on(10)))
    assert interest(accruing, 15) == cny("16.50"), "the nights of 8 and 9 January are left out"


def test_what_follows_from_a_hold_is_said_once(accruing: Caseload) -> None:
    done(accruing.submit("loan", moratorium(None, on(8), on(12)), by=LENA, at=on(8)))
    for day in (9, 12, 13, 20):
        accruing.follow_up("loan", at=on(day))
    told = [e for entry in accruing.history("loan") for e in entry.events if isinstance(e, events.PauseAgreed)]
    assert len(told) == 1
