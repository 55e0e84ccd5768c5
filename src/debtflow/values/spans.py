"""Spans of days: whether two overlap, what several come to together, how many days of them lie in a window.

The room is for the arithmetic of pauses and terms. It must never know what begins or ends there. A span is a pair
of day numbers (`date.toordinal`): its first day, and the first day that no longer belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

__all__ = ["NO_END", "Span", "days_within", "merged", "overlapping"]

NO_END: Final = date.max.toordinal() + 1
"""The end of a span that has none: the day after the last day of the calendar."""


class Span(NamedTuple):
    """Days from `first` until `end`, which does not belong to it any more."""

    first: int
    end: int


def overlapping(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The pairs of spans, by their places, that have a day in common; spans that only touch have none.

    Two spans overlap where each begins before the other ends. There is no shorter test: one that asks whether an end
    of the one lies within the other misses the pair in which the one lies around the other.
    """
    places = range(len(spans))
    return [
        (one, other)
        for one in places
        for other in places[one + 1 :]
        if spans[one].first < spans[other].end and spans[other].first < spans[one].end
    ]


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days as spans that are in order, do not overlap and do not touch; the order handed in is no matter."""
    found: list[Span] = []
    for first, end in sorted(spans):
        if found and first <= found[-1].end:
            found[-1] = Span(found[-1].first, max(found[-1].end, end))
        else:
            found.append(Span(first, end))
    return tuple(found)


def days_within(spans: Iterable[Span], first: int, end: int) -> int:
    """How many days from `first` until `end` (not included) lie in any of the spans; a day in two counts once."""
    return sum(max(0, min(end, span.end) - max(first, span.first)) for span in merged(spans))
