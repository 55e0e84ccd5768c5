"""`debtflow scenarios`: what is printed, in which form, and with which code it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run, read
from tests.testing.test_scenario_playing import HEAD

from debtflow.testing.scenarios import schema

TESTING = Path(__file__).parents[1] / "testing"
BOOK = f"{TESTING / 'house_rules.py'}:BOOK"

RIGHT = "    - 2026-03-10 Tue 09:00, may Lena call Mr Li? yes\n"
WRONG = "    - 2026-03-10 Tue 22:00, may Lena call Mr Li? no, by generic.custody; next 2026-03-12 08:00\n"
REFUSED = "    - 2026-03-10 Tue 22:00, Lena calls Mr Li\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + RIGHT, encoding="utf-8")
    return path


def test_what_comes_true_ends_with_0(run: Run, file: Path) -> None:
    result = run("scenarios", file)
    assert (result.exit_code, result.stdout) == (0, "1 scenarios, 1 lines: all came true\n")


def test_a_rulebook_of_ones_own_goes_by_its_name(run: Run) -> None:
    result = run("scenarios", TESTING / "stories.yaml", "--rules", BOOK)
    assert result.exit_code == 0, result.output
    without = run("scenarios", TESTING / "stories.yaml")
    assert without.exit_code == 2
    assert "no rulebook is called 'house'" in without.stderr


def test_what_does_not_come_true_is_shown_with_its_place_and_difference(run: Run, file: Path) -> None:
    file.write_text(HEAD + RIGHT + WRONG + REFUSED + WRONG, encoding="utf-8")
    result = run("scenarios", file)
    assert result.exit_code == 1
    for part in (
        f"{file}:13  A story of mine alone",
        "  expected  no, by generic.custody; next 2026-03-12 08:00",
        "  found     no, by generic.quiet_hours; next 2026-03-11 08:00",
        "    - generic.custody",
        "    + generic.quiet_hours",
        "    ~ next 2026-03-12 08:00 -> next 2026-03-11 08:00",
        f"{file}:14",
        "it is refused",
        "the line after it was not played",
        "1 scenarios, 3 lines: 1 did not come true",
    ):
        assert part in result.stdout


def test_what_cannot_be_read_ends_with_2_and_a_line_for_each_mistake(run: Run, file: Path) -> None:
    file.write_text(HEAD + RIGHT.replace("Tue", "Wed") + RIGHT.replace("call", "cal"), encoding="utf-8")
    result = run("scenarios", file)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert [line.partition(" in ")[0] for line in result.stderr.splitlines()] == [
        "error: mine.yaml, line 12,",
        "error: mine.yaml, line 13,",
    ]
    file.write_text(HEAD + RIGHT.replace("Mr Li?", "Mr Li at office?"), encoding="utf-8")
    result = run("scenarios", file)
    assert result.exit_code == 2
    assert "Mr Li has no contact point 'office'" in result.stdout


def test_wrong_use_ends_with_2(run: Run, file: Path, tmp_path: Path) -> None:
    assert "name a scenario file" in run("scenarios").stderr
    assert run("scenarios").exit_code == 2
    nowhere = run("scenarios", tmp_path / "nowhere.yaml")
    assert (nowhere.exit_code, "there is no scenario file" in nowhere.stderr) == (2, True)
    twice = run("scenarios", file, "--rules", BOOK, "--rules", BOOK)
    assert (twice.exit_code, "another rulebook is called 'house'" in twice.stderr) == (2, True)


def test_a_rulebook_that_no_file_names_is_warned_of(run: Run, file: Path) -> None:
    result = run("scenarios", file, "--rules", BOOK)
    assert result.exit_code == 0
    assert "warning: no scenario is played under 'house'" in result.stderr


def test_json_has_every_failure_and_nothing_beside_it(run: Run, file: Path) -> None:
    file.write_text(HEAD + RIGHT + WRONG, encoding="utf-8")
    result = run("scenarios", file, "--json")
    assert result.exit_code == 1
    document = read(result)
    assert (document["ok"], document["lines"]) == (False, 2)
    assert document["scenarios"][0]["scenario"] == "A story of mine alone"
    (failure,) = document["failures"]
    assert failure["diff"] == [
        "- generic.custody",
        "+ generic.quiet_hours",
        "~ next 2026-03-12 08:00 -> next 2026-03-11 08:00",
    ]


def test_the_schema_is_printed_for_editors(run: Run) -> None:
    result = run("scenarios", "--schema")
    assert result.exit_code == 0
    assert read(result) == schema()
