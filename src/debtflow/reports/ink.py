"""The ink of all pictures: colours, words and numbers as SVG, and how much room words take.

Whatever is drawn is one self-contained SVG on a light ground: no script, no style sheet that could leak into the page
around it, no font that has to be fetched. How wide words are is an estimate on the generous side, as no font is asked;
Chinese counts as wide. This room knows colours and coordinates, and no case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

from debtflow.records.stages import Phase

__all__ = [
    "FONTS",
    "HUES",
    "INK",
    "MONO",
    "PALE",
    "Hue",
    "fitted",
    "number",
    "safe",
    "text",
    "titled",
    "width_of",
    "wrapped",
]


class Hue(NamedTuple):
    """The colours of a phase: its band, its lines and its words."""

    band: str
    line: str
    words: str


HUES = {
    Phase.WATCH: Hue("#f4f5f7", "#9aa3af", "#4b5563"),
    Phase.CONFIRMATION: Hue("#eef4ff", "#7ba2e8", "#1e4fa3"),
    Phase.REMINDER: Hue("#edf9fb", "#5fb7c6", "#0b6374"),
    Phase.NEGOTIATION: Hue("#eefaf1", "#6dbb85", "#1b6b38"),
    Phase.REFERRAL: Hue("#fff7ea", "#dda64d", "#8a5a00"),
    Phase.LEGAL: Hue("#fff0ee", "#e0877a", "#9c2f1f"),
    Phase.FEEDBACK: Hue("#f7f1fd", "#ab8ad6", "#5c3497"),
    Phase.CLOSED: Hue("#f0f1f3", "#808894", "#2f3640"),
}
INK, PALE = "#1f2933", "#697586"

HALO = ' paint-order="stroke" stroke="#ffffff" stroke-width="3" stroke-linejoin="round"'
"""What keeps words readable where a line runs behind them."""

END = ' text-anchor="end"'

FONTS = (
    "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Noto Sans SC', 'WenQuanYi Micro Hei', 'DejaVu Sans', sans-serif"
)
"""What is there on the reader's machine; each system's own font for Chinese is among them."""

MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'PingFang SC', 'Noto Sans CJK SC', monospace"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def safe(words: str) -> str:
    """Words as they may stand in an SVG; what no XML may contain is shown as a replacement character."""
    return escape(_NOT_XML.sub("\ufffd", words))


def number(value: float) -> str:
    """A coordinate as short as it can be written."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def text(x: float, y: float, words: str, *, size: float = 12, fill: str = INK, extra: str = "") -> str:
    """Words with their base line at (x, y)."""
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"{extra}>{safe(words)}</text>'


def titled(parts: Iterable[str], lines: Iterable[str]) -> str:
    """Parts of the picture as one thing that shows these lines when it is pointed at."""
    return f"<g><title>{safe(chr(10).join(lines))}</title>{''.join(parts)}</g>"


def width_of(words: str, size: float = 12, *, mono: bool = False) -> float:
    """How much room words take at most, give or take a letter."""
    letter = 0.605 if mono else 0.56
    return size * sum(1.0 if east_asian_width(sign) in "WF" else letter for sign in words)


def fitted(words: str, room: float, size: float = 12, *, mono: bool = False) -> str:
    """Words cut where the room ends, with an ellipsis."""
    if width_of(words, size, mono=mono) <= room:
        return words
    while words and width_of(words + "\u2026", size, mono=mono) > room:
        words = words[:-1]
    return words.rstrip() + "\u2026"


def wrapped(words: str, room: float, size: float = 12) -> list[str]:
    """Words in lines that fit the room; a line breaks at a space or, in Chinese, anywhere."""
    lines, line = [], ""
    for piece in re.findall(r"[^\s\u2e80-\uffdf]+\s?|[\u2e80-\uffdf]\s?", words):
        if line and width_of((line + piece).rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line else lines
