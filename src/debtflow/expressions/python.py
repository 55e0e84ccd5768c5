"""Trees to Python source: the reading of an expression that guards one live case, in nanoseconds.

Sources are plain expressions over names that the caller supplies; a caller fuses many of them into one function. Facts
must be exact ints, and flags bools (0 and 1 also do, but then an `and` may answer 1 where it would say True). This room
writes text and compiles it; it must never know which rules are asked, or of whom.

A mask has bit i set iff node i is true. Measured on CPython 3.11, most nodes false: a statement per node
(`if a: m |= 1`) only jumps over what is false, 4 to 5 ns a simple rule; as one expression, 3 to 5 ns, if it first asks
whether any node is true, and only then adds up the bits (9 ns without that question; `+` of small ints is specialised
by the interpreter, `|` is not). Where something is often true, the expression does the work twice: use statements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from debtflow.errors import ExpressionError
from debtflow.expressions.tree import Constant, Fact, Kind, Node, Operation, Parameter, facts_read, walk

__all__ = ["Names", "function", "mask_lines", "mask_source", "sketch", "source"]

Names: TypeAlias = Mapping[str, str] | Callable[[str], str]

_COMPARISONS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_OPPOSITES: Final = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}

# What may stand beside an operator without brackets: a name, an attribute, an index by a literal.
_ATOM: Final = re.compile(r"\w+(\.\w+|\[[\w'\"]+\])*")


def source(node: Node, names: Names) -> str:
    """The Python expression for the tree, in brackets where needed; a flag answers a bool, a number an exact int.

    `names` gives the Python expression that reads each fact (a mapping or a function of the fact's name). Raises
    `ExpressionError` for a fact without a name, a parameter that is not bound, or a name `min` or `max`, which the
    expression itself uses.
    """
    return _texts((node,), names)[0]


def sketch(node: Node) -> str:
    """The tree as an author might have written it, for messages: facts and parameters by their own names."""
    return _texts((node,), str, shows_parameters=True)[0]


def mask_source(nodes: Sequence[Node], names: Names) -> str:
    """One expression: the int whose bit i is set iff the flag `nodes[i]` is true. Names and errors as `source`."""
    texts = _flags(nodes, names)
    terms = [f"({1 << bit} if {text} else 0)" for bit, text in enumerate(texts)]
    return f"(({' + '.join(terms)}) if ({' or '.join(texts)}) else 0)" if terms else "0"


def mask_lines(nodes: Sequence[Node], names: Names, target: str = "m") -> list[str]:
    """The same mask as statements, which are faster: `m = 0`, then a line for each node. Names and errors as `source`.

    The lines have no indentation and read nothing but the facts; `target` is the local variable they leave the mask in.
    """
    return [f"{target} = 0", *(f"if {text}: {target} |= {1 << bit}" for bit, text in enumerate(_flags(nodes, names)))]


def function(node: Node, arguments: Sequence[str]) -> Callable[..., bool | int]:
    """The tree as a function of the named facts, in this order, by position or by keyword.

    A dot in a fact's name becomes an underscore in the keyword. Flags may be given as bool or 0 and 1; the answer is a
    bool or an int. Raises `ExpressionError` for a fact that is read but not among the arguments, and for two arguments
    of one name.
    """
    missing = sorted(facts_read(node) - set(arguments))
    if missing:
        raise ExpressionError(f"the expression reads {', '.join(missing)}, which is not among the arguments")
    keywords = [name.replace(".", "_") for name in arguments]
    if len(set(keywords)) < len(keywords):
        raise ExpressionError(f"two arguments have one name: {', '.join(keywords)}")
    text = source(node, dict(zip(arguments, keywords, strict=True)))
    answer = f"True if {text} else False" if node.kind is Kind.FLAG else f"int({text})"
    scope: dict[str, object] = {"__builtins__": {"min": min, "max": max, "int": int}}
    compiled: Callable[..., bool | int] = eval(f"lambda {', '.join(keywords)}: {answer}", scope)
    return compiled


def _flags(nodes: Sequence[Node], names: Names) -> list[str]:
    for at, node in enumerate(nodes):
        if node.kind is not Kind.FLAG:
            raise ExpressionError(f"a mask has a bit for each flag; node {at} answers a number: {sketch(node)}")
    return _texts(nodes, names)


def _texts(nodes: Sequence[Node], names: Names, *, shows_parameters: bool = False) -> list[str]:
    """The sources of several trees, shared parts written once."""
    read = names.__getitem__ if isinstance(names, Mapping) else names
    written: dict[Node, str] = {}
    for part in walk(*nodes):
        match part:
            case Constant(value, kind):
                text = str(bool(value)) if kind is Kind.FLAG else str(value)
                written[part] = f"({text})" if value < 0 else text
            case Fact(name):
                written[part] = _name(name, read)
            case Parameter(name) if shows_parameters:
                written[part] = name
            case Parameter(name):
                raise ExpressionError(f"the parameter `{name}` is not bound to a number yet; use `bind` first")
            case Operation():
                written[part] = _operation(part, written)
    return [written[node] for node in nodes]


def _name(fact: str, read: Callable[[str], str]) -> str:
    try:
        text = read(fact)
    except KeyError:
        raise ExpressionError(f"no Python name was given for the fact `{fact}`") from None
    if text in ("min", "max"):
        raise ExpressionError(f"the fact `{fact}` cannot be called `{text}` in source, which uses that function")
    return text if _ATOM.fullmatch(text) else f"({text})"


def _operation(part: Operation, written: Mapping[Node, str]) -> str:
    texts = [written[operand] for operand in part.operands]
    match part.op:
        case "and" | "or":
            return f"({f' {part.op} '.join(_chain(part, part.op, written))})"
        case "not":
            return _denied(part.operands[0], written)
        case "add" | "sub":
            return f"({_sum(part, written)})"
        case "mul":
            return f"({texts[0]} * {texts[1]})"
        case "neg":
            return f"(-{texts[0]})"
        case "where":
            return f"({texts[1]} if {texts[0]} else {texts[2]})"
        case "min" | "max":
            return _extreme(part, _chain(part, part.op, written))
        case "count":
            return f"({' + '.join(texts)})" if len(texts) > 1 else f"(1 if {texts[0]} else 0)"
    return f"({texts[0]} {_COMPARISONS[part.op]} {texts[1]})"


def _denied(node: Node, written: Mapping[Node, str]) -> str:
    if isinstance(node, Operation) and node.op in _COMPARISONS:
        first, second = (written[operand] for operand in node.operands)
        return f"({first} {_COMPARISONS[_OPPOSITES[node.op]]} {second})"
    return f"(not {written[node]})"


def _chain(part: Operation, op: str, written: Mapping[Node, str]) -> list[str]:
    """The operands of an associative operation, those nested in it by hand laid flat: brackets must not pile up."""
    texts: list[str] = []
    stack: list[Node] = [part]
    while stack:
        node = stack.pop()
        if isinstance(node, Operation) and node.op == op:
            stack.extend(reversed(node.operands))
        else:
            texts.append(written[node])
    return texts


def _sum(part: Operation, written: Mapping[Node, str]) -> str:
    """`a + b - c` without inner brackets: exact ints may be added in any order."""
    terms: list[str] = []
    stack: list[tuple[Node, bool]] = [(part, True)]
    while stack:
        node, positive = stack.pop()
        if isinstance(node, Operation) and node.op in ("add", "sub"):
            signs: Iterable[bool] = (positive, not positive) if node.op == "sub" else [positive] * len(node.operands)
            stack.extend(reversed(list(zip(node.operands, signs, strict=True))))
        else:
            terms.append(f"{'+' if positive else '-'} {written[node]}")
    return " ".join(terms).removeprefix("+ ")


def _extreme(part: Operation, texts: list[str]) -> str:
    # Two plain names compared are several times faster than a call of the builtin.
    if len(texts) == 2 and all(_ATOM.fullmatch(text) for text in texts):
        first, second = texts
        return f"({first} if {first} {'<=' if part.op == 'min' else '>='} {second} else {second})"
    return f"{part.op}({', '.join(texts)})"
