"""Screening: what the rules say of one kind of action in many cases at once, from columns of facts.

A column is given for each fact that a situation is read for; derived facts are computed from them by the same trees as
live. Each row is answered as its decision would be: every rule that stands in the way, and every rule that an unknown
fact leaves open. Checks look at a case and not at facts, so a book that has some for the action is refused. Nobody is
told here why a row is refused in words; ask a decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from debtflow.compliance.books import Rulebook
from debtflow.compliance.facts import Facts
from debtflow.compliance.governing import Governing
from debtflow.errors import BookError, FactError
from debtflow.expressions import Constant, Kind, Node, substitute
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.lifecycle.workflow import STANDARD

if TYPE_CHECKING:
    from debtflow.expressions.columns import Array

__all__ = ["Screening", "screen"]

_TODAY = "today"


class Screening:
    """What the rules say in every row.

    Attributes:
        governing: the rules that were asked, bit i of every mask is rule i.
        failing: for each row the mask of rules that stand in the way (uint64; over 64 rules: one word for each 64).
        undetermined: for each row the mask of rules that an unknown fact leaves open.
        assumed: the values that stood in where a fact was not known.
    """

    __slots__ = ("assumed", "failing", "governing", "undetermined")

    def __init__(self, governing: Governing, failing: Array, undetermined: Array, assumed: Mapping[str, int]) -> None:
        self.governing = governing
        self.failing = failing
        self.undetermined = undetermined
        self.assumed = dict(assumed)

    def __len__(self) -> int:
        return len(self.failing)

    @property
    def refused(self) -> Array:
        """The rows in which something stands in the way that nobody can approve, or might (bool)."""
        found = self._any(self.failing, self.governing.refusing)
        found |= self._any(self.undetermined, self.governing.blocking)
        return found

    @property
    def needs_approval(self) -> Array:
        """The rows in which all that stands in the way is a second person's yes (bool)."""
        return self._any(self.failing, self.governing.approving) & ~self.refused

    @property
    def permitted(self) -> Array:
        """The rows in which the action may go ahead (bool)."""
        return ~(self.refused | self.needs_approval)

    def rows_of(self, rule_id: str) -> Array:
        """The rows in which that rule stands in the way or is left open (bool).

        Raises:
            BookError: no rule of that id looks at the action on that day.
        """
        bits = {rule.id: 1 << bit for bit, rule in enumerate(self.governing.rules)}
        if rule_id not in bits:
            raise BookError(f"no rule {rule_id!r} looks at this action on that day; {did_you_mean(rule_id, bits)}")
        bit = bits[rule_id]
        return self._any(self.failing, bit) | self._any(self.undetermined, bit)

    def by_rule(self) -> dict[str, tuple[int, int]]:
        """Rule -> in how many rows it stands in the way, and in how many it is left open; rules of no row are left out."""
        found = {}
        for bit, rule in enumerate(self.governing.rules):
            counts = tuple(int(self._any(mask, 1 << bit).sum()) for mask in (self.failing, self.undetermined))
            if any(counts):
                found[rule.id] = counts
        return found  # type: ignore[return-value]  # a tuple of two

    @staticmethod
    def _any(masks: Array, wanted: int) -> Array:
        from debtflow.expressions.columns import any_bit

        return any_bit(masks, wanted)

    def __repr__(self) -> str:
        return f"<Screening of {len(self)} rows by {len(self.governing.rules)} rules>"


def screen(
    book: Rulebook, action: str, day: date, columns: Mapping[str, Array | None], *, rows: int | None = None
) -> Screening:
    """What the rules of a book say of an action in every row of a table of facts. Needs numpy (`debtflow[columns]`).

    Args:
        action: the name of the action: a verb, or a deed such as `place_call`.
        day: the day whose rules and numbers are asked. It is `today` in every row, unless there is such a column.
        columns: fact -> column of one dimension: int64 for numbers, codes, days and amounts, bool for yes or no; a
            masked array where it is not known in some rows, None where it is known in none. Only facts that a situation
            is read for, of which those that no rule reads may be left out.
        rows: how many rows there are, where no column tells.

    Raises:
        FactError: a column that is missing, of no known fact, derived, of another type or length, or with a value
            outside the bounds of its fact; each is named.
        BookError: no such action, or a check looks at it; checks cannot be run over columns.
    """
    from debtflow.expressions.unsettled import settled_masks

    _see_action(book, action)
    governing, facts = book.governing(action, day.toordinal()), book.facts
    _see_names(facts, columns)
    rows = _rows_of(columns, rows)
    constants = {} if _TODAY in columns else {_TODAY: day.toordinal()}
    _see_all_there(governing, columns.keys() | constants.keys() | book.assume.keys())
    known, unknown = dict[str, Any](), dict[str, Any]()
    for name in governing.given:
        values = columns.get(name)
        if values is not None:
            known[name], where = _seen(facts, name, values, rows)
            if where is not None:
                unknown[name] = where
        elif name not in constants:
            unknown[name] = None
    if _TODAY in known:
        days, where = known[_TODAY], unknown.get(_TODAY)
        _see_one_epoch(book, action, governing, days if where is None else days[~where])
    assumed = {name: book.assume[name] for name in unknown if name in book.assume}
    for name, value in assumed.items():
        where = unknown.pop(name)
        if where is None:
            constants[name] = value
        else:
            known[name] = known[name].copy()
            known[name][where] = value
    nodes = _with_constants(governing.expanded, facts, constants)
    ranges = {name: facts.fields[name].field.range for name in unknown}
    failing, undetermined = settled_masks(nodes, known, unknown, ranges, rows=rows)
    return Screening(governing, failing, undetermined, assumed)


def _with_constants(nodes: Iterable[Node], facts: Facts, constants: Mapping[str, int]) -> tuple[Node, ...]:
    values = {name: Constant(value, facts.fields[name].field.kind) for name, value in constants.items()}
    return tuple(substitute(node, values) for node in nodes)


# ---- what is given, seen before anything is computed ----------------------------------------------------------------


def _see_names(facts: Facts, columns: Mapping[str, Array | None]) -> None:
    for name in columns:
        if name not in facts.fields:
            raise FactError(f"the column `{name}` is of no known fact; {did_you_mean(name, facts.fields)}")
        if name in facts.trees:
            read = [f"`{read}`" for read in facts.needed_by([facts.trees[name]]) if read not in facts.trees]
            raise FactError(
                f"`{name}` is derived: leave the column out, and give what it comes from ({', '.join(read)})"
            )


def _see_action(book: Rulebook, action: str) -> None:
    # Rules on a misspelt action would permit it in every row. A lender's own verb is one that some rule names.
    known = {*STANDARD.deeds, *STANDARD.targets, *(name for rule in book.rules.values() for name in rule.governs)}
    if action not in known:
        raise BookError(f"no action is called {action!r}; {did_you_mean(action, dict.fromkeys(sorted(known)))}")
    checks = [check.id for check in book.checks_for(action)]
    if checks:
        raise BookError(
            f"{', '.join(checks)} look at `{action}` and need a case each: columns cannot answer for them; screen by a "
            "book without these checks, and ask them of what is left"
        )


def _see_all_there(governing: Governing, there: Collection[str]) -> None:
    missing = [name for name in governing.given if name not in there]
    if missing:
        listed = "; ".join(f"`{name}` ({governing.facts.fields[name].field.label})" for name in missing)
        raise FactError(
            f"no column for {listed}. Where a fact is known in no row, say so with None in place of a column"
        )


def _rows_of(columns: Mapping[str, Array | None], rows: int | None) -> int:
    for values in columns.values():
        if rows is None and values is not None:
            rows = len(values)
    if rows is None:
        raise FactError("no column tells how many rows there are: pass rows=...")
    return rows


def _seen(facts: Facts, name: str, values: Any, rows: int) -> tuple[Array, Array | None]:
    """The column with where it is not known (None: it is known in every row), seen to be one of that fact."""
    field = facts.fields[name].field
    wanted = "bool" if field.kind is Kind.FLAG else "int64"
    found = getattr(values, "dtype", type(values).__name__)
    if str(found) != wanted or getattr(values, "ndim", 0) != 1:
        raise FactError(
            f"the column `{name}` ({field.label}) must be a numpy array of {wanted} and one dimension, not of {found}"
        )
    if len(values) != rows:
        raise FactError(f"the column `{name}` has {len(values)} rows, others have {rows}")
    where = getattr(values, "mask", None)
    if where is not None:
        values, where = values.data, where if where.ndim else None
    if field.kind is Kind.NUMBER and rows:
        _see_bounds(name, field.range, values, where)
    return values, where


def _see_bounds(name: str, bounds: tuple[int, int], values: Array, where: Array | None) -> None:
    low, high = bounds
    # Seen as unsigned, what is below zero is above every bound: for most facts one look is enough.
    if (low == 0 and values.view("uint64").max() <= high) or (low <= values.min() and values.max() <= high):
        return
    # What stands where it is not known is nobody's value.
    outside = (values < low) | (values > high)
    if where is not None:
        outside &= ~where
    if outside.any():
        row = int(outside.argmax())
        raise FactError(f"the column `{name}` is {values[row]} in row {row}, outside its bounds {low} to {high}")


def _see_one_epoch(book: Rulebook, action: str, governing: Governing, days: Array) -> None:
    for day in {int(days.min()), int(days.max())} if len(days) else ():
        if not 1 <= day <= date.max.toordinal() or book.governing(action, day) is not governing:
            raise FactError(
                f"the column `{_TODAY}` holds day {day}, on which other rules or numbers hold than on the day that is "
                "asked: screen the rows of each stretch of days by themselves"
            )
