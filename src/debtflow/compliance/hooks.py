"""Hooks beside the rules: checks for what no flat fact can say, and observers of what was committed.

A check is a callable of (case, dossier, action, as_of); it answers None, or the sentence that says why not. It does
no I/O. One that raises has answered nothing, and unknown is never treated as permitted: it refuses. Every check that
looks at an action is asked, whatever the rules and the other checks have found. Checks cannot be simulated, proved or
put into words; prefer a rule. Observers are called with committed entries only and can undo nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from debtflow.compliance.situation import Situation
from debtflow.errors import BookError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records.actions import Action
from debtflow.records.findings import Finding, Tone, Verdict
from debtflow.records.stages import Phase
from debtflow.values.law import Citation

__all__ = ["Check", "Observer", "check", "see_phases"]

CheckFunction = Callable[[Case, Dossier, Any, datetime], str | None]

Observer: TypeAlias = Callable[[Any], None]
"""Called with each committed entry, after the fact."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check that is not flat: its id, what it governs, its tone, what it cites, and the phases in which it looks."""

    id: str
    governs: frozenset[str]
    tone: Tone
    cites: Citation
    function: CheckFunction
    phases: frozenset[Phase] = frozenset()

    def governs_action(self, name: str) -> bool:
        """Whether it looks at actions of that name."""
        return "*" in self.governs or name in self.governs

    def finding(self, situation: Situation) -> Finding | None:
        """What it finds; None = nothing against the action, or not its phase."""
        if self.phases and situation.case.phase not in self.phases:
            return None
        action: Action = situation.action
        try:
            answer: object = self.function(situation.case, situation.dossier, action, situation.at)
        except Exception as problem:  # noqa: BLE001  # whatever a lender's check raises, it has not said yes
            says = f"the check could not be made: {type(problem).__name__}: {problem}"
            return Finding(rule=self.id, tone=self.tone, verdict=Verdict.UNDETERMINED, says=says, cites=self.cites)
        if answer is None:
            return None
        if not isinstance(answer, str) or not answer.strip():
            says = f"the check answered {answer!r}; it must answer None or a sentence"
            return Finding(rule=self.id, tone=self.tone, verdict=Verdict.UNDETERMINED, says=says, cites=self.cites)
        return Finding(rule=self.id, tone=self.tone, verdict=Verdict.BLOCKED, says=answer, cites=self.cites)


def check(
    check_id: str,
    *,
    governs: Iterable[str] | None = None,
    cites: Citation | None = None,
    tone: Tone = Tone.FORBID,
    phases: Iterable[Phase] = (),
) -> Callable[[CheckFunction], Check]:
    """Make a check of a function (case, dossier, action, as_of) -> None or the sentence that says why not.

    Args:
        governs: names of actions, or `EVERYTHING`.
        phases: only while the case stands in one of these; left out, in all. A move out of a phase is asked in it.

    Raises:
        BookError: an id that does not read like a path, nothing governed, no citation, no tone, or what is no phase.
    """
    governed = _governed(check_id, governs, cites)
    cited = _cited(check_id, cites, tone)
    seen = see_phases(f"check {check_id}", phases)
    return lambda function: Check(check_id, governed, tone, cited, function, seen)


def _governed(check_id: Any, governs: Any, cites: Any) -> frozenset[str]:
    if callable(check_id):
        raise BookError(
            "a check begins with its id: write @check('house.vip', governs=..., cites=...) above the function"
        )
    if not isinstance(check_id, str) or "." not in check_id or check_id != check_id.lower():
        raise BookError(f"check id {check_id!r} must read like a path in lower case, e.g. 'house.vip'")
    missing = [part for part, given in (("governs=", governs), ("cites=", cites)) if given is None]
    if missing:
        raise BookError(
            f"check {check_id} does not say {', '.join(missing)}; every check says what it governs and what it rests on, "
            "e.g. governs=CONTACTS, cites=Citation(instrument='Policy 4.2', basis=Basis.HOUSE)"
        )
    names = (governs,) if isinstance(governs, str) else governs
    governed = frozenset(names) if isinstance(names, Iterable) else None
    if governed is None or not all(isinstance(name, str) for name in governed):
        raise BookError(
            f"check {check_id}: governs is {governs!r}; write names of actions, e.g. governs={{'place_call'}} or CONTACTS"
        )
    if not governed:
        raise BookError(f"check {check_id} governs nothing; name its actions, e.g. governs=CONTACTS")
    return governed


def _cited(check_id: str, cites: Any, tone: Any) -> Citation:
    if not isinstance(cites, Citation):
        raise BookError(
            f"check {check_id}: cites is {cites!r}; every check cites, e.g. Citation(instrument='Policy 4.2', ...)"
        )
    if not isinstance(tone, Tone):
        raise BookError(f"check {check_id}: tone is {tone!r}; use one of {', '.join('Tone.' + t.name for t in Tone)}")
    return cites


def see_phases(whose: str, phases: Any) -> frozenset[Phase]:
    """The phases in which a hook looks; empty = all.

    Raises:
        BookError: something that is no phase.
    """
    given = tuple(phases) if isinstance(phases, Iterable) and not isinstance(phases, str) else (phases,)
    for each in given:
        if not isinstance(each, Phase):
            known = ", ".join(f"Phase.{phase.name}" for phase in Phase)
            raise BookError(f"{whose}: {each!r} is no phase; write phases={{Phase.LEGAL}}, there are {known}")
    return frozenset(given)
