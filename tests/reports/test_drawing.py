"""The picture of a case: everything in its course is in it, legibly, and nothing from anywhere else."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.reports.lives import Life, crowded, fresh, on, placed_and_closed, restless, two_days_in_chinese
from tests.reports.pictures import SVG, marks_of, outside, overlaps, size_of, texts_of, titles_of, words_of

from debtflow import (
    ArrangementKind,
    ArrangementTerms,
    CallResult,
    HoldKind,
    Money,
    actions,
    equal_instalments,
    events,
)
from debtflow.errors import NotFoundError
from debtflow.records.stages import Phase, phase_of
from debtflow.reports.courses import course_of
from debtflow.reports.drawing import Drawing, timeline_svg
from debtflow.reports.ink import INK
from debtflow.reports.rows import GLYPHS, SPELLS
from debtflow.testing.scenarios import perform, pictures_in


def drawn(life: Life) -> Drawing:
    return timeline_svg(life.cases, life.case)


LIVES = {
    "one entry": fresh(),
    "two days": two_days_in_chinese(),
    "two months": placed_and_closed(),
    "restless": restless(),
    "crowded weeks": crowded(150, 20),
    "crowded months": crowded(600, 300),
}
PICTURES = {name: drawn(life) for name, life in LIVES.items()}
ALL = pytest.mark.parametrize("name", LIVES)


# --- legible ---------------------------------------------------------------------------------------------------------


@ALL
def test_no_words_lie_on_others_and_none_hang_over_the_edge(name: str) -> None:
    assert overlaps(PICTURES[name]) == []
    assert outside(PICTURES[name]) == []


@ALL
def test_nothing_is_too_small_to_read_and_the_picture_is_as_wide_as_a_page(name: str) -> None:
    picture = PICTURES[name]
    assert min(words.bottom - words.top for words in words_of(picture)) >= 9
    assert size_of(picture)[0] == 1400
    assert size_of(picture)[1] < 1_800


@ALL
def test_the_picture_needs_nothing_from_anywhere_else(name: str) -> None:
    picture = PICTURES[name]
    assert "http" not in picture.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"<(image|script|style|foreignObject|use|link)\b|@import|url\(|\bid=", picture)


@ALL
def test_marks_of_a_row_do_not_lie_on_one_another(name: str) -> None:
    marks = sorted((round(y, 1), x, count) for x, y, count in marks_of(PICTURES[name]) if x > 216)
    for (y, x, count), (other_y, other_x, _) in pairwise(marks):
        # A mark is nine wide, a number more.
        assert y != other_y or other_x - x >= (9 if count == 1 else 13 + 5 * len(str(count)))


def test_chinese_is_shown_in_a_font_of_the_readers_machine() -> None:
    picture = PICTURES["two days"]
    assert "Case 贷款-2026-007" in texts_of(picture)
    assert "Noto Sans CJK SC" in ElementTree.fromstring(picture).get("font-family", "")


def test_thousands_of_entries_make_a_picture_of_about_the_same_size() -> None:
    few, many = crowded(1_000, 300), crowded(2_400, 300)
    assert len(many.cases.history("card-7")) > 2_000
    assert len(texts_of(drawn(many))) < 1.6 * len(texts_of(drawn(few)))
    assert len(drawn(many)) < 1_000_000
    assert overlaps(drawn(many)) == []


# --- complete --------------------------------------------------------------------------------------------------------


@ALL
def test_the_caption_says_which_case_and_debt_and_when(name: str) -> None:
    life, texts = LIVES[name], texts_of(PICTURES[name])
    case = life.cases.case(life.case)
    assert f"Case {life.case}" in texts
    caption = next(text for text in texts if text.startswith("debt "))
    assert f"debt {case.debt.id}" in caption
    assert "2026-03-02" in caption
    assert "Asia/Shanghai" in caption


@ALL
def test_every_phase_has_a_lane_and_those_that_were_entered_are_wide(name: str) -> None:
    picture = PICTURES[name]
    entered = {phase_of(stay.stage) for stay in course_of(LIVES[name].cases, LIVES[name].case).stays}
    sizes = {
        element.text: float(element.get("font-size", "0"))
        for element in ElementTree.fromstring(picture).iter(f"{SVG}text")
        if element.get("x") == "16"
    }
    for phase in Phase:
        assert (sizes[phase.label] > 12) == (phase in entered), phase


def test_every_stage_is_named_in_the_order_of_its_phase() -> None:
    shown = " ".join(texts_of(PICTURES["two months"]))
    for words in (
        "pending",
        "confirmed",
        "promised",
        "selecting \u2192 awaiting approval \u2192 awaiting acceptance",
        "placed",
        "recall pending",
        "awaiting report \u2192 under review",
        "closed: paid in full",
    ):
        assert words in shown


@pytest.mark.parametrize("name", ["two days", "two months"])
def test_the_names_of_stages_keep_clear_of_the_lines_of_the_path(name: str) -> None:
    picture = PICTURES[name]
    path = [
        (float(line.get("x1", "0")), *sorted((float(line.get("y1", "0")), float(line.get("y2", "0")))))
        for line in ElementTree.fromstring(picture).iter(f"{SVG}line")
        if line.get("stroke-width") == "1.6" and line.get("stroke") == INK and line.get("x1") == line.get("x2")
    ]
    assert len(path) > 1
    for words in words_of(picture):
        crossed = [x for x, top, bottom in path if words.left < x < words.right and top < words.bottom < bottom]
        assert not crossed, words.text


def test_stays_that_are_too_short_and_too_many_to_be_named_are_counted() -> None:
    counted = [text for text in texts_of(PICTURES["restless"]) if text.startswith("+") and "short stays" in text]
    assert len(counted) == 2


def test_who_worked_the_debt_and_what_stood_is_named() -> None:
    texts = texts_of(PICTURES["two months"])
    for words in (
        "creditor",
        "agency harbour",
        "300.00 CNY by 2026-03-11: partial",
        "dispute: expired",
        "harbour, wave 1",
    ):
        assert words in texts


@ALL
def test_the_marks_of_a_row_and_their_numbers_add_up_to_its_contacts(name: str) -> None:
    life, picture = LIVES[name], PICTURES[name]
    course = course_of(life.cases, life.case)
    kinds = {mark.row[1] for mark in course.contacts}
    shown: Counter[str] = Counter()
    for words in words_of(picture):
        count, _, kind = words.text.partition(" ")
        if kind not in kinds or not count.isdigit():
            continue
        middle = (words.top + words.bottom) / 2
        row = [number for x, y, number in marks_of(picture) if x > 216 and abs(y - middle) < 4]
        assert sum(row) == int(count), words.text
        shown[kind] += int(count)
    assert shown == Counter(mark.row[1] for mark in course.contacts)


@ALL
def test_every_rule_has_a_row_and_is_said_or_is_counted(name: str) -> None:
    life, texts = LIVES[name], texts_of(PICTURES[name])
    course = course_of(life.cases, life.case)
    shown = {rule for rule in course.says if texts.count(rule) == 2}
    rest = [int(text.split()[0]) for text in texts if text.endswith(" more rules")]
    # A rule with one row among those shown and one among the rest is counted with the rest as well.
    assert len(shown) + sum(rest) >= len(course.says)
    assert bool(rest) == (len({mark.row for mark in course.rules}) > 12)


def test_a_refused_contact_says_the_rules_when_it_is_pointed_at() -> None:
    refused = [title for title in titles_of(PICTURES["two months"]) if "refused (" in title]
    assert [title for title in refused if "cn.gbt45251.hours, generic.quiet_hours" in title] == refused
    assert "2026-03-03 22:00 asked to place call p-7 at phone, by lena" in refused[0]


def test_the_legend_has_the_signs_that_occur_and_no_others() -> None:
    def meanings(name: str) -> set[str]:
        texts = texts_of(PICTURES[name])
        return {kind for kind, glyph in GLYPHS.items() if glyph.meaning in texts}

    assert meanings("two months") == {"talked", "refused", "broken", "breached", "paid"}
    assert meanings("one entry") == set()


def test_what_was_told_late_has_a_dotted_line_to_when_it_was_told() -> None:
    course = course_of(LIVES["two months"].cases, "card-7")
    picture = PICTURES["two months"]
    late = [line for line in ElementTree.fromstring(picture).iter(f"{SVG}line") if line.get("stroke-dasharray")]
    # The call at night, its two broken rules, and the payment.
    assert len(late) == 4
    days = (course.last - course.first).days + 1
    lengths = sorted(round((float(one.get("x2", "0")) - float(one.get("x1", "0"))) / (1156 / days), 0) for one in late)
    assert lengths == [5, 5, 5, 6]
    assert 'stroke-dasharray="1.5 2.5"' not in PICTURES["one entry"]


def test_amounts_are_shown_with_what_was_owed_before_and_after() -> None:
    texts = texts_of(PICTURES["two months"])
    for words in ("50.00", "950.00", "1,000.00 in 2", "1,000.00", "0.00 owed"):
        assert words in texts


def test_a_contact_that_broke_a_rule_has_a_ring_and_no_other() -> None:
    rings = [
        (float(box.get("x", "0")) + 8.5, float(box.get("y", "0")) + 8.5)
        for box in ElementTree.fromstring(PICTURES["two months"]).iter(f"{SVG}rect")
        if box.get("rx") == "8.5"
    ]
    (talked,) = [(x, y) for x, y, _ in marks_of(PICTURES["two months"]) if x > 216 and (x, y) in rings]
    assert rings == [talked]


def test_in_a_crowd_words_give_way_before_bars_lie_on_one_another() -> None:
    life = Life()
    for number in range(40):
        life.holds(HoldKind.INSOLVENCY_STAY, number, 1.5)
    life.asks(actions.ConfirmDebt(), 60)
    texts = texts_of(drawn(life))
    assert "40" in texts
    assert not [text for text in texts if text.endswith(" more")]
    assert not [text for text in texts if text.startswith("insolvency stay")]
    for number in range(40):
        life.holds(HoldKind.INSOLVENCY_STAY, 61 + number / 100, 300)
    life.pays("1.00 CNY", 100)
    texts = texts_of(drawn(life))
    assert "32 more" in texts
    assert texts.count("insolvency stay") == 8


def test_what_is_still_open_has_an_arrow() -> None:
    life = Life()
    life.holds(HoldKind.DISPUTE, 1, 90)
    life.asks(actions.ConfirmDebt(), 5)
    arrows = drawn(life).count('z" fill="#57606a"/>')
    assert arrows == 1
    life.asks(actions.ReleaseHold(hold=life.cases.case("card-7").holds[0].id), 6)
    assert drawn(life).count('z" fill="#57606a"/>') == 0


# --- safe ------------------------------------------------------------------------------------------------------------


@ALL
def test_no_personal_data_is_in_the_picture(name: str) -> None:
    for secret in ("Wang", "+86 10", "ill", "rude"):
        assert not re.search(rf"(?<![a-z]){re.escape(secret)}(?![a-z])", PICTURES[name])


def test_names_are_written_so_that_they_cannot_break_the_picture() -> None:
    picture = drawn(Life("<b>&\"'\x01", "<i>"))
    assert "Case <b>&\"'\ufffd" in texts_of(picture)


def test_a_long_id_is_cut_in_the_column_of_names_and_kept_in_the_caption() -> None:
    life = Life("card-" + "x" * 100, "p-" + "y" * 100)
    life.asks(actions.ConfirmDebt(), 1)
    life.holds(HoldKind.VULNERABLE, 2, 3, of_person=True)
    life.pays("10.00 CNY", 30)
    assert overlaps(drawn(life)) == []
    assert outside(drawn(life)) == []


def test_the_same_log_gives_the_same_picture_and_looking_changes_nothing() -> None:
    life = LIVES["two months"]
    before = life.cases.store.feed()
    assert drawn(life) == PICTURES["two months"]
    assert life.cases.store.feed() == before


def test_what_comes_after_the_end_is_drawn_too() -> None:
    life = placed_and_closed()
    call = events.CallEnded(person="p-7", contact_point="phone", result=CallResult.TALKED, occurred_at=on(61))
    life.happened(call, told=62)
    assert "2 talked" in texts_of(drawn(life))
    assert "closed: paid in full" in texts_of(drawn(life))


def test_a_notebook_shows_it() -> None:
    picture = PICTURES["two days"]
    assert isinstance(picture, str)
    assert picture._repr_svg_() == picture
    assert type(picture._repr_svg_()) is str


def test_a_case_that_is_not_there_is_told() -> None:
    with pytest.raises(NotFoundError):
        timeline_svg(LIVES["one entry"].cases, "none")


# --- the pictures of the manual ----------------------------------------------------------------------------------------


ROUTES = pictures_in(Path(__file__).parents[1] / "scenarios")


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_the_pictures_of_the_routes_are_legible_and_show_what_was_agreed_and_posted(name: str) -> None:
    story, case = ROUTES[name]
    picture = timeline_svg(perform(story), case)
    assert overlaps(picture) == []
    assert outside(picture) == []
    shown = {
        "self_collection": ["law firm dunn", "instalment, 2,400.00 CNY in 6: broken", "an instalment that was missed"],
        "extension": ["2: extension, 1,200.00 CNY in 1: accepted", "closed: restructured"],
        "settlement": ["settlement, 1,500.00 CNY in 2, 600.00 CNY waived: fulfilled", "waived", "30.00"],
        "third_party": ["taken back", "paid, and taken back since", "swift, wave 2", "cooling off"],
    }
    assert not set(shown[name]) - set(texts_of(picture))


def test_lines_of_a_bar_do_not_run_through_its_words() -> None:
    life = Life()
    life.asks(actions.ConfirmDebt(), 0)
    life.moves("open_negotiation", 0)
    days = [on(day).date() for day in (8, 90)]
    parts = equal_instalments(Money.parse("1000.00 CNY"), days)
    terms = ArrangementTerms(kind=ArrangementKind.INSTALMENT, instalments=parts)
    life.asks(actions.ProposeArrangement(terms=terms), 0)
    life.asks(actions.ActivateArrangement(version=1), 0)
    life.pays("500.00 CNY", 8)
    life.pays("1.00 CNY", 80)
    picture = drawn(life)
    (words,) = [words for words in words_of(picture) if words.text == "instalment, 1,000.00 CNY in 2"]
    ticks = [
        float(line.get("x1", "0"))
        for line in ElementTree.fromstring(picture).iter(f"{SVG}line")
        if line.get("stroke") == SPELLS["arrangement"][2] and line.get("stroke-width") == "1.6"
    ]
    assert ticks
    assert not [x for x in ticks if words.left < x < words.right]
