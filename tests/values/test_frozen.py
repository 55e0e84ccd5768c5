"""The base of all records: frozen, closed, and changed into copies that are as good as built ones."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from pydantic import Field, PrivateAttr, ValidationError

from debtflow.values import Frozen, Money
from debtflow.values.base import builder


class Instalment(Frozen):
    """A record as the floors above have them."""

    number: int
    owed: Money
    paid: Money = Money.zero("CNY")
    tags: tuple[str, ...] = ()

    @cached_property
    def left(self) -> Money:
        return self.owed - self.paid


class Special(Instalment):
    """A record with one more field."""

    note: str = ""


class Remembering(Frozen):
    """A record with a private attribute."""

    n: int
    _seen: list[int] = PrivateAttr(default_factory=list)


FIRST = Instalment(number=1, owed=Money("500.00", "CNY"))
PAID = Money("120.00", "CNY")


def built(**fields: Any) -> Instalment:
    return Instalment(**{"number": 1, "owed": Money("500.00", "CNY"), **fields})


def test_a_record_does_not_change_and_knows_no_other_fields() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        FIRST.number = 2  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        built(ammount=5)


def test_a_wrong_default_cannot_hide() -> None:
    class Wrong(Frozen):
        days: int = Field(default=-1, ge=0)

    with pytest.raises(ValidationError):
        Wrong()


def test_spans_are_written_as_iso_8601() -> None:
    class Span(Frozen):
        length: timedelta

    assert Span(length=timedelta(hours=2)).model_dump_json() == '{"length":"PT2H"}'


def test_a_changed_record_is_as_good_as_one_built_with_the_same_values() -> None:
    changed, same = FIRST.changed(paid=PAID, number=2), built(paid=PAID, number=2)
    assert changed == same
    assert same == changed
    assert hash(changed) == hash(same)
    assert repr(changed) == repr(same)
    assert type(changed) is Instalment
    assert changed.model_dump() == same.model_dump()
    assert changed.model_dump_json() == same.model_dump_json()
    assert changed.model_dump(exclude_unset=True) == same.model_dump(exclude_unset=True)
    assert changed.model_fields_set == same.model_fields_set
    assert changed.model_extra is None
    assert Instalment.model_validate_json(changed.model_dump_json()) == changed
    assert Instalment.model_validate(changed) == changed


def test_the_record_it_came_from_stays_as_it_was() -> None:
    before, fields_set = FIRST.model_dump(), set(FIRST.model_fields_set)
    changed = FIRST.changed(number=9, tags=("late",))
    assert FIRST.model_dump() == before
    assert FIRST.model_fields_set == fields_set
    assert changed != FIRST
    with pytest.raises(ValidationError, match="frozen"):
        changed.number = 3  # type: ignore[misc]


def test_a_changed_record_is_copied_pickled_and_changed_again() -> None:
    changed = FIRST.changed(paid=PAID)
    for other in (
        copy.copy(changed),
        copy.deepcopy(changed),
        pickle.loads(pickle.dumps(changed)),
        changed.model_copy(),
        changed.changed(),
        changed.changed(number=5).changed(number=1),
    ):
        assert other == changed
        assert hash(other) == hash(changed)
        assert other.model_fields_set == changed.model_fields_set
    assert changed.model_copy(update={"number": 4}) == changed.changed(number=4)


def test_a_subclass_stays_what_it_is() -> None:
    special = Special(number=1, owed=PAID, note="x").changed(number=2)
    assert type(special) is Special
    assert (special.number, special.note) == (2, "x")


@pytest.mark.parametrize("name", ["numbr", "left", "_secret", "model_config", "__dict__"])
def test_a_name_that_is_no_field_is_refused_by_name(name: str) -> None:
    with pytest.raises(TypeError, match=rf"Instalment has no field {name}: write one of number, owed, paid, tags"):
        FIRST.changed(**{name: 1})


def test_a_misspelt_name_is_refused_on_a_record_with_a_cache_too() -> None:
    record = built()
    assert record.left == record.owed
    with pytest.raises(TypeError, match="numbr"):
        record.changed(numbr=1)


def test_what_was_cached_on_the_old_record_is_not_carried_over() -> None:
    record = built()
    assert record.left == Money("500.00", "CNY")
    changed = record.changed(paid=PAID)
    assert changed.left == Money("380.00", "CNY")
    assert changed.changed(paid=record.owed).left == Money.zero("CNY")
    assert record.left == Money("500.00", "CNY")


def test_private_attributes_come_along_and_stay_apart() -> None:
    record = Remembering(n=1)
    record._seen.append(1)
    changed = record.changed(n=2)
    assert changed._seen == [1]
    changed._seen = [2]
    assert record._seen == [1]


def test_nothing_is_checked_on_the_way() -> None:
    assert FIRST.changed(number="not a number").number == "not a number"  # type: ignore[comparison-overlap]


def test_a_record_without_fields_can_be_changed_into_itself() -> None:
    class Nothing(Frozen):
        pass

    assert Nothing().changed() == Nothing()
    with pytest.raises(TypeError, match="no field x"):
        Nothing().changed(x=1)


def test_built_from_checked_values_it_equals_what_is_checked() -> None:
    made = type(FIRST).built(**FIRST.__dict__)
    assert made == FIRST
    assert hash(made) == hash(FIRST)
    assert Instalment.model_validate_json(made.model_dump_json()) == FIRST


def test_built_without_a_required_field_it_says_which() -> None:
    first = next(name for name, info in type(FIRST).model_fields.items() if info.is_required())
    given = {name: value for name, value in FIRST.__dict__.items() if name != first}
    with pytest.raises(TypeError, match=first):
        type(FIRST).built(**given)


def test_a_builder_makes_what_built_makes() -> None:
    names = [name for name in FIRST.__dict__ if name != "paid"]
    made = builder(Instalment, *names)(*(FIRST.__dict__[name] for name in names))
    assert made == Instalment.built(**{name: FIRST.__dict__[name] for name in names}) == FIRST
    # In the order of the fields, as what is checked.
    assert made.model_dump_json() == FIRST.model_dump_json()
    assert made.changed(number=2) == FIRST.changed(number=2)
    assert copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == made


def test_a_builder_has_every_field_and_no_other() -> None:
    with pytest.raises(TypeError, match="ammount"):
        builder(Instalment, *FIRST.__dict__, "ammount")
    with pytest.raises(TypeError, match="number"):
        builder(Instalment, *(name for name in FIRST.__dict__ if name != "number"))


class Plan(Frozen):
    """A record with records in it."""

    first: Instalment
    rest: tuple[Instalment, ...] = ()


def test_a_record_in_another_is_checked_again() -> None:
    wrong = FIRST.changed(number="many")
    with pytest.raises(ValidationError, match=r"first\.number"):
        Plan(first=wrong)
    with pytest.raises(ValidationError, match=r"rest\.1\.number"):
        Plan(first=FIRST, rest=(FIRST, wrong))
    assert Plan(first=FIRST, rest=(FIRST.changed(number=2),)).rest[0].number == 2


def test_what_is_cached_on_a_record_is_no_field_when_it_is_checked_again() -> None:
    cached = built(paid=PAID)
    assert cached.left == Money("380.00", "CNY")
    assert Plan(first=cached).first == cached
    assert Instalment.model_validate(cached) == cached
    with pytest.raises(ValidationError, match="Extra inputs"):
        Instalment.model_validate({**cached.model_dump(), "left": PAID})


def test_but_checks_and_changed_does_not() -> None:
    cached = built(paid=PAID)
    assert cached.left
    assert cached.but(number=2) == cached.changed(number=2)
    assert cached.__replace__(number=2) == cached.changed(number=2)
    assert type(Special(number=1, owed=PAID).but(number=2)) is Special
    with pytest.raises(ValidationError, match="number"):
        cached.but(number="many")
    with pytest.raises(ValidationError, match="numbr"):
        cached.but(numbr=2)
