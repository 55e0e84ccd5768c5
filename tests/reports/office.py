"""A lender with a few cases in memory, for the tests of reports."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from debtflow import Balance, Borrower, Caseload, Channel, ContactPoint, Debt, Money, Obligor, catalogue
from debtflow.casework.outcomes import Outcome
from debtflow.records.actions import Action
from debtflow.records.parties import Actor

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
LENA = Actor(id="lena")


class CaseOffice:
    """Opens cases, takes payments and asks; `day` counts from 2 March 2026."""

    def __init__(self) -> None:
        self.cases = Caseload.open_at("memory:", catalogue.joined("china", "generic"), house_zone="Asia/Shanghai")
        self.payments = 0

    def open(self, debt: str, owed: str) -> None:
        person = f"p-{debt}"
        points = (
            ContactPoint(id="phone", channel=Channel.PHONE, value="+86 1"),
            ContactPoint(id="sms", channel=Channel.SMS, value="+86 1"),
        )
        balance = Balance(principal=Money.parse(owed))
        made = Debt(id=debt, obligors=(Obligor(person=person),), owed=balance, as_of=date(2026, 2, 1))
        borrower = Borrower(id=person, zones=("Asia/Shanghai",), contact_points=points)
        self.cases.add(borrower, made, by=LENA, at=MORNING)
        self.cases.open(debt, by=LENA, at=MORNING)

    def pays(self, debt: str, amount: str, day: int = 0) -> None:
        self.payments += 1
        at = MORNING + timedelta(days=day)
        money, bank = Money.parse(amount), f"bank-{self.payments}"
        self.cases.record_payment(person=f"p-{debt}", external_id=bank, money=money, received_on=at.date(), at=at)

    def asks(self, debt: str, action: Action, day: int = 0, hour: int = 10) -> Outcome:
        return self.cases.submit(debt, action, by=LENA, at=MORNING.replace(hour=hour) + timedelta(days=day))
