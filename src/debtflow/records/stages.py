"""Phases, custody, outcomes and roles: the codes by which the axes of a case are told apart.

Six axes are kept apart, because systems that merge them forget where a case was: the stage (where the work is), the
holds (what may not be done), custody (who works), delinquency (derived), accounting and contactability. This room
names them; which stage follows which is said by the workflow's table alone.
"""

from __future__ import annotations

from functools import cache

from debtflow.values.codes import Code

__all__ = ["OUTCOME_CATEGORY", "Category", "Custody", "Outcome", "Phase", "Role", "phase_of"]


class Phase(Code):
    """The eight parts of a collection case, in the order of the normal path."""

    WATCH = 0
    CONFIRMATION = 1
    REMINDER = 2
    NEGOTIATION = 3
    REFERRAL = 4
    LEGAL = 5
    FEEDBACK = 6
    CLOSED = 7


class Custody(Code):
    """Who works the debt now: exactly one of these at every instant."""

    CREDITOR = 0
    AGENCY = 1
    LAW_FIRM = 2
    BUYER = 3


class Role(Code):
    """In what role somebody acts. The role towards a debt follows from the debt's custody, never from the tenant."""

    CREDITOR = 0
    AGENCY = 1
    LAW_FIRM = 2
    ASSIGNEE = 3
    SYSTEM = 4


class Category(Code):
    """What kind of end an outcome is."""

    RESOLVED = 0
    NOT_OWED = 1
    LAWFULLY_ENDED = 2
    STOPPED = 3
    TRANSFERRED = 4


class Outcome(Code):
    """How a case ended. A write-off is not among them: it is accounting, the debt is still owed."""

    PAID_IN_FULL = 0
    CURED = 1
    SETTLED = 2
    RESTRUCTURED = 3
    WITHDRAWN_ERROR = 10
    NOT_LIABLE_FRAUD = 11
    DUPLICATE = 12
    DISCHARGED_INSOLVENCY = 20
    DECEASED_NO_ESTATE = 21
    TIME_BARRED = 22
    FORGIVEN = 23
    UNECONOMIC = 30
    UNTRACEABLE = 31
    EXHAUSTED = 32
    SOLD = 40

    @property
    def category(self) -> Category:
        """What kind of end this is; the outcome's number carries it in its tens."""
        return OUTCOME_CATEGORY[self]


OUTCOME_CATEGORY: dict[Outcome, Category] = {outcome: Category(outcome // 10) for outcome in Outcome}


@cache
def phase_of(stage: str) -> Phase:
    """The phase in which a stage lies: the word before the dot of `negotiation.promised`.

    Raises:
        ValueError: if the word is none of the eight phases.
    """
    return Phase.named(stage.partition(".")[0])
