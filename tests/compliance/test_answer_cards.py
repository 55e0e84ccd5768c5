"""The card of a decision: everything is on it, escaped, and nothing is fetched."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from tests.compliance.situations import POLICY, TODAY, book, decided, dossier, house_rule, situation
from tests.compliance.test_wording import DECISIONS

from debtflow.compliance.decisions import judge
from debtflow.compliance.hooks import check
from debtflow.records.findings import Tone
from debtflow.records.parties import Actor
from debtflow.values.law import Basis, Citation


class Page(HTMLParser):
    """Reads a piece of HTML: its words, its tags with their attributes; tags have to be closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", DECISIONS)
def test_a_card_holds_all_that_was_found(name: str, language: str) -> None:
    decision = DECISIONS[name]
    page = Page(decision.html(language))
    for finding in decision.findings_in(language):
        assert finding.rule in page.words and finding.says in page.words and finding.because in page.words
        assert finding.cites.instrument in page.words
        for each in finding.evidence:
            assert each.words in page.words
    assert decision.situation.action.name in page.words
    assert "case-1" in page.words and "UTC" in page.words and decision.book.label in page.words


@pytest.mark.parametrize("name", DECISIONS)
def test_nothing_is_fetched_and_nothing_runs(name: str) -> None:
    source = DECISIONS[name]._repr_html_()
    page = Page(source)
    assert {tag for tag, _ in page.tags} <= {"div", "style", "span", "code", "dl", "dt", "dd", "b"}
    assert all(set(attributes) <= {"class", "lang"} for _, attributes in page.tags)
    for word in ("http", "url(", "@import", "<script", "src="):
        assert word not in source


def test_the_verdict_is_a_word_and_a_colour() -> None:
    for name, mark in (("late", ("refused", "stop")), ("pending", ("waits for approval", "wait"))):
        assert f'<span class="mark {mark[1]}">{mark[0]}</span>' in DECISIONS[name].html()
    assert '<span class="mark go">permitted</span>' in DECISIONS["permitted"].html()
    assert "Nothing stands in the way." in DECISIONS["permitted"].html()
    assert '<span class="mark stop">不准许</span>' in DECISIONS["late"].html("zh")


def test_when_or_after_what_it_would_be_another_stands_at_the_foot() -> None:
    assert (
        "Next permitted: 2026-03-11 08:00 Asia/Shanghai (00:00 UTC), if nothing else happens"
        in Page(DECISIONS["late"].html()).words
    )
    assert "Waiting does not help. What would: release of the hold" in Page(DECISIONS["held"].html()).words
    assert "A second person has to agree." in DECISIONS["pending"].html()
    assert "approved by boss" in DECISIONS["approved"].html()
    assert (
        "Assumed: the earliest local time over the person's candidate zones is 01:00"
        in Page(DECISIONS["assumed"].html()).words
    )


@pytest.mark.parametrize(
    ("basis", "marked"),
    [(Basis.VERIFIED, False), (Basis.SECONDARY, True), (Basis.MEMORY, True), (Basis.HOUSE, False)],
)
def test_a_law_that_nobody_has_read_is_marked(basis: Basis, marked: bool) -> None:
    cites = Citation(instrument="Act 7", article="4", basis=basis)
    card = decided(situation(), house_rule("house.o", lambda f: f.owed >= 1, cites=cites)).html()
    assert ("not verified" in card) is marked and "Act 7, 4" in card and basis.words in Page(card).words


def test_what_cannot_be_settled_is_marked_so() -> None:
    assert "cannot be settled" in DECISIONS["nowhere"].html() and ": not known" in DECISIONS["nowhere"].html()


def test_whatever_is_written_into_a_card_stays_words() -> None:
    nasty = "<script>alert('1')</script> & \"quoted\""

    @check("house.vip", governs={"*"}, tone=Tone.ADVISE, cites=POLICY.changed(article=nasty))
    def vip(*what: Any) -> str:
        return nasty

    rule = house_rule(says=nasty, lifted_by=(nasty,), tone=Tone.FORBID, predicate=lambda f: f.owed >= 1)
    asked = situation(borrower=dossier(calls={TODAY: 1}), actor=Actor.model_construct(id=nasty, party="creditor"))
    source = judge(book(rule, checks=[vip], name=nasty), asked).html()
    assert "<script" not in source and "alert('1')" not in source
    assert Page(source).words.count(nasty) == 6


def test_the_colours_are_said_for_light_and_for_dark() -> None:
    source = DECISIONS["late"].html()
    assert "prefers-color-scheme:dark" in source and "data-jp-theme-light=false" in source
    for variable in ("ground", "ink", "pale", "edge", "soft", "go", "wait", "stop", "note"):
        assert source.count(f"--{variable}:#") == 4, variable


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["_LIGHT", "_DARK"])
def test_words_stand_out_from_their_ground(theme: str) -> None:
    from debtflow.compliance import cards

    said = dict(pair.split(":") for pair in getattr(cards, theme).replace("--", "").split(";"))
    grounds = [("ink", "ground"), ("pale", "ground"), ("ink", "soft")]
    for words, ground in [*grounds, *((name, f"{name}-soft") for name in ("go", "wait", "stop", "note"))]:
        lighter, darker = sorted((_light(said[words]), _light(said[ground])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (theme, words, ground)
