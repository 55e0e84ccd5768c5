"""Every mistake in a scenario file names file and line, what was found, and what was expected with the nearest word.

The manual's table of mistakes is made of this one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.testing.house_rules import BOOK

from debtflow.errors import ScenarioError
from debtflow.testing.scenarios import files_in, pictures_in, play, read
from debtflow.testing.scenarios.forms import Mistake

FILE = """\
rulebooks: [generic, house]
clock: Asia/Shanghai
persons:
  Mr Li: [Asia/Shanghai]
  Ms Wu: []
staff:
  Lena: creditor
debts:
  card: {owed by: Mr Li, owed: 500.00 CNY, due: {2019-12-02: 100.00 CNY}, attributes: {risk_band: low}}
  loan: {owed by: Ms Wu, owed: 500.00 USD, as of: 2026-01-05}
scenarios:
  The house closes at nine in the evening:
    - 2026-03-09 Mon 20:59, may Lena call Mr Li? yes, but noted by house.gently
    - 2026-03-09 Mon 21:00, Lena opens negotiation
"""

CARD, LAST = "  card: {", "    - 2026-03-09 Mon 21:00, Lena opens negotiation\n"

# What it is -> what stands in the file, what is written in its place, and what is said of it.
MISTAKES: dict[str, tuple[str, str, str]] = {
    "broken YAML": ("persons:\n", "persons: [\n", "it is no YAML: "),
    "a tab": ("  Mr Li: [Asia", "\tMr Li: [Asia", "a tab stands where spaces are expected: indent by spaces"),
    "a colon too many": (LAST, LAST[:-1] + ": he: agreed\n", "a sentence with a second `: ` in it stands in quotes"),
    "a key that is missing": ("clock: Asia/Shanghai\n", "", "the key 'clock' is missing"),
    "a key of the file that is not known": (
        "debts:",
        "dets:",
        "a scenario file has no key 'dets'; did you mean `debts`?",
    ),
    "a key of a debt that is not known": (
        "owed: 500.00 CNY",
        "owde: 500.00 CNY",
        "debt 'card': a debt has no key 'owde'; did you mean `owed`?",
    ),
    "a scenario that stands twice": (
        "  The house closes at nine in the evening:\n",
        "  The house closes at nine in the evening:\n    - 2026-03-09 Mon 20:59, nothing is due\n"
        "  The house closes at nine in the evening:\n",
        "'The house closes at nine in the evening' stands on line 12 already",
    ),
    "a scenario without lines": (
        "scenarios:\n",
        "scenarios:\n  Nothing happens here at all: []\n",
        "found an empty list",
    ),
    "a rulebook that is not known": ("[generic, house]", "[generik, house]", "did you mean 'generic'? (hand yours in"),
    "no rulebook": ("rulebooks: [generic, house]", "rulebooks: []", "expected a list of rulebooks"),
    "a zone that is none": ("clock: Asia/Shanghai", "clock: Asia/Shangai", "did you mean Asia/Shanghai"),
    "yes or no, and neither": (
        CARD,
        CARD + "opened: perhaps, ",
        "debt 'card', opened: expected yes or no, found 'perhaps'",
    ),
    "a legal order that is none": (
        CARD,
        CARD + "jurisdiction: us, ",
        "debt 'card', jurisdiction: expected a legal order",
    ),
    "a list that is none": ("  Mr Li: [Asia/Shanghai]", "  Mr Li: Asia/Shanghai", "expected a list of time zones"),
    "a debt of somebody whom nobody knows": (
        "owed by: Mr Li",
        "owed by: Mr Lee",
        "debt 'card': nobody in `persons` is called 'Mr Lee'; did you mean 'Mr Li'?",
    ),
    "a debt in two currencies": ("100.00 CNY", "100.00 USD", "it is owed in CNY, found 100.00 USD"),
    "a debt of which more is due than owed": ("owed: 500.00 CNY", "owed: 50.00 CNY", "more than the 50.00 CNY owed"),
    "an amount that is no number": ("owed: 500.00 CNY", "owed: fifty CNY", "debt 'card', owed: expected an amount"),
    "a currency that is none": ("owed: 500.00 CNY", "owed: 500.00 CYN", "debt 'card', owed: expected an amount"),
    "an impossible day that is due": (
        "2019-12-02",
        "2019-02-30",
        "expected a day, e.g. 2026-03-10, found '2019-02-30'",
    ),
    "an attribute that is no fact": (
        "risk_band: low",
        "risk_bnad: low",
        "no fact is called 'risk_bnad'; did you mean `risk_band`?",
    ),
    "an attribute that is no value of its fact": ("risk_band: low", "risk_band: middling", "expected one of low, high"),
    "an assumption about no fact": (
        "clock:",
        "assume: {consent_givn: yes}\nclock:",
        "cannot assume 'consent_givn': no such fact; did you mean `consent_given`?",
    ),
    "a number that no rule reads": (
        "clock:",
        "numbers: {house.answer_dais: 3}\nclock:",
        "no rule reads a number called 'house.answer_dais'; did you mean `house.answer_days`?",
    ),
    "a picture of a scenario that is not there": (
        "scenarios:",
        "pictures: {one: {The house opens: card}}\nscenarios:",
        "pictures, one: no scenario is called 'The house opens'",
    ),
    "two names that mean one": (
        "  Ms Wu: []",
        "  Ms Wu: []\n  ms wu: []",
        "persons: 'ms wu' cannot be told from 'Ms Wu'",
    ),
    "a name that would not be understood": ("Lena: creditor", "Lena, Li: creditor", "expected a name without commas"),
    "a line without day, weekday and time": (
        "2026-03-09 Mon 21:00, Lena",
        "09.03.2026 21:00, Lena",
        "write a day, its weekday and a time first",
    ),
    "an impossible day": ("2026-03-09 Mon 21:00", "2026-02-30 Mon 21:00", "2026-02-30 is no day"),
    "a weekday that does not match": (
        "2026-03-09 Mon 21:00",
        "2026-03-09 Tue 21:00",
        "2026-03-09 is a Mon, not a 'Tue'",
    ),
    "an impossible time": ("2026-03-09 Mon 21:00", "2026-03-09 Mon 25:00", "25:00 is no time"),
    "a time over which the clocks are put forward": (
        "2026-03-09 Mon 21:00,",
        "2026-03-29 Sun 02:30 (Europe/Berlin),",
        "02:30 does not come on 2026-03-29 in Europe/Berlin",
    ),
    "a line that goes back in time": (
        "Mon 21:00",
        "Mon 20:58",
        "a story goes on in time, and this is before the sentence",
    ),
    "an impossible day in a sentence": (
        "Lena opens negotiation",
        "Lena demands payment by 2026-04-31",
        "2026-04-31 is no day",
    ),
    "an impossible moment in a sentence": (
        "Lena opens negotiation",
        "Lena places a hold on Mr Li (dispute) until 2026-04-01 24:30",
        "2026-04-01 24:30 is no day and time",
    ),
    "a question without its answer": (
        "Lena opens negotiation",
        "may Lena call Mr Li",
        "a question ends with `?` and its answer",
    ),
    "a happening that is told otherwise": (
        "Lena opens negotiation",
        "Mr Li payed 50.00 CNY",
        "is no sentence: it begins with nobody of Lena, and is nothing that happens or is looked at; the nearest",
    ),
    "a zone in a sentence that is none": (
        "Lena opens negotiation",
        "Mr Li may now be in Asia/Shangai",
        "did you mean Asia/Shanghai",
    ),
    "staff whom nobody knows": (
        "Lena opens",
        "Lina opens",
        "nobody of the staff is called 'Lina'; did you mean 'Lena'?",
    ),
    "staff whom nobody knows, in a question": (
        "Lena opens negotiation",
        "may Otto call Mr Li? yes",
        "nobody of the staff is called 'Otto'; there are Lena",
    ),
    "a person whom nobody knows": (
        "Lena opens negotiation",
        "Lena calls Mr Lee",
        "nobody in `persons` is called 'Mr Lee'; did you mean 'Mr Li'?",
    ),
    "a debt that nobody knows": (
        "opens negotiation",
        "opens negotiation about crad",
        "no debt is called 'crad'; did you mean 'card'?",
    ),
    "two debts in one decision": (
        "opens negotiation",
        "opens negotiation about card and loan",
        "a decision is about one debt",
    ),
    "a verb that is not known": (
        "Lena opens negotiation",
        "Lena visists Mr Li",
        "'visists Mr Li' is no action; did you mean 'visits'? One writes: `visits Mr Li",
    ),
    "a verb that is known and goes on otherwise": (
        "Lena opens negotiation",
        "Lena proposes",
        "'proposes' is no action; with 'proposes' one writes: `proposes Harbour",
    ),
    "a verb of the table that is not known": (
        "opens negotiation",
        "does open_negotiations",
        "no action is called 'open_negotiations'; did you mean 'open_negotiation'?",
    ),
    "a stage that is not known": (
        "Lena opens negotiation",
        "the case is at negotiation.asessing",
        "there is no stage 'negotiation.asessing'; did you mean 'negotiation.assessing'?",
    ),
    "an end that a contact does not have": (
        "opens negotiation",
        "calls Mr Li, spoke",
        "'spoke' is no end of a call or visit; there are talked",
    ),
    "an end of what is no contact": (
        "negotiation",
        "negotiation, talked",
        "is no contact, so it has no end like 'talked'",
    ),
    "a kind of hold that is not known": (
        "opens negotiation",
        "places a hold on Mr Li (disput)",
        "'disput' is no kind of hold; did you mean 'dispute'?",
    ),
    "an outcome that is not known": (
        "opens negotiation",
        "closes the case as paid",
        "'paid' is no outcome of a case; there are paid in full, cured, settled",
    ),
    "an amount in a sentence that is no number": (
        "Lena opens negotiation",
        "Mr Li pays fifty CNY",
        "'fifty CNY' is no amount",
    ),
    "an amount in another currency": (
        "Lena opens negotiation",
        "Mr Li pays 50.00 USD",
        "50.00 USD is in another currency: card is in CNY",
    ),
    "an answer that is none": (
        "Lena opens negotiation",
        "may Lena call Mr Li? perhaps",
        "'perhaps' is no answer: answer `yes`",
    ),
    "a rule that no rulebook has": (
        "Lena opens negotiation",
        "may Lena call Mr Li? no, by generic.quiet_hour; waiting does not help",
        "these rulebooks have no rule 'generic.quiet_hour'; did you mean 'generic.quiet_hours'?",
    ),
    "a fact that is not known, in an answer": (
        "Lena opens negotiation",
        "may Lena write to Ms Wu about loan? no, by house.consent (not known: consent); waiting does not help",
        "there is no fact 'consent'",
    ),
    "a duty that no rulebook has": (
        "Lena opens negotiation",
        "missed: house.answr on 2026-03-12",
        "these rulebooks have no duty 'house.answr'; did you mean 'house.answer'?",
    ),
    "a contact point that the person does not have": (
        "opens negotiation",
        "calls Mr Li at new phone",
        "Mr Li has no contact point 'new phone'; did you mean 'phone'?",
    ),
    "a payment that was never made": ("Lena opens negotiation", "payment 1 bounces", "there is no payment 1 yet"),
}

PLAYED = {"a contact point that the person does not have", "a payment that was never made"}
"""What only the story itself can show, and so is found when it is played."""


def told(folder: Path, name: str) -> Mistake:
    """The first mistake that is told of the file with that one in it."""
    old, new, _ = MISTAKES[name]
    assert old in FILE, name
    path = folder / "mine.yaml"
    path.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    if name in PLAYED:
        failure = play(path, books={"house": BOOK}).failures[0]
        assert failure.unreadable
        return Mistake(path.name, failure.line, failure.why, failure.story, failure.text)
    with pytest.raises(ScenarioError) as problem:
        read(path, {"house": BOOK})
    assert str(problem.value.mistakes[0]) in str(problem.value)
    found = problem.value.mistakes[0]
    assert isinstance(found, Mistake)
    return found


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_names_file_and_line_and_what_was_expected(name: str, tmp_path: Path) -> None:
    old, new, said = MISTAKES[name]
    mistake = told(tmp_path, name)
    assert said in mistake.problem
    assert str(mistake).startswith(f"mine.yaml, line {mistake.line}")
    begins = FILE[: FILE.index(old)].count("\n") + 1
    # What is broken is often noticed on the next line; what is missing, nowhere in particular.
    lines = range(1 if name == "a key that is missing" else begins, begins + max(1, new.count("\n")) + 2)
    assert mistake.line in lines
    if mistake.line >= 13 and mistake.story:
        assert mistake.story == "The house closes at nine in the evening"


def test_the_file_without_mistakes_is_read_and_comes_true(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(FILE, encoding="utf-8")
    assert play(path, books={"house": BOOK}).ok


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = FILE.replace("Mon 20:59", "Tue 20:59").replace("Lena opens negotiation", "Lena sings")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as problem:
        read(path, {"house": BOOK})
    assert [mistake.line for mistake in problem.value.mistakes] == [13, 14]  # type: ignore[attr-defined]


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(FILE.replace("Mon 20:59", "Tue 20:59"), encoding="utf-8")
    with pytest.raises(ScenarioError) as problem:
        play(tmp_path, books={"house": BOOK})
    assert [str(mistake)[:7] for mistake in problem.value.mistakes] == ["a.yaml,", "b.yaml,"]


def test_what_stands_in_the_place_of_a_name_is_one_mistake_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        FILE.replace("scenarios:", "pictures: {one: {The house closes at nine in the evening: []}}\nscenarios:")
    )
    with pytest.raises(ScenarioError) as problem:
        read(path, {"house": BOOK})
    assert len(problem.value.mistakes) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\xff\xfe", "it is no UTF-8 text"),
        (b"- a\n", "expected a scenario file"),
        (b"a: &x *x\n", "no YAML"),
        (b"a: b\n\x01", "line 2: the character U.0001 cannot stand in YAML"),
    ],
)
def test_what_is_no_scenario_file_at_all_is_told(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match=rf"mine.yaml.*{said}"):
        read(path)


def test_a_key_of_a_scenario_that_is_not_known_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    body = "    rulebook: [generic]\n    lines:\n    - 2026-03-09 Mon 20:59, nothing is due\n"
    path.write_text(FILE.partition("    - 2026")[0] + body, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"line 13: .*a scenario has no key 'rulebook'; did you mean `rulebooks`"):
        read(path, {"house": BOOK})


def test_a_folder_is_its_files_and_one_without_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is no scenario file"):
        files_in(tmp_path)
    with pytest.raises(ScenarioError, match="there is no scenario file or folder"):
        files_in(tmp_path / "nowhere")
    for name in ("b.yaml", "a.yml", "c.txt"):
        (tmp_path / name).write_text(FILE, encoding="utf-8")
    assert [path.name for path in files_in(tmp_path, tmp_path / "b.yaml")] == ["a.yml", "b.yaml"]


def test_a_picture_is_the_story_at_whose_end_it_is_drawn() -> None:
    drawn = pictures_in(Path(__file__).parents[1] / "scenarios")
    assert {"extension", "self_collection", "settlement", "third_party"} <= set(drawn)
    story, case = drawn["third_party"]
    assert case == "card"
    assert story.text().startswith("A card is placed with an agency")
