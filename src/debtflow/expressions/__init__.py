"""Floor 0: a language of one page that knows no debt.

Predicates and arithmetic that authors write as Python lambdas are traced once over symbols into a small typed tree
(`tree`, `tracing`), and compiled many times: to Python source (`python`), three-valued logic (`kleene`), words for
people (`words`) and JSON (`documents`). Three readings need more than Python and are imported by name: numpy columns (`columns`), polars
expressions (`frames`) and solver terms (`solver`).
"""

from __future__ import annotations

from debtflow.expressions.documents import fingerprint, from_json, to_json
from debtflow.expressions.kleene import interval, possible
from debtflow.expressions.python import function, mask_lines, mask_source, source
from debtflow.expressions.tracing import (
    DatedNumber,
    Symbol,
    between,
    count,
    earliest,
    latest,
    one_of,
    trace,
    where,
)
from debtflow.expressions.tree import (
    Constant,
    Fact,
    Kind,
    Node,
    Operation,
    Parameter,
    bind,
    facts_read,
    operation,
    parameters,
    substitute,
    walk,
)
from debtflow.expressions.vocabulary import Field, Label, Vocabulary
from debtflow.expressions.words import CHINESE, ENGLISH, Phrases, value_words, words

__all__ = [
    "CHINESE",
    "ENGLISH",
    "Constant",
    "DatedNumber",
    "Fact",
    "Field",
    "Kind",
    "Label",
    "Node",
    "Operation",
    "Parameter",
    "Phrases",
    "Symbol",
    "Vocabulary",
    "between",
    "bind",
    "count",
    "earliest",
    "facts_read",
    "fingerprint",
    "from_json",
    "function",
    "interval",
    "latest",
    "mask_lines",
    "mask_source",
    "one_of",
    "operation",
    "parameters",
    "possible",
    "source",
    "substitute",
    "to_json",
    "trace",
    "value_words",
    "walk",
    "where",
    "words",
]
