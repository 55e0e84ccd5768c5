"""Contacts as they happen: all of them are events, and none moves a case."""

from __future__ import annotations

from debtflow.records import contacting, events


def test_what_happens_in_a_contact_moves_no_case_and_is_offered_with_all_other_events() -> None:
    for name in contacting.__all__:
        cls = getattr(contacting, name)
        assert getattr(events, name) is cls
        assert not cls.is_move
