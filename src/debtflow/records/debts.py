"""Debts: one obligation each, with its creditor, obligors, components and instalments.

A debt says what was owed on one day (`as_of`) and what falls due when; what happens afterwards is the ledger's.
It carries no personal data.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from debtflow.records.components import Component
from debtflow.records.parties import Id
from debtflow.records.terms import AmountCap, OnWhat, Terms
from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.law import Jurisdiction
from debtflow.values.money import Money

__all__ = ["Balance", "Component", "Debt", "Instalment", "Obligor", "Relation"]


class Relation(Code):
    """How a person stands to a debt."""

    BORROWER = 0
    CO_BORROWER = 1
    GUARANTOR = 2


class Obligor(Frozen):
    """A person who owes a debt, and as what."""

    person: Id
    relation: Relation = Relation.BORROWER


class Instalment(Frozen):
    """An amount still unpaid on the debt's `as_of`, and the day on which it is due.

    Attributes:
        principal: how much of it is principal; needed only where interest accrues on overdue principal and the debt
            owes more than principal.
    """

    due_on: date
    amount: Money
    principal: Money | None = None


_NAMES = tuple((component, component.name.lower()) for component in Component)


class Balance(Frozen):
    """An amount owed by component; what is not named is zero. All in one currency, none below zero."""

    principal: Money | None = None
    interest: Money | None = None
    default_interest: Money | None = None
    fees: Money | None = None
    costs: Money | None = None

    @model_validator(mode="after")
    def _one_currency_and_no_negative_part(self) -> Self:
        parts = self.parts()
        if not parts:
            raise ValueError("a balance names at least one component, e.g. Balance(principal=Money('500.00', 'CNY'))")
        currencies = {money.currency for _, money in parts}
        if len(currencies) > 1:
            raise ValueError(f"a balance is in one currency, found {sorted(currencies)}")
        below = [f"{component} {money}" for component, money in parts if money.minor_units < 0]
        if below:
            raise ValueError(f"a component cannot be below zero: {', '.join(below)}; money held is unapplied money")
        return self

    def parts(self) -> list[tuple[Component, Money]]:
        """The components that are named, in waterfall order."""
        values = self.__dict__
        return [(component, values[name]) for component, name in _NAMES if values[name] is not None]

    @property
    def currency(self) -> str:
        """The ISO 4217 code."""
        return self.parts()[0][1].currency

    @property
    def total(self) -> Money:
        """The sum of all components."""
        return Money.from_minor_units(sum(money.minor_units for _, money in self.parts()), self.currency)

    def minor_units(self) -> tuple[int, ...]:
        """Minor units by component, in the order of `Component`."""
        found = dict(self.parts())
        return tuple(found[component].minor_units if component in found else 0 for component in Component)

    @classmethod
    def of_minor_units(cls, amounts: tuple[int, ...], currency: str) -> Balance:
        """The inverse of `minor_units`."""
        return cls(**{str(c): Money.from_minor_units(amounts[c], currency) for c in Component})


class Debt(Frozen):
    """One consumer obligation as it stood on one day.

    Attributes:
        id: the lender's id of the debt.
        obligors: who owes it; the first is the borrower.
        creditor: to whom it is owed.
        product: what kind of credit it is (`credit_card`).
        governing_law: the law the contract names.
        owed: what was owed on `as_of`, by component.
        as_of: the day on which `owed` and `instalments` hold; money received on that day is already in them.
        instalments: what of it is due when, oldest first; empty = all of it was due on `as_of`. May not sum to more
            than `owed`; what no instalment names is owed but not yet due.
        attributes: further facts of the lender's tape, kept as text and read by nobody here.
        terms: what contract and law say about its money: the order of payment, what accrues, caps, grace.
    """

    id: Id
    obligors: tuple[Obligor, ...] = Field(min_length=1)
    creditor: Id = "creditor"
    product: str = "unsecured"
    governing_law: Jurisdiction = Jurisdiction.GENERIC
    owed: Balance
    as_of: date
    instalments: tuple[Instalment, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    terms: Terms = Terms()

    @model_validator(mode="after")
    def _instalments_fit_the_balance(self) -> Self:
        persons = [obligor.person for obligor in self.obligors]
        if len(set(persons)) != len(persons):
            raise ValueError(f"debt {self.id}: a person is named twice among the obligors {persons}")
        if self.obligors[0].relation is Relation.GUARANTOR:
            raise ValueError(
                f"debt {self.id}: its first obligor, {persons[0]}, is the borrower, and cannot stand in as a guarantor; "
                "name the borrower first"
            )
        days = [instalment.due_on for instalment in self.instalments]
        if days != sorted(days):
            raise ValueError(f"debt {self.id}: instalments must be in the order of their due dates, found {days}")
        currency = self.currency
        for instalment in self.instalments:
            if instalment.amount.currency != currency:
                raise ValueError(f"debt {self.id}: instalment of {instalment.amount} in a debt of {currency}")
            if instalment.amount.minor_units <= 0:
                raise ValueError(f"debt {self.id}: instalment due {instalment.due_on} must be above zero")
        due = sum(instalment.amount.minor_units for instalment in self.instalments)
        if due > self.owed.total.minor_units:
            listed = Money.from_minor_units(due, self.currency)
            raise ValueError(f"debt {self.id}: instalments sum to {listed}, more than the {self.owed.total} owed")
        return self

    @model_validator(mode="after")
    def _terms_fit_the_debt(self) -> Self:
        strange = [cap.amount for cap in self.terms.caps if isinstance(cap, AmountCap)]
        strange += [instalment.principal for instalment in self.instalments if instalment.principal is not None]
        for money in strange:
            if money.currency != self.currency:
                raise ValueError(f"debt {self.id}: its terms name {money} in a debt of {self.currency}")
        if any(terms.on is OnWhat.PRINCIPAL_OVERDUE for terms in self.terms.accrual):
            self.principal_due()
        return self

    def principal_due(self) -> tuple[Money, ...]:
        """How much principal each instalment contains, in their order.

        Raises:
            ValueError: an instalment that does not say, in a debt that owes more than principal; or more principal
                than the instalment or the debt has.
        """
        principal = self.owed.principal or Money.zero(self.currency)
        found = []
        for instalment in self.instalments:
            part = instalment.principal
            if part is None and principal != self.owed.total:
                raise ValueError(
                    f"debt {self.id}: interest accrues on overdue principal, so the instalment due {instalment.due_on} "
                    "must say how much of it is principal: Instalment(..., principal=...)"
                )
            part = instalment.amount if part is None else part
            if part.minor_units < 0 or part > instalment.amount:
                raise ValueError(
                    f"debt {self.id}: the instalment of {instalment.amount} due {instalment.due_on} cannot have "
                    f"{part} of principal"
                )
            found.append(part)
        if sum(part.minor_units for part in found) > principal.minor_units:
            raise ValueError(f"debt {self.id}: its instalments have more principal than the {principal} it owes")
        return tuple(found)

    @property
    def currency(self) -> str:
        """The ISO 4217 code of everything in this debt."""
        return self.owed.currency

    @property
    def borrower(self) -> str:
        """The id of the first obligor."""
        return self.obligors[0].person

    def with_obligor(self, duplicate: str, kept: str) -> Debt:
        """The debt with one person named by another id; named twice, they keep the nearer relation."""
        found: dict[str, Relation] = {}
        for obligor in self.obligors:
            person = kept if obligor.person == duplicate else obligor.person
            found[person] = min(found.get(person, obligor.relation), obligor.relation)
        named = tuple(Obligor(person=person, relation=relation) for person, relation in found.items())
        return self.changed(obligors=named)

    def relation_of(self, person: str) -> Relation | None:
        """How that person stands to the debt; None for a third person."""
        return next((obligor.relation for obligor in self.obligors if obligor.person == person), None)
