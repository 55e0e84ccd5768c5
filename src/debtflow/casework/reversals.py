"""Reversals: a payment that had cleared is taken back, wherever its money went. Pure, but for reading the log.

What a payment paid is read from the log, because states keep netted figures: only a reversal pays for that look. Its
parts are taken back from the cases they went to, each on the day on which it took effect there. What was held for the
person is taken back from what is held still, and from the cases to which held money went meanwhile, the latest first:
held money has no name on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from debtflow.casework.engine import Change
from debtflow.casework.intake import HELD_MONEY
from debtflow.casework.log import Store, case_stream, person_stream
from debtflow.errors import IntegrityError, NotPossibleError
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records import events
from debtflow.values.money import Money

__all__ = ["Past", "Use", "past_of", "reversal"]


class Use(NamedTuple):
    """Held money that was applied to a case, less what was taken back of it: how much, and on which day."""

    case: str
    effective_on: date
    amount: Money


class Past(NamedTuple):
    """What the log says of a payment, and of the money that was held for the same person and used, the latest first."""

    received: events.PaymentReceived
    uses: tuple[Use, ...]


def past_of(store: Store, payer: Dossier, external_id: str) -> Past | None:
    """What the log says of that payment; None if it is not there."""
    received: events.PaymentReceived | None = None
    used_by: list[str] = []
    for event in _of_person(store, payer.id):
        if isinstance(event, events.PaymentReceived) and event.external_id == external_id:
            received = event
        elif isinstance(event, events.UnappliedUsed) and event.case not in used_by:
            used_by.append(event.case)
    if received is None:
        return None
    # Only where something was held can held money have gone anywhere.
    uses = [use for case in used_by for use in _uses(store, case)] if received.unapplied is not None else []
    mine = [use for use in uses if use.amount.currency == received.amount.currency and use.amount]
    return Past(received, tuple(sorted(mine, key=lambda use: (use.effective_on, use.case), reverse=True)))


def _uses(store: Store, case_id: str) -> Iterator[Use]:
    by_day: Counter[date] = Counter()
    currency = ""
    for event in _events(store, case_stream(case_id)):
        if not isinstance(event, events.PaymentAllocated | events.AllocationReversed) or event.payment != HELD_MONEY:
            continue
        sign = 1 if isinstance(event, events.PaymentAllocated) else -1
        by_day[event.effective_on] += sign * event.amount.minor_units
        currency = event.amount.currency
    for day, left in by_day.items():
        yield Use(case_id, day, Money.from_minor_units(left, currency))


def _of_person(store: Store, person: str) -> Iterator[events.Event]:
    """What happened in a person's file, and in those that turned out to be theirs."""
    for event in _events(store, person_stream(person)):
        if isinstance(event, events.PersonsMerged):
            yield from _of_person(store, event.duplicate)
        yield event


def _events(store: Store, stream: str) -> Iterator[events.Event]:
    for entry in store.entries(stream):
        yield from entry.events


def reversal(payer: Dossier, past: Past, because: str, marks: dict[str, Any]) -> list[Change]:
    """The events by which a payment is taken back.

    Raises:
        NotPossibleError: money that was in a debt's opening balance already: no ledger here ever had it.
        IntegrityError: less is left of the money than came.
    """
    received = past.received
    if received.already_counted is not None:
        raise NotPossibleError(
            f"payment {received.external_id} was in the opening balance when its debt was handed in, so no ledger has "
            "it; record events.ChargePosted(...) on the debt that is owed more by its reversal"
        )
    taken = [(part.case, received.external_id, part.amount, received.received_on) for part in received.allocated]
    missing = received.unapplied or Money.zero(received.amount.currency)
    held = min(payer.held(missing.currency), missing)
    missing -= held
    for use in past.uses:
        part = min(use.amount, missing)
        if part:
            taken.append((use.case, HELD_MONEY, part, use.effective_on))
            missing -= part
    if missing:
        raise IntegrityError(f"payment {received.external_id}: {missing} of it is neither held nor on any case")
    event = events.PaymentReversed.built(
        **marks,
        external_id=received.external_id,
        amount=received.amount,
        received_on=received.received_on,
        allocated=tuple(events.Allocation(case=case, amount=amount) for case, _, amount, _ in taken),
        unapplied=held or None,
        because=because,
    )
    return [Change(person_stream(payer.id), event)] + [
        Change(
            case_stream(case),
            events.AllocationReversed.built(**marks, payment=payment, amount=amount, effective_on=effective_on),
        )
        for case, payment, amount, effective_on in taken
    ]
