"""Events: what has happened, in the past tense. They are always recorded, lawful or not, and never changed.

Every event says when it happened (`occurred_at`) and on which local day of the person; the log adds when it was
recorded. A move's event stores the stage it left and the stage it reached, so replay never needs an old table.
Events hold ids, codes, amounts and keyed hashes; no names, no numbers, no free text.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from debtflow.records.actions import AnyAction
from debtflow.records.contacts import Attempt, CallResult, MessageResult
from debtflow.records.debts import Debt
from debtflow.records.episodes import Feedback
from debtflow.records.holds import Hold
from debtflow.records.occurrences import Event, MoveEvent
from debtflow.records.parties import Actor, Agency, Channel, Id, PersonOnFile, Sealed
from debtflow.records.placements import PlacementBrief
from debtflow.records.postings import (
    Allocation,
    AllocationReversed,
    AmountWaived,
    ChargedOff,
    ChargePosted,
    PauseAgreed,
    PaymentAllocated,
    PaymentBounced,
    PaymentPending,
    PaymentReceived,
    PaymentReversed,
    UnappliedUsed,
    WrittenDown,
)
from debtflow.records.promises import Promise, PromiseState
from debtflow.records.stages import Custody, Outcome
from debtflow.values.base import Frozen
from debtflow.values.dates import Instant
from debtflow.values.money import Money

__all__ = [
    "EVENTS",
    "AgencyRegistered",
    "Allocation",
    "AllocationReversed",
    "AmountWaived",
    "AnyEvent",
    "ApprovalAsked",
    "ApprovalExpired",
    "ApprovalGiven",
    "AttemptExpired",
    "BreachObserved",
    "CallEnded",
    "CaseLinked",
    "CaseOpened",
    "ChargePosted",
    "ChargedOff",
    "ClaimFiled",
    "Closed",
    "ContactEvent",
    "ContactReserved",
    "DebtAdded",
    "DebtConfirmed",
    "Event",
    "FeedbackGiven",
    "HoldExpired",
    "HoldPlaced",
    "HoldReleased",
    "MessageEnded",
    "MoveEvent",
    "Moved",
    "PauseAgreed",
    "PaymentAllocated",
    "PaymentBounced",
    "PaymentPending",
    "PaymentReceived",
    "PaymentReversed",
    "PersonAdded",
    "PersonChanged",
    "PlacementAccepted",
    "PlacementProposed",
    "PlacementRecalled",
    "PromiseMade",
    "PromiseResolved",
    "ReminderSent",
    "Request",
    "StopWorkConfirmed",
    "UnappliedUsed",
    "WrittenDown",
]


# ---- persons, debts, agencies -------------------------------------------------------------------------------------


class PersonAdded(Event):
    """A person came on file."""

    event: Literal["person_added"] = "person_added"
    person: PersonOnFile


class PersonChanged(Event):
    """What is on file of a person changed: zones or contact points."""

    event: Literal["person_changed"] = "person_changed"
    person: PersonOnFile


class DebtAdded(Event):
    """A debt of that person was handed in."""

    event: Literal["debt_added"] = "debt_added"
    debt: Debt


class CaseLinked(Event):
    """A case was opened on one of that person's debts."""

    event: Literal["case_linked"] = "case_linked"
    case: Id
    debt: Id


class AgencyRegistered(Event):
    """An agency was entered, or entered anew after vetting."""

    event: Literal["agency_registered"] = "agency_registered"
    agency: Agency


# ---- moves --------------------------------------------------------------------------------------------------------


class CaseOpened(MoveEvent):
    """Collection of a debt began."""

    event: Literal["case_opened"] = "case_opened"
    verb: str = "open_case"
    debt: Debt
    workflow: str = ""


class Moved(MoveEvent):
    """A move without data of its own."""

    event: Literal["moved"] = "moved"
    verb: Id
    attributes: tuple[tuple[str, str], ...] = ()


class DebtConfirmed(MoveEvent):
    """Amount, due date and identity were checked."""

    event: Literal["debt_confirmed"] = "debt_confirmed"
    verb: str = "confirm_debt"


class ReminderSent(MoveEvent):
    """A reminder was permitted and is being sent."""

    event: Literal["reminder_sent"] = "reminder_sent"
    verb: str = "send_reminder"
    template: Id


class PromiseMade(MoveEvent):
    """The borrower promised to pay."""

    event: Literal["promise_made"] = "promise_made"
    verb: str = "record_promise"
    promise: Promise


class PlacementProposed(MoveEvent):
    """An agency and a brief were proposed for approval."""

    event: Literal["placement_proposed"] = "placement_proposed"
    verb: str = "submit_placement"
    agency: Id
    brief: PlacementBrief
    proposed_by: Id
    amount: Money


class PlacementAccepted(MoveEvent):
    """The agency took the debt."""

    event: Literal["placement_accepted"] = "placement_accepted"
    verb: str = "accept_placement"
    custody: Custody = Custody.AGENCY


class PlacementRecalled(MoveEvent):
    """The creditor took the debt back; stop-work is still to be proved."""

    event: Literal["placement_recalled"] = "placement_recalled"
    verb: str = "recall"


class StopWorkConfirmed(MoveEvent):
    """The agency has shown that it no longer works the debt."""

    event: Literal["stop_work_confirmed"] = "stop_work_confirmed"
    verb: str = "confirm_stop_work"
    custody: Custody = Custody.CREDITOR


class ClaimFiled(MoveEvent):
    """The claim was brought before a court."""

    event: Literal["claim_filed"] = "claim_filed"
    verb: str = "file_claim"
    court: Id


class FeedbackGiven(MoveEvent):
    """What came of the episode was handed in."""

    event: Literal["feedback_given"] = "feedback_given"
    verb: str = "submit_feedback"
    feedback: Feedback


class Closed(MoveEvent):
    """The case ended, with the feedback of the episode that it ended."""

    event: Literal["closed"] = "closed"
    verb: str = "close"
    outcome: Outcome
    recovered: Money | None = None


# ---- contacts -----------------------------------------------------------------------------------------------------


class ContactReserved(Event):
    """A contact was permitted; it counts against every cap until it is resolved."""

    event: Literal["contact_reserved"] = "contact_reserved"
    attempt: Attempt


class ContactEvent(Event):
    """How a contact ended.

    Attributes:
        attempt: the attempt of the permit; None for a contact made without one, then person and point are needed.
        discussed: the debts that were spoken of; empty = none.
    """

    attempt: Id | None = None
    person: Id | None = None
    contact_point: Id | None = None
    channel: Channel | None = None
    discussed: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _is_about_somebody(self) -> Self:
        if self.attempt is None and (self.person is None or self.contact_point is None):
            raise ValueError("name the attempt of the permit, or the person and the contact point that were reached")
        return self


class CallEnded(ContactEvent):
    """A call or visit ended."""

    event: Literal["call_ended"] = "call_ended"
    result: CallResult


class MessageEnded(ContactEvent):
    """A message or letter was sent, or could not be."""

    event: Literal["message_ended"] = "message_ended"
    result: MessageResult


class AttemptExpired(Event):
    """Nobody said how a reserved contact ended; it counts as made."""

    event: Literal["attempt_expired"] = "attempt_expired"
    attempt: Id
    person: Id


# ---- money --------------------------------------------------------------------------------------------------------


class PromiseResolved(Event):
    """A promise was kept or broken, by the money that came."""

    event: Literal["promise_resolved"] = "promise_resolved"
    state: PromiseState
    due_on: date


# ---- holds, approvals, breaches -----------------------------------------------------------------------------------


class HoldPlaced(Event):
    """A hold was placed."""

    event: Literal["hold_placed"] = "hold_placed"
    hold: Hold


class HoldReleased(Event):
    """A hold was released before its end."""

    event: Literal["hold_released"] = "hold_released"
    hold: Id
    because: Sealed = ""


class HoldExpired(Event):
    """A hold reached its end."""

    event: Literal["hold_expired"] = "hold_expired"
    hold: Id


class Request(Frozen):
    """An action that waits for a second person.

    Attributes:
        action: kept verbatim; it is decided anew when it is approved.
        rules: the rules that ask for the second person.
    """

    id: Id
    case: Id
    action: AnyAction
    by: Actor
    asked_at: Instant
    expires_at: Instant
    rules: tuple[str, ...]


class ApprovalAsked(Event):
    """An action was put before a second person."""

    event: Literal["approval_asked"] = "approval_asked"
    request: Request


class ApprovalGiven(Event):
    """A second person approved it."""

    event: Literal["approval_given"] = "approval_given"
    request: Id
    by: Id


class ApprovalExpired(Event):
    """Nobody approved it in time."""

    event: Literal["approval_expired"] = "approval_expired"
    request: Id


class BreachObserved(Event):
    """Something that happened broke rules; it is recorded all the same.

    Attributes:
        of: the name of what happened.
        rules: every rule it broke.
        words: what the rules say, for people.
    """

    event: Literal["breach_observed"] = "breach_observed"
    of: str
    rules: tuple[str, ...]
    words: tuple[str, ...] = ()


AnyEvent = Annotated[
    PersonAdded
    | PersonChanged
    | DebtAdded
    | CaseLinked
    | AgencyRegistered
    | CaseOpened
    | Moved
    | DebtConfirmed
    | ReminderSent
    | PromiseMade
    | PlacementProposed
    | PlacementAccepted
    | PlacementRecalled
    | StopWorkConfirmed
    | ClaimFiled
    | FeedbackGiven
    | Closed
    | ContactReserved
    | CallEnded
    | MessageEnded
    | AttemptExpired
    | PaymentReceived
    | UnappliedUsed
    | PaymentAllocated
    | PaymentPending
    | PaymentBounced
    | PaymentReversed
    | AllocationReversed
    | ChargePosted
    | AmountWaived
    | WrittenDown
    | ChargedOff
    | PauseAgreed
    | PromiseResolved
    | HoldPlaced
    | HoldReleased
    | HoldExpired
    | ApprovalAsked
    | ApprovalGiven
    | ApprovalExpired
    | BreachObserved,
    Field(discriminator="event"),
]
"""Every event, told apart by `event`."""

EVENTS: TypeAdapter[tuple[AnyEvent, ...]] = TypeAdapter(tuple[AnyEvent, ...])
"""Reads the events of an entry."""
