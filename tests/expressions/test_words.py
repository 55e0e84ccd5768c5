"""Words: what people read, with denials inside, units shown, and brackets only where they are needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import IntEnum
from typing import Any

import pytest

from debtflow.expressions import (
    Field,
    Kind,
    Parameter,
    Vocabulary,
    between,
    bind,
    count,
    earliest,
    latest,
    one_of,
    trace,
    where,
    words,
)

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER


class Role(IntEnum):
    AGENCY = 1
    LAW_FIRM = 2
    CREDITOR = 3


class _Cap:
    def as_parameter(self) -> Parameter:
        return Parameter("call cap")


CAP = _Cap()

FACTS = Vocabulary(
    {
        "calls": Field(NUMBER, label="calls today"),
        "visits_this_month": Field(NUMBER),
        "minute": Field(NUMBER, unit="minute of day", label="local time"),
        "due": Field(NUMBER, unit="day", label="the due date"),
        "today": Field(NUMBER, unit="day"),
        "balance": Field(NUMBER, unit="minor units", label="the balance"),
        "hold": Field(FLAG, label="a hold blocks contact", denied="no hold blocks contact"),
        "invited": Field(FLAG, label="the borrower invited it"),
        "role": Field(NUMBER, codes=Role),
    }
)
NEW_YEAR = date(2026, 1, 1).toordinal()

SAID: list[tuple[Callable[..., Any], str]] = [
    (lambda f: (f.calls >= 3) & f.hold, "calls today is at least 3, and a hold blocks contact"),
    (lambda f: ~f.hold, "no hold blocks contact"),
    (lambda f: ~f.invited, "it is not so that the borrower invited it"),
    (lambda f: ~(f.calls >= 3), "calls today is below 3"),
    (lambda f: ~((f.calls >= 3) & ~f.hold), "calls today is below 3, or a hold blocks contact"),
    (
        lambda f: (f.calls >= 3) & (f.hold | f.invited),
        "calls today is at least 3, and (a hold blocks contact, or the borrower invited it)",
    ),
    (
        lambda f: f.hold | f.invited | (f.calls > 1),
        "a hold blocks contact, the borrower invited it, or calls today is above 1",
    ),
    (lambda f: f.minute < 480, "local time is before 08:00"),
    (lambda f: f.minute >= 21 * 60, "local time is 21:00 or later"),
    (lambda f: between(f.minute, 480, 1260), "local time is between 08:00 and 21:00"),
    (lambda f: ~between(f.minute, 480, 1260), "local time is before 08:00, or local time is after 21:00"),
    (lambda f: f.due == NEW_YEAR, "the due date is 2026-01-01"),
    (lambda f: f.today > f.due + 30, "today is after the due date plus 30"),
    (lambda f: f.today - f.due > 30, "today minus the due date is above 30"),
    (lambda f: earliest(f.due, NEW_YEAR) <= f.today, "the earliest of the due date and 2026-01-01 is today or earlier"),
    (
        lambda f: latest(f.calls, 3) > f.visits_this_month,
        "the greatest of calls today and 3 is above visits this month",
    ),
    (lambda f: f.balance >= 50000, "the balance is at least 50000"),
    (lambda f: f.role == Role.LAW_FIRM, "role is law firm"),
    (lambda f: one_of(f.role, Role.AGENCY, Role.LAW_FIRM), "role is agency or law firm"),
    (lambda f: ~one_of(f.role, *Role), "role is neither agency, law firm nor creditor"),
    (
        lambda f: one_of(f.role, Role.AGENCY, Role.LAW_FIRM) & f.hold,
        "role is agency or law firm, and a hold blocks contact",
    ),
    (lambda f: where(f.hold, f.calls, 0) > 2, "(calls today if a hold blocks contact, otherwise 0) is above 2"),
    (
        lambda f: count(f.hold, f.invited) >= 2,
        "(the number of these that hold: a hold blocks contact; the borrower invited it) is at least 2",
    ),
    (
        lambda f: 3 * f.calls - (f.calls - 1) > -f.calls,
        "3 times calls today minus (calls today minus 1) is above minus calls today",
    ),
    (lambda f: f.hold != f.invited, "exactly one of these: a hold blocks contact; the borrower invited it"),
    (lambda f: ~(f.hold == f.invited), "exactly one of these: a hold blocks contact; the borrower invited it"),
    (lambda f: f.calls >= CAP, "calls today is at least call cap"),
]


@pytest.mark.parametrize(("function", "said"), SAID, ids=[said for _, said in SAID])
def test_said(function: Callable[..., Any], said: str) -> None:
    assert words(trace(function, FACTS, expects=FLAG, what="rule"), FACTS) == said


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        (lambda f: ~(f.calls < 3), "calls today is at least 3"),
        (lambda f: ~(f.calls <= 3), "calls today is above 3"),
        (lambda f: ~(f.calls > 3), "calls today is at most 3"),
        (lambda f: ~(f.calls >= 3), "calls today is below 3"),
        (lambda f: ~(f.calls == 3), "calls today is not 3"),
        (lambda f: ~(f.calls != 3), "calls today is 3"),
        (lambda f: ~~f.hold, "a hold blocks contact"),
        (lambda f: ~(f.minute <= 480), "local time is after 08:00"),
        (lambda f: f.minute <= 480, "local time is 08:00 or earlier"),
        (lambda f: ~(f.hold | ~f.invited), "no hold blocks contact, and the borrower invited it"),
        (
            lambda f: ~where(f.hold, f.invited, False),
            "it is not so that the borrower invited it if a hold blocks contact, otherwise never",
        ),
    ],
)
def test_denials_are_said_inside(denied: Callable[..., Any], said: str) -> None:
    assert words(trace(denied, FACTS, expects=FLAG, what="rule"), FACTS) == said


def test_parameters_by_value() -> None:
    node = trace(lambda f: f.minute >= CAP, FACTS, expects=FLAG, what="rule")
    assert words(node, FACTS, values={"call cap": 480}) == "local time is 08:00 (call cap) or later"
    assert words(bind(node, {"call cap": 480}), FACTS) == "local time is 08:00 (call cap) or later"


def test_without_a_vocabulary() -> None:
    node = trace(
        lambda f: (f.visits_this_month > 2) & f.hold & (f.role == Role.AGENCY), FACTS, expects=FLAG, what="rule"
    )
    assert words(node) == "visits this month is above 2, hold, and role is agency"


def test_several_records() -> None:
    event = Vocabulary({"amount": Field(NUMBER, label="the amount paid")}, prefix="e")
    node = trace(lambda e: e.amount + 1, event, expects=NUMBER, what="effect")
    assert words(node, event) == words(node, event.by_fact()) == "the amount paid plus 1"
