"""What an author may write about: the named facts, each with its kind, codes, bounds, unit and words for people.

The tracer looks names up here, words take labels and units from here. A vocabulary must never hold a value of a fact,
nor know where one comes from.
"""

from __future__ import annotations

import difflib
import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from types import MappingProxyType

from debtflow.errors import ExpressionError
from debtflow.expressions.tree import INT64_MAX, INT64_MIN, Kind

__all__ = ["Field", "Label", "Vocabulary", "did_you_mean"]


@dataclass(frozen=True, slots=True)
class Label:
    """What one fact is called in one language.

    `language` is the tag by which a table of phrases asks ("zh"). `words` and `denied` are what `label` and `denied` of
    a `Field` are. `codes` pairs members of the fact's enum with their words, `((Role.AGENCY, "..."), ...)`. What is left
    empty falls back to the field's own.
    """

    language: str
    words: str = ""
    denied: str = ""
    codes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One fact as authors and readers know it.

    `codes`: the IntEnum of a coded number. `lower`, `upper`: the bounds that every value keeps, inclusive; None is
    int64's own. `unit`: "day" (ordinal day number), "minute of day" (after midnight), "minor units", or any word.
    `label`: words for people, a noun phrase for a number ("calls today"), a clause for a flag ("a hold blocks
    contact"); `denied`: the clause when the flag is false ("no hold blocks contact"), optional. Both are English;
    `labels` has the words of other languages, one `Label` each.
    Raises `ExpressionError` for codes on a flag, bounds that are empty or outside int64, two labels of one language,
    and words for a code that is no member.
    """

    kind: Kind
    codes: type[IntEnum] | None = None
    lower: int | None = None
    upper: int | None = None
    unit: str = ""
    label: str = ""
    denied: str = ""
    labels: tuple[Label, ...] = ()

    def __post_init__(self) -> None:
        if self.codes is not None and self.kind is not Kind.NUMBER:
            raise ExpressionError(f"codes are numbers: declare the field of {self.codes.__name__} with Kind.NUMBER")
        low, high = self.range
        if not INT64_MIN <= low <= high <= INT64_MAX:
            raise ExpressionError(f"bounds {self.lower} to {self.upper} are empty or do not fit int64")
        languages = [label.language for label in self.labels]
        if len(set(languages)) < len(languages):
            raise ExpressionError(f"one label for each language, not {', '.join(languages)}")
        for label in self.labels:
            strangers = {code for code, _ in label.codes} - set(self.codes or ())
            if strangers:
                shown = ", ".join(map(str, sorted(strangers)))
                raise ExpressionError(f"words in `{label.language}` for {shown}, which no code of the field is")

    def said_in(self, language: str) -> Label:
        """The words of this language; what it leaves empty is the field's own, in English.

        A language with words for a flag but none for its denial keeps the denial empty: half a clause in another
        language would be worse than the general phrase.
        """
        own = Label(language, self.label, self.denied)
        found = next((label for label in self.labels if label.language == language), own)
        return found if found.words else replace(own, codes=found.codes)

    @property
    def range(self) -> tuple[int, int]:
        """The least and greatest value, inclusive: the declared bounds, else those of the codes, the flag, int64."""
        if self.kind is Kind.FLAG:
            return 0, 1
        low, high = INT64_MIN, INT64_MAX
        if self.codes is not None and len(self.codes):
            low, high = min(self.codes), max(self.codes)
        return int(low if self.lower is None else self.lower), int(high if self.upper is None else self.upper)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The fields of one record. A `prefix` ("p" or "p.") keeps facts of several records apart: `p.reminders`.

    Raises `ExpressionError` for a name that is no Python identifier, a keyword, or begins with an underscore.
    """

    fields: Mapping[str, Field]
    prefix: str = ""
    _by_fact: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, declared in self.fields.items():
            if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
                raise ExpressionError(f"`{name}` cannot be written as `f.{name}`: use a plain Python name")
            if not isinstance(declared, Field):
                raise ExpressionError(f"the field `{name}` is declared by a Field, not {declared!r}")
        if self.prefix and not self.prefix.endswith("."):
            object.__setattr__(self, "prefix", self.prefix + ".")
        object.__setattr__(self, "fields", MappingProxyType(dict(self.fields)))
        by_fact = {self.fact_name(name): declared for name, declared in self.fields.items()}
        object.__setattr__(self, "_by_fact", MappingProxyType(by_fact))

    def fact_name(self, name: str) -> str:
        """The full name of a fact: prefix and field name."""
        return self.prefix + name

    def labelled(self, labels: Mapping[str, Label]) -> Vocabulary:
        """The vocabulary with these labels by field name, each in the place of one of its language.

        A lender thus adds a language to fields that others declared. Raises `ExpressionError` for a name that no field
        has.
        """
        fields = dict(self.fields)
        for name, label in labels.items():
            if name not in fields:
                raise ExpressionError(f"no fact called `{name}` to label; {did_you_mean(name, fields)}")
            others = tuple(old for old in fields[name].labels if old.language != label.language)
            fields[name] = replace(fields[name], labels=(*others, label))
        return Vocabulary(fields, self.prefix)

    def by_fact(self) -> Mapping[str, Field]:
        """The fields by the full names of their facts."""
        return self._by_fact

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[dict[str, Field], str]]:
        # A mapping proxy cannot be pickled; processes of a portfolio run need vocabularies.
        return Vocabulary, (dict(self.fields), self.prefix)


def did_you_mean(name: str, known: Mapping[str, object]) -> str:
    """The tail of a message about an unknown name: the nearest known one, or else a few that exist."""
    # Nearer than is usual: `nope` is no `reopen`.
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    if near:
        return f"did you mean `{near[0]}`?"
    some = ", ".join(f"`{each}`" for each in sorted(known)[:8])
    return f"there are {some}{', ...' if len(known) > 8 else ''}" if some else "the vocabulary is empty"
