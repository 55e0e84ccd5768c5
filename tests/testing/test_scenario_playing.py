"""Stories played: what comes of each line, what is told of those that do not come true, and what is left out after them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.testing.house_rules import BOOK

from debtflow import catalogue
from debtflow.errors import ScenarioError
from debtflow.testing import play
from debtflow.testing.scenarios import CameOf, Played, perform, read

HERE = Path(__file__).parent

HEAD = """\
rulebooks: [generic]
clock: Asia/Shanghai
persons:
  Mr Li: [Asia/Shanghai]
staff:
  Lena: creditor
  Mr Voss: creditor
debts:
  card: {owed by: Mr Li, owed: 500.00 CNY, due: {2019-12-02: 100.00 CNY}}
scenarios:
  A story of mine alone:
"""


def told(folder: Path, *lines: str, head: str = HEAD) -> Played:
    path = folder / "mine.yaml"
    path.write_text(head + "".join(f"    - {line}\n" for line in lines), encoding="utf-8")
    return play(path)


def failure_of(folder: Path, *lines: str) -> CameOf:
    (failure,) = told(folder, *lines).failures
    return failure


def test_everything_that_a_file_can_say_comes_true_under_a_rulebook_of_ones_own() -> None:
    played = play(HERE / "stories.yaml", books={"house": BOOK})
    assert played.ok, str(played)
    assert played.unseen(BOOK) == {}


UNTRUE = {
    "2026-03-10 Tue 09:00, may Lena call Mr Li? no, by generic.custody; waiting does not help": "~ no -> yes",
    "2026-03-10 Tue 22:00, may Lena call Mr Li? yes": "+ generic.quiet_hours",
    "2026-03-10 Tue 22:00, may Lena call Mr Li? no, by generic.quiet_hours; next 2026-03-12 08:00": (
        "~ next 2026-03-12 08:00 -> next 2026-03-11 08:00"
    ),
    "2026-03-10 Tue 22:00, may Lena call Mr Li? no, by generic.quiet_hours": "~ no word of when -> next 2026-03-11 08:00",
    "2026-03-10 Tue 22:00, when may Lena call Mr Li? now": "~ now -> 2026-03-11 08:00",
    "2026-03-10 Tue 09:00, when may Lena close the case as forgiven? now": "~ now -> only with a second person",
    "2026-03-10 Tue 22:00, Lena asks to call Mr Li? yes": "+ generic.quiet_hours",
    "2026-03-10 Tue 09:00, may Lena file the claim? not possible; no such court": "Cannot `file_claim`",
    "2026-03-10 Tue 09:00, may Lena call Mr Li? not possible; asleep": "~ not possible -> yes",
    "2026-03-10 Tue 09:00, may Lena file the claim? yes": "not possible; Cannot `file_claim`",
    "2026-03-10 Tue 22:00, Lena calls Mr Li": "it is refused",
    "2026-03-10 Tue 09:00, Lena closes the case as forgiven": "it waits for a second person",
    "2026-03-10 Tue 09:00, Lena files the claim": "Cannot `file_claim`",
    "2026-03-10 Tue 09:00, the case is at negotiation.assessing": "at confirmation.confirmed",
    "2026-03-10 Tue 09:00, the case is at confirmation.confirmed, 1.00 CNY owed": "owed 500.00 CNY",
    "2026-03-10 Tue 09:00, promise p1 is kept": "none was made",
    "2026-03-10 Tue 09:00, Mr Voss approves what waits": "nothing waits",
    "2026-03-10 Tue 09:00, Lena releases the hold on Mr Li": "no hold lies on Mr Li",
    "2026-03-10 Tue 09:00, Lena places a hold on the placement (manual)": "the debt is not placed",
    "2026-03-10 Tue 09:00, Lena reviews the decision": "no decision waits",
    "2026-03-10 Tue 09:00, is due: generic.duty.feedback on 2026-03-20": "is due: nothing",
    "2026-03-10 Tue 09:00, it turns out that Lena called Mr Li, busy; it broke generic.custody": "it broke nothing",
}


@pytest.mark.parametrize("sentence", UNTRUE)
def test_what_does_not_come_true_is_told_with_file_line_name_and_difference(sentence: str, tmp_path: Path) -> None:
    failure = failure_of(tmp_path, "2026-03-10 Tue 08:00, may Lena call Mr Li? yes", sentence)
    for part in ("mine.yaml, line 13, in 'A story of mine alone'", sentence, UNTRUE[sentence]):
        assert part in str(failure)
    assert not failure.unreadable


def test_after_a_question_that_is_answered_otherwise_the_story_goes_on(tmp_path: Path) -> None:
    played = told(
        tmp_path,
        "2026-03-10 Tue 09:00, may Lena call Mr Li? not possible; asleep",
        "2026-03-10 Tue 22:00, may Lena call Mr Li? yes",
        "2026-03-10 Tue 22:00, Lena calls Mr Li",
        "2026-03-10 Tue 22:01, may Lena call Mr Li? yes",
        "2026-03-10 Tue 22:02, may Lena call Mr Li? yes",
    )
    assert [failure.line for failure in played.failures] == [12, 13, 14]
    assert str(played).endswith("1 scenarios, 3 lines: 1 scenarios did not come true")
    assert "the 2 lines after it were not played" in str(played)
    assert "did you" not in str(played)


def test_a_result_is_a_value_with_the_decision_behind_it(tmp_path: Path) -> None:
    played = told(
        tmp_path, "2026-03-10 Tue 22:00, may Lena call Mr Li? no, by generic.quiet_hours; next 2026-03-11 08:00"
    )
    (line,) = played
    assert (line.ok, line.action, str(line.day)) == (True, "place_call", "2026-03-10")
    assert line.found == line.expected
    assert line.decision is not None
    assert line.decision.rules == ("generic.quiet_hours",)
    assert len(played) == 1
    assert played["A story of mine alone"].cases is not None
    assert json.loads(json.dumps(played.rows()))[0]["sentence"] == line.text
    assert str(line).startswith("mine.yaml, line 12")


def test_what_the_file_says_of_a_debt_that_cannot_be_so_is_told(tmp_path: Path) -> None:
    head = HEAD.replace("2019-12-02: 100.00 CNY", "2026-12-02: 100.00 CNY")
    (failure,) = told(tmp_path, "2026-03-10 Tue 09:00, nothing is due", head=head).failures
    assert failure.unreadable
    assert "debt 'card' (line 9) cannot be on file so: nothing on debt card is overdue" in failure.why


def test_instalments_by_the_month_end_with_short_months_and_an_impossible_hour_is_told(tmp_path: Path) -> None:
    failure = failure_of(
        tmp_path,
        "2026-01-30 Fri 09:00, Lena opens negotiation",
        "2026-01-30 Fri 09:00, Lena offers 3 instalments of 100.00 CNY monthly from 2026-01-31",
        "2026-01-30 Fri 09:00, Lena places a hold on Mr Li (inconvenient time or place between 25:00 and 26:00)",
    )
    assert failure.line == 14
    assert failure.unreadable
    assert "hours are minutes after midnight" in failure.why


def test_a_story_is_found_by_its_name(tmp_path: Path) -> None:
    played = told(tmp_path, "2026-03-10 Tue 09:00, may Lena call Mr Li? yes")
    assert played["A story of mine alone"].ok
    with pytest.raises(KeyError, match="did you mean 'A story of mine alone'"):
        played["A story of mine"]


def test_a_story_that_does_not_come_true_has_no_caseload_to_draw(tmp_path: Path) -> None:
    told(tmp_path, "2026-03-10 Tue 09:00, may Lena call Mr Li? yes", "2026-03-10 Tue 22:00, may Lena call Mr Li? yes")
    story = read(tmp_path / "mine.yaml").stories[0]
    with pytest.raises(ScenarioError, match="line 13"):
        perform(story)


def test_rules_that_no_story_shows_on_both_sides_are_named(tmp_path: Path) -> None:
    night = "2026-03-10 Tue 22:00, may Lena call Mr Li? no, by generic.quiet_hours; next 2026-03-11 08:00"
    day = "2026-03-10 Tue 09:00, may Lena call Mr Li? yes"
    generic = catalogue.BOOKS["generic"]
    missing = told(tmp_path, night).unseen(generic)
    assert missing["generic.quiet_hours"] == "no such story in which it does not, too"
    assert missing["generic.custody"] == "no story in which it stands in the way"
    assert "generic.quiet_hours" not in told(tmp_path, day, night).unseen(generic)


def test_all_books_that_are_handed_in_count_where_a_file_names_none(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        HEAD.partition("\n")[2] + "    - 2026-03-10 Tue 22:00, may Lena call Mr Li? yes\n", encoding="utf-8"
    )
    with pytest.raises(ScenarioError, match="say under which rules it is played"):
        play(path)
    played = play(path, books={"house": BOOK})
    assert played.failures[0].found == "yes, but noted by house.gently (not known: risk_band)"
