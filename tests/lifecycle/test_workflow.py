"""The workflow: holes in a table are found when it is built, and an impossible move says what is possible."""

from __future__ import annotations

from typing import Any

import pytest

from debtflow.errors import NotPossibleError, WorkflowError
from debtflow.lifecycle.standard import BACK, BY_MONEY, CLOSED, EVERYWHERE, STANDARD_STARTS
from debtflow.lifecycle.workflow import STANDARD, Cursor, DirectMachine, StockMachine, Workflow, machine_of
from debtflow.records.stages import Phase, phase_of

START = {"open_case": "confirmation.pending"}
CLOSABLE = {EVERYWHERE: {"close": CLOSED}}


def workflow(moves: dict[str, dict[str, str]], **options: Any) -> Workflow:
    return Workflow("house", "1", moves, **{"starts": START} | options)


# --- holes in a table --------------------------------------------------------------------------------------------------


def test_the_smallest_workflow_confirms_a_debt_and_closes() -> None:
    small = workflow({"confirmation.pending": {"reject_debt": CLOSED}})
    assert small.stages == ("confirmation.pending", CLOSED)
    assert small.label == "house 1"
    assert repr(small) == "<Workflow house 1: 2 stages, 1 verbs>"


def test_a_stage_to_which_nothing_leads_is_refused_by_name() -> None:
    with pytest.raises(WorkflowError, match=r"unreachable: no move leads to reminder\.ghost"):
        workflow(CLOSABLE | {"confirmation.pending": {"reject_debt": CLOSED}, "reminder.ghost": {"haunt": CLOSED}})


def test_a_way_back_makes_no_stage_reachable_for_one_gets_back_only_where_one_has_been() -> None:
    ghost = {
        "confirmation.pending": {"request_referral": "referral.selecting"},
        "referral.selecting": {"withdraw_referral": BACK},
        "reminder.ghost": {"request_referral": "referral.selecting"},
    }
    with pytest.raises(WorkflowError, match=r"unreachable: no move leads to reminder\.ghost"):
        workflow(CLOSABLE | ghost)
    with pytest.raises(WorkflowError, match=r"unreachable: no move leads to reminder\.ghost"):
        STANDARD.with_move("reminder.ghost", "start_reminders", "reminder.scheduled")


@pytest.mark.parametrize("moves", [{}, {"wait": "reminder.parked"}])
def test_a_stage_from_which_only_closing_leads_on_is_a_dead_end(moves: dict[str, str]) -> None:
    with pytest.raises(WorkflowError, match=r"dead end: nothing leads on from reminder\.parked; add a move"):
        workflow(CLOSABLE | {"confirmation.pending": {"park": "reminder.parked"}, "reminder.parked": moves})


def test_a_stage_with_a_verb_of_its_own_to_the_end_is_no_dead_end() -> None:
    assert workflow(
        CLOSABLE | {"confirmation.pending": {"park": "reminder.parked"}, "reminder.parked": {"give_up": CLOSED}}
    )


def test_a_circle_without_a_way_to_the_end_is_refused() -> None:
    with pytest.raises(WorkflowError, match=r"no way to 'closed' from reminder\.first, reminder\.second"):
        workflow(
            {
                "confirmation.pending": {"remind": "reminder.first", "reject_debt": CLOSED},
                "reminder.first": {"remind_again": "reminder.second"},
                "reminder.second": {"remind": "reminder.first"},
            }
        )


def test_a_move_that_every_stage_allows_is_enough_to_end() -> None:
    moves = {"confirmation.pending": {"remind": "reminder.first"}, "reminder.first": {"unpark": "confirmation.pending"}}
    assert workflow(CLOSABLE | moves).move("reminder.first", "", "close") == CLOSED


def test_a_way_back_leads_to_the_end_only_where_it_does_from_every_entry() -> None:
    # From confirmation one gets to the end, but whoever asks from watch and comes back there is caught in a circle.
    circle = {
        "confirmation.pending": {"watch_on": "watch.idle", "remind": "reminder.first"},
        "watch.idle": {"remind_idle": "reminder.second"},
        "reminder.first": {"give_up": CLOSED},
        "reminder.second": {"withdraw": BACK},
    }
    with pytest.raises(WorkflowError, match=r"no way to 'closed' from watch\.idle, reminder\.second"):
        workflow(circle)
    assert workflow(circle | {"watch.idle": {"remind_idle": "reminder.second", "dismiss": CLOSED}})


def test_a_case_cannot_go_back_from_the_phase_in_which_it_began() -> None:
    stuck = {
        "confirmation.pending": {"query_debt": "confirmation.queried", "remind": "reminder.first"},
        "confirmation.queried": {"withdraw": BACK},
        "reminder.first": {"give_up": CLOSED, "query_debt": "confirmation.queried"},
    }
    with pytest.raises(WorkflowError, match=r"no way to 'closed' from confirmation\.queried"):
        workflow(stuck)


def test_a_table_in_which_nothing_ends_is_told_how_to_end_it() -> None:
    with pytest.raises(WorkflowError, match=r"no move leads to 'closed'; add e\.g\. EVERYWHERE"):
        workflow({"confirmation.pending": {"remind": "reminder.first"}, "reminder.first": {"remind": "reminder.first"}})


def test_one_verb_from_one_stage_to_two_targets_is_refused() -> None:
    with pytest.raises(WorkflowError, match=r"two targets: `confirm_debt` from confirmation\.pending already leads"):
        STANDARD.with_move("confirmation.pending", "confirm_debt", "reminder.scheduled")


def test_one_verb_that_leads_to_different_stages_from_different_places_is_refused() -> None:
    with pytest.raises(WorkflowError, match=r"two targets: `settle` leads to .*; a verb leads to one stage wherever"):
        STANDARD.with_move("negotiation.broken", "settle", "negotiation.assessing")


def test_the_same_move_said_twice_is_one_move() -> None:
    same = STANDARD.with_move("confirmation.pending", "confirm_debt", "confirmation.confirmed", version="2026.1")
    assert same.table == STANDARD.table


@pytest.mark.parametrize(
    ("stage", "complaint"),
    [
        ("limbo.waiting", "the word before the dot must be a phase; 'limbo' is no Phase"),
        ("Reminder.final", "the word before the dot is written 'reminder'"),
    ],
)
def test_a_stage_outside_the_phases_is_refused(stage: str, complaint: str) -> None:
    with pytest.raises(WorkflowError, match=complaint):
        workflow(CLOSABLE | {"confirmation.pending": {"park": stage}, stage: {"give_up": CLOSED}})


def test_a_case_cannot_begin_at_a_stage_that_the_table_does_not_name() -> None:
    with pytest.raises(WorkflowError, match=r"`open_case` starts at confirmation\.pending, which the table does not"):
        workflow({"confirmation.queried": {"reject_debt": CLOSED}})


# --- an impossible move --------------------------------------------------------------------------------------------------


def test_an_impossible_move_says_what_is_possible_here_and_the_way_there() -> None:
    with pytest.raises(NotPossibleError) as refusal:
        STANDARD.move("reminder.scheduled", "confirmation.confirmed", "file_claim")
    assert str(refusal.value) == (
        "Cannot `file_claim` from reminder.scheduled: possible here are `send_reminder`, `close`. The way there: "
        "`send_reminder` > `open_negotiation` > `request_legal` > `approve_legal` > `file_claim`."
    )


def test_what_follows_from_money_and_time_is_no_way_for_anybody() -> None:
    for stage in STANDARD.stages:
        for verb in STANDARD.targets:
            assert BY_MONEY.isdisjoint(STANDARD.way(stage, verb)[:-1])
    said = STANDARD.why_not("negotiation.promised", "record_promise")
    assert said == (
        "Cannot `record_promise` from negotiation.promised: possible here are `replace_promise`, `close`. The promise that "
        "stands is kept or broken by money and time; until then replace it with actions.ReplacePromise(...), or take it back "
        "with actions.WithdrawPromise(...)."
    )
    assert "ReplacePromise" not in STANDARD.why_not("negotiation.assessing", "counter")


def test_the_way_is_one_that_can_be_gone_and_a_shortest_one() -> None:
    for stage in STANDARD.stages:
        for verb in STANDARD.targets:
            way = STANDARD.way(stage, verb)
            here = stage
            for step in way[:-1]:
                here = STANDARD.move(here, "", step)
                assert here != CLOSED
            if way and STANDARD.target_of(verb):
                assert STANDARD.may(here, "", verb)


def test_there_is_no_way_to_a_verb_over_the_end_of_the_case() -> None:
    assert STANDARD.way("feedback.under_review", "reopen") == ()
    assert STANDARD.why_not("feedback.under_review", "reopen").endswith("`decide_legal`, `close`.")


def test_the_way_does_not_lead_over_a_court_where_another_one_does() -> None:
    feedback = STANDARD.way("negotiation.assessing", "submit_feedback")
    assert feedback == (
        *("request_referral", "submit_placement", "approve_referral", "accept_placement"),
        *("return_placement", "submit_feedback"),
    )
    for stage in STANDARD.stages:
        for verb in STANDARD.targets:
            here = stage
            over = [here := STANDARD.move(here, "", step) for step in STANDARD.way(stage, verb)[:-1]]
            if phase_of(stage) is not Phase.LEGAL and any(phase_of(passed) is Phase.LEGAL for passed in over):
                assert phase_of(over[-1]) is Phase.LEGAL, "only a verb that is possible in court is worth going there"


def test_the_way_leads_over_a_court_where_it_starts_there_or_no_other_does() -> None:
    assert STANDARD.way("legal.filed", "enforce") == ("enter_judgment", "enforce")
    assert STANDARD.way("negotiation.assessing", "settle") == ("request_legal", "approve_legal", "settle")


def test_a_misspelt_verb_is_answered_with_the_one_that_was_meant() -> None:
    said = STANDARD.why_not("reminder.scheduled", "file_clame")
    assert said == (
        "Workflow standard 2026.1 has no verb `file_clame`; did you mean `file_claim`? "
        "Possible from reminder.scheduled: `send_reminder`, `close`."
    )
    assert STANDARD.why_not("reminder.scheduled", "xyzzy").startswith("Workflow standard 2026.1 has no verb `xyzzy`. ")


def test_a_misspelt_stage_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(NotPossibleError, match=r"no stage of workflow standard 2026\.1; did you mean 'legal\.filed'"):
        STANDARD.move("legal.fild", "", "settle")
    assert not STANDARD.may("legal.fild", "", "settle")


def test_nothing_but_a_cause_leads_out_of_the_end() -> None:
    assert STANDARD.possible(CLOSED) == ("reopen", "reinstate")


# --- the way back --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["referral.awaiting_approval", "legal.awaiting_approval"])
@pytest.mark.parametrize("origin", ["reminder.exhausted", "negotiation.broken", "negotiation.assessing"])
def test_a_refused_approval_leads_back_to_where_it_was_asked(stage: str, origin: str) -> None:
    assert STANDARD.move(stage, origin, "refuse_approval") == origin


def test_a_refused_approval_leads_back_even_from_a_move_that_the_table_forbids() -> None:
    # A claim was reported for a case that had no business there; refusing it must not leave the case stuck.
    assert not STANDARD.may("reminder.scheduled", "", "request_legal")
    assert STANDARD.move("legal.awaiting_approval", "reminder.scheduled", "refuse_approval") == "reminder.scheduled"


@pytest.mark.parametrize("origin", ["", "referral.placed", CLOSED, "reminder.nowhere"])
def test_a_way_back_to_nowhere_is_not_possible_and_says_so(origin: str) -> None:
    assert not STANDARD.may("referral.awaiting_approval", origin, "refuse_approval")
    assert STANDARD.possible("referral.awaiting_approval", origin) == ("approve_referral", "close")
    with pytest.raises(NotPossibleError) as refusal:
        STANDARD.move("referral.awaiting_approval", origin, "refuse_approval")
    assert "it leads back to where the phase was entered from" in str(refusal.value)
    assert str(refusal.value).endswith("possible here are `approve_referral`, `close`.")
    assert (origin or "not known") in str(refusal.value)


@pytest.mark.parametrize("stage", [stage for stage in STANDARD.stages if stage != CLOSED])
def test_a_case_that_was_closed_by_mistake_is_reinstated_where_it_stood(stage: str) -> None:
    assert STANDARD.move(CLOSED, stage, "reinstate") == stage


# --- what a lender adds ---------------------------------------------------------------------------------------------------

FINAL_NOTICE = [
    ("reminder.awaiting_response", "send_final_notice", "reminder.final_notice"),
    ("reminder.final_notice", "exhaust_reminders", "reminder.exhausted"),
]


def test_a_lender_adds_a_stage_of_their_own_with_its_way_in_and_out() -> None:
    ours = STANDARD.with_moves(FINAL_NOTICE, version="2026.1-house")
    assert ours.label == "standard 2026.1-house"
    assert ours.move("reminder.awaiting_response", "", "send_final_notice") == "reminder.final_notice"
    assert ours.may("reminder.final_notice", "", "close")
    assert not STANDARD.may("reminder.awaiting_response", "", "send_final_notice")
    assert "reminder.final_notice" not in STANDARD.stages


def test_half_a_stage_is_refused_in_or_out() -> None:
    with pytest.raises(WorkflowError, match="dead end"):
        STANDARD.with_moves(FINAL_NOTICE[:1], version="x")
    with pytest.raises(WorkflowError, match="unreachable"):
        STANDARD.with_moves(FINAL_NOTICE[1:], version="x")


def test_the_numbers_of_the_stages_stay_when_stages_are_added() -> None:
    ours = STANDARD.with_moves(FINAL_NOTICE, version="x")
    assert {stage: ours.codes[stage] for stage in STANDARD.stages} == STANDARD.codes
    assert ours.codes["reminder.final_notice"] == len(STANDARD.stages)
    assert list(STANDARD.codes.values()) == list(range(27))


def test_one_more_move_names_itself_in_the_version() -> None:
    ours = STANDARD.with_move("confirmation.confirmed", "request_legal", "legal.awaiting_approval")
    assert ours.version == "2026.1+request_legal"
    assert ours.move("legal.awaiting_approval", "confirmation.confirmed", "refuse_approval") == "confirmation.confirmed"


# --- what the table promises --------------------------------------------------------------------------------------------


def test_every_stage_but_the_last_can_reach_the_end_without_using_close() -> None:
    ending = {CLOSED}
    while True:
        more = {
            stage
            for stage, moves in STANDARD.table.items()
            if any(target in ending for verb, target in moves.items() if verb != "close")
        }
        if more <= ending:
            break
        ending |= more
    assert ending == set(STANDARD.stages)


def test_a_reported_move_is_known_to_lead_somewhere() -> None:
    assert STANDARD.target_of("file_claim") == "legal.filed"
    assert STANDARD.target_of("refuse_approval") is None
    assert STANDARD.target_of("threaten") is None


def test_a_deed_outside_its_phases_is_refused_and_told_where_it_makes_sense() -> None:
    STANDARD.check_deed("reminder.scheduled", "visit")
    with pytest.raises(
        NotPossibleError, match=r"Cannot `visit` in confirmation\.pending: it makes sense in the phases"
    ):
        STANDARD.check_deed("confirmation.pending", "visit")
    with pytest.raises(NotPossibleError, match="`threaten` is no deed of workflow standard"):
        STANDARD.check_deed("reminder.scheduled", "threaten")
    for stage in STANDARD.stages:
        STANDARD.check_deed(stage, "place_hold")


# --- no way around the table --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("machine_class", [DirectMachine, StockMachine])
def test_the_machine_holds_no_models_and_no_jumps_to_a_stage(machine_class: type[DirectMachine]) -> None:
    machine = machine_of(STANDARD, machine_class)
    assert machine.models == []
    assert set(machine.events) == set(STANDARD.targets)
    assert not [event for event in machine.events if event.startswith("to_") or event == "to"]
    for bypass in ("to", "to_closed", "trigger", "state"):
        assert not hasattr(machine, bypass)


@pytest.mark.parametrize("machine_class", [DirectMachine, StockMachine])
def test_a_condition_on_a_way_back_is_the_only_condition_and_there_are_no_callbacks(machine_class: type[Any]) -> None:
    machine = machine_of(STANDARD, machine_class)
    for event in machine.events.values():
        for transitions in event.transitions.values():
            for transition in transitions:
                assert len(transition.conditions) == bool(transition.origin)
                assert not (transition.prepare or transition.before or transition.after)
    for callbacks in (machine.prepare_event, machine.before_state_change, machine.after_state_change):
        assert not callbacks
    assert not (machine.finalize_event or machine.on_exception or machine.has_queue)


def test_a_cursor_can_hold_nothing_but_where_a_case_stands() -> None:
    cursor = Cursor("confirmation.pending")
    assert (cursor.state, cursor.origin) == ("confirmation.pending", "")
    with pytest.raises(AttributeError):
        cursor.to_closed = None  # type: ignore[attr-defined]


def test_a_move_leaves_no_trace_in_the_workflow() -> None:
    before = (STANDARD.table, dict(STANDARD.machine.events))
    STANDARD.move("confirmation.pending", "", "confirm_debt")
    assert (STANDARD.table, dict(STANDARD.machine.events)) == before
    assert STANDARD.starts == dict(STANDARD_STARTS)
