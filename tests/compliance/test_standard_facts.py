"""The standard facts, each on cases made by hand, with the edges of every window."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compliance.situations import (
    LENA,
    LOS_ANGELES,
    NEW_YORK,
    NOON,
    SHANGHAI,
    TODAY,
    agreed,
    certified,
    debt,
    dossier,
    fact_of,
    in_shanghai,
    local,
    situation,
    waiver,
)
from tests.compliance.test_counter_facts import ASKED, ATTEMPTS, CONTACTS, SINCE, TALKED_ON, WINDOWS

from debtflow.compliance.dealing_facts import CONSENTS, NOTICES
from debtflow.compliance.facts import Source
from debtflow.compliance.governing import Screen
from debtflow.compliance.hold_facts import HOLDS
from debtflow.compliance.situation import Situation
from debtflow.compliance.standard_facts import RELATIONS, STANDARD_FACTS
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records.actions import (
    ANSWERS,
    REPORTS,
    STOPPING,
    Close,
    ConfirmStopWork,
    EnterJudgment,
    FileClaim,
    Move,
    PlaceCall,
    ProposeArrangement,
    ReportCredit,
)
from debtflow.records.contacts import EMPTY_TALLY, Attempt, Scope
from debtflow.records.holds import Block, Hold, HoldKind
from debtflow.records.parties import SYSTEM, Actor, Agency, Capacity, Channel, Licence, Place, StandsFor
from debtflow.records.placements import Placement, PlacementBrief
from debtflow.records.proceedings import EndOfProceedings, Proceedings, Venue
from debtflow.records.promises import Promise
from debtflow.records.stages import Custody, Outcome, Phase, Role
from debtflow.values.money import Money


def cny(text: str) -> Money:
    return Money(text, "CNY")


PLACEMENT = Placement(
    agency="harbour", brief=PlacementBrief(), wave=1, proposed_at=NOON, proposed_by="lena", amount=cny("500.00")
)
CLERK = Actor(id="h1", role=Role.AGENCY, party="harbour")
COUNSEL = Actor(id="ann", role=Role.LAW_FIRM, party="dunn")
HARBOUR = Agency(
    id="harbour",
    licences=(
        Licence(kind="old", valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31)),
        Licence(kind="collection", valid_from=date(2026, 3, 2), valid_to=date(2026, 3, 10)),
    ),
    evaluated_on=date(2025, 3, 10),
    violent_collection_on_record=False,
)


def standing_for(person: str, capacity: Capacity) -> Dossier:
    file = dossier("wu")
    return file.changed(person=file.person.changed(stands_for=(StandsFor(person=person, capacity=capacity),)))


def at_work() -> Dossier:
    file = dossier()
    points = tuple(point.changed(place=Place.WORK) for point in file.person.contact_points)
    return file.changed(person=file.person.changed(contact_points=points))


def judged(**how: Any) -> EnterJudgment:
    return EnterJudgment(adjudged=cny("500.00"), adjudged_on=date(2026, 3, 10), **how)


CASES: dict[str, tuple[str, Any, int | None]] = {
    # ---- the case
    "the phase is that of the stage": ("phase", situation(stage="referral.placed"), Phase.REFERRAL),
    "custody is as kept": ("custody", situation(custody=Custody.LAW_FIRM), Custody.LAW_FIRM),
    "a debt never confirmed": ("confirmed", situation(confirmations=0), 0),
    "a debt confirmed once": ("confirmed", situation(confirmations=1), 1),
    "a debt confirmed twice": ("confirmed", situation(confirmations=2), 1),
    "reminders": ("reminders_sent", situation(reminders_sent=4), 4),
    "the last reminder was the day before yesterday": (
        "days_since_last_reminder",
        situation(last_reminder_on=TODAY - 2),
        2,
    ),
    "no reminder yet was very long ago": ("days_since_last_reminder", situation(), TODAY),
    "in this stage since a week": ("days_in_stage", situation(stage_entered_on=TODAY - 7), 7),
    "two failures in a row": ("failures_in_a_row", situation(failures_in_a_row=2), 2),
    "a talk on this debt": ("talks_on_this_debt", situation(talks=1), 1),
    "a broken promise": ("promises_broken", situation(promises_broken=1), 1),
    "no promise": ("promise_open", situation(), 0),
    "an open promise": (
        "promise_open",
        situation(
            promise=Promise(amount=cny("9.00"), made_at=NOON, made_on=date(2026, 3, 10), due_on=date(2026, 3, 20))
        ),
        1,
    ),
    "the second wave": ("wave", situation(wave=2), 2),
    "no arrangement": ("arrangement_running", situation(), 0),
    "an arrangement": ("arrangement_running", situation(arrangement=agreed()), 1),
    "a broken arrangement": ("arrangements_broken", situation(arrangements_broken=1), 1),
    "nothing on offer": ("waived_by_offer", situation(), 0),
    "an offer that gives nothing up": ("waived_by_offer", situation(offer=agreed(began_on=None)), 0),
    "an offer that gives something up": (
        "waived_by_offer",
        situation(offer=agreed(began_on=None, waives="400.00")),
        40_000,
    ),
    "it was never reported to a bureau": ("first_reported_on", situation(), date.max.toordinal()),
    "it was reported a week ago": ("first_reported_on", situation(first_reported_on=TODAY - 7), TODAY - 7),
    "no decision was undermined": ("undermined_decisions", situation(), 0),
    "two wait for review": ("undermined_decisions", situation(undermined=(7, 9)), 2),
    # ---- what duties read
    "the person reached owes the debt": ("reached_stands_as", situation(), Capacity.NOBODY),
    "the wife of who owes it": (
        "reached_stands_as",
        situation(reached=standing_for("li", Capacity.SPOUSE), action=PlaceCall(person="wu", contact_point="mobile")),
        Capacity.SPOUSE,
    ),
    "the attorney of somebody else": (
        "reached_stands_as",
        situation(
            reached=standing_for("chen", Capacity.ATTORNEY), action=PlaceCall(person="wu", contact_point="mobile")
        ),
        Capacity.NOBODY,
    ),
    "a contact point of which nobody has said where it is": ("point_is_at_work", situation(), 0),
    "a contact point at work": ("point_is_at_work", situation(borrower=at_work()), 1),
    "a contact point that is not on file": (
        "point_is_at_work",
        situation(action=PlaceCall(person="li", contact_point="unlisted")),
        None,
    ),
    "nobody has said what became of the data": ("data_deleted", situation(action=ConfirmStopWork()), None),
    "the data are deleted": ("data_deleted", situation(action=ConfirmStopWork(data_deleted=True)), 1),
    "nothing is offered": ("days_until_last_instalment", situation(), 0),
    "terms until the twentieth": (
        "days_until_last_instalment",
        situation(action=ProposeArrangement(terms=agreed().terms)),
        10,
    ),
    "no claim is brought": ("venue", situation(), None),
    "nobody has said why there": ("venue", situation(action=FileClaim(court="pudong")), None),
    "where the debtor lives": (
        "venue",
        situation(action=FileClaim(court="pudong", venue=Venue.RESIDENCE)),
        Venue.RESIDENCE,
    ),
    "nobody has said how judgment came": ("judgment_by_default", situation(action=judged()), None),
    "a judgment by default": ("judgment_by_default", situation(action=judged(by_default=True)), 1),
    "a judgment after both had been heard": ("judgment_by_default", situation(action=judged(by_default=False)), 0),
    "nobody has said whether it was sworn": ("military_affidavit", situation(action=judged()), None),
    "it was sworn": ("military_affidavit", situation(action=judged(military_affidavit=True)), 1),
    "no dispute": ("disputed_since", situation(), 0),
    "disputed since the evening of the 8th, which is the 9th in Shanghai": (
        "disputed_since",
        situation(holds=[Hold(id="h1", kind=HoldKind.DISPUTE, from_at=local(NEW_YORK, 2026, 3, 8, 20))]),
        TODAY - 1,
    ),
    "no hold is to be looked at": ("hold_review_on", situation(), 0),
    "a hold is to be looked at tomorrow": (
        "hold_review_on",
        situation(holds=[Hold(id="h1", kind=HoldKind.HARDSHIP_REVIEW, from_at=NOON, review_on=date(2026, 3, 11))]),
        TODAY + 1,
    ),
    "not recalled": ("recalled_on", situation(placement=PLACEMENT), 0),
    "recalled and at work still": ("recalled_on", situation(placement=PLACEMENT.changed(recalled_at=NOON)), TODAY),
    "recalled and stopped": (
        "recalled_on",
        situation(placement=PLACEMENT.changed(recalled_at=NOON, stopped_at=NOON)),
        0,
    ),
    "feedback is waited for": ("feedback_given", situation(stage="feedback.awaiting_report"), 0),
    "feedback was given": ("feedback_given", situation(stage="feedback.under_review"), 1),
    # ---- money that is given up
    "on the books": ("charged_off", situation(), 0),
    "a loss that was taken": ("charged_off", situation(charged_off=date(2026, 3, 1)), 1),
    "a waiver of 25 of 500": ("waived_permille_of_owed", situation(action=waiver("25.00")), 50),
    "a cent more is more, in whole permille": ("waived_permille_of_owed", situation(action=waiver("25.01")), 51),
    "nothing is waived": ("waived_permille_of_owed", situation(), 0),
    "nothing was waived before": ("waived_before", situation(), 0),
    "something was": ("waived_before", situation(waived=10_00), 10_00),
    "a first waiver of 25 of 500": ("waived_permille_in_all", situation(action=waiver("25.00")), 50),
    # 500.00 are owed still, so without the 10.00 there would be 510.00, of which a twentieth is 25.50.
    "a second one that makes it 25.50 of 510": (
        "waived_permille_in_all",
        situation(action=waiver("15.50"), waived=10_00),
        50,
    ),
    "a second one that makes it a cent more": (
        "waived_permille_in_all",
        situation(action=waiver("15.51"), waived=10_00),
        51,
    ),
    "what was waived before is nothing where nothing is waived now": (
        "waived_permille_in_all",
        situation(waived=10_00),
        0,
    ),
    # ---- who asks
    "who is not on file has no certificate that ran out": ("collector_uncertified", situation(), 0),
    "on file, and certified until today": (
        "collector_uncertified",
        situation(collector=certified(date(2026, 3, 10))),
        0,
    ),
    "certified until yesterday": ("collector_uncertified", situation(collector=certified(date(2026, 3, 9))), 1),
    "on file with the firm for which she acts": ("collector_of_another_party", situation(collector=certified()), 0),
    "on file with another firm": (
        "collector_of_another_party",
        situation(collector=certified(), actor=Actor(id="lena", party="harbour")),
        1,
    ),
    # ---- the ledger
    "all is owed": ("owed", situation(), 50_000),
    "less what was paid": ("owed", situation(paid={date(2026, 3, 1): "0.01"}), 49_999),
    "the instalment is overdue": ("arrears", situation(), 10_000),
    "an instalment due today is not overdue": ("arrears", situation(owing=debt(due_on=date(2026, 3, 10))), 0),
    "an instalment due yesterday is": ("arrears", situation(owing=debt(due_on=date(2026, 3, 9))), 10_000),
    "a cent short is still overdue": ("arrears", situation(paid={date(2026, 3, 1): "99.99"}), 1),
    "past due since 1 December": ("days_past_due", situation(), 99),
    "due today is not past due": ("days_past_due", situation(owing=debt(due_on=date(2026, 3, 10))), 0),
    "paid in full is not past due": ("days_past_due", situation(paid={date(2026, 3, 1): "100.00"}), 0),
    "what was agreed for later is not overdue": ("arrears", situation(arrangement=agreed()), 0),
    "what was agreed for yesterday is": ("arrears", situation(arrangement=agreed(date(2026, 3, 9))), 10_000),
    "since yesterday": ("days_past_due", situation(arrangement=agreed(date(2026, 3, 9))), 1),
    "no arrangement is kept where there is none": ("arrangement_kept", situation(), 0),
    "an arrangement due today is kept": ("arrangement_kept", situation(arrangement=agreed(date(2026, 3, 10))), 1),
    "one due yesterday is not": ("arrangement_kept", situation(arrangement=agreed(date(2026, 3, 9))), 0),
    "but is once it was paid": (
        "arrangement_kept",
        situation(arrangement=agreed(date(2026, 3, 9)), paid={date(2026, 3, 9): "100.00"}),
        1,
    ),
    "money of before it began does not count": (
        "arrangement_kept",
        situation(arrangement=agreed(date(2026, 3, 9)), paid={date(2026, 3, 1): "100.00"}),
        0,
    ),
    "no arrangement gives nothing up": ("given_up_if_completed", situation(), 0),
    "what has not come would be given up": ("given_up_if_completed", situation(arrangement=agreed()), 10_000),
    "less what has come since": (
        "given_up_if_completed",
        situation(arrangement=agreed(), paid={date(2026, 3, 1): "1.00", date(2026, 3, 2): "2.00"}),
        9_800,
    ),
    "and what it waives besides": (
        "given_up_if_completed",
        situation(arrangement=agreed(waives="400.00"), paid={date(2026, 3, 2): "100.00"}),
        40_000,
    ),
    # ---- holds
    "no hold": ("hold_blocks_contact", situation(), 0),
    "no hold disputes it": ("debt_is_disputed", situation(), 0),
    "a dispute": ("debt_is_disputed", situation(holds=[Hold(id="h", kind=HoldKind.DISPUTE, from_at=NOON)]), 1),
    "validation is a kind of dispute": (
        "debt_is_disputed",
        situation(holds=[Hold(id="h", kind=HoldKind.VALIDATION_PENDING, from_at=NOON)]),
        1,
    ),
    "a dispute that begins later": (
        "debt_is_disputed",
        situation(holds=[Hold(id="h", kind=HoldKind.DISPUTE, from_at=NOON + timedelta(minutes=1))]),
        0,
    ),
    "a complaint is no dispute": (
        "debt_is_disputed",
        situation(holds=[Hold(id="h", kind=HoldKind.COMPLAINT_OPEN, from_at=NOON)]),
        0,
    ),
    "a report that is marked": (
        "report_is_marked_disputed",
        situation(action=ReportCredit(bureau="pboc", marked_disputed=True)),
        1,
    ),
    "a report that is not": ("report_is_marked_disputed", situation(action=ReportCredit(bureau="pboc")), 0),
    "no report": ("report_is_marked_disputed", situation(), 0),
    # ---- action and actor
    "no channel where nobody is contacted": ("channel", situation(action=Move(verb="open_negotiation")), None),
    "by phone": ("channel", situation(), Channel.PHONE),
    "the outcome of closing": ("outcome", situation(action=Close(outcome=Outcome.SETTLED)), Outcome.SETTLED),
    "no outcome where nothing is closed": ("outcome", situation(), None),
    "the borrower owes it": ("reaches_third_person", situation(), 0),
    "so does the guarantor": ("reaches_third_person", situation(reached=dossier("li_mei")), 0),
    "the cousin does not": ("reaches_third_person", situation(reached=dossier("cousin")), 1),
    "staff of the creditor": ("actor_role", situation(actor=LENA), Role.CREDITOR),
    "the creditor has what nobody else has": ("actor_has_custody", situation(), 1),
    "an agency has nothing of that": ("actor_has_custody", situation(actor=Actor(id="h1", party="harbour")), 0),
    "an agency has what is placed with it": (
        "actor_has_custody",
        situation(actor=Actor(id="h1", party="harbour"), placement=PLACEMENT, custody=Custody.AGENCY),
        1,
    ),
    "another agency has not": (
        "actor_has_custody",
        situation(actor=Actor(id="x", party="swift"), placement=PLACEMENT, custody=Custody.AGENCY),
        0,
    ),
    "then the creditor has it no more": (
        "actor_has_custody",
        situation(placement=PLACEMENT, custody=Custody.AGENCY),
        0,
    ),
    "a recalled agency has to stop": (
        "actor_has_custody",
        situation(
            actor=Actor(id="h1", party="harbour"),
            placement=PLACEMENT.changed(accepted_at=NOON, recalled_at=NOON),
            custody=Custody.AGENCY,
        ),
        0,
    ),
    "until it has shown that it stopped the creditor has to wait": (
        "actor_has_custody",
        situation(placement=PLACEMENT.changed(accepted_at=NOON, recalled_at=NOON), custody=Custody.AGENCY),
        0,
    ),
    "a proposed placement gives the agency nothing": (
        "actor_has_custody",
        situation(actor=Actor(id="h1", party="harbour"), placement=PLACEMENT),
        0,
    ),
    "a proposed placement takes nothing from the creditor": (
        "actor_has_custody",
        situation(placement=PLACEMENT),
        1,
    ),
    "custody elsewhere without a placement is nobody's": ("actor_has_custody", situation(custody=Custody.AGENCY), 0),
    "who acts for the creditor": ("actor_is_creditor", situation(), 1),
    "the system acts for the creditor": ("actor_is_creditor", situation(actor=SYSTEM), 1),
    "who acts for a firm does not": ("actor_is_creditor", situation(actor=CLERK), 0),
    "nor does who acts in another's role": (
        "actor_is_creditor",
        situation(actor=Actor(id="h1", role=Role.AGENCY, party="harbour")),
        0,
    ),
    "who proposed it": ("actor_proposed_it", situation(placement=PLACEMENT), 1),
    "somebody else proposed it": ("actor_proposed_it", situation(placement=PLACEMENT, actor=Actor(id="voss")), 0),
    "nothing was proposed": ("actor_proposed_it", situation(), 0),
    # ---- the register
    "no agency, no licence to ask for": ("agency_licensed", situation(), None),
    "its licence is valid on its last day": ("agency_licensed", situation(agency=HARBOUR), 1),
    "and not on the next": ("agency_licensed", situation(in_shanghai(3, 11, 12), agency=HARBOUR), 0),
    "it is valid on its first day": ("agency_licensed", situation(in_shanghai(3, 2, 0), agency=HARBOUR), 1),
    "and not the day before": ("agency_licensed", situation(in_shanghai(3, 1, 23, 59), agency=HARBOUR), 0),
    "an agency without licences": ("agency_licensed", situation(agency=Agency(id="bare")), 0),
    "evaluated a year ago to the day": ("days_since_agency_evaluation", situation(agency=HARBOUR), 365),
    "evaluated today": (
        "days_since_agency_evaluation",
        situation(agency=HARBOUR.changed(evaluated_on=date(2026, 3, 10))),
        0,
    ),
    "an evaluation planned for tomorrow is none yet": (
        "days_since_agency_evaluation",
        situation(agency=HARBOUR.changed(evaluated_on=date(2026, 3, 11))),
        None,
    ),
    "evaluated on a day that has begun at the house, and not yet for the person": (
        "days_since_agency_evaluation",
        situation(
            in_shanghai(3, 10, 20),
            agency=HARBOUR.changed(evaluated_on=date(2026, 3, 11)),
            house_zone="Pacific/Kiritimati",
        ),
        0,
    ),
    "never evaluated": ("days_since_agency_evaluation", situation(agency=Agency(id="bare")), None),
    "no agency to evaluate": ("days_since_agency_evaluation", situation(), None),
    "no violence on record": ("agency_violent", situation(agency=HARBOUR), 0),
    "violence on record": ("agency_violent", situation(agency=HARBOUR.changed(violent_collection_on_record=True)), 1),
    "nobody has looked": ("agency_violent", situation(agency=Agency(id="bare")), None),
    # ---- the clock
    "today": ("today", situation(), TODAY),
    "today wherever the person may be": ("today_at_the_earliest", situation(), TODAY),
    "still yesterday in one of their zones": (
        "today_at_the_earliest",
        situation(local(NEW_YORK, 2026, 3, 11, 1), borrower=dossier(zones=(NEW_YORK, LOS_ANGELES))),
        TODAY,
    ),
    "perhaps still yesterday where no zone is known": (
        "today_at_the_earliest",
        situation(borrower=dossier(zones=())),
        TODAY - 1,
    ),
    "noon": ("minute_earliest", situation(), 720),
    "no zone, no local time": ("minute_earliest", situation(borrower=dossier(zones=())), None),
    "no zone, no latest time either": ("minute_latest", situation(borrower=dossier(zones=())), None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fact_is_what_the_case_says(case: str) -> None:
    name, asked, wanted = CASES[case]
    assert fact_of(name, asked) == wanted


ACCEPTED = PLACEMENT.changed(accepted_at=NOON)
RECALLED = ACCEPTED.changed(recalled_at=NOON)
PARTS: dict[str, tuple[Situation, set[str]]] = {
    "an agency that was offered the debt": (situation(actor=CLERK, placement=PLACEMENT), set(ANSWERS)),
    "another agency": (situation(actor=CLERK, placement=PLACEMENT.changed(agency="swift")), set()),
    "one that works it, by custody alone": (situation(actor=CLERK, placement=ACCEPTED, custody=Custody.AGENCY), set()),
    "one that was recalled": (situation(actor=CLERK, placement=RECALLED, custody=Custody.AGENCY), set(STOPPING)),
    "one that has stopped": (situation(actor=CLERK, placement=RECALLED.changed(stopped_at=NOON)), set(REPORTS)),
    "one that handed it back": (situation(actor=CLERK, placement=ACCEPTED.changed(stopped_at=NOON)), set(REPORTS)),
    "a law firm whose claim has ended": (
        situation(actor=COUNSEL, proceedings=Proceedings(law_firm="dunn", ended=EndOfProceedings.DISMISSED)),
        set(REPORTS),
    ),
    "a law firm at work, by custody alone": (
        situation(actor=COUNSEL, proceedings=Proceedings(law_firm="dunn"), custody=Custody.LAW_FIRM),
        set(),
    ),
    "a firm without any part": (situation(actor=CLERK), set()),
}


@pytest.mark.parametrize("who", PARTS)
def test_what_is_left_to_whoever_does_not_work_the_debt(who: str) -> None:
    asked, left = PARTS[who]
    for name in sorted({*ANSWERS, *STOPPING, *REPORTS, "note_promise", "recall", "release_hold"}):
        again = Situation(
            asked.case, asked.dossier, asked.reached, Move(verb=name), asked.actor, None, asked.at, asked.house_zone
        )
        assert fact_of("actor_ends_own_part", again) == (name in left), name


@pytest.mark.parametrize(
    ("block", "name"),
    [
        (Block.CONTACT, "hold_blocks_contact"),
        (Block.ESCALATE, "hold_blocks_escalation"),
        (Block.REFER, "hold_blocks_referral"),
        (Block.LITIGATE, "hold_blocks_litigation"),
        (Block.ENFORCE, "hold_blocks_enforcement"),
        (Block.REPORT, "hold_blocks_reporting"),
        (Block.SELL, "hold_blocks_sale"),
    ],
)
def test_each_hold_fact_asks_its_own_block_from_its_beginning_until_its_end(block: Block, name: str) -> None:
    def asked(at: datetime) -> int | None:
        hold = Hold(
            id="h1",
            kind=HoldKind.MANUAL,
            blocks=frozenset({block}),
            from_at=in_shanghai(3, 10, 9),
            until_at=in_shanghai(3, 12, 18),
        )
        return fact_of(name, situation(at, holds=[hold]))

    assert asked(in_shanghai(3, 10, 8, 59)) == 0
    assert asked(in_shanghai(3, 10, 9)) == 1
    assert asked(in_shanghai(3, 12, 17, 59)) == 1
    assert asked(in_shanghai(3, 12, 18)) == 0
    others = frozenset(Block) - {block}
    hold = Hold(id="h1", kind=HoldKind.MANUAL, blocks=others, from_at=in_shanghai(3, 1))
    assert fact_of(name, situation(holds=[hold])) == 0


# ---- windows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "paid_on", "arrears", "days_past_due"),
    [
        (date(2026, 3, 9), None, 100_00, 1),
        (date(2026, 3, 10), None, 0, 0),
        (date(2026, 3, 9), date(2026, 3, 11), 0, 0),
    ],
)
def test_what_may_not_be_overdue_yet_where_the_person_is_is_not_overdue(
    due_on: date, paid_on: date | None, arrears: int, days_past_due: int
) -> None:
    """Due today must not be dunned, on whichever of the two clocks; and money counts from the first of them on."""
    at = local(NEW_YORK, 2026, 3, 11, 1)  # still 10 March in Los Angeles
    paid = {paid_on: "100.00"} if paid_on is not None else {}
    asked = situation(at, borrower=dossier(zones=(LOS_ANGELES, NEW_YORK)), owing=debt(due_on=due_on), paid=paid)
    assert (fact_of("arrears", asked), fact_of("days_past_due", asked)) == (arrears, days_past_due)


@pytest.mark.parametrize(("due_on", "kept"), [(date(2026, 3, 9), 0), (date(2026, 3, 10), 1)])
def test_an_arrangement_is_kept_until_its_day_has_passed_wherever_the_person_may_be(due_on: date, kept: int) -> None:
    at = local(NEW_YORK, 2026, 3, 11, 1)
    both = dossier(zones=(LOS_ANGELES, NEW_YORK))
    assert fact_of("arrangement_kept", situation(at, borrower=both, arrangement=agreed(due_on))) == kept


def test_minutes_are_the_smallest_and_largest_on_any_clock() -> None:
    person = dossier(zones=(SHANGHAI, NEW_YORK, LOS_ANGELES))
    s = situation(in_shanghai(3, 10, 21), borrower=person)  # 09:00 in New York, 06:00 in Los Angeles
    assert (fact_of("minute_earliest", s), fact_of("minute_latest", s)) == (6 * 60, 21 * 60)


# ---- all of them ---------------------------------------------------------------------------------------------------


def test_every_fact_has_words_a_source_and_bounds_that_hold_its_filler() -> None:
    for name, declared in STANDARD_FACTS.fields.items():
        low, high = declared.field.range
        assert declared.field.label, name
        assert low <= declared.filler <= high, name
        assert declared.source is not Source.LENDER, f"{name} would be looked for in the debt's attributes"
        assert (declared.read is None) == (declared.derive is not None), name


def test_every_fact_stands_in_some_case_of_this_file() -> None:
    text = {name for name, _, _ in CASES.values()} | {*WINDOWS, *TALKED_ON, *SINCE}
    own = {"hold_blocks_escalation", "hold_blocks_referral", "hold_blocks_litigation", "minute_latest"}
    own |= {"hold_blocks_enforcement", "hold_blocks_reporting", "hold_blocks_sale"}
    own |= {"actor_ends_own_part"}  # by what is asked, above
    own |= {"days_since_last_try", "last_try_on", "last_reminder_on", "stage_entered_on", "confirmations"}
    own |= {*HOLDS.fields, *NOTICES.fields, *CONSENTS.fields}  # in files of their own
    assert set(STANDARD_FACTS.fields) <= text | own


EVERYTHING = Screen(RELATIONS, STANDARD_FACTS, {})
ZONES = st.sampled_from([(SHANGHAI,), (), (NEW_YORK, LOS_ANGELES), (SHANGHAI, NEW_YORK), ("Pacific/Kiritimati",)])


@given(
    st.integers(0, 400),
    ZONES,
    CONTACTS,
    st.lists(ATTEMPTS, max_size=2),
    ASKED,
    st.dictionaries(st.dates(date(2025, 11, 1), date(2026, 6, 1)), st.integers(1, 60_000), max_size=3),
    st.dates(date(2025, 11, 1), date(2026, 6, 1)),
)
def test_the_relations_between_facts_hold_in_every_situation(
    hours: int,
    zones: tuple[str, ...],
    contacts: list[tuple[Scope, int]],
    attempts: list[Attempt],
    action: PlaceCall,
    paid: dict[date, int],
    due_on: date,
) -> None:
    counted = EMPTY_TALLY
    for scope, day in contacts:
        counted = counted.plus(scope, day)
    asked = situation(
        in_shanghai(3, 1) + timedelta(hours=hours),
        borrower=dossier(zones=zones, contacts=counted, attempts=attempts),
        action=action,
        paid={day: str(Money.from_minor_units(minor, "CNY").amount) for day, minor in paid.items()},
        owing=debt(due_on=due_on),
    )
    holding, _, _ = EVERYTHING.run(asked)
    assert holding == (1 << len(RELATIONS)) - 1
