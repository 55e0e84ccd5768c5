"""Moves: each verb with data of its own comes to exactly one event, for whoever asks and whoever records."""

from __future__ import annotations

from debtflow.casework.sensible import BY_MONEY
from debtflow.lifecycle.standard import STANDARD_MOVES
from debtflow.records import events
from debtflow.records.actions import TYPED_VERBS

WITHOUT_DATA_IN_THE_EVENT = {"approve_referral"}
ASKED_BY_NOBODY = {"end_arrangement"}


def test_every_typed_verb_comes_to_an_event_of_its_own() -> None:
    assert set(TYPED_VERBS) - WITHOUT_DATA_IN_THE_EVENT == set(events.EVENT_OF_VERB) - ASKED_BY_NOBODY
    assert ASKED_BY_NOBODY <= BY_MONEY


def test_every_verb_that_comes_to_an_event_is_a_verb_of_the_table() -> None:
    verbs = {verb for moves in STANDARD_MOVES.values() for verb in moves}
    assert set(events.EVENT_OF_VERB) <= verbs


def test_an_event_is_told_with_a_verb_that_comes_to_it() -> None:
    for verb, cls in events.EVENT_OF_VERB.items():
        assert verb == cls.model_fields["verb"].default or verb in cls.also
