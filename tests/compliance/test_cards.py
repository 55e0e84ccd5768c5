"""Cards of rules, books and duties."""

from __future__ import annotations

from datetime import date

from tests.compliance.situations import POLICY, book, house_rule, number
from tests.compliance.test_answer_cards import Page

from debtflow.compliance.duties import DutyState, Owed, duty
from debtflow.compliance.hooks import check
from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.rules import EVERYTHING
from debtflow.values.law import Basis, Dated

BOOK = catalogue.joined("china", "generic")


def test_a_book_is_a_table_of_what_it_says_with_its_law() -> None:
    page = Page(BOOK._repr_html_())
    assert BOOK.label in page.words and f"{len(BOOK.rules)} rules" in page.words
    for each in (*BOOK.rules.values(), *BOOK.duties.values()):
        assert each.id in page.words and each.sentence(each.last_change) in page.words
    unread = [
        each for each in (*BOOK.rules.values(), *BOOK.duties.values()) if each.basis in (Basis.SECONDARY, Basis.MEMORY)
    ]
    assert page.words.count("not verified") == len(unread) > 6
    assert sum(tag == "tr" for tag, _ in page.tags) == 1 + len(BOOK.rules) + len(BOOK.duties)


def test_checks_and_what_ifs_stand_in_it_too() -> None:
    vip = check("house.<vip>", governs={"*"}, cites=POLICY)(lambda *what: None)
    tried = (BOOK | book(checks=[vip])).with_value("cn.gbt45251.talks_per_day", 9)
    page = Page(tried._repr_html_())
    assert "house.<vip>" in page.words and "what if: cn.gbt45251.talks_per_day = 9 on every day" in page.words


def test_a_rule_shows_when_it_stands_in_the_way_and_since_when() -> None:
    page = Page(BOOK.rule("cn.gbt45251.freq")._repr_html_())
    for words in ("cn.gbt45251.freq", "forbids", "is at least 3", "place_call", "not verified", "since 2025-02-28"):
        assert words in page.words
    sparing = house_rule(governs=EVERYTHING, spares={"visit"}, until=date(2030, 1, 1)).noted("as <it> was")
    words = Page(sparing._repr_html_()).words
    assert ("everything but visit" in words and "always, until 2030-01-01" in words) or "until 2030-01-01" in words
    assert "as <it> was" in words


def test_numbers_are_shown_as_of_their_last_change() -> None:
    cap = Dated("house.cap", {date(2026, 1, 1): 3, date(2026, 7, 1): 2}, unit="count", cites=POLICY)
    changed = house_rule(predicate=lambda f: f.calls_counted_today >= cap, says="At most {cap}", since=date(2026, 1, 1))
    assert changed.last_change == date(2026, 7, 1).toordinal()
    assert "At most 2" in changed._repr_html_()
    ended = house_rule(
        predicate=lambda f: f.calls_counted_today >= cap,
        says="At most {cap}",
        since=date(2026, 1, 1),
        until=date(2026, 7, 1),
    )
    assert "At most 3" in ended._repr_html_()


def test_a_duty_that_stands_says_until_when_and_what_bars_it() -> None:
    days = number("house.days", 20, "days")
    define = duty(
        "house.answer", due=lambda f: f.disputed_since + days, cites=POLICY, since=date(2026, 1, 1), says="Answer"
    )
    answer = define(lambda f: f.debt_is_disputed)

    def shown(state: DutyState, left: int | None, **more: tuple[str, ...]) -> str:
        due = date(2026, 3, 10) if left is not None else None
        return Page(Owed(answer, "card<7>", state, due, "Answer", left, **more)._repr_html_()).words

    assert "due in 3 days" in shown(DutyState.OPEN, 3) and "2026-03-10" in shown(DutyState.OPEN, 3)
    assert "due today" in shown(DutyState.OPEN, 0)
    assert "missed" in shown(DutyState.MISSED, -1, barred_by=("generic.hold.contact",))
    assert "generic.hold.contact" in shown(DutyState.MISSED, -1, barred_by=("generic.hold.contact",))
    unknown = shown(DutyState.NOT_KNOWN, None, not_known=("disputed_since",))
    assert "not known" in unknown and "disputed_since" in unknown and "card<7>" in unknown
