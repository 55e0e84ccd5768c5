"""What a form of sentence is, the pieces that several are made of, and what their words may be.

A sentence is an example, what it means, a pattern with named groups and what is made of these. A group's name says what
stands in it: `person` somebody whom the file names, `who` one of the staff, `debt` a debt, `outcome` one of the outcomes
of a case. So what is misspelt is found when a file is read, and before anything of it is played. This room plays
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, NamedTuple

from debtflow.records.components import Component
from debtflow.records.contacts import CallResult, MessageResult
from debtflow.records.episodes import Attitude, Reason, Suggestion
from debtflow.records.holds import HoldKind, HoldSource
from debtflow.records.parties import Capacity, Channel
from debtflow.records.proceedings import EndOfProceedings, Measure, Queried, ReopenCause, RiskSignal
from debtflow.records.promises import PromiseState
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Outcome
from debtflow.values.codes import Code
from debtflow.values.money import Money

__all__ = [
    "ABOUT",
    "AMOUNT",
    "CODES",
    "DAY",
    "ENDS",
    "MINUTE",
    "POINT",
    "LineError",
    "Sentence",
    "UntrueError",
    "called",
    "code_problem",
    "id_of",
    "listed",
    "meant",
    "money_of",
    "split_outside",
    "table",
    "words_of",
]


class LineError(Exception):
    """A line that means nothing: it is mended in the file. Whoever catches it adds the place."""


class UntrueError(Exception):
    """A line that is understood and did not come true: the rules, the caseload or the story are otherwise."""


class Sentence(NamedTuple):
    """A form of sentence.

    Attributes:
        example: how it is written.
        means: what it means, in the words of the manual.
        pattern: its form, with named groups.
        made: what is made of the stage, the moment and the groups.
        ends: how it may end, after a comma; None = it is no contact.
    """

    example: str
    means: str
    pattern: re.Pattern[str]
    made: Callable[..., Any]
    ends: type[Code] | None = None


# Wide on purpose: what is no number or no currency is refused as an amount, and not as a sentence that nobody knows.
AMOUNT = r"\S+ [A-Za-z]{3}"
DAY = r"\d{4}-\d\d-\d\d"
MINUTE = rf"{DAY} \d\d:\d\d"
POINT = r"(?P<point>[a-z0-9][a-z0-9 ]*?)"
ABOUT = r"(?: about (?P<debt>.+))?"

CODES: dict[str, type[Code]] = {
    "capacity": Capacity,
    "attitude": Attitude,
    "cause": ReopenCause,
    "channel": Channel,
    "channels": Channel,
    "component": Component,
    "ended": EndOfProceedings,
    "kind": HoldKind,
    "label": Outcome,
    "measure": Measure,
    "outcome": Outcome,
    "query": Queried,
    "reason": Reason,
    "signals": RiskSignal,
    "source": HoldSource,
    "state": PromiseState,
    "suggestion": Suggestion,
    "through": Purpose,
}
"""What the words in a group of that name may be."""

ENDS: tuple[type[Code], ...] = (CallResult, MessageResult)
"""How a contact may end, after the comma."""

_SEVERAL = frozenset({"channels", "signals", "through"})
_CALLED: dict[type[Code], str] = {
    Attitude: "attitude",
    CallResult: "end of a call or visit",
    Capacity: "capacity",
    Channel: "channel",
    Component: "component of a debt",
    EndOfProceedings: "end of proceedings",
    HoldKind: "kind of hold",
    HoldSource: "source of a hold",
    Measure: "measure of enforcement",
    MessageResult: "end of a message or letter",
    Outcome: "outcome of a case",
    PromiseState: "state of a promise",
    Purpose: "purpose of a contact",
    Queried: "query",
    Reason: "reason",
    ReopenCause: "cause to reopen a case",
    RiskSignal: "signal of risk",
    Suggestion: "suggestion",
}


LISTED_MAX = 12


def table(*rows: tuple[str, str, str, Callable[..., Any]], ends: type[Code] | None = None) -> tuple[Sentence, ...]:
    """Sentences from examples, meanings, patterns and what is made of them."""
    return tuple(Sentence(example, means, re.compile(pattern), made, ends) for example, means, pattern, made in rows)


def id_of(name: str) -> str:
    """The id of somebody or something by its name."""
    return name.lower().replace(" ", "_").replace("'", "")


def money_of(text: str) -> Money:
    """An amount as it is written in a sentence."""
    return Money.parse(text)


def listed(text: str) -> list[str]:
    """The parts of `phone, letter and visit`."""
    return [part.strip() for part in re.split(r",| and ", text) if part.strip()]


def meant(word: str, known: Iterable[str]) -> str:
    """The tail of a message about a word that is not known: the nearest, or all that there are."""
    there = list(dict.fromkeys(known))
    near = get_close_matches(word, there, n=1, cutoff=0.7)
    if near:
        return f"did you mean {near[0]!r}?"
    if not there:
        return "there are none"
    return f"there are {', '.join(there[:LISTED_MAX])}{', ...' if len(there) > LISTED_MAX else ''}"


def split_outside(text: str) -> list[str]:
    """The parts between commas, where no bracket is open."""
    return [part.strip() for part in re.split(r",(?![^()]*\))", text) if part.strip()]


def called(codes: type[Code]) -> str:
    """What one of these codes is called: "kind of hold"."""
    return _CALLED[codes]


def code_problem(codes: type[Code], word: str) -> str:
    """What is wrong with a word that should be one of these codes; empty = nothing."""
    try:
        codes.named(word)
    except ValueError:
        return f"{word!r} is no {_CALLED[codes]}; {meant(word, (code.label for code in codes))}"
    return ""


def words_of(group: str, said: str) -> list[str]:
    """The single words of a group that takes one, or several."""
    return listed(said) if group in _SEVERAL else [said]
