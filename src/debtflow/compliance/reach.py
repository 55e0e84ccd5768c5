"""Reach: whose law a book or a rule is, whom it binds and on which products, for choosing before anybody asks.

It narrows what is taken from the catalogue and never what a rule decides: a rule that holds for some debts only says so
in `applies`, where it is proved and explained. Nothing said on an axis means that everything is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final, NamedTuple, TypeVar

from debtflow.errors import BookError
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.records.stages import Role
from debtflow.values.law import Jurisdiction

__all__ = ["ANYWHERE", "PRODUCTS", "Asked", "Reach", "asked"]

PRODUCTS: Final[Mapping[str, str]] = {
    "online_credit": "credit that a consumer takes out online",
    "credit_card": "a credit card account",
    "consumer_loan": "a loan to a consumer, taken out at a branch",
    "retail_credit": "payment later or in instalments, granted by a shop or a platform",
    "car_loan": "a loan for a vehicle",
    "microfinance": "a small loan without security to a household of low income",
    "mortgage": "a loan on a home",
    "student_loan": "a loan for an education",
}
"""The products that books know, by name. A lender's own books may name others."""


class Asked(NamedTuple):
    """What somebody chooses by: None = not narrowed."""

    jurisdiction: Jurisdiction | None = None
    role: Role | None = None
    product: str | None = None
    day: date | None = None

    @property
    def words(self) -> str:
        """Role, product and day as they are named in the version of what is chosen; empty where none was asked."""
        said = ", ".join(str(each) for each in (self.role, self.product) if each is not None)
        on = f"on {self.day}" if self.day is not None else ""
        return " ".join(part for part in (f"for {said}" if said else "", on) if part)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a book or a rule reaches; empty = everything.

    Attributes:
        jurisdictions: the legal orders whose law it is; `Jurisdiction.GENERIC` holds in all.
        roles: in what role somebody is bound by it.
        products: names of products, of `PRODUCTS` or a lender's own.

    Raises:
        BookError: what is no jurisdiction, role or name.
    """

    jurisdictions: frozenset[Jurisdiction] = frozenset()
    roles: frozenset[Role] = frozenset()
    products: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for axis, kind, example in _AXES:
            given = getattr(self, axis)
            several = frozenset([given]) if isinstance(given, str | Enum) else given
            if not isinstance(several, Iterable) or not all(isinstance(each, kind) for each in several):
                raise BookError(f"a reach has {axis}={given!r}; write {axis}={{{example}}}")
            object.__setattr__(self, axis, frozenset(several))

    def covers(self, asked: Asked) -> bool:
        """Whether it reaches what was asked for; on an axis that was not asked for, it does."""
        of = self.jurisdictions
        return (
            (asked.jurisdiction is None or not of or Jurisdiction.GENERIC in of or asked.jurisdiction in of)
            and (asked.role is None or not self.roles or asked.role in self.roles)
            and (asked.product is None or not self.products or asked.product in self.products)
        )

    def joined(self, other: Reach) -> Reach:
        """What either reaches."""
        if self == other:
            return self
        return Reach(
            _either(self.jurisdictions, other.jurisdictions),
            _either(self.roles, other.roles),
            _either(self.products, other.products),
        )

    def to_json(self) -> dict[str, list[str]]:
        """The reach as JSON, what is not narrowed left out."""
        found = {
            "jurisdictions": sorted(str(each) for each in self.jurisdictions),
            "roles": [str(role) for role in sorted(self.roles)],
            "products": sorted(self.products),
        }
        return {axis: names for axis, names in found.items() if names}

    @classmethod
    def from_json(cls, document: Mapping[str, Iterable[str]]) -> Reach:
        """The inverse of `to_json`."""
        return cls(
            frozenset(Jurisdiction(name) for name in document.get("jurisdictions", ())),
            frozenset(Role.named(name) for name in document.get("roles", ())),
            frozenset(document.get("products", ())),
        )


_AXES: Final[tuple[tuple[str, type, str], ...]] = (
    ("jurisdictions", Jurisdiction, "Jurisdiction.CHINA"),
    ("roles", Role, "Role.AGENCY"),
    ("products", str, "'credit_card'"),
)

ANYWHERE: Final = Reach()
"""Not narrowed at all."""

_Member = TypeVar("_Member")


def _either(one: frozenset[_Member], other: frozenset[_Member]) -> frozenset[_Member]:
    return one | other if one and other else frozenset()


def asked(
    jurisdiction: Any = None, role: Any = None, product: Any = None, day: Any = None, *, own: Iterable[str] = ()
) -> Asked:
    """What somebody chooses by, by members or by their names.

    Args:
        own: names of products that a lender's own books know besides.

    Raises:
        BookError: a name that is not known; the message names the nearest.
    """
    if day is not None and type(day) is not date:
        raise BookError(f"day is {day!r}; write a day, e.g. day=date(2026, 3, 2)")
    products = dict.fromkeys([*PRODUCTS, *own])
    if product is not None and product not in products:
        raise BookError(f"no product is called {product!r}; {did_you_mean(str(product), products)}")
    orders = {each.value: each for each in Jurisdiction}
    roles = {str(each): each for each in Role}
    return Asked(_member("jurisdiction", jurisdiction, orders), _member("role", role, roles), product, day)


def _member(axis: str, given: Any, members: Mapping[str, _Member]) -> _Member | None:
    if given is None or given in members.values():
        return None if given is None else next(each for each in members.values() if each == given)
    name = str(given).lower().replace(" ", "_").replace("-", "_")
    if name not in members:
        raise BookError(f"no {axis} is called {given!r}; {did_you_mean(name, members)}")
    return members[name]
