"""The catalogue: which rulebooks there are, their union by name, and what governs a debt by where, who and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import reduce
from typing import NamedTuple

from debtflow.compliance.books import Rulebook
from debtflow.compliance.reach import Reach, asked
from debtflow.compliance.rulebooks import china as _china
from debtflow.compliance.rulebooks import eu as _eu
from debtflow.compliance.rulebooks import generic as _generic
from debtflow.compliance.rulebooks import india as _india
from debtflow.compliance.rulebooks import uk as _uk
from debtflow.compliance.rulebooks import us_federal as _us_federal
from debtflow.compliance.rules import Rule
from debtflow.errors import BookError
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.records.stages import Role
from debtflow.values.law import Jurisdiction

__all__ = ["BOOKS", "OPTIONS", "Instrument", "Option", "chosen", "every_rule", "joined", "option", "overview"]

BOOKS: Mapping[str, Rulebook] = {
    "generic": _generic.RULEBOOK,
    "china": _china.RULEBOOK,
    "us_federal": _us_federal.RULEBOOK,
    "uk": _uk.RULEBOOK,
    "india": _india.RULEBOOK,
    "eu": _eu.RULEBOOK,
}
"""The rulebooks by name."""


class Option(NamedTuple):
    """A rule that is stated and off: what the text says of it is not settled, and whoever wants it asks for it by name.

    Attributes:
        of: the name of the book to which it belongs.
        rule: the rule; its id is the name of the option.
        why_off: why it does not hold without being asked for.
    """

    of: str
    rule: Rule
    why_off: str


OPTIONS: Mapping[str, Option] = {
    rule.id: Option(name, rule, why)
    for name, options in (("us_federal", _us_federal.OPTIONS), ("china", _china.OPTIONS), ("india", _india.OPTIONS))
    for rule, why in options
}
"""The options by name."""


def joined(*names: str, options: Iterable[str] = ()) -> Rulebook:
    """The books of those names as one: `joined("china", "generic")`.

    Args:
        options: names of options of these books that are to hold as well, e.g. `["cn.gbt45251.interval"]`.

    Raises:
        BookError: no name, or one that is not in the catalogue; an option of a book that is not among them.
    """
    if not names:
        raise BookError(f"name at least one rulebook; there are {', '.join(BOOKS)}")
    for name in names:
        if not isinstance(name, str):
            raise BookError(
                f"rulebooks are joined by name, found {name!r}; write joined({', '.join(map(repr, BOOKS))})"
            )
        if name not in BOOKS:
            raise BookError(f"no rulebook is called {name!r}; {did_you_mean(name, BOOKS)}")
    book = reduce(lambda one, other: one | other, (BOOKS[name] for name in dict.fromkeys(names)))
    return reduce(lambda one, other: one | option(other, names), _listed(options), book)


def _listed(options: Iterable[str]) -> tuple[str, ...]:
    return (options,) if isinstance(options, str) else tuple(options)


def option(name: str, books: Iterable[str]) -> Rulebook:
    """The option of that name as a book that joins those.

    Raises:
        BookError: there is none of that name, or it is one of a book that is not among them.
    """
    if name not in OPTIONS:
        raise BookError(f"no option is called {name!r}; {did_you_mean(name, OPTIONS)}")
    said = OPTIONS[name]
    if said.of not in books:
        raise BookError(f"option {name} is one of the book {said.of!r}; join that book as well")
    return Rulebook(name, BOOKS[said.of].version, [said.rule], reach=BOOKS[said.of].reach)


def chosen(
    *,
    jurisdiction: Jurisdiction | str,
    role: Role | str | None = None,
    product: str | None = None,
    day: date | None = None,
    also: Rulebook | Iterable[Rulebook] = (),
) -> Rulebook:
    """What governs a debt of that kind: `chosen(jurisdiction="china", role="agency", product="online_credit")`.

    The law of the jurisdiction comes first, then what holds everywhere, then books of a lender's own; the version says
    for whom it was chosen.

    Args:
        role: in what role it is collected; left out, whatever the role.
        product: one of `PRODUCTS`, or of a name that a book of one's own uses.
        day: only what is in force then, for looking at. A caseload takes a book without a day: rules know their own.
        also: books of a lender's own, narrowed alike.

    Raises:
        BookError: a name that is not known, or a jurisdiction of which nothing is stated for that combination: good
            practice alone must not pass for its law.
    """
    own = (also,) if isinstance(also, Rulebook) else tuple(also)
    products = [name for book in own for reach in _reaches(book) for name in reach.products]
    wanted = asked(jurisdiction, role, product, day, own=products)
    of = wanted.jurisdiction
    if of is None:
        raise BookError(f"name a jurisdiction; there are {', '.join(sorted(_stated()))}")
    everywhere = [book for book in BOOKS.values() if Jurisdiction.GENERIC in book.reach.jurisdictions]
    lawful = [book for book in BOOKS.values() if of in book.reach.jurisdictions and book not in everywhere]
    if of is not Jurisdiction.GENERIC:
        if not lawful:
            raise BookError(f"no law of {of} is stated yet; there are {', '.join(sorted(_stated()))}")
        if not any(book.narrowed(wanted._replace(day=None)).rules for book in lawful):
            raise BookError(
                f"no law of {of} is stated yet {wanted._replace(day=None).words}; catalogue.joined('generic') is good "
                "practice alone, and catalogue.joined(...) takes books as they are"
            )
    books = [book for book in (*lawful, *everywhere, *own) if book.reach.covers(wanted)]
    return reduce(lambda one, other: one | other, (book.narrowed(wanted) for book in books))


def _reaches(book: Rulebook) -> Iterator[Reach]:
    yield book.reach
    yield from (each.reach for each in (*book.rules.values(), *book.duties.values()))


def _stated() -> set[str]:
    return {str(each) for book in BOOKS.values() for each in book.reach.jurisdictions}


class Instrument(NamedTuple):
    """One law, standard or policy of the catalogue, and what of it is stated.

    Attributes:
        rules, duties: how many. verified: of how many of these somebody has read the primary text.
    """

    jurisdiction: str
    instrument: str
    rules: int
    duties: int
    verified: int

    def __str__(self) -> str:
        return f"{self.jurisdiction}: {self.instrument}: {self.rules} rules, {self.duties} duties, {self.verified} verified"


def overview() -> tuple[Instrument, ...]:
    """What there is: every instrument by its jurisdiction, with how much of it is stated and how much was verified."""
    found = []
    for book in BOOKS.values():
        of = ", ".join(sorted(str(each) for each in book.reach.jurisdictions))
        provisions = (*book.rules.values(), *book.duties.values())
        for instrument in dict.fromkeys(each.cites.instrument for each in provisions):
            cited = [each for each in provisions if each.cites.instrument == instrument]
            rules, verified = sum(isinstance(each, Rule) for each in cited), sum(e.basis.is_verified for e in cited)
            found.append(Instrument(of, instrument, rules, len(cited) - rules, verified))
    return tuple(found)


def every_rule() -> tuple[Rule, ...]:
    """All rules of all books."""
    return tuple(rule for book in BOOKS.values() for rule in book.rules.values())
