"""Rulebooks of one's own: a file and a name become a book; every mistake says what is there and how to mend it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tests.cli.conftest import AT, Run
from typer.testing import CliRunner

from debtflow.cli.app import app
from debtflow.cli.ownbooks import missing_attributes, own_book
from debtflow.errors import BookError, ExpressionError
from debtflow.records.debts import Balance, Debt, Obligor
from debtflow.values.money import Money

DAY = date(2026, 3, 1)

HEAD = """
from datetime import date
from debtflow import Basis, Citation, Count, FactGroup, Rulebook, Tone, rule

POLICY = Citation(instrument="Policy 4.2", basis=Basis.HOUSE)
CARD = FactGroup("card", LIMIT_BAL=Count(0, 10_000_000, "the credit limit"))

@rule("house.small", governs={"place_call"}, tone=Tone.FORBID, cites=POLICY, since=date(2020, 1, 1), facts=CARD,
      says="Small cards are not called")
def small(f):
    return PREDICATE
"""
BOOK = 'BOOK = Rulebook("house", "2026.1", [small])\n'


def written(folder: Path, text: str = HEAD + BOOK, predicate: str = "f.LIMIT_BAL <= 20_000") -> str:
    path = folder / "my_rules.py"
    path.write_text(text.replace("PREDICATE", predicate), encoding="utf-8")
    return str(path)


def test_a_book_is_found_by_its_name_and_alone_without_one(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert own_book(f"{path}:BOOK").label == own_book(path).label == "house 2026.1"
    assert list(own_book(path).rules) == ["house.small"]


@pytest.mark.parametrize(
    ("text", "named", "said"),
    [
        (HEAD + BOOK, "my_rules", "name a Python file and the rulebook in it"),
        (HEAD + BOOK, "other.py:BOOK", "there is no file"),
        (HEAD + BOOK, "my_rules.py:BOK", "no rulebook BOK; it has BOOK"),
        (HEAD + BOOK, "my_rules.py:small", r"small is a rule; put it into a book: BOOK = Rulebook\("),
        (HEAD, "my_rules.py", "the file has none"),
        (HEAD + BOOK + BOOK.replace("BOOK", "OTHER"), "my_rules.py", "as my_rules.py:NAME; the file has BOOK, OTHER"),
        ("import debtflow\nnothing\n", "my_rules.py", "line 2: NameError"),
        ("x = 1\ny = (\n", "my_rules.py", "line 2: SyntaxError"),
    ],
)
def test_a_mistake_says_what_is_there(
    text: str, named: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BookError, match=said):
        own_book(named)


def test_a_mistake_in_a_predicate_keeps_its_mend(tmp_path: Path) -> None:
    with pytest.raises(ExpressionError, match=r"house\.small.*did you mean `LIMIT_BAL`"):
        own_book(written(tmp_path, predicate="f.LIMIT_BALL <= 20_000"))


def test_the_demo_is_played_under_it_and_old_decisions_are_explained_with_it(tmp_path: Path) -> None:
    path, db = written(tmp_path, predicate="f.LIMIT_BAL <= 50_000"), str(tmp_path / "demo.db")
    run = CliRunner().invoke
    played = run(app, ["demo", "--quick", "--days", "12", "--db", db, "--rules", f"{path}:BOOK", "--json"])
    assert played.exit_code == 0, played.output
    (row,) = [row for row in json.loads(played.stdout)["refusals"] if row["rule"] == "house.small"]
    assert row["count"] > 0 and row["says"] == "Small cards are not called"

    case = row["example"]["case"]
    told = json.loads(run(app, ["history", case, "--db", db, "--json"]).stdout)
    entry = next(str(each["entry"]) for each in told["entries"] if each["kind"] == "refused")
    explained = run(app, ["explain", case, "--entry", entry, "--db", db, "--rules", path, "--json"])
    assert explained.exit_code == 1 and "house.small" in explained.stdout
    without = run(app, ["explain", case, "--entry", entry, "--db", db])
    assert without.exit_code == 2 and "LIMIT_BAL, which no rule of today's book declares" in without.output


def test_the_rules_of_a_book_are_listed_with_the_others(tmp_path: Path) -> None:
    listed = CliRunner().invoke(app, ["rules", "--rules", written(tmp_path), "--action", "place_call", "--json"])
    rules = {rule["id"]: rule for rule in json.loads(listed.stdout)["rules"]}
    assert rules["house.small"]["when"] == "the credit limit is at most 20000"
    assert "generic.quiet_hours" in rules


def test_a_fact_that_no_debt_has_is_told_before_the_demo_is_played(tmp_path: Path) -> None:
    path = written(tmp_path, (HEAD + BOOK).replace("LIMIT_BAL", "LIMIT_BALL"), "f.LIMIT_BALL <= 50_000")
    words = ["demo", "--quick", "--days", "1", "--db", str(tmp_path / "demo.db"), "--rules", path]
    played = CliRunner().invoke(app, words)
    assert played.exit_code == 2
    assert "no debt here has the attribute `LIMIT_BALL`, from which house.small reads a fact" in played.stderr
    assert "did you mean `LIMIT_BAL`?" in played.stderr


def test_a_fact_that_no_debt_has_is_a_warning_on_a_caseload_of_ones_own(run: Run, db: Path, tmp_path: Path) -> None:
    path = written(tmp_path, (HEAD + BOOK).replace("LIMIT_BAL", "LIMIT_BALL"), "f.LIMIT_BALL <= 50_000")
    for words in (("sweep",), ("explain", "uci-1")):
        told = run(*words, "--db", db, "--rules", path, "--at", AT, "--zone", "Asia/Taipei", "--json")
        assert told.exit_code == 0, told.output
        assert told.stderr.startswith("warning: no debt here has the attribute `LIMIT_BALL`")
        assert json.loads(told.stdout)
    written(tmp_path)
    assert run("explain", "uci-1", "--db", db, "--rules", path, "--at", AT).stderr == ""


def test_a_fact_for_which_a_value_stands_in_is_not_missed(tmp_path: Path) -> None:
    debts = [Debt(id="d", obligors=(Obligor(person="p"),), owed=Balance(principal=Money("1.00", "CNY")), as_of=DAY)]
    book = own_book(written(tmp_path))
    assert len(missing_attributes(book, debts)) == 1
    assert missing_attributes(book, []) == []
    assert missing_attributes(book.assuming(LIMIT_BAL=1), debts) == []
    blank = debts[0].changed(attributes=(("LIMIT_BAL", " "),))
    assert len(missing_attributes(book, [blank])) == 1
    assert missing_attributes(book, [blank, debts[0].changed(attributes=(("LIMIT_BAL", "7"),))]) == []
