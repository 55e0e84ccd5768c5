"""Drafting: the text that is sealed."""

from __future__ import annotations

from json import loads

from tests.casework.office import CLERK, LENA, call, done, on, with_cases

from debtflow import Caseload, actions, events
from debtflow.casework.drafting import action_text, actor_text, drafts, event_text
from debtflow.casework.engine import Change
from debtflow.records.actions import ACTION
from debtflow.records.parties import Actor

MOVED = events.Moved(occurred_at=on(6), verb="start_tracing")
GONE = events.HoldExpired(occurred_at=on(6), hold="h")


def body(tail: str) -> dict[str, object]:
    found: dict[str, object] = loads("{" + tail.removeprefix(",") + "}")
    return found


def test_actors_and_actions_read_back() -> None:
    assert Actor.model_validate_json(actor_text(CLERK)) == CLERK
    odd = Actor(id='"quoted"')
    assert Actor.model_validate_json(actor_text(odd)) == odd
    action = actions.PlaceCall(person="li", contact_point="mobile", about=("loan",))
    assert ACTION.validate_json(action_text(action)) == action


def test_one_draft_for_each_stream_the_first_carrying_the_decision() -> None:
    changes = [Change("person:li", GONE), Change("case:loan", MOVED), Change("person:li", GONE)]
    made = drafts("case:loan", changes, recorded_at="T", actor=LENA, kind="done", key='k"1', decision='{"a":1}')
    assert [d.stream for d in made] == ["case:loan", "person:li"]
    assert [d.anchored for d in made] == [False, True]
    first, second = (body(d.tail) for d in made)
    assert first["decision"] == {"a": 1}
    assert second["decision"] is None
    assert first["key"] == second["key"] == 'k"1'
    assert (len(first["events"]), len(second["events"])) == (1, 2)  # type: ignore[arg-type]
    assert first["by"] == {"id": "lena", "role": "creditor", "party": "creditor"}


def test_a_stream_without_events_moves_nothing() -> None:
    made = drafts("case:loan", [Change("person:li", GONE)], recorded_at="T", actor=LENA, kind="recorded")
    assert [(d.stream, d.moves) for d in made] == [("case:loan", False), ("person:li", True)]
    assert [d.moves for d in drafts("case:loan", [], recorded_at="T", actor=LENA, kind="refused")] == [False]


def test_the_text_of_an_event_is_that_of_its_record() -> None:
    assert event_text(MOVED) == MOVED.model_dump_json()


def test_a_decision_says_what_was_asked_read_and_found(cases: Caseload) -> None:
    entry = done(cases.submit("loan", call(), by=LENA, at=on(6))).entries[0]
    said = entry.content["decision"]
    asked = {"do": "place_call", "person": "li", "contact_point": "mobile", "about": [], "purpose": "collect"}
    assert said["asked"] == asked
    assert said["verdict"] == "permitted"
    assert said["reads"] == {"case:loan": 2, "person:li": 3, "person:li_mei": 3, "collector:lena": 0}
    assert said["facts"]["arrears"] == 100_00
    assert (said["failing"], said["undetermined"], said["unknown"], said["assumed"]) == (0, 0, 0, 0)
    assert "checks" not in said
    assert "asker" not in said


def test_the_same_commands_seal_the_same_text() -> None:
    from debtflow.casework.vault import MemoryVault

    vault = MemoryVault()
    one, two = (with_cases(vault=vault).store.feed() for _ in range(2))
    assert one == two
