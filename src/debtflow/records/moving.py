"""What moves a case: one event for each verb that has data of its own, and `Moved` for every other.

The verbs that come to an event are named by the event itself (`verb`, `also`), once for whoever asks and for whoever
records. The stage that is left and the one that is reached are stored, so replay never needs an old table. This room
knows no table: which move is possible is said by the workflow.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from debtflow.records.debts import Debt
from debtflow.records.episodes import Feedback
from debtflow.records.occurrences import Event, MoveEvent
from debtflow.records.parties import FirmId, Id
from debtflow.records.placements import PlacementBrief
from debtflow.records.proceedings import EndOfProceedings, Measure, Queried, ReopenCause, RiskSignal, Venue
from debtflow.records.stages import Custody, Outcome
from debtflow.values.money import Money

__all__ = [
    "CaseOpened",
    "ClaimFiled",
    "Closed",
    "ContactTraced",
    "DebtConfirmed",
    "DebtQueried",
    "DemandIssued",
    "EnforcementBegun",
    "FeedbackGiven",
    "JudgmentEntered",
    "LegalApproved",
    "Moved",
    "PlacementAccepted",
    "PlacementProposed",
    "PlacementRecalled",
    "ProceedingsEnded",
    "RecallRequested",
    "ReminderSent",
    "Reopened",
    "StopWorkConfirmed",
    "WithdrawalAsked",
]


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
    """A move without data of its own.

    Attributes:
        asked_by: who asked, where it leads to a stage at which a second person approves; who asked cannot approve.
    """

    event: Literal["moved"] = "moved"
    verb: Id
    attributes: tuple[tuple[str, str], ...] = ()
    asked_by: Id | None = None


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
    agency: FirmId
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
    law_firm: FirmId | None = None
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
    venue: Venue | None = None


class JudgmentEntered(MoveEvent):
    """The court gave judgment."""

    event: Literal["judgment_entered"] = "judgment_entered"
    verb: str = "enter_judgment"
    adjudged: Money
    adjudged_on: date
    by_default: bool | None = None
    military_affidavit: bool | None = None


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
