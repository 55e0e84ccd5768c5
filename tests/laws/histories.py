"""Random histories for the laws of the folds: events of one case and of one person, in any mixture.

They need not be lawful or even sensible: what has happened is taken in, whatever it was.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from tests.records.cast import LENA, OKAFOR_ON_FILE, card_of_ms_okafor, day, offered

from debtflow.lifecycle.standard import CLOSED
from debtflow.lifecycle.workflow import STANDARD
from debtflow.records import events as happened
from debtflow.records.actions import Move
from debtflow.records.arrangements import ArrangementKind, ArrangementTerms
from debtflow.records.components import Component
from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.contacts import Attempt, CallResult, MessageResult
from debtflow.records.debts import Balance, Instalment
from debtflow.records.episodes import Attitude, Feedback, Reason, Suggestion
from debtflow.records.holds import Block, Hold, HoldKind, HoldSource, Hours
from debtflow.records.limitation import Interruption, Obstacle
from debtflow.records.parties import Channel
from debtflow.records.placements import PlacementBrief
from debtflow.records.promises import Promise, PromiseState
from debtflow.records.stages import Custody, Outcome
from debtflow.records.terms import Pause
from debtflow.values.dates import day_of
from debtflow.values.money import Money

OPENED = day(2026, 3, 2)
START_OF_TIME = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

instants = st.integers(0, 60 * 24 * 60).map(lambda minutes: START_OF_TIME + timedelta(minutes=minutes, microseconds=7))
local_days = st.integers(OPENED, OPENED + 60)
dates = local_days.map(day_of)
dollars = st.integers(1, 500_00).map(lambda cents: Money.from_minor_units(cents, "USD"))
words = st.text(max_size=12)
stages = st.sampled_from([stage for stage in STANDARD.stages if stage != CLOSED])
attempt_ids = st.sampled_from(["case-1/a1", "case-1/a2", "case-1/a3"])
hold_ids = st.sampled_from(["h1", "h2"])
promise_ids = st.sampled_from(["p1", "p2", "p3"])
request_ids = st.sampled_from(["r1", "r2"])
channels = st.sampled_from(Channel)


def event(cls: type[happened.Event], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[happened.Event]:
    return st.builds(cls, occurred_at=instants, local_day=local_days, **fields)


def move(cls: type[happened.MoveEvent], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[happened.Event]:
    return event(cls, **{"left": stages, "reached": stages, "because": words} | fields)


briefs = st.builds(PlacementBrief, channels=st.lists(channels, max_size=3).map(tuple), days=st.integers(1, 720))
promises = st.builds(
    lambda amount, at, made, ahead, grace: Promise(
        amount=amount, made_at=at, made_on=day_of(made), due_on=day_of(made + ahead), grace_days=grace
    ),
    dollars,
    instants,
    local_days,
    st.integers(0, 20),
    st.integers(0, 30),
)
feedbacks = st.builds(
    Feedback,
    recovered=dollars,
    attitude=st.sampled_from(Attitude),
    reason=st.sampled_from(Reason),
    suggestion=st.sampled_from(Suggestion),
    note=words,
)
attempts = st.builds(
    Attempt,
    id=attempt_ids,
    case=st.just("case-1"),
    person=st.just("okafor"),
    contact_point=st.just("mobile"),
    channel=channels,
    local_day=local_days,
    reserved_at=instants,
    expires_at=instants,
)
holds = st.builds(
    lambda hold_id, kind, at, lasts, blocks, chosen, hours, source: Hold(
        id=hold_id,
        kind=kind,
        from_at=at,
        until_at=None if lasts is None else at + timedelta(hours=lasts),
        blocks=blocks,
        channels=chosen | ({Channel.SMS} if kind is HoldKind.CHANNEL_OPT_OUT else set()),
        hours=hours or ((Hours(720, 840),) if kind is HoldKind.INCONVENIENT_TIME_OR_PLACE else ()),
        source=source,
        review_on=None if lasts is None else day_of(OPENED + lasts),
    ),
    hold_ids,
    st.sampled_from([kind for kind in HoldKind if kind is not HoldKind.EMPLOYER_PROHIBITS]),
    instants,
    st.none() | st.integers(1, 500),
    st.frozensets(st.sampled_from(Block)),
    st.frozensets(channels, max_size=3),
    st.lists(st.builds(Hours, st.integers(0, 1439), st.integers(0, 1440)), max_size=2).map(tuple),
    st.sampled_from(HoldSource),
)
terms = st.builds(
    lambda kind, first, amounts, waived: ArrangementTerms(
        kind=kind,
        instalments=tuple(Instalment(due_on=day_of(first + 30 * n), amount=a) for n, a in enumerate(amounts)),
        waives=waived if kind is ArrangementKind.SETTLEMENT else None,
    ),
    st.sampled_from(ArrangementKind),
    local_days,
    st.lists(dollars, min_size=1, max_size=3),
    dollars,
)
offers = st.builds(lambda terms, version: offered(terms, version=version), terms, st.integers(1, 3))
agreed = st.builds(lambda offer, began: offer.changed(began_on=began), offers, dates)
requests = st.builds(
    happened.Request,
    id=request_ids,
    case=st.just("case-1"),
    action=st.builds(Move, verb=st.sampled_from(["request_referral", "request_legal"]), note=words),
    by=st.just(LENA),
    asked_at=instants,
    expires_at=instants,
    rules=st.just(("house.two_pairs_of_eyes",)),
)

# --- events of a case ------------------------------------------------------------------------------------------------------

openings = st.builds(
    happened.CaseOpened,
    occurred_at=instants,
    local_day=local_days,
    reached=st.sampled_from(["confirmation.pending", "watch.monitoring"]),
    debt=st.just(card_of_ms_okafor()),
    workflow=st.just(STANDARD.label),
)
reservations = event(happened.ContactReserved, attempt=attempts)
ended_calls = event(happened.CallEnded, attempt=attempt_ids, result=st.sampled_from(CallResult))
ended_messages = event(happened.MessageEnded, attempt=attempt_ids, result=st.sampled_from(MessageResult))
expiries = event(happened.AttemptExpired, attempt=attempt_ids, person=st.just("okafor"))
holding = st.one_of(
    event(happened.HoldPlaced, hold=holds),
    event(happened.HoldAmended, hold=holds, because=words),
    event(happened.HoldReleased, hold=hold_ids, because=words),
    event(happened.HoldExpired, hold=hold_ids),
)
components = st.sampled_from(Component)
# A pause that is told again takes the place of the first: only then does the order matter, so each has its own id.
pauses = st.tuples(local_days, st.none() | st.integers(1, 30)).map(
    lambda drawn: Pause(
        id=f"p{drawn[0]}.{drawn[1]}",
        from_on=day_of(drawn[0]),
        until_on=None if drawn[1] is None else day_of(drawn[0] + drawn[1]),
        days_past_due=True,
    )
)
posting = st.one_of(
    event(happened.ChargePosted, component=components, amount=dollars, effective_on=dates),
    event(happened.AmountWaived, component=components, amount=dollars, effective_on=dates, because=words),
    event(happened.WrittenDown, amounts=st.builds(Balance, principal=dollars, fees=dollars), effective_on=dates),
    event(happened.ChargedOff, effective_on=dates),
    event(happened.PauseAgreed, pause=pauses),
)
case_events = st.one_of(
    move(happened.Moved, verb=st.sampled_from(["start_reminders", "exhaust_reminders", "request_referral"])),
    move(happened.DebtConfirmed),
    move(happened.ReminderSent, template=st.just("first")),
    move(happened.PromiseMade, promise=promises, replaces=st.none() | promise_ids),
    move(happened.ArrangementProposed, arrangement=offers),
    move(happened.OfferEnded, version=st.integers(1, 3)),
    move(happened.ArrangementActivated, arrangement=agreed),
    move(happened.InstalmentMissed, number=st.integers(1, 3), due_on=dates, short=dollars),
    move(happened.ArrangementBroken, number=st.none() | st.integers(1, 3), came=dollars),
    move(happened.ArrangementEnded, came=dollars, written_down=st.none() | dollars),
    move(
        happened.PlacementProposed,
        agency=st.sampled_from(["harbour", "quayside"]),
        brief=briefs,
        proposed_by=st.just("lena"),
        amount=dollars,
    ),
    move(happened.PlacementAccepted, custody=st.sampled_from(Custody)),
    move(happened.PlacementRecalled),
    move(happened.StopWorkConfirmed),
    move(happened.ClaimFiled, court=st.just("franklin_county")),
    move(happened.FeedbackGiven, feedback=feedbacks),
    move(happened.Closed, reached=st.just(CLOSED), outcome=st.sampled_from(Outcome), recovered=st.none() | dollars),
    reservations,
    ended_calls,
    ended_messages,
    expiries,
    event(happened.PaymentAllocated, payment=st.just("bank-19"), amount=dollars, effective_on=dates),
    posting,
    event(happened.PromiseNoted, promise=promises, replaces=st.none() | promise_ids),
    event(
        happened.PromiseResolved,
        promise=promise_ids,
        state=st.sampled_from([PromiseState.KEPT, PromiseState.BROKEN, PromiseState.PARTIAL]),
        due_on=dates,
        came=dollars,
    ),
    event(happened.PromiseWithdrawn, promise=promise_ids, because=words),
    event(happened.CreditReported, bureau=st.just("pboc"), marked_disputed=st.booleans()),
    event(happened.LimitationInterrupted, by=st.sampled_from(Interruption), on=dates),
    event(happened.LimitationSuspended, stop=st.sampled_from(["o1", "o2"]), by=st.sampled_from(Obstacle), since=dates),
    event(happened.LimitationResumed, stop=st.sampled_from(["o1", "o2"]), until=dates),
    holding,
    event(
        happened.ContactReceived,
        person=st.just("okafor"),
        channel=st.sampled_from([Channel.PHONE, Channel.VISIT]),
        spoke=st.booleans(),
    ),
    event(happened.ApprovalAsked, request=requests),
    event(happened.ApprovalGiven, request=request_ids, by=st.just("voss")),
    event(happened.ApprovalExpired, request=request_ids),
    event(happened.BreachObserved, of=st.just("call_ended"), rules=st.just(("us.reg_f.calls",))),
)
case_histories = st.tuples(openings, st.lists(case_events, max_size=25))

# --- events of a person ----------------------------------------------------------------------------------------------------

unasked_calls = event(
    happened.CallEnded,
    person=st.just("okafor"),
    contact_point=st.just("mobile"),
    channel=st.none() | st.sampled_from([Channel.PHONE, Channel.VISIT]),
    result=st.sampled_from(CallResult),
)
unasked_messages = event(
    happened.MessageEnded,
    person=st.just("okafor"),
    contact_point=st.just("mail"),
    channel=st.none() | st.sampled_from([Channel.SMS, Channel.EMAIL, Channel.LETTER]),
    result=st.sampled_from(MessageResult),
)
consents = st.builds(
    Consent,
    id=st.sampled_from(["k1", "k2"]),
    to=st.sampled_from([ConsentTo.CALLS, ConsentTo.HOURS]),
    party=st.sampled_from(["creditor", "harbour"]),
    given_at=instants,
    given_on=local_days,
)
dealings = st.one_of(
    event(
        happened.ContactReceived,
        person=st.just("okafor"),
        channel=st.just(Channel.PHONE),
        spoke=st.booleans(),
        discussed=st.just(("card-77",)),
        party=st.sampled_from(["creditor", "harbour"]),
    ),
    event(happened.MessageReturned, person=st.just("okafor"), attempt=attempt_ids),
    event(happened.MessageReturned, person=st.just("okafor"), contact_point=st.just("mail"), sent_on=dates),
    event(happened.ConsentGiven, person=st.just("okafor"), consent=consents),
    event(happened.ConsentRevoked, person=st.just("okafor"), consent=st.sampled_from(["k1", "k2"])),
)
payments = st.builds(
    lambda at, on, amount, received, held: happened.PaymentReceived(
        occurred_at=at, local_day=on, external_id="bank-19", amount=amount, received_on=received, unapplied=held
    ),
    instants,
    local_days,
    dollars,
    dates,
    st.none() | dollars,
)
announcements = event(
    happened.PaymentPending,
    external_id=st.sampled_from(["bank-19", "bank-20"]),
    amount=dollars,
    received_on=dates,
    direction=st.just(("card-77",)),
)
arrivals = st.builds(happened.PersonAdded, occurred_at=instants, local_day=local_days, person=st.just(OKAFOR_ON_FILE))
dossier_events = st.one_of(
    event(happened.PersonChanged, person=st.just(OKAFOR_ON_FILE.changed(zones=("America/Chicago",)))),
    event(happened.DebtAdded, debt=st.just(card_of_ms_okafor())),
    event(happened.CaseLinked, case=st.just("case-1"), debt=st.just("card-77")),
    reservations,
    ended_calls,
    ended_messages,
    unasked_calls,
    unasked_messages,
    dealings,
    expiries,
    payments,
    announcements,
    event(happened.PaymentBounced, external_id=st.sampled_from(["bank-19", "bank-20"]), amount=dollars),
    event(
        happened.PaymentReversed, external_id=st.just("bank-19"), amount=dollars, received_on=dates, unapplied=dollars
    ),
    event(happened.PaymentReallocated, external_id=st.just("bank-19"), unapplied=st.none() | dollars),
    holding,
)
dossier_histories = st.tuples(arrivals, st.lists(dossier_events, max_size=25))
