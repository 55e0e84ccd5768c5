"""The picture of a workflow: everything in the table is in it, once, legibly, and nothing that is not."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from debtflow.lifecycle.standard import BACK, CLOSED, EVERYWHERE
from debtflow.lifecycle.workflow import STANDARD, Workflow
from debtflow.reports.diagram import mermaid, svg, table

WRITTEN = Path(__file__).resolve().parents[2] / "docs" / "workflow.svg"
SVG = "{http://www.w3.org/2000/svg}"

HOUSE = STANDARD.with_moves(
    [
        ("reminder.awaiting_response", "send_final_notice_by_registered_letter", "reminder.final_notice"),
        ("reminder.final_notice", "send_reminder", "reminder.awaiting_response"),
        ("reminder.final_notice", "park", "reminder.parked_until_payday"),
        ("reminder.parked_until_payday", "exhaust_reminders", "reminder.exhausted"),
        ("reminder.exhausted", "ask_again", "reminder.last_resort"),
        ("reminder.last_resort", "request_legal", "legal.awaiting_approval"),
    ],
    version="house",
)
"""A lender's workflow with a phase of seven stages, a long verb and a long stage."""

SMALL = Workflow(
    "a & b <small>",
    "1",
    {"confirmation.pending": {"reject_debt": CLOSED, "query_debt": "confirmation.pending"}},
    starts={"open_case": "confirmation.pending"},
)
ALL = pytest.mark.parametrize("workflow", [STANDARD, HOUSE, SMALL], ids=["standard", "house", "small"])


class Words(NamedTuple):
    """A text of the picture and the room it takes, by a generous estimate."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


def words_of(picture: str) -> list[Words]:
    found = []
    for element in ElementTree.fromstring(picture).iter(f"{SVG}text"):
        text = element.text or ""
        styled = re.search(r"font-size:([\d.]+)px", element.get("style", ""))
        size = float(styled.group(1) if styled else element.get("font-size", "12"))
        wide = len(text) * size * (0.605 if element.get("class") == "verb" else 0.5)
        x, y = float(element.get("x", "0")), float(element.get("y", "0"))
        left = x - {"middle": wide / 2, "end": wide}.get(element.get("text-anchor", ""), 0)
        found.append(Words(text, left, left + wide, y - 0.75 * size, y + 0.2 * size))
    return found


# --- SVG ---------------------------------------------------------------------------------------------------------------------


def test_the_picture_in_the_docs_is_the_picture_of_the_standard_workflow() -> None:
    again = "write it anew: pathlib.Path('docs/workflow.svg').write_text(svg(STANDARD), encoding='utf-8')"
    assert WRITTEN.read_text(encoding="utf-8") == svg(STANDARD), again


@ALL
def test_every_stage_is_a_box_of_the_picture(workflow: Workflow) -> None:
    boxes = [
        element.text
        for element in ElementTree.fromstring(svg(workflow)).iter(f"{SVG}text")
        if element.get("font-weight") == "600" and element.get("text-anchor") == "middle"
    ]
    assert sorted(boxes) == sorted((s.partition(".")[2] or s).replace("_", " ") for s in workflow.stages)  # type: ignore[type-var]


@ALL
def test_every_move_is_in_the_picture_as_often_as_it_is_in_the_table(workflow: Workflow) -> None:
    shown = [
        re.sub("^[\u21bb\u25cf] ", "", verb)
        for element in ElementTree.fromstring(svg(workflow)).iter(f"{SVG}text")
        if element.get("class") == "verb"
        for verb in (element.text or "").split(" | ")
    ]
    moves = [
        verb
        for verbs in workflow.table.values()
        for verb, target in verbs.items()
        if workflow.everywhere.get(verb) != target
    ]
    notes = [f"{verb}: from every stage but closed, to {target}" for verb, target in workflow.everywhere.items()]
    signs = ["\u21bb", "\u25cf"]
    assert sorted(shown) == sorted([*moves, *workflow.starts, *notes, *signs])


@ALL
def test_every_move_out_of_a_phase_names_the_stage_it_reaches(workflow: Workflow) -> None:
    texts = [words.text for words in words_of(svg(workflow))]
    for stage, verbs in workflow.table.items():
        for verb, target in verbs.items():
            leaves = target == BACK or target.partition(".")[0] != stage.partition(".")[0]
            if leaves and workflow.everywhere.get(verb) != target:
                assert (verb, "back to where it came from" if target == BACK else target) in list(pairwise(texts))


@ALL
def test_no_label_lies_on_another_and_none_hangs_over_the_edge(workflow: Workflow) -> None:
    picture = svg(workflow)
    words = words_of(picture)
    width, height = (float(n) for n in re.search(r'viewBox="0 0 (\S+) (\S+)"', picture).groups())  # type: ignore[union-attr]
    for box in ElementTree.fromstring(picture).iter(f"{SVG}rect"):
        assert float(box.get("x", "0")) + float(box.get("width", "0")) <= width
    assert min(one.bottom - one.top for one in words) > 0.95 * 8, "nothing is too small to read"
    for one in words:
        assert one.left >= 0 and one.right <= width and one.top >= 0 and one.bottom <= height, one.text
    for one, other in combinations(words, 2):
        beside = one.right <= other.left or other.right <= one.left
        above = one.bottom <= other.top or other.bottom <= one.top
        assert beside or above, (one.text, other.text)


def test_the_picture_is_1400_wide_and_wider_only_for_seven_stages_in_a_phase_or_long_verbs() -> None:
    assert 'width="1400"' in svg(STANDARD)
    assert 'width="1400"' in svg(SMALL)
    assert float(re.search(r'viewBox="0 0 (\S+) ', svg(HOUSE)).group(1)) > 1_600  # type: ignore[union-attr]


def test_close_is_a_note_and_no_arrow() -> None:
    texts = [words.text for words in words_of(svg(STANDARD))]
    assert [text for text in texts if re.match(r"close\b(?!d)", text)] == [
        "close: from every stage but closed, to closed"
    ]
    assert "every stage" not in svg(SMALL)


def test_a_way_back_is_dashed_and_nothing_else_is() -> None:
    ways_back = sum(target == BACK for moves in STANDARD.table.values() for target in moves.values())
    assert svg(STANDARD).count('class="move back"') == ways_back + 1  # and one in the legend
    assert svg(SMALL).count('class="move back"') == 1


@ALL
def test_the_picture_needs_nothing_from_anywhere_else(workflow: Workflow) -> None:
    picture = svg(workflow)
    ElementTree.fromstring(picture)
    assert "http" not in picture.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"<(image|script|foreignObject|use|link)\b|@import|url\(", picture)


def test_names_are_written_so_that_they_cannot_break_the_picture() -> None:
    assert "a &amp; b &lt;small&gt; 1" in svg(SMALL)
    assert "<small>" not in svg(SMALL)


def test_the_same_workflow_gives_the_same_picture() -> None:
    again = Workflow(STANDARD.name, STANDARD.version, {**STANDARD.table, EVERYWHERE: STANDARD.everywhere})
    assert svg(again) == svg(STANDARD)
    assert svg(HOUSE) != svg(STANDARD)


# --- the table ---------------------------------------------------------------------------------------------------------------


def test_the_table_of_a_small_workflow() -> None:
    assert table(SMALL) == (
        "| stage | verb | stage reached |\n"
        "|---|---|---|\n"
        "| *(a new case)* | `open_case` | `confirmation.pending` |\n"
        "| `confirmation.pending` | `reject_debt` | `closed` |\n"
        "| `confirmation.pending` | `query_debt` | `confirmation.pending` |\n"
    )


def test_the_table_has_a_row_for_every_move_and_one_for_closing_from_everywhere() -> None:
    rows = table(STANDARD).splitlines()[2:]
    moves = sum(len(verbs) - ("close" in verbs) for verbs in STANDARD.table.values())
    assert len(rows) == len(set(rows)) == len(STANDARD.starts) + moves + 1
    assert rows[-1] == "| *every stage but* `closed` | `close` | `closed` |"
    assert "| `legal.awaiting_approval` | `refuse_approval` | *where the phase was entered from* |" in rows
    assert BACK not in table(STANDARD)


# --- Mermaid -----------------------------------------------------------------------------------------------------------------


def test_mermaid_draws_a_small_workflow() -> None:
    assert mermaid(SMALL) == (
        "flowchart TB\n"
        '  subgraph phase_confirmation["confirmation"]\n'
        '    confirmation_pending["pending"]\n'
        "  end\n"
        '  subgraph phase_closed["closed"]\n'
        '    closed["closed"]\n'
        "  end\n"
        '  start_open_case(( )) -->|"open_case"| confirmation_pending\n'
        '  confirmation_pending -->|"reject_debt"| closed\n'
        '  confirmation_pending -->|"query_debt"| confirmation_pending\n'
    )


def test_mermaid_draws_every_move_of_the_standard_workflow_and_dashes_the_ways_back() -> None:
    lines = mermaid(STANDARD).splitlines()
    nodes = {line.strip().partition("[")[0] for line in lines if line.startswith("    ")}
    assert len(nodes) == len(STANDARD.stages)
    assert '  legal_awaiting_approval -.->|"refuse_approval"| came_from' in lines
    assert sum("-.->" in line for line in lines) == 4
    assert '  negotiation_offered -->|"decline / lapse"| negotiation_assessing' in lines
    assert '  note_0>"close: from every stage but closed, to closed"]' in lines
    for line in lines:
        arrow = re.fullmatch(r'  (\w+)(?:\(\( \)\))? -(?:-|\.-)>\|"[^"]+"\| (\w+)', line)
        if arrow:
            assert {arrow[1], arrow[2]} <= nodes | {"came_from", "start_open_case", "start_watch"}
