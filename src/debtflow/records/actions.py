"""Actions: what somebody asks to be allowed to do, in the imperative. Asking is gated; see `events` for what happened.

A *move* changes the stage by the workflow's table, its name is the verb; a *deed* does not. `Move(verb=...)` stands
for every verb that needs no data of its own, a lender's included. Actions carry ids, amounts and codes; free text is
marked `Sealed` and goes to the vault before anything is logged. No action carries the proof of its own lawfulness:
facts are read from the case, the dossier and the registers.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import Field, TypeAdapter, model_validator

from debtflow.records.agreements import (
    ActivateArrangement,
    BreakArrangement,
    CompleteArrangement,
    CounterArrangement,
    DeclineOffer,
    LapseOffer,
    MissInstalment,
    NotePromise,
    OfferAction,
    PromiseAction,
    ProposeArrangement,
    ReplacePromise,
    SettleClaim,
    TakePromise,
    WithdrawPromise,
)
from debtflow.records.asked import Action, ContactAction, MoveAction
from debtflow.records.components import Component
from debtflow.records.episodes import Feedback
from debtflow.records.holding import AmendHold, PlaceHold, ReleaseHold
from debtflow.records.parties import FirmId, Id, Sealed
from debtflow.records.placements import PlacementBrief
from debtflow.records.proceedings import Queried, ReopenCause
from debtflow.records.stages import Category, Outcome
from debtflow.records.suing import (
    ApproveLegal,
    Dismiss,
    EndLegal,
    Enforce,
    EnterJudgment,
    FileClaim,
    IssueDemand,
    WithdrawClaim,
)
from debtflow.values.money import Money

__all__ = [
    "ACTION",
    "ACTIONS",
    "ANSWERS",
    "CONTACTS",
    "CONTACT_ACTIONS",
    "CREDITORS_OWN",
    "ESCALATIONS",
    "LITIGATION",
    "ONLY_REPORTED",
    "REFERRAL",
    "REPORTING",
    "REPORTS",
    "STOPPING",
    "TYPED_VERBS",
    "VISITS",
    "AcceptPlacement",
    "Action",
    "ActivateArrangement",
    "AmendHold",
    "AnyAction",
    "ApproveLegal",
    "ApproveReferral",
    "BreakArrangement",
    "ChargeOff",
    "Close",
    "CompleteArrangement",
    "ConfirmDebt",
    "ConfirmStopWork",
    "ContactAction",
    "ContactFound",
    "CounterArrangement",
    "DeclineOffer",
    "Dismiss",
    "EndLegal",
    "Enforce",
    "EnterJudgment",
    "FileClaim",
    "IssueDemand",
    "LapseOffer",
    "MissInstalment",
    "Move",
    "MoveAction",
    "NotePromise",
    "OfferAction",
    "PlaceCall",
    "PlaceHold",
    "PromiseAction",
    "ProposeArrangement",
    "QueryDebt",
    "Recall",
    "Reinstate",
    "RejectDebt",
    "ReleaseHold",
    "Reopen",
    "ReplacePromise",
    "ReportCredit",
    "RequestRecall",
    "ReturnPlacement",
    "ReviewDecision",
    "SendMessage",
    "SendReminder",
    "SettleClaim",
    "SubmitFeedback",
    "SubmitPlacement",
    "TakePromise",
    "Visit",
    "Waive",
    "WithdrawClaim",
    "WithdrawPromise",
]

# ---- moves --------------------------------------------------------------------------------------------------------


class Move(MoveAction):
    """Any verb of the table that needs no data of its own; also a lender's own verbs.

    Attributes:
        attributes: short codes of the lender's, kept as text in the log (no personal data).
    """

    do: Literal["move"] = "move"
    verb: Id
    note: Sealed = ""
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:  # type: ignore[override]  # the only action that is named by what it holds
        """The verb."""
        return self.verb


class ConfirmDebt(MoveAction):
    """The amount, the due date and the borrower's identity have been checked against the documents."""

    do: Literal["confirm_debt"] = "confirm_debt"
    note: Sealed = ""


class QueryDebt(MoveAction):
    """Something about the debt has to be cleared up before it can be confirmed."""

    do: Literal["query_debt"] = "query_debt"
    about: Queried
    note: Sealed = ""


class RejectDebt(MoveAction):
    """The debt is not owed; the case ends.

    Attributes:
        outcome: one of the outcomes of the kind `not owed`.
    """

    do: Literal["reject_debt"] = "reject_debt"
    outcome: Outcome = Outcome.WITHDRAWN_ERROR
    because: Sealed = ""

    @model_validator(mode="after")
    def _is_not_owed(self) -> Self:
        if self.outcome.category is not Category.NOT_OWED:
            fitting = ", ".join(str(o) for o in Outcome if o.category is Category.NOT_OWED)
            raise ValueError(f"a rejected debt is not owed: outcome must be one of {fitting}, found {self.outcome}")
        return self


class ContactFound(MoveAction):
    """Tracing has found where the borrower can be reached.

    Attributes:
        contact_point: one of the borrower's, on file by now (`cases.add` with the new contact point).
    """

    do: Literal["contact_found"] = "contact_found"
    contact_point: Id


class SendReminder(MoveAction, ContactAction):
    """Send a reminder by message or letter: a move and a contact at once.

    Attributes:
        template: the lender's id of the text; the library sends nothing itself.
    """

    is_move: ClassVar[bool] = True
    is_contact: ClassVar[bool] = True

    do: Literal["send_reminder"] = "send_reminder"
    template: Id = "reminder"


class SubmitPlacement(MoveAction):
    """Propose one agency and what it is to do; somebody else approves it."""

    do: Literal["submit_placement"] = "submit_placement"
    agency: FirmId
    brief: PlacementBrief = PlacementBrief()


class ApproveReferral(MoveAction):
    """A second person approves the proposed placement."""

    do: Literal["approve_referral"] = "approve_referral"
    note: Sealed = ""


class AcceptPlacement(MoveAction):
    """The agency takes the debt; from here on it works it."""

    do: Literal["accept_placement"] = "accept_placement"


class Recall(MoveAction):
    """The creditor takes the debt back; the agency has to stop work and prove it."""

    do: Literal["recall"] = "recall"
    because: Sealed = ""


class RequestRecall(MoveAction):
    """The agency asks to be relieved of the debt; the creditor decides."""

    do: Literal["request_recall"] = "request_recall"
    because: Sealed = ""


class ConfirmStopWork(MoveAction):
    """The agency shows that it no longer works a debt that was recalled.

    Attributes:
        last_worked_on: the last day on which it did anything on the debt.
        data_deleted: whether it has returned or deleted what it was given; None = it has not said.
        proof: free text, kept in the vault.
    """

    do: Literal["confirm_stop_work"] = "confirm_stop_work"
    last_worked_on: date | None = None
    data_deleted: bool | None = None
    proof: Sealed = ""


class ReturnPlacement(MoveAction):
    """The agency hands a debt back by itself, which stops its work."""

    do: Literal["return_placement"] = "return_placement"
    last_worked_on: date | None = None
    data_deleted: bool | None = None
    proof: Sealed = ""


class SubmitFeedback(MoveAction):
    """Hand in what came of the episode that ended."""

    do: Literal["submit_feedback"] = "submit_feedback"
    feedback: Feedback


class Close(MoveAction):
    """End the case, with its outcome and why."""

    do: Literal["close"] = "close"
    outcome: Outcome
    because: Sealed = ""


class Reopen(MoveAction):
    """Take up an ended case again from its beginning."""

    do: Literal["reopen"] = "reopen"
    cause: ReopenCause
    because: Sealed = ""


class Reinstate(MoveAction):
    """Take up an ended case again where it was left."""

    do: Literal["reinstate"] = "reinstate"
    cause: ReopenCause
    because: Sealed = ""


# ---- deeds --------------------------------------------------------------------------------------------------------


class PlaceCall(ContactAction):
    """Call somebody. A permit comes back; the library does not dial."""

    do: Literal["place_call"] = "place_call"


class SendMessage(ContactAction):
    """Write to somebody (SMS, e-mail, app, letter) other than by a reminder."""

    do: Literal["send_message"] = "send_message"
    template: Id = "message"


class Visit(ContactAction):
    """Visit somebody at an address."""

    do: Literal["visit"] = "visit"


class ReportCredit(Action):
    """Report the debt to a credit bureau.

    Attributes:
        bureau: the lender's id of the bureau.
        marked_disputed: whether the report says that the debt is disputed.
    """

    do: Literal["report_credit"] = "report_credit"
    bureau: Id
    marked_disputed: bool = False


class Waive(Action):
    """Give up an amount of one component for good."""

    do: Literal["waive"] = "waive"
    component: Component
    amount: Money
    because: Sealed = ""


class ChargeOff(Action):
    """Take the loss in the books. What is owed stays owed, and may be collected further."""

    do: Literal["charge_off"] = "charge_off"
    because: Sealed = ""


class ReviewDecision(Action):
    """Settle a decision that was undermined by something learned late: say what was done about it.

    Attributes:
        entry: the number of the decision's entry in the case's history.
    """

    do: Literal["review_decision"] = "review_decision"
    entry: int
    because: Sealed = ""


AnyAction = Annotated[
    Move
    | ConfirmDebt
    | QueryDebt
    | RejectDebt
    | ContactFound
    | SendReminder
    | TakePromise
    | ReplacePromise
    | ProposeArrangement
    | CounterArrangement
    | SettleClaim
    | DeclineOffer
    | LapseOffer
    | ActivateArrangement
    | MissInstalment
    | BreakArrangement
    | CompleteArrangement
    | SubmitPlacement
    | ApproveReferral
    | AcceptPlacement
    | Recall
    | RequestRecall
    | ConfirmStopWork
    | ReturnPlacement
    | ApproveLegal
    | IssueDemand
    | FileClaim
    | EnterJudgment
    | Enforce
    | WithdrawClaim
    | Dismiss
    | EndLegal
    | SubmitFeedback
    | Close
    | Reopen
    | Reinstate
    | PlaceCall
    | SendMessage
    | Visit
    | ReportCredit
    | NotePromise
    | WithdrawPromise
    | PlaceHold
    | AmendHold
    | ReleaseHold
    | Waive
    | ChargeOff
    | ReviewDecision,
    Field(discriminator="do"),
]
"""Every action, told apart by `do`."""

ACTION: TypeAdapter[AnyAction] = TypeAdapter(AnyAction)
"""Reads an action from JSON, for pending requests."""

ACTIONS: dict[str, type[Action]] = {cls.name: cls for cls in get_args(get_args(AnyAction)[0]) if cls is not Move}
"""Every action by its name; `Move` goes by the name of each verb that needs no data of its own."""

TYPED_VERBS: dict[str, type[MoveAction]] = {name: cls for name, cls in ACTIONS.items() if issubclass(cls, MoveAction)}
"""Verbs that need data of their own, and the action that carries it; a bare `Move` of these is refused when asked."""

# What rules govern, in sets of action names. A rule may also name single actions.
CONTACT_ACTIONS: dict[str, type[ContactAction]] = {
    str(cls.model_fields["do"].default): cls for cls in (PlaceCall, SendMessage, SendReminder, Visit)
}
"""Name -> the action that reaches out to somebody."""

CONTACTS: frozenset[str] = frozenset(CONTACT_ACTIONS)
VISITS: frozenset[str] = frozenset({"visit"})
REPORTING: frozenset[str] = frozenset({"report_credit"})
REFERRAL: frozenset[str] = frozenset({"request_referral", "submit_placement", "approve_referral", "accept_placement"})
LITIGATION: frozenset[str] = frozenset({"request_legal", "approve_legal", "issue_demand", "file_claim", "enforce"})
ESCALATIONS: frozenset[str] = REFERRAL | LITIGATION

# Who may ask for what, beside the party that works the debt: docs/decisions/0042.
CREDITORS_OWN: frozenset[str] = frozenset(
    # whether there is a debt to collect, and how it is put right
    {"open_case", "dismiss_watch", "confirm_debt", "reject_debt", "review_decision"}
    # to whom it goes, and when it comes back
    | {"request_referral", "withdraw_referral", "submit_placement", "approve_referral", "refuse_approval", "recall"}
    | {"place_again", "decide_negotiate", "decide_place_again", "decide_legal", "request_legal", "approve_legal"}
    # what is given up, told to others or taken away from who is protected
    | {"close", "reopen", "reinstate", "waive", "charge_off", "report_credit", "amend_hold", "release_hold"}
    | {"write_down", "agree_pause"}
)
"""What the creditor alone decides, whoever works the debt."""
ONLY_REPORTED: frozenset[str] = frozenset({"post_charge", "write_down", "agree_pause"})
"""What nobody asks for here and is only told of when it has happened: no move and no deed, but rules may govern it."""
ANSWERS: frozenset[str] = frozenset({"accept_placement", "refuse_placement"})
"""What an agency may ask for to which a debt is offered."""
STOPPING: frozenset[str] = frozenset({"confirm_stop_work", "place_hold"})
"""What an agency may still ask for from which a debt was recalled: the end of its work, and what protects the person."""
REPORTS: frozenset[str] = frozenset({"submit_feedback"})
"""What whoever has stopped work may still ask for."""
