"""The catalogue: which rulebooks there are, and their union by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from debtflow.compliance.books import Rulebook
from debtflow.compliance.rulebooks import china as _china
from debtflow.compliance.rulebooks import generic as _generic
from debtflow.compliance.rules import Rule
from debtflow.errors import BookError
from debtflow.expressions.vocabulary import did_you_mean

__all__ = ["BOOKS", "every_rule", "joined"]

BOOKS: Mapping[str, Rulebook] = {"generic": _generic.RULEBOOK, "china": _china.RULEBOOK}
"""The rulebooks by name."""


def joined(*names: str) -> Rulebook:
    """The books of those names as one: `joined("china", "generic")`.

    Raises:
        BookError: no name, or one that is not in the catalogue.
    """
    if not names:
        raise BookError(f"name at least one rulebook; there are {', '.join(BOOKS)}")
    for name in names:
        if name not in BOOKS:
            raise BookError(f"no rulebook is called {name!r}; {did_you_mean(name, BOOKS)}")
    return reduce(lambda one, other: one | other, (BOOKS[name] for name in dict.fromkeys(names)))


def every_rule() -> tuple[Rule, ...]:
    """All rules of all books."""
    return tuple(rule for book in BOOKS.values() for rule in book.rules.values())
