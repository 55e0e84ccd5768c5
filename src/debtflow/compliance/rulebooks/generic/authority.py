"""Who may act on a debt, and what a second person has to see.

Contacts are governed by custody alone (`generic.custody`, in `conduct`): there even the creditor steps back. Everything
else is asked for by whoever works the debt, or by the creditor; the sets of what is left to others are in
`records.actions`.
"""

from __future__ import annotations

from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.rulebooks.generic.citations import ALWAYS, policy, practice
from debtflow.compliance.rules import EVERYTHING, Rule, rule
from debtflow.expressions import Symbol, one_of
from debtflow.records.actions import CONTACTS, CREDITORS_OWN
from debtflow.records.findings import Tone
from debtflow.records.stages import Outcome
from debtflow.values.law import Dated

__all__ = ["RULES"]

WAIVER_PERMILLE = Dated.constant(
    "house.waiver_authority_permille", 50, unit="permille", cites=policy("authority limits")
)

# ---- who acts ------------------------------------------------------------------------------------------------------


@rule(
    "generic.stranger",
    governs=EVERYTHING,
    spares=CONTACTS | CREDITORS_OWN,
    tone=Tone.FORBID,
    cites=practice("know who acts for whom"),
    since=ALWAYS,
    unless=lambda f: f.actor_ends_own_part,
    says={
        "en": "Whoever asks neither works this debt nor is its creditor",
        "zh": "申请人既非债权人,亦非受托处理该债务的一方",
    },
    lifted_by=("placement with whoever asks", "asking as the creditor"),
)
def stranger(f: FactSymbols) -> Symbol:
    return ~f.actor_is_creditor & ~f.actor_has_custody


@rule(
    "generic.creditors_own",
    governs=CREDITORS_OWN,
    tone=Tone.FORBID,
    cites=practice("the creditor decides what becomes of the debt"),
    since=ALWAYS,
    says={"en": "This is the creditor's to decide, whoever works the debt", "zh": "该事项只能由债权人决定"},
    lifted_by=("asking as the creditor",),
)
def creditors_own(f: FactSymbols) -> Symbol:
    return ~f.actor_is_creditor


# ---- second persons ------------------------------------------------------------------------------------------------


@rule(
    "generic.four_eyes",
    governs={"approve_referral", "approve_legal"},
    tone=Tone.FORBID,
    cites=practice("approver and asker differ"),
    since=ALWAYS,
    says={"en": "Who proposed a placement or asked for legal action cannot approve it", "zh": "提议人不得自行批准"},
    lifted_by=("approval by somebody else",),
)
def four_eyes(f: FactSymbols) -> Symbol:
    return f.actor_proposed_it


@rule(
    "generic.forgiveness",
    governs={"close", "reject_debt"},
    tone=Tone.APPROVE,
    cites=policy("authority limits"),
    since=ALWAYS,
    applies=lambda f: f.owed > 0,
    says={"en": "Ending a case with money still owed needs a second person", "zh": "仍有欠款时结案须经第二人批准"},
)
def forgiveness(f: FactSymbols) -> Symbol:
    # What is cured is owed later, and what is paid in full is not owed: neither can be asked for where it is not so.
    return ~one_of(f.outcome, Outcome.CURED, Outcome.PAID_IN_FULL)


@rule(
    "generic.waive_beyond_authority",
    governs={"waive"},
    tone=Tone.APPROVE,
    cites=policy("authority limits"),
    since=ALWAYS,
    says={
        "en": "Waiving more than {waiver_authority_permille} permille of what is owed, with all that was waived before, "
        "needs a second person",
        "zh": "累计减免超过千分之{waiver_authority_permille}须经第二人批准",
    },
)
def waive_beyond_authority(f: FactSymbols) -> Symbol:
    return f.waived_permille_in_all > WAIVER_PERMILLE


@rule(
    "generic.charge_off",
    governs={"charge_off"},
    tone=Tone.APPROVE,
    cites=policy("authority limits"),
    since=ALWAYS,
    says={"en": "Taking a loss in the books needs a second person", "zh": "核销须经第二人批准"},
)
def charge_off(f: FactSymbols) -> Symbol:
    return f.owed >= 1


@rule(
    "generic.waiver",
    governs={"activate_arrangement"},
    tone=Tone.APPROVE,
    cites=policy("authority limits"),
    since=ALWAYS,
    says={"en": "An arrangement that gives up part of the debt needs a second person", "zh": "减免须经第二人批准"},
)
def waiver(f: FactSymbols) -> Symbol:
    return f.waived_by_offer > 0


@rule(
    "generic.break_kept_arrangement",
    governs={"break_arrangement"},
    tone=Tone.APPROVE,
    cites=policy("authority limits"),
    since=ALWAYS,
    says={"en": "Ending an arrangement of which nothing is late needs a second person", "zh": "终止正常履约须经批准"},
)
def break_kept_arrangement(f: FactSymbols) -> Symbol:
    return f.arrangement_kept


@rule(
    "generic.complete_short",
    governs={"complete_arrangement"},
    tone=Tone.APPROVE,
    cites=policy("authority limits"),
    since=ALWAYS,
    says={
        "en": "Taking an arrangement for fulfilled that gives up money needs a second person",
        "zh": "减免须经第二人批准",
    },
)
def complete_short(f: FactSymbols) -> Symbol:
    return f.given_up_if_completed > 0


RULES: tuple[Rule, ...] = (
    stranger,
    creditors_own,
    four_eyes,
    forgiveness,
    waive_beyond_authority,
    charge_off,
    waiver,
    break_kept_arrangement,
    complete_short,
)
