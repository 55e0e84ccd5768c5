"""Floor 6: loan tapes in - a file and a mapping become debts and borrowers, and every rejected row has its reason.

A tape is a snapshot that a lender exports: one row for each debt. The floor reads CSV and Parquet through polars and
builds the records of floor 2. It must never know a case, a rule or a plan.
"""

from __future__ import annotations

from debtflow.tapes.accounts import Account
from debtflow.tapes.documents import presets
from debtflow.tapes.files import RejectedRow
from debtflow.tapes.reading import Tape, read

__all__ = ["Account", "RejectedRow", "Tape", "presets", "read"]
