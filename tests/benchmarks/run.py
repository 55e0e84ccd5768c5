"""`make bench`: what the library costs, as ratios to yardsticks measured in the same run.

Each row measures its subject and its yardstick in turn, round after round, and compares the medians, so that a noisy
machine is noisy for both. Prints `name measured goal ok|short` and writes build/bench.json. Nothing here is a test:
timing is never asserted.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import cases as bench_cases
from yardsticks import stock_trigger

from debtflow import CallResult, Done, events
from debtflow.casework.engine import decide
from debtflow.lifecycle.workflow import STANDARD

ROUNDS = 15


class Row(NamedTuple):
    """One line of the report."""

    name: str
    measured: float
    goal: float
    at_least: bool
    unit: str
    note: str

    @property
    def ok(self) -> bool:
        return self.measured >= self.goal if self.at_least else self.measured <= self.goal

    def text(self) -> str:
        sign = ">=" if self.at_least else "<="
        mark = "ok" if self.ok else "short"
        return f"{self.name:<10} {self.measured:>8.2f}{self.unit:<7} {sign} {self.goal:g}{self.unit:<7} {mark:<6} {self.note}"


def seconds_each(function: Callable[[], Any], times: int) -> float:
    """Seconds per call over that many calls."""
    start = time.process_time()
    for _ in range(times):
        function()
    return (time.process_time() - start) / times


def in_turn(one: Callable[[], float], other: Callable[[], float], rounds: int = ROUNDS) -> tuple[float, float]:
    """Medians of two measurements taken in turn."""
    pairs = []
    for _ in range(rounds):
        gc.collect()
        pairs.append((one(), other()))
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def decide_row(governing: int = bench_cases.GOVERNING) -> Row:
    """One decision, against a trigger with as many conditions as there are rules."""
    cases, stock = bench_cases.caseload(governing=governing), stock_trigger(governing)
    states, book, call = cases.desk.load_case("card-0").states, cases.rulebook, bench_cases.call()
    compiled = book.governing("place_call", bench_cases.START.toordinal())
    if len(compiled.rules) != governing:
        raise SystemExit(f"{len(compiled.rules)} rules govern the bench call, not {governing}")

    def ours() -> None:
        decide(states, "card-0", call, bench_cases.LENA, bench_cases.START, book, STANDARD, "UTC")

    if decide(states, "card-0", call, bench_cases.LENA, bench_cases.START, book, STANDARD, "UTC").refused:
        raise SystemExit("the bench call was not permitted")
    ours_s, stock_s = in_turn(lambda: seconds_each(ours, 2000), lambda: seconds_each(stock, 2000))
    note = (
        f"{ours_s * 1e6:.2f} us, {len(compiled.rules)} rules, {len(compiled.names)} facts; stock {stock_s * 1e6:.2f} us"
    )
    name = "decide" if governing == bench_cases.GOVERNING else f"decide-{governing}"
    return Row(name, stock_s / ours_s, 3, True, "x", note)


BOOK_RULES = 100


def books_row() -> Row:
    """A book of a hundred rules from nothing: traced, joined out of two, compiled for one action."""
    from debtflow import Rulebook

    def built() -> float:
        start = time.process_time()
        one = Rulebook("one", "1", bench_cases.many_rules(BOOK_RULES // 2, "bench.one"))
        other = Rulebook("other", "1", bench_cases.many_rules(BOOK_RULES // 2, "bench.other"))
        compiled = (one | other).governing("place_call", bench_cases.START.toordinal())
        taken = time.process_time() - start
        if len(compiled.rules) != BOOK_RULES:
            raise SystemExit(f"{len(compiled.rules)} rules were compiled, not {BOOK_RULES}")
        return taken

    built()
    taken = statistics.median(built() for _ in range(ROUNDS)) * 1000
    return Row("books", taken, 100, False, " ms", f"{BOOK_RULES} rules traced, joined, compiled for one action")


PEOPLE = 400


def submit_row() -> Row:
    """A dialler's list: calls to one person after the other are asked for in a row, each on its own case."""
    stock = stock_trigger()
    lists = [bench_cases.caseload(people=PEOPLE) for _ in range(ROUNDS)]
    asked = [(f"card-{number}", bench_cases.call(number)) for number in range(PEOPLE)]

    def ours() -> float:
        cases = lists.pop()
        # The first question compiles the rules, once for a rulebook; the yardstick's machine is built beforehand too.
        cases.explain("card-0", asked[0][1], by=bench_cases.LENA, at=bench_cases.START)
        start = time.process_time()
        for case_id, call in asked:
            outcome = cases.submit(case_id, call, by=bench_cases.LENA, at=bench_cases.START)
        taken = time.process_time() - start
        if not isinstance(outcome, Done):
            raise SystemExit(f"the bench call was not permitted: {outcome}")
        return taken / PEOPLE

    ours_s, stock_s = in_turn(ours, lambda: seconds_each(stock, 2000))
    note = f"{ours_s * 1e6:.2f} us in memory, two streams; stock {stock_s * 1e6:.2f} us"
    return Row("submit", ours_s / stock_s, 2, False, "x", note)


class Caller:
    """Calls one person again and again and reports each call, so that none stays open; only the asking is timed."""

    def __init__(self, calls: int) -> None:
        self.cases = bench_cases.caseload()
        self.moment = bench_cases.START
        self.seconds(calls)

    def seconds(self, calls: int) -> float:
        total, call = 0.0, bench_cases.call()
        for _ in range(calls):
            self.moment += timedelta(minutes=1)
            if self.moment.hour >= 10:
                self.moment += timedelta(hours=16)
            start = time.process_time()
            outcome = self.cases.submit("card-0", call, by=bench_cases.LENA, at=self.moment)
            total += time.process_time() - start
            if not isinstance(outcome, Done) or outcome.permit is None:
                raise SystemExit(f"the bench call was not permitted: {outcome}")
            ended = events.CallEnded(attempt=outcome.permit.attempt, result=CallResult.NO_ANSWER)
            self.cases.record("card-0", ended, at=self.moment)
        return total / calls


def history_row() -> Row:
    """The same call behind 10,000 events and behind 10; both callers do as many calls, and take turns."""
    old, young = Caller(5000), [Caller(3) for _ in range(200)]

    def behind_ten() -> float:
        return sum(young.pop().seconds(2) for _ in range(10)) / 10

    behind = len(old.cases.history("card-0"))
    old_s, young_s = in_turn(lambda: sum(old.seconds(2) for _ in range(10)) / 10, behind_ten)
    note = f"{old_s * 1e6:.1f} us behind {behind} entries, {young_s * 1e6:.1f} us behind 10"
    return Row("history", old_s / young_s, 1.3, False, "x", note)


def columns_row() -> Row:
    import numpy as np

    from debtflow.expressions import Kind
    from debtflow.expressions.columns import masks

    rows = 1_000_000
    governing = bench_cases.book().governing("place_call", bench_cases.START.toordinal())
    dice = np.random.default_rng(7)
    columns = {}
    for name in governing.given:
        field = governing.facts.fields[name].field
        low, high = field.range
        drawn = dice.integers(max(low, 0), min(high, 2_000) + 1, rows, dtype=np.int64)
        columns[name] = drawn.astype(bool) if field.kind is Kind.FLAG else drawn
    nodes = governing.expanded
    times = []
    for _ in range(7):
        start = time.process_time()
        masks(nodes, columns)
        times.append(time.process_time() - start)
    each = statistics.median(times) / rows * 1e9
    return Row("columns", each, 20, False, " ns/row", f"{len(nodes)} rules, {rows:,} rows, all failing rules in a mask")


def tape_row() -> Row:
    import csv
    import gzip

    from pydantic import BaseModel

    from debtflow import tapes

    path = Path(__file__).parents[2] / "examples" / "data" / "uci_default_credit_card.csv.gz"

    with gzip.open(path, "rt") as file:
        names = next(csv.reader(file))
    fields: dict[str, Any] = {name.replace(".", "_"): (int, ...) for name in names}
    from pydantic import create_model

    model: type[BaseModel] = create_model("PlainRow", **fields)

    def plain() -> float:
        start = time.process_time()
        with gzip.open(path, "rt") as file:
            reader = csv.reader(file)
            keys = [name.replace(".", "_") for name in next(reader)]
            rows = [model.model_validate(dict(zip(keys, row, strict=True))) for row in reader]
        assert len(rows) == 30_000
        return time.process_time() - start

    def ours() -> float:
        start = time.process_time()
        assert len(tapes.read(path, preset="uci_card", as_of=date(2005, 9, 30)).accounts) == 5129
        return time.process_time() - start

    ours_s, plain_s = in_turn(ours, plain, 5)
    return Row("tape", ours_s / plain_s, 5, False, "x", f"{ours_s:.2f} s; reading and validating alone {plain_s:.2f} s")


def main(wanted: list[str]) -> None:
    """Measure all rows, or those that are named."""
    found = {
        "decide": decide_row,
        "decide-60": lambda: decide_row(bench_cases.MANY),
        "books": books_row,
        "submit": submit_row,
        "history": history_row,
        "columns": columns_row,
        "tape": tape_row,
    }
    rows = []
    for name in wanted or list(found):
        rows.append(found[name]())
        print(rows[-1].text(), flush=True)
    out = Path("build")
    out.mkdir(exist_ok=True)
    (out / "bench.json").write_text(json.dumps([{**row._asdict(), "ok": row.ok} for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
