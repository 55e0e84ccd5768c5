"""What the texts say and no rule here does: held elsewhere in the library, or left out, and why.

A rule owner who reads a book beside its text finds here what is missing from it. No rule stands in this room.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["HELD_ELSEWHERE", "LEFT_OUT", "Unstated"]


class Unstated(NamedTuple):
    """Something of a text that is no rule.

    Attributes:
        book: the rulebook in whose texts it stands.
        id: how it would be called.
        cites: the place in the text.
        why: by what it is held, or why it is left out.
    """

    book: str
    id: str
    cites: str
    why: str


_NOT_YET = "to come with the second half of the trade: "

HELD_ELSEWHERE: Final[tuple[Unstated, ...]] = (
    Unstated(
        "us_federal",
        "us.fdcpa.scope",
        "15 USC 1692a(6)",
        "the role in which somebody asks: agency, law firm and buyer are bound as debt collectors, the creditor in its own name is not. "
        "A creditor that collects under another name acts as an agency, with a party of its own",
    ),
    Unstated(
        "us_federal",
        "us.regf.6b1.location",
        "comment 6(b)(1)(i)-2",
        "the candidate zones of a person: an hour is open where it is open in all of them, and never where none is known",
    ),
    Unstated(
        "us_federal",
        "us.regf.14b.misdirected",
        "comment 14(b)(2)(i)-3",
        "the counters: calls to what turns out to be a wrong number drop out backwards, to the last talk at that number",
    ),
    Unstated(
        "us_federal",
        "us.regf.14b.particular_debt",
        "1006.14(b)(4)",
        "the debts that a call is asked about, each of whose cases has to permit it, and those that are told to have been spoken of; student loans under "
        "one account number are one debt if they come on file as one",
    ),
    Unstated(
        "us_federal",
        "us.regf.14b.consent7",
        "1006.14(b)(3)(i)",
        "consents (`events.ConsentGiven`), and `unless` of both presumptions",
    ),
    Unstated(
        "us_federal",
        "us.regf.14b.unconnected",
        "1006.14(b)(3)(ii)",
        "the counters: a call that ends busy is not counted",
    ),
    Unstated(
        "us_federal",
        "us.regf.42",
        "1006.42",
        "a notice counts once it is told to have been sent, and no more once it came back",
    ),
    Unstated(
        "us_federal",
        "us.scra.tolling",
        "50 USC 3936(a)",
        "the last day of limitation that `us.regf.26` reads: days of military service are not counted",
    ),
    Unstated(
        "us_federal",
        "us.regf.14b.rebut",
        "1006.14(b)(2), comments",
        "the factors on either side of both presumptions, printed with each decision; two of them are noted by rules of their own "
        "(`us.regf.14b.rapid`, `us.regf.14b.concentrated`); nobody weighs them",
    ),
    Unstated("us_federal", "us.regf.100", "1006.100", "the log: nothing in it is ever deleted"),
    Unstated(
        "china",
        "cn.civil.561",
        "Civil Code, article 561",
        "the order of payment of a debt's terms (`Waterfall.CIVIL_CODE_561`)",
    ),
    Unstated(
        "china",
        "cn.time_zone",
        "one time for the mainland",
        "the zone of a person, `Asia/Shanghai`; Xinjiang's custom is no zone here",
    ),
    Unstated(
        "us_federal",
        "us.regf.38.original_creditor",
        "1006.38(c)",
        "a request for the name of the original creditor stops collection as a dispute does: it is placed as one, in writing",
    ),
    Unstated(
        "china",
        "cn.cba2026.related",
        "CBA 2026",
        "who has to do with the debt (a spouse whose household debt it is) is an obligor of the debt; who has not is only asked where the person is (`Purpose.LOCATE`)",
    ),
    Unstated(
        "uk", "uk.conc.7_9", "CONC 7.9", "holds narrowed to hours, days, means and places; the rule names no clock"
    ),
)
"""What is held by something else than a rule."""

LEFT_OUT: Final[tuple[Unstated, ...]] = (
    Unstated(
        "eu",
        "eu.npl.servicer",
        "Directive (EU) 2021/2167, notice to the borrower",
        "a servicer of a buyer asks as the buyer (`Role.ASSIGNEE`); an agency that works for the creditor owes no such notice",
    ),
    Unstated(
        "us_federal", "us.fdcpa.liability", "15 USC 1692k", "what follows from a breach is no rule about an action"
    ),
    Unstated(
        "us_federal",
        "us.state",
        "state law (California, Massachusetts, New York City and others)",
        "not researched; a lender states it as a book of its own",
    ),
    Unstated(
        "us_federal",
        "us.limitation",
        "state law",
        "state law has a period for each kind of debt, and none is tabulated: it is told of the debt, as its attribute "
        "`limitation_ends_on` or `limitation_months`; what revives it is told with it",
    ),
    Unstated(
        "us_federal",
        "us.scra.interest",
        "50 USC 3937",
        "a hold of military protection stops all accrual while it stands, unless it says otherwise; a lender that lets the 6 % accrue "
        "states the cap in the debt's terms (`RateCap`), and nobody sees to it that it is there",
    ),
    Unstated(
        "us_federal",
        "us.regf.14a",
        "1006.14(a), (c) to (g)",
        "threats, language, disclosure of who calls: what is said is not judged",
    ),
    Unstated(
        "us_federal",
        "us.regf.6d.safe_harbour",
        "1006.6(d)(3) to (5), (e)",
        _NOT_YET + "opt-out notices and checks of numbers are of letters",
    ),
    Unstated("us_federal", "us.regf.18", "1006.18(e); 15 USC 1692e", _NOT_YET + "what a letter says"),
    Unstated("us_federal", "us.regf.34.content", "1006.34(c)", _NOT_YET + "what a validation notice says"),
    Unstated(
        "us_federal",
        "us.regf.22b",
        "1006.22(b)",
        "whether a charge is authorised by the agreement is not known of a charge",
    ),
    Unstated(
        "us_federal",
        "us.regf.22c",
        "1006.22(c)",
        "payment instruments dated ahead are not kept; nothing is deposited here",
    ),
    Unstated(
        "us_federal",
        "us.regf.22f",
        "1006.22(f)(1), (2), (4)",
        "no channel is a postcard or a public post; envelopes are of letters",
    ),
    Unstated(
        "us_federal",
        "us.regf.30c",
        "1006.30(c); 15 USC 1692h",
        "the person's direction of a payment is followed; that undirected money passes a disputed debt by is not seen to",
    ),
    Unstated(
        "us_federal", "us.regf.30a2", "1006.30(a)(2)", "agencies that verify cheques are no users of this library"
    ),
    Unstated(
        "us_federal",
        "us.regf.38.duplicative",
        "1006.38(a)(1), (d)(2)(ii)",
        "whether a dispute says something new is for a person: release the hold with the notice of the earlier answer",
    ),
    Unstated(
        "us_federal",
        "us.bankr.repeat",
        "11 USC 362(c)(3)",
        "the end on day 30 of a repeated petition is the hold's own end",
    ),
    Unstated(
        "china",
        "cn.limitation.arrival",
        "SPC rules on limitation, article 8",
        "whether a demand has reached the person, or should have, is told (`events.LimitationInterrupted`): that something was "
        "sent, or spoken of, interrupts nothing by itself",
    ),
    Unstated(
        "china",
        "cn.limitation.extension",
        "Civil Code, article 188",
        "that a court may extend the twenty years; an extension is told as the day on which the period began",
    ),
    Unstated(
        "china",
        "cn.gbt45251.contract_end",
        "GB/T 45251-2025",
        "the evaluation before a contract with an agency ends: contracts are not kept",
    ),
    Unstated(
        "china", "cn.cba2026.prohibitions", "CBA 2026", "eight prohibitions on conduct: what is said is not judged"
    ),
    Unstated(
        "china",
        "cn.nifa2018",
        "NIFA conventions of 2018 and 2024",
        "no article was seen, and the numbers told of them contradict each other",
    ),
    Unstated(
        "china",
        "cn.private_lending.lpr4",
        "SPC on private lending, articles 25 to 31",
        "binds no licensed lender nor the seven local kinds; needs the prime rate of the day of each contract, which is not kept",
    ),
    Unstated(
        "china",
        "cn.civil.rates",
        "Civil Code, articles 585, 670, 676, 680",
        "for a court to apply; no number but through the caps above",
    ),
    Unstated("china", "cn.card.records", "measures on cards, articles 67 to 69", "recordings are not kept here"),
    Unstated(
        "china",
        "cn.pipl.entrust",
        "PIPL, articles 21, 28, 29, 55, 56",
        "contracts, assessments and separate consents to sensitive data are not kept",
    ),
    Unstated(
        "china",
        "cn.credit.five_years",
        "credit reporting, article 16",
        "the end of the bad conduct is for the bureau to count",
    ),
    Unstated(
        "china",
        "cn.criminal",
        "Criminal Law, article 293-1",
        "debts that are not lawful are not collected with this library",
    ),
    Unstated(
        "china",
        "cn.consumer_finance",
        "measures of 2024 on consumer finance and small loan companies",
        "from memory, without numbers",
    ),
    Unstated(
        "uk", "uk.breathing_space.twelve_months", "SI 2020/1311", "once in twelve months: for the adviser who grants it"
    ),
    Unstated(
        "uk",
        "uk.limitation.elsewhere",
        "Scotland and Northern Ireland; deeds, judgments and mortgages",
        "six years of a simple contract in England and Wales are stated, and no other period",
    ),
    Unstated("uk", "uk.cca.arrears", "notices of arrears", "from memory, without numbers"),
    Unstated(
        "india",
        "in.rbi.2026.more",
        "draft of 2026-02-12",
        "no-call times asked for are holds; certificates are those of collectors on file",
    ),
    Unstated("eu", "eu.ccd2.more", "Directive (EU) 2023/2225", "caps on default charges and debt advice: national law"),
    Unstated(
        "us_federal",
        "us.regf.6b4.court",
        "1006.6(b)(4)(ii)",
        "permission of a court to contact at another time or place: released holds and consents are all that is told",
    ),
    Unstated(
        "us_federal",
        "us.scra.reopen",
        "50 USC 3931(g)",
        "that a judgment may be opened again within ninety days after the service is for the court; new proceedings are told as they come",
    ),
    Unstated("us_federal", "us.regf.42.esign", "1006.42(b)", "consent to electronic disclosures is told of no notice"),
    Unstated(
        "us_federal",
        "us.udaap",
        "12 USC 5531 and 5536",
        "unfair, deceptive or abusive acts: no rule of theirs about an action was read",
    ),
    Unstated(
        "china",
        "cn.transfer.assignable",
        "Civil Code, articles 545 and 547",
        "whether a debt may be assigned at all is of its contract; rights that follow it are not kept",
    ),
    Unstated(
        "china",
        "cn.civil.privacy",
        "Civil Code, articles 1032 to 1034 and 1038",
        "no number and no hour; what contact disturbs private life is what the rules above say",
    ),
    Unstated(
        "china",
        "cn.pipl.automated",
        "PIPL, articles 22, 24 and 47",
        "explanations of automated decisions, mergers, and deletion once the purpose is achieved: of the vault, and to come with erasure",
    ),
    Unstated(
        "china",
        "cn.card.plan_conditions",
        "measures on cards, article 70",
        "that a debt exceeds what the person can pay, that they are willing, and that no new card is issued: told in the terms of the offer, and not kept as facts",
    ),
    Unstated(
        "china",
        "cn.card.letters",
        "measures on cards, articles 67 to 69",
        "what a letter says, and how agencies are paid: from memory, to come with letters and commissions",
    ),
    Unstated(
        "china",
        "cn.rate24.all_in",
        "notice of 2025 on internet assisted lending (No. 9)",
        "ties the cost of a loan to the same opinion of the court; the rule on 24 per cent says what a court may do",
    ),
    Unstated(
        "china",
        "cn.agency.leads",
        "measures on internet loans of 2020",
        "that a bank ends with an agency that breaks the law, and hands over leads: `generic.duty` has the recall, no rule the leads",
    ),
    Unstated(
        "china",
        "cn.credit.repair",
        "notice of the central bank of 2025-12",
        "one repair of small bad records settled by 2026-03-31: from memory",
    ),
    Unstated(
        "china",
        "cn.credit.penalties",
        "credit reporting, articles 17 and 41",
        "free reports and penalties are no rule about an action",
    ),
    Unstated(
        "uk",
        "uk.conc.7_3_4",
        "CONC 7.3.4R",
        "forbearance where somebody is in difficulties: no number; hardship is a hold and an arrangement",
    ),
    Unstated(
        "uk",
        "uk.breathing_space.kept_out",
        "SI 2020/1311",
        "payments on a mortgage that fall due meanwhile are not held; Scotland has its own scheme",
    ),
    Unstated(
        "eu",
        "eu.npl.authorised",
        "Directive (EU) 2021/2167",
        "that servicers are authorised, and act in good faith: a licence on file is asked for by `generic.agency.licence`",
    ),
)
"""What no rule here says, and why."""
