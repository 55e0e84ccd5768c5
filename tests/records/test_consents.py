"""Consents: each lets one party do one thing, about the debts and until the day that it names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from tests.records.cast import day

from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.holds import Hours

GIVEN = day(2026, 3, 2)


def consent(**fields: Any) -> Consent:
    return Consent(**{"id": "k1", "to": ConsentTo.CALLS, "party": "harbour", "given_on": GIVEN, **fields})


def covers(
    given: Consent, on: int = GIVEN, *debts: str, to: ConsentTo = ConsentTo.CALLS, party: str = "harbour"
) -> bool:
    return given.covers(to, party, debts or ("card",), on)


def test_a_consent_lets_one_party_do_one_thing() -> None:
    assert covers(consent())
    assert not covers(consent(), party="creditor")
    assert not covers(consent(), to=ConsentTo.HOURS)


def test_a_consent_is_about_what_it_names_and_about_everything_where_it_names_nothing() -> None:
    assert covers(consent(), GIVEN, "card", "loan")
    assert covers(consent(about=("card",)), GIVEN, "card")
    assert not covers(consent(about=("card",)), GIVEN, "card", "loan")


def test_a_consent_holds_from_its_day_until_the_last_that_it_names() -> None:
    until = consent(until=date(2026, 3, 5))
    assert [covers(until, GIVEN + back) for back in (-1, 0, 3, 4)] == [False, True, True, False]
    assert covers(consent(), GIVEN + 1000)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"to": ConsentTo.POINT}, "names its contact_points"),
        ({"to": ConsentTo.THIRD_PERSON}, "third_person is None"),
        ({"to": ConsentTo.CALLS, "third_person": "mei"}, "and in no other"),
        ({"to": ConsentTo.CALLS, "hours": (Hours(0, 60),)}, "hours are named in a consent to other hours"),
    ],
)
def test_a_consent_says_what_it_is_for(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        consent(**fields)
