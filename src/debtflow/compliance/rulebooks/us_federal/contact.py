"""Regulation F 1006.6, 1006.10 and 1006.14(h), 1006.22(f): when, where and with whom a debt collector communicates.

How often stands in `frequency`. What was said or written is not judged.
"""

from __future__ import annotations

from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.rulebooks.us_federal.citations import (
    COLLECTORS,
    FDCPA,
    FDCPA_SINCE,
    REG_F_SINCE,
    US,
    by_a_collector,
    regulation_f,
    statute,
)
from debtflow.compliance.rules import Rule, rule
from debtflow.expressions import Symbol, one_of
from debtflow.records.actions import CONTACTS
from debtflow.records.findings import Tone
from debtflow.records.parties import Capacity, Channel
from debtflow.records.purposes import Purpose
from debtflow.values.law import Dated

__all__ = ["MEANS", "RULES"]

OPENS = Dated("us.regf.opens", {FDCPA_SINCE: 8 * 60}, unit="minute of day", cites=statute(FDCPA, "1692c(a)(1)"))
CLOSES = Dated("us.regf.closes", {FDCPA_SINCE: 21 * 60}, unit="minute of day", cites=statute(FDCPA, "1692c(a)(1)"))


# As summarised: without knowledge to the contrary, a time before 8 in the morning and after 9 in the evening, local time
# at the consumer's location, is inconvenient. The statute says convenient is after 8 and before 9: of the two boundary
# minutes 08:00 is taken as convenient and 21:00 is not. A message counts when it is sent. Mail has no clock.
@rule(
    "us.regf.6b1.time",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=regulation_f("1006.6(b)(1)(i); 15 USC 1692c(a)(1)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    applies=lambda f: by_a_collector(f) & ~(f.channel == Channel.LETTER),
    # (b)(4)(i): with consent given to this collector; comment 6(b)(1)-1: once to what the consumer sent, by the same medium.
    unless=lambda f: f.consented_to_hours | f.answers_their_message,
    says="Inconvenient: before {opens} or from {closes} on, on a clock on which the person may be",
)
def time(f: FactSymbols) -> Symbol:
    return (f.minute_earliest < OPENS) | (f.minute_latest >= CLOSES)


# As summarised: no communication at a time or place that the collector knows or should know to be inconvenient, as the
# consumer said, or as the creditor's file says. Consent to other hours lifts what was said of a time, consent to be reached
# somewhere what was said of a place, and neither the other ((b)(4)(i)).
@rule(
    "us.regf.6b1.known_inconvenient",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=regulation_f("1006.6(b)(1), comments 6(b)(1)-1 and -2, 6(b)(1)(ii)-1"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    facts=US,
    applies=by_a_collector,
    unless=lambda f: f.answers_their_message,
    says="This time or place is known to be inconvenient for the person",
    lifted_by=("the person withdrawing what they said", "a contact by them, to be answered once by the same means"),
)
def known_inconvenient(f: FactSymbols) -> Symbol:
    return f.hold_inconvenient_time_or_place & (
        (f.inconvenient_time & ~f.consented_to_hours) | (f.inconvenient_place & ~f.consented_to_point)
    )


# As summarised: not with the consumer whom the collector knows to be represented by an attorney on that debt, whose name
# and address it knows or can readily find; unless the attorney does not answer in time or consents (release the hold).
@rule(
    "us.regf.6b2.attorney",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=regulation_f("1006.6(b)(2), comment 6(b)(2)-1; 15 USC 1692c(a)(2)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    applies=lambda f: by_a_collector(f) & ~(f.purpose == Purpose.LOCATE),
    unless=lambda f: f.answers_their_message,
    says="An attorney represents the person on this debt; the attorney is to be contacted",
    lifted_by=("contact with the attorney", "release of the hold, where the attorney does not answer or consents"),
)
def attorney(f: FactSymbols) -> Symbol:
    return f.hold_represented


# As summarised: not at the place of employment, where the collector knows or has reason to know that the employer
# prohibits it; that the consumer says they cannot take such calls there is enough.
@rule(
    "us.regf.6b3.employer",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=regulation_f("1006.6(b)(3); 15 USC 1692c(a)(3)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    unless=lambda f: f.answers_their_message,
    says="The employer prohibits contact at work",
    lifted_by=("another contact point",),
)
def employer(f: FactSymbols) -> Symbol:
    return f.hold_employer_prohibits


# As summarised: once the consumer has notified in writing that they refuse to pay or want communication to cease, no more
# but that efforts end, that a remedy may be invoked or that one is intended. Effective on receipt, for that debt. What is said orally is of a medium:
# 1006.14(h).
@rule(
    "us.regf.6c.cease",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=regulation_f("1006.6(c), comment 6(c)(1)-1; 15 USC 1692c(c)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    says="The person asked in writing that communication cease; only the end of efforts or a remedy may be notified, in writing",
    lifted_by=("the person taking it back",),
)
def cease(f: FactSymbols) -> Symbol:
    return f.hold_cease_contact & f.cease_in_writing


# As summarised: not with anybody but the consumer (a spouse, the parent of a minor, a guardian, an executor, a confirmed
# successor in interest are), their attorney and few others, without the consumer's consent given to the collector.
@rule(
    "us.regf.6d.third_party",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=regulation_f("1006.6(a), (d)(1); 15 USC 1692c(b), (d)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    unless=lambda f: f.consented_to_telling_this_person | (f.purpose == Purpose.LOCATE),
    says="Nobody may be told of the debt but the person, who stands in their place, and their attorney",
    lifted_by=("the person's consent, given to this collector",),
)
def third_party(f: FactSymbols) -> Symbol:
    return f.reaches_third_person & (f.reached_stands_as == Capacity.NOBODY)


LOCATION_CONTACTS = Dated("us.regf.location_contacts", {FDCPA_SINCE: 1}, unit="count", cites=statute(FDCPA, "1692b(3)"))


# As summarised: who is asked where the consumer is may be asked once, unless they ask for it, or an earlier answer is
# believed to be wrong or incomplete; and nobody, once it is known that an attorney represents the consumer. That an answer
# is believed to be wrong is told of nobody here: who has been asked is not asked again. The section of the regulation that
# says the same was not read.
@rule(
    "us.regf.10c.location",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=statute(FDCPA, "1692b(3), (6), as in 12 CFR 1006.10(b) and (c)"),
    since=FDCPA_SINCE,
    reach=COLLECTORS,
    applies=lambda f: by_a_collector(f) & (f.purpose == Purpose.LOCATE),
    unless=lambda f: f.answers_their_message,
    says="Whoever may know where the person is is asked no more than {location_contacts} time, and nobody once an attorney is known",
    lifted_by=("somebody else who may know", "that they ask to be contacted again"),
)
def location(f: FactSymbols) -> Symbol:
    return (f.asked_where >= LOCATION_CONTACTS) | f.hold_represented


# As summarised: whoever asks that a medium not be used is not reached by it any more, for any debt; asking orally is
# enough. One electronic confirmation with no other content, one reply to what they send by it, are free, and what the law
# requires to be sent by it: the hold names what it lets through.
@rule(
    "us.regf.14h",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=regulation_f("1006.14(h) and comments"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    unless=lambda f: f.answers_their_message,
    says="The person asked not to be reached by this means",
    lifted_by=("another means of contact", "the person taking it back"),
)
def medium(f: FactSymbols) -> Symbol:
    return f.hold_channel_opt_out


# As summarised: no electronic mail to an address that the collector knows the employer provides, unless the consumer used
# it towards the collector or consented to it. By which address they wrote is not kept, so that a message of theirs lifts
# nothing by itself: that it came from there is told as consent to be reached there.
@rule(
    "us.regf.22f3.work_email",
    governs={"send_message", "send_reminder"},
    tone=Tone.FORBID,
    cites=regulation_f("1006.22(f)(3), comment 22(f)(3)-1"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    applies=lambda f: by_a_collector(f) & (f.channel == Channel.EMAIL),
    unless=lambda f: f.consented_to_point,
    says="The employer provides this address for electronic mail, and the person neither consented to it nor used it",
    lifted_by=("the person's consent to be reached there", "that they wrote from there", "another contact point"),
)
def work_email(f: FactSymbols) -> Symbol:
    return f.point_is_at_work


# As summarised: who is told of the debt in the person's place and refuses, or cannot be, is protected like the person.
# A deceased person's debts are spoken of with the executor or administrator, a minor's with a parent.
@rule(
    "us.regf.6a.in_their_place",
    governs=CONTACTS,
    tone=Tone.FORBID,
    cites=regulation_f("1006.6(a)"),
    since=REG_F_SINCE,
    reach=COLLECTORS,
    applies=by_a_collector,
    says="The person has died, is a minor or has a guardian; who stands in their place is to be contacted",
    lifted_by=("contact with who stands in their place",),
)
def in_their_place(f: FactSymbols) -> Symbol:
    in_place = one_of(
        f.reached_stands_as,
        Capacity.SPOUSE,
        Capacity.EXECUTOR,
        Capacity.PARENT_OF_MINOR,
        Capacity.GUARDIAN,
        Capacity.SUCCESSOR_IN_INTEREST,
    )
    return f.person_reached_cannot_speak | ((f.hold_deceased | f.hold_minor_or_incapacity) & ~in_place)


RULES: tuple[Rule, ...] = (
    in_their_place,
    time,
    known_inconvenient,
    attorney,
    employer,
    cease,
    third_party,
    location,
)
"""Sections 1006.6 and 1006.10."""

MEANS: tuple[Rule, ...] = (medium, work_email)
"""Sections 1006.14(h) and 1006.22(f), which come after what stands in `frequency`."""
