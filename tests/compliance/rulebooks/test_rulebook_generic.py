"""Good practice: which rules there are, that they quote no law, and that the house can change its own numbers."""

from __future__ import annotations

from datetime import date

import pytest

from debtflow.compliance.rulebooks import generic
from debtflow.compliance.rules import EVERYTHING, Rule
from debtflow.records.actions import CONTACTS, CREDITORS_OWN, ESCALATIONS, LITIGATION, REFERRAL, REPORTING
from debtflow.records.findings import Tone
from debtflow.values.law import Basis

TABLE = {
    "generic.hold.contact": (CONTACTS, Tone.FORBID),
    "generic.hold.escalation": (ESCALATIONS, Tone.FORBID),
    "generic.hold.referral": (REFERRAL, Tone.FORBID),
    "generic.hold.litigation": (LITIGATION, Tone.FORBID),
    "generic.hold.enforcement": (frozenset({"enforce"}), Tone.FORBID),
    "generic.hold.reporting": (REPORTING, Tone.FORBID),
    "generic.hold.sale": (frozenset({"close"}), Tone.FORBID),
    "generic.report_dispute": (REPORTING, Tone.FORBID),
    "generic.debt_confirmed": (ESCALATIONS, Tone.FORBID),
    "generic.collector_certified": (CONTACTS, Tone.FORBID),
    "generic.collector_party": (CONTACTS, Tone.FORBID),
    "generic.undermined": (ESCALATIONS, Tone.FORBID),
    "generic.nothing_owed": (CONTACTS | ESCALATIONS, Tone.FORBID),
    "generic.custody": (CONTACTS, Tone.FORBID),
    "generic.agency.licence": (
        frozenset({"submit_placement", "approve_referral", "accept_placement"}),
        Tone.FORBID,
    ),
    "generic.close_after_stop_work": (frozenset({"close"}), Tone.FORBID),
    "generic.promise_open": (CONTACTS | ESCALATIONS, Tone.FORBID),
    "generic.arrangement_running": (ESCALATIONS, Tone.FORBID),
    "generic.arrangement_kept": (CONTACTS, Tone.FORBID),
    "generic.quiet_hours": (CONTACTS, Tone.FORBID),
    "generic.calls_per_week": (frozenset({"place_call"}), Tone.FORBID),
    "generic.messages_per_week": (frozenset({"send_message", "send_reminder"}), Tone.FORBID),
    "generic.reminder_gap": (frozenset({"send_reminder"}), Tone.ADVISE),
    "generic.cooling_off": (frozenset({"place_again"}), Tone.FORBID),
    "generic.four_eyes": (frozenset({"approve_referral", "approve_legal"}), Tone.FORBID),
    "generic.waive_beyond_authority": (frozenset({"waive"}), Tone.APPROVE),
    "generic.charge_off": (frozenset({"charge_off"}), Tone.APPROVE),
    "generic.stranger": (EVERYTHING, Tone.FORBID),
    "generic.creditors_own": (CREDITORS_OWN, Tone.FORBID),
    "generic.forgiveness": (frozenset({"close", "reject_debt"}), Tone.APPROVE),
    "generic.waiver": (frozenset({"activate_arrangement"}), Tone.APPROVE),
    "generic.break_kept_arrangement": (frozenset({"break_arrangement"}), Tone.APPROVE),
    "generic.complete_short": (frozenset({"complete_arrangement"}), Tone.APPROVE),
}


def test_the_rules_are_these_and_no_others() -> None:
    assert {one.id: (one.governs, one.tone) for one in generic.RULES} == TABLE


def test_the_numbers_are_these() -> None:
    numbers = {name: number for rule in generic.RULES for name, number in rule.numbers.items()}
    assert {name: number.on(date(2026, 3, 10)) for name, number in numbers.items()} == {
        "house.contact_opens": 8 * 60,
        "house.contact_closes": 21 * 60,
        "house.calls_per_week": 7,
        "house.messages_per_week": 4,
        "house.reminder_gap_days": 3,
        "house.waiver_authority_permille": 50,
        "house.cooling_off_days": 14,
    }


@pytest.mark.parametrize("one", generic.RULES, ids=lambda one: str(one.id))
def test_no_rule_poses_as_law(one: Rule) -> None:
    assert one.basis is Basis.HOUSE
    assert one.since == date(1, 1, 1) and one.until is None
    assert set(one.says) == {"en", "zh"}


@pytest.mark.parametrize("one", [one for one in generic.RULES if one.tone is not Tone.ADVISE], ids=lambda o: str(o.id))
def test_a_rule_that_time_does_not_lift_says_what_does(one: Rule) -> None:
    timed = {"generic.quiet_hours", "generic.calls_per_week", "generic.messages_per_week", "generic.cooling_off"}
    approved = {one.id for one in generic.RULES if one.tone is Tone.APPROVE}
    assert bool(one.lifted_by) is (one.id not in timed | approved)
