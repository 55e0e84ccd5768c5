"""What somebody does, and asks to do: one row for each form of sentence.

A deed is told in the third person (`Lena calls Mr Li`) and asked for in the infinitive (`may Lena call Mr Li?`, `Lena asks to
call Mr Li?`); its row says what it means and what is made of it, which is always an action of the library. A test holds
each example to its own pattern and to no other, and the manual prints the table.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from debtflow.records import actions
from debtflow.records.components import Component
from debtflow.records.contacts import CallResult, MessageResult
from debtflow.records.parties import Channel
from debtflow.records.proceedings import EndOfProceedings, Measure, Queried, ReopenCause, Venue
from debtflow.records.stages import Outcome
from debtflow.testing.scenarios.makings import (
    WRITTEN,
    amended,
    bare,
    contact,
    day_in,
    feedback,
    hold,
    judgment,
    letter,
    locating,
    offer,
    promise,
    proposal,
    release,
    review,
    stopped,
)
from debtflow.testing.scenarios.sentences import AMOUNT, DAY, MINUTE, POINT, Sentence, id_of, money_of, table
from debtflow.testing.scenarios.stage import Stage

__all__ = ["DEEDS", "Deed", "deed_of"]

VENUES = {
    "where they live": Venue.RESIDENCE,
    "where it was signed": Venue.SIGNED,
    "where the property is": Venue.PROPERTY,
    "elsewhere": Venue.ELSEWHERE,
}
PROMISE = rf"a promise of (?P<amount>{AMOUNT}) by (?P<day>{DAY})(?: with (?P<grace>\d+) days of grace)?"


def _named_verb(stage: Stage, at: datetime, verb: str) -> actions.Action:
    return bare(verb)(stage, at)


def _accept(stage: Stage, at: datetime) -> actions.Action:
    return actions.ActivateArrangement(version=stage.standing().offers_made)


SPOKEN = table(
    (
        "calls Mr Li at new phone, talked",
        "a call, at the first phone where nothing else is said; after the comma how it ended, where they talked perhaps about what "
        "(`talked about card and loan`)",
        rf"calls? (?P<person>[^,]+?)(?: at {POINT})?",
        contact(actions.PlaceCall, Channel.PHONE),
    ),
    (
        "asks Cousin Hao where Mr Li is, talked",
        "a call to somebody else, to learn where the person is; the debt is not named",
        r"asks? (?P<person>[^,]+?) where (?P<whom>[^,]+?) is",
        locating,
    ),
    (
        "visits Mr Li at office, no answer",
        "a visit, at home where nothing else is said",
        rf"visits? (?P<person>[^,]+?)(?: at {POINT})?",
        contact(actions.Visit, Channel.VISIT),
    ),
    ends=CallResult,
)

SENT = table(
    (
        "writes to Mr Li by letter, sent",
        "a message, by SMS where nothing else is said",
        rf"writes? to (?P<person>[^,]+?)(?: by {POINT})?",
        contact(actions.SendMessage, *WRITTEN),
    ),
    (
        "sends Mr Li a validation notice by email, sent",
        "a letter, notice or message of that name, by letter where nothing else is said: a contact, and no step at law",
        rf"sends? (?P<person>[^,]+?) an? (?P<letter>[a-z ]+? (?:letter|notice|message))(?: by {POINT})?",
        letter,
    ),
    (
        "reminds Mr Li by letter, sent",
        "a reminder, by SMS where nothing else is said",
        rf"reminds? (?P<person>[^,]+?)(?: by {POINT})?",
        contact(actions.SendReminder, *WRITTEN),
    ),
    ends=MessageResult,
)

WORK = table(
    ("opens the case", "what was watched is overdue now", r"opens? the case", bare("open_case")),
    ("ends the watch", "the account is at risk no more", r"ends? the watch", bare("dismiss_watch")),
    ("confirms the debt", "amount, day and identity are checked", r"confirms? the debt", bare("confirm_debt")),
    (
        "queries the amount",
        "something has to be cleared up first: amount, due date, identity, documents or limitation",
        r"quer(?:ies|y) the (?P<query>[a-z ]+)",
        lambda stage, at, query: actions.QueryDebt(about=Queried.named(query)),
    ),
    (
        "rejects the debt as duplicate",
        "it is not owed",
        r"rejects? the debt as (?P<outcome>[a-z ]+)",
        lambda stage, at, outcome: actions.RejectDebt(outcome=Outcome.named(outcome)),
    ),
    ("begins reminding", "reminders may be sent", r"begins? reminding", bare("start_reminders")),
    ("begins tracing", "the person has to be looked for", r"begins? tracing", bare("start_tracing")),
    (
        "finds Mr Li at new phone",
        "tracing has found a contact point that is on file by now",
        rf"finds? (?P<person>[^,]+?) at {POINT}",
        lambda stage, at, person, point: actions.ContactFound(contact_point=id_of(point)),
    ),
    ("gives up reminding", "reminders are exhausted", r"gives? up reminding", bare("exhaust_reminders")),
    ("opens negotiation", "what can be agreed is looked into", r"opens? negotiation", bare("open_negotiation")),
    (
        "offers instalments of 50.00 CNY on 2026-03-12 and 50.00 CNY on 2026-04-12 open until 2026-03-10",
        "terms on offer: `offers`, `counters with` or `settles the claim with` instalments, an extension, "
        "a settlement (which waives the rest) or hardship payments",
        r"(?P<how>offers?|counters? with|settles? the claim with) "
        r"(?P<terms>instalments|an extension|a settlement|hardship payments) "
        rf"of (?P<parts>{AMOUNT} on {DAY}(?: and {AMOUNT} on {DAY})*)(?: open until (?P<until>{DAY}))?",
        offer,
    ),
    (
        "counters with 6 instalments of 400.00 CNY monthly from 2026-02-25",
        "the same, by equal instalments",
        rf"(?P<how>offers?|counters? with|settles? the claim with) (?P<count>\d+) (?P<terms>instalments|hardship payments) "
        rf"of (?P<parts>{AMOUNT} monthly from {DAY})(?: open until (?P<until>{DAY}))?",
        offer,
    ),
    ("accepts the offer", "the terms that were offered last begin", r"accepts? the offer", _accept),
    ("declines the offer", "the terms on offer are gone", r"declines? the offer", bare("decline")),
    (
        "notes that instalment 2 will not come",
        "an instalment that is due is missed",
        r"notes? that instalment (?P<number>\d+) will not come",
        lambda stage, at, number: actions.MissInstalment(number=int(number)),
    ),
    (
        "ends the arrangement",
        "it was not kept, or rested on what was untrue",
        r"ends? the arrangement",
        lambda stage, at: actions.BreakArrangement(because="untrue"),
    ),
    (
        "takes the arrangement for fulfilled",
        "the rest is written down",
        r"takes? the arrangement for fulfilled",
        lambda stage, at: actions.CompleteArrangement(because="near enough"),
    ),
    (
        "takes a promise of 60.00 CNY by 2026-03-12 with 2 days of grace",
        "the case waits for it; no grace where none is named",
        rf"takes? {PROMISE}",
        promise(actions.TakePromise),
    ),
    (
        "notes a promise of 60.00 CNY by 2026-03-12",
        "beside the work that goes on",
        rf"notes? {PROMISE}",
        promise(actions.NotePromise),
    ),
    (
        "takes in place of p1 a promise of 60.00 CNY by 2026-03-12",
        "another promise takes its place",
        rf"takes? in place of (?P<replaces>p\d+) {PROMISE}",
        promise(actions.ReplacePromise),
    ),
    (
        "takes back promise p2",
        "a promise is withdrawn",
        r"takes? back promise (?P<promise>p\d+)",
        lambda stage, at, promise: actions.WithdrawPromise(promise=promise),
    ),
    ("asks for referral", "an agency is to have it", r"asks? for referral", bare("request_referral")),
    ("withdraws the referral", "no agency after all", r"withdraws? the referral", bare("withdraw_referral")),
    (
        "proposes Harbour for 60 days by phone, letter and visit",
        "an agency and its brief, for 90 days by phone and SMS where nothing is said",
        r"proposes? (?P<agency>[^,]+?)(?: for (?P<days>\d+) days by (?P<channels>[a-z, ]+))?",
        proposal,
    ),
    ("approves the referral", "the second person's yes", r"approves? the referral", bare("approve_referral")),
    ("refuses approval", "the second person's no", r"refuses? approval", bare("refuse_approval")),
    ("accepts the placement", "the agency takes the debt", r"accepts? the placement", bare("accept_placement")),
    ("refuses the placement", "the agency does not", r"refuses? the placement", bare("refuse_placement")),
    ("asks for recall", "the agency wants to be relieved of it", r"asks? for recall", bare("request_recall")),
    ("recalls the debt", "the creditor takes it back", r"recalls? the debt", bare("recall")),
    (
        "shows stop-work on 2026-05-04 with the data deleted",
        "the proof: the last day of work, and whether what was given is deleted or kept",
        rf"shows? stop-work on (?P<day>{DAY}) with the data (?P<data>deleted|kept)",
        stopped(actions.ConfirmStopWork),
    ),
    (
        "hands the debt back on 2026-05-04 with the data deleted",
        "the agency by itself",
        rf"hands? the debt back on (?P<day>{DAY}) with the data (?P<data>deleted|kept)",
        stopped(actions.ReturnPlacement),
    ),
    (
        "reports 500.00 CNY recovered, customer evasive because of other debts, suggests legal",
        "the feedback of an episode: amount, attitude, reason (may be left out) and suggestion",
        rf"reports? (?P<amount>{AMOUNT}) recovered, customer (?P<attitude>[a-z ]+?)(?: because of (?P<reason>[a-z ]+))?, "
        r"suggests? (?P<suggestion>[a-z ]+)",
        feedback,
    ),
    ("decides to negotiate", "after the feedback", r"decides? to negotiate", bare("decide_negotiate")),
    ("decides to place it again", "another wave", r"decides? to place it again", bare("decide_place_again")),
    ("decides to go to law", "after the feedback", r"decides? to go to law", bare("decide_legal")),
    ("begins the next wave", "the cooling-off is over", r"begins? the next wave", bare("place_again")),
    ("asks for legal action", "a second person decides", r"asks? for legal action", bare("request_legal")),
    (
        "approves legal action with Dunn",
        "the second person's yes; the law firm works it, where one is named",
        r"approves? legal action(?: with (?P<firm>.+))?",
        lambda stage, at, firm: actions.ApproveLegal(law_firm=id_of(firm) if firm else None),
    ),
    (
        "demands payment by 2026-05-05",
        "before a claim is filed",
        rf"demands? payment by (?P<day>{DAY})",
        lambda stage, at, day: actions.IssueDemand(answer_by=day_in(day)),
    ),
    (
        "files the claim at pudong",
        "at that court, or at `pudong`; `where they live`, `where it was signed`, `where the property is` or `elsewhere` may follow",
        r"files? the claim(?: at (?P<court>[a-z]+))?(?: (?P<venue>where they live|where it was signed|where the property is|elsewhere))?",
        lambda stage, at, court, venue: actions.FileClaim(
            court=court or "pudong", venue=VENUES[venue] if venue else None
        ),
    ),
    (
        "enters the judgment for 500.00 CNY",
        "of that amount, or of all that is owed; `by default`, `by default with an affidavit` (on military service) or `after "
        "appearance` may follow",
        rf"enters? the judgment(?: for (?P<amount>{AMOUNT}))?(?: (?P<how>by default with an affidavit|by default|after appearance))?",
        judgment,
    ),
    (
        "enforces the judgment against bank account",
        "against that, or the wages",
        r"enforces? the judgment(?: against (?P<measure>[a-z ]+))?",
        lambda stage, at, measure: actions.Enforce(measure=Measure.named(measure or "wages")),
    ),
    ("withdraws the claim", "it is taken back", r"withdraws? the claim", bare("withdraw_claim")),
    ("loses the claim", "the court dismisses it", r"loses? the claim", bare("dismiss")),
    (
        "ends proceedings as recovered",
        "after the judgment",
        r"ends? proceedings as (?P<ended>[a-z]+)",
        lambda stage, at, ended: actions.EndLegal(ended=EndOfProceedings.named(ended)),
    ),
    (
        "closes the case as paid in full",
        "with that outcome",
        r"closes? the case as (?P<outcome>[a-z ]+)",
        lambda stage, at, outcome: actions.Close(outcome=Outcome.named(outcome)),
    ),
    (
        "reopens the case after new evidence",
        "from its beginning; `reinstates` takes it up where it was left",
        r"reopens? the case after (?P<cause>[a-z ]+)",
        lambda stage, at, cause: actions.Reopen(cause=ReopenCause.named(cause)),
    ),
    (
        "reinstates the case after reversal",
        "where it was left",
        r"reinstates? the case after (?P<cause>[a-z ]+)",
        lambda stage, at, cause: actions.Reinstate(cause=ReopenCause.named(cause)),
    ),
    (
        "reports the debt to pboc as disputed",
        "a report to a credit bureau",
        r"reports? the debt to (?P<bureau>[a-z]+)(?P<marked> as disputed)?",
        lambda stage, at, bureau, marked: actions.ReportCredit(bureau=bureau, marked_disputed=bool(marked)),
    ),
    (
        "places a hold on Mr Li (channel opt out on sms and email, from person) from 2026-03-09 11:00 until 2026-03-12 09:30",
        "on a person, `the debt` or `the placement`; in brackets the kind, what it is narrowed to (`on sms`, `on Sat and Sun`, "
        "`between 12:00 and 14:00`, `at home`), for what one may still write to them (`letting through default notice`), whether it "
        "was told `in writing` or `orally`, and from whom its reason came; at the end may stand the day `to be reviewed on`",
        r"places? a hold on (?P<on>.+?) \((?P<kind>[a-z ]+?)(?: on (?P<channels>[a-z, ]+?))?"
        r"(?: on (?P<weekdays>[A-Z][A-Za-z, ]+?))?"
        rf"(?: between (?P<since>\d\d:\d\d) and (?P<to>\d\d:\d\d))?(?: at {POINT})?"
        r"(?:, letting through (?P<through>[a-z, ]+?))?"
        r"(?:, (?P<writing>in writing|orally))?(?:, from (?P<source>[a-z]+))?\)"
        rf"(?: from (?P<begins>{MINUTE}))?(?: until (?P<until>{MINUTE}))?(?: to be reviewed on (?P<review>{DAY}))?",
        hold,
    ),
    ("releases the hold on Mr Li", "the last that was placed there", r"releases? the hold on (?P<on>.+)", release),
    (
        "moves the end of the hold on Mr Li to 2026-04-01 00:00",
        "of the last that was placed there",
        rf"moves? the end of the hold on (?P<on>.+) to (?P<until>{MINUTE})",
        amended,
    ),
    (
        "waives 5.00 CNY of fees",
        "gives it up for good",
        rf"waives? (?P<amount>{AMOUNT}) of (?P<component>[a-z ]+)",
        lambda stage, at, amount, component: actions.Waive(
            component=Component.named(component), amount=money_of(amount), because="goodwill"
        ),
    ),
    (
        "charges off the debt",
        "the loss is taken in the books; it stays owed",
        r"charges? off the debt",
        lambda stage, at: actions.ChargeOff(),
    ),
    ("reviews the decision", "the oldest that was undermined", r"reviews? the decision", review),
    ("does request_recall", "any verb by its name", r"do(?:es)? (?P<verb>[a-z_]+)", _named_verb),
)
DEEDS: tuple[Sentence, ...] = SPOKEN + SENT + WORK
"""What somebody does, and asks to do: made into an action."""


class Deed(NamedTuple):
    """What somebody does, as it was read: its sentence, what stands in its groups, and the debts that it is about."""

    sentence: Sentence
    said: dict[str, str | None]
    debts: tuple[str, ...]


def deed_of(words: str, debts: Collection[str] = ()) -> Deed | None:
    """The deed that those words mean; None = they mean none.

    Args:
        debts: the names of the debts there are: `about card and loan` names two, unless one of them is called so.
    """
    what, about, named = words.partition(" about ")
    if "," in named:
        return None  # after the comma stands how it ended
    for sentence in DEEDS:
        match = sentence.pattern.fullmatch(what)
        if match is not None:
            several = (named,) if named in debts else tuple(named.split(" and "))
            return Deed(sentence, match.groupdict(), several if about else ())
    return None
