"""What runs: the holds that follow from a promise or an arrangement of a case.

A promise that is open and an arrangement that runs let the person be, as a hold does. They are derived here and stored
nowhere, so that they cannot outlive what they follow from. What they block is enforced by rules of their own, which
name the promise or the arrangement and what would end it; this room shows them beside the holds that were placed.
"""

from __future__ import annotations

from debtflow.lifecycle.cases import Case
from debtflow.records.arrangements import nothing_is_late
from debtflow.records.holds import Block, Hold, HoldKind, HoldSource

__all__ = ["running_holds"]


def running_holds(case: Case, day: int) -> tuple[Hold, ...]:
    """The holds that follow from what was agreed, on that day number: one for each open promise, one for an arrangement.

    Where something is late, an arrangement blocks escalation only: who is in arrears may be spoken to.
    """
    found = [
        Hold.built(
            id=f"promise/{row.id}",
            kind=HoldKind.PROMISE_RUNNING,
            from_at=row.promise.made_at,
            source=HoldSource.SYSTEM,
        )
        for row in case.promises
        if row.is_open
    ]
    agreed = case.arrangement
    if agreed is not None:
        kept = nothing_is_late(agreed, case.ledger, day)
        found.append(
            Hold.built(
                id=f"arrangement/{agreed.version}",
                kind=HoldKind.ARRANGEMENT_RUNNING,
                blocks=frozenset() if kept else frozenset({Block.ESCALATE}),
                from_at=agreed.began_at or agreed.offered_at,
                source=HoldSource.SYSTEM,
            )
        )
    return tuple(found)
