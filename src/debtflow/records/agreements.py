"""What is asked for and what happens around promises and arrangements.

The actions and events of what a borrower and a creditor agree on. What a promise or an arrangement *is*, and what money says of
it, stands in `promises` and `arrangements`; `actions` and `events` have these among all others. This room knows no case and no
table of moves.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from debtflow.records.arrangements import Arrangement, ArrangementTerms
from debtflow.records.asked import Action, MoveAction
from debtflow.records.occurrences import Event, MoveEvent
from debtflow.records.parties import Id, Sealed
from debtflow.records.promises import TOLERANCE_PERMILLE, Promise, PromiseState
from debtflow.values.money import Money

__all__ = [
    "ActivateArrangement",
    "ArrangementActivated",
    "ArrangementBroken",
    "ArrangementEnded",
    "ArrangementProposed",
    "BreakArrangement",
    "CompleteArrangement",
    "CounterArrangement",
    "DeclineOffer",
    "InstalmentMissed",
    "LapseOffer",
    "MissInstalment",
    "NotePromise",
    "OfferAction",
    "OfferEnded",
    "PromiseAction",
    "PromiseMade",
    "PromiseNoted",
    "PromiseResolved",
    "PromiseWithdrawn",
    "ProposeArrangement",
    "ReplacePromise",
    "SettleClaim",
    "TakePromise",
    "WithdrawPromise",
]

# ---- what is asked for --------------------------------------------------------------------------------------------


class PromiseAction(Action):
    """An action that takes a promise to pay an amount by a day; what its fields mean is said by `Promise`."""

    amount: Money
    due_on: date
    grace_days: int = Field(default=2, ge=0, le=30)
    tolerance_permille: int = Field(default=TOLERANCE_PERMILLE, ge=0, lt=1000)


class TakePromise(MoveAction, PromiseAction):
    """The borrower commits to pay an amount by a day, and the work waits for it."""

    do: Literal["record_promise"] = "record_promise"


class ReplacePromise(MoveAction, PromiseAction):
    """Another promise takes the place of an open one.

    Attributes:
        replaces: the id of the open promise, such as `p1`.
    """

    do: Literal["replace_promise"] = "replace_promise"
    replaces: Id


class OfferAction(MoveAction):
    """A move that puts terms on offer."""

    terms: ArrangementTerms


class ProposeArrangement(OfferAction):
    """Offer an arrangement."""

    do: Literal["propose"] = "propose"


class CounterArrangement(OfferAction):
    """Offer other terms instead of those on offer, whoever asked for them."""

    do: Literal["counter"] = "counter"


class SettleClaim(OfferAction):
    """Offer an arrangement on a claim that is before a court, or about to be."""

    do: Literal["settle"] = "settle"


class DeclineOffer(MoveAction):
    """The terms on offer were declined."""

    do: Literal["decline"] = "decline"
    because: Sealed = ""


class LapseOffer(MoveAction):
    """The terms on offer were not accepted in time."""

    do: Literal["lapse"] = "lapse"
    because: Sealed = ""


class ActivateArrangement(MoveAction):
    """The terms on offer were accepted, and the arrangement begins today.

    Attributes:
        version: which offer was accepted: what a second person approves is what they read, and no later offer.
    """

    do: Literal["activate_arrangement"] = "activate_arrangement"
    version: int = Field(ge=1)


class MissInstalment(MoveAction):
    """An instalment that is due is known not to come (a returned direct debit).

    Attributes:
        number: which instalment, from 1.
    """

    do: Literal["miss_instalment"] = "miss_instalment"
    number: int = Field(ge=1)
    because: Sealed = ""


class BreakArrangement(MoveAction):
    """End an arrangement that was not kept, or was agreed on what proved untrue."""

    do: Literal["break_arrangement"] = "break_arrangement"
    because: Sealed = Field(min_length=1)


class CompleteArrangement(MoveAction):
    """Take an arrangement for fulfilled although not all of it has come; the rest is written down."""

    do: Literal["complete_arrangement"] = "complete_arrangement"
    because: Sealed = Field(min_length=1)


class NotePromise(PromiseAction):
    """Take a promise beside the work that goes on: while placed, in court, or next to another promise.

    Attributes:
        replaces: the id of an open promise whose place it takes; None = it stands beside the others.
    """

    do: Literal["note_promise"] = "note_promise"
    replaces: Id | None = None


class WithdrawPromise(Action):
    """An open promise is taken back, by the borrower or because it was noted in error.

    Attributes:
        promise: its id, such as `p1`.
    """

    do: Literal["withdraw_promise"] = "withdraw_promise"
    promise: Id
    because: Sealed = ""


# ---- what happened ------------------------------------------------------------------------------------------------


class PromiseMade(MoveEvent):
    """The borrower promised to pay, and the work waits for it. The n-th promise recorded on a case is called `pn`.

    Attributes:
        replaces: the promise whose place it takes.
    """

    also: ClassVar[tuple[str, ...]] = ("replace_promise",)

    event: Literal["promise_made"] = "promise_made"
    verb: str = "record_promise"
    promise: Promise
    replaces: Id | None = None


class ArrangementProposed(MoveEvent):
    """ArrangementTerms were put on offer: first ones, other ones, or ones that settle a claim before a court."""

    also: ClassVar[tuple[str, ...]] = ("counter", "settle")

    event: Literal["arrangement_proposed"] = "arrangement_proposed"
    verb: str = "propose"
    arrangement: Arrangement


class OfferEnded(MoveEvent):
    """The terms on offer were declined, or were not accepted in time."""

    also: ClassVar[tuple[str, ...]] = ("lapse",)

    event: Literal["offer_ended"] = "offer_ended"
    verb: str = "decline"
    version: int


class ArrangementActivated(MoveEvent):
    """ArrangementTerms were accepted; the arrangement begins, and takes the place of what was promised before."""

    event: Literal["arrangement_activated"] = "arrangement_activated"
    verb: str = "activate_arrangement"
    arrangement: Arrangement


class InstalmentMissed(MoveEvent):
    """The day of an agreed instalment passed without its money; it may still be made good.

    Attributes:
        number: which instalment, from 1.
        short: what it lacked.
    """

    event: Literal["instalment_missed"] = "instalment_missed"
    verb: str = "miss_instalment"
    number: int
    due_on: date
    short: Money


class ArrangementBroken(MoveEvent):
    """An arrangement ended because it was not kept; what was due by contract is due again.

    Attributes:
        number: the instalment whose grace has passed; None where it was ended for another reason.
        came: what had come since it began.
    """

    event: Literal["arrangement_broken"] = "arrangement_broken"
    verb: str = "break_arrangement"
    number: int | None = None
    came: Money


class ArrangementEnded(MoveEvent):
    """An arrangement ran its course, and something is overdue beside it: the work goes on.

    Attributes:
        came: what had come since it began.
        written_down: what the creditor gave up by it.
    """

    event: Literal["arrangement_ended"] = "arrangement_ended"
    verb: str = "end_arrangement"
    came: Money
    written_down: Money | None = None


class PromiseNoted(Event):
    """The borrower promised to pay beside the work that goes on; the stage does not change.

    Attributes:
        replaces: the promise whose place it takes; None = it stands beside the others.
    """

    event: Literal["promise_noted"] = "promise_noted"
    promise: Promise
    replaces: Id | None = None


class PromiseResolved(Event):
    """A promise was kept, kept in part or broken, by the money that had come.

    Attributes:
        promise: its id within the case.
        came: the money that had come for it.
    """

    event: Literal["promise_resolved"] = "promise_resolved"
    promise: Id
    state: PromiseState
    due_on: date
    came: Money


class PromiseWithdrawn(Event):
    """An open promise was taken back."""

    event: Literal["promise_withdrawn"] = "promise_withdrawn"
    promise: Id
    because: Sealed = ""
