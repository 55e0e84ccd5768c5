"""Laws of the workflow: on every table our machine answers as the stock machine of `transitions` does.

The direct event takes a short way to the answer. Here random tables and random firings hold it to the machine that
takes the long one: the value returned, the stage reached, the exception, and `may`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.tables import START, workflows

from debtflow.errors import NotPossibleError
from debtflow.lifecycle.standard import BACK, CLOSED
from debtflow.lifecycle.workflow import STANDARD, Cursor, DirectMachine, StockMachine, Workflow, machine_of


def answer(ask: Callable[[], Any]) -> tuple[str, object]:
    """What came of asking: the value, or the kind of exception and what it says."""
    try:
        return ("answered", ask())
    except Exception as problem:  # noqa: BLE001  # whatever it is, both machines have to raise it
        return (type(problem).__name__, str(problem))


def fire(machine: Any, cursor: Cursor, verb: str) -> tuple[object, ...]:
    """`may`, then firing: what both came to, and where the cursor then stands."""
    may = answer(lambda: machine._can_trigger(cursor, verb))
    fired = answer(lambda: machine.events[verb].trigger(cursor))
    return (may, fired, cursor.state, cursor.origin)


@settings(max_examples=300)
@given(st.data())
def test_our_machine_and_the_stock_machine_agree_on_every_table_and_every_firing(data: st.DataObject) -> None:
    workflow = data.draw(workflows())
    ours, stock = machine_of(workflow, DirectMachine), machine_of(workflow, StockMachine)
    stages = [*workflow.stages, "limbo.nowhere"]
    verbs = [*workflow.targets, "no_such_verb"]
    here = data.draw(st.sampled_from(stages))
    for origin, verb in data.draw(
        st.lists(st.tuples(st.sampled_from(["", *stages]), st.sampled_from(verbs)), max_size=25)
    ):
        mine, theirs = Cursor(here, origin), Cursor(here, origin)
        told = fire(ours, mine, verb)
        assert told == fire(stock, theirs, verb)
        assert told[0] != ("answered", True) or told[1] == ("answered", True)
        here = mine.state


@settings(max_examples=60)
@given(workflows(), st.data())
def test_our_machine_and_the_stock_machine_agree_wherever_one_may_stand(
    workflow: Workflow, data: st.DataObject
) -> None:
    # Every stage and every verb, not a walk: the corners of a table that no walk happens to reach.
    ours, stock = machine_of(workflow, DirectMachine), machine_of(workflow, StockMachine)
    origin = data.draw(st.sampled_from(["", *workflow.stages]))
    for stage in workflow.stages:
        for verb in workflow.targets:
            assert fire(ours, Cursor(stage, origin), verb) == fire(stock, Cursor(stage, origin), verb)


def test_our_machine_and_the_stock_machine_agree_on_all_of_the_standard_workflow() -> None:
    ours, stock = machine_of(STANDARD, DirectMachine), machine_of(STANDARD, StockMachine)
    for stage in STANDARD.stages:
        for verb in STANDARD.targets:
            for origin in ["", *STANDARD.stages] if BACK in STANDARD.table[stage].values() else ["", START]:
                assert fire(ours, Cursor(stage, origin), verb) == fire(stock, Cursor(stage, origin), verb)


@given(workflows(), st.data())
def test_moving_and_asking_agree_and_a_no_says_what_is_possible(workflow: Workflow, data: st.DataObject) -> None:
    stage = data.draw(st.sampled_from(workflow.stages))
    origin = data.draw(st.sampled_from(["", *workflow.stages]))
    verb = data.draw(st.sampled_from(list(workflow.targets)))
    target = workflow.table[stage].get(verb)
    if workflow.may(stage, origin, verb):
        assert verb in workflow.possible(stage, origin)
        assert workflow.move(stage, origin, verb) == (origin if target == BACK else target)
    else:
        assert verb not in workflow.possible(stage, origin)
        with pytest.raises(NotPossibleError) as refusal:
            workflow.move(stage, origin, verb)
        assert all(f"`{possible}`" in str(refusal.value) for possible in workflow.possible(stage, origin))


@given(workflows())
def test_every_stage_of_a_workflow_that_was_accepted_is_reached_from_the_start_and_reaches_the_end(
    workflow: Workflow,
) -> None:
    # A naive search by firing, with no use of the checks that accepted the table.
    seen, queue = {(START, "")}, [(START, "")]
    leads_to: dict[str, set[str]] = {}
    while queue:
        stage, origin = queue.pop()
        for verb in workflow.table[stage]:
            if workflow.may(stage, origin, verb):
                reached = workflow.move(stage, origin, verb)
                leads_to.setdefault(stage, set()).add(reached)
                same_phase = reached.partition(".")[0] == stage.partition(".")[0]
                onward = (reached, origin if same_phase else stage)
                if onward not in seen:
                    seen.add(onward)
                    queue.append(onward)
    assert {stage for stage, _ in seen} == set(workflow.stages)
    ending = {CLOSED}
    for _ in workflow.stages:
        ending |= {stage for stage, targets in leads_to.items() if targets & ending}
    assert ending == set(workflow.stages)


@given(workflows(), st.data())
def test_the_way_that_a_no_tells_can_be_gone(workflow: Workflow, data: st.DataObject) -> None:
    stage = data.draw(st.sampled_from(workflow.stages))
    verb = data.draw(st.sampled_from([verb for verb, target in workflow.targets.items() if target != BACK]))
    way = workflow.way(stage, verb)
    for step in way:
        stage = workflow.move(stage, "", step)
    assert not way or stage == workflow.targets[verb]
