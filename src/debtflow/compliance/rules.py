"""Rules: a prohibition (or a presumption, a second pair of eyes, an advice) with its condition, its law and its dates.

A rule is written once, as predicates over facts, and traced when it is defined; from the tree come its live form, its
columns, its words and its fingerprint. It cites what it rests on. A rule is never permission: `unless` lifts its own
rule and no other. This room knows no case and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any

from debtflow.compliance.facts import FactGroup, Facts
from debtflow.compliance.standard_facts import STANDARD_FACTS
from debtflow.errors import BookError
from debtflow.expressions import Kind, Node, Vocabulary, bind, from_json, operation, parameters, to_json, trace, words
from debtflow.records.findings import Tone
from debtflow.values.law import Basis, Citation, Dated, noting_numbers

__all__ = ["EVERYTHING", "Rule", "facts_of", "number_words", "rule", "rule_from_json"]

EVERYTHING: frozenset[str] = frozenset({"*"})
"""Governs every action."""

Predicate = Callable[[Any], Any]

_PATH = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, traced.

    Attributes:
        id: reads like a path (`cn.gbt45251.hours`).
        governs: the names of the actions it looks at; `EVERYTHING` for all.
        tone: how strictly it speaks.
        cites: what it rests on; its basis says how sure we are.
        since, until: the days from which and until which (not included) it is in force.
        blocked: the tree that is true where the rule stands in the way.
        applies, unless: trees that narrow it; None = always, never.
        says: language -> the sentence shown to people; `{calls_per_week}` is replaced by the number in force.
        numbers: the dated numbers its trees read, by name.
        lifted_by: what would have to happen, where time alone does not help.
        notes: what was done to the rule for a what-if or by the house (`as if in force since ...`).
        spares: the names of actions that it does not look at, though it governs everything.
    """

    id: str
    governs: frozenset[str]
    tone: Tone
    cites: Citation
    since: date
    blocked: Node
    says: Mapping[str, str]
    until: date | None = None
    applies: Node | None = None
    unless: Node | None = None
    numbers: Mapping[str, Dated] = field(default_factory=dict)
    lifted_by: tuple[str, ...] = ()
    groups: tuple[FactGroup, ...] = ()
    notes: tuple[str, ...] = ()
    spares: frozenset[str] = frozenset()

    @property
    def condition(self) -> Node:
        """Where the rule stands in the way: it applies, it blocks, and nothing lifts it."""
        node = self.blocked
        if self.applies is not None:
            node = operation("and", self.applies, node)
        if self.unless is not None:
            node = operation("and", node, operation("not", self.unless))
        return node

    @property
    def basis(self) -> Basis:
        """How sure we are of the law it cites."""
        return self.cites.basis

    @property
    def boundaries(self) -> set[int]:
        """The day numbers on which what it says changes."""
        days = {self.since.toordinal()} | ({self.until.toordinal()} if self.until else set())
        return days | {day for number in self.numbers.values() for day in number.epochs}

    def governs_action(self, name: str) -> bool:
        """Whether it looks at actions of that name."""
        return ("*" in self.governs or name in self.governs) and name not in self.spares

    def in_force(self, day: int) -> bool:
        """Whether it is in force on that day number."""
        return self.since.toordinal() <= day and (self.until is None or day < self.until.toordinal())

    def bound(self, day: int) -> Node:
        """Its condition with the numbers of that day.

        Raises:
            LawError: a number has no value on that day.
        """
        return bind(self.condition, self.values(day))

    def values(self, day: int) -> dict[str, int]:
        """The numbers of that day, by name."""
        return {name: number.on(day) for name, number in self.numbers.items()}

    def sentence(self, day: int, language: str = "en") -> str:
        """What it says on that day, with its numbers, in that language (else in English, else in any)."""
        text = self.says.get(language) or self.says.get("en") or next(iter(self.says.values()))
        for name, number in self.numbers.items():
            text = text.replace("{" + name.rpartition(".")[2] + "}", number_words(number, number.on(day)))
        return text

    def fingerprint(self) -> str:
        """SHA-256 over everything that makes the rule what it is, its dated numbers included."""
        return sha256(dumps(self.to_json(), sort_keys=True).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The rule as JSON: enough to read it again and to explain an old decision."""
        return {
            "id": self.id,
            "governs": sorted(self.governs),
            "tone": str(self.tone),
            "cites": self.cites.model_dump(mode="json"),
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "applies": to_json(self.applies) if self.applies is not None else None,
            "blocked": to_json(self.blocked),
            "unless": to_json(self.unless) if self.unless is not None else None,
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
            "lifted_by": list(self.lifted_by),
            "notes": list(self.notes),
            # Left out where it is empty: what a rule was called by before there was such a thing stays its name.
            **({"spares": sorted(self.spares)} if self.spares else {}),
        }

    def words(self, day: int, facts: Facts = STANDARD_FACTS) -> str:
        """Its condition in words, with the numbers of that day."""
        return words(self.bound(day), facts.vocabulary)

    def noted(self, note: str, **changes: Any) -> Rule:
        """The rule changed, with a note that is printed with it."""
        return replace(self, notes=(*self.notes, note), **changes)


def rule_from_json(document: Mapping[str, Any], facts: Facts) -> Rule:
    """The inverse of `Rule.to_json`, for explaining old decisions; `facts` are those the rule may read."""

    def tree(name: str) -> Node | None:
        return from_json(document[name]) if document[name] is not None else None

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    numbers = {
        name: Dated(
            name,
            {date.fromisoformat(start): value for start, value in number["values"].items()},
            unit=number["unit"],
            cites=Citation.model_validate(number["cites"]),
            until=day(number["until"]),
        )
        for name, number in document["numbers"].items()
    }
    blocked, since = tree("blocked"), day(document["since"])
    if blocked is None or since is None:
        raise BookError(f"rule {document['id']}: the document says neither what it blocks nor since when")
    return Rule(
        id=document["id"],
        governs=frozenset(document["governs"]),
        tone=Tone.named(document["tone"]),
        cites=Citation.model_validate(document["cites"]),
        since=since,
        until=day(document["until"]),
        applies=tree("applies"),
        blocked=blocked,
        unless=tree("unless"),
        says=document["says"],
        numbers=numbers,
        lifted_by=tuple(document["lifted_by"]),
        groups=facts.groups,
        notes=tuple(document["notes"]),
        spares=frozenset(document.get("spares", ())),
    )


def number_words(number: Dated, value: int) -> str:
    """A number of the law as people read it: a minute of the day as a time, the rest as it is."""
    if number.unit == "minute of day":
        return f"{value // 60:02d}:{value % 60:02d}"
    return str(value)


def facts_of(groups: Iterable[FactGroup]) -> Facts:
    """The standard facts and those of the groups."""
    own = [group for group in groups if group not in STANDARD_FACTS.groups]
    return Facts([*STANDARD_FACTS.groups, *own]) if own else STANDARD_FACTS


def rule(
    rule_id: str,
    *,
    governs: Iterable[str] | None = None,
    tone: Tone | None = None,
    cites: Citation | None = None,
    says: str | Mapping[str, str] | None = None,
    since: date | None = None,
    until: date | None = None,
    applies: Predicate | None = None,
    unless: Predicate | None = None,
    lifted_by: Iterable[str] = (),
    facts: FactGroup | Iterable[FactGroup] = (),
    spares: Iterable[str] = (),
) -> Callable[[Predicate], Rule]:
    """Make a rule of a predicate: `@rule("house.visits", governs=VISITS, ...)` above `def too_many(f): return ...`.

    Args:
        rule_id: reads like a path, lower case (`house.visits`).
        governs: names of actions, e.g. `actions.CONTACTS` or `{"file_claim"}`; `EVERYTHING` for all.
        tone: FORBID, PRESUME, APPROVE or ADVISE.
        cites: a Citation with its basis; a rule without one does not exist.
        says: the sentence people see, or one per language; `{calls_per_week}` stands for a dated number's last name.
        since: the first day in force.
        until: the first day no longer in force.
        applies: where the rule looks at all; left out, everywhere.
        unless: what lifts this rule, and no other.
        lifted_by: what would have to happen, where time alone does not help.
        facts: the lender's own fact groups that the predicates read.
        spares: with `EVERYTHING`, the names of the actions that it does not look at.

    Raises:
        ExpressionError: a predicate that could mean two things; the message says how to write it.
        BookError: a rule without an id, a citation, an action, a sentence or a first day, or with dates in the wrong
            order.
    """
    groups = (facts,) if isinstance(facts, FactGroup) else tuple(facts)
    setting = _setting(rule_id, governs=governs, tone=tone, cites=cites, says=says, since=since, until=until)
    setting["lifted_by"] = (lifted_by,) if isinstance(lifted_by, str) else tuple(lifted_by)
    setting["groups"] = groups
    setting["spares"] = _governed(rule_id, spares)
    if setting["spares"] and "*" not in setting["governs"]:
        raise BookError(f"rule {rule_id} spares actions, but does not govern everything; name what it governs alone")
    vocabulary = facts_of(groups).vocabulary
    return lambda predicate: _defined(setting, vocabulary, blocked=predicate, applies=applies, unless=unless)


def _setting(rule_id: Any, *, until: date | None, **needed: Any) -> dict[str, Any]:
    """What a rule says beside its predicates. Nothing of it has a default, so what is left out is asked for by name.

    Raises:
        BookError: something is missing, or is not what it should be.
    """
    if callable(rule_id):
        raise BookError("a rule begins with its id: write @rule('house.visits', governs=..., ...) above the function")
    missing = [name for name, value in needed.items() if value is None]
    if missing:
        raise BookError(f"rule {rule_id} does not say {', '.join(f'{name}=' for name in missing)}; {_WRITTEN}")
    says, governs = needed["says"], needed["governs"]
    sentences = {"en": says} if isinstance(says, str) else dict(says)
    governed = _governed(rule_id, governs)
    _check_setting(rule_id, governed, needed["tone"], needed["cites"], sentences, needed["since"], until)
    return {**needed, "id": rule_id, "governs": governed, "says": sentences, "until": until}


_WRITTEN = (
    "every rule says what it governs, its tone, what it rests on, its sentence and its first day, e.g. governs=CONTACTS, "
    "tone=Tone.FORBID, cites=Citation(instrument='Policy 4.2', basis=Basis.HOUSE), says='...', since=date(2026, 1, 1)"
)


def _governed(rule_id: str, governs: Any) -> frozenset[str]:
    names = frozenset([governs]) if isinstance(governs, str) else governs
    governed = frozenset(names) if isinstance(names, Iterable) else frozenset()
    if not isinstance(names, Iterable) or not all(isinstance(name, str) for name in governed):
        raise BookError(
            f"rule {rule_id}: governs is {governs!r}; write names of actions, e.g. governs={{'place_call'}} or CONTACTS"
        )
    return governed


def _defined(setting: Mapping[str, Any], vocabulary: Vocabulary, **predicates: Predicate | None) -> Rule:
    """The rule of those predicates, each traced, with the dated numbers that they read."""
    with noting_numbers() as numbers:
        trees: dict[str, Any] = {
            part: _traced(predicate, vocabulary, f"rule {setting['id']}, {part}")
            for part, predicate in predicates.items()
            if predicate is not None
        }
    read = {name for tree in trees.values() for name in parameters(tree)}
    named = {name: number for name, number in numbers.items() if name in read}
    made = Rule(**setting, **trees, numbers=named)
    _check_numbers(made)
    return made


def _traced(predicate: Predicate, vocabulary: Vocabulary, what: str) -> Node:
    return trace(predicate, vocabulary, expects=Kind.FLAG, what=what)


def _check_setting(
    rule_id: str,
    governed: frozenset[str],
    tone: Tone,
    cites: Citation,
    sentences: Mapping[str, str],
    since: date,
    until: date | None,
) -> None:
    if not isinstance(rule_id, str) or not _PATH.fullmatch(rule_id):
        raise BookError(f"rule id {rule_id!r} must read like a path in lower case, e.g. 'house.visits'")
    if not governed:
        raise BookError(
            f"rule {rule_id} governs nothing; name its actions, e.g. governs=CONTACTS or governs=EVERYTHING"
        )
    if not isinstance(tone, Tone):
        raise BookError(f"rule {rule_id}: tone is {tone!r}; use one of {', '.join('Tone.' + t.name for t in Tone)}")
    if not isinstance(cites, Citation):
        raise BookError(
            f"rule {rule_id}: cites is {cites!r}; every rule cites, e.g. Citation(instrument='Policy 4.2', ...)"
        )
    if not sentences or not all(text.strip() for text in sentences.values()):
        raise BookError(f"rule {rule_id} says nothing; give the sentence that people see when it blocks")
    for name, day in (("since", since), ("until", until)):
        if (day is not None or name == "since") and type(day) is not date:
            raise BookError(f"rule {rule_id}: {name} is {day!r}; write a day, e.g. {name}=date(2026, 1, 1)")
    if until is not None and until <= since:
        raise BookError(f"rule {rule_id}: until {until} must be after since {since}")


def _check_numbers(made: Rule) -> None:
    first, last = made.since.toordinal(), made.until.toordinal() - 1 if made.until else None
    for number in made.numbers.values():
        starts = min(number.epochs)
        if starts > first:
            raise BookError(
                f"rule {made.id} is in force from {made.since}, but its number {number.name} only from "
                f"{date.fromordinal(starts)}; give the number a value for the earlier days or let the rule begin later"
            )
        if number.until is not None and (last is None or last >= number.until.toordinal()):
            raise BookError(
                f"rule {made.id} is still in force when its number {number.name} ends ({number.until}); "
                f"end the rule with until={number.until!r} or extend the number"
            )
    names = {name.rpartition(".")[2] for name in made.numbers}
    if len(names) < len(made.numbers):
        raise BookError(
            f"rule {made.id} reads two numbers with one last name ({', '.join(sorted(made.numbers))}), so its sentence "
            "could show either; give one of them another last name"
        )
    for language, text in made.says.items():
        unknown = [part.partition("}")[0] for part in text.split("{")[1:] if part.partition("}")[0] not in names]
        if unknown:
            raise BookError(
                f"rule {made.id} says ({language}) {{{unknown[0]}}}; its numbers are {sorted(names) or 'none'}"
            )
