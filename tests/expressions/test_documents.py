"""Documents: every tree comes back equal, garbage is named by its place, and drifted codes are told."""

from __future__ import annotations

import hashlib
import json
from enum import IntEnum
from typing import Any

import pytest

from debtflow.errors import ExpressionError
from debtflow.expressions import (
    Constant,
    Fact,
    Field,
    Kind,
    Node,
    Operation,
    Parameter,
    Vocabulary,
    bind,
    fingerprint,
    from_json,
    operation,
    to_json,
    trace,
    walk,
    words,
)

FLAG, NUMBER = Kind.FLAG, Kind.NUMBER
X, Y, A, B = Fact("x", NUMBER), Fact("y", NUMBER), Fact("a", FLAG), Fact("b", FLAG)
SEVEN, CAP = Constant(7, NUMBER), Parameter("cap")
RULE = operation("or", operation("ge", X, CAP), operation("and", A, operation("not", B)))


class Role(IntEnum):
    AGENCY = 1
    LAW_FIRM = 2


FACTS = Vocabulary({"role": Field(NUMBER, codes=Role), "x": Field(NUMBER), "a": Field(FLAG)})


def test_json_round_trip_and_its_shape() -> None:
    assert to_json(operation("ge", X, SEVEN)) == ["ge", ["fact", "x", "number"], ["constant", 7, "number", ""]]
    assert from_json(json.loads(json.dumps(to_json(RULE)))) == RULE


GARBLED: list[tuple[Any, str]] = [
    (7, "the expression: expected a list"),
    ([], "the expression: expected a list"),
    (["ge", ["fact", "x", "number"], 7], r"the expression\[2\]: expected a list"),
    (["or", ["fact", "a", "flag"], ["not", ["fact", "x", "number"]]], r"the expression\[2\]: `not` takes flags"),
    (["not", ["not", ["bogus"]]], r"the expression\[1\]\[1\]: no operation called `bogus`"),
    (["fact", "x", "word"], "the expression: 'word' is not a valid Kind"),
    (["fact", "", "flag"], "the expression: a fact is named by a text"),
    (["not", ["parameter", ""]], r"the expression\[1\]: a parameter is named by a text"),
    (["and"], "the expression: `and` takes at least 2"),
    (["fact", "x", 7], "not a fact: "),
    (["constant", 1.0, "number", ""], "not a constant"),
    (["constant", True, "flag", ""], "not a constant"),
    (["constant", "7", "number", ""], "not a constant"),
    (["constant", 2**63, "number", ""], "does not fit int64"),
    (["parameter"], "not a parameter"),
]


@pytest.mark.parametrize(("document", "message"), GARBLED)
def test_garbled_json_names_the_place(document: Any, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        from_json(document)


def test_json_nested_without_end_is_refused() -> None:
    document: Any = ["fact", "a", "flag"]
    for _ in range(400):
        document = ["not", document]
    with pytest.raises(ExpressionError, match="nested deeper"):
        from_json(document)


def test_fingerprint_is_of_the_content() -> None:
    again = from_json(to_json(RULE))
    assert fingerprint(again) == fingerprint(RULE)
    assert fingerprint(RULE) != fingerprint(bind(RULE, {"cap": 7})) != fingerprint(bind(RULE, {"cap": 8}))
    assert fingerprint(X, Y) != fingerprint(Y, X)
    # Written down: a fingerprint in an old audit trail must stay what it is.
    document = b'[["ge",["fact","x","number"],["constant",7,"number",""]]]'
    assert fingerprint(operation("ge", X, SEVEN)) == hashlib.sha256(document).hexdigest()


def test_bound_numbers_and_codes_come_back_with_their_names() -> None:
    bound = bind(RULE, {"cap": 7})
    again = from_json(json.loads(json.dumps(to_json(bound))))
    assert again == bound
    assert [part.bound_parameter for part in walk(again) if isinstance(part, Constant)] == ["cap"]
    coded = trace(lambda f: f.role == Role.AGENCY, FACTS, expects=FLAG, what="rule")
    assert to_json(coded)[2] == ["constant", 1, "number", "Role.AGENCY"]
    assert words(from_json(to_json(coded))) == "role is agency"


def test_with_a_vocabulary_coded_facts_get_their_enum_back() -> None:
    coded = trace(lambda f: f.role == Role.AGENCY, FACTS, expects=FLAG, what="rule")
    assert [part.codes for part in walk(from_json(to_json(coded))) if isinstance(part, Fact)] == [None]
    assert [part.codes for part in walk(from_json(to_json(coded), FACTS)) if isinstance(part, Fact)] == [Role]


DRIFTED: list[tuple[Any, str]] = [
    (["not", ["fact", "rolle", "flag"]], r"the expression\[1\]: no fact called `rolle`; did you mean `role`"),
    (["not", ["fact", "x", "flag"]], r"the expression\[1\]: the fact `x` is a number today, not a flag"),
    (
        ["eq", ["fact", "role", "number"], ["constant", 2, "number", "Role.AGENCY"]],
        r"the expression\[2\]: `Role.AGENCY` is 1 today, not 2",
    ),
    (
        ["eq", ["fact", "role", "number"], ["constant", 3, "number", "Role.LAWFIRM"]],
        r"the expression\[2\]: `Role.LAWFIRM` is no code today; did you mean `LAW_FIRM`",
    ),
]


@pytest.mark.parametrize(("document", "message"), DRIFTED)
def test_what_drifted_from_the_vocabulary_is_refused_only_where_there_is_one(document: Any, message: str) -> None:
    assert to_json(from_json(document)) == document
    with pytest.raises(ExpressionError, match=message):
        from_json(document, FACTS)


def test_labels_of_other_enums_and_of_parameters_are_left_alone() -> None:
    for label in ("Grade.AGENCY", "parameter:Role.AGENCY", "AGENCY"):
        document = ["eq", ["fact", "x", "number"], ["constant", 9, "number", label]]
        assert to_json(from_json(document, FACTS)) == document


def test_where_two_enums_have_one_name_its_labels_are_left_alone() -> None:
    other = IntEnum("Role", {"AGENCY": 7})  # type: ignore[misc]
    both = Vocabulary({"role": Field(NUMBER, codes=Role), "former": Field(NUMBER, codes=other)})
    for value in (1, 7):
        document = ["eq", ["fact", "role", "number"], ["constant", value, "number", "Role.AGENCY"]]
        assert to_json(from_json(document, both)) == document


def test_reading_shared_parts_costs_nothing() -> None:
    node: Node = X
    for _ in range(60):  # written out, this document would have 2**60 leaves
        node = Operation("min", (node, node), NUMBER)
    again = from_json(to_json(node))
    assert hash(again) == hash(node) and len(walk(again)) == 61
