"""Effects over columns: what an event does to the primitives of many cases or dossiers at once.

The same trees as live, from the one table of effects, over a column for each primitive and each field of the event that
they read. What has a form of its own (the ledger, the counters of contacts, holds) is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from debtflow.errors import FactError
from debtflow.expressions import Field, Node, facts_read
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.lifecycle.primitives import (
    CASE_EFFECTS,
    CASE_FIELDS,
    DOSSIER_EFFECTS,
    DOSSIER_FIELDS,
    EVENT_NAMES,
    effect_trees,
    event_fields,
)

if TYPE_CHECKING:
    from debtflow.expressions.columns import Array

__all__ = ["case_after", "dossier_after"]


def case_after(event: str, kept: Mapping[str, Array], told: Mapping[str, Array]) -> dict[str, Array]:
    """The primitives of many cases after an event of that name in each of them. Needs numpy (`debtflow[columns]`).

    Args:
        event: the name of the event, such as `call_ended`; one that changes no primitive changes nothing.
        kept: primitive (a field of `CaseKept`) -> column of int64.
        told: field of the event -> column of int64, or of bool for yes or no; `local_day` is the day number.

    Returns:
        the columns of `kept`, those that change anew.

    Raises:
        FactError: no such event; a column that is missing, or of no primitive or field.
        ExpressionError: a column of another type or length.
    """
    return _after(event, kept, told, _case_trees(), CASE_FIELDS)


def dossier_after(event: str, kept: Mapping[str, Array], told: Mapping[str, Array]) -> dict[str, Array]:
    """The primitives of many dossiers (fields of `DossierKept`) after an event; otherwise as `case_after`."""
    return _after(event, kept, told, _dossier_trees(), DOSSIER_FIELDS)


_Trees = Mapping[str, Mapping[str, Node]]


@cache
def _case_trees() -> _Trees:
    return effect_trees(CASE_EFFECTS, CASE_FIELDS)


@cache
def _dossier_trees() -> _Trees:
    return effect_trees(DOSSIER_EFFECTS, DOSSIER_FIELDS)


def _after(
    event: str,
    kept: Mapping[str, Array],
    told: Mapping[str, Array],
    trees: _Trees,
    fields: Mapping[str, Field],
) -> dict[str, Array]:
    from debtflow.expressions.columns import column

    for name in kept:
        if name not in fields:
            raise FactError(f"the column `{name}` is of no primitive; {did_you_mean(name, fields)}")
    if event not in EVENT_NAMES:
        raise FactError(f"no event is called `{event}`; {did_you_mean(event, dict.fromkeys(EVENT_NAMES))}")
    changes = trees.get(event, {})
    known = event_fields(event) if changes else {}
    for name in told if changes else ():
        if name not in known:
            raise FactError(f"`{event}` has no field `{name}`; {did_you_mean(name, known)}")
    columns = {f"kept.{name}": values for name, values in kept.items()}
    columns |= {f"event.{name}": values for name, values in told.items()}
    missing = sorted({read for tree in changes.values() for read in facts_read(tree)} - columns.keys())
    if missing:
        raise FactError(f"no column for {', '.join(missing)}, which `{event}` reads")
    rows = len(next(iter(columns.values()))) if columns else 0
    return {**kept, **{name: column(tree, columns, rows=rows) for name, tree in changes.items()}}
