"""Floor 0: a language of one page that knows no debt.

Predicates and arithmetic that authors write as Python lambdas are traced once over symbols into a small typed tree
(`tree`, `tracing`), and compiled many times: to Python source (`python`), numpy columns (`columns`, imported by name
because it needs numpy), three-valued logic (`kleene`) and words for people (`words`).
"""

from __future__ import annotations

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
    fingerprint,
    from_json,
    operation,
    parameters,
    substitute,
    to_json,
    walk,
)
from debtflow.expressions.vocabulary import Field, Vocabulary
from debtflow.expressions.words import words

__all__ = [
    "Constant",
    "DatedNumber",
    "Fact",
    "Field",
    "Kind",
    "Node",
    "Operation",
    "Parameter",
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
    "walk",
    "where",
    "words",
]
