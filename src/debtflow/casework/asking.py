"""Asking: the way of one action, from the question to the committed answer.

Load, follow up what is due, decide; refused or pending is noted and returned; from the line on that permits, nothing
may fail: apply, follow up again, seal, append. If somebody else was first, all of it is done anew on what is now true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps, loads
from typing import Any, NamedTuple

from debtflow.casework.applying import Permit, apply
from debtflow.casework.desk import NO_KEY, TRIES, Desk, Key, Loaded, case_in
from debtflow.casework.drafting import action_text, actor_text, decision_text
from debtflow.casework.engine import Change, evolve
from debtflow.casework.following import followed, with_persons
from debtflow.casework.jointly import deciding, with_other_cases
from debtflow.casework.log import Entry, Stale, State, case_stream, person_stream
from debtflow.casework.outcomes import Done, Outcome, Pending, Refused
from debtflow.casework.replaying import decision_at
from debtflow.compliance.decisions import Decision
from debtflow.errors import ConflictError, DebtflowError, NotFoundError, NotPossibleError
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records import actions, events
from debtflow.records.actions import Action
from debtflow.records.holds import Hold
from debtflow.records.parties import Actor, Channel

__all__ = ["REQUEST_LASTS", "Question", "answer", "approval", "question", "repeated"]

REQUEST_LASTS = timedelta(days=7)
"""How long an action waits for a second person."""

_made: Any = tuple.__new__  # a NamedTuple's own constructor costs three times as much, and this is the hot path


class Question(NamedTuple):
    """An action as it is asked.

    Attributes:
        text: the action as JSON.
        key, content: the caller's key, and the hash of what is asked; empty = no key.
        request, approver: the pending request that is being approved, and by whom.
    """

    case_id: str
    action: Action
    text: str
    by: Actor
    at: datetime
    key: str = ""
    content: str = ""
    request: str = ""
    approver: Actor | None = None


def question(case_id: str, action: Action, by: Actor, at: datetime, key: str = "") -> Question:
    """The question that an action asks; its free text must be in the vault already."""
    text = action_text(action)
    content = sha256(f"{case_id}\n{text}\n{actor_text(by)}".encode()).hexdigest() if key else ""
    return _made(Question, (case_id, action, text, by, at, key, content, "", None))  # type: ignore[no-any-return]


def approval(desk: Desk, request_id: str, by: Actor, at: datetime) -> Question:
    """The question that an approval asks anew.

    Raises:
        NotFoundError: no such request waits.
        NotPossibleError: who approves is who asked, or acts for another than the creditor.
    """
    case_id = request_id.rpartition("/")[0]
    if not case_id:
        raise NotFoundError(
            f"no request {request_id!r}: the id of one is that of its case and a number, e.g. card-7/r1"
        )
    waiting = case_in(desk.load_case(case_id, fresh=True).states, case_id).requests
    request = next((r for r in waiting if r.id == request_id), None)
    if request is None or request.expires_at <= at:
        raise NotFoundError(f"no request {request_id!r} waits on case {case_id}; it was answered or has expired")
    if by.id == request.by.id:
        raise NotPossibleError(f"{by.id} asked for {request_id} and cannot approve it; somebody else has to")
    if not by.is_the_creditors:
        raise NotPossibleError(
            f"{by.id} acts for {by.party} as {by.role.label} and cannot approve {request_id}: what waits for a second person "
            "is the creditor's to approve, by somebody of its own"
        )
    text = action_text(request.action)
    return Question(case_id, request.action, text, request.by, at, request=request_id, approver=by)


def answer(desk: Desk, asked: Question, *, notes_refusal: Callable[[Decision], bool] | None = None) -> Outcome:
    """The answer to a question, committed.

    Args:
        notes_refusal: whether a refusal is noted in the log; a sweep notes one only when its reason changes.
    """
    case_id, action, _, by, at, _, _, _, approver = asked
    for attempt in range(TRIES):
        loaded = desk.load_case(case_id, action, by=by, fresh=attempt > 0)
        beside: list[str] = []
        if type(action) is actions.PlaceHold:
            loaded = _with_other_debts(desk, loaded, action.hold, at)
        elif action.is_contact and len(action.about) > 1:  # type: ignore[attr-defined]  # contact actions have it
            loaded, beside = with_other_cases(desk, loaded, case_id, action, by)
        # What is due by now happens before the question: nobody is judged on a promise that ran out yesterday.
        states, _ = loaded
        due = desk.due(states, case_id, at)
        if due:
            states = evolve(states, due)
        there = asked
        try:
            if approver is not None:
                _see_request(states, asked)
            agreed = approver.id if approver is not None else None
            decision = desk.decide(states, case_id, action, by, at, agreed)
            if beside:
                on, decision = deciding(desk, loaded, (case_id, decision), beside, action, by, at, agreed)
                if on != case_id:
                    there, due, states = asked._replace(case_id=on), [], loaded.states
        except DebtflowError:
            # What this process remembers may be old; only what is so now is a mistake.
            if attempt:
                raise
            continue
        try:
            if decision.failing or decision.undetermined or decision.check_findings:
                if decision.refused:
                    noted = notes_refusal is None or notes_refusal(decision)
                    return _refused(desk, there, decision, due, states, loaded, noted=noted)
                if decision.needs_approval:
                    return _pending(desk, there, decision, due, states, loaded)
            # ---- from here on it must succeed ----
            return _done(desk, asked, decision, due, states, loaded)
        except Stale:
            again = repeated(desk, asked)
            if again is not None:
                return again
    raise ConflictError(f"case {asked.case_id} is changed by others all the time; {TRIES} tries were in vain")


def _with_other_debts(desk: Desk, loaded: Loaded, hold: Hold, at: datetime) -> Loaded:
    """With every debt of the person on whom a back-dated hold lies: it may undermine what was decided on each."""
    whom = loaded.states.get(person_stream(hold.person)) if hold.person is not None else None
    return with_persons(desk, loaded, [whom]) if hold.from_at < at and isinstance(whom, Dossier) else loaded


def _see_request(states: Mapping[str, State], asked: Question) -> None:
    """See that the request that is approved still waits: two approvals at once do it once."""
    if all(waiting.id != asked.request for waiting in case_in(states, asked.case_id).requests):
        raise NotFoundError(f"no request {asked.request!r} waits on case {asked.case_id}; it was answered meanwhile")


def _done(
    desk: Desk, asked: Question, decision: Decision, due: list[Change], states: Mapping[str, State], loaded: Loaded
) -> Done:
    situation, case_id = decision.situation, asked.case_id
    changes, permit = apply(situation, desk.workflow)
    if asked.approver is not None:
        day = situation.day
        given = events.ApprovalGiven.built(
            occurred_at=asked.at, local_day=day, request=asked.request, by=asked.approver.id
        )
        changes.insert(0, Change(case_stream(case_id), given))
    before, states = states, evolve(states, changes)
    # Nothing follows from a reservation alone: what was due is in `due`, and the attempt has only begun.
    if permit is None or situation.is_move:
        held = situation.name == "place_hold"
        follow = followed(desk, before, changes, asked.at) if held else desk.due(states, case_id, asked.at)
        if follow:
            states = evolve(states, follow)
            changes += follow
    entries = _append(desk, asked, decision, due + changes if due else changes, states, loaded, "done", permit)
    return Done(case_in(states, case_id), permit, decision, entries)


def _refused(
    desk: Desk,
    asked: Question,
    decision: Decision,
    due: list[Change],
    states: Mapping[str, State],
    loaded: Loaded,
    *,
    noted: bool,
) -> Refused:
    case, stream = case_in(states, asked.case_id), case_stream(asked.case_id)
    entries: tuple[Entry, ...] = ()
    if due:
        # What was due moves the versions and is an entry of its own; the refusal moves nothing.
        entries = desk.append(stream, due, loaded, states, asked.by, asked.at, kind="recorded")
        moved = {name for name, _ in due}
        loaded = Loaded(states, {name: v + (name in moved) for name, v in loaded.versions.items()})
    if noted:
        entries += _append(desk, asked, decision, [], states, loaded, "refused")
    return Refused(case, decision, entries)


def _pending(
    desk: Desk, asked: Question, decision: Decision, due: list[Change], states: Mapping[str, State], loaded: Loaded
) -> Pending:
    case, day = case_in(states, asked.case_id), decision.situation.day
    request = events.Request(
        id=f"{case.id}/r{case.requests_made + 1}",
        case=case.id,
        action=asked.action,
        by=asked.by,
        asked_at=asked.at,
        expires_at=asked.at + REQUEST_LASTS,
        rules=decision.rules,
    )
    put = [
        Change(case_stream(case.id), events.ApprovalAsked.built(occurred_at=asked.at, local_day=day, request=request))
    ]
    states = evolve(states, put)
    entries = _append(desk, asked, decision, [*due, *put], states, loaded, "pending", request=request.id)
    return Pending(case_in(states, case.id), request, decision, entries)


_VERDICTS = {"done": "permitted", "refused": "refused", "pending": "pending"}


def _append(
    desk: Desk,
    asked: Question,
    decision: Decision,
    changes: list[Change],
    states: Mapping[str, State],
    loaded: Loaded,
    kind: str,
    permit: Permit | None = None,
    request: str = "",
) -> tuple[Entry, ...]:
    case_id, _, text, by, at, given, content, _, approver = asked
    said = decision_text(decision, text, loaded[1], _VERDICTS[kind], by if approver is not None else None)
    key = Key(given, content, _outcome_text(case_id, kind, permit, request)) if given else NO_KEY
    return desk.append(
        f"case:{case_id}",
        changes,
        loaded,
        states,
        by if approver is None else approver,
        at,
        kind=kind,
        decision=said,
        governing=decision.governing,
        key=key,
    )


# ---- the same key again -------------------------------------------------------------------------------------------


def _outcome_text(case_id: str, kind: str, permit: Permit | None, request: str) -> str:
    given = None
    if permit is not None:
        given = [
            permit.attempt,
            permit.person,
            permit.contact_point,
            str(permit.channel),
            permit.expires_at.isoformat(),
        ]
    return dumps({"case": case_id, "kind": kind, "permit": given, "request": request})


def repeated(desk: Desk, asked: Question) -> Outcome | None:
    """The stored answer, if that key came before; None if it did not.

    Raises:
        ConflictError: it came before with other content.
    """
    found = desk.store.recall(asked.key) if asked.key else None
    if found is None:
        return None
    if found.content != asked.content:
        raise ConflictError(
            f"key {asked.key!r} was used before for something else; a new request needs a new key, "
            "and a request sent twice must be the same to the letter"
        )
    stored = loads(found.outcome)
    # A contact about several debts is refused on the case that stands in its way.
    answered_on = stored.get("case", asked.case_id)
    case = case_in(desk.load_case(answered_on, fresh=True).states, answered_on)
    entries = desk.store.entries(case_stream(answered_on))
    entry = next(e for e in reversed(entries) if e.content["key"] == asked.key and e.content["decision"])
    decision = decision_at(desk, entry)
    if stored["kind"] == "refused":
        return Refused(case, decision, (entry,), repeated=True)
    if stored["kind"] == "pending":
        request = next(e.request for e in entry.events if isinstance(e, events.ApprovalAsked))
        return Pending(case, request, decision, (entry,), repeated=True)
    return Done(case, _permit(stored["permit"]), decision, (entry,), repeated=True)


def _permit(stored: list[str] | None) -> Permit | None:
    if stored is None:
        return None
    attempt, person, point, channel, expires_at = stored
    return Permit(attempt, person, point, Channel.named(channel), datetime.fromisoformat(expires_at))
