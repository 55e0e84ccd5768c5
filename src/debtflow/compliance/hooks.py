"""Hooks beside the rules: checks for what no flat fact can say, and observers of what was committed.

A check is a callable of (case, dossier, action, as_of); it answers None, or the sentence that says why not. It does
no I/O. One that raises has answered nothing, and unknown is never treated as permitted: it refuses. Checks cannot be
simulated, proved or put into words; prefer a rule. Observers are called with committed entries only and can undo
nothing.
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
from debtflow.values.law import Citation

__all__ = ["Check", "Observer", "check"]

CheckFunction = Callable[[Case, Dossier, Any, datetime], str | None]

Observer: TypeAlias = Callable[[Any], None]
"""Called with each committed entry, after the fact."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check that is not flat: its id, what it governs, its tone and what it cites."""

    id: str
    governs: frozenset[str]
    tone: Tone
    cites: Citation
    function: CheckFunction

    def governs_action(self, name: str) -> bool:
        """Whether it looks at actions of that name."""
        return "*" in self.governs or name in self.governs

    def finding(self, situation: Situation) -> Finding | None:
        """What it finds; None = nothing against the action."""
        action: Action = situation.action
        try:
            answer: object = self.function(situation.case, situation.dossier, action, situation.at)
        except Exception as problem:  # noqa: BLE001  # whatever a lender's check raises, it has not said yes
            says = f"the check could not be made: {type(problem).__name__}: {problem}"
            return Finding(rule=self.id, tone=self.tone, verdict=Verdict.UNDETERMINED, says=says, cites=self.cites)
        if answer is None:
            return None
        if not isinstance(answer, str):
            says = f"the check answered {answer!r}; it must answer None or a sentence"
            return Finding(rule=self.id, tone=self.tone, verdict=Verdict.UNDETERMINED, says=says, cites=self.cites)
        return Finding(rule=self.id, tone=self.tone, verdict=Verdict.BLOCKED, says=answer, cites=self.cites)


def check(
    check_id: str, *, governs: Iterable[str], cites: Citation, tone: Tone = Tone.FORBID
) -> Callable[[CheckFunction], Check]:
    """Make a check of a function (case, dossier, action, as_of) -> None or the sentence that says why not.

    Raises:
        BookError: an id that does not read like a path, or nothing governed.
    """
    governed = frozenset([governs]) if isinstance(governs, str) else frozenset(governs)
    if "." not in check_id or check_id != check_id.lower():
        raise BookError(f"check id {check_id!r} must read like a path in lower case, e.g. 'house.vip'")
    if not governed:
        raise BookError(f"check {check_id} governs nothing; name its actions, e.g. governs=CONTACTS")
    return lambda function: Check(check_id, governed, tone, cites, function)
