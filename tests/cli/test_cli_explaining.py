"""`debtflow explain`: where a case stands, what may be done, every reason against the rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tests.cli.conftest import AT, NIGHT, Run, read


def swept(run: Run, db: Path) -> None:
    result = run("sweep", "--db", db, "--at", AT, "--zone", "Asia/Taipei")
    assert result.exit_code == 0, result.output


def test_a_case_says_where_it_stands(run: Run, db: Path) -> None:
    result = run("explain", "uci-1", "--db", db, "--at", AT)
    assert result.exit_code == 0
    for words in ("confirmation.pending", "creditor", "3,913.00 TWD", "days past due", "none", "confirm_debt"):
        assert words in result.stdout, words


def test_json_has_the_standing_and_an_answer_to_each_question(run: Run, db: Path) -> None:
    found = read(run("explain", "uci-1", "--db", db, "--at", AT, "--json"))
    standing = found["standing"]
    assert standing["stage"] == "confirmation.pending"
    assert standing["owed"] == {"interest": "117.39 TWD", "principal": "3795.61 TWD"}
    assert standing["overdue"] == "3913.00 TWD"
    assert standing["days_past_due"] == 62
    assert standing["holds"] == []
    assert standing["promise"] is None
    assert set(standing["possible"]) >= {"confirm_debt", "reject_debt", "close"}
    verdicts = {answer["words"]: answer["verdict"] for answer in found["answers"]}
    assert verdicts["place call at phone (phone)"] == "permitted"
    assert verdicts["confirm debt"] == "permitted"
    assert verdicts["close as uneconomic"] == "pending"


def test_a_refusal_has_its_law_its_basis_and_the_next_permitted_moment(run: Run, db: Path) -> None:
    swept(run, db)
    result = run("explain", "uci-1", "place_call", "--db", db, "--at", NIGHT, "--json")
    assert result.exit_code == 1
    (answer,) = read(result)["answers"]
    assert answer["verdict"] == "refused"
    assert {f["rule"] for f in answer["findings"]} >= {"cn.gbt45251.hours", "generic.quiet_hours"}
    law = next(f for f in answer["findings"] if f["rule"] == "cn.gbt45251.hours")
    assert law["citation"].startswith("GB/T 45251-2025")
    assert law["basis"] == "secondary"
    assert law["evidence"]
    assert answer["next_permitted_at"] == "2026-03-03T00:00:00+00:00"
    shown = run("explain", "uci-1", "place_call", "--db", db, "--at", NIGHT)
    assert shown.exit_code == 1
    assert "next permitted 2026-03-03 08:00 +08:00" in shown.stdout
    assert "GB/T 45251-2025" in shown.stdout


def test_what_is_permitted_exits_with_zero(run: Run, db: Path) -> None:
    assert run("explain", "uci-1", "confirm_debt", "--db", db, "--at", AT).exit_code == 0


def test_the_decision_behind_an_entry_is_made_again(run: Run, db: Path) -> None:
    swept(run, db)
    result = run("sweep", "--db", db, "--at", "2026-03-09T22:30+08:00", "--zone", "Asia/Taipei")
    assert result.exit_code == 0, result.output
    entries = read(run("history", "uci-1", "--db", db, "--json"))["entries"]
    refused = next(entry["entry"] for entry in entries if entry["kind"] == "refused")
    result = run("explain", "uci-1", "--entry", refused, "--db", db, "--json")
    assert result.exit_code == 1
    found = read(result)
    assert found["verdict"] == "refused"
    assert [f["rule"] for f in found["findings"]] == ["cn.gbt45251.hours", "cn.cba2026.hours", "generic.quiet_hours"]
    assert len(found["hash"]) == 64
    shown = run("explain", "uci-1", "--entry", refused, "--db", db)
    assert "made again" in shown.stdout
    done = next(entry["entry"] for entry in entries if entry["kind"] == "done")
    assert run("explain", "uci-1", "--entry", done, "--db", db).exit_code == 0


def test_rules_can_be_read_as_if_they_had_been_in_force(run: Run, tape: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    words = ("import", tape, "--preset", "uci_card", "--as-of", "2005-09-30", "--db", path)
    assert run(*words, "--at", "2005-10-01T09:00+08:00").exit_code == 0
    asked = ("explain", "uci-1", "place_call", "--db", path, "--at", "2005-10-03T22:30+08:00", "--json")
    (then,) = read(run(*asked))["answers"]
    (as_if,) = read(run(*asked, "--as-if-since", "2005-01-01"))["answers"]
    assert "cn.gbt45251.hours" not in {f["rule"] for f in then["findings"]}
    assert "cn.gbt45251.hours" in {f["rule"] for f in as_if["findings"]}


def test_mistakes_name_the_mend(run: Run, db: Path) -> None:
    mistakes = [
        (("explain", "uci-99"), "no case 'uci-99' is in this caseload; did you mean `uci-"),
        (("explain", "uci-99", "--entry", "1"), "no case 'uci-99' is in this caseload"),
        (("explain", "uci-1", "place_hold"), "needs data of its own"),
        (("explain", "uci-1", "visit"), "makes no sense in confirmation.pending; it does in reminder, negotiation"),
        (("explain", "uci-1", "file_claim"), "possible here are"),
        (("explain", "uci-1", "place_cal"), "place_call"),
        (("explain", "uci-1", "place_call", "--contact-point", "fax"), "on file: "),
        (("explain", "uci-1", "--entry", "99"), "entries 1 to"),
        (("explain", "uci-1", "--entry", "1"), "carries no decision"),
        (("explain", "uci-1", "--book", "chyna"), "china"),
    ]
    for words, told in mistakes:
        result = run(*words, "--db", db, "--at", AT)
        assert result.exit_code == 2, (words, result.output)
        assert told in result.stderr, (words, result.stderr)


def test_every_stage_along_the_way_can_be_explained(run: Run, db: Path) -> None:
    """Nothing that is offered may turn out to be impossible, wherever a case stands."""
    stages = set()
    for days in range(0, 50, 2):
        at = (datetime.fromisoformat(AT) + timedelta(days=days)).isoformat()
        assert run("sweep", "--db", db, "--at", at, "--zone", "Asia/Taipei").exit_code == 0
        result = run("explain", "uci-5", "--db", db, "--at", at, "--json")
        assert result.exit_code == 0, result.output
        stages.add(read(result)["standing"]["stage"])
    assert {"reminder.awaiting_response", "referral.selecting"} <= stages


def test_only_a_name_that_is_near_is_suggested(run: Run, db: Path) -> None:
    far = run("explain", "uci-1", "nope", "--db", db, "--at", AT)
    assert far.exit_code != 0
    assert "did you mean" not in far.output
    assert "no action is called 'nope'; there are" in " ".join(far.output.split())
    near = run("explain", "uci-1", "reopn", "--db", db, "--at", AT)
    assert "did you mean `reopen`?" in " ".join(near.output.split())


def test_a_decision_is_explained_in_chinese_in_text_and_in_json(run: Run, db: Path) -> None:
    swept(run, db)
    asked = ("explain", "uci-1", "place_call", "--db", db, "--at", NIGHT, "--zone", "Asia/Taipei", "--language", "zh")
    shown = run(*asked)
    assert shown.exit_code == 1 and "不予准许" in shown.stdout and "若无其他变化" in shown.stdout
    (answer,) = read(run(*asked, "--json"))["answers"]
    assert answer["verdict"] == "refused"
    assert any(finding["says"].startswith("除双方另有约定外，22:00 至次日") for finding in answer["findings"])
    assert any(finding["basis_in_words"].startswith("依据媒体") for finding in answer["findings"])


def test_a_language_without_words_is_refused(run: Run, db: Path) -> None:
    result = run("explain", "uci-1", "--db", db, "--language", "fr")
    assert result.exit_code == 2 and "no words for the language 'fr'" in result.stderr
