"""Laws of the folds: replay is the live state, snapshots read back, and late facts leave the order-free figures alone."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.histories import (
    OPENED,
    START_OF_TIME,
    case_events,
    case_histories,
    dossier_events,
    dossier_histories,
    unasked_calls,
    unasked_messages,
)
from tests.laws.tables import START, workflows
from tests.records.cast import card_of_ms_okafor

from debtflow.casework.log import SNAPSHOTS, State
from debtflow.expressions import Kind, facts_read, function
from debtflow.expressions.columns import column
from debtflow.lifecycle import cases, dossiers
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.lifecycle.kept_columns import case_after, dossier_after
from debtflow.lifecycle.primitives import (
    CASE_EFFECTS,
    CASE_FIELDS,
    DOSSIER_EFFECTS,
    DOSSIER_FIELDS,
    CaseKept,
    DossierKept,
    compile_effects,
    effect_trees,
    event_fields,
    order_matters,
)
from debtflow.lifecycle.standard import BACK
from debtflow.records import events as happened
from debtflow.records.contacts import WINDOW_DAYS, Counted, Scope, Tally
from debtflow.records.debts import Balance, Debt, Obligor
from debtflow.records.events import EVENTS
from debtflow.values.money import Money

AFTER_A_PAYMENT = (happened.PaymentReallocated, happened.PaymentReversed)
CaseHistory = tuple[happened.CaseOpened, list[happened.Event]]
DossierHistory = tuple[happened.PersonAdded, list[happened.Event]]


def live_case(history: CaseHistory) -> Case:
    opening, events = history
    case = cases.opened("case-1", opening)
    for event in events:
        case = cases.evolve(case, event)
    return case


def live_dossier(history: DossierHistory) -> Dossier:
    arrival, events = history
    dossier = dossiers.opened(arrival)
    for event in events:
        dossier = dossiers.evolve(dossier, event)
    return dossier


def read_back(history: Any) -> Any:
    """The history as the log has it: written to JSON, and read."""
    first, *rest = EVENTS.validate_json(EVENTS.dump_json((history[0], *history[1])))
    return first, rest


# --- replay and snapshots ----------------------------------------------------------------------------------------------------


@given(case_histories)
def test_a_case_replayed_from_the_log_is_the_case_as_it_was_live(history: CaseHistory) -> None:
    assert live_case(read_back(history)) == live_case(history)


@given(dossier_histories)
def test_a_dossier_replayed_from_the_log_is_the_dossier_as_it_was_live(history: DossierHistory) -> None:
    assert live_dossier(read_back(history)) == live_dossier(history)


def read_again(kind: str, state: State) -> Any:
    return SNAPSHOTS[kind].validate_json(SNAPSHOTS[kind].dump_json(state))


@given(case_histories)
def test_a_snapshot_of_a_case_reads_back_as_it_was(history: CaseHistory) -> None:
    case = live_case(history)
    again = read_again("case", case)
    assert again == case
    assert SNAPSHOTS["case"].dump_json(again) == SNAPSHOTS["case"].dump_json(case)
    assert (type(again.kept), type(again.ledger.closing)) == (type(case.kept), type(case.ledger.closing))


@given(dossier_histories)
def test_a_snapshot_of_a_dossier_reads_back_as_it_was(history: DossierHistory) -> None:
    dossier = live_dossier(history)
    again = read_again("person", dossier)
    assert again == dossier
    assert SNAPSHOTS["person"].dump_json(again) == SNAPSHOTS["person"].dump_json(dossier)


@given(case_histories, st.lists(case_events, max_size=5))
def test_a_snapshot_goes_on_as_the_case_itself_would_have(history: CaseHistory, later: list[happened.Event]) -> None:
    opening, events = history
    case = read_again("case", live_case(history))
    for event in later:
        case = cases.evolve(case, event)
    assert case == live_case((opening, [*events, *later]))


# --- order -----------------------------------------------------------------------------------------------------------------


@given(case_histories, st.data())
def test_a_case_told_in_another_order_keeps_every_figure_that_is_free_of_order(
    history: CaseHistory, data: st.DataObject
) -> None:
    opening, events = history
    one, other = live_case(history), live_case((opening, data.draw(st.permutations(events))))
    ordered = {primitive for _, primitive in order_matters(CASE_EFFECTS)}
    for name in CASE_FIELDS:
        if name not in ordered:
            assert getattr(one.kept, name) == getattr(other.kept, name), name
    assert one.ledger == other.ledger
    assert (one.attempts_reserved, one.requests_made) == (other.attempts_reserved, other.requests_made)


@given(dossier_histories, st.data())
def test_a_dossier_told_in_another_order_keeps_all_its_figures(history: DossierHistory, data: st.DataObject) -> None:
    arrival, told = history
    # Where a payment lies now, and that it was taken back, is told after it came.
    events = [event for event in told if not isinstance(event, AFTER_A_PAYMENT)]
    one, other = (live_dossier((arrival, row)) for row in (events, data.draw(st.permutations(events))))
    assert order_matters(DOSSIER_EFFECTS) == []
    assert one.kept == other.kept
    assert set(one.unapplied) == set(other.unapplied)


@given(st.lists(st.one_of(unasked_calls, unasked_messages), max_size=25), dossier_histories, st.data())
def test_contacts_learned_of_late_count_in_the_same_windows(
    contacts: list[happened.Event], history: DossierHistory, data: st.DataObject
) -> None:
    arrival, _ = history
    one, other = live_dossier((arrival, contacts)), live_dossier((arrival, data.draw(st.permutations(contacts))))
    assert one.contacts == other.contacts


scopes = st.builds(
    Scope,
    st.sampled_from(Counted),
    st.sampled_from(["mobile", "work"]),
    st.sampled_from(["creditor", "harbour"]),
    st.sampled_from([("card-77",), ("card-77", "loan-5"), ()]),
)


@given(st.lists(st.tuples(scopes, st.integers(1, 100), st.sampled_from([1, 1, 2, -1])), max_size=40), st.data())
def test_a_tally_counts_what_a_list_of_all_contacts_counts_in_whatever_order_they_come(
    rows: list[tuple[Scope, int, int]], data: st.DataObject
) -> None:
    tally, other = Tally(), Tally()
    for scope, day, count in rows:
        tally = tally.plus(scope, day, count)
    for scope, day, count in data.draw(st.permutations(rows)):
        other = other.plus(scope, day, count)
    assert other == tally
    newest = max((day for _, day, _ in rows), default=0)
    for since in range(newest - WINDOW_DAYS + 1, newest + 2):
        for kind in Counted:
            listed = [count for scope, day, count in rows if scope.kind is kind and day >= since]
            assert tally.counted(1 << kind, since) == sum(listed)
    assert [scope for scope, _ in tally.rows] == sorted({scope for scope, _ in tally.rows})
    for _, days in tally.rows:
        assert 0 < len(days) <= WINDOW_DAYS
        assert all(count and day > newest - WINDOW_DAYS for day, count in days)


@given(st.lists(st.lists(st.tuples(scopes, st.integers(1, 100)), max_size=15), min_size=2, max_size=2))
def test_two_tallies_joined_are_the_tally_of_all_the_contacts(halves: list[list[tuple[Scope, int]]]) -> None:
    one, other, together = Tally(), Tally(), Tally()
    for scope, day in halves[0]:
        one, together = one.plus(scope, day), together.plus(scope, day)
    for scope, day in halves[1]:
        other, together = other.plus(scope, day), together.plus(scope, day)
    assert one.joined(other) == other.joined(one) == together


@given(dossier_histories)
def test_nothing_is_counted_below_zero_and_no_day_twice(history: DossierHistory) -> None:
    dossier = live_dossier(history)
    for tally in (dossier.contacts, dossier.counts):
        for _, counts in tally.rows:
            days = [day for day, _ in counts]
            assert days == sorted(set(days), reverse=True)
            assert all(count > 0 for _, count in counts)


# --- one table of effects, three readings --------------------------------------------------------------------------------------


def facts_of(kept: Any, event: happened.Event) -> dict[str, int]:
    """Every fact that a tree may read, by a plain look at the record and the event."""
    facts = {f"kept.{name}": int(value) for name, value in kept._asdict().items()}
    for name, (_, path) in event_fields(event.event).items():  # type: ignore[attr-defined]
        facts[f"event.{name}"] = int(eval(path, {"event": event}))
    return facts


def as_columns(rows: list[dict[str, int]]) -> dict[str, Any]:
    return {name: np.array([row[name] for row in rows], dtype=np.int64) for name in rows[0]}


READINGS = [
    (CaseKept, CASE_EFFECTS, CASE_FIELDS, case_events, case_after),
    (DossierKept, DOSSIER_EFFECTS, DOSSIER_FIELDS, dossier_events, dossier_after),
]


@pytest.mark.parametrize(("record", "effects", "fields", "events", "many_after"), READINGS, ids=["case", "dossier"])
@given(data=st.data())
def test_the_compiled_effects_the_trees_and_the_columns_say_the_same(
    record: Any, effects: Any, fields: Any, events: Any, many_after: Any, data: st.DataObject
) -> None:
    trees, compiled = effect_trees(effects, fields), compile_effects(record, effects, fields)
    figures = st.builds(record, **{name: st.integers(*field.range) for name, field in fields.items()})
    rows: dict[str, list[tuple[dict[str, int], Any]]] = defaultdict(list)
    for event in data.draw(st.lists(events, max_size=8)):
        if event.event in compiled:
            kept = data.draw(figures)
            rows[event.event].append((facts_of(kept, event), compiled[event.event](kept, event)))
    for name, found in rows.items():
        for primitive, tree in trees[name].items():
            assert tree.kind is Kind.NUMBER
            read = sorted(facts_read(tree))
            by_tree = function(tree, read)
            flags = {f"event.{field}" for field, (kind, _) in event_fields(name).items() if kind.kind is Kind.FLAG}
            columns = {
                fact: np.array([facts[fact] for facts, _ in found], dtype=bool if fact in flags else np.int64)
                for fact in read
            }
            by_column = column(tree, columns, rows=len(found))
            for (facts, after), in_column in zip(found, by_column, strict=True):
                assert getattr(after, primitive) == by_tree(*(facts[fact] for fact in read)) == in_column
        rows = as_columns([facts for facts, _ in found])
        kept = {fact.removeprefix("kept."): values for fact, values in rows.items() if fact.startswith("kept.")}
        told = {fact.removeprefix("event."): values for fact, values in rows.items() if fact.startswith("event.")}
        flags = {
            fact: values.astype(bool) for fact, values in told.items() if event_fields(name)[fact][0].kind is Kind.FLAG
        }
        many = many_after(name, kept, told | flags)
        assert [record(*row) for row in zip(*(many[field].tolist() for field in fields), strict=True)] == [
            after for _, after in found
        ]
        for facts, after in found:
            untouched = set(fields) - set(trees[name])
            assert all(getattr(after, primitive) == facts[f"kept.{primitive}"] for primitive in untouched)


# --- the way back --------------------------------------------------------------------------------------------------------------


@given(workflows(), st.data())
def test_back_leads_where_the_phase_was_entered_from_and_nothing_is_forgotten_on_the_way(
    workflow: Any, data: st.DataObject
) -> None:
    opening = happened.CaseOpened(
        occurred_at=START_OF_TIME, local_day=OPENED, reached=START, debt=card_of_ms_okafor(), workflow=workflow.label
    )
    case = cases.opened("case-1", opening)
    left: tuple[str, str] | None = None
    for _ in range(data.draw(st.integers(0, 25))):
        verbs = workflow.possible(case.stage, case.origin)
        if not verbs:
            break
        verb = data.draw(st.sampled_from(verbs))
        reached = workflow.move(case.stage, case.origin, verb)
        after = cases.evolve(case, happened.Moved(occurred_at=START_OF_TIME, verb=verb, reached=reached))
        assert after.stage == reached
        if workflow.table[case.stage][verb] == BACK and left is not None:
            assert (after.stage, after.origin) == left
        if after.phase is case.phase:
            assert after.origin == case.origin
        else:
            came_back = reached == case.origin
            left = None if came_back else (case.stage, case.origin)
            assert came_back or after.origin == case.stage
        assert len(after.entered_from) <= 8
        case = after


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_payment_to_a_case_is_money_in_its_ledger(owed: int, paid: int) -> None:
    debt = Debt(
        id="d",
        obligors=(Obligor(person="okafor"),),
        owed=Balance(principal=Money.from_minor_units(owed, "USD")),
        as_of=card_of_ms_okafor().as_of,
    )
    opening = happened.CaseOpened(occurred_at=START_OF_TIME, local_day=OPENED, reached=START, debt=debt)
    payment = happened.PaymentAllocated(
        occurred_at=START_OF_TIME,
        local_day=OPENED,
        payment="p",
        amount=Money.from_minor_units(paid, "USD"),
        effective_on=debt.as_of,
    )
    closing = cases.evolve(cases.opened("c", opening), payment).ledger.closing
    assert closing.credited + closing.unapplied == paid
    assert closing.owed == max(0, owed - paid)
