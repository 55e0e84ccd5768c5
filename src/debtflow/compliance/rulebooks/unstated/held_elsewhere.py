"""What the texts say and something else than a rule holds, in the order of the texts."""

from __future__ import annotations

from typing import Final

from debtflow.compliance.rulebooks.unstated.rows import Unstated, of
from debtflow.values.law import Basis

__all__ = ["HELD_ELSEWHERE"]

V, S, M = Basis.VERIFIED, Basis.SECONDARY, Basis.MEMORY

HELD_ELSEWHERE: Final[tuple[Unstated, ...]] = (
    *of(
        "us_federal",
        (
            "us.fdcpa.scope",
            "15 USC 1692a(6)",
            V,
            "the role in which somebody asks. Agency, law firm and buyer are bound as debt collectors, the creditor in its own name is not. A creditor that "
            "collects under another name acts as an agency, with a party of its own. Every buyer is taken for a debt collector, though the text binds only "
            "whose principal purpose it is or who collects for others; who has serviced a debt since before its default is none, and acts as the creditor",
        ),
        (
            "us.regf.2j",
            "1006.2(j)",
            S,
            "the purpose of a call (`Purpose.LIMITED_CONTENT`): it is counted as a call, conveys nothing of the debt and begins no validation period. That "
            "nothing else was left on the machine is the caller's word",
        ),
        (
            "us.regf.6b1.location",
            "comment 6(b)(1)(i)-2",
            V,
            "the candidate zones of a person: an hour is open where it is open in all of them, and never where none is known. What the person says of "
            "where they are replaces the zones; the zones of the whole country may be given where nothing is known",
        ),
        (
            "us.regf.6b1.moment",
            "1006.6(b)(1)",
            V,
            "the moment at which something is asked for: a message counts when it is sent, not when it is read; that a call counts when it is placed is "
            "general knowledge, and so is that mail has no clock",
        ),
        (
            "us.regf.6b1.place",
            "comment 6(b)(1)(ii)-1",
            V,
            "holds narrowed to contact points: mail and landlines are bound to a place, mobile telephones and electronic mail are not. Where the person is "
            "at the moment is not known here",
        ),
        (
            "us.regf.6b1.respond_once",
            "comments 6(b)(1)-2, 6(b)(2)-1",
            V,
            "what waits for an answer, by party and means: one answer to each message, by the same means; what they asked for before stands",
        ),
        (
            "us.regf.14b.consent7",
            "1006.14(b)(3)(i)",
            V,
            "consents (`events.ConsentGiven`), and `unless` of both presumptions",
        ),
        ("us.regf.14b.unconnected", "1006.14(b)(3)(ii)", V, "the counters: a call that ends busy is not counted"),
        (
            "us.regf.14b.excluded_persons",
            "1006.14(b)(3)(iii)",
            V,
            "who is reached: calls to the person's attorney are spared by both presumptions; credit bureaus, the creditor and attorneys of either side are "
            "no persons on file",
        ),
        (
            "us.regf.14b.misdirected",
            "comment 14(b)(2)(i)-3",
            V,
            "the counters: calls to what turns out to be a wrong number drop out backwards, to the last talk at that number",
        ),
        (
            "us.regf.14b.particular_debt",
            "1006.14(b)(4)",
            V,
            "the debts that a call is asked about, each of whose cases has to permit it, and those that are told to have been spoken of; student loans under "
            "one account number are one debt if they come on file as one",
        ),
        (
            "us.regf.14b.rebut",
            "1006.14(b)(2), comments",
            V,
            "the factors on either side of both presumptions, printed with each decision; two of them are noted by rules of their own "
            "(`us.regf.14b.rapid`, `us.regf.14b.concentrated`); nobody weighs them",
        ),
        (
            "us.regf.14h.exceptions",
            "1006.14(h)(2)",
            V,
            "what the hold lets through: one confirmation; one answer to what they send; a means that the law requires is named by the hold",
        ),
        (
            "us.scra.tolling",
            "50 USC 3936(a)",
            V,
            "the last day of limitation that `us.regf.26` reads: days of military service are not counted",
        ),
        (
            "us.regf.34.validation_period",
            "1006.34(b)(5), comments 1 and 2",
            V,
            "the last day of the period that `us.regf.38.dispute` reads: thirty days after the earliest receipt that may be assumed, which is five days after "
            "sending without Saturdays, Sundays and holidays. A later day that a notice states is not known here: a dispute between the two days is "
            "stopped by `generic.hold.contact` alone, and otherwise not at all; join good practice, or tell it with the day that is reckoned",
        ),
        (
            "us.regf.38.original_creditor",
            "1006.38(c)",
            V,
            "a request for the name of the original creditor stops collection as a dispute does: it is placed as one, or as validation pending, in writing",
        ),
        (
            "us.regf.38.estate",
            "1006.38, 1006.6(a)",
            V,
            "who disputes for somebody who has died: the hold is placed on the debt, whoever told it",
        ),
        (
            "us.regf.42",
            "1006.42",
            V,
            "a notice counts once it is told to have been sent, and no more once it came back",
        ),
        (
            "us.regf.100",
            "1006.100",
            V,
            "the log, in which nothing is ever deleted: three years after the last activity have passed in no entry. Recordings of calls, three years from each, "
            "are not kept here",
        ),
        (
            "us.bankr.repeat",
            "11 USC 362(c)(3)",
            V,
            "the end on day 30 of a repeated petition is the hold's own end",
        ),
        (
            "us.scra.stay",
            "50 USC 3931(d), 3932",
            V,
            "a stay of at least ninety days is a hold of stayed proceedings with its dates, the ninety days after the service a hold of military protection",
        ),
    ),
    *of(
        "china",
        (
            "cn.time_zone",
            "one time for the mainland",
            V,
            "the zone of a person, `Asia/Shanghai`; Xinjiang's custom is no zone here",
        ),
        (
            "cn.cba2026.related",
            "CBA 2026",
            S,
            "a spouse whose household debt it is is an obligor of the debt; `cn.cba2026.not_dunned` is about everybody who owes nothing",
        ),
        (
            "cn.transfer.agency",
            "Civil Code, article 546",
            V,
            "placement with an agency is no assignment: the rule on the notice binds buyers (`Role.ASSIGNEE`) alone",
        ),
        (
            "cn.civil.561",
            "Civil Code, article 561",
            V,
            "the order of payment of a debt's terms (`Waterfall.CIVIL_CODE_561`)",
        ),
        (
            "cn.card.order",
            "measures on cards; article number not known",
            M,
            "the order of payment of a debt's terms (`Waterfall.CHINA_CARDS`): interest and fees first to day 90, principal first after it",
        ),
    ),
    *of(
        "uk",
        (
            "uk.conc.7_9",
            "CONC 7.9",
            M,
            "holds narrowed to hours, days, means and places, as the customer asks (7.9.4R); the rule names no clock",
        ),
        (
            "uk.conc.7_3_12",
            "CONC 7.3.12G",
            S,
            "a reasonable period is thirty days by the guidance: the own end of the hold for hardship under review",
        ),
        (
            "uk.breathing_space.days",
            "SI 2020/1311",
            S,
            "sixty days, or the treatment and thirty days: the own end of the hold. Interest, fees and charges stop with it",
        ),
    ),
    *of(
        "india",
        ("in.time_zone", "one time for the country", M, "the zone of a person, `Asia/Kolkata`"),
    ),
)
"""What is held by something else than a rule."""
