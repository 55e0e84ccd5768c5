"""The vault: personal data apart from the log, and what the log may know of it."""

from __future__ import annotations

import pytest
from tests.casework.office import LI, cny, on

from debtflow import Hold, HoldKind, actions, events
from debtflow.casework.vault import SEALED, MemoryVault, keyed_hash, on_file, sealed_record
from debtflow.records.actions import AnyAction
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.placements import PlacementBrief

NOTE = "she cried on the phone"
HOLD = Hold(id="h", kind=HoldKind.VULNERABLE, from_at=on(6), note=NOTE)
FEEDBACK = Feedback(recovered=cny("1.00"), attitude=Attitude.EVASIVE, note=NOTE)


def test_what_is_on_file_has_ids_channels_and_hashes_only() -> None:
    known = MemoryVault().put_person(LI)
    text = known.model_dump_json()
    for secret in (LI.name, *(point.value for point in LI.contact_points)):
        assert secret not in text
    assert known.zones == LI.zones
    assert [(p.id, p.channel) for p in known.contact_points] == [(p.id, p.channel) for p in LI.contact_points]


def test_equal_values_are_seen_to_be_equal_under_one_key_and_not_under_another() -> None:
    phone, text, _ = on_file(LI, b"one").contact_points
    assert phone.value_hash == text.value_hash
    assert phone.value_hash != on_file(LI, b"other").contact_points[0].value_hash
    assert keyed_hash(b"k", "a") != keyed_hash(b"k", "b")
    assert on_file(LI.changed(name=""), b"k").name_hash == ""


def test_the_vault_gives_back_what_it_keeps() -> None:
    vault = MemoryVault()
    vault.put_person(LI)
    assert vault.person("li") == LI
    assert vault.person("wang") is None
    reference = vault.seal(NOTE)
    assert reference == vault.seal(NOTE)
    assert vault.text(reference) == NOTE
    assert vault.text("sealed:0") is None


@pytest.mark.parametrize(
    "record",
    [
        actions.ConfirmDebt(note=NOTE),
        actions.Move(verb="start_tracing", note=NOTE),
        actions.Recall(because=NOTE),
        actions.PlaceHold(hold=HOLD),
        actions.ReleaseHold(hold="h", because=NOTE),
        actions.SubmitFeedback(feedback=FEEDBACK),
        actions.SubmitPlacement(agency="harbour", brief=PlacementBrief(communication=NOTE)),
        events.Moved(verb="start_tracing", because=NOTE),
        events.HoldPlaced(hold=HOLD),
        events.HoldReleased(hold="h", because=NOTE),
        events.FeedbackGiven(feedback=FEEDBACK),
    ],
    ids=lambda record: type(record).__name__,
)
def test_free_text_is_replaced_wherever_it_stands(record: AnyAction) -> None:
    vault = MemoryVault()
    sealed = sealed_record(record, vault.seal)
    assert NOTE not in sealed.model_dump_json()
    assert SEALED in sealed.model_dump_json()
    assert NOTE in record.model_dump_json()
    # Sealed once, it stays as it is.
    assert sealed_record(sealed, vault.seal) == sealed


def test_a_record_without_text_is_itself() -> None:
    call = actions.PlaceCall(person="li", contact_point="mobile")
    assert sealed_record(call, MemoryVault().seal) is call
    quiet = actions.PlaceHold(hold=HOLD.changed(note=""))
    assert sealed_record(quiet, MemoryVault().seal) is quiet


@pytest.mark.parametrize(
    "text", ["sealed: Mr Li moved away", "sealed:", "sealed:0f", "sealed:" + "g" * 32, "sealed:" + "0" * 33]
)
def test_a_text_that_only_begins_like_a_reference_is_a_text(text: str) -> None:
    vault = MemoryVault()
    sealed = sealed_record(actions.ConfirmDebt(note=text), vault.seal)
    assert sealed.note != text
    assert vault.text(sealed.note) == text


def test_every_field_of_free_text_is_found() -> None:
    """A new record with text somewhere deeper than the walk looks would put it into the log."""
    from debtflow.records.actions import ACTION
    from debtflow.records.events import EVENTS

    schemas = str(ACTION.json_schema()) + str(EVENTS.json_schema())
    assert schemas.count("'note'") >= 4
    for cls in (actions.PlaceHold, actions.SubmitFeedback, actions.SubmitPlacement, events.HoldPlaced):
        from debtflow.casework.vault import _texts_of

        assert any(_texts_of(cls)), cls
