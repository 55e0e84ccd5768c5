"""Floor 1: the values that every record is made of - money, days and instants, numbers of the law, codes.

The floor knows what an amount, a moment and a citation are. It must never know a debt, a person or a rule.
"""

from __future__ import annotations

from debtflow.values.base import Frozen
from debtflow.values.codes import Code
from debtflow.values.currencies import CURRENCIES
from debtflow.values.dates import (
    Instant,
    LocalRange,
    ZoneKey,
    day_number,
    day_of,
    instant_at,
    local_day_and_minute,
    local_range,
    require_aware,
    require_moment,
    zone,
)
from debtflow.values.law import Basis, Citation, Dated, Jurisdiction, noting_numbers
from debtflow.values.money import Money

__all__ = [
    "CURRENCIES",
    "Basis",
    "Citation",
    "Code",
    "Dated",
    "Frozen",
    "Instant",
    "Jurisdiction",
    "LocalRange",
    "Money",
    "ZoneKey",
    "day_number",
    "day_of",
    "instant_at",
    "local_day_and_minute",
    "local_range",
    "noting_numbers",
    "require_aware",
    "require_moment",
    "zone",
]
