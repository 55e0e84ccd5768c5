"""Mappings: what may stand in one, and what is refused before any row is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debtflow import tapes
from debtflow.errors import TapeError
from debtflow.tapes.mappings import did_you_mean

ReadTape = Callable[..., tapes.Tape]
TAPE = "loan,balance,days\nA,1,1\n"


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("feilds", {}, "there is no key 'feilds' here; did you mean 'fields'"),
        (
            "fields__borower_id",
            {"column": "loan"},
            "fields: there is no key 'borower_id' here; did you mean 'borrower_id'",
        ),
        ("fields__balance", {"column": "balance", "units": "minor"}, r"fields\.balance: .*did you mean 'unit'"),
        ("fields__balance", {"column": "balance", "unit": "cents"}, r"fields\.balance\.unit: .*found 'cents'"),
        ("fields__balance", {"column": 5}, r"fields\.balance\.column: .*found 5"),
        ("fields__balance", {"plus": ["a"], "column": "b"}, "an amount is read from"),
        ("fields__balance", {}, "an amount is read from"),
        ("fields__balance", None, "what is owed is either balance or some of principal, interest"),
        ("fields__fees", {"column": "fees"}, "write one of the two"),
        ("fields__debt_id", "loan", r'fields\.debt_id: expected \{ column = "\.\.\." \}, found \'loan\''),
        ("fields__debt_id", None, r"fields\.debt_id: Field required"),
        ("fields__product", {}, "either column"),
        ("fields__currency", "RMB", "currency 'RMB': .*did you mean CNY"),
        ("fields__governing_law", "mars", "governing_law 'mars': 'mars' is not a valid Jurisdiction"),
        ("fields__zone", "CST", "zone 'CST': .*abbreviation"),
        ("fields__days_past_due", None, "exactly one of fields.days_past_due, fields.due_since, instalments"),
        ("fields__due_since", {"column": "since"}, "exactly one of"),
        ("fields__days_past_due", {"column": "days", "times": 0}, r"fields\.days_past_due\.times"),
        ("fields__days_past_due", {"column": "days", "times": 30.5}, r"fields\.days_past_due\.times: .*found 30\.5"),
        (
            "fields__days_past_due",
            {"column": "days", "values": {"late": "long"}},
            "a whole number of at most 36500 days",
        ),
        ("fields__as_of", {"column": "days", "date_format": "%H:%M"}, "expected a format of a day"),
        ("fields__as_of", {"column": "days", "date_format": "%d.%m."}, "expected a format of a day"),
        ("fields__as_of", {"column": "days", "date_format": "yyyy-mm-dd"}, "expected a format of a day"),
        ("file", {"separator": ",,"}, r"file\.separator"),
        ("file", {"decimal_sign": ",", "thousands_sign": ","}, "both ','"),
        ("schedule", {"days_apart": 0}, r"schedule\.days_apart"),
        ("split", {"interest_permille_per_month_late": 1001}, r"split\.interest_permille_per_month_late"),
        ("attributes", 5, "attributes"),
        ("attributes", {"rate": {"column": "rate", "percent": "points"}}, r"attributes\.rate\.percent"),
        ("instalments", [{"due_on": {"constant": "2026-01-01"}, "amount": {"column": "a"}}], "one column for due_on"),
    ],
)
def test_a_mapping_that_cannot_be_carried_out_is_refused_with_its_place(
    place: str, value: Any, message: str, read_tape: ReadTape
) -> None:
    with pytest.raises(TapeError, match=message):
        read_tape(TAPE, **{place: value})


def test_parts_that_contradict_each_other_are_refused(read_tape: ReadTape) -> None:
    with pytest.raises(TapeError, match="not both"):
        read_tape(TAPE, fields__arrears={"column": "balance"}, fields__instalment={"column": "balance"})
    with pytest.raises(TapeError, match=r"split divides fields\.balance"):
        read_tape(TAPE, fields__balance=None, fields__principal={"column": "balance"}, split={})
    one = [{"due_on": {"column": "due"}, "amount": {"column": "part"}}]
    with pytest.raises(TapeError, match="the instalments say what is overdue"):
        read_tape(TAPE, fields__days_past_due=None, instalments=one, fields__arrears={"column": "balance"})


def test_every_mistake_of_a_mapping_is_told_at_once(read_tape: ReadTape) -> None:
    with pytest.raises(TapeError, match=r"fields\.debt_id.*; fields\.balance.*; schedule"):
        read_tape(TAPE, fields__debt_id=None, fields__balance={"unit": 3, "column": "b"}, schedule={"days_apart": "x"})


def test_a_suggestion_needs_some_likeness() -> None:
    assert did_you_mean("Zone", ["zone", "name"]) == "; did you mean 'zone'?"
    assert did_you_mean("qqq", ["zone", "name"]) == ""
