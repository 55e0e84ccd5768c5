"""Rulebooks of one's own on the command line: `--rules my_rules.py:BOOK`.

The file is run as Python, as an import would run it; so it is named by whoever starts the program, and never found by
itself. A mistake in a rule keeps its own message; anything else that the file raises is told with its line.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from traceback import extract_tb
from types import ModuleType

from debtflow.compliance.books import Rulebook
from debtflow.compliance.rules import Rule
from debtflow.errors import BookError, DebtflowError

__all__ = ["own_book"]


def own_book(named: str) -> Rulebook:
    """The rulebook that `file.py:NAME` names; `file.py` alone, where the file has one only.

    Raises:
        BookError: no such file, no such name, or a name that is no rulebook; the message says what is there.
        DebtflowError: whatever a rule in the file is refused for.
    """
    # The last colon, so that a drive letter stays with its path.
    text, _, name = named.rpartition(":") if not named.endswith(".py") else (named, "", "")
    path = Path(text)
    if path.suffix != ".py":
        raise BookError(f"--rules {named!r}: name a Python file and the rulebook in it, e.g. my_rules.py:BOOK")
    if not path.is_file():
        raise BookError(f"--rules {named!r}: there is no file {path}")
    module = _run(path)
    books = {key: value for key, value in vars(module).items() if isinstance(value, Rulebook)}
    listed = ", ".join(books) or "none"
    if not name and len(books) == 1:
        return next(iter(books.values()))
    if not name:
        raise BookError(f"--rules {named!r}: say which rulebook, as {path.name}:NAME; the file has {listed}")
    if name in books:
        return books[name]
    if isinstance(getattr(module, name, None), Rule):
        raise BookError(
            f'--rules {named!r}: {name} is a rule; put it into a book: BOOK = Rulebook("house", "2026.1", [{name}])'
        )
    raise BookError(f"--rules {named!r}: {path.name} has no rulebook {name}; it has {listed}")


def _run(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"rules_in_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise BookError(f"{path} cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    # Known by its name while it runs, as after an import: dataclasses in it look themselves up there.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except DebtflowError:
        raise
    except Exception as problem:  # whatever the file raises is a mistake in the file, and is told as one
        lines = [frame.lineno for frame in extract_tb(problem.__traceback__) if frame.filename == spec.origin]
        line = problem.lineno if isinstance(problem, SyntaxError) else lines[-1] if lines else 1
        raise BookError(f"{path}, line {line}: {type(problem).__name__}: {problem}") from problem
    return module
