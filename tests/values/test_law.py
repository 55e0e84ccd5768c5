"""Numbers of the law: which value holds on which day, and what a citation admits."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from debtflow.errors import LawError
from debtflow.values import Basis, Citation, Dated, Jurisdiction, day_number, noting_numbers

STANDARD = Citation(instrument="GB/T 45251-2025", article="frequency", basis=Basis.SECONDARY)
REG_F = Citation(
    instrument="12 CFR 1006", article="1006.14(b)(2)(i)", basis=Basis.VERIFIED, checked_on=date(2026, 11, 2)
)
CALLS = Dated("cn.calls_a_day", {date(2025, 5, 1): 3, date(2026, 1, 1): 2}, unit="calls", cites=STANDARD)
ENDED = Dated("uk.pause", {date(2020, 4, 9): 90}, unit="days", cites=STANDARD, until=date(2021, 8, 1))


# --- citations -------------------------------------------------------------------------------------------------------


def test_a_citation_that_nobody_verified_says_so_in_the_same_line() -> None:
    assert str(REG_F) == "12 CFR 1006, 1006.14(b)(2)(i)"
    assert str(STANDARD) == (
        "GB/T 45251-2025, frequency (secondary: press or agency summary; official text not read in full)"
    )
    assert str(Citation(instrument="Civil Code", basis=Basis.MEMORY)) == (
        "Civil Code (memory: general knowledge, not seen in a primary text)"
    )
    assert str(Citation(instrument="Policy 7", basis=Basis.HOUSE)) == "Policy 7 (house: the lender's own policy)"


@pytest.mark.parametrize("basis", list(Basis))
def test_only_what_was_read_counts_as_verified(basis: Basis) -> None:
    assert basis.is_verified == (basis == "verified")
    assert basis.words[0].islower()
    assert not basis.words.endswith(".")


def test_a_citation_stays_on_one_line() -> None:
    pasted = Citation(instrument=" Civil\nCode ", article="561\n(1)", quote="first\ncosts", basis=Basis.VERIFIED)
    assert str(pasted) == "Civil Code, 561 (1)"
    assert pasted.quote == "first\ncosts"


@pytest.mark.parametrize("instrument", ["", "   "])
def test_a_citation_that_cites_nothing_is_refused(instrument: str) -> None:
    with pytest.raises(ValidationError, match=r"cites nothing.*GB/T 45251-2025"):
        Citation(instrument=instrument, basis=Basis.VERIFIED)


def test_a_citation_is_frozen_closed_and_comes_back_from_json() -> None:
    assert Citation.model_validate_json(REG_F.model_dump_json()) == REG_F
    assert hash(Citation.model_validate_json(REG_F.model_dump_json())) == hash(REG_F)
    with pytest.raises(ValidationError):
        Citation(instrument="x", basis=Basis.HOUSE, page=3)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Citation(instrument="x")  # type: ignore[call-arg]


def test_jurisdictions_are_written_as_their_words() -> None:
    assert [str(one) for one in Jurisdiction] == ["house", "generic", "china", "us_federal", "uk", "india", "eu"]


# --- numbers by the day ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2025, 5, 1), 3),
        (date(2025, 12, 31), 3),
        (date(2026, 1, 1), 2),
        (date(9999, 12, 31), 2),
        (day_number(date(2025, 12, 31)), 3),
        (day_number(date(2026, 1, 1)), 2),
    ],
)
def test_a_number_changes_on_its_effective_day(day: date | int, value: int) -> None:
    assert CALLS.on(day) == value


@pytest.mark.parametrize("day", [date(2025, 4, 30), day_number(date(2025, 4, 30)), date.min, 0, -5])
def test_before_its_first_day_a_number_of_the_law_is_not_there(day: date | int) -> None:
    with pytest.raises(LawError, match=r"cn\.calls_a_day has no value on .*: it holds from 2025-05-01; "):
        CALLS.on(day)


def test_from_its_end_on_a_number_no_longer_holds() -> None:
    assert ENDED.on(date(2021, 7, 31)) == 90
    with pytest.raises(LawError, match=r"on 2021-08-01: it holds from 2020-04-09 until 2021-08-01 \(that day not"):
        ENDED.on(date(2021, 8, 1))


def test_its_epochs_are_the_days_on_which_it_changes() -> None:
    assert CALLS.epochs == (day_number(date(2025, 5, 1)), day_number(date(2026, 1, 1)))
    assert ENDED.epochs == (day_number(date(2020, 4, 9)), day_number(date(2021, 8, 1)))


@given(st.dictionaries(st.dates(), st.integers(), min_size=1, max_size=8), st.dates())
def test_the_value_on_a_day_is_the_last_one_that_began(history: dict[date, int], day: date) -> None:
    number = Dated("n", history, unit="days", cites=STANDARD)
    begun = [start for start in history if start <= day]
    if begun:
        assert number.on(day) == number.on(day_number(day)) == history[max(begun)]
    else:
        with pytest.raises(LawError):
            number.on(day)
    assert dict(number.values) == history
    assert list(number.values) == sorted(history)


def test_a_constant_always_held() -> None:
    limit = Dated.constant("house.calls", 1, unit="calls", cites=STANDARD)
    assert limit.on(date.min) == limit.on(date.max) == limit.on(1) == 1
    assert limit.epochs == (1,)


def test_a_what_if_keeps_the_name_and_does_not_pass_for_law() -> None:
    what_if = ENDED.replaced(30).replaced(60)
    assert (what_if.name, what_if.unit, what_if.on(date.min), what_if.on(date.max)) == ("uk.pause", "days", 60, 60)
    assert what_if.cites.basis is Basis.HOUSE
    assert what_if.cites.instrument == "what-if in place of GB/T 45251-2025"
    assert ENDED.on(date(2020, 4, 9)) == 90


@pytest.mark.parametrize("value", [True, 2.0, "3", None])
def test_a_value_is_a_whole_number(value: Any) -> None:
    with pytest.raises(LawError, match="not a whole number"):
        Dated("n", {date(2025, 5, 1): value}, unit="days", cites=STANDARD)
    with pytest.raises(LawError, match="not a whole number"):
        CALLS.replaced(value)


@pytest.mark.parametrize("day", [datetime(2025, 5, 1, tzinfo=UTC), "2025-05-01", True, 1.5, None])
def test_a_day_is_a_day_and_not_an_instant(day: Any) -> None:
    with pytest.raises(LawError, match="is no day"):
        CALLS.on(day)
    with pytest.raises(LawError, match="is no day"):
        Dated("n", {day: 1}, unit="days", cites=STANDARD)


def test_a_history_has_a_name_and_a_beginning_and_ends_after_it() -> None:
    with pytest.raises(LawError, match="no name"):
        Dated("", {date(2025, 5, 1): 1}, unit="days", cites=STANDARD)
    with pytest.raises(LawError, match="no values"):
        Dated("n", {}, unit="days", cites=STANDARD)
    with pytest.raises(LawError, match="ends before it begins"):
        Dated("n", {date(2025, 5, 1): 1}, unit="days", cites=STANDARD, until=date(2025, 5, 1))


def test_a_number_of_the_law_never_changes_whoever_holds_what_it_was_made_from() -> None:
    history = {date(2025, 5, 1): 3}
    number: Any = Dated("n", history, unit="days", cites=STANDARD)
    history[date(2025, 6, 1)] = 9
    assert number.on(date(2025, 7, 1)) == 3
    with pytest.raises(AttributeError, match="does not change"):
        number.unit = "hours"
    with pytest.raises(AttributeError, match="does not change"):
        del number.unit
    with pytest.raises(TypeError):
        number.values[date(2025, 6, 1)] = 9


def test_it_is_itself_in_sets_and_copies_and_travels_by_pickle() -> None:
    twin = Dated("cn.calls_a_day", CALLS.values, unit="calls", cites=STANDARD)
    assert len({CALLS, twin, copy.copy(CALLS), copy.deepcopy(CALLS)}) == 2
    travelled = pickle.loads(pickle.dumps(ENDED))
    assert (travelled.name, travelled.values, travelled.until, travelled.cites) == (
        ENDED.name,
        ENDED.values,
        ENDED.until,
        ENDED.cites,
    )


def test_its_repr_tells_its_history() -> None:
    assert repr(CALLS) == "Dated('cn.calls_a_day', 3 from 2025-05-01, 2 from 2026-01-01; calls)"
    assert repr(ENDED) == "Dated('uk.pause', 90 from 2020-04-09, until 2021-08-01; days)"
    assert repr(CALLS.replaced(1)) == "Dated('cn.calls_a_day', 1 always; calls)"


# --- in a predicate --------------------------------------------------------------------------------------------------


def test_it_names_itself_as_a_parameter_of_the_tree() -> None:
    parameter = CALLS.as_parameter()
    assert (type(parameter).__name__, parameter.name) == ("Parameter", "cn.calls_a_day")


def test_who_traces_a_rule_learns_which_numbers_it_read() -> None:
    with noting_numbers() as outer:
        CALLS.as_parameter()
        with noting_numbers() as inner:
            ENDED.as_parameter()
    CALLS.as_parameter()
    assert outer == {"cn.calls_a_day": CALLS}
    assert inner == {"uk.pause": ENDED}


class Symbol:
    """Stands for a fact under tracing: it answers every operator, also from the right."""

    def __ge__(self, other: object) -> Any:
        return ("ge", self, other)

    def __gt__(self, other: object) -> Any:
        return ("gt", self, other)

    def __le__(self, other: object) -> Any:
        return ("le", self, other)

    def __lt__(self, other: object) -> Any:
        return ("lt", self, other)

    def __eq__(self, other: object) -> Any:
        return ("eq", self, other)

    __hash__ = None  # type: ignore[assignment]

    def __radd__(self, other: object) -> Any:
        return ("radd", self, other)


def test_a_comparison_from_either_side_is_the_facts_to_answer() -> None:
    fact: Any = Symbol()
    number: Any = CALLS
    assert (number <= fact)[0] == "ge"
    assert (number < fact)[0] == "gt"
    assert (number >= fact)[0] == "le"
    assert (number > fact)[0] == "lt"
    assert (number == fact)[0] == "eq"
    assert (fact >= number)[0] == "ge"
    assert (number + fact)[2] is CALLS


def test_two_numbers_of_the_law_are_not_compared_without_a_day() -> None:
    number: Any = CALLS
    with pytest.raises(TypeError):
        number < ENDED  # noqa: B015
