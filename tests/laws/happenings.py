"""What happens to Mr Li's two debts in January 2026, drawn at random, and told to a real caseload at any later moment.

A happening has the moment from which it counts; when it is told is another matter. What has several steps (money that
is announced, clears and is taken back; a hold that is released) is told in the order of its steps, as nobody can take
back what was never told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from tests.casework.office import BOOK, LENA, LI, LI_MEI, cny, done, new_caseload, on

from debtflow import (
    Balance,
    Block,
    CallResult,
    Caseload,
    Channel,
    Component,
    Debt,
    Hold,
    HoldKind,
    Instalment,
    Obligor,
    Relation,
    actions,
    events,
)
from debtflow.lifecycle.primitives import CASE_EFFECTS, order_matters
from debtflow.records.contacts import MessageResult
from debtflow.records.promises import Promise, promise_outcomes
from debtflow.records.terms import AccrualTerms, Anchor, DelinquencyTerms, OnWhat, Pause, Terms
from debtflow.values.dates import day_number
from debtflow.values.daycounts import DayCount
from debtflow.values.rates import Rate

FIRST, LAST = 7, 16
"""The days of January on which something happens."""
DEC_1, JAN_5 = date(2025, 12, 1), date(2026, 1, 5)
DEFAULT_INTEREST = AccrualTerms(
    component=Component.DEFAULT_INTEREST,
    on=OnWhat.PRINCIPAL,
    rate=Rate.per_cent("36.5"),
    day_count=DayCount.ACT_365F,
    from_on=JAN_5,
)
LOAN = Debt(
    id="loan",
    obligors=(Obligor(person="li"), Obligor(person="li_mei", relation=Relation.GUARANTOR)),
    owed=Balance(principal=cny("2000.00"), interest=cny("12.50"), costs=cny("7.00")),
    as_of=JAN_5,
    instalments=tuple(
        Instalment(due_on=due, amount=cny("100.00"))
        for due in (DEC_1, date(2026, 1, 8), date(2026, 1, 12), date(2026, 2, 1))
    ),
    terms=Terms(accrual=(DEFAULT_INTEREST,)),
)
CARD = Debt(
    id="card",
    obligors=(Obligor(person="li"),),
    owed=Balance(principal=cny("2000.00")),
    as_of=JAN_5,
    instalments=(
        Instalment(due_on=DEC_1, amount=cny("80.00")),
        Instalment(due_on=date(2026, 1, 10), amount=cny("80.00")),
    ),
    terms=Terms(delinquency=DelinquencyTerms(anchor=Anchor.SINCE_CURRENT)),
)
"""Both owe more than all the money that is ever drawn, so that all of it is applied where it was directed."""


def examples(percent: int) -> settings:
    """So many of the usual number of examples: a whole caseload costs more than a value, and the long run asks for more."""
    return settings(max_examples=max(5, settings.default.max_examples * percent // 100))


def opened(url: str = "memory:", debts: Sequence[Debt] = (LOAN, CARD)) -> Caseload:
    """Mr Li, his sister and these debts on file, a confirmed case on each, on 6 January at nine."""
    cases = new_caseload(url, BOOK)
    cases.add(LI_MEI, at=on(6, 9))
    cases.add(LI, *debts, at=on(6, 9))
    for debt in debts:
        cases.open(debt.id, at=on(6, 9))
        done(cases.submit(debt.id, actions.ConfirmDebt(), by=LENA, at=on(6, 9, 1)))
    return cases


class Step(NamedTuple):
    """One thing to tell: what it belongs to, on which debt, from when it counts, and how it is told at a moment."""

    of: str
    debt: str
    counts_from: datetime
    words: str
    tell: Callable[[Caseload, datetime], Any]

    def __repr__(self) -> str:
        return f"<{self.counts_from:%d %H:%M} {self.words}>"


Happening = tuple[Step, ...]


# --- money -----------------------------------------------------------------------------------------------------------------

COURSES = (
    ("paid",),
    ("paid",),
    ("paid", "reversed"),
    ("announced", "cleared"),
    ("announced", "bounced"),
    ("announced", "cleared", "reversed"),
)


def _money_step(step: str, key: str, debt: str, cents: int, on_day: int, later: int, by: str = "li") -> Step:
    def tell(cases: Caseload, at: datetime) -> Any:
        if step in ("paid", "announced"):
            return cases.record_payment(
                person=by,
                external_id=key,
                money=cny("0.01") * cents,
                received_on=date(2026, 1, on_day),
                direction=(debt,) if debt else (),
                cleared=step == "paid",
                at=at,
            )
        return _TOLD[step](cases)(person=by, external_id=key, at=at)

    words = f"{step} by {by}: {cents} cents for {debt or 'whatever is owed'} as {key}"
    return Step(key, debt, on(on_day, 0) + timedelta(days=2 * later), words, tell)


_TOLD: dict[str, Callable[[Caseload], Callable[..., Any]]] = {
    "cleared": lambda cases: cases.clear_payment,
    "bounced": lambda cases: cases.bounce_payment,
    "reversed": lambda cases: cases.reverse_payment,
}


def money(
    keys: str, courses: Sequence[tuple[str, ...]] = COURSES, debts: Sequence[str] = ("loan", "card")
) -> st.SearchStrategy[Happening]:
    return st.builds(
        lambda debt, cents, day, course: tuple(
            _money_step(step, keys, debt, cents, day, later) for later, step in enumerate(course)
        ),
        st.sampled_from(debts),
        st.sampled_from([1, 30_00, 80_00, 100_00, 127_50]),
        st.integers(FIRST, LAST),
        st.sampled_from(courses),
    )


def free_money(key: str) -> st.SearchStrategy[Happening]:
    """Money of the borrower or of the surety, for a debt that is named or for none, as little or as much as may be."""

    def made(payer: tuple[str, str], cents: int, day: int, course: tuple[str, ...]) -> Happening:
        by, debt = payer
        return tuple(_money_step(step, key, debt, cents, day, later, by) for later, step in enumerate(course))

    return st.builds(
        made,
        st.sampled_from([("li", ""), ("li", ""), ("li", "loan"), ("li", "card"), ("li_mei", ""), ("li_mei", "loan")]),
        st.sampled_from([1, 30_00, 80_00, 127_50, 400_00]),
        st.integers(FIRST, LAST),
        st.sampled_from(COURSES),
    )


# --- postings and pauses ---------------------------------------------------------------------------------------------------


def _recorded(of: str, debt: str, counts_from: datetime, words: str, event: events.Event) -> Step:
    def tell(cases: Caseload, at: datetime) -> Any:
        return cases.record(debt, event, by=LENA, key=of, at=at)

    return Step(of, debt, counts_from, f"{words} on the {debt}", tell)


def posting(
    name: str,
    debts: Sequence[str] = ("loan", "card"),
    kinds: Sequence[str] = ("charged", "waived", "waived", "charged off"),
) -> st.SearchStrategy[Happening]:
    def made(debt: str, day: int, cents: int, kind: str) -> Happening:
        moment, effective = on(day, 0), date(2026, 1, day)
        amount = cny("0.01") * cents
        event: events.Event
        if kind == "charged":
            event = events.ChargePosted(component=Component.FEES, amount=amount, effective_on=effective)
        elif kind == "waived":
            event = events.AmountWaived(component=Component.PRINCIPAL, amount=amount, effective_on=effective)
        else:
            event = events.ChargedOff(effective_on=effective)
        return (_recorded(name, debt, moment, f"{kind} {cents} cents", event),)

    drawn = st.sampled_from(kinds)
    return st.builds(made, st.sampled_from(debts), st.integers(FIRST, LAST), st.integers(1, 20_00), drawn)


def pause(name: str) -> st.SearchStrategy[Happening]:
    def made(debt: str, day: int, ahead: int, lasts: int | None, accrues: bool) -> Happening:
        begins = date(2026, 1, day) - timedelta(days=ahead)
        span = Pause(
            id=name,
            from_on=begins,
            until_on=None if lasts is None else begins + timedelta(days=lasts),
            days_past_due=True,
            accrual_of=frozenset({Component.DEFAULT_INTEREST}) if accrues else frozenset(),
        )
        return (_recorded(name, debt, on(day), f"paused from {begins}", events.PauseAgreed(pause=span)),)

    return st.builds(
        made,
        st.sampled_from(["loan", "card"]),
        st.integers(FIRST, LAST),
        st.integers(0, 5),
        st.none() | st.integers(1, 6),
        st.booleans(),
    )


# --- contacts, promises, holds ---------------------------------------------------------------------------------------------

hours = st.integers(8, 20)


def contact(name: str, debts: Sequence[str] = ("loan", "card")) -> st.SearchStrategy[Happening]:
    def made(debt: str, day: int, hour: int, result: CallResult, times: int, written: bool) -> Happening:
        steps = []
        for n in range(times):
            at = on(day, hour, n)
            event: events.Event
            if written:
                event = events.MessageEnded(
                    person="li", contact_point="text", result=MessageResult.SENT, occurred_at=at
                )
            else:
                event = events.CallEnded(person="li", contact_point="mobile", result=result, occurred_at=at)
            steps.append(_recorded(f"{name}.{n}", debt, at, "written to" if written else f"call: {result}", event))
        return tuple(steps)

    return st.builds(
        made,
        st.sampled_from(debts),
        st.integers(FIRST, LAST),
        hours,
        st.sampled_from(CallResult),
        st.sampled_from([1, 1, 3, 7]),
        st.sampled_from([False, False, True]),
    )


def promise(name: str, debts: Sequence[str] = ("loan", "card")) -> st.SearchStrategy[Happening]:
    def made(debt: str, day: int, hour: int, cents: int, ahead: int, grace: int) -> Happening:
        said = Promise(
            amount=cny("0.01") * cents,
            made_at=on(day, hour),
            made_on=date(2026, 1, day),
            due_on=date(2026, 1, day + ahead),
            grace_days=grace,
        )
        words = f"promised {cents} cents by the {day + ahead}th (+{grace})"
        return (_recorded(name, debt, on(day, hour), words, events.PromiseNoted(promise=said)),)

    return st.builds(
        made,
        st.sampled_from(debts),
        st.integers(FIRST, LAST),
        hours,
        st.sampled_from([1, 30_00, 100_00, 400_00]),
        st.integers(0, 5),
        st.integers(0, 2),
    )


def hold(name: str, debts: Sequence[str] = ("loan", "card"), *, released: bool = True) -> st.SearchStrategy[Happening]:
    def made(
        debt: str,
        person: str | None,
        day: int,
        hour: int,
        lasts: int | None,
        blocks: frozenset[Block],
        channels: frozenset[Channel],
        end: int | None,
    ) -> Happening:
        begins = on(day, hour)
        placed = Hold(
            id=name,
            kind=HoldKind.MANUAL,
            person=person,
            blocks=blocks,
            channels=channels,
            from_at=begins,
            until_at=None if lasts is None else begins + timedelta(hours=lasts),
        )
        whose = person or debt
        steps = [_recorded(f"{name}.placed", debt, begins, f"hold on {whose}", events.HoldPlaced(hold=placed))]
        if released and end is not None:
            # However late it is told, it was released when it was: accrual begins again then.
            ended = begins + timedelta(hours=end)
            event = events.HoldReleased(hold=name, person=person, occurred_at=ended)
            steps.append(_recorded(f"{name}.released", debt, ended, f"hold on {whose} released", event))
        return tuple(steps)

    return st.builds(
        made,
        st.sampled_from(debts),
        st.sampled_from([None, "li"]),
        st.integers(FIRST, LAST),
        hours,
        st.none() | st.integers(1, 100),
        st.sampled_from([frozenset({Block.CONTACT}), frozenset({Block.REFER}), frozenset(Block)]),
        st.sampled_from([frozenset(), frozenset({Channel.SMS})]),
        st.none() | st.integers(1, 100),
    )


# --- telling them ----------------------------------------------------------------------------------------------------------


def several(*kinds: Callable[[str], st.SearchStrategy[Happening]], most: int = 9) -> st.SearchStrategy[list[Happening]]:
    """Some of these, each with a name of its own."""

    @st.composite
    def drawn(draw: st.DrawFn) -> list[Happening]:
        chosen = draw(st.lists(st.sampled_from(range(len(kinds))), min_size=1, max_size=most))
        return [draw(kinds[kind](f"h{number}")) for number, kind in enumerate(chosen)]

    return drawn()


def in_order(happenings: Iterable[Happening]) -> list[Step]:
    """All steps in the order in which they count."""
    return sorted((step for steps in happenings for step in steps), key=lambda step: step.counts_from)


def shuffled(happenings: Sequence[Happening], data: st.DataObject) -> list[Step]:
    """All steps in any order that keeps the steps of each happening in theirs."""
    turns = data.draw(st.permutations([number for number, steps in enumerate(happenings) for _ in steps]))
    left = [list(steps) for steps in happenings]
    return [left[number].pop(0) for number in turns]


# --- what must come out the same -------------------------------------------------------------------------------------------

# What follows the order of recording, and what was recorded of promises and breaches by what was known then.
_RECORDED = {primitive for _, primitive in order_matters(CASE_EFFECTS)}
_RECORDED |= {"promises_kept", "promises_broken", "promises_partial", "breaches"}


def figures(cases: Caseload, at: datetime) -> dict[str, Any]:
    """Every figure that days decide: ledgers, days past due, promises by the money, counters, holds, money held."""
    dossier, found = cases.dossier("li"), {}
    today = day_number(at.date())
    for name in cases.cases():
        case = cases.case(name)
        outcomes = promise_outcomes(case.promises, case.ledger, today)
        found[name] = {
            "ledger": case.ledger,
            "overdue": [case.ledger.overdue(on_day) for on_day in range(today - 30, today + 30)],
            "promises": sorted(
                str((row.promise, outcome.state, outcome.came))
                for row, outcome in zip(case.promises, outcomes, strict=True)
            ),
            "holds": {held for held in case.holds if held.stands_at(at) and held.kind is not HoldKind.PAYMENT_PENDING},
            "waits": {held.id for held in case.holds if held.kind is HoldKind.PAYMENT_PENDING},
            "kept": {k: v for k, v in case.kept._asdict().items() if k not in _RECORDED},
        }
    found["li"] = {
        "contacts": (dossier.contacts, dossier.counts),
        "kept": dossier.kept,
        "holds": {held for held in dossier.holds if held.stands_at(at)},
        "held": set(dossier.unapplied),
        "money": {(paid.external_id, frozenset(paid.allocated), paid.unapplied) for paid in dossier.received},
        "pending": {announced.external_id for announced in dossier.pending},
    }
    return found
