"""Documents: from a TOML file, a preset or nested dicts to a checked mapping with its named assumptions.

The room puts every assumption, as the mapping states it or as the caller overrides it, into the places that ask for
it, and writes its sentence. It must never know what a field means: `mappings` checks that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from debtflow.errors import TapeError
from debtflow.tapes.mappings import Assumption, TapeMapping, did_you_mean

__all__ = ["document_of", "mapping_of", "presets"]


def presets() -> tuple[str, ...]:
    """The names of the mappings that come with the library."""
    folder = resources.files("debtflow.tapes") / "presets"
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def document_of(preset: str | None, mapping: str | Path | Mapping[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """The name and the content of the mapping that the caller asks for, not yet checked."""
    if (preset is None) == (mapping is None):
        raise TapeError('Say how to read the tape: either preset="uci_card" or mapping="my_lender.toml".')
    if isinstance(mapping, Mapping):
        return str(mapping.get("name") or "mapping"), dict(mapping)
    if mapping is not None:
        try:
            return Path(mapping).name, _toml(Path(mapping).name, Path(mapping).read_bytes())
        except OSError as error:
            raise TapeError(f"The mapping {str(mapping)!r} cannot be read: {error.strerror or error}.") from error
    if preset not in presets():
        mend = did_you_mean(str(preset), presets())
        raise TapeError(f"There is no preset {preset!r}{mend or '.'} Presets are: {', '.join(presets())}.")
    file = resources.files("debtflow.tapes") / "presets" / f"{preset}.toml"
    return f"preset {preset}", _toml(f"preset {preset}", file.read_bytes())


def _toml(name: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TapeError(f"{name} is not a mapping in TOML: {error}.") from error


def mapping_of(
    source: str, document: Mapping[str, Any], assume: Mapping[str, object] | None = None
) -> tuple[TapeMapping, dict[str, str]]:
    """The checked mapping, and each assumption with its sentence. Raises `TapeError` that names place and mend."""
    given = {name: _one_text(value) for name, value in (assume or {}).items()}
    assumptions = _assumptions(source, document.get("assumptions", {}))
    _check_overrides(source, assumptions, given)
    values = {name: given.get(name, assumption.value) for name, assumption in assumptions.items()}
    used: set[str] = set()
    body = {key: _filled(source, key, part, values, used) for key, part in document.items() if key != "assumptions"}
    for name, assumption in assumptions.items():
        if assumption.value is not None and name not in used:
            raise TapeError(
                f'{source}: the assumption {name!r} is used nowhere: write {{ assume = "{name}" }} in place.'
            )
    try:
        mapping = TapeMapping.model_validate({**body, "assumptions": assumptions})
    except ValidationError as error:
        raise TapeError(f"{source}: {_places(error)}") from error
    return mapping, {name: _sentence(assumptions[name], given.get(name)) for name in assumptions}


def _one_text(value: object) -> object:
    """Several candidate zones may be given as a list; everywhere else they are one text."""
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _assumptions(source: str, tables: object) -> dict[str, Assumption]:
    if not isinstance(tables, dict):
        raise TapeError(f"{source}: assumptions must be tables, such as [assumptions.zone].")
    try:
        return {name: Assumption.model_validate(table) for name, table in tables.items()}
    except ValidationError as error:
        raise TapeError(f"{source}: assumptions: {_places(error)}") from error


def _check_overrides(source: str, assumptions: Mapping[str, Assumption], given: Mapping[str, object]) -> None:
    for name, value in given.items():
        if name not in assumptions:
            known = ", ".join(assumptions) or "none"
            mend = did_you_mean(name, assumptions)
            raise TapeError(f"{source} assumes nothing named {name!r}{mend or '.'} Its assumptions are: {known}.")
        default = assumptions[name].value
        if default is None:
            raise TapeError(f"{source}: {name!r} says how the tape is read and has no value that could be set.")
        if type(value) is not type(default):
            wanted = "a whole number" if isinstance(default, int) else "a text"
            raise TapeError(f"{source}: the assumption {name!r} is {wanted} such as {default!r}, not {value!r}.")


def _filled(source: str, place: str, part: object, values: Mapping[str, object], used: set[str]) -> object:
    """The same part of the mapping with every `{ assume = "name" }` replaced by the value of that name."""
    if isinstance(part, list):
        return [_filled(source, f"{place}[{n}]", item, values, used) for n, item in enumerate(part, 1)]
    if not isinstance(part, dict):
        return part
    if set(part) != {"assume"}:
        return {key: _filled(source, f"{place}.{key}", item, values, used) for key, item in part.items()}
    name = part["assume"]
    if values.get(name) is None:
        mend = did_you_mean(str(name), values)
        raise TapeError(f"{source}: {place} assumes {name!r}, which [assumptions] gives no value{mend or '.'}")
    used.add(name)
    return values[name]


def _sentence(assumption: Assumption, given: object) -> str:
    if assumption.value is None or given is None or given == assumption.value:
        return assumption.says.replace("{value}", str(assumption.value))
    said = assumption.says.replace("{value}", str(given))
    return f"{said} [set by the caller; the mapping itself assumes {assumption.value}]"


def _places(error: ValidationError) -> str:
    parts = []
    for problem in error.errors():
        place = ".".join(str(step) for step in problem["loc"] if step not in ("str", "int"))
        words = problem["msg"].removeprefix("Value error, ")
        found = "" if problem["type"] in ("missing", "value_error") else f", found {problem['input']!r}"
        parts.append(f"{place}: {words}{found}" if place else f"{words}{found}")
    return "; ".join(dict.fromkeys(parts))
