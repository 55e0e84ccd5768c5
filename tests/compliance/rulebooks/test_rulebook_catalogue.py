"""The catalogue: every book by its name, and every rule with words, a citation and a fingerprint of its own."""

from __future__ import annotations

from datetime import date

from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.standard_facts import STANDARD_FACTS

TODAY = date(2026, 3, 10).toordinal()


def test_the_books_are_known_by_their_names() -> None:
    assert {name: book.name for name, book in catalogue.BOOKS.items()} == {"generic": "generic", "china": "china"}


def test_a_joined_book_is_named_in_the_order_asked_for_and_says_the_same_in_any() -> None:
    one, other = catalogue.joined("china", "generic"), catalogue.joined("generic", "china")
    assert (one.name, other.name) == ("china + generic", "generic + china")
    assert {r.fingerprint() for r in one.rules.values()} == {r.fingerprint() for r in other.rules.values()}


def test_every_rule_can_be_said_in_words_without_leftovers() -> None:
    for rule in catalogue.every_rule():
        said = rule.words(TODAY) + rule.sentence(TODAY) + rule.sentence(TODAY, "zh")
        assert "{" not in said and "}" not in said, rule.id
        for fact in STANDARD_FACTS.needed_by([rule.condition]):
            assert "_" not in fact or fact not in rule.words(TODAY), f"{rule.id} shows {fact} to people"


def test_every_rule_has_a_fingerprint_of_its_own() -> None:
    prints = [rule.fingerprint() for rule in catalogue.every_rule()]
    assert len(prints) == len(set(prints))
