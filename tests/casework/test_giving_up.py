"""Money that is given up, losses taken in the books, and holds under which nothing accrues: asked for, and in the ledger."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.casework.office import CARD, LENA, LI, LOAN, VOSS, agreed_to, cny, done, new_caseload, on, to_negotiation

from debtflow import (
    AccrualTerms,
    Block,
    Borrower,
    Caseload,
    CaseOutcome,
    Component,
    DayCount,
    Hold,
    HoldKind,
    Instalment,
    Obligor,
    OnWhat,
    Pending,
    Rate,
    Terms,
    actions,
    events,
)
from debtflow.errors import ConflictError, LedgerError, NotPossibleError
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms
from debtflow.records.consents import ConsentTo


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


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        (CaseOutcome.FORGIVEN, "0.00"),
        (CaseOutcome.UNECONOMIC, "519.50"),
        (CaseOutcome.EXHAUSTED, "519.50"),
        (CaseOutcome.SOLD, "519.50"),
    ],
)
def test_what_is_forgiven_is_owed_no_more_and_after_every_other_end_it_still_is(
    cases: Caseload, outcome: CaseOutcome, left: str
) -> None:
    agreed_to(cases, ConsentTo.DATA_SHARING, on(7))
    answer = cases.submit("loan", actions.Close(outcome=outcome), by=LENA, at=on(7))
    assert isinstance(answer, Pending)
    assert answer.decision.rules == ("generic.forgiveness",)
    case = done(cases.approve(answer.request.id, by=VOSS, at=on(7))).case
    assert (case.outcome, case.ledger.balance(on(7).toordinal()).total) == (outcome, cny(left))
    cases.verify()


def test_a_loss_of_one_cent_needs_a_second_person(cases: Caseload) -> None:
    cases.record_payment(
        person="li", external_id="b1", money=cny("79.99"), received_on=on(6).date(), direction=("card",), at=on(6)
    )
    waits = cases.submit("card", actions.ChargeOff(), by=LENA, at=on(7))
    assert isinstance(waits, Pending)
    assert waits.decision.rules == ("generic.charge_off",)


@pytest.mark.parametrize("waived", [None, "0.01"])
def test_an_arrangement_that_gives_up_one_cent_needs_a_second_person(cases: Caseload, waived: str | None) -> None:
    kind = ArrangementKind.SETTLEMENT if waived else ArrangementKind.INSTALMENT
    total = cny("519.50") - cny(waived or "0.00")
    terms = ArrangementTerms(
        kind=kind,
        instalments=(Instalment(due_on=date(2026, 1, 10), amount=total),),
        waives=cny(waived) if waived else None,
    )
    to_negotiation(cases)
    done(cases.submit("loan", actions.ProposeArrangement(terms=terms), by=LENA, at=on(6)))
    accepted = cases.submit("loan", actions.ActivateArrangement(version=1), by=LENA, at=on(6))
    assert isinstance(accepted, Pending) is (waived is not None)
    assert accepted.decision.rules == (("generic.waiver",) if waived else ())


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


# --- where a hold lay, and when it is told -----------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [None, "li"])
def test_a_hold_that_is_over_before_anything_followed_from_it_still_stopped_its_nights(
    accruing: Caseload, person: str | None
) -> None:
    """It was placed and had ended on days on which nobody looked at the debt; the debt is told of it afterwards."""
    hold = moratorium(person, on(8), on(12)).hold
    accruing.record("loan", events.HoldPlaced(hold=hold, occurred_at=on(8)), by=LENA, at=on(14))
    held = accruing.case("loan") if person is None else accruing.dossier("li")
    assert (held.holds, [calm.id for calm in held.calmed]) == ((), ["calm"])
    assert interest(accruing, 15) == cny("15.50")
    accruing.verify()


def test_a_hold_on_the_person_stops_what_grows_on_a_debt_that_is_worked_later(accruing: Caseload) -> None:
    car = ACCRUING.changed(id="car")
    accruing.add(LI, car, at=on(6))
    done(accruing.submit("loan", moratorium("li", on(8), on(12)), by=LENA, at=on(8)))
    accruing.follow_up("loan", at=on(13))
    assert accruing.dossier("li").holds == ()
    accruing.open("car", at=on(14))
    accruing.follow_up("car", at=on(15))
    assert accruing.case("car").ledger.balance(date(2026, 1, 15).toordinal()).interest == cny("15.50")


def test_two_holds_under_one_id_one_after_the_other_both_count(accruing: Caseload) -> None:
    for first, end in ((8, 9), (11, 12)):
        done(accruing.submit("loan", moratorium(None, on(first), on(end)), by=LENA, at=on(first)))
        accruing.follow_up("loan", at=on(end))
    assert interest(accruing, 15) == cny("16.50"), "the nights of 8 and of 11 January are left out"


@pytest.mark.parametrize("hours", [1, 13])
def test_a_hold_of_an_hour_stops_the_night_of_its_day_and_no_other(accruing: Caseload, hours: int) -> None:
    done(accruing.submit("loan", moratorium(None, on(8), on(8) + timedelta(hours=hours)), by=LENA, at=on(8)))
    assert interest(accruing, 15) == cny("17.00")


def test_a_hold_amended_to_let_interest_accrue_stops_the_nights_before_and_none_later(accruing: Caseload) -> None:
    done(accruing.submit("loan", moratorium(None, on(8)), by=LENA, at=on(8)))
    (standing,) = accruing.case("loan").holds
    amended = actions.AmendHold(hold=standing.changed(blocks=frozenset({Block.CONTACT})), because="the bar was lifted")
    done(accruing.submit("loan", amended, by=LENA, at=on(10)))
    assert interest(accruing, 15) == cny("16.50"), "the nights of 8 and 9 January are left out"
    for day in (11, 13):
        assert accruing.follow_up("loan", at=on(day)).entries == ()
    assert interest(accruing, 15) == cny("16.50")


def test_a_hold_amended_on_its_first_day_stops_the_night_of_that_day(accruing: Caseload) -> None:
    done(accruing.submit("loan", moratorium(None, on(8)), by=LENA, at=on(8)))
    (standing,) = accruing.case("loan").holds
    amended = actions.AmendHold(hold=standing.changed(blocks=frozenset({Block.CONTACT})), because="set by mistake")
    done(accruing.submit("loan", amended, by=LENA, at=on(8, 11)))
    assert interest(accruing, 15) == cny("17.00")


def test_a_hold_begins_and_ends_by_the_later_day_where_the_person_may_be_in_two_places(accruing: Caseload) -> None:
    """At ten in the morning in Shanghai it is the evening before in Los Angeles."""
    accruing.add(LI.changed(zones=("America/Los_Angeles", "Asia/Shanghai")), at=on(7))
    done(accruing.submit("loan", moratorium(None, on(8), on(12)), by=LENA, at=on(8)))
    assert accruing.case("loan").ledger.pauses[0].from_on == date(2026, 1, 8)
    assert interest(accruing, 15) == cny("15.50"), "the nights of 8, 9, 10 and 11 January are left out"


def test_a_hold_that_blocks_no_accrual_stops_none(accruing: Caseload) -> None:
    quiet = Hold(id="quiet", kind=HoldKind.CEASE_CONTACT, from_at=on(8))
    done(accruing.submit("loan", actions.PlaceHold(hold=quiet), by=LENA, at=on(8)))
    assert interest(accruing, 15) == cny("17.50")


def test_a_hold_on_either_file_of_one_person_stops_what_grows_on_the_debts_of_both(accruing: Caseload) -> None:
    again = Borrower(id="li_again", name="Li", zones=("Asia/Shanghai",))
    shop = CARD.changed(id="shop", obligors=(Obligor(person="li_again"),))
    accruing.add(again, shop, at=on(6))
    accruing.open("shop", at=on(6))
    done(accruing.submit("shop", moratorium("li_again", on(8), on(12)), by=LENA, at=on(8)))
    accruing.follow_up("shop", at=on(13))
    accruing.follow_up("loan", at=on(13))
    assert interest(accruing, 15) == cny("17.50")
    accruing.merge_persons("li", "li_again", because="same passport", by=VOSS, at=on(14))
    accruing.follow_up("loan", at=on(14))
    assert interest(accruing, 15) == cny("15.50")
    accruing.verify()
