"""Purposes: what is not said to be for something else is to collect, and codes are never numbered anew."""

from __future__ import annotations

from debtflow.records.actions import SendMessage
from debtflow.records.purposes import Purpose


def test_what_is_not_said_to_be_for_something_else_is_to_collect() -> None:
    assert SendMessage(person="li", contact_point="sms").purpose is Purpose.COLLECT


def test_the_codes_stand_in_every_log_and_stay() -> None:
    assert [(purpose.name, int(purpose)) for purpose in Purpose] == [
        ("COLLECT", 0),
        ("LOCATE", 1),
        ("LIMITED_CONTENT", 2),
        ("VALIDATION_NOTICE", 3),
        ("VERIFICATION", 4),
        ("SAME_DISPUTE_ANSWERED", 5),
        ("END_OF_EFFORTS", 6),
        ("NOTICE_OF_REMEDY", 7),
        ("OPT_OUT_CONFIRMATION", 8),
        ("NEGATIVE_INFORMATION", 9),
        ("ASSIGNMENT_NOTICE", 10),
        ("DEFAULT_NOTICE", 11),
        ("FORBEARANCE_OFFER", 12),
        ("REQUIRED_BY_LAW", 13),
    ]
