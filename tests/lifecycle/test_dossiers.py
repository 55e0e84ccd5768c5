"""A dossier as a fold: contacts of one person counted over all debts, holds, and money held for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.records.cast import (
    HARBOUR,
    NINE_O_CLOCK,
    OKAFOR_ON_FILE,
    card_of_ms_okafor,
    cny,
    day,
    usd,
)

from debtflow.errors import IntegrityError
from debtflow.lifecycle.dossiers import (
    CollectorFile,
    DebtFile,
    Dossier,
    Register,
    evolve,
    evolve_collector,
    evolve_debt,
    evolve_register,
    opened,
)
from debtflow.lifecycle.primitives import DossierKept
from debtflow.records import events as happened
from debtflow.records.contacts import Attempt, CallResult, Counted, MessageResult, Scope, Tally
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.parties import Channel, Collector

TODAY = day(2026, 3, 2)
ON: dict[str, Any] = {"occurred_at": NINE_O_CLOCK, "local_day": TODAY}


def okafor(*events: happened.Event) -> Dossier:
    dossier = opened(happened.PersonAdded(**ON, person=OKAFOR_ON_FILE))
    for event in events:
        dossier = evolve(dossier, event)
    return dossier


def reserved(channel: Channel = Channel.PHONE, attempt_id: str = "case-1.a1", on: int = TODAY) -> Any:
    attempt = Attempt(
        id=attempt_id,
        case="case-1",
        person="okafor",
        contact_point="mobile",
        channel=channel,
        local_day=on,
        reserved_at=NINE_O_CLOCK,
        expires_at=NINE_O_CLOCK,
    )
    return happened.ContactReserved(**ON | {"local_day": on}, attempt=attempt)


def call(result: CallResult, attempt: str | None = "case-1.a1", on: int = TODAY, **fields: Any) -> happened.CallEnded:
    return happened.CallEnded(**ON | {"local_day": on}, attempt=attempt, result=result, **fields)


CALLS = tuple(kind for kind in Counted if kind.name.startswith("CALL"))
MESSAGES, VISITS = (Counted.MESSAGE,), (Counted.VISIT, Counted.VISIT_UNREPORTED)
TALKS = (Counted.TALK_BY_PHONE, Counted.TALK_ON_A_VISIT, Counted.CALL_UNREPORTED, Counted.VISIT_UNREPORTED)


def mask(*kinds: Counted) -> int:
    return sum(1 << kind for kind in kinds)


def by_day(dossier: Dossier) -> dict[tuple[Counted, int], int]:
    """Everything that is counted, by what it came to and by day."""
    return {(scope.kind, day): count for scope, days in dossier.counts.rows for day, count in days}


def windows(dossier: Dossier) -> tuple[int, int, int, int]:
    """Calls, messages, visits and talks since yesterday."""
    return tuple(dossier.counts.counted(mask(*kinds), TODAY - 1) for kinds in (CALLS, MESSAGES, VISITS, TALKS))  # type: ignore[return-value]


# --- who she is -----------------------------------------------------------------------------------------------------------


def test_a_dossier_begins_empty_with_the_person_on_file() -> None:
    dossier = okafor()
    assert (dossier.id, dossier.person) == ("okafor", OKAFOR_ON_FILE)
    assert dossier.contacts == dossier.counts == Tally()
    assert dossier.held("USD") == usd("0.00")


def test_what_is_on_file_of_her_may_change() -> None:
    moved_away = OKAFOR_ON_FILE.changed(zones=("America/Chicago",))
    assert okafor(happened.PersonChanged(**ON, person=moved_away)).person == moved_away


def test_debts_and_cases_of_the_person_are_listed_in_the_order_in_which_they_came() -> None:
    dossier = okafor(
        happened.DebtAdded(**ON, debt=card_of_ms_okafor()),
        happened.CaseLinked(**ON, case="case-1", debt="card-77"),
        happened.CaseLinked(**ON, case="case-2", debt="loan-5"),
        happened.CaseLinked(**ON, case="case-3", debt="card-77"),
    )
    assert dossier.debts == ("card-77",)
    assert dossier.cases == (("card-77", "case-1"), ("loan-5", "case-2"), ("card-77", "case-3"))


# --- contacts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "counted"),
    [
        (Channel.PHONE, (1, 0, 0, 1)),
        (Channel.SMS, (0, 1, 0, 0)),
        (Channel.EMAIL, (0, 1, 0, 0)),
        (Channel.APP, (0, 1, 0, 0)),
        (Channel.LETTER, (0, 1, 0, 0)),
        (Channel.VISIT, (0, 0, 1, 1)),
    ],
)
def test_a_contact_counts_from_the_moment_it_is_reserved_and_by_voice_as_a_talk_too(
    channel: Channel, counted: tuple[int, ...]
) -> None:
    dossier = okafor(reserved(channel))
    assert windows(dossier) == counted
    assert dossier.attempt("case-1.a1") is not None
    assert dossier.kept.tries == 1


def test_a_call_that_was_made_stays_counted_on_the_day_of_its_reservation() -> None:
    dossier = okafor(reserved(), call(CallResult.NO_ANSWER, on=TODAY + 1))
    assert dossier.attempts == ()
    assert by_day(dossier) == {(Counted.CALL_NO_ANSWER, TODAY): 1}


def test_a_call_that_was_not_made_is_given_back() -> None:
    dossier = okafor(reserved(attempt_id="a0"), reserved(), call(CallResult.NOT_MADE))
    assert by_day(dossier) == {(Counted.CALL_UNREPORTED, TODAY): 1}
    assert [attempt.id for attempt in dossier.attempts] == ["a0"]


def test_a_message_that_bounced_counts_and_one_that_was_not_sent_does_not() -> None:
    for result, count in [(MessageResult.BOUNCED, 1), (MessageResult.SENT, 1), (MessageResult.NOT_MADE, 0)]:
        ended = happened.MessageEnded(**ON, attempt="case-1.a1", result=result)
        assert windows(okafor(reserved(Channel.SMS), ended)) == (0, count, 0, 0)


def test_a_message_that_was_sent_is_no_conversation() -> None:
    # Both results are the number 0; a message sent must not read as a talk.
    ended = happened.MessageEnded(**ON, attempt="case-1.a1", result=MessageResult.SENT)
    dossier = okafor(reserved(Channel.SMS), ended)
    assert (by_day(dossier), dossier.kept.talks) == ({(Counted.MESSAGE, TODAY): 1}, 0)


def test_a_talk_counts_on_the_day_on_which_she_spoke() -> None:
    dossier = okafor(reserved(), call(CallResult.TALKED, on=TODAY + 1))
    assert by_day(dossier) == {(Counted.CALL_TALKED, TODAY): 1, (Counted.TALK_BY_PHONE, TODAY + 1): 1}
    assert (dossier.kept.talks, dossier.kept.last_talk_on) == (1, TODAY + 1)


@pytest.mark.parametrize("channel", list(Channel))
def test_an_attempt_that_nobody_reported_counts_as_made_and_by_voice_as_a_talk(channel: Channel) -> None:
    expired = happened.AttemptExpired(**ON | {"local_day": TODAY + 1}, attempt="case-1.a1", person="okafor")
    dossier = okafor(reserved(channel), expired)
    assert dossier.attempts == ()
    assert sum(windows(dossier)[:3]) == 1
    by_voice = channel in (Channel.PHONE, Channel.VISIT)
    assert windows(dossier)[3] == by_voice
    assert by_day(dossier) == by_day(okafor(reserved(channel)))


def test_an_attempt_expires_once() -> None:
    expired = happened.AttemptExpired(**ON, attempt="case-1.a1", person="okafor")
    assert okafor(reserved(), expired, expired) == okafor(reserved(), expired)


@pytest.mark.parametrize(
    ("channel", "counted"),
    [(Channel.PHONE, (1, 0, 0, 0)), (Channel.VISIT, (0, 0, 1, 0)), (None, (1, 0, 0, 0))],
)
def test_a_call_that_nobody_had_asked_for_counts_all_the_same(
    channel: Channel | None, counted: tuple[int, ...]
) -> None:
    unasked = call(CallResult.NO_ANSWER, attempt=None, person="okafor", contact_point="mobile", channel=channel)
    assert windows(okafor(unasked)) == counted


def test_a_message_that_nobody_had_asked_for_counts_as_a_message_and_one_that_was_not_made_as_nothing() -> None:
    fields: dict[str, Any] = ON | {"person": "okafor", "contact_point": "mail"}
    assert windows(okafor(happened.MessageEnded(**fields, result=MessageResult.SENT))) == (0, 1, 0, 0)
    assert windows(okafor(happened.MessageEnded(**fields, result=MessageResult.NOT_MADE))) == (0, 0, 0, 0)


def test_two_workers_with_a_debt_each_reach_one_person_and_both_calls_count() -> None:
    dossier = okafor(reserved(attempt_id="case-1.a1"), reserved(attempt_id="case-2.a1"))
    assert windows(dossier)[0] == 2
    assert [attempt.id for attempt in dossier.attempts] == ["case-1.a1", "case-2.a1"]


# --- what a contact was about, who made it, and what becomes of it afterwards ---------------------------------------------------

EXPIRED = happened.AttemptExpired(**ON | {"local_day": TODAY + 1}, attempt="case-1.a1", person="okafor")


def for_both(attempt_id: str = "case-1.a1", **fields: Any) -> Any:
    """A reservation of the agency's, for two debts."""
    event = reserved(attempt_id=attempt_id)
    scope = {"about": ("card-77", "loan-5"), "party": "harbour", **fields}
    return event.changed(attempt=event.attempt.changed(**scope))


def scopes(dossier: Dossier) -> list[tuple[Any, ...]]:
    """What stands in the counters: kind, contact point, party, debts; a scope in which there are more stands more often."""
    return [scope for scope, days in dossier.counts.rows for _ in range(sum(count for _, count in days))]


def test_a_contact_counts_for_what_it_was_reserved_for_and_by_whom() -> None:
    about = ("mobile", "harbour", ("card-77", "loan-5"))
    assert scopes(okafor(for_both())) == [(Counted.CALL_UNREPORTED, *about, 0)]
    assert scopes(okafor(for_both(), EXPIRED)) == [(Counted.CALL_UNREPORTED, *about, 0)]
    for result in (CallResult.BUSY, CallResult.WRONG_NUMBER):
        [(kind, *rest)] = scopes(okafor(for_both(), call(result)))
        assert (kind.name, tuple(rest)) == (f"CALL_{result.name}", (*about, 0))


def test_a_debt_that_only_came_up_is_talked_about_and_not_called_about() -> None:
    ended = call(CallResult.TALKED, discussed=("rent-3", "loan-5"))
    assert scopes(okafor(for_both(), ended)) == [
        (Counted.CALL_TALKED, "mobile", "harbour", ("card-77", "loan-5"), 0),
        (Counted.TALK_BY_PHONE, "mobile", "harbour", ("card-77", "loan-5", "rent-3"), 0),
    ]


def test_a_report_may_say_that_it_was_about_more() -> None:
    ended = call(CallResult.VOICEMAIL, about=("card-77", "loan-5", "rent-3"))
    [(_, _, _, about, _)] = scopes(okafor(for_both(), ended))
    assert about == ("card-77", "loan-5", "rent-3")


def test_a_contact_that_nobody_had_asked_for_counts_where_it_is_told_to_belong() -> None:
    unasked = call(
        CallResult.NO_ANSWER, attempt=None, person="okafor", contact_point="work", about=("loan-5",), party="dunn"
    )
    assert scopes(okafor(unasked)) == [(Counted.CALL_NO_ANSWER, "work", "dunn", ("loan-5",), 0)]


@pytest.mark.parametrize("result", list(CallResult))
@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.VISIT])
def test_a_report_that_comes_after_the_attempt_ran_out_counts_as_if_it_had_come_in_time(
    channel: Channel, result: CallResult
) -> None:
    in_time = okafor(reserved(channel), call(result))
    late = okafor(reserved(channel), EXPIRED, call(result))
    assert late.contacts.rows == in_time.contacts.rows
    assert (late.lapsed, late.attempts) == ((), ())


def test_a_report_that_is_told_twice_counts_once() -> None:
    once = okafor(reserved(), EXPIRED, call(CallResult.TALKED))
    assert evolve(once, call(CallResult.TALKED)).contacts == once.contacts
    assert evolve(once, call(CallResult.NOT_MADE)).contacts == once.contacts


def test_an_attempt_that_ran_out_is_remembered_as_long_as_its_day_counts_and_a_day_longer() -> None:
    ran_out = okafor(reserved(), EXPIRED)
    assert [attempt.id for attempt in ran_out.lapsed] == ["case-1.a1"]
    for days, remembered in ((31, ["case-1.a1", "a2"]), (32, ["a2"])):
        later = reserved(attempt_id="a2", on=TODAY + days), EXPIRED.changed(attempt="a2")
        dossier = evolve(evolve(ran_out, later[0]), later[1])
        assert [attempt.id for attempt in dossier.lapsed] == remembered
        late = evolve(dossier, call(CallResult.TALKED, on=TODAY + 1))
        spoke = {(Counted.TALK_BY_PHONE, TODAY + 1): 1} if len(remembered) == 2 else {}
        assert by_day(late) == {(Counted.CALL_UNREPORTED, TODAY + days): 1, **spoke}


# --- holds and money ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [happened.HoldReleased(**ON, hold="h1"), happened.HoldExpired(**ON, hold="h1")])
def test_a_hold_lies_on_the_person_until_it_is_released_or_expires(gone: happened.Event) -> None:
    hold = Hold(id="h1", kind=HoldKind.REPRESENTED, person="okafor", from_at=NINE_O_CLOCK)
    dossier = okafor(happened.HoldPlaced(**ON, hold=hold))
    assert dossier.holds == (hold,)
    assert evolve(dossier, gone).holds == ()


def payment(amount: Any, unapplied: Any) -> happened.PaymentReceived:
    return happened.PaymentReceived(
        **ON, external_id="bank-19", amount=amount, received_on=date(2026, 3, 2), unapplied=unapplied
    )


def test_money_beyond_what_was_owed_is_held_for_her_in_each_currency_apart() -> None:
    dossier = okafor(
        payment(usd("500.00"), usd("87.93")),
        payment(cny("10.00"), cny("10.00")),
        payment(usd("1.00"), usd("1.00")),
        payment(usd("5.00"), None),
    )
    assert dossier.held("USD") == usd("88.93")
    assert dossier.held("CNY") == cny("10.00")
    assert len(dossier.unapplied) == 2
    assert len(dossier.received) == 4


def test_money_held_is_used_up_to_the_last_cent_and_then_no_longer_listed() -> None:
    part = happened.Allocation(case="c2", amount=usd("87.92"))
    moved = happened.PaymentReallocated(**ON, external_id="bank-19", allocated=(part,), unapplied=usd("0.01"))
    dossier = okafor(payment(usd("87.93"), usd("87.93")), moved)
    assert dossier.held("USD") == usd("0.01")
    [paid] = dossier.received
    assert (paid.amount, paid.allocated, paid.unapplied) == (usd("87.93"), (part,), usd("0.01"))
    assert evolve(dossier, moved.changed(unapplied=None)).unapplied == ()


def test_a_payment_that_was_taken_back_is_not_on_file_any_more_and_others_are() -> None:
    other = payment(usd("5.00"), usd("5.00")).changed(external_id="bank-20")
    dossier = okafor(payment(usd("87.93"), usd("87.93")), other)
    back = happened.PaymentReversed(
        **ON, external_id="bank-19", amount=usd("87.93"), received_on=date(2026, 3, 2), unapplied=usd("87.93")
    )
    assert evolve(dossier, back).received == (other,)
    assert (dossier.payment("bank-20"), evolve(dossier, back).payment("bank-19")) == (other, None)


def test_an_event_of_a_case_changes_nothing_in_the_dossier() -> None:
    dossier = okafor()
    assert evolve(dossier, happened.Moved(**ON, verb="start_reminders")) is dossier


def test_a_hold_on_her_that_was_amended_stands_as_amended() -> None:
    holds = [Hold(id=name, kind=HoldKind.DISPUTE, person="okafor", from_at=NINE_O_CLOCK) for name in ("h1", "h2")]
    shorter = holds[0].changed(until_at=NINE_O_CLOCK + timedelta(days=3))
    dossier = okafor(*(happened.HoldPlaced(**ON, hold=hold) for hold in holds))
    assert evolve(dossier, happened.HoldAmended(**ON, hold=shorter)).holds == (shorter, holds[1])


@pytest.mark.parametrize("gone", [happened.HoldReleased, happened.HoldExpired])
def test_a_hold_under_which_nothing_accrued_is_remembered_after_its_end_and_no_other(gone: Any) -> None:
    calm = Hold(id="calm", kind=HoldKind.MORATORIUM, person="okafor", from_at=NINE_O_CLOCK - timedelta(days=1))
    other = Hold(id="other", kind=HoldKind.CEASE_CONTACT, person="okafor", from_at=NINE_O_CLOCK)
    dossier = okafor(*(happened.HoldPlaced(**ON, hold=hold) for hold in (calm, other)))
    assert dossier.calmed == ()
    for hold in (calm, other):
        dossier = evolve(dossier, gone(**ON, hold=hold.id))
    assert (dossier.holds, dossier.calmed) == ((), (calm.changed(until_at=NINE_O_CLOCK),))


# --- two files of one person ---------------------------------------------------------------------------------------------------


def held(hold_id: str) -> Hold:
    return Hold(id=hold_id, kind=HoldKind.MORATORIUM, person="okafor", from_at=NINE_O_CLOCK)


def announced(external_id: str) -> happened.PaymentPending:
    return happened.PaymentPending(**ON, external_id=external_id, amount=usd("9.00"), received_on=date(2026, 3, 2))


def busy(at: str, day_number: int, times: int) -> Dossier:
    """A file in which everything there can be stands already, all of it named after the place."""
    contacts = Tally()
    for more, kind in enumerate((Counted.CALL_BUSY, Counted.MESSAGE, Counted.VISIT, Counted.TALK_BY_PHONE)):
        contacts = contacts.plus(Scope(kind, "mobile", "creditor", (f"{at}.debt",)), day_number, times + more)
    ran_out = reserved(attempt_id=f"{at}.a0", on=day_number).attempt
    return okafor(reserved(Channel.LETTER, f"{at}.a1", on=day_number)).changed(
        debts=(f"{at}.debt",),
        cases=((f"{at}.debt", f"{at}.case"),),
        contacts=contacts,
        lapsed=(ran_out,),
        holds=(held(f"{at}.hold"),),
        calmed=(held(f"{at}.calmed"),),
        received=tuple(
            payment(amount, amount).changed(external_id=f"{at}.{n}")
            for n, amount in enumerate((usd("1.00"), cny("2.00")) if at == "bank" else (usd("3.00"),))
        ),
        pending=(announced(f"{at}.b1"),),
        kept=DossierKept(tries=times, talks=times + 1, last_try_on=day_number, last_talk_on=day_number - 1),
    )


def absorbed(file: Dossier) -> happened.Absorbed:
    same = {name: getattr(file, name) for name in happened.Absorbed.model_fields if hasattr(file, name)}
    kept = {name: getattr(file.kept, name) for name in ("tries", "last_try_on", "last_talk_on")}
    return happened.Absorbed.built(**same, **kept, talks_in_all=file.kept.talks)


@pytest.mark.parametrize(("mine", "theirs"), [(TODAY, TODAY - 1), (TODAY - 1, TODAY)])
def test_a_file_that_takes_in_another_has_all_that_was_done_under_both_and_the_later_days(
    mine: int, theirs: int
) -> None:
    kept, other = busy("bank", mine, 1), busy("shop", theirs, 10)
    merged = happened.PersonsMerged(**ON, duplicate="again", person=OKAFOR_ON_FILE, absorbed=absorbed(other))
    one = evolve(kept, merged)
    # Of the messages, two are open in either file.
    assert windows(one) == (11, 13 + 2, 15, 17)
    mine_alone, theirs_alone = (mask(Counted.VISIT), TODAY - 1), (mask(Counted.TALK_BY_PHONE), TODAY - 1)
    assert one.contacts.counted(*mine_alone, debt="bank.debt") == 3
    assert one.contacts.counted(*theirs_alone, debt="shop.debt") == 13
    assert one.kept == DossierKept(tries=11, talks=13, last_try_on=TODAY, last_talk_on=TODAY - 1)
    assert (one.debts, one.cases) == (
        ("bank.debt", "shop.debt"),
        (("bank.debt", "bank.case"), ("shop.debt", "shop.case")),
    )
    assert [attempt.id for attempt in one.attempts] == ["bank.a1", "shop.a1"]
    assert [attempt.id for attempt in one.lapsed] == ["bank.a0", "shop.a0"]
    assert [hold.id for hold in one.holds] == ["bank.hold", "shop.hold"]
    assert [hold.id for hold in one.calmed] == ["bank.calmed", "shop.calmed"]
    assert [money.external_id for money in one.pending] == ["bank.b1", "shop.b1"]
    assert [paid.external_id for paid in one.received] == ["bank.0", "bank.1", "shop.0"]
    assert (one.held("USD"), one.held("CNY")) == (usd("4.00"), cny("2.00"))


def test_nothing_that_can_run_out_or_be_spent_stays_in_the_file_that_was_taken_in() -> None:
    gone = evolve(busy("shop", TODAY, 1), happened.MergedInto(**ON, kept="okafor"))
    assert gone.merged_into == "okafor"
    assert (gone.attempts, gone.lapsed, gone.holds, gone.received, gone.pending) == ((), (), (), (), ())


# --- the file of a debt --------------------------------------------------------------------------------------------------------


def test_the_file_of_a_debt_holds_it_as_it_was_handed_in_and_the_cases_opened_on_it() -> None:
    handed_in = happened.DebtAdded(**ON, debt=card_of_ms_okafor())
    file = evolve_debt(None, handed_in)
    assert file == DebtFile(id="card-77", debt=card_of_ms_okafor())
    for case in ("case-1", "case-2"):
        file = evolve_debt(file, happened.CaseLinked(**ON, case=case, debt="card-77"))
    assert file.cases == ("case-1", "case-2")
    assert evolve_debt(file, handed_in) == file


def test_a_case_on_a_debt_that_was_never_handed_in_is_a_damaged_log() -> None:
    with pytest.raises(IntegrityError, match="debt card-77: something happened to it before it was handed in"):
        evolve_debt(None, happened.CaseLinked(**ON, case="case-1", debt="card-77"))


def test_who_owes_a_debt_is_named_in_its_file_by_the_id_that_is_kept() -> None:
    file = evolve_debt(None, happened.DebtAdded(**ON, debt=card_of_ms_okafor()))
    replaced = happened.ObligorReplaced(**ON, debt="card-77", duplicate="okafor", kept="adaeze")
    assert evolve_debt(file, replaced).debt.borrower == "adaeze"


# --- registers ----------------------------------------------------------------------------------------------------------------


def test_an_agency_entered_again_after_vetting_replaces_what_was_on_file() -> None:
    first = evolve_register(None, happened.AgencyRegistered(**ON, agency=HARBOUR))
    assert first == Register(id="harbour", agency=HARBOUR)
    vetted = HARBOUR.changed(evaluated_on=date(2026, 3, 2))
    assert evolve_register(first, happened.AgencyRegistered(**ON, agency=vetted)).agency == vetted


def test_a_collector_entered_again_has_the_certificates_of_now() -> None:
    first = evolve_collector(None, happened.CollectorRegistered(**ON, collector=Collector(id="lena")))
    assert first == CollectorFile(id="lena", collector=Collector(id="lena"))
    certified = Collector(id="lena", certificates=HARBOUR.licences)
    again = evolve_collector(first, happened.CollectorRegistered(**ON, collector=certified))
    assert again.collector == certified
