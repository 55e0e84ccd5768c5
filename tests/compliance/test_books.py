"""Rulebooks: joining, what a house may do to a law, and the epochs in which rules are in force."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.compliance.situations import (
    POLICY,
    TODAY,
    book,
    debt,
    dossier,
    house_rule,
    in_shanghai,
    number,
    situation,
)

from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import judge
from debtflow.compliance.facts import Count, FactGroup, Flag
from debtflow.compliance.hooks import check
from debtflow.compliance.rulebooks import catalogue, china, generic
from debtflow.compliance.rules import Rule
from debtflow.compliance.situation import Situation
from debtflow.errors import BookError, FactError, LawError
from debtflow.records.actions import CONTACTS
from debtflow.records.findings import Tone
from debtflow.values.law import Dated

CAP = number("house.cap", 3)
HOUSE = FactGroup("house", invited=Flag("the debtor invited us"), visits=Count(0, 31, "visits this month"))


def capped(rule_id: str = "house.calls", cap: Dated = CAP, **changes: Any) -> Rule:
    return house_rule(rule_id, lambda f: f.calls_counted_today >= cap, **changes)


def presumed(**changes: Any) -> Rule:
    return capped("house.presumed", tone=Tone.PRESUME, **changes)


def called(times: int) -> Situation:
    return situation(borrower=dossier(calls={TODAY: times}))


# ---- what is put into a book ----------------------------------------------------------------------------------------


def test_one_rule_in_place_of_a_list_is_told_how_to_write_it() -> None:
    with pytest.raises(
        BookError, match=r"rulebook house: rules is house\.calls alone; put it into a list, as in \[my_rule\]"
    ):
        Rulebook("house", "1", capped())  # type: ignore[arg-type]
    vip = check("house.vip", governs=CONTACTS, cites=POLICY)(lambda case, dossier, action, at: None)
    with pytest.raises(BookError, match=r"checks is house\.vip alone; put it into a list, as in \[my_check\]"):
        Rulebook("house", "1", [], checks=vip)  # type: ignore[arg-type]


def test_a_book_in_place_of_rules_is_to_be_joined_and_nothing_is_no_list() -> None:
    with pytest.raises(BookError, match=r"rules is another rulebook, generic 2026\.1; join the two with `\|`"):
        Rulebook("house", "1", generic.RULEBOOK)  # type: ignore[arg-type]
    with pytest.raises(BookError, match=r"rules is None; write a list of those defined with @rule\(\.\.\.\)"):
        Rulebook("house", "1", None)  # type: ignore[arg-type]
    with pytest.raises(BookError, match=r"cannot join generic 2026\.1 and 'house\.calls': only rulebooks join"):
        generic.RULEBOOK | capped()  # type: ignore[operator]


# ---- joining -------------------------------------------------------------------------------------------------------


def test_a_joined_book_has_the_rules_of_both_and_says_so() -> None:
    joined = book(capped()) | book(capped("law.calls"), name="law", version="2025.3")
    assert list(joined.rules) == ["house.calls", "law.calls"]
    assert joined.label == "house + law 2026.1 + 2025.3"
    assert repr(joined) == "<Rulebook house + law 2026.1 + 2025.3: 2 rules, 0 checks>"
    assert set(judge(joined, called(3)).rules) == {"house.calls", "law.calls"}


def test_books_may_share_rules_that_they_state_alike() -> None:
    assert list((book(capped()) | book(capped(), name="other")).rules) == ["house.calls"]


def test_books_that_state_a_rule_differently_do_not_join() -> None:
    with pytest.raises(
        BookError,
        match=r"cannot join house 2026\.1 and law 2026\.1.*house\.calls differently; .*loosens it: forbid becomes advise",
    ):
        book(capped()) | book(capped(tone=Tone.ADVISE), name="law")


def test_books_with_two_different_numbers_of_one_name_do_not_join() -> None:
    with pytest.raises(BookError, match=r"two different numbers are called house\.cap"):
        book(capped()) | book(capped("law.calls", number("house.cap", 9)), name="law")


def test_books_that_assume_differently_do_not_join() -> None:
    late, later = book(capped(), assume={"minute_latest": 700}), book(capped("a.b"), assume={"minute_latest": 800})
    with pytest.raises(BookError, match="assume minute_latest differently"):
        late | later
    joined = late | book(capped("a.b"), assume={"minute_earliest": 600})
    assert joined.assume == {"minute_latest": 700, "minute_earliest": 600}


def test_a_book_with_facts_of_a_lenders_own_joins_one_without() -> None:
    visits = house_rule("house.visits", lambda f: f.visits >= CAP, facts=HOUSE)
    joined = (
        catalogue.joined("china", "generic")
        | book(visits)
        | book(house_rule("more.invited", lambda f: ~f.invited, facts=HOUSE), name="more")
    )
    asked = situation(owing=debt(attributes=(("visits", "3"), ("invited", "no"))))
    assert judge(joined, asked).rules == ("house.visits", "more.invited")


def test_two_groups_that_declare_one_fact_differently_do_not_join() -> None:
    mine = FactGroup("mine", visits=Count(0, 99))
    with pytest.raises(FactError, match="visits"):
        book(house_rule("a.a", lambda f: f.visits >= CAP, facts=HOUSE)) | book(
            house_rule("b.b", lambda f: f.visits >= CAP, facts=mine)
        )


def test_checks_are_joined_too_and_each_id_stands_once() -> None:
    @check("house.vip", governs=CONTACTS, cites=POLICY)
    def vip(case: Any, dossier: Any, action: Any, at: Any) -> None:
        return None

    @check("house.vip", governs={"visit"}, cites=POLICY)
    def another(case: Any, dossier: Any, action: Any, at: Any) -> None:
        return None

    joined = book(capped(), checks=[vip]) | book(capped("law.calls"), checks=[vip])
    assert joined.checks == (vip,)
    assert joined.checks_for("visit") == (vip,) and joined.checks_for("close") == ()
    with pytest.raises(BookError, match=r"house\.vip has the id of another"):
        book(checks=[vip, another])
    with pytest.raises(BookError, match=r"house\.vip has the id of another"):
        book(capped("house.vip"), checks=[vip])


def test_the_catalogue_joins_by_name_and_names_the_nearest_for_a_typo() -> None:
    joined = catalogue.joined("china", "generic", "china")
    assert set(joined.rules) == set(china.RULEBOOK.rules) | set(generic.RULEBOOK.rules)
    everything = {one.id for one in catalogue.every_rule()}
    assert everything == set(catalogue.joined(*catalogue.BOOKS).rules) > set(joined.rules)
    with pytest.raises(BookError, match="did you mean `china`"):
        catalogue.joined("chnia")
    with pytest.raises(BookError, match="generic, china, us_federal, uk, india, eu"):
        catalogue.joined()


# ---- mistakes ------------------------------------------------------------------------------------------------------


def test_a_book_takes_rules_with_different_ids_and_nothing_else() -> None:
    with pytest.raises(BookError, match=r"two rules are called house\.calls"):
        book(capped(), capped())
    with pytest.raises(BookError, match=r"is no rule; define it with @rule"):
        book(lambda f: f.confirmed)  # type: ignore[arg-type]
    same = capped()
    assert list(book(same, same).rules) == ["house.calls"]


@pytest.mark.parametrize(
    ("assumed", "said"),
    [
        ({"minute_latst": 600}, "did you mean `minute_latest`"),
        ({"minute_latest": 1440}, "whole numbers from 0 to 1439"),
        ({"minute_latest": "08:00"}, "'08:00'"),
        ({"confirmed": 1}, r"derived; assume what it is derived from \(confirmations\)"),
    ],
)
def test_an_assumption_is_about_a_given_fact_and_within_its_bounds(assumed: dict[str, Any], said: str) -> None:
    with pytest.raises(BookError, match=said):
        book(capped(), assume=assumed)
    with pytest.raises(BookError, match=said):
        book(capped()).assuming(**assumed)


def test_a_rule_that_is_not_there_is_named_with_its_nearest() -> None:
    with pytest.raises(BookError, match=r"no rule 'house\.cals'; did you mean `house\.calls`"):
        book(capped()).rule("house.cals")


# ---- what if -------------------------------------------------------------------------------------------------------


def test_a_what_if_changes_the_number_for_every_rule_that_reads_it_and_is_named() -> None:
    both = book(capped(), capped("house.more", applies=lambda f: f.confirmed))
    looser = both.with_value("house.cap", 5)
    assert looser.version == "2026.1 (house.cap = 5)"
    assert [judge(looser, called(n)).rules for n in (4, 5)] == [(), ("house.calls", "house.more")]
    assert judge(both, called(4)).refused, "the book it was made from is what it was"
    assert looser.fingerprint() != both.fingerprint()


def test_a_what_if_asks_for_a_number_there_is_and_a_whole_value() -> None:
    with pytest.raises(BookError, match=r"'house\.cpa'; did you mean `house\.cap`"):
        book(capped()).with_value("house.cpa", 5)
    with pytest.raises(LawError, match="whole number"):
        book(capped()).with_value("house.cap", 2.5)  # type: ignore[arg-type]


# ---- presumptions --------------------------------------------------------------------------------------------------


def test_a_presumption_refuses_until_the_house_downgrades_it_by_name() -> None:
    strict = book(presumed())
    assert judge(strict, called(3)).refused
    approved = strict.with_presumption("house.presumed", Tone.APPROVE, because="counsel says so")
    assert judge(approved, called(3)).needs_approval
    advised = strict.with_presumption("house.presumed", Tone.ADVISE, because="counsel says so")
    assert judge(advised, called(3)).permitted
    assert advised.rule("house.presumed").notes == ("downgraded to advise because counsel says so",)
    assert "house.presumed advise" in advised.version


@pytest.mark.parametrize("tone", [Tone.FORBID, Tone.APPROVE, Tone.ADVISE])
def test_nothing_but_a_presumption_can_be_downgraded(tone: Tone) -> None:
    with pytest.raises(BookError, match=rf"house\.calls is no presumption but {tone}"):
        book(capped(tone=tone)).with_presumption("house.calls", Tone.ADVISE, because="we want to")


@pytest.mark.parametrize("one", catalogue.every_rule(), ids=lambda one: str(one.id))
def test_no_forbidding_rule_of_the_catalogue_can_be_downgraded(one: Rule) -> None:
    if one.tone is not Tone.PRESUME:
        with pytest.raises(BookError, match="no presumption"):
            book(one).with_presumption(one.id, Tone.ADVISE, because="we want to")


@pytest.mark.parametrize("tone", [Tone.FORBID, Tone.PRESUME, 2, 3, "advise"])
def test_a_presumption_becomes_an_approval_or_an_advice_and_nothing_else(tone: Any) -> None:
    with pytest.raises(BookError, match="APPROVE or ADVISE"):
        book(presumed()).with_presumption("house.presumed", tone, because="counsel says so")


def test_a_downgrade_names_a_rule_and_a_reason() -> None:
    with pytest.raises(BookError, match="because"):
        book(presumed()).with_presumption("house.presumed", Tone.ADVISE, because="  ")
    with pytest.raises(BookError, match="did you mean"):
        book(presumed()).with_presumption("house.presumd", Tone.ADVISE, because="counsel says so")


# ---- as if ---------------------------------------------------------------------------------------------------------

LAW_CAP = Dated("law.cap", {date(2026, 3, 1): 3, date(2026, 3, 20): 2}, unit="count", cites=POLICY)


def law_book() -> Rulebook:
    return book(capped("law.calls", LAW_CAP, since=date(2026, 3, 1)), name="law")


def test_a_law_can_be_tried_on_the_past_and_says_that_it_is_an_illustration() -> None:
    past = in_shanghai(1, 5, 12)
    asked = situation(past, borrower=dossier(calls={TODAY - 64: 3}))
    assert judge(law_book(), asked).permitted
    tried = law_book().as_if_since(date(2026, 1, 1), because="an illustration")
    assert judge(tried, asked).refused
    assert judge(tried, asked.at_moment(in_shanghai(12, 31, 12, year=2025))).permitted
    assert tried.version == "2026.1 (as if since 2026-01-01)"
    assert tried.rule("law.calls").notes == ("as if in force since 2026-01-01: an illustration",)
    assert dict(tried.numbers["law.cap"].values) == {date(2026, 1, 1): 3, date(2026, 3, 20): 2}


def test_a_rule_that_began_earlier_keeps_its_dates() -> None:
    tried = law_book().as_if_since(date(2026, 3, 5), because="an illustration")
    assert tried.rule("law.calls") is law_book().rules["law.calls"] or tried.rule("law.calls").notes == ()
    assert tried.rule("law.calls").since == date(2026, 3, 1)


# ---- epochs --------------------------------------------------------------------------------------------------------


def test_one_book_answers_by_the_day_it_is_asked_about() -> None:
    asked = law_book()
    verdicts = {}
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 19), date(2026, 3, 20)):
        at = in_shanghai(day.month, day.day, 12)
        twice = situation(at, borrower=dossier(calls={day.toordinal(): 2}))
        verdicts[f"{day:%m-%d}"] = judge(asked, twice).refused
    assert verdicts == {"02-28": False, "03-01": False, "03-19": False, "03-20": True}
    thrice = situation(in_shanghai(3, 1), borrower=dossier(calls={date(2026, 3, 1).toordinal(): 3}))
    assert judge(asked, thrice).refused


def test_the_answer_does_not_depend_on_the_order_in_which_days_are_asked() -> None:
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 19), date(2026, 3, 20), date(2026, 4, 1)]

    def answers(order: list[date]) -> dict[date, tuple[int, str]]:
        asked = law_book()
        return {
            day: (governing.masked((2,)) if governing.names else 0, governing.conditions.__repr__())
            for day in order
            for governing in [asked.governing("place_call", day.toordinal())]
        }

    assert answers(days) == answers(days[::-1])


def test_rules_are_compiled_once_between_two_changes() -> None:
    asked = law_book()
    before, first, later, last = (
        asked.governing("place_call", date(2026, *day).toordinal()) for day in ((2, 28), (3, 1), (3, 19), (3, 20))
    )
    assert first is later
    assert len({id(before), id(first), id(last)}) == 3
    assert before.rules == ()
    assert asked.governing("visit", TODAY).rules == ()


def test_the_rules_in_force_are_listed_by_day_and_action() -> None:
    joined = law_book() | book(capped(), house_rule("house.visits", governs={"visit"}))
    assert [one.id for one in joined.in_force(date(2026, 2, 28))] == ["house.calls", "house.visits"]
    assert [one.id for one in joined.in_force(date(2026, 3, 1), "place_call")] == ["law.calls", "house.calls"]


# ---- on paper ------------------------------------------------------------------------------------------------------


def test_a_book_as_json_has_its_rules_and_its_assumptions() -> None:
    document = book(capped(), assume={"minute_latest": 600}).to_json()
    assert document["name"] == "house" and document["version"] == "2026.1"
    assert document["assume"] == {"minute_latest": 600}
    assert [one["id"] for one in document["rules"]] == ["house.calls"]


def test_the_fingerprint_of_a_book_changes_with_any_rule() -> None:
    prints = {
        book(capped()).fingerprint(),
        book(capped(), capped("a.b")).fingerprint(),
        book(capped(since=date(2020, 1, 1))).fingerprint(),
        book(capped(cap=number("house.cap", 4))).fingerprint(),
    }
    assert len(prints) == 4
    assert book(capped()).fingerprint() == book(capped()).fingerprint()
