"""Rules: a prohibition (or a presumption, a second pair of eyes, an advice) with its condition, its law and its dates.

A rule is written once, as predicates over facts, and traced when it is defined; from the tree come its live form, its
columns, its words and its fingerprint. It cites what it rests on. A rule is never permission: `unless` lifts its own
rule and no other. This room knows no case and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any, NamedTuple

from debtflow.compliance.cards import rule_card
from debtflow.compliance.facts import FactGroup, Facts
from debtflow.compliance.plausible import see_possible
from debtflow.compliance.provisions import (
    Predicate,
    Provision,
    facts_of,
    number_words,
    see_numbers,
    see_provision,
    see_reach,
    traced,
    tree_json,
)
from debtflow.compliance.reach import ANYWHERE, Reach
from debtflow.errors import BookError
from debtflow.expressions import Kind, Node, Vocabulary, bind, from_json, operation, to_json, words
from debtflow.records.findings import Tone
from debtflow.values.law import Citation, Dated

__all__ = ["EVERYTHING", "Factors", "Rule", "facts_of", "number_words", "rule", "rule_from_json"]

EVERYTHING: frozenset[str] = frozenset({"*"})
"""Governs every action."""


class Factors(NamedTuple):
    """What speaks on either side of a presumption, as clauses; the law weighs them, and nobody here does.

    Attributes:
        for_breach: what makes a breach likelier, or rebuts that there is none.
        against_breach: what speaks against one, or rebuts that there is one.
    """

    for_breach: tuple[str, ...] = ()
    against_breach: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Provision):
    """One rule, traced.

    Attributes:
        governs: the names of the actions it looks at; `EVERYTHING` for all.
        tone: how strictly it speaks.
        blocked: the tree that is true where the rule stands in the way.
        applies, unless: trees that narrow it; None = always, never.
        lifted_by: what would have to happen, where time alone does not help.
        notes: what was done to the rule for a what-if or by the house (`as if in force since ...`).
        spares: the names of actions that it does not look at, though it governs everything.
        factors: of a presumption, what speaks on either side.
    """

    governs: frozenset[str]
    tone: Tone
    blocked: Node
    applies: Node | None = None
    unless: Node | None = None
    lifted_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    spares: frozenset[str] = frozenset()
    factors: Factors | None = None

    @property
    def condition(self) -> Node:
        """Where the rule stands in the way: it applies, it blocks, and nothing lifts it."""
        node = self.blocked
        if self.applies is not None:
            node = operation("and", self.applies, node)
        if self.unless is not None:
            node = operation("and", node, operation("not", self.unless))
        return node

    def governs_action(self, name: str) -> bool:
        """Whether it looks at actions of that name."""
        return ("*" in self.governs or name in self.governs) and name not in self.spares

    def bound(self, day: int) -> Node:
        """Its condition with the numbers of that day.

        Raises:
            LawError: a number has no value on that day.
        """
        return bind(self.condition, self.values(day))

    def fingerprint(self) -> str:
        """SHA-256 over everything that makes the rule what it is, its dated numbers included."""
        return sha256(dumps(self.to_json(), sort_keys=True).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The rule as JSON: enough to read it again and to explain an old decision."""
        return self.provided() | {
            "governs": sorted(self.governs),
            "tone": str(self.tone),
            "applies": tree_json(self.applies),
            "blocked": to_json(self.blocked),
            "unless": tree_json(self.unless),
            "lifted_by": list(self.lifted_by),
            "notes": list(self.notes),
            # Left out where it is empty: what a rule was called by before there was such a thing stays its name.
            **({"spares": sorted(self.spares)} if self.spares else {}),
            **({"factors": [list(side) for side in self.factors]} if self.factors else {}),
        }

    def words(self, day: int, facts: Facts | None = None) -> str:
        """Its condition in words, with the numbers of that day; `facts` are those it reads, where they go by other words."""
        return words(self.bound(day), (facts or facts_of(self.groups)).vocabulary)

    def _repr_html_(self) -> str:
        governs = "everything" if "*" in self.governs else ", ".join(sorted(self.governs))
        if self.spares:
            governs += f" but {', '.join(sorted(self.spares))}"
        when = self.words(self.last_change, facts_of(self.groups))
        return rule_card(self, self.tone, governs=governs, when=when, notes=self.notes)

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
        factors=Factors(*map(tuple, document["factors"])) if "factors" in document else None,
        reach=Reach.from_json(document.get("reach", {})),
        as_if=day(document.get("as_if")),
    )


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
    reach: Reach = ANYWHERE,
    factors: Factors | None = None,
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
        reach: whom and what it binds, where that is less than its book does: for choosing from the catalogue.
        factors: what speaks on either side of a presumption; printed with every decision that it refuses.

    Raises:
        ExpressionError: a predicate that could mean two things; the message says how to write it.
        BookError: a rule without an id, a citation, an action, a sentence or a first day, or with dates in the wrong
            order.
    """
    groups = (facts,) if isinstance(facts, FactGroup) else tuple(facts)
    setting = _setting(rule_id, governs=governs, tone=tone, cites=cites, says=says, since=since, until=until)
    setting["lifted_by"] = (lifted_by,) if isinstance(lifted_by, str) else tuple(lifted_by)
    setting["groups"] = groups
    setting["reach"] = see_reach("rule", rule_id, reach)
    setting["spares"] = _governed(rule_id, spares)
    setting["factors"] = factors
    _see_sense(setting)
    vocabulary = facts_of(groups).vocabulary
    return lambda predicate: _defined(setting, vocabulary, blocked=predicate, applies=applies, unless=unless)


def _see_sense(setting: Mapping[str, Any]) -> None:
    """See that what a rule spares and weighs makes sense beside what it governs and how strictly it speaks."""
    rule_id, factors = setting["id"], setting["factors"]
    if setting["spares"] and "*" not in setting["governs"]:
        raise BookError(f"rule {rule_id} spares actions, but does not govern everything; name what it governs alone")
    if factors is not None and (setting["tone"] is not Tone.PRESUME or not isinstance(factors, Factors)):
        raise BookError(
            f"rule {rule_id}: factors are what speaks on either side of a presumption; give them as "
            "Factors(for_breach=(...), against_breach=(...)) to a rule of tone=Tone.PRESUME"
        )


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
    parts = {part: (predicate, Kind.FLAG) for part, predicate in predicates.items()}
    trees, numbers = traced("rule", setting["id"], vocabulary, parts)
    made = Rule(**setting, **trees, numbers=numbers)  # type: ignore[arg-type]  # the setting was seen part by part
    see_possible(f"rule {made.id}", made.condition, vocabulary, numbers)
    see_numbers("rule", made)
    return made


def _check_setting(
    rule_id: str,
    governed: frozenset[str],
    tone: Tone,
    cites: Citation,
    sentences: Mapping[str, str],
    since: date,
    until: date | None,
) -> None:
    see_provision("rule", rule_id, cites, sentences, since, until, shown="when it blocks")
    if not governed:
        raise BookError(
            f"rule {rule_id} governs nothing; name its actions, e.g. governs=CONTACTS or governs=EVERYTHING"
        )
    if not isinstance(tone, Tone):
        raise BookError(f"rule {rule_id}: tone is {tone!r}; use one of {', '.join('Tone.' + t.name for t in Tone)}")
