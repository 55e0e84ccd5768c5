"""Reporting: what has happened, as the action that somebody would have asked for.

Rules govern actions, so what is recorded is judged as the action that it reports. Which action comes to which event is
said once, for whoever asks (`EVENT_OF_VERB`, `DEEDS`), and read backwards here. This room judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from debtflow.casework.applying import DEEDS
from debtflow.records import actions, events
from debtflow.records.parties import Channel
from debtflow.records.purposes import Purpose
from debtflow.values.base import Frozen

__all__ = ["contact_reported", "reported"]

_ONLY_REPORTED: Mapping[type[events.Event], str] = {
    events.ChargePosted: "post_charge",
    events.WrittenDown: "write_down",
    events.PauseAgreed: "agree_pause",
}
"""What nobody asks for and is only reported, by the names under which rules govern it (`actions.ONLY_REPORTED`)."""

_NAME_OF_EVENT: Mapping[type[events.Event], str] = {
    **{deed.event: name for name, deed in DEEDS.items()},
    **_ONLY_REPORTED,
}


def reported(event: events.Event) -> actions.Action | None:
    """The action that an event reports; None where nobody asks for such a thing. Contacts have `contact_reported`."""
    if isinstance(event, events.MoveEvent):
        verb: str = event.verb  # type: ignore[attr-defined]  # every concrete move names its verb
        return _as_action(verb, event)
    name = _NAME_OF_EVENT.get(type(event))
    return _as_action(name, event) if name is not None else None


def contact_reported(
    channel: Channel, person: str, point: str, about: tuple[str, ...], purpose: Purpose
) -> actions.Action:
    """The contact that was made by that channel, about those debts, for that purpose."""
    cls = _CONTACTS.get(channel, actions.SendMessage)
    return cls(person=person, contact_point=point or "unknown", about=about, purpose=purpose)


_CONTACTS: Mapping[Channel, type[actions.ContactAction]] = {
    Channel.PHONE: actions.PlaceCall,
    Channel.VISIT: actions.Visit,
}


def _as_action(name: str, event: events.Event) -> actions.Action:
    """The action of that name with what the event tells of it; by its name alone, where it tells too little.

    A reminder that is reported says to no contact point where it went, so it is judged as a reminder and as no contact.
    """
    cls = actions.ACTIONS.get(name)
    if cls is None:
        return actions.Move.built(verb=name, attributes=getattr(event, "attributes", ()))
    told = {field: value for field in cls.model_fields if (value := _told(event, field)) is not None}
    missing = [field for field, info in cls.model_fields.items() if info.is_required() and field not in told]
    return actions.Move(verb=name) if missing else cls.built(**told)


def _told(event: Frozen, field: str) -> Any:
    """What an event says under that name, itself or in the record that it holds (a promise, an arrangement's terms)."""
    if field in type(event).model_fields:
        return getattr(event, field)
    inside = (getattr(event, name) for name in type(event).model_fields)
    return next(
        (getattr(record, field) for record in inside if isinstance(record, Frozen) and hasattr(record, field)), None
    )
