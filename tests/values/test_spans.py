"""Spans of days: overlap is seen for every pair, and a day in two spans counts once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtflow.values.spans import NO_END, Span, days_within, merged, overlapping

spans = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10)).map(lambda s: Span(s[0], s[0] + s[1])), max_size=6)


def test_every_kind_of_overlap_is_seen_also_the_one_that_lies_around_the_other() -> None:
    """Apache Fineract asked whether an end of the one lies within the other: a third of the pairs were missed."""
    middle = Span(10, 20)
    overlaps = {
        "begins before, ends within": Span(5, 15),
        "begins within, ends after": Span(15, 25),
        "within": Span(12, 18),
        "around": Span(5, 25),
        "the same": Span(10, 20),
        "one day at the start": Span(9, 11),
        "one day at the end": Span(19, 30),
        "without end": Span(1, NO_END),
    }
    for name, other in overlaps.items():
        assert overlapping([middle, other]) == [(0, 1)], name
        assert overlapping([other, middle]) == [(0, 1)], name
    for apart in (Span(5, 10), Span(20, 25), Span(1, 2)):
        assert overlapping([middle, apart]) == []


def test_all_pairs_are_named() -> None:
    assert overlapping([Span(1, 5), Span(4, 8), Span(7, 9), Span(1, 9)]) == [(0, 1), (0, 3), (1, 2), (1, 3), (2, 3)]


@given(spans)
def test_two_spans_overlap_where_they_have_a_day_in_common(found: list[Span]) -> None:
    common = [
        (one, other)
        for one in range(len(found))
        for other in range(one + 1, len(found))
        if set(range(*found[one])) & set(range(*found[other]))
    ]
    assert overlapping(found) == common


@given(spans, st.integers(0, 30), st.integers(0, 30))
def test_merged_spans_have_the_same_days_and_each_counts_once(found: list[Span], first: int, end: int) -> None:
    days = {day for span in found for day in range(*span)}
    united = merged(found)
    assert [day for span in united for day in range(*span)] == sorted(days)
    assert all(one.end < other.first for one, other in pairwise(united))
    assert merged(reversed(found)) == united
    assert days_within(found, first, end) == len(days & set(range(first, end)))


@pytest.mark.parametrize(("first", "end", "days"), [(1, 10, 3), (5, 8, 3), (6, 8, 2), (5, 7, 2), (8, 9, 0), (4, 5, 0)])
def test_days_are_clipped_to_the_window(first: int, end: int, days: int) -> None:
    assert days_within([Span(5, 8)], first, end) == days
