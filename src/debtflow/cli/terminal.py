"""The terminal: where answers, progress and errors are written. Answers go to stdout, all else to stderr.

What is piped has no colour, a fixed width and no progress bar; what is asked for as JSON is JSON and nothing else. No
meaning is carried by colour alone. This room knows no debt.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from json import dumps
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.theme import Theme

__all__ = ["NARROWEST", "THEME", "answers", "counted", "emit", "fail", "notes", "warn"]

NARROWEST = 100
"""Columns of what is piped; a terminal's own width counts where there is one."""

THEME = Theme(
    {
        "rule": "cyan",
        "stop": "bold red",
        "wait": "bold yellow",
        "go": "bold green",
        "money": "green",
        "law": "dim",
        "head": "bold",
        "mild": "dim",
        "where": "magenta",
    }
)


def _console(stream: TextIO) -> Console:
    # A pipe has no width of its own; rich would take 80 columns and tear the tables.
    width = None if stream.isatty() or "COLUMNS" in os.environ else NARROWEST
    return Console(file=stream, width=width, theme=THEME, highlight=False, emoji=False)


def answers() -> Console:
    """Where the answer goes: stdout."""
    return _console(sys.stdout)


def notes() -> Console:
    """Where everything goes that is not the answer: stderr."""
    return _console(sys.stderr)


def fail(message: str) -> None:
    """One clear line about what went wrong."""
    notes().print(f"[stop]error:[/] {_plain(message)}", soft_wrap=True)


def warn(message: str) -> None:
    """One clear line about what is probably not meant; what was asked for is done all the same."""
    notes().print(f"[wait]warning:[/] {_plain(message)}", soft_wrap=True)


def _plain(message: str) -> str:
    from rich.markup import escape

    return escape(" ".join(message.split()))


def emit(document: Mapping[str, Any] | list[Any]) -> None:
    """A document as JSON, on stdout and alone there."""
    sys.stdout.write(dumps(document, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def counted(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr while a block runs: call what it yields with (done, all).

    Nothing is drawn when `quiet`, or when nobody looks (stderr is no terminal).
    """
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notes(), transient=True) as progress:
        task = progress.add_task(what, total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield tell
