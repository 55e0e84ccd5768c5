"""Scenarios: stories in the trade's words, played on a real caseload in memory.

A file names its rulebooks, its people, agencies and debts; a scenario is a name and a list of lines, each with its day,
weekday and local time (another clock stands in brackets). A line is one of four:

- `Lena calls Mr Li, talked`: it is asked for and has to be permitted; after the comma stands how a contact ended;
- `may Lena call Mr Li? no, by generic.quiet_hours; next 2026-03-11 08:00`: what the answer would be; nothing is left behind;
- `Lena asks to call Mr Li? no, by ...`: it is asked in earnest. What is permitted is done, what waits for a second person
  waits, and a refusal stands in the log;
- `Mr Li pays 50.00 CNY`: something happens without anybody asking, or is looked at.

An answer is `yes`, `no, by <every rule that stands in the way>; next <day and time>` (or `waiting does not help`), `only
with a second person, by <rules>`, or `not possible; <words of the message>` where the table of moves or the sense of it is
against it. A rule that only advises is named with `(advice)`, one that could not be decided with `(not known)`. Whatever
does not come true is reported with the file, the line and the name of the scenario. The sentences stand in `sentences`.

Of a debt a file says who owes it, how much (`owed`, of which `fees` and `interest` where named), and what is `due` when.
It is as of 2020-01-02 and confirmed on 2020-01-06, unless it says `as of`, `confirmed: no`, or `opened: no`, after which
the story opens its case. `default interest: 18.25%` accrues on what is overdue. Staff work for the `creditor`, an agency
by its name, or a firm as `law firm Dunn`. `pictures` names the scenarios that the manual draws.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from tests.scenarios.sentences import DEEDS, HAPPENINGS, StoryError, ended, id_of, money_of

from debtflow.casework.caseload import Caseload
from debtflow.casework.outcomes import Done, Outcome, Pending
from debtflow.compliance.decisions import Decision
from debtflow.compliance.rulebooks import catalogue
from debtflow.errors import DebtflowError
from debtflow.records import actions
from debtflow.records.components import Component
from debtflow.records.debts import Balance, Debt, Instalment, Obligor, Relation
from debtflow.records.findings import Tone, Verdict
from debtflow.records.parties import Actor, Borrower, Channel, ContactPoint
from debtflow.records.stages import Role
from debtflow.records.terms import AccrualTerms, OnWhat, Terms
from debtflow.values.daycounts import DayCount
from debtflow.values.rates import Rate

FOLDER = Path(__file__).parent
POINTS = {"phone": Channel.PHONE, "sms": Channel.SMS, "letter": Channel.LETTER, "home": Channel.VISIT}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Line:
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
    """One scenario: its file with people and debts, its name, its lines."""

    path: Path
    line: int
    name: str
    cast: dict[str, Any]
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return f"{self.path.name}: {self.name}"

    def play(self) -> list[Asked]:
        """Play it; the questions that it asked."""
        return self.perform().asked

    def text(self) -> str:
        """Its lines as they stand in the file, without what they are indented by."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return dedent("\n".join(lines[self.line - 1 : self.lines[-1].line]))

    def perform(self) -> Stage:
        """Play it; the stage after its last line, with the caseload on it."""
        stage = Stage(self.cast)
        for line in self.lines:
            try:
                stage.take(line.text)
            except (StoryError, DebtflowError, ValueError) as problem:
                place = f"{self.path.name}, line {line.line}, in {self.name!r}"
                raise StoryError(f"{place}\n    {line.text}\n{type(problem).__name__}: {problem}") from problem
        return stage


@dataclass(frozen=True)
class Picture:
    """A case that the manual draws: the story at whose end it is looked at."""

    story: Story
    case: str


@cache
def pictures() -> dict[str, Picture]:
    """The pictures that the files ask for, by their names."""
    return {
        name: Picture(story, id_of(debt))
        for story in stories()
        for name, drawn in story.cast.get("pictures", {}).items()
        for title, debt in drawn.items()
        if title == story.name
    }


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
        lines = tuple(Line(step.start_mark.line + 1, step.value) for step in steps.value)
        yield Story(path, name.start_mark.line + 1, name.value, cast, lines)


# ---- the stage -----------------------------------------------------------------------------------------------------

WHEN = re.compile(r"(\d{4}-\d\d-\d\d) (\w{3}) (\d\d:\d\d)(?: \(([A-Za-z_/]+)\))?, (.+)")
LOOKED_AT = re.compile(r"may (?P<rest>.+)\? (?P<answer>.+)")
ASKED = re.compile(r"(?P<who>.+?) asks to (?P<what>.+)\? (?P<answer>.+)")
ANSWER = re.compile(r"(yes|no|only with a second person)(?:, by ([^;]+))?(?:; (.+))?")
IMPOSSIBLE = "not possible; "


@dataclass
class Stage:
    """A caseload with the people of one file on it."""

    cast: dict[str, Any]
    asked: list[Asked] = field(default_factory=list)
    holds: int = 0
    payments: int = 0
    payers: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock: str = self.cast["clock"]
        self.zone = self.clock
        self.last = datetime.min.replace(tzinfo=UTC)
        self.cases = Caseload.open_at("memory:", catalogue.joined(*self.cast["rulebooks"]), house_zone=self.clock)
        self.staff = {name: _actor(name, party) for name, party in self.cast["staff"].items()}
        self.debts: dict[str, dict[str, Any]] = self.cast["debts"]
        self.case = self.case_of(None)
        self.borrowers = {
            name: Borrower(
                id=id_of(name),
                name=name,
                zones=tuple(zones),
                contact_points=tuple(ContactPoint(id=i, channel=c, value=f"{i} of {name}") for i, c in POINTS.items()),
            )
            for name, zones in self.cast["persons"].items()
        }
        for borrower in self.borrowers.values():
            self.cases.add(borrower, at=self.moment("2020-01-06 09:00"))
        for name, row in sorted(self.debts.items(), key=lambda debt: _as_of(debt[1])):
            self._put_on_file(name, row)

    def _put_on_file(self, name: str, row: dict[str, Any]) -> None:
        """A debt comes on file some days after it was stated, and its case begins, unless the story is to open it."""
        opened = row.get("opened", True)
        at = self.moment(f"{_as_of(row) + timedelta(days=4 if opened else 0)} 09:00")
        self.cases.add(self.borrowers[row["owed by"]], _debt(name, row), at=at)
        if opened:
            self.cases.open(id_of(name), at=at)
            if row.get("confirmed", True):
                self.cases.submit(id_of(name), actions.ConfirmDebt(), by=Actor(id="opener"), at=at)

    # ---- who, what, when --------------------------------------------------------------------------------------------

    def moment(self, text: str) -> datetime:
        """A day and a time on the clock of the line that is read."""
        day, clock = text.split()
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(self.zone))
        return local.astimezone(UTC)

    def today(self, at: datetime) -> int:
        """The day number of a moment on that clock."""
        return at.astimezone(ZoneInfo(self.zone)).date().toordinal()

    def case_of(self, debt: str | None) -> str:
        """The case on that debt, or on the first of the file."""
        name = debt or next(iter(self.debts))
        if name not in self.debts:
            raise StoryError(f"no debt is called {name!r}; there are {', '.join(self.debts)}")
        return id_of(name)

    def actor(self, name: str) -> Actor:
        """Somebody of the staff."""
        if name not in self.staff:
            raise StoryError(f"nobody is called {name!r}; there are {', '.join(self.staff)}")
        return self.staff[name]

    # ---- one line ---------------------------------------------------------------------------------------------------

    def take(self, text: str) -> None:
        """Play one line."""
        when = WHEN.fullmatch(text)
        if when is None:
            raise StoryError(
                "write a day, its weekday and a time first: 2026-03-10 Tue 09:00, Lena calls Mr Li, talked"
            )
        day, weekday, clock, zone, said = when.groups()
        if WEEKDAYS[date.fromisoformat(day).weekday()] != weekday:
            raise StoryError(f"{day} is a {WEEKDAYS[date.fromisoformat(day).weekday()]}")
        self.zone = zone or self.clock
        at = self.moment(f"{day} {clock}")
        if at < self.last:
            raise StoryError("a story goes on in time, and this is before the sentence above")
        self.last = at
        self._said(said, at)

    def _said(self, said: str, at: datetime) -> None:
        if (looked := LOOKED_AT.fullmatch(said)) is not None:
            who = next(
                (name for name in self.staff if looked["rest"].startswith(name + " ")), looked["rest"].split()[0]
            )
            self._question(who, looked["rest"].removeprefix(who + " "), looked["answer"], at, in_earnest=False)
            return
        if (asked := ASKED.fullmatch(said)) is not None:
            self._question(asked["who"], asked["what"], asked["answer"], at, in_earnest=True)
            return
        for sentence in HAPPENINGS:
            match = sentence.pattern.fullmatch(said)
            if match is not None:
                sentence.made(self, at, **match.groupdict())
                return
        for name, actor in self.staff.items():
            if said.startswith(name + " "):
                self._does(actor, said.removeprefix(name + " "), at)
                return
        raise StoryError(f"nobody of {', '.join(self.staff)} does anything here, and nothing else is understood")

    def action(self, said: str, at: datetime) -> tuple[str, actions.Action]:
        """The case and the action that those words mean."""
        what, _, debt = said.partition(" about ")
        self.case = self.case_of(debt)
        for sentence in DEEDS:
            match = sentence.pattern.fullmatch(what)
            if match is not None:
                return self.case, sentence.made(self, at, **match.groupdict())
        raise StoryError(f"{what!r} is no action; write e.g. `call Mr Li`, `propose Harbour`, `do open_negotiation`")

    def _does(self, actor: Actor, said: str, at: datetime) -> None:
        what, _, result = said.rpartition(", ")
        # A comma may also be part of what is done, as where an agency's brief lists its channels.
        if not result or _is_deed(said) or not _is_deed(what):
            what, result = said, ""
        case, action = self.action(what, at)
        outcome = self.cases.submit(case, action, by=actor, at=at)
        if isinstance(outcome, Pending):
            raise StoryError(f"it waits for a second person: {outcome.decision}")
        if not isinstance(outcome, Done):
            raise StoryError(f"it is refused: {outcome.decision}")
        if result:
            if outcome.permit is None:
                raise StoryError(f"`{what}` is no contact, so it has no end like {result!r}")
            self.cases.record(case, ended(action, result, attempt=outcome.permit.attempt), by=actor, at=at)

    # ---- questions --------------------------------------------------------------------------------------------------

    def _question(self, who: str, what: str, answer: str, at: datetime, *, in_earnest: bool) -> None:
        actor = self.actor(who)
        case, action = self.action(what, at)
        try:
            decision = (
                _decided(self.cases.submit(case, action, by=actor, at=at))
                if in_earnest
                else self.cases.explain(case, action, by=actor, at=at)
            )
        except DebtflowError as problem:
            if answer.startswith(IMPOSSIBLE) and answer.removeprefix(IMPOSSIBLE) in str(problem):
                return
            raise
        if answer.startswith(IMPOSSIBLE):
            raise StoryError(f"it is possible\n{decision}")
        self._compare(answer, decision)
        found = frozenset(rule.partition(" ")[0] for rule in _marked(decision))
        self.asked.append(Asked(action.name, at.astimezone(ZoneInfo(self.zone)).date(), found))

    def _compare(self, answer: str, decision: Decision) -> None:
        wanted = ANSWER.fullmatch(answer)
        if wanted is None:
            raise StoryError(
                "answer `yes`, `no, by <rules>; next <day> <time>`, `only with a second person, by <rules>` "
                "or `not possible; <words of the message>`"
            )
        verdict, rules, when = wanted.groups()
        named = frozenset(part.strip() for part in (rules or "").split(",") if part.strip())
        found = frozenset(_marked(decision))
        told = "no" if decision.refused else "only with a second person" if decision.needs_approval else "yes"
        if (told, found) != (verdict, named):
            raise StoryError(f"the answer is {told}, by {', '.join(sorted(found)) or 'nothing'}\n{decision}")
        if verdict == "no":
            self._when(when, decision)

    def _when(self, when: str | None, decision: Decision) -> None:
        found = decision.next_permitted_at
        shown = (
            "waiting does not help" if found is None else f"next {found.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"
        )
        if when != shown:
            raise StoryError(f"it would be: {shown}\n{decision}")


def _is_deed(said: str) -> bool:
    what = re.sub(r" about [^,]+$", "", said)
    return any(sentence.pattern.fullmatch(what) for sentence in DEEDS)


def _decided(outcome: Outcome) -> Decision:
    return outcome.decision


def _marked(decision: Decision) -> Iterator[str]:
    for finding in decision.findings:
        mark = " (not known)" if finding.verdict is Verdict.UNDETERMINED else ""
        yield finding.rule + (" (advice)" if finding.tone is Tone.ADVISE else "") + mark


# ---- people and debts -----------------------------------------------------------------------------------------------


def _actor(name: str, party: str) -> Actor:
    if party.startswith("law firm "):
        return Actor(id=id_of(name), role=Role.LAW_FIRM, party=id_of(party.removeprefix("law firm ")))
    return Actor(id=id_of(name), role=Role.CREDITOR if party == "creditor" else Role.AGENCY, party=party)


def _as_of(row: dict[str, Any]) -> date:
    day: date = row.get("as of", date(2020, 1, 2))
    return day


def _debt(name: str, row: dict[str, Any]) -> Debt:
    guarantors = [Obligor(person=id_of(person), relation=Relation.GUARANTOR) for person in row.get("guaranteed by", [])]
    total = money_of(row["owed"])
    parts = {part: money_of(row[part]) for part in ("fees", "interest") if part in row}
    principal = total - sum(parts.values(), total - total)
    terms = Terms()
    if "default interest" in row:
        accrues = AccrualTerms(
            component=Component.DEFAULT_INTEREST,
            on=OnWhat.PRINCIPAL_OVERDUE,
            rate=Rate.per_cent(row["default interest"].removesuffix("%")),
            day_count=DayCount.ACT_365F,
            from_on=_as_of(row),
        )
        terms = Terms(accrual=(accrues,))
    return Debt(
        id=id_of(name),
        obligors=(Obligor(person=id_of(row["owed by"])), *guarantors),
        product=row.get("product", "credit_card"),
        owed=Balance(principal=principal, **parts),
        as_of=_as_of(row),
        instalments=tuple(Instalment(due_on=day, amount=money_of(amount)) for day, amount in row["due"].items()),
        terms=terms,
    )
