"""A month of sweeps, and ten days more: a plan asks day by day; what it may not do it is refused, what ran out is followed up."""

# ruff: noqa: I001  # the names on a few lines, so that the example stays short

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from debtflow import Balance, Borrower, CallResult, Caseload, Channel, ContactPoint, Debt, Done, MessageResult, Money
from debtflow import Obligor, catalogue, events
from debtflow.casework import plans

SHANGHAI = ZoneInfo("Asia/Shanghai")
start = datetime(2026, 3, 2, 10, 30, tzinfo=SHANGHAI)
cases = Caseload.open_at("memory:", catalogue.joined("china", "generic"), house_zone="Asia/Shanghai")
for n in range(20):
    points = (
        ContactPoint(id="phone", channel=Channel.PHONE, value=f"+86 {n}"),
        ContactPoint(id="sms", channel=Channel.SMS, value=f"+86 {n}"),
    )
    owed = Balance(principal=Money.from_minor_units(20_000 + 1_000 * n, "CNY"))
    debt = Debt(id=f"d{n}", obligors=(Obligor(person=f"p{n}"),), owed=owed, as_of=date(2026, 1, 20 + n % 10))
    cases.add(Borrower(id=f"p{n}", zones=("Asia/Shanghai",), contact_points=points), debt, at=start)
    cases.open(f"d{n}", at=start)

plan, asked, refused = plans.gentle(), Counter[str](), Counter[str]()
for day in range(40):
    # Every fifth day the run starts late, at half past nine in the evening: too late to contact anybody.
    at = start + timedelta(days=day, hours=11 if day and day % 5 == 0 else 0)
    report = cases.sweep(plan, at=at, keep_outcomes=True)
    asked += report.done
    refused += report.refused
    for outcome in report.outcomes:
        if isinstance(outcome, Done) and outcome.permit is not None:
            attempt = outcome.permit.attempt
            if outcome.permit.channel is Channel.PHONE:
                talked = outcome.case.id in ("d3", "d11")
                result = CallResult.TALKED if talked else CallResult.NO_ANSWER
                ended: events.ContactEvent = events.CallEnded(attempt=attempt, result=result)
            else:
                ended = events.MessageEnded(attempt=attempt, result=MessageResult.SENT)
            cases.record(outcome.case.id, ended, at=at)

print("done:   ", dict(asked))
print("refused:", dict(refused))
print("stages: ", dict(Counter(cases.case(case).stage for case in cases.cases())))
