"""The bankruptcy stay (11 USC 362, 524) and the Servicemembers Civil Relief Act: what binds every creditor."""

from __future__ import annotations

from datetime import date

from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.rulebooks.us_federal.citations import BANKRUPTCY, SCRA, statute
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.actions import CONTACTS, LITIGATION, REFERRAL
from debtflow.records.findings import Tone
from debtflow.values.law import Basis

__all__ = ["RULES"]

CODE_SINCE = date(1979, 10, 1)
"""The first day of the Bankruptcy Code."""
RELIEF_SINCE = date(2003, 12, 19)
"""The first day of the Act as it was restated."""


# As summarised: the petition stays every act to collect, assess or recover a claim that arose before it, and the beginning
# or continuation of suits, until the case is closed or dismissed or a discharge is granted or denied.
@rule(
    "us.bankr.stay",
    governs=CONTACTS | REFERRAL | LITIGATION,
    tone=Tone.FORBID,
    cites=statute(BANKRUPTCY, "362(a), (c), (k)"),
    since=CODE_SINCE,
    says="A bankruptcy petition stays every act to collect; what is left is a proof of claim",
    lifted_by=("the end of the stay: the case closed or dismissed, or a discharge denied",),
)
def stay(f: FactSymbols) -> Symbol:
    return f.hold_insolvency_stay


# From general knowledge: a discharge enjoins every act to collect the debt as a personal liability.
@rule(
    "us.bankr.discharge",
    governs=CONTACTS | REFERRAL | LITIGATION,
    tone=Tone.FORBID,
    cites=statute(BANKRUPTCY, "524(a)", Basis.MEMORY),
    since=CODE_SINCE,
    says="The debt was discharged in bankruptcy and may not be collected",
)
def discharge(f: FactSymbols) -> Symbol:
    return f.hold_discharged


# As summarised: before judgment by default, the plaintiff files an affidavit whether the defendant is in military service.
@rule(
    "us.scra.default_judgment",
    governs={"enter_judgment"},
    tone=Tone.FORBID,
    cites=statute(SCRA, "3931(b)"),
    since=RELIEF_SINCE,
    applies=lambda f: f.judgment_by_default,
    says="Judgment by default needs an affidavit whether the person is in military service",
    lifted_by=("an affidavit of military status",),
)
def default_judgment(f: FactSymbols) -> Symbol:
    return ~f.military_affidavit


# As summarised: in military service, no judgment by default without counsel for the person, and proceedings are stayed for
# at least ninety days on application or on the court's own motion. Whether they are is the court's to say: place a hold
# of stayed proceedings with its dates.
@rule(
    "us.scra.service",
    governs={"enter_judgment"},
    tone=Tone.APPROVE,
    cites=statute(SCRA, "3931(b)(2) and (3), (d), 3932"),
    since=RELIEF_SINCE,
    says="The person is in military service: counsel, a bond or a stay may be due; a second person looks at it",
    lifted_by=("the end of the service",),
)
def service(f: FactSymbols) -> Symbol:
    return f.hold_military_protection


# From general knowledge: the execution of a judgment may be stayed as well; that section was not read.
@rule(
    "us.scra.execution",
    governs={"enforce"},
    tone=Tone.APPROVE,
    cites=statute(SCRA, "3934", Basis.MEMORY),
    since=RELIEF_SINCE,
    says="The person is in military service: execution may be stayed; a second person looks at it",
    lifted_by=("the end of the service",),
)
def execution(f: FactSymbols) -> Symbol:
    return f.hold_military_protection


RULES: tuple[Rule, ...] = (stay, discharge, default_judgment, service, execution)
