"""Proceedings: what is queried, demanded, adjudged and enforced, and how it ended. The nouns of the legal phase.

A claim before a court is one piece of state of a case, apart from the stage: a stay is a hold, and the case remembers
where it was. Amounts here are what a court or a demand says; what is owed is the ledger's. This room decides nothing.
"""

from __future__ import annotations

from datetime import date

from debtflow.records.parties import FirmId, Id
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.money import Money

__all__ = ["EndOfProceedings", "Measure", "Proceedings", "Queried", "ReopenCause", "RiskSignal", "Venue"]


class RiskSignal(Code):
    """Why an account is watched before anything on it is overdue."""

    PAID_LATE_BEFORE = 0
    PAYS_IN_PARTS = 1
    LIMIT_NEARLY_USED = 2
    LATE_ELSEWHERE = 3
    INCOME_LOST = 4
    HARD_TO_REACH = 5
    SCORE_DROPPED = 6
    SAID_SO = 7


class Queried(Code):
    """What about a debt is in question before it is confirmed."""

    AMOUNT = 0
    DUE_DATE = 1
    IDENTITY = 2
    DOCUMENTS = 3
    LIMITATION = 4


class Venue(Code):
    """Why a claim is brought before that court."""

    RESIDENCE = 0
    """Where the debtor lives when it is brought."""
    SIGNED = 1
    """Where the debtor signed the contract."""
    PROPERTY = 2
    """Where the real property lies that secures the debt."""
    ELSEWHERE = 3


class Measure(Code):
    """By what a judgment is enforced."""

    BANK_ACCOUNT = 0
    WAGES = 1
    GOODS = 2
    LAND = 3
    SPENDING_RESTRICTION = 4


class EndOfProceedings(Code):
    """How proceedings ended, by the creditor's or the court's doing."""

    WITHDRAWN = 0
    DISMISSED = 1
    RECOVERED = 2
    UNENFORCEABLE = 3
    SETTLED = 4


class ReopenCause(Code):
    """Why an ended case is taken up again: an end is final only until one of these."""

    REVERSAL = 0
    BUY_BACK = 1
    NEW_EVIDENCE = 2
    CLOSED_IN_ERROR = 3
    CHARGED_SINCE = 4


class Proceedings(Frozen):
    """One attempt at law on a debt.

    Attributes:
        law_firm: who works it; None = the creditor's own people.
        answer_by: until when the debtor may answer the demand.
        court: where the claim was filed; None = it was not filed yet.
        adjudged: what the court gave, once there is a judgment.
        measures: by what it is enforced, in order.
        ended: how it ended; None = it has not.
        withdrawal_asked: whether it was noted that the debt is paid and the claim has to be withdrawn.
    """

    law_firm: FirmId | None = None
    answer_by: date | None = None
    court: Id | None = None
    adjudged: Money | None = None
    adjudged_on: date | None = None
    measures: tuple[Measure, ...] = ()
    ended: EndOfProceedings | None = None
    withdrawal_asked: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether a claim lies before a court, or a judgment is being enforced."""
        return self.court is not None and self.ended is None
