"""How the limitation of a debt has run, by what its case knows.

What interrupted it is not kept a second time: money stands in the ledger, promises and proceedings in the case, and only
what none of these says is told (`events.LimitationInterrupted`, `LimitationSuspended`). What a law makes of it is the law's
(`LimitationLaw`). This room never asks whether the debt may be sued for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from debtflow.lifecycle.cases import Case
from debtflow.records.limitation import Course, Interrupted, Interruption, LimitationLaw, course
from debtflow.records.promises import PromiseState
from debtflow.values.dates import day_number

__all__ = ["limitation_of"]


def limitation_of(case: Case, law: LimitationLaw, began_on: date | None = None) -> Course:
    """How the period of that law has run on the case's debt: `print(limitation_of(case, china.LIMITATION))`.

    Args:
        began_on: the day on which the debt could first be sued for; left out, the day on which the last instalment that
            was handed in was due, or for a debt without instalments the day as of which it was stated.

    What happened before the debt came on file is not known and lengthens nothing, unless it is told.
    """
    return course(law, _due_on(case) if began_on is None else day_number(began_on), _interrupted(case), case.stops)


def _due_on(case: Case) -> int:
    debt = case.debt
    return day_number(debt.instalments[-1].due_on if debt.instalments else debt.as_of)


def _interrupted(case: Case) -> Iterator[Interrupted]:
    """What interrupted the limitation, by all that the case knows."""
    yield from case.interrupted
    for day in case.ledger.days:
        if day.credit > 0:
            yield Interrupted(day.day, Interruption.PART_PAYMENT, day.day)
    for row in case.promises:
        # One that was taken back may have been noted in error: it lengthens nothing.
        if row.recorded is not PromiseState.WITHDRAWN:
            made_on = day_number(row.promise.made_on)
            yield Interrupted(made_on, Interruption.ACKNOWLEDGED, made_on)
