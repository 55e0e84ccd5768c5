"""What-ifs: a book knows what of the law it states otherwise, and does not decide by it for real."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.compliance.situations import ALWAYS, NOON, POLICY, book, house_rule, number, situation

from debtflow import Caseload, actions, catalogue
from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import judge
from debtflow.compliance.duties import Duty, duty
from debtflow.compliance.rules import Rule, rule_from_json
from debtflow.compliance.standard_facts import STANDARD_FACTS
from debtflow.compliance.whatifs import WhatIf, what_ifs_of
from debtflow.errors import BookError
from debtflow.records.findings import Tone
from debtflow.values.law import Basis, Citation, Dated

ACT = Citation(instrument="Act 7", article="3", basis=Basis.VERIFIED)
SINCE = date(2026, 3, 1)
LAW_CAP = Dated("law.cap", {SINCE: 3}, unit="count", cites=ACT)
HOUSE_CAP = number("house.cap", 5)


def of_law(**changes: Any) -> Rule:
    setting = {"governs": actions.CONTACTS, "cites": ACT, "since": SINCE, **changes}
    return house_rule("law.calls", lambda f: f.calls_counted_today >= LAW_CAP, **setting)


def of_house() -> Rule:
    return house_rule("house.calls", lambda f: f.calls_counted_today >= HOUSE_CAP)


def law_duty() -> Duty:
    days = Dated("law.days", {SINCE: 20}, unit="days", cites=ACT)
    made = duty("law.answer", due=lambda f: f.disputed_since + days, cites=ACT, since=SINCE, says="Answer")
    return made(lambda f: f.debt_is_disputed)


BOTH = book(of_law(), of_house(), duties=[law_duty()])


def test_a_number_of_the_house_is_changed_freely_and_stays_the_houses() -> None:
    for value in (0, 1, 99):
        changed = BOTH.with_value("house.cap", value)
        assert changed.what_ifs == () and changed.version == f"2026.1 (house.cap = {value})"
        assert changed.numbers["house.cap"].cites == POLICY
        changed.see_real()


@pytest.mark.parametrize("value", [0, 3, 9])
def test_a_number_of_the_law_makes_a_what_if_looser_or_not(value: int) -> None:
    changed = BOTH.with_value("law.cap", value)
    assert changed.what_ifs == (WhatIf("law.cap", f"= {value} on every day"),)
    assert "what-if in place of Act 7" in changed.numbers["law.cap"].cites.instrument
    assert BOTH.what_ifs == (), "the book it was made from is what it was"
    with pytest.raises(
        BookError, match=r"asks what if \(law\.cap = . on every day\) and decides nothing for real; tighten"
    ):
        changed.see_real()
    # Nor does it become the house's own by being changed once more.
    assert changed.with_value("law.cap", 3).what_ifs


def test_a_number_of_a_duty_of_the_law_is_one_too() -> None:
    assert BOTH.with_value("law.days", 90).what_ifs == (WhatIf("law.days", "= 90 on every day"),)


def test_a_law_as_if_in_force_earlier_is_one_and_a_house_rule_is_not() -> None:
    day = date(2026, 1, 1)
    assert BOTH.as_if_since(day, because="to see").what_ifs == (
        WhatIf("law.calls, law.answer", "as if in force since 2026-01-01"),
    )
    assert BOTH.as_if_since(SINCE, because="to see").what_ifs == (), "it is in force since then"
    own = book(house_rule("house.calls", since=SINCE)).as_if_since(day, because="ours")
    assert own.what_ifs == () and own.rule("house.calls").since == day


def test_what_ifs_stay_with_the_rules_whatever_book_they_are_put_into() -> None:
    changed = BOTH.with_value("law.cap", 9)
    found = changed.what_ifs
    assert (changed | book(house_rule("own.calls"), name="own")).what_ifs == found
    assert (book(house_rule("own.calls"), name="own") | changed).what_ifs == found
    assert Rulebook("clean", "1", changed.rules.values()).what_ifs == found
    assert changed.assuming(minute_earliest=600).what_ifs == found
    as_if = BOTH.as_if_since(date(2026, 1, 1), because="to see")
    for one in as_if.rules.values():
        read = rule_from_json(json.loads(json.dumps(one.to_json())), STANDARD_FACTS)
        assert what_ifs_of([read]) == what_ifs_of([one])


def test_a_presumption_that_is_downgraded_by_name_is_no_what_if() -> None:
    presumed = book(of_law(tone=Tone.PRESUME)).with_presumption("law.calls", Tone.APPROVE, because="counsel says so")
    assert presumed.what_ifs == ()
    presumed.see_real()


# ---- for real -------------------------------------------------------------------------------------------------------


def test_a_caseload_refuses_a_book_with_what_ifs_and_makes_no_file(tmp_path: Path) -> None:
    looser = catalogue.joined("china", "generic").with_value("cn.gbt45251.talks_per_day", 9)
    path = tmp_path / "cases.db"
    for url in ("memory:", f"sqlite:///{path}"):
        with pytest.raises(
            BookError, match=r"talks_per_day = 9 on every day\) .* or open a caseload .* with what_if=True"
        ):
            Caseload.open_at(url, looser)
    assert not path.exists()


def test_one_that_is_opened_for_trying_out_takes_it_and_the_real_one_takes_the_law() -> None:
    real = catalogue.joined("china", "generic")
    for tried in (real.with_value("cn.gbt45251.talks_per_day", 9), real.as_if_since(ALWAYS, because="old data"), real):
        Caseload.open_at("memory:", tried, what_if=True).close()
    with Caseload.open_at("memory:", real.with_value("house.calls_per_week", 2)) as cases:
        assert cases.rulebook.what_ifs == ()
        with pytest.raises(BookError, match="decides nothing for real"):
            Caseload(cases.store, cases.vault, real.with_value("cn.gbt45251.night_begins", 23 * 60))


def test_a_decision_says_that_it_was_made_on_a_what_if_and_one_made_for_real_does_not() -> None:
    real = judge(BOTH, situation(at=NOON))
    assert "What if" not in str(real)
    asked = judge(BOTH.with_value("law.cap", 9), situation(at=NOON))
    assert "What if, and no answer for real: law.cap = 9 on every day." in str(asked)
    assert "仅为假设推演" in asked.text("zh")
