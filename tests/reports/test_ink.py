"""Words and numbers of a picture: what room they take, what fits, what may stand in XML."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from debtflow.records.stages import Phase
from debtflow.reports.ink import HUES, fitted, number, safe, text, titled, width_of, wrapped


def test_every_phase_has_its_colours() -> None:
    assert set(HUES) == set(Phase)
    assert len({hue.line for hue in HUES.values()}) == len(Phase)


def test_chinese_is_wide() -> None:
    assert width_of("催收案件", 10) == 40
    assert width_of("case", 10) < 30


@given(st.text(max_size=80), st.integers(12, 300))
def test_what_is_fitted_fits(words: str, room: int) -> None:
    shown = fitted(words, room)
    assert width_of(shown) <= room
    assert shown == words or (shown.endswith("\u2026") and words.startswith(shown[:-1]))


@given(st.lists(st.sampled_from(["no", "collection", "at", "night", "不得催收", "债务", "22:00"]), min_size=1))
def test_what_is_wrapped_fits_and_loses_nothing(pieces: list[str]) -> None:
    words = " ".join(pieces)
    lines = wrapped(words, 90)
    assert "".join("".join(lines).split()) == "".join(pieces)
    assert all(width_of(line) <= 90 for line in lines)


@given(st.text())
def test_any_words_make_sound_xml(words: str) -> None:
    ElementTree.fromstring(titled([text(1, 2, words)], [words]))


def test_words_cannot_break_out_and_control_signs_are_shown_as_replaced() -> None:
    assert safe("<b>&\"'\x00\ud800") == "&lt;b&gt;&amp;&quot;&#x27;\ufffd\ufffd"


def test_numbers_are_short() -> None:
    assert [number(value) for value in (2.0, 2.04, 2.06, 100, -0.5)] == ["2", "2", "2.1", "100", "-0.5"]
