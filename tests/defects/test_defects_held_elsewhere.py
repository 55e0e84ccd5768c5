"""Defects of other systems that tests in other folders hold: what was told where, and which test would see it here.

The threads are those of the trade; what stands without a number was found in the system's own source or data. The last
column is the file below `tests/` and the test.

| thread | what went wrong | held by |
|---|---|---|
| killbill#2297 | paying the older invoice moved the anchor | records/test_ledger.py::test_the_anchor_since_current_stays_where_arrears_began_until_nothing_is_overdue |
| killbill#695, OCA#211 | a credit that is no payment did not clear | casework/test_postings.py::test_a_waiver_of_all_that_is_owed_ends_the_case_as_money_would |
| killbill#611 | conditions that were offered and never tried | test_house.py::test_every_rule_has_an_allowed_and_a_refused_scenario |
| Kill Bill | logged a missing fact and went on | compliance/test_governing.py::test_undetermined_refuses_and_cannot_be_approved_but_an_advice_is_only_noted |
| lago#5259 | concurrent jobs raced on one counter | casework/test_asking.py::test_many_workers_in_two_caseloads_keep_to_the_cap |
| fineract#5100, #6157 | wrong days after a pause | records/test_ledger.py::test_days_of_a_pause_are_left_out_and_the_count_goes_on_where_it_stood |
| Fineract | overlap of pauses missed a third of the pairs | values/test_spans.py::test_every_kind_of_overlap_is_seen_also_the_one_that_lies_around_the_other |
| Fineract | days in two pauses counted twice | records/test_ledger.py::test_days_in_two_pauses_are_left_out_once_also_where_one_lies_around_the_other |
| fineract#2668, #2739 | a chargeback moved the days | casework/test_payments.py::test_days_past_due_go_on_from_where_they_would_have_stood |
| fineract#1536, community-app#2225 | recovery beyond what was owed | records/test_ledger.py::test_a_recovery_after_the_charge_off_is_capped_at_what_is_owed_and_shows_what_remains |
| fineract#3885, #3689 | delinquency of loans that are not active | lifecycle/test_standard.py::test_nobody_is_visited_before_the_debt_is_confirmed_and_nobody_is_called_on_watch_or_after_the_end |
| Fineract | an unknown event did nothing, in silence | casework/test_recording.py::test_an_unknown_verb_is_a_mistake |
| lending#251, fineract#6239 | a payment dated back left the days as they were | records/test_ledger.py::test_a_payment_dated_back_derives_days_past_due_anew |
| Frappe | no promise was ever kept | casework/test_consequences.py::test_a_promise_is_kept_as_soon_as_the_money_is_there |
| a file of promises | 222 past their day and still active | casework/test_consequences_agreed.py::test_every_promise_is_resolved_by_the_next_look_after_its_day |
| a file of promises | honoured by money paid five days before | records/test_promises.py::test_a_promise_honoured_by_money_paid_five_days_before_it_was_made_is_not_kept |
| a file of promises | one rupee kept two | records/test_promises.py::test_one_rupee_does_not_keep_two_promises_of_one_rupee |
| Frappe | caps for each loan and none for the person | casework/test_recording.py::test_what_a_person_may_be_called_about_counts_over_all_debts |
| DebtFlow | a new debtor for each account | casework/test_merging.py::test_calls_under_both_ids_count_together |
| DebtFlow | reading a file again reset the balance | casework/test_postings.py::test_handing_the_debt_in_again_resets_no_balance |
| DebtFlow | the balance fell before the payment came, and stayed | casework/test_payments.py::test_announced_money_counts_for_nothing_until_it_clears_and_then_from_the_day_it_was_received |
| erpnext#58220, #58227 | paying the principal lost the interest | records/test_ledger.py::test_interest_is_not_forgotten_when_the_principal_is_paid |
| erpnext#27528 | one fee for each dunning, charged again | casework/test_postings.py::test_a_charge_is_recorded_once_under_its_key |
| OCA#330, #334 | what is partly paid was not reminded | casework/test_consequences.py::test_who_has_paid_what_is_overdue_is_not_chased |
| OCA#208, axelor#6704, erpnext#12048 | a block without end | casework/test_consequences.py::test_a_hold_ends_at_its_moment_and_not_before |
| Tryton, Lago | one box to tick for every kind of hold | records/test_holds.py::test_every_kind_blocks_something_by_usual_practice_and_a_hold_may_say_otherwise |
| akaunting#259, mollie#625 | paid between selection and sending | casework/test_sweep.py::test_a_payment_that_lands_between_selection_and_action_stops_the_action |
| akaunting#259 | paid while somebody decides | casework/test_asking.py::test_a_payment_that_lands_in_between_stops_the_call |
| invoiceninja#2649 | duplicate reminders | casework/test_asking.py::test_the_same_key_from_many_threads_is_done_once |
| Interprose | a recall changed no stage | lifecycle/test_primitives.py::test_custody_goes_to_the_agency_and_comes_back_with_the_proof_that_it_stopped |
| Interprose | the agency's amount stood over the lender's | casework/test_engine.py::test_feedback_states_what_the_ledger_of_the_episode_says |
| Frappe, DebtFlow | the trail could be overwritten | casework/test_auditing.py::test_one_edit_is_found |
| several | an overpayment was lost | records/test_ledger.py::test_no_credit_vanishes_whatever_was_owed_when_it_came |
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (__doc__ or "").splitlines()
    if line.startswith("| ") and "::" in line
]


@pytest.mark.parametrize(("thread", "held_by"), [(thread, held_by) for thread, _, held_by in ROWS])
def test_the_test_that_holds_a_defect_is_there(thread: str, held_by: str) -> None:
    file, _, name = held_by.partition("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, f"{thread}: {held_by}"


def test_every_defect_has_its_own_line() -> None:
    assert len(ROWS) == len(set(ROWS)) > 30
