"""Following: what follows from something that was learned, in every case that it touches.

Most of what happens concerns one case. Money goes where all the money of a person goes, and what is learned late of a
person would have changed decisions on each of their debts: then their other cases are loaded, written and followed
up together with it. This room decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from debtflow.casework.desk import Desk, Loaded, case_in
from debtflow.casework.engine import Change, evolve
from debtflow.casework.log import State, agency_stream, case_stream, debt_stream, person_stream
from debtflow.casework.undermining import undermined
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records.debts import Debt

__all__ = ["cases_in", "followed", "payers_in", "streams_of_obligors", "streams_of_persons", "with_persons", "zones_of"]


def streams_of_persons(desk: Desk, *dossiers: Dossier) -> list[str]:
    """The streams of those persons, their cases and debts and whoever these concern: all that their money can touch.

    Money of one obligor takes the place of another's, who may owe further debts: where money came from them, these too.
    """
    names: dict[str, None] = {}
    waiting, seen = list(dossiers), {dossier.id for dossier in dossiers}
    for dossier in waiting:
        cases = [case_in(desk.load([case_stream(case)], fresh=True).states, case) for _, case in dossier.cases]
        persons = dict.fromkeys(obligor.person for case in cases for obligor in case.debt.obligors)
        opened = {debt for debt, _ in dossier.cases}
        names |= dict.fromkeys(
            [
                person_stream(dossier.id),
                *(case_stream(case.id) for case in cases),
                *(person_stream(person) for person in persons),
                *(agency_stream(case.placement.agency) for case in cases if case.placement is not None),
                *(debt_stream(debt) for debt in dossier.debts if debt not in opened),
            ]
        )
        others = desk.load([person_stream(person) for person in persons if person not in seen], fresh=True).states
        waiting += payers_in(others)
        seen |= set(persons)
    return list(names)


def streams_of_obligors(desk: Desk, debt: Debt) -> list[str]:
    """Those of whoever owes a debt; and where money of theirs may go to it now, all that this money can touch."""
    obligors = [person_stream(obligor.person) for obligor in debt.obligors]
    payers = payers_in(desk.load(obligors, fresh=True).states)
    return obligors + (streams_of_persons(desk, *payers) if payers else [])


def payers_in(states: Mapping[str, State]) -> list[Dossier]:
    """The persons among those states of whom money came."""
    return [state for state in states.values() if isinstance(state, Dossier) and state.received]


def cases_in(states: Mapping[str, State]) -> list[str]:
    """The ids of the cases among those states."""
    return [state.id for state in states.values() if isinstance(state, Case)]


def with_persons(desk: Desk, loaded: Loaded, persons: Iterable[Dossier]) -> Loaded:
    """What was loaded, and besides everything of those persons."""
    names = streams_of_persons(desk, *persons)
    more = desk.load([name for name in names if name not in loaded.versions], fresh=True)
    return Loaded({**loaded.states, **more.states}, {**loaded.versions, **more.versions})


def zones_of(states: Mapping[str, State], case: Case, house_zone: str) -> tuple[str, ...]:
    """The candidate zones of whoever owes the debt of that case."""
    borrower = states.get(person_stream(case.debt.borrower))
    return borrower.person.zones if isinstance(borrower, Dossier) and borrower.person.zones else (house_zone,)


def followed(desk: Desk, states: Mapping[str, State], made: list[Change], at: datetime) -> list[Change]:
    """What follows in the cases among those states: past decisions that are undermined, then what is due.

    Args:
        states: as they were before.
        made: what has happened to them.
    """
    found: list[Change] = []
    after = evolve(states, made)
    cases = cases_in(after)
    for case_id in cases:
        told = [change for change in made if change.stream == case_stream(case_id) or change.stream[:7] == "person:"]
        zones = zones_of(after, case_in(after, case_id), desk.house_zone)
        found += undermined(desk, case_id, told, at, zones)
    after = evolve(after, found)
    for case_id in cases:
        due = desk.due(after, case_id, at)
        found += due
        after = evolve(after, due)
    return found
