"""Laws of what was agreed: days decide and not the order of arrival, and a unit of money keeps one promise at most."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.records.cast import NINE_O_CLOCK, day

from debtflow.lifecycle import cases
from debtflow.records import events as happened
from debtflow.records.arrangements import (
    Arrangement,
    ArrangementKind,
    ArrangementState,
    ArrangementTerms,
    InstalmentState,
    arrangement_standing,
    as_agreed,
    equal_instalments,
    nothing_is_late,
)
from debtflow.records.debts import Balance, Debt, Instalment, Obligor
from debtflow.records.ledger import Ledger
from debtflow.records.promises import (
    TOLERANCE_PERMILLE,
    Promise,
    PromiseOnFile,
    PromiseOutcome,
    PromiseState,
    least_of,
    promise_outcomes,
)
from debtflow.values.dates import day_number, day_of
from debtflow.values.money import Money

OPENED = day(2026, 3, 2)
WHEN: dict[str, Any] = {"occurred_at": NINE_O_CLOCK, "local_day": OPENED}


def cny(minor_units: int) -> Money:
    return Money.from_minor_units(minor_units, "CNY")


DEBT = Debt(
    id="loan",
    obligors=(Obligor(person="li"),),
    owed=Balance(principal=cny(60_00)),
    as_of=day_of(OPENED),
    instalments=tuple(Instalment(due_on=day_of(OPENED + 10 * n), amount=cny(20_00)) for n in (1, 2, 3)),
)

credits = st.lists(st.tuples(st.integers(OPENED, OPENED + 25), st.integers(1, 30)), max_size=8)
promises = st.builds(
    lambda amount, minute, made, ahead, grace, tolerance: Promise(
        amount=cny(amount),
        made_at=NINE_O_CLOCK + timedelta(minutes=minute),
        made_on=day_of(made),
        due_on=day_of(made + ahead),
        grace_days=grace,
        tolerance_permille=tolerance,
    ),
    st.integers(1, 40),
    st.integers(0, 2),
    st.integers(OPENED, OPENED + 12),
    st.integers(0, 6),
    st.integers(0, 3),
    st.sampled_from([0, TOLERANCE_PERMILLE, 500]),
)


@st.composite
def on_file(draw: st.DrawFn) -> list[PromiseOnFile]:
    rows = []
    for number, promise in enumerate(draw(st.lists(promises, max_size=5)), start=1):
        ended = draw(st.none() | st.integers(day_number(promise.made_on), OPENED + 22))
        how = (
            PromiseState.OPEN
            if ended is None
            else draw(st.sampled_from([PromiseState.REPLACED, PromiseState.WITHDRAWN]))
        )
        on = None if ended is None else day_of(ended)
        rows.append(PromiseOnFile(id=f"p{number}", promise=promise, recorded=how, ended_on=on))
    return rows


def ledger_of(rows: list[tuple[int, int]]) -> Ledger:
    ledger = Ledger.opened(DEBT)
    for on, minor_units in rows:
        ledger = ledger.with_credit(on, minor_units)
    return ledger


def served(row: PromiseOnFile) -> tuple[Any, ...]:
    made = row.promise
    return made.due_on, made.made_at, made.amount.minor_units, row.last_day, made.made_on, made.tolerance_permille


def unit_by_unit(rows: list[PromiseOnFile], money: list[tuple[int, int]], today: int) -> dict[str, int]:
    """The same by the longest way: every single cent is carried to a promise, day by day."""
    came = {row.id: 0 for row in rows}
    ranked = sorted(rows, key=served)
    for on, minor_units in sorted(money):
        for _ in range(minor_units if on <= today else 0):
            for row in ranked:
                runs = day_number(row.promise.made_on) <= on <= row.last_day
                if runs and came[row.id] < row.promise.amount.minor_units:
                    came[row.id] += 1
                    break
    return came


# ---- promises -----------------------------------------------------------------------------------------------------------


@given(on_file(), credits, st.integers(OPENED, OPENED + 30))
def test_money_comes_to_promises_as_if_every_cent_were_carried_there(
    rows: list[PromiseOnFile], money: list[tuple[int, int]], today: int
) -> None:
    outcomes = promise_outcomes(rows, ledger_of(money), today)
    wanted = unit_by_unit(rows, money, today)
    # Two that cannot be told apart are served in the order of their ids by both.
    assert {o.id: o.came for o in outcomes} == wanted


@given(on_file(), credits, st.integers(OPENED, OPENED + 30))
def test_one_unit_of_money_keeps_at_most_one_promise_and_old_money_none(
    rows: list[PromiseOnFile], money: list[tuple[int, int]], today: int
) -> None:
    outcomes = promise_outcomes(rows, ledger_of(money), today)
    known = [(on, amount) for on, amount in money if on <= today]
    assert sum(o.came for o in outcomes) <= sum(amount for _, amount in known)
    for row, outcome in zip(rows, outcomes, strict=True):
        begun = day_number(row.promise.made_on)
        assert outcome.came <= sum(amount for on, amount in known if begun <= on <= row.promise.last_day)
        assert 0 <= outcome.came <= row.promise.amount.minor_units
        assert (outcome.state is PromiseState.KEPT) is (outcome.came >= row.promise.enough)


@given(on_file(), credits)
def test_every_promise_has_an_outcome_once_its_last_day_has_passed(
    rows: list[PromiseOnFile], money: list[tuple[int, int]]
) -> None:
    for outcome in promise_outcomes(rows, ledger_of(money), OPENED + 60):
        assert outcome.state is not PromiseState.OPEN


def told(events: list[happened.Event]) -> list[tuple[Promise, PromiseOutcome]]:
    """The promises and what the money says of them, after those events in that order."""
    opening = happened.CaseOpened(**WHEN, reached="negotiation.assessing", debt=DEBT)
    case = cases.opened("case-1", opening)
    for event in events:
        case = cases.evolve(case, event)
    outcomes = promise_outcomes(case.promises, case.ledger, OPENED + 40)
    found = [(row.promise, outcome) for row, outcome in zip(case.promises, outcomes, strict=True)]
    return sorted(((p, o._replace(id="")) for p, o in found), key=str)


@given(st.lists(promises, max_size=5), credits, st.data())
def test_what_becomes_of_promises_does_not_depend_on_what_was_heard_of_first(
    made: list[Promise], money: list[tuple[int, int]], data: st.DataObject
) -> None:
    events: list[happened.Event] = [happened.PromiseNoted(**WHEN, promise=promise) for promise in made]
    events += [
        happened.PaymentAllocated(**WHEN, payment=f"b{n}", amount=cny(amount), effective_on=day_of(on))
        for n, (on, amount) in enumerate(money)
    ]
    assert told(events) == told(data.draw(st.permutations(events)))


@given(st.lists(promises, min_size=1, max_size=4), credits, credits)
def test_money_learned_of_late_gives_what_it_would_have_given_in_time(
    made: list[Promise], known: list[tuple[int, int]], late: list[tuple[int, int]]
) -> None:
    rows = [PromiseOnFile(id=f"p{n}", promise=promise) for n, promise in enumerate(made)]
    afterwards = ledger_of(known)
    for on, amount in late:
        afterwards = afterwards.with_credit(on, amount)
    assert promise_outcomes(rows, afterwards, OPENED + 40) == promise_outcomes(
        rows, ledger_of(sorted([*known, *late])), OPENED + 40
    )


@given(st.integers(1, 10**12), st.sampled_from([0, 1, TOLERANCE_PERMILLE, 999]))
def test_the_boundary_of_the_tolerance_is_exact_on_both_sides(amount: int, tolerance: int) -> None:
    enough = least_of(amount, tolerance)
    assert enough * 1000 >= amount * (1000 - tolerance)
    assert (enough - 1) * 1000 < amount * (1000 - tolerance)
    assert 1 <= enough <= amount


@given(st.integers(1, 10**9), st.integers(0, 2))
def test_forty_seven_of_fifty_is_kept_and_a_cent_less_is_not(amount: int, more: int) -> None:
    promise = Promise(amount=cny(amount), made_at=NINE_O_CLOCK, made_on=day_of(OPENED), due_on=day_of(OPENED))
    rows = [PromiseOnFile(id="p1", promise=promise)]
    enough = -(-amount * 47 // 50)
    [at] = promise_outcomes(rows, ledger_of([(OPENED, enough + more)]), OPENED + 9)
    assert at.state is PromiseState.KEPT
    if enough > 1:
        [below] = promise_outcomes(rows, ledger_of([(OPENED, enough - 1)]), OPENED + 9)
        assert below.state is PromiseState.PARTIAL


# ---- arrangements -------------------------------------------------------------------------------------------------------


@st.composite
def arrangements(draw: st.DrawFn) -> Arrangement:
    began = OPENED + draw(st.integers(0, 8))
    kind = draw(st.sampled_from(ArrangementKind))
    days = sorted(draw(st.sets(st.integers(began, began + 12), min_size=1, max_size=3)))
    least = 0 if kind is ArrangementKind.HARDSHIP else 1
    rows = tuple(Instalment(due_on=day_of(on), amount=cny(draw(st.integers(least, 40)))) for on in days)
    terms = ArrangementTerms(
        kind=kind,
        instalments=rows,
        waives=cny(draw(st.integers(1, 5000))) if kind is ArrangementKind.SETTLEMENT else None,
        grace_days=draw(st.integers(0, 3)),
        tolerance_permille=draw(st.sampled_from([0, TOLERANCE_PERMILLE, 500])),
    )
    return Arrangement(terms=terms, version=1, offered_at=NINE_O_CLOCK, offered_by="lena", began_on=day_of(began))


@given(st.integers(0, 10**9), st.integers(1, 60))
def test_instalments_in_equal_parts_lose_no_cent(amount: int, parts: int) -> None:
    rows = equal_instalments(cny(amount), [day_of(OPENED + 30 * n) for n in range(parts)])
    assert sum(row.amount.minor_units for row in rows) == amount
    assert max(row.amount for row in rows) - min(row.amount for row in rows) <= cny(1)


@given(arrangements(), credits, st.integers(OPENED, OPENED + 40), st.data())
def test_how_an_arrangement_goes_does_not_depend_on_what_was_heard_of_first(
    arrangement: Arrangement, money: list[tuple[int, int]], today: int, data: st.DataObject
) -> None:
    today = max(today, arrangement.first_day)
    one, other = ledger_of(money), ledger_of(data.draw(st.permutations(money)))
    assert arrangement_standing(arrangement, one, today) == arrangement_standing(arrangement, other, today)
    assert as_agreed(one, arrangement) == as_agreed(other, arrangement)


@given(arrangements(), credits)
def test_an_arrangement_goes_on_day_by_day_and_what_failed_stays_so(
    arrangement: Arrangement, money: list[tuple[int, int]]
) -> None:
    ledger, failed = ledger_of(money), set[int]()
    for today in range(arrangement.first_day, OPENED + 45):
        standing = arrangement_standing(arrangement, ledger, today)
        now = {row.number for row in standing.instalments if row.state is InstalmentState.FAILED}
        assert failed <= now
        failed = now
        assert (standing.state is ArrangementState.BREAKABLE) is bool(failed)
    assert standing.state in (ArrangementState.COMPLETED, ArrangementState.BREAKABLE), "none runs for ever"


@given(arrangements(), credits, st.tuples(st.integers(OPENED, OPENED + 25), st.integers(1, 30)))
def test_more_money_makes_no_instalment_worse(
    arrangement: Arrangement, money: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    today = OPENED + 30
    assume(more[0] >= arrangement.first_day)
    before = arrangement_standing(arrangement, ledger_of(money), today).instalments
    after = arrangement_standing(arrangement, ledger_of([*money, more]), today).instalments
    assert all(new.short <= old.short for old, new in zip(before, after, strict=True))


@given(arrangements(), credits, st.integers(OPENED, OPENED + 45))
def test_nothing_is_due_as_agreed_that_is_not_owed_and_no_money_is_touched(
    arrangement: Arrangement, money: list[tuple[int, int]], today: int
) -> None:
    ledger = ledger_of(money)
    agreed = as_agreed(ledger, arrangement)
    assert agreed.ledger is ledger
    assert agreed.arrears(today) <= ledger.standing(today).owed
    assert (agreed.days_past_due(today) == 0) is (agreed.arrears(today) == 0)
    assert [on for on, _ in agreed.due] == sorted(on for on, _ in agreed.due)


@given(arrangements(), credits)
def test_who_pays_as_agreed_to_the_cent_is_never_past_due(
    arrangement: Arrangement, before: list[tuple[int, int]]
) -> None:
    terms = arrangement.terms
    money = [(on, amount) for on, amount in before if on < arrangement.first_day]
    money += [(day_number(i.due_on), i.amount.minor_units) for i in terms.instalments if i.amount]
    ledger = ledger_of(money)
    agreed = as_agreed(ledger, arrangement)
    beyond = min((on for on, _ in _left_of_contract(arrangement, ledger)), default=OPENED + 45)
    for today in range(arrangement.first_day, min(beyond, terms.last_due + 1) + 1):
        assert agreed.days_past_due(today) == 0
        assert nothing_is_late(arrangement, ledger, today)
    if beyond < terms.last_due + 3:
        assert not nothing_is_late(arrangement, ledger, beyond + 1), "what is due beside it may be spoken of"


def _left_of_contract(arrangement: Arrangement, ledger: Ledger) -> list[tuple[int, int]]:
    left = list(as_agreed(ledger, arrangement).due)
    for instalment in arrangement.terms.instalments:
        row = day_number(instalment.due_on), instalment.amount.minor_units
        if row in left:
            left.remove(row)
    return left


def test_the_dates_of_this_file_are_what_they_seem() -> None:
    assert day_of(OPENED) == date(2026, 3, 2)
