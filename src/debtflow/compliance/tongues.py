"""Tongues: in which words a decision is told. A table of phrases for each language; English and Chinese come along.

What the law is called stays as it was cited, and names of actions and rules stay names. Another language is another
table, `replace(ENGLISH, ...)`. Nothing here knows a decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from debtflow.compliance.facts import Facts, Source
from debtflow.compliance.labels_zh import LABELS_ZH, LIFTS_ZH
from debtflow.errors import BookError
from debtflow.expressions import CHINESE as CHINESE_PHRASES
from debtflow.expressions import ENGLISH as ENGLISH_PHRASES
from debtflow.expressions import Label, Phrases, Vocabulary
from debtflow.expressions.vocabulary import did_you_mean
from debtflow.records.findings import Tone
from debtflow.values.dates import zone
from debtflow.values.law import Basis, Citation

__all__ = ["CHINESE", "ENGLISH", "TONGUES", "Tongue", "tongue_of"]


@dataclass(frozen=True, eq=False, slots=True)
class Tongue:
    """The phrases of one language; `{...}` are places.

    Attributes:
        language: the tag by which sentences of rules are asked for. phrases: for conditions.
        labels: what facts are called, by name; a fact without one keeps its English words.
        lifts: what lifts rules, by its English words.
        verdicts: `permitted`, `pending` and `refused` as they end a sentence; `marks` as they stand alone.
        tones: how strictly a rule speaks, in a sentence; `tone_marks` as they stand alone.
    """

    language: str = "en"
    phrases: Phrases = ENGLISH_PHRASES
    labels: Mapping[str, Label] = field(default_factory=dict)
    lifts: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    tones: Mapping[Tone, str] = field(default_factory=dict)
    tone_marks: Mapping[Tone, str] = field(default_factory=dict)
    sources: Mapping[Source, str] = field(default_factory=dict)
    bases: Mapping[Basis, str] = field(default_factory=dict)
    basis_words: Mapping[Basis, str] = field(default_factory=dict)
    not_verified: str = "not verified"
    head: str = "`{action}` on {case} at {when} {verdict}."
    finding: str = "- {rule}: {says}{unknown} [{law}] ({rest})"
    because: str = "because {words}"
    whether: str = "it is not known whether {words}"
    unsettled: str = "cannot be settled"
    unknown: str = " (not known: {names})"
    approved: str = "approved by {name}"
    presumption: str = "  A presumption that can be rebutted, and no prohibition by itself."
    for_breach: str = "  For a breach speaks: {factors}."
    against_breach: str = "  Against a breach speaks: {factors}."
    held: str = "  Hold {id} on {on}: {words}, since {since}{until}."
    held_until: str = " until {when}"
    comma: str = ", "
    semicolon: str = "; "
    colon: str = ": "
    assumed: str = "Assumed: {facts}."
    what_if: str = "What if, and no answer for real: {changes}."
    next: str = "Next permitted at {when}, if nothing else happens."
    stuck: str = "Time alone does not lift it; what would: {what}."
    anything: str = "a change of the facts"
    second_person: str = "approval by a second person"
    learning: str = "learning {fact}"
    change: str = "a change of this: {fact} ({source})"
    not_known: str = "{fact}: not known"
    amount: str = "{fact} is {money}"
    law: str = "{place} ({basis}: {words})"
    place: str = "{instrument}, {article}"
    house_zone: str = "{when}, the house's zone"
    both_clocks: str = "{local} ({utc})"
    card: Mapping[str, str] = field(
        default_factory=lambda: {
            "asked": "asked by {name}",
            "because": "because",
            "facts": "facts",
            "law": "law",
            "rule": "rule",
            "check": "check",
            "next": "Next permitted",
            "unless": "if nothing else happens",
            "lifts": "Waiting does not help. What would",
            "assumed": "Assumed",
            "approve": "A second person has to agree.",
            "nothing": "Nothing stands in the way.",
            "missing": "not known",
        }
    )

    def cited(self, cites: Citation) -> str:
        """A citation on one line; how it is known stands with it unless the primary text was read."""
        place = self.placed(cites)
        if cites.basis.is_verified:
            return place
        return self.law.format(place=place, basis=self.bases[cites.basis], words=self.basis_words[cites.basis])

    def placed(self, cites: Citation) -> str:
        """The instrument and the place in it."""
        if not cites.article:
            return cites.instrument
        return self.place.format(instrument=cites.instrument, article=cites.article)

    def lift(self, words: str) -> str:
        """What lifts a rule, in this language if it has words for it."""
        return self.lifts.get(words, words)

    def vocabulary(self, facts: Facts) -> Vocabulary:
        """The facts with this language's labels."""
        return _labelled(self, facts)

    def moment(self, at: datetime, zones: tuple[str, ...], house_zone: str) -> str:
        """A moment on every clock that the person may have, and in UTC; where no zone is known, on the house's clock."""
        utc = f"{at:%H:%M} UTC"
        day = f"{at:%Y-%m-%d}"
        keys = zones or (house_zone,)
        local = [(key, at.astimezone(zone(key))) for key in keys]
        if all(moment.utcoffset() == at.utcoffset() for _, moment in local):
            return f"{day} {utc}"
        first = local[0][1]
        said = [f"{first:%Y-%m-%d %H:%M} {keys[0]}"]
        for key, moment in local[1:]:
            same = moment.date() == first.date()
            said.append(f"{moment:%H:%M} {key}" if same else f"{moment:%Y-%m-%d %H:%M} {key}")
        when = self.comma.join(said)
        if not zones:
            when = self.house_zone.format(when=when)
        same_day = all(moment.date() == at.date() for _, moment in local)
        return self.both_clocks.format(local=when, utc=utc if same_day else f"{day} {utc}")


@lru_cache(maxsize=32)
def _labelled(tongue: Tongue, facts: Facts) -> Vocabulary:
    return facts.vocabulary.labelled({name: label for name, label in tongue.labels.items() if name in facts.fields})


ENGLISH: Final = Tongue(
    verdicts={"permitted": "is permitted", "pending": "waits for a second person", "refused": "is refused"},
    marks={"permitted": "permitted", "pending": "waits for approval", "refused": "refused"},
    tones={Tone.FORBID: "forbid", Tone.PRESUME: "presume", Tone.APPROVE: "approve", Tone.ADVISE: "advise"},
    tone_marks={
        Tone.FORBID: "forbids",
        Tone.PRESUME: "presumes",
        Tone.APPROVE: "asks for approval",
        Tone.ADVISE: "advises",
    },
    sources={source: str(source) for source in Source},
    bases={basis: basis.value for basis in Basis},
    basis_words={basis: basis.words for basis in Basis},
)

CHINESE: Final = Tongue(
    language="zh",
    phrases=CHINESE_PHRASES,
    labels=LABELS_ZH,
    lifts=LIFTS_ZH,
    verdicts={"permitted": "准许执行", "pending": "须经第二人批准", "refused": "不予准许"},
    marks={"permitted": "准许", "pending": "待批准", "refused": "不准许"},
    tones={Tone.FORBID: "禁止", Tone.PRESUME: "推定不当", Tone.APPROVE: "须批准", Tone.ADVISE: "提示"},
    tone_marks={Tone.FORBID: "禁止", Tone.PRESUME: "推定不当", Tone.APPROVE: "须批准", Tone.ADVISE: "提示"},
    sources={
        Source.CASE: "案件",
        Source.LEDGER: "账本",
        Source.DOSSIER: "个人档案",
        Source.HOLDS: "停催限制",
        Source.ACTION: "申请事项",
        Source.ACTOR: "申请人",
        Source.REGISTER: "机构名册",
        Source.CLOCK: "时间",
        Source.LENDER: "机构自有数据",
        Source.COLLECTOR: "催收员名册",
    },
    bases={Basis.VERIFIED: "已核实", Basis.SECONDARY: "二手资料", Basis.MEMORY: "凭记忆", Basis.HOUSE: "内部政策"},
    basis_words={
        Basis.VERIFIED: "已读原文",
        Basis.SECONDARY: "依据媒体或机构摘要，未通读官方原文",
        Basis.MEMORY: "一般知识，未见原文",
        Basis.HOUSE: "本机构自定",
    },
    not_verified="未核实",
    head="案件 {case} 的 `{action}`（{when}）：{verdict}。",
    finding="- {rule}：{says}{unknown}。依据：{law}。（{rest}）",
    because="因为{words}",
    whether="尚不清楚是否{words}",
    unsettled="无法判定",
    unknown="（未知：{names}）",
    approved="已由 {name} 批准",
    presumption="  此为可推翻的推定，本身并非禁止。",
    for_breach="  支持违规的因素：{factors}。",
    against_breach="  反对违规的因素：{factors}。",
    held="  限制 {id}（{on}）：{words}，自 {since} 起{until}。",
    held_until="，至 {when} 止",
    comma="、",
    semicolon="；",
    colon="：",
    assumed="假定：{facts}。",
    what_if="仅为假设推演，不作为实际决定：{changes}。",
    next="若无其他变化，最早可于 {when} 执行。",
    stuck="仅靠等待无法解除；以下情形可以解除：{what}。",
    anything="事实发生变化",
    second_person="第二人批准",
    learning="查明{fact}",
    change="以下事实发生变化：{fact}（{source}）",
    not_known="{fact}：未知",
    amount="{fact}为{money}",
    law="{place}（{basis}：{words}）",
    place="{instrument}，{article}",
    house_zone="本机构时间 {when}",
    both_clocks="{local}，即 {utc}",
    card={
        "asked": "申请人 {name}",
        "because": "理由",
        "facts": "事实",
        "law": "依据",
        "rule": "规则",
        "check": "检查",
        "next": "最早可执行时间",
        "unless": "若无其他变化",
        "lifts": "仅靠等待无法解除。可以解除的情形",
        "assumed": "假定",
        "approve": "须经第二人批准。",
        "nothing": "没有任何障碍。",
        "missing": "未知",
    },
)

TONGUES: Final[Mapping[str, Tongue]] = {"en": ENGLISH, "zh": CHINESE}
"""The languages that come along, by their tags."""


def tongue_of(language: str | Tongue) -> Tongue:
    """The tongue of that tag; a table of one's own is taken as it is.

    Raises:
        BookError: a language for which there is no table.
    """
    if isinstance(language, Tongue):
        return language
    if language not in TONGUES:
        raise BookError(
            f"no words for the language {language!r}; {did_you_mean(str(language), TONGUES)}, or hand in a Tongue of your own"
        )
    return TONGUES[language]
