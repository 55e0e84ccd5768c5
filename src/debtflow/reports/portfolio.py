"""All cases together, as data: how many stand in which phase, how cases ended, and the money by component.

Every amount is exact, and the sums are held against each other: what was owed at the start and charged since, less
what was credited, is what is owed now, by the last day on which something was posted. Currencies are never added to each other. This room asks no rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from debtflow.casework.border import ids_in
from debtflow.casework.caseload import Caseload
from debtflow.casework.looking import see_caseload
from debtflow.lifecycle.cases import Case
from debtflow.records.debts import Component
from debtflow.records.stages import Outcome, Phase
from debtflow.values.money import Money

__all__ = ["MoneyTable", "Portfolio", "portfolio_of"]


@dataclass(slots=True)
class MoneyTable:
    """The money of all cases in one currency, by component. Minor units.

    Attributes:
        owed_at_start: when the cases were opened; `owed` now.
        charged: since then, with what has accrued, less what was waived.
        credited: all money applied to the debts; counted apart from the components, so that the two can disagree.
    """

    currency: str
    owed_at_start: Counter[Component] = field(default_factory=Counter)
    charged: Counter[Component] = field(default_factory=Counter)
    owed: Counter[Component] = field(default_factory=Counter)
    credited: int = 0

    def add(self, case: Case) -> None:
        """Count one case in."""
        ledger, closing = case.ledger, case.ledger.closing
        for component in Component:
            charged = sum(day.charges[component] for day in ledger.days) - ledger.opening[component]
            accrued = closing.accruals.whole[component] if closing.accruals is not None else 0
            self.owed_at_start[component] += ledger.opening[component]
            self.charged[component] += charged + accrued - closing.waived[component]
            self.owed[component] += closing.outstanding[component]
        self.credited += closing.credited

    def collected(self, component: Component) -> int:
        """What of that component was paid."""
        return self.owed_at_start[component] + self.charged[component] - self.owed[component]

    @property
    def reconciles(self) -> bool:
        """Whether what left the components is, to the last minor unit, the money that was credited."""
        return sum(self.collected(component) for component in Component) == self.credited

    def rows(self) -> list[tuple[str, Money, Money, Money, Money]]:
        """(component, owed at start, charged, collected, owed), components that never were are left out; then the sum."""
        seen = [c for c in Component if self.owed_at_start[c] or self.charged[c] or self.owed[c]]
        numbers = [(self.owed_at_start[c], self.charged[c], self.collected(c), self.owed[c]) for c in seen]
        total = tuple(sum(row[at] for row in numbers) for at in range(4))
        named = [c.label for c in reversed(seen)]
        return [
            (name, *self._money(row)) for name, row in zip([*named, "total"], [*reversed(numbers), total], strict=True)
        ]

    def _money(self, row: tuple[int, ...]) -> tuple[Money, Money, Money, Money]:
        start, charged, collected, owed = (Money.from_minor_units(n, self.currency) for n in row)
        return start, charged, collected, owed


@dataclass(slots=True)
class Portfolio:
    """All cases together.

    Attributes:
        phases, stages: how many cases stand there, the closed ones included.
        outcomes: how those that ended have ended.
        money: by currency.
    """

    cases: int = 0
    phases: Counter[Phase] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    money: dict[str, MoneyTable] = field(default_factory=dict)

    def add(self, case: Case) -> None:
        """Count one case in."""
        self.cases += 1
        self.phases[case.phase] += 1
        self.stages[case.stage] += 1
        if case.outcome is not None:
            self.outcomes[case.outcome] += 1
        self.money.setdefault(case.ledger.currency, MoneyTable(case.ledger.currency)).add(case)

    def to_json(self) -> dict[str, Any]:
        """The portfolio with stable keys."""
        return {
            "cases": self.cases,
            "phases": {str(phase): self.phases[phase] for phase in Phase if self.phases[phase]},
            "stages": dict(sorted(self.stages.items())),
            "outcomes": {str(outcome): count for outcome, count in self.outcomes.most_common()},
            "money": {
                currency: {
                    "reconciles": table.reconciles,
                    "rows": [
                        dict(zip(("component", "at_start", "charged", "collected", "owed"), map(str, row), strict=True))
                        for row in table.rows()
                    ],
                }
                for currency, table in sorted(self.money.items())
            },
        }


def portfolio_of(
    caseload: Caseload, case_ids: Iterable[str] | None = None, progress: Callable[[int, int], None] | None = None
) -> Portfolio:
    """All cases of a caseload, or those of these ids, as they stand."""
    see_caseload(caseload)
    ids = caseload.cases() if case_ids is None else ids_in(case_ids, "case_ids")
    found = Portfolio()
    for number, case_id in enumerate(ids, 1):
        found.add(caseload.case(case_id))
        if progress is not None and (number % 500 == 0 or number == len(ids)):
            progress(number, len(ids))
    return found
