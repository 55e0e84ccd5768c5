"""China: limitation of actions, by the Civil Code, articles 188 to 203, and the rules of the Supreme People's Court.

Expiry is a defence of whoever owes, and no bar: nobody is forbidden to sue, a court neither raises it nor explains it, and
what was agreed or paid after it cannot be undone. So these rules refuse nothing; they note it, and whoever approves legal
action reads it.
"""

from __future__ import annotations

from typing import Final

from debtflow.compliance.facts import Day, FactGroup, FactSymbols, Source
from debtflow.compliance.limitation_facts import LIMITATION as TOLD
from debtflow.compliance.limitation_facts import last_day_by
from debtflow.compliance.rulebooks.china.codes import CIVIL_CODE, CODE_SINCE, cited
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol
from debtflow.records.findings import Tone
from debtflow.records.limitation import Interruption, LimitationLaw, Obstacle
from debtflow.values.calendars import CHINA_WORKING_DAYS
from debtflow.values.law import Basis, Citation, Dated

__all__ = ["FACTS", "LIMITATION", "RULES"]

PERIOD = Dated(
    "cn.limitation.months",
    {CODE_SINCE: 36},
    unit="months",
    cites=cited(CIVIL_CODE, "articles 188, 189 and 201 to 203"),
)
OUTER = Dated("cn.limitation.outer_months", {CODE_SINCE: 240}, unit="months", cites=cited(CIVIL_CODE, "article 188"))
LAST_MONTHS = Dated("cn.limitation.last_months", {CODE_SINCE: 6}, unit="months", cites=cited(CIVIL_CODE, "article 194"))

LIMITATION: Final = LimitationLaw(
    # As summarised: three years from when the creditor knows of the right and who owes; of a debt in instalments, from the day
    # on which the last is due (188, 189). The first day is not counted, the period ends on the corresponding day, at the
    # end of a month that has none, and after a statutory day of rest on the next day (201 to 203).
    months=PERIOD.on(CODE_SINCE.toordinal()),
    working_days=CHINA_WORKING_DAYS,
    # As summarised: a demand that reaches or should reach who owes, their consent to pay, suit or arbitration and what is like
    # it interrupt the period, which then runs anew, after a suit from the end of the proceedings (195). Part payment, a promise
    # of instalments, a request for time and security are consent; an assignment notice counts as it arrives (SPC rules).
    interrupted_by=frozenset(Interruption),
    # As summarised: who has consented to pay after expiry can no longer invoke it (192).
    revived_by=frozenset({Interruption.ACKNOWLEDGED, Interruption.ACKNOWLEDGED_IN_WRITING}),
    # As summarised: an obstacle in the last six months of the period suspends it; it is complete six months after that is gone (194).
    held_up_by=frozenset(Obstacle) - {Obstacle.MILITARY_SERVICE},
    last_months=LAST_MONTHS.on(CODE_SINCE.toordinal()),
    # As summarised: after twenty years the courts no longer protect it (188).
    outer_months=OUTER.on(CODE_SINCE.toordinal()),
)
"""The period of limitation of the PRC, for `limitation_of`."""


FACTS = FactGroup(
    "cn_limitation",
    cn_limitation_ends_on=Day(
        "the last day of the period of limitation by the Civil Code", source=Source.CASE, read=last_day_by(LIMITATION)
    ),
)
"""What these rules read besides the facts that every rule knows."""


# As summarised: after the period has ended who owes may refuse to pay; the court does not raise it.
@rule(
    "cn.limitation",
    governs={"request_legal", "approve_legal", "file_claim"},
    tone=Tone.ADVISE,
    cites=cited(CIVIL_CODE, "articles 188 to 203; SPC rules on limitation, articles 2, 3, 8 to 12, 14, 15 and 17"),
    since=CODE_SINCE,
    facts=(FACTS, TOLD),
    says={
        "en": "The three years of limitation have ended; the person may refuse to pay on that ground, though the court does not raise it",
        "zh": "三年诉讼时效期间已届满，义务人可以提出不履行义务的抗辩",
    },
    lifted_by=("their consent to pay",),
)
def ended(f: FactSymbols) -> Symbol:
    return f.today > f.cn_limitation_ends_on


# As remembered, of how expiry bears on what is said: nothing bars a reminder, but to threaten suit as if the debt were not
# past its time may mislead.
@rule(
    "cn.limitation.threat",
    governs={"issue_demand"},
    tone=Tone.ADVISE,
    cites=Citation(
        instrument=CIVIL_CODE,
        article="articles 192 and 193, as they bear on a threat of suit",
        source="general knowledge",
        basis=Basis.MEMORY,
    ),
    since=CODE_SINCE,
    facts=(FACTS, TOLD),
    says={
        "en": "The three years of limitation have ended; a demand that threatens suit as if it had not may mislead",
        "zh": "三年诉讼时效期间已届满，以起诉相催告可能构成误导",
    },
    lifted_by=("their consent to pay",),
)
def threatened(f: FactSymbols) -> Symbol:
    return f.today > f.cn_limitation_ends_on


RULES: tuple[Rule, ...] = (ended, threatened)
