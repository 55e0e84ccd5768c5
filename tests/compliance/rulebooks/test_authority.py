"""Who may act: every action of the standard table is somebody's, and what becomes of a debt is the creditor's."""

from __future__ import annotations

from datetime import date

import pytest

from debtflow.compliance.rulebooks.generic.authority import creditors_own, stranger
from debtflow.lifecycle.standard import CLOSED, EVERYWHERE, STANDARD_DEEDS, STANDARD_MOVES
from debtflow.records.actions import ANSWERS, CONTACTS, CREDITORS_OWN, ONLY_REPORTED, REPORTS, STOPPING

VERBS = {verb for moves in STANDARD_MOVES.values() for verb in moves}
DECIDED = ["watch.monitoring", "referral.selecting", "referral.awaiting_approval", "referral.cooling_off"]
DECIDED += ["legal.awaiting_approval", "feedback.under_review", CLOSED, EVERYWHERE]
"""The stages at which it is for the creditor to say how it goes on."""


@pytest.mark.parametrize("name", sorted({*VERBS, *STANDARD_DEEDS}))
def test_every_action_is_governed_by_one_rule_on_who_may_ask_for_it(name: str) -> None:
    governing = [name in CONTACTS, stranger.governs_action(name), creditors_own.governs_action(name)]
    assert governing.count(True) == 1


def test_a_verb_of_a_lenders_own_is_no_strangers_either() -> None:
    assert stranger.governs_action("send_final_notice")


def test_the_names_are_those_of_the_table() -> None:
    assert {*VERBS, *STANDARD_DEEDS, *ONLY_REPORTED} >= CREDITORS_OWN
    assert not ONLY_REPORTED & {*VERBS, *STANDARD_DEEDS}
    assert {*VERBS, *STANDARD_DEEDS} >= ANSWERS | STOPPING | REPORTS
    assert not CREDITORS_OWN & (ANSWERS | STOPPING | REPORTS | CONTACTS)


@pytest.mark.parametrize("stage", DECIDED)
def test_where_the_creditor_decides_every_move_is_its_own(stage: str) -> None:
    assert set(STANDARD_MOVES[stage]) <= CREDITORS_OWN


def test_who_is_to_have_the_debt_next_is_the_creditors_to_decide() -> None:
    given = (
        "referral.selecting",
        "referral.awaiting_approval",
        "referral.awaiting_acceptance",
        "legal.awaiting_approval",
    )
    leading = {verb for moves in STANDARD_MOVES.values() for verb, reached in moves.items() if reached in given}
    assert leading - ANSWERS <= CREDITORS_OWN


def test_what_the_rules_say_of_themselves_in_words() -> None:
    day = date(2026, 3, 2).toordinal()
    assert creditors_own.words(day) == "who asks does not act for the creditor"
    assert "nothing of this is left to who asks" in stranger.words(day)
