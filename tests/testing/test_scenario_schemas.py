"""The schema takes what the reader takes: every file of ours, and none with a mistake that a schema can see."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
import yaml
from tests.testing.test_scenario_reading import FILE, MISTAKES

from debtflow.testing.scenarios import files_in, schema
from debtflow.testing.scenarios.deeds import DEEDS
from debtflow.testing.scenarios.happenings import HAPPENINGS
from debtflow.testing.scenarios.looks import LOOKS
from debtflow.testing.scenarios.schemas import SCHEMA_FILE

ROOT = Path(__file__).parents[2]
OURS = [*files_in(ROOT / "tests" / "scenarios"), Path(__file__).parent / "stories.yaml"]
VALIDATE = fastjsonschema.compile(schema())


def as_an_editor_reads(text: str) -> Any:
    """YAML 1.2 as editors read it: days are text, `yes` is text, numbers are numbers."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # every scalar is text


def as_older_yaml_reads(text: str) -> Any:
    """YAML 1.1: `no` is a truth value, a day is a date; as JSON a date is text."""
    return json.loads(json.dumps(_texts(yaml.safe_load(text)), default=str))


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _texts(each) for key, each in value.items()}
    return [_texts(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
@pytest.mark.parametrize("reads", [as_an_editor_reads, as_older_yaml_reads])
def test_every_file_of_ours_is_valid(path: Path, reads: Any) -> None:
    VALIDATE(reads(path.read_text(encoding="utf-8")))


SEEN = [
    "a key that is missing",
    "a key of the file that is not known",
    "a key of a debt that is not known",
    "a scenario without lines",
    "yes or no, and neither",
    "a legal order that is none",
    "a list that is none",
    "no rulebook",
    "a line without day, weekday and time",
    "a verb that is not known",
    "a verb that is known and goes on otherwise",
    "an answer that is none",
]


@pytest.mark.parametrize("name", SEEN)
def test_what_a_schema_can_see_an_editor_marks(name: str) -> None:
    old, new, _ = MISTAKES[name]
    VALIDATE(as_an_editor_reads(FILE))
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        VALIDATE(as_an_editor_reads(FILE.replace(old, new, 1)))


def test_every_example_of_a_sentence_is_one_to_the_schema() -> None:
    forms = schema()["definitions"]["line"]["anyOf"][0]["anyOf"]
    patterns = [re.compile(form["pattern"]) for form in forms]
    for table in (DEEDS, HAPPENINGS, LOOKS):
        for sentence in table:
            said = f"2026-03-10 Tue 09:00, {'Lena ' if table is DEEDS else ''}{sentence.example}"
            assert any(pattern.search(said) for pattern in patterns), said


def test_a_pattern_has_nothing_that_only_python_knows() -> None:
    assert "(?P" not in json.dumps(schema())


def test_the_schema_that_ships_is_the_one_that_the_code_makes() -> None:
    shipped = ROOT / "src" / "debtflow" / "testing" / "scenarios" / SCHEMA_FILE
    assert json.loads(shipped.read_text(encoding="utf-8")) == schema(), "python docs/make_pages.py"
