"""Actions: what somebody asks to be allowed to do, in the imperative. Asking is gated; see `events` for what happened.

A *move* changes the stage by the workflow's table, its name is the verb; a *deed* does not. `Move(verb=...)` stands
for every verb that needs no data of its own, a lender's included. Actions carry ids, amounts and codes; free text is
marked `Sealed` and goes to the vault before anything is logged. No action carries the proof of its own lawfulness:
facts are read from the case, the dossier and the registers.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter

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
from debtflow.records.episodes import Feedback
from debtflow.records.holding import AmendHold, PlaceHold, ReleaseHold
from debtflow.records.parties import Id, Sealed
from debtflow.records.placements import PlacementBrief
from debtflow.records.stages import Outcome

__all__ = [
    "ACTION",
    "CONTACTS",
    "ESCALATIONS",
    "LITIGATION",
    "REFERRAL",
    "REPORTING",
    "TYPED_VERBS",
    "VISITS",
    "AcceptPlacement",
    "Action",
    "ActivateArrangement",
    "AmendHold",
    "AnyAction",
    "ApproveReferral",
    "BreakArrangement",
    "Close",
    "CompleteArrangement",
    "ConfirmDebt",
    "ContactAction",
    "CounterArrangement",
    "DeclineOffer",
    "FileClaim",
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
    "Recall",
    "ReleaseHold",
    "ReplacePromise",
    "ReportCredit",
    "SendMessage",
    "SendReminder",
    "SettleClaim",
    "SubmitFeedback",
    "SubmitPlacement",
    "TakePromise",
    "Visit",
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
    agency: Id
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


class FileClaim(MoveAction):
    """Bring the claim before a court."""

    do: Literal["file_claim"] = "file_claim"
    court: Id


class SubmitFeedback(MoveAction):
    """Hand in what came of the episode that ended."""

    do: Literal["submit_feedback"] = "submit_feedback"
    feedback: Feedback


class Close(MoveAction):
    """End the case, with its outcome and why."""

    do: Literal["close"] = "close"
    outcome: Outcome
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


AnyAction = Annotated[
    Move
    | ConfirmDebt
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
    | FileClaim
    | SubmitFeedback
    | Close
    | PlaceCall
    | SendMessage
    | Visit
    | ReportCredit
    | NotePromise
    | WithdrawPromise
    | PlaceHold
    | AmendHold
    | ReleaseHold,
    Field(discriminator="do"),
]
"""Every action, told apart by `do`."""

ACTION: TypeAdapter[AnyAction] = TypeAdapter(AnyAction)
"""Reads an action from JSON, for pending requests."""

TYPED_VERBS: dict[str, type[MoveAction]] = {
    str(cls.model_fields["do"].default): cls
    for cls in (
        ConfirmDebt,
        SendReminder,
        TakePromise,
        ReplacePromise,
        ProposeArrangement,
        CounterArrangement,
        SettleClaim,
        DeclineOffer,
        LapseOffer,
        ActivateArrangement,
        MissInstalment,
        BreakArrangement,
        CompleteArrangement,
        SubmitPlacement,
        ApproveReferral,
        AcceptPlacement,
        Recall,
        FileClaim,
        SubmitFeedback,
        Close,
    )
}
"""Verbs that need data of their own, and the action that carries it; a bare `Move` of these is refused when asked."""

# What rules govern, in sets of action names. A rule may also name single actions.
CONTACTS: frozenset[str] = frozenset({"place_call", "send_message", "send_reminder", "visit"})
VISITS: frozenset[str] = frozenset({"visit"})
REPORTING: frozenset[str] = frozenset({"report_credit"})
REFERRAL: frozenset[str] = frozenset({"request_referral", "submit_placement", "approve_referral", "accept_placement"})
LITIGATION: frozenset[str] = frozenset({"request_legal", "approve_legal", "issue_demand", "file_claim", "enforce"})
ESCALATIONS: frozenset[str] = REFERRAL | LITIGATION
