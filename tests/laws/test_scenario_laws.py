"""Scenario files, misspelt in any way: read, or told with a line; and never a failure in other words."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.testing.house_rules import BOOK

from debtflow.errors import ScenarioError
from debtflow.testing import play

TEXT = (Path(__file__).parents[1] / "testing" / "stories.yaml").read_text(encoding="utf-8")
WORDS = TEXT.split(" ")
ODD = [
    "",
    "0",
    "-1",
    "[]",
    "{}",
    "~",
    "99:99",
    "2026-02-30",
    "|",
    "'",
    ": ",
    "\t",
    "about",
    "1e9 CNY",
    "no",
    "&a",
    "*a",
    "<<",
]


@settings(max_examples=60)
@given(
    at=st.integers(0, len(WORDS) - 1), word=st.one_of(st.sampled_from(ODD), st.sampled_from(WORDS), st.text(max_size=5))
)
def test_a_word_in_the_place_of_another_is_played_or_told_with_its_line(at: int, word: str) -> None:
    text = " ".join([*WORDS[:at], word, *WORDS[at + 1 :]])
    with TemporaryDirectory() as folder:
        path = Path(folder, "mine.yaml")
        path.write_text(text, encoding="utf-8", errors="replace")
        lines = list[int]()
        try:
            lines += [failure.line for failure in play(path, books={"house": BOOK}).failures]
        except ScenarioError as problem:
            lines += [mistake.line for mistake in problem.mistakes]  # type: ignore[attr-defined]
        assert all(line > 0 for line in lines)
