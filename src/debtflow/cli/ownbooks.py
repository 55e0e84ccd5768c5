"""Rulebooks of one's own on the command line: `--rules my_rules.py:BOOK`.

The file is run as Python, as an import would run it; so it is named by whoever starts the program, and never found by
itself. A mistake in a rule keeps its own message; anything else that the file raises is told with its line. Whether
the debts that are there have what its facts are read from is told too: a misspelt name would be no error, only unknown.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from traceback import extract_tb
from types import ModuleType

from debtflow.compliance.books import Rulebook
from debtflow.compliance.rules import Rule
from debtflow.errors import BookError, DebtflowError
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.records.debts import Debt

__all__ = ["missing_attributes", "own_book"]


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


def missing_attributes(book: Rulebook, debts: Iterable[Debt]) -> list[str]:
    """A sentence for every fact that the book's rules read from the debts' attributes and that no debt has.

    A fact for which the book assumes a value is not missed. Where there are no debts, nothing is.
    """
    wanted, there, seen = _attributes_read(book), dict[str, None](), False
    for debt in debts:
        seen = True
        there |= {name: None for name, text in debt.attributes if text.strip()}
        if wanted.keys() <= there.keys():
            return []
    hint = {name: did_you_mean(name, there) if there else "none has any attribute" for name in wanted}
    return [
        f"no debt here has the attribute `{name}`, from which {', '.join(rules)} reads a fact ({hint[name]}); it is not "
        "known, and what depends on it is refused. Keep that column of the tape under `attributes` in its mapping, or "
        f"name a value that stands in with book.assuming({name}=...)"
        for name, rules in wanted.items()
        if seen and name not in there
    ]


def _attributes_read(book: Rulebook) -> dict[str, list[str]]:
    """The attributes of debts from which facts are read -> the ids of the rules that read them."""
    found: dict[str, list[str]] = {}
    for rule in book.rules.values():
        for fact in book.facts.needed_by([rule.condition]):
            attribute = book.facts.fields[fact].attribute
            if attribute is not None and fact not in book.assume:
                found.setdefault(attribute, []).append(rule.id)
    return found


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
