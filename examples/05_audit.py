"""An audit: who did what and why, a decision made again years later, and a log that shows if somebody touched it."""

# ruff: noqa: I001  # the names on a few lines, so that the example stays short

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from debtflow import Actor, Balance, Borrower, CallResult, Caseload, Channel, ContactPoint, Debt, DebtflowError, Money
from debtflow import Obligor, actions, catalogue, events

DATABASE = Path("audited.db")
lena = Actor(id="lena")
night = datetime(2026, 3, 2, 22, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
phone = ContactPoint(id="cp1", channel=Channel.PHONE, value="+86 000 0000 0000")
debt = Debt(
    id="d-1", obligors=(Obligor(person="p-1"),), owed=Balance(principal=Money("500.00", "CNY")), as_of=date(2026, 1, 5)
)
for ending in ("", "-wal", "-shm"):
    Path(f"{DATABASE}{ending}").unlink(missing_ok=True)

book = catalogue.joined("china", "generic")
with Caseload.open_at(f"sqlite:///{DATABASE}", book) as cases:
    cases.add(Borrower(id="p-1", name="Wang Li", zones=("Asia/Shanghai",), contact_points=(phone,)), debt, at=night)
    cases.open("d-1", by=lena, at=night)
    cases.submit("d-1", actions.ConfirmDebt(note="contract of Ms Wang, seen"), by=lena, at=night)
    cases.submit("d-1", actions.PlaceCall(person="p-1", contact_point="cp1"), by=lena, at=night)  # refused: too late
    # She called all the same. What has happened is recorded, and the breach with it.
    called = events.CallEnded(person="p-1", contact_point="cp1", result=CallResult.TALKED, occurred_at=night)
    cases.record("d-1", called, by=lena, at=night + timedelta(minutes=5))

    for entry in cases.history("d-1"):
        print(
            entry.seq, entry.kind, entry.content["by"]["id"], [event.event for event in entry.events], entry.hash[:12]
        )
    refused = next(entry for entry in cases.history("d-1") if entry.kind == "refused")
    print("\nmade again on what was known then:", cases.decision_of(refused), "\n")
    print(
        "sound:",
        len(cases.verify()),
        "streams;",
        "a name in the log?",
        any("Wang" in e.body for e in cases.store.feed()),
    )

with sqlite3.connect(DATABASE) as connection:  # somebody makes the refusal disappear
    connection.execute("UPDATE entries SET body = replace(body, 'refused', 'done') WHERE stream = 'case:d-1'")
connection.close()
with Caseload.open_at(f"sqlite:///{DATABASE}", book) as cases:
    try:
        cases.verify()
    except DebtflowError as problem:
        print("tampered:", problem)
