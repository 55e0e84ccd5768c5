"""Every scenario of this folder, played on a real caseload; and how a wrong one is reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.scenarios.sentences import StoryError
from tests.scenarios.stories import Line, Story, stories


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
