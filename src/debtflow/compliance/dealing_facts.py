"""The facts about dealings: for what a contact is made, what was sent and when they first spoke, what was consented to.

Those of a notice speak of the borrower, the debt of the case and the firm that asks; the creditor's are also those of
whoever works the debt for it, and where nobody asks (duties) those of the working party alone. Those of a consent speak of the person reached and the party that asks. What is due after a notice is said nowhere
here.
"""

from __future__ import annotations

from dataclasses import replace

from debtflow.compliance.facts import Choice, Count, Day, FactField, FactGroup, Flag, Source
from debtflow.records.consents import ConsentTo
from debtflow.records.purposes import Purpose

__all__ = ["CONSENTS", "NOTICES"]

_NOTICES = [purpose for purpose in Purpose if purpose > Purpose.LIMITED_CONTENT]


_IF_ANY = " if s.dossier.dealings.approaches else 0"


def _sent(purpose: Purpose, which: str) -> FactField:
    return Day(
        f"the day of the {which} {purpose.label} that has not come back",
        source=Source.DOSSIER,
        read=f"s.approach.{which}_sent({int(purpose)}){_IF_ANY}",
    )


NOTICES = FactGroup(
    "notices",
    purpose=replace(
        Choice(Purpose, "the purpose", source=Source.ACTION, read="s.action.purpose if s.is_contact else None"),
        unknowable=True,
    ),
    communicated_on=Day(
        "the first day on which something about the debt was conveyed to the borrower",
        source=Source.DOSSIER,
        read=f"s.approach.communicated_on{_IF_ANY}",
    ),
    talked_on=Day(
        "the first day on which the borrower was spoken with about the debt",
        source=Source.DOSSIER,
        read=f"s.approach.talked_on{_IF_ANY}",
    ),
    days_a_message_stood=Count(
        0,
        4_000_000,
        "the most days for which a message about the debt has stood without coming back",
        source=Source.DOSSIER,
        read=f"s.approach.stood_for(s.day_first){_IF_ANY}",
    ),
    **{f"first_{purpose.name.lower()}_on": _sent(purpose, "first") for purpose in _NOTICES},
    **{f"last_{purpose.name.lower()}_on": _sent(purpose, "last") for purpose in _NOTICES},
    told_of_assignment_on=Day(
        "the day of the first notice of the assignment that has not come back, whoever sent it",
        source=Source.DOSSIER,
        read=f"s.dossier.dealings.first_sent({int(Purpose.ASSIGNMENT_NOTICE)}, s.case.debt.id){_IF_ANY}",
    ),
    asked_where=Count(
        0,
        1_000_000,
        "how often the person reached was asked where somebody else is",
        source=Source.DOSSIER,
        read="s.reached.kept.asked_where",
    ),
)


def _consent(meaning: str, denied: str, found: str) -> FactField:
    return Flag(meaning, denied=denied, source=Source.DOSSIER, read=f"{found} if s.reached.dealings.consents else 0")


CONSENTS = FactGroup(
    "consents",
    agreed_to_calls_on=Day(
        "the day of the consent to be called since which they have not spoken by telephone",
        source=Source.DOSSIER,
        read="s.reached.dealings.agreed_to_calls_on(s.actor.party, s.about, s.day)"
        " if s.reached.dealings.consents else 0",
    ),
    days_since_consent_to_calls=Count(
        -4_000_000,
        4_000_000,
        "days since that consent",
        source=Source.DOSSIER,
        derive=lambda f: f.today - f.agreed_to_calls_on,
    ),
    consented_to_hours=_consent(
        "they consented to be reached at this hour",
        "they did not consent to be reached at this hour",
        "s.consents_to_hours",
    ),
    consented_to_point=_consent(
        "they consented to be reached at this contact point",
        "they did not consent to be reached at this contact point",
        "s.consents_to_point",
    ),
    consented_to_telling_this_person=Flag(
        "the borrower consented that this person is spoken to",
        denied="the borrower did not consent that this person is spoken to",
        source=Source.DOSSIER,
        read="s.consents_to_telling if s.dossier.dealings.consents else 0",
    ),
    consented_to_reporting=Flag(
        "the borrower consented to reports to credit bureaus",
        denied="the borrower did not consent to reports to credit bureaus",
        source=Source.DOSSIER,
        read=f"len(s.dossier.dealings.consented({int(ConsentTo.CREDIT_REPORTING)}, 'creditor', s.about, s.day)) > 0",
    ),
    consented_to_sharing=Flag(
        "the borrower consented that their data go to another controller",
        denied="the borrower did not consent that their data go to another controller",
        source=Source.DOSSIER,
        read=f"len(s.dossier.dealings.consented({int(ConsentTo.DATA_SHARING)}, 'creditor', s.about, s.day)) > 0",
    ),
    answers_their_message=Flag(
        "something that they sent by this means waits for an answer",
        denied="nothing that they sent by this means waits for an answer",
        source=Source.DOSSIER,
        read="s.reached.dealings.waits(s.actor.party, s.channel) if s.reached.dealings.waiting else 0",
    ),
    minutes_since_call_in_vain=Count(
        0,
        525_600,
        "minutes since this contact point was last called in vain",
        source=Source.DOSSIER,
        read="s.minutes_since_call_in_vain",
        unit="minutes",
    ),
)
