"""Decisions: every reason, in words, and the moment at which the action would be permitted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compliance.situations import (
    ALWAYS,
    LOS_ANGELES,
    NEW_YORK,
    NOON,
    POLICY,
    SHANGHAI,
    TODAY,
    book,
    debt,
    decided,
    dossier,
    house_rule,
    in_shanghai,
    local,
    number,
    situation,
)

from debtflow.compliance.books import Rulebook
from debtflow.compliance.decisions import LOOK_AHEAD_DAYS, judge
from debtflow.compliance.facts import FactGroup, Flag, Minute
from debtflow.compliance.hooks import check
from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.rules import Rule
from debtflow.compliance.situation import Situation
from debtflow.records.actions import CONTACTS, ApproveReferral, Close, FileClaim, SendReminder, SubmitPlacement
from debtflow.records.findings import Tone
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.parties import Actor, Agency, Licence
from debtflow.records.stages import Outcome
from debtflow.values.law import Basis, Citation, Dated

BOOK = catalogue.joined("china", "generic")


def quiet(opens: int, closes: int, **changes: Any) -> Rule:
    return house_rule(
        "house.quiet",
        lambda f: (
            (f.minute_earliest < number("house.opens", opens, "minute of day"))
            | (f.minute_latest >= number("house.closes", closes, "minute of day"))
        ),
        **changes,
    )


def hold(until: datetime | None, name: str = "h1") -> Hold:
    return Hold(id=name, kind=HoldKind.CEASE_CONTACT, from_at=in_shanghai(1, 1), until_at=until)


# ---- the answer ----------------------------------------------------------------------------------------------------


def test_a_permitted_decision_says_so_and_its_moment_is_its_own() -> None:
    decision = judge(BOOK, situation())
    assert decision.permitted and not decision.refused and not decision.needs_approval
    assert decision.rules == () and decision.findings == ()
    assert decision.next_permitted_at == NOON
    assert str(decision) == "`place_call` on case-1 at 2026-03-10 12:00 Asia/Shanghai (04:00 UTC) is permitted."
    assert repr(decision) == "<Decision place_call: permitted>"


def test_a_refusal_reads_like_one() -> None:
    decision = judge(BOOK, situation(in_shanghai(3, 10, 22, 30)))
    lines = str(decision).splitlines()
    assert lines[0] == "`place_call` on case-1 at 2026-03-10 22:30 Asia/Shanghai (14:30 UTC) is refused."
    assert lines[1].startswith(
        "- cn.gbt45251.hours: No collection between 22:00 and 08:00 local time, unless the parties agreed on other times "
        "[GB/T 45251-2025 (recommended national standard), collection hours (secondary: press or agency summary; "
        "official text not read in full)] (forbid; because (the latest local time over the person's candidate zones is "
        "22:00 (cn.gbt45251.night_begins) or later, or "
    )
    assert lines[2].startswith("- generic.quiet_hours: Outside the house's contact hours, 08:00 to 21:00 local time [")
    assert lines[3] == "Next permitted at 2026-03-11 08:00 Asia/Shanghai (00:00 UTC), if nothing else happens."
    assert len(lines) == 4
    assert repr(decision) == "<Decision place_call: cn.gbt45251.hours, generic.quiet_hours>"


def test_every_finding_has_its_evidence_with_values_and_words() -> None:
    decision = judge(BOOK, situation(borrower=dossier(calls={TODAY: 3, TODAY - 6: 4})))
    (finding,) = decision.findings
    assert finding.rule == "generic.calls_per_week"
    (evidence,) = finding.evidence
    assert (evidence.fact, evidence.value) == ("calls_counted_today_and_6_days_before", 7)
    assert evidence.words == "calls to the person today and in the 6 days before is 7"
    assert decision.facts["calls_counted_today_and_6_days_before"] == 7


def test_flags_codes_and_times_are_said_in_words() -> None:
    decision = judge(BOOK, situation(action=Close(outcome=Outcome.FORGIVEN), custody=1))
    said = {e.fact: e.words for finding in decision.findings for e in finding.evidence}
    assert said["custody"] == "custody is agency"
    assert said["outcome"] == "the outcome is forgiven"
    denied = judge(BOOK, situation(actor=Actor(id="x", party="harbour")))
    (finding,) = denied.findings
    assert finding.evidence[0].words == "who asks is not the party that works the debt"
    late = judge(BOOK, situation(in_shanghai(3, 10, 21)))
    assert {e.words for e in late.findings[0].evidence} >= {
        "the latest local time over the person's candidate zones is 21:00"
    }


def test_what_is_not_known_is_named() -> None:
    decision = judge(BOOK, situation(borrower=dossier(zones=())))
    assert decision.refused
    assert set(decision.rules) == {"cn.gbt45251.hours", "generic.quiet_hours"}
    assert decision.missing == ("minute_earliest", "minute_latest")
    assert "(not known: minute_earliest, minute_latest)" in str(decision)
    assert "learning the latest local time over the person's candidate zones" in decision.lifted_by
    assert "Time alone does not lift it" in str(decision)


def test_findings_come_strictest_first_and_advice_does_not_count_as_a_reason() -> None:
    tones = [Tone.ADVISE, Tone.APPROVE, Tone.PRESUME, Tone.FORBID]
    rules = [house_rule(f"house.{tone}", tone=tone) for tone in tones]
    decision = decided(situation(borrower=dossier(calls={TODAY: 1})), *rules)
    assert [f.tone for f in decision.findings] == tones[::-1]
    assert decision.rules == ("house.forbid", "house.presume", "house.approve")


def test_advice_is_noted_and_permitted() -> None:
    decision = decided(situation(borrower=dossier(calls={TODAY: 1})), house_rule(tone=Tone.ADVISE))
    assert decision.permitted and decision.rules == ()
    assert "is permitted.\n- house.calls: Not now" in str(decision)
    assert "(advise; because" in str(decision)


def test_a_second_persons_yes_satisfies_an_approval_and_is_noted() -> None:
    asked = situation(action=Close(outcome=Outcome.FORGIVEN))
    waiting = judge(BOOK, asked)
    assert waiting.needs_approval and not waiting.refused and waiting.rules == ("generic.forgiveness",)
    assert "(04:00 UTC) waits for a second person.\n" in str(waiting) and "Next permitted" not in str(waiting)
    given = judge(BOOK, asked, approved_by="boss")
    assert given.permitted and given.findings[0].approved_by == "boss"
    assert given.lifted_by == ()


def test_forbidden_is_forbidden_whoever_approves() -> None:
    asked = situation(action=Close(outcome=Outcome.FORGIVEN), custody=1)
    decision = judge(BOOK, asked, approved_by="boss")
    assert decision.refused and "generic.close_after_stop_work" in decision.rules


def test_a_citation_says_when_the_text_was_not_read() -> None:
    for basis in Basis:
        cites = Citation(instrument="Act 7", article="4", basis=basis)
        said = str(decided(situation(borrower=dossier(calls={TODAY: 1})), house_rule(cites=cites)))
        assert "[Act 7, 4" in said
        assert (f"({basis.value}: {basis.words})" in said) is (basis is not Basis.VERIFIED)


def test_a_decision_names_the_book_it_was_made_under() -> None:
    assert judge(BOOK, situation()).governing.label == BOOK.label == "china + generic 2026.1"


# ---- when ----------------------------------------------------------------------------------------------------------


def minute_by_minute(rulebook: Rulebook, asked: Situation, days: float = 3) -> datetime | None:
    """The first permitted minute, found the slow way: every single one is asked."""
    at = asked.at
    if judge(rulebook, asked).permitted:
        return at
    for moment in _minutes_after(at, days):
        if judge(rulebook, asked.at_moment(moment)).permitted:
            return moment
    return None


def _minutes_after(at: datetime, days: float) -> Iterator[datetime]:
    first = at.replace(second=0, microsecond=0)
    return (first + timedelta(minutes=n) for n in range(1, int(days * 1440) + 1))


ZONES = st.sampled_from(
    [
        (SHANGHAI,),
        (NEW_YORK,),
        (NEW_YORK, LOS_ANGELES),
        (SHANGHAI, NEW_YORK),
        ("America/Havana",),  # its clocks change at midnight
        ("Australia/Lord_Howe",),  # its clocks change by half an hour
        ("Asia/Kathmandu", "Asia/Kolkata"),
        ("Pacific/Kiritimati", "Pacific/Niue"),  # a day apart
    ]
)
STARTS = st.sampled_from(
    [
        datetime(2026, 3, 7, tzinfo=NOON.tzinfo),  # clocks go forward on 8 March in the United States
        datetime(2026, 10, 31, tzinfo=NOON.tzinfo),  # and back on 1 November
        datetime(2026, 4, 3, tzinfo=NOON.tzinfo),  # back on Lord Howe Island
        datetime(2026, 6, 10, tzinfo=NOON.tzinfo),
    ]
)
MINUTES = st.integers(0, 1439)


@settings(max_examples=60)
@given(
    STARTS,
    st.integers(0, 2 * 1440),
    ZONES,
    st.tuples(MINUTES, MINUTES),
    st.lists(st.tuples(st.integers(-2000, 5000), st.sampled_from([HoldKind.MANUAL, HoldKind.VULNERABLE])), max_size=3),
    st.dictionaries(st.integers(-8, 1), st.integers(1, 3), max_size=3),
)
def test_the_next_permitted_moment_is_what_a_search_minute_by_minute_finds(
    start: datetime,
    after: int,
    zones: tuple[str, ...],
    hours: tuple[int, int],
    ends: list[tuple[int, HoldKind]],
    calls: dict[int, int],
) -> None:
    at = start + timedelta(minutes=after)
    begin = start - timedelta(days=9)
    holds = [
        Hold(id=f"h{n}", kind=kind, from_at=begin, until_at=at + timedelta(minutes=end))
        for n, (end, kind) in enumerate(ends)
    ]
    day = at.toordinal()
    person = dossier(zones=zones, calls={day + back: n for back, n in calls.items()})
    asked = situation(at, borrower=person, holds=holds, owing=debt(due_on=date(2025, 12, 1)))
    rulebook = book(
        quiet(min(hours), max(hours)),
        house_rule("house.held", lambda f: f.hold_blocks_contact),
        house_rule("house.week", lambda f: f.calls_counted_today_and_6_days_before >= 5),
        house_rule("house.today", lambda f: f.calls_counted_today >= 2),
    )
    found = judge(rulebook, asked).next_permitted_at
    searched = minute_by_minute(rulebook, asked)
    if searched is not None or found is None:
        assert found == searched
    else:
        assert found > at + timedelta(days=3)
        assert judge(rulebook, asked.at_moment(found)).permitted


def test_the_whole_decision_permits_at_that_moment_and_not_a_moment_before() -> None:
    held = situation(in_shanghai(3, 10, 12), holds=[hold(in_shanghai(3, 12, 6, 30))])
    moment = judge(BOOK, held).next_permitted_at
    assert moment == in_shanghai(3, 12, 8)
    assert judge(BOOK, held.at_moment(moment)).permitted
    assert judge(BOOK, held.at_moment(moment - timedelta(seconds=1))).refused
    during_the_day = situation(in_shanghai(3, 10, 12), holds=[hold(in_shanghai(3, 12, 9, 30))])
    assert judge(BOOK, during_the_day).next_permitted_at == in_shanghai(3, 12, 9, 30)


def test_the_end_of_a_hold_that_does_not_matter_does_not_put_anything_off() -> None:
    vulnerable = Hold(id="h1", kind=HoldKind.VULNERABLE, from_at=in_shanghai(1, 1), until_at=in_shanghai(3, 20, 7))
    asked = situation(in_shanghai(3, 10, 22), holds=[vulnerable])
    assert judge(BOOK, asked).next_permitted_at == in_shanghai(3, 11, 8)


def test_seven_calls_in_a_week_are_permitted_again_when_the_oldest_day_falls_out() -> None:
    person = dossier(calls={TODAY: 1, TODAY - 2: 1, TODAY - 5: 3, TODAY - 6: 2})
    decision = judge(BOOK, situation(borrower=person))
    assert decision.rules == ("generic.calls_per_week",)
    assert decision.next_permitted_at == in_shanghai(3, 11, 8)
    weekly = judge(BOOK, situation(borrower=dossier(calls={TODAY: 7})))
    assert weekly.next_permitted_at == in_shanghai(3, 17, 8)


def test_with_two_zones_the_window_is_where_all_of_them_are_open() -> None:
    both = dossier(zones=(NEW_YORK, LOS_ANGELES))
    early = situation(local(NEW_YORK, 2026, 1, 13, 9), borrower=both)
    assert judge(BOOK, early).next_permitted_at == local(LOS_ANGELES, 2026, 1, 13, 8)
    late = situation(local(NEW_YORK, 2026, 1, 13, 21), borrower=both)
    assert judge(BOOK, late).next_permitted_at == local(LOS_ANGELES, 2026, 1, 14, 8)


def test_zones_whose_windows_never_meet_are_never_open() -> None:
    apart = dossier(zones=(SHANGHAI, NEW_YORK))
    decision = judge(book(quiet(9 * 60, 18 * 60)), situation(borrower=apart))
    assert decision.refused and decision.next_permitted_at is None
    assert "Time alone does not lift it" in str(decision)


def test_the_clocks_going_forward_or_back_do_not_move_the_hour_of_opening() -> None:
    person = dossier(zones=(NEW_YORK,))
    for day in (date(2026, 3, 7), date(2026, 3, 8), date(2026, 10, 31), date(2026, 11, 1)):
        evening = situation(local(NEW_YORK, day.year, day.month, day.day, 22), borrower=person)
        following = day + timedelta(days=1)
        assert judge(BOOK, evening).next_permitted_at == local(
            NEW_YORK, following.year, following.month, following.day, 8
        )


def test_an_hour_that_never_comes_opens_after_the_gap_and_one_that_comes_twice_opens_twice() -> None:
    person = dossier(zones=(NEW_YORK,))
    nightly = book(quiet(150, 180), house_rule("house.held", lambda f: f.hold_blocks_contact))  # 02:30 to 03:00
    before = situation(local(NEW_YORK, 2026, 3, 8, 0), borrower=person)
    assert judge(nightly, before).next_permitted_at == local(NEW_YORK, 2026, 3, 9, 2, 30)
    twice = book(quiet(90, 100), house_rule("house.held", lambda f: f.hold_blocks_contact))  # 01:30 to 01:40
    first = datetime(2026, 11, 1, 5, 30, tzinfo=NOON.tzinfo)
    held = situation(local(NEW_YORK, 2026, 11, 1, 0), borrower=person, holds=[hold(first + timedelta(minutes=20))])
    assert judge(twice, held).next_permitted_at == first + timedelta(hours=1)


def test_a_number_that_will_change_is_reckoned_with() -> None:
    opens = Dated("law.opens", {ALWAYS: 480, date(2026, 4, 1): 555}, unit="minute of day", cites=POLICY)
    rulebook = book(
        house_rule("law.hours", lambda f: f.minute_earliest < opens),
        house_rule("house.held", lambda f: f.hold_blocks_contact),
    )
    asked = situation(holds=[hold(in_shanghai(4, 5, 1))])
    assert judge(rulebook, asked).next_permitted_at == in_shanghai(4, 5, 9, 15)


def test_a_rule_that_will_begin_or_end_is_reckoned_with() -> None:
    ends = book(house_rule(predicate=lambda f: f.days_in_stage < 9999, until=date(2026, 3, 20)))
    assert judge(ends, situation(stage_entered_on=TODAY)).next_permitted_at == in_shanghai(3, 20)
    begins = book(
        house_rule("house.held", lambda f: f.hold_blocks_contact),
        house_rule("law.new", lambda f: f.minute_earliest < 600, since=date(2026, 3, 12)),
    )
    asked = situation(holds=[hold(in_shanghai(3, 12, 0))])
    assert judge(begins, asked).next_permitted_at == in_shanghai(3, 12, 10)


def test_an_hour_that_the_debtor_prefers_is_reckoned_with() -> None:
    mine = FactGroup("mine", prefers_from=Minute("from when calls are welcome"))
    welcome = house_rule("house.welcome", lambda f: f.minute_earliest < f.prefers_from, facts=mine)
    asked = situation(in_shanghai(3, 10, 7), owing=debt(attributes=(("prefers_from", "1050"),)))
    assert judge(book(welcome), asked).next_permitted_at == in_shanghai(3, 10, 17, 30)


def test_a_licence_that_will_begin_lifts_a_refusal_in_time() -> None:
    agency = Agency(
        id="harbour",
        licences=(Licence(kind="collection", valid_from=date(2026, 3, 16), valid_to=date(2027, 3, 15)),),
        evaluated_on=date(2026, 3, 1),
        violent_collection_on_record=False,
    )
    decision = judge(BOOK, situation(action=SubmitPlacement(agency="harbour"), agency=agency))
    assert decision.rules == ("generic.agency.licence",)
    assert decision.next_permitted_at == in_shanghai(3, 16)


def test_an_instalment_that_falls_due_lifts_a_refusal_in_time() -> None:
    decision = judge(BOOK, situation(owing=debt(due_on=date(2026, 3, 20))))
    assert decision.rules == ("generic.nothing_owed",)
    assert decision.next_permitted_at == in_shanghai(3, 21, 8)


def test_it_is_looked_for_within_a_year_and_a_month_and_no_further() -> None:
    edge = NOON + timedelta(days=LOOK_AHEAD_DAYS)
    held = book(house_rule("house.held", lambda f: f.hold_blocks_contact))
    assert judge(held, situation(holds=[hold(edge)])).next_permitted_at == edge
    assert judge(held, situation(holds=[hold(edge + timedelta(seconds=1))])).next_permitted_at is None


STUCK: dict[str, tuple[Situation, str]] = {
    "a hold without an end": (situation(holds=[hold(None)]), "release of the hold"),
    "another party works it": (situation(actor=Actor(id="x", party="harbour")), "recall and stop-work"),
    "not confirmed": (situation(action=FileClaim(court="pudong"), confirmations=0), "confirm_debt"),
    "paid": (situation(paid={date(2026, 3, 1): "500.00"}), "reversal of a payment"),
    "no zone": (situation(borrower=dossier(zones=())), "learning the earliest local time"),
    "a third person": (situation(reached=dossier("cousin")), "calls to the debtor that reach nobody"),
}


@pytest.mark.parametrize("name", STUCK)
def test_where_time_cannot_help_it_says_what_would(name: str) -> None:
    asked, what = STUCK[name]
    decision = judge(BOOK, asked)
    assert decision.refused and decision.next_permitted_at is None
    assert what in "; ".join(decision.lifted_by)
    assert "Time alone does not lift it; what would: " in str(decision) and what in str(decision)


def test_what_lifts_a_rule_without_words_of_its_own_comes_from_its_facts() -> None:
    mine = FactGroup("mine", barred=Flag("the account is barred", denied="the account is not barred"))
    barred = house_rule("house.barred", lambda f: f.barred, facts=mine)
    asked = situation(owing=debt(attributes=(("barred", "yes"),)))
    assert decided(asked, barred).lifted_by == ("a change of this: the account is barred (lender)",)
    assert decided(situation(), barred).lifted_by == ("learning the account is barred",)


def test_a_check_that_refuses_promises_no_moment_but_an_advising_one_does_not_hide_it() -> None:
    def check_of(tone: Tone) -> Any:
        return check("house.vip", governs=CONTACTS, cites=POLICY, tone=tone)(lambda *asked: "be careful")

    night = situation(in_shanghai(3, 10, 22, 30))
    assert judge(book(quiet(480, 1260), checks=[check_of(Tone.FORBID)]), night).next_permitted_at is None
    advised = judge(book(quiet(480, 1260), checks=[check_of(Tone.ADVISE)]), night)
    assert advised.next_permitted_at == in_shanghai(3, 11, 8)


def test_advice_does_not_put_off_the_next_permitted_moment() -> None:
    asked = situation(
        in_shanghai(3, 10, 22), action=SendReminder(person="li", contact_point="sms"), last_reminder_on=TODAY
    )
    decision = judge(BOOK, asked)
    assert [f.rule for f in decision.findings][-1] == "generic.reminder_gap"
    assert decision.next_permitted_at == in_shanghai(3, 11, 8)


def test_nobody_approves_a_placement_of_their_own_however_long_they_wait() -> None:
    from tests.compliance.test_standard_facts import HARBOUR, PLACEMENT

    agency = HARBOUR.changed(evaluated_on=date(2026, 3, 1))
    asked = situation(action=ApproveReferral(), placement=PLACEMENT, agency=agency)
    decision = judge(BOOK, asked)
    assert decision.rules == ("generic.four_eyes",) and decision.next_permitted_at is None
    assert decision.lifted_by == ("approval by somebody else",)
