"""Codes: a stable number for machines, a readable name for people."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from debtflow.values.codes import Code


class Channel(Code):
    """How a house reaches people."""

    PHONE = 3
    LAW_FIRM = 7


ADAPTER: TypeAdapter[Channel] = TypeAdapter(Channel)


def test_a_code_reads_and_writes_its_lower_case_name() -> None:
    assert ADAPTER.dump_json(Channel.LAW_FIRM) == b'"law_firm"'
    assert ADAPTER.validate_json('"law_firm"') is Channel.LAW_FIRM


def test_a_code_stays_itself_in_python() -> None:
    assert ADAPTER.dump_python(Channel.PHONE) is Channel.PHONE
    assert Channel.PHONE == 3


@pytest.mark.parametrize("written", ["law firm", "LAW-FIRM", "law_firm", Channel.LAW_FIRM])
def test_a_name_is_taken_however_it_is_written(written: object) -> None:
    assert Channel.named(written) is Channel.LAW_FIRM


@pytest.mark.parametrize("wrong", ["fax", 3, 3.0, None])
def test_what_is_no_name_is_refused_and_the_names_are_listed(wrong: object) -> None:
    with pytest.raises(ValidationError, match="known are: phone, law_firm"):
        ADAPTER.validate_python(wrong)


def test_people_read_the_label() -> None:
    assert (Channel.LAW_FIRM.label, str(Channel.LAW_FIRM)) == ("law firm", "law_firm")


def test_the_json_schema_lists_the_names() -> None:
    assert ADAPTER.json_schema()["enum"] == ["phone", "law_firm"]
