"""A case from its first day to its last: reminded, promised, placed, recalled, closed; and the picture of it all."""

# ruff: noqa: I001  # the names on a few lines, so that the example stays short

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from debtflow import Actor, Agency, Balance, Borrower, CallResult, CaseOutcome, Caseload, Channel, ContactPoint, Debt
from debtflow import Done, Hold, HoldKind, Instalment, Licence, MessageResult, Money, Obligor, Role, actions, catalogue
from debtflow import events
from debtflow.records.actions import Action
from debtflow.records.episodes import Attitude, Feedback, Reason, Suggestion
from debtflow.reports.drawing import timeline_svg

lena, voss = Actor(id="lena"), Actor(id="voss")  # she works the case, he approves
mei = Actor(id="mei", role=Role.AGENCY, party="harbour")
start = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
cases = Caseload.open_at("memory:", catalogue.joined("china", "generic"), house_zone="Asia/Shanghai")


def on(day: int, hour: int = 10) -> datetime:
    return start.replace(hour=hour) + timedelta(days=day)


def ask(action: Action, day: int, hour: int = 10, by: Actor = lena) -> str:
    """Ask, and say what the answer was; a contact that is permitted is made at once."""
    outcome = cases.submit("card-7", action, by=by, at=on(day, hour))
    if isinstance(outcome, Done) and outcome.permit is not None and isinstance(action, actions.SendReminder):
        sent = events.MessageEnded(attempt=outcome.permit.attempt, result=MessageResult.SENT)
        cases.record("card-7", sent, by=by, at=on(day, hour))
    return type(outcome).__name__.lower()


def call(day: int, hour: int, result: CallResult, by: Actor = lena, told_after: int = 0) -> str:
    """Ask for a call, and where it is permitted say how it ended, some hours later."""
    outcome = cases.submit("card-7", actions.PlaceCall(person="p-7", contact_point="phone"), by=by, at=on(day, hour))
    if isinstance(outcome, Done) and outcome.permit is not None:
        ended = events.CallEnded(attempt=outcome.permit.attempt, result=result, occurred_at=on(day, hour))
        cases.record("card-7", ended, by=by, at=on(day, hour) + timedelta(hours=told_after))
        return result.label
    return type(outcome).__name__.lower()


def pay(amount: str, day: int, told_on: int) -> None:
    received_on = on(day).date()
    cases.record_payment(
        person="p-7", external_id=f"bank-{day}", money=Money(amount, "CNY"), received_on=received_on, at=on(told_on)
    )


phone = ContactPoint(id="phone", channel=Channel.PHONE, value="+86 10 0000 0007")
sms = ContactPoint(id="sms", channel=Channel.SMS, value="+86 10 0000 0007")
borrower = Borrower(id="p-7", name="Wang Li", zones=("Asia/Shanghai",), contact_points=(phone, sms))
debt = Debt(
    id="card-7",
    obligors=(Obligor(person="p-7"),),
    product="credit_card",
    owed=Balance(principal=Money("2400.00", "CNY"), interest=Money("86.40", "CNY"), fees=Money("30.00", "CNY")),
    as_of=date(2026, 3, 1),
    instalments=(Instalment(due_on=date(2026, 2, 10), amount=Money("1200.00", "CNY")),),
)
licence = Licence(kind="collection", valid_from=date(2025, 1, 1), valid_to=date(2027, 12, 31))
harbour = Agency(id="harbour", licences=(licence,), evaluated_on=date(2026, 1, 15), violent_collection_on_record=False)
cases.register(harbour, by=voss, at=start)
cases.add(borrower, debt, by=lena, at=start)
cases.open("card-7", by=lena, at=start)

# Confirmed, reminded, called.
ask(actions.ConfirmDebt(), 1)
ask(actions.Move(verb="start_reminders"), 1)
remind = actions.SendReminder(person="p-7", contact_point="sms")
ask(remind, 2)
print("a call at ten in the evening:", call(4, 22, CallResult.NO_ANSWER))
for day, hour in ((5, 10), (6, 18), (8, 11)):
    call(day, hour, CallResult.NO_ANSWER)
ask(remind, 9)
print("a call on the tenth day:", call(10, 19, CallResult.TALKED))

# A promise, which is not kept: of 600.00 only 150.00 comes, and the bank tells of it five days late.
ask(actions.Move(verb="open_negotiation"), 10, 19)
ask(actions.TakePromise(amount=Money("600.00", "CNY"), due_on=on(20).date()), 10, 19)
print("a call while the promise runs:", call(14, 11, CallResult.NO_ANSWER))
pay("150.00", 18, told_on=23)
cases.follow_up("card-7", at=on(23))
print("the promise:", cases.case("card-7").stage)

# A dispute stops everything for a week.
dispute = Hold(id="dispute-1", kind=HoldKind.DISPUTE, from_at=on(24), until_at=on(31))
ask(actions.PlaceHold(hold=dispute), 24)
print("a referral while the debt is disputed:", ask(actions.Move(verb="request_referral"), 26))

# Placed with an agency, which calls; once without asking, at night.
ask(actions.Move(verb="request_referral"), 32)
ask(actions.SubmitPlacement(agency="harbour"), 32)
print("approved by who proposed it:", ask(actions.ApproveReferral(), 32))
ask(actions.ApproveReferral(), 33, by=voss)
ask(actions.AcceptPlacement(), 34, by=mei)
for day, hour, result in (
    (36, 10, CallResult.NO_ANSWER),
    (38, 12, CallResult.BUSY),
    (41, 17, CallResult.TALKED),
    (47, 11, CallResult.NO_ANSWER),
    (52, 15, CallResult.TALKED),
):
    call(day, hour, result, by=mei, told_after=3)
night = events.CallEnded(person="p-7", contact_point="phone", result=CallResult.TALKED, occurred_at=on(55, 22))
told = cases.record("card-7", night, by=mei, at=on(60))
print("told five days later, a call at night broke:", ", ".join(told.breaches))
pay("500.00", 43, told_on=43)

# Recalled, reported on, and closed: the rest is paid.
ask(actions.Recall(), 61)
ask(actions.ConfirmStopWork(), 66, by=mei)
report = Feedback(
    recovered=Money("500.00", "CNY"),
    attitude=Attitude.COOPERATIVE,
    reason=Reason.INCOME_LOST,
    suggestion=Suggestion.NEGOTIATE,
)
ask(actions.SubmitFeedback(feedback=report), 67, by=mei)
ask(actions.Move(verb="decide_negotiate"), 68)
print("forgiving the rest needs a second person:", ask(actions.Close(outcome=CaseOutcome.FORGIVEN), 69))
ask(actions.TakePromise(amount=Money("550.00", "CNY"), due_on=on(80).date()), 71)
pay("550.00", 78, told_on=78)
cases.follow_up("card-7", at=on(79))
case = cases.case("card-7")
print("the end:", case.stage, case.outcome)

picture = timeline_svg(cases, "card-7")  # in a notebook this line alone shows it
Path("timeline.svg").write_text(picture, encoding="utf-8")
print(f"timeline.svg: {len(cases.history('card-7'))} entries drawn")
