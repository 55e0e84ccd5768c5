"""What other systems got wrong about whom to remind, how often, at what hour and on whose behalf."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.casework.office import (
    CARD,
    CLERK,
    LENA,
    LI,
    VOSS,
    call,
    cny,
    counted_in,
    done,
    happened,
    interrupting,
    move,
    new_caseload,
    on,
    placed,
    with_cases,
)

from debtflow import (
    Balance,
    Borrower,
    CallResult,
    Channel,
    ContactPoint,
    Debt,
    Hold,
    HoldKind,
    Money,
    Obligor,
    Refused,
    actions,
    events,
)
from debtflow.casework.plans import gentle
from debtflow.errors import NotPossibleError
from debtflow.records.stages import Custody

NEW_YORK = ZoneInfo("America/New_York")


# --- how often -------------------------------------------------------------------------------------------------------------


def test_reminding_somebody_of_one_debt_keeps_no_other_from_being_reminded() -> None:
    """OCA/credit-control#460: reminding one invoice suppressed all others of the customer."""
    with with_cases() as cases:
        report = cases.sweep(gentle(), at=on(7, 10))
        assert report.done["first reminder"] == 2
        assert [cases.case(case).kept.reminders_sent for case in ("loan", "card")] == [1, 1]
        # A cap on messages to the person is another matter: it counts all of them together.
        assert counted_in(cases.dossier("li"), "message") == 2


def test_reminders_are_counted_for_each_debt_and_its_currency_and_contacts_for_the_person() -> None:
    """lago#5259: one counter of attempts was used up over all currencies, so the second currency was never dunned."""
    dollars = Debt(
        id="usd",
        obligors=(Obligor(person="li"),),
        owed=Balance(principal=Money("80.00", "USD")),
        as_of=date(2026, 1, 5),
    )
    with new_caseload() as cases:
        cases.add(LI, CARD, dollars, at=on(6))
        for debt in ("card", "usd"):
            cases.open(debt, at=on(6))
            done(cases.submit(debt, actions.ConfirmDebt(), by=LENA, at=on(6)))
        done(cases.submit("card", move("start_reminders"), by=LENA, at=on(6)))
        for day in (6, 16, 26):
            reminder = actions.SendReminder(person="li", contact_point="text")
            done(cases.submit("card", reminder, by=LENA, at=on(day, 11)))
        report = cases.sweep(gentle(), at=on(27), cases=["usd"])
        assert report.done == {"begin reminders": 1, "first reminder": 1}
        assert [cases.case(case).kept.reminders_sent for case in ("card", "usd")] == [3, 1]
        assert cases.dossier("li").kept.tries == 4


def test_calls_to_any_number_and_about_any_debt_count_for_the_person() -> None:
    """CallMonitor counted calls by the number that was dialled, frappe/lending by loan: the person had no cap at all."""
    with with_cases() as cases:
        office = ContactPoint(id="office", channel=Channel.PHONE, value="+86 21 5555 0100")
        cases.add(LI.changed(contact_points=(*LI.contact_points, office)), at=on(6))
        for minute in range(7):
            case, point = ("loan", "card")[minute % 2], ("mobile", "office")[minute % 2]
            permit = done(cases.submit(case, call("li", point), by=LENA, at=on(7, 10, minute))).permit
            assert permit is not None
            ended = events.CallEnded(attempt=permit.attempt, result=CallResult.NO_ANSWER)
            cases.record(case, ended, at=on(7, 10, minute))
        for case in ("loan", "card"):
            for point in ("mobile", "office"):
                refused = cases.submit(case, call("li", point), by=LENA, at=on(7, 11))
                assert isinstance(refused, Refused)
                assert refused.decision.rules == ("generic.calls_per_week",)


def test_a_lower_level_does_not_repeat_after_a_higher_one() -> None:
    """ADempiere, axelor-open-suite#6463: levels were picked by days alone, and a first reminder followed a last one."""
    with with_cases() as cases:
        done(cases.submit("loan", move("start_reminders"), by=LENA, at=on(6)))
        reminder = actions.SendReminder(person="li", contact_point="text")
        done(cases.submit("loan", reminder, by=LENA, at=on(6)))
        done(cases.submit("loan", move("exhaust_reminders"), by=LENA, at=on(20)))
        with pytest.raises(NotPossibleError, match=r"Cannot `send_reminder` from reminder\.exhausted"):
            cases.submit("loan", reminder, by=LENA, at=on(21))


# --- paid meanwhile --------------------------------------------------------------------------------------------------------


def test_a_reminder_is_decided_at_the_moment_at_which_it_is_sent() -> None:
    """akaunting#259, fossasia/open-event-server#8158, mollie/magento2#625: reminders went out although it was paid."""
    with with_cases() as cases:
        done(cases.submit("card", move("start_reminders"), by=LENA, at=on(7)))
        chosen = [name for name in cases.cases() if cases.case(name).is_open]
        assert chosen == ["loan", "card"], "the list of the morning"
        cases.record_payment(
            person="li",
            external_id="b1",
            money=cny("80.00"),
            received_on=date(2026, 1, 7),
            direction=("card",),
            at=on(7, 10, 30),
        )
        with pytest.raises(NotPossibleError, match="Cannot `send_reminder` from closed"):
            cases.submit("card", actions.SendReminder(person="li", contact_point="text"), by=LENA, at=on(7, 11))
        assert "contact_reserved" not in happened(cases, "card")


# --- whose hours -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("channel", "point"), [(Channel.PHONE, "mobile"), (Channel.SMS, "text")])
def test_a_message_goes_by_the_debtors_clock_as_a_call_does(channel: Channel, point: str) -> None:
    """CallMonitor: the voice path used the debtor's zone, the path of text messages the zone of the server."""
    abroad = Borrower(
        id="li",
        zones=("America/New_York",),
        contact_points=(ContactPoint(id=point, channel=channel, value="+1 212 555 0100"),),
    )
    with new_caseload() as cases:
        cases.add(abroad, CARD, at=on(7))
        cases.open("card", at=on(7))
        cls = actions.PlaceCall if channel is Channel.PHONE else actions.SendMessage
        action = cls(person="li", contact_point=point)
        for hour, permitted in ((7, False), (8, True), (20, True), (21, False)):
            at = datetime(2026, 1, 8, hour, 0, tzinfo=NEW_YORK)
            assert cases.explain("card", action, by=LENA, at=at).permitted is permitted, hour
        in_office_hours = on(8, 10)
        assert not cases.explain("card", action, by=LENA, at=in_office_hours).permitted


# --- recalled --------------------------------------------------------------------------------------------------------------


def test_a_debt_that_is_recalled_while_the_dialler_runs_is_not_dialled() -> None:
    """qurioux: the row was updated and the diallers ran on; the recalled account was still called."""
    with with_cases() as cases:
        placed(cases)
        done(cases.submit("loan", call(), by=CLERK, at=on(7)))
        dialler = interrupting(cases)
        dialler.interruptions.append(lambda: cases.submit("loan", actions.Recall(), by=LENA, at=on(8)))
        refused = cases.submit("loan", call(), by=CLERK, at=on(8, 10, 1))
        assert isinstance(refused, Refused)
        assert refused.decision.rules == ("generic.custody",)
        case = cases.case("loan")
        assert (case.stage, case.custody) == ("referral.recall_pending", Custody.AGENCY)
        # Whoever dials all the same is recorded, with the breach, and stop-work is still to be shown.
        dialled = events.CallEnded(person="li", contact_point="mobile", result=CallResult.TALKED)
        assert cases.record("loan", dialled, by=CLERK, at=on(8, 11)).breaches == ("generic.custody",)
        assert not cases.explain("loan", call(), by=LENA, at=on(8, 12)).permitted, "nor may two call at once"
        done(cases.submit("loan", move("confirm_stop_work"), by=CLERK, at=on(9)))
        assert cases.case("loan").custody is Custody.CREDITOR
        assert "generic.custody" in cases.explain("loan", call(), by=CLERK, at=on(9, 11)).rules


# --- holds -----------------------------------------------------------------------------------------------------------------


def test_a_dispute_is_a_hold_with_a_reason_and_an_end_and_the_case_knows_where_it_was() -> None:
    """DebtFlow lost the plan when a debt became disputed; OCA#208, erpnext#12048, axelor#6704 ask for reason and end."""
    with with_cases() as cases:
        cases.sweep(gentle(), at=on(6, 10), cases=["loan"])
        stage = cases.case("loan").stage
        dispute = Hold(id="d", kind=HoldKind.DISPUTE, from_at=on(7), until_at=on(17), note="says it is his brother's")
        done(cases.submit("loan", actions.PlaceHold(hold=dispute), by=LENA, at=on(7)))
        refused = cases.sweep(gentle(), at=on(16), cases=["loan"]).refused
        assert (refused, cases.case("loan").stage) == ({"generic.hold.contact": 1}, stage)
        assert cases.explain("card", call(), by=LENA, at=on(8)).permitted, "the other debt is not disputed"
        assert cases.sweep(gentle(), at=on(17), cases=["loan"]).done == {"next reminder": 1}
        assert cases.case("loan").stage == stage


def test_nobody_is_escalated_for_days_alone() -> None:
    """asifsk: more than ninety days were sent to law by a query; Loan-Tracker#38 would call employer and landlord then."""
    old = CARD.changed(as_of=date(2025, 6, 1))
    with new_caseload() as cases:
        cases.add(LI, old, at=on(6))
        cases.open("card", at=on(6))
        assert cases.ledger("card").days_past_due(on(6).toordinal()) > 200
        for verb in ("request_legal", "request_referral"):
            with pytest.raises(NotPossibleError, match="The way there"):
                cases.submit("card", move(verb), by=LENA, at=on(6))
        cases.record("card", events.Moved(verb="open_negotiation"), by=LENA, at=on(6))
        refused = cases.submit("card", move("request_legal"), by=VOSS, at=on(6))
        assert isinstance(refused, Refused)
        assert "generic.debt_confirmed" in refused.decision.rules


def test_what_was_reset_keeps_its_history() -> None:
    """lago-api#2832, #2866: resetting a campaign lost what had been sent; "completed" was stored and went stale."""
    with with_cases() as cases:
        cases.sweep(gentle(), at=on(6, 10))
        before: list[str] = happened(cases)
        cases.record_payment(
            person="li",
            external_id="b1",
            money=cny("100.00"),
            received_on=date(2026, 1, 7),
            direction=("loan",),
            at=on(7),
        )
        cases.reverse_payment(person="li", external_id="b1", at=on(9))
        assert happened(cases)[: len(before)] == before
        assert cases.case("loan").kept.reminders_sent == 1
        assert cases.ledger("loan").arrears(on(9).toordinal()) == 100_00, "what is overdue is worked out, not stored"


def test_the_same_reminder_asked_for_nine_times_is_sent_once() -> None:
    """invoiceninja#2649, #9299, FOSSBilling#4025: one reminder went out six to nine times."""
    with with_cases() as cases:
        done(cases.submit("loan", move("start_reminders"), by=LENA, at=on(7)))
        reminder = actions.SendReminder(person="li", contact_point="text")
        answers = [cases.submit("loan", reminder, by=LENA, key="run-7/loan", at=on(7, 11, n)) for n in range(9)]
        assert [done(answer).repeated for answer in answers] == [False] + [True] * 8
        assert (counted_in(cases.dossier("li"), "message"), cases.case("loan").kept.reminders_sent) == (1, 1)
