"""Feedback: what came of a period of work."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from tests.records.cast import usd

from debtflow.records.episodes import Attitude, Feedback, Reason, Suggestion


def test_feedback_says_what_was_recovered_and_how_the_customer_stood_to_it() -> None:
    for missing in ("recovered", "attitude"):
        given = {"recovered": usd("120.00"), "attitude": Attitude.COOPERATIVE}
        del given[missing]
        with pytest.raises(ValidationError, match=missing):
            Feedback(**given)


def test_what_was_not_learned_is_unknown_and_the_suggestion_is_to_close() -> None:
    feedback = Feedback(recovered=usd("0.00"), attitude=Attitude.NOT_REACHED)
    assert (feedback.reason, feedback.suggestion) == (Reason.UNKNOWN, Suggestion.CLOSE)


def test_feedback_reads_back_from_json_with_its_codes_by_name() -> None:
    feedback = Feedback(
        recovered=usd("120.00"),
        attitude=Attitude.WILLING_BUT_UNABLE,
        reason=Reason.INCOME_LOST,
        suggestion=Suggestion.HARDSHIP_HELP,
    )
    written = feedback.model_dump_json()
    assert Feedback.model_validate_json(written) == feedback
    assert '"willing_but_unable"' in written and '"income_lost"' in written and '"hardship_help"' in written
