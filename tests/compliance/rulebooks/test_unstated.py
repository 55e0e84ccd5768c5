"""What is no rule: every entry is of a book there is, says why, and is not a rule after all."""

from __future__ import annotations

import re
from itertools import groupby

from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.rulebooks.unstated import HELD_ELSEWHERE, LEFT_OUT


def test_what_is_unstated_is_of_a_book_and_stated_nowhere() -> None:
    stated = {one.id for one in catalogue.every_rule()} | {d for book in catalogue.BOOKS.values() for d in book.duties}
    ids = [one.id for one in (*HELD_ELSEWHERE, *LEFT_OUT)]
    assert len(ids) == len(set(ids))
    for one in (*HELD_ELSEWHERE, *LEFT_OUT):
        assert one.book in catalogue.BOOKS and one.cites and len(one.why) > 10
        assert one.id not in stated and one.id not in catalogue.OPTIONS


def test_what_a_row_names_of_the_books_is_there() -> None:
    stated = {one.id for one in catalogue.every_rule()} | {option.rule.id for option in catalogue.OPTIONS.values()}
    for one in (*HELD_ELSEWHERE, *LEFT_OUT):
        named = re.findall(r"`((?:us|cn|uk|in|eu|generic)\.[a-z0-9_.]+)`", one.why)
        assert set(named) - {"generic.duty"} <= stated, one.id


def test_the_rows_of_a_book_stand_together() -> None:
    for listed in (HELD_ELSEWHERE, LEFT_OUT):
        books = [one.book for one in listed]
        assert [book for book, _ in groupby(books)] == list(dict.fromkeys(books))


def test_every_book_of_law_says_what_it_leaves_out() -> None:
    assert {one.book for one in LEFT_OUT} == set(catalogue.BOOKS) - {"generic"}
