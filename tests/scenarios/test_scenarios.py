"""Every scenario of this folder, played on a real caseload by the runner that lenders use."""

from __future__ import annotations

from pathlib import Path

from debtflow.testing import scenario_tests
from debtflow.testing.scenarios import files_in, read
from debtflow.testing.scenarios.lines import Kind

HERE = Path(__file__).parent

test_it_comes_true = scenario_tests(".")


def test_names_of_scenarios_are_sentences_and_stand_once() -> None:
    names = [story.name for path in files_in(HERE) for story in read(path).stories]
    assert len(names) == len(set(names))
    assert all(len(name.split()) >= 4 for name in names)


def test_every_scenario_asks_a_question_or_looks_at_something() -> None:
    for path in files_in(HERE):
        for story in read(path).stories:
            looks = [saying for saying in story.sayings if saying.answer is not None or saying.kind is Kind.LOOKS]
            assert looks, str(story)
