"""What all events have in common."""

from __future__ import annotations

from debtflow.records.occurrences import Event, MoveEvent


def test_a_move_is_an_event_that_names_stages_and_other_events_do_not() -> None:
    assert (Event.is_move, MoveEvent.is_move) == (False, True)
    assert issubclass(MoveEvent, Event)
    assert not {"left", "reached"} & Event.model_fields.keys()
