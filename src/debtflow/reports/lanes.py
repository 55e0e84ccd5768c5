"""The lanes of the phases, with the stages of a case as a path through them, and who worked it as a band below.

Every phase has a lane, from watch down to closed; a lane that the case never entered is narrow. A stay is a bar as
long as it lasted, and a line leads from each bar to the next. The name of a stage stands in its bar, else beside it,
else in a line below; stays that follow closely share one label. This room draws what a course says, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from debtflow.records.stages import Custody, Phase, phase_of
from debtflow.reports.courses import Course, Stay
from debtflow.reports.ink import END, HALO, HUES, INK, PALE, number, text, width_of
from debtflow.reports.sheets import FIELD, MARGIN, RIGHT, Lines, Sheet, gathered, line, said
from debtflow.reports.timescale import length_words

__all__ = ["CUSTODY_FILLS", "draw_custody", "draw_lanes"]

BAR = 18.0
LINE = 15.0  # a line of labels below the bars
LINES_MOST = 3
NARROW = 15.0  # a lane that the case never entered
LEAST = 3.0  # the shortest bar
SIZE = 11.0
NAMES_MOST = 4  # so many stages in one label
PASS_APART = 9.0

CUSTODY_FILLS = {
    Custody.CREDITOR: "#e3e7ec",
    Custody.AGENCY: "#f2c879",
    Custody.LAW_FIRM: "#e5a79c",
    Custody.BUYER: "#c9b5e6",
}


Places = Sequence[tuple[int, float]]
"""From which line of a lane downwards something stands, and where."""


class Block(NamedTuple):
    """A stay as a bar: where it begins and ends, what is written for it, whether it has not ended, where its dots are."""

    stay: Stay
    left: float
    right: float
    name: str
    is_open: bool
    dots: tuple[float, ...]

    @property
    def phase(self) -> Phase:
        """The lane it lies in."""
        return phase_of(self.stay.stage)

    @property
    def holds_its_name(self) -> bool:
        """Whether its name has room within it."""
        return width_of(self.name, SIZE) + 8 <= self.right - self.left


class Label(NamedTuple):
    """Words in a lane, on the line of the bars (0) or on one below; they begin at `x`, or end there."""

    x: float
    row: int
    words: str
    ends: bool


class Lane(NamedTuple):
    """A phase: its bars, the labels that are not within them, and how many stays found no room for one."""

    phase: Phase
    blocks: tuple[Block, ...]
    labels: tuple[Label, ...]
    rows: int
    unnamed: int

    @property
    def height(self) -> float:
        """How high it is: a lane that the case never entered is narrow."""
        return BAR + 12 + LINE * (self.rows - 1) if self.blocks else NARROW


# ---- laying out ---------------------------------------------------------------------------------------------------


def _blocks(course: Course, sheet: Sheet) -> list[Block]:
    found: list[Block] = []
    for stay in course.stays:
        left = sheet.scale.x(stay.since)
        right = max(left + LEAST, sheet.scale.x(stay.until))
        is_open = stay is course.stays[-1] and course.case.outcome is None
        dots = tuple(sheet.scale.x(mark.at) for mark in stay.passes)
        found.append(Block(stay, left, right, _name(course, stay), is_open, dots))
    return found


def _name(course: Course, stay: Stay) -> str:
    step = (stay.stage.partition(".")[2] or stay.stage).replace("_", " ")
    ended = stay is course.stays[-1] and course.case.outcome is not None
    return f"{step}: {course.case.outcome.label}" if ended and course.case.outcome is not None else step


def _lane(phase: Phase, blocks: Sequence[Block]) -> Lane:
    mine = tuple(block for block in blocks if block.phase is phase)
    lines = Lines(LINES_MOST)
    for block in mine:
        lines.take(0, block.left, block.right)
    walls = list(_walls(phase, blocks))
    dots = [(1, x) for block in mine for x in block.dots]
    labels: list[Label] = []
    unnamed = 0
    for run in _runs(phase, blocks):
        label = _labelled(run, lines, walls, dots, {label.words for label in labels})
        if label is None:
            unnamed += len(run)
        else:
            labels.append(label)
    return Lane(phase, mine, tuple(labels), max(lines.used, 2 if unnamed else 1), unnamed)


def _walls(phase: Phase, blocks: Sequence[Block]) -> Iterator[tuple[int, float]]:
    """Where lines of the path run through a lane: from which line of it downwards, and where."""
    for before, block in pairwise(blocks):
        upper, lower = sorted((before.phase, block.phase))
        if upper < phase < lower:
            yield 0, block.left
        elif upper == phase < lower:
            yield 1, block.left


def _crossed(place: tuple[int, float], wide: float, by: Places) -> bool:
    row, start = place
    return any(first <= row and start - 3 < x < start + wide + 3 for first, x in by)


def _runs(phase: Phase, blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Bars of a phase that do not hold their names, and directly follow one another."""
    run: list[Block] = []
    for block in blocks:
        if block.phase is phase and not block.holds_its_name:
            run.append(block)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _labelled(run: Sequence[Block], lines: Lines, walls: Places, dots: Places, named: Set[str]) -> Label | None:
    """A label for bars that follow one another: beside them where that is free, else below, best where no line runs
    and no dot stands.

    On a line of the path stands only what is not `named` elsewhere in the lane.
    """
    names = [block.name for block in run[:NAMES_MOST]]
    if len(run) > NAMES_MOST:
        names[-1] = f"+{len(run) - NAMES_MOST + 1} more"
    words = " \u2192 ".join(names)
    wide, left, right = width_of(words, SIZE), run[0].left, run[-1].right
    after = right + (11 if run[-1].is_open else 5)
    below = [(row, start) for row in range(1, LINES_MOST) for start in (left, right - wide - 4)]
    places = [
        (row, start) for row, start in [(0, after), (0, left - 5 - wide), *below] if FIELD <= start <= RIGHT - wide
    ]
    free = [(row, start) for row, start in places if lines.is_free(row, start - 4, start + wide + 4)]
    clear = [place for place in free if not _crossed(place, wide, walls)]
    clear.sort(key=lambda place: _crossed(place, wide, dots))
    if not (clear or (free and words not in named)):
        return None
    row, start = (clear or free)[0]
    lines.take(row, start - 4, start + wide + 4)
    # Words before a bar end at it, however wide the reader's font is.
    before = start == left - 5 - wide
    return Label(left - 5 if before else start, row, words, before)


# ---- drawing ------------------------------------------------------------------------------------------------------


def draw_lanes(sheet: Sheet, course: Course) -> None:
    """The lanes, the path through them, the stages' names."""
    blocks = _blocks(course, sheet)
    tops: dict[Phase, float] = {}
    lanes = [_lane(phase, blocks) for phase in Phase]
    for lane in lanes:
        tops[lane.phase] = sheet.y
        _ground(sheet, lane)
        sheet.y += lane.height + 2
    sheet.add(*_path(blocks, tops))
    for lane in lanes:
        for block in lane.blocks:
            sheet.add(*_bar(sheet, block, tops[lane.phase] + 6))
        for label in lane.labels:
            y = tops[lane.phase] + 6 + BAR - 5 + LINE * label.row
            # A halo in the colour of the lane keeps the words readable where a line of the path runs through them.
            look = HALO.replace("#ffffff", HUES[lane.phase].band) + (END if label.ends else "")
            sheet.add(text(label.x, y, label.words, size=SIZE, extra=look))


def _ground(sheet: Sheet, lane: Lane) -> None:
    hue, wide = HUES[lane.phase], RIGHT - MARGIN + 12
    box = f'x="{MARGIN - 6}" y="{number(sheet.y)}" width="{number(wide + 6)}" height="{number(lane.height)}"'
    # The ground of the names is full, that of the field lets the lines of the ticks through.
    sheet.add(f'<rect {box} rx="5" fill="{hue.band}" fill-opacity="0.75"/>')
    if not lane.blocks:
        sheet.name(sheet.y + 11, lane.phase.label, size=10, fill=PALE)
        return
    sheet.name(sheet.y + 20, lane.phase.label, size=13, fill=hue.words, extra=' font-weight="600"')
    if lane.unnamed:
        sheet.side(sheet.y + 34, f"+{lane.unnamed:,} short stay{'s' * (lane.unnamed > 1)}", size=10)
    if lane.phase is not Phase.CLOSED:
        stayed = sum((block.stay.until - block.stay.since for block in lane.blocks), timedelta())
        sheet.side(sheet.y + 19, length_words(stayed))


def _path(blocks: Sequence[Block], tops: dict[Phase, float]) -> list[str]:
    """The lines from bar to bar; those that would lie on one another are drawn once."""
    seen: dict[tuple[str, Phase, Phase], str] = {}
    for before, block in pairwise(blocks):
        if before.phase is not block.phase:
            y, to_y = (tops[phase] + 6 + BAR / 2 for phase in (before.phase, block.phase))
            key = (number(block.left), before.phase, block.phase)
            seen[key] = line(block.left + 1, y, block.left + 1, to_y, INK, ' stroke-width="1.6"')
    return list(seen.values())


def _bar(sheet: Sheet, block: Block, y: float) -> list[str]:
    hue, stay = HUES[block.phase], block.stay
    wide = block.right - block.left
    box = f'x="{number(block.left)}" y="{number(y)}" width="{number(wide)}" height="{number(BAR)}"'
    parts = [f'<rect {box} rx="{number(min(4.0, wide / 2))}" fill="{hue.line}" stroke="{hue.words}"/>']
    if block.is_open:
        parts.append(f'<path d="M{number(block.right + 2)} {number(y + 3)}l6 6l-6 6z" fill="{hue.words}"/>')
    if block.holds_its_name:
        parts.append(text(block.left + 5, y + 13, block.name, size=SIZE, extra=' font-weight="600"'))
    shown = [said("".join(parts), [stay.stage, stay.words])]
    shown += sheet.link(stay.since, stay.recorded_at, y + BAR + 3)
    passes = [(sheet.scale.x(mark.at), mark) for mark in stay.passes]
    for cluster in gathered(passes, PASS_APART):
        dot = f'<circle cx="{number(cluster.x)}" cy="{number(y + BAR)}" r="3" fill="#ffffff" stroke="{hue.words}"/>'
        shown.append(said(dot, [mark.words for mark in cluster.things]))
    return shown


def draw_custody(sheet: Sheet, course: Course) -> None:
    """Who worked the debt, as a band."""
    sheet.y += 6
    sheet.name(sheet.y + 13, "worked by", size=11.5, extra=' font-weight="600"')
    free = FIELD
    for works in course.works:
        left, right = sheet.scale.x(works.since), sheet.scale.x(works.until)
        right = max(left + LEAST, right)
        box = f'x="{number(left)}" y="{number(sheet.y)}" width="{number(right - left)}" height="{number(BAR)}"'
        part = f'<rect {box} fill="{CUSTODY_FILLS[works.custody]}" stroke="#ffffff"/>'
        wide = width_of(works.party, SIZE) + 10
        # A short span has its name beside it where nothing follows.
        start = right if works is course.works[-1] and wide > right - left else left
        if start >= free and start + wide <= (RIGHT if start == right else right):
            part += text(start + 5, sheet.y + 13, works.party, size=SIZE)
            free = start + wide
        sheet.add(said(part, [f"worked by {works.party}, {length_words(works.until - works.since)}"]))
    sheet.y += BAR + 4
