"""Facts: how a lender declares them, what they are read from, and every mistake in declaring them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.compliance.situations import NOON, TODAY, debt, fact_of, situation

from debtflow.compliance.facts import Amount, Choice, Count, Day, FactGroup, Facts, Flag, Minute, Reckoned, Source
from debtflow.compliance.governing import Screen
from debtflow.compliance.rules import facts_of
from debtflow.compliance.situation import Situation
from debtflow.errors import ExpressionError, FactError
from debtflow.expressions import Kind, Node, trace
from debtflow.values.codes import Code


class Band(Code):
    """How risky the lender thinks a debt is."""

    LOW = 0
    HIGH = 1
    VERY_HIGH = 2


HOUSE = FactGroup(
    "house",
    invited=Flag("the debtor invited us", denied="the debtor did not invite us"),
    band=Choice(Band, "the risk band"),
    visits_this_month=Count(0, 31, "visits this month"),
    score=Count(-100, 900, "the score"),
    limit_minor=Amount("the credit limit"),
    signed_on=Day("the day of signing"),
    prefers_from=Minute("from when calls are welcome"),
    days_since_signing=Count(-4_000_000, 4_000_000, derive=lambda f: f.today - f.signed_on),
    risky=Flag(derive=lambda f: (f.band != Band.LOW) | (f.score < 300)),
)
FACTS = facts_of([HOUSE])


def asked(**attributes: str) -> Situation:
    return situation(NOON, owing=debt(attributes=tuple(attributes.items())))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("invited", "yes", 1),
        ("invited", "TRUE", 1),
        ("invited", "1", 1),
        ("invited", " no ", 0),
        ("invited", "false", 0),
        ("invited", "0", 0),
        ("band", "low", 0),
        ("band", "HIGH", 1),
        ("band", "very high", 2),
        ("visits_this_month", "0", 0),
        ("visits_this_month", "31", 31),
        ("score", "-100", -100),
        ("limit_minor", "1000000000000000", 10**15),
        ("signed_on", "2026-03-01", date(2026, 3, 1).toordinal()),
        ("prefers_from", "1439", 1439),
    ],
)
def test_a_lenders_fact_is_read_from_the_debts_attribute_of_its_name(name: str, text: str, value: int) -> None:
    assert fact_of(name, asked(**{name: text}), FACTS) == value


@pytest.mark.parametrize("name", ["invited", "band", "visits_this_month", "signed_on", "prefers_from"])
def test_an_attribute_that_is_missing_or_blank_is_an_unknown_fact_and_never_zero(name: str) -> None:
    assert fact_of(name, asked(), FACTS) is None
    assert fact_of(name, asked(**{name: "  "}), FACTS) is None


@pytest.mark.parametrize(
    ("name", "text", "mend"),
    [
        ("invited", "perhaps", "expected yes or no"),
        ("band", "medium", "expected one of low, high, very_high"),
        ("visits_this_month", "three", "expected count"),
        ("visits_this_month", "3.5", "expected count"),
        ("visits_this_month", "32", "outside its bounds 0 to 31"),
        ("visits_this_month", "-1", "outside its bounds 0 to 31"),
        ("score", "901", "outside its bounds -100 to 900"),
        ("limit_minor", "-1", "outside its bounds"),
        ("signed_on", "03/01/2026", "expected day"),
        ("prefers_from", "1440", "outside its bounds 0 to 1439"),
    ],
)
def test_garbled_or_impossible_text_is_a_mistake_that_names_the_attribute(name: str, text: str, mend: str) -> None:
    with pytest.raises(FactError) as mistake:
        fact_of(name, asked(**{name: text}), FACTS)
    assert name in str(mistake.value) and text in str(mistake.value) and mend in str(mistake.value)


def test_derived_facts_are_computed_from_what_they_read() -> None:
    signed = asked(signed_on="2026-03-01", band="low", score="299")
    assert fact_of("days_since_signing", signed, FACTS) == 9
    assert fact_of("risky", signed, FACTS) == 1
    assert fact_of("risky", asked(band="low", score="300"), FACTS) == 0


def test_a_fact_may_be_derived_from_a_derived_fact() -> None:
    group = FactGroup(
        "house",
        fresh=Flag(derive=lambda f: f.age <= 9),
        age=Count(-4_000_000, 4_000_000, derive=lambda f: f.today - f.signed_on),
        signed_on=Day("the day of signing"),
    )
    facts = facts_of([group])
    assert fact_of("fresh", asked(signed_on="2026-03-01"), facts) == 1
    assert fact_of("fresh", asked(signed_on="2026-02-28"), facts) == 0
    needed = facts.needed_by([facts.trees["fresh"]])
    assert set(needed) == {"today", "signed_on", "age"} and needed[-1] == "age"


def test_a_fact_may_have_a_reading_of_the_lenders_own() -> None:
    group = FactGroup(
        "house",
        obligors=Count(1, 9, read=lambda s: len(s.case.debt.obligors)),
        vip=Flag(read=lambda s: "vip" in dict(s.case.debt.attributes)),
        stage_day=Day(read="s.case.kept.stage_entered_on", source=Source.CASE),
    )
    facts = facts_of([group])
    assert fact_of("obligors", asked(vip="x"), facts) == 2
    assert fact_of("vip", asked(vip="x"), facts) == 1
    assert fact_of("vip", asked(), facts) == 0
    assert fact_of("stage_day", situation(stage_entered_on=TODAY - 3), facts) == TODAY - 3


def test_a_reading_that_comes_back_empty_is_an_unknown_fact_however_it_is_written() -> None:
    court = FactGroup(
        "house", by_path=Count(0, 9, read="s.case.outcome"), by_function=Count(0, 9, read=lambda s: s.case.outcome)
    )
    for name in court.fields:
        assert fact_of(name, asked(), facts_of([court])) is None


def test_the_filler_of_an_unknown_fact_lies_within_its_bounds() -> None:
    for declared in FACTS.fields.values():
        low, high = declared.field.range
        assert low <= declared.filler <= high
    assert FactGroup("g", wave=Count(2, 9)).fields["wave"].filler == 2
    assert FactGroup("g", below=Count(-9, -2)).fields["below"].filler == -2


def test_a_fact_without_words_of_its_own_is_called_by_its_name() -> None:
    assert FactGroup("g", calls_from_abroad=Count(0, 9)).fields["calls_from_abroad"].field.label == "calls from abroad"


# ---- mistakes ------------------------------------------------------------------------------------------------------

MISTAKES: list[tuple[Callable[[], Any], type[Exception], list[str]]] = [
    (lambda: FactGroup("house"), FactError, ["house", "declares no fact", "Count(0, 31)"]),
    (lambda: FactGroup("house", cap=3), FactError, ["cap", "use Flag, Count"]),  # type: ignore[arg-type]
    (
        lambda: Flag(read="case.id", derive=lambda f: f.confirmed),
        FactError,
        ["read or derived, not both"],
    ),
    (
        lambda: Facts([FactGroup("one", band=Count(0, 3)), FactGroup("two", band=Count(0, 3))]),
        FactError,
        ["band", "two", "declared already"],
    ),
    (lambda: facts_of([FactGroup("house", today=Day())]), FactError, ["today", "declared already"]),
    (
        lambda: Facts([FactGroup("g", a=Count(0, 9, derive=lambda f: f.b), b=Count(0, 9, derive=lambda f: f.a))]),
        FactError,
        ["derived from itself", "break the circle", "'a'", "'b'"],
    ),
    (lambda: Facts([FactGroup("g", a=Count(0, 9, derive=lambda f: f.a + 1))]), FactError, ["`a`", "itself"]),
    (lambda: facts_of([FactGroup("g", **{"class": Flag()})]), ExpressionError, ["class", "plain Python name"]),
    (lambda: Count(9, 0), ExpressionError, ["9 to 0", "empty"]),
    (
        lambda: facts_of([FactGroup("g", old=Flag(derive=lambda f: f.todya - 3))]),
        ExpressionError,
        ["derived fact old", "todya", "today"],
    ),
    (lambda: facts_of([FactGroup("g", old=Flag(derive=lambda f: f.today))]), ExpressionError, ["derived fact old"]),
    (lambda: Reckoned("the last day", "asked_on", 5), FactError, ["the last day", "asked_on", "a function"]),  # type: ignore[arg-type]
    (
        lambda: facts_of([FactGroup("g", asked_on=Day(), by=Reckoned("the last day", "aksed_on", abs))]),
        FactError,
        ["`by`", "`aksed_on`, which is no fact", "asked_on"],
    ),
    (
        lambda: facts_of([FactGroup("g", by=Reckoned("the last day", "days_past_due", abs))]),
        FactError,
        ["`days_past_due`, which is no day that is read"],
    ),
]


@pytest.mark.parametrize(("declare", "error", "said"), MISTAKES)
def test_a_mistake_in_a_declaration_names_the_fact_and_the_mend(
    declare: Callable[[], Any], error: type[Exception], said: list[str]
) -> None:
    with pytest.raises(error) as mistake:
        declare()
    for part in said:
        assert part in str(mistake.value)


@pytest.mark.parametrize("source", ["attribute", "path", "function"])
def test_a_day_is_reckoned_from_another_day_however_that_one_is_read(source: str) -> None:
    read: Any = {
        "attribute": None,
        "path": "s.case.kept.last_reminder_on",
        "function": lambda s: s.case.kept.last_reminder_on,
    }
    facts = facts_of(
        [FactGroup("g", asked_on=Day(read=read[source]), by=Reckoned("by", "asked_on", lambda day: day + 5))]
    )

    def by(text: str) -> int | None:
        day = date.fromisoformat(text).toordinal() if text else 0
        attributes = (("asked_on", text),) if source == "attribute" and text else ()
        return fact_of("by", situation(owing=debt(attributes), last_reminder_on=day), facts=facts)

    assert by("2026-03-02") == date(2026, 3, 7).toordinal()
    # What has not happened has no last day; what is not known, no known one.
    assert by("") == (None if source == "attribute" else 0)


def test_facts_join_and_the_same_group_twice_is_one_group() -> None:
    more = Facts([FactGroup("more", waves=Count(0, 9))])
    joined = FACTS.joined(more)
    assert {"waves", "band", "today"} <= set(joined.fields)
    assert FACTS.joined(FACTS) is FACTS
    assert Facts([HOUSE, HOUSE, *facts_of([]).groups]).fields.keys() == FACTS.fields.keys()


def test_only_what_is_needed_is_computed_and_what_is_derived_comes_last() -> None:
    needed = FACTS.needed_by([FACTS.trees["risky"]])
    assert set(needed) == {"band", "score"}
    order = FACTS.needed_by(FACTS.trees.values())
    for name, tree in FACTS.trees.items():
        for read in FACTS.needed_by([tree]):
            if name in order:
                assert order.index(read) < order.index(name)


# --- readings of a lender's own --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "mend"),
    [
        (lambda s: 10, r"read as 10; it is declared as a whole number from 0 to 9, or None"),
        (lambda s: -1, r"read as -1"),
        (lambda s: 2.5, r"read as 2\.5"),
        (lambda s: "3", r"read as '3'"),
        (lambda s: 1 // 0, r"could not be read: ZeroDivisionError"),
    ],
)
def test_a_reading_is_held_to_what_was_declared(read: Any, mend: str) -> None:
    house = FactGroup("house", grade=Count(0, 9, "the grade", read=read))
    asked = Screen([_at_least(house)], facts_of([house]), {})
    with pytest.raises(FactError, match=mend):
        asked.run(situation())


@pytest.mark.parametrize(("read", "mask"), [(lambda s: 9, 1), (lambda s: 0, 0), (lambda s: None, 0)])
def test_a_reading_within_its_bounds_is_taken_and_none_is_not_known(read: Any, mask: int) -> None:
    house = FactGroup("house", grade=Count(0, 9, "the grade", read=read))
    found, _, unknown = Screen([_at_least(house)], facts_of([house]), {}).run(situation())
    assert (found, bool(unknown)) == (mask, read(None) is None)


def _at_least(house: FactGroup) -> Node:
    return trace(lambda f: f.grade >= 9, facts_of([house]).vocabulary, expects=Kind.FLAG, what="a test")
