"""Findings: one rule's answer, with its evidence. What a decision is made of.

A refusal lists every check that failed, what the facts were, which law, and how sure we are of that law. This room
only says how an answer looks; who gives it is the business of `compliance`.
"""

from __future__ import annotations

from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.law import Citation

__all__ = ["Evidence", "Finding", "Tone", "Verdict"]


class Tone(Code):
    """How strictly a rule speaks."""

    FORBID = 0
    PRESUME = 1
    APPROVE = 2
    ADVISE = 3


class Verdict(Code):
    """What a rule found."""

    BLOCKED = 0
    UNDETERMINED = 1


class Evidence(Frozen):
    """A fact that a rule read: its name, its value as a number and as people read it; `known` False = not known."""

    fact: str
    value: int
    words: str
    known: bool = True
    assumed: bool = False


class Finding(Frozen):
    """What one rule or check found against an action.

    Attributes:
        rule: the rule's id; ids read like paths (`cn.gbt45251.hours`).
        says: the sentence shown to people.
        because: the rule's condition in words, with its numbers; where it cannot be settled, that this is not known.
        lifted_by: what would have to happen, where time alone does not help.
        approved_by: who has approved it, where it asks for a second person.
    """

    rule: str
    tone: Tone
    verdict: Verdict
    says: str
    because: str = ""
    evidence: tuple[Evidence, ...] = ()
    cites: Citation
    lifted_by: tuple[str, ...] = ()
    approved_by: str | None = None

    @property
    def refuses(self) -> bool:
        """Whether it stands in the way: everything but advice does, until approved."""
        return self.tone is not Tone.ADVISE and self.approved_by is None

    def __str__(self) -> str:
        missing = [e.fact for e in self.evidence if not e.known and not e.assumed]
        unknown = f" (not known: {', '.join(missing)})" if missing else ""
        return f"{self.rule}: {self.says}{unknown} [{self.cites}]"
