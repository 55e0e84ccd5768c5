"""Scenarios on the command line: stories in the trade's words, played; what did not come true is shown with its line.

A rulebook of one's own goes by its name: a file that says `rulebooks: [generic, house]` is played under the catalogue's
`generic` and the `Rulebook("house", ...)` that `--rules` names. This room prints; what is played and how is said by
`debtflow.testing.scenarios`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.markup import escape

from debtflow.cli import terminal
from debtflow.cli.ownbooks import own_book
from debtflow.compliance.books import Rulebook
from debtflow.errors import BookError, ScenarioError
from debtflow.testing.scenarios import CameOf, Played, play, schema
from debtflow.testing.scenarios.playing import left_words

__all__ = ["played", "printed_schema"]


def printed_schema() -> None:
    """The schema of a scenario file, on stdout."""
    terminal.emit(schema())


def played(files: Sequence[Path], rules: Sequence[str], *, as_json: bool) -> tuple[bool, bool]:
    """Play the files and tell what came of them: whether all could be read, and whether all came true."""
    if not files:
        raise ScenarioError(
            "name a scenario file, or a folder of them: debtflow scenarios scenarios/ --rules my_rules.py"
        )
    books = _books(rules)
    try:
        result = play(*files, books=books)
    except ScenarioError as problem:
        for mistake in problem.mistakes or (problem,):
            terminal.fail(str(mistake))
        return False, False
    _warn_of_books_unused(books, result)
    if as_json:
        terminal.emit(_json(result))
    else:
        _print(result)
    return not any(failure.unreadable for failure in result.failures), result.ok


def _books(rules: Sequence[str]) -> dict[str, Rulebook]:
    books: dict[str, Rulebook] = {}
    for named in rules:
        book = own_book(named)
        if book.name in books:
            raise BookError(f"--rules {named!r}: another rulebook is called {book.name!r}; give one another name")
        books[book.name] = book
    return books


def _warn_of_books_unused(books: dict[str, Rulebook], result: Played) -> None:
    used = {rule for story in result.stories for rule in story.story.means.book.rules}
    for name, book in books.items():
        if book.rules and not book.rules.keys() & used:
            terminal.warn(
                f"no scenario is played under {name!r}; a file names its rulebooks: rulebooks: [generic, {name}]"
            )


def _print(result: Played) -> None:
    out = terminal.answers()
    for story in result.stories:
        for failure in story.failures:
            _print_failure(failure)
        if story.left:
            out.print(f"  [mild]{left_words(story.left)}[/]")
        if not story.ok:
            out.print()
    failed = sum(not story.ok for story in result.stories)
    told = f"[stop]{failed} did not come true[/]" if failed else "[go]all came true[/]"
    out.print(f"{len(result.stories):,} scenarios, {len(result):,} lines: {told}")


def _print_failure(failure: CameOf) -> None:
    out = terminal.answers()
    out.print(f"[where]{escape(str(failure.path))}:{failure.line}[/]  [head]{escape(failure.story)}[/]", soft_wrap=True)
    if failure.text:
        out.print(f"  {escape(failure.text)}", soft_wrap=True)
    if failure.expected:
        out.print(f"  expected  {escape(failure.expected)}", soft_wrap=True)
        out.print(f"  found     {escape(failure.found)}", soft_wrap=True)
    for line in failure.diff:
        out.print(f"    {escape(line)}", soft_wrap=True)
    for line in failure.why.splitlines():
        out.print(f"  [mild]{escape(line)}[/]", soft_wrap=True)


def _json(result: Played) -> dict[str, Any]:
    stories = [
        {
            "file": str(story.story.path),
            "line": story.story.line,
            "scenario": story.story.name,
            "rulebook": story.story.means.book.label,
            "ok": story.ok,
            "lines": len(story.lines),
            "lines_not_played": story.left,
        }
        for story in result.stories
    ]
    failures = [failure.to_json() for failure in result.failures]
    return {"ok": result.ok, "scenarios": stories, "lines": len(result), "failures": failures}
