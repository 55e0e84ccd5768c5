"""Lines: what one line of a scenario says, read and held against the file before anything is played.

A line is a day, its weekday, a time, and one of five: what somebody does, a question of what the answer would be, of when
it would be yes, or in earnest, what happens, and what is looked at. Whatever means nothing here is a `LineError` with
its mend: a day that is none, somebody whom nobody knows, a word that no case has, an amount in another currency, a
rule that no rulebook has. This room plays nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from enum import Enum

from debtflow.compliance.books import Rulebook
from debtflow.errors import DebtflowError
from debtflow.lifecycle.workflow import Workflow
from debtflow.testing.scenarios.answers import NEVER, NOT_POSSIBLE, Answer, answer_of
from debtflow.testing.scenarios.deeds import DEEDS, Deed, deed_of
from debtflow.testing.scenarios.happenings import HAPPENINGS, told_as_done
from debtflow.testing.scenarios.heads import Head
from debtflow.testing.scenarios.looks import LOOKS, duty_id
from debtflow.testing.scenarios.sentences import (
    AMOUNT,
    CODES,
    DAY,
    MINUTE,
    LineError,
    Sentence,
    code_problem,
    id_of,
    listed,
    meant,
    money_of,
    split_outside,
    words_of,
)
from debtflow.testing.scenarios.stage import moment_at
from debtflow.values.dates import zone

__all__ = ["ASKED", "LOOKED_AT", "WHEN", "WHEN_MAY", "Kind", "Means", "Saying", "saying_of"]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WHEN = re.compile(
    rf"(?P<day>{DAY}) (?P<weekday>[A-Za-z]+) (?P<clock>\d\d:\d\d)(?: \((?P<zone>[A-Za-z0-9_/+-]+)\))?, (?P<said>.+)"
)
LOOKED_AT = re.compile(r"may (?P<rest>.+)\? (?P<answer>.+)")
WHEN_MAY = re.compile(rf"when may (?P<rest>.+)\? (?P<answer>now|{NEVER}|(?:next )?{MINUTE})")
ASKED = re.compile(r"(?P<who>.+?) asks to (?P<what>.+)\? (?P<answer>.+)")


class Kind(Enum):
    """What a line is."""

    DONE = "done"
    MAY = "may"
    WHEN = "when"
    ASKED = "asked"
    HAPPENS = "happens"
    LOOKS = "looks"


@dataclass(frozen=True)
class Means:
    """What the words of a story may mean: the people and debts of its file, its rules, its table of moves."""

    head: Head
    book: Rulebook
    workflow: Workflow


@dataclass(frozen=True)
class Saying:
    """A line as it was read.

    Attributes:
        line, text: where it stands, and as it stands.
        at, zone: its moment, and the clock on which it is told.
        who: who does or asks; empty where nobody does.
        sentence, said: the form of sentence, and what stands in its groups.
        debts: the debts that it names after `about`.
        result: how a contact ended.
        answer: what is expected of a question.
    """

    line: int
    text: str
    kind: Kind
    at: datetime
    zone: str
    sentence: Sentence
    said: Mapping[str, str | None]
    who: str = ""
    debts: tuple[str, ...] = ()
    result: str = ""
    answer: Answer | None = None


def saying_of(line: int, text: str, means: Means, last: datetime | None) -> Saying:
    """What that line says; `last` is the moment of the line before.

    Raises:
        LineError: nothing, or something about somebody or something that the file does not know.
    """
    when = WHEN.fullmatch(text)
    if when is None:
        raise LineError("write a day, its weekday and a time first: 2026-03-10 Tue 09:00, Lena calls Mr Li, talked")
    _see_day(when["day"], when["weekday"])
    try:
        time.fromisoformat(when["clock"])
        zone(when["zone"] or means.head.clock)
    except (ValueError, DebtflowError) as problem:
        raise LineError(str(problem) if isinstance(problem, DebtflowError) else f"{when['clock']} is no time") from None
    clock = when["zone"] or means.head.clock
    at = moment_at(f"{when['day']} {when['clock']}", clock)
    if last is not None and at < last:
        raise LineError("a story goes on in time, and this is before the sentence above")
    said = _Reading(means, line, text, at, clock)
    return said.saying(when["said"])


def _see_day(day: str, weekday: str) -> None:
    try:
        right = WEEKDAYS[date.fromisoformat(day).weekday()]
    except ValueError as problem:
        raise LineError(f"{day} is no day: {problem}") from None
    if weekday != right:
        raise LineError(f"{day} is a {right}, not a {weekday!r}")


@dataclass(frozen=True)
class _Reading:
    means: Means
    line: int
    text: str
    at: datetime
    zone: str

    def saying(self, said: str) -> Saying:
        if (asked := WHEN_MAY.fullmatch(said)) is not None:
            when = asked["answer"].removeprefix("next ")
            return self._question(Kind.WHEN, asked["rest"], Answer("", when="" if when == "now" else when))
        if said.startswith("when may "):
            raise LineError(f"answer `now`, `<day> <time>` or `{NEVER}`")
        if (asked := LOOKED_AT.fullmatch(said)) is not None:
            return self._question(Kind.MAY, asked["rest"], self._answer(asked["answer"]))
        if (asked := ASKED.fullmatch(said)) is not None:
            return self._question(Kind.ASKED, f"{asked['who']} {asked['what']}", self._answer(asked["answer"]))
        if said.startswith("may ") or " asks to " in said:
            raise LineError(f"a question ends with `?` and its answer, as in {QUESTION}")
        for kind, table in ((Kind.HAPPENS, HAPPENINGS), (Kind.LOOKS, LOOKS)):
            for sentence in table:
                if (match := sentence.pattern.fullmatch(said)) is not None:
                    self._see(sentence, match.groupdict(), ())
                    return self._said(kind, sentence, match.groupdict())
        return self._does(said)

    def _said(self, kind: Kind, sentence: Sentence, said: Mapping[str, str | None], **more: object) -> Saying:
        return Saying(self.line, self.text, kind, self.at, self.zone, sentence, said, **more)  # type: ignore[arg-type]

    # ---- what is done, and asked for --------------------------------------------------------------------------------

    def _does(self, said: str) -> Saying:
        who, words = self._who(said)
        debts = self.means.head.debts
        deed, result = deed_of(words, debts), ""
        if deed is None:
            # After the comma stands how a contact ended; a comma may also be part of what is done, as in a list of channels.
            what, _, result = words.rpartition(", ")
            deed = deed_of(what, debts)
        if deed is None:
            raise LineError(_no_deed(words))
        self._see(deed.sentence, deed.said, deed.debts)
        if result:
            how, _, spoken_of = result.partition(" about ")
            _see_end(deed, how)
            self._see(deed.sentence, {}, tuple(listed(spoken_of)))
        else:
            _see_one_debt(deed)
        more = {"who": who, "debts": deed.debts, "result": result}
        return self._said(Kind.DONE, deed.sentence, deed.said, **more)

    def _question(self, kind: Kind, rest: str, answer: Answer) -> Saying:
        who, words = self._who(rest)
        deed = deed_of(words, self.means.head.debts)
        if deed is None:
            raise LineError(_no_deed(words))
        self._see(deed.sentence, deed.said, deed.debts)
        _see_one_debt(deed)
        return self._said(kind, deed.sentence, deed.said, who=who, debts=deed.debts, answer=answer)

    def _who(self, said: str) -> tuple[str, str]:
        """Who of the staff it is, and what they do."""
        staff = self.means.head.staff
        for name in sorted(staff, key=len, reverse=True):
            if said.startswith(f"{name} "):
                return name, said.removeprefix(f"{name} ")
        words = said.split(" ")
        for at in range(1, len(words)):
            done = " ".join(words[at:])
            if deed_of(done) is not None or deed_of(done.rpartition(", ")[0]) is not None:
                raise LineError(
                    f"nobody of the staff is called {' '.join(words[:at])!r}; {meant(' '.join(words[:at]), staff)}"
                )
        raise LineError(
            f"{said!r} is no sentence: it begins with nobody of {', '.join(staff) or 'the staff, of whom there is nobody'}, "
            f"and is nothing that happens or is looked at{_nearest(said)}"
        )

    # ---- held against the file --------------------------------------------------------------------------------------

    def _see(self, sentence: Sentence, said: Mapping[str, str | None], debts: tuple[str, ...]) -> None:
        for problem in self._problems(said, debts):
            raise LineError(problem)
        if (what := said.get("what")) is not None:
            deed = deed_of(told_as_done(what), self.means.head.debts)
            if deed is None:
                raise LineError(_no_deed(told_as_done(what)))
            self._see(deed.sentence, deed.said, deed.debts)
            if said.get("result") or deed.sentence.ends is not None:
                _see_end(deed, said.get("result") or "")

    def _problems(self, said: Mapping[str, str | None], debts: tuple[str, ...]) -> Iterator[str]:
        head, workflow = self.means.head, self.means.workflow
        for group, text in said.items():
            if text is None:
                continue
            yield from _unknown(group, text, "person", head.borrowers, "nobody in `persons` is called")
            yield from _unknown(group, text, "whom", head.borrowers, "nobody in `persons` is called")
            yield from _unknown(group, text, "who", head.staff, "nobody of the staff is called")
            yield from _unknown(group, text, "debt", head.debts, "no debt is called")
            yield from _unknown(group, text, "wanted", workflow.stages, "there is no stage")
            yield from _unknown(group, text, "verb", [*workflow.targets, *workflow.deeds], "no action is called")
            if group == "on" and text not in ("the debt", "the placement"):
                yield from _unknown("on", text, "on", head.borrowers, "nobody in `persons` is called")
            for named in listed(text) if group == "debts" else ():
                yield from _unknown("debts", named, "debts", head.debts, "no debt is called")
            for word in words_of(group, text) if group in CODES else ():
                if (problem := code_problem(CODES[group], word)) != "":
                    yield problem
            yield from self._laws(group, text)
            yield from _days(text, self.zone)
            for key in re.split(r", | or ", text) if group == "zones" else ():
                try:
                    zone(key)
                except DebtflowError as problem:
                    yield str(problem)
            yield from self._amounts(said, text, debts)
        for named in debts:
            yield from _unknown("debt", named, "debt", head.debts, "no debt is called")

    def _laws(self, group: str, text: str) -> Iterator[str]:
        """Rules and duties by their ids."""
        book = self.means.book
        if group == "duties":
            for each in split_outside(text):
                yield from _unknown(group, duty_id(each), group, book.duties, "these rulebooks have no duty")
        if group == "broke":
            for rule in listed(text) if text != "nothing" else ():
                yield from _unknown(group, rule, group, _rules(book), "these rulebooks have no rule")

    def _amounts(self, said: Mapping[str, str | None], text: str, debts: tuple[str, ...]) -> Iterator[str]:
        """Amounts that are none, or in a currency that the debt is not in; money comes in a currency of the person's."""
        head, person = self.means.head, said.get("person")
        named = said.get("debt") or (debts[0] if debts else next(iter(head.debts), ""))
        owing = [head.debts[named]] if named in head.debts else []
        if person is not None and person in head.borrowers:
            theirs = [each for each in head.debts.values() if each.debt.relation_of(id_of(person)) is not None]
            owing = theirs or owing
        currencies = {each.debt.currency: each.name for each in owing}
        for amount in _amounts_in(said, text):
            try:
                money = money_of(amount)
            except DebtflowError as problem:
                yield f"{amount!r} is no amount: {problem}"
                continue
            if currencies and money.currency not in currencies:
                there = ", ".join(f"{name} is in {currency}" for currency, name in currencies.items())
                yield f"{amount} is in another currency: {there}"

    def _answer(self, text: str) -> Answer:
        answer = answer_of(text)
        book = self.means.book
        if answer.verdict == NOT_POSSIBLE:
            return answer
        for problem in _days(text, self.zone):
            raise LineError(problem)
        for rule, named in answer.rules.items():
            for problem in _unknown("", rule, "", _rules(book), "these rulebooks have no rule"):
                raise LineError(problem)
            for fact in named.on:
                for problem in _unknown("", fact, "", book.facts.fields, "there is no fact"):
                    raise LineError(problem)
        return answer


def _rules(book: Rulebook) -> list[str]:
    return [*book.rules, *(check.id for check in book.checks)]


def _unknown(group: str, text: str, wanted: str, known: Iterable[str], words: str) -> Iterator[str]:
    if group == wanted and text not in known:
        yield f"{words} {text!r}; {meant(text, known)}"


def _amounts_in(said: Mapping[str, str | None], text: str) -> list[str]:
    if text == said.get("parts"):
        return re.findall(rf"({AMOUNT})(?= on | monthly )", text)
    return [text] if text in (said.get("amount"), said.get("owed"), said.get("overdue")) else []


def _days(text: str, clock: str) -> Iterator[str]:
    for day in re.findall(DAY, text):
        try:
            date.fromisoformat(day)
        except ValueError as problem:
            yield f"{day} is no day: {problem}"
    for moment in re.findall(MINUTE, text):
        try:
            moment_at(moment, clock)
        except LineError as problem:
            yield str(problem)


def _see_end(deed: Deed, result: str) -> None:
    said = deed.sentence.example.partition(",")[0]
    if deed.sentence.ends is None:
        raise LineError(f"`{said}` is no contact, so it has no end like {result!r}")
    problem = (
        code_problem(deed.sentence.ends, result) if result else f"say how it ended, as in `{deed.sentence.example}`"
    )
    if problem:
        raise LineError(problem)


def _nearest(said: str) -> str:
    """The sentence of what happens that is nearest to these words, if one is near."""
    examples = [sentence.example for sentence in (*HAPPENINGS, *LOOKS)]
    near = get_close_matches(said, examples, n=1, cutoff=0.5)
    return f"; the nearest that one writes is `{near[0]}`" if near else ""


def _no_deed(words: str) -> str:
    """What is wrong with words that mean no deed: how the nearest is written."""
    verb = words.split(" ")[0]
    verbs: dict[str, list[str]] = {}
    for sentence in DEEDS:
        first = sentence.example.split(" ")[0]
        for form in (first, INFINITIVES.get(first, first.removesuffix("s"))):
            verbs.setdefault(form, []).append(sentence.example)
    if verb in verbs:
        return f"{words!r} is no action; with {verb!r} one writes: {'; '.join(f'`{each}`' for each in verbs[verb])}"
    tail = meant(verb, verbs)
    if tail.startswith("did"):
        near = tail.removeprefix("did you mean '").removesuffix("'?")
        return f"{words!r} is no action; {tail} One writes: {'; '.join(f'`{each}`' for each in verbs[near])}"
    return f"{words!r} is no action; write e.g. `calls Mr Li`, `proposes Harbour`, `does open_negotiation`; the manual lists all"


QUESTION = "`may Lena call Mr Li? yes`"


def _see_one_debt(deed: Deed) -> None:
    if len(deed.debts) > 1 and deed.sentence.ends is None:
        raise LineError(
            f"a decision is about one debt, and this names {' and '.join(deed.debts)}; only a contact may be about several, as "
            "`calls Mr Li about card and loan, talked`"
        )


INFINITIVES = {"does": "do", "queries": "query"}
