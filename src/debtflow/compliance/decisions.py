"""Decisions: the answer to one action, with every reason, what the facts were, and when it would be permitted.

A decision is a few masks and the facts that were read, until somebody reads it: findings, words and the next
permitted moment are made only then. `judge` asks the rules and the checks; it is pure. The moves of the workflow are
not judged here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from heapq import merge

from debtflow.compliance.answer_cards import decision_card
from debtflow.compliance.books import Rulebook
from debtflow.compliance.governing import Governing
from debtflow.compliance.situation import Situation
from debtflow.compliance.tongues import ENGLISH, Tongue, tongue_of
from debtflow.compliance.wording import decision_text, findings_in, held_by, lifted_by, when_text
from debtflow.records.findings import Finding, Tone, Verdict
from debtflow.records.holds import Hold
from debtflow.values.dates import instant_at

__all__ = ["LOOK_AHEAD_DAYS", "Decision", "judge"]

LOOK_AHEAD_DAYS = 400
"""How far the next permitted moment is looked for."""

_A_DAY, _A_MINUTE = timedelta(days=1), timedelta(minutes=1)


class Decision:
    """The answer to one action at one moment.

    Attributes:
        book: the rulebook that was asked; governing: the rules of it that looked at the action.
        failing, undetermined: masks of the rules that stand in the way, and of those that could not be settled.
        values, unknown, assumed: the facts that were read, and masks of those not known and those assumed.
        check_findings: what checks found.
        approved_by: who has approved it, if somebody has.
    """

    __slots__ = (
        "__dict__",
        "approved_by",
        "assumed",
        "book",
        "check_findings",
        "failing",
        "governing",
        "situation",
        "undetermined",
        "unknown",
        "values",
    )

    def __init__(
        self,
        book: Rulebook,
        governing: Governing,
        situation: Situation,
        failing: int,
        values: tuple[int, ...],
        approved_by: str | None,
        undetermined: int = 0,
        unknown: int = 0,
        assumed: int = 0,
        check_findings: tuple[Finding, ...] = (),
    ) -> None:
        self.book = book
        self.governing = governing
        self.situation = situation
        self.failing = failing
        self.undetermined = undetermined
        self.values = values
        self.unknown = unknown
        self.assumed = assumed
        self.check_findings = check_findings
        self.approved_by = approved_by

    @property
    def at(self) -> datetime:
        """The moment for which it was made (UTC)."""
        return self.situation.at

    # ---- the answer -----------------------------------------------------------------------------------------------

    @property
    def refused(self) -> bool:
        """Whether something stands in the way that nobody can approve. Undetermined is never permitted."""
        if not self.failing and not self.undetermined and not self.check_findings:
            return False
        if (self.failing | self.undetermined) & self.governing.refusing or self.undetermined & self.governing.approving:
            return True
        return any(
            f.refuses and (f.tone is not Tone.APPROVE or f.verdict is Verdict.UNDETERMINED) for f in self._checks
        )

    @property
    def needs_approval(self) -> bool:
        """Whether all that stands in the way is a second person's yes."""
        if not self.failing and not self.check_findings:
            return False
        if self.refused or self.approved_by is not None:
            return False
        asked = self.failing & self.governing.approving
        return bool(asked) or any(f.tone is Tone.APPROVE for f in self._checks)

    @property
    def permitted(self) -> bool:
        """Whether the action may go ahead now."""
        return not self.refused and not self.needs_approval

    @property
    def _checks(self) -> tuple[Finding, ...]:
        return self.check_findings

    # ---- why ------------------------------------------------------------------------------------------------------

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, the strictest first; advice is among it, also where the action is permitted."""
        return findings_in(self, ENGLISH)

    def findings_in(self, language: str | Tongue) -> tuple[Finding, ...]:
        """The same findings in another language: `zh`, or a table of one's own.

        Raises:
            BookError: a language for which there is no table.
        """
        return findings_in(self, tongue_of(language))

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of all rules and checks that stand in the way (advice not counted)."""
        return tuple(f.rule for f in self.findings if f.tone is not Tone.ADVISE)

    @cached_property
    def holds(self) -> tuple[Hold, ...]:
        """The holds for which anything was found: what has to be released, or to end, before it is found no more."""
        return tuple(dict.fromkeys(hold for finding in self.findings for hold in held_by(self, finding)))

    @cached_property
    def facts(self) -> dict[str, int]:
        """The facts that were read, by name; those not known stand with their neutral filler."""
        return {name: int(value) for name, value in zip(self.governing.names, self.values, strict=True)}

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the facts that are not known and were not assumed."""
        names = enumerate(self.governing.names)
        return tuple(name for at, name in names if self.unknown >> at & 1 and not self.assumed >> at & 1)

    @property
    def assumptions(self) -> dict[str, int]:
        """The facts that were assumed, with the value that stood in."""
        return {n: int(self.values[at]) for at, n in enumerate(self.governing.names) if self.assumed >> at & 1}

    # ---- when -----------------------------------------------------------------------------------------------------

    @cached_property
    def next_permitted_at(self) -> datetime | None:
        """The first moment within 400 days at which the whole decision permits, if nothing else happens.

        None where time alone does not help; `lifted_by` then says what would. For a permitted action, its own moment.
        """
        if self.permitted:
            return self.at
        if not self._time_could_help():
            return None
        for moment in self._moments():
            again = judge(self.book, self.situation.at_moment(moment), approved_by=self.approved_by)
            if again.permitted:
                return moment
        return None

    def _time_could_help(self) -> bool:
        standing = (self.failing | self.undetermined) & self.governing.blocking
        stuck = [bit for bit in range(len(self.governing.rules)) if standing >> bit & 1]
        open_now = self.unknown & ~self.assumed
        refusing_checks = any(finding.refuses for finding in self.check_findings)
        return not refusing_checks and all(self.governing.moves_with_time(bit, open_now) for bit in stuck)

    def _moments(self) -> Iterator[datetime]:
        """The moments at which an answer can change by itself, in order: local midnights and hours, ends of holds."""
        s = self.situation
        zones = s.reached.person.zones or (s.house_zone,)
        days = range(s.day_first, s.day_first + LOOK_AHEAD_DAYS + 3)
        minutes = {0}
        for governing in self.book.governing_until(s.action.name, s.day, days[-1]):
            _, values, _ = governing.run(s)
            minutes |= governing.minutes(values)
        minutes |= {hours.until % 1440 for hold in s.holds for hours in hold.hours}
        minutes |= {hours.since for consent in s.reached.dealings.consents for hours in consent.hours}
        # Each zone's own moments are in order; the zones' days overlap, so they are merged and not walked day by day.
        clocks = [_clock(zone, days, sorted(minutes)) for zone in zones]
        ends = sorted(hold.until_at for hold in s.holds if hold.until_at is not None)
        last = self.at + timedelta(days=LOOK_AHEAD_DAYS)
        before = self.at
        for moment in merge(*clocks, ends):
            if before < moment <= last:
                before = moment
                yield moment

    @cached_property
    def lifted_by(self) -> tuple[str, ...]:
        """What would have to happen where time alone does not help: from the rules, or from where their facts come."""
        return lifted_by(self, ENGLISH)

    # ---- words ----------------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        return decision_text(self, ENGLISH)

    def text(self, language: str | Tongue = "en") -> str:
        """The decision in words; times are those of the person's clocks, and UTC.

        Args:
            language: `en` or `zh`, or a table of one's own. What a check says, and what the law is called, stays as it
                was written.

        Raises:
            BookError: a language for which there is no table.
        """
        return decision_text(self, tongue_of(language))

    def when(self) -> str:
        """When, or after what, it would be permitted, in words."""
        return when_text(self, ENGLISH)

    def html(self, language: str | Tongue = "en") -> str:
        """The decision as a card: self-contained HTML that fetches nothing, for light and dark pages."""
        return decision_card(self, tongue_of(language))

    def _repr_html_(self) -> str:
        return self.html()

    def __repr__(self) -> str:
        return f"<Decision {self.situation.action.name}: {'permitted' if self.permitted else ', '.join(self.rules)}>"


def judge(book: Rulebook, situation: Situation, approved_by: str | None = None) -> Decision:
    """What the rules and checks of the book say of that situation. Pure; asks no workflow."""
    name = situation.name
    governing = book.governing(name, situation.day)
    failing, values, unknown = governing.run(situation)
    if not unknown and not book.checks:
        return Decision(book, governing, situation, failing, values, approved_by)
    undetermined = assumed = 0
    if unknown:
        failing, undetermined, values, assumed = governing.settle(values, unknown)
    found = tuple(f for check in book.checks_for(name) if (f := check.finding(situation)) is not None)
    if approved_by is not None:
        found = tuple(_approved(f, approved_by) for f in found)
    return Decision(book, governing, situation, failing, values, approved_by, undetermined, unknown, assumed, found)


def _clock(zone: str, days: range, minutes: list[int]) -> Iterator[datetime]:
    midnight = instant_at(days[0], 0, zone)
    for day in days:
        begins, midnight = midnight, instant_at(day + 1, 0, zone)
        if midnight - begins == _A_DAY:
            yield from (begins + timedelta(minutes=minute) for minute in minutes)
        else:
            # The clocks change on this day: a time of day may come twice or never, so every minute is looked at.
            yield from (begins + timedelta(minutes=passed) for passed in range((midnight - begins) // _A_MINUTE))


def _approved(finding: Finding, by: str) -> Finding:
    # A check that could not be made has asked nobody anything, so there is nothing to say yes to.
    asks = finding.tone is Tone.APPROVE and finding.verdict is Verdict.BLOCKED
    return finding.changed(approved_by=by) if asks else finding
