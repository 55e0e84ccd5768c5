"""What an event does to the primitives of many cases at once; that it is what it does to each is a law of the folds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from debtflow.errors import ExpressionError, FactError
from debtflow.lifecycle.kept_columns import case_after, dossier_after
from debtflow.lifecycle.primitives import CASE_FIELDS, DOSSIER_FIELDS
from debtflow.records.contacts import CallResult


def numbers(*values: int) -> Any:
    return np.array(values, dtype=np.int64)


CASES = {name: numbers(0, 0, 5) for name in CASE_FIELDS}
ENDED = {"result": numbers(CallResult.TALKED, CallResult.NO_ANSWER, CallResult.NOT_MADE), "local_day": numbers(9, 9, 9)}


def test_an_event_changes_in_each_row_what_it_changes_in_one_case() -> None:
    after = case_after("call_ended", CASES, ENDED)
    assert after["talks"].tolist() == [1, 0, 5]
    assert after["last_talk_on"].tolist() == [9, 0, 5]
    assert after["failures_in_a_row"].tolist() == [0, 0, 4]
    assert after["wave"] is CASES["wave"]
    assert CASES["talks"].tolist() == [0, 0, 5], "what was handed in is left as it was"


def test_a_dossier_has_its_own_primitives() -> None:
    after = dossier_after(
        "contact_reserved",
        {name: numbers(1, 2) for name in DOSSIER_FIELDS},
        {"local_day": numbers(1, 7), "attempt_purpose": numbers(0, 1)},
    )
    assert {name: values.tolist() for name, values in after.items()} == {
        "tries": [2, 3],
        "talks": [1, 2],
        "last_try_on": [1, 7],
        "last_talk_on": [1, 2],
        "asked_where": [1, 3],
    }


def test_an_event_that_changes_no_primitive_changes_nothing() -> None:
    assert case_after("case_linked", CASES, {}) == CASES


@pytest.mark.parametrize(
    ("event", "kept", "told", "says"),
    [
        ("cal_ended", CASES, ENDED, "no event is called `cal_ended`; did you mean `call_ended`"),
        ("call_ended", {"talk": numbers(1)}, ENDED, "`talk` is of no primitive; did you mean `talks`"),
        ("call_ended", CASES, {"reslt": numbers(1)}, "`call_ended` has no field `reslt`; did you mean `result`"),
        (
            "call_ended",
            {},
            {},
            r"no column for event\.local_day, event\.result, kept\.failures_in_a_row, kept\.last_talk_on",
        ),
    ],
)
def test_a_column_that_is_missing_or_misspelt_is_refused_by_name(event: str, kept: Any, told: Any, says: str) -> None:
    with pytest.raises(FactError, match=says):
        case_after(event, kept, told)


def test_a_column_of_another_type_is_refused() -> None:
    with pytest.raises(ExpressionError, match=r"event\.local_day"):
        case_after("call_ended", CASES, ENDED | {"local_day": np.array([9.0, 9.0, 9.0])})
