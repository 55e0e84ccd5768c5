"""Provisions: what a rule and a duty have in common. An id, what they rest on, their days, their sentence, their numbers.

A provision is stated once and traced when it is defined; the numbers of the law that its predicates read are dated data
beside it. This room knows no case, and not what a provision asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from debtflow.compliance.facts import FactGroup, Facts
from debtflow.compliance.plausible import see_plausible
from debtflow.compliance.reach import ANYWHERE, Reach
from debtflow.compliance.standard_facts import STANDARD_FACTS
from debtflow.errors import BookError
from debtflow.expressions import Kind, Node, Vocabulary, parameters, to_json, trace
from debtflow.values.law import Basis, Citation, Dated, noting_numbers

__all__ = [
    "Predicate",
    "Provision",
    "facts_of",
    "number_words",
    "see_numbers",
    "see_provision",
    "see_reach",
    "traced",
    "tree_json",
]

Predicate = Callable[[Any], Any]

_PATH = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """Something that law, a standard or the house provides.

    Attributes:
        id: reads like a path (`cn.gbt45251.hours`).
        cites: what it rests on; its basis says how sure we are.
        since, until: the days from which and until which (not included) it is in force.
        says: language -> the sentence shown to people; `{calls_per_week}` is replaced by the number in force.
        numbers: the dated numbers its trees read, by name.
        groups: the lender's own fact groups that it reads.
        reach: whom and what it binds, within what its book reaches; for choosing from the catalogue, not for deciding.
        as_if: the day since which it is read as if in force, where it is not: an illustration.
    """

    id: str
    cites: Citation
    since: date
    says: Mapping[str, str]
    until: date | None = None
    numbers: Mapping[str, Dated] = field(default_factory=dict)
    groups: tuple[FactGroup, ...] = ()
    reach: Reach = ANYWHERE
    as_if: date | None = None

    @property
    def basis(self) -> Basis:
        """How sure we are of the law it cites."""
        return self.cites.basis

    @property
    def boundaries(self) -> set[int]:
        """The day numbers on which what it says changes."""
        days = {self.since.toordinal()} | ({self.until.toordinal()} if self.until else set())
        return days | {day for number in self.numbers.values() for day in number.epochs}

    @property
    def last_change(self) -> int:
        """The last day number on which it changes and is in force: where no day is asked for, it is shown as of then."""
        return max(day for day in self.boundaries if self.in_force(day))

    def in_force(self, day: int) -> bool:
        """Whether it is in force on that day number."""
        return self.since.toordinal() <= day and (self.until is None or day < self.until.toordinal())

    def values(self, day: int) -> dict[str, int]:
        """The numbers of that day, by name."""
        return {name: number.on(day) for name, number in self.numbers.items()}

    def sentence(self, day: int, language: str = "en") -> str:
        """What it says on that day, with its numbers, in that language (else in English, else in any)."""
        text = self.says.get(language) or self.says.get("en") or next(iter(self.says.values()))
        for name, number in self.numbers.items():
            text = text.replace("{" + name.rpartition(".")[2] + "}", number_words(number, number.on(day)))
        return text

    def provided(self) -> dict[str, Any]:
        """What all provisions have, as JSON."""
        return {
            "id": self.id,
            "cites": self.cites.model_dump(mode="json"),
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "says": dict(self.says),
            "numbers": {
                name: {
                    "unit": number.unit,
                    "values": {day.isoformat(): value for day, value in number.values.items()},
                    "until": number.until.isoformat() if number.until else None,
                    "cites": number.cites.model_dump(mode="json"),
                }
                for name, number in sorted(self.numbers.items())
            },
            # Left out where nothing is narrowed: what a provision was called by before stays its name.
            **({"reach": self.reach.to_json()} if self.reach != ANYWHERE else {}),
            **({"as_if": self.as_if.isoformat()} if self.as_if is not None else {}),
        }


def number_words(number: Dated, value: int) -> str:
    """A number of the law as people read it: a minute of the day as a time, the rest as it is."""
    if number.unit == "minute of day":
        return f"{value // 60:02d}:{value % 60:02d}"
    return str(value)


def facts_of(groups: Iterable[FactGroup]) -> Facts:
    """The standard facts and those of the groups."""
    own = [group for group in groups if group not in STANDARD_FACTS.groups]
    return Facts([*STANDARD_FACTS.groups, *own]) if own else STANDARD_FACTS


# ---- stating one --------------------------------------------------------------------------------------------------


def see_provision(
    what: str, named: str, cites: Any, sentences: Mapping[str, str], since: Any, until: Any, *, shown: str
) -> None:
    """See that a provision says what each of them says.

    Args:
        what: `rule` or `duty`.
        shown: when people see its sentence, for the message.

    Raises:
        BookError: an id that is no path, no citation, no sentence, or days in the wrong order.
    """
    if not isinstance(named, str) or not _PATH.fullmatch(named):
        raise BookError(f"{what} id {named!r} must read like a path in lower case, e.g. 'house.visits'")
    if not isinstance(cites, Citation):
        raise BookError(
            f"{what} {named}: cites is {cites!r}; every {what} cites, e.g. Citation(instrument='Policy 4.2', ...)"
        )
    if not sentences or not all(text.strip() for text in sentences.values()):
        raise BookError(f"{what} {named} says nothing; give the sentence that people see {shown}")
    for name, day in (("since", since), ("until", until)):
        if (day is not None or name == "since") and type(day) is not date:
            raise BookError(f"{what} {named}: {name} is {day!r}; write a day, e.g. {name}=date(2026, 1, 1)")
    if until is not None and until <= since:
        raise BookError(f"{what} {named}: until {until} must be after since {since}")


def see_reach(what: str, named: str, reach: Any) -> Reach:
    """The reach of a provision; raises `BookError` for what is none."""
    if not isinstance(reach, Reach):
        raise BookError(f"{what} {named}: reach is {reach!r}; write e.g. reach=Reach(roles={{Role.AGENCY}})")
    return reach


def traced(
    what: str, named: str, vocabulary: Vocabulary, predicates: Mapping[str, tuple[Predicate | None, Kind]]
) -> tuple[dict[str, Node], dict[str, Dated]]:
    """The trees of those predicates (part -> predicate and what it is to answer), and the dated numbers they read."""
    with noting_numbers() as numbers:
        trees = {
            part: trace(predicate, vocabulary, expects=expects, what=f"{what} {named}, {part}")
            for part, (predicate, expects) in predicates.items()
            if predicate is not None
        }
    for part, tree in trees.items():
        see_plausible(f"{what} {named}, {part}", tree, vocabulary, numbers)
    read = {name for tree in trees.values() for name in parameters(tree)}
    return trees, {name: number for name, number in numbers.items() if name in read}


def see_numbers(what: str, made: Provision) -> None:
    """See that each number has a value on every day on which the provision is in force, and a name of its own."""
    first, last = made.since.toordinal(), made.until.toordinal() - 1 if made.until else None
    for number in made.numbers.values():
        starts = min(number.epochs)
        if starts > first:
            raise BookError(
                f"{what} {made.id} is in force from {made.since}, but its number {number.name} only from "
                f"{date.fromordinal(starts)}; give the number a value for the earlier days or let the {what} begin later"
            )
        if number.until is not None and (last is None or last >= number.until.toordinal()):
            raise BookError(
                f"{what} {made.id} is still in force when its number {number.name} ends ({number.until}); "
                f"end the {what} with until={number.until!r} or extend the number"
            )
    names = {name.rpartition(".")[2] for name in made.numbers}
    if len(names) < len(made.numbers):
        raise BookError(
            f"{what} {made.id} reads two numbers with one last name ({', '.join(sorted(made.numbers))}), so its sentence "
            "could show either; give one of them another last name"
        )
    for language, text in made.says.items():
        unknown = [part.partition("}")[0] for part in text.split("{")[1:] if part.partition("}")[0] not in names]
        if unknown:
            raise BookError(
                f"{what} {made.id} says ({language}) {{{unknown[0]}}}; its numbers are {sorted(names) or 'none'}"
            )


def tree_json(node: Node | None) -> list[Any] | None:
    """A tree as JSON; None stays None."""
    return to_json(node) if node is not None else None
