"""Random tables of moves for the laws: valid ones, with circles, short cuts and ways back."""

from __future__ import annotations

from hypothesis import strategies as st

from debtflow.errors import WorkflowError
from debtflow.lifecycle.standard import BACK, CLOSED, EVERYWHERE
from debtflow.lifecycle.workflow import Workflow
from debtflow.records.stages import Phase

PHASES = [str(phase) for phase in Phase if phase is not Phase.CLOSED]
START = "confirmation.pending"
Table = dict[str, dict[str, str]]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of some stages, each reached from an earlier one, with more moves and ways back strewn over it."""
    names = draw(
        st.lists(st.tuples(st.sampled_from(PHASES), st.sampled_from("abcde")), min_size=1, max_size=9, unique=True)
    )
    stages = [START, *(f"{phase}.{step}" for phase, step in names)]
    moves: Table = {stage: {} for stage in stages}
    for place, stage in enumerate(stages[1:], 1):
        moves[draw(st.sampled_from(stages[:place]))][f"go_{stage}"] = stage
    for stage, verb_target in draw(st.lists(st.tuples(st.sampled_from(stages), st.sampled_from(stages)), max_size=14)):
        moves[stage][draw(st.sampled_from(["go_", "again_"])) + verb_target] = verb_target
    for stage in draw(st.lists(st.sampled_from([*stages, CLOSED]), max_size=5)):
        moves.setdefault(stage, {})[draw(st.sampled_from(["back", "refuse"]))] = BACK
    for stage in stages:
        if not set(moves[stage].values()) - {stage, BACK}:
            moves[stage]["give_up"] = CLOSED
    if draw(st.booleans()):
        moves[EVERYWHERE] = {"close": CLOSED}
    if draw(st.booleans()):
        moves.setdefault(CLOSED, {})["reopen"] = START
    return moves


@st.composite
def workflows(draw: st.DrawFn) -> Workflow:
    """A workflow on a random table; a table with a hole (a circle that never ends) gets a way to close from everywhere."""
    moves = draw(tables())
    try:
        return Workflow("random", "1", moves, starts={"open_case": START})
    except WorkflowError:
        return Workflow("random", "1", {**moves, EVERYWHERE: {"close": CLOSED}}, starts={"open_case": START})
