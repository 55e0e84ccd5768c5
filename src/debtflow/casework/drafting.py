"""Drafting: changes, a decision and an actor as the entries that are to be sealed.

One draft for each stream that is concerned, the case's first; an event that goes to two streams is written out once.
The text made here is what is hashed, so its form does not change without a new version of the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from debtflow.casework.engine import Change
from debtflow.casework.log import Draft, quoted
from debtflow.compliance.decisions import Decision
from debtflow.records.actions import Action
from debtflow.records.events import Event
from debtflow.records.parties import Actor
from debtflow.records.stages import Role

_made: Any = tuple.__new__  # a NamedTuple's own constructor costs three times as much, and this is the hot path

__all__ = ["action_text", "actor_text", "decision_text", "drafts", "event_text"]


_ROLES = {role: str(role) for role in Role}


def actor_text(actor: Actor) -> str:
    """An actor as JSON."""
    return f'{{"id":{quoted(actor.id)},"role":"{_ROLES[actor.role]}","party":{quoted(actor.party)}}}'


def action_text(action: Action) -> str:
    """An action as JSON."""
    return action.__pydantic_serializer__.to_json(action).decode()


def decision_text(
    decision: Decision, asked: str, reads: Mapping[str, int], verdict: str, asker: Actor | None = None
) -> str:
    """A decision as JSON: what was asked, the answer, the rules by fingerprint, the facts that were read.

    The masks are by the order of the rules behind the fingerprint; `reads` are the versions it was made on, so that
    it can be made again. `asker` is named where it is not who the entry is by (an approval).
    """
    governing = decision.governing
    facts = governing.facts_text % decision.values if decision.values else "{}"
    text = (
        f'{{"asked":{asked},"verdict":"{verdict}","rules":"{governing.fingerprint}",'
        f'"failing":{decision.failing},"undetermined":{decision.undetermined},"unknown":{decision.unknown},'
        f'"assumed":{decision.assumed},"facts":{facts},"reads":{to_json(reads).decode()}'
    )
    if decision.check_findings:
        text += ',"checks":[' + ",".join(f.model_dump_json() for f in decision.check_findings) + "]"
    if decision.approved_by is not None:
        text += f',"approved_by":{quoted(decision.approved_by)}'
    if asker is not None:
        text += f',"asker":{actor_text(asker)}'
    return text + "}"


def drafts(
    first: str,
    changes: Sequence[Change],
    *,
    recorded_at: str,
    actor: Actor,
    kind: str,
    key: str = "",
    decision: str = "null",
) -> tuple[Draft, ...]:
    """The drafts of one commit, that of stream `first` first and carrying the decision; the others point to it."""
    texts: dict[str, str] = {first: ""}
    last: Event | None = None
    text = ""
    for stream, event in changes:
        if event is not last:
            text, last = event_text(event), event
        known = texts.get(stream)
        texts[stream] = f"{known},{text}" if known else text
    head = f',"recorded_at":"{recorded_at}","by":{actor_text(actor)},"kind":"{kind}","key":{quoted(key)},"decision":'
    led = texts.pop(first)
    made = [_made(Draft, (first, led != "", recorded_at, f'{head}{decision},"events":[{led}]', False))]
    for stream, text in texts.items():
        if stream[:5] == "case:":
            # Decided was on the first case; what it means for another one is recorded there.
            head = head.replace(f'"kind":"{kind}"', '"kind":"recorded"', 1)
        made.append(_made(Draft, (stream, True, recorded_at, f'{head}null,"events":[{text}]', True)))
    return tuple(made)


def event_text(event: Event) -> str:
    """An event as JSON."""
    return event.__pydantic_serializer__.to_json(event).decode()
