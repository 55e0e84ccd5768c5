"""India: the Reserve Bank's hours for recovery calls, and the draft of 2026 as an option.

Known from the press and, for microfinance, from general knowledge; no official text was read. One time zone holds for all
of the country. This is no legal advice.
"""

from __future__ import annotations

from datetime import date

from debtflow.compliance.books import Rulebook
from debtflow.compliance.facts import FactGroup, FactSymbols, Flag, Source
from debtflow.compliance.reach import Reach
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.actions import CONTACTS
from debtflow.records.findings import Tone
from debtflow.values.law import Basis, Citation, Dated, Jurisdiction

__all__ = ["OPTIONS", "RULEBOOK", "RULES"]

MICRO = FactGroup(
    "microfinance",
    is_microfinance=Flag(
        "the debt is a microfinance loan",
        denied="the debt is no microfinance loan",
        source=Source.LENDER,
        read="s.case.debt.product == 'microfinance'",
    ),
)
"""What these rules read besides the facts that every rule knows."""

CIRCULAR_SINCE = date(2022, 8, 12)
CIRCULAR = Citation(
    instrument="RBI circular on recovery agents (2022-08-12)",
    article="hours",
    source="press of 2022-08-12 and 2022-08-13",
    basis=Basis.SECONDARY,
)
OPENS = Dated("in.rbi.opens", {CIRCULAR_SINCE: 8 * 60}, unit="minute of day", cites=CIRCULAR)
CLOSES = Dated("in.rbi.closes", {CIRCULAR_SINCE: 19 * 60}, unit="minute of day", cites=CIRCULAR)


# As summarised: regulated entities and their agents make no recovery call before eight in the morning and after seven in
# the evening; microfinance loans are excepted. Of the boundary minutes 08:00 is taken as allowed and 19:00 is not.
@rule(
    "in.rbi.hours",
    governs={"place_call"},
    tone=Tone.FORBID,
    cites=CIRCULAR,
    since=CIRCULAR_SINCE,
    facts=MICRO,
    applies=lambda f: ~f.is_microfinance,
    says="No recovery call before {opens} or from {closes} on",
)
def hours(f: FactSymbols) -> Symbol:
    return (f.minute_earliest < OPENS) | (f.minute_latest >= CLOSES)


MICRO_SINCE = date(2022, 4, 1)
DIRECTIONS = Citation(
    instrument="RBI directions on microfinance loans (2022)",
    article="hours of recovery",
    source="general knowledge, the first day among it",
    basis=Basis.MEMORY,
)
MICRO_OPENS = Dated("in.rbi.microfinance_opens", {MICRO_SINCE: 9 * 60}, unit="minute of day", cites=DIRECTIONS)
MICRO_CLOSES = Dated("in.rbi.microfinance_closes", {MICRO_SINCE: 18 * 60}, unit="minute of day", cites=DIRECTIONS)


# As remembered: of microfinance loans nothing is recovered before nine in the morning and after six in the evening.
@rule(
    "in.rbi.microfinance",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=DIRECTIONS,
    since=MICRO_SINCE,
    reach=Reach(products=frozenset({"microfinance"})),
    facts=MICRO,
    applies=lambda f: f.is_microfinance,
    says="Of a microfinance loan nothing is recovered before {microfinance_opens} or from {microfinance_closes} on",
)
def microfinance(f: FactSymbols) -> Symbol:
    return (f.minute_earliest < MICRO_OPENS) | (f.minute_latest >= MICRO_CLOSES)


# ---- the draft of 2026: three options, of one reason ------------------------------------------------------------------

DRAFT_SINCE = date(2026, 7, 1)
DRAFT = Citation(
    instrument="RBI Second Amendment Directions (draft of 2026-02-12)",
    article="conduct of recovery",
    source="a press release of the bank, press of 2026-02-13 and the opening of the draft",
    basis=Basis.SECONDARY,
)
DRAFT_OPENS = Dated("in.rbi.2026.opens", {DRAFT_SINCE: 8 * 60}, unit="minute of day", cites=DRAFT)
DRAFT_CLOSES = Dated("in.rbi.2026.closes", {DRAFT_SINCE: 19 * 60}, unit="minute of day", cites=DRAFT)


# As summarised of a draft: from eight in the morning to seven in the evening. It is not said to be of calls alone.
@rule(
    "in.rbi.2026.hours",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=DRAFT,
    since=DRAFT_SINCE,
    says="Nobody is contacted before {opens} or from {closes} on",
)
def draft_hours(f: FactSymbols) -> Symbol:
    return (f.minute_earliest < DRAFT_OPENS) | (f.minute_latest >= DRAFT_CLOSES)


# As summarised of a draft: only the borrower and the guarantor are contacted.
@rule(
    "in.rbi.2026.target",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=DRAFT,
    since=DRAFT_SINCE,
    says="Only the borrower and the guarantor are contacted",
    lifted_by=("contact with the borrower or a guarantor",),
)
def draft_target(f: FactSymbols) -> Symbol:
    return f.reaches_third_person


# As summarised of a draft: not at times at which the borrower asked not to be called, nor in a bereavement, a calamity, a
# wedding or a festival of theirs. Each is told as an inconvenient time: its hours or weekdays, with its first and last day.
@rule(
    "in.rbi.2026.times",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=DRAFT,
    since=DRAFT_SINCE,
    says="They asked not to be contacted now, or it is a time of bereavement, calamity, wedding or festival for them",
    lifted_by=("the end of that time",),
)
def draft_times(f: FactSymbols) -> Symbol:
    return f.hold_inconvenient_time_or_place


RULES: tuple[Rule, ...] = (hours, microfinance)
_A_DRAFT = "a draft, with effect from 2026-07-01 as it says; whether it was issued so was not found"
OPTIONS = tuple((each, _A_DRAFT) for each in (draft_hours, draft_target, draft_times))
"""Rules that hold only where they are asked for, and why they do not otherwise."""

RULEBOOK = Rulebook("india", "2026.1", RULES, reach=Reach(jurisdictions=frozenset({Jurisdiction.INDIA})))
"""The rules of India that are stated so far."""
