"""The rulebook under which a story is played: which books, as if since when, what is assumed, what if a number were so.

A file names its rulebooks, those that come along and those that were handed in, and a story may name others. Attributes
and assumptions are held against the facts of that book, so that a misspelt fact is a mistake and not an unknown one. This
room plays nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from debtflow.compliance.books import Rulebook
from debtflow.compliance.facts import FactField, Source, attribute_value
from debtflow.compliance.rulebooks import catalogue
from debtflow.errors import DebtflowError
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.testing.scenarios.forms import Mistakes, Read
from debtflow.testing.scenarios.heads import Head
from debtflow.testing.scenarios.sentences import meant

__all__ = ["book_of", "see_attributes"]


def book_of(
    settings: Mapping[str, Any], books: Mapping[str, Rulebook], mistakes: Mistakes, line: int, story: str = ""
) -> Rulebook | None:
    """The rulebook of a file or a story; None where something is wrong with it, which is noted.

    Args:
        settings: the keys of `SETTING_KEYS` as they were read; a story's own are laid over the file's.
        books: those that were handed in, by name.
        line: where the file or the story begins.
    """
    lines = settings.lines if isinstance(settings, Read) else {}
    found, known = [], {**catalogue.BOOKS, **books}
    if not settings.get("rulebooks") and "rulebooks" in lines:
        return None  # it is a mistake already
    for name in settings.get("rulebooks") or books:
        if name not in known:
            hand = "hand yours in, with books={...} or --rules"
            problem = f"no rulebook is called {name!r}; {meant(name, known)} ({hand})"
            mistakes.note(lines.get("rulebooks", line), problem, story)
            return None
        found.append(known[name])
    if not found:
        mistakes.note(
            line, f"say under which rules it is played, e.g. rulebooks: [generic]; there are {', '.join(known)}", story
        )
        return None
    for name in settings.get("options") or ():
        try:
            found.append(catalogue.option(name, settings.get("rulebooks") or books))
        except DebtflowError as mistake:
            mistakes.note(lines.get("options", line), f"options: {mistake}", story)
            return None
    for key, problem, made in _changed(settings):
        try:
            found = [made(reduce(lambda one, other: one | other, found))]
        except DebtflowError as mistake:
            mistakes.note(lines.get(key, line), f"{problem}: {mistake}", story)
            return None
    try:
        return reduce(lambda one, other: one | other, found)
    except DebtflowError as mistake:
        mistakes.note(lines.get("rulebooks", line), f"rulebooks: {mistake}", story)
        return None


def _changed(settings: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """What a file does to its book: the key, where it is told, and the change."""
    for name, number in settings.get("numbers", {}).items():
        if number is not None:
            yield "numbers", f"numbers, {name}", lambda book, n=name, v=number: book.with_value(n, v)
    for fact, text in settings.get("assume", {}).items():
        if text is not None:
            yield "assume", f"assume, {fact}", lambda book, f=fact, t=text: book.assuming(**{f: _value(book, f, t)})
    if (since := settings.get("as if since")) is not None:
        yield "as if since", "as if since", lambda book: book.as_if_since(since, because="a scenario")


def _value(book: Rulebook, fact: str, text: str) -> int:
    declared = book.facts.fields.get(fact)
    # What is no fact, or no value of it, is told by the book with the nearest name.
    value = attribute_value(((fact, text),), fact, declared) if declared is not None else 0
    return 0 if value is None else value


def see_attributes(head: Head, books: list[Rulebook], mistakes: Mistakes) -> None:
    """See that the attributes of the debts are facts of a rulebook of the file, and values of them."""
    fields: dict[str, FactField] = {}
    for book in books:
        fields |= {f.attribute: f for f in book.facts.fields.values() if f.attribute is not None}
    # Where a lender reads the debt with a function, any attribute may be what it looks for.
    anything = any(f.source is Source.LENDER and callable(f.read) for book in books for f in book.facts.fields.values())
    for told in head.debts.values():
        for key, text in told.debt.attributes:
            where = f"debt {told.name!r}, attributes"
            if key in fields:
                try:
                    attribute_value(((key, text),), key, fields[key])
                except DebtflowError as problem:
                    mistakes.note(told.line, f"{where}: {problem}")
            elif not anything:
                there = did_you_mean(key, fields) if fields else "no rule of these rulebooks reads an attribute"
                mistakes.note(told.line, f"{where}: no fact is called {key!r}; {there}")
