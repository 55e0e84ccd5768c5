"""Trees to words: what a rule says, for the people it is said to.

"calls today is at least 3, and a hold blocks contact". The phrases are a small table, so that another language is
another table; the grammar here only decides what is said together: denials are pushed inwards, a range or a choice is
said as one, brackets appear only where and meets or. This room must never know what a rule is for, or cite anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from debtflow.expressions.tree import Constant, Fact, Kind, Node, Operation, Parameter, operation
from debtflow.expressions.vocabulary import Field, Vocabulary

__all__ = ["ENGLISH", "Phrases", "words"]

_DAY: Final = "day"
_MINUTE: Final = "minute of day"
_OPPOSITES: Final = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "and": "or", "or": "and"}
# Joined in a sum or product, these need brackets to be read rightly.
_COMPOUND: Final = frozenset({"add", "sub", "neg", "where", "count"})


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language; `{...}` are places. Comparisons of moments (days, minutes) have their own."""

    eq: str = "{a} is {b}"
    ne: str = "{a} is not {b}"
    lt: str = "{a} is below {b}"
    le: str = "{a} is at most {b}"
    gt: str = "{a} is above {b}"
    ge: str = "{a} is at least {b}"
    moment_lt: str = "{a} is before {b}"
    moment_le: str = "{a} is {b} or earlier"
    moment_gt: str = "{a} is after {b}"
    moment_ge: str = "{a} is {b} or later"
    between: str = "{a} is between {b} and {c}"
    not_one_of: str = "{a} is neither {b}"
    last_choice: str = " or "
    last_denied_choice: str = " nor "
    comma: str = ", "
    conjunction: str = ", and "
    disjunction: str = ", or "
    denial: str = "it is not so that {a}"
    same: str = "either both or neither of these: {a}; {b}"
    differ: str = "exactly one of these: {a}; {b}"
    add: str = " plus "
    sub: str = "{a} minus {b}"
    mul: str = "{a} times {b}"
    neg: str = "minus {a}"
    where: str = "{b} if {a}, otherwise {c}"
    smallest: str = "the smallest of {a}"
    greatest: str = "the greatest of {a}"
    earliest: str = "the earliest of {a}"
    latest: str = "the latest of {a}"
    last_listed: str = " and "
    count: str = "the number of these that hold: {a}"
    semicolon: str = "; "
    bracket: str = "({a})"
    parameter: str = "{b} ({a})"
    always: str = "always"
    never: str = "never"


ENGLISH: Final = Phrases()


def words(
    node: Node,
    vocabulary: Mapping[str, Field] | Vocabulary | None = None,
    *,
    values: Mapping[str, int] | None = None,
    phrases: Phrases = ENGLISH,
) -> str:
    """The tree as a fragment of a sentence.

    `vocabulary` gives labels, codes and units by the full names of facts; without it, or for a fact that it does not
    have, the name is shown with blanks for underscores. A unit "minute of day" shows 480 as 08:00, "day" shows an
    ordinal day number as an ISO date, and others are shown as plain numbers. A dated parameter is shown by its name;
    once bound, or named in `values`, by its number with the name behind it.
    """
    by_fact = vocabulary.by_fact() if isinstance(vocabulary, Vocabulary) else vocabulary or {}
    return _Speaker(by_fact, values or {}, phrases).say(node)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """One telling of one tree."""

    declared: Mapping[str, Field]
    values: Mapping[str, int]
    phrases: Phrases

    def say(self, node: Node, *, unit: str = "", codes: type[IntEnum] | None = None) -> str:
        """The node in words; constants take the unit or the codes of what they stand beside."""
        match node:
            case Constant():
                return self._constant(node, unit, codes)
            case Parameter(name):
                if name not in self.values:
                    return name
                return self.phrases.parameter.format(a=name, b=_shown(self.values[name], unit))
            case Fact(name):
                return self._field(name).label or _spaced(name)
            case Operation("not", (part,)):
                return self._denied(part)
            case Operation("and" | "or"):
                return self._joined(node)
            case Operation(kind=Kind.FLAG) if node.op != "where":
                return self._comparison(node)
            case Operation():
                return self._number(node, unit, codes)

    def _field(self, name: str) -> Field:
        return self.declared.get(name) or Field(Kind.NUMBER)

    def _constant(self, node: Constant, unit: str, codes: type[IntEnum] | None) -> str:
        if node.kind is Kind.FLAG:
            return self.phrases.always if node.value else self.phrases.never
        if node.bound_parameter is not None:
            return self.phrases.parameter.format(a=node.bound_parameter, b=_shown(node.value, unit))
        if node.label:
            return _spaced(node.label.rpartition(".")[2].lower())
        if codes is not None and any(member == node.value for member in codes):
            return _spaced(codes(node.value).name.lower())
        return _shown(node.value, unit)

    def _denied(self, part: Node) -> str:
        """A denial, said as far inside as words allow: not "not at least 3" but "below 3"."""
        match part:
            case Constant(value, kind):
                return self.say(Constant(1 - value, kind))
            case Fact(name):
                return self._field(name).denied or self.phrases.denial.format(a=self.say(part))
            case Operation("not", (inner,)):
                return self.say(inner)
            case Operation("and" | "or", operands):
                return self.say(operation(_OPPOSITES[part.op], *(_opposite(each) for each in operands)))
            case Operation(op, operands) if op in _OPPOSITES:
                return self.say(operation(_OPPOSITES[op], *operands))
        return self.phrases.denial.format(a=self.say(part))

    def _joined(self, node: Operation) -> str:
        """A chain of and, or of or: neighbours that make a range or a choice are said as one."""
        clauses: list[str] = []
        parts = [_settled(part) for part in node.operands]
        while parts:
            said, used = self._range(node.op, parts) or self._choice(node.op, parts) or (None, 1)
            if said is None:
                said = self.say(parts[0])
                if isinstance(parts[0], Operation) and parts[0].op in ("and", "or") and not self._is_one(parts[0]):
                    said = self.phrases.bracket.format(a=said)
            clauses.append(said)
            del parts[:used]
        last = self.phrases.conjunction if node.op == "and" else self.phrases.disjunction
        return _list(clauses, self.phrases.comma, last)

    def _is_one(self, part: Operation) -> bool:
        """Whether the whole chain is said as one range or choice, which needs no brackets."""
        parts = [_settled(each) for each in part.operands]
        said = self._range(part.op, parts) or self._choice(part.op, parts)
        return said is not None and said[1] == len(parts)

    def _range(self, op: str, parts: list[Node]) -> tuple[str, int] | None:
        """`x >= a` and `x <= b`, side by side: "x is between a and b", and how many parts that said."""
        match parts[:2]:
            case [Operation("ge", (subject, low)), Operation("le", (same, high))] if op == "and" and subject == same:
                unit = self._unit(subject)
                low_end, high_end = self.say(low, unit=unit), self.say(high, unit=unit)
                return self.phrases.between.format(a=self._bracketed(subject), b=low_end, c=high_end), 2
        return None

    def _choice(self, op: str, parts: list[Node]) -> tuple[str, int] | None:
        """`x == a` or `x == b` or ...: "x is a, b or c"; `x != a` and `x != b`: "x is neither a nor b"."""
        wanted = "eq" if op == "or" else "ne"
        if not isinstance(parts[0], Operation) or parts[0].op != wanted or parts[0].operands[0].kind is Kind.FLAG:
            return None
        subject = parts[0].operands[0]
        choices: list[Node] = []
        for part in parts:
            if not isinstance(part, Operation) or part.op != wanted or part.operands[0] != subject:
                break
            choices.append(part.operands[1])
        if len(choices) < 2:
            return None
        unit, codes = self._unit(subject), self._codes(subject)
        said = [self.say(choice, unit=unit, codes=codes) for choice in choices]
        phrase = self.phrases.eq if wanted == "eq" else self.phrases.not_one_of
        last = self.phrases.last_choice if wanted == "eq" else self.phrases.last_denied_choice
        return phrase.format(a=self._bracketed(subject), b=_list(said, self.phrases.comma, last)), len(choices)

    def _comparison(self, node: Operation) -> str:
        first, second = node.operands
        if first.kind is Kind.FLAG:
            phrase = self.phrases.same if node.op == "eq" else self.phrases.differ
            return phrase.format(a=self.say(first), b=self.say(second))
        unit = self._unit(first) or self._unit(second)
        codes = self._codes(first) or self._codes(second)
        moment = unit in (_DAY, _MINUTE) and node.op not in ("eq", "ne")
        phrase = str(getattr(self.phrases, f"moment_{node.op}" if moment else node.op))
        return phrase.format(a=self._bracketed(first, unit, codes), b=self._bracketed(second, unit, codes))

    def _bracketed(self, node: Node, unit: str = "", codes: type[IntEnum] | None = None) -> str:
        """A side of a comparison; only a choice or a count is long enough to be put in brackets there."""
        said = self.say(node, unit=unit, codes=codes)
        long = isinstance(node, Operation) and node.op in ("where", "count")
        return self.phrases.bracket.format(a=said) if long else said

    def _number(self, node: Operation, unit: str, codes: type[IntEnum] | None) -> str:
        """Arithmetic and choices. What is added to a moment is a length of time, so it has no unit of its own."""
        phrases, parts = self.phrases, node.operands
        unit, codes = unit or self._unit(node), codes or self._codes(node)
        match node.op:
            case "add":
                return phrases.add.join(self._term(part) for part in parts)
            case "sub" | "mul":
                return str(getattr(phrases, node.op)).format(
                    a=self._term(parts[0], node.op), b=self._term(parts[1], "mul")
                )
            case "neg":
                return phrases.neg.format(a=self._term(parts[0], "mul"))
            case "where":
                then, otherwise = (self.say(part, unit=unit, codes=codes) for part in parts[1:])
                return phrases.where.format(a=self.say(parts[0]), b=then, c=otherwise)
            case "count":
                return phrases.count.format(a=phrases.semicolon.join(self.say(part) for part in parts))
        least = node.op == "min"
        of_moments = (
            (phrases.earliest, phrases.latest) if unit in (_DAY, _MINUTE) else (phrases.smallest, phrases.greatest)
        )
        listed = _list([self.say(part, unit=unit) for part in parts], phrases.comma, phrases.last_listed)
        return of_moments[0 if least else 1].format(a=listed)

    def _term(self, node: Node, within: str = "add") -> str:
        """An operand of arithmetic, in brackets where words would otherwise run together."""
        long = (
            isinstance(node, Operation) and node.op in _COMPOUND and not (within != "mul" and node.op in ("add", "sub"))
        )
        return self.phrases.bracket.format(a=self.say(node)) if long else self.say(node)

    def _unit(self, node: Node) -> str:
        """The unit of a number: that of its facts, as long as it is still one of them and not a difference."""
        match node:
            case Fact(name):
                return self._field(name).unit
            case Operation("add" | "min" | "max", parts):
                return next((unit for unit in map(self._unit, parts) if unit), "")
            case Operation("where", (_, then, otherwise)):
                return self._unit(then) or self._unit(otherwise)
            case Operation("sub", (first, second)) if not self._unit(second):
                return self._unit(first)
        return ""

    def _codes(self, node: Node) -> type[IntEnum] | None:
        match node:
            case Fact(name, _, codes):
                return self._field(name).codes or codes
            case Operation("where", (_, then, otherwise)):
                return self._codes(then) or self._codes(otherwise)
        return None


def _opposite(node: Node) -> Node:
    return node.operands[0] if isinstance(node, Operation) and node.op == "not" else operation("not", node)


def _settled(node: Node) -> Node:
    """The part with a denial of a comparison or chain worked in, so that ranges and choices are seen behind it."""
    match node:
        case Operation("not", (Operation("not", (inner,)),)):
            return _settled(inner)
        case Operation("not", (Operation("and" | "or" as op, operands),)):
            return operation(_OPPOSITES[op], *(_opposite(each) for each in operands))
        case Operation("not", (Operation(op, operands),)) if op in _OPPOSITES and operands[0].kind is Kind.NUMBER:
            return operation(_OPPOSITES[op], *operands)
    return node


def _shown(value: int, unit: str) -> str:
    if unit == _MINUTE and 0 <= value <= 24 * 60:
        return f"{value // 60:02}:{value % 60:02}"
    if unit == _DAY and 1 <= value <= date.max.toordinal():
        return date.fromordinal(value).isoformat()
    return str(value)


def _spaced(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ")


def _list(items: list[str], comma: str, last: str) -> str:
    if len(items) < 2:
        return "".join(items)
    # "a, b, and c" for clauses, "a, b or c" for choices: the language's table has the last joint.
    return comma.join(items[:-1]) + last + items[-1]
