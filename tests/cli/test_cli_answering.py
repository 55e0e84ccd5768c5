"""`sweep`, `history`, `rules`, `diagram` and `verify`: what they answer, and with which code."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import AT, Run, read

from debtflow.cli.answering import head_of


def swept(run: Run, db: Path, *words: object) -> object:
    return run("sweep", "--db", db, "--at", AT, "--zone", "Asia/Taipei", *words)


# ---- sweep --------------------------------------------------------------------------------------------------------


def test_a_sweep_asks_for_what_is_due_and_lists_the_permits(run: Run, db: Path) -> None:
    result = run("sweep", "--db", db, "--at", AT, "--zone", "Asia/Taipei", "--json")
    assert result.exit_code == 0
    found = read(result)
    (day,) = found["sweeps"]
    assert found["plan"] == "gentle 2026.1"
    assert day["visited"] == day["open"] == 4
    assert day["done"] == {"confirm": 4, "begin reminders": 4, "first reminder": 4}
    assert len(day["permits"]) == 4
    assert day["permits"][0] | {"expires_at": ""} == {
        "case": "uci-1",
        "attempt": "uci-1/a1",
        "person": "uci-1",
        "contact_point": "sms",
        "channel": "sms",
        "expires_at": "",
    }


def test_days_of_sweeps_show_one_line_each_and_the_refusals(run: Run, db: Path) -> None:
    result = run("sweep", "--db", db, "--at", "2026-03-02T22:30+08:00", "--zone", "Asia/Taipei", "--days", "3")
    assert result.exit_code == 0
    for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
        assert day in result.stdout
    assert "cn.gbt45251.hours" in result.stdout
    assert "GB/T 45251-2025" in result.stdout


def test_a_plan_that_is_not_there_is_named(run: Run, db: Path) -> None:
    result = run("sweep", "--plan", "gentel", "--db", db, "--at", AT)
    assert result.exit_code == 2
    assert "gentle" in result.stderr


# ---- history ------------------------------------------------------------------------------------------------------


def test_a_history_tells_who_did_what(run: Run, db: Path) -> None:
    swept(run, db)
    result = run("history", "uci-1", "--db", db)
    assert result.exit_code == 0
    for words in ("case opened on debt uci-1", "sweep", "confirmation.confirmed", "permit to reach uci-1 by sms"):
        assert words in result.stdout, words


def test_a_history_in_json_has_every_entry(run: Run, db: Path) -> None:
    swept(run, db)
    entries = read(run("history", "uci-1", "--db", db, "--json"))["entries"]
    assert [entry["entry"] for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[0]["events"] == ["case_opened"]
    assert entries[1]["left"] == "confirmation.pending"
    assert entries[1]["reached"] == "confirmation.confirmed"
    assert set(entries[0]) == {
        *("entry", "at", "recorded_at", "by", "kind", "what", "left", "reached"),
        *("refusals", "breaches", "money", "events", "flaw"),
    }


def edited(db: Path, statement: str) -> None:
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute(statement).rowcount == 1
        connection.commit()


def test_a_history_marks_an_entry_that_was_edited_and_is_a_finding(run: Run, db: Path) -> None:
    swept(run, db)
    assert read(run("history", "uci-1", "--db", db, "--json"))["sound"] is True
    edited(db, "UPDATE entries SET body = replace(body, 'import', 'nobody') WHERE stream = 'case:uci-1' AND seq = 1")
    edited(db, "UPDATE entries SET body = 'nothing' WHERE stream = 'case:uci-1' AND seq = 3")
    result = run("history", "uci-1", "--db", db)
    assert result.exit_code == 1
    assert "nobody" in result.stdout, "it is shown as it stands there"
    assert result.stdout.count("NOT SOUND case:uci-1 entry") == 2
    assert "cannot be read" in result.stdout
    assert result.stderr.splitlines() == [
        f"error: case:uci-1 entry {number}: its text is not what was sealed" for number in (1, 3)
    ]
    found = read(run("history", "uci-1", "--db", db, "--json"))
    assert (found["sound"], found["problem"]) == (False, "case:uci-1 entry 1: its text is not what was sealed")
    assert [entry["entry"] for entry in found["entries"] if entry["flaw"]] == [1, 3]


def test_a_history_is_drawn_into_a_file_in_place_of_the_table(run: Run, db: Path, tmp_path: Path) -> None:
    swept(run, db)
    path = tmp_path / "case.svg"
    result = run("history", "uci-1", "--db", db, "-o", path)
    assert (result.exit_code, result.stdout) == (0, "")
    picture = path.read_text(encoding="utf-8")
    assert picture.startswith("<svg ")
    assert "Case uci-1" in picture
    both = run("history", "uci-1", "--db", db, "--output", path, "--json")
    assert read(both)["case"] == "uci-1"


def test_a_history_is_drawn_as_svg_only_and_of_a_case_that_is_there_and_sound(
    run: Run, db: Path, tmp_path: Path
) -> None:
    other = run("history", "uci-1", "--db", db, "-o", tmp_path / "drawn.png")
    assert other.exit_code == 2
    assert "name the file drawn.svg" in other.stderr
    assert run("history", "uci-1x", "--db", db, "-o", tmp_path / "drawn.svg").exit_code == 2
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE entries SET body = replace(body, 'open', 'shut') WHERE stream = 'case:uci-1'")
    touched = run("history", "uci-1", "--db", db, "-o", tmp_path / "drawn.svg")
    assert touched.exit_code == 1
    assert "case:uci-1 entry 1" in touched.stderr
    assert list(tmp_path.glob("drawn.*")) == []


def test_a_history_whose_snapshot_was_edited_is_a_finding(run: Run, db: Path) -> None:
    edited(
        db, "UPDATE streams SET state = replace(state, 'confirmation.pending', 'closed') WHERE stream = 'case:uci-1'"
    )
    result = run("history", "uci-1", "--db", db)
    assert result.exit_code == 1
    assert "NOT SOUND" not in result.stdout
    assert "its snapshot is not what its log folds to" in result.stderr


def test_a_case_that_is_not_there_is_bad_input(run: Run, db: Path) -> None:
    result = run("history", "nobody", "--db", db)
    assert result.exit_code == 2
    assert "no case 'nobody'" in result.stderr


# ---- rules --------------------------------------------------------------------------------------------------------


def test_rules_say_what_they_stand_on_and_that_it_was_not_verified(run: Run) -> None:
    result = run("rules", "--book", "china")
    assert result.exit_code == 0
    for words in ("cn.gbt45251.hours", "forbids", "since 2025-02-28", "not verified", "22:00", "No collection between"):
        assert words in result.stdout, words
    assert "This is no legal advice." in result.stdout


def test_rules_are_chosen_by_action_day_and_language(run: Run) -> None:
    early = read(run("rules", "--book", "china", "--day", "2021-01-01", "--json"))["rules"]
    assert "cn.agency.violence" in (ids := {rule["id"] for rule in early}) and "cn.gbt45251.hours" not in ids
    calls = read(run("rules", "--action", "place_call", "--json"))["rules"]
    assert {"cn.gbt45251.freq", "generic.calls_per_week"} <= {rule["id"] for rule in calls}
    assert all({"place_call", "*"} & set(rule["governs"]) for rule in calls)
    (chinese,) = (
        rule for rule in read(run("rules", "--language", "zh", "--json"))["rules"] if rule["id"] == "cn.gbt45251.hours"
    )
    assert chinese["says"] == "除双方另有约定外，22:00 至次日 08:00 不得催收"


def test_rules_are_chosen_by_jurisdiction_role_and_product(run: Run) -> None:
    found = read(run("rules", "--jurisdiction", "china", "--role", "assignee", "--json"))
    assert "cn.agency.violence" in (ids := {rule["id"] for rule in found["rules"]}) and "cn.gbt45251.freq" not in ids
    assert found["book"] == "china + generic 2026.1 (for assignee)"
    narrow = read(run("rules", "--jurisdiction", "china", "--product", "mortgage", "--json"))["rules"]
    assert "cn.transfer.notice" in (ids := {rule["id"] for rule in narrow}) and "cn.card.plan_years" not in ids
    for words in (("--role", "agency"), ("--product", "mortgage")):
        alone = run("rules", *words)
        assert alone.exit_code == 2 and "name it too, e.g. --jurisdiction china" in alone.stderr


def test_the_instruments_are_listed_with_how_much_of_each_is_stated(run: Run) -> None:
    listed = read(run("rules", "--instruments", "--json"))["instruments"]
    assert sum(row["rules"] for row in listed) == len(read(run("rules", "--json"))["rules"])
    assert "GB/T 45251-2025" in run("rules", "--instruments").stdout


def test_what_no_rule_says_is_listed_with_why(run: Run) -> None:
    listed = read(run("rules", "--left-out", "--json"))["unstated"]
    assert {row["how"] for row in listed} == {"held otherwise", "an option", "left out"}
    of_india = read(run("rules", "--left-out", "--jurisdiction", "india", "--json"))["unstated"]
    assert {row["book"] for row in of_india} == {"india"} and "in.rbi.2026.target" in {row["id"] for row in of_india}
    assert "why" in run("rules", "--left-out").stdout
    unknown = run("rules", "--left-out", "--jurisdiction", "chnia")
    assert unknown.exit_code == 2 and "did you mean" in unknown.stderr


def test_a_file_of_rules_that_loosens_the_law_is_shown_and_decides_nothing(run: Run, db: Path, tmp_path: Path) -> None:
    path = tmp_path / "looser.py"
    path.write_text(
        "from debtflow import catalogue\nBOOK = catalogue.joined('china').with_value('cn.gbt45251.talks_per_day', 9)\n"
    )
    shown = run("rules", "--book", "generic", "--rules", f"{path}:BOOK", "--json")
    assert "talks_per_day = 9" in read(shown)["book"]
    for as_if in ((), ("--as-if-since", "2005-01-01")):
        refused = run("sweep", "--db", db, "--book", "generic", "--rules", f"{path}:BOOK", *as_if)
        assert refused.exit_code == 2 and "decides nothing for real" in refused.stderr


def test_verified_rules_are_those_whose_text_was_read(run: Run) -> None:
    rules = read(run("rules", "--verified", "--json"))["rules"]
    assert all(rule["verified"] and rule["basis"] == "verified" for rule in rules)


def test_a_rule_of_ones_own_on_a_misspelt_action_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "my_rules.py"
    path.write_text(
        "from datetime import date\n"
        "from debtflow import Basis, Citation, Rulebook, Tone, rule\n"
        "CITES = Citation(instrument='Policy 4.2', basis=Basis.HOUSE)\n"
        "@rule('house.x', governs={'place_cal'}, tone=Tone.FORBID, cites=CITES, since=date(2020, 1, 1), says='No')\n"
        "def x(f): return f.wave >= 1\n"
        "BOOK = Rulebook('house', '1', [x])\n",
        encoding="utf-8",
    )
    result = run("rules", "--rules", f"{path}:BOOK")
    assert result.exit_code == 2
    assert "house.x governs `place_cal`, which is no verb or deed" in result.stderr
    assert "did you mean `place_call`?" in result.stderr


def test_an_unknown_book_action_or_language_is_bad_input(run: Run) -> None:
    for words in (("--book", "mars"), ("--action", "place_cal"), ("--language", "fr"), ("--day", "soon")):
        result = run("rules", *words)
        assert result.exit_code == 2, words
        assert result.stderr.startswith("error: ")


# ---- diagram ------------------------------------------------------------------------------------------------------


def test_the_workflow_is_drawn_in_three_forms(run: Run, tmp_path: Path) -> None:
    assert run("diagram", "--format", "svg").stdout.startswith("<svg")
    assert "confirm_debt" in run("diagram", "--format", "mermaid").stdout
    assert run("diagram").stdout.startswith("| stage |")
    assert run("diagram", "-o", tmp_path / "workflow.svg").exit_code == 0
    assert (tmp_path / "workflow.svg").read_text(encoding="utf-8").startswith("<svg")
    assert run("diagram", "--format", "png").exit_code == 2


def test_a_picture_that_cannot_be_written_is_not_text_under_its_name(run: Run, tmp_path: Path) -> None:
    for name in ("workflow.png", "workflow"):
        result = run("diagram", "-o", tmp_path / name)
        assert result.exit_code == 2
        assert "a workflow is written as .svg (svg), .mmd (mermaid), .md (table)" in result.stderr
        assert not (tmp_path / name).exists()
    assert run("diagram", "-o", tmp_path / "workflow.txt", "--format", "table").exit_code == 0


def test_a_file_that_cannot_be_written_is_told_without_the_words_of_python(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "no" / "folder.svg"
    result = run("diagram", "-o", path)
    assert result.exit_code == 2
    assert result.stderr == f"error: {path} cannot be read or written: No such file or directory\n"


# ---- verify -------------------------------------------------------------------------------------------------------


def test_a_sound_log_has_a_head_that_stays(run: Run, db: Path) -> None:
    first = read(run("verify", "--db", db, "--json"))
    assert first["sound"]
    assert first["entries"] == 20
    assert first["streams"] == 12
    assert run("verify", "--db", db, "--expect", first["head"]).exit_code == 0
    swept(run, db)
    later = run("verify", "--db", db, "--expect", first["head"])
    assert later.exit_code == 1
    assert "not the one that was expected" in later.stderr


def test_a_log_that_was_tampered_with_is_a_finding_and_names_the_entry(run: Run, db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE entries SET body = replace(body, '3795.61', '1.00') WHERE stream = 'case:uci-1'")
        connection.commit()
    result = run("verify", "--db", db)
    assert result.exit_code == 1
    assert "case:uci-1 entry 1" in result.stderr
    found = read(run("verify", "--db", db, "--json"))
    assert found["sound"] is False
    assert "case:uci-1 entry 1" in found["problem"]
    assert found["head"] is None


def test_an_entry_that_was_removed_is_missed(run: Run, db: Path) -> None:
    swept(run, db)
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("DELETE FROM entries WHERE stream = 'case:uci-2' AND seq = 2")
        connection.commit()
    result = run("verify", "--db", db)
    assert result.exit_code == 1
    assert "case:uci-2 entry 3" in result.stderr


def test_the_head_covers_every_stream() -> None:
    assert head_of({"a": "1", "b": "2"}) == head_of({"b": "2", "a": "1"})
    assert head_of({"a": "1"}) != head_of({"a": "2"})
