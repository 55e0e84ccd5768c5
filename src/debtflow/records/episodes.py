"""Episodes and their feedback: a period of work by one party, and what came of it.

Every period ends with feedback: what was recovered, how the customer stood to it, why they had not paid, and what is
suggested. The creditor reads it and decides what follows.
"""

from __future__ import annotations

from debtflow.records.parties import Sealed
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.money import Money

__all__ = ["Attitude", "Feedback", "Reason", "Suggestion"]


class Attitude(Code):
    """How the customer stood to the debt."""

    COOPERATIVE = 0
    WILLING_BUT_UNABLE = 1
    EVASIVE = 2
    REFUSES = 3
    DISPUTES = 4
    NOT_REACHED = 5


class Reason(Code):
    """Why the debt was not paid, as far as it was learned."""

    UNKNOWN = 0
    FORGOT = 1
    INCOME_LOST = 2
    ILLNESS = 3
    OTHER_DEBTS = 4
    DISPUTES_THE_DEBT = 5
    UNWILLING = 6
    DISASTER = 7


class Suggestion(Code):
    """What whoever worked the debt suggests next."""

    CLOSE = 0
    NEGOTIATE = 1
    PLACE_AGAIN = 2
    LEGAL = 3
    HARDSHIP_HELP = 4


class Feedback(Frozen):
    """What came of one episode.

    Attributes:
        recovered: money credited in the episode, by the creditor's own ledger.
        note: free text, kept in the vault.
    """

    recovered: Money
    attitude: Attitude
    reason: Reason = Reason.UNKNOWN
    suggestion: Suggestion = Suggestion.CLOSE
    note: Sealed = ""
