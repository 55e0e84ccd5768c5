"""The facts about holds: what they block, which kinds stand, and since when.

One of a kind is said of the contact where the action is one: what a hold lets through, or does not speak of, it does not
cover. What follows from a promise or an arrangement that runs is no hold here. No rule stands in this room.
"""

from __future__ import annotations

from debtflow.compliance.facts import Day, FactField, FactGroup, Flag, Source
from debtflow.compliance.situation import Situation
from debtflow.records.holds import Block, Hold, HoldKind
from debtflow.values.dates import day_number, local_range

__all__ = ["HOLDS", "fact_of_kind", "holds_behind"]

_DISPUTED = (HoldKind.DISPUTE, HoldKind.VALIDATION_PENDING)


def _disputed_since(situation: Situation) -> int:
    """The day on which the dispute that has stood longest began, in whichever zone it began last; 0 = none stands."""
    since = [h.from_at for h in situation.holds if h.kind in _DISPUTED and h.stands_at(situation.at)]
    return local_range(min(since), situation.zones).day_last if since else 0


def _hold_review_on(situation: Situation) -> int:
    days = [h.review_on for h in situation.holds if h.review_on is not None and h.stands_at(situation.at)]
    return day_number(min(days)) if days else 0


_STANDS: dict[HoldKind, tuple[str, str]] = {
    HoldKind.DISPUTE: ("the debt is disputed", "no dispute stands"),
    HoldKind.CEASE_CONTACT: ("they asked not to be contacted", "no request to cease contact stands"),
    HoldKind.CHANNEL_OPT_OUT: ("they asked not to be reached by this means", "no request about this means stands"),
    HoldKind.REPRESENTED: ("somebody represents them", "nobody represents them"),
    HoldKind.INSOLVENCY_STAY: ("an insolvency stays collection", "no insolvency stays collection"),
    HoldKind.DECEASED: ("the borrower has died", "the borrower is not known to have died"),
    HoldKind.MORATORIUM: ("a moratorium stands", "no moratorium stands"),
    HoldKind.VULNERABLE: ("they are vulnerable", "they are not known to be vulnerable"),
    HoldKind.HARDSHIP_REVIEW: ("their hardship is under review", "no hardship is under review"),
    HoldKind.COMPLAINT_OPEN: ("a complaint is open", "no complaint is open"),
    HoldKind.FRAUD_REVIEW: ("fraud is under review", "no fraud is under review"),
    HoldKind.PAYMENT_PENDING: ("money that was announced has not cleared", "no announced money waits to clear"),
    HoldKind.DATA_QUALITY: ("the data are in doubt", "the data are not in doubt"),
    HoldKind.MANUAL: ("a hold of the house stands", "no hold of the house stands"),
    HoldKind.VALIDATION_PENDING: ("the debt is to be validated", "nothing waits to be validated"),
    HoldKind.INCONVENIENT_TIME_OR_PLACE: (
        "this time or place is inconvenient for them",
        "this time and place are not known to be inconvenient",
    ),
    HoldKind.MILITARY_PROTECTION: ("they are in military service", "they are not known to be in military service"),
    HoldKind.MINOR_OR_INCAPACITY: ("they are a minor or lack capacity", "they are not known to lack capacity"),
    HoldKind.EVIDENCE_PRESERVATION: ("evidence is to be preserved", "no evidence is to be preserved"),
    HoldKind.STAY_OF_PROCEEDINGS: ("proceedings are stayed", "no proceedings are stayed"),
    HoldKind.EMPLOYER_PROHIBITS: ("their employer prohibits contact there", "no employer prohibits contact there"),
    HoldKind.IDENTITY_THEFT: ("the debt is said to come from identity theft", "no identity theft is notified"),
    HoldKind.DISCHARGED: ("the debt was discharged in bankruptcy", "the debt is not known to be discharged"),
}


def _kind(kind: HoldKind) -> FactField:
    meaning, denied = _STANDS[kind]
    return Flag(meaning, denied=denied, source=Source.HOLDS, read=f"s.stands({int(kind)}) if s.holds else 0")


def _in_writing(situation: Situation, kinds: tuple[HoldKind, ...]) -> bool | None:
    """Whether a hold of those kinds was told in writing; None = of one that may have been nobody has said."""
    said = {h.in_writing for h in situation.holds if h.kind in kinds and h.stands_at(situation.at)}
    return True if True in said else None if None in said else False


_BLOCKED: dict[str, Block] = {
    "hold_blocks_contact": Block.CONTACT,
    "hold_blocks_escalation": Block.ESCALATE,
    "hold_blocks_referral": Block.REFER,
    "hold_blocks_litigation": Block.LITIGATE,
    "hold_blocks_enforcement": Block.ENFORCE,
    "hold_blocks_reporting": Block.REPORT,
    "hold_blocks_sale": Block.SELL,
}


def holds_behind(situation: Situation, fact: str) -> tuple[Hold, ...]:
    """The holds for which that fact of this room is so; none for any other fact, or where it is not so."""
    if fact in _BLOCKED:
        # One for a promise or an arrangement that runs can be told, though nobody places it; no fact speaks of its kind.
        return tuple(hold for hold in situation.holds_now if _BLOCKED[fact] in hold.forbids and hold.kind in _STANDS)
    kinds = _DISPUTED if fact == "debt_is_disputed" else tuple(kind for kind in _STANDS if fact_of_kind(kind) == fact)
    return tuple(hold for hold in situation.holds_now if hold.kind in kinds) if kinds else ()


def fact_of_kind(kind: HoldKind) -> str:
    """The name of the fact that a hold of that kind stands."""
    return f"hold_{kind.name.lower()}"


HOLDS = FactGroup(
    "holds",
    hold_blocks_contact=Flag(
        "a hold blocks this contact",
        denied="no hold blocks this contact",
        source=Source.HOLDS,
        read="s.blocks & 1",
    ),
    hold_blocks_escalation=Flag(
        "a hold blocks escalation",
        denied="no hold blocks escalation",
        source=Source.HOLDS,
        read="s.blocks >> 1 & 1",
    ),
    hold_blocks_referral=Flag(
        "a hold blocks referral",
        denied="no hold blocks referral",
        source=Source.HOLDS,
        read="s.blocks >> 2 & 1",
    ),
    hold_blocks_litigation=Flag(
        "a hold blocks legal action",
        denied="no hold blocks legal action",
        source=Source.HOLDS,
        read="s.blocks >> 3 & 1",
    ),
    hold_blocks_enforcement=Flag(
        "a hold blocks enforcement",
        denied="no hold blocks enforcement",
        source=Source.HOLDS,
        read="s.blocks >> 4 & 1",
    ),
    hold_blocks_reporting=Flag(
        "a hold blocks reports to credit bureaus",
        denied="no hold blocks reports to credit bureaus",
        source=Source.HOLDS,
        read="s.blocks >> 6 & 1",
    ),
    hold_blocks_sale=Flag(
        "a hold blocks the sale of the debt",
        denied="no hold blocks the sale of the debt",
        source=Source.HOLDS,
        read="s.blocks >> 7 & 1",
    ),
    debt_is_disputed=Flag(
        "the debt is disputed, or not validated yet",
        denied="the debt is neither disputed nor to be validated",
        source=Source.HOLDS,
        read=lambda s: any(hold.kind in _DISPUTED and hold.stands_at(s.at) for hold in s.holds),
    ),
    person_reached_asked_to_cease=Flag(
        "the person reached asked not to be contacted",
        denied="the person reached did not ask not to be contacted",
        source=Source.HOLDS,
        read="s.reached_asked_to_cease if s.reached.holds else 0",
    ),
    person_reached_cannot_speak=Flag(
        "the person reached has died, is a minor or lacks capacity",
        denied="the person reached is not known to have died or to lack capacity",
        source=Source.HOLDS,
        read="s.reached_cannot_speak if s.reached.holds else 0",
    ),
    dispute_in_writing=Flag(
        "the dispute was told in writing",
        denied="no dispute was told in writing",
        source=Source.HOLDS,
        read=lambda s: _in_writing(s, _DISPUTED),
    ),
    cease_in_writing=Flag(
        "the request to cease was told in writing",
        denied="no request to cease was told in writing",
        source=Source.HOLDS,
        read=lambda s: _in_writing(s, (HoldKind.CEASE_CONTACT,)),
    ),
    disputed_since=Day("the day since which the debt is disputed", source=Source.HOLDS, read=_disputed_since),
    hold_review_on=Day(
        "the earliest day on which a hold is to be looked at again", source=Source.HOLDS, read=_hold_review_on
    ),
    **{fact_of_kind(kind): _kind(kind) for kind in _STANDS},
)
