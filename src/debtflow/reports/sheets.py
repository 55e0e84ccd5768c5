"""The sheet on which a case is drawn: a column of names, a field of time beside it, and a place that moves down.

Rooms that draw a part ask the sheet where a moment stands and how far down they are, and hand it what is to be seen.
Here is also how things that crowd are kept apart: marks that come too close are gathered under a count, and words that
would lie on others go to the next line. This room knows no case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from debtflow.reports.ink import HALO, INK, PALE, fitted, number, text, titled, width_of
from debtflow.reports.timescale import Scale

__all__ = ["FIELD", "MARGIN", "RIGHT", "WIDTH", "Cluster", "Lines", "Sheet", "gathered", "line", "said"]

T = TypeVar("T")

WIDTH = 1400
MARGIN = 16
FIELD = 216.0  # where the field of time begins, right of the names
RIGHT = WIDTH - 28.0  # where it ends; what is still open has room for its arrow
GRID, GRID_MAIN = "#e8ebef", "#c9d0d8"
LINK = "#8a94a0"
NEAR = 5.0  # what was recorded no further away than this is no visible link

TITLE_LINES = 14  # what is pointed at says so many things, and counts the rest


@dataclass(slots=True)
class Sheet:
    """What is drawn so far, and how far down it reaches."""

    scale: Scale
    y: float = 0.0
    parts: list[str] = field(default_factory=list)

    def add(self, *parts: str) -> None:
        """Draw over what is there."""
        self.parts.extend(parts)

    def head(self, words: str) -> None:
        """The heading of a part."""
        self.y += 30
        self.add(text(MARGIN, self.y - 8, words, size=12.5, extra=f' font-weight="600"{HALO}'))
        self.add(line(MARGIN, self.y - 2, RIGHT, self.y - 2, GRID_MAIN))

    def name(self, y: float, words: str, *, size: float = 11, fill: str = INK, extra: str = "") -> None:
        """A name at the left edge."""
        shown = fitted(words, FIELD - MARGIN - 12, size)
        self.add(text(MARGIN, y, shown, size=size, fill=fill, extra=extra))

    def side(self, y: float, words: str, *, size: float = 11, fill: str = PALE, extra: str = "") -> None:
        """Words that end where the field of time begins."""
        self.add(text(FIELD - 10, y, words, size=size, fill=fill, extra=f' text-anchor="end"{extra}'))

    def link(self, at: datetime, recorded_at: datetime, y: float) -> list[str]:
        """The thin line from where something happened to where it was recorded; nothing where the two are one place."""
        start, end = self.scale.x(at), self.scale.x(recorded_at)
        if end - start < NEAR:
            return []
        dotted = ' stroke-dasharray="1.5 2.5"'
        return [line(start, y, end, y, LINK, dotted), line(end, y - 4, end, y + 4, LINK)]

    def grid(self, top: float, bottom: float) -> list[str]:
        """The lines of the ticks, to be drawn below everything."""
        return [line(tick.x, top, tick.x, bottom, GRID_MAIN if tick.is_main else GRID) for tick in self.scale.ticks()]

    def axis(self) -> None:
        """The words of the ticks, in two lines."""
        for tick in self.scale.ticks():
            middle = ' text-anchor="middle"'
            if FIELD - 6 < tick.x < RIGHT + 6:
                self.add(text(tick.x, self.y + 12, tick.words, size=10.5, fill=PALE, extra=middle))
            if tick.under:
                # At the left edge the date of a day could hang into the column of names.
                half = width_of(tick.under, 10.5) / 2
                x = min(max(tick.x, FIELD + half - 20), RIGHT - half)
                self.add(text(x, self.y + 25, tick.under, size=10.5, extra=f'{middle} font-weight="600"'))
        self.y += 32


def line(x: float, y: float, to_x: float, to_y: float, stroke: str, extra: str = "") -> str:
    """A thin line."""
    ends = f'x1="{number(x)}" y1="{number(y)}" x2="{number(to_x)}" y2="{number(to_y)}"'
    return f'<line {ends} stroke="{stroke}"{extra}/>'


def said(part: str, lines: Sequence[str]) -> str:
    """A part with what it says when it is pointed at; of a crowd the first are told and the rest counted."""
    if len(lines) > TITLE_LINES:
        lines = [*lines[:TITLE_LINES], f"and {len(lines) - TITLE_LINES:,} more"]
    return titled([part], lines)


# ---- keeping things apart -----------------------------------------------------------------------------------------


class Cluster(NamedTuple, Generic[T]):
    """Things that stand too close to one another to be shown apart; it stands where the first of them does."""

    x: float
    things: tuple[T, ...]


def gathered(placed: Iterable[tuple[float, T]], apart: float) -> list[Cluster[T]]:
    """Things in clusters that stand at least so far apart."""
    found: list[tuple[float, list[T]]] = []
    for x, thing in sorted(placed, key=lambda each: each[0]):
        if found and x - found[-1][0] < apart:
            found[-1][1].append(thing)
        else:
            found.append((x, [thing]))
    return [Cluster(x, tuple(things)) for x, things in found]


class Lines:
    """Lines of a place, one below the other: who asks for room gets the first line that has it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._taken: list[list[tuple[float, float]]] = []

    @property
    def used(self) -> int:
        """How many lines there are something in."""
        return len(self._taken)

    def place(self, left: float, right: float, *, first: int = 0) -> int | None:
        """The number of a line that is free from left to right, which is then taken; None where all are full."""
        for at in range(first, self.most):
            while len(self._taken) <= at:
                self._taken.append([])
            if self.is_free(at, left, right):
                self.take(at, left, right)
                return at
        return None

    def is_free(self, at: int, left: float, right: float) -> bool:
        """Whether nothing is there yet."""
        if at >= len(self._taken):
            return True
        return all(right <= start or end <= left for start, end in self._taken[at])

    def take(self, at: int, left: float, right: float) -> None:
        """Take that room."""
        while len(self._taken) <= at:
            self._taken.append([])
        self._taken[at].append((left, right))
