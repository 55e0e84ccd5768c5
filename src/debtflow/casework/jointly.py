"""Jointly: a contact about several debts of a person, which the case of each has to permit.

It is asked for on the case of one of them and reserved once, for all. The other cases are read with the first, so that
whatever happens on any of them meanwhile stops it; where one stands in the way, the answer is given on that case, as if
it had been asked there. This room decides by the desk alone, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from debtflow.casework.desk import Desk, Loaded, case_in
from debtflow.casework.engine import evolve
from debtflow.casework.log import person_stream
from debtflow.compliance.decisions import Decision
from debtflow.errors import NotFoundError
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records.actions import Action, ContactAction
from debtflow.records.parties import Actor

__all__ = ["deciding", "with_other_cases"]


def with_other_cases(desk: Desk, loaded: Loaded, case_id: str, action: Action, by: Actor) -> tuple[Loaded, list[str]]:
    """What was loaded, with the cases of the other debts that a contact is about; and their ids, in the order named.

    Raises:
        NotFoundError: there is no case on one of these debts, or it is none of the borrower's or of who is reached.
    """
    if not isinstance(action, ContactAction) or len(action.about) < 2:
        return loaded, []
    own, states, versions, beside = case_in(loaded.states, case_id), loaded.states, loaded.versions, []
    persons = (own.debt.borrower, action.person)
    files = [file for person in persons if isinstance(file := states.get(person_stream(person)), Dossier)]
    cases = {debt: case for file in files for debt, case in file.cases}
    for debt in action.about:
        if debt == own.debt.id:
            continue
        if debt not in cases:
            raise NotFoundError(
                f"`{action.name}` on case {case_id} is about {debt} as well, on which there is no case of "
                f"{own.debt.borrower}'s; there are cases on: {', '.join(cases)}"
            )
        more = desk.load_case(cases[debt], action, by=by, fresh=True)
        # What is read twice is read once, as it was at first: if it is old, nothing is written.
        states, versions = {**more.states, **states}, {**more.versions, **versions}
        beside.append(cases[debt])
    return Loaded(states, versions), beside


def deciding(
    desk: Desk,
    loaded: Loaded,
    first: tuple[str, Decision],
    beside: Sequence[str],
    action: Action,
    by: Actor,
    at: datetime,
    approved_by: str | None = None,
) -> tuple[str, Decision]:
    """The decision that counts, and the case on which it was made: of several that refuse the one that does so longest.

    Args:
        first: the case on which it was asked, and the decision there.
        beside: the cases of the other debts.
    """
    found = [first]
    for case_id in beside:
        states = evolve(loaded.states, desk.due(loaded.states, case_id, at))
        found.append((case_id, desk.decide(states, case_id, action, by, at, approved_by)))
    refused = [one for one in found if one[1].refused]
    if len(refused) > 1:
        return max(refused, key=lambda one: (one[1].next_permitted_at is None, one[1].next_permitted_at or at))
    return next((one for one in (*refused, *found) if not one[1].permitted), first)
