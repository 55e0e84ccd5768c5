"""Reading a picture back: its words with the room they take, its marks, what they say when they are pointed at."""

from __future__ import annotations

import re
from itertools import combinations
from typing import NamedTuple
from unicodedata import east_asian_width
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


class Words(NamedTuple):
    """A text of the picture and the room it takes, in a font of usual width."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Words) -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not beside and not (self.bottom <= other.top or other.bottom <= self.top)


def words_of(picture: str) -> list[Words]:
    found = []
    for element in ElementTree.fromstring(picture).iter(f"{SVG}text"):
        text, size = element.text or "", float(element.get("font-size", "12"))
        letter = 0.6 if "monospace" in element.get("font-family", "") else 0.5
        wide = size * sum(1.0 if east_asian_width(sign) in "WF" else letter for sign in text)
        x, y = float(element.get("x", "0")), float(element.get("y", "0"))
        left = x - {"middle": wide / 2, "end": wide}.get(element.get("text-anchor", ""), 0)
        found.append(Words(text, left, left + wide, y - 0.75 * size, y + 0.2 * size))
    return found


def texts_of(picture: str) -> list[str]:
    return [words.text for words in words_of(picture)]


def titles_of(picture: str) -> list[str]:
    """What the things of a picture say when they are pointed at."""
    return [element.text or "" for element in ElementTree.fromstring(picture).iter(f"{SVG}title")]


def size_of(picture: str) -> tuple[float, float]:
    _, _, width, height = ElementTree.fromstring(picture).get("viewBox", "").split()
    return float(width), float(height)


def overlaps(picture: str) -> list[tuple[str, str]]:
    words = words_of(picture)
    return [(one.text, other.text) for one, other in combinations(words, 2) if one.meets(other)]


def outside(picture: str) -> list[str]:
    width, height = size_of(picture)
    return [
        one.text for one in words_of(picture) if one.left < 0 or one.right > width or one.top < 0 or one.bottom > height
    ]


def marks_of(picture: str) -> list[tuple[float, float, int]]:
    """Every mark in the rows: where it stands (x, y), and for how many it stands."""
    found = []
    for group in ElementTree.fromstring(picture).iter(f"{SVG}g"):
        shape = group[1]
        said = (group.findtext(f"{SVG}text") or "").replace(",", "")
        count = int(said) if said.isdigit() else 1
        if shape.tag == f"{SVG}circle":
            found.append((float(shape.get("cx", "0")), float(shape.get("cy", "0")), count))
        elif shape.tag == f"{SVG}rect" and shape.get("rx") == "7":
            wide, height = float(shape.get("width", "0")), float(shape.get("height", "0"))
            found.append((float(shape.get("x", "0")) + wide / 2, float(shape.get("y", "0")) + height / 2, count))
        elif shape.tag == f"{SVG}path" and (moved := re.match(r"M([\d.]+) ([\d.]+)m", shape.get("d", ""))):
            found.append((float(moved[1]), float(moved[2]), count))
    return found
