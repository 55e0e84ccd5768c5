"""Owing: which duties stand on a case or an agency, what bars their discharge, and which were missed.

A duty is derived from the states of the moment. That its day passed is recorded once, by whoever looks; a duty that
rules forbid to discharge is not carried out by anybody here: it is listed with these rules, for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from debtflow.casework.engine import Change, situation_of
from debtflow.casework.log import State, agency_stream, case_stream, person_stream
from debtflow.casework.plans import SWEEPER
from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import judge
from debtflow.compliance.duties import DutyState, Owed, Scope
from debtflow.compliance.facts import Source
from debtflow.compliance.situation import Situation
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier, Register
from debtflow.records import actions, events
from debtflow.records.parties import SYSTEM
from debtflow.values.dates import day_number, local_range

__all__ = ["missed_on_agency", "missed_on_case", "owed_on_agency", "owed_on_case"]

_NOBODY_ASKS = actions.Move(verb="nothing")


def owed_on_case(
    states: Mapping[str, State], case_id: str, at: datetime, book: Rulebook, house_zone: str
) -> list[Owed]:
    """The duties that stand on a case, the earliest due first."""
    _, found = _standing(states, case_id, at, book, house_zone)
    return [replace(owed, barred_by=_barring(states, case_id, owed, at, book, house_zone)) for owed in found]


def _standing(
    states: Mapping[str, State], case_id: str, at: datetime, book: Rulebook, house_zone: str
) -> tuple[Situation | None, list[Owed]]:
    if not book.duties:
        return None, []
    # The library itself looks, and not the creditor: what an agency owes follows from its own dealings with the person.
    situation = situation_of(states, case_id, _NOBODY_ASKS, SYSTEM, at, house_zone)
    return situation, book.standings(Scope.CASE, situation.day).owed(situation, case_id)


class _OnFile:
    """What a duty towards an agency is read from: the register and the house's clock."""

    def __init__(self, register: Register, at: datetime, house_zone: str) -> None:
        self.register = register
        self.at = at
        self.house_zone = house_zone
        self.day_first, self.day, self.minute_earliest, self.minute_latest = local_range(at, (house_zone,))


def owed_on_agency(register: Register, at: datetime, book: Rulebook, house_zone: str) -> list[Owed]:
    """The duties that stand towards an agency on file, the earliest due first."""
    # A duty of this scope reads facts of the register and the clock alone: that is seen where it is defined.
    on_file = cast("Situation", _OnFile(register, at, house_zone))
    return book.standings(Scope.AGENCY, on_file.day).owed(on_file, register.id)


def _missed(owed: list[Owed], known: tuple[tuple[str, int], ...], stream: str, marks: dict[str, Any]) -> list[Change]:
    """The events by which duties that were missed are recorded, each once."""
    found = []
    for each in owed:
        if each.state is DutyState.MISSED and each.due_on is not None:
            if (each.duty.id, day_number(each.due_on)) in known:
                continue
            event = events.DutyMissed.built(
                **marks,
                duty=each.duty.id,
                due_on=each.due_on,
                words=each.says,
                fingerprint=each.duty.fingerprint()[:16],
            )
            found.append(Change(stream, event))
    return found


def missed_on_case(
    states: Mapping[str, State], case_id: str, at: datetime, book: Rulebook, house_zone: str
) -> list[Change]:
    """What is to be recorded of duties that were missed on a case by that moment."""
    situation, owed = _standing(states, case_id, at, book, house_zone)
    if situation is None or not owed:
        return []
    marks = {"occurred_at": at, "local_day": situation.day}
    return _missed(owed, situation.case.missed, case_stream(case_id), marks)


def missed_on_agency(register: Register, at: datetime, book: Rulebook, house_zone: str) -> list[Change]:
    """What is to be recorded of duties that were missed towards an agency by that moment."""
    marks = {"occurred_at": at, "local_day": local_range(at, (house_zone,)).day_last}
    return _missed(owed_on_agency(register, at, book, house_zone), register.missed, agency_stream(register.id), marks)


def _barring(
    states: Mapping[str, State], case_id: str, owed: Owed, at: datetime, book: Rulebook, house_zone: str
) -> tuple[str, ...]:
    """The rules that refuse every action by which a duty is discharged; none where one of them is free."""
    case = states[case_stream(case_id)]
    assert isinstance(case, Case)
    borrower = states[person_stream(case.debt.borrower)]
    assert isinstance(borrower, Dossier)
    barring: dict[str, None] = {}
    for name in sorted(owed.duty.discharged_by):
        for action in _as_asked(name, borrower):
            situation = situation_of(states, case_id, action, SWEEPER, at, house_zone)
            decision = judge(book, situation)
            refusing = [f.rule for f in decision.findings if f.refuses and _stands_for_all(book, f.rule)]
            if not decision.refused or not refusing:
                return ()
            barring |= dict.fromkeys(refusing)
    return tuple(barring)


def _stands_for_all(book: Rulebook, rule_id: str) -> bool:
    """Whether a rule says no whoever asks: one that reads the actor may let somebody else through."""
    rule = book.rules.get(rule_id)
    if rule is None:
        return True
    read = book.facts.needed_by([rule.condition])
    return all(book.facts.fields[name].source not in (Source.ACTOR, Source.COLLECTOR) for name in read)


def _as_asked(name: str, borrower: Dossier) -> list[actions.Action]:
    """The actions of that name as they could be asked: a contact at each contact point, anything else once."""
    if name not in actions.CONTACTS:
        return [actions.Move(verb=name)]
    made = actions.CONTACT_ACTIONS[name]
    return [made(person=borrower.id, contact_point=point.id) for point in borrower.person.contact_points]
