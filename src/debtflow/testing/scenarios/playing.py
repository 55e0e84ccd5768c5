"""Playing: every line of a story on a real caseload, and what came of it, line by line.

A question that is answered otherwise leaves nothing behind, so the story goes on and the rest is told too. A deed that is
refused, or something that could not happen, ends it: what comes after was meant to follow from it. What came of each line is
a value that one can look at; whether to fail a test, to print or to draw is for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from debtflow.casework.caseload import Caseload
from debtflow.casework.outcomes import Done, Pending
from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import Decision
from debtflow.errors import DebtflowError, ScenarioError
from debtflow.lifecycle.workflow import STANDARD, Workflow
from debtflow.testing.scenarios.answers import NOT_POSSIBLE, Answer, differences, found_in, moment_words
from debtflow.testing.scenarios.lines import Kind, Saying
from debtflow.testing.scenarios.makings import ended
from debtflow.testing.scenarios.reading import Story, files_in, read
from debtflow.testing.scenarios.sentences import LineError, UntrueError, meant
from debtflow.testing.scenarios.stage import Stage

__all__ = ["CameOf", "Played", "PlayedStory", "left_words", "perform", "play", "play_story"]


@dataclass(frozen=True)
class CameOf:
    """What came of one line.

    Attributes:
        path, line, story, text: where it stands, and as it stands.
        kind: done, may, when, asked, happens or looks.
        ok: whether it came true.
        expected, found: of a question, what was expected and what the answer is, in the same words.
        why: what is otherwise; empty where it came true.
        diff: of a question, in what the two differ: `+ rule`, `- rule`, `~ this -> that`.
        decision: of what was asked for or done, the decision, with every finding and its evidence.
        action, day, rules: of a question, the action, its day on the clock of the line, and every rule that was found.
        unreadable: whether the line means nothing where it stands, and so is to be mended in the file.
    """

    path: Path
    line: int
    story: str
    text: str
    kind: str
    ok: bool = True
    expected: str = ""
    found: str = ""
    why: str = ""
    diff: tuple[str, ...] = ()
    decision: Decision | None = field(default=None, compare=False)
    action: str = ""
    day: date = date.min
    rules: frozenset[str] = frozenset()
    unreadable: bool = False

    def __str__(self) -> str:
        head = f"{self.path.name}, line {self.line}, in {self.story!r}\n    {self.text}"
        if self.ok:
            return head
        if not self.expected:
            return f"{head}\n  {self.why}"
        lines = [f"  expected: {self.expected}", f"  found:    {self.found}", *(f"    {each}" for each in self.diff)]
        return "\n".join([head, *lines, *([self.why] if self.why else [])])

    def to_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "file": str(self.path),
            "line": self.line,
            "scenario": self.story,
            "sentence": self.text,
            "kind": self.kind,
            "ok": self.ok,
            "expected": self.expected,
            "found": self.found,
            "diff": list(self.diff),
            "why": self.why,
        }


@dataclass(frozen=True)
class PlayedStory:
    """What came of one scenario: of every line that was played.

    Attributes:
        cases: the caseload at its end, to look at.
        left: how many lines were not played, because one before them did not come true.
    """

    story: Story
    lines: tuple[CameOf, ...]
    cases: Caseload | None = field(default=None, compare=False, repr=False)
    left: int = 0

    @property
    def ok(self) -> bool:
        """Whether every line came true."""
        return not self.failures

    @property
    def failures(self) -> tuple[CameOf, ...]:
        """The lines that did not come true."""
        return tuple(line for line in self.lines if not line.ok)

    @property
    def questions(self) -> tuple[CameOf, ...]:
        """The lines that ask for a decision."""
        return tuple(line for line in self.lines if line.action)

    def __str__(self) -> str:
        told = (
            "\n".join(map(str, self.failures)) if self.failures else f"{self.story}: {len(self.lines)} lines came true"
        )
        return told + (f"\n  {left_words(self.left)}" if self.left else "")


def left_words(left: int) -> str:
    """That the rest of a story was not played."""
    return "the line after it was not played" if left == 1 else f"the {left} lines after it were not played"


@dataclass(frozen=True)
class Played:
    """What came of one or more scenario files."""

    stories: tuple[PlayedStory, ...]

    @property
    def ok(self) -> bool:
        """Whether every line of every story came true."""
        return all(story.ok for story in self.stories)

    @property
    def failures(self) -> tuple[CameOf, ...]:
        """The lines that did not come true."""
        return tuple(failure for story in self.stories for failure in story.failures)

    def __iter__(self) -> Iterator[CameOf]:
        """Every line that was played."""
        return (line for story in self.stories for line in story.lines)

    def __len__(self) -> int:
        return sum(len(story.lines) for story in self.stories)

    def __getitem__(self, name: str) -> PlayedStory:
        """The story of that name; a `KeyError` names the nearest."""
        stories = {story.story.name: story for story in self.stories}
        if name not in stories:
            raise KeyError(f"no scenario is called {name!r}; {meant(name, stories)}")
        return stories[name]

    def rows(self) -> list[dict[str, Any]]:
        """Every line as a row: for a data frame."""
        return [line.to_json() for line in self]

    def unseen(self, book: Rulebook) -> dict[str, str]:
        """The rules of a book that no story shows on both sides, with what is missing.

        A rule is shown where one and the same story asks for actions that it governs, one in whose way it stands and one
        in whose way it does not.
        """
        met, passed = set[str](), set[str]()
        for story in self.stories:
            for rule in book.rules.values():
                asked = [each for each in story.questions if rule.governs_action(each.action)]
                asked = [each for each in asked if rule.in_force(each.day.toordinal())]
                if any(rule.id in each.rules for each in asked):
                    met.add(rule.id)
                    passed |= {rule.id for each in asked if rule.id not in each.rules}
        missing = {rule: "no story in which it stands in the way" for rule in book.rules if rule not in met}
        return missing | dict.fromkeys(met - passed, "no such story in which it does not, too")

    def __str__(self) -> str:
        failed = [str(story) for story in self.stories if not story.ok]
        count = f"{len(self.stories)} scenarios, {len(self)} lines"
        return "\n\n".join(
            [*failed, f"{count}: {f'{len(failed)} scenarios did not come true' if failed else 'all came true'}"]
        )


def play(*paths: str | Path, books: Mapping[str, Rulebook] | None = None, workflow: Workflow = STANDARD) -> Played:
    """Play every scenario of these files and folders; what came of each line is a value to look at.

    Args:
        books: your own rulebooks, by the names under which the files know them.
        workflow: the table of moves; left out, the standard one.

    Raises:
        ScenarioError: a file that cannot be read; the message names every mistake of every file with its line.
    """
    stories, unreadable = list[Story](), list[ScenarioError]()
    for path in files_in(*paths):
        try:
            stories += read(path, books, workflow=workflow).stories
        except ScenarioError as mistakes:
            unreadable.append(mistakes)
    if unreadable:
        every = [mistake for mistakes in unreadable for mistake in mistakes.mistakes]
        raise ScenarioError("\n".join(map(str, unreadable)), tuple(every))
    return Played(tuple(map(play_story, stories)))


def perform(story: Story) -> Caseload:
    """Play a story of which every line comes true, and give the caseload at its end.

    Raises:
        ScenarioError: a line does not come true.
    """
    played = play_story(story)
    if played.cases is None or not played.ok:
        raise ScenarioError(str(played))
    return played.cases


def play_story(story: Story) -> PlayedStory:
    """Play one scenario: what came of each of its lines."""
    try:
        stage = Stage(story.means.head, story.means.book, story.means.workflow)
    except (LineError, DebtflowError) as problem:
        failed = CameOf(story.path, story.line, story.name, "", "", ok=False, why=str(problem), unreadable=True)
        return PlayedStory(story, (failed,), left=len(story.sayings))
    lines = list[CameOf]()
    for saying in story.sayings:
        came = _Line(story, saying, stage).played()
        lines.append(came)
        if not came.ok and saying.kind not in (Kind.MAY, Kind.WHEN, Kind.LOOKS):
            break
    return PlayedStory(story, tuple(lines), stage.cases, len(story.sayings) - len(lines))


def _in_words(problem: ValueError) -> str:
    if not isinstance(problem, ValidationError):
        return str(problem)
    return "; ".join(str(error["msg"]).removeprefix("Value error, ") for error in problem.errors())


@dataclass(frozen=True)
class _Line:
    """One line on the stage."""

    story: Story
    saying: Saying
    stage: Stage

    def played(self) -> CameOf:
        """What comes of it."""
        saying, stage = self.saying, self.stage
        stage.zone = saying.zone
        stage.look_at(saying.debts)
        try:
            if saying.answer is not None:
                return self._asked(saying.answer)
            if saying.kind is Kind.DONE:
                return self._done()
            saying.sentence.made(stage, saying.at, **saying.said)
        except LineError as problem:
            return self._came(ok=False, why=str(problem), unreadable=True)
        except (UntrueError, DebtflowError) as problem:
            return self._came(ok=False, why=str(problem))
        except ValueError as problem:
            return self._came(ok=False, why=_in_words(problem), unreadable=True)
        return self._came()

    def _came(self, **more: Any) -> CameOf:
        return CameOf(
            self.story.path, self.saying.line, self.story.name, self.saying.text, self.saying.kind.value, **more
        )

    def _done(self) -> CameOf:
        saying, stage = self.saying, self.stage
        action, actor = saying.sentence.made(stage, saying.at, **saying.said), stage.actor(saying.who)
        outcome = stage.cases.submit(stage.case, action, by=actor, at=saying.at)
        if not isinstance(outcome, Done):
            waits = "it waits for a second person" if isinstance(outcome, Pending) else "it is refused"
            return self._came(ok=False, why=f"{waits}: {outcome.decision}", decision=outcome.decision)
        if saying.result and outcome.permit is not None:
            event = ended(stage, action, saying.result, attempt=outcome.permit.attempt)
            stage.cases.record(stage.case, event, by=actor, at=saying.at)
        return self._came(decision=outcome.decision)

    # ---- questions --------------------------------------------------------------------------------------------------

    def _asked(self, expected: Answer) -> CameOf:
        saying, stage = self.saying, self.stage
        action = saying.sentence.made(stage, saying.at, **saying.said)
        try:
            decision = self._decision(action, saying.at)
        except DebtflowError as problem:
            return self._not_possible(expected, str(problem))
        found = found_in(decision, saying.zone)
        day, rules = stage.day(saying.at), frozenset(found.rules)
        more = {"decision": decision, "action": action.name, "day": day, "rules": rules}
        if saying.kind is Kind.WHEN:
            told = moment_words(decision.next_permitted_at, saying.zone)
            if decision.needs_approval:
                told = "only with a second person"
            wanted = "now" if not expected.when else expected.when
            told = "now" if decision.permitted else told
            return self._compared(wanted, told, [] if wanted == told else [f"~ {wanted} -> {told}"], more)
        return self._compared(str(expected), str(found), differences(expected, found), more)

    def _decision(self, action: Any, at: datetime) -> Decision:
        stage, actor = self.stage, self.stage.actor(self.saying.who)
        if self.saying.kind is Kind.ASKED:
            return stage.cases.submit(stage.case, action, by=actor, at=at).decision
        return stage.cases.explain(stage.case, action, by=actor, at=at)

    def _not_possible(self, expected: Answer, said: str) -> CameOf:
        found = f"{NOT_POSSIBLE}; {said}"
        wanted = str(expected) if self.saying.kind is not Kind.WHEN else expected.when or "now"
        ok = expected.verdict == NOT_POSSIBLE and expected.words in said
        return self._came(ok=ok, expected=wanted, found=found)

    def _compared(self, wanted: str, found: str, differ: list[str], more: dict[str, Any]) -> CameOf:
        why = str(more["decision"]) if differ else ""
        return self._came(ok=not differ, expected=wanted, found=found, diff=tuple(differ), why=why, **more)
