"""The catalogue: every book by its name, and every rule with words, a citation and a fingerprint of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.compliance.situations import book, house_rule

from debtflow.compliance.books import Rulebook
from debtflow.compliance.provisions import facts_of
from debtflow.compliance.reach import Reach
from debtflow.compliance.rulebooks import catalogue
from debtflow.errors import BookError
from debtflow.records.stages import Role
from debtflow.values.law import Jurisdiction

TODAY = date(2026, 3, 10).toordinal()


BOOKS = ("generic", "china", "us_federal", "uk", "india", "eu")
BOOKS_BY_NAME = dict(catalogue.BOOKS)


def test_the_books_are_known_by_their_names() -> None:
    assert {name: book.name for name, book in catalogue.BOOKS.items()} == {name: name for name in BOOKS}


@pytest.mark.parametrize("name", [None, ["china", "generic"], 1])
def test_a_book_is_joined_by_its_name(name: Any) -> None:
    with pytest.raises(
        BookError,
        match=r"joined by name, found .*; write joined\('generic', 'china', 'us_federal', 'uk', 'india', 'eu'\)",
    ):
        catalogue.joined(name)
    with pytest.raises(BookError, match=r"joined by name"):
        catalogue.joined("china", name)
    assert catalogue.joined("china").name == "china"


def test_a_joined_book_is_named_in_the_order_asked_for_and_says_the_same_in_any() -> None:
    one, other = catalogue.joined("china", "generic"), catalogue.joined("generic", "china")
    assert (one.name, other.name) == ("china + generic", "generic + china")
    assert {r.fingerprint() for r in one.rules.values()} == {r.fingerprint() for r in other.rules.values()}


def test_every_rule_can_be_said_in_words_without_leftovers() -> None:
    for rule in catalogue.every_rule():
        said = rule.words(TODAY) + rule.sentence(TODAY) + rule.sentence(TODAY, "zh")
        assert "{" not in said and "}" not in said, rule.id
        for fact in facts_of(rule.groups).needed_by([rule.condition]):
            assert "_" not in fact or fact not in rule.words(TODAY), f"{rule.id} shows {fact} to people"


def test_every_rule_has_a_fingerprint_of_its_own() -> None:
    prints = [rule.fingerprint() for rule in catalogue.every_rule()]
    assert len(prints) == len(set(prints))


# ---- choosing -------------------------------------------------------------------------------------------------------

GBT = {
    "cn.gbt45251.hours",
    "cn.gbt45251.freq",
    "cn.gbt45251.target",
    "cn.gbt45251.not_told",
    "cn.gbt45251.third_refused",
    "cn.gbt45251.agency",
}
CODES = {
    "cn.limitation",
    "cn.limitation.threat",
    "cn.transfer.notice",
    "cn.rate24",
    "cn.pipl.delete",
    "cn.pipl.sale",
    "cn.credit.consent",
    "cn.credit.notice",
    "cn.credit.marked",
}
BANKS = {"cn.cba2026.hours", "cn.cba2026.freq", "cn.cba2026.third_party", "cn.cba2026.not_dunned"}
CARDS = {"cn.card.plan_years", "cn.card.plan_running", "cn.card.third_party"}


def chinese(**wanted: Any) -> set[str]:
    return {name for name in catalogue.chosen(jurisdiction="china", **wanted).rules if name.startswith("cn.")}


def test_a_jurisdiction_brings_its_law_and_what_holds_everywhere() -> None:
    found = catalogue.chosen(jurisdiction="china")
    assert set(found.rules) == set(catalogue.joined("china", "generic").rules)
    assert found.label == catalogue.joined("china", "generic").label
    assert set(found.duties) == set(catalogue.joined("china", "generic").duties)
    generic = catalogue.chosen(jurisdiction=Jurisdiction.GENERIC, role=Role.AGENCY)
    assert not [name for name in generic.rules if name.startswith("cn.")] and generic.name == "generic"


def test_roles_and_products_narrow_it_where_rules_say_so() -> None:
    for role in ("creditor", "agency", "law_firm"):
        assert chinese(role=role, product="online_credit") == GBT | CODES | {"cn.agency.violence"}
        assert chinese(role=role, product="credit_card") == BANKS | CARDS | CODES
        assert chinese(role=role, product="consumer_loan") == BANKS | CODES
    assert chinese(role="assignee") == CODES | CARDS | {"cn.agency.violence"}
    assert catalogue.chosen(jurisdiction="china", role="agency").version == "2026.1 (for agency)"


def test_a_day_leaves_what_was_not_in_force() -> None:
    before = CODES | CARDS | {"cn.agency.violence"}
    assert chinese(day=date(2025, 2, 27)) == before
    assert chinese(day=date(2025, 2, 28)) == chinese(day=date(2026, 1, 30)) == before | GBT
    assert chinese(day=date(2026, 1, 31)) == before | GBT | BANKS
    assert chinese(day=date(2020, 12, 31)) == before - {
        "cn.transfer.notice",
        "cn.limitation",
        "cn.limitation.threat",
        "cn.pipl.delete",
        "cn.pipl.sale",
    }
    early = catalogue.chosen(jurisdiction="china", day=date(2020, 7, 11))
    assert "cn.agency.violence" not in early.rules and early.version == "2026.1 (on 2020-07-11)"
    assert "cn.gbt45251.evaluate_agency" not in early.duties


def test_good_practice_alone_does_not_pass_for_the_law_of_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        BookError, match="no law of house is stated yet; there are china, eu, generic, india, uk, us_federal"
    ):
        catalogue.chosen(jurisdiction="house")
    narrow = BOOKS_BY_NAME["china"].rules["cn.gbt45251.hours"]
    only_online = Rulebook("china", "1", [narrow], reach=BOOKS_BY_NAME["china"].reach)
    monkeypatch.setattr(catalogue, "BOOKS", {**BOOKS_BY_NAME, "china": only_online})
    with pytest.raises(
        BookError, match=r"no law of china is stated yet for credit_card; catalogue\.joined\('generic'\)"
    ):
        catalogue.chosen(jurisdiction="china", product="credit_card", day=date(2026, 1, 1))
    with pytest.raises(BookError, match="name a jurisdiction; there are china, eu, generic, india, uk, us_federal"):
        catalogue.chosen(jurisdiction=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"jurisdiction": "chnia"}, "did you mean `china`"),
        ({"jurisdiction": "china", "role": "agncy"}, "did you mean `agency`"),
        ({"jurisdiction": "china", "product": "online_credt"}, "did you mean `online_credit`"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(wanted: dict[str, Any], said: str) -> None:
    with pytest.raises(BookError, match=said):
        catalogue.chosen(**wanted)


def test_books_of_a_lenders_own_are_narrowed_alike() -> None:
    own = book(
        house_rule("house.all"),
        house_rule("house.agencies", reach=Reach(roles=frozenset({Role.AGENCY}))),
        house_rule("house.later", reach=Reach(products=frozenset({"pay_later"}))),
    )

    def mine(**wanted: Any) -> set[str]:
        found = catalogue.chosen(jurisdiction="generic", also=[own], **wanted).rules
        return {name for name in found if name.startswith("house.")}

    assert mine() == {"house.all", "house.agencies", "house.later"}
    assert mine(role="creditor", product="pay_later") == {"house.all", "house.later"}
    assert mine(role="agency", product="mortgage") == {"house.all", "house.agencies"}


def test_the_overview_counts_every_rule_and_duty_once() -> None:
    rows = catalogue.overview()
    assert sum(row.rules for row in rows) == len(catalogue.every_rule())
    assert sum(row.duties for row in rows) == sum(len(one.duties) for one in catalogue.BOOKS.values())
    assert {row.jurisdiction for row in rows} == set(BOOKS)
    standard = next(row for row in rows if row.instrument.startswith("GB/T 45251"))
    assert (standard.rules, standard.duties, standard.verified) == (6, 1, 0)
    assert str(standard).startswith("china: GB/T 45251-2025") and str(standard).endswith("0 verified")


def test_every_book_of_the_catalogue_says_whose_law_it_is() -> None:
    for one in catalogue.BOOKS.values():
        assert one.reach.jurisdictions, one.name


# ---- options --------------------------------------------------------------------------------------------------------


def test_an_option_holds_where_it_is_asked_for_and_nowhere_else() -> None:
    assert "cn.gbt45251.interval" not in catalogue.joined("china").rules
    asked = catalogue.joined("china", "generic", options=["cn.gbt45251.interval"])
    assert "cn.gbt45251.interval" in asked.rules
    assert set(asked.rules) == set(catalogue.joined("china", "generic").rules) | {"cn.gbt45251.interval"}
    assert "cn.gbt45251.interval" in asked.label


def test_every_option_says_why_it_is_off_and_is_a_rule_of_a_book() -> None:
    for name, option in catalogue.OPTIONS.items():
        assert option.rule.id == name and option.why_off and option.of in catalogue.BOOKS
        assert name not in catalogue.BOOKS[option.of].rules


def test_an_option_is_known_and_belongs_to_a_book_that_is_joined() -> None:
    with pytest.raises(BookError, match=r"no option is called 'cn.interval'"):
        catalogue.joined("china", options=["cn.interval"])
    with pytest.raises(BookError, match="is one of the book 'china'; join that book as well"):
        catalogue.joined("generic", options="cn.gbt45251.interval")
