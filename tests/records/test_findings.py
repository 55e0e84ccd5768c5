"""Findings: one rule's answer, and whether it stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from debtflow.records.findings import Evidence, Finding, Tone, Verdict
from debtflow.values.law import Basis, Citation

REGULATION_F = Citation(instrument="12 CFR 1006.14", article="(b)(2)", basis=Basis.VERIFIED)


def finding(tone: Tone = Tone.FORBID, **fields: Any) -> Finding:
    given = {"rule": "us.reg_f.calls", "tone": tone, "verdict": Verdict.BLOCKED, "says": "Seven calls in seven days."}
    return Finding(**given | {"cites": REGULATION_F} | fields)


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("tone", list(Tone))
def test_everything_but_advice_stands_in_the_way_blocked_or_undetermined(tone: Tone, verdict: Verdict) -> None:
    assert finding(tone, verdict=verdict).refuses is (tone is not Tone.ADVISE)


def test_what_a_second_person_has_approved_no_longer_stands_in_the_way() -> None:
    assert finding(Tone.APPROVE).refuses
    assert not finding(Tone.APPROVE, approved_by="voss").refuses


def test_a_finding_reads_as_a_sentence_with_its_rule_what_is_not_known_and_its_citation() -> None:
    evidence = (
        Evidence(fact="calls_counted_today_and_6_days_before", value=7, words="7 calls"),
        Evidence(fact="zone", value=0, words="not known", known=False),
    )
    said = str(finding(evidence=evidence))
    assert said.startswith("us.reg_f.calls: Seven calls in seven days. (not known: zone) [")
    assert str(REGULATION_F) in said
    assert "not known" not in str(finding())


def test_a_finding_reads_back_from_json_as_it_was() -> None:
    there = finding(lifted_by=("consent",), evidence=(Evidence(fact="calls", value=7, words="7 calls"),))
    assert Finding.model_validate_json(there.model_dump_json()) == there
    assert isinstance(there.cites, Citation)
