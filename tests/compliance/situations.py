"""Situations made by hand: a case, a dossier, a moment, each part named where a test cares about it.

Mr Li of Shanghai owes 500.00 CNY, 100.00 of it due on 1 December 2025. Lena collects for the creditor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import Decision, judge
from debtflow.compliance.facts import Facts
from debtflow.compliance.governing import Screen
from debtflow.compliance.rules import Rule, rule
from debtflow.compliance.situation import Situation
from debtflow.compliance.standard_facts import STANDARD_FACTS
from debtflow.expressions import Fact
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import CollectorFile, Dossier, Register
from debtflow.lifecycle.primitives import CaseKept, DossierKept
from debtflow.records.actions import Action, PlaceCall, Waive
from debtflow.records.arrangements import Arrangement, ArrangementKind, ArrangementTerms
from debtflow.records.components import Component
from debtflow.records.contacts import EMPTY_TALLY, Attempt, Counted, Scope, Tally
from debtflow.records.debts import Balance, Debt, Instalment, Obligor, Relation
from debtflow.records.findings import Tone
from debtflow.records.holds import Hold
from debtflow.records.ledger import Ledger
from debtflow.records.parties import Actor, Agency, Channel, Collector, ContactPointOnFile, Licence, PersonOnFile
from debtflow.records.placements import Placement
from debtflow.records.proceedings import Proceedings
from debtflow.records.promises import Promise
from debtflow.values.dates import day_number
from debtflow.values.law import Basis, Citation, Dated
from debtflow.values.money import Money

LENA = Actor(id="lena")
POLICY = Citation(instrument="Policy 4.2", basis=Basis.HOUSE)
ALWAYS = date(1, 1, 1)
SHANGHAI = "Asia/Shanghai"
NEW_YORK = "America/New_York"
LOS_ANGELES = "America/Los_Angeles"

POINTS = (
    ContactPointOnFile(id="mobile", channel=Channel.PHONE, value_hash="sealed:1"),
    ContactPointOnFile(id="sms", channel=Channel.SMS, value_hash="sealed:2"),
    ContactPointOnFile(id="home", channel=Channel.VISIT, value_hash="sealed:3"),
)
CALL = PlaceCall(person="li", contact_point="mobile")


def local(zone: str, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """That wall time in that zone, as an instant."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def in_shanghai(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return local(SHANGHAI, year, month, day, hour, minute)


NOON = in_shanghai(3, 10, 12)
"""Noon of Tuesday 10 March 2026 in Shanghai."""
TODAY = day_number(date(2026, 3, 10))


def tally(
    kind: Counted,
    counts: Mapping[int, int],
    *,
    point: str = "mobile",
    party: str = "creditor",
    about: tuple[str, ...] = ("loan-1",),
    beside: Tally = EMPTY_TALLY,
) -> Tally:
    """So many of that kind on each day number, beside what is counted already."""
    for day, count in counts.items():
        beside = beside.plus(Scope(kind, point, party, about), day, count) if count else beside
    return beside


def attempt(number: int, day: int, channel: Channel = Channel.PHONE, **fields: Any) -> Attempt:
    at = datetime.fromordinal(day).replace(tzinfo=UTC)
    return Attempt(
        **{
            "id": f"case-1/a{number}",
            "case": "case-1",
            "person": "li",
            "contact_point": "mobile",
            "channel": channel,
            "local_day": day,
            "reserved_at": at,
            "expires_at": at.replace(hour=23),
            "about": ("loan-1",),
            **fields,
        }
    )


def debt(attributes: tuple[tuple[str, str], ...] = (), due_on: date = date(2025, 12, 1)) -> Debt:
    return Debt(
        id="loan-1",
        obligors=(Obligor(person="li"), Obligor(person="li_mei", relation=Relation.GUARANTOR)),
        owed=Balance(principal=Money("500.00", "CNY")),
        as_of=date(2025, 11, 1),
        instalments=(Instalment(due_on=due_on, amount=Money("100.00", "CNY")),),
        attributes=attributes,
    )


def agreed(
    due_on: date = date(2026, 3, 20), began_on: date | None = date(2026, 3, 2), waives: str | None = None, **fields: Any
) -> Arrangement:
    """100.00 CNY of Mr Li's arrears to be paid by a later day, agreed on 2 March 2026."""
    terms = ArrangementTerms(
        kind=ArrangementKind.EXTENSION if waives is None else ArrangementKind.SETTLEMENT,
        instalments=(Instalment(due_on=due_on, amount=Money("100.00", "CNY")),),
        waives=Money(waives, "CNY") if waives else None,
    )
    return Arrangement(
        terms=terms, version=1, offered_at=in_shanghai(3, 2, 9), offered_by="lena", began_on=began_on, **fields
    )


def dossier(
    person: str = "li",
    zones: tuple[str, ...] = (SHANGHAI,),
    *,
    calls: Mapping[int, int] | None = None,
    messages: Mapping[int, int] | None = None,
    visits: Mapping[int, int] | None = None,
    talks: Mapping[int, int] | None = None,
    contacts: Tally = EMPTY_TALLY,
    attempts: Iterable[Attempt] = (),
    holds: Iterable[Hold] = (),
    last_try_on: int = 0,
) -> Dossier:
    """A person on file; calls, messages, visits and talks by day are the creditor's, about the debt, at the usual point."""
    counted = tally(Counted.CALL_NO_ANSWER, calls or {}, beside=contacts)
    counted = tally(Counted.MESSAGE, messages or {}, point="sms", beside=counted)
    counted = tally(Counted.VISIT, visits or {}, point="home", beside=counted)
    counted = tally(Counted.TALK_BY_PHONE, talks or {}, beside=counted)
    return Dossier(
        id=person,
        person=PersonOnFile(id=person, zones=zones, contact_points=POINTS),
        contacts=counted,
        attempts=tuple(attempts),
        holds=tuple(holds),
        kept=DossierKept(last_try_on=last_try_on),
    )


def situation(
    at: datetime = NOON,
    *,
    action: Action = CALL,
    actor: Actor = LENA,
    borrower: Dossier | None = None,
    reached: Dossier | None = None,
    owing: Debt | None = None,
    paid: Mapping[date, str] | None = None,
    holds: Iterable[Hold] = (),
    promise: Promise | None = None,
    placement: Placement | None = None,
    proceedings: Proceedings | None = None,
    offer: Arrangement | None = None,
    arrangement: Arrangement | None = None,
    agency: Agency | None = None,
    stage: str = "negotiation.assessing",
    house_zone: str = SHANGHAI,
    collector: CollectorFile | None = None,
    undermined: tuple[int, ...] = (),
    charged_off: date | None = None,
    **kept: int,
) -> Situation:
    """A situation; what is not named is harmless: confirmed, overdue, in the creditor's hands, nobody called yet."""
    of = owing or debt()
    ledger = Ledger.opened(of)
    for day, amount in (paid or {}).items():
        ledger = ledger.with_credit(day_number(day), Money(amount, "CNY").minor_units)
    if charged_off is not None:
        ledger = ledger.with_charge_off(day_number(charged_off))
    case = Case(
        id="case-1",
        debt=of,
        workflow="standard",
        stage=stage,
        opened_at=at,
        opened_on=at.toordinal(),
        ledger=ledger,
        holds=tuple(holds),
        promise=promise,
        placement=placement,
        proceedings=proceedings,
        offer=offer,
        arrangement=arrangement,
        undermined=undermined,
        kept=CaseKept(**{"confirmations": 1, **kept}),
    )
    person = borrower or dossier()
    register = Register(id=agency.id, agency=agency) if agency is not None else None
    return Situation(case, person, reached or person, action, actor, register, at, house_zone, collector)


def waiver(amount: str) -> Waive:
    """Giving up that much of the principal."""
    return Waive(component=Component.PRINCIPAL, amount=Money(amount, "CNY"))


def certified(until: date = date(2026, 12, 31), party: str = "creditor") -> CollectorFile:
    """Lena on file, with a certificate until that day."""
    certificate = Licence(kind="conduct", valid_from=date(2026, 1, 1), valid_to=until)
    return CollectorFile(id="lena", collector=Collector(id="lena", party=party, certificates=(certificate,)))


def fact_of(name: str, asked: Situation, facts: Facts = STANDARD_FACTS) -> int | None:
    """What one fact is in that situation; None = not known."""
    screen = Screen([_mentions(name, facts)], facts, {})
    _, values, unknown = screen.run(asked)
    at = screen.place[name]
    if any(unknown >> screen.place[given] & 1 for given in screen.given):
        return None
    return int(values[at])


def _mentions(name: str, facts: Facts) -> Any:
    """A condition that reads that fact and no other."""
    from debtflow.expressions import Constant, Kind, operation

    kind = facts.fields[name].field.kind
    fact = Fact(name, kind)
    return fact if kind is Kind.FLAG else operation("ge", fact, Constant(0, Kind.NUMBER))


def number(name: str, value: int, unit: str = "count") -> Dated:
    return Dated.constant(name, value, unit=unit, cites=POLICY)


def house_rule(rule_id: str = "house.calls", predicate: Any = None, **changes: Any) -> Rule:
    """A rule of the house; by default: no call while any call was counted today."""
    setting: dict[str, Any] = {
        "governs": {"place_call"},
        "tone": Tone.FORBID,
        "cites": POLICY,
        "since": ALWAYS,
        "says": "Not now",
        **changes,
    }
    return rule(rule_id, **setting)(predicate or (lambda f: f.calls_counted_today >= 1))


def book(*rules: Rule, name: str = "house", version: str = "2026.1", **options: Any) -> Rulebook:
    return Rulebook(name, version, rules, **options)


def decided(asked: Situation, *rules: Rule, **options: Any) -> Decision:
    """What those rules alone say."""
    return judge(book(*rules, **options), asked)
