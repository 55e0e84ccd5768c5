"""Reading: a scenario file becomes a script, or every mistake in it is told with its line.

Nothing is played here, but everything is read that can be: the head, every story, every line with its day, its people and
its words. This is the one room that reads YAML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from debtflow.compliance.books import Rulebook
from debtflow.errors import ScenarioError
from debtflow.lifecycle.workflow import STANDARD, Workflow
from debtflow.testing.scenarios.forms import Either, Key, ListOf, Mistakes, Names, Read, Table, Text, line_of
from debtflow.testing.scenarios.heads import HEAD_KEYS, SETTING_KEYS, Head, head_of
from debtflow.testing.scenarios.lines import Means, Saying, saying_of
from debtflow.testing.scenarios.sentences import LineError, meant
from debtflow.testing.scenarios.shelf import book_of, see_attributes

__all__ = ["FILE", "Script", "Story", "files_in", "pictures_in", "read"]


# ---- the form of a file -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """The form of one line: a sentence. With a colon in it (`is due: ...`) YAML takes it for a name with a value."""

    def read(self, node: Node, mistakes: Mistakes, where: str) -> tuple[int, str] | None:
        """The line's number, and the sentence as it is written."""
        if isinstance(node, ScalarNode) and node.value.strip():
            return line_of(node), " ".join(node.value.split())
        if isinstance(node, MappingNode) and len(node.value) == 1:
            name, value = node.value[0]
            if isinstance(name, ScalarNode) and isinstance(value, ScalarNode):
                return line_of(node), " ".join(f"{name.value}: {value.value}".split())
        mistakes.note(
            line_of(node), f"{where}: expected a sentence, e.g. 2026-03-10 Tue 09:00, Lena calls Mr Li, talked"
        )
        return None

    def schema(self) -> dict[str, Any]:
        """A string; which sentences there are is laid over it by the whole schema."""
        return {"$ref": "#/definitions/line"}


LINES = ListOf(Line(), "a list of sentences", some=True)
STORY = Table(
    "a scenario",
    [*SETTING_KEYS, Key("lines", LINES, "its lines, in the order of time", required=True)],
)
FILE = Table(
    "a scenario file",
    [
        *HEAD_KEYS,
        Key(
            "scenarios",
            Names(Either(LINES, STORY), "scenarios by name", Text("a sentence"), "scenario", some=True),
            "the scenarios: each a name and its lines, or its own `rulebooks` and other keys and its `lines`",
            required=True,
        ),
    ],
)


# ---- what was read ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """One scenario: what it is called, under which rules it is played, and what its lines say.

    Attributes:
        path, line, last_line: where it stands.
    """

    path: Path
    line: int
    last_line: int
    name: str
    means: Means
    sayings: tuple[Saying, ...]

    def __str__(self) -> str:
        return f"{self.path.name}: {self.name}"

    def text(self) -> str:
        """Its lines as they stand in the file, without what they are indented by."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return dedent("\n".join(lines[self.line - 1 : self.last_line]))


@dataclass(frozen=True)
class Script:
    """A scenario file, read."""

    path: Path
    head: Head
    stories: tuple[Story, ...]

    def pictures(self) -> dict[str, tuple[Story, str]]:
        """What is to be drawn: the story by the name of its picture, and the case at its end."""
        titles = {story.name: story for story in self.stories}
        return {
            name: (titles[title], self.head.debts[debt].debt.id)
            for name, drawn in self.head.pictures.items()
            for title, debt in drawn.items()
        }


def files_in(*paths: str | Path) -> list[Path]:
    """The scenario files of these paths: files as they are, of a folder every `*.yaml` and `*.yml` in it.

    Raises:
        ScenarioError: a path that is not there, or a folder without scenario files.
    """
    found = list[Path]()
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(each for each in path.iterdir() if each.suffix in (".yaml", ".yml"))
            if not inside:
                raise ScenarioError(f"in the folder {path} is no scenario file (*.yaml)")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise ScenarioError(f"there is no scenario file or folder {path}")
    return list(dict.fromkeys(found))


def pictures_in(*paths: str | Path) -> dict[str, tuple[Story, str]]:
    """What the scenario files of these paths ask to be drawn, by the names of the pictures; see `Script.pictures`."""
    found: dict[str, tuple[Story, str]] = {}
    for path in files_in(*paths):
        found |= read(path).pictures()
    return found


def read(path: str | Path, books: Mapping[str, Rulebook] | None = None, *, workflow: Workflow = STANDARD) -> Script:
    """A scenario file, read and held against its rulebooks.

    Args:
        books: your own rulebooks, by the names under which the file knows them.
        workflow: the table of moves; left out, the standard one.

    Raises:
        ScenarioError: there are mistakes in it; the message names every one with its line, `mistakes` has them.
    """
    path = Path(path)
    mistakes = Mistakes(path.name)
    root = _composed(path, mistakes)
    script = _script(path, root, dict(books or {}), workflow, mistakes) if root is not None else None
    if script is None or mistakes.found:
        raise ScenarioError("\n".join(map(str, mistakes.found)), tuple(mistakes.found))
    return script


def _composed(path: Path, mistakes: Mistakes) -> Node | None:
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except OSError as problem:
        mistakes.note(0, f"it cannot be read: {problem.strerror}")
    except UnicodeDecodeError as problem:
        mistakes.note(0, f"it is no UTF-8 text: byte {problem.start} is {problem.object[problem.start]:#04x}")
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        mistakes.note(mark.line + 1 if mark is not None else 0, _in_words(problem))
    except yaml.reader.ReaderError as problem:
        line = text[: problem.position].count("\n") + 1
        mistakes.note(line, f"the character U+{ord(text[problem.position]):04X} cannot stand in YAML")
    else:
        if root is None:
            mistakes.note(0, f"it is empty; a scenario file has the keys {', '.join(key.name for key in FILE.keys)}")
        return root
    return None


def _in_words(problem: yaml.MarkedYAMLError) -> str:
    said = problem.problem or "it cannot be read"
    if "'\\t'" in said:
        return "a tab stands where spaces are expected: indent by spaces"
    if "mapping values are not allowed" in said:
        return "a colon too many: a sentence with a second `: ` in it stands in quotes, as '... is due: ...'"
    begins = f" on line {problem.context_mark.line + 1}" if problem.context_mark is not None else ""
    return f"it is no YAML: {said}{f' ({problem.context}{begins})' if problem.context else ''}"


def _script(
    path: Path, root: Node, books: dict[str, Rulebook], workflow: Workflow, mistakes: Mistakes
) -> Script | None:
    told: Read = FILE.read(root, mistakes, "")
    head = head_of(told, mistakes)
    # Without these nothing that a line says means anything; what is wrong with them has been noted.
    if mistakes.found and not _is_whole(told, head):
        return None
    own = _settings(told)
    stories, rulebooks, begins = list[Story](), list[Rulebook](), told.get("scenarios", Read())
    shared: dict[str, Rulebook | None] = {}
    for name, body in begins.items():
        if body is None:
            continue
        in_full = isinstance(body, Read)
        line = begins.lines[name]
        if in_full and len(body.keys() - {"lines"}):
            book = book_of(_settings(body, own), books, mistakes, line, name)
        else:
            if "" not in shared:
                shared[""] = book_of(own, books, mistakes, 1)
            book = shared[""]
        if book is None:
            continue
        rulebooks.append(book)
        lines = body.get("lines", []) if in_full else body
        means = Means(head, book, workflow)
        stories.append(_story(path, line, name, lines, means, mistakes))
    see_attributes(head, rulebooks, mistakes)
    _see_pictures(told, head, stories, mistakes)
    return Script(path, head, tuple(stories))


def _is_whole(told: Read, head: Head) -> bool:
    """Whether everybody and every debt that the head tells of could be read."""
    there = {"persons", "staff", "debts", "clock"} <= told.keys()
    return there and len(told["debts"]) == len(head.debts) and None not in [*told["persons"].values(), *head.staff]


def _settings(told: Read, over: Read | None = None) -> Read:
    """What is said of the rules, with the lines where it is said; a story's own keys stand over the file's."""
    found = Read()
    for source in ([over] if over is not None else []) + [told]:
        for key in SETTING_KEYS:
            if key.name in source.lines:
                found.lines[key.name] = source.lines[key.name]
            if key.name in source:
                found[key.name] = source[key.name]
    return found


def _story(path: Path, line: int, name: str, lines: list[tuple[int, str]], means: Means, mistakes: Mistakes) -> Story:
    sayings, last = list[Saying](), None
    for number, text in lines:
        try:
            saying = saying_of(number, text, means, last)
        except LineError as problem:
            mistakes.note(number, str(problem), name, text)
            continue
        sayings.append(saying)
        last = saying.at
    return Story(path, line, max([line, *(number for number, _ in lines)]), name, means, tuple(sayings))


def _see_pictures(told: Read, head: Head, stories: list[Story], mistakes: Mistakes) -> None:
    titles = [story.name for story in stories]
    for name, drawn in told.get("pictures", Read()).items():
        for title, debt in (drawn or {}).items():
            line = told["pictures"].lines[name]
            if title not in titles:
                mistakes.note(line, f"pictures, {name}: no scenario is called {title!r}; {meant(title, titles)}")
            if debt is not None and debt not in head.debts:
                mistakes.note(line, f"pictures, {name}: no debt is called {debt!r}; {meant(debt, head.debts)}")
