"""A lender's own rulebook, as the stories beside this file are played under: facts from attributes, an advice, a duty."""

from __future__ import annotations

from datetime import date
from typing import Any

from debtflow import Basis, Citation, Dated, FactGroup, Flag, Rulebook, Tone, actions, duty, rule
from debtflow.compliance.facts import Choice
from debtflow.values.codes import Code

POLICY = Citation(instrument="house policy 4", article="2", basis=Basis.HOUSE)


class Band(Code):
    """How likely it is that money comes."""

    LOW = 0
    HIGH = 1


FACTS = FactGroup("house", risk_band=Choice(Band, "the risk band"), consent_given=Flag("the person has consented"))
ANSWER = Dated.constant("house.answer_days", 10, unit="days", cites=POLICY)


@rule(
    "house.consent",
    governs={"send_message"},
    tone=Tone.FORBID,
    cites=POLICY,
    since=date(2026, 1, 1),
    facts=FACTS,
    says="No message without consent",
)
def without_consent(f: Any) -> Any:
    return ~f.consent_given


@rule(
    "house.gently",
    governs=actions.CONTACTS,
    tone=Tone.ADVISE,
    cites=POLICY,
    since=date(2026, 1, 1),
    facts=FACTS,
    says="Who pays anyway is left alone",
)
def left_alone(f: Any) -> Any:
    return f.risk_band == Band.LOW


@duty(
    "house.answer",
    due=lambda f: f.disputed_since + ANSWER,
    discharged_by={"release_hold"},
    cites=POLICY,
    since=date(2026, 1, 1),
    says="A dispute is answered within {answer_days} days",
)
def answer(f: Any) -> Any:
    return f.debt_is_disputed


BOOK = Rulebook("house", "2026.1", [without_consent, left_alone], duties=[answer])
