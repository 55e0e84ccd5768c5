"""What the texts say and nothing here holds, and why, in the order of the texts."""

from __future__ import annotations

from typing import Final

from debtflow.compliance.rulebooks.unstated.rows import Unstated, of
from debtflow.values.law import Basis

__all__ = ["LEFT_OUT"]

V, S, M = Basis.VERIFIED, Basis.SECONDARY, Basis.MEMORY

_OF_LETTERS = "to come with letters: "

LEFT_OUT: Final[tuple[Unstated, ...]] = (
    *of(
        "us_federal",
        ("us.fdcpa.liability", "15 USC 1692k", V, "what follows from a breach is no rule about an action"),
        (
            "us.state",
            "state law (California, Massachusetts, New York City and others)",
            M,
            "not researched; a lender states it as a book of its own",
        ),
        (
            "us.udaap",
            "12 USC 5531 and 5536",
            M,
            "unfair, deceptive or abusive acts: no rule of theirs about an action was read",
        ),
        (
            "us.regf.6b1.during",
            "comments 6(b)(1)-2.iii, 6(b)(4)(i)-1",
            V,
            "what may be asked in a call that turns out to be inconvenient, and what a site shows while the person uses it: what is said is not judged",
        ),
        (
            "us.regf.6b4.court",
            "1006.6(b)(4)(ii)",
            V,
            "permission of a court to contact at another time or place: released holds and consents are all that is told",
        ),
        (
            "us.regf.6d.safe_harbour",
            "1006.6(d)(3) to (5), (e)",
            M,
            _OF_LETTERS
            + "the creditor's notice of at least 35 days before an address is used, the check of a number within 60 days, and how to opt out in "
            "every message",
        ),
        (
            "us.regf.10c.wrong_answer",
            "15 USC 1692b(3)",
            V,
            "that an earlier answer is believed to be wrong or incomplete lets somebody be asked again; nobody tells it, so that nobody is",
        ),
        (
            "us.regf.14a",
            "1006.14(a), (c) to (g); 15 USC 1692d",
            V,
            "threats, language, lists, disclosure of who calls: what is said is not judged",
        ),
        (
            "us.regf.14b.sundays",
            "questions and answers of the Bureau on the rule",
            S,
            "calls on Sundays and holidays weigh against the presumption by these alone: no comment says so, and it is none of the factors",
        ),
        (
            "us.regf.18",
            "1006.18(e); 15 USC 1692e(5), (11)",
            V,
            _OF_LETTERS
            + "that it is an attempt to collect and by a debt collector, and that nothing is threatened that is not meant",
        ),
        (
            "us.regf.22b",
            "1006.22(b); 15 USC 1692f(1)",
            V,
            "whether a charge is authorised by the agreement or the law is not known of a charge",
        ),
        (
            "us.regf.22c",
            "1006.22(c); 15 USC 1692f(2) to (4)",
            V,
            "instruments dated more than five days ahead, with notice three to ten business days before the deposit: none are kept, and nothing is deposited here",
        ),
        (
            "us.regf.22f",
            "1006.22(f)(1), (2), (4)",
            V,
            "no channel is a postcard or a public post; envelopes are of letters",
        ),
        (
            "us.limitation",
            "state law",
            M,
            "state law has a period for each kind of debt, and none is tabulated: it is told of the debt, as its attribute "
            "`limitation_ends_on` or `limitation_months`; what revives it is told with it",
        ),
        ("us.regf.30a2", "1006.30(a)(2)", M, "agencies that verify cheques are no users of this library"),
        (
            "us.regf.30b2",
            "1006.30(b)(2)",
            M,
            "a debt that goes back to an owner, into a securitisation or with a merger is excepted: no such way is kept apart from a sale, so it is refused too",
        ),
        (
            "us.regf.30c",
            "1006.30(c); 15 USC 1692h",
            V,
            "the person's direction of a payment is followed. Money without one goes to the debt overdue longest, disputed or not: which disputes stood on a past "
            "day is not kept, so where it would have gone could not be worked out again when something is learned late. Direct it past the disputed debt",
        ),
        (
            "us.regf.34.content",
            "1006.34(c)",
            V,
            _OF_LETTERS + "what a validation notice says, and that it may be spoken in the first communication",
        ),
        (
            "us.regf.34.overshadow",
            "15 USC 1692g(b); 1006.38(b)",
            V,
            "collection goes on in the validation period; whether it overshadows the notice is not judged",
        ),
        (
            "us.regf.38.duplicative",
            "1006.38(a)(1), (d)(2)(ii)",
            V,
            "whether a dispute says something new is for a person: release the hold with the notice of the earlier answer",
        ),
        ("us.regf.42.esign", "1006.42(b)", M, "consent to electronic disclosures is told of no notice"),
        (
            "us.bankr.exceptions",
            "11 USC 362(b)",
            V,
            "criminal proceedings, support of a family and what else is excepted are no consumer debts here",
        ),
        (
            "us.scra.reopen",
            "50 USC 3931(g)",
            V,
            "that a judgment in service or within sixty days after it may be opened again, on application within ninety, is for the court; new proceedings "
            "are told as they come",
        ),
        (
            "us.scra.interest",
            "50 USC 3937",
            V,
            "6 % a year with fees on what was owed before the service, for a mortgage a year beyond it, from the call-up on, asked for within 180 days "
            "after it, the excess forgiven: a hold of military protection stops all accrual while it stands, unless it says otherwise; a lender that lets "
            "the 6 % accrue states the cap in the debt's terms (`RateCap`), and nobody sees to it that it is there",
        ),
    ),
    *of(
        "china",
        (
            "cn.gbt45251.contract_end",
            "GB/T 45251-2025, 5.4",
            S,
            "the evaluation before a contract with an agency ends: contracts are not kept",
        ),
        (
            "cn.gbt45251.not_seen",
            "GB/T 45251-2025, 5.4 to 5.6",
            S,
            "years of retention, number of visitors, who may be an agency, complaints: the numbers were not seen",
        ),
        (
            "cn.cba2026.lost",
            "CBA 2026",
            S,
            "what is like a lost contact, besides three failures in a row, was not seen",
        ),
        (
            "cn.cba2026.prohibitions",
            "CBA 2026",
            S,
            "eight prohibitions on conduct: what is said is not judged. That banks publish their agencies is practice",
        ),
        (
            "cn.nifa2018",
            "NIFA convention of 2018",
            M,
            "no article was seen, and the hours told of it contradict each other: none is stated",
        ),
        (
            "cn.nifa2024",
            "NIFA guideline of 2024",
            S,
            "bans collection at night and caps calls without a number that was seen; the standard's numbers are stated",
        ),
        (
            "cn.limitation.arrival",
            "SPC rules on limitation, article 8",
            V,
            "whether a demand has reached the person, or should have, is told (`events.LimitationInterrupted`): that something was "
            "sent, or spoken of, interrupts nothing by itself",
        ),
        (
            "cn.limitation.extension",
            "Civil Code, article 188",
            V,
            "that a court may extend the twenty years; an extension is told as the day on which the period began",
        ),
        (
            "cn.transfer.assignable",
            "Civil Code, articles 545 and 547",
            V,
            "whether a debt may be assigned at all is of its contract; rights that follow it are not kept",
        ),
        (
            "cn.civil.rates",
            "Civil Code, articles 585, 670, 676, 680",
            V,
            "usury, interest that was not agreed or taken beforehand, penalties: for a court to apply; no number but through the caps",
        ),
        (
            "cn.rate.costs",
            "agreement, inside the caps",
            M,
            "whether the costs of collection were agreed is not known of a charge",
        ),
        (
            "cn.private_lending.lpr4",
            "SPC on private lending, articles 1 and 25 to 31; reply on its scope",
            V,
            "four times the prime rate binds no licensed lender nor the seven local kinds; needs the rate of the day of each contract, which is not kept",
        ),
        (
            "cn.rate24.all_in",
            "notice of 2025 on internet assisted lending (No. 9), from 2025-10-01",
            S,
            "ties the cost of a loan to the same opinion of the court; the rule on 24 per cent says what a court may do. It has no number of calls, as far as seen",
        ),
        (
            "cn.card.plan_conditions",
            "measures on cards, article 70",
            V,
            "that a debt exceeds what the person can pay, that they are willing, what a plan contains, that no new card is issued, and the recording of a "
            "spoken plan: told in the terms of the offer, and not kept as facts",
        ),
        (
            "cn.card.records",
            "measures on cards, articles 67 to 69",
            M,
            "recordings, to be kept for two years at least, are not kept here",
        ),
        (
            "cn.card.letters",
            "measures on cards, articles 67 to 69",
            M,
            "what a letter says, and that nobody is paid by what they recover alone: to come with letters and commissions",
        ),
        (
            "cn.agency.leads",
            "measures on internet loans of 2020",
            M,
            "that a bank ends with an agency that breaks the law, and hands over leads: `generic.duty` has the recall, no rule the leads",
        ),
        (
            "cn.consumer_finance",
            "measures on consumer finance companies, from 2024-04-18",
            M,
            "partners, harassment, unrelated third persons: without numbers; they follow the measures on internet loans by reference",
        ),
        ("cn.small_loans", "measures on small loan companies (No. 26 of 2024)", M, "similar duties, without numbers"),
        (
            "cn.pipl.entrust",
            "PIPL, articles 21, 28, 29, 55, 56",
            V,
            "contracts, supervision, assessments and their three years, and separate consents to sensitive data are not kept",
        ),
        (
            "cn.pipl.automated",
            "PIPL, articles 22, 24 and 47",
            V,
            "explanations of automated decisions, mergers, and deletion once the purpose is achieved: of the vault, and to come with erasure",
        ),
        (
            "cn.civil.privacy",
            "Civil Code, articles 1032 to 1034 and 1038",
            V,
            "no number and no hour; what contact disturbs private life is what the rules above say",
        ),
        (
            "cn.credit.five_years",
            "credit reporting, article 16",
            V,
            "the end of the bad conduct, from which five years run, is for the bureau to count",
        ),
        (
            "cn.credit.penalties",
            "credit reporting, articles 17 and 41",
            V,
            "free reports and penalties are no rule about an action",
        ),
        (
            "cn.credit.repair",
            "notice of the central bank of 2025-12",
            M,
            "one repair of small bad records settled by 2026-03-31",
        ),
        (
            "cn.criminal",
            "Criminal Law, article 293-1",
            V,
            "debts that are not lawful are not collected with this library",
        ),
    ),
    *of(
        "uk",
        (
            "uk.conc.7_3_4",
            "CONC 7.3.4R",
            M,
            "forbearance where somebody is in difficulties: no number; hardship is a hold and an arrangement",
        ),
        (
            "uk.conc.7_9.visits",
            "CONC 7.9",
            M,
            "privacy, and visits by arrangement only: nobody tells here that one was arranged",
        ),
        (
            "uk.limitation.elsewhere",
            "Scotland and Northern Ireland; deeds, judgments and mortgages",
            M,
            "six years of a simple contract in England and Wales are stated, and no other period",
        ),
        ("uk.breathing_space.twelve_months", "SI 2020/1311", M, "once in twelve months: for the adviser who grants it"),
        (
            "uk.breathing_space.kept_out",
            "SI 2020/1311",
            S,
            "payments on a mortgage that fall due meanwhile are not held; Scotland has its own scheme",
        ),
        ("uk.cca.arrears", "Consumer Credit Act 1974, notices of arrears", M, "without numbers"),
    ),
    *of(
        "india",
        (
            "in.rbi.2026.more",
            "draft of 2026-02-12",
            S,
            "recordings and a policy of the board are not kept; certificates are those of collectors on file (`generic.collector_certified`)",
        ),
    ),
    *of(
        "eu",
        ("eu.hours", "national law", M, "no hour and no number of contacts is of the Union"),
        (
            "eu.npl.authorised",
            "Directive (EU) 2021/2167",
            M,
            "that servicers are authorised, and act in good faith: a licence on file is asked for by `generic.agency.licence`",
        ),
        (
            "eu.npl.servicer",
            "Directive (EU) 2021/2167, notice to the borrower",
            M,
            "a servicer of a buyer asks as the buyer (`Role.ASSIGNEE`); an agency that works for the creditor owes no such notice",
        ),
        (
            "eu.ccd2.more",
            "Directive (EU) 2023/2225, articles 35 and 36",
            M,
            "caps on default charges are for national law to choose, and debt advice is no rule about an action",
        ),
    ),
)
"""What no rule here says, and why."""
