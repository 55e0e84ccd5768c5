"""A regulator's own examples, typed in: seven calls in seven days, a conversation, a letter before a report, a day to sue by."""

# ruff: noqa: I001  # the names on a few lines, so that the example stays short

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from debtflow import (
    Actor,
    Balance,
    Borrower,
    CallResult,
    Caseload,
    Channel,
    ContactPoint,
    Debt,
    Instalment,
    MessageResult,
)
from debtflow import Interruption, Money, Obligor, Role, actions, catalogue, events, limitation_of
from debtflow.compliance.rulebooks import china

NEW_YORK = ZoneInfo("America/New_York")
clerk = Actor(id="clerk", role=Role.AGENCY, party="harbour")
call = actions.PlaceCall(person="p1", contact_point="phone")


def on(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=NEW_YORK)


def caseload() -> Caseload:
    """One consumer, one debt, worked by a collection agency under federal law."""
    cases = Caseload.open_at("memory:", catalogue.joined("us_federal"), house_zone="America/New_York")
    points = (
        ContactPoint(id="phone", channel=Channel.PHONE, value="+1 555 0100"),
        ContactPoint(id="mail", channel=Channel.LETTER, value="1 Main Street"),
    )
    due = Instalment(due_on=date(2025, 11, 3), amount=Money("900.00", "USD"))
    debt = Debt(
        id="x",
        obligors=(Obligor(person="p1"),),
        owed=Balance(principal=Money("900.00", "USD")),
        as_of=date(2025, 12, 1),
        instalments=(due,),
    )
    cases.add(Borrower(id="p1", zones=("America/New_York",), contact_points=points), debt, at=on(1, 1))
    cases.open("x", at=on(1, 1))
    cases.submit("x", actions.ConfirmDebt(), by=Actor(id="lena"), at=on(1, 1))
    cases.submit("x", actions.Move(verb="start_reminders"), by=Actor(id="lena"), at=on(1, 1))
    return cases


def calls(cases: Caseload, at: datetime, result: CallResult) -> None:
    permit = cases.submit("x", call, by=clerk, at=at).permit  # type: ignore[union-attr]  # it has to be permitted
    cases.record("x", events.CallEnded(attempt=permit.attempt, result=result), by=clerk, at=at)


# 12 CFR 1006.14(b)(2)(i)(A): three calls on 1 April, three on the 2nd, one on the 3rd; when may the next be placed?
cases = caseload()
for day, hours in ((1, (9, 12, 15)), (2, (9, 12, 15)), (3, (9,))):
    for hour in hours:
        calls(cases, on(4, day, hour), CallResult.NO_ANSWER)
print("seven calls:   ", cases.explain("x", call, by=clerk, at=on(4, 3, 12)).when())

# 12 CFR 1006.14(b)(2)(i)(B): they spoke on 1 August, which is the first of seven days.
cases = caseload()
calls(cases, on(8, 1), CallResult.TALKED)
print("a conversation:", cases.explain("x", call, by=clerk, at=on(8, 2)).when())

# 12 CFR 1006.30(a)(1): a letter of 1 January, which does not come back; one that comes back on the 9th, and another.
report, letter = actions.ReportCredit(bureau="experian"), actions.SendMessage(person="p1", contact_point="mail")
cases = caseload()
permit = cases.submit("x", letter, by=clerk, at=on(1, 1, 12)).permit  # type: ignore[union-attr]
cases.record("x", events.MessageEnded(attempt=permit.attempt, result=MessageResult.SENT), by=clerk, at=on(1, 1, 12))
print("a letter:      ", cases.explain("x", report, by=clerk, at=on(1, 2)).when())
cases.record("x", events.MessageReturned(person="p1", attempt=permit.attempt), by=clerk, at=on(1, 9))
permit = cases.submit("x", letter, by=clerk, at=on(1, 9, 12)).permit  # type: ignore[union-attr]
cases.record("x", events.MessageEnded(attempt=permit.attempt, result=MessageResult.SENT), by=clerk, at=on(1, 9, 12))
print("another:       ", cases.explain("x", report, by=clerk, at=on(1, 10)).when())

# Civil Code of the PRC, articles 188 to 203: due on 1 October 2022; a demand that arrived on the last day.
cases = Caseload.open_at("memory:", catalogue.joined("china"), house_zone="Asia/Shanghai")
due = Instalment(due_on=date(2022, 10, 1), amount=Money("500.00", "CNY"))
loan = Debt(
    id="loan",
    obligors=(Obligor(person="li"),),
    owed=Balance(principal=Money("500.00", "CNY")),
    as_of=date(2022, 10, 8),
    instalments=(due,),
)
cases.add(Borrower(id="li", zones=("Asia/Shanghai",)), loan, at=on(1, 1))
cases.open("loan", at=on(1, 1))
arrived = events.LimitationInterrupted(by=Interruption.DEMAND_ARRIVED, on=date(2025, 10, 9))
print(limitation_of(cases.case("loan"), china.LIMITATION), "", sep="\n")
cases.record("loan", arrived, at=on(1, 1))
print(limitation_of(cases.case("loan"), china.LIMITATION))
