"""Chinese labels: no two facts are called alike, and a flag and its denial differ. That none is missing: the house test."""

from __future__ import annotations

import re
from collections import Counter

from debtflow.compliance.labels_zh import LABELS_ZH, LIFTS_ZH
from debtflow.compliance.rulebooks import catalogue
from debtflow.compliance.standard_facts import STANDARD_FACTS
from debtflow.compliance.tongues import CHINESE
from debtflow.expressions import Kind


def test_no_two_facts_are_called_alike() -> None:
    said = Counter(text for label in LABELS_ZH.values() for text in (label.words, label.denied) if text)
    assert not [text for text, times in said.items() if times > 1]


def test_flags_have_a_denial_and_numbers_have_none() -> None:
    read = catalogue.joined("china", "generic").facts.fields
    for name, label in LABELS_ZH.items():
        assert bool(label.denied) == (read[name].field.kind is Kind.FLAG), name


def test_codes_of_one_fact_are_told_apart() -> None:
    for label in LABELS_ZH.values():
        said = [text for _, text in label.codes]
        assert len(said) == len(set(said))


def test_what_lifts_is_said_in_chinese() -> None:
    assert all(re.search("[\u4e00-\u9fff]", said) for said in LIFTS_ZH.values())


def test_the_standard_vocabulary_takes_them() -> None:
    fields = CHINESE.vocabulary(STANDARD_FACTS).fields
    assert fields["days_past_due"].said_in("zh").words == "逾期天数"
    assert fields["days_past_due"].said_in("en").words == "days past due"


def test_an_open_promise_says_until_when_it_stands_in_the_way() -> None:
    (said,) = catalogue.BOOKS["generic"].rules["generic.promise_open"].lifted_by
    assert said == "the promise being kept, broken once its last day and grace have passed, or withdrawn"
    assert "宽限期" in LIFTS_ZH[said]
    assert "the promise being kept, broken or withdrawn" not in LIFTS_ZH
