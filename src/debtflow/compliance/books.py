"""Rulebooks: rules under a name and a version, joined, and asked by action and day.

Two books join where they do not contradict each other. What a house may do to a law is little: tighten it by rules of
its own, and downgrade a presumption by name with a reason; nothing else loosens. It may ask what would happen with
another number of the law (`with_value`), in a book that knows it (`what_ifs`) and decides nothing for real. Which rules look at an action changes only on certain days; between two of them (an epoch) the
rules are compiled once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from types import FunctionType
from typing import Any

from debtflow.compliance.cards import book_card
from debtflow.compliance.duties import Duty, Scope, Standings
from debtflow.compliance.facts import Facts
from debtflow.compliance.governing import Governing
from debtflow.compliance.hooks import Check
from debtflow.compliance.loosening import MEND, how_it_differs, how_the_number_differs
from debtflow.compliance.provisions import Provision, facts_of
from debtflow.compliance.reach import ANYWHERE, Asked, Reach
from debtflow.compliance.rules import Rule
from debtflow.compliance.whatifs import WhatIf, as_if, what_ifs_of, with_number
from debtflow.errors import BookError
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.records.findings import Tone
from debtflow.values.law import Dated

__all__ = ["Rulebook"]


class Rulebook:
    """Rules under a name and a version.

    Args:
        name, version: printed with every decision.
        rules: rules with different ids.
        checks: checks for what no fact can say.
        duties: duties with different ids.
        assume: fact -> value that stands in where the fact is not known; named in every decision that reads it.
        reach: whose law it is, whom it binds and on which products; rules may narrow it.

    Raises:
        BookError: two rules of one id, two different numbers of one name, an assumption about no fact, or one rule
            where several are expected.
    """

    def __init__(
        self,
        name: str,
        version: str,
        rules: Iterable[Rule],
        *,
        checks: Iterable[Check] = (),
        duties: Iterable[Duty] = (),
        assume: Mapping[str, int] | None = None,
        reach: Reach = ANYWHERE,
    ) -> None:
        self.name = name
        self.version = version
        self.reach = reach
        self.rules: dict[str, Rule] = {}
        for rule in _several(name, rules, "rules"):
            if not isinstance(rule, Rule):
                raise BookError(f"rulebook {name}: {_named(rule)} is no rule; define it with @rule(...)")
            if rule.id in self.rules and self.rules[rule.id] is not rule:
                raise BookError(f"rulebook {name}: two rules are called {rule.id}; give one another id")
            self.rules[rule.id] = rule
        self.checks = tuple(dict.fromkeys(_several(name, checks, "checks")))
        for each in self.checks:
            if not isinstance(each, Check):
                raise BookError(f"rulebook {name}: {_named(each)} is no check; define it with @check(...)")
            if each.id in self.rules or sum(each.id == other.id for other in self.checks) > 1:
                raise BookError(f"rulebook {name}: the check {each.id} has the id of another check or rule; rename it")
        self.duties: dict[str, Duty] = {}
        for each_duty in _several(name, duties, "duties"):
            if not isinstance(each_duty, Duty):
                raise BookError(f"rulebook {name}: {_named(each_duty)} is no duty; define it with @duty(...)")
            if each_duty.id in self.rules or self.duties.setdefault(each_duty.id, each_duty) is not each_duty:
                raise BookError(f"rulebook {name}: the duty {each_duty.id} has the id of another; rename it")
        provisions: list[Provision] = [*self.rules.values(), *self.duties.values()]
        self.facts = facts_of(dict.fromkeys(group for each in provisions for group in each.groups))
        self.numbers = _numbers(name, provisions)
        self.what_ifs: tuple[WhatIf, ...] = what_ifs_of(provisions)
        self.assume = dict(assume or {})
        for fact, value in self.assume.items():
            _check_assumption(self.facts, fact, value)
        self.sources = frozenset(
            self.facts.fields[name].source
            for rule in self.rules.values()
            for name in self.facts.needed_by([rule.condition])
        )
        self._standings: dict[tuple[Scope, int], Standings] = {}
        self._epochs: dict[str, tuple[int, ...]] = {}
        self._compiled: dict[tuple[str, int], Governing] = {}
        self._by_day: dict[tuple[str, int], Governing] = {}

    @property
    def label(self) -> str:
        """Name and version, as printed with every decision."""
        return f"{self.name} {self.version}"

    def __or__(self, other: Rulebook) -> Rulebook:
        """Both books together.

        Raises:
            BookError: a rule, a number or an assumption that the two books state differently, or what is no book.
        """
        if not isinstance(other, Rulebook):
            raise BookError(
                f"cannot join {self.label} and {getattr(other, 'id', other)!r}: only rulebooks join; put rules into one"
            )
        self._see_stated_alike(other)
        for fact in self.assume.keys() & other.assume.keys():
            if self.assume[fact] != other.assume[fact]:
                raise BookError(f"cannot join {self.label} and {other.label}: they assume {fact} differently")
        merged = {**self.rules, **{i: r for i, r in other.rules.items() if i not in self.rules}}
        checks = dict.fromkeys([*self.checks, *other.checks])
        duties = {**other.duties, **self.duties}.values()
        label = f"{self.name} + {other.name}", _joined_version(self, other)
        reach = self.reach.joined(other.reach)
        joined = Rulebook(*label, merged.values(), checks=checks, duties=duties, reach=reach)
        return joined.assuming(**{**self.assume, **other.assume}) if self.assume or other.assume else joined

    def _see_stated_alike(self, other: Rulebook) -> None:
        for rule_id in sorted(self.rules.keys() & other.rules.keys()):
            mine, theirs = self.rules[rule_id], other.rules[rule_id]
            if mine.fingerprint() != theirs.fingerprint():
                how = how_it_differs(mine, theirs, self.facts.joined(other.facts), (self.label, other.label))
                raise BookError(f"{_apart(self, other)}: they state rule {rule_id} differently; {how}; {MEND}")
        for name in sorted(self.numbers.keys() & other.numbers.keys()):
            number, another = self.numbers[name], other.numbers[name]
            if not _same_number(number, another):
                reading = [r for r in (*self.rules.values(), *other.rules.values()) if name in r.numbers]
                how = how_the_number_differs(number, another, reading, self.facts.joined(other.facts))
                raise BookError(
                    f"{_apart(self, other)}: two different numbers are called {name} ({how}); give yours another name: {MEND}"
                )
        for duty_id in sorted(self.duties.keys() & other.duties.keys()):
            if self.duties[duty_id].fingerprint() != other.duties[duty_id].fingerprint():
                raise BookError(f"{_apart(self, other)}: they state duty {duty_id} differently; give yours another id")

    def _changed(self, note: str = "", **parts: Any) -> Rulebook:
        """The same book with other parts; a note goes into the version."""
        version = f"{self.version} ({note})" if note else self.version
        same: dict[str, Any] = {
            "rules": self.rules.values(),
            "checks": self.checks,
            "duties": self.duties.values(),
            "assume": self.assume,
            "reach": self.reach,
        }
        return Rulebook(self.name, version, **{**same, **parts})

    # ---- what a house may do to a book ----------------------------------------------------------------------------

    def with_value(self, name: str, value: int) -> Rulebook:
        """Another value of that dated number, on every day; named in the version.

        A number of the house's own is changed so. Of a number of the law it is a what-if: the book knows it, and a
        caseload refuses to decide by it for real.

        Raises:
            BookError: no rule of this book reads a number of that name.
        """
        if name not in self.numbers:
            raise BookError(f"no rule reads a number called {name!r}; {did_you_mean(name, self.numbers)}")
        changed = self.numbers[name].replaced(value)
        rules = [with_number(rule, changed) for rule in self.rules.values()]
        duties = [with_number(duty, changed) for duty in self.duties.values()]
        return self._changed(f"{name} = {value}", rules=rules, duties=duties)

    def with_presumption(self, rule_id: str, tone: Tone, *, because: str) -> Rulebook:
        """Downgrade a rebuttable presumption, by name and with a reason. The only loosening there is.

        Raises:
            BookError: the rule is no presumption, is not in this book, or no reason is given.
        """
        rule = self.rule(rule_id)
        if rule.tone is not Tone.PRESUME:
            raise BookError(f"{rule_id} is no presumption but {rule.tone}: it cannot be downgraded")
        if not isinstance(tone, Tone) or tone not in (Tone.APPROVE, Tone.ADVISE):
            raise BookError(f"{rule_id}: a presumption can be downgraded to APPROVE or ADVISE, not {tone!r}")
        if not because.strip():
            raise BookError(f"{rule_id}: say why it is downgraded: because='...'")
        changed = rule.noted(f"downgraded to {tone} because {because}", tone=tone)
        rules = [changed if r.id == rule_id else r for r in self.rules.values()]
        return self._changed(f"{rule_id} {tone}", rules=rules)

    def as_if_since(self, day: date, *, because: str) -> Rulebook:
        """The same rules as if they had been in force since `day`: an illustration, named wherever they are printed.

        Rules that began earlier keep their dates. For trying today's rules on data of the past; never for judging it.
        """
        note = f"as if in force since {day.isoformat()}: {because}"
        rules = [as_if(rule, day).noted(note) if rule.since > day else rule for rule in self.rules.values()]
        duties = [as_if(duty, day) for duty in self.duties.values()]
        return self._changed(f"as if since {day.isoformat()}", rules=rules, duties=duties)

    def assuming(self, **facts: int) -> Rulebook:
        """Let a value stand in where a fact is not known; it is named in every decision that reads it."""
        return self._changed(assume={**self.assume, **facts})

    def narrowed(self, asked: Asked) -> Rulebook:
        """What of it governs that role, product and day; the version says for whom. See `catalogue.chosen`."""

        def wanted(each: Provision) -> bool:
            return each.reach.covers(asked) and (asked.day is None or each.in_force(asked.day.toordinal()))

        rules = [rule for rule in self.rules.values() if wanted(rule)]
        duties = [duty for duty in self.duties.values() if wanted(duty)]
        return self._changed(asked.words, rules=rules, duties=duties)

    def see_real(self) -> None:
        """See that it states the law as it is, so that it may decide.

        Raises:
            BookError: it has what-ifs of the law; the message says what to do instead.
        """
        if self.what_ifs:
            raise BookError(
                f"rulebook {self.label} asks what if ({'; '.join(map(str, self.what_ifs))}) and decides nothing for real; "
                "tighten a law by a rule of your own, downgrade a presumption with book.with_presumption(...), or open a "
                "caseload for trying it out, with what_if=True"
            )

    # ---- asking ---------------------------------------------------------------------------------------------------

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id.

        Raises:
            BookError: there is none; the message names the nearest.
        """
        if rule_id not in self.rules:
            raise BookError(f"{self.label} has no rule {rule_id!r}; {did_you_mean(rule_id, self.rules)}")
        return self.rules[rule_id]

    def in_force(self, day: date, action: str | None = None) -> tuple[Rule, ...]:
        """The rules in force on that day, all or those that look at actions of that name."""
        number = day.toordinal()
        return tuple(
            rule
            for rule in self.rules.values()
            if rule.in_force(number) and (action is None or rule.governs_action(action))
        )

    def governing(self, action: str, day: int) -> Governing:
        """The rules that look at that action on that day number, compiled."""
        found = self._by_day.get((action, day))
        return found if found is not None else self._governing(action, day)

    def _governing(self, action: str, day: int) -> Governing:
        epochs = self._epochs.get(action)
        if epochs is None:
            looking = [rule for rule in self.rules.values() if rule.governs_action(action)]
            epochs = self._epochs[action] = tuple(
                sorted({boundary for rule in looking for boundary in rule.boundaries})
            )
        epoch = bisect_right(epochs, day)
        compiled = self._compiled.get((action, epoch))
        if compiled is None:
            rules = self.in_force(date.fromordinal(day), action)
            compiled = Governing(rules, self.facts, day, self.assume, self.label)
            self._compiled[action, epoch] = compiled
        if len(self._by_day) > 10_000:
            self._by_day.clear()
        self._by_day[action, day] = compiled
        return compiled

    def governing_until(self, action: str, first_day: int, last_day: int) -> list[Governing]:
        """The governing rules of every epoch between two day numbers, both included."""
        found = [self.governing(action, first_day)]
        changes = (day for day in self._epochs[action] if first_day < day <= last_day)
        return found + [self.governing(action, day) for day in changes]

    def standings(self, scope: Scope, day: int) -> Standings:
        """The duties of that scope that are in force on that day number, compiled."""
        found = self._standings.get((scope, day))
        if found is None:
            duties = [duty for duty in self.duties.values() if duty.scope is scope and duty.in_force(day)]
            if len(self._standings) > 1_000:
                self._standings.clear()
            found = self._standings[scope, day] = Standings(duties, self.facts, day, self.assume)
        return found

    def checks_for(self, action: str) -> tuple[Check, ...]:
        """The checks that look at that action."""
        return tuple(check for check in self.checks if check.governs_action(action))

    def fingerprint(self) -> str:
        """SHA-256 over all rules with their numbers."""
        return sha256("\n".join(rule.fingerprint() for rule in self.rules.values()).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The book as JSON, enough to explain an old decision."""
        return {
            "name": self.name,
            "version": self.version,
            "assume": dict(self.assume),
            "rules": [rule.to_json() for rule in self.rules.values()],
            "duties": [duty.to_json() for duty in self.duties.values()],
        }

    def _repr_html_(self) -> str:
        rules = [(rule, rule.tone) for rule in self.rules.values()]
        checks = [(each.id, each.tone, each.cites) for each in self.checks]
        return book_card(self.label, rules, checks, self.duties.values(), map(str, self.what_ifs))

    def __repr__(self) -> str:
        return f"<Rulebook {self.label}: {len(self.rules)} rules, {len(self.checks)} checks>"


def _named(given: object) -> str:
    """What was handed in, as its author knows it."""
    return f"the function {given.__name__}" if isinstance(given, FunctionType) else repr(given)


def _several(book: str, given: object, what: str) -> Iterable[Any]:
    """What was given, where it is several rules or checks; one alone is a mistake that is easily made.

    Raises:
        BookError: it is one, another book, or none; the message says how to write it.
    """
    if isinstance(given, Rule | Check):
        raise BookError(f"rulebook {book}: {what} is {given.id} alone; put it into a list, as in [my_{what[:-1]}]")
    if isinstance(given, Rulebook):
        raise BookError(f"rulebook {book}: {what} is another rulebook, {given.label}; join the two with `|`")
    if not isinstance(given, Iterable):
        raise BookError(f"rulebook {book}: {what} is {given!r}; write a list of those defined with @{what[:-1]}(...)")
    return given


def _numbers(book: str, provisions: Iterable[Provision]) -> dict[str, Dated]:
    numbers: dict[str, Dated] = {}
    for each in provisions:
        for name, number in each.numbers.items():
            if not _same_number(numbers.setdefault(name, number), number):
                raise BookError(f"rulebook {book}: two different numbers are called {name}; give one another name")
    return numbers


def _same_number(one: Dated, other: Dated) -> bool:
    return one is other or (dict(one.values) == dict(other.values) and one.until == other.until)


def _apart(one: Rulebook, other: Rulebook) -> str:
    return f"cannot join {one.label} and {other.label}"


def _check_assumption(facts: Facts, fact: str, value: int) -> None:
    declared = facts.fields.get(fact)
    if declared is None:
        raise BookError(f"cannot assume {fact!r}: no such fact; {did_you_mean(fact, facts.fields)}")
    if fact in facts.trees:
        sources = ", ".join(name for name in facts.needed_by([facts.trees[fact]]) if name not in facts.trees)
        raise BookError(f"cannot assume {fact!r}: it is derived; assume what it is derived from ({sources})")
    low, high = declared.field.range
    if not isinstance(value, int) or not low <= value <= high:
        raise BookError(f"cannot assume {fact} = {value!r}: its values are whole numbers from {low} to {high}")


def _joined_version(one: Rulebook, other: Rulebook) -> str:
    return one.version if one.version == other.version else f"{one.version} + {other.version}"
