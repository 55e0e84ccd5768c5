"""The people of the tests and their debts: everybody has a name, a city and a reason to be here.

Ms Okafor of Columbus, Ohio, owes 412.07 USD on a card. Mr Li of Shanghai pays a loan back in instalments. Lena Brandt
collects for the creditor, her superior is Mr Voss, and Harbour Recoveries is the agency.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from debtflow.records.arrangements import Arrangement, ArrangementKind, ArrangementTerms
from debtflow.records.debts import Balance, Debt, Instalment, Obligor, Relation
from debtflow.records.parties import (
    Actor,
    Agency,
    Borrower,
    Channel,
    ContactPoint,
    ContactPointOnFile,
    Licence,
    PersonOnFile,
)
from debtflow.records.stages import Role
from debtflow.values.dates import day_number
from debtflow.values.money import Money

OKAFOR = Borrower(
    id="okafor",
    name="Ms Adaeze Okafor",
    zones=("America/New_York",),
    contact_points=(
        ContactPoint(id="mobile", channel=Channel.PHONE, value="+1 614 555 0142"),
        ContactPoint(id="mail", channel=Channel.EMAIL, value="adaeze@example.org"),
    ),
)
OKAFOR_ON_FILE = PersonOnFile(
    id="okafor",
    name_hash="sealed:1f",
    zones=("America/New_York",),
    contact_points=(
        ContactPointOnFile(id="mobile", channel=Channel.PHONE, value_hash="sealed:2e"),
        ContactPointOnFile(id="mail", channel=Channel.EMAIL, value_hash="sealed:3d"),
    ),
)
LENA = Actor(id="lena")
VOSS = Actor(id="voss")
HARBOUR_CLERK = Actor(id="harbour_clerk", role=Role.AGENCY, party="harbour")
HARBOUR = Agency(
    id="harbour",
    licences=(Licence(kind="collection", valid_from=date(2025, 1, 1), valid_to=date(2026, 12, 31)),),
    evaluated_on=date(2026, 1, 15),
    violent_collection_on_record=False,
)

MARCH_2 = date(2026, 3, 2)
NINE_O_CLOCK = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
"""Nine in the morning in Columbus, Ohio, on 2 March 2026."""


def cny(text: str) -> Money:
    return Money(text, "CNY")


def usd(text: str) -> Money:
    return Money(text, "USD")


def day(year: int, month: int, day_of_month: int) -> int:
    return day_number(date(year, month, day_of_month))


def card_of_ms_okafor() -> Debt:
    """412.07 USD on a card, all of it due on 2 March 2026: it names no instalments."""
    return Debt(
        id="card-77", obligors=(Obligor(person="okafor"),), owed=Balance(principal=usd("412.07")), as_of=MARCH_2
    )


def loan_of_mr_li() -> Debt:
    """900.00 CNY of principal in three instalments, the first due on 10 March 2026; his sister stands surety."""
    return Debt(
        id="loan-12",
        obligors=(Obligor(person="li"), Obligor(person="li_mei", relation=Relation.GUARANTOR)),
        owed=Balance(principal=cny("900.00")),
        as_of=MARCH_2,
        instalments=(
            Instalment(due_on=date(2026, 3, 10), amount=cny("300.00")),
            Instalment(due_on=date(2026, 4, 10), amount=cny("300.00")),
            Instalment(due_on=date(2026, 5, 10), amount=cny("300.00")),
        ),
    )


def settlement_of_ms_okafor() -> ArrangementTerms:
    """300.00 USD in two parts on 16 March and 16 April; the other 112.07 are waived."""
    return ArrangementTerms(
        kind=ArrangementKind.SETTLEMENT,
        instalments=(
            Instalment(due_on=date(2026, 3, 16), amount=usd("150.00")),
            Instalment(due_on=date(2026, 4, 16), amount=usd("150.00")),
        ),
        waives=usd("112.07"),
    )


def offered(terms: ArrangementTerms, **fields: object) -> Arrangement:
    """Those terms, put on offer by Lena on 2 March."""
    given = {"terms": terms, "version": 1, "offered_at": NINE_O_CLOCK, "offered_by": "lena"}
    return Arrangement.model_validate(given | fields)
