"""Spells: what stands on a case for a while, in words: a hold, a consent, a promise, an offer, an arrangement, a placement, a claim.

Whatever is one thing from when to when has the same form here, so that who draws or lists it need not know which
record it was. Said are ids, codes, amounts and days; notes stay in the vault. This room folds nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from debtflow.lifecycle.cases import Case
from debtflow.records import events
from debtflow.records.arrangements import Arrangement
from debtflow.records.consents import Consent
from debtflow.records.holds import Hold
from debtflow.records.placements import Placement
from debtflow.records.proceedings import Proceedings
from debtflow.records.promises import Promise
from debtflow.records.stages import Category
from debtflow.reports.standing import local_text
from debtflow.values.dates import instant_at

__all__ = ["STEPS", "Spell", "Standing", "begun_at", "end_words", "ended_at", "spell_of", "standing_on"]

Standing = Hold | Consent | Promise | Arrangement | Placement | Proceedings | events.Request


class Spell(NamedTuple):
    """Something that stood from when to when.

    Attributes:
        kind: `hold`, `consent`, `promise`, `offer`, `arrangement`, `placement`, `proceedings` or `second person`.
        label: what it was, in a few words; `words` in full.
        state: how it ended; `open` = it has not.
        ticks: moments within it: when a promise or an instalment was due, when a placement was accepted and recalled,
            the steps of proceedings.
        misses: moments at which something failed within it: an instalment that was missed.
    """

    kind: str
    label: str
    words: str
    since: datetime
    until: datetime
    recorded_at: datetime
    state: str
    ticks: tuple[tuple[datetime, str], ...] = ()
    misses: tuple[tuple[datetime, str], ...] = ()


STEPS: dict[type[events.Event], str] = {
    events.DemandIssued: "proceedings",
    events.ClaimFiled: "proceedings",
    events.JudgmentEntered: "proceedings",
    events.EnforcementBegun: "proceedings",
    events.WithdrawalAsked: "proceedings",
}
"""Events that are a step of something that stands, and of what kind that is."""


def standing_on(case: Case) -> dict[tuple[str, str], Standing]:
    """Everything that stands on a case now, by what it is and its id."""
    found: dict[tuple[str, str], Standing] = {("hold", hold.id): hold for hold in case.holds}
    found |= {("second person", request.id): request for request in case.requests}
    found |= {("promise", row.id): row.promise for row in case.promises if row.is_open}
    if case.offer is not None:
        found["offer", str(case.offer.version)] = case.offer
    if case.arrangement is not None:
        found["arrangement", str(case.arrangement.version)] = case.arrangement
    if case.placement is not None:
        found["placement", case.placement.proposed_at.isoformat()] = case.placement
    if case.proceedings is not None and case.proceedings.ended is None and case.is_open:
        found["proceedings", ""] = case.proceedings
    return found


def begun_at(value: Standing, at: datetime) -> datetime:
    """When it began: a hold or a consent from its own beginning on, everything else when it happened."""
    if isinstance(value, Consent):
        return value.given_at or at
    return value.from_at if isinstance(value, Hold) else at


def ended_at(value: Standing, at: datetime) -> datetime:
    """When it ended: a hold or a request at its own end, a placement when the agency had stopped."""
    if isinstance(value, events.Request):
        return min(value.expires_at, at)
    if isinstance(value, Hold) and value.until_at is not None:
        return min(value.until_at, at)
    if isinstance(value, Placement) and value.stopped_at is not None:
        return value.stopped_at
    return at


def end_words(event: events.Event, value: Standing) -> str:
    """How something ended, by the event after which it no longer stood."""
    if isinstance(event, events.PromiseResolved):
        return event.state.label
    if isinstance(value, Promise) and isinstance(event, _TAKES_ITS_PLACE):
        return "replaced"
    if isinstance(value, Placement):
        return "not accepted" if value.accepted_at is None else "ended"
    if isinstance(value, Arrangement) and value.began_at is None:
        return _OFFER_ENDINGS.get(type(event), "ended") if not isinstance(event, events.OfferEnded) else _gone(event)
    if isinstance(value, Arrangement) and isinstance(event, events.Closed):
        return "fulfilled" if event.outcome.category is Category.RESOLVED else "ended"
    if isinstance(value, Proceedings) and isinstance(event, events.ProceedingsEnded):
        return event.ended.label
    return _ENDINGS.get(event.event, "ended")  # type: ignore[attr-defined]  # every concrete event declares its literal


def _gone(event: events.OfferEnded) -> str:
    return "lapsed" if event.verb == "lapse" else "declined"


_OFFER_ENDINGS: dict[type[events.Event], str] = {
    events.ArrangementProposed: "countered",
    events.ArrangementActivated: "accepted",
}

_TAKES_ITS_PLACE = (events.PromiseMade, events.PromiseNoted, events.ArrangementActivated)

_ENDINGS = {
    "arrangement_broken": "broken",
    "promise_withdrawn": "withdrawn",
    "hold_released": "released",
    "consent_revoked": "taken back",
    "hold_expired": "expired",
    "approval_given": "approved",
    "approval_expired": "not approved in time",
}


def _hold_words(hold: Hold, zone: str) -> tuple[str, str]:
    whose = f" on {hold.person}" if hold.person else ""
    blocks = ", ".join(block.label for block in sorted(hold.forbids))
    channels = f" ({', '.join(channel.label for channel in sorted(hold.channels))})" if hold.channels else ""
    until = f" until {local_text(hold.until_at, zone)[:16]}" if hold.until_at else ""
    label = f"{hold.kind.label}{channels}{whose}"
    return label, f"hold {hold.id}: {label}{until}; it forbids: {blocks}"


def _consent_words(consent: Consent) -> tuple[str, str]:
    about = f" about {', '.join(consent.about)}" if consent.about else ""
    until = f" until {consent.until}" if consent.until else ""
    label = f"{consent.to.label}, {consent.party}"
    return label, f"consent {consent.id} to {consent.to.label}, given to {consent.party}{about}{until}"


def spell_of(value: Standing, since: datetime, until: datetime, known_at: datetime, state: str, zone: str) -> Spell:
    """A spell of what stood there."""
    kind, label, words, ticks = _named(value, zone)
    return Spell(kind, label, words, since, max(since, until), known_at, state, ticks)


def _named(value: Standing, zone: str) -> tuple[str, str, str, tuple[tuple[datetime, str], ...]]:
    """What kind of thing it is, in a few words, in full, and its moments."""
    if isinstance(value, Hold):
        return "hold", *_hold_words(value, zone), ()
    if isinstance(value, Consent):
        return "consent", *_consent_words(value), ()
    if isinstance(value, Promise):
        due = instant_at(value.due_on.toordinal(), 24 * 60, zone)
        label = f"{value.amount:,} by {value.due_on}"
        words = f"promise of {label}, {value.grace_days} days of grace"
        return "promise", label, words, ((due, f"due on {value.due_on}"),)
    if isinstance(value, Placement):
        moments = ((value.accepted_at, "accepted"), (value.recalled_at, "recalled"))
        label = f"{value.agency}, wave {value.wave}"
        channels = ", ".join(channel.label for channel in value.brief.channels)
        words = f"placement with {label}: {value.amount:,} for {value.brief.days} days by {channels}"
        return "placement", label, words, tuple((at, what) for at, what in moments if at is not None)
    if isinstance(value, Arrangement):
        return _agreed(value, zone)
    if isinstance(value, Proceedings):
        return _at_law(value)
    name = value.action.name.replace("_", " ")
    return "second person", name, f"{name}, asked by {value.by.id}, waits for a second person ({value.id})", ()


def _agreed(value: Arrangement, zone: str) -> tuple[str, str, str, tuple[tuple[datetime, str], ...]]:
    """An offer, or once it was accepted the arrangement, with the days of its instalments."""
    terms, rows = value.terms, value.terms.instalments
    waived = f", {terms.waives:,} waived" if terms.waives else ""
    label = f"{terms.kind.label}, {terms.total:,} in {len(rows)}{waived}"
    if value.began_at is None:
        until = f", open until {terms.offer_until}" if terms.offer_until else ""
        return "offer", f"{value.version}: {label}", f"offer {value.version}: {label}{until}", ()
    ticks = tuple(
        (instant_at(row.due_on.toordinal(), 24 * 60, zone), f"instalment {number}: {row.amount:,} due on {row.due_on}")
        for number, row in enumerate(rows, start=1)
    )
    words = f"arrangement by offer {value.version}: {label}, {terms.grace_days} days of grace"
    return "arrangement", label, words, ticks


def _at_law(value: Proceedings) -> tuple[str, str, str, tuple[tuple[datetime, str], ...]]:
    """An attempt at law: who works it, where the claim lies, what was adjudged."""
    at = f"at {value.court}" if value.court else "no claim filed"
    adjudged = f", {value.adjudged:,} adjudged" if value.adjudged is not None else ""
    label = f"{at}{adjudged}"
    measures = f", enforced against {', '.join(measure.label for measure in value.measures)}" if value.measures else ""
    by = f"law firm {value.law_firm}" if value.law_firm else "the creditor's own people"
    return "proceedings", label, f"proceedings by {by}: {label}{measures}", ()
