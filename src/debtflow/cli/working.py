"""An office at work, for the demo: one day after the other, money comes in, the plan is swept, contacts end.

It uses the caseload as a lender's own program would: `record_payment`, `sweep`, `submit`, `record`, `approve`. What
people do is thrown in `behaviour`; what may be done is never decided here. Some evenings the run starts late, some
collectors ask on their own account, and an agency is caught calling at night: that is what rules are for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from debtflow.casework import plans
from debtflow.casework.applying import Permit
from debtflow.casework.caseload import Caseload
from debtflow.casework.log import agency_stream, case_stream, person_stream
from debtflow.casework.outcomes import Done, Outcome, Pending, Refused
from debtflow.cli.behaviour import PERIOD_DAYS, Behaviour, PaymentPlan, throw
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier, Register
from debtflow.records import actions, events
from debtflow.records.contacts import CallResult
from debtflow.records.holds import Hold, HoldKind
from debtflow.records.parties import Actor, Borrower, Channel, ContactPoint
from debtflow.records.stages import Custody, Phase, Role
from debtflow.records.stages import Outcome as CaseOutcome
from debtflow.reports.answers import RefusalTally
from debtflow.values.money import Money

__all__ = ["Office"]

COLLECTOR: Final = Actor(id="chen")
SUPERVISOR: Final = Actor(id="supervisor")

MORNING: Final = time(10, 30)
LATE: Final = (time(21, 40), time(22, 10))
SATURDAY: Final = 5
LATE_EVERY: Final = 8  # days; the morning's run is then made up for in the evening
OWN_ACCOUNT: Final = 1 / 250  # of the open cases a day: a collector asks to call, whatever the plan says
NIGHT_CALLS: Final = 1 / 400  # of the placed cases, once: the agency calls at night without asking
RELATIVES_ON: Final = 12
RELATIVES: Final = 1 / 300  # of the open cases, once: a collector wants to call somebody else
SMALL: Final = 15_000  # minor units: what is not worth the postage
TALKING: Final = frozenset({"reminder.awaiting_response", "reminder.exhausted", "negotiation.broken"})
EVENTFUL_ENTRIES: Final = 34


class Office:
    """Works the cases of a caseload for a number of days.

    Attributes:
        received: all money that came in, minor units; counted here and not read back.
        tally: every refusal. counts: what was done, by name.
        reached: phase -> the cases that have ever been there.
    """

    def __init__(self, cases: Caseload, behaviour: Behaviour, *, agency: str, first_day: date, days: int) -> None:
        self.cases = cases
        self.behaviour = behaviour
        self.plan = plans.gentle(agency, supervisor=SUPERVISOR.id)
        self.zone = ZoneInfo(cases.desk.house_zone)
        self.first_day = first_day
        self.days = days
        self.open = cases.cases()
        self.received = 0
        self.tally = RefusalTally()
        self.counts: Counter[str] = Counter()
        self.last_moment = datetime.combine(first_day, MORNING, self.zone)
        self.reached: defaultdict[Phase, set[str]] = defaultdict(set)
        self._payers: dict[str, PaymentPlan] = {}
        self._due: defaultdict[date, list[str]] = defaultdict(list)
        self._marks: defaultdict[str, set[str]] = defaultdict(set)
        self._troubles: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        for case in self.open:
            self.reached[self._case(case).phase].add(case)
            found = behaviour.day_of_trouble(case, days)
            if found is not None:
                self._troubles[found[1]].append((case, found[0]))

    def day_numbers(self) -> Iterator[int]:
        """The days of the demo, from 1."""
        return iter(range(1, self.days + 1))

    def work(self, number: int) -> None:
        """One day: money, trouble, the plan, what collectors want, what an agency did."""
        # A demo dials nobody, so a day may become durable as a whole.
        with self.cases.grouped():
            self._work(number)

    def _work(self, number: int) -> None:
        day = self.first_day + timedelta(days=number)
        if (number - 1) % PERIOD_DAYS == 0:
            self._plan_payments((number - 1) // PERIOD_DAYS, day)
        for case_id in self._due.pop(day, ()):
            self._pay(case_id, day)
        for case_id, kind in self._troubles.pop(number, ()):
            self._trouble(case_id, kind, self._at(day, time(9, 30)))
        if day.weekday() < SATURDAY:
            late = number % LATE_EVERY == 0
            begins = LATE[number // LATE_EVERY % len(LATE)] if late else MORNING
            self._sweep(self._at(day, begins))
            self.counts["late runs" if late else "runs"] += 1
        self._on_their_own(number, self._at(day, time(22, 30)))
        self._look_around()

    def _look_around(self) -> None:
        """At the end of a day: where everybody is, and who is still open."""
        for case_id in self.open:
            self.reached[self._case(case_id).phase].add(case_id)
        self.open = [case_id for case_id in self.open if self._case(case_id).is_open]

    def _at(self, day: date, clock: time) -> datetime:
        self.last_moment = datetime.combine(day, clock, self.zone)
        return self.last_moment

    def _case(self, case_id: str) -> Case:
        # One worker alone has the file: what it remembers is what is there, and nothing is asked of the database.
        head = self.cases.store.load(case_stream(case_id))
        assert head is not None
        assert isinstance(head.state, Case)
        return head.state

    def _asked(self, case_id: str, action: actions.Action, by: Actor, at: datetime) -> Outcome:
        outcome = self.cases.submit(case_id, action, by=by, at=at)
        if isinstance(outcome, Refused):
            self._refused(outcome)
        return outcome

    def _refused(self, outcome: Refused) -> None:
        self.tally.add(outcome.decision)
        self._marks[outcome.case.id].add("refused")

    # ---- money ----------------------------------------------------------------------------------------------------

    def _plan_payments(self, period: int, first: date) -> None:
        self._payers.clear()
        for case_id in self.open:
            months = self._case(case_id).ledger.days_past_due(first.toordinal()) // 30
            payment = self.behaviour.payment(case_id, period, months, first)
            if payment is not None:
                self._payers[case_id] = payment
                self._due[payment.on].append(case_id)

    def _amount(self, case: Case, payment: PaymentPlan) -> int:
        """What a payment comes to, in minor units; whole units of the currency unless everything is paid."""
        standing = case.ledger.closing
        overdue = case.ledger.arrears(payment.on.toordinal(), standing)
        part = standing.owed * payment.thousandths // 1000 // 100 * 100
        return overdue if payment.cures else min(overdue, max(part, 100))

    def _pay(self, case_id: str, day: date) -> None:
        case, payment = self._case(case_id), self._payers.pop(case_id, None)
        if payment is None or not case.is_open:
            return
        amount = self._amount(case, payment)
        if amount <= 0:
            return
        money = Money.from_minor_units(amount, case.ledger.currency)
        at = self._at(day, time(9, 0))
        person, bank = case.debt.borrower, f"bank-{case_id}-{day:%m%d}"
        self.cases.record_payment(person=person, external_id=bank, money=money, received_on=day, at=at)
        self.received += amount
        self.counts["payments"] += 1
        self._marks[case_id].add("paid")

    def held_money(self) -> int:
        """Money that came in and is held for persons, because they owed nothing more. Minor units."""
        total = 0
        for person in self.cases.store.streams("person"):
            head = self.cases.store.load(person_stream(person))
            if head is not None and isinstance(head.state, Dossier):
                total += sum(money.minor_units for money in head.state.unapplied)
        return total

    def missed_duties(self) -> Counter[str]:
        """How often each duty was missed: on cases, open and closed, and towards agencies."""
        missed: Counter[str] = Counter()
        for stream in (*map(case_stream, self.cases.cases()), *map(agency_stream, self.cases.store.streams("agency"))):
            head = self.cases.store.load(stream)
            if head is not None and isinstance(head.state, Case | Register):
                missed.update(duty for duty, _ in head.state.missed)
        return missed

    # ---- the plan -------------------------------------------------------------------------------------------------

    def _sweep(self, at: datetime) -> None:
        report = self.cases.sweep(self.plan, at=at, cases=self.open, keep_outcomes=True)
        self.counts["visits"] += report.visited
        for outcome in report.outcomes:
            if isinstance(outcome, Refused):
                self._refused(outcome)
            elif isinstance(outcome, Done):
                self.reached[outcome.case.phase].add(outcome.case.id)
                self.counts["moves" if outcome.permit is None else f"{outcome.permit.channel.label} contacts"] += 1
                if outcome.permit is not None:
                    self._ended(outcome.case, outcome.permit, at)

    def _ended(self, case: Case, permit: Permit, at: datetime) -> None:
        """Say how a contact ended; where somebody talked, see what came of it."""
        attempt, later = permit.attempt, at + timedelta(minutes=4)
        if permit.channel is not Channel.PHONE:
            sent = events.MessageEnded(attempt=attempt, result=self.behaviour.message(case.id, attempt))
            self.cases.record(case.id, sent, at=at + timedelta(minutes=1))
            return
        result = self.behaviour.call(case.id, attempt)
        talked = result is CallResult.TALKED
        discussed = (case.debt.id,) if talked else ()
        ended = events.CallEnded(attempt=attempt, result=result, discussed=discussed)
        self.cases.record(case.id, ended, at=later)
        self.counts["conversations"] += talked
        if talked:
            self._marks[case.id].add("talked")
            self._talked(case.id, attempt, later)

    def _talked(self, case_id: str, attempt: str, at: datetime) -> None:
        """A conversation with the creditor opens the negotiation, and may end with a promise."""
        case = self._case(case_id)
        if case.stage in TALKING:
            self._asked(case_id, actions.Move(verb="open_negotiation"), COLLECTOR, at)
            case = self._case(case_id)
        if case.stage != "negotiation.assessing" or not self.behaviour.makes_promise(case_id, attempt):
            return
        promised = self._promised(case, at.astimezone(self.zone).date())
        if promised is not None and isinstance(self._asked(case_id, promised, COLLECTOR, at), Done):
            self.counts["promises"] += 1
            self._marks[case_id].add("promise")

    def _promised(self, case: Case, today: date) -> actions.TakePromise | None:
        payment = self._payers.get(case.id)
        if payment is not None and payment.on > today:
            amount, due = self._amount(case, payment), payment.on
        else:
            amount, due = (
                case.ledger.arrears(today.toordinal(), case.ledger.closing) // 200 * 100,
                today + timedelta(days=10),
            )
        if amount <= 0:
            return None
        return actions.TakePromise(amount=case.ledger.money(amount), due_on=due)

    # ---- what else happens ----------------------------------------------------------------------------------------

    def _trouble(self, case_id: str, kind: str, at: datetime) -> None:
        """The borrower disputes the debt, or asks not to be contacted any more: a hold."""
        case = self._case(case_id)
        if not case.is_open:
            return
        if kind == "dispute":
            hold = Hold(id="dispute", kind=HoldKind.DISPUTE, from_at=at, until_at=at + timedelta(days=14))
        else:
            hold = Hold(id="no-contact", kind=HoldKind.CEASE_CONTACT, person=case.debt.borrower, from_at=at)
        self._asked(case_id, actions.PlaceHold(hold=hold), COLLECTOR, at)
        self.counts[f"holds: {hold.kind.label}"] += 1
        self._marks[case_id].add("hold")

    def _on_their_own(self, number: int, night: datetime) -> None:
        """What nobody planned: collectors who want to call all the same, small debts given up, calls at night."""
        noon, seed = night.replace(hour=11, minute=15), self.behaviour.seed
        for case_id in self.open:
            luck = throw(seed, case_id, number, "own account")
            if luck < OWN_ACCOUNT:
                self._wants_to_call(case_id, noon)
            elif number == min(RELATIVES_ON, self.days) and throw(seed, case_id, "relative") < RELATIVES:
                self._wants_to_call_a_relative(case_id, noon)
            elif number == self.days * 2 // 3 and throw(seed, case_id, "night") < NIGHT_CALLS:
                self._night_call(case_id, night)
            elif number == min(8, self.days):
                self._give_up_if_small(case_id, noon)

    def _wants_to_call(self, case_id: str, at: datetime) -> None:
        case = self._case(case_id)
        if not case.is_open:
            return
        action = actions.PlaceCall(person=case.debt.borrower, contact_point="phone", about=(case.debt.id,))
        outcome = self._asked(case_id, action, COLLECTOR, at)
        if isinstance(outcome, Done) and outcome.permit is not None:
            self._ended(case, outcome.permit, at)

    def _wants_to_call_a_relative(self, case_id: str, at: datetime) -> None:
        case = self._case(case_id)
        phone = ContactPoint(id="phone", channel=Channel.PHONE, value="+886-00-0000-0")
        relative = Borrower(id=f"{case.debt.borrower}-relative", zones=(self.zone.key,), contact_points=(phone,))
        self.cases.add(relative, by=COLLECTOR, at=at)
        self._asked(case_id, actions.PlaceCall(person=relative.id, contact_point="phone"), COLLECTOR, at)

    def _night_call(self, case_id: str, night: datetime) -> None:
        """The agency called last night and reports it this morning: it is recorded, with the breach."""
        case = self._case(case_id)
        if case.custody is not Custody.AGENCY or case.placement is None:
            return
        by = Actor(id=case.placement.agency, role=Role.AGENCY, party=case.placement.agency)
        called = events.CallEnded(
            person=case.debt.borrower,
            contact_point="phone",
            result=CallResult.NO_ANSWER,
            occurred_at=night,
        )
        recorded = self.cases.record(case_id, called, by=by, at=night + timedelta(minutes=20))
        self.counts["breaches recorded"] += bool(recorded.breaches)
        self._marks[case_id].add("breach")

    def _give_up_if_small(self, case_id: str, at: datetime) -> None:
        """A debt that is not worth the postage is ended as uneconomic, by two people."""
        case = self._case(case_id)
        if not case.is_open or case.custody is not Custody.CREDITOR or case.ledger.closing.owed > SMALL:
            return
        outcome = self._asked(case_id, actions.Close(outcome=CaseOutcome.UNECONOMIC), COLLECTOR, at)
        if isinstance(outcome, Pending):
            self.counts["second persons asked"] += 1
            self.cases.approve(outcome.request.id, by=SUPERVISOR, at=at + timedelta(minutes=30))

    # ---- looking back ---------------------------------------------------------------------------------------------

    def most_eventful(self) -> str:
        """The case on which most kinds of things happened, and not too many of them to be shown."""
        ids = self.cases.cases()
        best = sorted(ids, key=lambda case_id: (-len(self._marks[case_id]), case_id))[:60]
        lengths = {case_id: len(self.cases.history(case_id)) for case_id in best}
        fitting = [case_id for case_id in best if lengths[case_id] <= EVENTFUL_ENTRIES] or best
        most = len(self._marks[fitting[0]])
        alike = [case_id for case_id in fitting if len(self._marks[case_id]) == most]
        return max(alike, key=lambda case_id: (lengths[case_id], case_id))
