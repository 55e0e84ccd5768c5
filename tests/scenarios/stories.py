"""Scenarios: stories in the trade's words, played on a real caseload in memory.

A file names its rulebooks, its people, agencies and debts; a scenario is a name and a list of sentences, each with its
day, weekday and local time. A sentence tells what happens, or asks `may ... ?` and says the answer: the exact set of
rules that stand in the way, and when it will be permitted. Whatever does not come true is reported with the file, the
line and the name of the scenario.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from debtflow.casework.caseload import Caseload
from debtflow.casework.outcomes import Done, Pending
from debtflow.compliance.decisions import Decision
from debtflow.compliance.rulebooks import catalogue
from debtflow.errors import DebtflowError
from debtflow.records import actions, events
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms
from debtflow.records.components import Component
from debtflow.records.contacts import CallResult, MessageResult
from debtflow.records.debts import Balance, Debt, Instalment, Obligor, Relation
from debtflow.records.findings import Tone, Verdict
from debtflow.records.holds import Hold, HoldKind, Hours
from debtflow.records.parties import Actor, Agency, Borrower, Channel, Collector, ContactPoint, Licence
from debtflow.records.proceedings import Measure
from debtflow.records.stages import Outcome, Role
from debtflow.values.money import Money

FOLDER = Path(__file__).parent
POINTS = {"phone": Channel.PHONE, "sms": Channel.SMS, "letter": Channel.LETTER, "home": Channel.VISIT}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class StoryError(AssertionError):
    """A scenario that cannot be read, or did not come true; the message says where."""


@dataclass(frozen=True)
class Sentence:
    """One line of a scenario."""

    line: int
    text: str


@dataclass(frozen=True)
class Asked:
    """A question of a scenario with its answer: for the check that every rule stands on both sides."""

    action: str
    day: date
    rules: frozenset[str]


@dataclass(frozen=True)
class Story:
    """One scenario: its file with people and debts, its name, its sentences."""

    path: Path
    line: int
    name: str
    cast: dict[str, Any]
    sentences: tuple[Sentence, ...]

    def __str__(self) -> str:
        return f"{self.path.name}: {self.name}"

    def play(self) -> list[Asked]:
        """Play it; the questions that it asked."""
        stage = Stage(self.cast)
        for sentence in self.sentences:
            try:
                stage.take(sentence.text)
            except (StoryError, DebtflowError, ValueError) as problem:
                place = f"{self.path.name}, line {sentence.line}, in {self.name!r}"
                raise StoryError(f"{place}\n    {sentence.text}\n{type(problem).__name__}: {problem}") from problem
        return stage.asked


@cache
def stories() -> tuple[Story, ...]:
    """All scenarios of this folder."""
    return tuple(story for path in sorted(FOLDER.glob("*.yaml")) for story in _read(path))


def _read(path: Path) -> Iterator[Story]:
    root = yaml.compose(path.read_text(encoding="utf-8"))
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    cast = {key: value for key, value in document.items() if key != "scenarios"}
    nodes = {key.value: value for key, value in root.value}
    for name, steps in nodes["scenarios"].value:
        sentences = tuple(Sentence(step.start_mark.line + 1, step.value) for step in steps.value)
        yield Story(path, name.start_mark.line + 1, name.value, cast, sentences)


# ---- the stage -----------------------------------------------------------------------------------------------------

WHEN = re.compile(r"(\d{4}-\d\d-\d\d) (\w{3}) (\d\d:\d\d)(?: \(([A-Za-z_/]+)\))?, (.+)")
QUESTION = re.compile(
    r"may (.+?) ((?:call|write|visit|remind|confirm|take|note|offer|end|enter|enforce|report|propose|approve|accept|recall|file|close|waive|charge|do)\b.+)\? (.+)"
)
ANSWER = re.compile(r"(yes|no|only with a second person)(?:, by ([^;]+))?(?:; (.+))?")


@dataclass
class Stage:
    """A caseload with the people of one file on it."""

    cast: dict[str, Any]
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock: str = self.cast["clock"]
        self.cases = Caseload.open_at("memory:", catalogue.joined(*self.cast["rulebooks"]), house_zone=self.clock)
        self.staff = {name: self._actor(name, party) for name, party in self.cast["staff"].items()}
        self.debts: dict[str, dict[str, Any]] = self.cast["debts"]
        self.holds = 0
        self.payments = 0
        self.last = datetime.min.replace(tzinfo=UTC)
        self.opening = self._at("2020-01-06", "09:00", self.clock)
        owed: dict[str, list[Debt]] = {}
        for name, row in self.debts.items():
            owed.setdefault(row["owed by"], []).append(self._debt(name, row))
        for name, zones in self.cast["persons"].items():
            points = tuple(ContactPoint(id=i, channel=c, value=f"{i} of {name}") for i, c in POINTS.items())
            self.cases.add(
                Borrower(id=_id(name), name=name, zones=tuple(zones), contact_points=points), at=self.opening
            )
        for name, debts in owed.items():
            zones = tuple(self.cast["persons"][name])
            points = tuple(ContactPoint(id=i, channel=c, value=f"{i} of {name}") for i, c in POINTS.items())
            borrower = Borrower(id=_id(name), name=name, zones=zones, contact_points=points)
            self.cases.add(borrower, *debts, at=self.opening)
        for name, row in self.debts.items():
            self.cases.open(_id(name), at=self.opening)
            if row.get("confirmed", True):
                self.cases.submit(_id(name), actions.ConfirmDebt(), by=Actor(id="opener"), at=self.opening)

    def _actor(self, name: str, party: str) -> Actor:
        role = Role.CREDITOR if party == "creditor" else Role.AGENCY
        return Actor(id=_id(name), role=role, party=party)

    def _debt(self, name: str, row: dict[str, Any]) -> Debt:
        obligors = [Obligor(person=_id(row["owed by"]))]
        obligors += [
            Obligor(person=_id(person), relation=Relation.GUARANTOR) for person in row.get("guaranteed by", [])
        ]
        return Debt(
            id=_id(name),
            obligors=tuple(obligors),
            owed=Balance(principal=_money(row["owed"])),
            as_of=date(2020, 1, 2),
            instalments=tuple(Instalment(due_on=day, amount=_money(amount)) for day, amount in row["due"].items()),
        )

    @staticmethod
    def _at(day: str, clock: str, zone: str) -> datetime:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)

    # ---- one sentence ----------------------------------------------------------------------------------------------

    def take(self, text: str) -> None:
        """Play one sentence."""
        when = WHEN.fullmatch(text)
        if when is None:
            raise StoryError(
                "write a day, its weekday and a time first: 2026-03-10 Tue 09:00, Lena calls Mr Li, talked"
            )
        day, weekday, clock, zone, said = when.groups()
        if WEEKDAYS[date.fromisoformat(day).weekday()] != weekday:
            raise StoryError(f"{day} is a {WEEKDAYS[date.fromisoformat(day).weekday()]}")
        self.zone = zone or self.clock
        at = self._at(day, clock, self.zone)
        if at < self.last:
            raise StoryError("a story goes on in time, and this is before the sentence above")
        self.last = at
        question = QUESTION.fullmatch(said)
        if question is not None:
            self._question(*question.groups(), at, date.fromisoformat(day))
            return
        for pattern, happens in HAPPENINGS:
            match = pattern.fullmatch(said)
            if match is not None:
                happens(self, at, **match.groupdict())
                return
        for name, actor in self.staff.items():
            if said.startswith(name + " "):
                what, _, result = said.removeprefix(name + " ").partition(", ")
                self._does(actor, what, result, at)
                return
        raise StoryError(f"nobody of {', '.join(self.staff)} does anything here, and nothing else is understood")

    def action(self, what: str, at: datetime) -> tuple[str, actions.Action]:
        """The case and the action that those words mean."""
        what, _, debt = what.partition(" about ")
        self.case = _id(debt or next(iter(self.debts)))
        for pattern, made in ACTIONS:
            match = pattern.fullmatch(what)
            if match is not None:
                return self.case, made(self, at, **match.groupdict())
        raise StoryError(f"{what!r} is no action; write e.g. `call Mr Li`, `propose Harbour`, `do open_negotiation`")

    def _does(self, actor: Actor, what: str, result: str, at: datetime) -> None:
        case, action = self.action(what, at)
        outcome = self.cases.submit(case, action, by=actor, at=at)
        if isinstance(outcome, Pending):
            raise StoryError(f"it waits for a second person: {outcome.decision}")
        if not isinstance(outcome, Done):
            raise StoryError(f"it is refused: {outcome.decision}")
        if result:
            assert outcome.permit is not None
            self.cases.record(case, _ended(action, result, attempt=outcome.permit.attempt), by=actor, at=at)

    def _question(self, who: str, what: str, answer: str, at: datetime, day: date) -> None:
        if who not in self.staff:
            raise StoryError(f"nobody is called {who!r}; there are {', '.join(self.staff)}")
        case, action = self.action(what, at)
        decision = self.cases.explain(case, action, by=self.staff[who], at=at)
        wanted = ANSWER.fullmatch(answer)
        if wanted is None:
            raise StoryError(
                "answer `yes`, `no, by <rules>; next <day> <time>` or `only with a second person, by <rules>`"
            )
        verdict, rules, when = wanted.groups()
        named = frozenset(part.strip() for part in (rules or "").split(",") if part.strip())
        found = frozenset(_marked(decision))
        told = "no" if decision.refused else "only with a second person" if decision.needs_approval else "yes"
        if (told, found) != (verdict, named):
            raise StoryError(f"the answer is {told}, by {', '.join(sorted(found)) or 'nothing'}\n{decision}")
        if verdict == "no":
            self._when(when, decision)
        self.asked.append(Asked(action.name, day, frozenset(rule.partition(" ")[0] for rule in found)))

    def _when(self, when: str | None, decision: Decision) -> None:
        found = decision.next_permitted_at
        shown = (
            "waiting does not help" if found is None else f"next {found.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"
        )
        if when != shown:
            raise StoryError(f"it would be: {shown}\n{decision}")


def _marked(decision: Decision) -> Iterator[str]:
    for finding in decision.findings:
        mark = " (not known)" if finding.verdict is Verdict.UNDETERMINED else ""
        yield finding.rule + (" (advice)" if finding.tone is Tone.ADVISE else "") + mark


def _id(name: str) -> str:
    return name.lower().replace(" ", "_").replace("'", "")


def _money(text: str) -> Money:
    amount, currency = text.split()
    return Money(amount, currency)


def _ended(action: actions.Action, result: str, **who: Any) -> events.Event:
    if isinstance(action, actions.PlaceCall | actions.Visit):
        return events.CallEnded(result=CallResult.named(result), **who)
    return events.MessageEnded(result=MessageResult.named(result), **who)


# ---- what can be done, and asked for --------------------------------------------------------------------------------


def _contact(made: type[actions.ContactAction], point: str) -> Callable[..., actions.Action]:
    return lambda stage, at, person, **by: made(person=_id(person), contact_point=by.get("by") or point)


def _review(stage: Stage, at: datetime) -> actions.Action:
    waiting = stage.cases.case(_id(next(iter(stage.debts)))).undermined
    return actions.ReviewDecision(entry=waiting[0], because="looked at")


def _hold(
    stage: Stage,
    at: datetime,
    on: str,
    kind: str,
    begins: str | None,
    until: str | None,
    channel: str | None,
    since: str | None,
    to: str | None,
    point: str | None,
) -> actions.Action:
    stage.holds += 1
    hours = (Hours(_minute(since), _minute(to)),) if since and to else ()
    person = None if on == "the debt" else _id(on)
    ends = stage._at(*until.split(), stage.zone) if until else None
    starts = stage._at(*begins.split(), stage.zone) if begins else at
    channels = frozenset({Channel.named(channel)}) if channel else frozenset()
    hold = Hold(
        id=f"h{stage.holds}",
        kind=HoldKind.named(kind),
        person=person,
        channels=channels,
        hours=hours,
        contact_points=(point,) if point else (),
        from_at=starts,
        until_at=ends,
    )
    return actions.PlaceHold(hold=hold, because="told late" if begins else "")


def _release(stage: Stage, at: datetime, on: str) -> actions.Action:
    return actions.ReleaseHold(hold=f"h{stage.holds}", person=None if on == "the debt" else _id(on))


def _verb(verb: str) -> actions.Action:
    typed = actions.TYPED_VERBS.get(verb)
    return typed() if typed is not None else actions.Move(verb=verb)


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _offer(stage: Stage, at: datetime, kind: str, parts: str) -> actions.Action:
    rows = [part.split(" on ") for part in parts.split(" and ")]
    instalments = tuple(Instalment(due_on=date.fromisoformat(day), amount=_money(amount)) for amount, day in rows)
    terms = {"kind": ArrangementKind.INSTALMENT, "instalments": instalments}
    if kind == "a settlement":
        ledger = stage.cases.case(stage.case).ledger
        paid = sum(instalment.amount.minor_units for instalment in instalments)
        waives = ledger.money(ledger.closing.owed - paid)
        terms |= {"kind": ArrangementKind.SETTLEMENT, "waives": waives}
    if kind == "hardship payments":
        terms |= {"kind": ArrangementKind.HARDSHIP}
    return actions.ProposeArrangement(terms=ArrangementTerms.model_validate(terms))


def _accept(stage: Stage, at: datetime) -> actions.Action:
    return actions.ActivateArrangement(version=stage.cases.case(stage.case).offers_made)


Made = Callable[..., actions.Action]
ACTIONS: list[tuple[re.Pattern[str], Made]] = [
    (re.compile(pattern), made)
    for pattern, made in [
        (r"calls? (?P<person>.+)", _contact(actions.PlaceCall, "phone")),
        (r"writes? to (?P<person>.+?)(?: by (?P<by>letter|sms))?", _contact(actions.SendMessage, "sms")),
        (r"visits? (?P<person>.+)", _contact(actions.Visit, "home")),
        (r"reminds? (?P<person>.+)", _contact(actions.SendReminder, "sms")),
        (r"confirms? the debt", lambda stage, at: actions.ConfirmDebt()),
        (
            r"takes? a promise of (?P<amount>[\d.]+ [A-Z]{3}) by (?P<day>[\d-]+)",
            lambda stage, at, amount, day: actions.TakePromise(
                amount=_money(amount), due_on=date.fromisoformat(day), grace_days=0
            ),
        ),
        (
            r"notes? a promise of (?P<amount>[\d.]+ [A-Z]{3}) by (?P<day>[\d-]+)",
            lambda stage, at, amount, day: actions.NotePromise(
                amount=_money(amount), due_on=date.fromisoformat(day), grace_days=0
            ),
        ),
        (r"takes? back promise (?P<promise>p\d)", lambda stage, at, promise: actions.WithdrawPromise(promise=promise)),
        (r"offers? (?P<kind>instalments|a settlement|hardship payments) of (?P<parts>.+)", _offer),
        (r"accepts? the offer", _accept),
        (r"ends? the arrangement", lambda stage, at: actions.BreakArrangement(because="untrue")),
        (
            r"takes? the arrangement for fulfilled",
            lambda stage, at: actions.CompleteArrangement(because="near enough"),
        ),
        (
            r"reports? the debt to (?P<bureau>[a-z]+)(?P<marked> as disputed)?",
            lambda stage, at, bureau, marked: actions.ReportCredit(bureau=bureau, marked_disputed=bool(marked)),
        ),
        (r"proposes? (?P<agency>.+)", lambda stage, at, agency: actions.SubmitPlacement(agency=_id(agency))),
        (r"approves? the referral", lambda stage, at: actions.ApproveReferral()),
        (r"accepts? the placement", lambda stage, at: actions.AcceptPlacement()),
        (r"recalls? the debt", lambda stage, at: actions.Recall()),
        (
            r"enters? the judgment",
            lambda stage, at: actions.EnterJudgment(adjudged=_money("500.00 CNY"), adjudged_on=at.date()),
        ),
        (r"enforces? the judgment", lambda stage, at: actions.Enforce(measure=Measure.WAGES)),
        (r"files? the claim", lambda stage, at: actions.FileClaim(court="pudong")),
        (
            r"closes? the case as (?P<outcome>.+)",
            lambda stage, at, outcome: actions.Close(outcome=Outcome.named(outcome)),
        ),
        (r"do(?:es)? (?P<verb>[a-z_]+)", lambda stage, at, verb: _verb(verb)),
        (
            r"places a hold on (?P<on>.+?) \((?P<kind>[a-z ]+?)(?: on (?P<channel>sms|phone))?"
            r"(?: between (?P<since>[\d:]+) and (?P<to>[\d:]+))?(?: at (?P<point>phone|sms|letter|home))?\)"
            r"(?: from (?P<begins>[\d-]+ [\d:]+))?(?: until (?P<until>[\d-]+ [\d:]+))?",
            _hold,
        ),
        (
            r"waives? (?P<amount>[\d.]+ [A-Z]{3}) of (?P<component>[a-z ]+)",
            lambda stage, at, amount, component: actions.Waive(
                component=Component.named(component), amount=_money(amount), because="goodwill"
            ),
        ),
        (r"charges? off the debt", lambda stage, at: actions.ChargeOff()),
        (r"reviews? the decision", _review),
        (r"releases the hold on (?P<on>.+)", _release),
    ]
]
"""Words -> action; told in the third person, asked for in the infinitive."""


def _pays(stage: Stage, at: datetime, person: str, amount: str) -> None:
    stage.payments += 1
    received_on = at.astimezone(ZoneInfo(stage.zone)).date()
    stage.cases.record_payment(
        person=_id(person), external_id=f"bank-{stage.payments}", money=_money(amount), received_on=received_on, at=at
    )


def _on_file(stage: Stage, at: datetime, agency: str, first: str, last: str, evaluated: str, violence: str) -> None:
    stage.cases.register(
        Agency(
            id=_id(agency),
            licences=(
                Licence(kind="collection", valid_from=date.fromisoformat(first), valid_to=date.fromisoformat(last)),
            ),
            evaluated_on=None if evaluated == "never" else date.fromisoformat(evaluated),
            violent_collection_on_record={"no": False, "yes": True, "not looked at": None}[violence],
        ),
        at=at,
    )


def _collector(stage: Stage, at: datetime, who: str, party: str, first: str, last: str) -> None:
    certificate = Licence(kind="conduct", valid_from=date.fromisoformat(first), valid_to=date.fromisoformat(last))
    stage.cases.register(Collector(id=_id(who), party=_id(party), certificates=(certificate,)), at=at)


def _turns_out(stage: Stage, at: datetime, who: str, what: str, result: str | None) -> None:
    case, action = stage.action(what.replace("called", "calls").replace("did ", "does "), at)
    if isinstance(action, actions.ContactAction):
        event = _ended(action, result or "", person=action.person, contact_point=action.contact_point)
    else:
        event = events.Moved(verb=action.name)
    stage.cases.record(case, event, by=stage.staff[who], at=at)


HAPPENINGS: list[tuple[re.Pattern[str], Callable[..., None]]] = [
    (re.compile(r"(?P<person>.+?) pays (?P<amount>[\d.]+ [A-Z]{3})"), _pays),
    (
        re.compile(
            r"(?P<agency>.+?) is on file, licensed (?P<first>[\d-]+) to (?P<last>[\d-]+), evaluated "
            r"(?P<evaluated>[\d-]+|never), violence (?P<violence>no|yes|not looked at)"
        ),
        _on_file,
    ),
    (
        re.compile(r"(?P<who>.+?) is on file for (?P<party>.+?), certified (?P<first>[\d-]+) to (?P<last>[\d-]+)"),
        _collector,
    ),
    (re.compile(r"it turns out that (?P<who>.+?) (?P<what>(?:called|did) [^,]+)(?:, (?P<result>.+))?"), _turns_out),
]
"""What happens without anybody asking."""
