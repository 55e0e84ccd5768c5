"""Answers: what a decision says, as data: every finding with its citation and evidence, and when it would change.

Also the tally of many refusals: how often each rule stood in the way, with one example of each. Nothing is decided
here; a decision is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from debtflow.compliance.decisions import Decision
from debtflow.compliance.tongues import tongue_of
from debtflow.compliance.wording import lifted_by, verdict_of
from debtflow.records.findings import Finding, Tone

__all__ = ["RefusalRow", "RefusalTally", "decision_json", "finding_json", "place_of", "verdict_of"]


def decision_json(decision: Decision, language: str = "en") -> dict[str, Any]:
    """A decision with stable keys; what is said in words is said in that language."""
    moment = decision.next_permitted_at
    return {
        "case": decision.situation.case.id,
        "action": decision.situation.action.name,
        "asked": decision.situation.action.model_dump(mode="json"),
        "by": decision.situation.actor.id,
        "at": decision.at.isoformat(),
        "verdict": verdict_of(decision),
        "rulebook": decision.book.label,
        "findings": [
            finding_json(finding, language) | {"factors": _factors(decision, finding)}
            for finding in decision.findings_in(language)
        ],
        "next_permitted_at": moment.isoformat() if moment is not None else None,
        "lifted_by": [] if decision.permitted else list(lifted_by(decision, tongue_of(language))),
        "holds": [
            {
                "id": hold.id,
                "kind": str(hold.kind),
                "on": hold.person or decision.situation.case.debt.id,
                "from_at": hold.from_at.isoformat(),
                "until_at": hold.until_at.isoformat() if hold.until_at is not None else None,
            }
            for hold in decision.holds
        ],
        "assumed": decision.assumptions,
        "missing": list(decision.missing),
    }


def _factors(decision: Decision, finding: Finding) -> dict[str, list[str]] | None:
    """What speaks on either side of a presumption; None = it is none."""
    rule = decision.book.rules.get(finding.rule)
    if rule is None or rule.factors is None:
        return None
    return {"for_breach": list(rule.factors.for_breach), "against_breach": list(rule.factors.against_breach)}


def finding_json(finding: Finding, language: str = "en") -> dict[str, Any]:
    """A finding with stable keys, itself in that language already."""
    return {
        "rule": finding.rule,
        "tone": str(finding.tone),
        "verdict": str(finding.verdict),
        "says": finding.says,
        "because": finding.because,
        "evidence": [each.model_dump(mode="json") for each in finding.evidence],
        "citation": place_of(finding),
        "basis": str(finding.cites.basis),
        "basis_in_words": tongue_of(language).basis_words[finding.cites.basis],
        "approved_by": finding.approved_by,
    }


def place_of(finding: Finding) -> str:
    """The instrument and the place in it, without how surely it is known."""
    cites = finding.cites
    return f"{cites.instrument}, {cites.article}" if cites.article else cites.instrument


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """One rule, how often it stood in the way, and an example.

    Attributes:
        finding: what the rule said in the example.
        next_permitted_at: when the example would have been permitted, if nothing else happened; None = time alone
            does not help, and `lifted_by` says what would.
    """

    rule: str
    count: int
    finding: Finding
    case: str
    action: str
    at: datetime
    next_permitted_at: datetime | None
    lifted_by: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The row with stable keys."""
        moment = self.next_permitted_at
        return {
            "rule": self.rule,
            "count": self.count,
            "says": self.finding.says,
            "tone": str(self.finding.tone),
            "citation": place_of(self.finding),
            "basis": str(self.finding.cites.basis),
            "example": {
                "case": self.case,
                "action": self.action,
                "at": self.at.isoformat(),
                "next_permitted_at": moment.isoformat() if moment is not None else None,
                "lifted_by": list(self.lifted_by),
            },
        }


@dataclass(slots=True)
class RefusalTally:
    """How often each rule stood in the way of something that was asked.

    Attributes:
        asked: refused questions, each counted once however many rules stood in its way.
    """

    asked: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Decision] = field(default_factory=dict)

    def add(self, decision: Decision) -> None:
        """Count one refusal."""
        rules = decision.rules
        self.asked += 1
        self.counts.update(rules)
        for rule in rules:
            # The example with the fewest other reasons shows best what this rule alone does.
            known = self.examples.get(rule)
            if known is None or len(rules) < len(known.rules):
                self.examples[rule] = decision

    def rows(self, most: int | None = None) -> list[RefusalRow]:
        """The rules that stood in the way most often, first the most frequent."""
        return [_row(rule, count, self.examples[rule]) for rule, count in self.counts.most_common(most)]


def _row(rule: str, count: int, example: Decision) -> RefusalRow:
    return RefusalRow(
        rule=rule,
        count=count,
        finding=_finding(example.findings, rule),
        case=example.situation.case.id,
        action=example.situation.action.name,
        at=example.at,
        next_permitted_at=example.next_permitted_at,
        lifted_by=example.lifted_by,
    )


def _finding(findings: Iterable[Finding], rule: str) -> Finding:
    return next(finding for finding in findings if finding.rule == rule and finding.tone is not Tone.ADVISE)
