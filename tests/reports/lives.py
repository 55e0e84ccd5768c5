"""Cases with a life behind them, for the tests of pictures: a long one, a short one in Chinese, a crowded one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from tests.reports.office import LENA, MORNING

from debtflow import (
    Actor,
    Agency,
    Balance,
    Borrower,
    CallResult,
    Caseload,
    Channel,
    ContactPoint,
    Debt,
    Done,
    Hold,
    HoldKind,
    Licence,
    MessageResult,
    Money,
    Obligor,
    Role,
    actions,
    catalogue,
    events,
)
from debtflow.casework.outcomes import Outcome
from debtflow.records.actions import Action
from debtflow.records.episodes import Attitude, Feedback
from debtflow.records.holds import DERIVED_KINDS
from debtflow.records.terms import Terms

VOSS, MEI = Actor(id="voss"), Actor(id="mei", role=Role.AGENCY, party="harbour")
LICENCE = Licence(kind="collection", valid_from=date(2025, 1, 1), valid_to=date(2030, 12, 31))
HARBOUR = Agency(id="harbour", licences=(LICENCE,), evaluated_on=date(2026, 1, 15), violent_collection_on_record=False)


def on(day: float, hour: int = 10) -> datetime:
    return MORNING.replace(hour=hour) + timedelta(days=day)


class Life:
    """One case in memory, and short ways to let something happen on it."""

    def __init__(
        self, case: str = "card-7", person: str = "p-7", owed: str = "1000.00 CNY", terms: Terms | None = None
    ) -> None:
        self.cases = Caseload.open_at("memory:", catalogue.joined("china", "generic"), house_zone="Asia/Shanghai")
        self.case, self.person, self.payments, self.placed = case, person, 0, 0
        points = tuple(ContactPoint(id=str(channel), channel=channel, value="+86 10 5555") for channel in Channel)
        borrower = Borrower(id=person, name="Wang Li", zones=("Asia/Shanghai",), contact_points=points)
        debt = Debt(
            id=case,
            obligors=(Obligor(person=person),),
            owed=Balance(principal=Money.parse(owed)),
            as_of=date(2026, 3, 1),
            terms=terms or Terms(),
        )
        self.cases.register(HARBOUR, by=VOSS, at=MORNING)
        self.cases.add(borrower, debt, by=LENA, at=MORNING)
        self.cases.open(case, by=LENA, at=MORNING)

    def asks(self, action: Action, day: float, hour: int = 10, by: Actor = LENA) -> Outcome:
        return self.cases.submit(self.case, action, by=by, at=on(day, hour))

    def moves(self, verb: str, day: float, hour: int = 10, by: Actor = LENA) -> Outcome:
        return self.asks(actions.Move(verb=verb), day, hour, by)

    def calls(self, day: float, hour: int = 10, result: CallResult = CallResult.NO_ANSWER) -> Outcome:
        asked = self.asks(actions.PlaceCall(person=self.person, contact_point="phone"), day, hour)
        if isinstance(asked, Done) and asked.permit is not None:
            self.cases.record(
                self.case, events.CallEnded(attempt=asked.permit.attempt, result=result), by=LENA, at=on(day, hour)
            )
        return asked

    def happened(self, event: events.Event, told: float, hour: int = 10) -> None:
        self.cases.record(self.case, event, by=LENA, at=on(told, hour))

    def pays(self, amount: str, day: float, told: float | None = None) -> None:
        self.payments += 1
        at = on(day if told is None else told)
        self.cases.record_payment(
            person=self.person,
            external_id=f"bank-{self.payments}",
            money=Money.parse(amount),
            received_on=on(day).date(),
            at=at,
        )

    def holds(self, kind: HoldKind, day: float, days: float, *, of_person: bool = False) -> None:
        self.placed += 1
        hold = Hold(
            id=f"h{self.placed}",
            kind=kind,
            person=self.person if of_person else None,
            from_at=on(day),
            until_at=on(day + days),
            note="Ms Wang is ill",
        )
        self.asks(actions.PlaceHold(hold=hold, because="told on the day"), day)


def fresh() -> Life:
    return Life()


def placed_and_closed() -> Life:
    """Confirmed, promised, broken, held, placed, called at night, recalled, fed back, paid."""
    life = Life()
    life.asks(actions.ConfirmDebt(), 1)
    life.calls(1, 22)
    life.moves("open_negotiation", 2)
    life.asks(actions.TakePromise(amount=Money.parse("300.00 CNY"), due_on=on(9).date()), 2)
    life.pays("50.00 CNY", 8, told=14)
    life.cases.follow_up(life.case, at=on(14))
    life.holds(HoldKind.DISPUTE, 15, 5)
    life.holds(HoldKind.VULNERABLE, 15, 6, of_person=True)
    life.moves("request_referral", 17)
    life.moves("request_referral", 25)
    life.asks(actions.SubmitPlacement(agency="harbour"), 25)
    life.asks(actions.ApproveReferral(), 25)
    life.asks(actions.ApproveReferral(), 26, by=VOSS)
    life.asks(actions.AcceptPlacement(), 27, by=MEI)
    night = events.CallEnded(person="p-7", contact_point="phone", result=CallResult.TALKED, occurred_at=on(30, 23))
    life.cases.record(life.case, night, by=MEI, at=on(36))
    life.asks(actions.Recall(), 40)
    life.asks(actions.ConfirmStopWork(), 44, by=MEI)
    feedback = Feedback(recovered=Money.parse("0.00 CNY"), attitude=Attitude.EVASIVE, note="was rude to Ms Mei")
    life.asks(actions.SubmitFeedback(feedback=feedback), 45)
    life.moves("decide_negotiate", 46)
    life.pays("950.00 CNY", 60)
    return life


def two_days_in_chinese() -> Life:
    life = Life("贷款-2026-007", "借款人-17")
    life.asks(actions.ConfirmDebt(), 0)
    life.moves("start_reminders", 0)
    life.asks(actions.SendReminder(person="借款人-17", contact_point="sms"), 0, 11)
    for hour in (12, 13, 13, 14, 22, 23):
        life.calls(0, hour)
    life.moves("open_negotiation", 1)
    life.asks(actions.TakePromise(amount=Money.parse("400.00 CNY"), due_on=on(6).date()), 1)
    life.pays("400.00 CNY", 1.1)
    return life


def crowded(happenings: int = 600, days: float = 300, seed: int = 7) -> Life:
    """Far more of everything than anybody would do."""
    dice, life = Random(seed), Life(owed="900000.00 CNY")
    life.asks(actions.ConfirmDebt(), 0)
    life.moves("open_negotiation", 0)
    verbs = ("open_negotiation", "request_referral", "withdraw_referral", "request_legal", "refuse_approval")
    for number in range(happenings):
        day, hour = days * number / happenings, dice.randrange(7, 24)
        told, at = day + dice.choice((0, 0, 0, 2, 9)), on(day, hour)
        match dice.randrange(10):
            case 0 | 1 | 2:
                life.calls(day, hour, dice.choice(list(CallResult)))
            case 3 | 4:
                result = dice.choice(list(CallResult))
                life.happened(
                    events.CallEnded(person="p-7", contact_point="visit", result=result, occurred_at=at), told, 23
                )
            case 5:
                sent = dice.choice(list(MessageResult))
                point = dice.choice(("sms", "email", "letter"))
                life.happened(
                    events.MessageEnded(person="p-7", contact_point=point, result=sent, occurred_at=at), told, 23
                )
            case 6:
                life.pays(f"{dice.randrange(10, 900)}.00 CNY", day, told)
            case 7:
                narrow = {HoldKind.CHANNEL_OPT_OUT, HoldKind.INCONVENIENT_TIME_OR_PLACE, HoldKind.EMPLOYER_PROHIBITS}
                kinds = [kind for kind in HoldKind if kind not in narrow | DERIVED_KINDS]
                life.holds(dice.choice(kinds), day, dice.randrange(1, 20), of_person=dice.random() < 0.5)
            case 8:
                verb = dice.choice(verbs)
                if life.cases.workflow.may(life.cases.case("card-7").stage, life.cases.case("card-7").origin, verb):
                    life.moves(verb, day, hour)
            case 9:
                if life.cases.case("card-7").stage == "negotiation.assessing":
                    due_on = on(day + 5).date()
                    life.asks(actions.TakePromise(amount=Money.parse("900.00 CNY"), due_on=due_on), day, hour)
    return life


def restless() -> Life:
    """Sent to the agencies' desk and back, over and over."""
    life = Life()
    life.asks(actions.ConfirmDebt(), 0)
    life.moves("open_negotiation", 0)
    for number in range(1, 120):
        life.moves("request_referral", number)
        life.moves("withdraw_referral", number, 16)
    return life
