"""Wording: the findings of a decision and the decision itself in words, in any tongue.

From the masks and the facts that a decision keeps come sentences, conditions, evidence and what would lift it. Nothing
is decided here: the same decision says the same in every language.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from debtflow.compliance.books import Rulebook
from debtflow.compliance.facts import FactField, Source
from debtflow.compliance.governing import Governing
from debtflow.compliance.hold_facts import fact_of_kind, holds_behind
from debtflow.compliance.rules import Factors
from debtflow.compliance.situation import Situation
from debtflow.compliance.tongues import Tongue
from debtflow.expressions import Constant, Fact, Kind, operation, words
from debtflow.records.findings import Evidence, Finding, Tone, Verdict
from debtflow.records.holds import Hold
from debtflow.values.money import Money

__all__ = [
    "Told",
    "decision_text",
    "fact_words",
    "finding_of",
    "findings_in",
    "held_by",
    "lifted_by",
    "local_moment",
    "remarks",
    "verdict_of",
    "when_text",
]

_CHANGES = frozenset({Source.CASE, Source.LEDGER, Source.HOLDS, Source.REGISTER, Source.COLLECTOR, Source.LENDER})
"""Facts of these sources change because something happens to them, which can be named."""


class Told(Protocol):
    """What is told of a decision: its masks, the facts that were read, and what follows from them."""

    book: Rulebook
    governing: Governing
    situation: Situation
    failing: int
    undetermined: int
    values: tuple[int, ...]
    unknown: int
    assumed: int
    check_findings: tuple[Finding, ...]
    approved_by: str | None

    @property
    def at(self) -> datetime:
        """The moment for which it was made."""

    @property
    def permitted(self) -> bool:
        """Whether the action may go ahead."""

    @property
    def needs_approval(self) -> bool:
        """Whether it waits for a second person."""

    @property
    def refused(self) -> bool:
        """Whether it is refused."""

    @property
    def assumptions(self) -> dict[str, int]:
        """The facts that were assumed."""

    @property
    def next_permitted_at(self) -> datetime | None:
        """When it would be permitted."""


def verdict_of(decision: Told) -> str:
    """`permitted`, `pending` (waits for a second person) or `refused`."""
    return "permitted" if decision.permitted else "pending" if decision.needs_approval else "refused"


# ---- findings -----------------------------------------------------------------------------------------------------


def findings_in(decision: Told, tongue: Tongue) -> tuple[Finding, ...]:
    """Everything that was found, the strictest first, rules before checks, in that tongue."""
    marked = decision.failing | decision.undetermined
    rules = decision.governing.rules
    found = [finding_of(decision, bit, tongue) for bit in range(len(rules)) if marked >> bit & 1]
    return tuple(sorted([*found, *decision.check_findings], key=lambda finding: finding.tone))


def finding_of(decision: Told, bit: int, tongue: Tongue) -> Finding:
    """What the rule of that bit found."""
    governing = decision.governing
    rule = governing.rules[bit]
    settled = bool(decision.failing >> bit & 1)
    approved = decision.approved_by if rule.tone is Tone.APPROVE and settled else None
    because = words(governing.conditions[bit], tongue.vocabulary(governing.facts), phrases=tongue.phrases)
    return Finding(
        rule=rule.id,
        tone=rule.tone,
        verdict=Verdict.BLOCKED if settled else Verdict.UNDETERMINED,
        says=rule.sentence(decision.situation.day, tongue.language),
        because=because if settled else tongue.whether.format(words=because),
        evidence=tuple(_evidence(decision, name, tongue) for name in governing.facts_of_rule(bit)),
        cites=rule.cites,
        lifted_by=tuple(tongue.lift(each) for each in rule.lifted_by),
        approved_by=approved,
    )


def _evidence(decision: Told, name: str, tongue: Tongue) -> Evidence:
    governing = decision.governing
    value, sources = int(decision.values[governing.place[name]]), governing.rests_on(name)
    if decision.unknown & ~decision.assumed & sources:
        said = tongue.not_known.format(fact=_label(decision, name, tongue))
        return Evidence(fact=name, value=value, words=said, known=False)
    assumed = bool(decision.assumed & sources)
    said = fact_words(decision, name, value, tongue)
    return Evidence(fact=name, value=value, words=said, known=not assumed, assumed=assumed)


def fact_words(decision: Told, name: str, value: int, tongue: Tongue) -> str:
    """What it means that this fact has that value: "days past due is 95"."""
    vocabulary = tongue.vocabulary(decision.governing.facts)
    declared = vocabulary.fields[name]
    if declared.unit == "minor units":
        money = Money.from_minor_units(value, decision.situation.case.debt.currency)
        return tongue.amount.format(fact=_label(decision, name, tongue), money=money)
    fact = Fact(name, declared.kind)
    if declared.kind is Kind.FLAG:
        return words(fact if value else operation("not", fact), vocabulary, phrases=tongue.phrases)
    return words(operation("eq", fact, Constant(value, Kind.NUMBER)), vocabulary, phrases=tongue.phrases)


def _label(decision: Told, name: str, tongue: Tongue) -> str:
    return tongue.vocabulary(decision.governing.facts).fields[name].said_in(tongue.language).words


def lifted_by(decision: Told, tongue: Tongue) -> tuple[str, ...]:
    """What would have to happen where time alone does not help: from the rules, or from where their facts come."""
    said: list[str] = []
    for finding in findings_in(decision, tongue):
        if finding.tone is Tone.ADVISE or finding.approved_by is not None:
            continue
        if finding.tone is Tone.APPROVE and finding.verdict is Verdict.BLOCKED:
            said.append(tongue.second_person)
        else:
            said.extend(finding.lifted_by or _changes(decision, finding, tongue))
    if not said and decision.refused and decision.next_permitted_at is None:
        # What stands in the way today would go with time, and something else comes before it does.
        return (tongue.anything,)
    return tuple(dict.fromkeys(said))


def _changes(decision: Told, finding: Finding, tongue: Tongue) -> list[str]:
    changes = []
    for evidence in finding.evidence:
        declared = decision.governing.facts.fields[evidence.fact]
        if not evidence.known and not evidence.assumed:
            changes.append(tongue.learning.format(fact=_label(decision, evidence.fact, tongue)))
        elif declared.source in _CHANGES and not _is_of_the_debt(declared):
            changes.append(tongue.change.format(fact=evidence.words, source=tongue.sources[declared.source]))
    return changes


def _is_of_the_debt(declared: FactField) -> bool:
    """Whether a fact is what the debt is, such as its product, and not what a lender tells of it: nothing changes that."""
    return declared.source is Source.LENDER and isinstance(declared.read, str)


# ---- the decision -------------------------------------------------------------------------------------------------


def local_moment(decision: Told, at: datetime, tongue: Tongue) -> str:
    """A moment on the clocks of the person whom the action concerns, and in UTC."""
    situation = decision.situation
    return tongue.moment(at, situation.reached.person.zones, situation.house_zone)


def decision_text(decision: Told, tongue: Tongue) -> str:
    """The decision as people read it: the answer, every reason on a line of its own, and when it would be another."""
    situation = decision.situation
    head = tongue.head.format(
        action=situation.action.name,
        case=situation.case.id,
        when=local_moment(decision, decision.at, tongue),
        verdict=tongue.verdicts[verdict_of(decision)],
    )
    lines = [head]
    for finding in findings_in(decision, tongue):
        lines += [_finding_text(decision, finding, tongue), *remarks(decision, finding, tongue)]
    if decision.assumptions:
        named = [f"{name} = {value}" for name, value in decision.assumptions.items()]
        lines.append(tongue.assumed.format(facts=tongue.comma.join(named)))
    if decision.book.what_ifs:
        lines.append(tongue.what_if.format(changes=tongue.comma.join(map(str, decision.book.what_ifs))))
    if decision.refused:
        lines.append(when_text(decision, tongue))
    return "\n".join(lines)


def remarks(decision: Told, finding: Finding, tongue: Tongue) -> list[str]:
    """What is said below a finding: the holds behind it, and what speaks on either side of a presumption."""
    return [*_held(decision, finding, tongue), *_presumed(decision, finding, tongue)]


def held_by(decision: Told, finding: Finding) -> tuple[Hold, ...]:
    """The holds for which what was found is so."""
    read = (each.fact for each in finding.evidence if each.value)
    return tuple(dict.fromkeys(hold for fact in read for hold in holds_behind(decision.situation, fact)))


def _held(decision: Told, finding: Finding, tongue: Tongue) -> list[str]:
    """The holds for which what a rule found is so: which, on whom, why, since when."""
    situation = decision.situation
    fields, said = tongue.vocabulary(decision.governing.facts).fields, []
    for hold in held_by(decision, finding):
        until = tongue.held_until.format(when=local_moment(decision, hold.until_at, tongue)) if hold.until_at else ""
        said.append(
            tongue.held.format(
                id=hold.id,
                on=hold.person or situation.case.debt.id,
                words=fields[fact_of_kind(hold.kind)].said_in(tongue.language).words,
                since=local_moment(decision, hold.from_at, tongue),
                until=until,
            )
        )
    return said


def _presumed(decision: Told, finding: Finding, tongue: Tongue) -> list[str]:
    rule = decision.book.rules.get(finding.rule)
    if rule is None or (finding.tone is not Tone.PRESUME and rule.factors is None):
        return []
    sides = rule.factors or Factors()
    said = [tongue.presumption]
    if sides.for_breach:
        said.append(tongue.for_breach.format(factors=tongue.semicolon.join(sides.for_breach)))
    if sides.against_breach:
        said.append(tongue.against_breach.format(factors=tongue.semicolon.join(sides.against_breach)))
    return said


def _finding_text(decision: Told, finding: Finding, tongue: Tongue) -> str:
    names = [each.fact for each in finding.evidence if not each.known and not each.assumed]
    if tongue.labels:
        names = [_label(decision, name, tongue) for name in names]
    rest = [tongue.tones[finding.tone]]
    if finding.verdict is Verdict.UNDETERMINED:
        rest.append(tongue.unsettled)
    if finding.because:
        rest.append(tongue.because.format(words=finding.because))
    if finding.approved_by is not None:
        rest.append(tongue.approved.format(name=finding.approved_by))
    return tongue.finding.format(
        rule=finding.rule,
        says=finding.says,
        unknown=tongue.unknown.format(names=tongue.comma.join(names)) if names else "",
        law=tongue.cited(finding.cites),
        rest=tongue.semicolon.join(rest),
    )


def when_text(decision: Told, tongue: Tongue) -> str:
    """When, or after what, a refused action would be permitted."""
    moment = decision.next_permitted_at
    if moment is not None:
        return tongue.next.format(when=local_moment(decision, moment, tongue))
    what = lifted_by(decision, tongue)
    return tongue.stuck.format(what=tongue.semicolon.join(what))
