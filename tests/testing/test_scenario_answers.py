"""Answers: read as they are written, written as they are read, and compared part by part."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from debtflow.testing.scenarios.answers import answer_of, differences, moment_words
from debtflow.testing.scenarios.sentences import LineError

WRITTEN = {
    "yes": "yes",
    "yes, but noted by a.b": "yes, but noted by a.b",
    "yes, by a.b (advice)": "yes, but noted by a.b",
    "no, by b.c, a.b; next 2026-03-11 08:00": "no, by a.b, b.c; next 2026-03-11 08:00",
    "no, by a.b, noted by c.d; waiting does not help": "no, by a.b, noted by c.d; waiting does not help",
    "no, by a.b (not known); waiting does not help": "no, by a.b (not known); waiting does not help",
    "no, by a.b (not known: y, x), c.d; 2026-03-11 08:00": "no, by a.b (not known: x, y), c.d; next 2026-03-11 08:00",
    "yes, noted by a.b (not known: x)": "yes, but noted by a.b (not known: x)",
    "yes; assuming b, a": "yes; assuming a, b",
    "only with a second person, by a.b": "only with a second person, by a.b",
    "not possible; Cannot `x` from y; z": "not possible; Cannot `x` from y; z",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_an_answer_is_read_and_written_in_the_same_words(text: str) -> None:
    read = answer_of(text)
    assert str(read) == WRITTEN[text]
    assert answer_of(str(read)) == read
    assert differences(read, answer_of(str(read))) == []


@pytest.mark.parametrize(
    "text", ["perhaps", "no, because", "no, by a b", "no, by a.b (maybe)", "no, by a.b; later", ""]
)
def test_what_is_no_answer_is_told_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(LineError):
        answer_of(text)


DIFFERENT = {
    ("yes", "no, by a.b; waiting does not help"): [
        "~ yes -> no",
        "+ a.b",
        "~ no word of when -> waiting does not help",
    ],
    ("no, by a.b; next 2026-03-11 08:00", "no, by b.c; next 2026-03-11 09:00"): [
        "- a.b",
        "+ b.c",
        "~ next 2026-03-11 08:00 -> next 2026-03-11 09:00",
    ],
    ("no, by a.b (not known: x); waiting does not help", "no, by a.b (not known: x, y); waiting does not help"): [
        "~ a.b (not known: x) -> a.b (not known: x, y)"
    ],
    ("yes, by a.b", "yes, but noted by a.b"): ["~ a.b -> a.b (advice)"],
    ("yes; assuming x", "yes; assuming y"): ["~ assuming x -> assuming y"],
    ("no, by a.b (not known); waiting does not help", "no, by a.b (not known: x); waiting does not help"): [],
    ("yes", "yes; assuming x"): [],
}


@pytest.mark.parametrize("pair", DIFFERENT, ids=" / ".join)
def test_what_differs_is_told_part_by_part(pair: tuple[str, str]) -> None:
    expected, found = map(answer_of, pair)
    assert differences(expected, found) == DIFFERENT[pair]


def test_a_moment_is_told_on_the_clock_of_the_line() -> None:
    moment = datetime(2026, 3, 11, tzinfo=UTC)
    assert moment_words(moment, "Asia/Shanghai") == "2026-03-11 08:00"
    assert moment_words(None, "Asia/Shanghai") == "waiting does not help"
