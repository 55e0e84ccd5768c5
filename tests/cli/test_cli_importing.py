"""`debtflow import`: what is read, what is opened, and that nothing happens twice."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import AT, HEADER, ROWS, TAPE, Run, read

REAL = Path(__file__).resolve().parents[2] / "examples" / "data" / "uci_default_credit_card.csv.gz"


def test_a_tape_is_read_and_cases_are_opened(run: Run, tape: Path, tmp_path: Path) -> None:
    result = run("import", tape, *TAPE, "--db", tmp_path / "a.db", "--at", AT)
    assert result.exit_code == 0
    assert "4 cases opened" in result.stdout
    assert "Assumed:" in result.stdout
    assert "zone - Asia/Taipei" in result.stdout


def test_the_second_run_opens_nothing(run: Run, tape: Path, db: Path) -> None:
    again = read(run("import", tape, *TAPE, "--db", db, "--at", "2026-03-03T10:30+08:00", "--json"))
    assert again["intake"] == {
        "debts_added": 0,
        "debts_on_file": 4,
        "cases_opened": 0,
        "cases_open": 4,
        "cases_ended": 0,
        "conflicts": [],
    }
    assert read(run("verify", "--db", db, "--json"))["sound"] is True


def test_more_rows_are_added_to_what_is_there(run: Run, tape: Path, db: Path) -> None:
    tape.write_text("\n".join((HEADER, *ROWS, "7,10000,2,900")) + "\n", encoding="utf-8")
    again = read(run("import", tape, *TAPE, "--db", db, "--at", AT, "--json"))
    assert (again["intake"]["cases_opened"], again["intake"]["cases_open"]) == (1, 4)


def test_a_debt_with_other_content_is_a_conflict_and_stays_as_it_is(run: Run, tape: Path, db: Path) -> None:
    tape.write_text("\n".join((HEADER, "1,20000,2,9999")) + "\n", encoding="utf-8")
    result = run("import", tape, *TAPE, "--db", db, "--at", AT, "--json")
    assert result.exit_code == 1
    (conflict,) = read(result)["intake"]["conflicts"]
    assert conflict["debt"] == "uci-1"
    assert "on file with other content" in conflict["why"]
    assert read(run("explain", "uci-1", "--db", db, "--at", AT, "--json"))["standing"]["total"] == "3913.00 TWD"


def test_next_months_tape_brings_what_is_new_and_says_what_to_do_with_the_rest(run: Run, tape: Path, db: Path) -> None:
    tape.write_text("\n".join((HEADER, *ROWS, "7,10000,2,900")) + "\n", encoding="utf-8")
    result = run("import", tape, "--preset", "uci_card", "--as-of", "2026-03-31", "--db", db, "--at", "2026-04-01")
    assert result.exit_code == 1
    said = " ".join(result.stdout.split())
    assert "1 cases opened" in said
    assert "4 accounts were not taken in" in said
    assert "debt uci-1 is on file as of 2026-02-28, and a later state of it (as of 2026-03-31;" in said
    assert said.count("a later tape brings new debts only; payments are recorded in Python") == 1


def test_a_rejected_row_stops_no_other_and_is_a_finding(run: Run, tape: Path, tmp_path: Path) -> None:
    tape.write_text("\n".join((HEADER, *ROWS, "8,10000,two,900")) + "\n", encoding="utf-8")
    result = run("import", tape, *TAPE, "--db", tmp_path / "a.db", "--at", AT, "--json")
    assert result.exit_code == 1
    found = read(result)
    assert found["tape"]["rejected_rows"] == 1
    assert found["tape"]["rejected"][0]["row"] == 8
    assert found["tape"]["rejected"][0]["field"] == "PAY_0"
    assert found["intake"]["cases_opened"] == 4


def test_assumptions_are_set_by_name(run: Run, tape: Path, tmp_path: Path) -> None:
    words = ("import", tape, *TAPE, "--db", tmp_path / "a.db", "--at", AT)
    found = read(run(*words, "--assume", "zone=Asia/Shanghai", "--assume", "days_per_month_late=31", "--json"))
    assert found["tape"]["assumptions"]["zone"].startswith("Asia/Shanghai")
    assert found["tape"]["assumptions"]["days_per_month_late"].startswith("31 days")


def test_bad_input_is_one_line_and_leaves_no_database(run: Run, tape: Path, tmp_path: Path) -> None:
    garbled = tmp_path / "garbled.csv.gz"
    garbled.write_bytes(b"\x1f\x8b\x08\x00nonsense")
    mistakes = [
        (("import", tmp_path / "none.csv", *TAPE), "cannot be read"),
        (("import", garbled, *TAPE), "damaged gzip"),
        (("import", tape, "--preset", "uci_cart", "--as-of", "2026-02-28"), "uci_card"),
        (("import", tape, "--as-of", "2026-02-28"), "either --preset uci_card or --mapping"),
        (("import", tape, *TAPE, "--mapping", "my.toml"), "either --preset uci_card or --mapping"),
        (("import", tape, "--preset", "uci_card"), "--as-of 2005-09-30 on the command line"),
        (("import", tape, "--preset", "uci_card", "--as-of", "yesterday"), "2026-03-02"),
        (("import", tape, *TAPE, "--assume", "zone"), "name=value"),
        (("import", tape, *TAPE, "--at", "noon"), "--at 'noon'"),
    ]
    for words, told in mistakes:
        result = run(*words, "--db", tmp_path / "never.db")
        assert result.exit_code == 2, (words, result.output)
        assert told in result.stderr, (words, result.stderr)
        assert result.stderr.count("\n") == 1
        assert "Traceback" not in result.output
    assert not (tmp_path / "never.db").exists()


def test_the_real_panel_has_the_counts_that_everybody_can_check(run: Run, tmp_path: Path) -> None:
    words = ("--preset", "uci_card", "--as-of", "2005-09-30", "--at", "2005-10-01T09:00+08:00", "--json")
    found = read(run("import", REAL, *words, "--db", tmp_path / "real.db"))
    assert found["tape"]["rows"] == 30_000
    assert found["tape"]["late"] == 6_818
    assert found["tape"]["skipped"]["overdue, but owes nothing"] == 1_689
    assert found["intake"]["cases_opened"] == 5_129
    assert found["tape"]["rejected"] == []
