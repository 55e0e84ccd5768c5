"""Trees to words: what a rule says, for the people it is said to.

"calls today is at least 3, and a hold blocks contact". The phrases are a small table, so that another language is
another table (`ENGLISH`, `CHINESE`); the grammar here only decides what is said together: denials are pushed inwards, a
range or a choice is said as one, brackets appear only where words would run together. This room must never know what a
rule is for, or cite anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from debtflow.expressions.tree import Constant, Fact, Kind, Node, Operation, Parameter, operation
from debtflow.expressions.vocabulary import Field, Vocabulary

__all__ = ["CHINESE", "ENGLISH", "Phrases", "value_words", "words"]

_DAY: Final = "day"
_MINUTE: Final = "minute of day"
_OPPOSITES: Final = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "and": "or", "or": "and"}
# Joined in a sum or product, these need brackets to be read rightly.
_COMPOUND: Final = frozenset({"add", "sub", "neg", "where", "count", "min", "max"})
# Said as a list themselves, these need brackets within another list.
_LISTS: Final = frozenset({"where", "count", "min", "max"})
# A number without unit or codes.
_PLAIN: Final = Field(Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language; `{...}` are places. Comparisons of moments (days, minutes) have their own.

    `language` is the tag under which fields are asked for their words (`Field.labels`). Clauses are joined with
    `comma` and a last `conjunction` or `disjunction`, things in a list with `item_comma` and the list's own last joint.
    """

    language: str = "en"
    eq: str = "{a} is {b}"
    ne: str = "{a} is not {b}"
    lt: str = "{a} is below {b}"
    le: str = "{a} is at most {b}"
    gt: str = "{a} is above {b}"
    ge: str = "{a} is at least {b}"
    moment_lt: str = "{a} is before {b}"
    moment_le: str = "{a} is {b} or earlier"
    moment_gt: str = "{a} is after {b}"
    moment_ge: str = "{a} is {b} or later"
    between: str = "{a} is between {b} and {c}"
    not_one_of: str = "{a} is neither {b}"
    item_comma: str = ", "
    last_choice: str = " or "
    last_denied_choice: str = " nor "
    comma: str = ", "
    conjunction: str = ", and "
    disjunction: str = ", or "
    denial: str = "it is not so that {a}"
    same: str = "either both or neither of these: {a}; {b}"
    differ: str = "exactly one of these: {a}; {b}"
    add: str = " plus "
    sub: str = "{a} minus {b}"
    mul: str = "{a} times {b}"
    neg: str = "minus {a}"
    where: str = "{b} if {a}, otherwise {c}"
    where_clause: str = "{b} if {a}, otherwise {c}"
    smallest: str = "the smallest of {a}"
    greatest: str = "the greatest of {a}"
    earliest: str = "the earliest of {a}"
    latest: str = "the latest of {a}"
    last_listed: str = " and "
    count: str = "the number of these that hold: {a}"
    semicolon: str = "; "
    bracket: str = "({a})"
    parameter: str = "{b} ({a})"
    always: str = "always"
    never: str = "never"
    yes: str = "yes"
    no: str = "no"
    day: str = "{year:04}-{month:02}-{day:02}"
    minute: str = "{hour:02}:{minute:02}"


ENGLISH: Final = Phrases()

# 超过 leaves the number itself out, as in statutes (article 1259 of the Civil Code), so 不超过 has it in; 低于 and 不低于
# are used alike. Lists of things take 、 and a last 或 or 和, clauses take ，.
CHINESE: Final = Phrases(
    language="zh",
    eq="{a}为{b}",
    ne="{a}不是{b}",
    lt="{a}低于{b}",
    le="{a}不超过{b}",
    gt="{a}超过{b}",
    ge="{a}不低于{b}",
    moment_lt="{a}早于{b}",
    moment_le="{a}不晚于{b}",
    moment_gt="{a}晚于{b}",
    moment_ge="{a}不早于{b}",
    between="{a}在{b}至{c}之间",
    not_one_of="{a}不是{b}中的任何一个",
    item_comma="、",
    last_choice="或",
    last_denied_choice="和",
    comma="，",
    conjunction="，且",
    disjunction="，或",
    denial="“{a}”不成立",
    same="以下两项同时成立或同时不成立：{a}；{b}",
    differ="以下两项中恰有一项成立：{a}；{b}",
    add="加上",
    sub="{a}减去{b}",
    mul="{a}乘以{b}",
    neg="{a}的相反数",
    where="若{a}则为{b}，否则为{c}",
    where_clause="若{a}，则{b}，否则{c}",
    smallest="{a}中的最小值",
    greatest="{a}中的最大值",
    earliest="{a}中的最早者",
    latest="{a}中的最晚者",
    last_listed="和",
    count="以下各项中成立的项数：{a}",
    semicolon="；",
    bracket="（{a}）",
    parameter="{b}（{a}）",
    always="始终成立",
    never="始终不成立",
    yes="是",
    no="否",
    day="{year}年{month}月{day}日",
)


def words(
    node: Node,
    vocabulary: Mapping[str, Field] | Vocabulary | None = None,
    *,
    values: Mapping[str, int] | None = None,
    phrases: Phrases = ENGLISH,
) -> str:
    """The tree as a fragment of a sentence.

    `vocabulary` gives labels, codes and units by the full names of facts; without it, or for a fact that it does not
    have, the name is shown with blanks for underscores. A fact without a label in the language of `phrases` is called
    by its English one. A unit "minute of day" shows 480 as 08:00, "day" shows an ordinal day number as a date, and
    others are shown as plain numbers. A dated parameter is shown by its name; once bound, or named in `values`, by its
    number with the name behind it.
    """
    by_fact = vocabulary.by_fact() if isinstance(vocabulary, Vocabulary) else vocabulary or {}
    return _Speaker(by_fact, values or {}, phrases).say(node)


def value_words(value: int, declared: Field, phrases: Phrases = ENGLISH) -> str:
    """One value of a fact as people read it: yes or no, a code by its name, a date, a time of day, or the number."""
    if declared.kind is Kind.FLAG:
        return phrases.yes if value else phrases.no
    if declared.codes is not None:
        for code, said in declared.said_in(phrases.language).codes:
            if code == value:
                return said
        if any(member == value for member in declared.codes):
            return _spaced(declared.codes(value).name.lower())
    if declared.unit == _MINUTE and 0 <= value <= 24 * 60:
        return phrases.minute.format(hour=value // 60, minute=value % 60)
    if declared.unit == _DAY and 1 <= value <= date.max.toordinal():
        day = date.fromordinal(value)
        return phrases.day.format(year=day.year, month=day.month, day=day.day)
    return str(value)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """One telling of one tree."""

    declared: Mapping[str, Field]
    values: Mapping[str, int]
    phrases: Phrases

    def say(self, node: Node, like: Field = _PLAIN) -> str:
        """The node in words; constants take the unit or the codes of what they stand beside."""
        match node:
            case Constant():
                return self._constant(node, like)
            case Parameter(name):
                if name not in self.values:
                    return name
                return self.phrases.parameter.format(a=name, b=value_words(self.values[name], like, self.phrases))
            case Fact(name):
                return self._field(name).said_in(self.phrases.language).words or _spaced(name)
            case Operation("not", (part,)):
                return self._denied(part)
            case Operation("and" | "or"):
                return self._joined(node)
            case Operation(kind=Kind.FLAG) if node.op != "where":
                return self._comparison(node)
            case Operation():
                return self._number(node, like)

    def _field(self, name: str) -> Field:
        return self.declared.get(name) or _PLAIN

    def _constant(self, node: Constant, like: Field) -> str:
        if node.kind is Kind.FLAG:
            return self.phrases.always if node.value else self.phrases.never
        said = value_words(node.value, like, self.phrases)
        if node.bound_parameter is not None:
            return self.phrases.parameter.format(a=node.bound_parameter, b=said)
        name = node.label.rpartition(".")[2]
        if name and not any(member.name == name and member == node.value for member in like.codes or ()):
            # Beside nothing that has this code today, it keeps the name that its author wrote.
            return _spaced(name.lower())
        return said

    def _denied(self, part: Node) -> str:
        """A denial, said as far inside as words allow: not "not at least 3" but "below 3"."""
        match part:
            case Constant(value, kind):
                return self.say(Constant(1 - value, kind))
            case Fact(name):
                denied = self._field(name).said_in(self.phrases.language).denied
                return denied or self.phrases.denial.format(a=self.say(part))
            case Operation("not", (inner,)):
                return self.say(inner)
            case Operation("and" | "or", operands):
                return self.say(operation(_OPPOSITES[part.op], *(_opposite(each) for each in operands)))
            case Operation(op, operands) if op in _OPPOSITES:
                return self.say(operation(_OPPOSITES[op], *operands))
        return self.phrases.denial.format(a=self.say(part))

    def _joined(self, node: Operation) -> str:
        """A chain of and, or of or: neighbours that make a range or a choice are said as one."""
        clauses: list[str] = []
        parts = [_settled(part) for part in node.operands]
        while parts:
            said, used = self._range(node.op, parts) or self._choice(node.op, parts) or (None, 1)
            if said is None:
                said = self._in_brackets(self.say(parts[0]), self._runs_on(parts[0]))
            clauses.append(said)
            del parts[:used]
        last = self.phrases.conjunction if node.op == "and" else self.phrases.disjunction
        return _list(clauses, self.phrases.comma, last)

    def _in_brackets(self, said: str, needed: bool) -> str:
        return self.phrases.bracket.format(a=said) if needed else said

    def _runs_on(self, part: Node) -> bool:
        """Whether the clause has joints of its own, which would run into those of a chain around it."""
        inner = part.operands[0] if isinstance(part, Operation) and part.op == "not" else part
        if not isinstance(inner, Operation):
            return False
        return inner.op == "where" or _is_pair(inner) or (inner.op in ("and", "or") and not self._is_one(inner))

    def _is_one(self, part: Operation) -> bool:
        """Whether the whole chain is said as one range or choice, which needs no brackets."""
        parts = [_settled(each) for each in part.operands]
        said = self._range(part.op, parts) or self._choice(part.op, parts)
        return said is not None and said[1] == len(parts)

    def _range(self, op: str, parts: list[Node]) -> tuple[str, int] | None:
        """`x >= a` and `x <= b`, side by side: "x is between a and b", and how many parts that said."""
        match parts[:2]:
            case [Operation("ge", (subject, low)), Operation("le", (same, high))] if op == "and" and subject == same:
                like = self._like(subject)
                ends = {"b": self.say(low, like), "c": self.say(high, like)}
                return self.phrases.between.format(a=self._side(subject), **ends), 2
        return None

    def _choice(self, op: str, parts: list[Node]) -> tuple[str, int] | None:
        """`x == a` or `x == b` or ...: "x is a, b or c"; `x != a` and `x != b`: "x is neither a nor b"."""
        wanted = "eq" if op == "or" else "ne"
        if not isinstance(parts[0], Operation) or parts[0].op != wanted or parts[0].operands[0].kind is Kind.FLAG:
            return None
        subject = parts[0].operands[0]
        choices: list[Node] = []
        for part in parts:
            if not isinstance(part, Operation) or part.op != wanted or part.operands[0] != subject:
                break
            choices.append(part.operands[1])
        if len(choices) < 2:
            return None
        said = [self.say(choice, self._like(subject)) for choice in choices]
        phrase = self.phrases.eq if wanted == "eq" else self.phrases.not_one_of
        last = self.phrases.last_choice if wanted == "eq" else self.phrases.last_denied_choice
        return phrase.format(a=self._side(subject), b=_list(said, self.phrases.item_comma, last)), len(choices)

    def _comparison(self, node: Operation) -> str:
        first, second = node.operands
        if first.kind is Kind.FLAG:
            phrase = self.phrases.same if node.op == "eq" else self.phrases.differ
            return phrase.format(a=self._among(first), b=self._among(second))
        like = _first(self._like(first), self._like(second))
        moment = like.unit in (_DAY, _MINUTE) and node.op not in ("eq", "ne")
        phrase = str(getattr(self.phrases, f"moment_{node.op}" if moment else node.op))
        return phrase.format(a=self._side(first, like), b=self._side(second, like))

    def _side(self, node: Node, like: Field = _PLAIN) -> str:
        """A side of a comparison; only a choice or a count is long enough to be put in brackets there."""
        long = isinstance(node, Operation) and node.op in ("where", "count")
        return self._in_brackets(self.say(node, like), long)

    def _among(self, part: Node) -> str:
        """A clause between semicolons; only one with semicolons of its own needs brackets there."""
        return self._in_brackets(self.say(part), _is_pair(part))

    def _number(self, node: Operation, like: Field) -> str:
        """Arithmetic and choices. What is added to a moment is a length of time, so it has no unit of its own."""
        phrases, parts = self.phrases, node.operands
        like = _first(like, self._like(node))
        match node.op:
            case "add":
                return phrases.add.join(self._term(part) for part in parts)
            case "sub" | "mul":
                return str(getattr(phrases, node.op)).format(
                    a=self._term(parts[0], node.op), b=self._term(parts[1], "mul")
                )
            case "neg":
                return phrases.neg.format(a=self._term(parts[0], "mul"))
            case "where":
                then, otherwise = (self.say(part, like) for part in parts[1:])
                phrase = phrases.where_clause if node.kind is Kind.FLAG else phrases.where
                return phrase.format(a=self.say(parts[0]), b=then, c=otherwise)
            case "count":
                return phrases.count.format(a=phrases.semicolon.join(self._among(part) for part in parts))
        return self._extreme(node, like)

    def _extreme(self, node: Operation, like: Field) -> str:
        phrases = self.phrases
        said = [
            self._in_brackets(self.say(part, like), isinstance(part, Operation) and part.op in _LISTS)
            for part in node.operands
        ]
        if like.unit in (_DAY, _MINUTE):
            phrase = phrases.earliest if node.op == "min" else phrases.latest
        else:
            phrase = phrases.smallest if node.op == "min" else phrases.greatest
        return phrase.format(a=_list(said, phrases.item_comma, phrases.last_listed))

    def _term(self, node: Node, within: str = "add") -> str:
        """An operand of arithmetic, in brackets where words would otherwise run together."""
        long = (
            isinstance(node, Operation) and node.op in _COMPOUND and not (within != "mul" and node.op in ("add", "sub"))
        )
        return self._in_brackets(self.say(node), long)

    def _like(self, node: Node) -> Field:
        """What a number is like, for the constants beside it: the unit of its facts, as long as it is still one of them
        and not a difference; the codes of its facts, as long as nothing was computed.
        """
        match node:
            case Fact(name, _, codes):
                declared = self._field(name)
                return replace(declared, codes=codes) if codes and not declared.codes else declared
            case Operation("add" | "min" | "max", parts):
                unit = next((like.unit for like in map(self._like, parts) if like.unit), "")
                return Field(Kind.NUMBER, unit=unit)
            case Operation("where", (_, then, otherwise)) if node.kind is Kind.NUMBER:
                return _first(self._like(then), self._like(otherwise))
            case Operation("sub", (first, second)) if not self._like(second).unit:
                return Field(Kind.NUMBER, unit=self._like(first).unit)
        return _PLAIN


def _first(one: Field, other: Field) -> Field:
    """The first that says anything of its numbers."""
    return one if one.unit or one.codes else other


def _is_pair(node: Node) -> bool:
    """Whether this is said as two things that both or neither hold."""
    return isinstance(node, Operation) and node.op in ("eq", "ne") and node.operands[0].kind is Kind.FLAG


def _opposite(node: Node) -> Node:
    return node.operands[0] if isinstance(node, Operation) and node.op == "not" else operation("not", node)


def _settled(node: Node) -> Node:
    """The part with a denial of a comparison or chain worked in, so that ranges and choices are seen behind it."""
    match node:
        case Operation("not", (Operation("not", (inner,)),)):
            return _settled(inner)
        case Operation("not", (Operation("and" | "or" as op, operands),)):
            return operation(_OPPOSITES[op], *(_opposite(each) for each in operands))
        case Operation("not", (Operation(op, operands),)) if op in _OPPOSITES and operands[0].kind is Kind.NUMBER:
            return operation(_OPPOSITES[op], *operands)
    return node


def _spaced(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ")


def _list(items: list[str], comma: str, last: str) -> str:
    if len(items) < 2:
        return "".join(items)
    # "a, b, and c" for clauses, "a, b or c" for choices: the language's table has the last joint.
    return comma.join(items[:-1]) + last + items[-1]
