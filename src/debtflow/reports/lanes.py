"""The lanes of the phases, with the stages of a case as a path through them, and who worked it as a band below.

Every phase has a lane, from watch down to closed; a lane that the case never entered is narrow. A stay is a bar as
long as it lasted, and a line leads from each bar to the next. The name of a stage stands in its bar, else beside it,
else in a line below; stays that follow closely share one label. This room draws what a course says, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from debtflow.records.stages import Custody, Phase, phase_of
from debtflow.reports.courses import Course, Stay
from debtflow.reports.ink import HUES, INK, PALE, number, text, width_of
from debtflow.reports.sheets import FIELD, MARGIN, RIGHT, Lines, Sheet, gathered, line, said
from debtflow.reports.timescale import length_words

__all__ = ["CUSTODY_FILLS", "draw_custody", "draw_lanes"]

BAR = 18.0
LINE = 15.0  # a line of labels below the bars
LINES_MOST = 3
NARROW = 15.0  # a lane that the case never entered
LEAST = 3.0  # the shortest bar
SIZE = 11.0
NAMES_MOST = 3  # so many stages in one label
PASS_APART = 9.0

CUSTODY_FILLS = {
    Custody.CREDITOR: "#e3e7ec",
    Custody.AGENCY: "#f2c879",
    Custody.LAW_FIRM: "#e5a79c",
    Custody.BUYER: "#c9b5e6",
}


class Block(NamedTuple):
    """A stay as a bar: where it begins and ends, and what is written for it."""

    stay: Stay
    left: float
    right: float
    name: str

    @property
    def phase(self) -> Phase:
        """The lane it lies in."""
        return phase_of(self.stay.stage)

    @property
    def holds_its_name(self) -> bool:
        """Whether its name has room within it."""
        return width_of(self.name, SIZE) + 8 <= self.right - self.left


class Label(NamedTuple):
    """Words in a lane: on the line of the bars (0), or on one below."""

    x: float
    row: int
    words: str


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
        return BAR + 12 + LINE * max(0, self.rows - 1) if self.blocks else NARROW


# ---- laying out ---------------------------------------------------------------------------------------------------


def _blocks(course: Course, sheet: Sheet) -> list[Block]:
    found: list[Block] = []
    for stay in course.stays:
        left = sheet.scale.x(stay.since)
        right = max(left + LEAST, sheet.scale.x(stay.until))
        found.append(Block(stay, left, right, _name(course, stay)))
    return found


def _name(course: Course, stay: Stay) -> str:
    step = (stay.stage.partition(".")[2] or stay.stage).replace("_", " ")
    ended = stay is course.stays[-1] and course.case.outcome is not None
    return f"{step}: {course.case.outcome.label}" if ended and course.case.outcome is not None else step


def _lanes(blocks: Sequence[Block]) -> list[Lane]:
    return [_lane(phase, blocks) for phase in Phase]


def _lane(phase: Phase, blocks: Sequence[Block]) -> Lane:
    mine = tuple(block for block in blocks if block.phase is phase)
    lines = Lines(LINES_MOST)
    for block in mine:
        lines.take(0, block.left, block.right)
    labels: list[Label] = []
    unnamed = 0
    for run in _runs(phase, blocks):
        label = _labelled(run, lines)
        if label is None:
            unnamed += len(run)
        else:
            labels.append(label)
    return Lane(phase, mine, tuple(labels), lines.used, unnamed)


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


def _labelled(run: Sequence[Block], lines: Lines) -> Label | None:
    """A label for bars that follow one another: beside them where that is free, else below."""
    names = [block.name for block in run[:NAMES_MOST]]
    if len(run) > NAMES_MOST:
        names[-1] = f"+{len(run) - NAMES_MOST + 1} more"
    words = " \u2192 ".join(names)
    wide = width_of(words, SIZE)
    left, right = run[0].left, run[-1].right
    for start in (right + 5, left - 5 - wide):
        if start >= FIELD and start + wide <= RIGHT and lines.is_free(0, start - 4, start + wide + 4):
            lines.take(0, start - 4, start + wide + 4)
            return Label(start, 0, words)
    start = max(FIELD, min(left, RIGHT - wide))
    row = lines.place(start, start + wide + 8, first=1)
    return None if row is None else Label(start, row, words)


# ---- drawing ------------------------------------------------------------------------------------------------------


def draw_lanes(sheet: Sheet, course: Course) -> None:
    """The lanes, the path through them, the stages' names."""
    blocks = _blocks(course, sheet)
    tops: dict[Phase, float] = {}
    lanes = _lanes(blocks)
    for lane in lanes:
        tops[lane.phase] = sheet.y
        _ground(sheet, lane, course)
        sheet.y += lane.height + 2
    sheet.add(*_path(blocks, tops))
    for lane in lanes:
        for block in lane.blocks:
            sheet.add(*_bar(sheet, block, tops[lane.phase] + 6))
        for label in lane.labels:
            y = tops[lane.phase] + 6 + BAR - 5 + LINE * label.row
            # A halo in the colour of the lane keeps the words readable where a line of the path runs through them.
            halo = f' paint-order="stroke" stroke="{HUES[lane.phase].band}" stroke-width="3" stroke-linejoin="round"'
            sheet.add(text(label.x, y, label.words, size=SIZE, extra=halo))


def _ground(sheet: Sheet, lane: Lane, course: Course) -> None:
    hue, wide = HUES[lane.phase], RIGHT - MARGIN + 12
    box = f'x="{MARGIN - 6}" y="{number(sheet.y)}" width="{number(wide + 6)}" height="{number(lane.height)}"'
    # The ground of the names is full, that of the field lets the lines of the ticks through.
    sheet.add(f'<rect {box} rx="5" fill="{hue.band}" fill-opacity="0.75"/>')
    if not lane.blocks:
        sheet.name(sheet.y + 11, lane.phase.label, size=10, fill=PALE)
        return
    sheet.name(sheet.y + 20, lane.phase.label, size=13, fill=hue.words, extra=' font-weight="600"')
    stayed = sum((block.stay.until - block.stay.since for block in lane.blocks), timedelta())
    unnamed = f"+{lane.unnamed} short stays" if lane.unnamed else ""
    ends = course.stays[-1].stage == course.case.stage and lane.phase is Phase.CLOSED
    sheet.side(sheet.y + 19, ", ".join(part for part in (unnamed, "" if ends else length_words(stayed)) if part))


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
        if wide <= right - left and left >= free - 1:
            part += text(left + 5, sheet.y + 13, works.party, size=SIZE)
            free = left + wide
        sheet.add(said(part, [f"worked by {works.party}, {length_words(works.until - works.since)}"]))
    sheet.y += BAR + 4
