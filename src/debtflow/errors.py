"""The mistakes a caller can make, each with its mend.

A *refusal* (a rule says no) is a value and never raises; what is raised here is a mistake: a wrong type, an
impossible move, a garbled file. Every message names the field or place, the value found and what was expected.
This room lies under every floor and imports nothing.
"""

from __future__ import annotations

__all__ = [
    "BookError",
    "ConflictError",
    "DateError",
    "DebtflowError",
    "ExpressionError",
    "FactError",
    "IntegrityError",
    "LawError",
    "LedgerError",
    "MoneyError",
    "NotFoundError",
    "NotPossibleError",
    "PlanError",
    "ScenarioError",
    "TapeError",
    "WorkflowError",
    "ZoneError",
]


class DebtflowError(Exception):
    """Every mistake that `debtflow` reports is one of these."""


class MoneyError(DebtflowError, ValueError):
    """An amount or a currency that cannot be exact money: a float, an unknown code, too many digits."""


class DateError(DebtflowError, ValueError):
    """A date or an instant that means more than one moment: a naive datetime, an empty range."""


class ZoneError(DebtflowError, ValueError):
    """A time zone that is not in the IANA data."""


class LawError(DebtflowError, ValueError):
    """A number of the law asked for on a day it does not cover, or a citation that cites nothing."""


class LedgerError(DebtflowError, ValueError):
    """A posting that cannot be: before the ledger opened, below zero, or the reversal of what was never posted."""


class ExpressionError(DebtflowError, TypeError):
    """A predicate that could mean two things, or nothing; the message says how to write it."""


class FactError(DebtflowError, ValueError):
    """A fact that is declared twice, has no source, or holds a value outside its bounds."""


class BookError(DebtflowError, ValueError):
    """A rule or rulebook that is set wrongly: a clash of ids, a loosening of law, a missing citation."""


class WorkflowError(DebtflowError, ValueError):
    """A table of moves with a hole: an unreachable stage, a dead end, two targets, no way to close."""


class PlanError(DebtflowError, ValueError):
    """A collection plan that asks for what cannot be asked."""


class NotPossibleError(DebtflowError):
    """An action that makes no sense where the case stands; the message lists what is possible here."""


class NotFoundError(DebtflowError, KeyError):
    """No case, person, debt or request of that id."""

    def __str__(self) -> str:
        # KeyError would print the repr of the message; a sentence is meant to be read.
        return str(self.args[0]) if self.args else ""


class ConflictError(DebtflowError):
    """A key was used before with other content, or an id is already taken."""


class IntegrityError(DebtflowError):
    """A log that was changed, shortened or reordered; the message names the first bad entry."""


class TapeError(DebtflowError, ValueError):
    """A loan tape or its mapping that cannot be read at all: a missing or garbled column."""


class ScenarioError(DebtflowError, ValueError):
    """A scenario file that cannot be read; the message names every mistake in it, with its line.

    Attributes:
        mistakes: the mistakes one by one, each with `file`, `line`, `problem`, `story` and `text`.
    """

    def __init__(self, message: str, mistakes: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.mistakes = mistakes
