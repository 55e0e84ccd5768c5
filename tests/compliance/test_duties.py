"""Duties: when they arise, by which day they are due, when they are missed, and what a mistake in one is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.compliance.situations import ALWAYS, NEW_YORK, POLICY, SHANGHAI, TODAY, dossier, local, situation

from debtflow.compliance.books import Rulebook
from debtflow.compliance.duties import Duty, DutyState, Owed, Scope, Standings, duty
from debtflow.compliance.facts import Count, Day, FactGroup, Flag, Reckoned, Source
from debtflow.compliance.provisions import facts_of
from debtflow.errors import BookError, ExpressionError
from debtflow.values.calendars import US_FEDERAL_WORKING_DAYS
from debtflow.values.dates import day_of
from debtflow.values.law import Dated

DAYS = Dated("house.answer_days", {date(2020, 1, 1): 20, date(2026, 3, 1): 15}, unit="days", cites=POLICY)
HOUSE = FactGroup(
    "house",
    asked_on=Day("the day on which they asked", source=Source.CASE, read="s.case.kept.last_talk_on"),
    answered=Flag("they were answered", denied="they were not answered", source=Source.CASE, read="s.case.kept.talks"),
    grade=Count(0, 9, "the grade"),
)


SAYS = {"en": "A question is answered within {answer_days} days", "zh": "{answer_days} 日内答复"}


def answering(**changes: Any) -> Duty:
    given: dict[str, Any] = {
        "due": lambda f: f.asked_on + DAYS,
        "discharged": lambda f: f.answered,
        "discharged_by": {"send_message"},
        "cites": POLICY,
        "since": date(2020, 1, 1),
        "says": SAYS,
        "facts": HOUSE,
    }
    return duty("house.answer", **(given | changes))(lambda f: f.asked_on > 0)


def owed(of: Duty, day: int = TODAY, **state: Any) -> list[Owed]:
    asked = situation(**state)
    return Standings([of], facts_of([HOUSE]), day, {}).owed(asked, "case-1")


# --- when it stands --------------------------------------------------------------------------------------------------------


def test_a_duty_arises_is_due_and_is_discharged() -> None:
    assert owed(answering()) == []
    [found] = owed(answering(), last_talk_on=TODAY - 5)
    assert (found.state, found.due_on, found.days_left) == (DutyState.OPEN, day_of(TODAY + 10), 10)
    assert found.says == "A question is answered within 15 days"
    assert owed(answering(), last_talk_on=TODAY - 5, talks=1) == []


@pytest.mark.parametrize(("ago", "state", "left"), [(15, DutyState.OPEN, 0), (16, DutyState.MISSED, -1)])
def test_the_last_day_is_in_time_and_the_day_after_is_not(ago: int, state: DutyState, left: int) -> None:
    [found] = owed(answering(), last_talk_on=TODAY - ago)
    assert (found.state, found.days_left) == (state, left)


def test_a_day_has_passed_only_when_it_has_passed_wherever_they_may_be() -> None:
    # One in the morning of the 10th in Shanghai is the 9th in New York.
    at = local(SHANGHAI, 2026, 3, 10, 1)
    both = situation(at=at, borrower=dossier(zones=(SHANGHAI, NEW_YORK)), last_talk_on=TODAY - 16)
    [found] = Standings([answering()], facts_of([HOUSE]), TODAY, {}).owed(both, "case-1")
    assert (found.due_on, found.state) == (day_of(TODAY - 1), DutyState.OPEN)


def test_the_number_of_the_day_is_the_one_in_force_then() -> None:
    february = date(2026, 2, 28).toordinal()
    [before] = owed(answering(), february, last_talk_on=TODAY - 15)
    [after] = owed(answering(), last_talk_on=TODAY - 15)
    assert (before.due_on, after.due_on) == (day_of(TODAY + 5), day_of(TODAY))


def test_what_is_not_known_is_never_taken_for_done() -> None:
    grading = answering(due=lambda f: f.asked_on + f.grade, discharged=lambda f: f.grade >= 5, says="Answer")
    [found] = owed(grading, last_talk_on=TODAY - 5)
    assert (found.state, found.due_on, found.not_known) == (DutyState.NOT_KNOWN, None, ("grade",))
    assert "cannot be told (not known: grade)" in str(found)


def test_from_a_day_that_has_not_come_no_day_follows() -> None:
    reminding = answering(due=lambda f: f.last_reminder_on + 10, discharged=None, says="Remind")
    [found] = owed(reminding, last_talk_on=TODAY)
    assert (found.state, found.due_on, found.not_known) == (DutyState.NOT_KNOWN, None, ("last_reminder_on",))
    [found] = owed(reminding, last_talk_on=TODAY, last_reminder_on=TODAY - 11)
    assert (found.state, found.due_on) == (DutyState.MISSED, day_of(TODAY - 1))


def test_an_assumption_stands_in() -> None:
    grading = answering(due=lambda f: f.asked_on + f.grade, says="Answer")
    asked = situation(last_talk_on=TODAY - 5)
    [found] = Standings([grading], facts_of([HOUSE]), TODAY, {"grade": 7}).owed(asked, "case-1")
    assert found.due_on == day_of(TODAY + 2)


def test_the_earliest_due_comes_first() -> None:
    later = answering(due=lambda f: f.asked_on + 90, says="Answer")
    both = Standings([replace(later, id="house.later"), answering()], facts_of([HOUSE]), TODAY, {})
    found = both.owed(situation(last_talk_on=TODAY), "case-1")
    assert [each.duty.id for each in found] == ["house.answer", "house.later"]


def test_a_duty_says_when_it_was_due_and_by_what_it_is_barred() -> None:
    [found] = owed(answering(), last_talk_on=TODAY - 16)
    assert str(found).startswith("house.answer on case-1: A question is answered within 15 days - missed, was due on")
    assert "refused now by x.y: a person decides" in str(replace(found, barred_by=("x.y",)))


# --- stating one -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "mend"),
    [
        ({"says": " "}, "duty house.answer says nothing"),
        ({"cites": "Policy 4"}, "every duty cites"),
        ({"since": "2026-01-01"}, "write a day"),
        ({"until": date(2019, 1, 1)}, "must be after since"),
        ({"since": date(2019, 1, 1)}, "give the number a value for the earlier days or let the duty begin later"),
        ({"says": "within {days} days"}, r"says \(en\) \{days\}"),
        ({"discharged": lambda f: f.actor_has_custody}, "reads `actor_has_custody`, which is a fact of the actor"),
        ({"scope": Scope.AGENCY}, "a duty on an agency can read facts of register, clock"),
    ],
)
def test_a_mistake_in_a_duty_is_told_with_its_mend(changes: dict[str, Any], mend: str) -> None:
    with pytest.raises(BookError, match=mend):
        answering(**changes)


def test_a_day_on_which_it_is_due_is_a_number_and_not_a_yes() -> None:
    with pytest.raises(ExpressionError):
        answering(due=lambda f: f.asked_on > 0)


def test_the_fingerprint_tells_numbers_apart() -> None:
    other = Dated.constant("house.answer_days", 30, unit="days", cites=POLICY)
    assert answering().fingerprint() == answering().fingerprint()
    assert answering().fingerprint() != answering(due=lambda f: f.asked_on + other).fingerprint()
    assert answering().to_json()["discharged_by"] == ["send_message"]


# --- in a book -------------------------------------------------------------------------------------------------------------


def book(*duties: Duty, version: str = "1") -> Rulebook:
    return Rulebook("house", version, [], duties=duties)


def test_a_book_has_duties_and_joins_them() -> None:
    joined = book(answering()) | Rulebook("other", "1", [], duties=[])
    assert list(joined.duties) == ["house.answer"]
    assert joined.to_json()["duties"][0]["id"] == "house.answer"
    with pytest.raises(BookError, match=r"they state duty house\.answer differently"):
        book(answering()) | book(answering(until=date(2030, 1, 1)), version="2")
    with pytest.raises(BookError, match=r"the duty house\.answer has the id of another"):
        book(answering(), answering())
    with pytest.raises(BookError, match="is no duty; define it with @duty"):
        Rulebook("house", "1", [], duties=["answer"])  # type: ignore[list-item]


@pytest.mark.parametrize(("day", "stands"), [(date(2019, 12, 31), False), (date(2020, 1, 1), True)])
def test_a_duty_stands_from_its_first_day(day: date, stands: bool) -> None:
    assert bool(book(answering()).standings(Scope.CASE, day.toordinal()).duties) is stands
    assert book(answering()).standings(Scope.AGENCY, day.toordinal()).duties == ()


def test_what_if_and_as_if_reach_duties_too() -> None:
    whatif = book(answering()).with_value("house.answer_days", 3)
    found = whatif.standings(Scope.CASE, TODAY).owed(situation(last_talk_on=TODAY), "case-1")
    assert found[0].due_on == day_of(TODAY + 3)
    earlier = book(answering()).as_if_since(date(2010, 1, 1), because="to see")
    assert earlier.duties["house.answer"].since == date(2010, 1, 1)
    assert list(book(answering()).assuming(grade=1).duties) == ["house.answer"]
    assert earlier.duties["house.answer"].since > ALWAYS


def test_a_duty_may_be_due_in_working_days_by_its_own_list() -> None:
    """Asked on the Friday before Thanksgiving 2026: Mon 23, Tue 24, Wed 25, Fri 27, Mon 30."""
    facts = FactGroup(
        "letters",
        letter_on=Day("the day of the letter", source=Source.CASE, read="s.case.kept.last_talk_on"),
        answer_by=Reckoned("the last day to answer", "letter_on", lambda day: US_FEDERAL_WORKING_DAYS.after(day, 5)),
    )
    letter = duty(
        "house.letter",
        due=lambda f: f.answer_by,
        cites=POLICY,
        since=date(2020, 1, 1),
        says="A letter is answered within five working days",
        facts=facts,
    )(lambda f: f.letter_on > 0)

    def stands(today: str, **state: Any) -> list[Owed]:
        day = date.fromisoformat(today).toordinal()
        zone = local(SHANGHAI, *date.fromordinal(day).timetuple()[:3], 12)
        return Standings([letter], facts_of([facts]), day, {}).owed(situation(zone, **state), "case-1")

    asked = date(2026, 11, 20).toordinal()
    assert stands("2026-11-30") == []
    [found] = stands("2026-11-30", last_talk_on=asked)
    assert (found.state, found.due_on, found.days_left) == (DutyState.OPEN, date(2026, 11, 30), 0)
    [late] = stands("2026-12-01", last_talk_on=asked)
    assert late.state is DutyState.MISSED
