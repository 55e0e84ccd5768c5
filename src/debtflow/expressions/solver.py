"""Trees to solver terms: the reading of an expression that answers for all cases at once.

A case gives every fact a value that its declaration allows: numbers within their bounds, codes that are members, flags.
A `Prover` asks whether a flag holds in each such case, in any, and whether two trees ever differ. Numbers are exact
here, as in Python; where declared bounds keep arithmetic within int64, columns and frames agree.

House rules. First, "yes, always" is said only if the solver has shown that there is no case against it; when the time
is up the answer is "not known". Second, a case is handed out only once the Python reading has confirmed it, so that a
slip in this room can lose an answer but not invent an example. Third, z3 is imported only when a prover is made; this
is the one room of the floor that imports it. This room must never know what a rule or a book of rules is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from debtflow.errors import ExpressionError
from debtflow.expressions.python import function, sketch
from debtflow.expressions.tree import Constant, Fact, Kind, Node, Operation, Parameter, substitute, walk
from debtflow.expressions.vocabulary import Field, Vocabulary, did_you_mean
from debtflow.expressions.words import ENGLISH, Phrases, value_words

__all__ = ["Answer", "Case", "Prover"]

Values: TypeAlias = dict[str, int | bool]

# What the solver has no types for: its own terms.
_Term: TypeAlias = Any

_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "sub": operator.sub,
    "mul": operator.mul,
}


# Two facts that must stay close to one another creep towards nothing by ones; nobody waits for that.
_MOST_PASSES: Final = 64


@dataclass(frozen=True, slots=True)
class Case:
    """A value for every fact that was asked about: `facts` by full name, `words` as people read them.

    Codes are said by name, days as dates, minutes of the day as times.
    """

    _facts: tuple[tuple[str, int | bool], ...]
    _words: tuple[tuple[str, str], ...]

    @property
    def facts(self) -> Values:
        """The values by the full names of the facts."""
        return dict(self._facts)

    @property
    def words(self) -> dict[str, str]:
        """The same values in words."""
        return dict(self._words)

    def __str__(self) -> str:
        return ", ".join(f"{name} = {said}" for name, said in self._words) or "every case"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no, or not known; and the case that shows it, where one case can.

    `truth` is None when the time was up or the solver gave up; `because` says which. `case` is an example for
    `possible`, a counterexample for the other questions. As a truth value an answer that is not known raises
    `ExpressionError`: neither `if` nor `if not` may take it for something.
    """

    truth: bool | None
    case: Case | None = None
    because: str = ""

    def __bool__(self) -> bool:
        if self.truth is None:
            raise ExpressionError(
                f"not known ({self.because}): allow more seconds, or ask `.truth`, which is None here"
            )
        return self.truth

    def __str__(self) -> str:
        if self.truth is None:
            return f"not known ({self.because})"
        said = "yes" if self.truth else "no"
        return said if self.case is None else f"{said}: {self.case}"


class Prover:
    """Asks about trees over the facts of these vocabularies.

    `given` are flags taken as true in every case: what is known of facts together (calls today are no more than calls
    in seven days). `seconds` is the limit of each question. A prover may be asked many questions, from one thread at a
    time; several provers are independent.

    Raises `ExpressionError` for what is no vocabulary or no tree, for a fact that no vocabulary declares or declares as another kind, for codes none of which
    is within the bounds, for a parameter that is not bound, where no case agrees with all that is given, and where that
    cannot be told in time. Raises `ImportError` without z3.
    """

    def __init__(
        self,
        *vocabularies: Vocabulary,
        given: Sequence[Node] = (),
        seconds: float = 10.0,
        phrases: Phrases = ENGLISH,
    ) -> None:
        if not seconds > 0:
            raise ExpressionError(f"a question needs some time: {seconds} seconds are none")
        for words in vocabularies:
            if not isinstance(words, Vocabulary):
                raise ExpressionError(
                    f"a prover is made of vocabularies, found {words!r} ({type(words).__name__}); hand in the "
                    "vocabulary of the facts, e.g. Prover(book.facts.vocabulary)"
                )
        self._z3 = _z3()
        # A context of its own: z3's shared one is not safe between threads, and carries over from question to question.
        self._context = self._z3.Context()
        self._declared = {name: each for words in vocabularies for name, each in words.by_fact().items()}
        self._milliseconds = max(1, int(seconds * 1000))
        self._phrases = phrases
        self._terms: dict[Node, _Term] = {}
        self._given: tuple[Node, ...] = ()
        for flag in given:
            _refuse_number(flag, "what is given")
        if given:
            self._given = tuple(given)
            agreed = self._asked((), lambda: self._z3.BoolVal(True, self._context), lambda: True)
            if agreed.truth is False:
                raise ExpressionError("no case agrees with all that is given: anything could be proved of none")
            if agreed.truth is None:
                raise ExpressionError(f"whether any case agrees with what is given is not known: {agreed.because}")

    # Questions -------------------------------------------------------------------------------------------------------

    def possible(self, node: Node) -> Answer:
        """Whether the flag is true in some case; yes brings an example."""
        _refuse_number(node, "possible()")
        return self._asked((node,), lambda term: term, bool)

    def holds_always(self, node: Node) -> Answer:
        """Whether the flag is true in every case; no brings a counterexample."""
        _refuse_number(node, "holds_always()")
        return _denied(self._asked((node,), self._z3.Not, operator.not_))

    def implies(self, one: Node, other: Node) -> Answer:
        """Whether the second flag is true wherever the first is; a first that never is implies anything."""
        _refuse_number(one, "implies()")
        _refuse_number(other, "implies()")

        def differ(first: _Term, second: _Term) -> _Term:
            return self._z3.And(first, self._z3.Not(second))

        return _denied(self._asked((one, other), differ, lambda first, second: bool(first and not second)))

    def equivalent(self, one: Node, other: Node) -> Answer:
        """Whether the two, both flags or both numbers, answer the same in every case."""
        for node in (one, other):
            _see_tree(node, "equivalent()")
        if one.kind is not other.kind:
            raise ExpressionError(
                f"`{sketch(one)}` answers a {one.kind.value} and `{sketch(other)}` a {other.kind.value}: "
                "compare two of one kind"
            )
        return _denied(self._asked((one, other), operator.ne, operator.ne))

    def _asked(self, nodes: tuple[Node, ...], ask: Callable[..., _Term], stands: Callable[..., bool]) -> Answer:
        """Whether there is a case of which both readings say so: `ask` in the solver's terms, `stands` in Python."""
        every = (*nodes, *self._given)
        fields = self._fields(every)
        # A solver for each question: one that is kept is no quicker, and its cases would depend on earlier questions.
        # The simple one leaves out tactics that cost four times what they save on questions of this size.
        solver = self._z3.SimpleSolver(ctx=self._context)
        solver.set("timeout", self._milliseconds)
        solver.add(*self.domain(*every), *map(self.term, self._given), ask(*map(self.term, nodes)))
        found = solver.check()
        if found == self._z3.unsat:
            return Answer(False)
        if found != self._z3.sat:
            return Answer(None, because=str(solver.reason_unknown()))
        confirmed = _confirming(nodes, self._given, fields, stands)
        values = self._values(solver.model(), fields)
        if not confirmed(values):
            raise ExpressionError(
                f"the solver and Python read this differently at {self._case(values, fields)}: please report it, with "
                f"{', '.join(f'`{sketch(node)}`' for node in every)}"
            )
        return Answer(True, self._case(_simplest(values, fields, confirmed), fields))

    # Terms -----------------------------------------------------------------------------------------------------------

    def term(self, node: Node) -> _Term:
        """The tree as a term of the solver: Int for a number, Bool for a flag."""
        made = self._terms
        if node not in made:
            for part in (each for each in walk(node) if each not in made):
                made[part] = self._operation(part) if isinstance(part, Operation) else self._leaf(part)
        return made[node]

    def domain(self, *nodes: Node) -> list[_Term]:
        """What the declarations say of the facts that the trees read: bounds, and codes that are members."""
        said: list[_Term] = []
        for name, declared in self._fields(nodes).items():
            if declared.kind is Kind.FLAG:
                continue
            term = self.term(Fact(name, Kind.NUMBER))
            if declared.codes is not None:
                said.append(self._z3.Or([term == code for code in _members(name, declared)]))
            else:
                low, high = declared.range
                said += [term >= low, term <= high]
        return said

    def _leaf(self, node: Constant | Fact | Parameter) -> _Term:
        z3, context = self._z3, self._context
        match node:
            case Constant(value, Kind.FLAG):
                return z3.BoolVal(bool(value), context)
            case Constant(value):
                return z3.IntVal(value, context)
            case Fact(name, Kind.FLAG):
                return z3.Bool(name, context)
            case Fact(name):
                return z3.Int(name, context)
        raise ExpressionError(f"the parameter `{node.name}` is not bound to a number yet; use `bind` first")

    def _operation(self, node: Operation) -> _Term:
        z3 = self._z3
        parts = [self._terms[operand] for operand in node.operands]
        match node.op:
            case "and":
                return z3.And(parts)
            case "or":
                return z3.Or(parts)
            case "not":
                return z3.Not(parts[0])
            case "neg":
                return -parts[0]
            case "add":
                return z3.Sum(parts)
            case "count":
                one, none = (z3.IntVal(value, self._context) for value in (1, 0))
                return z3.Sum([z3.If(flag, one, none) for flag in parts])
            case "where":
                return z3.If(*parts)
            case "min" | "max":
                found = parts[0]
                for part in parts[1:]:
                    found = z3.If(found <= part if node.op == "min" else found >= part, found, part)
                return found
        return _COMPARISONS[node.op](*parts)

    # Cases -----------------------------------------------------------------------------------------------------------

    def _fields(self, nodes: tuple[Node, ...]) -> dict[str, Field]:
        """The facts that the trees read, as declared, in the order in which they are read."""
        fields: dict[str, Field] = {}
        for fact in (part for part in walk(*nodes) if isinstance(part, Fact)):
            declared = self._declared.get(fact.name)
            if declared is None:
                raise ExpressionError(f"no fact called `{fact.name}`; {did_you_mean(fact.name, self._declared)}")
            if declared.kind is not fact.kind:
                raise ExpressionError(f"the fact `{fact.name}` is a {declared.kind.value}, not a {fact.kind.value}")
            fields[fact.name] = declared
        return fields

    def _values(self, model: _Term, fields: Mapping[str, Field]) -> Values:
        values: Values = {}
        for name, declared in fields.items():
            found = model.eval(self.term(Fact(name, declared.kind)), model_completion=True)
            values[name] = self._z3.is_true(found) if declared.kind is Kind.FLAG else found.as_long()
        return values

    def _case(self, values: Values, fields: Mapping[str, Field]) -> Case:
        said = {name: value_words(int(value), fields[name], self._phrases) for name, value in values.items()}
        return Case(tuple(values.items()), tuple(said.items()))


def _z3() -> Any:
    try:
        import z3
    except ImportError as missing:
        raise ImportError("the solver needs z3; install it with the extra: debtflow[verify]") from missing
    return z3


def _see_tree(node: Node, asked: str) -> None:
    if not isinstance(node, Constant | Fact | Parameter | Operation):
        raise ExpressionError(
            f"{asked} takes a tree, found {node!r} ({type(node).__name__}); trace(predicate, vocabulary, "
            "expects=Kind.FLAG, what='...') makes one of a predicate"
        )


def _refuse_number(node: Node, asked: str) -> None:
    _see_tree(node, asked)
    if node.kind is not Kind.FLAG:
        raise ExpressionError(f"{asked} takes a flag, and `{sketch(node)}` answers a number: compare it first")


def _denied(found: Answer) -> Answer:
    """The answer to "always?", from whether there is a case against it."""
    return Answer(None if found.truth is None else not found.truth, found.case, found.because)


def _members(name: str, declared: Field) -> list[int]:
    low, high = declared.range
    members = [int(code) for code in declared.codes or () if low <= code <= high]
    if not members:
        raise ExpressionError(f"no code of the fact `{name}` is within its bounds {low} to {high}: it has no value")
    return members


# From the solver's case to one that people can read -------------------------------------------------------------------


def _confirming(
    nodes: tuple[Node, ...], given: tuple[Node, ...], fields: Mapping[str, Field], stands: Callable[..., bool]
) -> Callable[[Values], bool]:
    """Whether a case is one of those asked for, by declarations and the Python reading alone."""
    # Plain names: `p.x` and `p_x` would be one keyword.
    plain: dict[str, Node] = {name: Fact(f"f{at}", each.kind) for at, (name, each) in enumerate(fields.items())}
    arguments = [fact.name for fact in plain.values() if isinstance(fact, Fact)]
    asked = [function(substitute(node, plain), arguments) for node in nodes]
    agreed = [function(substitute(node, plain), arguments) for node in given]

    def confirmed(values: Values) -> bool:
        each = list(values.values())
        allowed = all(_allowed(name, values[name], declared) for name, declared in fields.items())
        return allowed and all(flag(*each) for flag in agreed) and stands(*(ask(*each) for ask in asked))

    return confirmed


def _allowed(name: str, value: int | bool, declared: Field) -> bool:
    if declared.codes is not None:
        return value in _members(name, declared)
    low, high = declared.range
    return low <= value <= high


def _simplest(values: Values, fields: Mapping[str, Field], confirmed: Callable[[Values], bool]) -> Values:
    """The case with each value moved towards nothing as far as the case still stands: the solver likes odd numbers."""
    for _ in range(_MOST_PASSES):
        before = values
        for name, declared in fields.items():
            for simpler in _simpler(name, values[name], declared):
                if confirmed({**values, name: simpler}):
                    values = {**values, name: simpler}
                    break
        if values is before:
            break
    return values


def _simpler(name: str, value: int | bool, declared: Field) -> Iterator[int | bool]:
    """Values before this one, the simplest first: no; the first code; the number nearest to 0, the same without its sign,
    then half way there.
    """
    if declared.kind is Kind.FLAG:
        if value:
            yield False
        return
    if declared.codes is not None:
        members = _members(name, declared)
        yield from members[: members.index(int(value))]
        return
    low, high = declared.range
    step = value - min(max(0, low), high)
    if step < 0 < -value <= high:
        yield from (value - step, -value)
    while step:
        yield value - step
        step = step // 2 if step > 0 else -(-step // 2)
