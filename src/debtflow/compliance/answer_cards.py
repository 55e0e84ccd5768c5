"""The card of a decision: the answer, every reason with its facts and its law, and when it would be another one."""

from __future__ import annotations

from html import escape
from typing import Final

from debtflow.compliance.cards import COLOURS, card, law, mark, rows
from debtflow.compliance.tongues import ENGLISH, Tongue
from debtflow.compliance.wording import Told, fact_words, findings_in, lifted_by, local_moment, remarks, verdict_of
from debtflow.records.findings import Finding, Verdict

__all__ = ["decision_card"]

_VERDICTS: Final = {"permitted": "go", "pending": "wait", "refused": "stop"}


def decision_card(decision: Told, tongue: Tongue = ENGLISH) -> str:
    """A decision: the answer, every reason with its facts and its law, and when or after what it would be another."""
    verdict, situation = verdict_of(decision), decision.situation
    findings = findings_in(decision, tongue)
    asked = tongue.card["asked"].format(name=situation.actor.id)
    parts = [
        '<div class="head">',
        mark(tongue.marks[verdict], _VERDICTS[verdict]),
        f'<span class="what"><code>{escape(situation.action.name)}</code> · {escape(situation.case.id)}</span>',
        f'<span class="pale">{escape(asked)}</span></div>',
        f'<div class="pale">{escape(local_moment(decision, decision.at, tongue))}</div>',
        *(_finding(decision, finding, tongue) for finding in findings),
        _foot(decision, verdict, nothing=not findings, tongue=tongue),
        _assumed(decision, tongue),
        f'<div class="pale last">{escape(decision.governing.label)}</div>',
    ]
    return card(parts, tongue.language)


def _finding(decision: Told, finding: Finding, tongue: Tongue) -> str:
    colour = COLOURS[finding.tone]
    marks = mark(tongue.tone_marks[finding.tone], colour, small=True)
    if finding.verdict is Verdict.UNDETERMINED:
        marks += " " + mark(tongue.unsettled, "wait", small=True)
    if finding.approved_by is not None:
        marks += " " + mark(tongue.approved.format(name=finding.approved_by), "go", small=True)
    facts = tongue.semicolon.join(dict.fromkeys(each.words for each in finding.evidence if each.words))
    shown = (
        (tongue.card["because"], escape(finding.because)),
        (tongue.card["facts"], escape(facts) if facts != finding.because else ""),
        (tongue.card["law"], law(finding.cites, tongue)),
        (tongue.card["rule"], f"<code>{escape(finding.rule)}</code>"),
    )
    sides = "".join(f'<div class="pale">{escape(line.strip())}</div>' for line in remarks(decision, finding, tongue))
    return (
        f'<div class="finding {colour}">'
        f'<div class="says"><span>{escape(finding.says)}</span><span>{marks}</span></div>{rows(shown)}{sides}</div>'
    )


def _foot(decision: Told, verdict: str, *, nothing: bool, tongue: Tongue) -> str:
    phrases = tongue.card
    if verdict == "permitted":
        return f'<div class="foot">{escape(phrases["nothing"])}</div>' if nothing else ""
    if verdict == "pending":
        return f'<div class="foot">{escape(phrases["approve"])}</div>'
    moment = decision.next_permitted_at
    if moment is not None:
        when = escape(local_moment(decision, moment, tongue))
        return f'<div class="foot">{escape(phrases["next"])}{tongue.colon}<b>{when}</b>{tongue.phrases.comma}{escape(phrases["unless"])}</div>'
    what = lifted_by(decision, tongue)
    said = escape(tongue.semicolon.join(what))
    return f'<div class="foot">{escape(phrases["lifts"])}{tongue.colon}<b>{said}</b></div>'


def _assumed(decision: Told, tongue: Tongue) -> str:
    if not decision.assumptions:
        return ""
    said = [fact_words(decision, name, value, tongue) for name, value in decision.assumptions.items()]
    listed = escape(tongue.semicolon.join(said))
    return f'<div class="foot">{escape(tongue.card["assumed"])}{tongue.colon}{listed}</div>'
