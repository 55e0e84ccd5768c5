"""The caseload that is measured: one person in two candidate zones, one debt, a book of twenty governing rules or sixty."""

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
MANY = 60
"""How many govern it in a large book."""


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


_READ = (
    "arrangements_broken",
    "arrears",
    "calls_counted_today",
    "calls_counted_today_and_6_days_before",
    "confirmations",
    "days_in_stage",
    "days_past_due",
    "failures_in_a_row",
    "messages_counted_today_and_6_days_before",
    "owed",
    "promises_broken",
    "reminders_sent",
    "talks_counted_today",
    "talks_on_this_debt",
    "undermined_decisions",
    "visits_counted_today_and_29_days_before",
    "wave",
)
"""What the rules of a large book read."""


def many_rules(count: int, name: str = "bench.many") -> list[Rule]:
    """That many rules on calls, each a comparison or two with a dated number of its own; none stands in the way."""
    made = []
    for at in range(count):
        one, other = _READ[at % len(_READ)], _READ[(at * 7 + 3) % len(_READ)]
        unit = "minor units" if one in ("arrears", "owed") else "count"
        values = {SINCE: 900_000 + at, date(2026, 1, 1): 900_000 - at}
        cap = Dated(f"{name}.cap_{at}", values, unit=unit, cites=POLICY)
        predicates: tuple[Any, ...] = (
            lambda f, one=one, cap=cap: getattr(f, one) >= cap,
            lambda f, one=one, other=other, cap=cap: (getattr(f, one) >= cap) & (getattr(f, other) >= 1),
            lambda f, one=one, cap=cap: (f.custody == Custody.BUYER) & (getattr(f, one) < cap),
        )
        define = rule(
            f"{name}.rule_{at}", governs={"place_call"}, tone=Tone.FORBID, cites=POLICY, since=SINCE, says=f"bench {at}"
        )
        made.append(define(predicates[at % 3]))
    return made


def book(governing: int = GOVERNING) -> Rulebook:
    """So many rules govern a call; the weekly cap is out of the way, so that thousands are permitted."""
    joined = catalogue.joined("china", "generic")
    shipped = len(joined.governing("place_call", START.toordinal()).rules)
    few = _house_rules()[: governing - shipped]
    joined |= Rulebook("bench", "1", [*few, *many_rules(governing - shipped - len(few))])
    return joined.with_value("house.calls_per_week", 999_999)


def caseload(url: str = "memory:", people: int = 1, governing: int = GOVERNING) -> Caseload:
    """A caseload of that many people with one confirmed case each (`card-0`, `card-1`, ...), ready to be called."""
    cases = Caseload.open_at(url, rulebook=book(governing), house_zone="Asia/Shanghai")
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
