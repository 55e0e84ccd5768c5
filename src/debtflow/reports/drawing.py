"""The timeline of one case as a picture: one self-contained SVG on a light ground, 1,400 wide, as high as it needs.

From top to bottom: what case this is, what the signs mean, the lanes of the phases with the path of the case, who
worked it, holds and agreements, contacts, rules, money, and what the rules say. Everything shares one scale of time.
What was recorded later than it happened stands where it happened; a dotted line leads to where it was recorded. Ids,
codes, days and amounts are shown, as in the log; names and notes stay in the vault.
"""

from __future__ import annotations

from debtflow.casework.caseload import Caseload
from debtflow.reports.courses import Course, course_of
from debtflow.reports.ink import END, FONTS, INK, MONO, PALE, fitted, number, safe, text, width_of, wrapped
from debtflow.reports.lanes import draw_custody, draw_lanes
from debtflow.reports.rows import (
    GLYPHS,
    RULE_ROWS,
    draw_contacts,
    draw_money,
    draw_rules,
    draw_spells,
    glyph,
    ranked_rules,
)
from debtflow.reports.sheets import FIELD, MARGIN, RIGHT, WIDTH, Sheet
from debtflow.reports.standing import local_text
from debtflow.reports.timescale import length_words, scale_over

__all__ = ["Drawing", "timeline_svg"]


class Drawing(str):
    """A picture as SVG text, which a notebook shows as the picture."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


def timeline_svg(caseload: Caseload, case_id: str) -> Drawing:
    """The timeline of that case as an SVG.

    Raises:
        NotFoundError: there is no such case.
    """
    course = course_of(caseload, case_id)
    sheet = Sheet(scale_over(course.first, course.last, FIELD, RIGHT, course.zone))
    _head(sheet, course)
    _legend(sheet, course)
    top = sheet.y
    sheet.axis()
    draw_lanes(sheet, course)
    draw_custody(sheet, course)
    draw_spells(sheet, course)
    draw_contacts(sheet, course)
    draw_rules(sheet, course)
    draw_money(sheet, course)
    bottom = sheet.y
    sheet.axis()
    _rules_said(sheet, course)
    _foot(sheet, course)
    height = number(sheet.y + 8)
    said = f"Case {course.case.id}: {course.case.stage}, {_dates(course)}"
    return Drawing(
        "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
                f'height="{height}" role="img" aria-label="{safe(said)}" font-family="{FONTS}">',
                f"<title>{safe(said)}</title>",
                f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
                *sheet.grid(top + 16, bottom),
                *sheet.parts,
                "</svg>",
            ]
        )
        + "\n"
    )


def _dates(course: Course) -> str:
    first, last = (local_text(at, course.zone)[:10] for at in (course.first, course.last))
    return first if first == last else f"{first} to {last}"


def _head(sheet: Sheet, course: Course) -> None:
    """What case this is, on what debt, from when to when."""
    case = course.case
    ended = f"closed, {case.outcome.label}" if case.outcome is not None else f"open, at {case.stage}"
    name = fitted(f"Case {case.id}", RIGHT - MARGIN - width_of(ended, 15) - 40, 22)
    sheet.add(text(MARGIN, 40, name, size=22, extra=' font-weight="600"'))
    sheet.add(text(RIGHT, 40, ended, size=15, extra=f'{END} font-weight="600"'))
    debt = case.debt
    of_debt = f"debt {debt.id} ({debt.product.replace('_', ' ')}), {debt.owed.total:,} owed on {debt.as_of}"
    owed = case.ledger.money(course.balance[-1][1])
    length = f" ({length_words(course.last - course.first)})" if course.last > course.first else ""
    words = f"{of_debt}  \u00b7  {_dates(course)}{length}, times in {course.zone}  \u00b7  {owed:,} owed now"
    for place, row in enumerate(wrapped(words, RIGHT - MARGIN, 12.5)):
        sheet.y = 62 + 17 * place
        sheet.add(text(MARGIN, sheet.y, row, size=12.5, fill=PALE))


def _legend(sheet: Sheet, course: Course) -> None:
    """What the signs mean, of those that occur."""
    kinds = {mark.row[1] for mark in (*course.contacts, *course.rules)}
    kinds |= {"reversed" if paid.taken_back else "paid" for paid in course.payments}
    kinds |= {posting.kind for posting in course.postings}
    kinds |= {"missed"} if any(spell.misses for spell in course.spells) else set()
    kinds |= {"breached"} if any(mark.breaches for mark in course.contacts) else set()
    sheet.y += 22
    x = float(MARGIN + 6)
    meanings = [(kind, GLYPHS[kind].meaning) for kind in GLYPHS if kind in kinds]
    for kind, meaning in meanings:
        wide = 12 + width_of(meaning, 11) + 20
        if x + wide > RIGHT:
            x, sheet.y = float(MARGIN + 6), sheet.y + 18
        sheet.add(glyph(kind, x, sheet.y - 4), text(x + 11, sheet.y, meaning, size=11, fill=PALE))
        x += wide
    sheet.y += 6 if meanings else -14


def _rules_said(sheet: Sheet, course: Course) -> None:
    """What the rules that have a row say, and what they cite."""
    rules = list(dict.fromkeys(rule for rule, _ in ranked_rules(course)[:RULE_ROWS]))
    if not rules:
        return
    sheet.y += 14
    for rule in rules:
        said = course.says[rule]
        place = f" ({said.cites}; {said.basis})" if said.cites else ""
        name = f"{rule}: "
        start = MARGIN + width_of(name, 10.5, mono=True)
        sheet.add(text(MARGIN, sheet.y, rule, size=10.5, extra=f' font-family="{MONO}"'))
        for place_of, row in enumerate(wrapped(f"{said.says}{place}", RIGHT - start, 11)):
            sheet.y += 15 if place_of else 0
            sheet.add(text(start, sheet.y, row, size=11, fill=PALE))
        sheet.y += 17


def _foot(sheet: Sheet, course: Course) -> None:
    """Where it comes from, and how late facts are shown."""
    entries = f"{course.entries:,} entries" if course.entries > 1 else "one entry"
    words = (
        f"Drawn from {entries} of the case's log. What was recorded later than it happened stands "
        "where it happened, with a dotted line to where it was recorded. A number stands for that many marks; a dot on the "
        "bar of a stage is a move that stayed there."
    )
    for row in wrapped(words, RIGHT - MARGIN, 11):
        sheet.y += 16
        sheet.add(text(MARGIN, sheet.y, row, size=11, fill=INK))
