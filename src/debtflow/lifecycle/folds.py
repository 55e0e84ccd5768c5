"""Folds: what each event does to a case or a dossier, compiled to one function for each event.

An event changes what is kept (by the table of effects) and what has a form of its own (by a small function that names
the fields it changes). Both, and the copy that comes of them, stand in one function, as every contact folds two streams.
This room knows no event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from debtflow.expressions import Field
from debtflow.lifecycle.primitives import Effect, effect_lines

__all__ = ["Changes", "compile_folds"]

S = TypeVar("S", bound=tuple[Any, ...])

Changes = Callable[[Any, Any], dict[str, Any]]
"""(state, event) -> the fields that change, with what they become."""


def compile_folds(
    state: type[S],
    kept: type[tuple[Any, ...]],
    effects: Mapping[str, tuple[Effect, ...]],
    fields: Mapping[str, Field],
    changes: Mapping[str, Changes],
) -> dict[str, Callable[[S, Any], S]]:
    """Event name -> function (state, event) -> state, for named tuples with the primitives in their field `kept`.

    The functions raise `KeyError` where `changes` names a field that is none.
    """
    place = {name: at for at, name in enumerate(state._fields)}  # type: ignore[attr-defined]  # every named tuple has them
    scope: dict[str, Any] = {"new": tuple.__new__, "state_of": state, "kept_of": kept, "place": place}
    lines_of = effect_lines(effects, fields)
    folds: dict[str, Callable[[S, Any], S]] = {}
    for event in {**lines_of, **changes}:
        lines = ["def fold(state, event):"]
        if event in changes:
            lines.append(" changes = change(state, event)")
            if event not in lines_of:
                lines.append(" if not changes: return state")
        lines.append(" fields = list(state)")
        if event in lines_of:
            lines += [f" kept = state[{place['kept']}]", " values = list(kept)"]
            lines += [f" {line}" for line in lines_of[event]]
            lines.append(f" fields[{place['kept']}] = new(kept_of, values)")
        if event in changes:
            lines += [" for name in changes:", "  fields[place[name]] = changes[name]"]
        lines.append(" return new(state_of, fields)")
        here = {**scope, "change": changes.get(event)}
        exec("\n".join(lines), here)  # source made from checked trees and places only
        folds[event] = here["fold"]
    return folds
