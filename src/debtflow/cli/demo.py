"""The demo: 30,000 real card accounts, the overdue ones worked day by day, every refusal explained.

The order of things: read the tape, open the cases, work the days, see that the money adds up, verify the log. How
borrowers behave is thrown in `behaviour`, what a working day is in `working`, how it looks is for `board`. China's
rules are attached by hand to Taiwanese data of 2005, as an illustration; the output says so.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from debtflow import tapes
from debtflow.casework.caseload import Caseload
from debtflow.cli import board, importing, terminal
from debtflow.cli.answering import head_of
from debtflow.cli.auditor import Auditor, Sound, verdict_on
from debtflow.cli.behaviour import calibrated
from debtflow.cli.board import DemoResult
from debtflow.cli.options import book_of, url_of
from debtflow.cli.ownbooks import missing_attributes
from debtflow.cli.working import Office
from debtflow.errors import BookError, DebtflowError, IntegrityError, NotFoundError
from debtflow.records.parties import Agency, Licence
from debtflow.reports.portfolio import portfolio_of
from debtflow.reports.timeline import timeline

if TYPE_CHECKING:
    from debtflow.compliance.books import Rulebook
    from debtflow.tapes import Account, Tape

__all__ = ["AS_OF", "QUICK_ACCOUNTS", "play"]

AS_OF: Final = date(2005, 9, 30)
ZONE: Final = "Asia/Taipei"
PANEL: Final = "uci_default_credit_card.csv.gz"
QUICK_ACCOUNTS: Final = 300
WORTH_A_PROCESS: Final = 1000
"""Accounts from which on a second process pays for its start."""

BECAUSE: Final = "illustration on data of 2005"
LOTUS: Final = Agency(
    id="lotus",
    licences=(Licence(kind="collection", valid_from=date(2005, 1, 1), valid_to=date(2006, 12, 31)),),
    evaluated_on=date(2005, 6, 15),
    violent_collection_on_record=False,
)


def play(
    *, db: str, days: int, seed: int, quick: bool, data: str, own: Sequence[str] = (), as_json: bool
) -> DemoResult:
    """Play the demo and show it.

    Raises:
        NotFoundError: the panel is not found.
        BookError: a rule of one's own reads what no account of the panel has.
        DebtflowError: the sums do not reconcile, or the database is somebody else's.
    """
    steps: dict[str, float] = {}
    panel = _panel(data)
    behaviour = calibrated(panel.parent / "calibration.json", seed)
    path = _made_anew(db)
    show = board.Board(as_json=as_json)
    show.opening(days=days, seed=seed)
    with _timed("read the tape", steps):
        tape = tapes.read(panel, preset="uci_card", as_of=AS_OF)
    accounts = _sampled(tape.accounts, QUICK_ACCOUNTS) if quick else list(tape.accounts)
    show.tape(tape, len(accounts), behaviour)
    book = book_of("china,generic", rules=own).as_if_since(date(2005, 1, 1), because=BECAUSE)
    _see_attributes(book, tape)
    start = datetime(2005, 10, 1, 9, 0, tzinfo=ZoneInfo(ZONE))
    with Caseload.open_at(url_of(str(path)), book, house_zone=ZONE, what_if=True) as cases:
        with _timed("open the cases", steps), terminal.counted("opening cases", quiet=as_json) as tell:
            cases.register(LOTUS, by=importing.IMPORTER, at=start)
            intake = importing.bring_in(accounts, cases, start, tell)
        show.rulebook(book, intake)
        auditor = Auditor(url_of(str(path))) if len(accounts) >= WORTH_A_PROCESS and (os.cpu_count() or 1) > 1 else None
        office = Office(cases, behaviour, agency=LOTUS.id, first_day=start.date(), days=days)
        with _timed("work the days", steps), terminal.counted("working days", quiet=as_json) as tell:
            for number in office.day_numbers():
                office.work(number)
                tell(number, days)
        result = _results(cases, office, auditor, tape, steps, path, own=own)
    show.results(result)
    return result


def _results(
    cases: Caseload,
    office: Office,
    auditor: Auditor | None,
    tape: Tape,
    steps: dict[str, float],
    path: Path,
    *,
    own: Sequence[str],
) -> DemoResult:
    with _timed("count and reconcile", steps):
        portfolio = portfolio_of(cases)
        _reconcile(office, portfolio.money)
    with _timed("verify the log" if auditor is None else "let the auditor finish", steps):
        sound = auditor.finish() if auditor is not None else _verified(cases)
    eventful = office.most_eventful()
    return DemoResult(
        tape=tape,
        portfolio=portfolio,
        tally=office.tally,
        counts=office.counts,
        missed=office.missed_duties(),
        reached={phase: len(cases_there) for phase, cases_there in office.reached.items()},
        days=office.days,
        last=office.last_moment,
        eventful=eventful,
        timeline=timeline(cases, eventful),
        entries=sound.entries,
        streams=len(sound.hashes),
        head=head_of(sound.hashes),
        alongside=auditor is not None,
        steps=steps,
        database=path,
        zone=ZONE,
        received=office.received,
        held=office.held_money(),
        own=tuple(own),
    )


def _verified(cases: Caseload) -> Sound:
    problem, entries, hashes = verdict_on(cases.store)
    if problem:
        raise IntegrityError(problem)
    return Sound(entries, hashes)


def _reconcile(office: Office, money: dict[str, board.MoneyTable]) -> None:
    """See that the sums agree to the cent.

    Raises:
        DebtflowError: they do not; which is a defect of this library.
    """
    credited = sum(table.credited for table in money.values())
    held = office.held_money()
    if not all(table.reconciles for table in money.values()) or credited + held != office.received:
        raise DebtflowError(
            f"the money does not add up: {office.received} minor units came in, {credited} were credited and "
            f"{held} are held; this is a defect of the library"
        )


def _see_attributes(book: Rulebook, tape: Tape) -> None:
    """See that the rules read nothing that the panel does not have: every day would be played in vain.

    Raises:
        BookError: a rule does.
    """
    missing = missing_attributes(book, (account.debt for account in tape.accounts))
    if missing:
        raise BookError("; ".join(missing))


def _sampled(accounts: Sequence[Account], size: int) -> list[Account]:
    """That many accounts, evenly spread over the tape."""
    return [accounts[number * len(accounts) // size] for number in range(min(size, len(accounts)))]


def _panel(data: str) -> Path:
    if data:
        return Path(data)
    roots = [Path(__file__).resolve().parents[3], Path.cwd()]
    found = next((path for root in roots if (path := root / "examples" / "data" / PANEL).is_file()), None)
    if found is None:
        raise NotFoundError(f"examples/data/{PANEL} is not here; it comes with the repository, or name it with --data")
    return found


def _made_anew(db: str) -> Path:
    """The file of the demo, removed if an earlier demo left one."""
    path = Path(db.removeprefix("sqlite:///"))
    if path.exists() and not path.read_bytes()[:16].startswith(b"SQLite format 3"):
        raise DebtflowError(f"{path} is no database; the demo would overwrite it: name another file with --db")
    path.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    return path


@contextmanager
def _timed(step: str, steps: dict[str, float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    steps[step] = steps.get(step, 0.0) + time.perf_counter() - began
