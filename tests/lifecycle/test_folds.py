"""Folds: what is kept, what changes beside it, and the copy, in one function for each event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from debtflow.lifecycle.folds import compile_folds
from debtflow.lifecycle.primitives import DOSSIER_FIELDS, DossierKept, Effect
from debtflow.records import events

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RELEASED = events.HoldReleased(occurred_at=NOON, local_day=739_677, hold="h1")
EFFECTS = {"hold_released": (Effect("tries", "add", 2), Effect("last_try_on", "latest", lambda k, e: e.local_day))}


class State(NamedTuple):
    name: str = "li"
    kept: DossierKept = DossierKept(tries=1)
    holds: tuple[str, ...] = ("h1", "h2")


def _released(state: State, event: events.HoldReleased) -> dict[str, Any]:
    return {"holds": tuple(hold for hold in state.holds if hold != event.hold)} if event.hold in state.holds else {}


def test_what_is_kept_and_what_changes_beside_it_come_in_one_copy() -> None:
    folds = compile_folds(State, DossierKept, EFFECTS, DOSSIER_FIELDS, {"hold_released": _released})
    before = State()
    after = folds["hold_released"](before, RELEASED)
    assert after == State(kept=DossierKept(tries=3, last_try_on=739_677), holds=("h2",))
    assert (type(after), type(after.kept)) == (State, DossierKept)
    assert before == State()


def test_an_event_may_change_only_what_is_kept_or_only_the_rest() -> None:
    assert compile_folds(State, DossierKept, EFFECTS, DOSSIER_FIELDS, {})["hold_released"](State(), RELEASED) == State(
        kept=DossierKept(tries=3, last_try_on=739_677)
    )
    folds = compile_folds(State, DossierKept, {}, DOSSIER_FIELDS, {"hold_released": _released})
    assert folds["hold_released"](State(), RELEASED) == State(holds=("h2",))


def test_what_changes_nothing_is_the_same_state() -> None:
    folds = compile_folds(State, DossierKept, {}, DOSSIER_FIELDS, {"hold_released": _released})
    state = State(holds=())
    assert folds["hold_released"](state, RELEASED) is state


def test_a_field_that_is_none_is_refused() -> None:
    folds = compile_folds(State, DossierKept, {}, DOSSIER_FIELDS, {"hold_released": lambda state, event: {"hold": 1}})
    with pytest.raises(KeyError, match="hold"):
        folds["hold_released"](State(), RELEASED)
