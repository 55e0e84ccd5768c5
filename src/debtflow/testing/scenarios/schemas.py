"""The JSON Schema of a scenario file, made of the very forms and patterns that read it.

An editor that knows it completes keys, shows what they mean, and marks a sentence that is none. It ships beside the code
as `scenarios.schema.json`, and a test says when that file is no longer current.
"""

from __future__ import annotations

from typing import Any

from debtflow.testing.scenarios.deeds import DEEDS
from debtflow.testing.scenarios.forms import ecma
from debtflow.testing.scenarios.happenings import HAPPENINGS
from debtflow.testing.scenarios.lines import WEEKDAYS
from debtflow.testing.scenarios.looks import LOOKS
from debtflow.testing.scenarios.reading import FILE
from debtflow.testing.scenarios.sentences import DAY

__all__ = ["SCHEMA_FILE", "schema"]

SCHEMA_FILE = "scenarios.schema.json"
"""The name of the file beside this room."""

_WHEN = rf"{DAY} (?:{'|'.join(WEEKDAYS)}) \d\d:\d\d(?: \([A-Za-z_/+-]+\))?, "


def schema() -> dict[str, Any]:
    """The schema, in draft 7: what the common editors know."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "debtflow scenarios",
        **FILE.schema(),
        "definitions": {"line": _line()},
    }


def _line() -> dict[str, Any]:
    """A sentence: a string, or where it has a colon in it, what YAML takes for a name with a value."""
    colon = [sentence for sentence in LOOKS if ": " in sentence.example]
    told = "|".join(sorted({sentence.example.partition(":")[0] for sentence in colon}))
    return {
        "description": "a day, its weekday, a time, and a sentence: 2026-03-10 Tue 09:00, Lena calls Mr Li, talked",
        "anyOf": [
            {"type": "string", "pattern": f"^{_WHEN}.+$", "anyOf": list(_sentences())},
            {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "propertyNames": {"pattern": rf"^{_WHEN}(?:.+ )?(?:{told}|learns that .*|.*[(]not known)$"},
                "additionalProperties": {"type": "string"},
            },
        ],
    }


def _sentences() -> list[dict[str, Any]]:
    questions = [
        (r"may .+\? (?:yes|no|only with a second person|not possible)\b.*", "what the answer would be"),
        (r"when may .+\? .+", "when it would be permitted"),
        (r".+ asks to .+\? (?:yes|no|only with a second person|not possible)\b.*", "asked in earnest"),
    ]
    said = [{"pattern": f"^{_WHEN}{pattern}$", "description": means} for pattern, means in questions]
    for table in (DEEDS, HAPPENINGS, LOOKS):
        for sentence in table:
            # Whoever does it stands before a deed, and after it what it is about and how it ended.
            body = ecma(sentence.pattern.pattern).removeprefix("^").removesuffix("$")
            form = rf".+ {body}(?: about [^,]+)?(?:, [a-z ]+(?: about [^,]+)?)?" if table is DEEDS else body
            # What is told has no question in it; else an answer that is none would pass for a name.
            said.append(
                {"pattern": f"^{_WHEN}(?!.*[?]){form}$", "description": f"{sentence.example}: {sentence.means}"}
            )
    return said
