"""The laws of the caseload: whatever is asked, recorded and paid, in whatever order, by however many processes.

One office is run twice by the same commands: in memory, and on a SQLite file that two processes share in turn (so
that each remembers what the other has changed since). What is watched is counted here anew, from the commands alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.casework.office import (
    BOOK,
    CARD,
    CLERK,
    HARBOUR,
    LENA,
    LI,
    LI_MEI,
    LOAN,
    VOSS,
    cny,
    new_caseload,
    on,
    same_states,
)
from tests.laws.logs import see_log

from debtflow import (
    Actor,
    Balance,
    Block,
    CallResult,
    Caseload,
    CaseOutcome,
    Channel,
    Component,
    Custody,
    Debt,
    DebtflowError,
    Done,
    Hold,
    HoldKind,
    Money,
    Obligor,
    Pending,
    Recorded,
    Refused,
    Role,
    actions,
    events,
)
from debtflow.casework.replaying import state_at
from debtflow.casework.vault import MemoryVault
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms, equal_instalments
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.holds import Hours
from debtflow.records.proceedings import ReopenCause

PHONE = Debt(id="phone", obligors=(Obligor(person="li"),), owed=Balance(principal=cny("60.00")), as_of=date(2026, 1, 9))
OTHER = Debt(
    id="rent", obligors=(Obligor(person="li_mei"),), owed=Balance(principal=cny("90.00")), as_of=date(2026, 1, 5)
)
DEBTS = {debt.id: debt for debt in (LOAN, CARD, PHONE, OTHER)}
DAY = timedelta(days=1)
POINTS = {
    ("li", "mobile"): Channel.PHONE,
    ("li", "text"): Channel.SMS,
    ("li_mei", "mobile"): Channel.PHONE,
    # Hers, once it has turned out that the two are one person.
    ("li", "mobile.li_mei"): Channel.PHONE,
}
CAP = 7

OFFERS: dict[str, type[actions.OfferAction]] = {
    "propose": actions.ProposeArrangement,
    "counter": actions.CounterArrangement,
    "settle": actions.SettleClaim,
}

REPORTED = (
    events.Moved(verb="open_negotiation"),
    events.StopWorkConfirmed(data_deleted=True),
    events.Closed(verb="reject_debt", outcome=CaseOutcome.NOT_LIABLE_FRAUD),
    events.Reopened(cause=ReopenCause.NEW_EVIDENCE),
    events.PlacementAccepted(),
    events.PlacementRecalled(),
    events.ClaimFiled(court="pudong"),
    events.LegalApproved(law_firm="fu_partners", custody=Custody.LAW_FIRM),
    events.Closed(outcome=CaseOutcome.SOLD),
)

case_ids = st.sampled_from(list(DEBTS))
ADVOCATE = Actor(id="fu", role=Role.LAW_FIRM, party="fu_partners")
actors = st.sampled_from([LENA, LENA, LENA, VOSS, CLERK, CLERK, ADVOCATE])


def summary(answer: Any) -> tuple[Any, ...]:
    """What both caseloads must agree on."""
    if isinstance(answer, Exception):
        return type(answer).__name__, str(answer)
    if isinstance(answer, Recorded):
        return "recorded", answer.breaches, answer.repeated
    if isinstance(answer, Done | Refused | Pending):
        kind, decision = type(answer).__name__, answer.decision
        return kind, decision.rules, decision.facts, decision.at, answer.case, getattr(answer, "permit", None)
    return (answer,)


class Office(RuleBasedStateMachine):
    """A lender's office with four debts, two persons and an agency."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.url = f"sqlite:///{Path(self.folder.name)}/cases.db"
        vault = MemoryVault()
        self.memory = new_caseload(vault=vault)
        self.files = [new_caseload(self.url, vault=vault) for _ in range(2)]
        self.vault = vault
        self.turn = 0
        self.now = on(9, 9)
        # What is watched, from the commands alone.
        self.holds: dict[tuple[str, str], Hold] = {}
        self.calls: dict[str, tuple[str, date]] = {}
        self.unasked: list[tuple[str, date]] = []
        self.open_attempts: dict[str, tuple[str, str]] = {}
        self.paid: dict[str, Money] = {}
        self.announced: dict[str, Money] = {}
        self.payers: dict[str, str] = {}
        self.requests: list[str] = []
        self.versions: dict[str, tuple[int, int]] = {}
        self.number = 0
        self.united = False

    # ---- both at once ---------------------------------------------------------------------------------------------

    def both(self, command: Callable[[Caseload], Any]) -> Any:
        """Give the command to both; they answer the same."""
        self.turn += 1
        answers = []
        for cases in (self.memory, self.files[self.turn % 2]):
            try:
                answers.append(command(cases))
            except (DebtflowError, ValueError) as mistake:
                answers.append(mistake)
        mine, theirs = answers
        assert summary(mine) == summary(theirs)
        return mine

    def opened(self, case: str) -> str:
        """That case, or the loan where it is not open yet: most of what is asked should make sense."""
        return case if self.memory.store.load(f"case:{case}") is not None else "loan"

    def known_as(self, person: str) -> str:
        """The id under which that person goes on."""
        return "li" if self.united else person

    def submit(self, case: str, action: actions.Action, by: Any, key: str = "") -> Any:
        answer = self.both(lambda cases: cases.submit(case, action, by=by, at=self.now, key=key))
        if isinstance(answer, Pending):
            self.requests.append(answer.request.id)
        self._see_contact(case, action, answer)
        return answer

    def _see_contact(self, case: str, action: actions.Action, answer: Any) -> None:
        if not isinstance(answer, Done) or answer.permit is None or answer.repeated:
            return
        permit = answer.permit
        assert isinstance(action, actions.ContactAction)
        self.open_attempts[permit.attempt] = (case, permit.person)
        for (scope, _), hold in self.holds.items():
            concerned = scope in (
                f"case:{case}",
                f"person:{permit.person}",
                f"person:{self.known_as(DEBTS[case].borrower)}",
            )
            stands = hold.from_at <= self.now and (hold.until_at is None or self.now < hold.until_at)
            covers = Block.CONTACT in hold.forbids and (not hold.channels or permit.channel in hold.channels)
            assert not (concerned and stands and covers), f"{permit} was given though {hold} stands"
        local = self.now.astimezone(on(1).tzinfo).date()
        assert 8 <= self.now.astimezone(on(1).tzinfo).hour < 21
        if permit.channel is Channel.PHONE:
            made = [*self.calls.values(), *self.unasked]
            counted = [day for person, day in made if person == permit.person and local - 6 * DAY <= day <= local]
            assert len(counted) < CAP, f"call {len(counted) + 1} in seven days"
            self.calls[permit.attempt] = (permit.person, local)

    # ---- what happens in an office --------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self.both(lambda cases: cases.add(LI_MEI, OTHER, at=self.now))
        self.both(lambda cases: cases.add(LI, LOAN, CARD, PHONE, at=self.now))
        self.both(lambda cases: cases.register(HARBOUR, at=self.now))
        for debt in ("loan", "card", "rent"):
            self.both(lambda cases, debt=debt: cases.open(debt, at=self.now))
            answer = self.submit(debt, actions.ConfirmDebt(note="seen the contract"), LENA)
            assert isinstance(answer, Done), "an office in which nothing can be opened would keep every law"

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(days=st.integers(1, 3))
    def morning_comes(self, days: int) -> None:
        self.now = self.now.replace(hour=10) + days * DAY

    @rule(case=case_ids, amount=st.sampled_from(["5.00", "60.00", "519.50"]), days=st.integers(0, 6))
    def promise(self, case: str, amount: str, days: int) -> None:
        case = self.opened(case)
        self.submit(case, actions.Move(verb="open_negotiation"), LENA)
        self.submit(case, actions.TakePromise(amount=cny(amount), due_on=self.now.date() + days * DAY), LENA)

    @rule(
        case=case_ids,
        amount=st.sampled_from(["5.00", "60.00", "519.50"]),
        days=st.integers(0, 6),
        replaces=st.sampled_from([None, None, "p1", "p2"]),
        by=actors,
    )
    def note_promise(self, case: str, amount: str, days: int, replaces: str | None, by: Any) -> None:
        action = actions.NotePromise(amount=cny(amount), due_on=self.now.date() + days * DAY, replaces=replaces)
        self.submit(self.opened(case), action, by)

    @rule(case=case_ids, promise=st.sampled_from(["p1", "p2", "p3"]))
    def withdraw_promise(self, case: str, promise: str) -> None:
        self.submit(self.opened(case), actions.WithdrawPromise(promise=promise, because="not now"), LENA)

    @rule(case=case_ids, kind=st.sampled_from(ArrangementKind), total=st.integers(10, 90_00), data=st.data())
    def agree(self, case: str, kind: ArrangementKind, total: int, data: st.DataObject) -> None:
        case = self.opened(case)
        self.submit(case, actions.Move(verb="open_negotiation"), LENA)
        self.submit(case, actions.ProposeArrangement(terms=self._terms(case, kind, total, data)), LENA)
        version = self.memory.case(case).offers_made
        answer = self.submit(case, actions.ActivateArrangement(version=max(1, version)), LENA)
        if isinstance(answer, Pending) and data.draw(st.booleans()):
            self.both(lambda cases: cases.approve(answer.request.id, by=VOSS, at=self.now))

    def _terms(self, case: str, kind: ArrangementKind, total: int, data: st.DataObject) -> ArrangementTerms:
        today = self.now.date()
        days = [today + n * DAY for n in sorted(data.draw(st.sets(st.integers(0, 9), min_size=1, max_size=3)))]
        rest = self.memory.case(case).ledger.closing.owed - total
        waives = cny("0.01") * max(1, rest) if kind is ArrangementKind.SETTLEMENT else None
        until = data.draw(st.none() | st.just(today + 2 * DAY))
        rows = equal_instalments(cny("0.01") * total, days)
        return ArrangementTerms(kind=kind, instalments=rows, waives=waives, grace_days=1, offer_until=until)

    @rule(case=case_ids)
    def open_late(self, case: str) -> None:
        self.both(lambda cases: cases.open(case, at=self.now))

    @rule(case=case_ids, point=st.sampled_from(list(POINTS)), by=actors, keyed=st.booleans())
    def contact(self, case: str, point: tuple[str, str], by: Any, keyed: bool) -> None:
        case, (person, contact_point) = self.opened(case), point
        cls = actions.PlaceCall if POINTS[point] is Channel.PHONE else actions.SendMessage
        key = f"{case}/{self.number % 5}" if keyed else ""
        self.submit(case, cls(person=person, contact_point=contact_point), by, key)

    @precondition(lambda self: self.open_attempts)
    @rule(data=st.data(), result=st.sampled_from(CallResult))
    def report(self, data: st.DataObject, result: CallResult) -> None:
        attempt = data.draw(st.sampled_from(sorted(self.open_attempts)))
        case, _ = self.open_attempts.pop(attempt)
        ended = events.CallEnded(attempt=attempt, result=result, discussed=(case,))
        answer = self.both(lambda cases: cases.record(case, ended, at=self.now))
        if isinstance(answer, Recorded) and result is CallResult.NOT_MADE:
            self.calls.pop(attempt, None)

    @rule(case=case_ids, hours_ago=st.integers(0, 100), by=actors, result=st.sampled_from(CallResult))
    def report_unasked(self, case: str, hours_ago: int, by: Any, result: CallResult) -> None:
        case, then = self.opened(case), self.now - timedelta(hours=hours_ago)
        ended = events.CallEnded(person="li", contact_point="mobile", result=result, occurred_at=then)
        answer = self.both(lambda cases: cases.record(case, ended, by=by, at=self.now))
        if isinstance(answer, Recorded) and result.was_made:
            self.unasked.append(("li", then.astimezone(on(1).tzinfo).date()))

    @rule(case=case_ids, by=actors, data=st.data())
    def move_on(self, case: str, by: Any, data: st.DataObject) -> None:
        head = self.memory.store.load(f"case:{case}")
        if head is None:
            return
        stage: str = head.state.stage  # type: ignore[union-attr]  # a case's stream folds to a case
        verb = data.draw(st.sampled_from([v for v in self.memory.workflow.possible(stage) if v != "close"]))
        self.submit(case, self._action(case, verb, data), by)

    def _action(self, case: str, verb: str, data: st.DataObject) -> actions.Action:
        today = self.now.date()
        if verb == "record_promise":
            amount = cny(data.draw(st.sampled_from(["5.00", "60.00", "519.50"])))
            return actions.TakePromise(amount=amount, due_on=today + data.draw(st.integers(1, 8)) * DAY)
        if verb == "replace_promise":
            replaces = data.draw(st.sampled_from(["p1", "p2"]))
            return actions.ReplacePromise(amount=cny("60.00"), due_on=today + 3 * DAY, replaces=replaces)
        if verb in OFFERS:
            kind, total = data.draw(st.sampled_from(ArrangementKind)), data.draw(st.integers(10, 90_00))
            return OFFERS[verb](terms=self._terms(case, kind, total, data))
        if verb == "submit_feedback":
            ledger = self.memory.case(case).ledger
            recovered = ledger.closing.credited - self.memory.case(case).credited_before_episode
            right = data.draw(st.booleans())
            return actions.SubmitFeedback(
                feedback=Feedback(
                    recovered=ledger.money(recovered if right else recovered + 1), attitude=Attitude.EVASIVE
                )
            )
        typed: dict[str, Callable[[], actions.Action]] = {
            "confirm_debt": actions.ConfirmDebt,
            "send_reminder": lambda: actions.SendReminder(person="li", contact_point="text"),
            "submit_placement": lambda: actions.SubmitPlacement(
                agency=data.draw(st.sampled_from(["harbour", "nobody"]))
            ),
            "approve_referral": actions.ApproveReferral,
            "accept_placement": actions.AcceptPlacement,
            "recall": actions.Recall,
            "decline": actions.DeclineOffer,
            "lapse": actions.LapseOffer,
            "activate_arrangement": lambda: actions.ActivateArrangement(
                version=max(1, self.memory.case(case).offers_made - data.draw(st.sampled_from([0, 0, 1])))
            ),
            "miss_instalment": lambda: actions.MissInstalment(number=data.draw(st.integers(1, 3))),
            "break_arrangement": lambda: actions.BreakArrangement(because="untrue"),
            "complete_arrangement": lambda: actions.CompleteArrangement(because="near enough"),
            "file_claim": lambda: actions.FileClaim(court="pudong"),
        }
        return typed[verb]() if verb in typed else actions.Move(verb=verb)

    @rule(
        case=case_ids, outcome=st.sampled_from([CaseOutcome.FORGIVEN, CaseOutcome.EXHAUSTED, CaseOutcome.TIME_BARRED])
    )
    def close(self, case: str, outcome: CaseOutcome) -> None:
        self.submit(self.opened(case), actions.Close(outcome=outcome, because="nothing more to be had"), LENA)

    @rule(case=case_ids, event=st.sampled_from(REPORTED))
    def report_move(self, case: str, event: events.Event) -> None:
        case = self.opened(case)
        self.both(lambda cases: cases.record(case, event, by=LENA, at=self.now))

    @precondition(lambda self: self.requests)
    @rule(data=st.data(), by=st.sampled_from([LENA, VOSS]))
    def approve(self, data: st.DataObject, by: Any) -> None:
        request = data.draw(st.sampled_from(self.requests))
        answer = self.both(lambda cases: cases.approve(request, by=by, at=self.now))
        if isinstance(answer, Done):
            self.requests.remove(request)

    @rule(
        case=case_ids,
        person=st.sampled_from([None, "li", "li_mei"]),
        kind=st.sampled_from([kind for kind in HoldKind if kind is not HoldKind.EMPLOYER_PROHIBITS]),
        hours=st.none() | st.integers(1, 200),
        ago=st.integers(-20, 20),
        recorded=st.booleans(),
    )
    def hold(self, case: str, person: str | None, kind: HoldKind, hours: int | None, ago: int, recorded: bool) -> None:
        self.number += 1
        case = self.opened(case)
        begins = self.now - timedelta(hours=ago)
        hold = Hold(
            id=f"h{self.number}",
            kind=kind,
            person=person,
            channels=frozenset({Channel.SMS}) if kind is HoldKind.CHANNEL_OPT_OUT else frozenset(),
            hours=(Hours(0, 0),) if kind is HoldKind.INCONVENIENT_TIME_OR_PLACE else (),
            from_at=begins,
            until_at=None if hours is None else begins + timedelta(hours=hours),
        )
        if recorded and person is None:
            answer = self.both(lambda cases: cases.record(case, events.HoldPlaced(hold=hold), at=self.now))
        else:
            answer = self.submit(case, actions.PlaceHold(hold=hold, because="told by letter"), LENA)
        if isinstance(answer, Done | Recorded):
            self.holds[f"case:{case}" if person is None else f"person:{person}", hold.id] = hold

    @precondition(lambda self: self.holds)
    @rule(data=st.data(), case=case_ids, blocks=st.frozensets(st.sampled_from(Block), max_size=2))
    def amend(self, data: st.DataObject, case: str, blocks: frozenset[Block]) -> None:
        scope, hold_id = data.draw(st.sampled_from(sorted(self.holds)))
        kind, _, who = scope.partition(":")
        hold = self.holds[scope, hold_id].changed(blocks=blocks)
        action = actions.AmendHold(hold=hold, because="looked at again")
        answer = self.submit(who if kind == "case" else self.opened(case), action, VOSS)
        if isinstance(answer, Done):
            self.holds[scope, hold_id] = hold

    @precondition(lambda self: self.holds)
    @rule(data=st.data(), case=case_ids)
    def release(self, data: st.DataObject, case: str) -> None:
        scope, hold_id = data.draw(st.sampled_from(sorted(self.holds)))
        kind, _, who = scope.partition(":")
        action = actions.ReleaseHold(hold=hold_id, person=who if kind == "person" else None)
        answer = self.submit(who if kind == "case" else self.opened(case), action, VOSS)
        if isinstance(answer, Done):
            del self.holds[scope, hold_id]

    @rule(
        person=st.sampled_from(["li", "li_mei"]),
        amount=st.integers(1, 700_00),
        days_ago=st.integers(-1, 4),
        currency=st.sampled_from(["CNY", "CNY", "CNY", "USD"]),
        direction=st.sampled_from([(), (), (), ("card",), ("loan", "card"), ("rent",)]),
        again=st.sampled_from([False, False, True]),
        cleared=st.sampled_from([True, True, True, False]),
    )
    def pay(
        self,
        person: str,
        amount: int,
        days_ago: int,
        currency: str,
        direction: tuple[str, ...],
        again: bool,
        cleared: bool,
    ) -> None:
        self.number += not again
        money = Money.from_minor_units(amount, currency)
        external_id, received = f"b{self.number}", self.now.astimezone(on(1).tzinfo).date() - days_ago * DAY

        def record(cases: Caseload) -> Any:
            return cases.record_payment(
                person=person,
                external_id=external_id,
                money=money,
                received_on=received,
                direction=direction,
                cleared=cleared,
                at=self.now,
            )

        answer = self.both(record)
        if isinstance(answer, Recorded) and not answer.repeated:
            assert external_id not in self.paid
            self.announced.pop(external_id, None)
            (self.paid if cleared else self.announced)[external_id] = money
            self.payers[external_id] = self.known_as(person)

    @precondition(lambda self: self.payers)
    @rule(data=st.data(), step=st.sampled_from(["clear", "bounce", "reverse", "reverse"]))
    def hear_of_a_payment(self, data: st.DataObject, step: str) -> None:
        external_id = data.draw(st.sampled_from(sorted(self.payers)))
        told = {"person": self.payers[external_id], "external_id": external_id, "at": self.now}
        answer = self.both(lambda cases: getattr(cases, f"{step}_payment")(**told))
        if not isinstance(answer, Recorded) or answer.repeated:
            return
        if step == "clear":
            self.paid[external_id] = self.announced.pop(external_id)
        elif step == "bounce":
            del self.announced[external_id]
        else:
            del self.paid[external_id]

    @rule(
        case=case_ids,
        component=st.sampled_from(Component),
        amount=st.integers(1, 90_00),
        days_ago=st.integers(-1, 4),
        waived=st.booleans(),
    )
    def post(self, case: str, component: Component, amount: int, days_ago: int, waived: bool) -> None:
        case = self.opened(case)
        event = (events.AmountWaived if waived else events.ChargePosted)(
            component=component,
            amount=Money.from_minor_units(amount, "CNY"),
            effective_on=self.now.astimezone(on(1).tzinfo).date() - days_ago * DAY,
        )
        self.both(lambda cases: cases.record(case, event, at=self.now))

    @precondition(lambda self: not self.united)
    @rule(really=st.sampled_from([False, False, True]))
    def unite(self, really: bool) -> None:
        """Mr Li and his sister turn out to be one person: nothing that was counted or held is lost by it."""
        if not really:
            return
        self.both(lambda cases: cases.merge_persons("li", "li_mei", because="same passport", by=VOSS, at=self.now))
        self.united = True
        self.holds = {
            (scope.replace("person:li_mei", "person:li"), hold_id): hold.changed(person=hold.person and "li")
            for (scope, hold_id), hold in self.holds.items()
        }
        self.calls = {attempt: ("li", day) for attempt, (_, day) in self.calls.items()}
        self.unasked = [("li", day) for _, day in self.unasked]
        self.open_attempts = {attempt: (case, "li") for attempt, (case, _) in self.open_attempts.items()}
        self.payers = dict.fromkeys(self.payers, "li")

    @rule(case=case_ids, by=st.sampled_from([LENA, VOSS]), data=st.data())
    def refer(self, case: str, by: Any, data: st.DataObject) -> None:
        """As far as it goes on the way to an agency, or to court."""
        case = self.opened(case)
        steps: list[tuple[actions.Action, Any]] = [(actions.Move(verb="open_negotiation"), LENA)]
        if data.draw(st.booleans()):
            steps += [
                (actions.Move(verb="request_referral"), LENA),
                (actions.SubmitPlacement(agency="harbour"), LENA),
                (actions.ApproveReferral(), by),
                (actions.AcceptPlacement(), CLERK),
            ]
        else:
            steps += [
                (actions.Move(verb="request_legal"), LENA),
                (actions.ApproveLegal(law_firm=data.draw(st.sampled_from([None, "fu_partners"]))), by),
                (actions.FileClaim(court="pudong"), LENA),
            ]
        for action, who in steps:
            self.submit(case, action, who)

    @rule(case=case_ids)
    def follow_up(self, case: str) -> None:
        self.both(lambda cases: cases.follow_up(case, at=self.now))
        again = self.both(lambda cases: cases.follow_up(case, at=self.now))
        assert not isinstance(again, Recorded) or again.entries == ()

    @rule()
    def restart(self) -> None:
        at = self.turn % 2
        self.files[at].close()
        self.files[at] = Caseload.open_at(self.url, BOOK, house_zone="Asia/Shanghai")
        self.files[at].vault = self.vault

    # ---- what holds at every moment -------------------------------------------------------------------------------

    @invariant()
    def custody_is_with_exactly_one(self) -> None:
        for case in map(self.memory.case, self.memory.cases()):
            assert case.custody in Custody
            if case.stage == "referral.placed":
                assert case.custody is Custody.AGENCY
            assert case.is_open == (case.stage != "closed")

    @invariant()
    def no_money_is_lost_made_or_below_zero(self) -> None:
        accounts: dict[str, int] = {}
        for case in map(self.memory.case, self.memory.cases()):
            closing, currency = case.ledger.closing, case.ledger.currency
            assert min(closing.outstanding) >= 0
            charged = sum(sum(day.charges) for day in case.ledger.days)
            assert closing.credited + closing.owed + sum(closing.waived) == charged
            accounts[currency] = accounts.get(currency, 0) + closing.credited + closing.unapplied
        for person in self.memory.store.streams("person"):
            for money in self.memory.dossier(person).unapplied:
                assert money.minor_units > 0
                accounts[money.currency] = accounts.get(money.currency, 0) + money.minor_units
            assert {pending.external_id for pending in self.memory.dossier(person).pending} == {
                external_id for external_id in self.announced if self.payers[external_id] == person
            }
            for event in self._payments(person):
                if event.already_counted is not None:
                    money = event.already_counted
                    accounts[money.currency] = accounts.get(money.currency, 0) + money.minor_units
        paid: dict[str, int] = {}
        for money in self.paid.values():
            paid[money.currency] = paid.get(money.currency, 0) + money.minor_units
        assert {c: n for c, n in accounts.items() if n} == paid

    def _payments(self, person: str) -> list[events.PaymentReceived]:
        if not self.paid:
            return []
        entries = self.memory.store.entries(f"person:{person}")
        return [
            e
            for entry in entries
            if "payment_received" in entry.body
            for e in entry.events
            if isinstance(e, events.PaymentReceived)
        ]

    @invariant()
    def versions_only_grow(self) -> None:
        for kind in ("case", "person", "debt", "agency"):
            for name in self.memory.store.streams(kind):
                head = self.memory.store.load(f"{kind}:{name}")
                assert head is not None
                before = self.versions.get(f"{kind}:{name}", (0, 0))
                assert before <= (head.version, head.seq)
                assert head.version <= head.seq
                self.versions[f"{kind}:{name}"] = (head.version, head.seq)

    # ---- what holds at the end ------------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            for file in self.files:
                same_states(self.memory, file)
            see_log(self.memory)
            assert set(self.memory.verify()) == set(self.files[0].verify())
            self._see_that_replay_is_live()
            self._see_that_every_case_can_end()
        finally:
            for file in self.files:
                file.close()
            self.folder.cleanup()

    def _see_that_replay_is_live(self) -> None:
        for kind in ("case", "person", "debt", "agency"):
            for name in self.memory.store.streams(kind):
                head = self.memory.store.load(f"{kind}:{name}")
                assert head is not None
                for file in self.files:
                    assert state_at(file.store, f"{kind}:{name}", head.version) == head.state
        for case in self.memory.cases():
            for entry in [e for e in self.memory.history(case) if e.content["decision"]][-6:]:
                decision = self.memory.decision_of(entry)
                assert decision.refused == (entry.kind == "refused")
                assert decision.facts == entry.content["decision"]["facts"]

    def _see_that_every_case_can_end(self) -> None:
        for name in self.memory.cases():
            # What follows by itself by now may have ended it already.
            case = self.memory.follow_up(name, at=self.now).case or self.memory.case(name)
            if case.is_open and case.custody is Custody.AGENCY:
                # Whoever has a debt shows first that they have stopped.
                stopped = events.StopWorkConfirmed(data_deleted=True)
                case = self.memory.record(name, stopped, by=CLERK, at=self.now).case or case
            if case.is_open:
                end = actions.Close(outcome=CaseOutcome.EXHAUSTED, because="nothing more to be had")
                answer = self.memory.submit(name, end, by=LENA, at=self.now)
                if isinstance(answer, Pending):
                    answer = self.memory.approve(answer.request.id, by=VOSS, at=self.now)
                assert isinstance(answer, Done) and answer.case.outcome is CaseOutcome.EXHAUSTED


Office.TestCase.settings = settings(max_examples=max(20, settings.default.max_examples), stateful_step_count=40)
TestOffice = Office.TestCase
