"""Replaying: what was known when an old decision was made, and the decision made again on that.

The log has everything: the versions that were read, the action as it was asked, the rules behind the fingerprint. A
decision made again gives the same answer, or the log is not what it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from json import dumps, loads
from typing import Protocol

from debtflow.casework.consequences import consequences
from debtflow.casework.engine import Change, evolve, fold, situation_of
from debtflow.casework.log import Entry, State, Store
from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import Decision, judge
from debtflow.compliance.governing import rules_fingerprint
from debtflow.compliance.rules import rule_from_json
from debtflow.errors import IntegrityError, NotFoundError
from debtflow.expressions import facts_read
from debtflow.lifecycle.workflow import Workflow
from debtflow.records.actions import ACTION
from debtflow.records.findings import Finding
from debtflow.records.parties import Actor

__all__ = ["decision_at", "known_by", "see_rules", "state_at"]


class Surroundings(Protocol):
    """What replaying needs of a desk."""

    store: Store
    rulebook: Rulebook
    workflow: Workflow
    house_zone: str
    old_books: dict[str, Rulebook]


def state_at(store: Store, stream: str, version: int) -> State | None:
    """What a stream folded to at a version; None before its first event."""
    state: State | None = None
    for entry in store.entries(stream):
        if entry.version > version:
            break
        for event in entry.events:
            state = fold(stream, state, event)
    return state


def known_by(store: Store, stream: str, known_at: datetime) -> State | None:
    """What a stream folded to by what had been recorded at that moment (included); None before its first entry."""
    state: State | None = None
    for entry in store.entries(stream):
        if datetime.fromisoformat(entry.recorded_at) > known_at:
            break
        for event in entry.events:
            state = fold(stream, state, event)
    return state


def decision_at(desk: Surroundings, entry: Entry, also: Sequence[Change] = ()) -> Decision:
    """The decision behind an entry, made again on what was known then, under the rules of then.

    Args:
        also: what was learned since, to be taken into account as if it had been known.

    Raises:
        NotFoundError: the entry carries no decision, or its rules are not kept.
        IntegrityError: made again, the decision differs: the log or the rules are not what they were.
    """
    if sha256(f"{entry.previous}\n{entry.body}".encode()).hexdigest() != entry.hash:
        raise IntegrityError(f"{entry.stream} entry {entry.seq}: its text is not what was sealed")
    content = entry.content
    said = content["decision"]
    if said is None:
        raise NotFoundError(f"{entry.stream} entry {entry.seq} carries no decision; it records what had happened")
    case_id = entry.stream.partition(":")[2]
    at = datetime.fromisoformat(content["recorded_at"])
    states: dict[str, State] = {}
    for stream, version in said["reads"].items():
        state = state_at(desk.store, stream, version)
        if state is not None:
            states[stream] = state
    states = evolve(states, [change for change in also if change.stream in states])
    states = evolve(states, consequences(states, case_id, at, workflow=desk.workflow, house_zone=desk.house_zone))
    action = ACTION.validate_python(said["asked"])
    asker = Actor.model_validate(said.get("asker") or content["by"])
    book = _book_of(desk, said["rules"])
    situation = situation_of(states, case_id, action, asker, at, desk.house_zone)
    decision = judge(book, situation, approved_by=said.get("approved_by"))
    # What checks found then is in the log; the checks themselves are today's and may find something else.
    decision.check_findings = tuple(Finding.model_validate(row) for row in said.get("checks", ()))
    if not also and (decision.failing, decision.undetermined) != (said["failing"], said["undetermined"]):
        raise IntegrityError(
            f"{entry.stream} entry {entry.seq}: made again, the decision finds {decision.rules or 'nothing'}, "
            "which is not what the log says"
        )
    return decision


def see_rules(fingerprint: str, text: str) -> None:
    """See that the rules kept behind a fingerprint are those that were sealed with it.

    Raises:
        IntegrityError: they were changed.
    """
    kept = loads(text)
    rules = [sha256(dumps(rule, sort_keys=True).encode()).hexdigest() for rule in kept["rules"]]
    if rules_fingerprint(rules, kept["assume"]) != fingerprint:
        raise IntegrityError(f"the rules kept as {fingerprint} are not those that decisions were made under")


def _book_of(desk: Surroundings, fingerprint: str) -> Rulebook:
    """The book under which the decision was made: today's, if its rules are the same, else the one that was kept."""
    known = desk.old_books.get(fingerprint)
    if known is not None:
        return known
    text = desk.store.rules(fingerprint)
    if text is None:
        raise NotFoundError(f"the rules {fingerprint} are not kept in this store")
    see_rules(fingerprint, text)
    kept: Mapping[str, object] = loads(text)
    rules = [rule_from_json(row, desk.rulebook.facts) for row in kept["rules"]]  # type: ignore[attr-defined]
    strange = sorted({f for rule in rules for f in facts_read(rule.condition)} - desk.rulebook.facts.fields.keys())
    if strange:
        raise NotFoundError(
            f"the rules of then read {', '.join(strange)}, which no rule of today's book declares; "
            "open the caseload with the rulebook whose fact group has it"
        )
    name, _, version = str(kept["book"]).rpartition(" ")
    book = desk.old_books[fingerprint] = Rulebook(
        name or version,
        version,
        rules,
        checks=desk.rulebook.checks,
        assume=kept["assume"],  # type: ignore[arg-type]  # written by the desk: fact -> number
    )
    return book
