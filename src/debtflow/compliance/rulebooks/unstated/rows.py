"""What a row of these lists says."""

from __future__ import annotations

from typing import NamedTuple

from debtflow.values.law import Basis

__all__ = ["Unstated", "of"]


class Unstated(NamedTuple):
    """Something of a text that is no rule.

    Attributes:
        book: the rulebook in whose texts it stands.
        id: how it would be called.
        cites: the place in the text.
        known: how surely it is known that the text says so.
        why: by what it is held, or why it is left out.
    """

    book: str
    id: str
    cites: str
    known: Basis
    why: str


def of(book: str, *rows: tuple[str, str, Basis, str]) -> tuple[Unstated, ...]:
    """The rows of one book: id, place, how it is known, why."""
    return tuple(Unstated(book, *row) for row in rows)
