"""Duties: what has to be done by a day (answer within twenty days, evaluate the agency yearly), beside what may not be.

A duty is written like a rule, as predicates over facts, and traced when it is defined: where it arises, by which day it
is due, and where it is discharged. It is derived and never stored: what stands today follows from the facts of today.
Most lie on a case; some on an agency, and read only what is on file of it. This room lists duties and does nothing
about them: that one was missed is recorded elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any

from debtflow.compliance.cards import owed_card
from debtflow.compliance.facts import FactGroup, Facts, Source
from debtflow.compliance.governing import Screen
from debtflow.compliance.plausible import see_day
from debtflow.compliance.provisions import (
    Predicate,
    Provision,
    facts_of,
    see_numbers,
    see_provision,
    see_reach,
    traced,
    tree_json,
)
from debtflow.compliance.reach import ANYWHERE, Reach
from debtflow.compliance.situation import Situation
from debtflow.errors import BookError
from debtflow.expressions import Kind, Node, bind, facts_read, function, operation, to_json
from debtflow.values.codes import Code
from debtflow.values.dates import day_of
from debtflow.values.law import Citation

__all__ = ["Duty", "DutyState", "Owed", "Scope", "Standings", "duty"]


class Scope(Code):
    """On what a duty lies."""

    CASE = 0
    AGENCY = 1


class DutyState(Code):
    """How a duty stands: it is open, its day has passed, or it cannot be told because a fact is not known."""

    OPEN = 0
    MISSED = 1
    NOT_KNOWN = 2


_READS = {
    Scope.CASE: frozenset(Source) - {Source.ACTION, Source.ACTOR, Source.COLLECTOR},
    Scope.AGENCY: frozenset({Source.REGISTER, Source.CLOCK}),
}
"""What a duty can read: nobody asks for anything, so nothing of an action and of who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Provision):
    """One duty, traced.

    Attributes:
        scope: on what it lies.
        arises: the tree that is true where there is such a duty.
        due: the tree of the last day on which it is discharged in time, as a day number.
        discharged: the tree that is true where it has been discharged; None = that it arises no more says so.
        discharged_by: names of the actions by which it is discharged.
    """

    scope: Scope
    arises: Node
    due: Node
    discharged: Node | None = None
    discharged_by: frozenset[str] = frozenset()

    @property
    def standing(self) -> Node:
        """Where the duty stands: it has arisen, and is not discharged."""
        return (
            self.arises if self.discharged is None else operation("and", self.arises, operation("not", self.discharged))
        )

    def fingerprint(self) -> str:
        """SHA-256 over everything that makes the duty what it is, its dated numbers included."""
        return sha256(dumps(self.to_json(), sort_keys=True).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The duty as JSON."""
        return self.provided() | {
            "scope": str(self.scope),
            "arises": to_json(self.arises),
            "due": to_json(self.due),
            "discharged": tree_json(self.discharged),
            "discharged_by": sorted(self.discharged_by),
        }


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty that stands now.

    Attributes:
        duty: the duty.
        of: the id of the case or agency on which it lies.
        due_on: the last day on which it is discharged in time; None where that cannot be told.
        says: its sentence, with its numbers.
        days_left: days until it is due; below zero once it is missed.
        not_known: the facts that are not known, and on which it hangs.
        barred_by: the rules that refuse, now, every action by which it is discharged: a person has to decide.
    """

    duty: Duty
    of: str
    state: DutyState
    due_on: date | None
    says: str
    days_left: int | None = None
    not_known: tuple[str, ...] = ()
    barred_by: tuple[str, ...] = ()

    @property
    def cites(self) -> Citation:
        """What the duty rests on."""
        return self.duty.cites

    def _repr_html_(self) -> str:
        return owed_card(
            self.duty,
            self.of,
            self.says,
            due_on=self.due_on,
            days_left=self.days_left,
            not_known=self.not_known,
            barred_by=self.barred_by,
        )

    def __str__(self) -> str:
        if self.due_on is None:
            when = f"cannot be told (not known: {', '.join(self.not_known)})"
        else:
            when = f"{'missed, was' if self.state is DutyState.MISSED else ''} due on {self.due_on}".lstrip()
        barred = f"; refused now by {', '.join(self.barred_by)}: a person decides" if self.barred_by else ""
        return f"{self.duty.id} on {self.of}: {self.says} - {when}{barred} [{self.cites}]"


class Standings:
    """The duties of one scope in force on one day, compiled to one function over a situation."""

    def __init__(self, duties: Sequence[Duty], facts: Facts, day: int, assume: Mapping[str, int]) -> None:
        self.duties = tuple(duties)
        self.day = day
        numbers = [duty.values(day) for duty in self.duties]
        due = [bind(duty.due, values) for duty, values in zip(self.duties, numbers, strict=True)]
        conditions = [bind(duty.standing, values) for duty, values in zip(self.duties, numbers, strict=True)]
        self._screen = Screen(conditions, facts, assume, also=due)
        self._due = [function(node, list(self._screen.names)) for node in due]

    def owed(self, situation: Situation, of: str) -> list[Owed]:
        """What stands in that situation, the earliest due first; what cannot be told comes before all."""
        screen = self._screen
        mask, values, unknown = screen.run(situation)
        undetermined = 0
        if unknown:
            mask, undetermined, values, assumed = screen.settle(values, unknown)
            unknown &= ~assumed
        found = []
        for bit, duty in enumerate(self.duties):
            missing = self._missing(bit, unknown)
            if undetermined >> bit & 1 or (mask >> bit & 1 and self._missing(bit, unknown, due_only=True)):
                found.append(Owed(duty, of, DutyState.NOT_KNOWN, None, duty.sentence(self.day), not_known=missing))
            elif mask >> bit & 1:
                found.append(self._dated(bit, situation, of, values))
        return sorted(found, key=lambda owed: (owed.due_on or date.min, owed.duty.id))

    def _dated(self, bit: int, situation: Situation, of: str, values: tuple[int, ...]) -> Owed:
        duty, due = self.duties[bit], self._due[bit](*values)
        never = self._not_happened(bit, values)
        if never:
            return Owed(duty, of, DutyState.NOT_KNOWN, None, duty.sentence(self.day), not_known=never)
        # The day has passed for the person only when it has passed wherever they may be.
        state = DutyState.MISSED if due < situation.day_first else DutyState.OPEN
        return Owed(duty, of, state, day_of(due), duty.sentence(self.day), due - situation.day)

    def _not_happened(self, bit: int, values: tuple[int, ...]) -> tuple[str, ...]:
        """The days that the day on which a duty is due rests on, and that have not come: no day follows from them."""
        screen = self._screen
        read = screen.facts.needed_by([screen.also[bit]])
        days = [
            name for name in read if name not in screen.facts.trees and screen.facts.fields[name].field.unit == "day"
        ]
        return tuple(name for name in days if not values[screen.place[name]])

    def _missing(self, bit: int, unknown: int, *, due_only: bool = False) -> tuple[str, ...]:
        """The facts that are not known and on which a duty, or the day on which it is due, hangs."""
        if not unknown:
            return ()
        screen = self._screen
        nodes = [screen.also[bit]] if due_only else [screen.also[bit], screen.conditions[bit]]
        read = {name for node in nodes for name in facts_read(node)}
        on = [name for name in screen.names if any(screen.rests_on(r) >> screen.place[name] & 1 for r in read)]
        return tuple(name for name in on if unknown >> screen.place[name] & 1)


def duty(
    duty_id: str,
    *,
    due: Predicate | None = None,
    cites: Citation | None = None,
    says: str | Mapping[str, str] | None = None,
    since: date | None = None,
    until: date | None = None,
    discharged: Predicate | None = None,
    discharged_by: Iterable[str] = (),
    scope: Scope = Scope.CASE,
    facts: FactGroup | Iterable[FactGroup] = (),
    reach: Reach = ANYWHERE,
) -> Callable[[Predicate], Duty]:
    """Make a duty of a predicate that says where it arises: `@duty("house.answer", due=..., ...)` above a function.

    Args:
        duty_id: reads like a path, lower case.
        due: the last day on which it is discharged in time, from facts that are days: `lambda f: f.asked_on + DAYS`.
        says: the sentence people see, or one per language; `{days}` stands for a dated number's last name.
        since: the first day in force. `until`: the first day no longer in force.
        discharged: where it has been discharged; left out, it is as soon as it arises no more.
        discharged_by: names of the actions by which it is discharged; where rules refuse all of them, a person decides.
        scope: on what it lies: a case, or an agency on file.
        facts: the lender's own fact groups that the predicates read.
        reach: whom and what it binds, where that is less than its book does.

    Raises:
        ExpressionError: a predicate that could mean two things; the message says how to write it.
        BookError: a duty without an id, a citation, a sentence or a first day, or one that reads what is not there
            where nobody asks for anything.
    """
    said = _said(duty_id, due=due, cites=cites, says=says, since=since)
    setting: dict[str, Any] = {
        "id": duty_id,
        "cites": cites,
        "since": since,
        "until": until,
        "says": {"en": said} if isinstance(said, str) else dict(said),
        "groups": (facts,) if isinstance(facts, FactGroup) else tuple(facts),
        "scope": scope,
        "reach": see_reach("duty", duty_id, reach),
        "discharged_by": frozenset([discharged_by]) if isinstance(discharged_by, str) else frozenset(discharged_by),
    }
    see_provision("duty", duty_id, cites, setting["says"], since, until, shown="of it")
    parts = {"due": (due, Kind.NUMBER), "discharged": (discharged, Kind.FLAG)}
    return lambda arises: _defined(setting, {"arises": (arises, Kind.FLAG), **parts})


def _said(duty_id: Any, **needed: Any) -> Any:
    """The sentence of a duty that says all that it has to.

    Raises:
        BookError: something is left out.
    """
    if callable(duty_id):
        raise BookError("a duty begins with its id: write @duty('house.answer', due=..., ...) above the function")
    missing = [f"{name}=" for name, value in needed.items() if value is None]
    if missing:
        raise BookError(
            f"duty {duty_id} does not say {', '.join(missing)}; every duty says by which day it is due, what it rests on, "
            "its sentence and its first day, e.g. due=lambda f: f.disputed_since + DAYS, "
            "cites=Citation(instrument='Policy 4.2', basis=Basis.HOUSE), says='...', since=date(2026, 1, 1)"
        )
    return needed["says"]


def _defined(setting: Mapping[str, Any], parts: Mapping[str, tuple[Predicate | None, Kind]]) -> Duty:
    known = facts_of(setting["groups"])
    trees, numbers = traced("duty", setting["id"], known.vocabulary, parts)
    see_day(f"duty {setting['id']}, due", trees["due"], known.vocabulary, numbers)
    made = Duty(**setting, **trees, numbers=numbers)  # type: ignore[arg-type]  # the setting was seen part by part
    see_numbers("duty", made)
    _see_readable(made, known)
    return made


def _see_readable(made: Duty, facts: Facts) -> None:
    for name in facts.needed_by([made.standing, made.due]):
        source = facts.fields[name].source
        if name not in facts.trees and source not in _READS[made.scope]:
            raise BookError(
                f"duty {made.id} reads `{name}`, which is a fact of the {source.label}: a duty on "
                f"{'a case' if made.scope is Scope.CASE else 'an agency'} can read facts of "
                f"{', '.join(s.label for s in sorted(_READS[made.scope]))}"
            )
