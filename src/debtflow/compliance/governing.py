"""The governing rules of one kind of action on one day, compiled to one function.

All rules that look at an action become one Python function that derives only the facts they read and answers with a
bit mask of *all* rules that stand in the way. Where a fact is not known, the slow path asks by three-valued logic
whether any value of it would change the answer. The source is made from traced trees alone. Nothing here knows what
is done with the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

from debtflow.compliance.facts import MOVES_WITH_TIME, FactField, Facts, Source, attribute_value
from debtflow.compliance.rules import Rule
from debtflow.compliance.situation import Situation
from debtflow.errors import FactError
from debtflow.expressions import (
    Kind,
    Node,
    Operation,
    facts_read,
    function,
    interval,
    mask_lines,
    possible,
    source,
    substitute,
    walk,
)
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.lifecycle.primitives import CaseKept
from debtflow.records.contacts import Tally
from debtflow.records.debts import Debt
from debtflow.records.findings import Tone
from debtflow.records.stages import phase_of

__all__ = ["Answer", "Governing", "Screen", "rules_fingerprint"]

Answer = tuple[int, tuple[int, ...], int]
"""The mask of failing rules, the facts that were read (in the order of `Governing.names`), the mask of unknown facts."""


class Screen:
    """Conditions over facts, compiled to one function that answers with the mask of all that hold.

    Attributes:
        conditions: the trees; bit i of every mask is condition i.
        also: further trees whose facts are read with them.
        names: the facts that are read or computed, in order.
        run: situation -> Answer.
        masked: the values of `names` -> mask.
    """

    def __init__(
        self, conditions: Sequence[Node], facts: Facts, assume: Mapping[str, int], also: Sequence[Node] = ()
    ) -> None:
        self.facts = facts
        self.assume = dict(assume)
        self.conditions = tuple(conditions)
        self.also = tuple(also)
        self.names = tuple(facts.needed_by([*self.conditions, *self.also]))
        self.place = {name: at for at, name in enumerate(self.names)}
        # Only what comes from outside can be unknown; a derived fact is as known as what it is derived from.
        self.given = tuple(name for name in self.names if name not in facts.trees)
        self.run: Callable[[Situation], Answer] = self._compiled_run()
        self.masked: Callable[[Sequence[int]], int] = self._compiled_mask()

    # ---- compiling ------------------------------------------------------------------------------------------------

    def _compiled_run(self) -> Callable[[Situation], Answer]:
        lines, scope = ["def run(s):", " u = 0"], {"phase_of": phase_of}
        for at, name in enumerate(self.names):
            if name in self.facts.trees:
                lines.append(f" v{at} = {source(self.facts.trees[name], self._local)}")
                continue
            declared = self.facts.fields[name]
            lines.append(f" v{at} = {_reading(declared, at, scope)}")
            if declared.may_be_unknown:
                lines.append(f" if v{at} is None: v{at} = {declared.filler}; u |= {1 << at}")
        lines += self._mask_body()
        values = ", ".join(f"v{at}" for at in range(len(self.names)))
        lines.append(f" return m, ({values},), u" if self.names else " return m, (), u")
        run: Callable[[Situation], Answer] = _function("run", _hoisted(lines), scope)
        return run

    def _compiled_mask(self) -> Callable[[Sequence[int]], int]:
        values = ", ".join(f"v{at}" for at in range(len(self.names)))
        lines = ["def masked(values):", f" ({values},) = values" if self.names else " pass"]
        masked: Callable[[Sequence[int]], int] = _function("masked", [*lines, *self._mask_body(), " return m"], {})
        return masked

    def _mask_body(self) -> list[str]:
        return [" " + line for line in mask_lines(self.conditions, self._local)] if self.conditions else [" m = 0"]

    def _local(self, name: str) -> str:
        return f"v{self.place[name]}"

    # ---- unknown facts --------------------------------------------------------------------------------------------

    def rests_on(self, name: str) -> int:
        """The facts from outside on which a fact rests, as a mask of `names`: itself, or what it is derived from."""
        sources = self.facts.needed_by([self.facts.trees[name]]) if name in self.facts.trees else [name]
        return sum(1 << self.place[source] for source in sources if source not in self.facts.trees)

    @cached_property
    def expanded(self) -> tuple[Node, ...]:
        """The conditions over given facts only: every derived fact replaced by its tree."""
        return tuple(self._expand(condition) for condition in self.conditions)

    def _expand(self, node: Node) -> Node:
        while True:
            derived = {name: self.facts.trees[name] for name in facts_read(node) if name in self.facts.trees}
            if not derived:
                return node
            node = substitute(node, derived)

    def settle(self, values: tuple[int, ...], unknown: int) -> tuple[int, int, tuple[int, ...], int]:
        """The slow path where facts are unknown: assumptions first, then three-valued logic.

        Returns:
            the mask of rules that stand in the way for certain, the mask of those that are undetermined, the facts
            with the assumed ones filled in, and the mask of facts that were assumed.
        """
        assumed = _mask(name in self.assume and unknown >> at & 1 for at, name in enumerate(self.names))
        known = dict(zip(self.names, values, strict=True))
        known |= {name: self.assume[name] for at, name in enumerate(self.names) if assumed >> at & 1}
        ranges = {
            name: self.facts.fields[name].field.range
            for at, name in enumerate(self.names)
            if unknown >> at & 1 and not assumed >> at & 1
        }
        given = {name: known[name] for name in self.given if name not in ranges}
        failing = undetermined = 0
        for bit, condition in enumerate(self.expanded):
            answer = possible(condition, given, ranges)
            if answer is None:
                undetermined |= 1 << bit
            elif answer:
                failing |= 1 << bit
        filled = self._computed(known)
        return failing, undetermined, filled, assumed

    def _computed(self, known: dict[str, int]) -> tuple[int, ...]:
        for name in self.names:
            if name in self.facts.trees:
                low, high = _value_of(self.facts.trees[name], known)
                known[name] = low if low == high else known[name]
        return tuple(known[name] for name in self.names)


def rules_fingerprint(rules: Sequence[str], assume: Mapping[str, int]) -> str:
    """The fingerprint of governing rules from theirs, in order, and from what is assumed."""
    printed = "\n".join([*rules, *(f"{fact}={value}" for fact, value in sorted(assume.items()))])
    return sha256(printed.encode()).hexdigest()[:16]


class Governing(Screen):
    """The rules that govern one action name in one epoch, compiled.

    Attributes:
        rules: the rules, bit i of every mask is rule i.
        refusing, approving: masks of the rules that refuse, and of those that ask for a second person.
        fingerprint: of the rules with their numbers; stored with every decision.
        facts_text: a template that writes the facts read as JSON.
    """

    def __init__(
        self, rules: Sequence[Rule], facts: Facts, day: int, assume: Mapping[str, int], label: str = ""
    ) -> None:
        self.rules = tuple(rules)
        self.day = day
        self.label = label
        super().__init__([rule.bound(day) for rule in self.rules], facts, assume)
        self.refusing = _mask(rule.tone in (Tone.FORBID, Tone.PRESUME) for rule in self.rules)
        self.approving = _mask(rule.tone is Tone.APPROVE for rule in self.rules)
        self.blocking = self.refusing | self.approving
        self.fingerprint = rules_fingerprint([rule.fingerprint() for rule in self.rules], assume)
        self.facts_text = "{" + ",".join(f'"{name}":%d' for name in self.names) + "}"

    # ---- reading about them ---------------------------------------------------------------------------------------

    def facts_of_rule(self, bit: int) -> tuple[str, ...]:
        """The given facts that a rule rests on (derived ones followed to where they come from), with the derived."""
        needed = set(self.facts.needed_by([self.conditions[bit]]))
        return tuple(name for name in self.names if name in needed)

    def moves_with_time(self, bit: int, unknown: int = 0) -> bool:
        """Whether time alone could change that rule's answer. What is not known does not become known by itself."""
        return any(
            self.facts.fields[name].source in MOVES_WITH_TIME and not unknown & self.rests_on(name)
            for name in self.facts_of_rule(bit)
        )

    def minutes(self, values: Sequence[int]) -> set[int]:
        """The minutes of the day at which a comparison with the clock changes its answer, the other facts as given."""
        always, otherwise = self._turns
        known, found = dict(zip(self.names, values, strict=True)), set(always)
        for part, clock in otherwise:
            found |= _turns_of(part, clock, known)
        return found

    @cached_property
    def _turns(self) -> tuple[frozenset[int], list[tuple[Node, str]]]:
        """The minutes at which comparisons of the clock alone turn, and the comparisons that read other facts too."""
        always, otherwise = set[int](), list[tuple[Node, str]]()
        for part in walk(*self.expanded):
            if not isinstance(part, Operation) or part.kind is not Kind.FLAG or part.operands[0].kind is Kind.FLAG:
                continue
            read = facts_read(part)
            for name in read:
                declared = self.facts.fields[name]
                if declared.source is Source.CLOCK and declared.field.unit == "minute of day":
                    if len(read) == 1:
                        always |= _turns_of(part, name, {})
                    else:
                        otherwise.append((part, name))
        return frozenset(always), otherwise


_DAY = range(24 * 60)


def _turns_of(comparison: Node, clock: str, known: Mapping[str, int]) -> set[int]:
    others = sorted(facts_read(comparison) - {clock})
    ask, values = function(comparison, [clock, *others]), [known[name] for name in others]
    answers = [ask(minute, *values) for minute in _DAY]
    return {minute for minute in _DAY[1:] if answers[minute] != answers[minute - 1]}


def _mask(flags: Any) -> int:
    return sum(1 << bit for bit, flag in enumerate(flags) if flag)


def _value_of(node: Node, known: Mapping[str, int]) -> tuple[int, int]:
    return interval(node, known, {})


def _reading(declared: FactField, at: int, scope: dict[str, Any]) -> str:
    if isinstance(declared.read, str):
        return declared.read
    if declared.read is not None:
        scope[f"r{at}"] = declared.read if declared.is_own else partial(_read, declared)
        return f"r{at}(s)"
    scope[f"r{at}"] = partial(_attribute, declared)
    return f"r{at}(s.case.debt)"


def _read(declared: FactField, situation: Situation) -> int | None:
    """A lender's reading, held to what was declared: every other reading of a rule rests on kind and bounds."""
    label, (low, high) = declared.field.label, declared.field.range
    assert callable(declared.read)
    try:
        value = declared.read(situation)
    except Exception as problem:
        raise FactError(f"the fact {label!r} could not be read: {type(problem).__name__}: {problem}") from problem
    if value is not None and not (isinstance(value, int) and low <= value <= high):
        raise FactError(
            f"the fact {label!r} was read as {value!r}; it is declared as a whole number from {low} to {high}, or None where "
            "it is not known"
        )
    return value


def _attribute(declared: FactField, debt: Debt) -> int | None:
    """A lender's fact from the debt's attributes; a text that is no value of it is a mistake in that debt."""
    try:
        return attribute_value(debt.attributes, declared.attribute or "", declared)
    except FactError as problem:
        raise FactError(f"debt {debt.id}: {problem}") from None


# What several facts are read from, with a short name each and the fields of what is there; longer paths first, as they
# contain the shorter. A field of a named tuple is read by its place, which takes two thirds of the time.
_SHARED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("d", "s.overdue()", ()),
    ("k", "s.case.kept", CaseKept._fields),
    ("c", "s.case", Case._fields),
    ("w", "s.reached.counts", Tally._fields),
    ("o", "s.reached", Dossier._fields),
)


def _hoisted(lines: Sequence[str]) -> list[str]:
    """The function with what several facts are read from looked up once."""
    head, *body = lines
    text = "\n".join(body)
    for local, path, fields in _SHARED:
        read = re.compile(rf"(?<=[ (]){re.escape(path)}(?=[.\[])")
        if len(read.findall(text)) > 1:
            text = f" {local} = {path}\n" + read.sub(local, text)
            for place, field in enumerate(fields):
                text = re.sub(rf"(?<=[ (]){local}\.{field}\b", f"{local}[{place}]", text)
    return [head, text]


def _function(name: str, lines: Sequence[str], scope: dict[str, Any]) -> Any:
    exec("\n".join(lines), scope)  # source made from checked trees and attribute paths only
    return scope[name]
