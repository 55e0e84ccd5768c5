"""One case, as a lender's own program works it: ask, match the outcome, report how it ended, take the money."""

# ruff: noqa: I001  # the names on a few lines, so that the example stays short

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from debtflow import Actor, Balance, Borrower, CallResult, Caseload, Channel, ContactPoint, Debt, Done, Instalment
from debtflow import Money, Obligor, Pending, Refused, actions, catalogue, events

SHANGHAI = ZoneInfo("Asia/Shanghai")
lena = Actor(id="lena")
phone = ContactPoint(id="cp1", channel=Channel.PHONE, value="+86 000 0000 0000")
wang = Borrower(id="p-17", name="Wang Li", zones=("Asia/Shanghai",), contact_points=(phone,))
debt = Debt(
    id="loan-17",
    obligors=(Obligor(person="p-17"),),
    owed=Balance(principal=Money("500.00", "CNY"), interest=Money("12.50", "CNY")),
    as_of=date(2026, 3, 1),
    instalments=(Instalment(due_on=date(2026, 2, 1), amount=Money("112.50", "CNY")),),
)

Path("cases.db").unlink(missing_ok=True)
with Caseload.open_at("sqlite:///cases.db", catalogue.joined("china", "generic")) as cases:
    morning = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
    cases.add(wang, debt, by=lena, at=morning)
    case = cases.open("loan-17", by=lena, at=morning)
    cases.submit(case.id, actions.ConfirmDebt(), by=lena, at=morning)

    call = actions.PlaceCall(person="p-17", contact_point="cp1", about=("loan-17",))
    match cases.submit(case.id, call, by=lena, key="dialler-7781", at=morning):  # the key: sent twice, done once
        case Refused(decision=decision):
            print("not now:", decision)
        case Pending(request=request):
            print("somebody has to agree:", request.id)
        case Done(permit=permit) if permit is not None:
            print("dial", permit.contact_point, "before", permit.expires_at)
            ended = events.CallEnded(attempt=permit.attempt, result=CallResult.TALKED, discussed=("loan-17",))
            cases.record(case.id, ended, at=morning)

    paid = Money("112.50", "CNY")
    cases.record_payment(person="p-17", external_id="bank-19", money=paid, received_on=date(2026, 3, 2), at=morning)
    after = cases.case(case.id)
    print(after.stage, after.outcome, "still owed, and not yet due:", after.ledger.money(after.ledger.closing.owed))
