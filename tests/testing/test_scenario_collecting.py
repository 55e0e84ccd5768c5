"""A folder of scenarios as tests of pytest, as a lender writes them: one line, their own rulebook, and failures in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.testing.test_scenario_playing import HEAD

from debtflow.errors import ScenarioError
from debtflow.testing import scenario_tests

ROOT = Path(__file__).parents[2]

TEST = """\
from tests.testing.house_rules import BOOK
from debtflow.testing import scenario_tests

test_my_rules = scenario_tests("stories", books={"house": BOOK})
"""


def test_every_scenario_is_a_test_and_a_file_that_cannot_be_read_is_one_that_fails(tmp_path: Path) -> None:
    (tmp_path / "stories").mkdir()
    (tmp_path / "test_mine.py").write_text(TEST, encoding="utf-8")
    right = "    - 2026-03-10 Tue 09:00, may Lena call Mr Li? yes\n"
    wrong = "    - 2026-03-10 Tue 22:00, may Lena call Mr Li? yes\n"
    (tmp_path / "stories" / "a.yaml").write_text(
        f"{HEAD}{right}  It is late in the evening:\n{wrong}", encoding="utf-8"
    )
    (tmp_path / "stories" / "b.yaml").write_text(HEAD + wrong.replace("Tue", "Wed"), encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "test_mine.py", "-rA"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert answer.returncode == 1, answer.stderr
    assert "1 passed" in answer.stdout
    assert "2 failed" in answer.stdout
    assert "PASSED test_mine.py::test_my_rules[a.yaml: A story of mine alone]" in answer.stdout
    assert "found:    no, by generic.quiet_hours; next 2026-03-11 08:00" in answer.stdout
    assert "b.yaml, line 12, in 'A story of mine alone': 2026-03-10 is a Tue, not a 'Wed'" in answer.stdout
    assert "Traceback" not in answer.stdout


def test_a_folder_that_is_not_there_is_told_where_the_tests_are_made() -> None:
    with pytest.raises(ScenarioError, match="there is no scenario file or folder"):
        scenario_tests("nowhere")


def test_scenarios_are_played_without_pytest() -> None:
    program = "import sys, debtflow.testing.scenarios; print('pytest' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_what_the_floor_does_not_have_is_told() -> None:
    import debtflow.testing

    with pytest.raises(AttributeError, match="it has StoreContract, play, scenario_tests"):
        debtflow.testing.no_such  # noqa: B018
