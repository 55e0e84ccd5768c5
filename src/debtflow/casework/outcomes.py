"""Outcomes: what comes back when something was asked. A refusal is a value; `match` on it.

Done, refused, or waiting for a second person; and recorded, for what had happened already.
"""

from __future__ import annotations

from dataclasses import dataclass

from debtflow.casework.applying import Permit
from debtflow.casework.log import Entry
from debtflow.compliance.decisions import Decision
from debtflow.lifecycle.cases import Case
from debtflow.records.events import Request
from debtflow.values.money import Money

__all__ = ["Done", "Outcome", "Pending", "Recorded", "Refused"]


@dataclass(frozen=True, slots=True)
class Done:
    """It was permitted and is done.

    Attributes:
        case: the case after it.
        permit: leave to make the contact, where it was one.
        decision: why it was permitted, with any advice.
        entries: what was committed.
        repeated: whether this is the stored answer to a key that came before.
    """

    case: Case
    permit: Permit | None
    decision: Decision
    entries: tuple[Entry, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It was refused; `str(decision)` says why, and `decision.next_permitted_at` when it would be permitted."""

    case: Case
    decision: Decision
    entries: tuple[Entry, ...] = ()
    repeated: bool = False

    def _repr_html_(self) -> str:
        return self.decision.html()


@dataclass(frozen=True, slots=True)
class Pending:
    """It waits for a second person: `caseload.approve(request.id, by=...)`."""

    case: Case
    request: Request
    decision: Decision
    entries: tuple[Entry, ...] = ()
    repeated: bool = False

    def _repr_html_(self) -> str:
        return self.decision.html()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What had happened is recorded, with every rule that it broke.

    Attributes:
        case: the case after it; None where it concerned no case.
        breaches: the ids of the rules that were broken.
        applied: where a payment went: (debt id, amount), in the order in which the money reached the debts.
        held: what of it is held for the person, because no case of theirs owed more in its currency; None = nothing.
        taken_back: what a reversal took back: (debt id, amount) of every debt that the payment had paid; what is left
            of it was held for the person, and is gone too.
        already_counted: what of it the debts' opening balances contain already, as it came before; None = nothing.
    """

    case: Case | None
    breaches: tuple[str, ...]
    entries: tuple[Entry, ...]
    repeated: bool = False
    applied: tuple[tuple[str, Money], ...] = ()
    held: Money | None = None
    taken_back: tuple[tuple[str, Money], ...] = ()
    already_counted: Money | None = None


Outcome = Done | Refused | Pending
"""What `submit` and `approve` answer."""
