"""What is told to have happened: what cannot have been is refused, its nearest neighbour that can is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from tests.casework.office import CARD, LENA, LI_MEI, call, cny, counted_in, done, on

from debtflow import (
    Balance,
    Block,
    CallResult,
    Caseload,
    Channel,
    DebtflowError,
    Hold,
    HoldKind,
    MessageResult,
    Obligor,
    events,
)
from debtflow.errors import ConflictError, MoneyError, NotFoundError, NotPossibleError

ON_DEBT = Hold(id="h1", kind=HoldKind.DISPUTE, from_at=on(7, 9), until_at=on(20, 9))
ON_PERSON = Hold(id="h2", kind=HoldKind.HARDSHIP_REVIEW, person="li", from_at=on(7, 9))


def refused(cases: Caseload, event: Any, error: type[DebtflowError], says: str) -> None:
    before = cases.store.feed()
    with pytest.raises(error, match=says):
        cases.record("loan", event, by=LENA, at=on(8))
    assert cases.store.feed() == before
    cases.verify()


# ---- holds --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hold", "whose", "on_file"), [(ON_DEBT, None, "loan"), (ON_PERSON, "li", "li")])
def test_only_a_hold_that_stands_is_released(cases: Caseload, hold: Hold, whose: str | None, on_file: str) -> None:
    cases.record("loan", events.HoldPlaced(hold=hold), at=on(7, 9))
    strange = events.HoldReleased(hold="h9", person=whose)
    refused(cases, strange, NotFoundError, rf"no hold 'h9' ever stood on {on_file}; there stands {hold.id}")
    other = events.HoldReleased(hold=hold.id, person=None if whose else "li")
    refused(cases, other, NotFoundError, rf"no hold '{hold.id}' ever stood on .*; there stands none")
    cases.record("loan", events.HoldReleased(hold=hold.id, person=whose), at=on(8))
    assert (cases.case("loan").holds, cases.dossier("li").holds) == ((), ())


@pytest.mark.parametrize(("hold", "whose"), [(ON_DEBT, None), (ON_PERSON.but(until_at=on(20, 9)), "li")])
def test_one_that_ended_by_its_own_date_may_be_told_to_have_been_released_before(
    cases: Caseload, hold: Hold, whose: str | None
) -> None:
    cases.record("loan", events.HoldPlaced(hold=hold), at=on(7, 9))
    cases.follow_up("loan", at=on(21))
    late = events.HoldReleased(hold=hold.id, person=whose, occurred_at=on(10))
    assert cases.record("loan", late, at=on(21)).case is not None
    cases.verify()


def test_one_that_came_with_another_file_of_the_person_may_be_told_too(cases: Caseload) -> None:
    again = LI_MEI.but(id="li_again")
    cases.add(again, CARD.but(id="old", obligors=(Obligor(person="li_again"),)), at=on(6, 10))
    cases.open("old", at=on(6, 10))
    hold = ON_PERSON.but(person="li_again", until_at=on(9, 9))
    cases.record("old", events.HoldPlaced(hold=hold), at=on(7, 9))
    cases.merge_persons("li", "li_again", because="one person", at=on(8))
    cases.follow_up("loan", at=on(10))
    late = events.HoldReleased(hold="h2", person="li", occurred_at=on(8, 12))
    assert cases.record("loan", late, at=on(10)).case is not None
    cases.verify()


def test_a_hold_is_amended_while_it_stands_and_stays_what_it_is(cases: Caseload) -> None:
    longer = ON_DEBT.but(until_at=on(25, 9))
    refused(cases, events.HoldAmended(hold=longer), NotFoundError, r"no hold 'h1' stands on loan that could be amended")
    cases.record("loan", events.HoldPlaced(hold=ON_DEBT), at=on(7, 9))
    other = longer.but(kind=HoldKind.MANUAL)
    refused(cases, events.HoldAmended(hold=other), NotPossibleError, "an amendment keeps its kind and its beginning")
    other = longer.but(from_at=on(7, 10))
    refused(cases, events.HoldAmended(hold=other), NotPossibleError, "an amendment keeps its kind and its beginning")
    cases.record("loan", events.HoldAmended(hold=longer), at=on(8))
    assert [hold.until_at for hold in cases.case("loan").holds] == [on(25, 9)]


def test_two_holds_have_two_ids(cases: Caseload) -> None:
    cases.record("loan", events.HoldPlaced(hold=ON_DEBT), at=on(7, 9))
    refused(cases, events.HoldPlaced(hold=ON_DEBT), ConflictError, "a hold 'h1' stands on loan already")
    cases.record("loan", events.HoldPlaced(hold=ON_DEBT.but(id="h3", blocks={Block.SELL})), at=on(8))
    assert [hold.id for hold in cases.case("loan").holds] == ["h1", "h3"]


# ---- contacts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", ["mobile", "home"])
def test_no_message_goes_to_a_telephone_or_a_door(cases: Caseload, point: str) -> None:
    sent = events.MessageEnded(person="li", contact_point=point, result=MessageResult.SENT)
    refused(
        cases, sent, NotPossibleError, f"no message goes to {point}, a contact point for (phone|visit): tell it with"
    )
    cases.record("loan", sent.but(contact_point="text"), by=LENA, at=on(8))
    assert counted_in(cases.dossier("li"), "message") == 1


def test_nobody_calls_a_text_message(cases: Caseload) -> None:
    called = events.CallEnded(person="li", contact_point="text", result=CallResult.NO_ANSWER)
    refused(cases, called, NotPossibleError, r"nobody calls or visits text, a contact point for sms: tell it with")
    strange = called.but(contact_point="elsewhere", channel=Channel.LETTER)
    refused(cases, strange, NotPossibleError, "nobody calls or visits letter")
    cases.record("loan", strange.but(channel=Channel.PHONE), by=LENA, at=on(8))
    cases.record("loan", called.but(contact_point="home"), by=LENA, at=on(8))


def test_a_call_that_was_permitted_ends_as_a_call(cases: Caseload) -> None:
    permit = done(cases.submit("loan", call(), by=LENA, at=on(7, 12))).permit
    assert permit is not None
    sent = events.MessageEnded(attempt=permit.attempt, result=MessageResult.SENT)
    refused(cases, sent, NotPossibleError, "no message goes to mobile")
    cases.record("loan", events.CallEnded(attempt=permit.attempt, result=CallResult.NO_ANSWER), at=on(8))


def test_only_debts_on_file_are_spoken_of(cases: Caseload) -> None:
    talked = events.CallEnded(person="li", contact_point="mobile", result=CallResult.TALKED, discussed=("zzz",))
    refused(
        cases, talked, NotFoundError, r"CallEnded\(discussed=\.\.\.\) names zzz, no debt of li or of this case; on file"
    )
    cases.record("loan", talked.but(discussed=("loan", "card")), by=LENA, at=on(8))
    # His sister owes no card. That it was spoken of with her is history, and for the rules to judge.
    cases.record("loan", talked.but(person="li_mei", discussed=("card",)), by=LENA, at=on(8))


def test_a_contact_with_somebody_who_is_not_on_file_is_refused_as_such(cases: Caseload) -> None:
    talked = events.CallEnded(person="ghost", contact_point="mobile", result=CallResult.TALKED, discussed=("zzz",))
    refused(cases, talked, NotFoundError, "no person 'ghost' is on file")
    lies = events.HoldReleased(hold="h1", person="ghost")
    refused(cases, lies, NotFoundError, "no person 'ghost' is on file")


# ---- money --------------------------------------------------------------------------------------------------------


def test_a_write_down_gives_something_up(cases: Caseload) -> None:
    nothing = events.WrittenDown(amounts=Balance(principal=cny("0.00")), effective_on=on(7).date())
    refused(cases, nothing, MoneyError, r"a write-down gives up an amount above zero, found 0\.00 CNY")
    cases.record("loan", nothing.but(amounts=Balance(principal=cny("0.01"))), by=LENA, at=on(8))
