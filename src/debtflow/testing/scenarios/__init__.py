"""Scenarios: stories in the trade's words, played on a real caseload.

A lender plays their own from pytest (`scenario_tests`), from Python (`play`) and from the command line (`debtflow
scenarios`); how they are written stands in the manual. It needs the extra `debtflow[testing]`.
"""

from __future__ import annotations

try:
    import yaml  # noqa: F401  # asked for here, so that what is missing is told in words
except ImportError as missing:  # pragma: no cover - the tests have it
    raise ImportError(
        "scenarios are written in YAML; install what reads it with the extra: debtflow[testing]"
    ) from missing

from debtflow.testing.scenarios.collecting import scenario_tests
from debtflow.testing.scenarios.playing import CameOf, Played, PlayedStory, perform, play, play_story
from debtflow.testing.scenarios.reading import Script, Story, files_in, pictures_in, read
from debtflow.testing.scenarios.schemas import schema

__all__ = [
    "CameOf",
    "Played",
    "PlayedStory",
    "Script",
    "Story",
    "files_in",
    "perform",
    "pictures_in",
    "play",
    "play_story",
    "read",
    "scenario_tests",
    "schema",
]
