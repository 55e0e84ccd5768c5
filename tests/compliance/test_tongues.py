"""Tongues: moments on everybody's clocks, citations, and languages that there are and are not."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from tests.compliance.situations import LOS_ANGELES, NEW_YORK, SHANGHAI

from debtflow.compliance.facts import Count, FactGroup, Facts
from debtflow.compliance.tongues import CHINESE, ENGLISH, TONGUES, tongue_of
from debtflow.errors import BookError
from debtflow.expressions import Label
from debtflow.values.law import Basis, Citation

EVENING = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
NIGHT = datetime(2026, 3, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zones", "house", "said"),
    [
        (EVENING, (SHANGHAI,), "UTC", "2026-03-10 22:30 Asia/Shanghai (14:30 UTC)"),
        (NIGHT, (SHANGHAI,), "UTC", "2026-03-11 04:30 Asia/Shanghai (2026-03-10 20:30 UTC)"),
        (
            EVENING,
            (NEW_YORK, LOS_ANGELES),
            "UTC",
            "2026-03-10 10:30 America/New_York, 07:30 America/Los_Angeles (14:30 UTC)",
        ),
        (
            NIGHT,
            (NEW_YORK, SHANGHAI),
            "UTC",
            "2026-03-10 16:30 America/New_York, 2026-03-11 04:30 Asia/Shanghai (2026-03-10 20:30 UTC)",
        ),
        (EVENING, ("UTC",), SHANGHAI, "2026-03-10 14:30 UTC"),
        (EVENING, (), SHANGHAI, "2026-03-10 22:30 Asia/Shanghai, the house's zone (14:30 UTC)"),
        (EVENING, (), "UTC", "2026-03-10 14:30 UTC"),
        # In winter London has the time of UTC, in summer it has not.
        (EVENING, ("Europe/London",), "UTC", "2026-03-10 14:30 UTC"),
        (EVENING.replace(month=7), ("Europe/London",), "UTC", "2026-07-10 15:30 Europe/London (14:30 UTC)"),
    ],
)
def test_a_moment_is_told_on_the_persons_clocks_and_in_utc(
    at: datetime, zones: tuple[str, ...], house: str, said: str
) -> None:
    assert ENGLISH.moment(at, zones, house) == said


def test_in_chinese_too() -> None:
    assert CHINESE.moment(EVENING, (SHANGHAI,), "UTC") == "2026-03-10 22:30 Asia/Shanghai，即 14:30 UTC"
    assert CHINESE.moment(EVENING, (), SHANGHAI) == "本机构时间 2026-03-10 22:30 Asia/Shanghai，即 14:30 UTC"


def test_a_citation_in_english_is_its_own_text() -> None:
    for basis in Basis:
        for article in ("", "4"):
            cites = Citation(instrument="Act 7", article=article, basis=basis)
            assert ENGLISH.cited(cites) == str(cites)
    assert CHINESE.cited(Citation(instrument="法", article="4", basis=Basis.VERIFIED)) == "法，4"
    assert CHINESE.cited(Citation(instrument="法", basis=Basis.MEMORY)) == "法（凭记忆：一般知识，未见原文）"


@pytest.mark.parametrize("tongue", TONGUES.values(), ids=TONGUES.keys())
def test_a_table_says_everything(tongue: object) -> None:
    for phrase in fields(ENGLISH):
        mine, english = getattr(tongue, phrase.name), getattr(ENGLISH, phrase.name)
        assert mine or phrase.name in ("labels", "lifts"), phrase.name
        if isinstance(english, dict) and phrase.name not in ("labels", "lifts"):
            assert mine.keys() == english.keys(), phrase.name


def test_a_language_without_a_table_is_refused_and_one_of_ones_own_is_taken() -> None:
    assert tongue_of("zh") is CHINESE and tongue_of(ENGLISH) is ENGLISH
    with pytest.raises(BookError, match=r"no words for the language 'fr'; .*or hand in a Tongue of your own"):
        tongue_of("fr")
    german = replace(ENGLISH, language="de", verdicts={**ENGLISH.verdicts, "refused": "ist nicht erlaubt"})
    assert tongue_of(german) is german


def test_a_lender_labels_facts_of_their_own() -> None:
    facts = Facts([FactGroup("house", visits=Count(0, 31, "visits"))])
    own = replace(CHINESE, labels={**CHINESE.labels, "visits": Label("zh", "上门次数")})
    assert own.vocabulary(facts).fields["visits"].said_in("zh").words == "上门次数"
    assert CHINESE.vocabulary(facts).fields["visits"].said_in("zh").words == "visits"
