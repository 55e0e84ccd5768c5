"""The course of a case: what stood from when to when, at the moments at which it happened."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from tests.reports.lives import VOSS, Life, crowded, on, placed_and_closed, two_days_in_chinese

from debtflow import (
    ArrangementKind,
    ArrangementTerms,
    Borrower,
    CallResult,
    Caseload,
    CaseOutcome,
    Channel,
    Done,
    Hold,
    HoldKind,
    MessageResult,
    Money,
    actions,
    catalogue,
    equal_instalments,
    events,
)
from debtflow.errors import IntegrityError, NotFoundError
from debtflow.records.components import Component
from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Custody
from debtflow.records.terms import AccrualTerms, OnWhat, Terms
from debtflow.reports import courses
from debtflow.reports.courses import Course, course_of
from debtflow.reports.spells import Spell
from debtflow.values.daycounts import DayCount
from debtflow.values.rates import Rate


def course(life: Life) -> Course:
    return course_of(life.cases, life.case)


@pytest.fixture(scope="module")
def placed() -> Course:
    return course(placed_and_closed())


def spell(course: Course, kind: str, at: int = 0) -> Spell:
    return [found for found in course.spells if found.kind == kind][at]


# --- stages and custody ----------------------------------------------------------------------------------------------


def test_a_stay_begins_where_the_one_before_it_ends(placed: Course) -> None:
    assert placed.stays[0].stage == "confirmation.pending"
    assert [stay.stage for stay in placed.stays[-3:]] == ["feedback.under_review", "negotiation.assessing", "closed"]
    assert placed.stays[0].since == placed.first == on(0)
    assert placed.stays[-1].until == placed.last == on(60)
    assert all(one.until == other.since for one, other in pairwise(placed.stays))
    confirmed = placed.stays[1]
    assert (confirmed.stage, confirmed.since, confirmed.until) == ("confirmation.confirmed", on(1), on(2))
    assert "confirm debt, by lena" in confirmed.words


def test_who_worked_the_debt_is_told_from_when_to_when(placed: Course) -> None:
    assert [(works.custody, works.party) for works in placed.works] == [
        (Custody.CREDITOR, "creditor"),
        (Custody.AGENCY, "agency harbour"),
        (Custody.CREDITOR, "creditor"),
    ]
    assert (placed.works[1].since, placed.works[1].until) == (on(27), on(44))


def test_a_move_that_stays_is_a_pass_of_its_stay() -> None:
    reminded = Life()
    reminded.asks(actions.ConfirmDebt(), 0)
    reminded.moves("start_reminders", 0)
    for day in (1, 5, 9):
        reminded.asks(actions.SendReminder(person="p-7", contact_point="sms"), day)
    stay = course(reminded).stays[-1]
    assert stay.stage == "reminder.awaiting_response"
    assert [mark.at for mark in stay.passes] == [on(5), on(9)]


def test_a_move_that_is_told_late_begins_no_earlier_than_the_one_before_it() -> None:
    life = Life()
    life.asks(actions.ConfirmDebt(), 5)
    life.happened(events.Moved(verb="open_negotiation", occurred_at=on(2)), told=8)
    life.happened(events.Moved(verb="request_referral", occurred_at=on(6)), told=9)
    stays = course(life).stays
    assert [stay.since for stay in stays] == [on(0), on(5), on(5), on(6)]
    assert [stay.recorded_at for stay in stays] == [on(0), on(5), on(8), on(9)]


# --- spells ----------------------------------------------------------------------------------------------------------


def test_a_promise_lasts_until_it_is_resolved(placed: Course) -> None:
    broken = spell(placed, "promise")
    assert (broken.state, broken.since, broken.until) == ("partial", on(2), on(14))
    assert broken.label == "300.00 CNY by 2026-03-11"
    assert broken.ticks[0][0] == on(10, 0)  # the end of the day on which it was due
    life = two_days_in_chinese()
    assert [found.state for found in course(life).spells] == ["kept"]


def test_holds_of_the_debt_and_of_the_person_last_until_their_own_end(placed: Course) -> None:
    of_debt, of_person = (spell(placed, "hold", at) for at in (0, 1))
    assert (of_debt.label, of_debt.state, of_debt.since, of_debt.until) == ("dispute", "expired", on(15), on(20))
    assert (of_person.label, of_person.until) == ("vulnerable on p-7", on(21))
    assert "it forbids: contact, escalate, refer, litigate" in of_debt.words


def test_what_came_from_them_what_came_back_and_what_they_allowed_is_in_the_course() -> None:
    life = Life()
    received = events.ContactReceived(person="p-7", channel=Channel.PHONE, spoke=True)
    life.happened(received, told=1)
    letter = actions.SendMessage(person="p-7", contact_point="letter", purpose=Purpose.DEFAULT_NOTICE)
    sent = life.asks(letter, 2)
    assert isinstance(sent, Done) and sent.permit is not None
    life.happened(events.MessageEnded(attempt=sent.permit.attempt, result=MessageResult.SENT), told=2)
    life.happened(events.MessageReturned(person="p-7", attempt=sent.permit.attempt), told=6)
    calls = Consent(id="k1", to=ConsentTo.CALLS)
    elsewhere = Consent(id="k2", to=ConsentTo.CALLS, about=("card-8",))
    other = life.cases.case("card-7").debt.changed(id="card-8")
    life.cases.add(Borrower(id="p-7", zones=("Asia/Shanghai",)), other, at=on(3))
    for consent in (calls, elsewhere):
        life.happened(events.ConsentGiven(person="p-7", consent=consent), told=3)
    life.happened(events.ConsentRevoked(person="p-7", consent="k1"), told=5)
    found = course(life)
    assert [mark.row for mark in found.contacts] == [
        ("phone", "from them"),
        ("letter", "sent"),
        ("letter", "came back"),
    ]
    allowed = spell(found, "consent")
    assert (allowed.label, allowed.state, allowed.since, allowed.until) == (
        "calls, creditor",
        "taken back",
        on(3),
        on(5),
    )
    assert len([one for one in found.spells if one.kind == "consent"]) == 1


def test_a_hold_that_was_over_before_the_case_began_is_none_of_its() -> None:
    life = Life()
    life.holds(HoldKind.VULNERABLE, 1, 2, of_person=True)
    life.cases.follow_up("card-7", at=on(4))
    assert [found.until for found in course(life).spells] == [on(3)]
    second = life.cases.case("card-7").debt.changed(id="card-8")
    life.cases.add(Borrower(id="p-7", zones=("Asia/Shanghai",)), second, at=on(6))
    life.cases.open("card-8", at=on(6))
    assert course_of(life.cases, "card-8").spells == ()


def test_a_hold_that_has_not_ended_stands_to_the_last() -> None:
    life = Life()
    life.holds(HoldKind.VULNERABLE, 1, 90, of_person=True)
    life.holds(HoldKind.DISPUTE, 1, 90)
    life.asks(actions.ConfirmDebt(), 9)
    assert [(found.state, found.until) for found in course(life).spells] == [("open", on(9))] * 2


def test_a_hold_that_has_not_begun_by_the_last_entry_is_not_in_the_course_yet() -> None:
    life = Life()
    hold = Hold(id="soon", kind=HoldKind.MORATORIUM, from_at=on(20), until_at=on(30))
    life.asks(actions.PlaceHold(hold=hold), 2)
    assert course(life).spells == ()
    life.pays("1.00 CNY", 21)
    assert spell(course(life), "hold").since == on(20)


def test_a_hold_of_a_file_that_was_united_with_this_one_is_shown() -> None:
    life = Life()
    life.cases.add(Borrower(id="twin", zones=("Asia/Shanghai",)), at=on(1))
    hold = Hold(id="their-own", kind=HoldKind.VULNERABLE, person="twin", from_at=on(2), until_at=on(9))
    life.happened(events.HoldPlaced(hold=hold), told=2)
    life.cases.merge_persons(kept="p-7", duplicate="twin", because="one passport", at=on(3))
    life.cases.follow_up("card-7", at=on(12))
    found = spell(course(life), "hold")
    assert (found.state, found.since, found.until) == ("expired", on(2), on(9))


def test_a_released_hold_ends_when_it_was_released() -> None:
    life = Life()
    life.holds(HoldKind.DISPUTE, 1, 30)
    life.asks(actions.ReleaseHold(hold=life.cases.case("card-7").holds[0].id), 4)
    assert (spell(course(life), "hold").state, spell(course(life), "hold").until) == ("released", on(4))


def test_a_placement_lasts_from_its_proposal_to_stop_work(placed: Course) -> None:
    found = spell(placed, "placement")
    assert (found.label, found.since, found.until) == ("harbour, wave 1", on(25), on(44))
    assert found.ticks == ((on(27), "accepted"), (on(40), "recalled"))


def test_an_arrangement_is_a_spell_from_its_beginning_with_the_days_of_its_instalments() -> None:
    life = Life()
    life.asks(actions.ConfirmDebt(), 0)
    life.moves("open_negotiation", 1)
    parts = equal_instalments(Money.parse("1000.00 CNY"), [on(7).date(), on(37).date()])
    terms = ArrangementTerms(kind=ArrangementKind.INSTALMENT, instalments=parts)
    life.asks(actions.ProposeArrangement(terms=terms), 2)
    life.asks(actions.ActivateArrangement(version=1), 3)
    life.cases.follow_up("card-7", at=on(8))
    found = spell(course(life), "arrangement")
    assert (found.state, found.since, found.until) == ("open", on(3), on(8))
    assert found.label == "instalment, 1,000.00 CNY in 2"
    assert [at for at, _ in found.ticks] == [on(8, 0), on(38, 0)]  # the ends of the days on which they are due


def test_what_waits_for_a_second_person_is_shown_until_its_answer() -> None:
    life = Life()
    life.asks(actions.Close(outcome=CaseOutcome.FORGIVEN), 1)
    assert (spell(course(life), "second person").state, course(life).rules[0].row[1]) == ("open", "second person")
    life.cases.approve(life.cases.case("card-7").requests[0].id, by=VOSS, at=on(2))
    found = spell(course(life), "second person")
    assert (found.label, found.state, found.until) == ("close", "approved", on(2))


def test_what_nobody_approved_waited_until_it_ran_out() -> None:
    life = Life()
    life.asks(actions.Close(outcome=CaseOutcome.FORGIVEN), 1)
    ends = life.cases.case("card-7").requests[0].expires_at
    life.cases.follow_up("card-7", at=on(30))
    found = spell(course(life), "second person")
    assert (found.state, found.until) == ("not approved in time", ends)
    assert on(1) < ends < on(30)


# --- contacts and rules ----------------------------------------------------------------------------------------------


def test_contacts_are_told_by_channel_and_how_they_ended() -> None:
    life = Life()
    life.asks(actions.ConfirmDebt(), 0)
    life.calls(0, 11, CallResult.BUSY)
    life.calls(1, 11, CallResult.TALKED_TO_THIRD_PERSON)
    life.calls(2, 11, CallResult.TALKED)
    life.calls(2, 23)
    life.asks(actions.PlaceCall(person="p-7", contact_point="phone"), 3)
    rows = [mark.row for mark in course(life).contacts]
    ends = ["not reached", "third person", "talked", "refused", "not reported"]
    assert rows == [("phone", end) for end in ends]
    life.pays("1.00 CNY", 9)
    life.cases.follow_up("card-7", at=on(9))
    assert [mark.row for mark in course(life).contacts] == rows, "one that ran out is still not reported"


def test_a_call_that_is_told_late_stands_where_it_happened(placed: Course) -> None:
    night = placed.contacts[-1]
    assert (night.row, night.at, night.recorded_at) == (("phone", "talked"), on(30, 23), on(36))
    assert set(night.breaches) == {"cn.gbt45251.hours", "generic.quiet_hours"}
    broken = [mark for mark in placed.rules if mark.row[1] == "broken"]
    assert {mark.row[0] for mark in broken} == set(night.breaches)
    assert {mark.at for mark in broken} == {on(30, 23)}


def test_every_rule_that_refused_is_a_mark_and_says_what_it_cites(placed: Course) -> None:
    met = Counter(mark.row[0] for mark in placed.rules if mark.row[1] == "refused")
    assert met["generic.four_eyes"] == met["cn.gbt45251.hours"] == met["generic.hold.referral"] == 1
    assert placed.says["cn.gbt45251.hours"].cites.startswith("GB/T 45251-2025")


def test_what_a_rule_cites_is_known_also_where_it_was_broken_before_it_refused() -> None:
    life = Life()
    life.asks(actions.ConfirmDebt(), 0)
    night = events.CallEnded(person="p-7", contact_point="phone", result=CallResult.BUSY, occurred_at=on(1, 23))
    life.happened(night, told=2)
    assert not course(life).says["cn.gbt45251.hours"].cites
    life.calls(3, 23)
    assert course(life).says["cn.gbt45251.hours"].cites


# --- money -----------------------------------------------------------------------------------------------------------


def test_money_counts_from_the_day_on_which_it_was_received(placed: Course) -> None:
    late, last = placed.payments
    assert (late.at.date(), late.recorded_at) == (on(8).date(), on(14))
    assert last.at == last.recorded_at == on(60)
    assert [owed for _, owed in placed.balance] == [100_000, 95_000, 0, 0]
    assert placed.balance[1][0] == late.at


def test_what_is_owed_is_asked_for_on_so_many_days_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life()
    for day in range(1, 41):
        life.pays("2.00 CNY", day)
    assert len(course(life).balance) == 42
    monkeypatch.setattr(courses, "BALANCE_POINTS", 10)
    assert len(course(life).balance) == 12
    assert course(life).balance[-1][1] == 92_000


def test_a_crowd_is_all_there_and_in_order() -> None:
    life = crowded(200, 60)
    found = course(life)
    assert found.entries == len(life.cases.history("card-7"))
    for marks in (found.contacts, found.rules, found.payments, found.spells):
        moments = [mark.since if isinstance(mark, Spell) else mark.at for mark in marks]
        assert moments == sorted(moments)
        assert all(found.first <= at <= found.last for at in moments)
    recorded = [event for entry in life.cases.history("card-7") for event in entry.events]
    made = sum(isinstance(event, events.ContactEvent) for event in recorded)
    assert sum(mark.row[1] not in ("refused", "not reported") for mark in found.contacts) == made
    paid = sum(event.amount.minor_units for event in recorded if isinstance(event, events.PaymentAllocated))
    assert found.balance[0][1] - found.balance[-1][1] == paid == sum(each.amount.minor_units for each in found.payments)


def test_a_case_with_one_entry_has_a_course() -> None:
    found = course(Life())
    assert (found.entries, found.first, found.last) == (1, on(0), on(0))
    assert [stay.stage for stay in found.stays] == ["confirmation.pending"]
    assert [owed for _, owed in found.balance] == [100_000, 100_000]


def test_a_case_has_its_own_id_and_one_that_is_not_there_is_told() -> None:
    life = Life()
    second = life.cases.case("card-7").debt.changed(id="card-8")
    life.cases.add(Borrower(id="p-7", zones=("Asia/Shanghai",)), second, at=on(1))
    life.cases.open("card-8", case_id="case-of-card-8", at=on(1))
    assert course_of(life.cases, "case-of-card-8").case.id == "case-of-card-8"
    with pytest.raises(NotFoundError):
        course_of(life.cases, "card-8")


def test_a_log_that_is_not_what_was_sealed_has_no_course(tmp_path: Path) -> None:
    """Folded all the same, it would be a picture of something that has not happened."""
    database = tmp_path / "cases.db"
    book = catalogue.joined("china", "generic")
    with Caseload.open_at(f"sqlite:///{database}", book) as cases:
        debt = course(Life()).case.debt
        cases.add(Borrower(id="p-7", zones=("Asia/Shanghai",)), debt, at=on(0))
        cases.open("card-7", at=on(0))
        assert course_of(cases, "card-7").entries == 1
    for stream in ("case:card-7", "person:p-7"):
        shutil.copy(database, tmp_path / "touched.db")
        with closing(sqlite3.connect(tmp_path / "touched.db")) as connection, connection:
            connection.execute(
                "UPDATE entries SET body = replace(body, '2026-03-02', '2026-03-01') WHERE stream = ?", (stream,)
            )
        with (
            Caseload.open_at(f"sqlite:///{tmp_path / 'touched.db'}", book) as cases,
            pytest.raises(IntegrityError, match=f"{stream} entry 1"),
        ):
            course_of(cases, "card-7")


def test_promises_beside_one_another_are_spells_of_their_own_and_say_how_each_ended() -> None:
    life = Life()
    life.asks(actions.ConfirmDebt(), 0)
    life.moves("open_negotiation", 0)
    for amount in ("10.00 CNY", "20.00 CNY", "30.00 CNY"):
        life.asks(actions.NotePromise(amount=Money.parse(amount), due_on=on(20).date()), 1)
    life.asks(actions.WithdrawPromise(promise="p1"), 2)
    life.asks(actions.NotePromise(amount=Money.parse("25.00 CNY"), due_on=on(20).date(), replaces="p2"), 3)
    found = [(one.label[:5], one.state, one.until) for one in course(life).spells if one.kind == "promise"]
    assert found[:2] == [("10.00", "withdrawn", on(2)), ("20.00", "replaced", on(3))]
    assert [state for _, state, _ in found[2:]] == ["open", "open"]


# --- offers, arrangements, proceedings ---------------------------------------------------------------------------------


def terms_of(amount: str, *days: int, waives: str | None = None) -> ArrangementTerms:
    kind = ArrangementKind.SETTLEMENT if waives else ArrangementKind.INSTALMENT
    parts = equal_instalments(Money.parse(amount), [on(day).date() for day in days])
    return ArrangementTerms(kind=kind, instalments=parts, waives=Money.parse(waives) if waives else None)


def negotiating(owed: str = "1000.00 CNY", terms: Terms | None = None) -> Life:
    life = Life(owed=owed, terms=terms)
    life.asks(actions.ConfirmDebt(), 0)
    life.moves("open_negotiation", 1)
    return life


def test_every_offer_is_a_spell_that_says_how_it_ended() -> None:
    life = negotiating()
    life.asks(actions.ProposeArrangement(terms=terms_of("1000.00 CNY", 10, 20)), 2)
    life.asks(actions.CounterArrangement(terms=terms_of("600.00 CNY", 10, 20, waives="400.00 CNY")), 3)
    life.asks(actions.DeclineOffer(), 4)
    closing = terms_of("1000.00 CNY", 10, 20).changed(offer_until=on(6).date())
    life.asks(actions.ProposeArrangement(terms=closing), 5)
    life.cases.follow_up("card-7", at=on(9))
    life.asks(actions.ProposeArrangement(terms=terms_of("1000.00 CNY", 30, 60)), 10)
    life.asks(actions.ActivateArrangement(version=4), 11)
    found = [(each.label.partition(":")[0], each.state) for each in course(life).spells if each.kind == "offer"]
    assert found == [("1", "countered"), ("2", "declined"), ("3", "lapsed"), ("4", "accepted")]
    assert spell(course(life), "offer", 1).label == "2: settlement, 600.00 CNY in 2, 400.00 CNY waived"


def test_an_arrangement_says_what_was_missed_and_how_it_ended() -> None:
    life = negotiating()
    life.asks(actions.ProposeArrangement(terms=terms_of("1000.00 CNY", 10, 20)), 2)
    life.asks(actions.ActivateArrangement(version=1), 2)
    life.pays("500.00 CNY", 9)
    life.cases.follow_up("card-7", at=on(30))
    broken = spell(course(life), "arrangement")
    assert (broken.state, broken.until) == ("broken", on(30))
    assert [at for at, _ in broken.misses] == [on(21, 0)]
    kept = negotiating()
    kept.asks(actions.ProposeArrangement(terms=terms_of("1000.00 CNY", 10)), 2)
    kept.asks(actions.ActivateArrangement(version=1), 2)
    kept.pays("1000.00 CNY", 9)
    assert (spell(course(kept), "arrangement").state, course(kept).case.outcome) == (
        "fulfilled",
        CaseOutcome.RESTRUCTURED,
    )


def test_proceedings_are_a_spell_with_their_steps_and_the_law_firm_works_the_debt() -> None:
    life = negotiating()
    life.moves("request_legal", 2)
    life.asks(actions.ApproveLegal(law_firm="dunn"), 3, by=VOSS)
    life.asks(actions.IssueDemand(answer_by=on(10).date()), 4)
    life.asks(actions.FileClaim(court="pudong"), 12)
    assert (spell(course(life), "proceedings").state, spell(course(life), "proceedings").label) == ("open", "at pudong")
    assert course(life).works[-1].party == "law firm dunn"
    life.asks(actions.WithdrawClaim(), 20)
    ended = spell(course(life), "proceedings")
    assert (ended.state, ended.since, ended.until) == ("withdrawn", on(3), on(20))
    assert [at for at, _ in ended.ticks] == [on(4), on(12)]
    assert course(life).works[-1].party == "creditor"


# --- what is posted besides --------------------------------------------------------------------------------------------


def test_what_is_taken_back_or_given_up_is_a_posting_and_the_payment_says_so() -> None:
    life = Life()
    life.pays("100.00 CNY", 2)
    life.pays("50.00 CNY", 3)
    life.cases.reverse_payment(person="p-7", external_id="bank-1", at=on(5))
    for day, event in (
        (6, events.ChargePosted(component=Component.FEES, amount=Money.parse("20.00 CNY"), effective_on=on(6).date())),
        (7, events.AmountWaived(component=Component.FEES, amount=Money.parse("20.00 CNY"), effective_on=on(7).date())),
        (8, events.ChargedOff(effective_on=on(8).date())),
    ):
        life.happened(event, told=day)
    found = course(life)
    posted = [(each.kind, each.at, each.amount) for each in found.postings]
    fee = Money.parse("20.00 CNY")
    assert posted == [
        ("taken back", on(5), Money.parse("100.00 CNY")),
        ("charged", on(6), fee),
        ("waived", on(7), fee),
        ("charged off", on(8), None),
    ]
    assert [paid.taken_back for paid in found.payments] == [True, False]
    assert [owed for _, owed in found.balance] == [100_000, 95_000, 97_000, 95_000, 95_000]


def test_what_accrues_is_in_what_is_owed_from_day_to_day() -> None:
    daily = AccrualTerms(
        component=Component.DEFAULT_INTEREST,
        on=OnWhat.PRINCIPAL,
        rate=Rate.per_cent("36.5"),
        day_count=DayCount.ACT_365F,
        from_on=on(0).date(),
    )
    life = Life(terms=Terms(accrual=(daily,)))
    life.asks(actions.ConfirmDebt(), 4)
    assert [owed for _, owed in course(life).balance] == [100_000, 100_000, 100_100, 100_200, 100_300, 100_400, 100_400]
    moments = [at for at, _ in course(life).balance]
    assert moments == sorted(moments)


def test_a_decision_that_was_undermined_is_marked_where_it_was_made() -> None:
    life = Life()
    life.asks(actions.ConfirmDebt(), 0)
    life.calls(3, 12)
    hold = Hold(id="late", kind=HoldKind.CEASE_CONTACT, from_at=on(2), until_at=on(4))
    life.asks(actions.PlaceHold(hold=hold, because="the letter had been lying about"), 6)
    (mark,) = [mark for mark in course(life).rules if mark.row[1] == "undermined"]
    assert (mark.row[0], mark.at, mark.recorded_at) == ("generic.hold.contact", on(3, 12), on(6))
