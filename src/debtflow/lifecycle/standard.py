"""The standard table of moves: data, and nothing but data.

Every legal move of the standard workflow stands here as (stage: verb -> stage). The machine, the diagram, the table
in the docs and every check are derived from it; no other room knows which move is legal. Choices are separate verbs,
so each (stage, verb) has one target; `BACK` leads to the stage from which the phase was entered; `EVERYWHERE` names
moves that every stage but the last allows. A second table says in which phases a deed makes sense.
"""

from __future__ import annotations

from collections.abc import Mapping

from debtflow.records.stages import Outcome, Phase

__all__ = ["BACK", "CLOSED", "CLOSING_OUTCOMES", "EVERYWHERE", "STANDARD_DEEDS", "STANDARD_MOVES", "STANDARD_STARTS"]

BACK = "<back>"
EVERYWHERE = "<everywhere>"
CLOSED = "closed"

STANDARD_STARTS: Mapping[str, str] = {"open_case": "confirmation.pending", "watch": "watch.monitoring"}
"""The verbs that begin a case, and the stage at which it then stands."""

STANDARD_MOVES: Mapping[str, Mapping[str, str]] = {
    EVERYWHERE: {"close": CLOSED},
    "watch.monitoring": {"open_case": "confirmation.pending", "dismiss_watch": CLOSED},
    "confirmation.pending": {
        "confirm_debt": "confirmation.confirmed",
        "query_debt": "confirmation.queried",
        "reject_debt": CLOSED,
    },
    "confirmation.queried": {"confirm_debt": "confirmation.confirmed", "reject_debt": CLOSED},
    "confirmation.confirmed": {
        "start_reminders": "reminder.scheduled",
        "open_negotiation": "negotiation.assessing",
    },
    "reminder.scheduled": {"send_reminder": "reminder.awaiting_response"},
    "reminder.awaiting_response": {
        "send_reminder": "reminder.awaiting_response",
        "start_tracing": "reminder.tracing",
        "open_negotiation": "negotiation.assessing",
        "exhaust_reminders": "reminder.exhausted",
    },
    "reminder.tracing": {
        "contact_found": "reminder.awaiting_response",
        "exhaust_reminders": "reminder.exhausted",
    },
    "reminder.exhausted": {
        "open_negotiation": "negotiation.assessing",
        "request_referral": "referral.selecting",
        "request_legal": "legal.awaiting_approval",
    },
    "negotiation.assessing": {
        "propose": "negotiation.offered",
        "record_promise": "negotiation.promised",
        "request_referral": "referral.selecting",
        "request_legal": "legal.awaiting_approval",
    },
    "negotiation.offered": {
        "activate_arrangement": "negotiation.arrangement_active",
        "counter": "negotiation.offered",
        "decline": "negotiation.assessing",
        "lapse": "negotiation.assessing",
    },
    "negotiation.promised": {
        "keep_promise": "negotiation.assessing",
        "break_promise": "negotiation.broken",
        "replace_promise": "negotiation.promised",
    },
    "negotiation.arrangement_active": {
        "miss_instalment": "negotiation.arrangement_active",
        "break_arrangement": "negotiation.broken",
        "complete_arrangement": CLOSED,
        "end_arrangement": "negotiation.assessing",
    },
    "negotiation.broken": {
        "open_negotiation": "negotiation.assessing",
        "request_referral": "referral.selecting",
        "request_legal": "legal.awaiting_approval",
    },
    "referral.selecting": {"submit_placement": "referral.awaiting_approval", "withdraw_referral": BACK},
    "referral.awaiting_approval": {
        "approve_referral": "referral.awaiting_acceptance",
        "refuse_approval": BACK,
    },
    "referral.awaiting_acceptance": {
        "accept_placement": "referral.placed",
        "refuse_placement": "referral.selecting",
    },
    "referral.placed": {
        "request_recall": "referral.placed",
        "recall": "referral.recall_pending",
        "return_placement": "feedback.awaiting_report",
    },
    "referral.recall_pending": {"confirm_stop_work": "feedback.awaiting_report"},
    "referral.cooling_off": {"place_again": "referral.selecting"},
    "legal.awaiting_approval": {"approve_legal": "legal.pre_action", "refuse_approval": BACK},
    "legal.pre_action": {
        "issue_demand": "legal.pre_action",
        "file_claim": "legal.filed",
        "settle": "negotiation.offered",
    },
    "legal.filed": {
        "enter_judgment": "legal.judgment",
        "settle": "negotiation.offered",
        "withdraw_claim": "feedback.awaiting_report",
        "dismiss": "feedback.awaiting_report",
    },
    "legal.judgment": {
        "enforce": "legal.enforcement",
        "settle": "negotiation.offered",
        "end_legal": "feedback.awaiting_report",
    },
    "legal.enforcement": {"settle": "negotiation.offered", "end_legal": "feedback.awaiting_report"},
    "feedback.awaiting_report": {"submit_feedback": "feedback.under_review"},
    "feedback.under_review": {
        "decide_negotiate": "negotiation.assessing",
        "decide_place_again": "referral.cooling_off",
        "decide_legal": "legal.awaiting_approval",
    },
    CLOSED: {"reopen": "confirmation.pending", "reinstate": BACK},
}

BY_MONEY = frozenset({"keep_promise", "break_promise", "end_arrangement"})
"""Verbs that nobody asks for: whether a promise was kept, and what is overdue after an arrangement, the ledger says."""

CLOSING_OUTCOMES: Mapping[str, Outcome] = {
    "reject_debt": Outcome.WITHDRAWN_ERROR,
    "dismiss_watch": Outcome.CURED,
    "complete_arrangement": Outcome.RESTRUCTURED,
}
"""The outcome that a verb leading to the end implies; `close` names its own."""

_WORKED = frozenset(Phase) - {Phase.WATCH, Phase.CLOSED}

STANDARD_DEEDS: Mapping[str, frozenset[Phase]] = {
    "place_call": _WORKED,
    "send_message": _WORKED,
    "visit": _WORKED - {Phase.CONFIRMATION},
    "report_credit": _WORKED - {Phase.CONFIRMATION},
    "note_promise": _WORKED - {Phase.CONFIRMATION},
    "withdraw_promise": _WORKED,
    "place_hold": frozenset(Phase),
    "amend_hold": frozenset(Phase),
    "release_hold": frozenset(Phase),
    "review_decision": frozenset(Phase),
    "waive": frozenset(Phase),
    "charge_off": frozenset(Phase),
}
"""In which phases each deed makes sense."""
