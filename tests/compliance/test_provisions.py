"""Provisions: what rules and duties have in common, stated once and refused with the same words."""

from __future__ import annotations

from datetime import date

import pytest
from tests.compliance.situations import POLICY

from debtflow.compliance.duties import duty
from debtflow.compliance.provisions import Provision, number_words
from debtflow.compliance.rules import rule
from debtflow.errors import BookError
from debtflow.records.findings import Tone
from debtflow.values.law import Dated

NIGHT = Dated.constant("house.night", 22 * 60 + 5, unit="minute of day", cites=POLICY)


def provision(**fields: object) -> Provision:
    given = {
        "id": "x.y",
        "cites": POLICY,
        "since": date(2026, 1, 1),
        "says": {"zh": "{night}"},
        "numbers": {"house.night": NIGHT},
    }
    return Provision(**(given | fields))  # type: ignore[arg-type]


def test_a_sentence_is_said_with_its_numbers_in_the_language_there_is() -> None:
    assert provision().sentence(740_000) == "22:05"
    assert number_words(Dated.constant("n", 7, unit="days", cites=POLICY), 7) == "7"


@pytest.mark.parametrize(
    ("day", "stands"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 1), False)]
)
def test_it_is_in_force_from_its_first_day_and_until_the_day_before_its_end(day: date, stands: bool) -> None:
    assert provision(until=date(2026, 6, 1)).in_force(day.toordinal()) is stands


@pytest.mark.parametrize("what", ["rule", "duty"])
def test_rules_and_duties_are_refused_with_the_same_words(what: str) -> None:
    said = {"cites": POLICY, "says": "no", "since": date(2026, 1, 1)}
    state = {
        "rule": lambda: rule("NoPath", governs={"visit"}, tone=Tone.FORBID, **said),
        "duty": lambda: duty("NoPath", due=lambda f: f.today, **said),
    }
    with pytest.raises(BookError, match=rf"{what} id 'NoPath' must read like a path"):
        state[what]()
