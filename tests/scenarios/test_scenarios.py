"""Every scenario of this folder, played on a real caseload; and how a wrong one is reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.scenarios.sentences import DEEDS, HAPPENINGS, StoryError
from tests.scenarios.stories import Line, Story, pictures, stories


@pytest.mark.parametrize("story", stories(), ids=str)
def test_it_comes_true(story: Story) -> None:
    assert story.play(), f"{story.path.name}, line {story.line}: {story.name!r} asks no question"


def test_names_of_scenarios_are_sentences_and_stand_once() -> None:
    names = [story.name for story in stories()]
    assert len(names) == len(set(names))
    assert all(len(name.split()) >= 4 for name in names)


def told(*sentences: str) -> None:
    cast = next(story.cast for story in stories() if story.path.name == "generic.yaml")
    Story(Path("mine.yaml"), 7, "A story of mine", cast, tuple(Line(8 + n, s) for n, s in enumerate(sentences))).play()


WRONG = {
    "2026-03-10 Mon 09:00, Lena calls Mr Li": "2026-03-10 is a Tue",
    "2026-03-10 09:00, Lena calls Mr Li": "write a day, its weekday and a time",
    "2026-03-10 Tue 09:00, Otto calls Mr Li": "nobody of Lena",
    "2026-03-10 Tue 09:00, Lena sings": "'sings' is no action",
    "2026-03-10 Tue 09:00, may Otto call Mr Li? yes": "nobody is called 'Otto'",
    "2026-03-10 Tue 09:00, may Lena call Mr Li? perhaps": "answer `yes`",
    "2026-03-10 Tue 09:00, may Lena call Mr Li? no, by generic.custody; waiting does not help": "the answer is yes, by nothing",
    "2026-03-10 Tue 22:00, may Lena call Mr Li? yes": "the answer is no, by generic.quiet_hours",
    "2026-03-10 Tue 22:00, may Lena call Mr Li? no, by generic.quiet_hours; next 2026-03-12 08:00": "next 2026-03-11 08:00",
    "2026-03-10 Tue 22:00, Lena calls Mr Li": "it is refused",
    "2026-03-10 Tue 09:00, Lena calls Ms Nobody": "no person 'ms_nobody'",
    "2026-03-10 Tue 09:00, Lena closes the case as forgiven": "waits for a second person",
}


@pytest.mark.parametrize("sentence", WRONG)
def test_a_story_that_does_not_come_true_is_reported_with_file_line_and_name(sentence: str) -> None:
    with pytest.raises(StoryError) as problem:
        told("2026-03-10 Tue 08:00, may Lena call Mr Li? yes", sentence)
    for part in ("mine.yaml, line 9, in 'A story of mine'", sentence, WRONG[sentence]):
        assert part in str(problem.value)


def test_a_story_goes_forward_in_time() -> None:
    with pytest.raises(StoryError, match=r"line 9.*\n.*\n.*goes on in time"):
        told("2026-03-10 Tue 09:00, may Lena call Mr Li? yes", "2026-03-10 Tue 08:59, may Lena call Mr Li? yes")


# ---- the sentences --------------------------------------------------------------------------------------------------


def test_the_example_of_a_sentence_is_one_of_it_and_of_no_other() -> None:
    for table in (DEEDS, HAPPENINGS):
        for sentence in table:
            # How a contact ended stands after the comma, and is no part of what is done.
            said = re.sub(r", (?:talked|sent|no answer)$", "", sentence.example) if table is DEEDS else sentence.example
            found = [other.example for other in table if other.pattern.fullmatch(said)]
            assert found == [sentence.example], said


def test_what_is_done_can_be_asked_for_in_the_infinitive() -> None:
    for sentence in DEEDS:
        said = re.sub(r", (?:talked|sent|no answer)$", "", sentence.example)
        verb, _, rest = said.partition(" ")
        infinitive = {"does": "do", "queries": "query"}.get(verb, verb.removesuffix("s"))
        assert sentence.pattern.fullmatch(f"{infinitive} {rest}".replace(", suggests", ", suggest")), said


def test_every_picture_that_a_file_asks_for_is_of_one_of_its_scenarios() -> None:
    asked = {
        (story.path.name, name, title)
        for story in stories()
        for name, drawn in story.cast.get("pictures", {}).items()
        for title in drawn
    }
    assert {(picture.story.path.name, name, picture.story.name) for name, picture in pictures().items()} == asked


MORE_WRONG = {
    "2026-03-10 Tue 22:00, Lena asks to call Mr Li? yes": "the answer is no, by generic.quiet_hours",
    "2026-03-10 Tue 09:00, may Lena file the claim? not possible; no such court": "Cannot `file_claim`",
    "2026-03-10 Tue 09:00, may Lena call Mr Li? not possible; asleep": "it is possible",
    "2026-03-10 Tue 09:00, Lena opens negotiation, talked": "is no contact",
    "2026-03-10 Tue 09:00, the case is at negotiation.assessing": "at confirmation.confirmed",
    "2026-03-10 Tue 09:00, the case is at confirmation.confirmed, 1.00 CNY owed": "owed 500.00 CNY",
    "2026-03-10 Tue 09:00, promise p1 is kept": "none was made",
    "2026-03-10 Tue 09:00, payment 1 is taken back": "there is no payment 1",
    "2026-03-10 Tue 09:00, Mr Voss approves what waits": "nothing waits",
    "2026-03-10 Tue 09:00, Lena releases the hold on Mr Li": "no hold lies on Mr Li",
    "2026-03-10 Tue 09:00, Lena reviews the decision": "no decision waits",
    "2026-03-10 Tue 09:00, Lena calls Mr Li about house": "no debt is called 'house'",
    "2026-03-10 Tue 09:00, it turns out that Lena called Mr Li, busy; it broke generic.custody": "it broke nothing",
}


@pytest.mark.parametrize("sentence", MORE_WRONG)
def test_what_is_looked_at_and_is_otherwise_is_reported_too(sentence: str) -> None:
    with pytest.raises(StoryError) as problem:
        told("2026-03-10 Tue 08:00, may Lena call Mr Li? yes", sentence)
    for part in ("mine.yaml, line 9, in 'A story of mine'", sentence, MORE_WRONG[sentence]):
        assert part in str(problem.value)
