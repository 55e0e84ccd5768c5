"""The course of a case, as data over time: its stages, who worked it, what stood, the contacts, the rules, the money.

The entries that `timeline` has read are folded anew, and what differs before and after each event begins or ends
here: a stay at a stage, a hold, a promise. Everything has the moment at which it happened, and that of its recording
where it was told late. Stages and custody follow the order of recording, so a move that is told late begins no
earlier than the one before it. This room draws nothing and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from debtflow.casework.auditing import flaws_of
from debtflow.casework.caseload import Caseload
from debtflow.casework.log import case_stream, person_stream
from debtflow.casework.looking import see_caseload
from debtflow.errors import IntegrityError
from debtflow.lifecycle import dossiers
from debtflow.lifecycle.cases import Case, evolve, opened
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records import actions, events
from debtflow.records.consents import Consent
from debtflow.records.contacts import CallResult
from debtflow.records.holds import Hold
from debtflow.records.parties import Channel
from debtflow.records.stages import Custody
from debtflow.reports.spells import STEPS, Spell, begun_at, end_words, ended_at, spell_of, standing_on
from debtflow.reports.standing import local_text, working_party
from debtflow.reports.timeline import Happening, RuleSaid, timeline, words_of
from debtflow.values.dates import instant_at, local_day_and_minute
from debtflow.values.money import Money

__all__ = ["BALANCE_POINTS", "Course", "Mark", "Paid", "Posting", "Stay", "Works", "course_of"]

BALANCE_POINTS = 300
"""How many days the balance is asked for at most: more than a picture can show apart."""

NOT_REACHED = frozenset({CallResult.VOICEMAIL, CallResult.NO_ANSWER, CallResult.BUSY, CallResult.WRONG_NUMBER})
NOT_KEPT = "a rule that was not kept"

_Posted = events.ChargePosted | events.AmountWaived | events.WrittenDown | events.ChargedOff
_POSTED: dict[type, str] = {
    events.ChargePosted: "charged",
    events.AmountWaived: "waived",
    events.WrittenDown: "written down",
    events.ChargedOff: "charged off",
}


class Mark(NamedTuple):
    """Something at one moment.

    Attributes:
        row: where it belongs, from the general to the particular: a channel and how it ended, a rule and what it did.
        at: when it happened; `recorded_at` when it was recorded.
        words: what it was, in a line.
        breaches: the rules it broke.
    """

    row: tuple[str, str]
    at: datetime
    recorded_at: datetime
    words: str
    breaches: tuple[str, ...] = ()


class Stay(NamedTuple):
    """The case at one stage, from when to when; `passes` are the moves that did not change it."""

    stage: str
    since: datetime
    until: datetime
    recorded_at: datetime
    words: str
    passes: tuple[Mark, ...] = ()


class Works(NamedTuple):
    """Who worked the debt from when to when: `party` in words."""

    custody: Custody
    party: str
    since: datetime
    until: datetime


class Paid(NamedTuple):
    """Money that was applied to the debt, at the day on which it was received.

    Attributes:
        payment: the bank's id of it.
        taken_back: whether it was reversed since, so that it is as if it had never come.
    """

    at: datetime
    recorded_at: datetime
    amount: Money
    words: str
    payment: str = ""
    taken_back: bool = False


class Posting(NamedTuple):
    """What was posted to the debt besides money that came.

    Attributes:
        kind: `taken back`, `charged`, `waived`, `written down` or `charged off`.
        amount: None where it changes no amount.
    """

    kind: str
    at: datetime
    recorded_at: datetime
    amount: Money | None
    words: str


@dataclass(frozen=True, slots=True)
class Course:
    """What a case has gone through.

    Attributes:
        zone: the zone in which days are counted and times are shown.
        first, last: the span of everything in it.
        rules: marks whose row is (rule, `refused` | `second person` | `broken` | `undermined`).
        says: what each of these rules says.
        balance: what was owed from when on, in minor units, by what is known now; what accrues is in it day by day.
    """

    case: Case
    zone: str
    entries: int
    first: datetime
    last: datetime
    stays: tuple[Stay, ...]
    works: tuple[Works, ...]
    spells: tuple[Spell, ...]
    contacts: tuple[Mark, ...]
    rules: tuple[Mark, ...]
    says: dict[str, RuleSaid]
    payments: tuple[Paid, ...]
    postings: tuple[Posting, ...]
    balance: tuple[tuple[datetime, int], ...]


def course_of(caseload: Caseload, case_id: str) -> Course:
    """The course of that case, with the holds that lay on its obligors.

    Raises:
        NotFoundError: there is no such case.
        IntegrityError: an entry is not what was sealed; folded, it would say something else than what has happened.
    """
    see_caseload(caseload)
    debt = caseload.case(case_id).debt
    for stream in (case_stream(case_id), *(person_stream(obligor.person) for obligor in debt.obligors)):
        for problem in flaws_of(caseload.store, stream).values():
            raise IntegrityError(problem)
    happenings = timeline(caseload, case_id)
    zones = caseload.dossier(debt.borrower).person.zones
    folding = _Folding(caseload, case_id, (zones or (caseload.desk.house_zone,))[0])
    for happening in happenings:
        folding.see(happening)
    for obligor in debt.obligors:
        folding.see_file_of(obligor.person)
    return folding.course(happenings)


# ---- folding ------------------------------------------------------------------------------------------------------


class _Turn(NamedTuple):
    """A new value on one axis of the case."""

    value: Any
    at: datetime
    recorded_at: datetime
    words: str


@dataclass(slots=True)
class _Folding:
    """The case as it is folded, and what was found on the way."""

    caseload: Caseload
    case_id: str
    zone: str
    case: Case | None = None
    stages: list[_Turn] = field(default_factory=list)
    parties: list[_Turn] = field(default_factory=list)
    passes: list[list[Mark]] = field(default_factory=list)
    standing: dict[tuple[str, str], tuple[Any, datetime, datetime]] = field(default_factory=dict)
    spells: list[Spell] = field(default_factory=list)
    reserved: dict[str, Mark] = field(default_factory=dict)
    contacts: list[Mark] = field(default_factory=list)
    rules: list[Mark] = field(default_factory=list)
    says: dict[str, RuleSaid] = field(default_factory=dict)
    payments: list[Paid] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    steps: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    misses: list[tuple[datetime, str]] = field(default_factory=list)
    decided: dict[int, Happening] = field(default_factory=dict)

    def see(self, happening: Happening) -> None:
        """Take in one entry."""
        recorded_at = happening.recorded_at
        self.decided[happening.entry] = happening
        for event in happening.records:
            at = event.occurred_at or recorded_at
            before, self.case = self.case, self._evolved(event)
            said = f"{local_text(at, self.zone)[:16]} {words_of(event)}, by {happening.by}"
            self._axes(before, event, _Turn(None, at, recorded_at, said))
            self._stands(event, at, recorded_at)
            if isinstance(event, events.ContactReserved | events.ContactEvent | events.AttemptExpired):
                self._contact(event, Mark(("", ""), at, recorded_at, said), happening.breaches)
            elif isinstance(event, events.ContactReceived):
                self.contacts.append(Mark((str(event.channel), "from them"), at, recorded_at, said))
            elif isinstance(event, events.PaymentAllocated):
                self._payment(event, recorded_at)
            elif isinstance(event, events.AllocationReversed):
                self._taken_back(event, at, recorded_at)
            elif isinstance(event, _Posted):
                self._posting(event, recorded_at)
            elif isinstance(event, events.DecisionUndermined):
                self._undermined(event, recorded_at)
        self._judged(happening)

    def _evolved(self, event: events.Event) -> Case:
        if self.case is not None:
            return evolve(self.case, event)
        assert isinstance(event, events.CaseOpened)  # every stream of a case begins with it
        return opened(self.case_id, event)

    # ---- stages and custody ---------------------------------------------------------------------------------------

    def _axes(self, before: Case | None, event: events.Event, turn: _Turn) -> None:
        case = self.case
        assert case is not None
        if before is None or before.stage != case.stage:
            self.stages.append(self._after(self.stages, turn._replace(value=case.stage)))
            self.passes.append([])
        elif event.is_move:
            self.passes[-1].append(Mark(("", ""), max(turn.at, self.stages[-1].at), turn.recorded_at, turn.words))
        party = (case.custody, working_party(case))
        if not self.parties or self.parties[-1].value != party:
            self.parties.append(self._after(self.parties, turn._replace(value=party)))

    @staticmethod
    def _after(turns: list[_Turn], turn: _Turn) -> _Turn:
        return turn._replace(at=max(turn.at, turns[-1].at)) if turns else turn

    # ---- what stands for a while ----------------------------------------------------------------------------------

    def _stands(self, event: events.Event, at: datetime, recorded_at: datetime) -> None:
        assert self.case is not None
        if type(event) in STEPS:
            self.steps.setdefault(STEPS[type(event)], []).append((at, words_of(event)))
        if isinstance(event, events.InstalmentMissed):
            due = instant_at(event.due_on.toordinal(), 24 * 60, self.zone)
            self.misses.append((due, words_of(event)))
        now = standing_on(self.case)
        for key, value in now.items():
            _, since, known_at = self.standing.get(key, (None, begun_at(value, at), recorded_at))
            self.standing[key] = (value, since, known_at)
        for key in [key for key in self.standing if key not in now]:
            self._ends(key, event, at)

    def _ends(self, key: tuple[str, str], event: events.Event, at: datetime) -> None:
        value, since, known_at = self.standing.pop(key)
        self._spell(key[0], spell_of(value, since, ended_at(value, at), known_at, end_words(event, value), self.zone))

    def _spell(self, kind: str, spell: Spell) -> None:
        """Keep a spell, with the steps that were taken and what was missed while it stood."""
        ticks = spell.ticks
        if kind in self.steps:
            ticks = (*ticks, *self.steps.pop(kind))
        misses: tuple[tuple[datetime, str], ...] = ()
        if kind == "arrangement":
            misses, self.misses = tuple(self.misses), []
        self.spells.append(spell._replace(ticks=ticks, misses=misses))

    def see_file_of(self, person: str) -> None:
        """Take in what lay in a person's file, over all their debts. To be called after the case was folded."""
        assert self.case is not None
        dossier: Dossier | None = None
        debt = self.case.debt.id
        for entry in self.caseload.store.entries(person_stream(person)):
            recorded_at = datetime.fromisoformat(entry.recorded_at)
            for event in entry.events:
                at, before = event.occurred_at or recorded_at, _held_in(dossier, debt)
                dossier = _dossier_after(dossier, event)
                now = _held_in(dossier, debt)
                for kind, name in now.keys() - before.keys():
                    value = now[kind, name]
                    self.standing[kind, f"{person}/{name}"] = (value, begun_at(value, at), recorded_at)
                for kind, name in before.keys() - now.keys():
                    self._ends((kind, f"{person}/{name}"), event, at)
                if isinstance(event, events.MessageReturned) and (means := _by_what(dossier, event, debt)):
                    words = f"{local_text(at, self.zone)[:16]} {words_of(event)}"
                    self.contacts.append(Mark((means, "came back"), at, recorded_at, words))

    # ---- contacts, rules, money -----------------------------------------------------------------------------------

    def _contact(
        self,
        event: events.ContactReserved | events.ContactEvent | events.AttemptExpired,
        mark: Mark,
        broken: tuple[RuleSaid, ...],
    ) -> None:
        if isinstance(event, events.ContactReserved):
            attempt = event.attempt
            self.reserved[attempt.id] = mark._replace(row=(str(attempt.channel), "not reported"))
            return
        reserved = self.reserved.pop(event.attempt or "", None)
        if isinstance(event, events.AttemptExpired):
            if reserved is not None:
                self.contacts.append(reserved._replace(words=f"{reserved.words}; nobody said how it ended"))
            return
        channel = str(event.channel) if event.channel is not None else reserved.row[0] if reserved else "contact"
        ids = tuple(said.rule for said in broken)
        self.contacts.append(mark._replace(row=(channel, _ending(event)), breaches=ids))

    def _payment(self, event: events.PaymentAllocated, recorded_at: datetime) -> None:
        at = self._on_its_day(event.effective_on, recorded_at)
        self.payments.append(Paid(at, recorded_at, event.amount, words_of(event), event.payment))

    def _on_its_day(self, effective_on: date, recorded_at: datetime) -> datetime:
        """Where something stands that has a day and no time: where it was told on that day, else at noon."""
        day = effective_on.toordinal()
        same_day = local_day_and_minute(recorded_at, self.zone)[0] == day
        return recorded_at if same_day else instant_at(day, 12 * 60, self.zone)

    def _taken_back(self, event: events.AllocationReversed, at: datetime, recorded_at: datetime) -> None:
        self.postings.append(Posting("taken back", at, recorded_at, event.amount, words_of(event)))
        for place, paid in enumerate(self.payments):
            if (paid.payment, paid.amount, paid.taken_back) == (event.payment, event.amount, False):
                self.payments[place] = paid._replace(taken_back=True, words=f"{paid.words}; taken back since")
                return

    def _posting(self, event: _Posted, recorded_at: datetime) -> None:
        at = self._on_its_day(event.effective_on, recorded_at)
        amount = None
        if isinstance(event, events.WrittenDown):
            amount = event.amounts.total
        elif not isinstance(event, events.ChargedOff):
            amount = event.amount
        self.postings.append(Posting(_POSTED[type(event)], at, recorded_at, amount, words_of(event)))

    def _undermined(self, event: events.DecisionUndermined, recorded_at: datetime) -> None:
        """Shown where the decision was made, which is not when it was learned that it would be another now."""
        at = self.decided[event.entry].at if event.entry in self.decided else recorded_at
        words = f"{local_text(at, self.zone)[:16]} {words_of(event)}"
        for rule in event.rules:
            self.says.setdefault(rule, RuleSaid(rule))
            self.rules.append(Mark((rule, "undermined"), at, recorded_at, words))

    def _judged(self, happening: Happening) -> None:
        """What the rules said of an entry: a refusal, a question to a second person, a breach."""
        at, recorded_at = happening.at, happening.recorded_at
        words = f"{local_text(at, self.zone)[:16]} {'; '.join(happening.what)}, by {happening.by}"
        if happening.kind in ("refused", "pending"):
            did = "refused" if happening.kind == "refused" else "second person"
            for said in happening.refusals or (RuleSaid(NOT_KEPT),):
                self.says[said.rule] = said  # with what it cites, which a breach does not say
                self.rules.append(Mark((said.rule, did), at, recorded_at, words))
        for said in happening.breaches:
            self.says.setdefault(said.rule, said)
            self.rules.append(Mark((said.rule, "broken"), at, recorded_at, words))
        asked = happening.asked
        if happening.kind == "refused" and isinstance(asked, actions.ContactAction):
            rules = ", ".join(said.rule for said in happening.refusals)
            row = (str(self._channel(asked)), "refused")
            self.contacts.append(Mark(row, at, recorded_at, f"{words}: refused ({rules})"))

    def _channel(self, asked: actions.ContactAction) -> Channel:
        """By what channel somebody was to be reached: by the contact point, as it is on file today."""
        person = self.caseload.dossier(asked.person).person
        point = person.contact_point(asked.contact_point)
        usual = {"place_call": Channel.PHONE, "visit": Channel.VISIT}.get(asked.name, Channel.SMS)
        return usual if point is None else point.channel

    # ---- all of it ------------------------------------------------------------------------------------------------

    def course(self, happenings: list[Happening]) -> Course:
        """What was found, from first to last."""
        assert self.case is not None
        self.contacts += self.reserved.values()
        moments = [mark.at for mark in (*self.contacts, *self.rules)]
        moments += [paid.at for paid in self.payments] + [posting.at for posting in self.postings]
        first = min(self.stages[0].at, *moments, *(each.at for each in happenings))
        last = max(*(each.recorded_at for each in happenings), *moments, self.stages[-1].at)
        for key, (value, since, known_at) in self.standing.items():
            if since <= last:
                self._spell(key[0], spell_of(value, since, last, known_at, "open", self.zone))
        return Course(
            case=self.case,
            zone=self.zone,
            entries=len(happenings),
            first=first,
            last=last,
            stays=tuple(self._stays(last)),
            works=tuple(self._works(last)),
            spells=tuple(sorted(self._seen(first), key=lambda spell: spell.since)),
            contacts=tuple(sorted(self.contacts, key=lambda mark: mark.at)),
            rules=tuple(sorted(self.rules, key=lambda mark: mark.at)),
            says=self.says,
            payments=tuple(sorted(self.payments, key=lambda paid: paid.at)),
            postings=tuple(sorted(self.postings, key=lambda posted: posted.at)),
            balance=tuple(self._balance(first, last)),
        )

    def _stays(self, last: datetime) -> Iterator[Stay]:
        for (turn, until), passes in zip(_spans(self.stages, last), self.passes, strict=True):
            yield Stay(turn.value, turn.at, until, turn.recorded_at, turn.words, tuple(passes))

    def _works(self, last: datetime) -> Iterator[Works]:
        for turn, until in _spans(self.parties, last):
            custody, party = turn.value
            yield Works(custody, party, turn.at, until)

    def _seen(self, first: datetime) -> Iterator[Spell]:
        """Those that reach into the case's time; a person's holds may be over long before it."""
        return (spell._replace(since=max(spell.since, first)) for spell in self.spells if spell.until >= first)

    def _balance(self, first: datetime, last: datetime) -> Iterator[tuple[datetime, int]]:
        assert self.case is not None
        ledger = self.case.ledger
        first_day, last_day = (local_day_and_minute(at, self.zone)[0] for at in (first, last))
        shown: list[Paid | Posting] = [*self.payments]
        shown += (posting for posting in self.postings if posting.kind != "taken back")
        moments = {local_day_and_minute(each.at, self.zone)[0]: each.at for each in reversed(shown)}
        yield first, ledger.standing(max(ledger.opened_on, first_day - 1)).owed
        days = [posted.day for posted in ledger.days if posted.day >= first_day]
        nightly = range(first_day, last_day + 1) if ledger.terms.accrual else range(0)
        posted = set(days)
        for day in sorted({*_some(days), *_some(nightly)}):
            at = moments.get(day) or instant_at(day, 12 * 60 if day in posted else 0, self.zone)
            yield min(max(at, first), last), ledger.standing(day).owed
        yield last, ledger.standing(max(last_day, ledger.days[-1].day)).owed


def _dossier_after(dossier: Dossier | None, event: events.Event) -> Dossier:
    if dossier is not None:
        return dossiers.evolve(dossier, event)
    assert isinstance(event, events.PersonAdded)  # every stream of a person begins with it
    return dossiers.opened(event)


def _held_in(dossier: Dossier | None, debt: str) -> dict[tuple[str, str], Hold | Consent]:
    """What stands in a person's file and bears on that debt, by what it is and its id."""
    if dossier is None:
        return {}
    holds = {("hold", hold.id): hold for hold in dossier.holds}
    consents = (consent for consent in dossier.dealings.consents if not consent.about or debt in consent.about)
    return {**holds, **{("consent", consent.id): consent for consent in consents}}


def _by_what(dossier: Dossier, event: events.MessageReturned, debt: str) -> str:
    """By what means it had gone out about that debt; empty = it was about another."""
    sent = [row for each in dossier.dealings.approaches if each.debt == debt for row in each.sent if row.returned_on]
    for row in sent:
        if row.attempt == event.attempt if event.attempt else row.point == event.contact_point:
            on_file = dossier.person.contact_point(row.point)
            return str(on_file.channel) if on_file is not None else "contact"
    return ""


def _spans(turns: list[_Turn], last: datetime) -> Iterator[tuple[_Turn, datetime]]:
    for turn, following in pairwise(turns):
        yield turn, following.at
    yield turns[-1], last


def _some(days: Sequence[int]) -> Sequence[int]:
    """No more of them than a picture can show apart."""
    return days[:: -(-len(days) // BALANCE_POINTS) or 1]


def _ending(event: events.ContactEvent) -> str:
    """How a contact ended, as a row of the picture."""
    if isinstance(event, events.CallEnded):
        if event.result in NOT_REACHED:
            return "not reached"
        return "third person" if event.result is CallResult.TALKED_TO_THIRD_PERSON else event.result.label
    return event.result.label if isinstance(event, events.MessageEnded) else "ended"
