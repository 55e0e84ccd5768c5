"""The caseload that is measured: one person in two candidate zones, one debt, a book of twenty governing rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from debtflow import (
    Actor,
    Balance,
    Basis,
    Borrower,
    Caseload,
    Channel,
    Citation,
    ContactPoint,
    Custody,
    Dated,
    Debt,
    Instalment,
    Money,
    Obligor,
    Phase,
    Rule,
    Rulebook,
    Tone,
    actions,
    catalogue,
    rule,
)

LENA = Actor(id="lena")
START = datetime(2026, 1, 6, 2, 0, tzinfo=UTC)
POLICY = Citation(instrument="bench policy", basis=Basis.HOUSE)
SINCE = date(2020, 1, 1)
GOVERNING = 20
"""How many rules govern the call that is measured: those shipped, filled up with the house's."""


def _house_rules() -> list[Rule]:
    """More rules on calls such as a house writes; none stands in the way."""
    cap = Dated.constant("bench.calls_per_day", 500_000, unit="count", cites=POLICY)
    predicates: dict[str, Any] = {
        "calls_per_day": lambda f: f.calls_counted_today >= cap,
        "talked_enough": lambda f: (f.talks_on_this_debt >= cap) & (f.promises_broken == 0),
        "small_and_early": lambda f: (f.arrears < 5_000) & (f.days_past_due < 5),
        "barely_late": lambda f: f.days_past_due < 1,
        "late_evening": lambda f: f.minute_latest >= 20 * 60 + 30,
        "third_wave": lambda f: (f.custody == Custody.AGENCY) & (f.wave >= 3),
        "buyer": lambda f: f.custody == Custody.BUYER,
        "in_court": lambda f: f.phase == Phase.LEGAL,
        "unconfirmed_and_old": lambda f: ~f.confirmed & (f.days_past_due > 30),
        "often_broken": lambda f: (f.promises_broken >= 5) & (f.talks_counted_today >= 1),
        "lost": lambda f: (f.failures_in_a_row >= cap) & ~f.reaches_third_person,
    }
    made = []
    for name, predicate in predicates.items():
        define = rule(
            f"bench.{name}", governs={"place_call"}, tone=Tone.FORBID, cites=POLICY, since=SINCE, says=f"bench {name}"
        )
        made.append(define(predicate))
    return made


def book() -> Rulebook:
    """Twenty rules govern a call; the weekly cap is out of the way, so that thousands are permitted."""
    joined = catalogue.joined("china", "generic")
    shipped = len(joined.governing("place_call", START.toordinal()).rules)
    joined |= Rulebook("bench", "1", _house_rules()[: GOVERNING - shipped])
    return joined.with_value("house.calls_per_week", 999_999)


def caseload(url: str = "memory:", people: int = 1) -> Caseload:
    """A caseload of that many people with one confirmed case each (`card-0`, `card-1`, ...), ready to be called."""
    cases = Caseload.open_at(url, rulebook=book(), house_zone="Asia/Shanghai")
    for number in range(people):
        person, card = f"ms-okafor-{number}", f"card-{number}"
        phone = ContactPoint(id="mobile", channel=Channel.PHONE, value=f"+86 10 0000 {number:04d}")
        borrower = Borrower(id=person, name="Ms Okafor", zones=("Asia/Shanghai", "Asia/Tokyo"), contact_points=(phone,))
        debt = Debt(
            id=card,
            obligors=(Obligor(person=person),),
            owed=Balance(principal=Money("400.00", "CNY"), interest=Money("12.07", "CNY")),
            as_of=date(2026, 1, 5),
            instalments=(Instalment(due_on=date(2025, 12, 1), amount=Money("100.00", "CNY")),),
        )
        cases.add(borrower, debt, at=START)
        cases.open(card, at=START)
        cases.submit(card, actions.ConfirmDebt(), by=LENA, at=START)
    return cases


def call(number: int = 0) -> actions.PlaceCall:
    """The call that is asked for."""
    return actions.PlaceCall(person=f"ms-okafor-{number}", contact_point="mobile")
