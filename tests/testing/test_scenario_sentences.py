"""The tables of sentences: each example is one of its own form and of no other; deeds, happenings, looks and makings."""

from __future__ import annotations

import re

import pytest

from debtflow.testing.scenarios.deeds import DEEDS, deed_of
from debtflow.testing.scenarios.happenings import HAPPENINGS, told_as_done
from debtflow.testing.scenarios.looks import LOOKS
from debtflow.testing.scenarios.sentences import CODES, Sentence, code_problem, listed, meant, split_outside

ENDS = re.compile(r", (?:talked|sent|no answer)$")


def said(sentence: Sentence) -> str:
    """The example without how a contact ended, which is no part of what is done."""
    return ENDS.sub("", sentence.example)


@pytest.mark.parametrize("table", [DEEDS, HAPPENINGS + LOOKS], ids=["deeds", "what happens and is looked at"])
def test_the_example_of_a_sentence_is_one_of_it_and_of_no_other(table: tuple[Sentence, ...]) -> None:
    for sentence in table:
        found = [other.example for other in table if other.pattern.fullmatch(said(sentence))]
        assert found == [sentence.example], sentence.example


def test_what_is_done_can_be_asked_for_in_the_infinitive() -> None:
    for sentence in DEEDS:
        verb, _, rest = said(sentence).partition(" ")
        infinitive = {"does": "do", "queries": "query"}.get(verb, verb.removesuffix("s"))
        assert sentence.pattern.fullmatch(f"{infinitive} {rest}".replace(", suggests", ", suggest")), said(sentence)


def test_what_ends_is_a_contact_and_its_example_shows_how() -> None:
    for sentence in DEEDS:
        assert (sentence.ends is not None) == bool(ENDS.search(sentence.example)), sentence.example


def test_a_deed_is_about_the_debts_after_about() -> None:
    for words, debts in {
        "calls Mr Li": (),
        "calls Mr Li about card": ("card",),
        "calls Mr Li about card and loan": ("card", "loan"),
        "opens negotiation about bed and board": ("bed and board",),
    }.items():
        deed = deed_of(words, ["bed and board"])
        assert deed is not None
        assert deed.debts == debts
    assert deed_of("calls Mr Li about card, talked") is None, "how it ended is no debt"
    assert deed_of("sings") is None


def test_a_deed_may_be_told_in_the_past() -> None:
    told = (
        "called Mr Li",
        "visited Mr Li",
        "wrote to Mr Li",
        "sent Mr Li a legal letter",
        "reminded Mr Li",
        "did recall",
    )
    assert all(deed_of(told_as_done(words)) is not None for words in told)


def test_words_are_held_against_the_codes_that_their_group_takes() -> None:
    groups = {group for table in (DEEDS, HAPPENINGS, LOOKS) for each in table for group in each.pattern.groupindex}
    assert CODES.keys() <= groups, "a group that no sentence has checks nothing"
    for codes in CODES.values():
        for code in codes:
            assert code_problem(codes, code.label) == ""
    assert (
        code_problem(CODES["kind"], "cease contcat")
        == "'cease contcat' is no kind of hold; did you mean 'cease contact'?"
    )


def test_words_that_are_not_known_are_told_with_the_nearest_or_a_few() -> None:
    assert meant("crad", ["card", "loan"]) == "did you mean 'card'?"
    assert meant("house", ["card", "loan"]) == "there are card, loan"
    assert meant("house", []) == "there are none"
    assert meant("x", [f"debt {n}" for n in range(20)]).endswith("debt 11, ...")


def test_lists_are_split_between_their_parts_and_not_in_brackets() -> None:
    assert listed("phone, letter and visit") == ["phone", "letter", "visit"]
    assert split_outside("a (not known: x, y), b") == ["a (not known: x, y)", "b"]
