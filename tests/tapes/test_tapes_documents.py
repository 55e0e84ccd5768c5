"""Documents: presets, mapping files, and assumptions that the caller sets by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debtflow import tapes
from debtflow.errors import TapeError
from debtflow.tapes.documents import document_of, mapping_of

ReadTape = Callable[..., tapes.Tape]
TAPE = "loan,balance,days\nA,1,1\n"
ZONE = {"value": "Asia/Shanghai", "says": "{value}: the lender lends there."}


@pytest.mark.parametrize("name", tapes.presets())
def test_every_preset_is_a_good_mapping_and_says_what_it_assumes(name: str) -> None:
    mapping, assumptions = mapping_of(*document_of(name, None))
    assert mapping.name == name
    assert assumptions and all("{" not in sentence and sentence.endswith(".") for sentence in assumptions.values())


def test_the_presets_are_known_by_name(tmp_path: Path) -> None:
    assert tapes.presets() == ("lendingclub", "uci_card")
    with pytest.raises(TapeError, match="no preset 'uci'; did you mean 'uci_card'"):
        document_of("uci", None)


@pytest.mark.parametrize(("preset", "mapping"), [(None, None), ("uci_card", "my.toml")])
def test_one_way_to_read_a_tape_is_named(preset: str | None, mapping: str | None) -> None:
    with pytest.raises(TapeError, match=r'either preset="uci_card" or mapping="my_lender\.toml"'):
        document_of(preset, mapping)


def test_a_mapping_file_that_is_missing_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match=r"no_such\.toml' cannot be read"):
        document_of(None, tmp_path / "no_such.toml")
    (tmp_path / "my.toml").write_bytes(b"fields = {")
    with pytest.raises(TapeError, match=r"my\.toml is not a mapping in TOML"):
        document_of(None, tmp_path / "my.toml")
    (tmp_path / "my.toml").write_bytes(b"about = '\xff'")
    with pytest.raises(TapeError, match=r"my\.toml is not a mapping in TOML"):
        document_of(None, str(tmp_path / "my.toml"))


def test_an_assumption_is_printed_with_its_value_and_set_by_name(read_tape: ReadTape) -> None:
    parts: dict[str, Any] = {"fields__zone": {"assume": "zone"}, "assumptions__zone": ZONE}
    tape = read_tape(TAPE, **parts)
    assert tape.assumptions == {"zone": "Asia/Shanghai: the lender lends there."}
    assert tape.accounts[0].borrower.zones == ("Asia/Shanghai",)
    tape = read_tape(TAPE, assume={"zone": "Asia/Urumqi"}, **parts)
    assert tape.accounts[0].borrower.zones == ("Asia/Urumqi",)
    assert tape.assumptions["zone"].endswith("[set by the caller; the mapping itself assumes Asia/Shanghai]")
    assert "[set" not in read_tape(TAPE, assume={"zone": "Asia/Shanghai"}, **parts).assumptions["zone"]


@pytest.mark.parametrize(
    ("assume", "message"),
    [
        ({"zones": "Asia/Shanghai"}, "assumes nothing named 'zones'; did you mean 'zone'"),
        ({"product": "card"}, "Its assumptions are: zone, note"),
        ({"zone": 8}, "is a text such as 'Asia/Shanghai', not 8"),
        ({"note": "x"}, "has no value that could be set"),
        ({"zone": "Asia/Shanghia"}, "fields: zone 'Asia/Shanghia': There is no time zone"),
    ],
)
def test_an_assumption_that_cannot_be_set_so_is_refused(
    assume: dict[str, object], message: str, read_tape: ReadTape
) -> None:
    parts = {
        "fields__zone": {"assume": "zone"},
        "assumptions__zone": ZONE,
        "assumptions__note": {"says": "Read with care."},
    }
    with pytest.raises(TapeError, match=message):
        read_tape(TAPE, assume=assume, **parts)


def test_an_assumption_and_its_place_belong_together(read_tape: ReadTape) -> None:
    with pytest.raises(TapeError, match=r"fields\.zone assumes 'zone', which \[assumptions\] gives no value"):
        read_tape(TAPE, fields__zone={"assume": "zone"})
    with pytest.raises(TapeError, match="'zone' is used nowhere"):
        read_tape(TAPE, assumptions__zone=ZONE)
    with pytest.raises(TapeError, match="a sentence shows what is assumed"):
        read_tape(TAPE, fields__zone={"assume": "zone"}, assumptions__zone={"value": "UTC", "says": "Somewhere."})
    with pytest.raises(TapeError, match="assumptions must be tables"):
        read_tape(TAPE, assumptions=["zone"])
