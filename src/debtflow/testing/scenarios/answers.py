"""Answers: what is expected of a question, what the decision says, and in what they differ, in the same words.

An answer is written as people say it (`no, by generic.quiet_hours; next 2026-03-11 08:00`); what a decision says is written
in the same words, so that what was found can be put in the place of what was expected. This room decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from debtflow.compliance.decisions import Decision
from debtflow.records.findings import Finding, Tone, Verdict
from debtflow.testing.scenarios.sentences import MINUTE, LineError, split_outside

__all__ = ["NEVER", "NOT_POSSIBLE", "Answer", "Named", "answer_of", "differences", "found_in", "moment_words"]

NO, SECOND, YES = "no", "only with a second person", "yes"
NOT_POSSIBLE = "not possible"
NEVER = "waiting does not help"

FORMS = (
    "answer `yes`, `yes, but noted by <rules>`, `no, by <rules>; next <day> <time>`, `no, by <rules>; waiting does not "
    "help`, `only with a second person, by <rules>` or `not possible; <words of the message>`"
)
VERDICT = re.compile(rf"({SECOND}|{NO}|{YES})(?:, (?:but )?noted by (?P<noted>.+)|, by (?P<by>.+))?")
RULE = re.compile(r"([a-z0-9_.]+)((?: \([^()]*\))*)")
NEXT = re.compile(rf"(?:next )?({MINUTE})")


@dataclass(frozen=True)
class Named:
    """A rule as an answer names it.

    Attributes:
        advice: whether it only advises.
        open: whether it could not be decided; on: the facts that are not known, where they are named.
    """

    advice: bool = False
    open: bool = False
    on: frozenset[str] = frozenset()

    def written(self, rule: str) -> str:
        """The rule with its marks."""
        unknown = f" (not known{': ' + ', '.join(sorted(self.on)) if self.on else ''})" if self.open else ""
        return f"{rule}{' (advice)' if self.advice else ''}{unknown}"

    def fits(self, found: Named) -> bool:
        """Whether what was found is what this says; which facts are not known is left open where none is named."""
        return (self.advice, self.open) == (found.advice, found.open) and (not self.on or self.on == found.on)


@dataclass(frozen=True)
class Answer:
    """An answer, expected or found.

    Attributes:
        verdict: yes, no, only with a second person, or not possible.
        rules: every rule that it names, with its marks.
        when: the next permitted moment as it is written, or that waiting does not help; empty = not said.
        assumed: the facts that were assumed; None = not said.
        words: for what is not possible, words of the message.
    """

    verdict: str
    rules: Mapping[str, Named] = field(default_factory=dict)
    when: str = ""
    assumed: frozenset[str] | None = None
    words: str = ""

    def __str__(self) -> str:
        if self.verdict == NOT_POSSIBLE:
            return f"{NOT_POSSIBLE}; {self.words}"
        named = sorted(self.rules.items())
        stopping = [each.written(rule) for rule, each in named if not each.advice]
        noting = [replace(each, advice=False).written(rule) for rule, each in named if each.advice]
        said = self.verdict + (f", by {', '.join(stopping)}" if stopping else "")
        if noting:
            said += f", {'but ' if self.verdict == YES else ''}noted by {', '.join(noting)}"
        if self.assumed:
            said += f"; assuming {', '.join(sorted(self.assumed))}"
        return said + (f"; {self.when if self.when == NEVER else 'next ' + self.when}" if self.when else "")


# ---- as it is expected ------------------------------------------------------------------------------------------------


def answer_of(text: str) -> Answer:
    """The answer that is written so.

    Raises:
        LineError: it is none; the message shows the forms that there are.
    """
    if text.startswith(f"{NOT_POSSIBLE}; "):
        return Answer(NOT_POSSIBLE, words=text.removeprefix(f"{NOT_POSSIBLE}; "))
    verdict, *more = [part.strip() for part in text.split(";")]
    match = VERDICT.fullmatch(verdict)
    if match is None:
        raise LineError(f"{text!r} is no answer: {FORMS}")
    by, noted = match["by"] or "", match["noted"] or ""
    if not noted:
        by, _, noted = by.partition(", noted by ")
    rules = dict(_named(by, advice=False)) | dict(_named(noted, advice=True))
    when, assumed = "", None
    for part in more:
        if part == NEVER:
            when = NEVER
        elif (moment := NEXT.fullmatch(part)) is not None:
            when = moment[1]
        elif part.startswith("assuming "):
            assumed = frozenset(split_outside(part.removeprefix("assuming ")))
        else:
            raise LineError(f"{part!r} is no part of an answer: {FORMS}")
    return Answer(match[1], rules, when, assumed)


def _named(text: str, *, advice: bool) -> Iterator[tuple[str, Named]]:
    for part in split_outside(text):
        match = RULE.fullmatch(part)
        marks = re.findall(r"\(([^()]*)\)", match[2]) if match else [part]
        known = [mark for mark in marks if mark == "advice" or mark.partition(":")[0] == "not known"]
        if match is None or known != marks:
            raise LineError(
                f"{part!r} names no rule; a rule stands by its id, marked `(advice)`, `(not known)` or `(not known: "
                "<facts>)` where it is so"
            )
        unknown = [mark for mark in marks if mark != "advice"]
        on = frozenset(split_outside(unknown[0].partition(":")[2])) if unknown else frozenset()
        yield match[1], Named(advice or "advice" in marks, bool(unknown), on)


# ---- as it is ---------------------------------------------------------------------------------------------------------


def moment_words(moment: datetime | None, zone: str) -> str:
    """A moment on the clock of a zone, or that waiting does not help."""
    return NEVER if moment is None else f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def found_in(decision: Decision, zone: str) -> Answer:
    """What a decision answers; when, only where it is refused."""
    verdict = NO if decision.refused else SECOND if decision.needs_approval else YES
    when = moment_words(decision.next_permitted_at, zone) if decision.refused else ""
    rules = {finding.rule: _marked(finding) for finding in decision.findings}
    return Answer(verdict, rules, when, frozenset(decision.assumptions))


def _marked(finding: Finding) -> Named:
    unknown = finding.verdict is Verdict.UNDETERMINED
    on = frozenset(each.fact for each in finding.evidence if not each.known and not each.assumed)
    return Named(finding.tone is Tone.ADVISE, unknown, on if unknown else frozenset())


# ---- and in what they differ ------------------------------------------------------------------------------------------


def differences(expected: Answer, found: Answer) -> list[str]:
    """In what the two differ, a line each; empty = they agree."""
    lines = []
    if expected.verdict != found.verdict:
        lines.append(f"~ {expected.verdict} -> {found.verdict}")
    for rule in sorted({*expected.rules, *found.rules}):
        wanted, is_there = expected.rules.get(rule), found.rules.get(rule)
        if wanted is None and is_there is not None:
            lines.append(f"+ {is_there.written(rule)}")
        elif wanted is not None and is_there is None:
            lines.append(f"- {wanted.written(rule)}")
        elif wanted is not None and is_there is not None and not wanted.fits(is_there):
            lines.append(f"~ {wanted.written(rule)} -> {is_there.written(rule)}")
    if expected.when != found.when and found.verdict == NO:
        lines.append(f"~ {_next(expected.when)} -> {_next(found.when)}")
    if expected.assumed is not None and expected.assumed != found.assumed:
        said = [", ".join(sorted(facts or ())) or "nothing" for facts in (expected.assumed, found.assumed)]
        lines.append(f"~ assuming {said[0]} -> assuming {said[1]}")
    return lines


def _next(when: str) -> str:
    return "no word of when" if not when else when if when == NEVER else f"next {when}"
