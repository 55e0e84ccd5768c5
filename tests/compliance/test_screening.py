"""Many cases at once: what the rules say of an action in every row of a table of facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from tests.compliance.situations import POLICY, book, house_rule

from debtflow.compliance.facts import Amount, Choice, Count, FactGroup, Flag
from debtflow.compliance.hooks import check
from debtflow.compliance.screening import screen
from debtflow.errors import BookError, FactError
from debtflow.records.findings import Tone
from debtflow.values.codes import Code
from debtflow.values.law import Dated

DAY = date(2026, 3, 10)


class Band(Code):
    LOW = 0
    HIGH = 1


HOUSE = FactGroup(
    "house",
    visits=Count(0, 100, "visits"),
    visits_before=Count(0, 100, "visits before"),
    visits_in_all=Count(0, 200, "visits in all", derive=lambda f: f.visits + f.visits_before),
    invited=Flag("the borrower invited us", denied="the borrower did not invite us"),
    band=Choice(Band, "the band"),
    limit=Amount("the limit"),
)
CAP = Dated("house.cap", {date(1, 1, 1): 9, date(2026, 1, 1): 3, date(2026, 4, 1): 2}, unit="count", cites=POLICY)
MANY = house_rule("house.many", lambda f: f.visits_in_all >= CAP, facts=HOUSE, unless=lambda f: f.invited)
EYES = house_rule("house.eyes", lambda f: f.band == Band.HIGH, facts=HOUSE, tone=Tone.APPROVE)
HINT = house_rule("house.hint", lambda f: f.visits >= 1, facts=HOUSE, tone=Tone.ADVISE)
BOOK = book(MANY, EYES, HINT)


def numbers(*values: int) -> Any:
    return np.array(values, dtype=np.int64)


def flags(*values: int) -> Any:
    return np.array(values, dtype=bool)


def table(**changes: Any) -> dict[str, Any]:
    """Three rows: nothing in the way, too many visits, a band that asks for a second person."""
    usual = {
        "visits": numbers(0, 2, 1),
        "visits_before": numbers(2, 1, 0),
        "invited": flags(0, 0, 0),
        "band": numbers(0, 0, 1),
    }
    return {name: values for name, values in (usual | changes).items() if values is not Ellipsis}


def test_each_row_is_answered_with_the_mask_of_all_rules_that_stand_in_the_way() -> None:
    found = screen(BOOK, "place_call", DAY, table())
    assert [rule.id for rule in found.governing.rules] == ["house.many", "house.eyes", "house.hint"]
    assert found.failing.tolist() == [0b000, 0b101, 0b110]
    assert found.undetermined.tolist() == [0, 0, 0]
    assert found.refused.tolist() == [False, True, False]
    assert found.needs_approval.tolist() == [False, False, True]
    assert found.permitted.tolist() == [True, False, False]
    assert found.by_rule() == {"house.many": (1, 0), "house.eyes": (1, 0), "house.hint": (2, 0)}
    assert found.rows_of("house.hint").tolist() == [False, True, True]
    assert (len(found), found.assumed) == (3, {})
    assert repr(found) == "<Screening of 3 rows by 3 rules>"


def test_the_numbers_of_the_law_are_those_of_the_day() -> None:
    assert screen(BOOK, "place_call", date(2026, 3, 31), table()).rows_of("house.many").tolist() == [False, True, False]
    assert screen(BOOK, "place_call", date(2026, 4, 1), table()).rows_of("house.many").tolist() == [True, True, False]


def test_what_is_not_known_in_a_row_leaves_open_what_it_could_change() -> None:
    visits = np.ma.MaskedArray(numbers(0, 2, 1), mask=[True, False, True])
    found = screen(BOOK, "place_call", DAY, table(visits=visits, invited=flags(0, 0, 1)))
    assert found.failing.tolist() == [0b000, 0b101, 0b010]
    assert found.undetermined.tolist() == [0b101, 0b000, 0b100], "who was invited is not asked how often"
    assert found.refused.tolist() == [True, True, False]
    assert found.by_rule() == {"house.many": (1, 1), "house.eyes": (1, 0), "house.hint": (1, 2)}
    assert found.rows_of("house.many").tolist() == [True, True, False]


def test_what_is_known_in_no_row_is_said_with_none() -> None:
    found = screen(BOOK, "place_call", DAY, table(invited=None))
    assert (found.failing.tolist(), found.undetermined.tolist()) == ([0, 0b100, 0b110], [0, 0b001, 0])


def test_an_approval_that_is_left_open_refuses() -> None:
    found = screen(BOOK, "place_call", DAY, table(band=None, visits=numbers(0, 0, 0)))
    assert found.refused.tolist() == [True, True, True]
    assert not found.needs_approval.any()


def test_an_assumption_stands_in_where_a_fact_is_not_known_and_for_nothing_else() -> None:
    assuming = BOOK.assuming(visits=3, invited=0)
    visits = np.ma.MaskedArray(numbers(0, 0, 0), mask=[True, False, True])
    given = table(visits=visits, invited=None)
    found = screen(assuming, "place_call", DAY, given)
    assert found.rows_of("house.many").tolist() == [True, False, True]
    assert not found.undetermined.any()
    assert found.assumed == {"visits": 3, "invited": 0}
    assert visits.data.tolist() == [0, 0, 0], "what was handed in is left as it was"
    assert screen(assuming, "place_call", DAY, table(invited=...)).assumed == {"invited": 0}


def test_columns_that_no_rule_reads_may_be_there_and_may_be_wrong() -> None:
    found = screen(BOOK, "place_call", DAY, table(limit="nobody asks", wave=numbers(1, 2, 3)))
    assert found.failing.tolist() == [0b000, 0b101, 0b110]


def test_an_action_that_no_rule_looks_at_is_permitted_in_every_row() -> None:
    assert screen(BOOK, "close", DAY, table()).permitted.tolist() == [True, True, True]
    assert screen(BOOK, "close", DAY, {}, rows=2).permitted.tolist() == [True, True]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"visits": ..., "band": ...}, r"no column for `visits` \(visits\); `band` \(the band\)\. .* with None"),
        ({"vists": numbers(1, 2, 3)}, r"`vists` is of no known fact; did you mean `visits`"),
        ({"visits_in_all": numbers(1, 2, 3)}, r"`visits_in_all` is derived: .* \(`visits`, `visits_before`\)"),
        ({"visits": flags(1, 0, 0)}, r"`visits` \(visits\) must be a numpy array of int64 .* not of bool"),
        ({"visits": np.array([1.0, 2.0, 3.0])}, "int64 .* not of float64"),
        ({"visits": np.array([1, 2, 3], dtype=np.int32)}, "int64 .* not of int32"),
        ({"visits": [1, 2, 3]}, "int64 .* not of list"),
        ({"visits": numbers(1, 2, 3).reshape(3, 1)}, "one dimension"),
        ({"invited": numbers(1, 0, 0)}, r"`invited` .* must be a numpy array of bool"),
        ({"band": numbers(0, 1)}, r"`band` has 2 rows, others have 3"),
        ({"band": numbers(0, 1, 2)}, r"`band` is 2 in row 2, outside its bounds 0 to 1"),
        ({"visits": numbers(0, -1, 2)}, r"`visits` is -1 in row 1, outside its bounds 0 to 100"),
    ],
)
def test_a_column_that_is_missing_or_wrong_is_refused_by_name(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(FactError, match=says):
        screen(BOOK, "place_call", DAY, table(**changes))


def test_what_stands_behind_a_mask_may_be_anything() -> None:
    visits = np.ma.MaskedArray(numbers(-7, 2, 1), mask=[True, False, False])
    assert screen(BOOK, "place_call", DAY, table(visits=visits)).undetermined.tolist() == [0b101, 0, 0]
    unmasked = np.ma.MaskedArray(numbers(0, 2, 1))
    assert screen(BOOK, "place_call", DAY, table(visits=unmasked)).failing.tolist() == [0b000, 0b101, 0b110]
    wrong = np.ma.MaskedArray(numbers(-7, 101, 1), mask=[True, False, False])
    with pytest.raises(FactError, match="is 101 in row 1"):
        screen(BOOK, "place_call", DAY, table(visits=wrong))


def test_somebody_has_to_say_how_many_rows_there_are() -> None:
    with pytest.raises(FactError, match="pass rows"):
        screen(BOOK, "close", DAY, {})


def test_checks_cannot_be_run_over_columns() -> None:
    @check("house.two_debts", governs={"place_call"}, cites=POLICY)
    def two_debts(case: Any, dossier: Any, action: Any, as_of: Any) -> str | None:
        return None

    with_check = book(MANY, EYES, HINT, checks=[two_debts])
    with pytest.raises(BookError, match=r"house\.two_debts look at `place_call`"):
        screen(with_check, "place_call", DAY, table())
    assert len(screen(with_check, "visit", DAY, table())) == 3


def test_a_misspelt_action_is_refused_and_a_verb_of_the_lenders_own_is_one_that_a_rule_names() -> None:
    with pytest.raises(BookError, match=r"no action is called 'place_cal'; did you mean `place_call`"):
        screen(BOOK, "place_cal", DAY, table())
    own = book(house_rule("house.auction", lambda f: f.visits >= 1, facts=HOUSE, governs={"auction"}))
    assert screen(own, "auction", DAY, table()).refused.tolist() == [False, True, True]


def test_a_rule_that_does_not_look_at_the_action_has_no_rows() -> None:
    with pytest.raises(BookError, match=r"no rule 'house\.mny' .* did you mean `house\.many`"):
        screen(BOOK, "place_call", DAY, table()).rows_of("house.mny")


# ---- days ------------------------------------------------------------------------------------------------------------

LATE = house_rule("house.late", lambda f: f.days_in_stage >= CAP)


def test_today_is_the_day_that_is_asked_unless_a_column_says_which() -> None:
    entered = numbers(*(DAY.toordinal() - days for days in (2, 3, 4)))
    assert screen(book(LATE), "place_call", DAY, {"stage_entered_on": entered}).refused.tolist() == [False, True, True]
    today = numbers(*(DAY.toordinal() + days for days in (1, 0, -2)))
    columns = {"stage_entered_on": entered, "today": today}
    assert screen(book(LATE), "place_call", DAY, columns).refused.tolist() == [True, True, False]


@pytest.mark.parametrize("other", [date(2025, 12, 31), date(2026, 4, 1)])
def test_days_on_which_other_numbers_hold_are_screened_by_themselves(other: date) -> None:
    today = numbers(DAY.toordinal(), other.toordinal())
    columns = {"stage_entered_on": numbers(1, 1), "today": today}
    with pytest.raises(FactError, match=f"`today` holds day {other.toordinal()}"):
        screen(book(LATE), "place_call", DAY, columns)
    masked = columns | {"today": np.ma.MaskedArray(today, mask=[False, True])}
    assert screen(book(LATE), "place_call", DAY, masked).undetermined.tolist() == [0, 1]


def test_a_day_that_is_none_is_refused() -> None:
    columns = {"stage_entered_on": numbers(1), "today": numbers(0)}
    with pytest.raises(FactError, match="`today` holds day 0"):
        screen(book(LATE), "place_call", DAY, columns)


def test_a_table_without_rows_has_no_answers() -> None:
    found = screen(BOOK, "place_call", DAY, {name: values[:0] for name, values in table().items()})
    assert (len(found), found.by_rule(), found.permitted.tolist()) == (0, {}, [])
