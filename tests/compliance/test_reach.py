"""Reach: what a book or a rule is said to reach, and what is chosen by it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.compliance.situations import house_rule

from debtflow.compliance.reach import ANYWHERE, PRODUCTS, Asked, Reach, asked
from debtflow.compliance.rules import rule_from_json
from debtflow.compliance.standard_facts import STANDARD_FACTS
from debtflow.errors import BookError
from debtflow.records.stages import Role
from debtflow.values.law import Jurisdiction

CHINA, UK = Jurisdiction.CHINA, Jurisdiction.UK
AGENCIES = Reach(roles=frozenset({Role.AGENCY}), products=frozenset({"credit_card"}))


def test_nothing_said_reaches_everything_and_nothing_asked_leaves_nothing_out() -> None:
    assert ANYWHERE.covers(Asked(CHINA, Role.AGENCY, "credit_card"))
    assert AGENCIES.covers(Asked())


@pytest.mark.parametrize(
    ("wanted", "covered"),
    [
        (Asked(CHINA, Role.AGENCY, "credit_card"), True),
        (Asked(CHINA, Role.CREDITOR, "credit_card"), False),
        (Asked(CHINA, Role.AGENCY, "mortgage"), False),
        (Asked(CHINA, Role.AGENCY), True),
        (Asked(CHINA, None, "mortgage"), False),
    ],
)
def test_each_axis_that_is_asked_for_has_to_be_reached(wanted: Asked, covered: bool) -> None:
    assert AGENCIES.covers(wanted) is covered


def test_the_law_of_one_place_is_not_that_of_another_and_the_generic_holds_in_all() -> None:
    of_china = Reach(jurisdictions=frozenset({CHINA}))
    assert of_china.covers(Asked(CHINA)) and not of_china.covers(Asked(UK))
    assert Reach(jurisdictions=frozenset({Jurisdiction.GENERIC})).covers(Asked(UK))


def test_two_reaches_join_to_what_either_reaches() -> None:
    law_firms = Reach(roles=frozenset({Role.LAW_FIRM}), products=frozenset({"mortgage"}))
    assert AGENCIES.joined(law_firms) == Reach(
        roles=frozenset({Role.AGENCY, Role.LAW_FIRM}), products=frozenset({"credit_card", "mortgage"})
    )
    assert AGENCIES.joined(ANYWHERE) == ANYWHERE and AGENCIES.joined(AGENCIES) == AGENCIES


def test_a_reach_goes_through_json_with_its_rule_and_one_without_has_the_name_it_had() -> None:
    one = house_rule(reach=Reach(frozenset({CHINA}), AGENCIES.roles, AGENCIES.products))
    assert one.to_json()["reach"] == {"jurisdictions": ["china"], "roles": ["agency"], "products": ["credit_card"]}
    assert rule_from_json(one.to_json(), STANDARD_FACTS).reach == one.reach
    assert "reach" not in house_rule().to_json() and one.fingerprint() != house_rule().fingerprint()


def test_a_single_member_stands_for_a_set_of_one() -> None:
    assert Reach(roles=Role.AGENCY, products="mortgage") == Reach(  # type: ignore[arg-type]
        roles=frozenset({Role.AGENCY}), products=frozenset({"mortgage"})
    )


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ({"roles": {"agency"}}, r"a reach has roles=\{'agency'\}; write roles=\{Role\.AGENCY\}"),
        ({"jurisdictions": {"china"}}, r"write jurisdictions=\{Jurisdiction\.CHINA\}"),
        ({"jurisdictions": None}, r"jurisdictions=None"),
        ({"products": {7}}, r"write products=\{'credit_card'\}"),
    ],
)
def test_a_reach_of_something_else_is_told_how_to_write_it(axes: dict[str, Any], said: str) -> None:
    with pytest.raises(BookError, match=said):
        Reach(**axes)


def test_a_rule_takes_a_reach_and_nothing_else() -> None:
    with pytest.raises(BookError, match=r"rule house\.calls: reach is 'agency'; write e\.g\. reach=Reach\(roles="):
        house_rule(reach="agency")


# ---- what is asked for ----------------------------------------------------------------------------------------------


def test_names_and_members_ask_for_the_same() -> None:
    day = date(2026, 3, 2)
    assert asked("china", "law firm", "mortgage", day) == asked(CHINA, Role.LAW_FIRM, "mortgage", day)
    assert asked("US-federal", "Agency").words == "for agency"
    assert asked(CHINA, Role.AGENCY, "mortgage", day).words == "for agency, mortgage on 2026-03-02"
    assert asked(CHINA).words == "" and asked(CHINA, day=day).words == "on 2026-03-02"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"jurisdiction": "chnia"}, "no jurisdiction is called 'chnia'; did you mean `china`"),
        ({"role": "agncy"}, "no role is called 'agncy'; did you mean `agency`"),
        ({"product": "credit_crad"}, "no product is called 'credit_crad'; did you mean `credit_card`"),
        ({"product": 7}, "no product is called 7"),
        ({"day": "2026-03-02"}, r"day is '2026-03-02'; write a day, e\.g\. day=date\(2026, 3, 2\)"),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_the_nearest(what: dict[str, Any], said: str) -> None:
    with pytest.raises(BookError, match=said):
        asked(**what)


def test_a_product_of_the_lenders_own_is_known_where_it_is_handed_in() -> None:
    assert "pay_later" not in PRODUCTS
    assert asked(product="pay_later", own=["pay_later"]).product == "pay_later"
    with pytest.raises(BookError, match="did you mean `pay_later`"):
        asked(product="pay_latr", own=["pay_later"])
