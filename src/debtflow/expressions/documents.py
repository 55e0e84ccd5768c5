"""Trees as JSON: how an expression is kept beside the decisions that it led to, and read again years later.

Every tree can be written, and reads back equal: bound numbers with the name of their parameter, codes with the label
that their author wrote. The enum behind a coded fact is Python and is not written; a reader that has the vocabulary gets
it back, and is told where the two have drifted apart. The written form is old data as soon as it is stored: what is
changed here must still read it, and must not change a fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from debtflow.errors import ExpressionError
from debtflow.expressions.tree import MAX_DEPTH, Constant, Fact, Kind, Node, Operation, Parameter, kind_of, walk
from debtflow.expressions.vocabulary import Field, Vocabulary, did_you_mean

__all__ = ["fingerprint", "from_json", "to_json"]


def to_json(node: Node) -> list[Any]:
    """The tree as nested lists of str and int: `["ge", ["fact", "calls", "number"], ["constant", 7, "number", ""]]`.

    The enum behind a coded fact is not written; its members are, as labels of constants. Do not change the answer in
    place: equal parts may be the same list.
    """
    made: dict[Node, list[Any]] = {}
    for part in walk(node):
        match part:
            case Constant(value, kind, label):
                made[part] = ["constant", value, kind.value, label]
            case Fact(name, kind):
                made[part] = ["fact", name, kind.value]
            case Parameter(name):
                made[part] = ["parameter", name]
            case Operation(op, operands):
                made[part] = [op, *(made[operand] for operand in operands)]
    return made[node]


def from_json(obj: object, *vocabularies: Vocabulary) -> Node:
    """The tree that `to_json` wrote. Raises `ExpressionError`, naming the place, for anything else.

    With vocabularies, coded facts get their enum back; and a fact that none of them declares, or declares as another
    kind, is refused, and so is the label of a code whose number is another one today. Without them the document is
    taken at its word, as an old decision must be.
    """
    return _Reader(vocabularies).read(obj, "the expression", 0)


class _Reader:
    """One reading of one document."""

    def __init__(self, vocabularies: tuple[Vocabulary, ...]) -> None:
        self.checks = bool(vocabularies)
        self.declared: Mapping[str, Field] = {
            name: declared for words in vocabularies for name, declared in words.by_fact().items()
        }
        enums = {each.codes for each in self.declared.values() if each.codes is not None}
        names = [enum.__name__ for enum in enums]
        # A label has the enum's bare name; where two enums share it, nothing can be said of it.
        self.codes = {enum.__name__: enum for enum in enums if names.count(enum.__name__) == 1}
        # `to_json` gives equal parts as one list; written out, they can be more than there is time for.
        self.done: dict[int, Node] = {}

    def read(self, obj: object, place: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ExpressionError(f"{place}: nested deeper than {MAX_DEPTH}")
        if not isinstance(obj, (list, tuple)) or not obj or not isinstance(obj[0], str):
            raise ExpressionError(f"{place}: expected a list that begins with the name of a node, not {obj!r}")
        if id(obj) in self.done:
            return self.done[id(obj)]
        head, rest = obj[0], obj[1:]
        operands: tuple[Node, ...] = ()
        if head not in ("constant", "fact", "parameter"):
            operands = tuple(self.read(part, f"{place}[{at}]", depth + 1) for at, part in enumerate(rest, 1))
        try:
            node = Operation(head, operands, kind_of(head, operands)) if operands else self._leaf(head, rest)
        except ExpressionError as mistake:
            raise ExpressionError(f"{place}: {mistake}") from None
        self.done[id(obj)] = node
        return node

    def _leaf(self, head: str, rest: Any) -> Node:
        match head, rest:
            case "constant", [int(value), str(kind), str(label)] if not isinstance(value, bool):
                return self._checked(Constant(value, _kind(kind), label))
            case "fact", [str(name), str(kind)]:
                return Fact(name, _kind(kind), self._codes_of(name, _kind(kind)))
            case "parameter", [str(name)]:
                return Parameter(name)
            case (("constant" | "fact" | "parameter"), _):
                raise ExpressionError(f"not a {head}: {[head, *rest]!r}")
        return Operation(head, (), kind_of(head, ()))  # refused there, as an unknown operation or one of nothing

    def _codes_of(self, name: str, kind: Kind) -> type[IntEnum] | None:
        if not self.checks:
            return None
        declared = self.declared.get(name)
        if declared is None:
            raise ExpressionError(f"no fact called `{name}`; {did_you_mean(name, self.declared)}")
        if declared.kind is not kind:
            raise ExpressionError(f"the fact `{name}` is a {declared.kind.value} today, not a {kind.value}")
        return declared.codes

    def _checked(self, constant: Constant) -> Constant:
        """The constant, its label compared with the enum of that name; labels of other enums are left alone."""
        enum, _, member = constant.label.rpartition(".")
        codes = self.codes.get(enum)
        if codes is not None and constant.bound_parameter is None:
            today = codes.__members__.get(member)
            if today is None:
                raise ExpressionError(f"`{constant.label}` is no code today; {did_you_mean(member, codes.__members__)}")
            if today != constant.value:
                raise ExpressionError(f"`{constant.label}` is {today.value} today, not {constant.value}")
        return constant


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as mistake:
        raise ExpressionError(f"{mistake}; a kind is `number` or `flag`") from None


def fingerprint(*nodes: Node) -> str:
    """The SHA-256 (64 hex digits) of the trees' canonical JSON: the same in every process, for equal trees only."""
    return hashlib.sha256(_canonical(to_json(node) for node in nodes)).hexdigest()


def _canonical(documents: Iterable[list[Any]]) -> bytes:
    return json.dumps(list(documents), separators=(",", ":"), ensure_ascii=True).encode("ascii")
