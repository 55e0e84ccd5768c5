"""What is asked for at law: approval, demand, claim, judgment, enforcement, and the ends there are.

What comes of them stands in `moving`, what a case remembers in `proceedings`; `actions` has these among all others. This
room knows no table and no rule.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from debtflow.records.asked import MoveAction
from debtflow.records.parties import FirmId, Id, Sealed
from debtflow.records.proceedings import EndOfProceedings, Measure, Venue
from debtflow.values.money import Money

__all__ = [
    "ApproveLegal",
    "Dismiss",
    "EndLegal",
    "Enforce",
    "EnterJudgment",
    "FileClaim",
    "IssueDemand",
    "WithdrawClaim",
]


class ApproveLegal(MoveAction):
    """A second person lets the debt go to law.

    Attributes:
        law_firm: who is to work it; None = the creditor's own people.
    """

    do: Literal["approve_legal"] = "approve_legal"
    law_firm: FirmId | None = None
    note: Sealed = ""


class IssueDemand(MoveAction):
    """Demand payment before a claim is filed, with a day until when an answer is awaited."""

    do: Literal["issue_demand"] = "issue_demand"
    answer_by: date


class FileClaim(MoveAction):
    """Bring the claim before a court.

    Attributes:
        venue: why that court; None = nobody has said.
    """

    do: Literal["file_claim"] = "file_claim"
    court: Id
    venue: Venue | None = None


class EnterJudgment(MoveAction):
    """The court has given judgment for an amount.

    Attributes:
        by_default: whether the debtor did not appear; None = nobody has said.
        military_affidavit: whether it was sworn, before, that the debtor is or is not in military service.
    """

    do: Literal["enter_judgment"] = "enter_judgment"
    adjudged: Money
    adjudged_on: date
    by_default: bool | None = None
    military_affidavit: bool | None = None


class Enforce(MoveAction):
    """Enforce the judgment by a measure."""

    do: Literal["enforce"] = "enforce"
    measure: Measure


class WithdrawClaim(MoveAction):
    """Take the claim back."""

    do: Literal["withdraw_claim"] = "withdraw_claim"
    because: Sealed = ""


class Dismiss(MoveAction):
    """The court has dismissed the claim."""

    do: Literal["dismiss"] = "dismiss"
    because: Sealed = ""


class EndLegal(MoveAction):
    """Proceedings ended after judgment."""

    do: Literal["end_legal"] = "end_legal"
    ended: EndOfProceedings
    because: Sealed = ""
