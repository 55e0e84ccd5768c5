"""Keeping things apart on a sheet: gathered marks, lines of words; links of late facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from debtflow.reports.sheets import Lines, Sheet, gathered
from debtflow.reports.timescale import Scale

PLACES = st.floats(min_value=0, max_value=1000)
START = datetime(2026, 3, 2, tzinfo=UTC)


@given(st.lists(PLACES), st.floats(min_value=1, max_value=60))
def test_clusters_stand_apart_and_hold_everything_once(places: list[float], apart: float) -> None:
    clusters = gathered(((x, number) for number, x in enumerate(places)), apart)
    assert sorted(number for cluster in clusters for number in cluster.things) == list(range(len(places)))
    assert all(other.x - one.x >= apart for one, other in pairwise(clusters))
    for cluster in clusters:
        assert all(0 <= places[number] - cluster.x < apart for number in cluster.things)


@given(st.lists(st.tuples(PLACES, st.floats(min_value=1, max_value=200))), st.integers(1, 5))
def test_what_is_on_one_line_does_not_overlap_and_no_line_is_left_free(
    asked: list[tuple[float, float]], most: int
) -> None:
    lines = Lines(most)
    placed: list[tuple[int | None, float, float]] = []
    for left, wide in asked:
        row = lines.place(left, left + wide)
        taken = {at for at, start, end in placed if at is not None and start < left + wide and left < end}
        assert row == next((at for at in range(most) if at not in taken), None)
        placed.append((row, left, left + wide))
    for (row, left, right), (other, start, end) in combinations(placed, 2):
        assert row is None or row != other or right <= start or end <= left
    assert lines.used <= most


def test_a_late_fact_has_a_link_and_one_in_time_has_none() -> None:
    sheet = Sheet(Scale(START, START + timedelta(days=10), 0.0, 1000.0, "UTC"))
    dotted, end = sheet.link(START + timedelta(days=1), START + timedelta(days=4), 50)
    assert 'x1="100" y1="50" x2="400" y2="50"' in dotted and "stroke-dasharray" in dotted
    assert 'x1="400"' in end and 'x2="400"' in end
    assert sheet.link(START, START, 50) == []
    assert sheet.link(START + timedelta(hours=1), START + timedelta(hours=1, minutes=20), 50) == []
