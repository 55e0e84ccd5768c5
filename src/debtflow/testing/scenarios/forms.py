"""The forms that a scenario file is made of, and how each is read: a text, a choice, a list, a table of keys, names.

A form is declared once. It reads its part of a YAML file, noting every mistake with its line, and it says what it takes as
a part of a JSON Schema; so an editor that knows the schema and the reader cannot drift apart. This room knows YAML's nodes
and no debt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from debtflow.errors import DebtflowError
from debtflow.expressions.vocabulary import did_you_mean

__all__ = ["Choice", "Either", "Form", "Key", "ListOf", "Mistake", "Mistakes", "Names", "Read", "Table", "Text", "ecma"]


class Mistake(NamedTuple):
    """Something in a file that means nothing: where it stands and what is wrong with it.

    Attributes:
        line: counted from one; 0 = the file as a whole.
        story: the name of the scenario in which it stands; empty = in the head of the file.
        text: the line as it stands, where it is one of a scenario.
    """

    file: str
    line: int
    problem: str
    story: str = ""
    text: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        told = f"\n    {self.text}" if self.text else ""
        return f"{place}{f', in {self.story!r}' if self.story else ''}: {self.problem}{told}"


@dataclass
class Mistakes:
    """The mistakes of one file, in the order in which they were found."""

    file: str
    found: list[Mistake] = field(default_factory=list)

    def note(self, line: int, problem: str, story: str = "", text: str = "") -> None:
        """Keep one."""
        self.found.append(Mistake(self.file, line, problem, story, text))


class Read(dict[str, Any]):
    """What was read of a table or of names: values by key, and the line on which each stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class Form(Protocol):
    """A part of a file: read from a node, and said as a schema."""

    def read(self, node: Node, mistakes: Mistakes, where: str) -> Any:
        """What stands there; None where it is a mistake, which is noted."""

    def schema(self) -> dict[str, Any]:
        """The same as a JSON Schema."""


def line_of(node: Node) -> int:
    """The line of a node, counted from one."""
    return int(node.start_mark.line) + 1


def _kind(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return repr(node.value) if node.value else "nothing"
    return "a list" if isinstance(node, SequenceNode) else "names with values"


def ecma(pattern: str) -> str:
    """A pattern of Python's as JSON Schema wants it: the whole text, and groups without names."""
    return f"^(?:{re.sub(r'[(][?]P<[a-z_]+>', '(?:', pattern)})$"


@dataclass(frozen=True)
class Text:
    """One value in writing.

    Attributes:
        words: what is expected, with an example.
        pattern: the form of the whole text; empty = any.
        made: what is made of it; a `DebtflowError` or `ValueError` is noted as a mistake.
        whole_number: whether an editor may take it for a number.
    """

    words: str
    pattern: str = ""
    made: Callable[[str], Any] = str
    whole_number: bool = False

    def read(self, node: Node, mistakes: Mistakes, where: str) -> Any:
        """The value that was made of the text."""
        if not isinstance(node, ScalarNode) or not node.value.strip():
            mistakes.note(line_of(node), f"{where}: expected {self.words}, found {_kind(node)}")
            return None
        if self.pattern and not re.fullmatch(self.pattern, node.value):
            mistakes.note(line_of(node), f"{where}: expected {self.words}, found {node.value!r}")
            return None
        try:
            return self.made(node.value)
        except (DebtflowError, ValueError) as problem:
            mistakes.note(line_of(node), f"{where}: expected {self.words}, found {node.value!r} ({problem})")
            return None

    def schema(self) -> dict[str, Any]:
        """A string, with its pattern."""
        said: dict[str, Any] = {"type": ["string", "integer", "boolean"] if self.whole_number else "string"}
        return said | {"description": self.words} | ({"pattern": ecma(self.pattern)} if self.pattern else {})


@dataclass(frozen=True)
class Choice:
    """One of a few words, and what each means."""

    words: str
    names: Mapping[str, Any]

    def read(self, node: Node, mistakes: Mistakes, where: str) -> Any:
        """What the word means."""
        if isinstance(node, ScalarNode) and node.value in self.names:
            return self.names[node.value]
        found = _kind(node)
        near = f"; {did_you_mean(node.value, self.names)}" if isinstance(node, ScalarNode) else ""
        mistakes.note(line_of(node), f"{where}: expected {self.words}, found {found}{near}")
        return None

    def schema(self) -> dict[str, Any]:
        """An enumeration; `no` and `yes` are truth values to some editors."""
        values: list[Any] = list(self.names)
        if "yes" in self.names:
            values += [True, False]
        return {"enum": values, "description": self.words}


@dataclass(frozen=True)
class ListOf:
    """Several of one form, between brackets or one below the other.

    Attributes:
        words: what is expected, with an example.
        some: whether it takes at least one.
    """

    form: Form
    words: str
    some: bool = False

    def read(self, node: Node, mistakes: Mistakes, where: str) -> Any:
        """The values, without those that are mistakes."""
        if not isinstance(node, SequenceNode) or (self.some and not node.value):
            mistakes.note(line_of(node), f"{where}: expected {self.words}, found {_listed(node)}")
            return []
        values = [self.form.read(each, mistakes, where) for each in node.value]
        return [value for value in values if value is not None]

    def schema(self) -> dict[str, Any]:
        """An array."""
        said: dict[str, Any] = {"type": "array", "items": self.form.schema(), "description": self.words}
        return said | ({"minItems": 1} if self.some else {})


def _listed(node: Node) -> str:
    return "an empty list" if isinstance(node, SequenceNode) else _kind(node)


class Key(NamedTuple):
    """A key of a table: its name, what stands behind it, what it means, and whether it must be there."""

    name: str
    form: Form
    means: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """A few known keys, each with a form of its own.

    Attributes:
        words: what it is, as in "a debt".
    """

    words: str
    keys: Sequence[Key]

    def read(self, node: Node, mistakes: Mistakes, where: str) -> Any:
        """The values by key."""
        known, found = {key.name: key for key in self.keys}, Read()
        if not isinstance(node, MappingNode):
            needs = next((key.name for key in self.keys if key.required), self.keys[0].name)
            mistakes.note(
                line_of(node), f"{where or 'the file'}: expected {self.words}, as {needs}: ..., found {_kind(node)}"
            )
            return found
        before = f"{where}: " if where else ""
        for name, value in _pairs(node, mistakes, where):
            key = known.get(name.value) if isinstance(name, ScalarNode) else None
            if key is None:
                shown = name.value if isinstance(name, ScalarNode) else _kind(name)
                near = did_you_mean(str(shown), known)
                mistakes.note(line_of(name), f"{before}{self.words} has no key {shown!r}; {near}")
                continue
            found.lines[key.name] = line_of(name)
            # Values keep `None` out of the table, so that `.get` means "not said, or said wrongly".
            if (read := key.form.read(value, mistakes, f"{where}, {key.name}" if where else key.name)) is not None:
                found[key.name] = read
        for key in self.keys:
            if key.required and key.name not in found.lines:
                mistakes.note(line_of(node), f"{where or self.words}: the key {key.name!r} is missing: {key.means}")
        return found

    def schema(self) -> dict[str, Any]:
        """An object with these keys and no other."""
        return {
            "type": "object",
            "description": self.words,
            "additionalProperties": False,
            "required": [key.name for key in self.keys if key.required],
            "properties": {key.name: {**key.form.schema(), "description": key.means} for key in self.keys},
        }


@dataclass(frozen=True)
class Names:
    """Any names, each with a value of one form.

    Attributes:
        words: what is expected, with an example.
        name: the form of the names; left out, any text.
        what: what one of them is, as in "debt": a mistake in its value is told with it.
        some: whether it takes at least one.
    """

    form: Form
    words: str
    name: Text | None = None
    what: str = ""
    some: bool = False

    def read(self, node: Node, mistakes: Mistakes, where: str) -> Any:
        """The values by name, the names as they are written."""
        found = Read()
        if not isinstance(node, MappingNode) or (self.some and not node.value):
            mistakes.note(line_of(node), f"{where}: expected {self.words}, found {_kind(node)}")
            return found
        for name, value in _pairs(node, mistakes, where):
            if not isinstance(name, ScalarNode) or not name.value:
                mistakes.note(line_of(name), f"{where}: expected a name, found {_kind(name)}")
                continue
            if self.name is not None and self.name.read(name, mistakes, where) is None:
                continue
            found.lines[name.value] = line_of(name)
            told = f"{self.what} {name.value!r}" if self.what else f"{where}, {name.value}"
            found[name.value] = self.form.read(value, mistakes, told)
        return found

    def schema(self) -> dict[str, Any]:
        """An object with any keys, or those of the pattern."""
        said: dict[str, Any] = {"type": "object", "description": self.words, "additionalProperties": self.form.schema()}
        if self.name is not None and self.name.pattern:
            said["propertyNames"] = {"pattern": ecma(self.name.pattern)}
        return said | ({"minProperties": 1} if self.some else {})


@dataclass(frozen=True)
class Either:
    """A list in short, or a table of keys in full."""

    short: Form
    full: Form

    def read(self, node: Node, mistakes: Mistakes, where: str) -> Any:
        """Whichever it is; what is neither is told as the short form."""
        return (self.full if isinstance(node, MappingNode) else self.short).read(node, mistakes, where)

    def schema(self) -> dict[str, Any]:
        """One of the two."""
        return {"anyOf": [self.short.schema(), self.full.schema()]}


def _pairs(node: MappingNode, mistakes: Mistakes, where: str) -> list[tuple[Node, Node]]:
    """The names and values of a node; a name that stands twice is a mistake, and the first one counts."""
    first: dict[str, Node] = {}
    pairs = []
    for name, value in node.value:
        if isinstance(name, ScalarNode) and name.value in first:
            earlier = line_of(first[name.value])
            mistakes.note(
                line_of(name), f"{where + ': ' if where else ''}{name.value!r} stands on line {earlier} already"
            )
            continue
        if isinstance(name, ScalarNode):
            first[name.value] = name
        pairs.append((name, value))
    return pairs
