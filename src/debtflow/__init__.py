"""Collection of overdue consumer debts: typed cases, driven through a checked workflow under cited rules.

The floors, from the ground up (a floor imports only from those below it):

    expressions   a language of one page that knows no debt
    values        money, dates, law
    records       the nouns of the trade, and what happens to them
    lifecycle     the table of moves; the case, the dossier and the register as folds of events
    compliance    facts, rules, rulebooks, decisions
    casework      deciding, applying, following up; the log and its stores; the caseload
    tapes, reports, testing, cli   the faces

This is the face of the library: names, no logic. It is no legal advice.
"""

from __future__ import annotations

from debtflow.casework.applying import Permit
from debtflow.casework.caseload import Caseload
from debtflow.casework.observing import Happened, observer
from debtflow.casework.outcomes import Done, Outcome, Pending, Recorded, Refused
from debtflow.compliance.books import Rulebook
from debtflow.compliance.counting import Contacts
from debtflow.compliance.decisions import Decision
from debtflow.compliance.duties import Duty, DutyState, Owed, Scope, duty
from debtflow.compliance.facts import Amount, Choice, Count, Day, FactGroup, Flag, Minute, Reckoned
from debtflow.compliance.hooks import Check, check
from debtflow.compliance.reach import Reach
from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.rules import EVERYTHING, Factors, Rule, rule
from debtflow.errors import DebtflowError
from debtflow.expressions import between, count, earliest, latest, one_of, where
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.lifecycle.limitation import limitation_of
from debtflow.lifecycle.workflow import STANDARD, Workflow
from debtflow.records import actions, events
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms, equal_instalments
from debtflow.records.buckets import CHINA_MONTHS, US_THIRTIES, Bucket, Buckets
from debtflow.records.components import Component
from debtflow.records.contacts import CallResult, MessageResult
from debtflow.records.debts import Balance, Debt, Instalment, Obligor, Relation
from debtflow.records.findings import Finding, Tone
from debtflow.records.holds import Block, Hold, HoldKind, HoldSource, Hours
from debtflow.records.limitation import Interruption, LimitationLaw, Obstacle
from debtflow.records.parties import Actor, Agency, Borrower, Channel, Collector, ContactPoint, Licence
from debtflow.records.proceedings import EndOfProceedings, Measure, Queried, ReopenCause, RiskSignal
from debtflow.records.stages import Custody, Phase, Role
from debtflow.records.stages import Outcome as CaseOutcome
from debtflow.records.terms import (
    AccrualTerms,
    AmountCap,
    Anchor,
    DelinquencyTerms,
    OnWhat,
    Pause,
    RateCap,
    Terms,
)
from debtflow.records.waterfalls import Waterfall
from debtflow.values.calendars import WorkingDays
from debtflow.values.codes import Code
from debtflow.values.daycounts import DayCount
from debtflow.values.law import Basis, Citation, Dated, Jurisdiction
from debtflow.values.money import Money
from debtflow.values.rates import Rate

__version__ = "0.1.0"

__all__ = [
    "CHINA_MONTHS",
    "EVERYTHING",
    "STANDARD",
    "US_THIRTIES",
    "AccrualTerms",
    "Actor",
    "Agency",
    "Amount",
    "AmountCap",
    "Anchor",
    "ArrangementKind",
    "ArrangementTerms",
    "Balance",
    "Basis",
    "Block",
    "Borrower",
    "Bucket",
    "Buckets",
    "CallResult",
    "Case",
    "CaseOutcome",
    "Caseload",
    "Channel",
    "Check",
    "Choice",
    "Citation",
    "Code",
    "Collector",
    "Component",
    "ContactPoint",
    "Contacts",
    "Count",
    "Custody",
    "Dated",
    "Day",
    "DayCount",
    "Debt",
    "DebtflowError",
    "Decision",
    "DelinquencyTerms",
    "Done",
    "Dossier",
    "Duty",
    "DutyState",
    "EndOfProceedings",
    "FactGroup",
    "Factors",
    "Finding",
    "Flag",
    "Happened",
    "Hold",
    "HoldKind",
    "HoldSource",
    "Hours",
    "Instalment",
    "Interruption",
    "Jurisdiction",
    "Licence",
    "LimitationLaw",
    "Measure",
    "MessageResult",
    "Minute",
    "Money",
    "Obligor",
    "Obstacle",
    "OnWhat",
    "Outcome",
    "Owed",
    "Pause",
    "Pending",
    "Permit",
    "Phase",
    "Queried",
    "Rate",
    "RateCap",
    "Reach",
    "Reckoned",
    "Recorded",
    "Refused",
    "Relation",
    "ReopenCause",
    "RiskSignal",
    "Role",
    "Rule",
    "Rulebook",
    "Scope",
    "Terms",
    "Tone",
    "Waterfall",
    "Workflow",
    "WorkingDays",
    "actions",
    "between",
    "catalogue",
    "check",
    "count",
    "duty",
    "earliest",
    "equal_instalments",
    "events",
    "latest",
    "limitation_of",
    "observer",
    "one_of",
    "rule",
    "where",
]
