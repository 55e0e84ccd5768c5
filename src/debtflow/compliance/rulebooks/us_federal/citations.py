"""What the federal rules of the United States cite, whom they bind, and the facts that they alone read.

What is marked as verified was read in a copy of the text, whose date stands with it: laws change, so look again before
leaning on it. The rest says how it is known.
"""

from __future__ import annotations

from datetime import date

from debtflow.compliance.counting import CALLS
from debtflow.compliance.facts import Count, Day, FactGroup, FactSymbols, Flag, Reckoned, Source, attribute_value
from debtflow.compliance.limitation_facts import Told, as_fact
from debtflow.compliance.reach import Reach
from debtflow.compliance.situation import Situation
from debtflow.expressions import Symbol, one_of
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.limitation import limitation_of
from debtflow.records.holds import HoldKind
from debtflow.records.limitation import Course, Obstacle, Step, with_days_left_out
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Role
from debtflow.values.calendars import US_FEDERAL_WORKING_DAYS
from debtflow.values.dates import day_number
from debtflow.values.law import Basis, Citation, Dated

__all__ = [
    "BANKRUPTCY",
    "COLLECTORS",
    "CONSENT_DAYS",
    "FCRA",
    "FDCPA",
    "FDCPA_SINCE",
    "REG_F_SINCE",
    "SCRA",
    "US",
    "by_a_collector",
    "limitation",
    "regulation_f",
    "statute",
]

REG_F_SINCE = date(2021, 11, 30)
FDCPA_SINCE = date(1978, 3, 20)
"""The first day of the Act."""

COLLECTORS = Reach(roles=frozenset({Role.AGENCY, Role.LAW_FIRM, Role.ASSIGNEE}))
"""Who collects debts owed to another, or bought them: by 15 USC 1692a(6) the creditor in its own name is none."""


_READ_ON = date(2026, 11, 23)


def regulation_f(section: str, basis: Basis = Basis.VERIFIED) -> Citation:
    """A place in Regulation F or its official interpretations."""
    return Citation(
        instrument="Regulation F (12 CFR 1006)",
        article=section,
        source="a copy of the code and of Supplement I with the text of 86 FR 5766 and 86 FR 5854; no later amendment was found",
        basis=basis,
        checked_on=_READ_ON,
    )


def statute(title: str, place: str, basis: Basis = Basis.VERIFIED) -> Citation:
    """A place in a statute, by the name of the Act with its title of the United States Code."""
    source = "a copy of the United States Code of April 2023" if basis.is_verified else "general knowledge"
    return Citation(instrument=title, article=place, source=source, basis=basis, checked_on=_READ_ON)


FDCPA = "Fair Debt Collection Practices Act (15 USC 1692)"
FCRA = "Fair Credit Reporting Act (15 USC 1681)"
BANKRUPTCY = "Bankruptcy Code (11 USC)"
SCRA = "Servicemembers Civil Relief Act (50 USC 3901)"


def by_a_collector(f: FactSymbols) -> Symbol:
    """Who asks is a debt collector: an agency, a law firm or a buyer of the debt, and not the creditor in its own name."""
    return one_of(f.actor_role, Role.AGENCY, Role.LAW_FIRM, Role.ASSIGNEE)


CONSENT_DAYS = Dated(
    "us.regf.consent_days", {REG_F_SINCE: 7}, unit="days", cites=regulation_f("1006.14(b)(3)(i) and comments")
)
RECEIPT_WORKING_DAYS = Dated(
    "us.regf.receipt_working_days", {REG_F_SINCE: 5}, unit="days", cites=regulation_f("1006.34(b)(5), comments 1 and 2")
)
VALIDATION_DAYS = Dated(
    "us.regf.validation_days", {REG_F_SINCE: 30}, unit="days", cites=regulation_f("1006.34(b)(5); 15 USC 1692g(a)")
)


def _validation_ends(sent_on: int) -> int:
    """The last day of the validation period after a notice that was sent on that day.

    As summarised: thirty days after receipt or assumed receipt. Receipt may be assumed on any day at least five after
    sending, Saturdays, Sundays and the public holidays of 5 USC 6103(a) not counted; the exclusion is of the five only.
    """
    first = max(sent_on, REG_F_SINCE.toordinal())
    assumed = US_FEDERAL_WORKING_DAYS.after(sent_on, RECEIPT_WORKING_DAYS.on(first))
    return assumed + VALIDATION_DAYS.on(first)


# As summarised: the days of military service are not counted in a period within which an action is to be brought (3936(a)).
_TOLLED = frozenset({Obstacle.MILITARY_SERVICE})


def limitation(case: Case) -> Course | None:
    """How the period of state law has run, as it is told of the debt, without the days of military service.

    A last day that is told was reckoned when the debt was stated, with all that had happened until then; where only the
    period is told, it runs from the day that is told or from the last instalment. None = nobody has said.
    """
    told = Told(case)
    if (ends_on := told.ends_on) is not None:
        stated_on = day_number(case.debt.as_of)
        tolled, stops = with_days_left_out(ends_on, stated_on, case.stops, _TOLLED)
        return Course((Step(stated_on, None, tolled),), tuple(stops))
    period = told.period
    return None if period is None else limitation_of(case, period._replace(not_counted=_TOLLED), told.began_on)


def _limitation_ends(situation: Situation) -> int | None:
    course = limitation(situation.case)
    return None if course is None else as_fact(course)


def _inconvenient(situation: Situation, *, place: bool) -> bool:
    """Whether a place (or else a time) that was called inconvenient covers the contact."""
    kind = HoldKind.INCONVENIENT_TIME_OR_PLACE
    return any(hold.kind is kind and bool(hold.contact_points) is place for hold in situation.holds_now)


_CALLS = sum(1 << kind for kind in CALLS)


def _delinquent_since(situation: Situation) -> int:
    """From when on it was late: the oldest instalment that was unpaid when the debt was handed in, or earlier as told."""
    debt = situation.case.debt
    due_on = debt.instalments[0].due_on if debt.instalments else debt.as_of
    told = attribute_value(debt.attributes, "delinquency_began_on", _TOLD.fields["delinquency_began_on"])
    return min(day_number(due_on), told) if told else day_number(due_on)


_TOLD = FactGroup(
    "us_told",
    delinquency_began_on=Day("the first day of the delinquency that led to collection, as told of the debt"),
)

US = FactGroup(
    "us_federal",
    **_TOLD.fields,
    us_delinquency_began_on=Day(
        "the day on which the delinquency began that led to collection",
        source=Source.CASE,
        read=_delinquent_since,
    ),
    us_limitation_ends_on=Day(
        "the last day of the limitation period of state law, without days of military service",
        source=Source.CASE,
        read=_limitation_ends,
    ),
    validation_period_ends_on=Reckoned(
        "the last day of the validation period, by the earliest receipt that may be assumed",
        "last_validation_notice_on",
        _validation_ends,
    ),
    inconvenient_time=Flag(
        "they said that this time is inconvenient",
        denied="they did not say that this time is inconvenient",
        source=Source.HOLDS,
        read=lambda s: bool(s.holds) and _inconvenient(s, place=False),
    ),
    inconvenient_place=Flag(
        "they said that this place is inconvenient",
        denied="they did not say that this place is inconvenient",
        source=Source.HOLDS,
        read=lambda s: bool(s.holds) and _inconvenient(s, place=True),
    ),
    told_of_bad_report_on=Day(
        "the day of the first notice of negative information that has not come back, whoever sent it",
        source=Source.DOSSIER,
        read=f"s.dossier.dealings.first_sent({int(Purpose.NEGATIVE_INFORMATION)}, s.case.debt.id)"
        " if s.dossier.dealings.approaches else 0",
    ),
    calls_to_this_point_by_this_party_today=Count(
        0,
        1_000_000,
        "calls to this contact point today by the party that asks",
        source=Source.DOSSIER,
        read=f"s.reached.counts.counted({_CALLS}, s.day_first, points=s.points, party=s.actor.party)"
        " if s.reached.counts.rows else 0",
    ),
    uninvited_calls_about_this_debt_by_this_party_today_and_6_days_before=Count(
        0,
        1_000_000,
        "calls that connected, to the person about this debt today and in the 6 days before by the party that asks, without "
        "consent and not to what turned out to be a wrong number",
        source=Source.DOSSIER,
        read=lambda s: s.reached.counts.uninvited(
            s.about,
            s.day_first - 6,
            party=s.actor.party,
            consent_days=CONSENT_DAYS.on(max(s.day, REG_F_SINCE.toordinal())),
        ),
    ),
)
"""What these rules read besides the facts that every rule knows."""
