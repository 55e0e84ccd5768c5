"""Collecting: a folder of scenario files as tests of pytest, one for each scenario.

pytest is imported only where tests are made: the command line plays scenarios without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from debtflow.compliance.books import Rulebook
from debtflow.errors import ScenarioError
from debtflow.lifecycle.workflow import STANDARD, Workflow
from debtflow.testing.scenarios.playing import play_story
from debtflow.testing.scenarios.reading import Story, files_in, read

__all__ = ["Unreadable", "scenario_tests"]


class Unreadable(str):
    """A file that cannot be read, as the text that says why: its test fails with it, and all other files are played."""


def scenario_tests(
    *paths: str | Path, books: Mapping[str, Rulebook] | None = None, workflow: Workflow = STANDARD
) -> Callable[..., None]:
    """A test for every scenario of these files and folders.

    One line of a test file is enough: `test_my_rules = scenario_tests("scenarios/", books={"house": BOOK})`. Paths are relative to the file that calls this. A file that cannot be read is a test that fails and names every
    mistake in it with its line.

    Args:
        books: your own rulebooks, by the names under which the files know them.
        workflow: the table of moves; left out, the standard one.

    Raises:
        ScenarioError: a path that is not there, or a folder without scenario files.
    """
    import pytest

    called_in = sys._getframe(1).f_globals.get("__file__")
    home = Path(called_in).resolve().parent if called_in else Path.cwd()
    stories: list[tuple[str, Story | Unreadable]] = []
    for path in files_in(*(home / each for each in paths)):
        try:
            stories += [(str(story), story) for story in read(path, books, workflow=workflow).stories]
        except ScenarioError as mistakes:
            stories.append((path.name, Unreadable(mistakes)))

    @pytest.mark.parametrize("story", [pytest.param(story, id=name) for name, story in stories])
    def test_it_comes_true(story: Story | Unreadable) -> None:
        if isinstance(story, Unreadable):
            pytest.fail(story, pytrace=False)
        played = play_story(story)
        if not played.ok:
            pytest.fail(str(played), pytrace=False)

    return test_it_comes_true
