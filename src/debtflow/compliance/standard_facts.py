"""The standard facts: what every rule can know of a case, a person, an action, an actor, an agency and the clock.

Each is declared once, with its window in its name: `calls_counted_today_and_6_days_before` is exactly that. Where a
person may be in several zones, a fact takes the value that permits less: the smallest and largest minute on any of
the clocks, and counts reaching back from the earliest local day.
"""

from __future__ import annotations

from dataclasses import replace

from debtflow.compliance.counter_facts import COUNTER_RELATIONS, COUNTERS, DOSSIER
from debtflow.compliance.dealing_facts import CONSENTS, NOTICES
from debtflow.compliance.facts import Amount, Choice, Count, Day, FactField, FactGroup, Facts, Flag, Minute, Source
from debtflow.compliance.hold_facts import HOLDS
from debtflow.compliance.situation import Situation
from debtflow.expressions import Kind, Node, trace
from debtflow.records.actions import ANSWERS, REPORTS, STOPPING
from debtflow.records.parties import Capacity, Channel, Place
from debtflow.records.proceedings import Venue
from debtflow.records.stages import Custody, Outcome, Phase, Role
from debtflow.values.dates import day_number, local_day_and_minute, local_range

__all__ = ["RELATIONS", "STANDARD_FACTS"]

_MANY = 1_000_000


def _unknowable(declared: FactField) -> FactField:
    return replace(declared, unknowable=True)


CASE = FactGroup(
    "case",
    phase=Choice(Phase, "the phase", source=Source.CASE, read="phase_of(s.case.stage)"),
    custody=Choice(Custody, "custody", source=Source.CASE, read="s.case.kept.custody"),
    confirmations=Count(0, _MANY, "confirmations of the debt", source=Source.CASE, read="s.case.kept.confirmations"),
    confirmed=Flag(
        "the debt is confirmed",
        denied="the debt is not confirmed",
        source=Source.CASE,
        derive=lambda f: f.confirmations >= 1,
    ),
    reminders_sent=Count(0, _MANY, "reminders sent", source=Source.CASE, read="s.case.kept.reminders_sent"),
    last_reminder_on=Day("the day of the last reminder", source=Source.CASE, read="s.case.kept.last_reminder_on"),
    days_since_last_reminder=Count(
        -4_000_000,
        4_000_000,
        "days since the last reminder",
        source=Source.CLOCK,
        derive=lambda f: f.today - f.last_reminder_on,
    ),
    stage_entered_on=Day(
        "the day on which the stage was entered", source=Source.CASE, read="s.case.kept.stage_entered_on"
    ),
    days_in_stage=Count(
        -4_000_000, 4_000_000, "days in this stage", source=Source.CLOCK, derive=lambda f: f.today - f.stage_entered_on
    ),
    failures_in_a_row=Count(
        0, _MANY, "calls in a row without a conversation", source=Source.CASE, read="s.case.kept.failures_in_a_row"
    ),
    talks_on_this_debt=Count(0, _MANY, "conversations on this debt", source=Source.CASE, read="s.case.kept.talks"),
    promises_broken=Count(0, _MANY, "promises broken", source=Source.CASE, read="s.case.kept.promises_broken"),
    promise_open=Flag(
        "a promise is open",
        denied="no promise is open",
        source=Source.CASE,
        read="s.case.promise is not None",
    ),
    arrangement_running=Flag(
        "an arrangement is running",
        denied="no arrangement is running",
        source=Source.CASE,
        read="s.case.arrangement is not None",
    ),
    arrangements_broken=Count(
        0, _MANY, "arrangements broken", source=Source.CASE, read="s.case.kept.arrangements_broken"
    ),
    charged_off=Flag(
        "the loss was taken in the books",
        denied="the debt is on the books",
        source=Source.CASE,
        read="s.case.ledger.charged_off_on > 0",
    ),
    waived_by_offer=Amount(
        "what the terms on offer give up",
        source=Source.CASE,
        read=lambda s: s.case.offer.terms.waived if s.case.offer is not None else 0,
    ),
    waived_before=Amount("what was waived in this case before", source=Source.CASE, read="s.case.kept.waived"),
    first_reported_on=Day(
        "the day of the first report to a credit bureau; the last day of all where there was none",
        source=Source.CASE,
        read="s.case.kept.first_reported_on",
    ),
    undermined_decisions=Count(
        0,
        _MANY,
        "decisions undermined by something learned late and not reviewed",
        source=Source.CASE,
        read="len(s.case.undermined)",
    ),
    wave=Count(0, _MANY, "placements so far", source=Source.CASE, read="s.case.kept.wave"),
    recalled_on=Day(
        "the day on which the placement was recalled, while the agency has not shown that it stopped",
        source=Source.CASE,
        read=lambda s: _recalled_on(s),
    ),
    feedback_given=Flag(
        "what came of the last episode is reported",
        denied="what came of the last episode is not reported",
        source=Source.CASE,
        read="s.case.stage == 'feedback.under_review'",
    ),
)

LEDGER = FactGroup(
    "ledger",
    owed=Amount("the amount owed", source=Source.LEDGER, read="sum(s.standing[0])"),
    arrears=Amount("the amount overdue", source=Source.LEDGER, read="s.overdue()[0]"),
    days_past_due=Count(
        0,
        4_000_000,
        "days past due",
        source=Source.LEDGER,
        read="s.overdue()[1]",
    ),
    given_up_if_completed=Amount(
        "what the creditor would give up if the arrangement were taken for fulfilled now",
        source=Source.LEDGER,
        read=lambda s: s.given_up_if_completed,
    ),
    arrangement_kept=Flag(
        "an arrangement is running and nothing of it is late",
        denied="no arrangement is running, or something of it is late",
        source=Source.LEDGER,
        read="s.case.arrangement is not None and s.kept_as_agreed",
    ),
)


def _recalled_on(situation: Situation) -> int:
    placement = situation.case.placement
    if placement is None or placement.recalled_at is None or placement.stopped_at is not None:
        return 0
    return local_range(placement.recalled_at, situation.zones).day_last


def _waived_permille(situation: Situation, before: int = 0) -> int:
    """What is to be waived, in permille of what is owed, rounded up: a limit is not passed by a fraction.

    What was waived `before` counts as waived now and as owed still, so that a waiver in parts is one in a piece.
    """
    amount = getattr(situation.action, "amount", None) if situation.action.name == "waive" else None
    owed = situation.standing.owed + before
    return 0 if amount is None else -(-(amount.minor_units + before) * 1000 // owed) if owed else 1000


def _waived_permille_in_all(situation: Situation) -> int:
    return _waived_permille(situation, situation.case.kept.waived)


def _submitted_by_actor(situation: Situation) -> bool:
    case = situation.case
    proposed_by = case.placement.proposed_by if case.placement is not None else None
    return situation.actor.id == (case.asked_by if situation.action.name == "approve_legal" else proposed_by)


def _ends_own_part(situation: Situation) -> bool:
    """Whether a firm answers what was offered to it, or ends the work that was taken from it; by what `actions` leaves it."""
    asked, party, placement = situation.action.name, situation.actor.party, situation.case.placement
    if placement is None:
        at_law = situation.case.proceedings
        return asked in REPORTS and at_law is not None and at_law.ended is not None and party == at_law.law_firm
    if party != placement.agency:
        return False
    if placement.accepted_at is None:
        return asked in ANSWERS
    if placement.stopped_at is None:
        return asked in STOPPING and placement.recalled_at is not None
    return asked in REPORTS


def _days_until_last_instalment(situation: Situation) -> int:
    terms = getattr(situation.action, "terms", None)
    if terms is None or not terms.instalments:
        return 0
    return max(0, day_number(terms.instalments[-1].due_on) - situation.day)


ACTION = FactGroup(
    "action",
    channel=_unknowable(Choice(Channel, "the channel", source=Source.ACTION, read="s.channel")),
    reaches_third_person=Flag(
        "the person reached does not owe the debt",
        denied="the person reached owes the debt",
        source=Source.ACTION,
        read="s.dossier is not s.reached and s.case.debt.relation_of(s.reached.id) is None",
    ),
    reached_stands_as=Choice(
        Capacity,
        "as what the person reached, who does not owe the debt, stands for who does",
        source=Source.ACTION,
        read="s.capacity_of_reached if s.reached.person.stands_for else 0",
    ),
    point_is_at_work=_unknowable(
        Flag(
            "the contact point is at work",
            denied="the contact point is not at work",
            source=Source.ACTION,
            read=lambda s: None if s.place is None else s.place is Place.WORK,
        )
    ),
    report_is_marked_disputed=Flag(
        "the report says that the debt is disputed",
        denied="the report does not say that the debt is disputed",
        source=Source.ACTION,
        read=lambda s: getattr(s.action, "marked_disputed", False),
    ),
    waived_permille_of_owed=Count(
        0, 1_000_000, "what is to be waived, in permille of what is owed", source=Source.ACTION, read=_waived_permille
    ),
    waived_permille_in_all=Count(
        0,
        1_000_000,
        "what is waived in this case with this, in permille of what would be owed without",
        source=Source.ACTION,
        read=_waived_permille_in_all,
    ),
    data_deleted=_unknowable(
        Flag(
            "what was entrusted was returned or deleted",
            denied="what was entrusted was neither returned nor deleted",
            source=Source.ACTION,
            read=lambda s: getattr(s.action, "data_deleted", None),
        )
    ),
    days_until_last_instalment=Count(
        0,
        4_000_000,
        "days until the last instalment of the terms that are offered",
        source=Source.ACTION,
        read=_days_until_last_instalment,
    ),
    venue=_unknowable(
        Choice(
            Venue,
            "why the claim is brought there",
            source=Source.ACTION,
            read=lambda s: getattr(s.action, "venue", None),
        )
    ),
    judgment_by_default=_unknowable(
        Flag(
            "the judgment is by default",
            denied="the judgment is not by default",
            source=Source.ACTION,
            read=lambda s: getattr(s.action, "by_default", None),
        )
    ),
    military_affidavit=_unknowable(
        Flag(
            "it was sworn whether the debtor is in military service",
            denied="nobody swore whether the debtor is in military service",
            source=Source.ACTION,
            read=lambda s: getattr(s.action, "military_affidavit", None),
        )
    ),
    outcome=Choice(Outcome, "the outcome", source=Source.ACTION, read=lambda s: getattr(s.action, "outcome", None)),
    actor_role=Choice(Role, "the role of who asks", source=Source.ACTOR, read="s.actor.role"),
    actor_has_custody=Flag(
        "who asks is the party that works the debt",
        denied="who asks is not the party that works the debt",
        source=Source.ACTOR,
        # A recalled agency has to stop work: until it has shown that it did, nobody works the debt.
        read="s.actor.party == s.case.working_party"
        " and not (s.case.kept.custody == 1 and s.case.placement.recalled_at is not None)"
        " if s.case.kept.custody else s.actor.party == 'creditor'",
    ),
    actor_is_creditor=Flag(
        "who asks acts for the creditor",
        denied="who asks does not act for the creditor",
        source=Source.ACTOR,
        read="s.actor.is_the_creditors",
    ),
    actor_ends_own_part=Flag(
        "who asks answers what was offered to them or ends what was taken from them",
        denied="nothing of this is left to who asks",
        source=Source.ACTOR,
        read=_ends_own_part,
    ),
    actor_proposed_it=Flag(
        "who asks is who proposed it",
        denied="who asks is not who proposed it",
        source=Source.ACTOR,
        read=_submitted_by_actor,
    ),
)


def _licensed_today(situation: Situation) -> bool | None:
    if situation.register is None:
        return None
    return any(
        day_number(licence.valid_from) <= situation.day <= day_number(licence.valid_to)
        for licence in situation.register.agency.licences
    )


def _days_since_evaluation(situation: Situation) -> int | None:
    if situation.register is None or situation.register.agency.evaluated_on is None:
        return None
    evaluated = day_number(situation.register.agency.evaluated_on)
    # The house evaluates on its own day, which may have begun before the person's.
    if evaluated > max(situation.day, local_day_and_minute(situation.at, situation.house_zone)[0]):
        return None
    return max(0, situation.day - evaluated)


REGISTER = FactGroup(
    "register",
    agency_licensed=Flag(
        "the agency holds a licence that is valid on the day",
        denied="the agency holds no licence that is valid on the day",
        source=Source.REGISTER,
        read=_licensed_today,
    ),
    agency_violent=Flag(
        "the agency is on record for violent collection",
        denied="the agency is not on record for violent collection",
        source=Source.REGISTER,
        read=lambda s: s.register.agency.violent_collection_on_record if s.register else None,
    ),
    days_since_agency_evaluation=Count(
        0,
        4_000_000,
        "days since the agency was evaluated",
        source=Source.REGISTER,
        read=_days_since_evaluation,
    ),
)


COLLECTOR = FactGroup(
    "collector",
    collector_uncertified=Flag(
        "who asks is on file as a collector without a certificate that is valid on the day",
        denied="who asks is not on file, or holds a certificate that is valid on the day",
        source=Source.COLLECTOR,
        read="s.collector is not None and not s.collector.collector.certified_on(s.day)",
    ),
    collector_of_another_party=Flag(
        "who asks is on file as working for another firm",
        denied="who asks is not on file as working for another firm",
        source=Source.COLLECTOR,
        read="s.collector is not None and s.collector.collector.party != s.actor.party",
    ),
)

CLOCK = FactGroup(
    "clock",
    today=Day("today", source=Source.CLOCK, read="s.day"),
    today_at_the_earliest=Day(
        "today on the earliest of the days that it may be for the person", source=Source.CLOCK, read="s.day_first"
    ),
    minute_earliest=_unknowable(
        Minute(
            "the earliest local time over the person's candidate zones", source=Source.CLOCK, read="s.minute_earliest"
        )
    ),
    minute_latest=_unknowable(
        Minute("the latest local time over the person's candidate zones", source=Source.CLOCK, read="s.minute_latest")
    ),
)


def _of_the_library(group: FactGroup) -> FactGroup:
    # None of the paths that are read here comes back empty, unless it says so; a lender's path may.
    for name, declared in group.fields.items():
        group.fields[name] = replace(declared, unknowable=bool(declared.unknowable), is_own=True)
    return group


STANDARD_FACTS = Facts(
    map(
        _of_the_library, (CASE, LEDGER, DOSSIER, COUNTERS, NOTICES, CONSENTS, HOLDS, ACTION, REGISTER, COLLECTOR, CLOCK)
    )
)
"""The facts that every rulebook knows."""

RELATIONS: tuple[Node, ...] = tuple(
    trace(relation, STANDARD_FACTS.vocabulary, expects=Kind.FLAG, what="relation between facts")
    for relation in (
        *COUNTER_RELATIONS,
        lambda f: f.today_at_the_earliest <= f.today,
        lambda f: f.arrears <= f.owed,
        lambda f: f.minute_earliest <= f.minute_latest,
        lambda f: (f.days_past_due == 0) | (f.arrears >= 1),
    )
)
"""What always holds between facts; given to whoever reasons about all facts, and asserted in tests."""
