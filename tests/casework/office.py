"""One lender's office in January 2026: Mr Li of Shanghai owes a loan and a card, his sister stands surety for the loan.

Lena Brandt collects for the creditor, Mr Voss is her superior, Harbour Recoveries is the agency and its clerk calls.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from debtflow import (
    Actor,
    Agency,
    Balance,
    Borrower,
    Caseload,
    CaseOutcome,
    Channel,
    ContactPoint,
    Debt,
    Done,
    Instalment,
    Licence,
    MessageResult,
    Money,
    Obligor,
    Pending,
    Relation,
    Role,
    Rulebook,
    actions,
    catalogue,
    events,
)
from debtflow.casework.log import Commit, Entry, Store
from debtflow.casework.vault import Vault
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.contacts import Counted
from debtflow.records.purposes import Purpose

SHANGHAI = ZoneInfo("Asia/Shanghai")
BOOK: Rulebook = catalogue.joined("china", "generic")

LENA = Actor(id="lena")
VOSS = Actor(id="voss")
CLERK = Actor(id="harbour_clerk", role=Role.AGENCY, party="harbour")

LI = Borrower(
    id="li",
    name="Li Weiguo",
    zones=("Asia/Shanghai",),
    contact_points=(
        ContactPoint(id="mobile", channel=Channel.PHONE, value="+86 139 5550 0142"),
        ContactPoint(id="text", channel=Channel.SMS, value="+86 139 5550 0142"),
        ContactPoint(id="home", channel=Channel.VISIT, value="88 Huaihai Road"),
    ),
)
LI_MEI = Borrower(
    id="li_mei",
    name="Li Mei",
    zones=("Asia/Shanghai",),
    contact_points=(ContactPoint(id="mobile", channel=Channel.PHONE, value="+86 139 5550 0199"),),
)
HARBOUR = Agency(
    id="harbour",
    licences=(Licence(kind="collection", valid_from=date(2025, 1, 1), valid_to=date(2026, 12, 31)),),
    evaluated_on=date(2025, 12, 1),
    violent_collection_on_record=False,
)
DEC_1 = date(2025, 12, 1)
JAN_5 = date(2026, 1, 5)


def cny(text: str) -> Money:
    return Money(text, "CNY")


LOAN = Debt(
    id="loan",
    obligors=(Obligor(person="li"), Obligor(person="li_mei", relation=Relation.GUARANTOR)),
    owed=Balance(principal=cny("500.00"), interest=cny("12.50"), costs=cny("7.00")),
    as_of=JAN_5,
    instalments=(
        Instalment(due_on=DEC_1, amount=cny("100.00")),
        Instalment(due_on=date(2026, 6, 1), amount=cny("419.50")),
    ),
)
CARD = Debt(id="card", obligors=(Obligor(person="li"),), owed=Balance(principal=cny("80.00")), as_of=JAN_5)


def on(day: int, hour: int = 10, minute: int = 0, *, month: int = 1) -> datetime:
    """A moment in Shanghai, January 2026 unless said otherwise."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def new_caseload(
    url: str = "memory:", book: Rulebook = BOOK, *, vault: Vault | None = None, **options: Any
) -> Caseload:
    """A caseload with nothing on file; with the same `vault`, two of them hash alike."""
    cases = Caseload.open_at(url, rulebook=book, house_zone="Asia/Shanghai", **options)
    if vault is not None:
        cases.vault = vault
    return cases


def with_cases(url: str = "memory:", book: Rulebook = BOOK, *, loan: Debt = LOAN, **options: Any) -> Caseload:
    """The loan and the card on file, a confirmed case on each, on 6 January at nine."""
    cases = new_caseload(url, book, **options)
    cases.add(LI_MEI, by=LENA, at=on(6, 9))
    cases.add(LI, loan, CARD, by=LENA, at=on(6, 9))
    for debt in ("loan", "card"):
        cases.open(debt, by=LENA, at=on(6, 9))
        done(cases.submit(debt, actions.ConfirmDebt(), by=LENA, at=on(6, 9, 1)))
    return cases


def done(outcome: Any) -> Done:
    assert isinstance(outcome, Done), str(outcome.decision)
    return outcome


def ended(cases: Caseload, case: str, outcome: CaseOutcome, at: datetime) -> Done:
    """The case ended by Lena, with what Voss says to it where it takes a second person."""
    if outcome is CaseOutcome.SOLD:
        agreed_to(cases, ConsentTo.DATA_SHARING, at)
    answer = cases.submit(case, actions.Close(outcome=outcome), by=LENA, at=at)
    return done(cases.approve(answer.request.id, by=VOSS, at=at) if isinstance(answer, Pending) else answer)


def agreed_to(cases: Caseload, to: ConsentTo, at: datetime) -> None:
    """Mr Li consents to that towards the creditor, whatever the debt."""
    consent = Consent(id=f"k{int(to)}", to=to)
    cases.record("loan", events.ConsentGiven(person="li", consent=consent), by=LENA, at=at)


def told_of_reports(cases: Caseload, at: datetime) -> None:
    """Mr Li consents to reports to credit bureaus, and was told in a letter that something bad is to be reported."""
    agreed_to(cases, ConsentTo.CREDIT_REPORTING, at)
    letter = events.MessageEnded(
        person="li",
        contact_point="mail",
        channel=Channel.LETTER,
        purpose=Purpose.NEGATIVE_INFORMATION,
        result=MessageResult.SENT,
    )
    cases.record("loan", letter, by=LENA, at=at)


def call(person: str = "li", point: str = "mobile") -> actions.PlaceCall:
    return actions.PlaceCall(person=person, contact_point=point)


def move(verb: str, **data: Any) -> actions.MoveAction:
    """The action of a verb: its own, where it has one."""
    typed = actions.TYPED_VERBS.get(verb)
    return typed(**data) if typed is not None else actions.Move(verb=verb, **data)


def to_negotiation(cases: Caseload, case: str = "loan", at: datetime | None = None) -> None:
    done(cases.submit(case, move("open_negotiation"), by=LENA, at=at or on(6, 9, 2)))


def placed(cases: Caseload) -> None:
    """The loan confirmed, negotiated about, and with Harbour since 6 January."""
    cases.register(HARBOUR, at=on(6))
    to_negotiation(cases)
    done(cases.submit("loan", move("request_referral"), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.SubmitPlacement(agency="harbour"), by=LENA, at=on(6)))
    done(cases.submit("loan", actions.ApproveReferral(), by=VOSS, at=on(6)))
    done(cases.submit("loan", actions.AcceptPlacement(), by=CLERK, at=on(6)))


def happened(cases: Caseload, case: str = "loan") -> list[str]:
    """The names of everything that happened on a case, in order."""
    return [event.event for entry in cases.history(case) for event in entry.events]


def counted_in(dossier: Dossier, what: str) -> int:
    """How many contacts of that kind (`call`, `message`, `visit`, `talk`) stand in the dossier, on whatever day.

    A call or visit that nobody has reported on stands as a talk too.
    """
    kinds = [kind for kind in Counted if kind.name.startswith(what.upper())]
    if what == "talk":
        kinds += [Counted.CALL_UNREPORTED, Counted.VISIT_UNREPORTED]
    return dossier.counts.counted(sum(1 << kind for kind in kinds), 0)


def same_states(one: Caseload, other: Caseload) -> None:
    """Both caseloads hold the same streams at the same versions, in the same states."""
    for kind in ("case", "person", "debt", "agency"):
        assert one.store.streams(kind) == other.store.streams(kind)
        for name in one.store.streams(kind):
            mine = one.store.load(f"{kind}:{name}", fresh=True)
            theirs = other.store.load(f"{kind}:{name}", fresh=True)
            assert mine is not None
            assert theirs is not None
            assert (mine.version, mine.seq) == (theirs.version, theirs.seq), name
            assert mine.state == theirs.state, name


class Interrupting:
    """A store in which somebody else comes in between load and append, once, exactly when a test says so."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.interruptions: list[Callable[[], object]] = []
        self.appends = 0

    def append(self, commit: Commit) -> tuple[Entry, ...]:
        self.appends += 1
        if self.interruptions:
            self.interruptions.pop(0)()
        return self.store.append(commit)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def interrupting(cases: Caseload) -> Interrupting:
    """Put the interruptible store under a caseload."""
    wrapped = Interrupting(cases.desk.store)
    cases.desk.store = wrapped  # type: ignore[assignment]  # what it lacks it takes from the store
    return wrapped
