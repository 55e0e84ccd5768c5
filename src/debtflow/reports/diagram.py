"""The picture of a workflow, derived from its table of moves: SVG, Mermaid, and a table in Markdown.

Every phase is a band, in the order of the normal path; its stages stand in it from left to right. A move within a phase
is an arrow over the boxes; a move into another phase is an arrow below its stage, to a tag in the colour of the phase
it leads to. So no arrow crosses the picture and no label lies on another, whatever a lender adds. A way back is
dashed, and a move that every stage allows is a note. This room reads the workflow only: it never says what is legal.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from debtflow.lifecycle.standard import BACK, CLOSED
from debtflow.lifecycle.workflow import Workflow
from debtflow.records.stages import Phase, phase_of
from debtflow.reports.ink import HUES, INK, PALE, number, text

__all__ = ["mermaid", "svg", "table"]

CAME_FROM = "where the phase was entered from"


class Line(NamedTuple):
    """One arrow: from a stage to a stage (or `BACK`), with every verb that makes this move."""

    source: str
    target: str
    verbs: tuple[str, ...]

    @property
    def stays(self) -> bool:
        """Whether it leads to the stage that it leaves."""
        return self.source == self.target

    @property
    def within(self) -> bool:
        """Whether it stays in its phase."""
        return self.target != BACK and phase_of(self.source) is phase_of(self.target)


def _lines(workflow: Workflow) -> list[Line]:
    """The arrows of a workflow, without the moves that every stage allows."""
    lines = []
    for stage, moves in workflow.table.items():
        verbs: dict[str, list[str]] = {}
        for verb, target in moves.items():
            if workflow.everywhere.get(verb) != target:
                verbs.setdefault(target, []).append(verb)
        lines += [Line(stage, target, tuple(names)) for target, names in verbs.items()]
    return lines


def _phases(workflow: Workflow) -> dict[Phase, list[str]]:
    """The stages of each phase that has any, phases in the order of the normal path, stages in that of the table."""
    found = {phase: [s for s in workflow.stages if phase_of(s) is phase] for phase in Phase}
    return {phase: stages for phase, stages in found.items() if stages}


def _step(stage: str) -> str:
    """The name of a stage within its phase: `promised` of `negotiation.promised`."""
    return stage.partition(".")[2] or stage


def _everywhere(workflow: Workflow) -> list[str]:
    return [f"{verb}: from every stage but {CLOSED}, to {target}" for verb, target in workflow.everywhere.items()]


# ---- Markdown -----------------------------------------------------------------------------------------------------


def table(workflow: Workflow) -> str:
    """Every move as a row of a Markdown table: stage, verb, stage reached."""
    rows = [("*(a new case)*", f"`{verb}`", f"`{stage}`") for verb, stage in workflow.starts.items()]
    for stage, moves in workflow.table.items():
        for verb, target in moves.items():
            if workflow.everywhere.get(verb) != target:
                rows.append((f"`{stage}`", f"`{verb}`", f"*{CAME_FROM}*" if target == BACK else f"`{target}`"))
    rows += [(f"*every stage but* `{CLOSED}`", f"`{v}`", f"`{target}`") for v, target in workflow.everywhere.items()]
    lines = ["| stage | verb | stage reached |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


# ---- Mermaid ------------------------------------------------------------------------------------------------------


def mermaid(workflow: Workflow) -> str:
    """The workflow as a Mermaid flowchart, a subgraph for each phase."""
    lines = ["flowchart TB"]
    for phase, stages in _phases(workflow).items():
        lines.append(f'  subgraph phase_{phase}["{phase}"]')
        lines += [f'    {_node(stage)}["{_step(stage)}"]' for stage in stages]
        lines.append("  end")
    for verb, stage in workflow.starts.items():
        lines.append(f'  start_{_node(verb)}(( )) -->|"{verb}"| {_node(stage)}')
    for line in _lines(workflow):
        verbs = '"' + " / ".join(line.verbs) + '"'
        if line.target == BACK:
            lines.append(f"  {_node(line.source)} -.->|{verbs}| came_from")
        else:
            lines.append(f"  {_node(line.source)} -->|{verbs}| {_node(line.target)}")
    if any(line.target == BACK for line in _lines(workflow)):
        lines.append(f'  came_from(["{CAME_FROM}"])')
    lines += [f'  note_{place}>"{note}"]' for place, note in enumerate(_everywhere(workflow))]
    return "\n".join(lines) + "\n"


def _node(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)


# ---- SVG: sizes ---------------------------------------------------------------------------------------------------

WIDTH = 1400
MARGIN = 16
LABEL = 116  # the column with the names of the phases
BOX = 152
PITCH = 206  # from box to box, wider where a lender's verb is long
LANE = 21  # from arrow to arrow over the boxes
PORTS = 30  # arrows meet a box at most this far from its middle, so that the labels between boxes stay free
TAG = 34
TAG_GAP = 6
LETTER = 6.65  # the width of a letter of 11 px in a monospaced font
TOP = 112
BAND_GAP = 14


class Band(NamedTuple):
    """Where one phase is drawn: its stages, the lane of each arrow over them, and its height."""

    phase: Phase
    stages: list[str]
    top: float
    pitch: float
    lanes: dict[Line, int]
    inside: dict[str, list[str]]  # lines of small print within each box
    leaving: dict[str, list[Line]]

    @property
    def box_top(self) -> float:
        """The upper edge of the boxes, below the lanes."""
        return self.top + 16 + LANE * (max(self.lanes.values(), default=-1) + 1)

    @property
    def box_height(self) -> float:
        """All boxes of a band are equally high."""
        return 36 + 16 * max(len(small) for small in self.inside.values())

    @property
    def bottom(self) -> float:
        """The lower edge of the band."""
        tags = max(len(lines) for lines in self.leaving.values())
        return self.box_top + self.box_height + tags * (TAG + TAG_GAP) + (10 if tags else 0) + 12

    def middle(self, stage: str) -> float:
        """The middle of a stage's box."""
        return MARGIN + LABEL + BOX / 2 + 10 + self.pitch * self.stages.index(stage)


def _bands(workflow: Workflow) -> list[Band]:
    lines, bands, top = _lines(workflow), [], float(TOP)
    pitch = _pitch(lines)
    for phase, stages in _phases(workflow).items():
        inside: dict[str, list[str]] = {stage: [] for stage in stages}
        for verb, stage in workflow.starts.items():
            if stage in inside:
                inside[stage].append(f"\u25cf {verb}")
        leaving: dict[str, list[Line]] = {stage: [] for stage in stages}
        over = []
        for line in lines:
            if line.source not in inside:
                continue
            if line.stays:
                inside[line.source] += [f"\u21bb {verb}" for verb in line.verbs]
            elif line.within:
                over.append(line)
            else:
                leaving[line.source] += [Line(line.source, line.target, (verb,)) for verb in line.verbs]
        bands.append(Band(phase, stages, top, pitch, _lanes(stages, over), inside, leaving))
        top = bands[-1].bottom + BAND_GAP
    return bands


def _pitch(lines: list[Line]) -> float:
    """How far boxes stand apart: so far that every label fits, over the boxes and in the tags."""
    over = [len(" | ".join(line.verbs)) - 1 for line in lines if line.within and not line.stays]
    tags = [len(verb) for line in lines if not line.within for verb in line.verbs]
    over_room, tag_room = LETTER * max(over, default=0) + 2 * PORTS + 14, LETTER * max(tags, default=0) + 58
    return max(float(PITCH), over_room, tag_room)


def _lanes(stages: list[str], over: list[Line]) -> dict[Line, int]:
    """A lane for each arrow, short ones lowest; two arrows share a lane only where they lie beside one another."""
    spans = {line: sorted((stages.index(line.source), stages.index(line.target))) for line in over}
    lanes: dict[Line, int] = {}
    for line in sorted(over, key=lambda each: (spans[each][1] - spans[each][0], spans[each][0])):
        first, last = spans[line]
        taken = {lane for other, lane in lanes.items() if spans[other][0] < last and first < spans[other][1]}
        lanes[line] = next(lane for lane in range(len(over)) if lane not in taken)
    return lanes


# ---- SVG: drawing -------------------------------------------------------------------------------------------------


def svg(workflow: Workflow) -> str:
    """The workflow as one self-contained SVG on a light ground, 1,400 px wide (wider for long verbs or seven stages)."""
    bands = _bands(workflow)
    widest = max(len(band.stages) for band in bands)
    width = max(WIDTH, 2 * MARGIN + LABEL + 10 + bands[0].pitch * widest)
    height = bands[-1].bottom + MARGIN
    said = f"{workflow.label}: {len(workflow.stages)} stages, {len(workflow.targets)} verbs"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" '
        f'height="{number(height)}" role="img" aria-label="The workflow {escape(said)}">',
        f"<title>The workflow {escape(said)}</title>",
        _STYLE,
        f'<rect width="{number(width)}" height="{number(height)}" fill="#ffffff"/>',
        *_head(workflow, width),
    ]
    for band in bands:
        parts += _band(band, width)
    for band in bands[:-1]:
        parts += _onward(band)
    parts += _notes(workflow, bands[-1], width)
    return "\n".join([*parts, "</svg>"]) + "\n"


_STYLE = """<style>
text { font-family: -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
.verb { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.move { fill: none; stroke-width: 1.4; }
.back { stroke-dasharray: 5 4; }
</style>"""


def _verb(x: float, y: float, words: str, room: float, *, fill: str = INK, middle: bool = False) -> str:
    """A verb in the monospaced font, made smaller where it would not fit the room."""
    anchor = ' text-anchor="middle"' if middle else ""
    look = f' style="font-size:{number(_verb_size(words, room))}px"'
    return f'<text class="verb" x="{number(x)}" y="{number(y)}" fill="{fill}"{anchor}{look}>{escape(words)}</text>'


def _verb_size(words: str, room: float) -> float:
    return min(11.0, 11 * room / (LETTER * max(1, len(words))))


def _arrow_head(x: float, y: float, way: str, fill: str) -> str:
    """A small triangle with its tip at (x, y), pointing down or right."""
    wings = {"down": ((-4, -8), (4, -8)), "right": ((-8, -4), (-8, 4))}[way]
    points = " ".join(f"{number(x + dx)},{number(y + dy)}" for dx, dy in ((0, 0), *wings))
    return f'<polygon points="{points}" fill="{fill}"/>'


def _head(workflow: Workflow, width: float) -> list[str]:
    """The title, and below it what the signs mean."""
    counted = f"{len(workflow.stages)} stages, {len(workflow.targets)} verbs"
    y = 76
    x = float(MARGIN)
    parts = [
        text(MARGIN, 44, f"Workflow {workflow.label}", size=22, extra=' font-weight="600"'),
        text(width - MARGIN, 44, counted, size=13, fill=PALE, extra=' text-anchor="end"'),
    ]
    signs = [
        ("move", "a move within its phase, or (in the colour of that phase) into another"),
        ("back", f"a way back to {CAME_FROM}"),
        ("\u21bb", "a move that stays where it is"),
        ("\u25cf", "a case may begin here"),
    ]
    for sign, meaning in signs:
        if sign in ("move", "back"):
            css = "move back" if sign == "back" else "move"
            parts.append(f'<path class="{css}" stroke="{INK}" d="M{number(x)} {y - 4}h26"/>')
            parts.append(_arrow_head(x + 34, y - 4, "right", INK))
            x += 42
        else:
            parts.append(_verb(x, y, sign, 20))
            x += 16
        parts.append(text(x, y, meaning, fill=PALE))
        x += 5.9 * len(meaning) + 26
    return parts


def _band(band: Band, width: float) -> list[str]:
    hue = HUES[band.phase]
    height = band.bottom - band.top
    name = band.phase.label
    parts = [
        f'<rect x="{MARGIN}" y="{number(band.top)}" width="{number(width - 2 * MARGIN)}" height="{number(height)}" rx="10" '
        f'fill="{hue.band}"/>',
        text(MARGIN + 16, band.box_top + 23, name, size=15, fill=hue.words, extra=' font-weight="600"'),
    ]
    ports = _ports(band)
    for line, lane in band.lanes.items():
        parts += _over(band, line, lane, ports)
    for stage in band.stages:
        parts += _box(band, stage)
        parts += _tags(band, stage)
    return parts


def _onward(band: Band) -> list[str]:
    """An arrow from a phase to the next one: the normal path."""
    x, y = MARGIN + 30.0, band.bottom + BAND_GAP
    return [
        f'<path d="M{number(x)} {number(y - BAND_GAP - 9)}V{number(y + 4)}" stroke="{PALE}" stroke-width="2"/>',
        _arrow_head(x, y + 11, "down", PALE),
    ]


def _ports(band: Band) -> dict[tuple[Line, str], float]:
    """Where each arrow meets its boxes: those to the left on the left, the lowest lanes outermost, so none cross."""
    ports: dict[tuple[Line, str], float] = {}
    for stage in band.stages:
        here = band.stages.index(stage)
        ends = []
        for line, lane in band.lanes.items():
            if stage in (line.source, line.target):
                there = band.stages.index(line.target if stage == line.source else line.source)
                ends.append((there > here, -lane if there > here else lane, line.target == stage, line))
        ends.sort(key=lambda end: end[:3])
        apart = min(16.0, 2 * PORTS / max(1, len(ends) - 1))
        for place, end in enumerate(ends):
            ports[end[3], stage] = band.middle(stage) + (place - (len(ends) - 1) / 2) * apart
    return ports


def _over(band: Band, line: Line, lane: int, ports: dict[tuple[Line, str], float]) -> list[str]:
    """An arrow over the boxes: up from its stage, along its lane, down to the stage it reaches."""
    hue = HUES[band.phase]
    start, end = ports[line, line.source], ports[line, line.target]
    y = band.box_top - 12 - LANE * lane
    turn = 6 if end > start else -6
    path = (
        f"M{number(start)} {number(band.box_top)}V{number(y + 6)}q0 -6 {turn} -6H{number(end - turn)}q{turn} 0 {turn} 6"
        f"V{number(band.box_top - 6)}"
    )
    middle = band.middle(line.source) + (band.pitch / 2 if end > start else -band.pitch / 2)
    words, room = " | ".join(line.verbs), band.pitch - 2 * PORTS - 14
    long = LETTER * len(words) * _verb_size(words, room) / 11 + 8
    return [
        f'<path class="move" stroke="{hue.words}" d="{path}"/>',
        _arrow_head(end, band.box_top, "down", hue.words),
        f'<rect x="{number(middle - long / 2)}" y="{number(y - 7)}" width="{number(long)}" height="14" fill="{hue.band}"/>',
        _verb(middle, y + 3.5, words, room, middle=True),
    ]


def _box(band: Band, stage: str) -> list[str]:
    hue, small_print = HUES[band.phase], band.inside[stage]
    x, y = band.middle(stage) - BOX / 2, band.box_top
    parts = [
        f'<rect x="{number(x)}" y="{number(y)}" width="{BOX}" height="{number(band.box_height)}" rx="7" fill="#ffffff" '
        f'stroke="{hue.line}" stroke-width="1.5"/>',
        text(
            x + BOX / 2,
            y + (22 if small_print else band.box_height / 2 + 4.5),
            _step(stage).replace("_", " "),
            size=min(13.0, 13 * (BOX - 12) / (7.4 * len(_step(stage)))),
            extra=' font-weight="600" text-anchor="middle"',
        ),
    ]
    for place, small in enumerate(small_print):
        parts.append(_verb(x + BOX / 2, y + 40 + 16 * place, small, BOX - 12, fill=PALE, middle=True))
    return parts


def _tags(band: Band, stage: str) -> list[str]:
    """The moves out of the phase: a trunk down from the box, and an arrow to a tag for each."""
    x, y = band.middle(stage) - BOX / 2 + 12, band.box_top + band.box_height
    parts: list[str] = []
    for place, line in enumerate(band.leaving[stage]):
        back = line.target == BACK
        hue = HUES[band.phase if back else phase_of(line.target)]
        top = y + 10 + place * (TAG + TAG_GAP)
        above = y if place == 0 else top - TAG_GAP - TAG / 2
        css, dashes = ("move back", ' stroke-dasharray="4 3"') if back else ("move", "")
        parts += [
            f'<path class="{css}" stroke="{PALE}" d="M{number(x)} {number(above)}V{number(top + TAG / 2)}h12"/>',
            _arrow_head(x + 18, top + TAG / 2, "right", PALE),
            f'<rect x="{number(x + 18)}" y="{number(top)}" width="{number(band.pitch - 42)}" height="{TAG}" rx="5" fill="#ffffff" '
            f'stroke="{hue.line}"{dashes}/>',
            _verb(x + 26, top + 14, line.verbs[0], band.pitch - 58),
            text(x + 26, top + 28, "back to where it came from" if back else line.target, size=10.5, fill=hue.words),
        ]
    return parts


def _notes(workflow: Workflow, band: Band, width: float) -> list[str]:
    """The moves that every stage allows, said once."""
    notes = _everywhere(workflow)
    if not notes:
        return []
    long = LETTER * max(len(note) for note in notes) + 28
    x, y = width - 2 * MARGIN - long + 8, band.box_top
    parts = [
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(long)}" height="{number(16 * len(notes) + 18)}" rx="4" fill="#fffbe6" '
        f'stroke="#d9c56b"/>'
    ]
    return parts + [_verb(x + 14, y + 21 + 16 * place, note, long) for place, note in enumerate(notes)]
