"""The rows below the lanes: what stood for a while, the contacts, the rules that stood in the way, and the money.

Marks of one kind have a row of their own, so that where a mark stands says what it is, in print and for every eye;
its form says it again, and its colour a third time. Marks that would lie on one another become one with their number.
This room draws what a course says, and no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from debtflow.records.parties import Channel
from debtflow.reports.courses import Course, Mark
from debtflow.reports.ink import END, HALO, INK, MONO, PALE, fitted, number, text, width_of
from debtflow.reports.sheets import FIELD, RIGHT, Cluster, Lines, Sheet, gathered, line, said
from debtflow.reports.spells import Spell
from debtflow.values.money import Money

__all__ = ["GLYPHS", "Glyph", "draw_contacts", "draw_money", "draw_rules", "draw_spells", "glyph", "ranked_rules"]

ROW = 18.0
BAR = 11.0
SPELL_LINES = 8
RULE_ROWS = 12
BLUE, RED, GREEN, GREY, BROWN, PURPLE = "#0072b2", "#b84300", "#00735c", "#57606a", "#8a5a00", "#7b4397"
NONE = "#ffffff"


class Glyph(NamedTuple):
    """A form and its colour: `full` or hollow."""

    form: str
    colour: str
    full: bool
    meaning: str


GLYPHS = {
    "talked": Glyph("circle", BLUE, True, "talked"),
    "third person": Glyph("diamond", PURPLE, True, "talked to a third person"),
    "not reached": Glyph("circle", GREY, False, "not reached"),
    "sent": Glyph("square", BLUE, True, "sent"),
    "from them": Glyph("circle", GREEN, True, "came from the person"),
    "came back": Glyph("cross", GREY, False, "came back"),
    "bounced": Glyph("square", GREY, False, "bounced"),
    "not made": Glyph("dash", GREY, True, "not made"),
    "not reported": Glyph("dots", GREY, False, "not reported"),
    "refused": Glyph("cross", RED, False, "refused by rules"),
    "second person": Glyph("diamond", BROWN, False, "asks for a second person"),
    "broken": Glyph("triangle", RED, True, "broke a rule"),
    "undermined": Glyph("triangle", PURPLE, False, "undermined by what was learned late"),
    "breached": Glyph("ring", RED, False, "a contact that broke a rule"),
    "missed": Glyph("bar", RED, True, "an instalment that was missed"),
    "paid": Glyph("drop", GREEN, True, "paid"),
    "reversed": Glyph("drop", GREY, False, "paid, and taken back since"),
    "taken back": Glyph("triangle", GREY, True, "a payment taken back"),
    "charged": Glyph("triangle", BLUE, True, "charged"),
    "waived": Glyph("diamond", GREEN, True, "waived"),
    "written down": Glyph("diamond", BROWN, True, "written down"),
    "charged off": Glyph("square", BROWN, False, "charged off, and owed as before"),
}
"""How what happened looks; the order is that of the rows of a channel."""

OTHER = Glyph("circle", INK, True, "other")


def glyph(kind: str, x: float, y: float) -> str:
    """A single mark of that kind."""
    form, colour, full, _ = GLYPHS.get(kind, OTHER)
    look = f'fill="{colour if full else NONE}" stroke="{colour}" stroke-width="1.5"'
    at = f"M{number(x)} {number(y)}"
    if form == "ring":
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="7" fill="none" stroke="{colour}" stroke-width="1.3"/>'
    if form in ("circle", "dots"):
        dots = ' stroke-dasharray="1.8 1.8"' if form == "dots" else ""
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="4" {look}{dots}/>'
    paths = {
        "square": f"{at}m-4 -4h8v8h-8z",
        "diamond": f"{at}m0 -5l5 5l-5 5l-5 -5z",
        "triangle": f"{at}m0 -5l5 9h-10z",
        "drop": f"{at}m0 5l5 -9h-10z",
        "cross": f"{at}m-4 -4l8 8m0 -8l-8 8",
        "dash": f"{at}m-4 0h8",
        "bar": f"{at}m0 -6v12",
    }
    return f'<path d="{paths[form]}" {look}/>'


def _counted(kind: str, count: int, x: float, y: float) -> str:
    """Many marks of a kind as their number."""
    colour, full = GLYPHS.get(kind, OTHER)[1:3]
    wide = _room_of(count) - 3
    box = f'x="{number(x - wide / 2)}" y="{number(y - 7)}" width="{number(wide)}" height="14" rx="7"'
    shape = f'<rect {box} fill="{colour if full else NONE}" stroke="{colour}" stroke-width="1.5"/>'
    look = ' text-anchor="middle" font-weight="600"'
    return shape + text(x, y + 3.4, f"{count:,}", size=9.5, fill=NONE if full else INK, extra=look)


def _room_of(count: int) -> float:
    return 13 + 5.6 * len(f"{count:,}") if count > 1 else 15.0


def _clusters(sheet: Sheet, marks: Sequence[Mark]) -> list[Cluster[Mark]]:
    """Marks gathered so that each, or its number, has room."""
    placed = [(sheet.scale.x(mark.at), mark) for mark in marks]
    apart = 15.0
    while True:
        found = gathered(placed, apart)
        needed = max((_room_of(len(cluster.things)) for cluster in found), default=0.0)
        if needed <= apart:
            return found
        apart = needed


def _marks(sheet: Sheet, kind: str, marks: Sequence[Mark]) -> None:
    """One row of marks of a kind."""
    y = sheet.y + ROW / 2
    links = {link for mark in marks for link in sheet.link(mark.at, mark.recorded_at, y)}
    sheet.add(line(FIELD, y, RIGHT, y, "#eef0f3"), *sorted(links))
    for x, things in _clusters(sheet, marks):
        count = len(things)
        shown = glyph(kind, x, y) if count == 1 else _counted(kind, count, x, y)
        if any(mark.breaches for mark in things):
            wide = 8.5 if count == 1 else _room_of(count) / 2
            box = f'x="{number(x - wide)}" y="{number(y - 8.5)}" width="{number(2 * wide)}" height="17" rx="8.5"'
            shown += f'<rect {box} fill="none" stroke="{RED}" stroke-width="1.3"/>'
        sheet.add(said(shown, [_told(mark) for mark in things]))
    sheet.y += ROW


def _told(mark: Mark) -> str:
    return f"{mark.words}; it broke {', '.join(mark.breaches)}" if mark.breaches else mark.words


# ---- contacts and rules -------------------------------------------------------------------------------------------


def draw_contacts(sheet: Sheet, course: Course) -> None:
    """A row for each channel and each way in which contacts ended."""
    if not course.contacts:
        return
    sheet.head("Contacts")
    rows = {mark.row for mark in course.contacts}
    channels, kinds = [str(channel) for channel in Channel], list(GLYPHS)
    order = sorted(rows, key=lambda row: (_place(channels, row[0]), row[0], _place(kinds, row[1]), row[1]))
    shown = ""
    for channel, kind in order:
        if channel != shown:
            sheet.name(sheet.y + 13, channel, extra=' font-weight="600"')
        shown = channel
        marks = [mark for mark in course.contacts if mark.row == (channel, kind)]
        sheet.side(sheet.y + 13, f"{len(marks):,} {kind}", fill=INK)
        _marks(sheet, kind, marks)


def _place(known: Sequence[str], name: str) -> int:
    return known.index(name) if name in known else len(known)


def ranked_rules(course: Course) -> list[tuple[str, str]]:
    """The rows of rules, (rule, what it did), rules that were met most often first."""
    met = Counter(mark.row[0] for mark in course.rules)
    kinds = list(GLYPHS)
    return sorted({mark.row for mark in course.rules}, key=lambda row: (-met[row[0]], row[0], kinds.index(row[1])))


def draw_rules(sheet: Sheet, course: Course) -> None:
    """A row for each rule that stood in the way, asked for a second person, or was broken."""
    rows = ranked_rules(course)
    if not rows:
        return
    sheet.head("Rules that stood in the way or were broken")
    mono, shown = f' font-family="{MONO}"', ""
    for rule, did in rows[:RULE_ROWS]:
        if rule == shown:
            sheet.side(sheet.y + 13, did, fill=INK)
        else:
            sheet.side(sheet.y + 13, fitted(rule, FIELD - 26, 10, mono=True), size=10, fill=INK, extra=mono)
        shown = rule
        _marks(sheet, did, [mark for mark in course.rules if mark.row == (rule, did)])
    rest = set(rows[RULE_ROWS:])
    if rest:
        sheet.side(sheet.y + 13, f"{len({rule for rule, _ in rest}):,} more rules")
        _marks(sheet, "other", [mark for mark in course.rules if mark.row in rest])


# ---- what stood for a while ---------------------------------------------------------------------------------------

WORDS = 10.5  # the size of the words of a spell

SPELLS = {
    "hold": ("holds", "#aab3be", GREY),
    "consent": ("consents", "#cfe3d8", GREEN),
    "promise": ("promises", "#8cc5e8", BLUE),
    "offer": ("offers", "#e2f3ea", GREEN),
    "arrangement": ("arrangements", "#9fd6bf", GREEN),
    "placement": ("placements", "#f2c879", BROWN),
    "proceedings": ("proceedings", "#e5a79c", "#9c2f1f"),
    "second person": ("second person", "#f7ecc4", BROWN),
}


def draw_spells(sheet: Sheet, course: Course) -> None:
    """Holds, promises, offers, arrangements, placements and proceedings as bars, and what waited for a second person."""
    if not course.spells:
        return
    sheet.head("Holds, agreements and proceedings")
    for kind, (name, _, _) in SPELLS.items():
        spells = [spell for spell in course.spells if spell.kind == kind]
        if spells:
            sheet.name(sheet.y + 12, name, extra=' font-weight="600"')
            sheet.side(sheet.y + 12, f"{len(spells):,}", fill=INK)
            _spells(sheet, spells)


class _Placed(NamedTuple):
    """A spell with its place: where it begins and ends, and its words, which begin or end at `words_at`, if any."""

    spell: Spell
    left: float
    right: float
    words: str
    words_at: float | None = None
    ends: bool = False

    @property
    def room(self) -> tuple[float, float]:
        """From where to where it takes room with its words."""
        if self.words_at is None:
            return self.left, self.right + 3
        wide = width_of(self.words, WORDS) + 3
        return (
            (self.words_at - wide, self.right + 3) if self.ends else (self.left, max(self.right, self.words_at + wide))
        )


def _spells(sheet: Sheet, spells: Sequence[Spell]) -> None:
    """Bars in as few lines as they need with their words; in a crowd the words give way, then bars lie on bars."""
    placed = [_with_words(sheet, spell) for spell in spells]
    rows = _rows(placed)
    if None in rows:
        placed = [_with_words_within(each) for each in placed]
        rows = _rows(placed)
    lines = 1 + max((row for row in rows if row is not None), default=0)
    for each, row in zip(placed, rows, strict=True):
        if row is not None:
            sheet.add(*_spell(sheet, each, sheet.y + 3 + ROW * row))
    rest = [each._replace(words_at=None) for each, row in zip(placed, rows, strict=True) if row is None]
    if rest:
        sheet.side(sheet.y + 12 + ROW * lines, f"{len(rest):,} more")
        for each in rest:
            sheet.add(*_spell(sheet, each, sheet.y + 3 + ROW * lines))
    sheet.y += ROW * (lines + bool(rest)) + 2


def _with_words(sheet: Sheet, spell: Spell) -> _Placed:
    left = sheet.scale.x(spell.since)
    right = max(left + 3, sheet.scale.x(spell.until))
    words = spell.label if spell.state in ("open", "ended") else f"{spell.label}: {spell.state}"
    wide = width_of(words, WORDS)
    beside = right + (12 if spell.state == "open" else 7)
    if beside + wide <= RIGHT:
        return _Placed(spell, left, right, words, beside)
    if left - 7 - wide >= FIELD:
        return _Placed(spell, left, right, words, left - 7, ends=True)
    # Within the bar, between two of its ticks, so that none runs through the words.
    inner = [x for x in (sheet.scale.x(at) for at, _ in (*spell.ticks, *spell.misses)) if left < x < right]
    gaps = list(pairwise(sorted([left, *inner, right])))
    start, end = next(
        ((one, other) for one, other in gaps if other - one >= wide + 9), max(gaps, key=lambda g: g[1] - g[0])
    )
    return _Placed(spell, left, right, fitted(words, max(0.0, end - start - 9), WORDS), start + 5)


def _with_words_within(placed: _Placed) -> _Placed:
    fits = width_of(placed.spell.label, WORDS) + 8 <= placed.right - placed.left
    words_at = placed.left + 4 if fits else None
    return placed._replace(words=placed.spell.label, words_at=words_at, ends=False)


def _rows(placed: Sequence[_Placed]) -> list[int | None]:
    lines = Lines(SPELL_LINES)
    return [lines.place(*each.room) for each in placed]


def _spell(sheet: Sheet, placed: _Placed, y: float) -> list[str]:
    spell, left, right, words, words_at, ends = placed
    _, fill, stroke = SPELLS[spell.kind]
    broken = spell.state in ("broken", "not accepted", "not approved in time")
    box = f'x="{number(left)}" y="{number(y)}" width="{number(right - left)}" height="{number(BAR)}" rx="2"'
    look = f'fill="{NONE}" stroke="{RED}"' if broken else f'fill="{fill}" stroke="{stroke}"'
    parts = [f"<rect {box} {look}/>"]
    for at, _ in spell.ticks:
        x = sheet.scale.x(at)
        if left + 2 < x < right - 1:
            parts.append(line(x, y - 2, x, y + BAR + 2, RED if broken else stroke, ' stroke-width="1.6"'))
    for at, _ in spell.misses:
        parts.append(line(sheet.scale.x(at), y - 3, sheet.scale.x(at), y + BAR + 3, RED, ' stroke-width="2.4"'))
    if spell.state == "open":
        tip = f"M{number(right + 1)} {number(y)}l6 {number(BAR / 2)}l-6 {number(BAR / 2)}z"
        parts.append(f'<path d="{tip}" fill="{stroke}"/>')
    if words_at is not None:
        parts.append(text(words_at, y + 9.3, words, size=WORDS, fill=RED if broken else INK, extra=END if ends else ""))
    told = [spell.words, f"{spell.state}", *(what for _, what in sorted((*spell.ticks, *spell.misses)))]
    return [*sheet.link(spell.since, spell.recorded_at, y + BAR + 2.5), said("".join(parts), told)]


# ---- money --------------------------------------------------------------------------------------------------------

PAID_LINES = 3
BALANCE = 64.0


def draw_money(sheet: Sheet, course: Course) -> None:
    """What was paid, with the amounts, and below it what was owed."""
    currency = course.case.ledger.currency
    sheet.head(f"Money, {currency}")
    paid = [_Amount("reversed" if one.taken_back else "paid", *one[:4]) for one in course.payments]
    if paid:
        _amounts(sheet, "paid", paid, currency)
    for kind in GLYPHS:
        posted = [_Amount(*posting) for posting in course.postings if posting.kind == kind]
        if posted:
            _amounts(sheet, kind, posted, currency)
    _balance(sheet, course, currency)


class _Amount(NamedTuple):
    """An amount at one moment, and how it looks; None = no amount is changed."""

    look: str
    at: datetime
    recorded_at: datetime
    amount: Money | None
    words: str


def _plain(amount: Money) -> str:
    return f"{amount:,}".rpartition(" ")[0]


def _amounts(sheet: Sheet, name: str, rows: Sequence[_Amount], currency: str) -> None:
    """A row of amounts: each stands above its mark where there is room; those that are too close become their sum."""
    lines = Lines(PAID_LINES)
    shown = []
    for x, things in gathered(((sheet.scale.x(row.at), row) for row in rows), 15.0):
        sum_of = _sum(things, currency)
        words = _plain(sum_of) if len(things) == 1 else f"{_plain(sum_of)} ({len(things):,})"
        half = width_of(words, 10.5) / 2
        middle = min(max(x, FIELD + half), RIGHT - half)
        at = lines.place(middle - half - 4, middle + half + 4) if sum_of else None
        shown.append((x, things, words, middle, at))
    base = sheet.y + 14 * max(1, lines.used) + 6
    sheet.name(base + 4, name, extra=' font-weight="600"')
    total = f"{_plain(_sum(rows, currency))} in {len(rows):,}" if _sum(rows, currency) else f"{len(rows):,}"
    sheet.side(base + 4, total, fill=INK)
    for x, things, words, middle, at in shown:
        # A crowd of which something counts still looks like what counts.
        look = name if any(thing.look == name for thing in things) else things[0].look
        part = glyph(look, x, base)
        if at is not None:
            colour = GLYPHS[look].colour
            part += text(middle, base - 9 - 14 * at, words, size=10.5, fill=colour, extra=' text-anchor="middle"')
        links = [link for thing in things for link in sheet.link(thing.at, thing.recorded_at, base)]
        sheet.add(*dict.fromkeys(links), said(part, [thing.words for thing in things]))
    sheet.y = base + 12


def _sum(rows: Sequence[_Amount], currency: str) -> Money:
    return sum((row.amount for row in rows if row.amount is not None), Money.zero(currency))


def _balance(sheet: Sheet, course: Course, currency: str) -> None:
    """What was owed, as steps from zero."""
    most = max(1, *(owed for _, owed in course.balance))
    bottom = sheet.y + 8 + BALANCE
    steps, points = "", [(sheet.scale.x(at), bottom - BALANCE * owed / most) for at, owed in course.balance]
    for x, y in points[1:]:
        steps += f"H{number(x)}V{number(y)}"
    steps += f"H{number(RIGHT)}"
    start = f"M{number(points[0][0])} {number(points[0][1])}"
    sheet.add(
        line(FIELD, bottom, RIGHT, bottom, "#c9d0d8"),
        f'<path d="{start}{steps}V{number(bottom)}H{number(points[0][0])}z" fill="{BLUE}" fill-opacity="0.12"/>',
        f'<path d="{start}{steps}" fill="none" stroke="{BLUE}" stroke-width="2"/>',
    )
    sheet.name(bottom - BALANCE + 4, "owed", extra=' font-weight="600"')
    sheet.side(bottom - BALANCE + 4, _plain(Money.from_minor_units(most, currency)), size=10.5)
    sheet.side(bottom + 4, "0", size=10.5)
    # Below the line, where what was owed before (mostly more) has left no line; above it where there is no room.
    y = points[-1][1]
    words = f"{_plain(Money.from_minor_units(course.balance[-1][1], currency))} owed"
    sheet.add(text(RIGHT - 4, y + 14 if y + 20 < bottom else y - 5, words, extra=f'{END} font-weight="600"{HALO}'))
    sheet.y = bottom + 8
    sheet.add(line(FIELD, bottom - BALANCE, FIELD, bottom, PALE))
