"""A refusal: every reason, the facts, the law and how surely it is known, and when it would be permitted."""

# ruff: noqa: I001  # the names on a few lines, so that the example stays short

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from debtflow import Actor, Balance, Borrower, Caseload, Channel, ContactPoint, Debt, Hold, HoldKind, Money, Obligor
from debtflow import Refused, actions, catalogue

lena = Actor(id="lena")
phone = ContactPoint(id="cp1", channel=Channel.PHONE, value="+86 000 0000 0000")
# She may be in either of two zones: an hour counts as open only where it is open in both.
borrower = Borrower(id="p-1", zones=("Asia/Shanghai", "Asia/Tokyo"), contact_points=(phone,))
debt = Debt(
    id="d-1", obligors=(Obligor(person="p-1"),), owed=Balance(principal=Money("500.00", "CNY")), as_of=date(2026, 1, 5)
)
cases = Caseload.open_at("memory:", catalogue.joined("china", "generic"))
morning = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
cases.add(borrower, debt, by=lena, at=morning)
cases.open("d-1", by=lena, at=morning)

dispute = Hold(id="dispute-1", kind=HoldKind.DISPUTE, from_at=morning, until_at=morning.replace(day=9, hour=12))
cases.submit("d-1", actions.PlaceHold(hold=dispute), by=lena, at=morning)

outcome = cases.submit(
    "d-1", actions.PlaceCall(person="p-1", contact_point="cp1"), by=lena, at=morning.replace(hour=21, minute=15)
)
assert isinstance(outcome, Refused)
for finding in outcome.decision.findings:
    print(f"{finding.rule} ({finding.tone})")
    print("   says   ", finding.says)
    print("   because", finding.because)
    print("   law    ", finding.cites)
print()
print("next permitted, if nothing else happens:", outcome.decision.next_permitted_at)
