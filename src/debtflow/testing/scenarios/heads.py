"""The head of a scenario file: its clock, persons, staff and debts, as records that a caseload takes.

The keys of a file stand here once, as forms: the reader reads by them, the schema and the manual are made of them. Which
rules a file is played under is said by the same keys and worked out in `shelf`. This room plays nothing and decides
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from debtflow.errors import DebtflowError
from debtflow.records.components import Component
from debtflow.records.debts import Balance, Debt, Instalment, Obligor, Relation
from debtflow.records.parties import Actor, Borrower, Channel, ContactPoint
from debtflow.records.stages import Role
from debtflow.records.terms import AccrualTerms, OnWhat, Terms
from debtflow.testing.scenarios.forms import Choice, Either, Key, ListOf, Mistakes, Names, Read, Table, Text
from debtflow.testing.scenarios.sentences import AMOUNT, DAY, id_of, meant, money_of
from debtflow.values.dates import zone
from debtflow.values.daycounts import DayCount
from debtflow.values.law import Jurisdiction
from debtflow.values.money import Money
from debtflow.values.rates import Rate

__all__ = ["DEBT", "HEAD_KEYS", "PERSON", "POINTS", "SETTING_KEYS", "Head", "ToldDebt", "head_of"]

POINTS = {"phone": Channel.PHONE, "sms": Channel.SMS, "letter": Channel.LETTER, "home": Channel.VISIT}
"""The contact points of a person of whom the file says nothing else."""

LONG_AGO = date(2020, 1, 2)
"""The day on which a debt stands as it is told, where it does not say."""


# ---- the keys ---------------------------------------------------------------------------------------------------------


def _zone_key(text: str) -> str:
    zone(text)
    return text


_WORD = r"[^\s,;:?()|]{1,40}"
NAME = Text("a name without commas, colons and brackets, e.g. Mr Li", pattern=rf"{_WORD}(?: {_WORD})*")
DATE = Text("a day, e.g. 2026-03-10", pattern=DAY, made=date.fromisoformat)
MONEY = Text("an amount, e.g. 500.00 CNY", pattern=AMOUNT, made=money_of)
ZONE = Text("an IANA time zone, e.g. Asia/Shanghai", made=_zone_key)
FLAG = Choice("yes or no", {"yes": True, "no": False, "true": True, "false": False})
ZONES = ListOf(ZONE, "a list of time zones, e.g. [Asia/Shanghai]")
CHANNEL = Choice("a channel", {channel.label: channel for channel in Channel})
JURISDICTION = Choice("a legal order", {str(each): each for each in Jurisdiction if each is not Jurisdiction.HOUSE})

PERSON = Table(
    "a person",
    [
        Key("zones", ZONES, "every time zone in which the person may be; [] = nobody knows", required=True),
        Key(
            "contact points",
            Names(
                CHANNEL,
                "contact points with their channels, e.g. {mobile: phone, work email: email}",
                Text("a name in small letters, e.g. work email", pattern=r"[a-z0-9]+(?: [a-z0-9]+)*"),
            ),
            "names of contact points and the channel of each; left out: phone, sms, letter and home",
        ),
    ],
)

DEBT = Table(
    "a debt",
    [
        Key("owed by", NAME, "the borrower", required=True),
        Key("owed with", ListOf(NAME, "a list of names, e.g. [Ms Li]"), "who owes it as a co-borrower"),
        Key("guaranteed by", ListOf(NAME, "a list of names, e.g. [Ms Wu]"), "who stands surety for it"),
        Key("owed", MONEY, "all that is owed, e.g. 500.00 CNY", required=True),
        Key("interest", MONEY, "how much of it is interest"),
        Key("fees", MONEY, "how much of it is fees"),
        Key("costs", MONEY, "how much of it is costs"),
        Key(
            "due",
            Names(MONEY, "amounts by day, e.g. {2026-01-20: 100.00 CNY}", name=DATE),
            "what of it is due when; left out: all of it, on the day of `as of`",
        ),
        Key("as of", DATE, f"the day on which it stands so; left out: {LONG_AGO}"),
        Key("opened", FLAG, "no = the story opens its case; else it was opened four days after `as of`"),
        Key("confirmed", FLAG, "no = nobody has confirmed it; else it was confirmed when it was opened"),
        Key("creditor", NAME, "to whom it is owed; left out: the creditor"),
        Key("product", Text("a product, e.g. credit_card"), "what kind of credit it is; left out: credit_card"),
        Key("jurisdiction", JURISDICTION, "the law that the contract names"),
        Key(
            "attributes",
            Names(
                Text("a value, e.g. high", whole_number=True), "facts with their values, e.g. {house_risk_band: high}"
            ),
            "facts of your own by name, as they would come from a tape",
        ),
        Key(
            "default interest",
            Text("a rate, e.g. 18.25%", pattern=r"\d+(?:\.\d+)?%"),
            "the rate a year at which interest accrues on overdue principal",
        ),
    ],
)

SETTING_KEYS = (
    Key(
        "rulebooks",
        ListOf(Text("the name of a rulebook"), "a list of rulebooks, e.g. [china, generic]", some=True),
        "rulebooks by name, yours among them; left out: all that were handed in",
    ),
    Key(
        "options",
        ListOf(Text("the name of an option"), "a list of options, e.g. [cn.gbt45251.interval]", some=True),
        "rules that are stated and off, asked for by name",
    ),
    Key("as if since", DATE, "reads the rules as if in force since that day: an illustration, never judgement"),
    Key(
        "assume",
        Names(Text("a value, e.g. yes", whole_number=True), "facts with their values, e.g. {house_risk_band: low}"),
        "values that stand in for facts that are not known",
    ),
    Key(
        "numbers",
        Names(
            Text("a whole number, e.g. 5", pattern=r"-?\d+", made=int, whole_number=True),
            "numbers of rules with their values, e.g. {house.calls_per_week: 5}",
        ),
        "what if these numbers of the rules were so",
    ),
)
"""What a file says of its rules, and a scenario of its own."""

HEAD_KEYS = (
    *SETTING_KEYS,
    Key("clock", ZONE, "the time zone of the house, on whose clock the lines are read", required=True),
    Key(
        "persons",
        Names(Either(ZONES, PERSON), "persons with their zones, e.g. {Mr Li: [Asia/Shanghai]}", NAME, "person"),
        "everybody who is called, with their time zones",
        required=True,
    ),
    Key(
        "staff",
        Names(
            Text("a firm: creditor, an agency, or `law firm Dunn`", NAME.pattern),
            "staff with their firms",
            NAME,
            "staff",
        ),
        "everybody who acts, and for whom: creditor, an agency by its name, `law firm Dunn`, `buyer Nordic`",
        required=True,
    ),
    Key("debts", Names(DEBT, "debts by name", NAME, "debt", some=True), "the debts", required=True),
    Key(
        "pictures",
        Names(Names(NAME, "a scenario and the debt that is drawn"), "pictures by name"),
        "pictures to draw at the end of scenarios: name, scenario, debt",
    ),
)


# ---- what it says -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToldDebt:
    """A debt of the file, and how far it is when a story begins.

    Attributes:
        line: where it stands.
        opened, confirmed: whether its case is opened and confirmed by then.
    """

    name: str
    line: int
    debt: Debt
    opened: bool = True
    confirmed: bool = True


@dataclass(frozen=True)
class Head:
    """Who and what a file is about.

    Attributes:
        clock: the IANA zone on whose clock its lines are read; also the house's own.
        borrowers, staff, debts: by the names that the sentences use.
        pictures: name -> the title of a scenario -> the debt that is drawn.
    """

    clock: str
    borrowers: Mapping[str, Borrower]
    staff: Mapping[str, Actor]
    debts: Mapping[str, ToldDebt]
    pictures: Mapping[str, Mapping[str, str]]


def head_of(read: Read, mistakes: Mistakes) -> Head:
    """The head from what was read; what does not fit together is noted."""
    for key in ("persons", "staff", "debts"):
        _see_told_apart(key, read.get(key, Read()), mistakes)
    persons = {name: _borrower(name, said) for name, said in read.get("persons", {}).items()}
    staff = {name: _actor(name, firm) for name, firm in read.get("staff", {}).items() if firm}
    told: Read = read.get("debts", Read())
    debts = {name: _told(name, row, told.lines[name], persons, mistakes) for name, row in told.items()}
    return Head(
        clock=read.get("clock", "UTC"),
        borrowers=persons,
        staff=staff,
        debts={name: debt for name, debt in debts.items() if debt is not None},
        pictures=read.get("pictures", {}),
    )


def _see_told_apart(key: str, named: Read, mistakes: Mistakes) -> None:
    """See that no two names mean one: they differ by more than capitals, apostrophes and underscores."""
    first: dict[str, str] = {}
    for name, line in named.lines.items():
        known = first.setdefault(id_of(name), name)
        if known != name:
            mistakes.note(line, f"{key}: {name!r} cannot be told from {known!r}; give one another name")


def _borrower(name: str, said: Any) -> Borrower:
    told = said if isinstance(said, dict) else {"zones": said}
    points = told.get("contact points", POINTS)
    return Borrower(
        id=id_of(name),
        name=name,
        zones=tuple(dict.fromkeys(told.get("zones") or ())),
        contact_points=tuple(
            ContactPoint(id=id_of(point), channel=channel, value=f"{point} of {name}")
            for point, channel in points.items()
            if channel is not None
        ),
    )


_FIRMS = {"law firm ": Role.LAW_FIRM, "buyer ": Role.ASSIGNEE}


def _actor(name: str, firm: str) -> Actor:
    for prefix, role in _FIRMS.items():
        if firm.startswith(prefix):
            return Actor(id=id_of(name), role=role, party=id_of(firm.removeprefix(prefix)))
    return Actor(id=id_of(name), role=Role.CREDITOR if firm == "creditor" else Role.AGENCY, party=id_of(firm))


def _told(name: str, row: Read, line: int, persons: Mapping[str, Borrower], mistakes: Mistakes) -> ToldDebt | None:
    where, owing = f"debt {name!r}", [row.get("owed by"), *row.get("owed with", ()), *row.get("guaranteed by", ())]
    for person in owing:
        if person is not None and person not in persons:
            mistakes.note(
                row.lines["owed by"], f"{where}: nobody in `persons` is called {person!r}; {meant(person, persons)}"
            )
            return None
    total: Money | None = row.get("owed")
    if total is None or owing[0] is None or not _one_currency(where, row, total, mistakes):
        return None
    try:
        debt = _debt(name, row, total)
    except ValidationError as problem:
        told = (str(error["msg"]).removeprefix("Value error, ") for error in problem.errors())
        said = "; ".join(each.removeprefix(f"debt {id_of(name)}: ") for each in told)
        mistakes.note(line, f"{where}: {said}")
        return None
    except (DebtflowError, ValueError) as problem:
        mistakes.note(line, f"{where}: {problem}")
        return None
    return ToldDebt(name, line, debt, row.get("opened", True), row.get("confirmed", True))


def _one_currency(where: str, row: Read, total: Money, mistakes: Mistakes) -> bool:
    due: Read = row.get("due", Read())
    amounts = [(part, row.get(part), row.lines.get(part, 0)) for part in ("interest", "fees", "costs")]
    amounts += [(f"due, {day}", amount, due.lines[day]) for day, amount in due.items()]
    strange = [
        (part, money, line) for part, money, line in amounts if money is not None and money.currency != total.currency
    ]
    for part, money, line in strange:
        mistakes.note(line, f"{where}, {part}: it is owed in {total.currency}, found {money}")
    return not strange and all(amount is not None for amount in due.values())


def _debt(name: str, row: Read, total: Money) -> Debt:
    parts = {part: row[part] for part in ("interest", "fees", "costs") if part in row}
    as_of = row.get("as of", LONG_AGO)
    obligors = [Obligor(person=id_of(row["owed by"]))]
    obligors += [Obligor(person=id_of(each), relation=Relation.CO_BORROWER) for each in row.get("owed with", ())]
    obligors += [Obligor(person=id_of(each), relation=Relation.GUARANTOR) for each in row.get("guaranteed by", ())]
    return Debt(
        id=id_of(name),
        obligors=tuple(obligors),
        creditor=id_of(row.get("creditor", "creditor")),
        product=row.get("product", "credit_card"),
        governing_law=row.get("jurisdiction", Jurisdiction.GENERIC),
        owed=Balance(principal=total - sum(parts.values(), total - total), **parts),
        as_of=as_of,
        instalments=tuple(
            Instalment(due_on=date.fromisoformat(day), amount=amount) for day, amount in row.get("due", {}).items()
        ),
        attributes=tuple((key, value) for key, value in row.get("attributes", {}).items() if value is not None),
        terms=_terms(row, as_of),
    )


def _terms(row: Read, as_of: date) -> Terms:
    if "default interest" not in row:
        return Terms()
    accrues = AccrualTerms(
        component=Component.DEFAULT_INTEREST,
        on=OnWhat.PRINCIPAL_OVERDUE,
        rate=Rate.per_cent(row["default interest"].removesuffix("%")),
        day_count=DayCount.ACT_365F,
        from_on=as_of,
    )
    return Terms(accrual=(accrues,))
