"""What a debt's attributes tell of its limitation, for rulebooks whose facts reckon its last day.

A law that has one period for all debts needs to be told no more than from which day it runs. Where the period differs from
state to state and from debt to debt, a lender tells it. No law stands in this room.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from debtflow.compliance.facts import Count, Day, FactGroup, Flag, attribute_value
from debtflow.compliance.situation import Situation
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.limitation import limitation_of
from debtflow.lifecycle.primitives import LAST_DAY
from debtflow.records.limitation import Course, Interruption, LimitationLaw
from debtflow.values.dates import day_of

__all__ = ["LIMITATION", "Told", "as_fact", "last_day_by"]

LIMITATION = FactGroup(
    "limitation",
    limitation_began_on=Day("the day from which the debt could be sued for, as told"),
    limitation_ends_on=Day("the last day on which it can be, as reckoned when the debt was stated"),
    limitation_months=Count(1, 1_200, "the months of limitation, where the law has no one period for all debts"),
    part_payment_restarts_limitation=Flag(
        "money that comes begins the limitation anew", denied="money that comes does not begin the limitation anew"
    ),
    acknowledgement_restarts_limitation=Flag(
        "a promise to pay begins the limitation anew", denied="a promise to pay does not begin the limitation anew"
    ),
)
"""What may be told of a debt's limitation, as attributes of the debt; days as ISO dates."""


class Told:
    """What is told of one debt's limitation.

    Raises:
        FactError: on asking, for text that is no value of the attribute.
    """

    def __init__(self, case: Case) -> None:
        self._attributes = case.debt.attributes

    def _value(self, key: str) -> int | None:
        return attribute_value(self._attributes, key, LIMITATION.fields[key])

    @property
    def began_on(self) -> date | None:
        """From which day it runs; None = nobody has said."""
        day = self._value("limitation_began_on")
        return day_of(day) if day else None

    @property
    def ends_on(self) -> int | None:
        """The last day, as reckoned when the debt was stated; None = nobody has said."""
        return self._value("limitation_ends_on") or None

    @property
    def period(self) -> LimitationLaw | None:
        """The period of a debt whose law leaves it to be told; None = nobody has said.

        What nobody says begins it anew does not: the earlier end is the safe one.
        """
        months = self._value("limitation_months")
        restarts = {
            "part_payment_restarts_limitation": Interruption.PART_PAYMENT,
            "acknowledgement_restarts_limitation": Interruption.ACKNOWLEDGED,
        }
        named = frozenset(by for key, by in restarts.items() if self._value(key))
        return LimitationLaw(months, interrupted_by=named) if months else None


def last_day_by(law: LimitationLaw) -> Callable[[Situation], int]:
    """The reading of a fact that is the last day of a period by that law."""

    def read(situation: Situation) -> int:
        case = situation.case
        return as_fact(limitation_of(case, law, Told(case).began_on))

    return read


def as_fact(course: Course) -> int:
    """The last day of the period, for a fact: a day that never comes while the period does not run."""
    return LAST_DAY if course.ends_on is None else course.ends_on
