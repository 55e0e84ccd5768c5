"""Events: what has happened, in the past tense. They are always recorded, lawful or not, and never changed.

Every event says when it happened (`occurred_at`) and on which local day of the person; the log adds when it was
recorded. A move's event stores the stage it left and the stage it reached, so replay never needs an old table.
Events hold ids, codes, amounts and keyed hashes; no names, no numbers, no free text.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from debtflow.records.actions import AnyAction
from debtflow.records.agreements import (
    ArrangementActivated,
    ArrangementBroken,
    ArrangementProposed,
    InstalmentMissed,
    OfferEnded,
    PromiseMade,
    PromiseNoted,
    PromiseResolved,
    PromiseWithdrawn,
)
from debtflow.records.contacts import Attempt, CallResult, MessageResult, Window
from debtflow.records.debts import Debt
from debtflow.records.episodes import Feedback
from debtflow.records.holding import HoldAmended, HoldExpired, HoldPlaced, HoldReleased
from debtflow.records.holds import Hold
from debtflow.records.occurrences import Event, MoveEvent
from debtflow.records.parties import Actor, Agency, Channel, Collector, Id, PersonOnFile, Sealed
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
from debtflow.records.proceedings import EndOfProceedings, Measure, Queried, ReopenCause, RiskSignal
from debtflow.records.stages import Custody, Outcome
from debtflow.values.base import Frozen
from debtflow.values.dates import Instant
from debtflow.values.money import Money

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
    "ContactEvent",
    "ContactReserved",
    "ContactTraced",
    "CreditReported",
    "DebtAdded",
    "DebtConfirmed",
    "DebtQueried",
    "DecisionReviewed",
    "DecisionUndermined",
    "DemandIssued",
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
    "MergedInto",
    "MessageEnded",
    "MoveEvent",
    "Moved",
    "ObligorReplaced",
    "OfferEnded",
    "PauseAgreed",
    "PaymentAllocated",
    "PaymentBounced",
    "PaymentPending",
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
    "UnappliedUsed",
    "WithdrawalAsked",
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


class Absorbed(Frozen):
    """What was on file of a person who turned out to be another one, as it stood when the two files were united."""

    debts: tuple[Id, ...]
    cases: tuple[tuple[Id, Id], ...]
    attempts: tuple[Attempt, ...]
    calls: Window
    messages: Window
    visits: Window
    talks: Window
    holds: tuple[Hold, ...]
    unapplied: tuple[Money, ...]
    pending: tuple[PaymentPending, ...] = ()
    tries: int
    talks_in_all: int
    payments: int
    last_try_on: int
    last_talk_on: int


class PersonsMerged(Event):
    """Two files turned out to be of one person; this one is kept, and takes in the other.

    Attributes:
        duplicate: the id that is no longer used.
        person: the person as on file from here on: zones and contact points of both.
        renamed: contact points of the duplicate whose id was taken: (old id, new id).
    """

    event: Literal["persons_merged"] = "persons_merged"
    duplicate: Id
    person: PersonOnFile
    absorbed: Absorbed
    renamed: tuple[tuple[Id, Id], ...] = ()
    because: Sealed = ""


class MergedInto(Event):
    """This file was a duplicate of another person's, who is `kept`; nothing happens in it any more."""

    event: Literal["merged_into"] = "merged_into"
    kept: Id


class ObligorReplaced(Event):
    """Who owes a debt is the same person under another id, as two files of one person were united."""

    event: Literal["obligor_replaced"] = "obligor_replaced"
    debt: Id
    duplicate: Id
    kept: Id


class AgencyRegistered(Event):
    """An agency was entered, or entered anew after vetting."""

    event: Literal["agency_registered"] = "agency_registered"
    agency: Agency


class CollectorRegistered(Event):
    """A collector was entered, or entered anew."""

    event: Literal["collector_registered"] = "collector_registered"
    collector: Collector


# ---- moves --------------------------------------------------------------------------------------------------------


class CaseOpened(MoveEvent):
    """Collection of a debt began, or the watch over an account that is at risk.

    Attributes:
        signals: why an account is watched.
    """

    event: Literal["case_opened"] = "case_opened"
    verb: str = "open_case"
    debt: Debt
    workflow: str = ""
    signals: tuple[RiskSignal, ...] = ()


class Moved(MoveEvent):
    """A move without data of its own."""

    event: Literal["moved"] = "moved"
    verb: Id
    attributes: tuple[tuple[str, str], ...] = ()


class DebtConfirmed(MoveEvent):
    """Amount, due date and identity were checked."""

    event: Literal["debt_confirmed"] = "debt_confirmed"
    verb: str = "confirm_debt"


class DebtQueried(MoveEvent):
    """Something about the debt has to be cleared up first."""

    event: Literal["debt_queried"] = "debt_queried"
    verb: str = "query_debt"
    about: Queried


class ContactTraced(MoveEvent):
    """Tracing has found where the borrower can be reached."""

    event: Literal["contact_traced"] = "contact_traced"
    verb: str = "contact_found"
    contact_point: Id


class ReminderSent(MoveEvent):
    """A reminder was permitted and is being sent."""

    event: Literal["reminder_sent"] = "reminder_sent"
    verb: str = "send_reminder"
    template: Id


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


class RecallRequested(MoveEvent):
    """The agency asked to be relieved of the debt."""

    event: Literal["recall_requested"] = "recall_requested"
    verb: str = "request_recall"


class StopWorkConfirmed(MoveEvent):
    """The agency has shown that it no longer works the debt, or has handed it back.

    Attributes:
        last_worked_on: the last day on which it did anything on the debt, if it said so.
        data_deleted: whether it has returned or deleted what it was given; None = it has not said.
    """

    also: ClassVar[tuple[str, ...]] = ("return_placement",)

    event: Literal["stop_work_confirmed"] = "stop_work_confirmed"
    verb: str = "confirm_stop_work"
    custody: Custody = Custody.CREDITOR
    last_worked_on: date | None = None
    data_deleted: bool | None = None


class LegalApproved(MoveEvent):
    """A second person let the debt go to law; a law firm, where one is named, works it from here on."""

    event: Literal["legal_approved"] = "legal_approved"
    verb: str = "approve_legal"
    law_firm: Id | None = None
    custody: Custody = Custody.CREDITOR


class DemandIssued(MoveEvent):
    """Payment was demanded before a claim is filed."""

    event: Literal["demand_issued"] = "demand_issued"
    verb: str = "issue_demand"
    answer_by: date


class ClaimFiled(MoveEvent):
    """The claim was brought before a court."""

    event: Literal["claim_filed"] = "claim_filed"
    verb: str = "file_claim"
    court: Id


class JudgmentEntered(MoveEvent):
    """The court gave judgment."""

    event: Literal["judgment_entered"] = "judgment_entered"
    verb: str = "enter_judgment"
    adjudged: Money
    adjudged_on: date


class EnforcementBegun(MoveEvent):
    """The judgment is enforced by a measure."""

    event: Literal["enforcement_begun"] = "enforcement_begun"
    verb: str = "enforce"
    measure: Measure


class ProceedingsEnded(MoveEvent):
    """Proceedings ended: the claim was withdrawn or dismissed, or there is nothing more to enforce."""

    also: ClassVar[tuple[str, ...]] = ("withdraw_claim", "dismiss")

    event: Literal["proceedings_ended"] = "proceedings_ended"
    verb: str = "end_legal"
    ended: EndOfProceedings


class WithdrawalAsked(Event):
    """The debt is paid while a claim lies before a court: whoever works it has to withdraw the claim."""

    event: Literal["withdrawal_asked"] = "withdrawal_asked"


class Reopened(MoveEvent):
    """An ended case was taken up again."""

    also: ClassVar[tuple[str, ...]] = ("reinstate",)

    event: Literal["reopened"] = "reopened"
    verb: str = "reopen"
    cause: ReopenCause


class FeedbackGiven(MoveEvent):
    """What came of the episode was handed in."""

    event: Literal["feedback_given"] = "feedback_given"
    verb: str = "submit_feedback"
    feedback: Feedback


class Closed(MoveEvent):
    """The case ended, with the feedback of the episode that it ended.

    Attributes:
        recovered: what was credited in the episode that ended.
        written_down: what the creditor gave up with the arrangement that was completed.
    """

    also: ClassVar[tuple[str, ...]] = ("reject_debt", "complete_arrangement")

    event: Literal["closed"] = "closed"
    verb: str = "close"
    outcome: Outcome
    recovered: Money | None = None
    written_down: Money | None = None


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


class CreditReported(Event):
    """The debt was reported to a credit bureau."""

    event: Literal["credit_reported"] = "credit_reported"
    bureau: Id
    marked_disputed: bool = False


# ---- holds, approvals, breaches -----------------------------------------------------------------------------------


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
    | PromiseNoted
    | PromiseResolved
    | PromiseWithdrawn
    | CreditReported
    | HoldPlaced
    | HoldAmended
    | HoldReleased
    | HoldExpired
    | ApprovalAsked
    | ApprovalGiven
    | ApprovalExpired
    | BreachObserved
    | DecisionUndermined
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
