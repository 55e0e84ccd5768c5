"""Cases: one debt being collected, as a fold of its events.

`evolve(case, event) -> case` is pure and total over the events of a case: what has happened is taken in, whether or
not it should have. Nothing here asks whether something was allowed, or what follows from it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from debtflow.errors import IntegrityError
from debtflow.lifecycle import ledgers
from debtflow.lifecycle.folds import Changes, compile_folds
from debtflow.lifecycle.primitives import CASE_EFFECTS, CASE_FIELDS, MOVES, CaseKept
from debtflow.records import events as happened
from debtflow.records.arrangements import AgreedSchedule, Arrangement, as_agreed
from debtflow.records.debts import Debt
from debtflow.records.episodes import Feedback
from debtflow.records.holds import Hold, calmed_after
from debtflow.records.ledger import Ledger
from debtflow.records.limitation import Interrupted, Interruption, Stop
from debtflow.records.parties import Id
from debtflow.records.placements import Placement
from debtflow.records.proceedings import Proceedings, RiskSignal
from debtflow.records.promises import Promise, PromiseOnFile, PromiseState, next_due
from debtflow.records.stages import Custody, Outcome, Phase, phase_of
from debtflow.values.base import copier
from debtflow.values.dates import Instant, day_number, day_of

__all__ = ["Case", "evolve", "opened"]


class Case(NamedTuple):
    """Where the collection of one debt stands.

    Attributes:
        stage: where the work is.
        opened_on: the day number, local to the person, on which the case was opened.
        origin: the stage from which the phase was entered; `BACK` leads there.
        entered_from: the same for every phase there has been, so that a case that comes back to a phase (a claim was
            refused, a closed case is reinstated) still knows from where it had entered it.
        holds: restrictions that lie on this debt (those on a person are in the dossier).
        promise: the open promise that is due first, if there is one; derived from `promises`, kept for the usual question.
        promises: every promise of the case with what was recorded of it, in the order of recording.
        offer: the terms that are on offer.
        arrangement: the arrangement that runs.
        offers_made: how many offers there were; numbers their versions.
        placement: the placement that is proposed or running.
        proceedings: the attempt at law, from its approval on; kept after its end.
        signals: why the account was watched, where it began so.
        missed: the duties that were missed: (id, the day number on which each was due).
        asked_by: who made the last plain move, where it waits for a second person's approval.
        requests: actions that wait for a second person.
        kept: the primitives.
        attempts: (attempt, person) of every contact that was permitted and is not yet resolved.
        attempts_reserved: how many contact attempts were reserved; numbers them.
        outcome: how it ended; None while it is open.
        feedbacks: what came of each episode.
        undermined: the entries whose decisions were undermined by something learned late and are not reviewed yet.
        calmed: holds on the debt under which nothing accrued and that are gone.
        credited_at_end: minor units credited when the case ended; 0 while it is open.
        charged_at_end: minor units charged by then, the opening included; 0 while it is open.
        interrupted: what interrupted the limitation of the debt, save money and promises, which stand elsewhere.
        stops: the obstacles that stood or stand in the way of suing.
        credited_before_episode: minor units credited before the present episode began.
    """

    id: Id
    debt: Debt
    workflow: str
    stage: str
    opened_at: Instant
    opened_on: int
    ledger: Ledger
    origin: str = ""
    entered_from: tuple[tuple[str, str], ...] = ()
    kept: CaseKept = CaseKept()
    holds: tuple[Hold, ...] = ()
    promise: Promise | None = None
    placement: Placement | None = None
    requests: tuple[happened.Request, ...] = ()
    requests_made: int = 0
    attempts: tuple[tuple[str, str], ...] = ()
    attempts_reserved: int = 0
    proceedings: Proceedings | None = None
    signals: tuple[RiskSignal, ...] = ()
    outcome: Outcome | None = None
    feedbacks: tuple[Feedback, ...] = ()
    credited_before_episode: int = 0
    promises: tuple[PromiseOnFile, ...] = ()
    offer: Arrangement | None = None
    arrangement: Arrangement | None = None
    offers_made: int = 0
    undermined: tuple[int, ...] = ()
    credited_at_end: int = 0
    calmed: tuple[Hold, ...] = ()
    asked_by: Id | None = None
    missed: tuple[tuple[str, int], ...] = ()
    charged_at_end: int = 0
    interrupted: tuple[Interrupted, ...] = ()
    stops: tuple[Stop, ...] = ()

    @property
    def phase(self) -> Phase:
        """The phase in which its stage lies."""
        return phase_of(self.stage)

    @property
    def custody(self) -> Custody:
        """Who works the debt now."""
        return Custody(self.kept.custody)

    @property
    def as_agreed(self) -> Ledger | AgreedSchedule:
        """By what it is counted what is due: the ledger, or while an arrangement runs its schedule."""
        return self.ledger if self.arrangement is None else as_agreed(self.ledger, self.arrangement)

    @property
    def working_party(self) -> str | None:
        """The firm that works the debt now: the creditor, the agency or the law firm by its id; None = sold."""
        if self.kept.custody == Custody.CREDITOR:
            return "creditor"
        if self.kept.custody == Custody.AGENCY:
            return self.placement.agency if self.placement is not None else None
        if self.kept.custody == Custody.LAW_FIRM:
            return self.proceedings.law_firm if self.proceedings is not None else None
        return None

    @property
    def is_open(self) -> bool:
        """Whether it is still worked."""
        return self.outcome is None

    def changed(self, **fields: Any) -> Case:
        """A copy with the named fields replaced and nothing checked: for values known to be valid."""
        return _copy(self, fields)


_copy = copier(Case)


def opened(case_id: str, event: happened.CaseOpened) -> Case:
    """The case that an opening event begins."""
    if event.occurred_at is None:
        raise IntegrityError(f"case {case_id}: the opening event has no occurred_at")
    case = Case(
        id=case_id,
        debt=event.debt,
        workflow=event.workflow,
        stage=event.reached,
        opened_at=event.occurred_at,
        opened_on=event.local_day,
        ledger=Ledger.opened(event.debt),
        signals=event.signals,
    )
    return _FOLDS["case_opened"](case, event)


def evolve(case: Case, event: happened.Event) -> Case:
    """The case after an event. Pure; the same events give the same case."""
    fold = _FOLDS.get(event.event)  # type: ignore[attr-defined]  # every concrete event declares its literal
    return case if fold is None else fold(case, event)


def _moved_to(case: Case, stage: str) -> dict[str, Any]:
    if stage == case.stage:
        return {}
    phase = stage.partition(".")[0]
    entered = _entered(case, phase, stage) if phase != case.stage.partition(".")[0] else {}
    return {"stage": stage, **entered}


# ---- what each event does beyond the primitives -------------------------------------------------------------------


def _entered(case: Case, phase: str, stage: str) -> dict[str, Any]:
    """What follows from entering another phase, whatever the verb."""
    changes: dict[str, Any] = {}
    remembered = dict(case.entered_from)
    if stage != case.origin:
        remembered[phase] = case.stage
        changes["entered_from"] = tuple(remembered.items())
    # Back where it came from: what had led into that phase still holds.
    changes["origin"] = remembered.get(phase, "")
    if case.outcome is not None:
        # A case that comes back from its end is open again, and a new episode begins.
        changes |= {"outcome": None, "credited_at_end": 0, "charged_at_end": 0, **_new_episode(case)}
    if case.placement is not None and case.placement.accepted_at is None:
        # A proposal that nobody accepted ends when the case leaves the phase in which it was made.
        changes["placement"] = None
    if case.offer is not None:
        # So do terms that nobody accepted.
        changes["offer"] = None
    return changes


def _new_episode(case: Case) -> dict[str, Any]:
    return {"credited_before_episode": case.ledger.closing.credited}


def _promised(promises: tuple[PromiseOnFile, ...]) -> dict[str, Any]:
    return {"promises": promises, "promise": next_due(promises)}


def _promise_made(case: Case, event: happened.PromiseMade | happened.PromiseNoted) -> dict[str, Any]:
    made = event.promise
    earlier = tuple(
        row.ended(PromiseState.REPLACED, made.made_on) if row.id == event.replaces else row for row in case.promises
    )
    return _promised((*earlier, PromiseOnFile(id=f"p{len(earlier) + 1}", promise=made)))


def _promise_resolved(case: Case, event: happened.PromiseResolved) -> dict[str, Any]:
    # The money decided, so it has no day on which it was ended; what was recorded once is not rewritten.
    return _promised(
        tuple(
            row.changed(recorded=event.state) if row.id == event.promise and row.is_open else row
            for row in case.promises
        )
    )


def _promise_withdrawn(case: Case, event: happened.PromiseWithdrawn) -> dict[str, Any]:
    return _all_ended(case, PromiseState.WITHDRAWN, event, only=event.promise)


def _all_ended(case: Case, state: PromiseState, event: happened.Event, only: str | None = None) -> dict[str, Any]:
    """The promises after those still open were ended on the day of that event."""
    if case.promise is None:
        return {}
    on = day_of(event.local_day)
    return _promised(tuple(row.ended(state, on) if only in (None, row.id) else row for row in case.promises))


def _arrangement_proposed(case: Case, event: happened.ArrangementProposed) -> dict[str, Any]:
    return {"offer": event.arrangement, "offers_made": case.offers_made + 1}


def _offer_ended(case: Case, event: happened.OfferEnded) -> dict[str, Any]:
    return {"offer": None}


def _arrangement_activated(case: Case, event: happened.ArrangementActivated) -> dict[str, Any]:
    replaced = _all_ended(case, PromiseState.REPLACED, event)
    agreed = Interrupted(event.local_day, Interruption.ACKNOWLEDGED, event.local_day)
    return {"arrangement": event.arrangement, "offer": None, "interrupted": (*case.interrupted, agreed), **replaced}


def _instalment_missed(case: Case, event: happened.InstalmentMissed) -> dict[str, Any]:
    agreed = case.arrangement
    if agreed is None or event.number in agreed.missed:
        return {}
    return {"arrangement": agreed.changed(missed=(*agreed.missed, event.number))}


def _arrangement_over(case: Case, event: happened.ArrangementBroken | happened.ArrangementEnded) -> dict[str, Any]:
    return {"arrangement": None}


def _placement_proposed(case: Case, event: happened.PlacementProposed) -> dict[str, Any]:
    return {
        "placement": Placement(
            agency=event.agency,
            brief=event.brief,
            wave=case.kept.wave + 1,
            proposed_at=event.occurred_at,
            proposed_by=event.proposed_by,
            amount=event.amount,
        )
    }


def _placement_accepted(case: Case, event: happened.PlacementAccepted) -> dict[str, Any]:
    if case.placement is None:
        return _new_episode(case)
    return {"placement": case.placement.changed(accepted_at=event.occurred_at), **_new_episode(case)}


def _placement_recalled(case: Case, event: happened.PlacementRecalled) -> dict[str, Any]:
    return {"placement": case.placement.changed(recalled_at=event.occurred_at)} if case.placement else {}


def _stop_work(case: Case, event: happened.StopWorkConfirmed) -> dict[str, Any]:
    return {"placement": case.placement.changed(stopped_at=event.occurred_at)} if case.placement else {}


def _asked_for(case: Case, event: happened.Moved) -> dict[str, Any]:
    return {"asked_by": event.asked_by} if event.asked_by != case.asked_by else {}


# ---- proceedings --------------------------------------------------------------------------------------------------


def _at_law(case: Case, **changes: Any) -> dict[str, Any]:
    return {"proceedings": (case.proceedings or Proceedings()).changed(**changes)}


def _legal_approved(case: Case, event: happened.LegalApproved) -> dict[str, Any]:
    # A new attempt at law, and a new episode: what an earlier one came to is in the log and in its feedback.
    return {"proceedings": Proceedings(law_firm=event.law_firm), **_new_episode(case)}


def _demand(case: Case, event: happened.DemandIssued) -> dict[str, Any]:
    return _at_law(case, answer_by=event.answer_by)


def _claim_filed(case: Case, event: happened.ClaimFiled) -> dict[str, Any]:
    filed = Interrupted(event.local_day, Interruption.SUIT, None)
    at_law = _at_law(case, court=event.court, ended=None, withdrawal_asked=False)
    return {"interrupted": (*case.interrupted, filed), **at_law}


def _judgment(case: Case, event: happened.JudgmentEntered) -> dict[str, Any]:
    return _at_law(case, adjudged=event.adjudged, adjudged_on=event.adjudged_on)


def _enforcement(case: Case, event: happened.EnforcementBegun) -> dict[str, Any]:
    measures = case.proceedings.measures if case.proceedings is not None else ()
    return _at_law(case, measures=(*measures, event.measure))


def _proceedings_ended(case: Case, event: happened.ProceedingsEnded) -> dict[str, Any]:
    return {"interrupted": _suits_ended(case, event.local_day), **_at_law(case, ended=event.ended)}


def _suits_ended(case: Case, day: int) -> tuple[Interrupted, ...]:
    return tuple(row if row.until is not None else row._replace(until=max(row.on, day)) for row in case.interrupted)


def _withdrawal_asked(case: Case, event: happened.WithdrawalAsked) -> dict[str, Any]:
    return _at_law(case, withdrawal_asked=True)


# ---- limitation ---------------------------------------------------------------------------------------------------


def _interrupted(case: Case, event: happened.LimitationInterrupted) -> dict[str, Any]:
    on = day_number(event.on)
    return {"interrupted": (*case.interrupted, Interrupted(on, event.by, on))}


def _suspended(case: Case, event: happened.LimitationSuspended) -> dict[str, Any]:
    until = day_number(event.until) if event.until is not None else None
    return {"stops": (*case.stops, Stop(event.stop, event.by, day_number(event.since), until))}


def _resumed(case: Case, event: happened.LimitationResumed) -> dict[str, Any]:
    until = day_number(event.until)
    return {"stops": tuple(stop._replace(until=until) if stop.id == event.stop else stop for stop in case.stops)}


# ---- ends, contacts, money, holds ---------------------------------------------------------------------------------


def _feedback(case: Case, event: happened.FeedbackGiven) -> dict[str, Any]:
    return {"feedbacks": (*case.feedbacks, event.feedback), "placement": None, **_new_episode(case)}


def _closed(case: Case, event: happened.Closed) -> dict[str, Any]:
    ended = _all_ended(case, PromiseState.WITHDRAWN, event)
    ledger = case.ledger
    at_end = {"credited_at_end": ledger.closing.credited, "charged_at_end": ledger.charged}
    return {"outcome": event.outcome, **at_end, "offer": None, "arrangement": None, **ended}


def _reserved(case: Case, event: happened.ContactReserved) -> dict[str, Any]:
    attempt = event.attempt
    attempts = (*case.attempts, (attempt.id, attempt.person))
    return {"attempts_reserved": case.attempts_reserved + 1, "attempts": attempts}


def _resolved(case: Case, event: happened.ContactEvent | happened.AttemptExpired) -> dict[str, Any]:
    return {"attempts": tuple(row for row in case.attempts if row[0] != event.attempt)} if case.attempts else {}


def _posted(case: Case, event: Any) -> dict[str, Any]:
    return {"ledger": ledgers.evolve(case.ledger, event, case.id)}


def _obligor_replaced(case: Case, event: happened.ObligorReplaced) -> dict[str, Any]:
    attempts = tuple((attempt, event.kept if who == event.duplicate else who) for attempt, who in case.attempts)
    return {"debt": case.debt.with_obligor(event.duplicate, event.kept), "attempts": attempts}


def _hold_placed(case: Case, event: happened.HoldPlaced) -> dict[str, Any]:
    return {"holds": (*case.holds, event.hold)}


def _hold_amended(case: Case, event: happened.HoldAmended) -> dict[str, Any]:
    return {"holds": tuple(event.hold if hold.id == event.hold.id else hold for hold in case.holds)}


def _hold_gone(case: Case, event: happened.HoldReleased | happened.HoldExpired) -> dict[str, Any]:
    left = tuple(hold for hold in case.holds if hold.id != event.hold)
    return {"holds": left, "calmed": calmed_after(case.calmed, case.holds, event.hold, event.occurred_at)}


def _undermined(case: Case, event: happened.DecisionUndermined) -> dict[str, Any]:
    return {"undermined": tuple(dict.fromkeys((*case.undermined, event.entry)))}


def _reviewed(case: Case, event: happened.DecisionReviewed) -> dict[str, Any]:
    return {"undermined": tuple(entry for entry in case.undermined if entry != event.entry)}


def _duty_missed(case: Case, event: happened.DutyMissed) -> dict[str, Any]:
    return {"missed": (*case.missed, (event.duty, day_number(event.due_on)))}


def _asked(case: Case, event: happened.ApprovalAsked) -> dict[str, Any]:
    return {"requests": (*case.requests, event.request), "requests_made": case.requests_made + 1}


def _answered(case: Case, event: happened.ApprovalGiven | happened.ApprovalExpired) -> dict[str, Any]:
    return {"requests": tuple(request for request in case.requests if request.id != event.request)}


_STRUCTURAL: dict[str, Changes] = {
    "moved": _asked_for,
    "promise_made": _promise_made,
    "promise_noted": _promise_made,
    "promise_resolved": _promise_resolved,
    "promise_withdrawn": _promise_withdrawn,
    "arrangement_proposed": _arrangement_proposed,
    "offer_ended": _offer_ended,
    "arrangement_activated": _arrangement_activated,
    "instalment_missed": _instalment_missed,
    "arrangement_broken": _arrangement_over,
    "arrangement_ended": _arrangement_over,
    "placement_proposed": _placement_proposed,
    "placement_accepted": _placement_accepted,
    "placement_recalled": _placement_recalled,
    "stop_work_confirmed": _stop_work,
    "legal_approved": _legal_approved,
    "demand_issued": _demand,
    "claim_filed": _claim_filed,
    "judgment_entered": _judgment,
    "enforcement_begun": _enforcement,
    "proceedings_ended": _proceedings_ended,
    "withdrawal_asked": _withdrawal_asked,
    "limitation_interrupted": _interrupted,
    "limitation_suspended": _suspended,
    "limitation_resumed": _resumed,
    "feedback_given": _feedback,
    "closed": _closed,
    "contact_reserved": _reserved,
    "call_ended": _resolved,
    "message_ended": _resolved,
    "attempt_expired": _resolved,
    **dict.fromkeys(ledgers.POSTED, _posted),
    "obligor_replaced": _obligor_replaced,
    "hold_placed": _hold_placed,
    "hold_amended": _hold_amended,
    "hold_released": _hold_gone,
    "hold_expired": _hold_gone,
    "decision_undermined": _undermined,
    "duty_missed": _duty_missed,
    "decision_reviewed": _reviewed,
    "approval_asked": _asked,
    "approval_given": _answered,
    "approval_expired": _answered,
}


def _with_move(change: Changes | None) -> Changes:
    """What a move changes: where the case stands, and whatever else it does."""

    def changes(case: Case, event: happened.MoveEvent) -> dict[str, Any]:
        moved = _moved_to(case, event.reached)
        return moved if change is None else {**moved, **change(case, event)}

    return changes


_CHANGES = _STRUCTURAL | {name: _with_move(_STRUCTURAL.get(name)) for name in MOVES}
_FOLDS = compile_folds(Case, CaseKept, CASE_EFFECTS, CASE_FIELDS, _CHANGES)
