"""Events: what has happened, in the past tense. They are always recorded, lawful or not, and never changed.

Every event says when it happened (`occurred_at`) and on which local day of the person; the log adds when it was
recorded. A move's event stores the stage it left and the stage it reached, so replay never needs an old table.
Events hold ids, codes, amounts and keyed hashes; no names, no numbers, no free text.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from debtflow.records.actions import AnyAction
from debtflow.records.agreements import (
    ArrangementActivated,
    ArrangementBroken,
    ArrangementEnded,
    ArrangementProposed,
    InstalmentMissed,
    OfferEnded,
    PromiseMade,
    PromiseNoted,
    PromiseResolved,
    PromiseWithdrawn,
)
from debtflow.records.consents import ConsentGiven, ConsentRevoked
from debtflow.records.contacting import (
    AttemptExpired,
    CallEnded,
    ContactEvent,
    ContactReceived,
    ContactReserved,
    MessageEnded,
    MessageReturned,
)
from debtflow.records.filing import (
    Absorbed,
    AgencyRegistered,
    CaseLinked,
    CollectorRegistered,
    DebtAdded,
    MergedInto,
    ObligorReplaced,
    PersonAdded,
    PersonChanged,
    PersonsMerged,
)
from debtflow.records.holding import HoldAmended, HoldExpired, HoldPlaced, HoldReleased
from debtflow.records.limitation import LimitationInterrupted, LimitationResumed, LimitationSuspended
from debtflow.records.moving import (
    CaseOpened,
    ClaimFiled,
    Closed,
    ContactTraced,
    DebtConfirmed,
    DebtQueried,
    DemandIssued,
    EnforcementBegun,
    FeedbackGiven,
    JudgmentEntered,
    LegalApproved,
    Moved,
    PlacementAccepted,
    PlacementProposed,
    PlacementRecalled,
    ProceedingsEnded,
    RecallRequested,
    ReminderSent,
    Reopened,
    StopWorkConfirmed,
    WithdrawalAsked,
)
from debtflow.records.occurrences import Event, MoveEvent
from debtflow.records.parties import Actor, Id, Sealed
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
    PaymentReallocated,
    PaymentReceived,
    PaymentReversed,
    WrittenDown,
)
from debtflow.values.base import Frozen
from debtflow.values.dates import Instant

__all__ = [
    "EVENTS",
    "EVENT_OF_VERB",
    "Absorbed",
    "AgencyRegistered",
    "Allocation",
    "AllocationReversed",
    "AmountWaived",
    "AnyEvent",
    "ApprovalAsked",
    "ApprovalExpired",
    "ApprovalGiven",
    "ArrangementActivated",
    "ArrangementBroken",
    "ArrangementEnded",
    "ArrangementProposed",
    "AttemptExpired",
    "BreachObserved",
    "CallEnded",
    "CaseLinked",
    "CaseOpened",
    "ChargePosted",
    "ChargedOff",
    "ClaimFiled",
    "Closed",
    "CollectorRegistered",
    "ConsentGiven",
    "ConsentRevoked",
    "ContactEvent",
    "ContactReceived",
    "ContactReserved",
    "ContactTraced",
    "CreditReported",
    "DebtAdded",
    "DebtConfirmed",
    "DebtQueried",
    "DecisionReviewed",
    "DecisionUndermined",
    "DemandIssued",
    "DutyMissed",
    "EnforcementBegun",
    "Event",
    "FeedbackGiven",
    "HoldAmended",
    "HoldExpired",
    "HoldPlaced",
    "HoldReleased",
    "InstalmentMissed",
    "JudgmentEntered",
    "LegalApproved",
    "LimitationInterrupted",
    "LimitationResumed",
    "LimitationSuspended",
    "MergedInto",
    "MessageEnded",
    "MessageReturned",
    "MoveEvent",
    "Moved",
    "ObligorReplaced",
    "OfferEnded",
    "PauseAgreed",
    "PaymentAllocated",
    "PaymentBounced",
    "PaymentPending",
    "PaymentReallocated",
    "PaymentReceived",
    "PaymentReversed",
    "PersonAdded",
    "PersonChanged",
    "PersonsMerged",
    "PlacementAccepted",
    "PlacementProposed",
    "PlacementRecalled",
    "ProceedingsEnded",
    "PromiseMade",
    "PromiseNoted",
    "PromiseResolved",
    "PromiseWithdrawn",
    "RecallRequested",
    "ReminderSent",
    "Reopened",
    "Request",
    "StopWorkConfirmed",
    "WithdrawalAsked",
    "WrittenDown",
]


# ---- what the log says of credit bureaus, second persons and breaches ----------------------------------------------


class CreditReported(Event):
    """The debt was reported to a credit bureau."""

    event: Literal["credit_reported"] = "credit_reported"
    bureau: Id
    marked_disputed: bool = False


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


class DutyMissed(Event):
    """The day passed by which a duty was to be discharged, and it was not: a breach.

    Attributes:
        duty: its id.
        due_on: the last day on which it would have been in time.
        words: what the duty says, for people.
        fingerprint: of the duty with its numbers, as it was then.
    """

    event: Literal["duty_missed"] = "duty_missed"
    duty: str
    due_on: date
    words: str = ""
    fingerprint: str = ""


class DecisionUndermined(Event):
    """Something was learned late that would have changed a past decision; the decision stands as it was made.

    Attributes:
        entry: the number of the decision's entry in the case's stream.
        action: what was decided.
        rules: the rules by which it would have been refused.
        learned: the name of the event that was learned late.
    """

    event: Literal["decision_undermined"] = "decision_undermined"
    entry: int
    action: str
    rules: tuple[str, ...]
    learned: str


class DecisionReviewed(Event):
    """Somebody has looked at an undermined decision and dealt with it."""

    event: Literal["decision_reviewed"] = "decision_reviewed"
    entry: int
    because: Sealed = ""


AnyEvent = Annotated[
    PersonAdded
    | PersonChanged
    | DebtAdded
    | CaseLinked
    | PersonsMerged
    | MergedInto
    | ObligorReplaced
    | AgencyRegistered
    | CollectorRegistered
    | CaseOpened
    | Moved
    | DebtConfirmed
    | DebtQueried
    | ContactTraced
    | ReminderSent
    | PromiseMade
    | ArrangementProposed
    | OfferEnded
    | ArrangementActivated
    | InstalmentMissed
    | ArrangementBroken
    | ArrangementEnded
    | PlacementProposed
    | PlacementAccepted
    | PlacementRecalled
    | RecallRequested
    | StopWorkConfirmed
    | LegalApproved
    | DemandIssued
    | ClaimFiled
    | JudgmentEntered
    | EnforcementBegun
    | ProceedingsEnded
    | WithdrawalAsked
    | Reopened
    | FeedbackGiven
    | Closed
    | ContactReserved
    | CallEnded
    | MessageEnded
    | MessageReturned
    | ContactReceived
    | AttemptExpired
    | ConsentGiven
    | ConsentRevoked
    | PaymentReceived
    | PaymentReallocated
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
    | PromiseNoted
    | PromiseResolved
    | PromiseWithdrawn
    | CreditReported
    | LimitationInterrupted
    | LimitationSuspended
    | LimitationResumed
    | HoldPlaced
    | HoldAmended
    | HoldReleased
    | HoldExpired
    | ApprovalAsked
    | ApprovalGiven
    | ApprovalExpired
    | BreachObserved
    | DecisionUndermined
    | DutyMissed
    | DecisionReviewed,
    Field(discriminator="event"),
]
"""Every event, told apart by `event`."""

EVENTS: TypeAdapter[tuple[AnyEvent, ...]] = TypeAdapter(tuple[AnyEvent, ...])
"""Reads the events of an entry."""

EVENT_OF_VERB: dict[str, type[MoveEvent]] = {
    verb: cls
    for cls in vars().copy().values()
    if isinstance(cls, type) and issubclass(cls, MoveEvent) and cls not in (MoveEvent, Moved, CaseOpened)
    for verb in (cls.model_fields["verb"].default, *cls.also)
}
"""Verb -> the event it comes to, for verbs with data of their own; every other verb comes to `Moved`."""
